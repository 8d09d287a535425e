# SPDX-License-Identifier: Apache-2.0
"""Vectors from files, and more of them by noise."""
import json
import os

import numpy as np

SAMPLE = 500   # passages whose nearest neighbour is looked for
STEP = 50_000  # rows made at a time


def read_vectors(path):
    """(rows, dimensions) float32 of a library's vectors/f32, of the embedding cache, or of an .npy."""
    with open(path, "rb") as file:
        magic = file.read(8)
        head = np.frombuffer(file.read(8), dtype=np.uint32)
    if magic == b"GKVECF32":
        return np.memmap(path, dtype=np.float32, mode="r", offset=64).reshape(-1, int(head[1]))
    if magic == b"GKVECTOR":
        size = 16 + 4 * int(head[1])
        data = np.memmap(path, dtype=np.uint8, mode="r", offset=48)
        rows = data[:len(data) // size * size].reshape(-1, size)[:, 16:]
        return np.ascontiguousarray(rows).view(np.float32)
    return np.load(path, mmap_mode="r")


def noise_length(rows, random):
    """So long that copies of one row differ as much as a row and its nearest neighbour."""
    some = random.permutation(len(rows))[:SAMPLE]
    products = rows[some] @ rows.T
    products[np.arange(len(some)), some] = -1
    distance = np.sqrt(np.maximum(2 - 2 * products.max(1), 0))
    return float(np.median(distance)) / np.sqrt(2)


def write_rows(path, rows, count, random):
    """The rows in a random order, and noisy ones up to count; returns the noise's length."""
    rows = np.ascontiguousarray(rows[random.permutation(len(rows))][:count or None])
    length = noise_length(rows, random)
    with open(path + ".tmp", "wb") as file:
        rows.tofile(file)
        for at in range(len(rows), count, STEP):
            n = min(STEP, count - at)
            noise = random.standard_normal((n, rows.shape[1]), dtype=np.float32)
            noise *= np.float32(length / np.sqrt(rows.shape[1]))
            noise += rows[random.integers(0, len(rows), n)]
            noise /= np.linalg.norm(noise, axis=1, keepdims=True)
            noise.tofile(file)
    os.rename(path + ".tmp", path)
    return length


def prepare(options):
    """Files of the work folder: rows.f32, queries.f32, admitted.u8; and what is known of them."""
    os.makedirs(options["work"], exist_ok=True)
    at = lambda name: os.path.join(options["work"], name)
    wanted = {key: options[key] for key in ("passages", "queries", "rows", "count")}
    if os.path.exists(at("data.json")):
        with open(at("data.json"), encoding="utf-8") as file:
            known = json.load(file)
        if known["wanted"] == wanted:
            return known
    random = np.random.default_rng(1)
    passages, queries = read_vectors(options["passages"]), read_vectors(options["queries"])
    queries = np.ascontiguousarray(queries[random.permutation(len(queries))[:options["count"]]])
    queries.tofile(at("queries.f32"))
    noise = write_rows(at("rows.f32"), passages, options["rows"], random)
    count = max(options["rows"], min(len(passages), options["rows"] or len(passages)))
    admitted = (random.random(count) < 0.01).astype(np.uint8)
    admitted.tofile(at("admitted.u8"))
    known = {"wanted": wanted, "rows": count, "real": min(len(passages), count), "noise": noise,
             "dimensions": passages.shape[1], "queries": len(queries)}
    known["best"] = {str(f): exact(at, known, admitted if f else None) for f in (False, True)}
    with open(at("data.json"), "w", encoding="utf-8") as file:
        json.dump(known, file)
    return known


def exact(at, known, admitted, k=10):
    """The best k rows of each query, by all float products."""
    shape = (-1, known["dimensions"])
    rows = np.memmap(at("rows.f32"), dtype=np.float32, mode="r").reshape(shape)
    queries = np.fromfile(at("queries.f32"), dtype=np.float32).reshape(shape)
    products = np.empty((len(queries), len(rows)), np.float32)
    for i in range(0, len(rows), STEP):
        products[:, i:i + STEP] = queries @ rows[i:i + STEP].T
    if admitted is not None:
        products[:, admitted == 0] = -9
    return np.argpartition(-products, k, axis=1)[:, :k].tolist()
