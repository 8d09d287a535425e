# SPDX-License-Identifier: Apache-2.0
# Files src/model/kernels_*.c that need flags of their own: one per instruction set, chosen at run
# time. They are compiled on x86-64 alone; elsewhere the portable kernels do the work.
set(avx2 ${CMAKE_SOURCE_DIR}/src/model/kernels_avx2.c)
set(avx512 ${CMAKE_SOURCE_DIR}/src/model/kernels_avx512.c)
if(TARGET gk_model AND CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
    set_source_files_properties(${avx2} PROPERTIES COMPILE_OPTIONS "-mavx2;-mfma")
    set_source_files_properties(${avx512} PROPERTIES COMPILE_OPTIONS "-mavx512f")
    target_compile_definitions(gk_model PRIVATE GK_X86_KERNELS)
elseif(TARGET gk_model)
    set_source_files_properties(${avx2} ${avx512} PROPERTIES HEADER_FILE_ONLY ON)
endif()
