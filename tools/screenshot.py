#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes the picture of the page that the README shows, with headless Chromium:

    build/goshawk serve my.lib &
    tools/screenshot.py "QUESTION" OUT.png [--address http://127.0.0.1:8080/] [--dark] [--phone]

It asks the question and opens the first citation.
"""
import argparse
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "web"))
from webdriver import ENTER, Browser, available  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description="Takes a picture of goshawk's page.")
    parser.add_argument("question")
    parser.add_argument("out")
    parser.add_argument("--address", default="http://127.0.0.1:8080/")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--phone", action="store_true")
    parser.add_argument("--lang", default="en-US")
    options = parser.parse_args()
    why = available()
    if why:
        sys.exit(f"screenshot.py: {why}")
    size = (390, 844) if options.phone else (1400, 860)
    with Browser(lang=options.lang, size=size, dark=options.dark, scale=2 if options.phone else 1) as browser:
        browser.go(options.address)
        browser.find("#question").type(options.question + ENTER)
        browser.find("#result a.chip").click()
        browser.find("#viewer .sheet.ready, #viewer .text-sheet")
        browser.script("document.activeElement.blur()")
        browser.screenshot(options.out)


if __name__ == "__main__":
    main()
