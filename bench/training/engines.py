# SPDX-License-Identifier: Apache-2.0
"""The engines, each in a process of its own: the losses and seconds of its steps, and its peak."""
import csv
import json
import os
import shutil
import subprocess
from typing import NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
# What other programs set for their own sake would slow or favour an engine.
UNWANTED = ("OPENBLAS_", "OMP_", "KMP_", "GOMP_", "MKL_", "ATEN_", "DNNL_", "ONEDNN_", "RAYON_",
            "TOKENIZERS_", "GOSHAWK_")


class Run(NamedTuple):
    """One turn of an engine; peak is the most memory that its process held, in bytes."""

    losses: list
    seconds: list
    peak: int


def environment(threads):
    values = {k: v for k, v in os.environ.items() if not k.startswith(UNWANTED)}
    values.update(OMP_NUM_THREADS=str(threads), RAYON_NUM_THREADS=str(threads), HF_HUB_OFFLINE="1")
    return values


def execute(command, threads, log):
    """(standard output, peak memory) of a process."""
    with open(log, "w", encoding="utf-8") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True,
                                   env=environment(threads))
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        with open(log, encoding="utf-8") as errors:
            raise SystemExit(f"{' '.join(command)}:\n{errors.read()[-2000:]}")
    return out, usage.ru_maxrss * 1024


class Goshawk:
    """goshawk train; memory: megabytes for activations, beyond which they are computed twice."""

    def __init__(self, name, bench, memory=None):
        self.name, self.bench, self.memory = name, bench, memory

    def run(self):
        o, folder = self.bench.options, self.bench.path("goshawk-run")
        shutil.rmtree(folder, ignore_errors=True)
        command = [self.bench.program, "train", self.bench.examples, "--model", self.bench.model,
                   "--run", folder, "--batch", o.batch, "--steps", o.steps, "--rate", o.rate,
                   "--max-tokens", o.max_tokens, "--temperature", o.temperature,
                   "--decay", o.decay, "--evaluate", o.steps, "--threads", o.threads, "--quiet"]
        command += ["--memory", self.memory] if self.memory else []
        command += ["--bf16"] if o.bf16 else []
        _, peak = execute(list(map(str, command)), o.threads, self.bench.path("goshawk.log"))
        losses, seconds = read_curve(os.path.join(folder, "curve.csv"), o.batch)
        shutil.rmtree(folder)
        return Run(losses, seconds, peak)


def read_curve(path, batch):
    """(losses, seconds) of the steps; the pace in the curve is that of all steps so far."""
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    until = [batch * int(row["step"]) / float(row["pairs_a_second"]) for row in rows]
    return ([float(row["loss"]) for row in rows],
            [now - before for before, now in zip([0, *until], until)])


class SentenceTransformers:
    """peer.py; cached: sequences at a time of the loss that caches gradients, 0 for the plain one."""

    def __init__(self, name, bench, cached=0):
        self.name, self.bench, self.cached = name, bench, cached

    def run(self):
        o = self.bench.options
        spec = {name: getattr(o, name) for name in
                ("steps", "rate", "max_tokens", "temperature", "decay", "threads", "bf16")}
        spec.update(model=self.bench.model, prompts=self.bench.prompts, cached=self.cached)
        with open(self.bench.examples, encoding="utf-8") as file:
            spec["examples"] = [json.loads(line) for line in file]
        path = self.bench.path("peer.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(spec, file)
        out, peak = execute([self.bench.python, os.path.join(HERE, "peer.py"), path], o.threads,
                            self.bench.path("peer.log"))
        found = json.loads(out.splitlines()[-1])
        return Run(found["losses"], found["seconds"], peak)
