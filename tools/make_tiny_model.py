#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the tests' models: a random encoder of two layers as a sentence-transformers folder.

bert has a WordPiece vocabulary; xlm-roberta a Unigram one, and prompts. Beside the model,
vectors.jsonl (mean pooling), vectors_cls.jsonl and, with prompts, vectors_query.jsonl hold what
sentence-transformers makes of a few texts. Needs: pip install sentence-transformers

usage: make_tiny_model.py bert OUT             (tests/model/data/tiny)
       make_tiny_model.py xlm-roberta OUT      (tests/model/data/tiny_xlmr)
"""
import json
import os
import shutil
import sys

import torch
from reference_vectors import write
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

SPECIAL = {"bert": ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"],
           "xlm-roberta": ["<s>", "<pad>", "</s>", "<unk>"]}
PROMPTS = {"query": "query: ", "passage": "passage: "}
WORDS = "the cash flow net sales was of fiscal year million ##s ##ing ##ed % . , $ ( ) -".split()
LETTERS = "abcdefghilmnoprstuvwy0123456789"
TEXTS = [
    "Net cash flow was $1,577 million.",
    "",
    "sales",
    "The fiscal year ended; 日本 [MASK] net selling",
    "the cash flow of the year was net of sales, " * 5,
    "a",
    "cash flows of 2018 (2017: 1,373)",
]


def added(special):
    return [{"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False,
             "normalized": False, "special": True} for i, t in enumerate(special)]


def wordpiece():
    pieces = SPECIAL["bert"] + WORDS + [p + c for p in ("", "##") for c in LETTERS]
    return len(pieces), {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added(SPECIAL["bert"]),
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100,
                  "vocab": {token: i for i, token in enumerate(pieces)}},
    }


def unigram():
    """Words begin with a lower one eighth, letters cost more the later they stand."""
    words = ["\u2581" + w for w in WORDS if not w.startswith("##")] + ["ing", "ed", "s", "日本"]
    pieces = [(t, 0.0) for t in SPECIAL["xlm-roberta"]]
    pieces += [(w, -3.0 - i / 8) for i, w in enumerate(words)]
    pieces += [(c, -6.0 - i / 8) for i, c in enumerate("\u2581" + LETTERS + "NT$.,%:;()")
               if c not in words]
    space = {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "always", "split": True}
    special = {t: {"id": t, "ids": [i], "tokens": [t]} for t, i in (("<s>", 0), ("</s>", 2))}
    single = [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
              {"SpecialToken": {"id": "</s>", "type_id": 0}}]
    pair = single + [{"SpecialToken": {"id": "</s>", "type_id": 0}},
                     {"Sequence": {"id": "B", "type_id": 0}}, single[2]]
    return len(pieces), {
        "version": "1.0", "truncation": None, "padding": None,
        "added_tokens": added(SPECIAL["xlm-roberta"]),
        "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Nmt"}, {"type": "NFKC"},
            {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        "pre_tokenizer": space, "decoder": space,
        "post_processor": {"type": "TemplateProcessing", "single": single, "pair": pair,
                           "special_tokens": special},
        "model": {"type": "Unigram", "unk_id": 3, "vocab": [list(p) for p in pieces],
                  "byte_fallback": False},
    }


def save(folder, name, value):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        json.dump(value, out, indent=1, ensure_ascii=False)
        out.write("\n")


def save_weights(folder, kind, config):
    """Random weights, rounded to float16, larger than a real model's so that each one counts."""
    torch.manual_seed(4)
    model = kind(config, add_pooling_layer=False)
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


def make_bert(folder):
    vocabulary, tokenizer = wordpiece()
    config = {"vocab_size": vocabulary, "hidden_size": 32, "num_hidden_layers": 2,
              "num_attention_heads": 4, "intermediate_size": 48, "hidden_act": "gelu",
              "max_position_embeddings": 40, "type_vocab_size": 2, "layer_norm_eps": 1e-12}
    save(folder, "config.json", {"architectures": ["BertModel"], "model_type": "bert",
                                 "position_embedding_type": "absolute", **config})
    save(folder, "tokenizer.json", tokenizer)
    save(folder, "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "do_lower_case": True})
    save_weights(folder, BertModel, BertConfig(**config))


def make_xlm_roberta(folder):
    vocabulary, tokenizer = unigram()
    config = {"vocab_size": vocabulary, "hidden_size": 32, "num_hidden_layers": 2,
              "num_attention_heads": 4, "intermediate_size": 48, "hidden_act": "gelu",
              "max_position_embeddings": 40, "type_vocab_size": 1, "layer_norm_eps": 1e-5,
              "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}
    save(folder, "config.json", {"architectures": ["XLMRobertaModel"], "model_type": "xlm-roberta",
                                 "position_embedding_type": "absolute", **config})
    save(folder, "tokenizer.json", tokenizer)
    save(folder, "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>",
        "cls_token": "<s>", "sep_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"})
    save(folder, "config_sentence_transformers.json", {"prompts": PROMPTS})
    save_weights(folder, XLMRobertaModel, XLMRobertaConfig(**config))


def main():
    makers = {"bert": make_bert, "xlm-roberta": make_xlm_roberta}
    if len(sys.argv) != 3 or sys.argv[1] not in makers:
        sys.exit("\n".join(__doc__.strip().split("\n")[-2:]))
    kind, folder = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    makers[kind](folder)
    save(folder, "sentence_bert_config.json", {"max_seq_length": 24, "do_lower_case": False})
    save(folder, "modules.json", [
        {"idx": i, "name": str(i), "path": path, "type": "sentence_transformers.models." + kind}
        for i, (path, kind) in enumerate([("", "Transformer"), ("1_Pooling", "Pooling"),
                                          ("2_Normalize", "Normalize")])])
    for mode, name in (("cls", "vectors_cls.jsonl"), ("mean", "vectors.jsonl")):
        save(folder, "1_Pooling/config.json", pooling(mode))
        model = SentenceTransformer(folder, device="cpu", model_kwargs={"dtype": torch.float32})
        write(model, TEXTS, os.path.join(folder, name), float32=True)
        if mode == "mean" and kind == "xlm-roberta":
            write(model, TEXTS, os.path.join(folder, "vectors_query.jsonl"), float32=True,
                  prompt="query: ")


if __name__ == "__main__":
    main()
