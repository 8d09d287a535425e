#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares Goshawk's token ids with those of the Hugging Face tokenizers library.

Encodes real passages (../shared/tools/passages.py: filings, calls and news mixed) and lines of
hostile Unicode with both, for each TOKENIZER.json: by default those of the models at hand, and
small XLM-RoBERTa-like ones with the Precompiled normaliser, which it trains with sentencepiece.
Then it puts every character there is through every normaliser and pre-tokenizer. Prints the
differences and both speeds, one thread each; exits 1 where there is a difference.

Installs tokenizers, sentencepiece and protobuf from PyPI into BUILD/tokenizers_venv where they are
missing.
Goshawk's side is the program bench_tokenize: cmake --build BUILD --target bench_tokenize

usage: bench/tokenizers.py [--build build] [--data DIR] [--passages 20000] [--lines 5000]
                           [--no-characters] [TOKENIZER.json ...]
"""
import argparse
import base64
import glob
import importlib.util
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import unicodedata

# The library beside this file's own name.
sys.path = [p for p in sys.path if os.path.abspath(p or ".") != os.path.dirname(
    os.path.abspath(__file__))]
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def ensure_libraries(build):
    """Starts anew in a virtual environment where the libraries are missing here."""
    if all(importlib.util.find_spec(name) for name in ("tokenizers", "sentencepiece", "google")):
        return
    folder = os.path.join(build, "tokenizers_venv")
    python = os.path.join(folder, "bin/python")
    if sys.executable == python:
        sys.exit(f"{folder}: lacks a library; remove it and try again")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "tokenizers", "sentencepiece",
                    "protobuf"], check=True)
    os.execv(python, [python, *sys.argv])


# ---- texts --------------------------------------------------------------------------------------

def real_passages(data, count):
    """Filings, calls and news in turn, spread over each collection, so that all are seen."""
    path = os.path.join(data, "../tools/passages.py")
    spec = importlib.util.spec_from_file_location("passages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    share = -(-count // 3)
    kinds = []
    for kind in (module.filings, module.transcripts, module.news):
        texts = [text for _, _, _, text in kind(data)]
        kinds.append(texts[:: max(1, len(texts) // share)])
    mixed = [t for row in itertools.zip_longest(*kinds) for t in row if t is not None]
    return mixed[:count]


def is_character(code):
    return not 0xD800 <= code <= 0xDFFF


SPACES = [chr(c) for c in (*range(9, 14), 0x1C, 0x1F, 0x20, 0x85, 0xA0, 0x1680,
                           *range(0x2000, 0x2010), 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF, 0x180E)]
CONTROLS = [chr(c) for c in (0, 1, 7, 0x1B, 0x7F, 0x80, 0x8F, 0x9F, 0xAD, 0x200B, 0x200E, 0x200F,
                             *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xE0041, 0xFFF9)]
TOKENS = ["<s>", "</s>", "<pad>", "<unk>", "<mask>", "[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]",
          "<s", "/s>", "</", "[MAS", "K]", "<0x41>", "▁", "▁▁", "##", "##ing", "``", "''"]
WORDS = ["net", "revenue", "EBITDA", "Straße", "naïve", "中国", "银行", "東京", "서울", "прибыль",
         "שלום", "السلام", "हिन्दी", "ไทย", "ﬁnance", "①②", "㎏", "１２３", "ｶﾞ", "1,577", "(3.2)%"]


def random_character(r):
    plane = r.choice((0, 0, 0, 0, 1, 1, 2, 3, 14, 15, 16))
    while True:
        code = (plane << 16) + r.randrange(0x10000)
        if is_character(code):
            return chr(code)


class Hostile:
    """Makes lines that look for what an implementation may get wrong."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        known = [chr(c) for c in range(0x110000) if is_character(c)]
        self.marks = [c for c in known if unicodedata.combining(c) or
                      unicodedata.category(c) in ("Mn", "Mc", "Me")]
        self.letters = [c for c in known if unicodedata.decomposition(c)]
        self.punctuation = [c for c in known if unicodedata.category(c)[0] in "PS"]
        self.kinds = [self.anything, self.combined, self.hangul, self.emoji, self.spaced,
                      self.controlled, self.tokens, self.mixed, self.indic, self.dense]

    def some(self, items, most):
        return "".join(self.r.choice(items) for _ in range(self.r.randrange(1, most)))

    def anything(self):
        return "".join(random_character(self.r) for _ in range(self.r.randrange(1, 60)))

    def combined(self):
        return "".join(self.r.choice(self.letters + list("aeiouAnçñ é")) +
                       self.some(self.marks, 5) for _ in range(self.r.randrange(1, 12)))

    def hangul(self):
        jamo = [chr(self.r.randrange(0x1100, 0x1200)) for _ in range(8)]
        syllables = [chr(self.r.randrange(0xAC00, 0xD7A4)) for _ in range(4)]
        return self.some(jamo + syllables + ["\u11a8", "\u1161", "\u302e", " ", "\ua960"], 25)

    def emoji(self):
        faces = [chr(self.r.randrange(0x1F300, 0x1FAFF)) for _ in range(6)]
        return self.some(faces + ["\u200d", "\ufe0f", "\U0001f3fd", "\u20e3", "1", "©", "a", " ",
                                  *map(chr, range(0x1F1E6, 0x1F1EA))], 25)

    def spaced(self):
        return self.some(SPACES + WORDS + [" ", "  "], 25)

    def controlled(self):
        return self.some(CONTROLS + WORDS + SPACES, 25)

    def tokens(self):
        return self.some(TOKENS + WORDS + SPACES[:6], 20)

    def indic(self):
        low = self.r.choice((0x900, 0x980, 0xA80, 0xB00, 0xC00, 0xD00, 0x1000, 0x1780, 0x1B00,
                             0xF00, 0x11100))
        return self.some([chr(low + self.r.randrange(0x80)) for _ in range(12)] +
                         ["\u094d", "\u200d", "\u200c", "\u0308", " "], 30)

    def dense(self):
        return self.some(self.punctuation + list("aZ9 "), 40)

    def mixed(self):
        makers = [k for k in self.kinds if k != self.mixed]
        return "".join(self.r.choice(makers)() for _ in range(self.r.randrange(2, 6)))

    def lines(self, count):
        for i in range(count):
            line = self.kinds[i % len(self.kinds)]()
            if i % 500 == 7:  # a very long word
                line = (line.replace(" ", "") or "x") * 300
            if i % 500 == 13:  # a very long line
                line = (line + " ") * 400
            if i % 500 == 21:  # marks without end
                line = "e" + self.some(self.marks, 3) * 2000
            yield line


def every_character():
    """Each character between others that it may join, many to a text."""
    characters = [chr(c) for c in range(0x110000) if is_character(c)]
    for i in range(0, len(characters), 64):
        part = characters[i:i + 64]
        yield " ".join(f"A{c} {c}b {c}\u0301x" for c in part)
        yield "".join(f"{c}\u0300\u0334\u3042{c}\u0f71" for c in part)
        yield "".join(part)
    for c in characters[::3]:
        if unicodedata.combining(c) or unicodedata.decomposition(c):
            yield f"{c}e{c}\u1161{c}\u200d\u00a9 {c} a"


# ---- tokenizers ----------------------------------------------------------------------------------

def train(build, texts):
    """A small sentencepiece model of texts: its pieces and its compiled normaliser."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as format_
    prefix = os.path.join(build, "tokenizers_spm")
    if not os.path.exists(prefix + ".model"):
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(line for t in texts[:4000] for line in t.split("\n")),
            model_prefix=prefix, vocab_size=8000, hard_vocab_limit=False, character_coverage=0.9995,
            normalization_rule_name="nmt_nfkc", minloglevel=2)
    model = format_.ModelProto()
    with open(prefix + ".model", "rb") as file:
        model.ParseFromString(file.read())
    charsmap = base64.b64encode(model.normalizer_spec.precompiled_charsmap).decode()
    return [(p.piece, p.score) for p in model.pieces], charsmap


def added(content, id_, **flags):
    return {"id": id_, "content": content, "single_word": False, "lstrip": False, "rstrip": False,
            "normalized": False, "special": True, **flags}


def folder_file(vocabulary, normalizer, pre_tokenizer, tokens, **model):
    """A tokenizer.json as transformers' converters write it."""
    special = {t["content"]: {"id": t["content"], "ids": [t["id"]], "tokens": [t["content"]]}
               for t in tokens[:3]}
    token = lambda name: {"SpecialToken": {"id": name, "type_id": 0}}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": tokens,
        "normalizer": normalizer, "pre_tokenizer": pre_tokenizer,
        "post_processor": {"type": "TemplateProcessing", "special_tokens": special,
                           "single": [token("<s>"), {"Sequence": {"id": "A", "type_id": 0}},
                                      token("</s>")], "pair": []},
        "decoder": None, "model": {"type": "Unigram", "unk_id": 3, "vocab": vocabulary, **model}}


REPLACE = {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}


def metaspace(scheme="always", split=True):
    return {"type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": split}


def trained_files(build, texts):
    """XLM-RoBERTa's forms of one trained model: name → tokenizer.json."""
    pieces, charsmap = train(build, texts)
    head = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary = head + pieces[3:] + [("<mask>", 0.0)]
    tokens = [added(p, i) for i, (p, _) in enumerate(head)]
    tokens.append(added("<mask>", len(vocabulary) - 1, lstrip=True))
    precompiled = {"type": "Precompiled", "precompiled_charsmap": charsmap}
    xlm = {"type": "Sequence", "normalizers": [precompiled, REPLACE]}
    words = {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, metaspace()]}
    albert = {"type": "Sequence", "normalizers": [
        {"type": "Replace", "pattern": {"String": "``"}, "content": '"'},
        {"type": "Replace", "pattern": {"String": "''"}, "content": '"'},
        {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"}, precompiled, REPLACE]}
    t5 = {"type": "Sequence", "normalizers": [
        precompiled, {"type": "Strip", "strip_left": False, "strip_right": True},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": "▁"}]}
    flags = [*tokens, added("revenue", len(vocabulary), special=False, single_word=True),
             added("Net Sales", len(vocabulary) + 1, special=False, normalized=True, rstrip=True)]
    return {
        "precompiled": folder_file(vocabulary, xlm, metaspace(), tokens),
        "precompiled_words": folder_file(vocabulary, xlm, words, tokens),
        "precompiled_first": folder_file(vocabulary, precompiled, metaspace("first"), tokens),
        "albert": folder_file(vocabulary, albert, metaspace(), flags),
        "t5": folder_file(vocabulary, t5, metaspace("first", False), flags),
    }


def probe_files(build, texts):
    """Every normaliser and pre-tokenizer before a vocabulary of the 256 bytes, whose ids show the
    text that comes out; a pre-tokenizer's cuts show in Metaspace's marks."""
    _, charsmap = train(build, texts)
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    vocabulary += [(f"<0x{i:02X}>", -1.0) for i in range(256)]
    tokens = [added(p, i) for i, (p, _) in enumerate(vocabulary[:4])]
    tokens.append(added("A", len(vocabulary), special=False, single_word=True))
    normalizers = [{"type": t} for t in ("NFC", "NFD", "NFKC", "NFKD", "Nmt", "Lowercase",
                                         "StripAccents")]
    normalizers += [{"type": "Strip", "strip_left": True, "strip_right": True},
                    {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                     "strip_accents": None, "lowercase": True},
                    {"type": "Precompiled", "precompiled_charsmap": charsmap}]
    files = {"probe_" + n["type"]: folder_file(vocabulary, n, metaspace(), tokens,
                                               byte_fallback=True) for n in normalizers}
    for kind in ("BertPreTokenizer", "Whitespace", "WhitespaceSplit"):
        steps = {"type": "Sequence", "pretokenizers": [{"type": kind}, metaspace()]}
        files["probe_" + kind] = folder_file(vocabulary, None, steps, tokens, byte_fallback=True)
    return files


# ---- both sides ---------------------------------------------------------------------------------

def goshawk_ids(program, path, texts):
    """Ids of texts, and the seconds that opening and encoding took."""
    with tempfile.TemporaryFile() as file:
        for text in texts:
            data = text.encode()
            file.write(b"%d\n" % len(data) + data)
        file.seek(0)
        result = subprocess.run([program, path], stdin=file, capture_output=True, check=False)
    if result.returncode:
        sys.exit(result.stderr.decode().strip())
    opening, encoding = map(float, result.stderr.split())
    return [list(map(int, line.split())) for line in result.stdout.split(b"\n")[:-1]], \
        opening, encoding


def reference_ids(path, texts):
    from tokenizers import Tokenizer
    start = time.perf_counter()
    tokenizer = Tokenizer.from_file(path)
    opening = time.perf_counter() - start
    tokenizer.no_padding()
    tokenizer.no_truncation()
    start = time.perf_counter()
    ids = [tokenizer.encode(t, add_special_tokens=False).ids for t in texts]
    return ids, opening, time.perf_counter() - start


def compare(program, name, path, label, texts):
    ours, our_opening, our_seconds = goshawk_ids(program, path, texts)
    theirs, their_opening, their_seconds = reference_ids(path, texts)
    if len(ours) != len(theirs):
        sys.exit(f"{name}: {len(ours)} results for {len(theirs)} texts")
    different = [i for i, pair in enumerate(zip(ours, theirs)) if pair[0] != pair[1]]
    size = sum(len(t.encode()) for t in texts) / 1e6
    print(f"{name:24} {label:10} {len(texts):7} texts {sum(map(len, theirs)):9} ids "
          f"{len(different):5} differences | {size / our_seconds:6.1f} MB/s, opens in "
          f"{our_opening * 1e3:6.1f} ms | library {size / their_seconds:5.1f} MB/s, "
          f"{their_opening * 1e3:7.1f} ms", flush=True)
    for i in different[:3]:
        at = next((k for k, pair in enumerate(zip(ours[i], theirs[i])) if pair[0] != pair[1]),
                  min(len(ours[i]), len(theirs[i])))
        print(f"  {ascii(texts[i][:200])}\n  id {at}: {ours[i][at:at + 8]}, not "
              f"{theirs[i][at:at + 8]}")
    return len(different)


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        names = [line.partition(":")[2].strip() for line in info if line.startswith("model name")]
    return names[0] if names else "unknown processor"


def write_files(folder, files):
    os.makedirs(folder, exist_ok=True)
    for name, content in files.items():
        path = os.path.join(folder, name + ".json")
        with open(path, "w", encoding="utf-8") as out:
            json.dump(content, out)
        yield name, path


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument("--data", default=os.environ.get("GOSHAWK_DATA",
                                                         os.path.join(ROOT, "../shared/data")))
    parser.add_argument("--passages", type=int, default=20000)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--no-characters", action="store_true",
                        help="leaves out the comparison of every character")
    parser.add_argument("tokenizers", nargs="*", metavar="TOKENIZER.json")
    args = parser.parse_args()
    ensure_libraries(args.build)
    program = os.path.join(args.build, "bench_tokenize")
    if not os.path.exists(program):
        sys.exit(f"{program} is missing: cmake --build {args.build} --target bench_tokenize")
    texts, lines = real_passages(args.data, args.passages), list(Hostile(5).lines(args.lines))
    paths = args.tokenizers or glob.glob(os.path.join(args.build, "models/*/tokenizer.json")) + \
        glob.glob(os.path.join(ROOT, "models/*/tokenizer.json"))
    files = [(os.path.basename(os.path.dirname(os.path.abspath(p))), p) for p in paths]
    folder = os.path.join(args.build, "tokenizers")
    files += write_files(folder, trained_files(args.build, texts))
    print(f"{processor()}, one thread; {len(texts)} passages, {len(lines)} hostile lines")
    differences = 0
    for name, path in files:
        differences += compare(program, name, path, "passages", texts)
        differences += compare(program, name, path, "hostile", lines)
    if not args.no_characters:
        characters = list(every_character())
        for name, path in write_files(folder, probe_files(args.build, texts)):
            differences += compare(program, name, path, "characters", characters)
            differences += compare(program, name, path, "hostile", lines)
    print("no differences" if not differences else f"{differences} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
