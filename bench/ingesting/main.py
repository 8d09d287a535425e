# SPDX-License-Identifier: Apache-2.0
"""The benchmark from end to end; bench/ingest says what it measures."""
import glob
import json
import os

from adding import (measure_adding, measure_embedding, print_adding, print_embedding)
from machine import processor, warn_if_busy
from processes import version_of
from reading import measure_reading, print_reading


def main(options, python):
    paths = options.files or sorted(glob.glob(os.path.join(options.data, "filings/pdf/*.pdf")))
    if not paths and options.only != "add":
        raise SystemExit(f"no PDFs under {options.data}: name some, or the data with --data")
    warn_if_busy()
    name, sets = processor()
    cores = len(os.sched_getaffinity(0))
    goshawk = version_of([os.path.join(options.build, "goshawk"), "--version"])
    print(f"{name}, {cores} processors ({', '.join(sets)}); {goshawk}")
    figures = {"processor": name, "processors": cores, "goshawk": goshawk}
    if options.only in (None, "pdf"):
        figures["pdf"] = measure_reading(options, python, paths)
        print_reading(figures["pdf"])
    if options.only in (None, "add"):
        figures["add"] = measure_adding(options)
        print_adding(figures["add"])
    if options.only in (None, "embed"):
        figures["embed"] = measure_embedding(options, python, paths)
        print_embedding(figures["embed"])
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(figures, file, indent=1)
