/* SPDX-License-Identifier: Apache-2.0 - asking, for the tests of answers */
#ifndef GK_ANSWER_TEST_ASKING_H
#define GK_ANSWER_TEST_ASKING_H

#include "../search/papers.h"
#include "answer/answer.h"
#include "library/figures.h"

/* The facts of what was added since. */
static inline void make_facts(world *w)
{
    gk_store *store = w->library->store;
    const gk_concepts *concepts;
    int64_t version, *contents;
    size_t count;
    assert_ok(w, gk_library_concepts(w->library, &concepts, &w->err));
    assert_ok(w, gk_library_facts_version(w->library, &version, &w->err));
    assert_ok(w, gk_store_facts_stale(store, version, &contents, &count, &w->err));
    for (size_t i = 0; i < count; i++) {
        unsigned char *bytes;
        size_t size;
        assert_ok(w, gk_remake_facts(store, contents[i], concepts, &bytes, &size, &w->err));
        /* A library that is open for reading keeps what it has. */
        gk_store_set_facts(store, contents[i], version, bytes, size, NULL);
        gk_free(bytes);
    }
    gk_free(contents);
}

static inline gk_answer *ask(world *w, const char *question)
{
    gk_answer *answer;
    make_facts(w);
    assert_ok(w, gk_ask(w->library, question, NULL, &answer, &w->err));
    return answer;
}

/* What a citation quotes must stand on its lines, white space aside. */
static inline void check_citation(world *w, const gk_citation *c)
{
    gk_page *page;
    assert_ok(w, gk_page_get(w->library, c->document, c->page, &page, &w->err));
    if (c->first_line < 1 || c->last_line < c->first_line ||
        (size_t)c->last_line > page->line_count)
        fail_msg("%s p.%d: lines %d to %d of %zu", c->document, c->page, c->first_line,
                 c->last_line, page->line_count);
    gk_string lines = {0};
    for (int i = c->first_line; i <= c->last_line; i++)
        gk_string_addf(&lines, "%s ", page->lines[i - 1].text);
    char *folded = gk_fold_space(lines.data, lines.length);
    assert_contains(folded, c->quote);
    gk_free(folded);
    gk_string_free(&lines);
    gk_page_free(page);
}

/* The answer holds part, and its first citation is this page and quotes row. */
static inline void check_answer(world *w, const char *question, const char *part,
                                const char *document, int page, const char *row)
{
    gk_answer *a = ask(w, question);
    if (!a->answered) fail_msg("%s\ndeclined: %s", question, a->answer);
    if (!strstr(a->answer, part)) fail_msg("%s\n\"%s\" lacks \"%s\"", question, a->answer, part);
    assert_true(a->citation_count > 0);
    const gk_citation *c = &a->citations[0];
    if (strcmp(c->document, document) != 0 || c->page != page)
        fail_msg("%s\ncites %s p.%d, not %s p.%d", question, c->document, c->page, document, page);
    if (!strstr(c->quote, row)) fail_msg("%s\nquotes \"%s\", not \"%s\"", question, c->quote, row);
    for (size_t i = 0; i < a->citation_count; i++) check_citation(w, &a->citations[i]);
    gk_answer_free(a);
}

static inline void check_declined(world *w, const char *question)
{
    gk_answer *a = ask(w, question);
    if (a->answered) fail_msg("%s\nanswered: %s", question, a->answer);
    assert_true(gk_starts_with(a->answer, "I found nothing that answers this"));
    assert_int_equal(a->citation_count, 0);
    assert_non_null(a->nearest);
    gk_answer_free(a);
}

static inline int papers_setup(void **state)
{
    if (world_setup(state) != 0) return -1;
    papers_add_all(*state);
    return 0;
}

#endif
