#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the gradients that PyTorch computes, for tests/train/test_gradient.c to compare with.

usage: reference_gradients.py MODEL OUT.safetensors [--reranker] [--queries N --passages M --tokens T]

MODEL is a sentence-transformers folder of a BERT or XLM-RoBERTa encoder. The batch is of N queries and M
passages of up to T random ids, fixed by a seed. OUT gets
  ids, lengths, seconds   the sequences, queries first, one after the other (as F32); second: where the
                          token type becomes 1
  outputs                 the vectors (N + M, hidden), or the scores (N * M), of length 1
  loss                    (1) InfoNCE with temperature 0.05 over the whole vectors and over their first half;
                          of a reranker the softmax over each query's M scores, the first one right
  grad.NAME               the gradient of every weight
and, of a reranker, init.NAME: the head's weights. Needs torch, transformers and safetensors.
"""
import argparse
import json
import os

import torch
from safetensors.torch import save_file
from transformers import AutoConfig, AutoModel, AutoModelForSequenceClassification

TEMPERATURE = 0.05


def sequences(config, count, longest, typed):
    generator = torch.Generator().manual_seed(7)
    first = 5 if config.vocab_size > 10 else 1
    rows = []
    for i in range(count):
        n = int(torch.randint(2, longest + 1, (1,), generator=generator))
        ids = torch.randint(first, config.vocab_size, (n,), generator=generator)
        rows.append((ids, n // 2 if typed and i % 2 else n))
    return rows


def padded(config, rows):
    longest = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), longest), config.pad_token_id or 0)
    mask = torch.zeros((len(rows), longest), dtype=torch.long)
    types = torch.zeros((len(rows), longest), dtype=torch.long)
    for i, (row, second) in enumerate(rows):
        ids[i, :len(row)] = row
        mask[i, :len(row)] = 1
        types[i, second:len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}


def contrast(vectors, queries, prefix):
    cut = torch.nn.functional.normalize(vectors[:, :prefix], dim=-1)
    scores = cut[:queries] @ cut[queries:].T / TEMPERATURE
    return torch.nn.functional.cross_entropy(scores, torch.arange(queries))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--reranker", action="store_true")
    parser.add_argument("--queries", type=int, default=3)
    parser.add_argument("--passages", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=12)
    options = parser.parse_args()
    torch.manual_seed(1)
    config = AutoConfig.from_pretrained(options.model)
    bert = config.model_type == "bert"
    out = {}
    # Positions follow from the ids in XLM-RoBERTa: the padding id must not stand among them.
    if options.reranker:
        config.num_labels = 1
        model = AutoModelForSequenceClassification.from_pretrained(options.model, config=config,
                                                                   dtype=torch.float32)
        prefix = "bert." if bert else "roberta."
        count = options.queries * options.passages
        for name, value in model.named_parameters():
            if not name.startswith(prefix) or ".pooler." in name:
                out["init." + name] = value.detach().clone()
    else:
        model = AutoModel.from_pretrained(options.model, add_pooling_layer=False,
                                          dtype=torch.float32)
        count = options.queries + options.passages
    model.eval()  # no dropout
    rows = sequences(config, count, options.tokens, config.type_vocab_size > 1)
    inputs = padded(config, rows)
    if options.reranker:
        scores = model(**inputs).logits[:, 0]
        outputs = scores
        loss = torch.nn.functional.cross_entropy(
            scores.reshape(options.queries, options.passages),
            torch.zeros(options.queries, dtype=torch.long))
    else:
        tokens = model(**inputs).last_hidden_state
        mask = inputs["attention_mask"].unsqueeze(-1)
        with open(os.path.join(options.model, "1_Pooling", "config.json"), encoding="utf-8") as file:
            mean = json.load(file).get("pooling_mode_mean_tokens", True)
        pooled = (tokens * mask).sum(1) / mask.sum(1) if mean else tokens[:, 0]
        outputs = torch.nn.functional.normalize(pooled, dim=-1)
        loss = (contrast(outputs, options.queries, config.hidden_size)
                + contrast(outputs, options.queries, config.hidden_size // 2)) / 2
    loss.backward()
    out["outputs"] = outputs.detach().clone().flatten()
    out["loss"] = loss.detach().reshape(1)
    out["ids"] = torch.cat([ids for ids, _ in rows]).float()
    out["lengths"] = torch.tensor([float(len(ids)) for ids, _ in rows])
    out["seconds"] = torch.tensor([float(second) for _, second in rows])
    for name, value in model.named_parameters():
        if value.grad is not None:
            out["grad." + name] = value.grad.clone()
    save_file({name: value.contiguous() for name, value in out.items()}, options.out)
    print(f"{options.out}: {len(out)} tensors, loss {loss.item():.6f}")


if __name__ == "__main__":
    main()
