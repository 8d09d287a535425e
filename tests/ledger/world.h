/* SPDX-License-Identifier: Apache-2.0
 *
 * A small world for the tests of the ledger: a library whose documents have the facts that a test
 * gives them.
 */
#ifndef GK_LEDGER_TEST_WORLD_H
#define GK_LEDGER_TEST_WORLD_H

#include "ledger/ledger.h"
#include "library/figures.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <unistd.h>

typedef struct world {
    char folder[64], path[80];
    gk_library *library;
    const gk_concepts *concepts;
    gk_error err;
} world;

#define assert_ok(world, call)                                                                     \
    do {                                                                                           \
        gk_status status_ = (call);                                                                \
        if (status_ != GK_OK) fail_msg("%s: status %d, %s", #call, status_, (world)->err.message); \
    } while (0)
#define assert_part(text, part)                                                                    \
    do {                                                                                           \
        if (!strstr(text, part)) fail_msg("\"%s\" lacks \"%s\"", text, part);                      \
    } while (0)

static inline int world_unlink(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

/* The library's own vocabulary: the tests do not depend on what ours has. */
static const char vocabulary[] =
    "[revenue]\nname = revenue\nzh = 营业收入\nstatement = income\nnature = flow\n"
    "measure = amount\nasked = revenue | net sales\nprinted = net sales | revenues\n\n"
    "[net_income]\nname = net income\nzh = 净利润\nstatement = income\nnature = flow\n"
    "measure = amount\nasked = net income | profit\nprinted = net income | net loss\n";

static inline void write_vocabulary(world *w)
{
    char path[96];
    snprintf(path, sizeof path, "%s/concepts.txt", w->path);
    assert_ok(w, gk_file_write(path, vocabulary, sizeof vocabulary - 1, &w->err));
}

static inline int world_setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    if (!w) return -1;
    strcpy(w->folder, "/tmp/goshawk-ledger-XXXXXX");
    if (!mkdtemp(w->folder)) return -1;
    snprintf(w->path, sizeof w->path, "%s/a.lib", w->folder);
    *state = w;
    assert_ok(w, gk_library_create(w->path, "none", &w->err));
    write_vocabulary(w);
    assert_ok(w, gk_library_open(w->path, GK_WRITE, &w->library, &w->err));
    assert_ok(w, gk_library_concepts(w->library, &w->concepts, &w->err));
    return 0;
}

static inline int world_teardown(void **state)
{
    world *w = *state;
    gk_library_close(w->library);
    nftw(w->folder, world_unlink, 32, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
    free(w);
    return 0;
}

/* A paper: what is known of it, and its facts. */
typedef struct paper {
    const char *name, *company, *form, *year, *published;
    const gk_fact *facts;
    size_t count;
    bool unmade; /* its facts were never made */
} paper;

static inline size_t concept_of(const world *w, const char *id)
{
    size_t found = gk_concepts_find(w->concepts, id);
    if (found == SIZE_MAX) fail_msg("the vocabulary has no \"%s\"", id);
    return found;
}

/* A figure in millions of a statement, of a whole year. */
static inline gk_fact figure(size_t concept, const char *label, int year, double printed)
{
    return (gk_fact){.label = label,
                     .section = "",
                     .heading = "",
                     .title = "",
                     .member = "",
                     .concept = concept,
                     .concept_score = 1,
                     .time = {.year = year,
                              .months = 12,
                              .start = year * 10000 + 101,
                              .end = year * 10000 + 1231},
                     .value = printed * 1e6,
                     .printed = printed,
                     .scale = 1e6,
                     .measure = GK_MEASURE_AMOUNT,
                     .currency = "USD",
                     .statement = GK_STATEMENT_INCOME,
                     .page = 4,
                     .line = 7,
                     .row = 1,
                     .column = 1};
}

static inline int64_t add_paper(world *w, const paper *p)
{
    const gk_store_value values[] = {
        {GK_FIELD_COMPANY, GK_TRUST_DOCUMENT, p->company, "", 0, 0},
        {GK_FIELD_FORM, GK_TRUST_DOCUMENT, p->form, "", 0, 0},
        {GK_FIELD_FISCAL_YEAR, GK_TRUST_DOCUMENT, p->year, "", 0, 0},
        {GK_FIELD_PUBLISHED, GK_TRUST_DOCUMENT, p->published, "", 0, 0},
    };
    gk_facts facts = {(gk_fact *)(uintptr_t)p->facts, p->count, NULL};
    unsigned char *bytes;
    size_t size;
    int64_t version, content;
    gk_doc_page page = {.text = (char *)(uintptr_t)p->name, .length = strlen(p->name)};
    gk_document document = {.format = "text", .title = "", .pages = &page, .page_count = 1};
    gk_passages passages = {0};
    gk_store_place place = {0};
    assert_ok(w, gk_library_facts_version(w->library, &version, &w->err));
    gk_facts_pack(&facts, w->concepts, &bytes, &size);
    assert_ok(w, gk_store_place_for(w->library->store, p->name, p->name, strlen(p->name), &place,
                                    &w->err));
    const gk_store_addition addition = {.place = &place,
                                        .source = "/paper",
                                        .title = p->name,
                                        .bytes = p->name,
                                        .size = strlen(p->name),
                                        .document = &document,
                                        .passages = &passages,
                                        .values = values,
                                        .value_count = sizeof values / sizeof *values,
                                        .facts = p->unmade ? NULL : bytes,
                                        .facts_size = size,
                                        .facts_version = version};
    assert_ok(w, gk_store_add(w->library->store, &addition, &content, &w->err));
    gk_free(place.document);
    gk_free(bytes);
    return content;
}

static inline gk_fact_list *list_of(world *w, gk_fact_query query)
{
    gk_fact_list *list;
    assert_ok(w, gk_facts_list(w->library, &query, &list, &w->err));
    return list;
}

#endif
