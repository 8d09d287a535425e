#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the questions that the order of pages is fitted on (goshawk rank), in FinanceBench's form.

usage: questions.py PASSAGES.jsonl -o FILE [--rows ROWS.jsonl] [--data DIR] [--seed N]

Three kinds, all about public filings, none about a document that measures (no_train.txt):
  written    queries/train.jsonl: a language model wrote them for passages; the page of the passage
  row        'goshawk synth --generators row': a row of a table; its page
  statement  a line item, as people ask for it or as it is printed, or a ratio; the page of the
             company's own statement, where a person would look it up
PASSAGES is what ../shared/tools/passages.py filings prints. Companies are named as their documents
are, which is how 'goshawk docs --json' gives them with --docs FILE.
"""
import argparse
import collections
import json
import pathlib
import random
import re

STATEMENTS = {
    "income": re.compile(r"statements? of (consolidated )?(comprehensive )?"
                         r"(income|operations|earnings)|income statements?", re.I),
    "balance": re.compile(r"balance sheets?|statements? of financial position", re.I),
    "cash": re.compile(r"statements? of (consolidated )?cash flows?|cash flows? statements?", re.I),
}
CALLED = {
    "income": ["income statement", "statement of operations", "P&L statement"],
    "balance": ["balance sheet", "statement of financial position"],
    "cash": ["cash flow statement", "statement of cash flows"],
}
# What people ask for: how statements print it.
ASKED = {
    "revenue": r"(total )?(net )?(revenues?|sales)", "net sales": r"(total )?net sales",
    "cost of goods sold": r"cost of (goods sold|sales|revenues?|products sold)",
    "COGS": r"cost of (goods sold|sales|revenues?|products sold)",
    "gross profit": r"gross (profit|margin)",
    "operating income": r"operating (income|profit)|income from operations",
    "R&D expense": r"research and development.*", "SG&A": r"selling, general and admin.*",
    "net income": r"net (income|earnings)", "net profit": r"net (income|earnings)",
    "diluted EPS": r"(earnings|income).*diluted.*|diluted.*",
    "interest expense": r"interest expense.*", "income tax expense": r"(provision for|income).*tax.*",
    "total assets": r"total assets", "total current assets": r"total current assets",
    "total current liabilities": r"total current liabilities", "total liabilities": r"total liabilities",
    "inventory": r"(total )?inventor(y|ies).*", "accounts receivable": r".*receivable.*",
    "AR": r".*accounts receivable.*", "accounts payable": r".*payable.*",
    "AP": r".*accounts payable.*", "net PP&E": r".*property.*equipment.*net.*",
    "goodwill": r"goodwill", "cash balance": r"cash and cash equivalents",
    "long-term debt": r"long-term debt.*", "retained earnings": r"retained earnings.*",
    "shareholders' equity": r"total.*(share|stock)holders.? equity|total equity",
    "capital expenditures": r".*(purchases? of|capital|additions to|payments for).*"
                            r"(property|expenditures|equipment).*",
    "capex": r".*(purchases? of|capital|additions to|payments for).*"
             r"(property|expenditures|equipment).*",
    "depreciation and amortization": r"depreciation.*",
    "operating cash flow": r".*net cash.*(provided|from).*operati.*",
    "dividends paid": r".*dividends.*paid.*|.*payment.*dividends.*",
    "share buybacks": r".*(repurchase|purchase|treasury).*(stock|shares).*",
}
# Ratios and the statements that have all of their terms.
RATIOS = {
    "gross margin": ["income"], "operating margin": ["income"], "net profit margin": ["income"],
    "effective tax rate": ["income"], "interest coverage ratio": ["income"],
    "quick ratio": ["balance"], "current ratio": ["balance"], "working capital": ["balance"],
    "debt to equity ratio": ["balance"], "free cash flow": ["cash"],
    "dividend payout ratio": ["cash", "income"], "return on assets": ["income", "balance"],
    "return on equity": ["income", "balance"], "inventory turnover": ["income", "balance"],
    "asset turnover": ["income", "balance"], "fixed asset turnover ratio": ["income", "balance"],
    "days sales outstanding": ["income", "balance"],
    "days payable outstanding": ["income", "balance"],
    "capital intensity": ["income", "balance"], "EBITDA margin": ["income", "cash"],
    "capex as a share of revenue": ["cash", "income"], "revenue growth": ["income"],
    "cash conversion cycle": ["income", "balance"],
}
LEGAL = re.compile(r",? (Inc|Corp|Corporation|Company|Co|Ltd|plc|N\.V|Incorporated|Holdings?)\.?$", re.I)
LABEL = re.compile(r"\s*([A-Za-z][A-Za-z ,&’'/()-]{3,70}?)(?:\s{2,}|\s+[$(\d])")
FIGURE = re.compile(r"\d[\d,.]*")
ROWS_LEAST, HEAD_LINES = 12, 10


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def question(kind, number, text, evidence):
    """evidence: pairs of document and page, from 0."""
    return {"id": f"{kind}-{number}", "question": text, "answer": "", "doc_name": evidence[0][0],
            "question_type": kind,
            "evidence": [{"doc_name": d, "page": p, "text": ""} for d, p in evidence]}


def of_passages(kind, path, measuring):
    """Queries of passages, as questions about the passages' pages."""
    for number, row in enumerate(lines_of(path)):
        if row.get("source", "filing") != "filing":
            continue
        ids = row["passage_id"] if isinstance(row["passage_id"], list) else [row["passage_id"]]
        evidence = [(i.split("#")[0], int(i.split("#")[1])) for i in ids]
        if not any(document in measuring for document, _ in evidence):
            yield question(kind, number, row["query"], evidence)


def pages_of(path, measuring):
    """Document -> page -> its text's lines."""
    pages = collections.defaultdict(lambda: collections.defaultdict(list))
    for p in lines_of(path):
        if p["doc"] not in measuring:
            pages[p["doc"]][p["page"]] += [x for x in p["text"].split("\n") if x.strip()]
    return pages


def statement_of(lines):
    """Which statement a page is, and its rows; None where it is none."""
    head = " ".join(lines[:HEAD_LINES])
    found = [name for name, heading in STATEMENTS.items() if heading.search(head)]
    rows = [x for x in lines if len(FIGURE.findall(x)) >= 2 and re.match(r"\s*[A-Za-z]", x)]
    speaks = re.search(r"\bnotes? to|index to|see |supplement", " ".join(lines[:6]), re.I)
    if len(found) != 1 or len(rows) < ROWS_LEAST or speaks:
        return None
    return found[0], rows


def statements_of(pages):
    """Statement -> (pages that show it, labels of the one with most rows)."""
    found = collections.defaultdict(list)
    for page, lines in pages.items():
        statement = statement_of(lines)
        if statement:
            found[statement[0]].append((len(statement[1]), page, statement[1]))
    result = {}
    for name, shown in found.items():
        shown.sort(reverse=True)
        labels = [m[1].strip(" ,-") for m in map(LABEL.match, shown[0][2]) if m]
        result[name] = ([p for n, p, _ in shown if n >= 0.8 * shown[0][0]], labels)
    return result


def ask(draw, name, item, period, statement):
    spoken = [period, period.replace("FY", "fiscal "), period.replace("FY", "fiscal year ")]
    when, called = draw.choice(spoken), draw.choice(CALLED[statement])
    return draw.choice([
        f"What was {name}'s {item} in {when}?",
        f"How much {item} did {name} report for {when}?",
        f"{name} {item} {when}",
        f"What is the {period} {item} for {name}? Use the {called}.",
        f"Looking at the {called}, what {item} does {name} show for {when}, in USD millions?",
        f"As reported in {when}, what is {name}'s {item}?",
        f"What is {name}'s year end {period} {item}?" if statement == "balance"
        else f"{item} of {name}, {when}",
    ])


def ask_ratio(draw, name, ratio, year):
    return draw.choice([f"What is {name}'s FY{year} {ratio}?", f"{name} {ratio} {year}",
                        f"Calculate the fiscal {year} {ratio} of {name}.",
                        f"What is the FY{year} {ratio} for {name}? Round to two decimals."])


def of_statements(draw, pages, known):
    number = 0
    for document in sorted(pages):
        info = known.get(document, {})
        year, period = info.get("fiscal_year"), info.get("fiscal_period") or "FY"
        if not info.get("company") or not year:
            continue
        statements = statements_of(pages[document])
        short = LEGAL.sub("", info["company"]).strip()
        names = [info["company"], short, short] + ([info["ticker"]] if info.get("ticker") else [])
        when = f"FY{year}" if period == "FY" else f"{period} {year}"
        for statement, (shown, labels) in statements.items():
            items = [a for a, printed in ASKED.items()
                     if any(re.fullmatch(printed, x, re.I) for x in labels)]
            draw.shuffle(labels)
            items = draw.sample(items, min(3, len(items)))
            items += [x[0].lower() + x[1:] for x in labels[:2] if len(x.split()) <= 7]
            for item in items:
                number += 1
                yield question("statement", number,
                               ask(draw, draw.choice(names), item, when, statement),
                               [(document, p) for p in shown])
        able = [r for r, need in RATIOS.items() if all(s in statements for s in need)]
        for ratio in draw.sample(able, min(2, len(able))) if period == "FY" else []:
            number += 1
            yield question("ratio", number, ask_ratio(draw, draw.choice(names), ratio, year),
                           [(document, p) for s in RATIOS[ratio] for p in statements[s][0]])


def main():
    data = pathlib.Path(__file__).resolve().parents[2] / "../shared/data"
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("passages")
    parser.add_argument("--docs", required=True, help="what 'goshawk docs LIB --json' printed")
    parser.add_argument("--rows", help="what 'goshawk synth' wrote")
    parser.add_argument("-o", dest="out", required=True)
    parser.add_argument("--data", type=pathlib.Path, default=data)
    parser.add_argument("--most", type=int, default=1200, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    draw = random.Random(args.seed)
    measuring = set((args.data / "no_train.txt").read_text(encoding="utf-8").split("\n"))
    known = {d["document"]: d for d in json.load(open(args.docs, encoding="utf-8"))["documents"]}
    kinds = [list(of_passages("written", args.data / "queries/train.jsonl", measuring)),
             list(of_passages("row", args.rows, measuring)) if args.rows else [],
             list(of_statements(draw, pages_of(args.passages, measuring), known))]
    chosen = [q for kind in kinds for q in draw.sample(kind, min(args.most, len(kind)))]
    draw.shuffle(chosen)
    with open(args.out, "w", encoding="utf-8") as file:
        for q in chosen:
            file.write(json.dumps(q, ensure_ascii=False) + "\n")
    print(f"{len(chosen)} questions: written {len(kinds[0])}, row {len(kinds[1])}, "
          f"statement and ratio {len(kinds[2])}, at most {args.most} of each")


if __name__ == "__main__":
    main()
