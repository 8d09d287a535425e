# SPDX-License-Identifier: Apache-2.0
"""Libraries made by `goshawk add`: time, peak memory and size."""
import glob
import json
import lzma
import os
import shutil
import subprocess
import tempfile

from machine import note
from processes import folder_bytes, run
from reading import PEER
from texts import ROOT

BAR_PAGES, BAR_SECONDS = 50000, 600  # read, split and indexed lexically


def add(program, work, files, options=()):
    """A new library of files; its figures. The library goes again."""
    with tempfile.TemporaryDirectory(dir=work) as folder:
        library = os.path.join(folder, "bench.lib")
        run([program, "init", library, "--model", os.path.join(ROOT, "models/default")])
        out, used = run([program, "add", library, "--json", *options, *files])
        report = json.loads(out)
        return {**used, "pages": report["pages"], "passages": report["passages"],
                "bytes": folder_bytes(library)}


def write_news(data, folder):
    """One file for each item."""
    os.makedirs(folder)
    for name in ("news", "news_title"):
        with lzma.open(os.path.join(data, "fincuge", name + ".jsonl.xz"), "rt",
                       encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                item = json.loads(line)
                text = item.get("text") or item["title"] + "\n" + item["body"]
                with open(os.path.join(folder, f"{name}_{number:05}.txt"), "w",
                          encoding="utf-8") as file:
                    file.write(text)


def everything(data, folder):
    """A folder with the filings' text, the PDFs, the calls and the news."""
    stamp = os.path.join(folder, "complete")
    if os.path.exists(stamp):
        return
    note(f"writing the documents to {folder}")
    shutil.rmtree(folder, ignore_errors=True)
    for archive, name in (("filings/pages.tar.xz", "filings"), ("ectsum/train_val.tar.xz", "calls")):
        os.makedirs(os.path.join(folder, name))
        subprocess.run(["tar", "-xJf", os.path.join(data, archive), "-C",
                        os.path.join(folder, name)], check=True)
    # The headlines that come with the calls are no calls.
    for headlines in glob.glob(os.path.join(folder, "calls", "*", "gt_summaries")):
        shutil.rmtree(headlines)
    shutil.copytree(os.path.join(data, "filings/pdf"), os.path.join(folder, "pdf"))
    write_news(data, os.path.join(folder, "news"))
    with open(stamp, "w", encoding="ascii"):
        pass


def measure_adding(options):
    program = os.path.join(options.build, "goshawk")
    work = os.path.join(options.build, "bench", "ingest")
    folder = os.path.join(work, "documents")
    os.makedirs(work, exist_ok=True)
    everything(options.data, folder)
    places = [os.path.join(folder, name) for name in ("filings", "pdf", "calls", "news")]
    results = {}
    for name, chosen in (("the eight PDFs", places[1:2]), ("everything", places)):
        note(f"goshawk add --no-embed: {name}")
        results[name] = add(program, work, chosen, ("--no-embed",))
    return results


def print_adding(results):
    print("\n### goshawk add --no-embed\n\n"
          "| | pages | passages | s | pages/s | cpu s | peak MiB | kB a page |\n"
          "|---|---:|---:|---:|---:|---:|---:|---:|")
    for name, r in results.items():
        print(f"| {name} | {r['pages']} | {r['passages']} | {r['wall']:.1f} | "
              f"{r['pages'] / r['wall']:.1f} | {r['cpu']:.1f} | {r['mib']:.0f} | "
              f"{r['bytes'] / 1000 / r['pages']:.2f} |")
    rate = results["everything"]["pages"] / results["everything"]["wall"]
    print(f"\n{BAR_PAGES:,} pages at that rate: {BAR_PAGES / rate:.0f} s (bar: {BAR_SECONDS} s)")


def measure_embedding(options, python, paths):
    program = os.path.join(options.build, "goshawk")
    work = os.path.join(options.build, "bench", "ingest")
    os.makedirs(work, exist_ok=True)
    note("goshawk add")
    results = {"goshawk add": add(program, work, paths)}
    model = os.path.join(work, "model")
    if not os.path.exists(model):
        run([program, "model", "export", os.path.join(ROOT, "models/default"), model, "--float"])
    note("pypdf and sentence-transformers")
    done = run([python, PEER, "embed", model, *paths], may_fail=True)
    if done:
        peer = json.loads(done[0])
        results["pypdf + sentence-transformers"] = {**peer, "passages": peer["chunks"],
                                                    "mib": done[1]["mib"]}
    return results


def print_embedding(results):
    print("\n### With embeddings, by the same model\n\n"
          "| | pages | passages | s | pages/s | passages/s | peak MiB | version |\n"
          "|---|---:|---:|---:|---:|---:|---:|---|")
    for name, r in results.items():
        print(f"| {name} | {r['pages']} | {r['passages']} | {r['wall']:.1f} | "
              f"{r['pages'] / r['wall']:.1f} | {r['passages'] / r['wall']:.1f} | {r['mib']:.0f} | "
              f"{r.get('version', '')} |")
    if len(results) == 1:
        print("\nsentence-transformers is not there: no peer")
