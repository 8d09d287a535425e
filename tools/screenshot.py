#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes docs/screenshot.png: a question to the sample library, its answer, the cited line marked.

    ./setup && tools/screenshot.py

Needs Chromium and its driver (Debian: chromium, chromium-driver).
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "web"))
sys.dont_write_bytecode = True
from webdriver import ENTER, Browser  # noqa: E402

QUESTION = "How much did Halden Instruments spend on property, plant and equipment in fiscal 2024?"


def main():
    server = subprocess.Popen(
        [ROOT / "build/goshawk", "serve", ROOT / "build/sample.lib", "--listen", "127.0.0.1:0",
         "--json", "--quiet"], stdout=subprocess.PIPE, text=True)
    try:
        address = json.loads(server.stdout.readline())["address"]
        with Browser(size=(1360, 860)) as browser:
            browser.go(address)
            browser.find("#question").type(QUESTION + ENTER)
            browser.find(".answer-text a.chip").click()
            browser.find("#viewer .sheet.ready .box")
            browser.screenshot(ROOT / "docs/screenshot.png")
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
