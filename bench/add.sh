#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Adds files to a new library, once lexically and once with embeddings, and prints pages and passages
# a second, peak memory and the library's size a page; beside it, what `pdftotext -layout` alone takes
# to read the same PDFs.
#
#   bench/add.sh [FILE ...]      without files: the eight filings of $GOSHAWK_DATA (../shared/data)
#
# GOSHAWK names the program (build/goshawk).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
data=${GOSHAWK_DATA:-$root/../shared/data}
program=${GOSHAWK:-$root/build/goshawk}
[ -x "$program" ] || { echo "bench/add.sh: $program is not built" >&2; exit 2; }
command -v pdftotext >/dev/null || { echo "bench/add.sh: needs pdftotext (poppler-utils)" >&2; exit 2; }
if [ $# -eq 0 ]; then
    set -- "$data"/filings/pdf/*.pdf
    [ -e "$1" ] || { echo "bench/add.sh: no PDFs under $data" >&2; exit 2; }
fi
exec python3 - "$program" "$@" <<'EOF'
import json, os, subprocess, sys, tempfile, time

def run(argv):
    """Standard output, seconds, and peak memory in MiB (of the largest process) of argv."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(argv, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - start
        if status:
            sys.exit(f"{argv}: status {status}")
        out.seek(0)
        return out.read().decode(errors="replace"), seconds, usage.ru_maxrss / 1024

def processor():
    with open("/proc/cpuinfo") as file:
        return next((l.split(":")[1].strip() for l in file if l.startswith("model name")), "unknown")

program, files = sys.argv[1], sys.argv[2:]
print(f"{processor()}, {len(os.sched_getaffinity(0))} processors, {len(files)} files")
print(f"{'':28} {'s':>7} {'pages':>6} {'pages/s':>8} {'passages':>8} {'pass./s':>8} {'MiB':>6} {'kB/page':>8}")
for name, options in (("goshawk add --no-embed", ["--no-embed"]), ("goshawk add", [])):
    with tempfile.TemporaryDirectory() as folder:
        library = os.path.join(folder, "bench.lib")
        run([program, "init", library])
        out, seconds, peak = run([program, "add", library, "--json", *options, *files])
        report = json.loads(out)
        size = sum(os.path.getsize(os.path.join(d, f)) for d, _, fs in os.walk(library) for f in fs)
        pages, passages = report["pages"], report["passages"]
        print(f"{name:28} {seconds:7.2f} {pages:6} {pages / seconds:8.1f} {passages:8} "
              f"{passages / seconds:8.1f} {peak:6.0f} {size / 1000 / pages:8.1f}")
pdfs = [f for f in files if f.lower().endswith(".pdf")]
if pdfs:
    start, pages = time.monotonic(), 0
    for path in pdfs:
        pages += subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True).stdout.count(b"\f")
    seconds = time.monotonic() - start
    print(f"{'pdftotext -layout, one by one':28} {seconds:6.2f} {pages:6} {pages / seconds:8.1f}")
EOF
