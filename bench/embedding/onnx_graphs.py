# SPDX-License-Identifier: Apache-2.0
"""A sentence-transformers folder as ONNX graphs: plain and fused, float32 and dynamic int8.

usage: onnx_graphs.py MODEL OUTDIR

Each graph takes input_ids and attention_mask (batch, tokens) and gives the pooled, normalised
vectors. "plain" is PyTorch's export, which ONNX Runtime optimises as it loads it; "fused" has gone
through onnxruntime.transformers' optimiser for BERT first. The int8 ones come from
quantize_dynamic, whose two settings that matter are in their names: per tensor or per channel, and
whether weights use the whole range or seven bits of it (which avoids saturation where the processor
lacks VNNI).
"""
import json
import os
import sys
import warnings

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from transformers import AutoModel


class Pooled(torch.nn.Module):
    """The encoder with mean pooling and normalisation."""

    def __init__(self, folder):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, attn_implementation="eager")

    def forward(self, input_ids, attention_mask):
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=-1)


def export(folder, path):
    """The plain graph. The older exporter is used: its graph is the one whose attention fuses."""
    example = torch.randint(5, 1000, (2, 16))
    axes = {0: "batch", 1: "tokens"}
    torch.onnx.export(Pooled(folder).eval(), (example, torch.ones_like(example)), path,
                      input_names=["input_ids", "attention_mask"], output_names=["vector"],
                      dynamic_axes={"input_ids": axes, "attention_mask": axes,
                                    "vector": {0: "batch"}},
                      opset_version=17, dynamo=False)


def fuse(folder, plain, path):
    """The plain graph with attention, GELU and layer norms as one node each."""
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as file:
        config = json.load(file)
    model = optimize_model(plain, "bert", num_heads=config["num_attention_heads"],
                           hidden_size=config["hidden_size"], opt_level=0,
                           optimization_options=FusionOptions("bert"))
    model.save_model_to_file(path)


def quantize(source, path, per_channel, reduce_range):
    """Weights as signed int8. The graph's own shapes are unknown to fused nodes, hence the type."""
    quantize_dynamic(source, path, per_channel=per_channel, reduce_range=reduce_range,
                     weight_type=QuantType.QInt8,
                     extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT})


def main():
    warnings.filterwarnings("ignore")
    folder, out = sys.argv[1:]
    os.makedirs(out, exist_ok=True)
    graphs = {kind: os.path.join(out, f"fp32, {kind}.onnx") for kind in ("plain", "fused")}
    export(folder, graphs["plain"])
    fuse(folder, graphs["plain"], graphs["fused"])
    for kind, source in graphs.items():
        for per_channel in (False, True):
            for reduce_range in (False, True):
                name = (f"int8, {kind}, {'per channel' if per_channel else 'per tensor'}, "
                        f"{'7 bits' if reduce_range else '8 bits'}.onnx")
                quantize(source, os.path.join(out, name), per_channel, reduce_range)


if __name__ == "__main__":
    main()
