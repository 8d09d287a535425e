# SPDX-License-Identifier: Apache-2.0
"""A LangChain Embeddings class. Needs langchain-core: pip install "./python[langchain]"."""
from __future__ import annotations

import os
from typing import List, Optional, Union

try:
    from langchain_core.embeddings import Embeddings
except ImportError as error:
    raise ImportError('goshawk.langchain needs langchain-core: pip install "./python[langchain]"'
                      ) from error

from .embedding import Embedding


class GoshawkEmbeddings(Embeddings):
    """Embeds documents with the model's passage prompt and queries with its query prompt.

    Args:
        model: a model folder, the address of a service, an open Embedding, or None for the default
            model.
        threads: how many threads a call uses; 0: one for each processor. Not for an open Embedding,
            which has its own.
        query_prompt, document_prompt: texts to put before queries and documents in place of the
            model's own prompts; "" for none.
        truncate_dim: keeps the first so many numbers of each vector.
        window: embeds long documents in windows; else they are cut at the model's length.

    Raises:
        GoshawkError: the model cannot be used.
    """

    def __init__(self, model: Union[str, "os.PathLike[str]", Embedding, None] = None, *,
                 threads: int = 0, query_prompt: Optional[str] = None,
                 document_prompt: Optional[str] = None, truncate_dim: Optional[int] = None,
                 window: bool = False) -> None:
        self.model = model if isinstance(model, Embedding) else Embedding(model, threads)
        self.query_prompt, self.document_prompt = query_prompt, document_prompt
        self.truncate_dim, self.window = truncate_dim, window

    def embed_documents(self, texts: List[str]) -> List[List[float]]:
        """One vector for each text, of length 1."""
        return self.model.encode_document(texts, prompt=self.document_prompt,
                                          truncate_dim=self.truncate_dim,
                                          window=self.window).tolist()

    def embed_query(self, text: str) -> List[float]:
        """The query's vector, of length 1."""
        return self.model.encode_query(text, prompt=self.query_prompt,
                                       truncate_dim=self.truncate_dim,
                                       window=self.window).tolist()
