#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests the Python package as a user gets it: builds the wheel, installs it with numpy and
# langchain-core into a fresh virtual environment under build/, and runs python/tests there, which
# compare it with `goshawk embed`, and with sentence-transformers where that is installed.
#
# $GOSHAWK_BUILD: the build folder (build).
set -eu
cd "$(dirname "$0")/.."
build=${GOSHAWK_BUILD:-build}
venv=build/python-venv
mkdir -p build

fail() { echo "test_python: $*" >&2; exit 1; }

cmake --build "$build" --target goshawk goshawk_shared >build/python-build.log 2>&1 || {
    tail -n 20 build/python-build.log >&2
    fail "the library cannot be built: see build/python-build.log"
}
GOSHAWK_BUILD=$(cd "$build" && pwd)
export GOSHAWK_BUILD
wheel=$(tools/build_wheel.sh build/wheels)

rm -rf "$venv"
python3 -m venv --without-pip "$venv"
python3 -m pip --python "$venv/bin/python" install -q --no-compile --no-warn-script-location \
    "${wheel}[langchain]" >build/python-install.log 2>&1 || {
    tail -n 5 build/python-install.log >&2
    fail "the wheel, numpy and langchain-core cannot be installed: see build/python-install.log"
}
export GOSHAWK_PROGRAM="$GOSHAWK_BUILD/goshawk"
unset PYTHONPATH GOSHAWK_LIBRARY GOSHAWK_MODEL
exec "$venv/bin/python" -B -W error::ResourceWarning -m unittest discover -v -s python/tests
