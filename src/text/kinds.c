/* SPDX-License-Identifier: Apache-2.0
 *
 * Words in a document's name that say what it is, not whose: a table to extend.
 */
#include "text/text.h"

#include <string.h>

bool gk_is_document_kind(const char *s, size_t n)
{
    static const char *const kinds[] = {
        "report",     "reports",    "annual",       "interim",    "quarterly", "filing",
        "filings",    "document",   "news",         "press",      "call",      "earnings",
        "release",    "transcript", "research",     "note",       "notes",     "policy",
        "memo",       "letter",     "statement",    "statements", "financial", "financials",
        "prospectus", "proxy",      "presentation", "slides",     "minutes",   "summary",
        "10k",        "10q",        "8k",           "20f",        "form",      "scan",
        "page",       "file",       "the",          "final",      "draft",     "dated",
        "年报",       "年度报告",   "半年报",       "半年度报告", "季报",      "季度报告",
        "报告",       "公告",       "新闻",         "研报",       "研究报告",  "财务报表",
        "招股书",     "招股说明书"};
    char latin[64] = "", han[64] = "";
    size_t latin_length = 0, han_length = 0;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        if (c >= 'A' && c <= 'Z') c += 32;
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if ((letter ? latin_length : han_length) + 5 > sizeof latin) return false;
        if (letter) latin[latin_length++] = (char)c;
        if (!letter && gk_is_han(c)) {
            memcpy(han + han_length, s + at, i - at);
            han_length += i - at;
        }
    }
    const char *folded = latin_length ? latin : han;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(folded, kinds[i]) == 0) return true;
    return false;
}
