#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the tests' model: a random BERT of two layers as a sentence-transformers folder.

Beside it, vectors.jsonl (mean pooling) and vectors_cls.jsonl hold what sentence-transformers makes
of a few texts. Needs: pip install sentence-transformers

usage: make_tiny_model.py OUT      (tests/model/data/tiny)
"""
import json
import os
import shutil
import sys

import torch
from reference_vectors import write
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = "the cash flow net sales was of fiscal year million ##s ##ing ##ed % . , $ ( ) -".split()
LETTERS = [p + c for p in ("", "##") for c in "abcdefghilmnoprstuvwy0123456789"]
TEXTS = [
    "Net cash flow was $1,577 million.",
    "",
    "sales",
    "The fiscal year ended; 日本 [MASK] net selling",
    "the cash flow of the year was net of sales, " * 5,
    "a",
    "cash flows of 2018 (2017: 1,373)",
]


def tokenizer():
    vocabulary = {token: i for i, token in enumerate(SPECIAL + WORDS + LETTERS)}
    added = [{"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for i, t in enumerate(SPECIAL)]
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": vocabulary},
    }


def save(folder, name, value):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        json.dump(value, out, indent=1, ensure_ascii=False)
        out.write("\n")


def save_weights(folder, config):
    """Random weights, rounded to float16, larger than a real model's so that each one counts."""
    torch.manual_seed(4)
    model = BertModel(BertConfig(**config), add_pooling_layer=False)
    tensors = {}
    for name, tensor in model.state_dict().items():
        if "position_ids" in name:
            continue
        noise = torch.randn(tensor.shape) * 0.3
        tensors[name] = ((1 + noise) if name.endswith("LayerNorm.weight") else noise).half()
    path = os.path.join(folder, "model.safetensors")
    save_file(tensors, path, metadata={"format": "pt"})
    os.chmod(path, 0o644)


def pooling(mode):
    return {"word_embedding_dimension": 32, "pooling_mode_cls_token": mode == "cls",
            "pooling_mode_mean_tokens": mode == "mean", "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.strip().split("\n")[-1])
    folder = sys.argv[1]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    vocabulary = len(SPECIAL + WORDS + LETTERS)
    config = {"vocab_size": vocabulary, "hidden_size": 32, "num_hidden_layers": 2,
              "num_attention_heads": 4, "intermediate_size": 48, "hidden_act": "gelu",
              "max_position_embeddings": 40, "type_vocab_size": 2, "layer_norm_eps": 1e-12}
    save(folder, "config.json", {"architectures": ["BertModel"], "model_type": "bert",
                                 "position_embedding_type": "absolute", **config})
    save(folder, "tokenizer.json", tokenizer())
    save(folder, "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "do_lower_case": True})
    save(folder, "sentence_bert_config.json", {"max_seq_length": 24, "do_lower_case": False})
    save(folder, "modules.json", [
        {"idx": i, "name": str(i), "path": path, "type": "sentence_transformers.models." + kind}
        for i, (path, kind) in enumerate([("", "Transformer"), ("1_Pooling", "Pooling"),
                                          ("2_Normalize", "Normalize")])])
    save_weights(folder, config)
    for mode, name in (("cls", "vectors_cls.jsonl"), ("mean", "vectors.jsonl")):
        save(folder, "1_Pooling/config.json", pooling(mode))
        model = SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": torch.float32})
        write(model, TEXTS, os.path.join(folder, name), float32=True)


if __name__ == "__main__":
    main()
