# SPDX-License-Identifier: Apache-2.0
# Files of src/model that need flags of their own: one per instruction set, chosen at run time. Each
# is compiled for its own kind of processor alone; the portable kernels do the work elsewhere.
set(avx512 -mavx512f -mavx512bw -mavx512vl -mavx512dq)
set(flags_kernels_avx512 -mavx512f)
set(flags_int8_avx512 ${avx512})
set(flags_int8_vnni512 ${avx512} -mavx512vnni)
set(flags_attend_bf16 ${avx512} -mavx512bf16)
set(flags_bf16 ${avx512} -mavx512bf16)
set(flags_kernels_avx2 -mavx2 -mfma)
set(flags_int8_avx2 -mavx2 -mfma)
set(flags_int8_avxvnni -mavx2 -mfma -mavxvnni)
set(flags_int8_dotprod -march=armv8.2-a+dotprod)
set(x86_kernels kernels_avx512 int8_avx512 int8_vnni512 attend_bf16 bf16 kernels_avx2 int8_avx2 int8_avxvnni)
set(neon_kernels kernels_neon int8_neon int8_dotprod)
set(other_kernels bf16_none) # where those of x86 cannot be

set(kernels)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(kernels ${x86_kernels})
    target_compile_definitions(gk_model PRIVATE GK_X86_KERNELS)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
    set(kernels ${neon_kernels})
    target_compile_definitions(gk_model PRIVATE GK_NEON_KERNELS)
endif()
if(NOT "bf16" IN_LIST kernels)
    list(APPEND kernels bf16_none)
endif()
foreach(name ${x86_kernels} ${neon_kernels} ${other_kernels})
    set(source ${CMAKE_SOURCE_DIR}/src/model/${name}.c)
    if(name IN_LIST kernels)
        set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${flags_${name}}")
    else()
        set_source_files_properties(${source} PROPERTIES HEADER_FILE_ONLY ON)
    endif()
endforeach()

# Loops that the compiler turns into vector instructions: it may, where no floating-point trap and no
# errno has to be as in the plain loop. Results are the same.
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/train/rows.c PROPERTIES COMPILE_OPTIONS
    "-fno-trapping-math;-fno-math-errno")
