# SPDX-License-Identifier: Apache-2.0
"""Sets of questions in FinanceBench's form, for goshawk eval retrieval. Only what ../shared/data keeps
for measuring is asked.

    financebench   43 analyst questions about the filings, as they are
    queries        1,138 searches about filings, calls and news, each with its passage
    tatqa          questions about the last 100 excerpts, looked for among all 278
    news_title     titles of Chinese news: which text are they of?
    event_qa       Chinese questions about events, those that stand with one text only
    cn_filings     56 questions about three A-share annual reports, as they are
"""
import collections
import os

from documents import NEWS, excerpts, lines_of, news, parts_of, same_text
from texts import KINDS, passages, read_lines, write_lines

MEASURED_EXCERPTS = 178  # from this one on
MEASURED_LINES = 5       # every so manieth


def question(number, name, text, evidence, **more):
    """evidence: (document, page from 0, passage or None)."""
    items = [{"doc_name": doc, "page": page, **({"passage": passage} if passage else {})}
             for doc, page, passage in evidence]
    return {"id": f"{name}_{number:05}", "question": text, "doc_name": items[0]["doc_name"],
            "evidence": items, **more}


def financebench(data):
    return read_lines(os.path.join(data, "financebench/dev.jsonl"))


def cn_filings(data):
    return read_lines(os.path.join(data, "cn_filings/dev.jsonl"))


def queries(data):
    """A text that stands in the news twice is one document there: the first to have it."""
    lines = read_lines(os.path.join(data, "queries/dev.jsonl"))
    asked, first = {line["passage_id"] for line in lines}, news(data)[1]
    found = {p["id"]: p for p in passages(data, KINDS) if p["id"] in asked}
    stored = {f"{prefix}_{number:05}": first.get(same_text(line[field]))
              for prefix, stem, field in NEWS
              for number, line in enumerate(lines_of(data, stem))}
    for number, line in enumerate(lines):
        passage = found[line["passage_id"]]
        document = stored.get(passage["doc"], passage["doc"])
        yield question(number, "queries", line["query"],
                       [(document, passage["page"], passage["text"])],
                       style=line["style"], source=line["source"])


def tatqa(data):
    number = 0
    for place, excerpt in enumerate(excerpts(data)):
        if place < MEASURED_EXCERPTS:
            continue
        parts = parts_of(excerpt)
        for q in excerpt["questions"]:
            names = (["table"] if "table" in q["answer_from"] else []) + \
                    (q["rel_paragraphs"] if "text" in q["answer_from"] else [])
            evidence = [(f"TATQA_{place:03}", 0, parts[name]) for name in names]
            yield question(number, "tatqa", q["question"], evidence,
                           question_type=q["answer_type"], source=q["answer_from"])
            number += 1


def news_title(data):
    first = news(data)[1]
    for number, line in enumerate(lines_of(data, "news_title")):
        if number % MEASURED_LINES == 0 and same_text(line["body"]):
            yield question(number, "news_title", line["title"],
                           [(first[same_text(line["body"])], 0, None)])


def event_qa(data):
    lines, first = lines_of(data, "event_qa"), news(data)[1]
    stands_with = collections.defaultdict(set)
    for line in lines:
        stands_with[line["question"]].add(same_text(line["passage"]))
    asked = set()
    for number, line in enumerate(lines):
        text = line["question"]
        if number % MEASURED_LINES or len(stands_with[text]) > 1 or text in asked:
            continue
        asked.add(text)
        yield question(number, "event_qa", text, [(first[same_text(line["passage"])], 0, None)],
                       answer=line["answer"])


WRITERS = {"financebench": financebench, "queries": queries, "tatqa": tatqa,
           "news_title": news_title, "event_qa": event_qa, "cn_filings": cn_filings}

# What each is asked of, and by which names its documents go there.
LIBRARIES = {"filings": ["filings"], "unnamed": ["unnamed"], "reports": ["filings", "reports"],
             "everything": ["filings", "calls", "news"], "news": ["news"], "tatqa": ["tatqa"]}
ASKED_OF = {"financebench": "filings", "financebench-unnamed": "unnamed", "queries": "everything",
            "tatqa": "tatqa", "news_title": "news", "event_qa": "news", "cn_filings": "reports"}


def question_set(name, data, work):
    """The file of that set below work, made if it is not there."""
    stem = name.removesuffix("-unnamed")
    path = os.path.join(work, "sets", stem + ".jsonl")
    if not os.path.exists(path):
        write_lines(path, WRITERS[stem](data))
    return path
