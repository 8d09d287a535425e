#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Embeds texts with sentence-transformers and stores the pairs for the tests.

Each line of TEXTS is a JSON object with a "text"; each line of OUT is {"text", "f16" or "f32"},
the vector as base64 of little-endian floats. Needs: pip install sentence-transformers

usage: reference_vectors.py TEXTS.jsonl OUT.jsonl [--model FOLDER] [--prompt TEXT] [--float32]
"""
import argparse
import base64
import json

from sentence_transformers import SentenceTransformer


def write(model, texts, path, float32=False, prompt=None):
    """Embed texts one at a time, so that no padding touches a result, and write the pairs."""
    key, dtype = ("f32", "<f4") if float32 else ("f16", "<f2")
    with open(path, "w", encoding="utf-8") as out:
        for text in texts:
            vector = model.encode([text], prompt=prompt, normalize_embeddings=True)[0].astype(dtype)
            line = {"text": text, key: base64.b64encode(vector.tobytes()).decode()}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts")
    parser.add_argument("out")
    parser.add_argument("--model", default="build/models/all-MiniLM-L6-v2")
    parser.add_argument("--prompt", help="put before each text")
    parser.add_argument("--float32", action="store_true", help="twice the size, exact")
    args = parser.parse_args()
    with open(args.texts, encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file if line.strip()]
    write(SentenceTransformer(args.model, device="cpu"), texts, args.out, args.float32,
          args.prompt)


if __name__ == "__main__":
    main()
