# SPDX-License-Identifier: Apache-2.0
"""Goshawk's embedding models from Python: texts in, numpy arrays out, on the CPU.

    import goshawk
    model = goshawk.Embedding("path/to/model")
    queries = model.encode_query(["net sales in 2018"])
    passages = model.encode_document(["Net sales were $1,577 million in 2018."])
    print(model.similarity(queries, passages))

goshawk.langchain holds the same as a LangChain Embeddings class. A library that the program made is
searched and asked, too:

    library = goshawk.Library("my.lib")
    library.search("net sales", company="3M", period="FY2018", as_of="2019-06-30")
"""
from ._library import GoshawkError, version
from .embedding import Embedding
from .library import Library

__version__: str = version()
__all__ = ["Embedding", "GoshawkError", "Library", "__version__"]
