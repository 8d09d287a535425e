# SPDX-License-Identifier: Apache-2.0
"""Python environments with the peers; bench/embed and bench/train share one."""
import hashlib
import os
import subprocess
import sys
import venv

REQUIREMENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements.txt")


def environment(folder, requirements=REQUIREMENTS):
    """The Python of the environment in folder, made anew where the requirements have changed."""
    with open(requirements, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    python, stamp = os.path.join(folder, "bin", "python"), os.path.join(folder, "complete")
    if os.path.exists(stamp):
        with open(stamp, encoding="ascii") as file:
            if file.read() == wanted:
                return python
    print(f"making {folder} with the peers (some GB; once)", file=sys.stderr)
    try:
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                        "-r", requirements], check=True)
    except subprocess.CalledProcessError:
        sys.exit(f"{folder} could not be made (python3-venv is needed); or name a Python that has "
                 "the peers with --python")
    with open(stamp, "w", encoding="ascii") as file:
        file.write(wanted)
    return python
