# SPDX-License-Identifier: Apache-2.0
"""Reading alone: pages a second of one core, and peak memory."""
import json
import os
import shutil

from machine import note
from processes import run, version_of

PEER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peer.py")
LIBRARIES = ("pypdf", "PyMuPDF", "pdfplumber", "unstructured", "docling")


def read_goshawk(reader, path):
    out, used = run([reader, path])
    return {**used, "pages": out.count(b'\n{"page":'), "version": ""}


def read_pdftotext(path):
    out, used = run(["pdftotext", "-layout", path, "-"])
    return {**used, "pages": out.count(b"\f"), "version": version_of(["pdftotext", "-v"])}


def read_library(python, name, path):
    """None where the library is not there or cannot read the file."""
    done = run([python, PEER, name, path], may_fail=True)
    if not done:
        return None
    result = json.loads(done[0])
    return {**result, "mib": done[1]["mib"]}


def engines(options, python):
    """Name -> what reads a file."""
    reader = os.path.join(options.build, "goshawk-read")
    found = {"goshawk-read": lambda path: read_goshawk(reader, path)}
    if shutil.which("pdftotext"):
        found["pdftotext -layout"] = read_pdftotext
    for name in LIBRARIES:
        found[name] = lambda path, name=name: read_library(python, name, path)
    return found


def best(results):
    """The fastest of a file's readings."""
    results = [r for r in results if r]
    return min(results, key=lambda r: r["cpu"]) if results else None


def total(files):
    files = [f for f in files if f]
    return {"files": len(files), "pages": sum(f["pages"] for f in files),
            "cpu": sum(f["cpu"] for f in files), "wall": sum(f["wall"] for f in files),
            "mib": max(f["mib"] for f in files), "version": files[0]["version"]} if files else None


def measure_reading(options, python, paths):
    """Name -> totals and files; in rounds, so that what else the machine does falls on all."""
    table, readings = engines(options, python), {}
    for number in range(options.rounds):
        for name, read in table.items():
            if number and not any(readings[name][path][0] for path in paths):
                continue  # not there
            note(f"round {number + 1}: {name}")
            for path in paths:
                readings.setdefault(name, {}).setdefault(path, []).append(read(path))
                if not number and not readings[name][path][0] and path == paths[0]:
                    readings[name].update({p: [None] for p in paths})
                    break
    results = {}
    for name, files in readings.items():
        chosen = {os.path.basename(path): best(list_) for path, list_ in files.items()}
        results[name] = {"total": total(chosen.values()), "files": chosen}
    return results


def print_reading(results):
    print("\n### PDF, reading alone (one core)\n\n"
          "| | files | pages | cpu s | pages/s | goshawk-read is | peak MiB | version |\n"
          "|---|---:|---:|---:|---:|---:|---:|---|")
    ours = results["goshawk-read"]["total"]
    rate = ours["pages"] / ours["cpu"]
    for name, result in results.items():
        t = result["total"]
        if not t:
            print(f"| {name} | not there | | | | | | |")
            continue
        own = t["pages"] / t["cpu"]
        times = "" if name == "goshawk-read" else f"{rate / own:.1f} x"
        print(f"| {name} | {t['files']} | {t['pages']} | {t['cpu']:.2f} | {own:.1f} | {times} | "
              f"{t['mib']:.0f} | {t['version']} |")
