/* SPDX-License-Identifier: Apache-2.0
 *
 * The language: Chinese where a fifth of the letters are Han (a Latin word has many letters, a
 * Chinese one two), English where most letters are Latin and its small words are among them.
 */
#include "about/work.h"

#include "text/text.h"

#include <string.h>

enum { SAMPLE_BYTES = 200000 };

static bool has_english(const flow *f, size_t to)
{
    static const char *const words[] = {" the ", " of ", " and ", " to ", " in ", " for ", " is "};
    int count = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        count += flow_find(f, 0, to, words[i]) != FLOW_NONE;
    return count >= 2;
}

void about_language(work *w)
{
    const flow *f = &w->flow;
    size_t to = f->n < SAMPLE_BYTES ? f->n : SAMPLE_BYTES, han = 0, kana = 0, latin = 0;
    for (size_t i = 0; i < to;) {
        uint32_t c = gk_utf8_next(f->text, to, &i);
        if (gk_is_han(c))
            han++;
        else if (c >= 0x3040 && c <= 0x30FF)
            kana++;
        else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            latin++;
    }
    const char *language = NULL;
    if (han * 5 > latin && han >= 4 && kana * 4 < han)
        language = "zh";
    else if (latin > han * 5 && has_english(f, to))
        language = "en";
    if (language) work_propose(w, GK_FIELD_LANGUAGE, language, RANK_TEXT, FLOW_NONE, "its letters");
}
