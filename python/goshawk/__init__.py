# SPDX-License-Identifier: Apache-2.0
"""Goshawk's embedding models from Python: texts in, numpy arrays out, on the CPU.

    import goshawk
    model = goshawk.Embedding("path/to/model")
    queries = model.encode_query(["net sales in 2018"])
    passages = model.encode_document(["Net sales were $1,577 million in 2018."])
    print(model.similarity(queries, passages))

goshawk.langchain holds the same as a LangChain Embeddings class.
"""
from ._library import GoshawkError, version
from .embedding import Embedding

__version__: str = version()
__all__ = ["Embedding", "GoshawkError", "__version__"]
