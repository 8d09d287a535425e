# SPDX-License-Identifier: Apache-2.0
"""The benchmark from end to end; bench/train says what it measures."""
import json
import os
import statistics
import subprocess

from batch import batch_of
from engines import Goshawk, SentenceTransformers
from machine import note, processor, warn_if_busy
from texts import ROOT, write_lines

PEERS = ("torch", "transformers", "sentence-transformers")
MIB = 1 << 20
BAR = 1.3  # times the faster peer


class Bench:
    """What the engines share."""

    def __init__(self, options, python):
        self.options, self.python = options, python
        self.program = os.path.join(options.build, "goshawk")
        self.folder = os.path.join(options.build, "bench", "train")
        os.makedirs(self.folder, exist_ok=True)
        self.model = options.model or self.default_model()
        with open(os.path.join(self.model, "config_sentence_transformers.json"),
                  encoding="utf-8") as file:
            prompts = json.load(file).get("prompts", {})
        self.prompts = {kind: prompts.get(kind, "") for kind in ("query", "passage")}
        self.examples = self.path("examples.jsonl")
        write_lines(self.examples, batch_of(options.data, options.batch, options.negatives))

    def path(self, name):
        return os.path.join(self.folder, name)

    def default_model(self):
        """The model that comes with the project, as float32."""
        folder = self.path("model")
        if not os.path.exists(folder):
            subprocess.run([self.program, "model", "export", os.path.join(ROOT, "models/default"),
                            folder, "--float"], check=True, stdout=subprocess.DEVNULL)
        return folder

    def engines(self):
        o = self.options
        found = [Goshawk("Goshawk", self), SentenceTransformers("sentence-transformers", self)]
        if o.cached:
            found += [Goshawk("Goshawk, little memory", self, memory=o.memory),
                      SentenceTransformers("sentence-transformers, cached", self, o.cached)]
        return found

    def versions(self):
        """The peers' versions, in words."""
        code = f"import importlib.metadata as m; print(', '.join(p+' '+m.version(p) for p in {PEERS}))"
        return subprocess.run([self.python, "-c", code], check=True, capture_output=True,
                              text=True).stdout.strip()


def measure(bench):
    """{engine's name: its runs}, in rounds of alternating order."""
    engines, runs = bench.engines(), {}
    for turn in range(bench.options.rounds):
        for engine in engines if turn % 2 == 0 else reversed(engines):
            note(f"round {turn + 1}: {engine.name}")
            runs.setdefault(engine.name, []).append(engine.run())
    return {engine.name: runs[engine.name] for engine in engines}


def pace(run, batch):
    """Pairs a second; the first step, which warms up, is left out where there are others."""
    seconds = run.seconds[1:] or run.seconds
    return batch * len(seconds) / sum(seconds)


def print_speed(runs, batch):
    print(f"\n{'':32} {'pairs/s':>8} {'spread':>7} {'peak MiB':>9}")
    paces = {}
    for name, all_runs in runs.items():
        found = sorted(pace(run, batch) for run in all_runs)
        paces[name] = statistics.median(found)
        spread = (found[-1] - found[0]) / paces[name]
        print(f"{name:32} {paces[name]:8.2f} {spread:7.0%} "
              f"{max(run.peak for run in all_runs) / MIB:9.0f}")
    ours = paces["Goshawk"]
    fastest = max((p, name) for name, p in paces.items() if not name.startswith("Goshawk"))
    print(f"\nGoshawk / {fastest[1]}: {ours / fastest[0]:.2f}, at least {BAR}: "
          f"{'reached' if ours >= BAR * fastest[0] else 'NOT REACHED'}")


def print_losses(runs):
    names = list(runs)
    print("\nloss by step   " + "  ".join(f"{name:>30}" for name in names))
    for step, losses in enumerate(zip(*(runs[name][0].losses for name in names))):
        print(f"{step + 1:12}   " + "  ".join(f"{loss:30.6f}" for loss in losses))


def main(options, python):
    bench = Bench(options, python)
    name, sets = processor()
    print(f"{name}, {len(os.sched_getaffinity(0))} processors, {options.threads} threads, "
          f"{' '.join(sets)}\n{bench.versions()}")
    print(f"batch {options.batch}, {options.negatives} negatives, up to {options.max_tokens} tokens, "
          f"{options.steps} steps, {'bfloat16 factors' if options.bf16 else 'float32'}, no dropout, "
          f"AdamW; medians of {options.rounds} rounds", flush=True)
    warn_if_busy()
    runs = measure(bench)
    print_speed(runs, options.batch)
    print_losses(runs)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"processor": name, "options": vars(options),
                       "runs": {n: [r._asdict() for r in all_runs]
                                for n, all_runs in runs.items()}}, file, indent=1)
