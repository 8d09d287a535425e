/* SPDX-License-Identifier: Apache-2.0
 *
 * What a reader types and what a set of questions holds: the input is a question, an expected
 * answer and an answer, one a line (the last may have several).
 */
#include "eval/eval.h"
#include "search/search.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MOST = 4096 };

static void require(bool holds)
{
    if (!holds) abort();
}

static void check_question(const char *text)
{
    gk_question *q;
    gk_question_read(text, &q);
    size_t n = strlen(text);
    require(strcmp(q->text, text) == 0);
    for (size_t i = 0; i < q->term_count; i++) {
        const gk_query_term *t = &q->terms[i];
        require(t->text[0] && t->weight > 0 && t->weight <= 1);
        require(t->span.start < t->span.end && t->span.end <= n);
        for (size_t k = 0; k < i; k++) require(strcmp(q->terms[k].text, t->text) != 0);
    }
    for (size_t i = 0; i < q->period_count; i++)
        require(q->periods[i].year && q->periods[i].span.end <= n);
    for (size_t i = 0; i < q->item_count; i++)
        for (size_t k = 0; k < i; k++) require(q->items[k] != q->items[i]);
    require(q->scale >= 0);
    gk_page_wants *wants = gk_page_wants_new(q);
    gk_page_signs signs;
    gk_page_look(wants, text, n, &signs);
    require(signs.statement >= 0 && signs.statement <= 1 && signs.label >= 0 && signs.label <= 1);
    gk_page_wants_free(wants);
    gk_question_free(q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > SIZE_MOST) return 0;
    char *text = gk_strndup((const char *)data, size), *rest = text;
    const char *question = strsep(&rest, "\n");
    const char *expected = rest ? strsep(&rest, "\n") : "";
    const char *answer = rest ? rest : "";
    check_question(question);
    bool right = gk_judge(question, expected, answer);
    require(gk_judge(question, expected, answer) == right);
    if (!expected[0]) require(!right);
    gk_free(text);
    return 0;
}
