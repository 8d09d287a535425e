# SPDX-License-Identifier: Apache-2.0
"""Reports of `goshawk eval answers`, kept below the work folder."""
import json
import lzma
import os
import shutil
import subprocess

from machine import note
from reports import print_into, read

HERE = os.path.dirname(os.path.abspath(__file__))

# What each set is called, and its file: below the data folder, or here.
SETS = {
    "financebench": "financebench/dev.jsonl",
    "cn_filings": "cn_filings/dev.jsonl",
    "own": os.path.join(HERE, "questions.jsonl"),
    "tatqa": "tatqa/dev.json.xz",
}
TATQA_MEASURED = 100  # its last excerpts; the others may be trained on


def unpacked(path, work):
    """TAT-QA's file, unpacked, and how many excerpts it has."""
    to = os.path.join(work, os.path.basename(path)[:-len(".xz")])
    if not os.path.exists(to):
        with lzma.open(path) as packed, open(to + ".partial", "wb") as file:
            shutil.copyfileobj(packed, file)
        os.replace(to + ".partial", to)
    with open(to, encoding="utf-8") as file:
        return to, len(json.load(file))


def report(name, argv, options):
    """The report called `name`: read where it stands already, unless it is to be measured again."""
    path = os.path.join(options.work, name + ".json")
    if options.again or not os.path.exists(path):
        note(f"goshawk eval answers: {name}")
        argv = [options.program, "eval", "answers", *argv, "--json", "--html",
                os.path.join(options.work, name + ".html"), "--judgements",
                os.path.join(options.work, name + ".judged.jsonl")]
        if options.overrule:
            argv += ["--overrule", options.overrule]
        print_into(path, argv, f"goshawk eval answers on {name}")
    return read(path)


def set_reports(options):
    """{name: report} of the sets that were asked for."""
    reports = {}
    lexical = ["--lexical"] if options.lexical else []
    for name in options.sets:
        path = os.path.join(options.data, SETS[name])
        if name == "tatqa":
            file, count = unpacked(path, options.work)
            argv = ["--tatqa", file, "--from", str(max(1, count - TATQA_MEASURED + 1))]
        else:
            argv = [options.library, "--set", path]
        reports[name] = report(name, argv + lexical, options)
    return reports


def moved(name, folder, options):
    """A copy of the library that is embedded by the model in folder."""
    path = os.path.join(options.work, name + ".lib")
    done = os.path.join(options.work, name + ".embedded")
    if not os.path.exists(done):
        if not os.path.exists(path):
            shutil.copytree(options.library, path + ".partial")
            os.replace(path + ".partial", path)
        note(f"goshawk reindex --model {folder}")
        if subprocess.run([options.program, "reindex", path, "--model", folder],
                          check=False).returncode:
            raise SystemExit(f"goshawk reindex failed for {name}; what is done is kept: run this again")
        with open(done, "w", encoding="ascii"):
            pass
    return path


def dense_reports(options):
    """{name: report} of FinanceBench's questions, by the models of the dense stage."""
    reports = {}
    questions = os.path.join(options.data, SETS["financebench"])
    for model in options.dense:
        name, _, folder = model.partition("=")
        library = options.library if name == "none" else moved(name, folder, options)
        argv = [library, "--set", questions] + (["--lexical"] if name == "none" else [])
        reports[name] = report("dense-" + name, argv, options)
    return reports
