# SPDX-License-Identifier: Apache-2.0
"""Two kinds of plot as SVG: shares by group, and shares against a count on an axis that doubles."""
import html
import math

WIDTH, RIGHT, TOP, BOTTOM = 760, 24, 64, 48
BAR, GAP = 13, 12           # of bars
LABELS = 230                # room for the names of groups
CURVE_HEIGHT, SCALE = 400, 64
COLOURS = ("#94a3b8", "#c2410c", "#1d4ed8", "#15803d", "#7c3aed", "#be185d", "#0e7490", "#a16207")
INK, FAINT = "#334155", "#e2e8f0"


class Canvas:
    """Elements in the order in which they are drawn; title and legend first."""

    def __init__(self, height, title, names):
        self.height = height
        self.parts = [f"<title>{html.escape(title)}</title>",
                      '<rect width="100%" height="100%" fill="#fff"/>']
        self.text(16, 24, title, size=15)
        x = 16
        for name, colour in zip(names, COLOURS):
            self.box(x, 36, 12, 12, colour)
            self.text(x + 18, 47, name)
            x += 40 + 7 * len(name)

    def text(self, x, y, text, anchor="start", size=12):
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK}" '
                          f'font-size="{size}">{html.escape(str(text))}</text>')

    def line(self, start, end, colour=INK, width=1.0, dash="none"):
        self.parts.append(f'<path d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}" '
                          f'stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/>')

    def box(self, x, y, width, height, colour):
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                          f'height="{height}" fill="{colour}" fill-opacity="0.8"/>')

    def dot(self, x, y, colour):
        self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
                       f'height="{self.height}" viewBox="0 0 {WIDTH} {self.height}" '
                       'font-family="sans-serif">\n' + "\n".join(self.parts) +
                       "\n</svg>\n")


# ---- bars ---------------------------------------------------------------------------------------

def bars(path, title, names, groups):
    """Horizontal bars with their intervals. groups: [(label, a Figure for each name)]."""
    step = BAR * len(names) + GAP
    height = TOP + step * len(groups) + BOTTOM
    canvas = Canvas(height, title, names)

    def across(share):
        return LABELS + share * (WIDTH - LABELS - RIGHT)

    for tick in range(0, 101, 20):
        x = across(tick / 100)
        canvas.line((x, TOP), (x, height - BOTTOM), FAINT)
        canvas.text(x, height - BOTTOM + 18, f"{tick}%", "middle")
    for number, (label, figures) in enumerate(groups):
        top = TOP + number * step + GAP / 2
        canvas.text(LABELS - 10, top + (step - GAP) / 2 + 4, label, "end")
        for row, (figure, colour) in enumerate(zip(figures, COLOURS)):
            y = top + row * BAR
            middle = y + (BAR - 2) / 2
            canvas.box(LABELS, y, across(figure.mean) - LABELS, BAR - 2, colour)
            canvas.line((across(figure.low), middle), (across(figure.high), middle))
    canvas.write(path)


# ---- curves -------------------------------------------------------------------------------------

def bounds(points):
    """The twentieths between which all figures lie."""
    figures = [figure for _, row in points for figure in row]
    return (math.floor(20 * min(f.low for f in figures)),
            max(math.ceil(20 * max(f.high for f in figures)), 1))


def curve(path, title, axis, names, level, points):
    """Lines with intervals. points: [(count, a Figure for each name)]; level: the Figures that the
    lines start from, dashed."""
    canvas = Canvas(CURVE_HEIGHT, title, names)
    low, high = bounds([(0, level), *points])
    first, last = math.log2(points[0][0]), math.log2(points[-1][0])

    def across(count):
        share = (math.log2(count) - first) / (last - first) if last > first else 0.5
        return SCALE + 24 + share * (WIDTH - SCALE - RIGHT - 48)

    def up(share):
        return CURVE_HEIGHT - BOTTOM - (20 * share - low) / (high - low) * (
            CURVE_HEIGHT - TOP - BOTTOM)

    for tick in range(low, high + 1):
        canvas.line((SCALE, up(tick / 20)), (WIDTH - RIGHT, up(tick / 20)), FAINT)
        canvas.text(SCALE - 8, up(tick / 20) + 4, f"{5 * tick}%", "end")
    for count, _ in points:
        canvas.text(across(count), CURVE_HEIGHT - BOTTOM + 18, f"{count:,}", "middle")
    canvas.text(WIDTH / 2, CURVE_HEIGHT - 10, axis, "middle")
    for row, colour in zip(range(len(names)), COLOURS):
        y = up(level[row].mean)
        canvas.line((SCALE, y), (WIDTH - RIGHT, y), colour, dash="5 4")
        draw_line(canvas, [(across(count), figures[row]) for count, figures in points], up, colour)
    canvas.write(path)


def draw_line(canvas, points, up, colour):
    """[(x, Figure)], joined."""
    for (x, figure), (following, other) in zip(points, points[1:]):
        canvas.line((x, up(figure.mean)), (following, up(other.mean)), colour, 2)
    for x, figure in points:
        canvas.line((x, up(figure.low)), (x, up(figure.high)), colour)
        canvas.dot(x, up(figure.mean), colour)
