# SPDX-License-Identifier: Apache-2.0
"""goshawk.Embedding: shapes, arguments, errors, prompts."""
import contextlib
import io
import os
import subprocess
import tempfile
import unittest
from unittest import mock

import goshawk
import numpy as np
from world import DIMENSIONS, TEXTS, TINY, TOKENS, model_with_prompts, program


class Vectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = goshawk.Embedding(TINY)
        cls.addClassCleanup(cls.model.close)

    def test_shapes(self):
        for given, shape in (("sales", (DIMENSIONS,)), (["sales"], (1, DIMENSIONS)),
                             (tuple(TEXTS), (len(TEXTS), DIMENSIONS)), ([], (0, DIMENSIONS)),
                             (np.array(["a", "b"]), (2, DIMENSIONS)), ("", (DIMENSIONS,))):
            vectors = self.model.encode(given)
            self.assertEqual(vectors.shape, shape)
            self.assertEqual(vectors.dtype, np.float32)
            np.testing.assert_allclose(np.linalg.norm(vectors, axis=-1), 1, atol=1e-5)

    def test_one_text_has_the_vector_it_has_among_others(self):
        together = self.model.encode(TEXTS)
        for text, vector in zip(TEXTS, together):
            np.testing.assert_allclose(self.model.encode(text), vector, atol=1e-6)

    def test_more_texts_than_go_at_once_keep_their_order(self):
        texts = [f"net sales of {i}" for i in range(1300)]
        vectors = self.model.encode(texts)
        for i in (0, 511, 512, 1023, 1024, 1299):
            np.testing.assert_allclose(self.model.encode(texts[i]), vectors[i], atol=1e-6)
        np.testing.assert_allclose(self.model.encode(texts, batch_size=1300), vectors, atol=1e-6)

    def test_the_program_gives_the_same(self):
        texts = [text.replace("\n", " ") for text in TEXTS]
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.npy")
            subprocess.run([program(), "embed", "--model", TINY, "-o", out, "--quiet"], check=True,
                           input="\n".join(texts).encode())
            np.testing.assert_allclose(self.model.encode(texts), np.load(out), atol=1e-6)

    def test_sentence_transformers_gives_the_same(self):
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            self.skipTest("sentence-transformers is not installed")
        theirs = SentenceTransformer(TINY, device="cpu", model_kwargs={"dtype": "float32"})
        np.testing.assert_allclose(self.model.encode(TEXTS), theirs.encode(TEXTS), atol=2e-4)
        np.testing.assert_allclose(
            self.model.encode(TEXTS, truncate_dim=8),
            theirs.encode(TEXTS, truncate_dim=8, normalize_embeddings=True), atol=2e-4)
        for precision in ("binary", "ubinary"):
            ours = self.model.encode(TEXTS, precision=precision)
            expected = theirs.encode(TEXTS, precision=precision)
            self.assertEqual((ours.dtype, ours.shape), (expected.dtype, expected.shape))
        np.testing.assert_allclose(
            self.model.similarity(theirs.encode(TEXTS), theirs.encode(TEXTS[:2])),
            theirs.similarity(theirs.encode(TEXTS), theirs.encode(TEXTS[:2])), atol=1e-6)

    def test_a_nul_ends_no_text(self):
        whole = self.model.encode("cash\0 flow of the year")
        self.assertGreater(np.abs(whole - self.model.encode("cash")).max(), 1e-3)

    def test_truncated_vectors_are_the_first_numbers(self):
        vectors, short = self.model.encode(TEXTS), self.model.encode(TEXTS, truncate_dim=8)
        self.assertEqual(short.shape, (len(TEXTS), 8))
        first = vectors[:, :8] / np.linalg.norm(vectors[:, :8], axis=1, keepdims=True)
        np.testing.assert_allclose(short, first, atol=1e-5)

    def test_windows_reach_past_the_models_length(self):
        long = "net sales. " * TOKENS
        other = long + "cash flow of the fiscal year " * TOKENS
        self.assertTrue(np.allclose(self.model.encode(long), self.model.encode(other), atol=1e-6))
        self.assertFalse(np.allclose(self.model.encode(long, window=True),
                                     self.model.encode(other, window=True), atol=1e-3))

    def test_bits_are_the_signs(self):
        vectors = self.model.encode(TEXTS)
        bits = self.model.encode(TEXTS, precision="ubinary")
        self.assertEqual((bits.dtype, bits.shape), (np.uint8, (len(TEXTS), DIMENSIONS // 8)))
        np.testing.assert_array_equal(np.unpackbits(bits, axis=1), vectors > 0)
        signed = self.model.encode(TEXTS, precision="binary")
        self.assertEqual(signed.dtype, np.int8)
        np.testing.assert_array_equal(signed.astype(int) + 128, bits)

    def test_similarity_is_the_cosine(self):
        a, b = self.model.encode(TEXTS), self.model.encode(TEXTS[:2])
        self.assertEqual(self.model.similarity(a, b).shape, (len(TEXTS), 2))
        np.testing.assert_allclose(self.model.similarity(a, 3 * b), a @ b.T, atol=1e-6)
        self.assertEqual(self.model.similarity(a[0], b[0]).shape, (1, 1))
        np.testing.assert_allclose(self.model.similarity_pairwise(a, a), 1, atol=1e-5)


class Arguments(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = goshawk.Embedding(TINY, threads=1)
        cls.addClassCleanup(cls.model.close)

    def test_what_makes_no_sense_is_refused(self):
        for wrong, part in (({"batch_size": 0}, "batch_size"), ({"output_value": None}, "output_value"),
                            ({"output_value": "token_embeddings"}, "output_value"),
                            ({"precision": "int8"}, "ranges"), ({"precision": "bits"}, "precision"),
                            ({"convert_to_tensor": True}, "from_numpy"),
                            ({"convert_to_numpy": False}, "from_numpy"), ({"device": "cuda"}, "device"),
                            ({"truncate_dim": 0}, "from 1 to 32"), ({"truncate_dim": 33}, "from 1 to 32"),
                            ({"prompt_name": "nosuch"}, "nosuch"), ({"prompt": "a\0b"}, "NUL")):
            with self.subTest(wrong), self.assertRaisesRegex(ValueError, part):
                self.model.encode(["sales"], **wrong)
        with self.assertRaises(ValueError):
            goshawk.Embedding(TINY, threads=-1)

    def test_what_is_no_text_is_named(self):
        with self.assertRaisesRegex(TypeError, "sentence 1 is of type int"):
            self.model.encode(["sales", 5])
        with self.assertRaises(TypeError):
            self.model.encode(None)
        with self.assertRaises(UnicodeEncodeError):
            self.model.encode("\ud800")

    def test_what_sentence_transformers_takes_is_taken(self):
        plain = self.model.encode(TEXTS)
        same = self.model.encode(TEXTS, None, None, 8, False, "sentence_embedding", "float32", True,
                                 False, "cpu", False)
        np.testing.assert_array_equal(plain, same)

    def test_progress_goes_to_standard_error(self):
        shown = io.StringIO()
        with contextlib.redirect_stderr(shown):
            self.model.encode(["sales"] * 600, show_progress_bar=True)
        self.assertIn("600/600", shown.getvalue())
        silent = io.StringIO()
        with contextlib.redirect_stderr(silent):
            self.model.encode(["sales"] * 600)
        self.assertEqual(silent.getvalue(), "")


class Models(unittest.TestCase):
    def test_what_the_model_is(self):
        with goshawk.Embedding(TINY) as model:
            self.assertEqual(model.get_sentence_embedding_dimension(), DIMENSIONS)
            self.assertEqual(model.get_embedding_dimension(), DIMENSIONS)
            self.assertEqual(model.max_seq_length, TOKENS)
            self.assertEqual(model.device, "cpu")
            self.assertEqual(model.prompts, {})
            self.assertEqual(model.info["architecture"], "bert")
            self.assertEqual(model.info["weights"], "float32")
            self.assertEqual(model.info["layers"], 2)
            self.assertRegex(model.info["fingerprint"], "^[0-9a-f]{64}$")
            self.assertIn(TINY, repr(model))

    def test_a_missing_model_is_named(self):
        with self.assertRaisesRegex(goshawk.GoshawkError, "no-such-model") as caught:
            goshawk.Embedding("no-such-model")
        self.assertEqual(caught.exception.status, "model")

    def test_the_default_is_what_GOSHAWK_MODEL_names(self):
        with mock.patch.dict(os.environ, GOSHAWK_MODEL=TINY), goshawk.Embedding() as model:
            self.assertEqual(model.path, TINY)
        with mock.patch.dict(os.environ, GOSHAWK_MODEL="no-such-model"):
            with self.assertRaisesRegex(goshawk.GoshawkError, "no-such-model"):
                goshawk.Embedding()

    def test_prompts_stand_before_the_text(self):
        folder = model_with_prompts(self, {"query": "net ", "passage": "cash flow: ", "other": "a "})
        with goshawk.Embedding(folder) as model:
            self.assertEqual(model.prompts,
                             {"query": "net ", "passage": "cash flow: ", "other": "a "})
            for vectors, expected in (
                    (model.encode(TEXTS, prompt_name="query"), "net "),
                    (model.encode(TEXTS, "other"), "a "),
                    (model.encode(TEXTS, prompt_name="query", prompt="year "), "year "),
                    (model.encode(TEXTS, prompt=""), ""),
                    (model.encode(TEXTS), ""),
                    (model.encode_query(TEXTS), "net "),
                    (model.encode_query(TEXTS, "other"), "a "),
                    (model.encode_document(TEXTS), "cash flow: "),
                    (model.encode_document(TEXTS, prompt="year "), "year ")):
                with self.subTest(expected):
                    np.testing.assert_allclose(
                        vectors, model.encode([expected + text for text in TEXTS]), atol=1e-6)

    def test_common_prompts_may_be_missing(self):
        with goshawk.Embedding(TINY) as model:
            plain = model.encode(TEXTS)
            for vectors in (model.encode_query(TEXTS), model.encode_document(TEXTS),
                            model.encode(TEXTS, prompt_name="passage")):
                np.testing.assert_array_equal(vectors, plain)


if __name__ == "__main__":
    unittest.main()
