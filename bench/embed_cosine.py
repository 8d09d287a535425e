#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Goshawk's vectors and speed beside sentence-transformers', on real passages, in one run.

Takes every n-th passage of the filings (../shared/tools/passages.py), embeds them with
libgoshawk.so and with sentence-transformers, and prints the worst and the mean cosine and both
speeds. Each side is timed on its second round, with as many threads as there are processors.
Needs: pip install sentence-transformers

usage: bench/embed_cosine.py [--passages 200] [--build build] [--model FOLDER] [--data DIR]
"""
import argparse
import ctypes
import importlib.util
import os
import time

# Set for other programs' sake, this one would slow the other side.
os.environ.pop("OPENBLAS_CORETYPE", None)

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Error(ctypes.Structure):
    """gk_error of goshawk.h."""

    _fields_ = [("status", ctypes.c_int), ("message", ctypes.c_char * 512)]


class Goshawk:
    """gk_model_open, gk_model_embed and gk_model_dimensions."""

    def __init__(self, library, folder):
        self.library = ctypes.CDLL(library)
        self.library.gk_model_dimensions.restype = ctypes.c_size_t
        self.model, self.error = ctypes.c_void_p(), Error()
        self.check(self.library.gk_model_open(folder.encode(), ctypes.byref(self.model),
                                              ctypes.byref(self.error)))

    def check(self, status):
        if status:
            raise SystemExit(self.error.message.decode())

    def encode(self, texts):
        vectors = np.zeros((len(texts), self.library.gk_model_dimensions(self.model)), np.float32)
        pointers = (ctypes.c_char_p * len(texts))(*[t.encode() for t in texts])
        self.check(self.library.gk_model_embed(
            self.model, pointers, ctypes.c_size_t(len(texts)), 0,
            vectors.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), ctypes.byref(self.error)))
        return vectors


def passages(data, count):
    """Every n-th passage over the filings, so that all of them are seen."""
    path = os.path.join(data, "../tools/passages.py")
    spec = importlib.util.spec_from_file_location("passages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    texts = [text for _, _, _, text in module.filings(data)]
    return texts[:: max(1, len(texts) // count)][:count]


def timed(encode, texts):
    encode(texts)
    start = time.perf_counter()
    vectors = encode(texts)
    return vectors, len(texts) / (time.perf_counter() - start)


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        names = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    return f"{names[0] if names else 'unknown processor'}, {len(os.sched_getaffinity(0))} threads"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--passages", type=int, default=200)
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--model", help="default: models/all-MiniLM-L6-v2 of the build folder")
    parser.add_argument("--data", default=os.environ.get("GOSHAWK_DATA",
                                                         os.path.join(ROOT, "../shared/data")))
    args = parser.parse_args()
    folder = args.model or os.path.join(args.build, "models/all-MiniLM-L6-v2")
    texts = passages(args.data, args.passages)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    theirs = SentenceTransformer(folder, device="cpu")
    ours = Goshawk(os.path.join(args.build, "libgoshawk.so"), folder)
    tokens = [len(ids) for ids in theirs.tokenizer(texts, truncation=True,
                                                   max_length=theirs.max_seq_length)["input_ids"]]
    reference, their_speed = timed(
        lambda t: theirs.encode(t, batch_size=32, normalize_embeddings=True), texts)
    vectors, our_speed = timed(ours.encode, texts)
    cosines = (vectors * reference).sum(axis=1)
    print(processor())
    print(f"{len(texts)} passages of {np.mean(tokens):.0f} tokens on average")
    print(f"cosine                 worst {cosines.min():.7f}, mean {cosines.mean():.7f}")
    print(f"goshawk                {our_speed:.1f} passages/s")
    print(f"sentence-transformers  {their_speed:.1f} passages/s (torch {torch.__version__})")


if __name__ == "__main__":
    main()
