# SPDX-License-Identifier: Apache-2.0
"""Study: training with and without mined hard negatives, all else equal."""
from figures import gain, recall
from material import Material
from plot import bars
from report import give, groups_of, percent, points, table

DEPTHS = (1, 10)


def run(program, options):
    material = Material(program, options)
    examples = material.all_examples()
    models = {"untuned": material.untuned(),
              "in-batch negatives alone": material.tuned(examples, 0),
              f"and {options.negatives} mined": material.tuned(examples, options.negatives)}
    results, passages = material.measure(list(models.values()), "negatives")
    found = {depth: [recall(results, model, depth) for model in range(len(models))]
             for depth in DEPTHS}
    rows = [[name, percent(found[1][model]), percent(found[10][model]),
             points(gain(results, model, 0, 1)) if model else "",
             points(gain(results, model, 1, 1)) if model > 1 else ""]
            for model, name in enumerate(models)]
    by_group = [[name, len(group), *(percent(recall(group, model, 1))
                                     for model in range(len(models)))]
                for name, group in groups_of(results)]
    bars(material.path("negatives.svg"),
         f"Recall with and without hard negatives, {len(examples):,} pairs, {passages:,} passages",
         list(models), [(f"recall@{depth}", found[depth]) for depth in DEPTHS])
    give(options.out, "negatives", "With and without hard negatives", [
        f"{len(examples):,} pairs, one pass, batch {options.batch}, learning rate {options.rate:g}; "
        f"{len(results):,} held-back queries among {passages:,} passages; per cent, with 95% "
        "confidence; int8 models.",
        table(["trained with", "recall@1", "recall@10", "against untuned", "against in-batch alone"],
              rows),
        "Recall@1 by group:", table(["", "queries", *models], by_group)])
