# SPDX-License-Identifier: Apache-2.0
"""Recall of some queries, with 95% confidence, from the results of goshawk eval embedding."""
import collections
import random
from typing import NamedTuple

DRAWS, EDGE = 1000, 0.025


class Figure(NamedTuple):
    """A mean, and between what its 95% interval runs."""

    mean: float
    low: float
    high: float


def hit(rank, depth):
    """Whether an answer is among the first `depth`."""
    return float(rank is not None and rank <= depth)


def bootstrap(results, value):
    """The mean of value(result). Drawn are passages with all their queries, since these are found or
    missed together; the draws come from a fixed seed."""
    clusters = collections.defaultdict(lambda: [0.0, 0])
    for result in results:
        cluster = clusters[result["passage_id"][0]]
        cluster[0] += value(result)
        cluster[1] += 1
    clusters = list(clusters.values())
    generator, means = random.Random(0), []
    for _ in range(DRAWS):
        drawn = generator.choices(clusters, k=len(clusters))
        means.append(sum(c[0] for c in drawn) / sum(c[1] for c in drawn))
    means.sort()
    outside = round(EDGE * DRAWS)
    return Figure(sum(map(value, results)) / len(results), means[outside], means[-1 - outside])


def recall(results, model, depth):
    """Of the model of that number."""
    return bootstrap(results, lambda r: hit(r["ranks"][model], depth))


def gain(results, model, against, depth):
    """How much higher the recall of one model is than another's, on the same queries."""
    return bootstrap(results, lambda r: hit(r["ranks"][model], depth) -
                     hit(r["ranks"][against], depth))

