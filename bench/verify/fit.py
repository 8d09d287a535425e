#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the weights of src/verify/weights.c on cases of `cases.py --set train`: logistic regression with a
pull towards PRIOR, features that can only speak against a claim kept from speaking for it.

usage: fit.py CASES [--program build/bench_verify] > src/verify/weights.c
"""
import argparse, datetime, json, re, subprocess
import numpy as np

# Where the examples say little, a weight stays near this.
PRIOR = {"WORSE_BETTER": -3.0, "LOSS_GAIN": -2.5, "FORECAST_ADDED": -2.0, "YEAR": -3.0, "QUANTIFIER": -1.5, "UNKNOWN_NAMES": -0.5}
FOR = {"COVER", "COVER_ONE", "ROW", "FOREIGN"}
WORDS = {"", "negation", "direction", "forecast", "speaker", "topic"}
ROWS = {"row", "two", "computed"}  # their figures speak for them


def names(header):
    text = open(header, encoding="utf-8").read()
    return re.findall(r"GK_FEATURE_([A-Z_]+),", text)


def fit(x, y, sample, kept, prior, pull=0.02, rounds=6000):
    w, b = prior.copy(), 0.0
    rate = 0.5
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-(x @ w + b)))
        g = x.T @ ((p - y) * sample) / sample.sum() + pull * (w - prior) / 10
        w -= rate * g
        b -= rate * ((p - y) * sample).sum() / sample.sum()
        w = np.where(kept == 1, np.maximum(w, 0), np.minimum(w, 0))
    return w, b


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("cases")
    ap.add_argument("--program", default="build/bench_verify")
    ap.add_argument("--header", default="src/verify/checks.h")
    a = ap.parse_args()
    cases = [c for c in map(json.loads, open(a.cases, encoding="utf-8")) if c["kind"] in WORDS
             and not (c["kind"] and c["style"] in ROWS) and not (not c["kind"] and c["style"] == "quoted")]
    out = subprocess.run([a.program, "--features"], input="".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cases),
                         capture_output=True, text=True, check=True).stdout
    x, y = [], []
    for case, line in zip(cases, out.splitlines()):
        rows = np.array(json.loads(line))
        if len(rows) == 1:
            x.append(rows[0])
            y.append(0.0 if case["kind"] else 1.0)
    x, y = np.array(x), np.array(y)
    feature = names(a.header)
    assert len(feature) == x.shape[1], (len(feature), x.shape)
    kept = np.array([1 if f in FOR else -1 for f in feature])
    sample = np.where(y == 1, 1.0 / max(1, y.sum()), 1.0 / max(1, (1 - y).sum()))
    w, b = fit(x, y, sample, kept, np.array([PRIOR.get(f, 0.0) for f in feature]))
    p = 1 / (1 + np.exp(-(x @ w + b)))
    # Other people word right answers more freely than cases.py does: room is left for them.
    threshold = min(0.45, float(np.quantile(p[y == 1], 0.005)))
    caught = (p[y == 0] < threshold).mean()
    print("/* SPDX-License-Identifier: Apache-2.0\n *\n * What each feature of support.c counts: fitted by bench/verify/fit.py on %s over %d right and\n"
          " * %d wrong sentences made from public filings (bench/verify/cases.py --set train). On those it\n"
          " * catches %.0f %% of the wrong ones at %.1f %% of the right ones.\n */" % (datetime.date.today().isoformat(), int(y.sum()), int((1 - y).sum()), 100 * caught, 100 * (p[y == 1] < threshold).mean()))
    print('#include "verify/checks.h"\n\nconst double gk_support_weights[GK_FEATURES] = {')
    for f, v in zip(feature, w):
        print("    [GK_FEATURE_%s] = %.3f," % (f, v if f != "FOREIGN" else 4.0))
    print("};\nconst double gk_support_bias = %.3f;\nconst double gk_support_threshold = %.3f;" % (b, threshold))


if __name__ == "__main__":
    main()
