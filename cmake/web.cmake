# SPDX-License-Identifier: Apache-2.0
# The files of web/ inside the library. Included by CMakeLists.txt, it has this same file run as a
# script (cmake -DWEB=... -DOUT=... -P web.cmake) whenever a file of web/ changes; the script turns
# each file, byte for byte, into a C array and lists them in gk_assets (src/serve/serve.h).

if(CMAKE_SCRIPT_MODE_FILE)
    file(GLOB_RECURSE paths RELATIVE ${WEB} ${WEB}/*)
    list(SORT paths)
    set(arrays "")
    set(table "")
    set(n 0)
    foreach(path IN LISTS paths)
        file(READ ${WEB}/${path} hex HEX)
        file(SHA256 ${WEB}/${path} sha256)
        string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
        string(APPEND arrays "static const unsigned char file_${n}[] = {\n${bytes}0};\n")
        string(APPEND table
            "    {\"/${path}\", file_${n}, sizeof file_${n} - 1, \"${sha256}\"},\n")
        math(EXPR n "${n} + 1")
    endforeach()
    file(WRITE ${OUT} "/* Written by cmake/web.cmake. */\n#include \"serve/serve.h\"\n\n"
        "extern const gk_asset gk_assets[];\n${arrays}"
        "const gk_asset gk_assets[] = {\n${table}    {0},\n};\n")
    return()
endif()

if(TARGET gk_serve)
    file(GLOB_RECURSE web_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*)
    set(web_source ${CMAKE_BINARY_DIR}/generated/web_assets.c)
    add_custom_command(OUTPUT ${web_source}
        COMMAND ${CMAKE_COMMAND} -DWEB=${CMAKE_SOURCE_DIR}/web -DOUT=${web_source}
            -P ${CMAKE_CURRENT_LIST_FILE}
        DEPENDS ${web_files} ${CMAKE_CURRENT_LIST_FILE}
        COMMENT "Embedding web/" VERBATIM)
    target_sources(gk_serve PRIVATE ${web_source})
endif()
