#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every fact of an inline XBRL filing, as goshawk-read takes it, against the SEC's own extraction of
the same filing: python3 xbrl_test.py GOSHAWK_READ DATA ($GOSHAWK_DATA counts more). Exit status 77:
the data is not at hand."""
import collections
import html.parser
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET

FILING, EXTRACTION = "xbrl/aapl-20250329.htm", "xbrl/aapl-20250329_htm.xml"
XBRLI, XBRLDI = "{http://www.xbrl.org/2003/instance}", "{http://xbrl.org/2006/xbrldi}"
LINK, XSI = "{http://www.xbrl.org/2003/linkbase}", "{http://www.w3.org/2001/XMLSchema-instance}"
XLINK = "{http://www.w3.org/1999/xlink}"


class Text(html.parser.HTMLParser):
    """The characters of a piece of markup."""

    def __init__(self):
        super().__init__()
        self.parts = []

    def handle_data(self, data):
        self.parts.append(data)


def plain(value):
    """The text of a value, its white space folded; a text block's without its tags."""
    if "<" in value or "&" in value:
        parser = Text()
        parser.feed(value)
        parser.close()
        value = "".join(parser.parts)
    return " ".join(value.split())


def words(element):
    return " ".join("".join(element.itertext()).split())


def read_contexts(root):
    contexts = {}
    for context in root.iter(XBRLI + "context"):
        dates = {kind: context.findtext(f".//{XBRLI}{kind}")
                 for kind in ("startDate", "endDate", "instant")}
        members = (member for member in context.iter()
                   if member.tag in (XBRLDI + "explicitMember", XBRLDI + "typedMember"))
        dimensions = tuple(sorted((member.get("dimension"), words(member)) for member in members))
        contexts[context.get("id")] = (words(context.find(f".//{XBRLI}identifier")),
                                       dates["startDate"], dates["endDate"] or dates["instant"],
                                       dimensions)
    return contexts


def measure(element):
    """The extraction writes measures of XBRL itself without a prefix."""
    name = words(element)
    return name if ":" in name else "xbrli:" + name


def read_units(root):
    units = {}
    for unit in root.iter(XBRLI + "unit"):
        divide = unit.find(XBRLI + "divide")
        parts = list(divide) if divide is not None else [unit]
        units[unit.get("id")] = "/".join("*".join(measure(m) for m in part.iter(XBRLI + "measure"))
                                         for part in parts)
    return units


def read_footnotes(root):
    """Fact id -> the texts of its footnotes."""
    locators, texts, found = {}, {}, collections.defaultdict(list)
    for link in root.iter(LINK + "footnoteLink"):
        for loc in link.iter(LINK + "loc"):
            locators[loc.get(XLINK + "label")] = loc.get(XLINK + "href").lstrip("#")
        for note in link.iter(LINK + "footnote"):
            texts[note.get(XLINK + "label")] = words(note)
        for arc in link.iter(LINK + "footnoteArc"):
            found[locators[arc.get(XLINK + "from")]].append(texts[arc.get(XLINK + "to")])
    return found


def expected(data):
    prefixes = {}
    for _, (prefix, uri) in ET.iterparse(io.BytesIO(data), events=["start-ns"]):
        prefixes[uri] = prefix
    root = ET.fromstring(data)
    contexts, units, footnotes = read_contexts(root), read_units(root), read_footnotes(root)
    for element in root:
        context = element.get("contextRef")
        if context is None:
            continue
        uri, local = element.tag[1:].split("}")
        yield (f"{prefixes[uri]}:{local}", context, *contexts[context],
               units.get(element.get("unitRef")), element.get("decimals"),
               element.get(XSI + "nil") == "true", plain(element.text or ""),
               tuple(sorted(footnotes[element.get("id")])))


def got(stream):
    for record in map(json.loads, stream.splitlines()):
        if "fact" in record:
            yield (record["fact"], record["context"], record["entity"], record.get("start"),
                   record.get("end"), tuple(sorted(map(tuple, record.get("dimensions", [])))),
                   record.get("unit"), record.get("decimals"), record.get("nil", False),
                   plain(record["value"]), tuple(sorted(record.get("footnotes", []))))


def main():
    reader = sys.argv[1]
    archive = pathlib.Path(os.environ.get("GOSHAWK_DATA") or sys.argv[2]) / "edgar/xbrl.tar.xz"
    if not archive.exists():
        print(f"skipped: {archive} is not at hand; GOSHAWK_DATA names its folder")
        return 77
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as files:
        for name in (FILING, EXTRACTION):
            files.extract(name, folder)
        stream = subprocess.run([reader, f"{folder}/{FILING}"], check=True, capture_output=True,
                                text=True, encoding="utf-8").stdout
        data = (pathlib.Path(folder) / EXTRACTION).read_bytes()
    want, have = collections.Counter(expected(data)), collections.Counter(got(stream))
    for fact in (want - have):
        print("missing:", str(fact)[:600])
    for fact in (have - want):
        print("not in the extraction:", str(fact)[:600])
    same = sum((want & have).values())
    print(f"{same} of {sum(want.values())} facts are as the extraction has them; "
          f"{sum(have.values())} were taken")
    return 0 if want == have and same > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
