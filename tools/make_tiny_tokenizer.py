#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the XLM-RoBERTa-like tokenizer of the tests, tests/tokenizer/data/unigram.json.

Trains a sentencepiece model of 900 pieces on this repository's own documentation, with a short list
of normalisation rules instead of the usual 240 KB, and writes it as transformers' converter does.
The ids beside it: tools/reference_ids.py OUT.json unigram_ids.json
Needs: pip install sentencepiece protobuf

usage: make_tiny_tokenizer.py OUT.json
"""
import base64
import glob
import io
import json
import os
import sys
import tempfile
import unicodedata

import sentencepiece
from sentencepiece import sentencepiece_model_pb2 as format_

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CHINESE = "中国人民银行2022年第三季度货币政策执行报告，同比增长3.9%。归属于上市公司股东的净利润（万元）\n"


def rules():
    """Pairs of strings: white space, some that vanish, and compositions and decompositions."""
    for c in (9, 10, 12, 13, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x3000, 0xA0, 0xFEFF):
        yield chr(c), " "
    for c in (*range(1, 9), 0xB, *range(0xE, 0x20), 0x7F, 0x8F, 0x9F):
        yield chr(c), ""
    wide = [*range(0xFF01, 0xFF5F), *range(0xFB00, 0xFB07), *range(0x2460, 0x2474),
            *range(0xFF66, 0xFF9E), 0xBD, 0x2122, 0x338F, 0x210C, 0x1D504]
    for c in wide:
        yield chr(c), unicodedata.normalize("NFKC", chr(c))
    for c in (*range(0xC0, 0x180), *range(0x1EA0, 0x1EFA), 0x304C, 0x30AC, 0xAC00):
        parts = unicodedata.normalize("NFD", chr(c))
        if len(parts) > 1:
            yield parts, chr(c)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip().rsplit("\n", maxsplit=1)[-1])
    lines = [CHINESE * 20]
    for path in sorted(glob.glob(os.path.join(ROOT, "*.md")) +
                       glob.glob(os.path.join(ROOT, "docs/*.md"))):
        with open(path, encoding="utf-8") as file:
            lines.append(file.read())
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as table:
        for a, b in rules():
            table.write(" ".join(f"{ord(c):X}" for c in a) + "\t" +
                        " ".join(f"{ord(c):X}" for c in b) + "\n")
        table.flush()
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter("".join(lines).split("\n")), model_writer=model, vocab_size=900,
            normalization_rule_tsv=table.name, minloglevel=2)
    proto = format_.ModelProto.FromString(model.getvalue())
    vocabulary = [["<s>", 0.0], ["<pad>", 0.0], ["</s>", 0.0], ["<unk>", 0.0]]
    vocabulary += [[p.piece, p.score] for p in proto.pieces[3:]] + [["<mask>", 0.0]]
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    ids = {p: [v[0] for v in vocabulary].index(p) for p in special}
    charsmap = base64.b64encode(proto.normalizer_spec.precompiled_charsmap).decode()
    token = lambda name: {"SpecialToken": {"id": name, "type_id": 0}}
    tokenizer = {
        "version": "1.0",
        "added_tokens": [{"id": ids[p], "content": p, "single_word": False,
                          "lstrip": p == "<mask>", "rstrip": False, "normalized": False,
                          "special": True} for p in special],
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Precompiled", "precompiled_charsmap": charsmap},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always",
                          "split": True},
        "post_processor": {
            "type": "TemplateProcessing", "pair": [],
            "single": [token("<s>"), {"Sequence": {"id": "A", "type_id": 0}}, token("</s>")],
            "special_tokens": {p: {"id": p, "ids": [ids[p]], "tokens": [p]}
                               for p in ("<s>", "</s>")}},
        "decoder": None,
        "model": {"type": "Unigram", "unk_id": 3, "byte_fallback": False, "vocab": vocabulary}}
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(tokenizer, out, ensure_ascii=False, indent=0)
        out.write("\n")


if __name__ == "__main__":
    main()
