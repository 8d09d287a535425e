# SPDX-License-Identifier: Apache-2.0
"""TAT-QA's tables as a page shows them, and the comparison of what was found with what they are."""
import collections
import re
import unicodedata

FIGURE = re.compile(r"^[\s$€£¥(\-–—]*(?:US\$|RMB|HK\$)?[\s$€£¥(\-–]*[\d,]*\.?\d+\s*\)?\s*%?\s*\)?(?:\s*\(\w\))*$")
YEAR = re.compile(r"^(?:19|20)\d\d$")


def clean(grid):
    rows = [[" ".join(cell.split()) for cell in row] for row in grid]
    return [row for row in rows if any(row)]


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def is_figure(text):
    return bool(FIGURE.match(text)) and not YEAR.match(text)


def head_rows(grid):
    """Rows before the first one that has a figure."""
    for i, row in enumerate(grid):
        if any(is_figure(cell) for cell in row[1:]):
            return i
    return len(grid)


def spans(row, filled):
    """A heading over several columns stands in one cell, blank ones behind it (or before the first):
    (first, last, text) of each, where the heading line has fewer cells than columns."""
    cells = [c for c in range(1, len(row)) if row[c]]
    if not cells:
        return []
    if len(cells) == len(row) - 1 or filled:
        return [(c, c, row[c]) for c in cells]
    out = []
    for k, c in enumerate(cells):
        last = cells[k + 1] - 1 if k + 1 < len(cells) else len(row) - 1
        out.append((c if k or len(cells) > 1 else 1, last, row[c]))
    return out


def page(grid, paragraphs):
    """Labels flush left, figures flush right, headings flush right or centred over their columns,
    between two paragraphs as on a page."""
    columns = max(len(row) for row in grid)
    grid = [row + [""] * (columns - len(row)) for row in grid]
    heads = head_rows(grid)
    widths = [max(width(row[c]) for row in grid[heads:] or grid) for c in range(columns)]
    for row in grid[:heads]:
        for first, last, text in spans(row, False):
            if first == last:
                widths[first] = max(widths[first], width(text))
    lefts, at = [], 0
    for c in range(columns):
        lefts.append(at)
        at += widths[c] + 4
    lines = [wrap(paragraphs[0]["text"]), ""]
    for i, row in enumerate(grid):
        line = row[0]
        if i < heads:
            for first, last, text in spans(row, False):
                left, right = lefts[first], lefts[last] + widths[last]
                start = right - width(text) if first == last else max(left, (left + right - width(text)) // 2)
                line = line + " " * max(2 if line else 0, start - width(line)) + text
        else:
            for c in range(1, columns):
                if row[c]:
                    start = lefts[c] + widths[c] - width(row[c])
                    line = line + " " * max(2 if line else 0, start - width(line)) + row[c]
        lines.append(line)
    lines += ["", wrap(paragraphs[-1]["text"])]
    return "\n".join(lines) + "\n"


def wrap(text, most=110):
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > most:
            lines.append(line)
            line = ""
        line += (" " if line else "") + word
    return "\n".join(lines + [line])


def value(text):
    match = re.search(r"[\d,]*\.?\d+", text)
    number = float(match.group().replace(",", ""))
    negative = "(" in text[:match.start()] or re.search(r"[-–−]\s*$", text[:match.start()].replace("$", ""))
    return -number if negative else number


def fold(text):
    return re.sub(r"[^\w]+", "", re.sub(r"\((\w|\d\d)\)|\*", "", text)).lower()


def compare(grid, tables):
    """Counts for one excerpt: its rows and columns are matched in order with the found ones."""
    score = collections.Counter()
    columns = max(len(row) for row in grid)
    heads = head_rows(grid)
    truth = [row + [""] * (columns - len(row)) for row in grid[heads:]]
    for t in tables: # what the table leaves empty does not count as a column
        kept = [c for c in range(len(t["columns"])) if any(row["cells"][c][0] for row in t["rows"])]
        t["columns"] = [t["columns"][c] for c in kept]
        for row in t["rows"]:
            row["cells"] = [row["cells"][c] for c in kept]
    found = [(t, row) for t in tables for row in t["rows"]]
    used_columns = [c for c in range(1, columns) if any(row[c] for row in truth)]
    at = matched = 0
    for row in truth:
        figures = [(k, c) for k, c in enumerate(used_columns) if is_figure(row[c])]
        if not figures:
            continue
        score["rows"] += 1
        score["figures"] += len(figures)
        hit = next((i for i in range(at, len(found)) if same_row(row, figures, found[i][1])), None)
        if hit is None:
            continue
        matched += 1
        at = hit + 1
        cells = found[hit][1]["cells"]
        score["labels"] += fold(row[0]) == fold(found[hit][1]["label"])
        for k, c in figures:
            score["right"] += (k < len(cells) and cells[k][1] in ("number", "percent", "per_share")
                               and abs(cells[k][2] - value(row[c])) < 1e-9)
        extra = sum(cell[1] in ("number", "percent", "per_share") for cell in cells) - len(figures)
        score["extra"] += max(0, extra)
    best = max(tables, key=lambda t: len(t["rows"]), default=None)
    for k, c in enumerate(used_columns):
        words = [text for row in grid[:heads] for first, last, text in
                 spans(row + [""] * (columns - len(row)), False) if first <= c <= last]
        words = [w for w in words if not re.search(r"(?i)\b(in )?(millions?|thousands?|000s?)\b", w)]
        if not words:
            continue
        score["columns"] += 1
        if best and k < len(best["columns"]):
            score["headings"] += fold(" ".join(words)) == fold(" ".join(best["columns"][k]))
    score["whole"] = score["right"] == score["figures"]
    return score


def same_row(row, figures, found):
    """The same row: its label, or at least half of its figures."""
    values = [cell[2] for cell in found["cells"] if cell[1] in ("number", "percent", "per_share")]
    hits = sum(value(row[c]) in values for _, c in figures)
    if hits * 2 > len(figures):
        return True
    return bool(row[0]) and fold(row[0]) == fold(found["label"]) and bool(values)
