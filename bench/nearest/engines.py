# SPDX-License-Identifier: Apache-2.0
"""A peer in a process of its own. Run as a program with a specification (JSON) as its argument, it builds
its index, or opens the one that an earlier run built, and says so in a line of JSON; then it answers
each line [query, filtered, setting] with [microseconds, rows].
"""
import json
import os
import sys
import time

import numpy as np

K = 10


class Data:
    def __init__(self, spec):
        at = lambda name: os.path.join(spec["work"], name)
        shape = (-1, spec["dimensions"])
        self.rows = np.memmap(at("rows.f32"), dtype=np.float32, mode="r").reshape(shape)
        self.queries = np.fromfile(at("queries.f32"), dtype=np.float32).reshape(shape)
        self.admitted = np.fromfile(at("admitted.u8"), dtype=np.uint8)[:len(self.rows)]
        self.threads = spec["threads"]
        self.at = at


class Faiss:
    def __init__(self, data):
        import faiss
        self.faiss, self.data = faiss, data
        faiss.omp_set_num_threads(data.threads)
        bits = np.packbits(data.admitted, bitorder="little")
        self.selector = faiss.IDSelectorBitmap(bits)
        self.kept = bits

    def save(self, index, path):
        self.faiss.write_index(index, path)

    def load(self, path):
        return self.faiss.read_index(path)

    def rows_of(self, found):
        return [int(row) for row in found[1][0] if row >= 0]


class Flat(Faiss):
    """faiss gives one query one thread, so the rows are in as many shards as there are threads; with
    a filter, which shards do not take, one after the other."""
    settings, file = [0], None

    def build(self):
        faiss, data = self.faiss, self.data
        self.index = faiss.IndexShards(data.rows.shape[1], True, True)
        self.parts = []
        for part in np.array_split(np.arange(len(data.rows)), data.threads):
            first, last = part[0], part[-1] + 1
            shard = faiss.IndexFlatIP(data.rows.shape[1])
            shard.add(data.rows[first:last])
            self.index.add_shard(shard)
            bits = np.packbits(data.admitted[first:last], bitorder="little")
            how = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
            self.parts.append((first, shard, how, bits))

    def find(self, query, filtered, setting):
        if not filtered:
            return self.index.search(query, K)
        scores, rows = [], []
        for first, shard, how, _ in self.parts:
            found = shard.search(query, K, params=how)
            scores.append(found[0][0])
            rows.append(found[1][0] + first)
        best = np.argsort(-np.concatenate(scores))[:K]
        return None, [np.concatenate(rows)[best]]


class Ivf(Faiss):
    settings, file = [4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512], "ivf.faiss"
    LISTS, POINTS, ROUNDS = 2048, 50, 8

    def build(self):
        faiss, data = self.faiss, self.data
        d = data.rows.shape[1]
        lists = min(self.LISTS, len(data.rows) // 64)
        self.quantizer = faiss.IndexFlatIP(d)
        index = faiss.IndexIVFFlat(self.quantizer, d, lists, faiss.METRIC_INNER_PRODUCT)
        index.cp.niter, index.cp.max_points_per_centroid = self.ROUNDS, self.POINTS
        some = np.random.default_rng(0).permutation(len(data.rows))[:lists * self.POINTS]
        index.train(np.ascontiguousarray(data.rows[np.sort(some)]))
        for i in range(0, len(data.rows), 100_000):
            index.add(np.ascontiguousarray(data.rows[i:i + 100_000]))
        self.index = index

    def find(self, query, filtered, setting):
        how = self.faiss.SearchParametersIVF(nprobe=setting,
                                             sel=self.selector if filtered else None)
        return self.index.search(query, K, params=how)

    def opened(self):
        self.index.parallel_mode = 1  # the lists of one query among the threads


class Hnsw(Faiss):
    settings, file = [16, 32, 48, 64, 96, 128, 192, 256, 512, 1024, 2048], "hnsw.faiss"

    def build(self):
        index = self.faiss.IndexHNSWFlat(self.data.rows.shape[1], 16,
                                         self.faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = 24
        index.add(self.data.rows)
        self.index = index

    def find(self, query, filtered, setting):
        how = self.faiss.SearchParametersHNSW(efSearch=setting,
                                              sel=self.selector if filtered else None)
        return self.index.search(query, K, params=how)


class Usearch:
    """Its Python has no filter: what is admitted is copied out and searched exactly."""
    settings, file = [16, 32, 48, 64, 96, 128, 192, 256, 512], "usearch.index"

    def __init__(self, data):
        from usearch import index
        self.usearch, self.data = index, data
        self.admitted = np.flatnonzero(data.admitted)

    def new(self):
        return self.usearch.Index(ndim=self.data.rows.shape[1], metric="ip", dtype="f16",
                                  connectivity=16, expansion_add=40)

    def build(self):
        self.index = self.new()
        self.index.add(np.arange(len(self.data.rows)), self.data.rows, threads=self.data.threads)

    def save(self, index, path):
        index.save(path)

    def load(self, path):
        index = self.new()
        index.load(path)
        return index

    def find(self, query, filtered, setting):
        if filtered:
            rows = self.data.rows[self.admitted]
            return self.usearch.search(rows, query[0], K, self.usearch.MetricKind.IP, exact=True,
                                       threads=self.data.threads)
        self.index.expansion_search = setting
        return self.index.search(query[0], K, threads=self.data.threads)

    def rows_of(self, found):
        keys = np.asarray(found.keys).reshape(-1)
        return [int(k) for k in keys]

    def rows_of_filtered(self, found):
        return [int(self.admitted[k]) for k in np.asarray(found.keys).reshape(-1)]


class SqliteVec:
    settings, file = [0], "vec.db"

    def __init__(self, data):
        self.data = data

    def open(self, path):
        """By apsw: not every Python's sqlite3 loads extensions."""
        import apsw
        import sqlite_vec
        db = apsw.Connection(path)
        db.enable_load_extension(True)
        db.load_extension(sqlite_vec.loadable_path())
        return db

    def build(self):
        data, path = self.data, self.data.at(self.file)
        if os.path.exists(path):
            os.remove(path)
        self.index = db = self.open(path)
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("BEGIN")
        db.execute(f"CREATE VIRTUAL TABLE v USING vec0(embedding float[{data.rows.shape[1]}] "
                   "distance_metric=cosine, admitted integer)")
        db.executemany("INSERT INTO v(rowid, embedding, admitted) VALUES (?, ?, ?)",
                       ((i, data.rows[i].tobytes(), int(data.admitted[i]))
                        for i in range(len(data.rows))))
        db.execute("COMMIT")

    def save(self, index, path):
        pass

    def load(self, path):
        return self.open(path)

    def find(self, query, filtered, setting):
        where = " AND admitted = 1" if filtered else ""
        return self.index.execute("SELECT rowid FROM v WHERE embedding MATCH ? AND k = 10" + where,
                                  (query.tobytes(),)).fetchall()

    def rows_of(self, found):
        return [row[0] for row in found]


ENGINES = {"flat": Flat, "ivf": Ivf, "hnsw": Hnsw, "usearch": Usearch, "sqlite-vec": SqliteVec}


def build_or_open(engine, spec):
    """(processor seconds, seconds) of the build, of this run or an earlier one."""
    path = engine.file and os.path.join(spec["work"], engine.file)
    if path and os.path.exists(path + ".json"):
        with open(path + ".json", encoding="utf-8") as file:
            known = json.load(file)
        if known["rows"] == spec["rows"]:
            engine.index = engine.load(path)
            return known["cpu"], known["wall"]
    cpu, wall = time.process_time(), time.perf_counter()
    engine.build()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    if path:
        engine.save(engine.index, path)
        with open(path + ".json", "w", encoding="utf-8") as file:
            json.dump({"rows": spec["rows"], "cpu": cpu, "wall": wall}, file)
    return cpu, wall


def resident():
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmRSS:"))


def main():
    spec = json.loads(sys.argv[1])
    data = Data(spec)
    before = resident()
    engine = ENGINES[spec["engine"]](data)
    cpu, wall = build_or_open(engine, spec)
    getattr(engine, "opened", lambda: None)()
    print(json.dumps({"cpu": cpu, "wall": wall, "memory": resident() - before,
                      "settings": engine.settings}), flush=True)
    for line in sys.stdin:
        number, filtered, setting = json.loads(line)
        query = data.queries[number:number + 1]
        began = time.perf_counter()
        found = engine.find(query, filtered, setting)
        passed = time.perf_counter() - began
        rows_of = engine.rows_of
        if filtered:
            rows_of = getattr(engine, "rows_of_filtered", rows_of)
        print(json.dumps([passed * 1e6, rows_of(found)]), flush=True)


if __name__ == "__main__":
    main()
