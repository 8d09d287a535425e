# SPDX-License-Identifier: Apache-2.0
"""Sentences and table rows of real documents, with what is certain about them."""
import io, json, lzma, os, re, tarfile

YEAR = re.compile(r"\b(20[0-2]\d)\b")
CELL = re.compile(r"\(?\$?\s?\(?\d[\d,]*(?:\.\d+)?\)?%?")


def members(path):
    with lzma.open(path) as raw, tarfile.open(fileobj=io.BytesIO(raw.read())) as tar:
        for m in sorted((m for m in tar.getmembers() if m.isfile()), key=lambda m: m.name):
            yield m.name, tar.extractfile(m).read().decode("utf-8", "replace")


def held_out(data):
    return set(open(os.path.join(data, "no_train.txt"), encoding="utf-8").read().split())


def sentences(page):
    out = []
    for block in re.split(r"\n\s*\n", page):
        lines = [l.strip() for l in block.split("\n")]
        if any(re.search(r"\S\s{3,}\S", l) for l in lines):
            continue
        for s in re.split(r"(?<=[.!?])\s+(?=[A-Z])", " ".join(lines)):
            if 60 <= len(s) <= 320 and s[0].isupper() and s.endswith(".") and s.count("(") == s.count(")") and not s.isupper():
                out.append(s)
    return out


def rows(page):
    """Rows under a heading of years, with the unit: (label, [(year, text, value)], scale word)."""
    lines, out, years, unit = page.split("\n"), [], None, ""
    for line in lines:
        m = re.search(r"in (millions|thousands|billions)", line, re.I) or re.search(r"\((millions|thousands)", line, re.I)
        if m:
            unit = m.group(1).lower()[:-1]
        found = YEAR.findall(line)
        cells = re.findall(r"\S+(?:\s\S+)*", line)
        if len(found) >= 2 and len(re.sub(r"[\d\s]", "", line)) < 40 and re.search(r"\d{4}\s{2,}", line):
            years = [int(y) for y in found]
            if len(set(years)) != len(years):
                years = None
            continue
        if not years or not unit:
            continue
        m = re.match(r"^\s*([A-Z][A-Za-z,’' \-&()/]{6,60}?)[ .]{2,}(.*)$", line)
        if not m:
            if re.match(r"^\s*[A-Z].{90,}", line) and not re.search(r"\s{4,}", line.strip()):
                years = None
            continue
        tail = re.sub(r"\$\s*", "", m.group(2))
        tail = re.sub(r"(\d)\s+\)", r"\1)", tail)
        parts = tail.split()
        if len(parts) != len(years) or not all(re.fullmatch(r"\(?\d[\d,]*(\.\d+)?\)?", p) for p in parts):
            continue
        values = [float(re.sub(r"[(),]", "", p)) * (-1 if p[0] == "(" else 1) for p in parts]
        label = m.group(1).strip().rstrip(".")
        if len(label) < 8 or re.search(r"^total$|per share|shares|rate|percent|%|ratio|note|page|earnings per|basic|dilut", label, re.I):
            continue
        if min(abs(v) for v in values) >= 100 and len(set(values)) == len(values):
            out.append((label, list(zip(years, parts, values)), unit))
    return out


def filings(data):
    """(document, company, fiscal year, pages), names read from the list of documents."""
    names = {}
    with open(os.path.join(data, "financebench/documents.jsonl"), encoding="utf-8") as f:
        for line in f:
            d = json.loads(line)
            names[d["doc_name"]] = d
    for path, text in members(os.path.join(data, "filings/pages.tar.xz")):
        doc = os.path.basename(path)[:-4]
        company = names.get(doc, {}).get("company") or doc.split("_")[0].title()
        m = re.search(r"(20[0-2]\d)", doc)
        yield doc, company, int(m.group(1)) if m else 0, text.split("\f")


def calls(data):
    for path, text in members(os.path.join(data, "ectsum/train_val.tar.xz")):
        if "/ects/" in path:
            lines = [l.strip() for l in text.split("\n") if len(l.strip()) > 30]
            yield "CALL_" + os.path.basename(path)[:-4], lines


def news(data):
    for stem, key in (("news", "text"), ("event_qa", "passage")):
        with lzma.open(os.path.join(data, "fincuge/%s.jsonl.xz" % stem), "rt", encoding="utf-8") as f:
            for i, line in enumerate(f):
                text = re.sub(r"\s+", " ", json.loads(line)[key]).strip()
                if len(text) >= 40:
                    yield "%s_%05d" % (stem.upper(), i), text[:1200]


def zh_sentences(text):
    text = re.sub(r"^【[^】]*】", "", text)
    return [s + "。" for s in re.split(r"[。！？]", text) if 18 <= len(s) <= 160]


def zh_filings(data):
    for path, text in members(os.path.join(data, "cn_filings/text.tar.xz")):
        doc = os.path.basename(path)[:-4]
        yield doc, doc.split("_")[0], int(doc.split("_")[1]), text.split("\f")


def zh_rows(page, year):
    out, unit = [], ""
    m = re.search(r"单位[:：]\s*(?:人民币)?(百万元|万元|千元|元)", page)
    if m:
        unit = m.group(1)
    head = None
    for line in page.split("\n"):
        ys = re.findall(r"(20\d\d)\s*年", line)
        if len(ys) >= 2 and len(set(ys)) == len(ys) and len(line.strip()) < 90 and "月" not in line:
            head = [int(y) for y in ys]
            continue
        m = re.match(r"^\s*([\u4e00-\u9fff（）、]{4,20})\s+(.*)$", line)
        if not m or not head or not unit:
            continue
        parts = m.group(2).split()
        if len(parts) >= len(head) and all(re.fullmatch(r"-?\d[\d,]*(\.\d+)?", p) for p in parts[:len(head)]) and len(parts) <= len(head) + 1:
            values = [float(p.replace(",", "")) for p in parts[:len(head)]]
            if min(abs(v) for v in values) > 1000:
                out.append((m.group(1), list(zip(head, parts, values)), unit))
    return out
