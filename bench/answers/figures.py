# SPDX-License-Identifier: Apache-2.0
"""Reports of answers as tables in Markdown."""

HEAD = ["questions", "right", "wrong", "declined", "hallucination", "unsupported numbers", "p50 ms"]
# What a report is divided by, for a row each.
DIVISIONS = {"question_type", "answer_type"}


def share(counts, key):
    low, high = counts["interval"][key]
    return f"{100 * counts['share'][key]:.1f}% ({100 * low:.0f} to {100 * high:.0f})"


def row(name, counts, times=None):
    cells = [name, counts["questions"], share(counts, "right"), share(counts, "wrong"),
             share(counts, "declined"), share(counts, "hallucination"),
             f"{counts['unsupported']} of {counts['numbers']}",
             f"{times['p50']:.0f}" if times else ""]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def head(first):
    print("| " + " | ".join([first] + HEAD) + " |")
    print("|---" * (len(HEAD) + 1) + "|")


def print_sets(reports):
    head("set")
    for name, report in reports.items():
        print(row(name, report, report["milliseconds"]))
        for division, values in report["by"].items():
            if division in DIVISIONS and len(values) > 1:
                for value, counts in values.items():
                    print(row(f"  {value}", counts))


def print_dense(reports):
    print("\nFinanceBench by the dense stage\n")
    head("dense stage")
    for name, report in reports.items():
        print(row(name, report, report["milliseconds"]))
