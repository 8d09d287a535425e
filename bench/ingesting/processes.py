# SPDX-License-Identifier: Apache-2.0
"""Programs run and weighed."""
import os
import subprocess
import tempfile
import time


def run(argv, may_fail=False):
    """(standard output, {"wall", "cpu", "mib"}) of argv and what it starts; None where it fails and
    may. A child's peak is at least what this process holds when it starts it: keep this one small."""
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(argv, stdout=out,
                                 stderr=subprocess.DEVNULL if may_fail else None)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            if may_fail:
                return None
            raise SystemExit(f"{' '.join(argv[:4])} ...: status {child.returncode}")
        out.seek(0)
        return out.read(), {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime,
                            "mib": usage.ru_maxrss / 1024}


def version_of(argv):
    """The first line that a program says of itself."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().split("\n")[0]


def folder_bytes(folder):
    return sum(os.path.getsize(os.path.join(place, name))
               for place, _, names in os.walk(folder) for name in names)
