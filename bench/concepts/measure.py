# SPDX-License-Identifier: Apache-2.0
"""Whether printed labels are taken for the concepts that they are tagged with, on a company whose
labels nothing was learned from.

  bench/concepts/measure.py --find-tables build/bench_find_tables --concepts build/bench_concepts \\
      [--misses N] STREAM...

STREAM as for tools/learn_labels.py. Rows of the whole company whose tag the vocabulary has; each
company is measured with the vocabulary alone, and with what the other companies' labels taught.
"""
import argparse
import collections
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent.parent / "tools"))
from learn_labels import ask, company, learn, names_of, tagged_rows, vocabulary  # noqa: E402

SURE = 0.8
# One tag serves two rows.
SAME = {"cash_at_beginning_of_period": "cash_at_end_of_period", "cash_and_cash_equivalents": "cash_at_end_of_period"}


def judge(rows, answers, tags, counts, misses=None):
    """counts[where][what], where: all rows that are known, and each statement."""
    for (label, sections, statement, tag), answer in zip(rows, answers):
        concept = tags.get(tag)
        told = answer and answer[0][1] >= SURE
        best = [c for c, score in answer if told and score >= answer[0][1] - 0.001]
        concept, best = SAME.get(concept, concept), [SAME.get(c, c) for c in best]
        for where in ("all tables", statement or "other tables"):
            if not concept:
                counts[where]["of no concept"] += 1
                counts[where]["of no concept, told one"] += bool(told)
                continue
            counts[where]["rows"] += 1
            counts[where]["right"] += concept in best[:1]
            counts[where]["among the best"] += concept in best
            counts[where]["wrong"] += bool(told) and concept not in best
        if misses is not None and concept and concept not in best[:1]:
            misses[label, sections[-1] if sections else "", statement, concept, best[0] if best else "-"] += 1


def own_file(learned, folder):
    path = pathlib.Path(folder) / "own.txt"
    with open(path, "w", encoding="utf-8") as out:
        for concept, labels in sorted(learned.items()):
            out.write("[%s]\nprinted += %s\n" % (concept, " | ".join(sorted(labels))))
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--find-tables", required=True)
    parser.add_argument("--concepts", required=True)
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="print the N most frequent")
    parser.add_argument("streams", nargs="+", metavar="STREAM")
    args = parser.parse_args()
    tags, _ = vocabulary()
    by_company = collections.defaultdict(list)
    for stream in args.streams:
        by_company[company(stream)] += tagged_rows(stream, args.find_tables)
    names = names_of(args.streams)
    counts = {how: collections.defaultdict(collections.Counter) for how in ("vocabulary", "with learned")}
    misses = collections.Counter()
    alone = {name: ask(args.concepts, rows) for name, rows in by_company.items()}
    with tempfile.TemporaryDirectory() as folder:
        for name, rows in sorted(by_company.items()):
            others = [(row, answer) for other in by_company if other != name
                      for row, answer in zip(by_company[other], alone[other])]
            own = own_file(learn([r for r, _ in others], [a for _, a in others], tags, names), folder)
            judge(rows, alone[name], tags, counts["vocabulary"])
            judge(rows, ask(args.concepts, rows, own), tags, counts["with learned"], misses)
    print("%d companies, %d filings; wrong: another concept is told" % (len(by_company), len(args.streams)))
    for how, places in counts.items():
        for where in ("income", "balance", "cash", "other tables", "all tables"):
            c = places[where]
            if c["rows"]:
                print("%-13s %-13s rows %5d  right %5.1f%%  among the best %5.1f%%  wrong %5.1f%%  nothing %5.1f%%   "
                      "of no concept %4d, told one %4.1f%%" %
                      (how, where, c["rows"], 100 * c["right"] / c["rows"], 100 * c["among the best"] / c["rows"],
                       100 * c["wrong"] / c["rows"],
                       100 * (c["rows"] - c["among the best"] - c["wrong"]) / c["rows"],
                       c["of no concept"], 100 * c["of no concept, told one"] / max(1, c["of no concept"])))
    for miss, n in sorted(misses.items(), key=lambda item: -item[1])[:args.misses]:
        print(n, miss)


if __name__ == "__main__":
    main()
