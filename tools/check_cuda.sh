#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles and links Goshawk with GOSHAWK_CUDA=ON on a machine without CUDA or a GPU: NVIDIA's compiler
# and libraries come as Python wheels, into FOLDER/toolkit (about 2 GB unpacked), and the build is
# FOLDER/build. Then runs the test of gradients, whose half on a GPU is skipped where there is none.
# Nothing is installed. Where CUDA is installed, build with -DGOSHAWK_CUDA=ON instead.
#
#   tools/check_cuda.sh FOLDER [ARCHITECTURES]      such as 80 or all-major; all-major where left out
set -eu
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: tools/check_cuda.sh FOLDER [ARCHITECTURES]" >&2
    exit 2
fi
source=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
architectures=${2:-all-major}

if [ ! -x "$folder/toolkit/bin/nvcc" ]; then
    echo "fetching the compiler and cuBLAS"
    rm -rf "$folder/wheels"
    python3 -m pip download -q --no-deps -d "$folder/wheels" nvidia-cuda-nvcc==13.* nvidia-nvvm==13.* \
        nvidia-cuda-crt==13.* nvidia-cuda-runtime==13.* nvidia-cuda-cccl==13.* nvidia-cublas==13.*
    for wheel in "$folder"/wheels/*.whl; do
        python3 -m zipfile -e "$wheel" "$folder/wheels/unpacked"
    done
    rm -rf "$folder/toolkit"
    mv "$folder/wheels/unpacked/nvidia/cu13" "$folder/toolkit"
    rm -r "$folder/wheels"
    chmod +x "$folder"/toolkit/bin/* "$folder/toolkit/nvvm/bin/cicc"
    ln -s lib "$folder/toolkit/lib64"
    for library in cudart cublas cublasLt; do # the names by which linkers look for them
        ln -s "lib$library.so.13" "$folder/toolkit/lib/lib$library.so"
    done
fi
"$folder/toolkit/bin/nvcc" --version | tail -n 2

cmake -S "$source" -B "$folder/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DGOSHAWK_CUDA=ON \
    -DCMAKE_CUDA_COMPILER="$folder/toolkit/bin/nvcc" -DCMAKE_CUDA_ARCHITECTURES="$architectures" \
    >"$folder/cmake.log" || { cat "$folder/cmake.log"; exit 1; }
cmake --build "$folder/build" --target goshawk test_train_gradient
echo "compiled and linked for $architectures: $folder/build/goshawk"

LD_LIBRARY_PATH="$folder/toolkit/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" \
    "$folder/build/tests/test_train_gradient"
