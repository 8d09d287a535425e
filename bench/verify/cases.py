#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Answers with their sources: right ones, and the same kinds of answers with one planted error each.

usage: cases.py --set train|measure [--each N] [--right N] [--seed N] [--data DIR] > cases.jsonl

measure takes documents that may not be trained on, and wordings that no fit has seen; train takes
the others. Each line: {"kind", "style", "question", "answer", "sources"}; kind "" is right.
"""
import argparse, json, os, random, re, sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import material, wordings

KINDS = ["digit", "sign", "scale", "year", "company", "unit", "negation", "direction", "forecast", "speaker"]
OTHERS = ["Boeing", "Netflix", "Halliburton", "General Mills", "Best Buy", "Corning", "Adobe", "Nike", "Kraft Heinz", "Ulta Beauty"]
ZH_OTHERS = ["中国石化", "贵州茅台", "宁德时代", "比亚迪", "万科A", "海尔智家", "恒瑞医药"]


def capital(s):
    return s[:1].upper() + s[1:]


def small(s):
    """As it goes on within a sentence: a first word that is no name loses its capital."""
    word = s.split(" ")[0].rstrip(",")
    plain = {"the", "in", "our", "we", "net", "this", "these", "as", "for", "on", "at", "during", "total", "revenue", "sales", "operating", "cash",
             "there", "if", "while", "such", "however,", "it", "a", "an", "and", "so", "but", "they", "all", "any", "its"}
    return s[:1].lower() + s[1:] if word.lower() in plain else s


class Maker:
    def __init__(self, rnd, which):
        self.rnd, self.which, self.words = rnd, which, wordings.MEASURE if which == "measure" else wordings.TRAIN

    # ---- sources
    def source(self, item, text, speaker=""):
        page = item.get("page", 0)
        r = self.rnd.random()
        mark = str(item.setdefault("n", 1)) if r < 0.4 else "%s p.%d" % (item["doc"], page + 1)
        return {"mark": mark, "document": item["doc"], "company": item["company"], "names": "", "text": text,
                "context": "", "speaker": speaker, "fiscal_year": item["year"]}

    def cite(self, text, source):
        m = "[%s]" % source["mark"]
        if self.rnd.random() < 0.5 and text[-1] in ".。":
            return text[:-1] + (" " if text[-1] == "." else "") + m + text[-1]
        return text + " " + m

    # ---- wording
    def swap(self, s, pairs, most=2, word=True):
        pairs = pairs[:]
        self.rnd.shuffle(pairs)
        done = 0
        for a, b in pairs:
            pattern = r"\b%s\b" % re.escape(a) if word and a[-1].isalpha() else re.escape(a)
            if re.search(pattern, s):
                s = re.sub(pattern, b, s, count=1)
                done += 1
                if done >= most:
                    break
        return s, done

    def crop(self, s):
        cut = re.sub(r",? (?:which|including|primarily due to|partially offset by|as well as|reflecting) [^.]*\.$", ".", s)
        return cut if len(cut) > 50 else s

    def round_figures(self, s):
        def one(m):
            v, unit = float(m.group(1).replace(",", "")), m.group(2)
            if unit == "million" and v >= 1000:
                return "$%.1f billion" % (v / 1000)
            if unit == "billion" and "." in m.group(1) and len(m.group(1).split(".")[1]) > 1:
                return "$%.1f billion" % v
            return m.group(0)
        return re.sub(r"\$([\d,]+(?:\.\d+)?) (million|billion)", one, s)

    def front(self, s):
        """A phrase of time moves to the front or to the end."""
        m = re.match(r"^((?:In|During|For|As of|At) [^,]{4,40}), (.*)\.$", s)
        if m:
            return capital(m.group(2)) + " " + small(m.group(1)[:1].lower() + m.group(1)[1:]) + "."
        m = re.match(r"^(.*) ((?:in|during) (?:fiscal |the year )?20\d\d)\.$", s)
        if m:
            return capital(m.group(2)) + ", " + small(m.group(1)) + "."
        return s

    def reword(self, s, co):
        w = self.words
        s = self.swap(s, w["same"], 2)[0]
        s = self.swap(s, w["up"] + w["down"], 1)[0]
        if self.rnd.random() < 0.4:
            s = self.crop(s)
        if self.rnd.random() < 0.4:
            s = self.front(s)
        if self.rnd.random() < 0.4:
            s = self.round_figures(s)
        s = re.sub(r"^Our ", co + "'s ", s)
        s = re.sub(r"^The Company\b", co, s)
        lead = self.rnd.choice(w["lead"]).format(co=co)
        return lead + (small(s) if lead else capital(s))

    def reword_zh(self, s):
        return self.swap(s, self.words["zh_same"], 2, False)[0]

    # ---- numbers of rows
    def money(self, v, text, unit, style=None):
        style = style or self.rnd.choice(["plain", "plain", "round", "signless"])
        sign = "-" if v < 0 else ""
        if style == "round" and unit == "million" and abs(v) >= 1000:
            return "%s$%.1f billion" % (sign, abs(v) / 1000)
        if style == "round" and unit == "thousand" and abs(v) >= 10000:
            return "%s$%.1f million" % (sign, abs(v) / 1000)
        return "%s$%s %s" % (sign, text.strip("()"), unit)

    def zh_money(self, v, text, unit):
        if unit == "元" and abs(v) >= 1e8 and self.rnd.random() < 0.5:
            return "%.2f亿元" % (v / 1e8)
        if unit == "元" and abs(v) >= 1e4 and self.rnd.random() < 0.5:
            return "{:,.2f}万元".format(v / 1e4)
        return text + unit

    def row_answer(self, item, style):
        label, cells, unit = self.rnd.choice(item["rows"])
        zh = item["lang"] == "zh"
        i = self.rnd.randrange(len(cells) - 1)
        (x, wt, w), (y, vt, v) = sorted(cells[i:i + 2])
        show = self.zh_money if zh else self.money
        if style == "row":
            t = self.rnd.choice(self.words["zh_lookup" if zh else "lookup"])
            return t.format(co=item["company"], label=label if zh else small(label), v=show(v, vt, unit), y=y, fy="FY%d" % y), (label, v)
        if v <= 0 or w <= 0:
            return None
        if zh:
            return self.rnd.choice(self.words["zh_two"]).format(co=item["company"], label=label, v=vt + unit, w=wt + unit, y=y, x=x), (label, v)
        change = (v - w) / w * 100
        d = abs(v - w)
        digits = max((len(t.split(".")[1]) if "." in t else 0) for t in (vt, wt))
        f = dict(co=item["company"], label=capital(label), v=self.money(v, vt, unit, "plain"), w=self.money(w, wt, unit, "plain"), y=y, x=x,
                 moved=self.rnd.choice(["rose", "increased"] if v > w else ["fell", "decreased"]),
                 p="%.1f%%" % change, q="%.1f%%" % abs(change), d="$%s %s" % ("{:,.{}f}".format(d, digits), unit))
        return self.rnd.choice(self.words["computed" if style == "computed" else "two"]).format(**f), (label, v)

    # ---- one case
    def right(self, item, style):
        co, zh = item["company"], item["lang"] == "zh"
        text, speaker, info = item["text"], "", None
        if style in ("row", "two", "computed"):
            made = self.row_answer(item, style)
            if not made:
                return None
            answer, info = made
        else:
            s = self.rnd.choice(item["sentences"])
            info = s
            if style == "quoted":
                answer = s
            elif style == "said":
                people = wordings.ZH_PEOPLE[self.which] if zh else wordings.PEOPLE[self.which]
                who = self.rnd.choice(people)
                if zh:
                    speaker, answer = who, self.rnd.choice(self.words["zh_said"]).format(who=who, s=s)
                else:
                    name, role = who
                    speaker = "%s, %s" % (name, role) if self.rnd.random() < 0.5 else ""
                    if not speaker:
                        k = text.find(s)
                        k = k if k >= 0 else 0
                        text = text[:k] + "\n%s -- %s\n" % (name, role) + text[k:]
                    shown = self.rnd.choice([name, "%s, %s," % (name, role), "the " + role if role != "Analyst" else name])
                    answer = capital(self.rnd.choice(self.words["said"]).format(who=shown, s=small(s)))
                item = dict(item, who=who)
            elif zh:
                answer = self.reword_zh(s)
            else:
                answer = self.reword(s, co)
        source = self.source(item, text, speaker)
        return dict(kind="", style=style, lang=item["lang"], question="", plain=answer, source=source, info=info, item=item)

    def finish(self, case, others):
        sources = [case["source"]]
        for o in others:
            sources.append(self.source(o, o["text"]))
        self.rnd.shuffle(sources)
        for i, s in enumerate(sources):
            if s["mark"].isdigit():
                s["mark"] = str(i + 1)
        case["answer"] = self.cite(case.pop("plain"), case["source"])
        case["sources"] = sources
        if self.rnd.random() < 0.3 and case["lang"] == "en":
            case["question"] = "What does %s say about this?" % case["item"]["company"]
        for k in ("source", "info", "item"):
            case.pop(k)
        return case

    # ---- errors: each returns the changed answer or None
    def digit(self, c):
        a = c["plain"]
        spots = [m for m in re.finditer(r"(?<![\d.,/-])(?<!Q)\d[\d,]*(?:\.\d+)?(?![\d/-])(?!-K)", a)
                 if not re.fullmatch(r"(19|20)\d\d", m.group(0)) and len(re.sub(r"\D", "", m.group(0))) >= 2
                 and (re.search(r"[$%元]|million|billion|[万亿]|percent", a[max(0, m.start() - 2):m.end() + 9]))]
        if not spots:
            return None
        m = self.rnd.choice(spots)
        places = [i for i in range(m.start(), m.end()) if a[i].isdigit()]
        i = self.rnd.choice(places)
        new = self.rnd.choice([d for d in "123456789" if abs(int(d) - int(a[i])) >= (2 if i == places[-1] else 1)])
        return a[:i] + new + a[i + 1:]

    def sign(self, c):
        a = c["plain"]
        for x, y in (("net loss", "net income"), ("net income", "net loss"), ("Net income", "Net loss"), ("亏损", "盈利"), ("净利润", "净亏损")):
            if x in a and re.search(re.escape(x) + r".{0,40}\d", a) and self.rnd.random() < 0.6:
                return a.replace(x, y, 1)
        if "-$" in a:
            if isinstance(c["info"], tuple) and re.search(r"purchase|payment|paid|expend|repay|dividend|expense|cost|tax|interest|invest|used|acqui|repurchase|provision|loss|treasury", c["info"][0], re.I):
                return None
            return a.replace("-$", "$", 1)
        m = re.search(r"\$(?=\d)", a)
        if m and not re.search(r"purchase|payment|paid|expend|repay|dividend|expense|cost|tax|interest|loss|decreas|declin|fell|drop|down|lower|reduc", a, re.I):
            return a[:m.start()] + self.rnd.choice(["-$", "$-"]) + a[m.end():] if self.rnd.random() < 0.7 else re.sub(r"\$([\d,.]*\d)", r"($\1)", a, count=1)
        m = re.search(r"(?<![\d.-])\d+(?:\.\d+)?(?=%| percent)", a)
        if m and not re.search(r"decreas|declin|fell|drop|down|lower|reduc|下降|下跌|减少|跌|降", a):
            return a[:m.start()] + "-" + a[m.start():]
        return None

    def scale(self, c):
        a = c["plain"]
        swaps = [("million", "billion"), ("billion", "million"), ("thousand", "million"), ("million", "thousand"),
                 ("亿元", "万元"), ("万元", "亿元"), ("亿", "万"), ("万", "亿")]
        self.rnd.shuffle(swaps)
        for x, y in swaps:
            if re.search(r"\d ?" + x, a):
                return re.sub(r"(\d ?)" + x, r"\1" + y, a, count=1)
        return None

    def year(self, c):
        a = c["plain"]
        ys = list(re.finditer(r"(?<!\d)20[0-2]\d(?!\d)", a))
        if not ys:
            return None
        m = self.rnd.choice(ys)
        y = int(m.group(0))
        have = {int(x.group(0)) for x in ys}
        new = self.rnd.choice([n for n in (y - 1, y + 1, y - 2, y + 2, y - 3) if n not in have])
        return a[:m.start()] + str(new) + a[m.end():]

    def company(self, c):
        a, co = c["plain"], c["item"]["company"]
        if not co or co not in a:
            return None
        new = self.rnd.choice([o for o in (ZH_OTHERS if c["lang"] == "zh" else OTHERS) if o.lower() not in c["source"]["text"].lower() and o != co])
        return a.replace(co, new)

    def unit(self, c):
        a = c["plain"]
        ways = []
        if re.search(r"\$\d", a):
            ways += [lambda: a.replace("$", "€", 1), lambda: a.replace("$", "£", 1), lambda: re.sub(r"\$([\d.,]*\d)( million| billion)?", r"\1\2 shares", a, count=1)]
        if re.search(r"\d ?%", a):
            ways += [lambda: re.sub(r"(\d) ?%", r"\1 percentage points", a, count=1), lambda: re.sub(r"([\d.]+) ?%", r"$\1 million", a, count=1)]
        if re.search(r"\d percent\b", a):
            ways += [lambda: re.sub(r"(\d) percent\b", r"\1 basis points", a, count=1)]
        if re.search(r"\d[万亿]?美元", a):
            ways += [lambda: a.replace("美元", self.rnd.choice(["元", "欧元"]), 1)]
        elif re.search(r"\d[万亿]?元", a):
            ways += [lambda: re.sub(r"(\d[万亿]?)元", r"\1" + self.rnd.choice(["美元", "股", "港元"]), a, count=1)]
        return self.rnd.choice(ways)() if ways else None

    def negation(self, c):
        a = c["plain"]
        if c["lang"] == "zh":
            for x, y in (("没有", "已经"), ("未能", "成功"), ("不会", "会"), ("尚未", "已经"), ("并未", "已经"), ("并非", "正是"), ("不能", "能够"), ("未", "已"), ("无法", "可以")):
                if x in a and "未来" not in a:
                    return a.replace(x, y, 1)
            for x, y in (("将", "不会"), ("已经", "尚未"), ("已", "未"), ("是", "不是"), ("宣布", "否认"), ("实现", "未实现"), ("表示", "没有表示"), ("达到", "未达到"), ("获得", "未获得")):
                if x in a:
                    return a.replace(x, self.rnd.choice([y]), 1)
            return None
        for p, r in ((r"\b(did|does|do|is|are|was|were|has|have|had|will|would|could|may|can|should) not\b", r"\1"), (r"\bno\b", "a"), (r"\bnever\b", "always"),
                     (r"\bcannot\b", "can"), (r"\bwithout\b", "with"), (r"\bunable to\b", "able to")):
            if re.search(p, a):
                return re.sub(p, r, a, count=1)
        m = re.search(r"\b(is|are|was|were|has|have|had|will|would|could|may|can|should)\b", a)
        if m:
            return a[:m.end()] + self.rnd.choice([" not", " not", " never"]) + a[m.end():]
        m = re.search(r"\b(increased|decreased|declined|grew|rose|fell|climbed|dropped|completed|included|received|recorded)\b", a)
        if m:
            base = {"increased": "increase", "decreased": "decrease", "declined": "decline", "grew": "grow", "rose": "rise", "fell": "fall", "climbed": "climb",
                    "dropped": "drop", "completed": "complete", "included": "include", "received": "receive", "recorded": "record"}[m.group(1)]
            return a[:m.start()] + "did not " + base + a[m.end():]
        return None

    def direction(self, c):
        pairs = self.words["zh_dir" if c["lang"] == "zh" else "up_words"]
        both = [(x, y) for x, y in pairs] + [(y, x) for x, y in pairs]
        self.rnd.shuffle(both)
        for x, y in both:
            p = x if c["lang"] == "zh" else r"\b%s\b" % x
            if re.search(p, c["plain"]) and not re.search(r"(?:up to|set up|follow up|made up|make up|up-|breakdown|start-up)", c["plain"]):
                return re.sub(p, y, c["plain"], count=1)
        return None

    def forecast(self, c):
        a = c["plain"]
        if c["lang"] == "zh":
            pairs = self.words["zh_fact"]
            if not any(x in c["info"] for x in ("预计", "将", "有望", "拟", "可能", "计划")):
                return None
            for x, y in pairs:
                if x in a:
                    a = a.replace(x, y)
                    return re.sub("预计|预期|将|有望|可能|计划|拟|未来", "", a)
            return None
        if not re.search(r"\b(expects?|will|may|could|plans? to|intends? to|anticipates?|should|expected to)\b", a):
            return None
        new = a
        for p, r in self.words["facts"]:
            new = re.sub(p, r, new)
        return new if new != a and not re.search(r"\b(expect\w*|will|may|might|could|would|should|anticipat\w*|believe\w*|intend\w*|plans?|likely|potential\w*)\b", new) else None

    def topic(self, c):
        """The source without the sentence: its neighbours speak of the same and do not say it."""
        if not isinstance(c["info"], str) or c["style"] == "said":
            return None
        pattern = r"\s+".join(re.escape(w) for w in c["info"].split())
        text, n = re.subn(pattern, " ", c["source"]["text"])
        if not n or len(text) < 300:
            return None
        c["source"]["text"] = text
        return c["plain"] + " "

    def speaker(self, c):
        if c["style"] != "said":
            return None
        who = c["item"]["who"]
        if c["lang"] == "zh":
            new = self.rnd.choice([p for p in wordings.ZH_PEOPLE[self.which] if p != who])
            return c["plain"].replace(who, new)
        new = self.rnd.choice([p for p in wordings.PEOPLE[self.which] if p[1] != who[1]])
        a = c["plain"].replace(who[0], new[0]).replace(who[1], new[1])
        return a if a != c["plain"] else None


def gather(which, data, rnd):
    held = material.held_out(data)
    fit = lambda doc: (doc in held) == (which == "measure")
    items, docs = [], [d for d in material.filings(data) if fit(d[0])]
    rnd.shuffle(docs)
    for doc, company, year, pages in docs[:60]:
        picked = rnd.sample(range(len(pages)), min(len(pages), 30))
        for p in picked:
            text = pages[p]
            found, table = material.sentences(text), material.rows(text)
            if found or table:
                items.append(dict(doc=doc, company=company, year=year, page=p, text=text[:6000], lang="en",
                                  sentences=[s for s in found if re.sub(r"\s+", " ", s) in re.sub(r"\s+", " ", text[:6000])],
                                  rows=[r for r in table if r[0] in text[:6000]], kind="filing"))
    calls = [c for c in material.calls(data) if fit(c[0])]
    for doc, lines in rnd.sample(calls, min(120, len(calls))):
        at = rnd.randrange(max(1, len(lines) - 20))
        part = lines[at:at + 20]
        good = [l for l in part if 50 <= len(l) <= 260 and l.endswith(".")]
        if good:
            items.append(dict(doc=doc, company=doc.split("_")[1], year=int(doc.split("_")[3]), page=0, text="\n".join(part), lang="en",
                              sentences=good, rows=[], kind="call"))
    news = [n for n in material.news(data) if fit(n[0])]
    for doc, text in rnd.sample(news, min(400, len(news))):
        found = material.zh_sentences(text)
        if found:
            m = re.match(r"^([\u4e00-\u9fffA-Za-z]{2,8})(?:[:：]|公告|宣布|发布)", text)
            items.append(dict(doc=doc, company=m.group(1) if m else "", year=0, page=0, text=text, lang="zh", sentences=found, rows=[], kind="news"))
    for doc, company, year, pages in material.zh_filings(data):
        # One report for each set: none of the three is held out.
        if (company.startswith("安")) == (which == "measure"):
            for p, text in enumerate(pages):
                table = [r for r in material.zh_rows(text, year) if r[0] in text[:3000]]
                found = [s for s in material.zh_sentences(text[:3000]) if "\n" not in s and s[:-1] in text]
                if table or found:
                    items.append(dict(doc=doc, company=company, year=year, page=p, text=text[:3000], lang="zh", sentences=found, rows=table, kind="zh_filing"))
    return items


STYLES = ["quoted", "paraphrase", "paraphrase", "row", "two", "computed", "said"]
STYLE_OF = {"company": ["row", "paraphrase", "row", "two"], "speaker": ["said"], "year": ["row", "two", "paraphrase", "computed", "row"], "forecast": ["paraphrase"],
            "direction": ["paraphrase", "two", "computed", "quoted"], "negation": ["paraphrase", "quoted"], "sign": ["row", "paraphrase"],
            "scale": ["row", "two", "paraphrase", "computed"], "unit": ["row", "two", "paraphrase"], "digit": ["row", "two", "computed", "paraphrase"]}


def draw(maker, items, style):
    rows = style in ("row", "two", "computed")
    while True:
        item = maker.rnd.choice(items)
        if (item["rows"] if rows else item["sentences"]) and not (style == "computed" and item["lang"] == "zh"):
            break
    case = maker.right(item, style)
    return case


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--set", choices=["train", "measure"], required=True)
    ap.add_argument("--each", type=int, default=40)
    ap.add_argument("--right", type=int, default=400)
    ap.add_argument("--topic", type=int, default=0, help="answers whose sentence was taken out of the source")
    ap.add_argument("--public", action="store_true", help="public filings only: what weights that ship are fitted on")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--data", default=os.environ.get("GOSHAWK_DATA", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/data")))
    a = ap.parse_args()
    rnd = random.Random("%s %d" % (a.set, a.seed))
    items, maker, out = gather(a.set, a.data, rnd), Maker(rnd, a.set), []
    by = {}
    if a.public:
        items = [i for i in items if i["kind"] in ("filing", "zh_filing")]
    for i in items:
        by.setdefault(i["kind"], []).append(i)
    kinds = list(by)

    def pool():
        return by[rnd.choice(kinds)]

    def others(case):
        n = rnd.choice([0, 0, 1, 2])
        return [i for i in rnd.sample(items, n) if i["doc"] != case["item"]["doc"] and i["company"] != case["item"]["company"]]

    tries = 0
    want = {k: a.each for k in KINDS}
    want[""] = a.right
    want["topic"] = a.topic
    while any(want.values()) and tries < 400000:
        tries += 1
        kind = rnd.choice([k for k, n in want.items() if n])
        style = rnd.choice(STYLE_OF.get(kind, STYLES))
        items_of = pool()
        rows = style in ("row", "two", "computed")
        if not any(i["rows"] if rows else i["sentences"] for i in items_of) or (style == "computed" and items_of[0]["lang"] == "zh"):
            continue
        case = draw(maker, items_of, style)
        if not case:
            continue
        if kind:
            changed = getattr(maker, kind)(case)
            if not changed or changed == case["plain"]:
                continue
            case["plain"], case["kind"] = changed.strip(), kind
        want[kind] -= 1
        out.append(maker.finish(case, others(case)))
    for case in out:
        sys.stdout.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
