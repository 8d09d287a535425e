# SPDX-License-Identifier: Apache-2.0
# src/train/cuda: training on an NVIDIA GPU (docs/tuning.md, "On a GPU"). Nothing but the table of
# engines in src/train/engine.c knows of it. Needs nvcc and cuBLAS of CUDA 11.8 or later.
if(GOSHAWK_SANITIZE OR GOSHAWK_COVERAGE OR GOSHAWK_FUZZ)
    message(FATAL_ERROR "GOSHAWK_CUDA goes with none of GOSHAWK_SANITIZE, GOSHAWK_COVERAGE, GOSHAWK_FUZZ")
endif()
if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES all-major)
endif()
set(CMAKE_CUDA_RUNTIME_LIBRARY Shared)
enable_language(CUDA)
if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 11.8)
    message(FATAL_ERROR "CUDA ${CMAKE_CUDA_COMPILER_VERSION} is too old: 11.8 or later is needed")
endif()
# Not by FindCUDAToolkit: that of CMake 3.25 looks for libraries that CUDA 13 no longer has.
foreach(library cudart cublas)
    find_library(GOSHAWK_${library} ${library} HINTS ${CMAKE_CUDA_IMPLICIT_LINK_DIRECTORIES} REQUIRED)
    list(APPEND cuda_libraries ${GOSHAWK_${library}})
endforeach()
file(GLOB cuda CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/train/cuda/*.cu)
target_sources(gk_train PRIVATE ${cuda})
target_compile_features(gk_train PRIVATE cuda_std_17)
target_compile_definitions(gk_train PUBLIC GK_CUDA)
# Without exceptions and guarded statics the objects need no C++ library, so C programs link them.
target_compile_options(gk_train PRIVATE "$<$<COMPILE_LANGUAGE:CUDA>:SHELL:-Werror all-warnings \
-Xcompiler=-Wall,-Wextra,-Wshadow,-fvisibility=hidden,-fno-exceptions,-fno-threadsafe-statics>")
target_link_libraries(gk_train PRIVATE ${cuda_libraries})
