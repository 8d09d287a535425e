#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that the modules include what CMakeLists.txt lets them use and nothing else, that the
program sees the public header only, and that docs/architecture.md draws the same arrows."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODULE = re.compile(r"^gk_module\((\w+)(?: USES ([\w ]*?))?(?: LINKS [^)]*)?\)", re.M)
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
ROW = re.compile(r"^\| `(\w+)/` \|[^|]*\| ([^|;]*)", re.M)
READ = {"base", "text", "doc"}  # goshawk-read and what it links, from CMakeLists.txt


def allowed():
    """Module -> the modules it may use."""
    text = (ROOT / "CMakeLists.txt").read_text()
    uses = {name: set(used.split()) for name, used in MODULE.findall(text)}
    uses["read"], uses["cli"] = READ, set()
    return uses


def wrong_includes(uses):
    for path in sorted((ROOT / "src").glob("*/*.[ch]")):
        module = path.parent.name
        for include in INCLUDE.findall(path.read_text()):
            folder, slash, _ = include.partition("/")
            if slash and folder != module and folder not in uses[module]:
                yield f"{path.relative_to(ROOT)} includes {include}, which {module} may not use"


def wrong_rows(uses):
    rows = dict(ROW.findall((ROOT / "docs/architecture.md").read_text()))
    for module, used in uses.items():
        drawn = {word for word in re.findall(r"\w+", rows.get(module, "")) if word in uses}
        if module not in rows or drawn != used:
            yield (f"docs/architecture.md gives {module} {sorted(drawn)}, CMakeLists.txt "
                   f"{sorted(used)}")


def main():
    uses = allowed()
    wrong = [*wrong_includes(uses), *wrong_rows(uses)]
    for line in wrong:
        print(line)
    print(f"{len(uses)} modules, {len(wrong)} wrong arrows")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
