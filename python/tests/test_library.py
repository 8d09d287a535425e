# SPDX-License-Identifier: Apache-2.0
"""The structures of goshawk._library are those of include/goshawk.h."""
import ctypes
import importlib.metadata
import os
import re
import unittest

import goshawk
from goshawk import _library
from world import ROOT

HEADER = os.path.join(ROOT, "include", "goshawk.h")
TYPES = {"const char *": ctypes.c_char_p, "size_t ": ctypes.c_size_t, "bool ": ctypes.c_bool,
         "int ": ctypes.c_int, "gk_status ": ctypes.c_int,
         "const gk_prompt *": ctypes.POINTER(_library.Prompt), "gk_filter ": _library.Filter,
         "gk_llm ": ctypes.c_int, "gk_on_stage ": ctypes.c_void_p, "void *": ctypes.c_void_p}


def header():
    with open(HEADER, encoding="utf-8") as file:
        return re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)


def fields(structure):
    """[(name, ctypes type)] of a structure in the header."""
    body = re.search(rf"typedef struct {structure} {{(.*?)}} {structure};", header(), re.S).group(1)
    found = []
    for declaration in filter(None, map(str.strip, body.split(";"))):
        kind, names = re.match(r"((?:const )?\w+ \*?)(.*)", declaration, re.S).groups()
        for name in names.split(","):
            array = re.match(r"\s*\*?(\w+)\[(\d+)\]", name)
            if array:
                found.append((array.group(1), ctypes.c_char * int(array.group(2))))
            else:
                found.append((name.strip().lstrip("*"), TYPES[kind]))
    return found


class Structures(unittest.TestCase):
    def test_fields_are_the_headers(self):
        for structure, ours in (("gk_error", _library.Error), ("gk_prompt", _library.Prompt),
                                ("gk_embed_options", _library.EmbedOptions),
                                ("gk_model_info", _library.ModelInfo),
                                ("gk_filter", _library.Filter),
                                ("gk_search_options", _library.SearchOptions)):
            with self.subTest(structure):
                self.assertEqual([tuple(field) for field in ours._fields_], fields(structure))

    def test_statuses_are_the_headers(self):
        body = re.search(r"typedef enum gk_status {(.*?)}", header(), re.S).group(1)
        names = [name.lower().replace("_", " ") for name in re.findall(r"GK_(\w+)", body)]
        self.assertEqual(list(_library.STATUS), names)

    def test_the_version_is_the_headers(self):
        version = re.search(r'GK_VERSION "([^"]+)"', header()).group(1)
        self.assertEqual(goshawk.__version__, version)
        self.assertEqual(importlib.metadata.version("goshawk"), version)


if __name__ == "__main__":
    unittest.main()
