# SPDX-License-Identifier: Apache-2.0
"""Recall@1: how often the right passage is the nearest, by engine.

Vectors are kept under build/bench/vectors/, by model, engine and kernels, so that an interrupted
run goes on and a second one is quick.
"""
import hashlib
import json
import os
import time

import numpy as np

from speed import goshawk_specs

CHUNK = 500  # texts between two notes of progress; what an interruption costs at most
GROUPS = ("all", "filing", "call", "news", "question", "keywords", "en", "zh")


def weights_hash(folder):
    """SHA-256 of everything in the folder that can change a vector."""
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        with open(os.path.join(folder, name), "rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def cache_key(worker, texts, kind):
    """Names the vectors of these texts by this engine: a change in any of it changes the key."""
    status = worker.ask(do="status")
    parts = [weights_hash(worker.spec["model"]), status["library"], status["settings"],
             worker.spec["engine"], worker.spec["prompts"], kind, texts]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]


def embed(bench, worker, texts, kind, note):
    """(texts, dimensions) vectors, from the cache as far as it has them."""
    folder = os.path.join(bench.options.build, "bench", "vectors", cache_key(worker, texts, kind))
    os.makedirs(folder, exist_ok=True)
    parts, start, fresh = [], time.monotonic(), 0
    for at in range(0, len(texts), CHUNK):
        path, part = os.path.join(folder, f"{at:06}.npy"), texts[at:at + CHUNK]
        if not os.path.exists(path):
            made = path[:-len(".npy")] + ".partial.npy"
            worker.ask(do="encode", texts=bench.write("chunk", part), kind=kind, out=made)
            os.replace(made, path)
            fresh += len(part)
            note(f"    {worker.name}: {at + len(part)} of {len(texts)} {kind} texts, "
                 f"{fresh / (time.monotonic() - start):.0f}/s")
        parts.append(np.load(path))
    return np.concatenate(parts)


def recall(passages, queries, vectors):
    """{group: share of its queries whose nearest passage is the gold one}, in per cent."""
    nearest = (vectors @ passages.T).argmax(axis=1)
    hits = nearest == np.array([query.gold for query in queries])
    members = {group: [i for i, q in enumerate(queries)
                       if group in ("all", q.source, q.style, q.language)] for group in GROUPS}
    return {group: 100 * float(hits[rows].mean()) for group, rows in members.items() if rows}


def measure(bench, texts, queries, note):
    """A list of rows, dicts, one an engine."""
    rows, specs = [], goshawk_specs(bench)
    if bench.options.reference_recall:
        specs["sentence-transformers"] = bench.spec("sentence-transformers")
    for name, spec in specs.items():
        worker = bench.start(name, spec)
        asked = embed(bench, worker, [query.text for query in queries], "query", note)
        passages = embed(bench, worker, texts, "passage", note)
        worker.close()
        rows.append({"engine": name, "recall_at_1": recall(passages, queries, asked)})
    return rows
