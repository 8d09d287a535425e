# SPDX-License-Identifier: Apache-2.0
"""Questions that people wrote, FinanceBench's and TAT-QA's, as queries and passages.

FinanceBench measures and is never trained on. Of TAT-QA the first 178 excerpts may be trained on and
the last 100 measure; its questions name no company, so they are looked for among TAT-QA's own
passages.
"""
import collections
import json
import lzma
import os

from texts import passages, read_lines

TRAINING_EXCERPTS = 178


def query(text, source, ids):
    """A query that a person wrote."""
    return {"query": text, "style": "human", "source": source,
            "passage_id": ids[0] if len(ids) == 1 else ids}


# ---- FinanceBench -------------------------------------------------------------------------------

def financebench(data):
    """(queries, passages): a question is answered by any passage of its evidence pages."""
    filings, pages = [], collections.defaultdict(list)
    for passage in passages(data, ["filing"]):
        filings.append(passage)
        pages[passage["doc"], passage["page"]].append(passage["id"])
    queries = []
    for line in read_lines(os.path.join(data, "financebench", "dev.jsonl")):
        evidence = dict.fromkeys((e["doc_name"], e["page"]) for e in line["evidence"])
        ids = [i for page in evidence for i in pages.get(page, [])]
        if not ids:
            raise SystemExit(f"{line['id']}: its evidence pages have no passages")
        queries.append(query(line["question"], "financebench", ids))
    return queries, filings


# ---- TAT-QA -------------------------------------------------------------------------------------

def table_text(rows):
    """A line for each row, its cells apart by two spaces, as passages.py leaves a page's columns."""
    cells = ([cell.strip() for cell in row] for row in rows)
    return "\n".join("  ".join(filter(None, row)) for row in cells)


def excerpt_passages(number, excerpt):
    """{"table" or a paragraph's order, as a string: passage}."""
    texts = {"table": table_text(excerpt["table"]["table"])}
    texts.update((str(p["order"]), p["text"]) for p in excerpt["paragraphs"])
    doc = f"TATQA_{number:03}"
    return {part: {"id": f"{doc}#{part}", "doc": doc, "text": text}
            for part, text in texts.items()}


def answering(question):
    """The parts of its excerpt that answer a question."""
    origin = question["answer_from"]
    return (["table"] if "table" in origin else []) + \
           (question["rel_paragraphs"] if "text" in origin else [])


def tatqa_part(excerpts, first):
    """(queries, passages) of some excerpts, the first of which has that number."""
    queries, found = [], []
    for number, excerpt in enumerate(excerpts, first):
        parts = excerpt_passages(number, excerpt)
        found += parts.values()
        queries += [query(q["question"], "tatqa", [parts[p]["id"] for p in answering(q)])
                    for q in excerpt["questions"]]
    return queries, found


def without(queries, found, texts):
    """(queries, passages) less the passages with one of the texts, and queries that lose them all."""
    kept = [p for p in found if p["text"] not in texts]
    ids, left = {p["id"] for p in kept}, []
    for line in queries:
        named = line["passage_id"] if isinstance(line["passage_id"], list) else [line["passage_id"]]
        if named := [i for i in named if i in ids]:
            left.append(query(line["query"], line["source"], named))
    return left, kept


def tatqa(data):
    """{"train": (queries, passages), "dev": (queries, passages)}: nothing in train has the text of a
    passage that measures, and dev is looked for among all passages."""
    with lzma.open(os.path.join(data, "tatqa", "dev.json.xz"), "rt", encoding="utf-8") as file:
        excerpts = json.load(file)
    train = tatqa_part(excerpts[:TRAINING_EXCERPTS], 0)
    dev_queries, dev = tatqa_part(excerpts[TRAINING_EXCERPTS:], TRAINING_EXCERPTS)
    return {"train": without(*train, {p["text"] for p in dev}),
            "dev": (dev_queries, train[1] + dev)}
