# SPDX-License-Identifier: Apache-2.0
"""goshawk.langchain.GoshawkEmbeddings."""
import asyncio
import unittest

import goshawk
import numpy as np
from world import DIMENSIONS, TEXTS, TINY, model_with_prompts

try:
    from goshawk.langchain import GoshawkEmbeddings
    from langchain_core.embeddings import Embeddings
    from langchain_core.vectorstores import InMemoryVectorStore
except ImportError as error:
    raise unittest.SkipTest(str(error)) from error


class LangChain(unittest.TestCase):
    def test_documents_and_queries_have_their_prompts(self):
        embeddings = GoshawkEmbeddings(model_with_prompts(self, {"query": "net ", "passage": "cash "}))
        self.assertIsInstance(embeddings, Embeddings)
        plain = embeddings.model
        documents = embeddings.embed_documents(TEXTS)
        self.assertIs(type(documents[0][0]), float)
        np.testing.assert_allclose(documents, plain.encode(["cash " + t for t in TEXTS]), atol=1e-6)
        np.testing.assert_allclose(embeddings.embed_query("sales"), plain.encode("net sales"),
                                   atol=1e-6)
        self.assertEqual(embeddings.embed_documents([]), [])

    def test_prompts_can_be_replaced(self):
        with goshawk.Embedding(TINY) as model:
            embeddings = GoshawkEmbeddings(model, query_prompt="year ", document_prompt="",
                                           truncate_dim=8)
            self.assertIs(embeddings.model, model)
            np.testing.assert_allclose(embeddings.embed_query("sales"),
                                       model.encode("year sales", truncate_dim=8), atol=1e-6)
            np.testing.assert_allclose(embeddings.embed_documents(["sales"]),
                                       model.encode(["sales"], truncate_dim=8), atol=1e-6)

    def test_the_asynchronous_half_works(self):
        embeddings = GoshawkEmbeddings(TINY)
        vector = asyncio.run(embeddings.aembed_query("sales"))
        self.assertEqual(len(vector), DIMENSIONS)
        np.testing.assert_allclose(vector, embeddings.embed_query("sales"), atol=1e-6)

    def test_a_vector_store_finds_the_same_text(self):
        store = InMemoryVectorStore(GoshawkEmbeddings(TINY))
        store.add_texts(TEXTS[2:])
        self.assertEqual(store.similarity_search("sales", k=1)[0].page_content, "sales")


if __name__ == "__main__":
    unittest.main()
