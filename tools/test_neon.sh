#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Tests the kernels for aarch64 on any machine: builds tests/model/test_kernels.c and
# tests/nearest/test_scan.c with what they need with aarch64-linux-gnu-gcc and runs them under
# qemu-aarch64, the former as a processor with the dot product instruction and as one without. Where
# one of the two programs is missing, it says so and succeeds.
# The packages: gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user
set -eu
cd "$(dirname "$0")/.."

for program in aarch64-linux-gnu-gcc qemu-aarch64; do
    if ! command -v "$program" >/dev/null; then
        echo "[  SKIPPED ] kernels neon: $program is not installed"
        exit 0
    fi
done

objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT

compile() { # SOURCE FLAG...
    local source=$1
    shift
    aarch64-linux-gnu-gcc -std=c17 -O2 -D_GNU_SOURCE -DGK_NEON_KERNELS -Wall -Wextra -Werror \
        -Wshadow -Wstrict-prototypes -Wvla -Iinclude -Isrc "$@" -c "$source" \
        -o "$objects/$(basename "$source" .c).o"
}

for source in src/base/memory.c src/model/kernels.c src/model/kernels_portable.c \
    src/model/kernels_neon.c src/model/int8_neon.c; do
    compile "$source"
done
compile src/model/int8_dotprod.c -march=armv8.2-a+dotprod
compile tests/model/test_kernels.c -Itests/model/emulated
aarch64-linux-gnu-gcc -static "$objects"/*.o -lm -o "$objects/test_kernels"

# run CPU KERNELS: under that processor the test passes and does not skip KERNELS
run() {
    echo "== as $1"
    qemu-aarch64 -cpu "$1" "$objects/test_kernels" | tee "$objects/out"
    ! grep -q "SKIPPED ] kernels $2:" "$objects/out"
}
set -o pipefail
run cortex-a72 neon
grep -q 'SKIPPED ] kernels neon-dotprod:' "$objects/out" # a processor of 2016
run max neon-dotprod

rm "$objects"/*.o
for source in src/base/memory.c src/base/random.c src/nearest/scan.c src/nearest/scan_portable.c \
    src/nearest/scan_neon.c src/nearest/product.c; do
    compile "$source" -ffp-contract=off
done
compile tests/nearest/test_scan.c -Itests/model/emulated
aarch64-linux-gnu-gcc -static "$objects"/*.o -lm -o "$objects/test_kernels"
run cortex-a72 neon
