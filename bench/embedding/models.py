# SPDX-License-Identifier: Apache-2.0
"""The two models in every form that an engine reads, made under the build folder."""
import json
import os
import shutil
import subprocess
import sys
from typing import NamedTuple

import numpy as np

from options import ROOT
from worker import Worker

HERE = os.path.dirname(os.path.abspath(__file__))

# A graph counts as faithful, and its speed as a peer's, from this worst cosine on.
FAITHFUL = 0.98
BATCHES = (1, 2, 4, 8, 16)

# What the libraries give without being asked for more.
STANDARD_GRAPHS = {"fp32": "fp32, plain", "int8": "int8, plain, per tensor, 8 bits"}


class Model(NamedTuple):
    """Folders are sentence-transformers' layout; `trimmed` is "" where there is none."""

    key: str
    name: str
    folder: str
    quantised: str
    trimmed: str
    graphs: str
    prompts: dict


class Choice(NamedTuple):
    """An ONNX graph, the batch size that is fastest with it, and how it fared beside the others."""

    name: str
    path: str
    batch: int
    speed: float
    worst: float


def run(*command):
    """Runs a program that makes something; its output is shown only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{(done.stdout + done.stderr)[-2000:]}")


def newest(folder):
    """When the newest file below folder (or the file itself) was written; 0 where there is none."""
    if os.path.isfile(folder):
        return os.path.getmtime(folder)
    return max((os.path.getmtime(os.path.join(at, name)) for at, _, names in os.walk(folder)
                for name in names), default=0)


def prepare(key, options):
    """The model in the forms that the options' engines need. What is older than what it is made
    from is made again."""
    bench = os.path.join(options.build, "bench")
    name, folder = float_folder(key, options.build)
    quantised, graphs = os.path.join(bench, name + "-int8"), os.path.join(bench, "onnx", name)
    trimmed = os.path.join(ROOT, "models", "default") if key == "e5-small" else ""
    program = os.path.join(options.build, "goshawk")
    if options.uses("goshawk") and newest(quantised) < max(newest(folder), newest(program)):
        shutil.rmtree(quantised, ignore_errors=True)
        run(program, "model", "quantize", folder, quantised)
    exporter = os.path.join(HERE, "onnx_graphs.py")
    if options.uses("onnxruntime") and newest(graphs) < max(newest(folder), newest(exporter)):
        shutil.rmtree(graphs, ignore_errors=True)
        shutil.rmtree(graphs + ".partial", ignore_errors=True)
        run(sys.executable, exporter, folder, graphs + ".partial")
        os.rename(graphs + ".partial", graphs)
    return Model(key, name, folder, quantised, trimmed if newest(trimmed) else "", graphs,
                 prompts_of(folder))


def float_folder(key, build):
    """(the model's name, its folder with float32 weights)."""
    tools = os.path.join(ROOT, "tools")
    if key == "minilm":
        name, folder = "all-MiniLM-L6-v2", os.path.join(build, "models", "all-MiniLM-L6-v2")
        run(os.path.join(tools, "fetch_model.sh"), folder)
    elif key == "e5-small":
        name = "multilingual-e5-small"
        folder = os.path.join(build, "bench", name)
        script = os.path.join(tools, "e5_small.py")
        if newest(folder) < newest(script):
            shutil.rmtree(folder, ignore_errors=True)
            run(sys.executable, script, folder)
    else:
        raise SystemExit(f"no model {key}: minilm or e5-small")
    return name, folder


def prompts_of(folder):
    """{"query": ..., "passage": ...}, empty where the model has none."""
    with open(os.path.join(folder, "config_sentence_transformers.json"), encoding="utf-8") as file:
        prompts = json.load(file).get("prompts", {})
    return {kind: prompts.get(kind, "") for kind in ("query", "passage")}


def choose_graph(model, kind, spec, files, logs):
    """(the fastest faithful graph of a kind, "fp32" or "int8", all that were tried).

    files: "sample" (a JSON array of "count" texts), "vectors" (their fp32 reference, .npy), "out".
    """
    tried = [try_graph(name[:-len(".onnx")], {**spec, "graph": os.path.join(model.graphs, name)},
                       files, logs)
             for name in sorted(os.listdir(model.graphs)) if name.startswith(kind)]
    faithful = [choice for choice in tried if choice.worst >= FAITHFUL]
    if not faithful:
        faithful = [max(tried, key=lambda choice: choice.worst)]
    return max(faithful, key=lambda choice: choice.speed), tried


def try_graph(name, spec, files, logs):
    """The graph's Choice. One that is not faithful is timed at one batch size only."""
    worker, seconds = Worker("ONNX Runtime " + name, {**spec, "batch": 4}, logs), {}

    def timed(batch):
        """The best of three counts, so that a neighbour's work does not decide."""
        return min(worker.ask(do="encode", texts=files["sample"], kind="passage", batch=batch,
                              out=files["out"])["seconds"] for _ in range(3))

    seconds[4] = timed(4)
    worst = float((np.load(files["out"]) * np.load(files["vectors"])).sum(axis=1).min())
    if worst >= FAITHFUL:
        seconds.update({batch: timed(batch) for batch in BATCHES if batch != 4})
    worker.close()
    best = min(seconds, key=seconds.get)
    return Choice(name, spec["graph"], best, files["count"] / seconds[best], worst)
