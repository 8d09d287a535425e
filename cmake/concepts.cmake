# SPDX-License-Identifier: Apache-2.0
# src/concept/*.txt inside the library, as web.cmake does it with web/. Included by CMakeLists.txt,
# this same file runs as a script (cmake -DFOLDER=... -DOUT=... -P concepts.cmake) whenever one of
# them changes; it turns each, byte for byte, into a C array (src/concept/parts.h).

if(CMAKE_SCRIPT_MODE_FILE)
    set(arrays "")
    foreach(name concepts learned)
        set(hex "")
        if(EXISTS ${FOLDER}/${name}.txt)
            file(READ ${FOLDER}/${name}.txt hex HEX)
        endif()
        string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
        string(APPEND arrays "const unsigned char gk_${name}_text[] = {\n${bytes}0};\n"
            "const size_t gk_${name}_size = sizeof gk_${name}_text - 1;\n")
    endforeach()
    file(WRITE ${OUT} "/* Written by cmake/concepts.cmake. */\n#include \"concept/parts.h\"\n\n"
        "${arrays}")
    return()
endif()

set(concepts_source ${CMAKE_BINARY_DIR}/generated/concepts_text.c)
file(GLOB concepts_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/concept/*.txt)
add_custom_command(OUTPUT ${concepts_source}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_SOURCE_DIR}/src/concept -DOUT=${concepts_source}
        -P ${CMAKE_CURRENT_LIST_FILE}
    DEPENDS ${concepts_files} ${CMAKE_CURRENT_LIST_FILE}
    COMMENT "Embedding src/concept" VERBATIM)
target_sources(gk_concept PRIVATE ${concepts_source})
