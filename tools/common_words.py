#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints src/search/common_words.c: the words that financial texts write in lower case.

A question's word that stands in this list is taken for a company's name only where it is written
as one. Input: passages as JSON lines with a field "text", on standard input.

    tools/common_words.py < passages.jsonl > src/search/common_words.c
"""
import collections
import json
import re
import sys

MOST = 4000

# Ordinary words that filings seldom use, but companies bear.
ALSO = """apple amazon square visa oracle shell ford chase snap zoom unity discovery match gap target
block peloton spring sprint key general mills booking lucky crown bath beauty foot locker carnival
delta eagle fox gold hunt jack lamb leaf lennox monster news nucor oak palm pool pulse regency rock
roper salt sea ski sonic south spirit star steel sun sunrise swift tapestry tiger trade travel twin
union vertex viper wolf york boston chicago texas virginia california florida georgia london paris
american british canadian chinese european japanese french german indian pacific atlantic southern
northern western eastern""".split()

HEAD = """/* SPDX-License-Identifier: Apache-2.0
 *
 * Words that financial texts write in lower case, and some ordinary ones that companies bear. Made
 * by tools/common_words.py from public filings.
 */
#include "search/companies.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const char *const words[] = {"""
TAIL = """};
/* clang-format on */

static int compare(const void *key, const void *word)
{
    return strcmp(key, *(const char *const *)word);
}

bool gk_is_common_word(const char *word)
{
    return bsearch(word, words, sizeof words / sizeof *words, sizeof *words, compare) != NULL;
}"""


def main():
    lower, capital, documents = collections.Counter(), collections.Counter(), collections.Counter()
    word = re.compile(r"(?<![\w&'’-])[A-Za-z]{2,16}(?![\w&'’])")
    for line in sys.stdin:
        text = json.loads(line)["text"]
        seen = set()
        for match in word.finditer(text):
            form = match.group()
            if form.islower():
                lower[form] += 1
                seen.add(form)
            elif form[1:].islower():
                capital[form.lower()] += 1
        documents.update(seen)
    common = [w for w, n in lower.most_common() if documents[w] >= 20 and n > 0.25 * capital[w]]
    words = sorted(set(common[:MOST]) | set(ALSO))
    print(HEAD)
    for w in words:
        print(f'    "{w}",')
    print(TAIL)


main()
