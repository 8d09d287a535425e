# SPDX-License-Identifier: Apache-2.0
"""Which printed labels mean which concept, learned from tagged filings; writes src/concept/learned.txt.

  tools/learn_labels.py --find-tables build/bench_find_tables --concepts build/bench_concepts \\
      STREAM... > src/concept/learned.txt

STREAM is what `goshawk-read FILING.html` prints, in a file named COMPANY-….stream. A row of a table
whose figures are tagged with one concept of the vocabulary teaches its label, alone where the label
says enough and always meant the same, else with the heading it stands under. Labels that the
vocabulary knows teach nothing, even where a filing tags them otherwise; nor do labels that name a
company.
"""
import argparse
import collections
import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
VAGUE = {"other", "total", "net", "gross", "basic", "diluted", "current", "noncurrent", "non-current", "balance",
         "beginning", "ending", "all", "less", "average", "thereafter", "subtotal", "amount", "amounts", "cost",
         "and", "of", "the", "in", "for", "at", "to", "items", "adjustments", "recognized", "deferred", "foreign",
         "domestic", "federal", "state", "u.s.", "us", "united", "states", "international", "assets", "liabilities",
         "level", "purchases", "sales", "additions", "changes", "change", "balances", "beginning", "end", "as",
         "period", "year", "fiscal", "months", "ended", "reclassifications", "proceeds", "payments", "income", "expense",
         "loss", "gain", "before", "after", "tax", "taxes", "january", "march", "june", "july", "september", "december",
         "value", "fair", "carrying", "incurred", "included", "cash", "flows", "activities", "effect", "by", "from", "on", "or", "with"}

# Who has no minority tags all of the net income with what others tag the shareholders' part with.
WITHOUT_MINORITY = {
    "us-gaap:NetIncomeLoss": "us-gaap:ProfitLoss",
    "us-gaap:ComprehensiveIncomeNetOfTax":
        "us-gaap:ComprehensiveIncomeNetOfTaxIncludingPortionAttributableToNoncontrollingInterest",
}


def vocabulary(path=ROOT / "src/concept/concepts.txt"):
    """tag -> concept's id; id -> statements."""
    tags, statements, at = {}, {}, None
    for line in open(path, encoding="utf-8"):
        line = line.strip()
        if line.startswith("["):
            at = line[1:-1]
            statements[at] = []
        key, _, value = line.partition(" = ")
        if key == "tags":
            for tag in value.split(" | "):
                tags.setdefault(tag, at)
        elif key == "statement":
            statements[at] = value.split(" | ")
    return tags, statements


def company(stream):
    return os.path.basename(stream).split("-")[0]


def kind(table):
    """Which primary statement a table is, by what its rows say; "" for none."""
    labels = " | ".join(" | ".join(row["sections"]) + " | " + row["label"] for row in table["rows"]).lower()
    if "total assets" in labels and re.search(r"total (current )?liabilities|equity", labels):
        return "balance"
    if "operating activities" in labels and re.search(r"(investing|financing) activities", labels):
        return "cash"
    if re.search(r"net (income|earnings|loss)|net \(loss", labels) and re.search(r"tax", labels) \
            and re.search(r"revenue|sales", labels) and "diluted" in labels:
        return "income"
    return ""


def tagged_rows(stream, find_tables):
    """(label, sections, statement, tag) of the rows whose figures are of the whole company and have
    one tag."""
    facts = collections.defaultdict(collections.Counter)
    seen = set()
    for line in open(stream, encoding="utf-8"):
        if not line.startswith('{"fact"'):
            continue
        fact = json.loads(line)
        seen.add(fact["fact"])
        if fact.get("unit") and fact.get("page") and not fact.get("dimensions") and not fact.get("nil"):
            facts[fact["page"], fact["line"]][fact["fact"]] += 1
    out = subprocess.run([find_tables, "json", stream], capture_output=True, text=True, check=True).stdout
    rows = []
    for line in out.splitlines():
        table = json.loads(line)
        statement = kind(table)
        for row in table["rows"]:
            tags = facts.get((table["page"], row["line"]))
            if not tags or not row["label"] or len(tags) > 1:
                continue
            tag = next(iter(tags))
            if WITHOUT_MINORITY.get(tag, tag) not in seen:
                tag = WITHOUT_MINORITY[tag]
            rows.append((row["label"], tuple(row["sections"]), statement, tag))
    return rows


def ask(concepts, rows, own=None):
    """The best concept of each row and its score, by bench_concepts."""
    lines = "".join("%s\t%s\t%s\n" % (clean(label), " / ".join(clean(s).replace(" / ", "/") for s in sections), statement)
                    for label, sections, statement, _ in rows)
    out = subprocess.run([concepts] + ([str(own)] if own else []), input=lines, capture_output=True, text=True,
                         check=True).stdout
    answers = []
    for line in out.split("\n")[:len(rows)]:
        parts = line.split()
        answers.append([(parts[i], float(parts[i + 1])) for i in range(0, len(parts), 2)])
    return answers


def clean(text):
    return re.sub(r"[\t\n|\[\]=]+", " ", text).strip()


def words(text):
    return re.findall(r"[a-z][a-z&.'’-]*", text.lower())


def general(label, names):
    """Says something of itself, and of no company."""
    all_words = words(label)
    if not 1 <= len(all_words) <= 12 or names & set(all_words):
        return False
    return any(word not in VAGUE for word in all_words) and not re.search(r"\d", label)


def learn(rows, answers, tags, names=frozenset()):
    """id -> Counter of labels ("section > label" where the label alone is not enough). rows and
    answers of all companies that may teach."""
    meant = collections.defaultdict(collections.Counter)
    under = collections.defaultdict(collections.Counter)
    for (label, sections, _, tag), answer in zip(rows, answers):
        concept = tags.get(tag, tag)
        label = clean(label).lower()
        meant[label][concept] += 1
        if sections:
            under[clean(sections[-1]).lower().rstrip(":"), label][concept] += 1
    learned = collections.defaultdict(collections.Counter)
    for (label, sections, _, tag), answer in zip(rows, answers):
        concept = tags.get(tag)
        if not concept or (answer and answer[0][1] >= 0.9):
            continue
        label = clean(label).lower()
        if re.search(r"beginning|ending|end of", label):
            continue
        if len(words(label)) > 1 and len(meant[label]) == 1 and general(label, names):
            learned[concept][label] += 1
        elif sections and len(label) < 60:
            section = clean(sections[-1]).lower().rstrip(":")
            if len(section) < 60 and len(under[section, label]) == 1 and general(section + " " + label, names):
                learned[concept]["%s > %s" % (section, label)] += 1
    return learned


def names_of(streams):
    """Words of the companies' names, as the filings state them, and how they are run together."""
    common = {"inc", "inc.", "corp", "co", "company", "the", "and", "corporation", "&", "products", "foods", "/de/"}
    names = set()
    for stream in streams:
        for line in open(stream, encoding="utf-8"):
            if '"dei:EntityRegistrantName"' in line:
                own = [word for word in words(json.loads(line)["value"]) if word not in common]
                names |= set(own) | {"".join(own), "-".join(own), "&".join(word[0] for word in own)}
                break
    return frozenset(names)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--find-tables", required=True)
    parser.add_argument("--concepts", required=True)
    parser.add_argument("streams", nargs="+", metavar="STREAM")
    args = parser.parse_args()
    tags, _ = vocabulary()
    rows = []
    for stream in args.streams:
        rows += tagged_rows(stream, args.find_tables)
    learned = learn(rows, ask(args.concepts, rows), tags, names_of(args.streams))
    print("# SPDX-License-Identifier: Apache-2.0\n#\n"
          "# Printed labels of concepts, learned from the tags of filings: tools/learn_labels.py writes this file.\n"
          "# \"id = label | label\", the most frequent first; \"section > label\": under that heading.\n")
    for concept in sorted(learned):
        labels = [label for label, _ in sorted(learned[concept].items(), key=lambda item: (-item[1], item[0]))]
        print("%s = %s" % (concept, " | ".join(labels)))


if __name__ == "__main__":
    main()
