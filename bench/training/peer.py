# SPDX-License-Identifier: Apache-2.0
"""sentence-transformers in a process of its own: trains on one batch again and again.

Run as a program with a specification (the name of a JSON file) as its argument; prints
{"losses": [...], "seconds": [...]}, of each step. The steps are goshawk train's: AdamW without decay
of biases and norms, the gradient's norm at most 1, a rate that rises and falls in lines, no dropout.
"""
import json
import sys
import time


def parameter_groups(model, decay):
    """Biases and norms do not decay."""
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    plain = [p for name, p in named if name.endswith("bias") or "LayerNorm" in name]
    other = [p for name, p in named if not (name.endswith("bias") or "LayerNorm" in name)]
    return [{"params": other, "weight_decay": decay}, {"params": plain, "weight_decay": 0.0}]


def rate(step, spec):
    """src/train/schedule.c's."""
    rising = -(-spec["steps"] // 10)
    if step < rising:
        return spec["rate"] * (step + 1) / rising
    return spec["rate"] * (spec["steps"] - step) / (spec["steps"] - rising)


def make_loss(model, spec):
    from sentence_transformers import losses
    scale = 1 / spec["temperature"]
    if spec["cached"]:
        return losses.CachedMultipleNegativesRankingLoss(model, scale=scale,
                                                         mini_batch_size=spec["cached"])
    return losses.MultipleNegativesRankingLoss(model, scale=scale)


def columns_of(spec):
    """The batch as lists of texts: queries, positives, first negatives, ... with their prompts."""
    query, passage = spec["prompts"]["query"], spec["prompts"]["passage"]
    examples = spec["examples"]
    columns = [[query + e["query"] for e in examples], [passage + e["positive"] for e in examples]]
    for i in range(len(examples[0]["negatives"])):
        columns.append([passage + e["negatives"][i] for e in examples])
    return columns


def train(spec):
    import torch
    from sentence_transformers import SentenceTransformer
    torch.set_num_threads(spec["threads"])
    model = SentenceTransformer(spec["model"], device="cpu")
    model.max_seq_length = spec["max_tokens"]
    model.eval()  # no dropout; gradients flow as ever
    optimiser = torch.optim.AdamW(parameter_groups(model, spec["decay"]), lr=spec["rate"])
    loss_of, columns = make_loss(model, spec), columns_of(spec)
    weights, found = list(model.parameters()), {"losses": [], "seconds": []}
    for step in range(spec["steps"]):
        start = time.perf_counter()
        for group in optimiser.param_groups:
            group["lr"] = rate(step, spec)
        with torch.autocast("cpu", torch.bfloat16, enabled=spec["bf16"]):
            loss = loss_of([model.preprocess(texts) for texts in columns], None)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        found["losses"].append(loss.item())
        found["seconds"].append(time.perf_counter() - start)
    return found


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(json.dumps(train(json.load(file))))
