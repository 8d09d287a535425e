#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reads PDFs with goshawk-read and with `pdftotext -layout` and prints, for each: pages, seconds,
# pages a second, peak memory, pdftotext's seconds, and the share of words on which both agree (the
# multisets of each page's words; the larger of the two counts as the whole). Of several runs the
# fastest counts.
#
#   bench/read.sh [FILE.pdf ...]      without files: the filings of $GOSHAWK_DATA (../shared/data)
#
# GOSHAWK_READ names the program (build/goshawk-read); RUNS the number of runs (3).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
data=${GOSHAWK_DATA:-$root/../shared/data}
reader=${GOSHAWK_READ:-$root/build/goshawk-read}
command -v pdftotext >/dev/null || { echo "bench/read.sh: needs pdftotext (poppler-utils)" >&2; exit 2; }
[ -x "$reader" ] || { echo "bench/read.sh: $reader is not built" >&2; exit 2; }
if [ $# -eq 0 ]; then
    set -- "$data"/filings/pdf/*.pdf "$data"/cn_filings/*.pdf
    [ -e "$1" ] || { echo "bench/read.sh: no PDFs under $data" >&2; exit 2; }
fi
exec python3 - "$reader" "${RUNS:-3}" "$@" <<'EOF'
import collections, json, os, re, subprocess, sys, tempfile, time

def run(argv, runs):
    """A file with the output, the least seconds and the peak memory in MiB of argv."""
    best, peak = float("inf"), 0
    for _ in range(runs):
        out = tempfile.TemporaryFile()
        start = time.monotonic()
        child = subprocess.Popen(argv, stdout=out)
        _, status, usage = os.wait4(child.pid, 0)
        best = min(best, time.monotonic() - start)
        peak = max(peak, usage.ru_maxrss / 1024)
        if status:
            sys.exit(f"{argv}: status {status}")
    return out, best, peak

def text_of(file):
    file.seek(0)
    return file.read().decode()

CJK = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
WORD = re.compile(f"[{CJK}]|[^\\s{CJK}]+")

def words(text):
    """Each CJK character is a word: how far apart they are printed says nothing."""
    return collections.Counter(WORD.findall(text))

reader, runs, files = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
print(f"{'file':36} {'pages':>5} {'s':>6} {'pages/s':>8} {'MiB':>5} {'pdftotext s':>11} {'words':>7} {'agree':>8}")
total = collections.Counter()
# All runs come first: a child's peak is at least what this process holds when it starts it.
measured = [(path, run([reader, path], runs), run(["pdftotext", "-layout", path, "-"], runs))
            for path in files]
for path, (stream, seconds, peak), (reference, reference_seconds, _) in measured:
    ours = [json.loads(line)["text"] for line in text_of(stream).split("\n")[1:-2]]
    theirs = text_of(reference).split("\f")[:-1]
    if len(ours) != len(theirs):
        sys.exit(f"{path}: {len(ours)} pages, pdftotext gives {len(theirs)}")
    same = whole = 0
    for a, b in zip(ours, theirs):
        a, b = words(a), words(b)
        same += sum((a & b).values())
        whole += max(sum(a.values()), sum(b.values()))
    total.update(pages=len(ours), seconds=seconds, reference=reference_seconds, same=same, whole=whole)
    name = os.path.basename(path)
    print(f"{name[:36]:36} {len(ours):5} {seconds:6.2f} {len(ours) / seconds:8.0f} {peak:5.1f} "
          f"{reference_seconds:11.2f} {whole:7} {same / max(whole, 1):8.3%}")
print(f"{'all':36} {total['pages']:5} {total['seconds']:6.2f} {total['pages'] / total['seconds']:8.0f} "
      f"{'':5} {total['reference']:11.2f} {total['whole']:7} {total['same'] / max(total['whole'], 1):8.3%}")
EOF
