/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of documents: as JSON, narrowed down, corrected; and how documents go.
 */
#include "../store/adding.h"
#include "library/library.h"

#include <jansson.h>

static const gk_store_value harbor[] = {
    {GK_FIELD_COMPANY, GK_TRUST_DOCUMENT, "Harbor Lamps & Söhne, Inc.", "cover page", 1, 4},
    {GK_FIELD_COMPANY, GK_TRUST_NAME, "HARBORLAMPS", "file name", 0, 0},
    {GK_FIELD_ALIAS, GK_TRUST_DOCUMENT, "Pier Lights", "cover page", 1, 6},
    {GK_FIELD_TICKER, GK_TRUST_REGISTRY, "HLMP", "registry", 0, 0},
    {GK_FIELD_FORM, GK_TRUST_DOCUMENT, "10-K", "cover page", 1, 1},
    {GK_FIELD_FISCAL_YEAR, GK_TRUST_DOCUMENT, "2023", "cover page", 1, 9},
};
static const gk_store_value tower[] = {
    {GK_FIELD_COMPANY, GK_TRUST_DOCUMENT, "灯塔股份有限公司", "第1页", 1, 1},
    {GK_FIELD_ALIAS, GK_TRUST_DOCUMENT, "灯塔股份", "第1页", 1, 2},
    {GK_FIELD_TICKER, GK_TRUST_DOCUMENT, "600977.SH", "第1页", 1, 3},
    {GK_FIELD_FISCAL_YEAR, GK_TRUST_DOCUMENT, "2022", "第1页", 1, 1},
};
#define WITH(list)                                                                                 \
    (gk_store_addition) { .values = list, .value_count = sizeof list / sizeof *list }

/* Two documents of which something is known, a twin, and one of which nothing is. */
static gk_library *small_library(world *w)
{
    gk_library *library;
    assert_ok(w, gk_library_create(w->library, "none", &w->err));
    assert_ok(w, gk_library_open(w->library, GK_WRITE, &library, &w->err));
    add_with(w, library->store, "harbor", "lamps\n", WITH(harbor));
    add_with(w, library->store, "tower", "灯塔\n", WITH(tower));
    world_add(w, library->store, "unknown", "nothing\n");
    world_add_as(w, library->store, "twin", "lamps\n", NULL);
    return library;
}

static gk_documents *list_of(world *w, gk_library *library)
{
    gk_documents *list;
    assert_ok(w, gk_documents_list(library, &list, &w->err));
    return list;
}

/* ---- JSON ---------------------------------------------------------------------------------- */

static void assert_string(const json_t *object, const char *key, const char *due)
{
    const json_t *value = json_object_get(object, key);
    assert_non_null(value);
    if (due)
        assert_string_equal(json_string_value(value), due);
    else
        assert_true(json_is_null(value));
}

static void json_has_what_is_known_and_whence(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w);
    gk_documents *list = list_of(w, library);
    char *text = gk_documents_json(list);
    json_t *root = json_loads(text, 0, NULL), *all = json_object_get(root, "documents");
    assert_int_equal(json_array_size(all), 4);
    for (size_t i = 0; i <= 2; i += 2) { /* harbor, and its twin behind tower */
        const json_t *d = json_array_get(all, i);
        assert_string(d, "company", harbor[0].value);
        assert_string(d, "ticker", "HLMP");
        assert_string(d, "form", "10-K");
        assert_string(d, "cik", NULL);
        assert_string(d, "fiscal_period", NULL);
        assert_string(d, "period_end", NULL);
        assert_string(d, "published", NULL);
        assert_string(d, "language", NULL);
        assert_string(d, "publisher", NULL);
        assert_string(d, "superseded_by", NULL);
        assert_string(d, "source", i ? "/papers/twin.txt" : "/papers/harbor.txt");
        assert_int_equal(json_integer_value(json_object_get(d, "fiscal_year")), 2023);
        const json_t *about = json_object_get(d, "about");
        assert_int_equal(json_object_size(about), 5);
        const json_t *company = json_object_get(about, "company");
        assert_string(company, "value", harbor[0].value);
        assert_string(company, "from", "document");
        assert_string(company, "where", "cover page");
        assert_int_equal(json_integer_value(json_object_get(company, "page")), 1);
        assert_int_equal(json_integer_value(json_object_get(company, "line")), 4);
        assert_true(json_is_null(json_object_get(json_object_get(about, "ticker"), "page")));
        assert_string(json_array_get(json_object_get(about, "alias"), 0), "value", "Pier Lights");
        assert_string_equal(json_string_value(json_array_get(json_object_get(d, "aliases"), 0)),
                            "Pier Lights");
    }
    const json_t *unknown = json_array_get(all, 3);
    assert_string(unknown, "document", "unknown");
    assert_string(unknown, "company", NULL);
    assert_true(json_is_null(json_object_get(unknown, "fiscal_year")));
    assert_int_equal(json_array_size(json_object_get(unknown, "aliases")), 0);
    assert_int_equal(json_object_size(json_object_get(unknown, "about")), 0);
    json_decref(root);
    gk_free(text);
    gk_documents_free(list);
    gk_library_close(library);
}

static void one_document_is_found_by_any_of_its_names(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w);
    gk_documents *list;
    assert_ok(w, gk_document_get(library, "twin", &list, &w->err));
    assert_int_equal(list->count, 1);
    assert_string_equal(list->documents[0].document, "twin");
    assert_string_equal(list->documents[0].company, harbor[0].value);
    assert_string_equal(list->documents[0].values[0].field, "company");
    assert_string_equal(list->documents[0].values[1].origin, "file name");
    assert_null(list->documents[0].superseded_by);
    gk_documents_free(list);
    assert_ok(w, gk_store_prefer(library->store, 2, 1, &w->err));
    assert_ok(w, gk_document_get(library, "harbor", &list, &w->err));
    assert_string_equal(list->documents[0].superseded_by, "tower");
    gk_documents_free(list);
    assert_status(GK_NOT_FOUND, gk_document_get(library, "harbo", &list, &w->err));
    assert_null(list);
    assert_message(w, "is it \"harbor\"?");
    gk_library_close(library);
}

/* ---- narrowed down ------------------------------------------------------------------------- */

static void a_filter_leaves_what_fits(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w);
    static const struct {
        gk_document_filter filter;
        const char *due; /* the first two letters of each */
    } cases[] = {
        {{0}, "hatotwun"},
        {{.company = "harbor lamps"}, "hatw"},
        {{.company = "SOHNE"}, "hatw"},
        {{.company = "lamps sohne"}, "hatw"},
        {{.company = "pier"}, "hatw"},
        {{.company = "hlmp"}, "hatw"},
        {{.company = "harb"}, ""},
        {{.company = "HLM"}, ""},
        {{.company = "lamps harbor"}, ""},
        {{.company = "灯塔"}, "to"},
        {{.company = "600977"}, "to"},
        {{.company = "600977.sh"}, "to"},
        {{.company = "60097"}, ""},
        {{.company = "?"}, ""},
        {{.form = "10-k"}, "hatw"},
        {{.form = "10K"}, "hatw"},
        {{.form = "10-Q"}, ""},
        {{.form = "10"}, ""},
        {{.form = "10-K/A"}, ""},
        {{.fiscal_year = 2022}, "to"},
        {{.fiscal_year = 2021}, ""},
        {{.company = "harbor", .form = "10-K", .fiscal_year = 2023}, "hatw"},
        {{.company = "harbor", .form = "10-K", .fiscal_year = 2022}, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_documents *list = list_of(w, library);
        gk_documents_select(list, &cases[i].filter);
        char found[16] = "";
        for (size_t k = 0; k < list->count; k++) strncat(found, list->documents[k].document, 2);
        const char *due = cases[i].due;
        if (strcmp(found, due) != 0) fail_msg("case %zu: \"%s\", not \"%s\"", i, found, due);
        gk_documents_free(list);
    }
    gk_library_close(library);
}

/* ---- corrected ----------------------------------------------------------------------------- */

static void assert_field(world *w, gk_library *library, const char *field, const char *due,
                         const char *origin)
{
    gk_documents *list;
    assert_ok(w, gk_document_get(library, "harbor", &list, &w->err));
    const gk_document_info *d = &list->documents[0];
    const gk_document_value *found = NULL;
    for (size_t i = 0; i < d->value_count && !found; i++)
        if (strcmp(d->values[i].field, field) == 0) found = &d->values[i];
    if (due) {
        assert_non_null(found);
        assert_string_equal(found->value, due);
        assert_string_equal(found->origin, origin);
        assert_true(found->counts);
    } else {
        assert_null(found);
    }
    gk_documents_free(list);
}

static void a_correction_is_written_as_its_field_has_it(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w);
    static const char *const cases[][3] = {
        {"company", "  Harbor\tLights ", "Harbor Lights"},
        {"ticker", "HLX", "HLX"},
        {"cik", "320193", "0000320193"},
        {"cik", "1234567890", "1234567890"},
        {"form", "10-q", "10-Q"},
        {"form", "news", "News"},
        {"form", "Leaflet", "Leaflet"},
        {"fiscal_year", "1999", "1999"},
        {"fiscal_period", "fy", "FY"},
        {"fiscal_period", "Q4", "Q4"},
        {"fiscal_period", "h2", "H2"},
        {"period_end", "2024-02-29", "2024-02-29"},
        {"period_end", "2000-02-29", "2000-02-29"},
        {"published", "2023-11-03", "2023-11-03"},
        {"published", "2023-11-03T18:08:27Z", "2023-11-03T18:08:27Z"},
        {"language", "ZH", "zh"},
        {"source", "The Quay", "The Quay"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_ok(w, gk_meta_set(library, "harbor", cases[i][0], cases[i][1], &w->err));
        assert_field(w, library, cases[i][0], cases[i][2], "correction");
    }
    /* By its other name, and back to what the document says. */
    assert_ok(w, gk_meta_set(library, "twin", "fiscal_year", "", &w->err));
    assert_field(w, library, "fiscal_year", "2023", "document");
    assert_ok(w, gk_meta_set(library, "harbor", "cik", " ", &w->err));
    assert_field(w, library, "cik", NULL, NULL);
    assert_ok(w, gk_meta_set(library, "harbor", "alias", "HL", &w->err));
    assert_ok(w, gk_meta_set(library, "harbor", "alias", "Lamps", &w->err));
    gk_documents *list;
    assert_ok(w, gk_document_get(library, "harbor", &list, &w->err));
    assert_int_equal(list->documents[0].alias_count, 3);
    gk_documents_free(list);
    gk_library_close(library);
}

static void what_a_field_does_not_take_is_refused(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w);
    static const char *const cases[][3] = {
        {"fiscal_year", "23", "fiscal_year takes a year, such as 2023, not \"23\""},
        {"fiscal_year", "1800", "takes a year"},
        {"fiscal_year", "20234", "takes a year"},
        {"fiscal_year", "two", "takes a year"},
        {"fiscal_period", "Q5", "FY, Q1 to Q4, H1 or H2"},
        {"period_end", "2023-02-29", "takes a day"},
        {"period_end", "1900-02-29", "takes a day"},
        {"period_end", "2023-13-01", "takes a day"},
        {"period_end", "2023-00-10", "takes a day"},
        {"period_end", "2023-04-31", "takes a day"},
        {"period_end", "2023-9-30", "takes a day"},
        {"period_end", "2023-09-30T10:00:00Z", "takes a day"},
        {"period_end", "20230930", "takes a day"},
        {"published", "2023-11-03T24:00:00Z", "a day or a time"},
        {"published", "2023-11-03 18:08", "a day or a time"},
        {"published", "2023-11-03T18:08:27", "a day or a time"},
        {"cik", "12345678901", "up to ten digits"},
        {"cik", "CIK7", "up to ten digits"},
        {"language", "eng", "two letters"},
        {"language", "e1", "two letters"},
        {"company", "a\x01z", "takes a name"},
        {"company", "\xFF", "takes a name"},
        {"colour", "red", "the fields are company, ticker, cik, form, fiscal_year"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_status status = gk_meta_set(library, "harbor", cases[i][0], cases[i][1], &w->err);
        if (status != GK_INVALID) fail_msg("%s=%s: %d", cases[i][0], cases[i][1], status);
        assert_message(w, cases[i][2]);
    }
    assert_field(w, library, "fiscal_year", "2023", "document");
    assert_status(GK_NOT_FOUND, gk_meta_set(library, "harbour", "cik", "7", &w->err));
    assert_message(w, "is it \"harbor\"?");
    gk_library_close(library);
    assert_ok(w, gk_library_open(w->library, GK_READ, &library, &w->err));
    assert_status(GK_LIBRARY, gk_meta_set(library, "harbor", "cik", "7", &w->err));
    gk_library_close(library);
}

/* ---- removed ------------------------------------------------------------------------------- */

typedef struct told {
    gk_string text;
    size_t most;
} told;

static bool tell(void *ctx, const gk_removal *r)
{
    told *t = ctx;
    gk_string_addf(&t->text, "%s%s%s\n", r->document, r->removed ? "" : "!",
                   r->bytes_removed ? "*" : "");
    assert_int_equal(r->removed, r->message == NULL);
    return --t->most > 0;
}

static void what_is_named_goes_and_the_rest_is_told(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w);
    told t = {.most = 99};
    static const char *const names[] = {"nix", "harbor", "harbor", "tower"};
    static const char *const sources[] = {"/papers/unknown.txt", "/nowhere"};
    const gk_remove_options options = {
        .sources = sources, .source_count = 2, .on_document = tell, .ctx = &t};
    gk_remove_report report;
    assert_ok(w, gk_remove(library, names, 4, &options, &report, &w->err));
    assert_string_equal(t.text.data, "nix!\nharbor\nharbor!\ntower*\nunknown*\n/nowhere!\n");
    assert_int_equal(report.removed, 3);
    assert_int_equal(report.contents, 2);
    assert_int_equal(report.missing, 3);
    gk_string_free(&t.text);
    gk_documents *list = list_of(w, library);
    assert_int_equal(list->count, 1);
    assert_string_equal(list->documents[0].document, "twin");
    assert_null(list->documents[0].twin_of);
    assert_string_equal(list->documents[0].company, harbor[0].value);
    gk_documents_free(list);
    static const char *const last[] = {"twin"};
    assert_ok(w, gk_remove(library, last, 1, NULL, NULL, &w->err));
    gk_library_info info;
    assert_ok(w, gk_library_info_get(library, &info, &w->err));
    assert_int_equal(info.documents + info.pages + info.passages, 0);
    gk_library_close(library);
}

static void removal_stops_when_it_is_asked_to(void **state)
{
    world *w = *state;
    gk_library *library = small_library(w);
    told t = {.most = 2};
    static const char *const sources[] = {"/papers"};
    const gk_remove_options options = {
        .sources = sources, .source_count = 1, .on_document = tell, .ctx = &t};
    gk_remove_report report;
    assert_status(GK_STOPPED, gk_remove(library, NULL, 0, &options, &report, &w->err));
    assert_string_equal(t.text.data, "harbor\ntower*\n");
    assert_int_equal(report.removed, 2);
    gk_string_free(&t.text);
    gk_library_close(library);
    static const char *const names[] = {"unknown"};
    assert_ok(w, gk_library_open(w->library, GK_READ, &library, &w->err));
    assert_status(GK_LIBRARY, gk_remove(library, names, 1, NULL, NULL, &w->err));
    assert_message(w, "reading only");
    gk_library_close(library);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(json_has_what_is_known_and_whence),
        TEST(one_document_is_found_by_any_of_its_names),
        TEST(a_filter_leaves_what_fits),
        TEST(a_correction_is_written_as_its_field_has_it),
        TEST(what_a_field_does_not_take_is_refused),
        TEST(what_is_named_goes_and_the_rest_is_told),
        TEST(removal_stops_when_it_is_asked_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
