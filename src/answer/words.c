/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/answer.h"

#include <string.h>

gk_seen gk_seen_new(const gk_question *question, gk_arena *arena)
{
    return (gk_seen){.question = question,
                     .terms = gk_arena_array(arena, question->term_count, sizeof(bool))};
}

static bool see(void *ctx, const gk_term *term)
{
    gk_seen *seen = ctx;
    if (gk_term_is_stopword(term->text)) return true;
    seen->total++;
    for (size_t i = 0; i < seen->question->term_count; i++) {
        if (strcmp(seen->question->terms[i].text, term->text) != 0) continue;
        seen->terms[i] = true;
        seen->known++;
        break;
    }
    return true;
}

void gk_seen_add(gk_seen *seen, gk_terms *terms, const char *text, size_t n)
{
    gk_terms_each(terms, text, n, see, seen);
}

double gk_seen_coverage(const gk_seen *seen)
{
    size_t content = 0, found = 0;
    for (size_t i = 0; i < seen->question->term_count; i++) {
        content += seen->question->terms[i].content;
        found += seen->question->terms[i].content && seen->terms[i];
    }
    return content ? (double)found / (double)content : 0;
}
