# SPDX-License-Identifier: Apache-2.0
"""One model in several threads and processes, and its end."""
import json
import multiprocessing
import pickle
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import goshawk
import numpy as np
from world import TEXTS, TINY


class Service(BaseHTTPRequestHandler):
    """Gives each text the vector (its length, 1)."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        data = [{"index": i, "embedding": [len(text), 1]} for i, text in enumerate(asked["input"])]
        reply = json.dumps({"data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *words):
        pass


def encode_in_child(model, connection):
    connection.send(model.encode(TEXTS))
    connection.close()


class Sharing(unittest.TestCase):
    def test_threads_get_what_one_gets(self):
        with goshawk.Embedding(TINY) as model, ThreadPoolExecutor(8) as pool:
            expected = model.encode(TEXTS)
            for vectors in pool.map(lambda _: model.encode(TEXTS), range(100)):
                np.testing.assert_allclose(vectors, expected, atol=1e-6)

    def test_other_threads_run_meanwhile(self):
        """The service stands in this process: it answers only while the call lets go of the GIL."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_port}/v1/embeddings#tiny"
            with goshawk.Embedding(address) as model:
                self.assertEqual(model.get_sentence_embedding_dimension(), 2)
                self.assertIsNone(model.max_seq_length)
                vectors = model.encode(["abc", "abcd"])
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
        np.testing.assert_allclose(vectors, [[3 / 10 ** .5, 1 / 10 ** .5],
                                             [4 / 17 ** .5, 1 / 17 ** .5]], atol=1e-6)

    def test_a_pickle_opens_the_same_model(self):
        with goshawk.Embedding(TINY, threads=1) as model:
            with pickle.loads(pickle.dumps(model)) as copy:
                self.assertEqual((copy.path, copy.threads), (TINY, 1))
                np.testing.assert_array_equal(copy.encode(TEXTS), model.encode(TEXTS))

    def test_processes_get_what_one_gets(self):
        with goshawk.Embedding(TINY, threads=2) as model:
            expected = model.encode(TEXTS)  # the library's threads run; a fork has none of them
            for method in ("fork", "spawn"):
                context = multiprocessing.get_context(method)
                ours, theirs = context.Pipe(duplex=False)
                child = context.Process(target=encode_in_child, args=(model, theirs))
                child.start()
                theirs.close()
                self.assertTrue(ours.poll(60), method)
                np.testing.assert_allclose(ours.recv(), expected, atol=1e-6)
                child.join()
                ours.close()
                self.assertEqual(child.exitcode, 0)
                child.close()


class End(unittest.TestCase):
    def test_a_closed_model_refuses(self):
        with goshawk.Embedding(TINY) as model:
            pass
        with self.assertRaisesRegex(ValueError, "closed"):
            model.encode("sales")
        model.close()

    def test_closing_waits_for_calls(self):
        for _ in range(20):
            model = goshawk.Embedding(TINY)
            outcomes, begun = [], threading.Event()

            def work():
                try:
                    while True:
                        outcomes.append(model.encode(TEXTS).shape)
                        begun.set()
                except ValueError as error:
                    outcomes.append(str(error))

            threads = [threading.Thread(target=work) for _ in range(3)]
            for thread in threads:
                thread.start()
            begun.wait()
            model.close()
            for thread in threads:
                thread.join()
            self.assertEqual(outcomes.count("the model is closed"), 3)


if __name__ == "__main__":
    unittest.main()
