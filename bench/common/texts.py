# SPDX-License-Identifier: Apache-2.0
"""The texts under ../shared/data, which every figure is taken on."""
import importlib.util
import json
import os

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DATA = os.environ.get("GOSHAWK_DATA", os.path.join(ROOT, "../shared/data"))

# A query's source, and what ../shared/tools/passages.py calls the passages that it is about.
KINDS = {"filing": "filings", "call": "transcripts", "news": "news"}


def passages_module(data):
    """../shared/tools/passages.py, from beside the data folder."""
    path = os.path.join(data, "../tools/passages.py")
    if not os.path.exists(path):
        raise SystemExit(f"{path} is missing: name the data folder with --data or $GOSHAWK_DATA")
    spec = importlib.util.spec_from_file_location("passages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def passages(data, sources):
    """The passages of some sources (keys of KINDS) as objects, page from 0."""
    module = passages_module(data)
    for source in sources:
        for doc, page, k, text in getattr(module, KINDS[source])(data):
            yield {"id": f"{doc}#{page}#{k}", "doc": doc, "page": page, "text": text}


def titled(doc, text):
    """A passage as a model reads it."""
    return doc.replace("_", " ") + "\n" + text


def read_lines(path):
    """The objects of a file of JSON lines."""
    try:
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]
    except OSError as problem:
        raise SystemExit(f"{path}: {problem.strerror}") from problem


def write_lines(path, objects):
    """A file of JSON lines, which appears as a whole; gives how many lines it has."""
    count = 0
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path + ".partial", "w", encoding="utf-8") as file:
        for line in objects:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    os.replace(path + ".partial", path)
    return count
