# SPDX-License-Identifier: Apache-2.0
"""Study: whether what queries that a model wrote say of a model holds for people's questions, too."""
import os

import sets
from figures import gain, recall
from plot import bars
from report import give, percent, points, table
from texts import KINDS, passages, read_lines, write_lines

LEAST = 5          # queries of a group
PERIODS = (2015, 3)  # groups of three years from 2015 on


def query_sets(options):
    """{name: (queries, passages)} as files."""
    def path(name):
        return os.path.join(options.out, name)
    everything = path("passages.jsonl")
    if not os.path.exists(everything):
        write_lines(everything, passages(options.data, KINDS))
    found = {"written": (os.path.join(options.data, "queries", "dev.jsonl"), everything)}
    makers = {"financebench": lambda: sets.financebench(options.data),
              "tatqa": lambda: sets.tatqa(options.data)["dev"]}
    for name, make in makers.items():
        found[name] = path(f"{name}.jsonl"), path(f"{name}.passages.jsonl")
        if not all(map(os.path.exists, found[name])):
            for file, lines in zip(found[name], make()):
                write_lines(file, lines)
    return found


# ---- groups -------------------------------------------------------------------------------------

def document_of(result, documents):
    """The row of documents.jsonl about what a query asks for, or None."""
    return documents.get(result["passage_id"][0].split("#")[0])


def period_of(row):
    first, years = PERIODS
    start = first + (row["doc_period"] - first) // years * years
    return f"{start} to {start + years - 1}"


def groups_of(results, documents):
    """[(division, name, results)]: who wrote the queries, about what source, sector and period."""
    found = {}

    def add(division, name, result):
        found.setdefault((division, name), []).append(result)

    for result in results:
        human = result["style"] == "human"
        writer = "people" if human else "a model"
        add("writer", writer, result)
        add("source", f"{writer}: {result['source']}", result)
        if not human:
            add("style", f"{writer}: {result['style']}", result)
        row = document_of(result, documents)
        if row:
            add("sector", f"{writer}: {row['gics_sector']}", result)
            add("period", f"{writer}: {period_of(row)}", result)
    order = ["writer", "style", "source", "sector", "period"]
    return sorted(((division, name, group) for (division, name), group in found.items()
                   if len(group) >= LEAST), key=lambda g: (order.index(g[0]), g[1]))


# ---- the study ----------------------------------------------------------------------------------

def split_name(model):
    """(name, model) of NAME=MODEL, or of a model that is its own name."""
    name, sign, path = model.partition("=")
    return (name, path) if sign and not os.path.exists(model) else (model, model)


def run(program, options):
    os.makedirs(options.out, exist_ok=True)
    names, models = zip(*map(split_name, options.models))
    reports = {name: program.measure(models, queries, found, options.limit,
                                     os.path.join(options.out, f"bias.{name}.json"))
               for name, (queries, found) in query_sets(options).items()}
    documents = {row["doc_name"]: row for row in
                 read_lines(os.path.join(options.data, "financebench", "documents.jsonl"))}
    numbers = range(len(models))
    groups = groups_of([r for report in reports.values() for r in report["results"]], documents)
    found = [[recall(group, model, 1) for model in numbers] for _, _, group in groups]
    rows = [[division, name, len(group), *map(percent, figures),
             *(points(gain(group, model, 0, 1)) for model in numbers[1:])]
            for (division, name, group), figures in zip(groups, found)]
    bars(os.path.join(options.out, "bias.svg"), "Recall@1 by who wrote the queries, and about what",
         list(names), [(f"{division}, {name}" if division == "writer" else name, figures)
                 for (division, name, _), figures in zip(groups, found)])
    give(options.out, "bias", "Queries that a model wrote, and people's questions", [
        "Queries of a model: dev.jsonl, among {written:,} passages. People's: FinanceBench among "
        "{financebench:,} passages of filings, TAT-QA among its own {tatqa:,}. Recall at 1 in per "
        "cent, with 95% confidence.".format(**{n: r["passages"] for n, r in reports.items()}) +
        f" Sector and period are the filing's; groups of fewer than {LEAST} queries are left out.",
        table(["by", "", "queries", *names, *(f"{name} against {names[0]}" for name in names[1:])],
              rows, texts=2)])
