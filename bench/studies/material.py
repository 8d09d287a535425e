# SPDX-License-Identifier: Apache-2.0
"""What the two studies of training share, in the folder of --out: passages, mined examples, trained
models. Each is made once. What may be trained on is what ../shared/data/README.md allows: queries of
train.jsonl, without the documents of no_train.txt and without a passage that dev.jsonl asks about."""
import hashlib
import json
import os

from texts import KINDS, passages, read_lines, write_lines

QUICK_PASSAGES = 20  # for each pair of --quick

# What a figure depends on; one folder holds one setting.
SETTINGS = ("model", "sources", "examples", "negatives", "batch", "rate", "max_tokens", "bf16",
            "seed", "threads", "quick", "data")


class Material:
    """The folder of a study, and the program that fills it."""

    def __init__(self, program, options):
        self.program, self.options = program, options
        self.dev = os.path.join(options.data, "queries", "dev.jsonl")
        self.no_train = os.path.join(options.data, "no_train.txt")
        self.limit = options.limit
        if options.quick:
            self.limit = min(self.limit, QUICK_PASSAGES * options.quick)
        os.makedirs(options.out, exist_ok=True)
        self.check_settings()

    def path(self, *names):
        return os.path.join(self.options.out, *names)

    def check_settings(self):
        """Figures of one folder must be comparable."""
        path, now = self.path("settings.json"), {}
        for name in SETTINGS:
            now[name] = getattr(self.options, name)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                before = json.load(file)
            for name in SETTINGS:
                if now[name] != before.get(name):
                    raise SystemExit(f"{self.options.out} holds a study with {name} "
                                     f"{before.get(name)}, not {now[name]}: name another --out")
        else:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(now, file, indent=1)

    # ---- what is measured with, and mined from --------------------------------------------------

    def measured_passages(self):
        """All passages; --limit samples them."""
        path = self.path("passages.jsonl")
        if not os.path.exists(path):
            write_lines(path, passages(self.options.data, KINDS))
        return path

    def training_queries(self):
        path = self.path("queries.jsonl")
        lines = read_lines(os.path.join(self.options.data, "queries", "train.jsonl"))
        write_lines(path, [line for line in lines if line["source"] in self.options.sources])
        return path

    def mined_passages(self, queries):
        """Those of the sources; of a quick study, what the queries ask about and every n-th other."""
        path = self.path("mined.jsonl")
        if os.path.exists(path):
            return path
        found = passages(self.options.data, self.options.sources)
        if self.options.quick:
            found, named = list(found), {line["passage_id"] for line in read_lines(queries)}
            step = max(1, len(found) // (QUICK_PASSAGES * self.options.quick))
            found = [p for i, p in enumerate(found) if i % step == 0 or p["id"] in named]
        write_lines(path, found)
        return path

    def untuned(self):
        """The model that training starts from, in the form that all are measured in: int8."""
        return self.program.quantize(self.options.model, self.path("untuned"))

    # ---- examples -------------------------------------------------------------------------------

    def all_examples(self):
        """Examples in an order that the seed fixes, so that the first n of them are a fair sample,
        and a smaller sample is part of a larger."""
        def lot(example):
            return hashlib.sha256(f"{self.options.seed} {example['query']}".encode()).digest()
        examples = sorted(read_lines(self.options.examples or self.mined()), key=lot)
        return examples[:self.options.quick] if self.options.quick else examples

    def mined(self):
        path = self.path("examples.jsonl")
        if os.path.exists(path):
            return path
        queries = self.training_queries()
        if self.options.quick:
            # Some are excluded: twice as many leave enough.
            write_lines(queries, read_lines(queries)[:2 * self.options.quick])
        return self.program.mine(
            queries, path, "--passages", self.mined_passages(queries), "--model", self.untuned(),
            "--exclude-documents", self.no_train, "--exclude-queries", self.dev,
            "--negatives", self.options.negatives)

    # ---- models ---------------------------------------------------------------------------------

    def tuned(self, examples, negatives):
        """The model after one pass over the examples, int8; negatives: of each, as many as named."""
        o, name = self.options, f"{len(examples)}-pairs-{negatives}-negatives"
        run = self.path("runs", name)
        if not os.path.exists(os.path.join(run, "model")):
            path = self.path("runs", name + ".jsonl")
            write_lines(path, examples)
            self.program.train(path, run, "--model", o.model, "--negatives", negatives,
                               "--batch", o.batch, "--rate", o.rate, "--max-tokens", o.max_tokens,
                               "--seed", o.seed, *(["--bf16"] if o.bf16 else []))
        return self.program.quantize(os.path.join(run, "model"), os.path.join(run, "int8"))

    def measure(self, models, name):
        """The results of dev.jsonl, and among how many passages."""
        report = self.program.measure(models, self.dev, self.measured_passages(), self.limit,
                                      self.path(name + ".json"))
        return report["results"], report["passages"]
