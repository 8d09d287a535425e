# SPDX-License-Identifier: Apache-2.0
"""Reports that a program prints, kept in files."""
import json
import os
import subprocess


def print_into(path, argv, what):
    """What argv prints becomes the file, once all of it is there."""
    with open(path + ".partial", "wb") as file:
        if subprocess.run(argv, stdout=file, check=False).returncode:
            raise SystemExit(f"{what} failed")
    os.replace(path + ".partial", path)


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)
