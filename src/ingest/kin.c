/* SPDX-License-Identifier: Apache-2.0
 *
 * kin - a document that comes is compared with those that its text resembles (src/alike/). Of two
 * that are versions of one, or nearly identical, one is preferred: the one that was published
 * later, else the one whose source shows more, else the one that came later. What is known of two
 * documents may forbid it: two companies, two periods, two forms are two documents, however alike.
 */
#include "ingest/kin.h"

#include "alike/alike.h"

#include <stdlib.h>
#include <string.h>

/* Texts and figures that agree to this share are one document, whatever is known of them. */
static const double NEARLY_ALL = 0.98;

struct gk_kin {
    gk_store *store;
    gk_alike_index *index; /* NULL: not read yet */
    int64_t newest;        /* the content that came last */
};

static bool on_sketch(void *ctx, int64_t content, const void *bytes, size_t size)
{
    const gk_kin *kin = ctx;
    gk_sketch sketch;
    if (content != kin->newest && gk_sketch_unpack(bytes, size, &sketch))
        gk_alike_index_add(kin->index, content, &sketch);
    return true;
}

/* Reads all sketches but that of the content that is coming. */
static gk_status read_index(gk_kin *kin, gk_error *err)
{
    if (kin->index) return GK_OK;
    kin->index = gk_alike_index_new();
    return gk_store_sketches(kin->store, on_sketch, kin, err);
}

gk_kin *gk_kin_new(gk_store *store)
{
    gk_kin *kin = gk_alloc(sizeof *kin);
    *kin = (gk_kin){.store = store};
    return kin;
}

void gk_kin_free(gk_kin *kin)
{
    if (!kin) return;
    gk_alike_index_free(kin->index);
    gk_free(kin);
}

/* A document of the library, as it is compared. */
typedef struct relative {
    int64_t content;
    const gk_store_value *values;
    size_t value_count;
    const char *format;
} relative;

static const char *value_of(const relative *r, gk_field field)
{
    for (size_t i = 0; i < r->value_count; i++)
        if (r->values[i].field == field) return r->values[i].value;
    return NULL;
}

/* "10-K/A" amends "10-K". */
static bool same_form(const char *a, const char *b)
{
    size_t n = strcspn(a, "/"), m = strcspn(b, "/");
    return n == m && strncmp(a, b, n) == 0;
}

static bool same_company(const char *a, const char *b)
{
    char *left = gk_company_key(a), *right = gk_company_key(b);
    bool same = strcmp(left, right) == 0;
    gk_free(left);
    gk_free(right);
    return same;
}

/* Days since some day of "2023-11-03..."; 0 where it is no date. */
static long day_number(const char *date)
{
    int year, month, day;
    if (sscanf(date, "%4d-%2d-%2d", &year, &month, &day) != 3) return 0;
    return (long)year * 372 + (long)month * 31 + day; /* an order, and distances within some days */
}

/* The same flash of another week ("Shares open higher") is other news. */
static bool are_news_of_two_days(const relative *a, const relative *b)
{
    const char *form = value_of(a, GK_FIELD_FORM);
    const char *left = value_of(a, GK_FIELD_PUBLISHED), *right = value_of(b, GK_FIELD_PUBLISHED);
    if (!form || strcmp(form, "News") != 0 || !left || !right) return false;
    return labs(day_number(left) - day_number(right)) > 3;
}

/* Whether what is known of both says that they are two documents. */
static bool are_two(const relative *a, const relative *b)
{
    if (are_news_of_two_days(a, b)) return true;
    static const gk_field fields[] = {GK_FIELD_COMPANY, GK_FIELD_FORM, GK_FIELD_FISCAL_YEAR,
                                      GK_FIELD_FISCAL_PERIOD, GK_FIELD_PERIOD_END};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const char *left = value_of(a, fields[i]), *right = value_of(b, fields[i]);
        if (!left || !right) continue;
        bool same = fields[i] == GK_FIELD_COMPANY ? same_company(left, right)
                    : fields[i] == GK_FIELD_FORM  ? same_form(left, right)
                                                  : strcmp(left, right) == 0;
        if (!same) return true;
    }
    return false;
}

/* Whether what is known of both says that they are one document: the same company, and the same
 * period or day. Alike texts of which this is not known (an exhibit, a certificate, a flash of
 * every day) may differ in the one name or number that matters. */
static bool are_one(const relative *a, const relative *b)
{
    static const gk_field periods[] = {GK_FIELD_FISCAL_YEAR, GK_FIELD_PERIOD_END,
                                       GK_FIELD_PUBLISHED};
    const char *left = value_of(a, GK_FIELD_COMPANY), *right = value_of(b, GK_FIELD_COMPANY);
    if (!left || !right || !same_company(left, right)) return false;
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
        left = value_of(a, periods[i]), right = value_of(b, periods[i]);
        if (left && right && strcmp(left, right) == 0) return true;
    }
    return false;
}

/* A page with its layout shows more than text alone. */
static int shows(const char *format)
{
    static const char *const formats[] = {"text", "markdown", "docx", "html", "pdf"};
    for (int i = 0; i < (int)(sizeof formats / sizeof *formats); i++)
        if (strcmp(format, formats[i]) == 0) return i;
    return 0;
}

/* Whether a is preferred to b, which came earlier. */
static bool is_preferred(const relative *a, const relative *b)
{
    const char *left = value_of(a, GK_FIELD_PUBLISHED), *right = value_of(b, GK_FIELD_PUBLISHED);
    int later = left && right ? strcmp(left, right) : 0;
    if (later == 0) later = shows(a->format) - shows(b->format);
    return later >= 0;
}

static gk_status compare(const gk_kin *kin, const relative *new, const gk_sketch *sketch,
                         int64_t other, gk_arena *arena, gk_error *err)
{
    void *bytes;
    size_t size;
    gk_sketch others;
    gk_status status = gk_store_sketch(kin->store, other, arena, &bytes, &size, err);
    if (status != GK_OK || !bytes || !gk_sketch_unpack(bytes, size, &others)) return status;
    gk_alike_verdict verdict = gk_alike_judge(sketch, &others);
    if (verdict.alike != GK_ALIKE_SAME && verdict.alike != GK_ALIKE_VERSION) return GK_OK;
    gk_store_content content;
    gk_store_value *values;
    relative old = {.content = other};
    status = gk_store_content_by_id(kin->store, other, arena, &content, err);
    if (status == GK_OK)
        status = gk_store_values(kin->store, other, arena, &values, &old.value_count, err);
    if (status != GK_OK) return status;
    old.values = values;
    old.format = content.format;
    bool all_the_same = verdict.jaccard >= NEARLY_ALL && verdict.figures >= NEARLY_ALL;
    if (are_two(new, &old) || !(all_the_same || are_one(new, &old))) return GK_OK;
    return is_preferred(new, &old) ? gk_store_prefer(kin->store, new->content, other, err)
                                   : gk_store_prefer(kin->store, other, new->content, err);
}

gk_status gk_kin_add(gk_kin *kin, int64_t content, const char *format,
                     const gk_description *description, gk_error *err)
{
    gk_sketch sketch;
    if (!gk_sketch_unpack(description->sketch, description->sketch_size, &sketch)) return GK_OK;
    int64_t like[GK_ALIKE_MOST];
    kin->newest = content;
    gk_status status = read_index(kin, err);
    if (status != GK_OK) return status;
    size_t count = gk_alike_index_find(kin->index, &sketch, like, GK_ALIKE_MOST);
    const relative new = {content, description->values, description->value_count, format};
    for (size_t i = 0; i < count && status == GK_OK; i++) {
        gk_arena *arena = gk_arena_new();
        status = compare(kin, &new, &sketch, like[i], arena, err);
        gk_arena_free(arena);
    }
    gk_alike_index_add(kin->index, content, &sketch);
    return status;
}
