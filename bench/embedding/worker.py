# SPDX-License-Identifier: Apache-2.0
"""An engine in a process of its own, and the handle by which another process commands it.

Run as a program with a specification (see engines.py) as its argument, it loads the engine, embeds
one query, and says so; from then on it obeys one JSON object a line on standard input and answers
with one on standard output:

    {"do": "encode", "texts": FILE, "kind": "passage", "out": FILE.npy or null, "batch": N or null}
        → {"seconds": ...}                FILE holds a JSON array of strings
    {"do": "latency", "texts": [...], "count": N}
        → {"median": seconds}             one query at a time, N of them
    {"do": "status"}
        → {"peak": bytes, "settings": the engine's own words,
           "library": SHA-256 of Goshawk's library, "" for other engines}
"""
import hashlib
import json
import os
import subprocess
import sys
import time

# What other programs set for their own sake would slow or favour an engine.
UNWANTED = ("OPENBLAS_", "OMP_", "KMP_", "GOMP_", "MKL_", "ATEN_", "DNNL_", "ONEDNN_", "RAYON_",
            "TOKENIZERS_", "ORT_", "GOSHAWK_")


class Worker:
    """The handle: starts the process, waits for the first vector, and passes commands on."""

    def __init__(self, name, spec, logs):
        self.name, self.spec = name, spec
        os.makedirs(logs, exist_ok=True)
        self.log = os.path.join(logs, "".join(c if c.isalnum() else "_" for c in name) + ".log")
        start = time.perf_counter()
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, os.path.abspath(__file__), json.dumps(spec)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                env=environment(spec))
        self.answer()
        self.first_vector = time.perf_counter() - start

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            with open(self.log, encoding="utf-8") as log:
                raise SystemExit(f"{self.name} ended early:\n{log.read()[-2000:]}")
        return json.loads(line)

    def ask(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def environment(spec):
    """This process's environment without UNWANTED, with the thread count and the engine's own."""
    values = {k: v for k, v in os.environ.items() if not k.startswith(UNWANTED)}
    values["OMP_NUM_THREADS"] = values["RAYON_NUM_THREADS"] = str(spec["threads"])
    values["HF_HUB_OFFLINE"] = "1"
    values.update(spec.get("environment", {}))
    return values


def peak_bytes():
    """The most memory that this process has held: VmHWM."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def library_hash():
    """SHA-256 of the Goshawk library that this process has mapped; "" without one."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        paths = {line.split(maxsplit=5)[5].strip() for line in maps if len(line.split()) > 5}
    digest = hashlib.sha256()
    found = sorted(p for p in paths if "goshawk" in os.path.basename(p) and ".so" in p)
    for path in found:
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest() if found else ""


def encode(engine, command):
    import numpy as np
    with open(command["texts"], encoding="utf-8") as file:
        texts = json.load(file)
    if command.get("batch"):
        engine.batch = command["batch"]
    start = time.perf_counter()
    vectors = engine.encode(texts, command["kind"])
    seconds = time.perf_counter() - start
    if command.get("out"):
        np.save(command["out"], vectors)
    return {"seconds": seconds}


def latency(engine, command):
    times = []
    for i in range(command["count"]):
        text = command["texts"][i % len(command["texts"])]
        start = time.perf_counter()
        engine.encode([text], "query")
        times.append(time.perf_counter() - start)
    return {"median": sorted(times)[len(times) // 2]}


def status(engine, _command):
    return {"peak": peak_bytes(), "settings": engine.settings(), "library": library_hash()}


COMMANDS = {"encode": encode, "latency": latency, "status": status}


def main():
    # Answers keep the pipe to themselves, whatever a library prints.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from engines import ENGINES
    spec = json.loads(sys.argv[1])
    engine = ENGINES[spec["engine"]](spec)
    engine.encode([spec["first"]], "query")
    print("{}", file=answers, flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        print(json.dumps(COMMANDS[command["do"]](engine, command)), file=answers, flush=True)


if __name__ == "__main__":
    main()
