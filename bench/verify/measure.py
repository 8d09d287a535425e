#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How many planted errors verification catches, and how many right answers it doubts.

usage: measure.py CASES [--program build/bench_verify] [--wrong FILE]

CASES is cases.py's output (or a file like it). Beside it a baseline that knows words alone: the share of the
answer's words that the cited source has, with the threshold that doubts 3 % of the right answers of the same file.
--wrong writes what was missed and what was doubted without reason.
"""
import argparse, json, os, re, subprocess, sys

NUMERIC = ["digit", "sign", "scale", "year", "company", "unit"]
OTHERS = ["negation", "direction", "forecast", "speaker"]
MORE = ["topic"]


def run(program, cases):
    text = "".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cases)
    out = subprocess.run([program], input=text, capture_output=True, text=True, check=True).stdout
    return [json.loads(l) for l in out.splitlines()]


def tokens(text):
    return re.findall(r"[a-z]+|\d[\d,.]*|[\u4e00-\u9fff]", text.lower())


def overlap(case):
    answer = re.sub(r"\[[^\]]*\]", "", case["answer"])
    marks = re.findall(r"\[([^\]]*)\]", case["answer"])
    cited = [s for s in case["sources"] if s["mark"] in marks] or case["sources"]
    have = set(t for s in cited for t in tokens(" ".join([s["text"], s["company"], s["document"], s["speaker"]])))
    want = tokens(answer)
    return sum(t in have for t in want) / max(1, len(want))


def share(flags):
    flags = list(flags)
    return "%5.1f %% of %d" % (100 * sum(flags) / len(flags), len(flags)) if flags else "-"


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("cases")
    ap.add_argument("--program", default="build/bench_verify")
    ap.add_argument("--wrong")
    a = ap.parse_args()
    cases = [json.loads(l) for l in open(a.cases, encoding="utf-8")]
    found = run(a.program, cases)
    scores = [overlap(c) for c in cases]
    right = sorted(s for s, c in zip(scores, cases) if not c["kind"])
    threshold = right[int(len(right) * 0.03)] if right else 0
    kinds = {k: [i for i, c in enumerate(cases) if c["kind"] == k] for k in [""] + NUMERIC + OTHERS + MORE}
    print("%-22s %18s   %18s   %s" % ("planted", "caught", "by words alone", "right kind named"))
    for k in NUMERIC + OTHERS + [m for m in MORE if kinds[m]]:
        ids = kinds[k]
        named = [any(v["why"] in (k, {"digit": "digits", "year": "period"}.get(k)) for v in found[i]["verdicts"]) for i in ids]
        print("%-22s %18s   %18s   %s" % (k, share(not found[i]["supported"] for i in ids), share(scores[i] < threshold for i in ids), share(named)))
    for name, group in (("numeric", NUMERIC), ("others", OTHERS)):
        ids = [i for k in group for i in kinds[k]]
        print("%-22s %18s   %18s" % ("all " + name, share(not found[i]["supported"] for i in ids), share(scores[i] < threshold for i in ids)))
    ids = kinds[""]
    print("%-22s %18s   %18s" % ("false alarms", share(not found[i]["supported"] for i in ids), share(scores[i] < threshold for i in ids)))
    for style in sorted({cases[i]["style"] for i in ids}):
        of = [i for i in ids if cases[i]["style"] == style]
        print("%-22s %18s" % ("  " + style, share(not found[i]["supported"] for i in of)))
    if a.wrong:
        with open(a.wrong, "w", encoding="utf-8") as f:
            for c, v in zip(cases, found):
                if v["supported"] == bool(c["kind"]):
                    f.write(json.dumps({"kind": c["kind"], "style": c["style"], "lang": c["lang"], "answer": c["answer"],
                                        "verdicts": [(x["text"], x["why"], round(x["support"], 2)) for x in v["verdicts"]], "sources": c["sources"]}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
