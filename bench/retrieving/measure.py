# SPDX-License-Identifier: Apache-2.0
"""Libraries made by `goshawk add`, and measured by `goshawk eval retrieval`."""
import os
import subprocess

from documents import documents
from machine import note
from questions import ASKED_OF, LIBRARIES, question_set
from reports import print_into, read


def run(argv):
    """Ends all where a program fails: it has said why."""
    if subprocess.run(argv, check=False).returncode:
        raise SystemExit(f"{' '.join(argv[:3])} ... failed; what is done is kept: run this again")


def library(name, options):
    """The library of that name below the work folder, made or gone on with. All documents are stored
    first, and then embedded, so that a run without vectors is part of one with them."""
    path = os.path.join(options.work, "libraries", name + ".lib")
    program = options.program
    if not os.path.exists(os.path.join(path, "stored")):
        folders = [documents(part, options.data, options.work) for part in LIBRARIES[name]]
        note(f"goshawk add --no-embed: {name}")
        if not os.path.exists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            run([program, "init", path, *(["--model", options.model] if options.model else [])])
        companies = ["--companies", options.companies] if options.companies else []
        run([program, "add", path, "--no-embed", "--quiet", *companies, *folders])
        with open(os.path.join(path, "stored"), "w", encoding="ascii"):
            pass
    if options.vectors and not os.path.exists(os.path.join(path, "embedded")):
        note(f"goshawk reindex: {name}")
        run([program, "reindex", path])
        with open(os.path.join(path, "embedded"), "w", encoding="ascii"):
            pass
    return path


def measure(name, options):
    """The report of a set: read where it stands already, unless it is to be measured again."""
    folder = os.path.join(options.work, "reports")
    report = os.path.join(folder, name + ("" if options.vectors else ".no-vectors") + ".json")
    if options.again or not os.path.exists(report):
        path = library(ASKED_OF[name], options)
        questions = question_set(name, options.data, options.work)
        names = os.path.join(options.work, "documents", ASKED_OF[name] + ".names.csv")
        os.makedirs(folder, exist_ok=True)
        note(f"goshawk eval retrieval: {name}")
        argv = [options.program, "eval", "retrieval", path, "--set", questions, "--json",
                "--html", report[:-len(".json")] + ".html"]
        argv += ["--stages", options.stages] if options.stages else ["--ablation"]
        argv += ["--names", names] if os.path.exists(names) else []
        print_into(report, argv, f"goshawk eval retrieval on {name}")
    return read(report)
