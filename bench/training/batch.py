# SPDX-License-Identifier: Apache-2.0
"""The batch that every engine trains on: pairs of queries/train.jsonl about filings, and of each the
passages that follow its own in the document, as negatives."""
import os

from texts import passages, read_lines, titled


def documents_of(data):
    """{document: (its ids, its passages as a model reads them)}, both in order."""
    found = {}
    for passage in passages(data, ["filing"]):
        ids, texts = found.setdefault(passage["doc"], ([], []))
        ids.append(passage["id"])
        texts.append(titled(passage["doc"], passage["text"]))
    return found


def example_of(line, documents, negatives):
    """An example, or None where the document has too few other texts."""
    ids, texts = documents[line["passage_id"].split("#")[0]]
    at = ids.index(line["passage_id"])
    others = [t for t in dict.fromkeys(texts[at + 1:] + texts[:at]) if t != texts[at]]
    if len(others) < negatives:
        return None
    return {"query": line["query"], "positive": texts[at], "negatives": others[:negatives]}


def batch_of(data, count, negatives):
    """count examples, every n-th of those that may be trained on, no text twice among them."""
    with open(os.path.join(data, "no_train.txt"), encoding="utf-8") as file:
        excluded = set(file.read().split())
    lines = [line for line in read_lines(os.path.join(data, "queries", "train.jsonl"))
             if line["source"] == "filing" and line["passage_id"].split("#")[0] not in excluded]
    documents, found, seen = documents_of(data), [], set()
    for line in lines[::max(1, len(lines) // (2 * count))]:
        example = example_of(line, documents, negatives)
        own = {example["positive"], *example["negatives"]} if example else seen
        if seen & own or not example:
            continue
        seen |= own
        found.append(example)
        if len(found) == count:
            return found
    raise SystemExit(f"only {len(found)} examples for a batch of {count}")
