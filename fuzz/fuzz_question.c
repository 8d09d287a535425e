/* SPDX-License-Identifier: Apache-2.0
 *
 * What a reader types and what a set of questions holds: the input is a question, an expected
 * answer and an answer, one a line (the last may have several).
 */
#include "eval/eval.h"
#include "search/companies.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MOST = 4096 };

static void require(bool holds)
{
    if (!holds) abort();
}

/* Sorted by key, as the registry has them. */
static const gk_company_name names[] = {
    {"3m", 0, GK_MATCHED_NAME, 1, false},           {"hlm", 1, GK_MATCHED_TICKER, 0.95, true},
    {"haldenmarine", 1, GK_MATCHED_NAME, 1, false}, {"halden", 1, GK_MATCHED_PART, 0.7, false},
    {"market", 2, GK_MATCHED_NAME, 1, false},       {"market", 0, GK_MATCHED_ALIAS, 0.95, false},
    {"tf", 2, GK_MATCHED_INITIALS, 0.6, true},      {"云泉", 0, GK_MATCHED_ALIAS, 0.95, false},
};
enum { NAMES = sizeof names / sizeof *names };

static int by_key(const void *a, const void *b)
{
    return strcmp(((const gk_company_name *)a)->key, ((const gk_company_name *)b)->key);
}

static void check_mentions(const gk_question *q, size_t n)
{
    gk_company companies[] = {{"3M Company", "MMM", "", 1, true},
                              {"Halden Marine, Inc.", "HLM", "", 1, true},
                              {"Market & Co", "", "", 1, true}};
    gk_company_name sorted[NAMES];
    size_t near[NAMES], near_count = 0;
    memcpy(sorted, names, sizeof names);
    qsort(sorted, NAMES, sizeof *sorted, by_key);
    for (size_t i = 0; i < NAMES; i++)
        if (strlen(sorted[i].key) > 5 && (unsigned char)sorted[i].key[0] < 0x80)
            near[near_count++] = i;
    const gk_companies c = {.companies = companies,
                            .count = 3,
                            .names = sorted,
                            .name_count = NAMES,
                            .near = near,
                            .near_count = near_count};
    gk_span *reserved = gk_alloc_array(q->period_count + 1, sizeof *reserved);
    for (size_t i = 0; i < q->period_count; i++) reserved[i] = q->periods[i].span;
    gk_mention *found;
    size_t count = gk_mentions_find(&c, q->text, reserved, q->period_count, &found);
    for (size_t i = 0; i < count; i++) {
        require(found[i].span.start < found[i].span.end && found[i].span.end <= n);
        require(found[i].certainty > 0 && found[i].certainty <= 1 && found[i].company < 3);
        require(i == 0 || found[i - 1].span.start <= found[i].span.start);
    }
    gk_free(found);
    gk_free(reserved);
}

static void check_question(const char *text)
{
    gk_question *q;
    gk_question_read(text, "2024-05-10", &q);
    size_t n = strlen(text);
    require(strcmp(q->text, text) == 0);
    for (size_t i = 0; i < q->term_count; i++) {
        const gk_query_term *t = &q->terms[i];
        require(t->text[0] && t->weight > 0 && t->weight <= 1);
        require(t->span.start < t->span.end && t->span.end <= n);
        for (size_t k = 0; k < i; k++) require(strcmp(q->terms[k].text, t->text) != 0);
    }
    for (size_t i = 0; i < q->period_count; i++) {
        require(q->periods[i].year && q->periods[i].span.start < q->periods[i].span.end);
        require(q->periods[i].span.end <= n && *gk_role_name(q->roles[i]));
        for (size_t k = 0; k < i; k++)
            require(q->periods[i].span.start >= q->periods[k].span.start);
    }
    require(q->asked_count <= q->period_count &&
            (q->asked_count || !q->period_count || q->roles[0] == GK_ROLE_PRIOR));
    for (size_t i = 0; i < q->relative_count; i++)
        require(q->relatives[i].count > 0 && q->relatives[i].span.end <= n);
    check_mentions(q, n);
    for (size_t i = 0; i < q->item_count; i++)
        for (size_t k = 0; k < i; k++) require(q->items[k] != q->items[i]);
    require(q->scale >= 0);
    gk_page_wants *wants = gk_page_wants_new(q);
    gk_page_signs signs;
    gk_arena *arena = gk_arena_new();
    gk_laid_text laid;
    gk_laid_read(text, n, arena, &laid);
    gk_page_look(wants, &laid, n, arena, &signs);
    gk_arena_free(arena);
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
    bool right = gk_judge(question, expected, answer, NULL);
    require(gk_judge(question, expected, answer, NULL) == right);
    if (!expected[0]) require(!right);
    gk_free(text);
    return 0;
}
