# SPDX-License-Identifier: Apache-2.0
"""The program's commands. What makes a file or a folder is left out where that stands already, and a
training goes on where it was stopped."""
import json
import os
import subprocess
import sys

from machine import note


class Program:
    """goshawk, with the threads and the cache of vectors that all commands share."""

    def __init__(self, path, threads, cache):
        if not os.access(path, os.X_OK):
            raise SystemExit(f"{path} is not built; --build names the folder of the program")
        self.path, self.threads, self.cache = path, threads, cache

    def common(self):
        return ["--threads", str(self.threads)] + (["--cache", self.cache] if self.cache else [])

    def run(self, *words, to=None):
        """Runs a command, its standard output in a file where one is named. Ctrl-C is the command's:
        it saves what it has."""
        words = [str(word) for word in words]
        note(f"goshawk {' '.join(words)}")
        with open(to or os.devnull, "w", encoding="utf-8") as out:
            with subprocess.Popen([self.path, *words], stdout=out) as process:
                while process.returncode is None:
                    try:
                        process.wait()
                    except KeyboardInterrupt:
                        pass
        if process.returncode:
            sys.exit(process.returncode if process.returncode > 0 else 1)

    def quantize(self, folder, to):
        """The int8 form of a model."""
        if not os.path.exists(to):
            self.run("model", "quantize", folder, to)
        return to

    def mine(self, queries, to, *options):
        """Examples with hard negatives."""
        if not os.path.exists(to):
            partial = to + ".partial"
            self.run("mine", queries, "-o", partial, "--force", *options, *self.common())
            os.replace(partial, to)
        return to

    def train(self, examples, run, *options):
        """Trains a model in the folder `run`; gives the tuned model's folder."""
        model = os.path.join(run, "model")
        if not os.path.exists(model):
            os.makedirs(os.path.dirname(run), exist_ok=True)
            resume = ["--resume"] if os.path.exists(os.path.join(run, "run.json")) else []
            self.run("train", examples, "--run", run, "--threads", self.threads, *resume, *options)
        return model

    def measure(self, models, queries, passages, limit, to):
        """What eval embedding says of models, each query's ranks included. Vectors are cached, so
        that the second time is quick."""
        named = [word for model in models for word in ("--model", model)]
        self.run("eval", "embedding", *named, "--queries", queries, "--passages", passages,
                 "--limit", limit, "--results", "--json", *self.common(), to=to)
        with open(to, encoding="utf-8") as file:
            return json.load(file)
