# SPDX-License-Identifier: Apache-2.0
"""A study's tables: printed, and kept beside its plot."""
import os

DIVISIONS = ("style", "source", "language")


def table(head, rows, texts=1):
    """A Markdown table; the first columns are text, the others are figures."""
    lines = [head, ["---"] * texts + ["---:"] * (len(head) - texts), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def percent(figure):
    """62.8 (60.1 to 65.3)"""
    return f"{100 * figure.mean:.1f} ({100 * figure.low:.1f} to {100 * figure.high:.1f})"


def points(figure):
    """+10.2 (+8.0 to +12.5)"""
    return f"{100 * figure.mean:+.1f} ({100 * figure.low:+.1f} to {100 * figure.high:+.1f})"


def groups_of(results):
    """[(name, results)] by style, source and language, in the order in which they occur."""
    found = {}
    for division in DIVISIONS:
        for result in results:
            found.setdefault(f"{division} {result[division]}", []).append(result)
    return list(found.items())


def give(out, name, title, parts):
    """Writes NAME.md into the folder and prints it."""
    text = f"# {title}\n\n" + "\n\n".join(parts) + "\n"
    with open(os.path.join(out, name + ".md"), "w", encoding="utf-8") as file:
        file.write(text)
    print(text)
