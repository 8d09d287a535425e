# SPDX-License-Identifier: Apache-2.0
"""What a reader must know about the machine that figures were taken on."""
import os
import sys

SETS = ("avx2", "fma", "avx_vnni", "avx512f", "avx512_vnni", "avx512_bf16", "amx_int8", "asimd",
        "asimddp", "i8mm")


def processor():
    """(name, the instruction sets that matter here, in SETS' order)."""
    name, flags = "unknown processor", set()
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        for line in info:
            key, _, value = line.partition(":")
            if key.strip() == "model name":
                name = value.strip()
            elif key.strip() in ("flags", "Features"):
                flags = set(value.split())
    return name, [s for s in SETS if s in flags]


def note(line):
    print(line, file=sys.stderr, flush=True)


def warn_if_busy():
    """A benchmark beside other work measures the other work."""
    load = os.getloadavg()[0]
    if load > 0.3 * len(os.sched_getaffinity(0)):
        note(f"the machine is busy (load {load:.1f}): these figures will not be worth much")
