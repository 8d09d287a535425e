# SPDX-License-Identifier: Apache-2.0
"""What the tests share: the repository's tiny model (32 dimensions, 24 tokens) and texts."""
import json
import os
import shutil
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TINY = os.path.join(ROOT, "tests", "model", "data", "tiny")
DIMENSIONS, TOKENS = 32, 24
TEXTS = ["Net cash flow was $1,577 million.", "", "sales", "日本 net selling",
         "the cash flow of the year was net of sales, " * 5, "cash flows of 2018 (2017: 1,373)"]


def program():
    """The built program, or a skipped test."""
    path = os.environ.get("GOSHAWK_PROGRAM") or os.path.join(ROOT, "build", "goshawk")
    if not os.path.exists(path):
        raise unittest.SkipTest(f"{path} is not built")
    return path


def model_with_prompts(test, prompts):
    """A copy of the tiny model that has prompts; removed with the test."""
    folder = tempfile.mkdtemp()
    test.addCleanup(shutil.rmtree, folder)
    copy = os.path.join(folder, "model")
    shutil.copytree(TINY, copy)
    with open(os.path.join(copy, "config_sentence_transformers.json"), "w", encoding="utf-8") as out:
        json.dump({"prompts": prompts, "default_prompt_name": None}, out)
    return copy
