# SPDX-License-Identifier: Apache-2.0
"""The texts of the benchmark, made from ../shared/tools/passages.py and the queries beside it."""
import os
from typing import NamedTuple

from texts import passages_module, read_lines, titled


class Query(NamedTuple):
    """A line of queries/dev.jsonl; gold is a row of the retrieval set."""

    text: str
    style: str
    source: str
    language: str
    gold: int


def filing_passages(data, count):
    """count passages, every n-th over all filings."""
    texts = [text for _, _, _, text in passages_module(data).filings(data)]
    return texts[:: max(1, len(texts) // count)][:count]


def read_queries(data):
    """The lines of queries/dev.jsonl, as objects."""
    return read_lines(os.path.join(data, "queries", "dev.jsonl"))


def short_queries(data, tokenizer, prefix, tokens, count):
    """Up to count queries that are exactly so many tokens long, prefix and specials included."""
    found = []
    for line in read_queries(data):
        if len(tokenizer.encode(prefix + line["query"]).ids) == tokens:
            found.append(line["query"])
            if len(found) == count:
                break
    if not found:
        raise SystemExit(f"no query of queries/dev.jsonl has {tokens} tokens")
    return found


def language(text):
    """zh where a Han character occurs, else en."""
    return "zh" if any("\u4e00" <= c <= "\u9fff" for c in text) else "en"


def retrieval_set(data, size, step=11):
    """(texts, queries): every gold passage, then every step-th of the rest until size is reached.

    The order is that of passages.py: filings, transcripts, news. Each text has its document's name,
    underscores as spaces, and a newline in front.
    """
    module, lines = passages_module(data), read_queries(data)
    wanted = {line["passage_id"] for line in lines}
    gold, rest = {}, []
    for kind in (module.filings, module.transcripts, module.news):
        for doc, page, k, text in kind(data):
            identifier, whole = f"{doc}#{page}#{k}", titled(doc, text)
            if identifier in wanted:
                gold[identifier] = whole
            else:
                rest.append(whole)
    missing = wanted - gold.keys()
    if missing:
        raise SystemExit(f"gold passages that passages.py does not make: {sorted(missing)[:3]}")
    rows = {identifier: row for row, identifier in enumerate(gold)}
    queries = [Query(line["query"], line["style"], line["source"], language(line["query"]),
                     rows[line["passage_id"]]) for line in lines]
    texts = list(gold.values()) + rest[::step]
    if len(texts) < size:
        raise SystemExit(f"only {len(texts)} passages for a retrieval set of {size}")
    return texts[:size], queries
