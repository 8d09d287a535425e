# SPDX-License-Identifier: Apache-2.0
"""Reports of goshawk eval retrieval as one table in Markdown."""

ROWS = {"lexical": "BM25 alone", "dense": "embedding alone", "fused": "their plain fusion",
        "whole": "**whole**"}
FIGURES = (("document", "hit", "1"), ("page", "hit", "1"), ("page", "hit", "5"),
           ("page", "hit", "10"), ("page", "recall", "10"), ("page", "mrr", None),
           ("page", "ndcg", None))
HEAD = ("| set | | document @1 | page @1 | @5 | @10 | recall@10 | MRR | nDCG@10 | p50 ms |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|")


def cell(configuration, level, name, depth):
    """"0.837 (0.71-0.93)"."""
    figures = configuration[level]
    value, between = figures[name], figures["interval"][name]
    if depth:
        value, between = value[depth], between[depth]
    return f"{value:.3f} ({between[0]:.2f}\u2013{between[1]:.2f})"


def row(title, configuration):
    name = ROWS.get(configuration["name"], configuration["name"])
    if "skipped" in configuration:
        return f"| {title} | {name} | {configuration['skipped']} |" + " |" * len(FIGURES)
    cells = [cell(configuration, *figure) for figure in FIGURES]
    return f"| {title} | {name} | " + " | ".join(cells) + \
        f" | {configuration['milliseconds']['p50']:.1f} |"


def reasons(configuration, depth):
    counts = ", ".join(f"{count} {reason}" for reason, count in configuration["failures"].items()
                       if count)
    return f"{configuration['name']}, no evidence page among the first {depth}: {counts or 'none'}"


def print_reports(reports):
    """reports: {set: report}."""
    first = next(iter(reports.values()))
    print(f"Shares with 95% intervals; times on {first['processor']}, {first['processors']} "
          f"processors.\n\n{HEAD}")
    for name, report in reports.items():
        title = f"{name}, {report['questions']} questions, {report['documents']} documents"
        for configuration in report["configurations"]:
            print(row(title, configuration))
            title = ""
    for name, report in reports.items():
        print(f"\n{name}: ", end="")
        print("; ".join(reasons(c, report["depth"]) for c in report["configurations"]
                        if "skipped" not in c and c["name"] in ROWS))
