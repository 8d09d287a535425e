#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures what Goshawk finds of tables in laid-out text.

tatqa     tables of TAT-QA, written as aligned text the way a page shows them, then found again and
          compared cell by cell. Measures the last 100 excerpts; --first takes the 178 that may be
          looked at.
filings   the 342 filings: how many rows fill their tables' columns, how many tables have headings,
          periods and units, and whether "Total ..." rows are the sum of the rows above them.
html      rows with two figures or more of the filings in HTML, by their markup, against what is found
          in the text that goshawk-read makes of the files.

Goshawk's side is the program bench_find_tables: cmake --build BUILD --target bench_find_tables

usage: bench/tables/measure.py tatqa|filings|html [--build build] [--data ../shared/data] [--first]
                               [--show N]
"""
import argparse
import collections
import concurrent.futures
import json
import lzma
import os
import pathlib
import re
import subprocess
import tarfile
import tempfile

import aligned
import markup

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def find(build, path):
    """The tables of a text or a document stream, as dicts."""
    out = subprocess.run([str(build / "bench_find_tables"), "json", str(path)], check=True,
                         capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def share(part, whole):
    return f"{part:6d} of {whole:6d}  {100 * part / max(whole, 1):5.1f}%"


# ---- TAT-QA -----------------------------------------------------------------------------------

def tatqa(args):
    excerpts = json.load(lzma.open(args.data / "tatqa/dev.json.xz"))
    excerpts = excerpts[:178] if args.first else excerpts[-100:]
    total = collections.Counter()
    shown = 0
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "page.txt"
        for number, excerpt in enumerate(excerpts):
            grid = aligned.clean(excerpt["table"]["table"])
            text = aligned.page(grid, excerpt["paragraphs"])
            path.write_text(text)
            tables = find(args.build, path)
            score = aligned.compare(grid, tables)
            total += score
            if shown < args.show and score["right"] < score["figures"]:
                shown += 1
                print(f"---- excerpt {number}: {score['right']} of {score['figures']}")
                print(text)
                print(json.dumps(tables, ensure_ascii=False)[:3000])
    print(f"TAT-QA, {len(excerpts)} excerpts ({'first 178' if args.first else 'last 100'})")
    print("figures found in the right row, column and value ", share(total["right"], total["figures"]))
    print("labels of rows with figures                       ", share(total["labels"], total["rows"]))
    print("column headings, all levels' words                ", share(total["headings"], total["columns"]))
    print("excerpts with all figures right                   ", share(total["whole"], len(excerpts)))
    print("figures found that the table does not have        ", total["extra"])


# ---- filings ----------------------------------------------------------------------------------

NUMBERS = {"number", "percent", "per_share"}


def sums(table):
    """(rows that say Total, those that are the sum of rows before them) of single columns."""
    said = right = 0
    for c in range(len(table["columns"])):
        for i, row in enumerate(table["rows"]):
            cell = row["cells"][c]
            if not re.match(r"(?i)total\b", row["label"]) or cell[1] != "number":
                continue
            parts = []
            for before in reversed(table["rows"][:i]):
                if before["cells"][c][1] in ("number", "nil"):
                    parts.append(before)
            if len(parts) < 2:
                continue
            said += 1
            right += is_sum(cell[2], [p["cells"][c][2] for p in parts], [p["label"] for p in parts])
    return said, right


def is_sum(total, parts, labels):
    """Whether total is the sum of the nearest parts, or of those and the totals before them: rows
    that an inner total covers are left out once it is taken."""
    slack = 1.5 if abs(total) >= 100 else 0.15
    running = 0.0
    for k, part in enumerate(parts):
        running += part
        if k >= 1 and abs(running - total) <= slack:
            return True
    running, skip = 0.0, None
    for k, (part, label) in enumerate(zip(parts, labels)):
        if skip is not None:
            skip -= part
            if abs(skip) <= slack:
                skip = None
            continue
        running += part
        if k >= 1 and abs(running - total) <= slack:
            return True
        if re.match(r"(?i)total\b", label):
            skip = part
    return False


def measure_filing(build, path):
    count = collections.Counter()
    for t in find(build, path):
        count["tables"] += 1
        columns = len(t["columns"])
        rows = [r for r in t["rows"] if any(c[1] != "empty" for c in r["cells"])]
        filled = [sum(c[1] != "empty" for c in r["cells"]) for r in rows]
        count["rows"] += len(rows)
        count["full"] += sum(f == columns for f in filled)
        count["consistent"] += bool(rows) and sum(f == columns for f in filled) * 10 >= len(rows) * 9
        count["headed"] += all(t["columns"])
        count["some"] += any(t["columns"])
        count["united"] += bool(t["unit"])
        count["continued"] += t["continued"]
        count["columns"] += columns
        count["lone"] += sum(sum(bool(r["cells"][c][0]) for r in rows) == 1 and len(rows) > 3
                             for c in range(columns))
        said, right = sums(t)
        count["totals"] += said
        count["sums"] += right
        if re.search(r"(?i)balance sheet", t["title"]):
            count["sheet_totals"] += said
            count["sheet_sums"] += right
    return count


def filings(args):
    total = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(args.data / "filings/pages.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        paths = sorted(pathlib.Path(folder).glob("txt/*.txt"))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for count in pool.map(lambda p: measure_filing(args.build, p), paths):
                total += count
    print(f"{len(paths)} filings, {total['tables']} tables, {total['continued']} that go on from a page before")
    print("tables, 9 of 10 rows of which fill all columns    ", share(total["consistent"], total["tables"]))
    print("rows that fill all columns of their table         ", share(total["full"], total["rows"]))
    print("columns with one cell in a table of 4 rows or more", share(total["lone"], total["columns"]))
    print("tables with a heading over every column           ", share(total["headed"], total["tables"]))
    print("tables with a heading over some column            ", share(total["some"], total["tables"]))
    print("tables with a unit line                           ", share(total["united"], total["tables"]))
    print("cells of 'Total' rows that are a sum of those above", share(total["sums"], total["totals"]))
    print("the same in balance sheets                        ", share(total["sheet_sums"], total["sheet_totals"]))


# ---- HTML --------------------------------------------------------------------------------------

def html(args):
    total = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(args.data / "edgar/html.tar.xz") as archive:
            archive.extractall(folder, filter="data")
        for path in sorted(pathlib.Path(folder).rglob("*.htm*")):
            stream = pathlib.Path(folder) / "file.stream"
            with stream.open("wb") as out:
                read = subprocess.run([str(args.build / "goshawk-read"), str(path)], stdout=out,
                                      check=False)
            if read.returncode != 0:
                print(f"{path.name}: not read")
                continue
            score = markup.compare(path, find(args.build, stream))
            total += score
            print(f"{path.name:44s} figures right {share(score['right'], score['figures'])}"
                  f"  values {share(score['columns_right'], score['columns_figures'])}")
    print("figures of the markup found with label and value  ", share(total["right"], total["figures"]))
    print("and in the order of their row                     ", share(total["columns_right"], total["columns_figures"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["tatqa", "filings", "html"])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--data", type=pathlib.Path,
                        default=pathlib.Path(os.environ.get("GOSHAWK_DATA", ROOT.parent / "shared/data")))
    parser.add_argument("--first", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    args = parser.parse_args()
    {"tatqa": tatqa, "filings": filings, "html": html}[args.what](args)


if __name__ == "__main__":
    main()
