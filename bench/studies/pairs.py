# SPDX-License-Identifier: Apache-2.0
"""Study: recall against the number of training pairs, one pass over each."""
from figures import gain, recall
from material import Material
from plot import curve
from report import give, percent, points, table

FIRST = 250
ENOUGH = 1.5  # the last step, to all pairs, is at least so much


def sizes(count, wanted):
    """250, 500, 1000, ... and all pairs; or those that were asked for."""
    if wanted:
        return [size for size in wanted if size <= count]
    found, size = [], FIRST
    while size * ENOUGH <= count:
        found.append(size)
        size *= 2
    return found + [count]


def run(program, options):
    material = Material(program, options)
    examples = material.all_examples()
    counts = sizes(len(examples), options.pairs)
    if not counts:
        raise SystemExit(f"there are {len(examples)} pairs: --pairs must name fewer")
    models = [material.untuned()] + [material.tuned(examples[:count], options.negatives)
                                     for count in counts]
    results, passages = material.measure(models, "pairs")
    groups = {"all queries": results}
    for result in results:
        groups.setdefault(result["source"], []).append(result)
    found = [[recall(group, model, 1) for group in groups.values()]
             for model in range(len(models))]
    rows = [[f"{count:,}" if count else "untuned", *map(percent, found[model]),
             percent(recall(results, model, 10)),
             points(gain(results, model, 0, 1)) if model else ""]
            for model, count in enumerate([0, *counts])]
    curve(material.path("pairs.svg"), f"Recall@1 by training pairs, {passages:,} passages",
          "training pairs", list(groups), found[0], list(zip(counts, found[1:])))
    give(options.out, "pairs", "Recall against the number of training pairs", [
        f"One pass, batch {options.batch}, {options.negatives} mined negatives, learning rate "
        f"{options.rate:g}; trained on: {', '.join(options.sources)}; {len(results):,} held-back "
        f"queries among {passages:,} passages; per cent, with 95% confidence; int8 models. The "
        "plot's dashed lines are the untuned model.",
        table(["pairs", *(f"recall@1, {name}" for name in groups), "recall@10, all queries",
               "against untuned"], rows)])
