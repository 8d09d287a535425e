# SPDX-License-Identifier: Apache-2.0
"""The benchmark from end to end; bench/vectors says what it measures."""
import ast
import json
import os
import subprocess
import sys
import time

import numpy as np

from data import prepare
from machine import processor, warn_if_busy, note

HERE = os.path.dirname(os.path.abspath(__file__))
PAUSE = 0.01  # seconds: until the last engine's threads sleep
SLOW = 0.3    # seconds: such an engine answers fewer queries
K = 10


class Peer:
    def __init__(self, name, spec):
        self.name = name
        spec = dict(spec, engine=name)
        self.process = subprocess.Popen(
            [sys.executable, "-B", os.path.join(HERE, "engines.py"), json.dumps(spec)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.about = json.loads(self.process.stdout.readline())
        self.settings = self.about["settings"]

    def find(self, query, filtered, setting):
        print(json.dumps([query, filtered, setting]), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Goshawk:
    """bench_nearest. Its settings are how many candidates the bits give; 0: the default, which finds
    more than is asked for here; goshawk-least takes what suffices."""

    def __init__(self, name, spec, build):
        self.name, self.threads = name, spec["threads"]
        self.settings = [0] if name == "goshawk" else [100, 200, 300, 400, 500, 700, 1000]
        at = lambda file: os.path.join(spec["work"], file)
        self.process = subprocess.Popen(
            [os.path.join(build, "bench_nearest"), at("rows.f32"), at("queries.f32"),
             str(spec["dimensions"]), at("admitted.u8")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        word, _rows, wall, cpu, size = self.process.stdout.readline().split()
        assert word == "ready"
        self.about = {"cpu": float(cpu), "wall": float(wall),
                      "memory": int(size) + os.path.getsize(at("rows.f32"))}

    def find(self, query, filtered, setting):
        print(query, self.threads, K, setting, int(filtered), file=self.process.stdin, flush=True)
        first, *rows = self.process.stdout.readline().split()
        return float(first), [int(row) for row in rows]

    close = Peer.close


def recall(found, best):
    return np.mean([len(set(f) & set(b)) / K for f, b in zip(found, best)])


def choose(engine, known, filtered, wanted, count):
    """The first setting with the wanted recall, or the last."""
    best = known["best"][str(filtered)]
    for setting in engine.settings:
        found = [engine.find(i, filtered, setting)[1] for i in range(count)]
        if recall(found, best) >= wanted:
            break
    return setting


def measure(engines, known, filtered, options):
    """All engines' times and rows, in turn for each query."""
    count = known["queries"]
    settings = {e.name: choose(e, known, filtered, options["recall"], count)
                if len(e.settings) > 1 else e.settings[0] for e in engines}
    slow = {e.name: e.find(0, filtered, settings[e.name])[0] * 1e-6 > SLOW for e in engines}
    took, found = ({e.name: [] for e in engines} for _ in range(2))
    for query in range(count):
        for engine in engines:
            if slow[engine.name] and query % 5:
                continue
            time.sleep(PAUSE)
            passed, rows = engine.find(query, filtered, settings[engine.name])
            took[engine.name].append(passed / 1000)
            found[engine.name].append((query, rows))
    best = known["best"][str(filtered)]
    return {name: {"setting": settings[name], "p50": float(np.median(took[name])),
                   "p99": float(np.quantile(took[name], 0.99)), "least": min(took[name]),
                   "recall": float(recall([rows for _, rows in found[name]],
                                          [best[q] for q, _ in found[name]]))}
            for name in took}


def print_tables(engines, figures):
    print("\n| engine | build, processor s | memory, MB |\n|---|--:|--:|")
    for engine in engines:
        about = engine.about
        print(f"| {engine.name} | {about['cpu']:.1f} | {about['memory'] / 1e6:.0f} |")
    for filtered, title in ((False, "all rows"), (True, "a filter that keeps 1%")):
        print(f"\n{title}:\n\n| engine | setting | p50, ms | p99, ms | least, ms | recall@10 |\n"
              "|---|--:|--:|--:|--:|--:|")
        for name, f in figures[filtered].items():
            print(f"| {name} | {f['setting'] or ''} | {f['p50']:.2f} | {f['p99']:.2f} | "
                  f"{f['least']:.2f} | {f['recall']:.4f} |")


def main():
    options = ast.literal_eval(sys.argv[1])
    warn_if_busy()
    known = prepare(options)
    name, sets = processor()
    cores = len(os.sched_getaffinity(0))
    print(f"{name}, {cores} processors ({', '.join(sets)}), {options['threads']} threads; "
          f"{known['rows']:,} x {known['dimensions']}, {known['real']:,} of them real, the others "
          f"with noise of length {known['noise']:.3f}; {known['queries']} queries")
    spec = {"work": options["work"], "dimensions": known["dimensions"], "rows": known["rows"],
            "threads": options["threads"]}
    engines = []
    for engine in options["engines"].split(","):
        note(f"{engine}: building")
        engines.append(Goshawk(engine, spec, options["build"])
                       if engine.startswith("goshawk") else Peer(engine, spec))
    figures = {filtered: measure(engines, known, filtered, options) for filtered in (False, True)}
    print_tables(engines, figures)
    if options["json"]:
        with open(options["json"], "w", encoding="utf-8") as file:
            json.dump({"processor": name, "data": {k: v for k, v in known.items() if k != "best"},
                       "about": {e.name: e.about for e in engines},
                       "all": figures[False], "filtered": figures[True]}, file, indent=1)
    for engine in engines:
        engine.close()


if __name__ == "__main__":
    main()
