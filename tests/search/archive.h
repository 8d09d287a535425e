/* SPDX-License-Identifier: Apache-2.0
 *
 * Archives of papers that do not exist, made from a seed: companies, periods, figures, words,
 * versions, and when each paper became public. The same archive can be stored as a whole, or as it
 * was on a day.
 */
#ifndef GK_SEARCH_TEST_ARCHIVE_H
#define GK_SEARCH_TEST_ARCHIVE_H

#include "known.h"

#include <jansson.h>

enum { ARCHIVE_PAPERS = GK_SLOW_BUILD ? 14 : 22, ARCHIVE_COMPANIES = 5 };
#define ARCHIVE_MODEL GK_SOURCE_DIR "/tests/model/data/tiny"

typedef struct paper {
    char name[48], company[32], ticker[8], form[8], year[8], period[4];
    char published[24]; /* "": not known */
    char *text;
    int versions[4]; /* earlier papers to which it is preferred */
    size_t version_count;
} paper;

typedef struct archive {
    gk_random random;
    paper papers[ARCHIVE_PAPERS];
} archive;

static const char *const archive_companies[ARCHIVE_COMPANIES] = {
    "Halden Group", "Halden Marine", "Vestmark Lines", "Corvane Lamps", "Aldersea Instruments"};

static inline size_t archive_any(archive *a, size_t n) { return gk_random_below(&a->random, n); }

static inline void archive_prose(archive *a, const paper *p, gk_string *text)
{
    static const char *const words[] = {
        "orders",  "freight", "harbour", "margin", "supply", "chain",   "customers", "plant",
        "strike",  "pumps",   "lamps",   "demand", "prices", "lenders", "covenant",  "dividend",
        "weather", "tariff",  "sensors", "growth", "costs",  "wages",   "exports",   "currency"};
    size_t sentences = 2 + archive_any(a, 4);
    for (size_t i = 0; i < sentences; i++) {
        gk_string_addf(text, "%s said that", p->company);
        size_t n = 6 + archive_any(a, 9);
        for (size_t k = 0; k < n; k++)
            gk_string_addf(text, " %s", words[archive_any(a, sizeof words / sizeof *words)]);
        gk_string_add(text, " weighed on the result of the year.\n");
    }
}

static inline void archive_statement(archive *a, const paper *p, gk_string *text)
{
    static const char *const rows[] = {"Net sales",  "Cost of sales", "Operating income",
                                       "Net income", "Total assets",  "Inventories"};
    int year = atoi(p->year);
    gk_string_addf(text, "%s\nConsolidated Statement of Income\n\n(Millions)%30d%12d\n", p->company,
                   year, year - 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        gk_string_addf(text, "%-28s %11zu %11zu\n", rows[i], 100 + archive_any(a, 9000),
                       100 + archive_any(a, 9000));
}

static inline void archive_write(archive *a, paper *p)
{
    gk_string text = {0};
    gk_string_addf(&text, "%s\nReport on Form %s for fiscal %s %s\n", p->company, p->form, p->year,
                   p->period);
    archive_prose(a, p, &text);
    gk_string_add(&text, "\f");
    archive_statement(a, p, &text);
    gk_string_add(&text, "\f");
    archive_prose(a, p, &text);
    gk_string_add(&text, "\f");
    p->text = gk_string_take(&text);
}

/* A day, a time of a day, or nothing. */
static inline void archive_publish(archive *a, char published[24])
{
    int year = 2021 + (int)archive_any(a, 3), month = 1 + (int)archive_any(a, 12);
    int day = 1 + (int)archive_any(a, 28), hour = (int)archive_any(a, 24);
    published[0] = '\0';
    size_t kind = archive_any(a, 6);
    if (kind == 0) return;
    int n = snprintf(published, 24, "%04d-%02d-%02d", year, month, day);
    if (kind < 3) snprintf(published + n, 24 - (size_t)n, "T%02d:30:00Z", hour);
}

/* A paper of its own, or a later version of an earlier one. */
static inline void archive_paper(archive *a, size_t i)
{
    static const char *const forms[] = {"10-K", "10-Q", "News"}, *const periods[] = {"FY", "Q2",
                                                                                     ""};
    paper *p = &a->papers[i];
    const paper *of = i && archive_any(a, 4) == 0 ? &a->papers[archive_any(a, i)] : NULL;
    size_t company = archive_any(a, ARCHIVE_COMPANIES), form = archive_any(a, 3);
    if (of) {
        *p = *of;
        if (of->version_count < 3) p->versions[p->version_count++] = (int)(of - a->papers);
    } else {
        *p = (paper){.version_count = 0};
        snprintf(p->company, sizeof p->company, "%s", archive_companies[company]);
        snprintf(p->ticker, sizeof p->ticker, "%.3s%zu", archive_companies[company], company);
        snprintf(p->form, sizeof p->form, "%s", forms[form]);
        snprintf(p->period, sizeof p->period, "%s", periods[form]);
        snprintf(p->year, sizeof p->year, "%zu", 2020 + archive_any(a, 4));
    }
    archive_publish(a, p->published);
    char *name = gk_format("%.20s_%s_%s_%zu", p->company, p->year, p->form, i);
    for (char *c = name; *c; c++)
        if (*c == ' ') *c = '_';
    memcpy(p->name, name, strlen(name) + 1);
    gk_free(name);
    archive_write(a, p);
}

static inline archive *archive_make(uint64_t seed)
{
    archive *a = gk_alloc(sizeof *a);
    a->random = gk_random_start(seed);
    for (size_t i = 0; i < ARCHIVE_PAPERS; i++) archive_paper(a, i);
    return a;
}

static inline void archive_free(archive *a)
{
    for (size_t i = 0; i < ARCHIVE_PAPERS; i++) gk_free(a->papers[i].text);
    gk_free(a);
}

/* A moment near to that of some paper. */
static inline void archive_moment(archive *a, char out[24])
{
    do snprintf(out, 24, "%s", a->papers[archive_any(a, ARCHIVE_PAPERS)].published);
    while (!*out);
    if (archive_any(a, 2)) out[10] = '\0';
}

/* Whether it was public then; by the texts alone, which sort as the moments do. */
static inline bool archive_public(const paper *p, const char *then)
{
    if (!p->published[0]) return false;
    bool day = strlen(p->published) == 10, then_day = strlen(then) == 10;
    int days = strncmp(p->published, then, 10);
    if (days != 0 || then_day) return days <= 0;
    return !day && strcmp(p->published, then) <= 0;
}

/* Which papers a library holds. */
typedef enum archive_part {
    ARCHIVE_THEN,          /* what was public then */
    ARCHIVE_THEN_AND_LOST, /* and what became public nobody knows when */
    ARCHIVE_ALL
} archive_part;

static inline bool archive_holds(const paper *p, archive_part part, const char *then)
{
    return part == ARCHIVE_ALL || archive_public(p, then) ||
           (part == ARCHIVE_THEN_AND_LOST && !p->published[0]);
}

static inline void archive_add(world *w, const paper *p)
{
    add_known(w, &(known){.name = p->name,
                          .text = p->text,
                          .company = p->company,
                          .ticker = p->ticker,
                          .form = p->form,
                          .year = p->year,
                          .period = *p->period ? p->period : NULL,
                          .published = *p->published ? p->published : NULL,
                          .language = "en"});
}

/* Stores the part in a library of its own; of the papers every third has no vectors. */
static inline void archive_store(const archive *a, world *w, archive_part part, const char *then)
{
    gk_reindex_report report;
    const gk_reindex_options options = {.threads = 1};
    world_create(w, ARCHIVE_MODEL);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < ARCHIVE_PAPERS; i++)
            if ((i % 3 == 2) == round && archive_holds(&a->papers[i], part, then))
                archive_add(w, &a->papers[i]);
        if (round == 0) assert_ok(w, gk_reindex(w->library, &options, &report, &w->err));
    }
    for (size_t i = 0; i < ARCHIVE_PAPERS; i++) {
        const paper *p = &a->papers[i];
        for (size_t k = 0; k < p->version_count; k++) {
            const paper *older = &a->papers[p->versions[k]];
            if (archive_holds(p, part, then) && archive_holds(older, part, then))
                assert_ok(w, gk_store_prefer(w->library->store, world_content(w, p->name),
                                             world_content(w, older->name), &w->err));
        }
    }
}

/* A question about a company, a year, some words; "last year" is told from the moment. */
static inline char *archive_question(archive *a)
{
    static const char *const asked[] = {"What were net sales of %s in FY%zu?",
                                        "What did %s say of the strike in fiscal %zu?",
                                        "%s margin freight costs %zu",
                                        "How much net income did %s report in Q2 %zu?",
                                        "%s inventories in the last fiscal year, not %zu",
                                        "What does the latest 10-K of %s show for %zu?"};
    static const char *const plain[] = {
        "harbour strike and the weather", "net income and net sales",
        "Which lenders waived the covenant?", "What dividend was paid in the last quarter?"};
    if (archive_any(a, 3) == 0)
        return gk_strdup(plain[archive_any(a, sizeof plain / sizeof *plain)]);
    const char *company = archive_companies[archive_any(a, ARCHIVE_COMPANIES)];
    const size_t year = 2020 + archive_any(a, 4);
    gk_string text = {0};
    const char *form = asked[archive_any(a, sizeof asked / sizeof *asked)];
    const char *first = strstr(form, "%s"), *second = strstr(form, "%zu");
    gk_string_append(&text, form, (size_t)(first - form));
    gk_string_add(&text, company);
    gk_string_append(&text, first + 2, (size_t)(second - first) - 2);
    gk_string_addf(&text, "%zu%s", year, second + 3);
    return gk_string_take(&text);
}

/* JSON of results without the numbers of passages, which are another library's own. */
static inline json_t *archive_results(char *json)
{
    json_t *root = json_loads(json, 0, NULL), *hit;
    size_t i;
    assert_non_null(root);
    json_t *nearest = json_object_get(root, "nearest");
    json_t *hits = json_object_get(nearest ? nearest : root, "hits");
    if (!hits) hits = nearest;
    json_array_foreach(hits, i, hit) json_object_del(hit, "passage");
    gk_free(json);
    return root;
}

/* Fails with both where they differ. */
static inline void archive_same(const char *what, json_t *whole, json_t *part)
{
    if (!json_equal(whole, part)) {
        char *left = json_dumps(whole, JSON_INDENT(1)), *right = json_dumps(part, JSON_INDENT(1));
        size_t at = 0;
        while (left[at] && left[at] == right[at]) at++;
        size_t from = at > 300 ? at - 300 : 0;
        print_message("%s\nthe whole library: ...%.600s\n\nwhat was public: ...%.600s\n", what,
                      left + from, right + from);
        free(left);
        free(right);
        fail();
    }
    json_decref(whole);
    json_decref(part);
}

static inline void archive_open(world *w)
{
    *w = (world){0};
    strcpy(w->folder, "/tmp/goshawk-search-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    snprintf(w->path, sizeof w->path, "%s/a.lib", w->folder);
}

static inline void archive_close(world *w)
{
    gk_library_close(w->library);
    nftw(w->folder, world_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* Archives, each stored as a whole and, as of some moments, in part. */
enum { ARCHIVES = GK_SLOW_BUILD ? 1 : 2, ARCHIVE_MOMENTS = 2, ARCHIVE_PARTS = 2 };
typedef struct archive_set {
    archive *archives[ARCHIVES];
    world wholes[ARCHIVES];
    char then[ARCHIVES][ARCHIVE_MOMENTS][24];
    world parts[ARCHIVES][ARCHIVE_MOMENTS][ARCHIVE_PARTS]; /* by archive_part, of those that are */
} archive_set;

static inline int archive_set_up(void **state)
{
    archive_set *set = gk_alloc(sizeof *set);
    for (uint64_t i = 0; i < ARCHIVES; i++) {
        archive *a = set->archives[i] = archive_make(i + 1);
        archive_open(&set->wholes[i]);
        archive_store(a, &set->wholes[i], ARCHIVE_ALL, NULL);
        for (int m = 0; m < ARCHIVE_MOMENTS; m++) {
            archive_moment(a, set->then[i][m]);
            for (int part = 0; part < ARCHIVE_PARTS; part++) {
                world *w = &set->parts[i][m][part];
                archive_open(w);
                archive_store(a, w, (archive_part)part, set->then[i][m]);
            }
        }
    }
    *state = set;
    return 0;
}

static inline int archive_tear_down(void **state)
{
    archive_set *set = *state;
    for (uint64_t i = 0; i < ARCHIVES; i++) {
        archive_free(set->archives[i]);
        archive_close(&set->wholes[i]);
        for (int m = 0; m < ARCHIVE_MOMENTS; m++)
            for (int part = 0; part < ARCHIVE_PARTS; part++) archive_close(&set->parts[i][m][part]);
    }
    gk_free(set);
    return 0;
}

/* Calls check with the whole and the part of every archive, as of every moment, and questions. */
typedef void archive_checker(archive *a, world *whole, world *part, const char *then,
                             const char *question);

static inline void archive_each(archive_set *set, archive_part held, archive_checker *check)
{
    enum { QUESTIONS = GK_SLOW_BUILD ? 4 : 12 };
    for (uint64_t i = 0; i < ARCHIVES; i++) {
        archive *a = set->archives[i];
        for (int m = 0; m < ARCHIVE_MOMENTS; m++) {
            for (int q = 0; q < QUESTIONS; q++) {
                char *question = archive_question(a);
                check(a, &set->wholes[i], &set->parts[i][m][held], set->then[i][m], question);
                gk_free(question);
            }
        }
    }
}

#endif
