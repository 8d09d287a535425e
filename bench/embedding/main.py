# SPDX-License-Identifier: Apache-2.0
"""The benchmark from end to end; options.py says what it measures."""
import json
import os
import sys

sys.path.insert(1, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../common"))

import data
import models
import recall
import report
import speed
from machine import note, warn_if_busy
from options import parse


def main():
    options = parse()
    parts, facts = options.parts.split(","), report.machine()
    report.print_machine(facts, options)
    warn_if_busy()
    texts = data.filing_passages(options.data, options.passages)
    retrieval = data.retrieval_set(options.data, options.retrieval) if "recall" in parts else None
    result = {"machine": facts, "threads": options.threads, "kernels": options.kernels,
              "models": {}}
    for key in options.models.split(","):
        note(f"preparing {key}")
        model = models.prepare(key, options)
        bench = speed.Bench(model, texts, options)
        print(f"\n{model.name}: {len(texts)} passages of {bench.tokens / len(texts):.0f} tokens",
              flush=True)
        measured = speed.measure(bench, note) if "speed" in parts else []
        if measured:
            report.print_speed(measured)
        found = recall.measure(bench, *retrieval, note) if retrieval else []
        if found:
            report.print_recall(found)
        bars = report.bars(model, measured, found, report.with_vnni(options, facts))
        report.print_bars(bars)
        sys.stdout.flush()
        result["models"][model.name] = {"tokens": bench.tokens, "speed": measured, "recall": found,
                                        "bars": bars}
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
