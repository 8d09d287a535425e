# SPDX-License-Identifier: Apache-2.0
"""The documents that are searched: folders of files, each made once.

    filings    the 342 filings' text, by their names
    unnamed    the same files under names that say nothing, and names.csv: document,name
    reports    three A-share annual reports, one of them a PDF
    calls      earnings calls, CALL_NAME, a page each
    news       Chinese news, JSON lines with their mapping: of equal texts the first alone
    tatqa      report excerpts, a table and its paragraphs on one page: TATQA_NNN
"""
import collections
import csv
import glob
import hashlib
import json
import lzma
import os
import re
import shutil
import tarfile

from texts import write_lines

NEWS = (("NEWS_TITLE", "news_title", "body"), ("EVENT_QA", "event_qa", "passage"),
        ("NEWS", "news", "text"))


def lines_of(data, stem):
    with lzma.open(os.path.join(data, f"fincuge/{stem}.jsonl.xz"), "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def write_text(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def archived(path):
    """(name without folder and ending, bytes) of an archive's files."""
    with tarfile.open(path, "r:xz") as archive:
        for member in archive:
            if member.isfile():
                stem = os.path.splitext(os.path.basename(member.name))[0]
                yield stem, member.name, archive.extractfile(member).read()


# ---- filings, reports, calls --------------------------------------------------------------------

def write_filings(data, folder):
    for name, _, text in archived(os.path.join(data, "filings/pages.tar.xz")):
        with open(os.path.join(folder, name + ".txt"), "wb") as file:
            file.write(text)


def meaningless(name):
    """A name that says nothing of the document, the same every time."""
    return hashlib.sha256(f"a name for {name}".encode()).hexdigest()[:12]


def write_unnamed(data, folder):
    rows = []
    for name, _, text in archived(os.path.join(data, "filings/pages.tar.xz")):
        rows.append((name, meaningless(name)))
        with open(os.path.join(folder, rows[-1][1] + ".txt"), "wb") as file:
            file.write(text)
    with open(folder + ".names.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("document", "name"), *sorted(rows)])


def write_reports(data, folder):
    for name, _, text in archived(os.path.join(data, "cn_filings/text.tar.xz")):
        with open(os.path.join(folder, name + ".txt"), "wb") as file:
            file.write(text)
    for path in glob.glob(os.path.join(data, "cn_filings/*.pdf")):
        shutil.copy(path, folder)


def write_calls(data, folder):
    """A form feed at the end makes a call one page, as the queries about it count."""
    for name, path, text in archived(os.path.join(data, "ectsum/train_val.tar.xz")):
        if "/ects/" in path:
            with open(os.path.join(folder, f"CALL_{name}.txt"), "wb") as file:
                file.write(text + b"\f")


# ---- news ---------------------------------------------------------------------------------------

def same_text(text):
    return re.sub(r"\s+", "", text)


def news(data):
    """({prefix: [(number, text)] of the texts that stand first}, {same_text: document's name})."""
    first, kept = {}, collections.defaultdict(list)
    for prefix, stem, field in NEWS:
        for number, line in enumerate(lines_of(data, stem)):
            text = line[field].strip()
            if same_text(text) and same_text(text) not in first:
                first[same_text(text)] = f"{prefix}_{number:05}"
                kept[prefix].append((number, text))
    return kept, first


def write_news(data, folder):
    """NAME.jsonl with an id stores NAME_ID. Titles are asked for and so are not there."""
    for prefix, lines in news(data)[0].items():
        write_lines(os.path.join(folder, prefix + ".jsonl"),
                    ({"id": f"{number:05}", "text": text} for number, text in lines))
        write_text(folder, prefix + ".fields.json", '{"text": "text", "id": "id"}\n')


# ---- TAT-QA -------------------------------------------------------------------------------------

def excerpts(data):
    with lzma.open(os.path.join(data, "tatqa/dev.json.xz"), "rt", encoding="utf-8") as file:
        return json.load(file)


def table_text(rows):
    """Columns aligned, as on paper: the first to the left, figures to the right."""
    rows = [[cell.strip() for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]
    return "\n".join("  ".join(cell.ljust(widths[i]) if i == 0 else cell.rjust(widths[i])
                               for i, cell in enumerate(row)).rstrip() for row in rows)


def parts_of(excerpt):
    """{"table" or a paragraph's order: text}, in the order of the page."""
    parts = {"table": table_text(excerpt["table"]["table"])}
    parts.update((str(p["order"]), p["text"]) for p in
                 sorted(excerpt["paragraphs"], key=lambda p: p["order"]))
    return parts


def write_tatqa(data, folder):
    for number, excerpt in enumerate(excerpts(data)):
        write_text(folder, f"TATQA_{number:03}.txt",
                   "\n\n".join(parts_of(excerpt).values()) + "\n\f")


# ---- all of them --------------------------------------------------------------------------------

WRITERS = {"filings": write_filings, "unnamed": write_unnamed, "reports": write_reports,
           "calls": write_calls, "news": write_news, "tatqa": write_tatqa}


def documents(name, data, work):
    """The folder of that name below work, made if it is not there."""
    folder = os.path.join(work, "documents", name)
    if not os.path.exists(folder):
        partial = folder + ".partial"
        shutil.rmtree(partial, ignore_errors=True)
        os.makedirs(partial)
        WRITERS[name](data, partial)
        if os.path.exists(partial + ".names.csv"):
            os.replace(partial + ".names.csv", folder + ".names.csv")
        os.replace(partial, folder)
    return folder
