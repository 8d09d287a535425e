# SPDX-License-Identifier: Apache-2.0
"""The tables of an HTML file by its markup, and the comparison with what was found in its text."""
import collections
import html.parser

from aligned import fold, is_figure, value


class Rows(html.parser.HTMLParser):
    """The rows of a file, each a list of its cells' texts; what holds a table of its own is no cell."""

    def __init__(self):
        super().__init__()
        self.rows, self.open, self.cell, self.hidden = [], [], None, 0

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style", "ix:header"):
            self.hidden += 1
        elif tag == "tr":
            self.open.append([])
            self.cell = None
        elif tag in ("td", "th") and self.open:
            self.cell = []
            self.open[-1].append(self.cell)
        elif tag in ("br", "p", "div") and self.cell is not None:
            self.cell.append(" ")

    def handle_endtag(self, tag):
        if tag in ("script", "style", "ix:header"):
            self.hidden = max(0, self.hidden - 1)
        elif tag == "tr" and self.open:
            self.rows.append(["".join(cell) for cell in self.open.pop()])
            self.cell = None
        elif tag in ("td", "th"):
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None and not self.hidden:
            self.cell.append(data)


def joined(cells):
    """Cells that are not empty; signs of currencies and percent in cells of their own go to their
    figures."""
    out = []
    for cell in cells:
        text = " ".join(cell.split())
        if not text:
            continue
        if out and text in (")", "%", ")%", ") %"):
            out[-1] += text
        elif out and out[-1] in ("$", "€", "£", "¥", "(", "$("):
            out[-1] += text
        else:
            out.append(text)
    return out


def rows_of(path):
    parser = Rows()
    parser.feed(path.read_text(encoding="utf-8", errors="replace"))
    for row in parser.rows:
        cells = joined(row)
        figures = [c for c in cells[1:] if is_figure(c)]
        if len(figures) >= 2 and not is_figure(cells[0]):
            yield cells[0], [value(c) for c in figures]


def compare(path, tables):
    found = collections.defaultdict(list)
    for table in tables:
        for row in table["rows"]:
            values = [c[2] for c in row["cells"] if c[1] in ("number", "percent", "per_share")]
            found[fold(row["label"])].append(values)
    score = collections.Counter()
    for label, figures in rows_of(path):
        candidates = found.get(fold(label), [])
        score["figures"] += len(figures)
        score["columns_figures"] += len(figures)
        best = max((sum(f in c for f in figures) for c in candidates), default=0)
        score["right"] += best
        score["columns_right"] += len(figures) if figures in candidates else 0
    return score
