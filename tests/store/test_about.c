/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of a content beside its text: by whose word, corrected by a person, in the list of
 * documents.
 */
#include "adding.h"

static const gk_store_value harbor[] = {
    {GK_FIELD_FISCAL_YEAR, GK_TRUST_TABLE, "2022", "meta.csv line 3", 0, 0},
    {GK_FIELD_COMPANY, GK_TRUST_DOCUMENT, "Harbor Lamps, Inc.", "cover page", 1, 4},
    {GK_FIELD_FISCAL_YEAR, GK_TRUST_DOCUMENT, "2023", "cover page", 1, 9},
    {GK_FIELD_COMPANY, GK_TRUST_NAME, "HARBORLAMPS", "file name", 0, 0},
    {GK_FIELD_ALIAS, GK_TRUST_DOCUMENT, "Pier Lights Corp", "cover page", 1, 6},
    {GK_FIELD_ALIAS, GK_TRUST_DOCUMENT, "Harbor", "cover page", 1, 7},
    {GK_FIELD_TICKER, GK_TRUST_REGISTRY, "HLMP", "registry", 0, 0},
    {GK_FIELD_FORM, GK_TRUST_DOCUMENT, "10-K", "cover page", 1, 1},
    {GK_FIELD_SOURCE, GK_TRUST_TABLE, "The Quay", "meta.csv line 3", 0, 0},
};

static int64_t add_harbor(world *w, gk_store *store)
{
    return add_with(
        w, store, "harbor", "Harbor Lamps\n",
        (gk_store_addition){.values = harbor, .value_count = sizeof harbor / sizeof *harbor});
}

/* The value that counts; NULL: there is none. The arena's. */
static const gk_store_value *value_of(world *w, gk_store *store, int64_t content, gk_field field,
                                      gk_arena *arena)
{
    gk_store_value *values;
    size_t count;
    assert_ok(w, gk_store_values(store, content, arena, &values, &count, &w->err));
    for (size_t i = 0; i < count; i++)
        if (values[i].field == field) return &values[i];
    return NULL;
}

static void assert_value(world *w, gk_store *store, int64_t content, gk_field field,
                         const char *due, gk_trust trust)
{
    gk_arena *arena = gk_arena_new();
    const gk_store_value *value = value_of(w, store, content, field, arena);
    assert_non_null(value);
    assert_string_equal(value->value, due);
    assert_int_equal(value->trust, trust);
    gk_arena_free(arena);
}

static void values_come_back_with_where_they_stand(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = add_harbor(w, store), other = world_add(w, store, "other", "Nothing known\n");
    gk_store_close(store);
    store = world_open(w, GK_READ);
    gk_arena *arena = gk_arena_new();
    gk_store_value *values;
    size_t count;
    assert_ok(w, gk_store_values(store, id, arena, &values, &count, &w->err));
    assert_int_equal(count, sizeof harbor / sizeof *harbor);
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        for (size_t k = 0; k < count; k++)
            same += harbor[k].field == values[i].field && harbor[k].trust == values[i].trust &&
                    strcmp(harbor[k].value, values[i].value) == 0 &&
                    strcmp(harbor[k].where, values[i].where) == 0 &&
                    harbor[k].page == values[i].page && harbor[k].line == values[i].line;
        assert_int_equal(same, 1);
    }
    assert_ok(w, gk_store_values(store, other, arena, &values, &count, &w->err));
    assert_int_equal(count, 0);
    gk_arena_free(arena);
    gk_store_close(store);
}

static void the_word_of_most_trust_counts(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = add_harbor(w, store);
    assert_value(w, store, id, GK_FIELD_COMPANY, "Harbor Lamps, Inc.", GK_TRUST_DOCUMENT);
    assert_value(w, store, id, GK_FIELD_FISCAL_YEAR, "2023", GK_TRUST_DOCUMENT);
    assert_value(w, store, id, GK_FIELD_TICKER, "HLMP", GK_TRUST_REGISTRY);
    gk_store_close(store);
}

static void of_one_trust_the_first_value_counts(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    const gk_store_value values[] = {
        {GK_FIELD_COMPANY, GK_TRUST_DOCUMENT, "Zinc Works", "dei:EntityRegistrantName", 0, 0},
        {GK_FIELD_COMPANY, GK_TRUST_DOCUMENT, "Alloy Works", "cover page", 1, 2}};
    int64_t id = add_with(w, store, "zinc", "Zinc\n",
                          (gk_store_addition){.values = values, .value_count = 2});
    assert_value(w, store, id, GK_FIELD_COMPANY, "Zinc Works", GK_TRUST_DOCUMENT);
    gk_store_close(store);
}

static void a_correction_counts_until_it_is_taken_back(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = add_harbor(w, store), other = world_add(w, store, "other", "Other\n");
    assert_ok(w, gk_store_correct(store, id, GK_FIELD_FISCAL_YEAR, "2019", &w->err));
    assert_value(w, store, id, GK_FIELD_FISCAL_YEAR, "2019", GK_TRUST_USER);
    assert_ok(w, gk_store_correct(store, id, GK_FIELD_FISCAL_YEAR, "2018", &w->err));
    assert_value(w, store, id, GK_FIELD_FISCAL_YEAR, "2018", GK_TRUST_USER);
    assert_ok(w, gk_store_correct(store, other, GK_FIELD_FISCAL_YEAR, "2001", &w->err));
    gk_store_close(store);
    store = world_open(w, GK_WRITE);
    assert_value(w, store, id, GK_FIELD_FISCAL_YEAR, "2018", GK_TRUST_USER);
    assert_ok(w, gk_store_correct(store, id, GK_FIELD_FISCAL_YEAR, NULL, &w->err));
    assert_value(w, store, id, GK_FIELD_FISCAL_YEAR, "2023", GK_TRUST_DOCUMENT);
    assert_value(w, store, other, GK_FIELD_FISCAL_YEAR, "2001", GK_TRUST_USER);
    assert_ok(w,
              gk_store_correct(store, id, GK_FIELD_FISCAL_YEAR, NULL, &w->err)); /* there is none */
    gk_store_close(store);
    store = world_open(w, GK_READ);
    assert_status(GK_LIBRARY, gk_store_correct(store, id, GK_FIELD_CIK, "0000000007", &w->err));
    assert_message(w, "reading only");
    gk_store_close(store);
}

static size_t count_aliases(world *w, gk_store *store, int64_t content)
{
    gk_arena *arena = gk_arena_new();
    gk_store_value *values;
    size_t count, aliases = 0;
    assert_ok(w, gk_store_values(store, content, arena, &values, &count, &w->err));
    for (size_t i = 0; i < count; i++) aliases += values[i].field == GK_FIELD_ALIAS;
    gk_arena_free(arena);
    return aliases;
}

static void aliases_gather(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = add_harbor(w, store);
    assert_int_equal(count_aliases(w, store, id), 2);
    assert_ok(w, gk_store_correct(store, id, GK_FIELD_ALIAS, "灯塔", &w->err));
    assert_ok(w, gk_store_correct(store, id, GK_FIELD_ALIAS, "HL", &w->err));
    assert_ok(w, gk_store_correct(store, id, GK_FIELD_ALIAS, "HL", &w->err));
    assert_int_equal(count_aliases(w, store, id), 4);
    assert_ok(w, gk_store_correct(store, id, GK_FIELD_ALIAS, NULL, &w->err));
    assert_int_equal(count_aliases(w, store, id), 2); /* those of the document stay */
    gk_store_close(store);
}

static void a_field_of_a_later_program_is_passed_over(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = add_harbor(w, store);
    gk_store_close(store);
    world_sql(w, "INSERT INTO about VALUES(1, 'colour', 1, 'red', '', 0, 0),"
                 " (1, 'company', 99, 'x', '', 0, 0)");
    store = world_open(w, GK_READ);
    gk_arena *arena = gk_arena_new();
    gk_store_value *values;
    size_t count;
    assert_ok(w, gk_store_values(store, id, arena, &values, &count, &w->err));
    assert_int_equal(count, sizeof harbor / sizeof *harbor);
    gk_arena_free(arena);
    gk_documents *list;
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    assert_int_equal(list->documents[0].value_count, count);
    gk_documents_free(list);
    gk_store_close(store);
}

/* ---- the list of documents ----------------------------------------------------------------- */

static void the_list_has_what_counts(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    world_add(w, store, "an empty one", "Nothing known\n");
    int64_t id = add_harbor(w, store);
    assert_int_equal(world_add_as(w, store, "twin", "Harbor Lamps\n", NULL), GK_FILE_TWIN);
    assert_ok(w, gk_store_correct(store, id, GK_FIELD_FISCAL_PERIOD, "Q2", &w->err));
    gk_documents *list;
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    assert_int_equal(list->count, 3);
    const gk_document_info *d = &list->documents[0];
    assert_null(d->company);
    assert_int_equal(d->fiscal_year, 0);
    assert_int_equal(d->alias_count, 0);
    assert_int_equal(d->value_count, 0);
    for (size_t i = 1; i < 3; i++) { /* the document and its twin */
        d = &list->documents[i];
        assert_string_equal(d->company, "Harbor Lamps, Inc.");
        assert_string_equal(d->ticker, "HLMP");
        assert_string_equal(d->form, "10-K");
        assert_int_equal(d->fiscal_year, 2023);
        assert_string_equal(d->fiscal_period, "Q2");
        assert_string_equal(d->publisher, "The Quay");
        assert_null(d->cik);
        assert_null(d->period_end);
        assert_null(d->published);
        assert_null(d->language);
        assert_null(d->superseded_by);
        assert_int_equal(d->alias_count, 2);
        assert_string_equal(d->aliases[0], "Harbor");
        assert_string_equal(d->aliases[1], "Pier Lights Corp");
        assert_int_equal(d->value_count, sizeof harbor / sizeof *harbor + 1);
    }
    size_t counting = 0;
    for (size_t i = 0; i < d->value_count; i++) {
        const gk_document_value *v = &d->values[i];
        counting += v->counts;
        if (strcmp(v->field, "fiscal_year") != 0) continue;
        assert_int_equal(v->counts, strcmp(v->value, "2023") == 0);
        assert_string_equal(v->origin, v->counts ? "document" : "table");
        assert_string_equal(v->where, v->counts ? "cover page" : "meta.csv line 3");
        assert_int_equal(v->line, v->counts ? 9 : 0);
    }
    assert_int_equal(counting, 8); /* two fields have a second word */
    gk_documents_free(list);
    gk_store_close(store);
}

static const char *superseded(const gk_documents *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->documents[i].document, name) == 0) return list->documents[i].superseded_by;
    fail_msg("no %s", name);
    return NULL;
}

static void the_list_names_the_newest_version(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t c = world_add(w, store, "c", "third draft\n"), a = world_add(w, store, "a", "first\n");
    int64_t b = world_add(w, store, "b", "second\n");
    assert_ok(w, gk_store_prefer(store, b, a, &w->err));
    assert_ok(w, gk_store_prefer(store, c, b, &w->err));
    gk_documents *list;
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    assert_string_equal(superseded(list, "a"), "c");
    assert_string_equal(superseded(list, "b"), "c");
    assert_null(superseded(list, "c"));
    gk_documents_free(list);
    gk_store_close(store);
    world_sql(w, "INSERT INTO kin(older, content) VALUES(1, 2)"); /* a ring, as damage makes it */
    store = world_open(w, GK_READ);
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    gk_documents_free(list);
    gk_store_close(store);
}

/* ---- places -------------------------------------------------------------------------------- */

static void a_page_keeps_its_name(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    const char *text = "one\n\ftwo\n\fthree\n";
    paper p = paper_new(text, false);
    p.document.pages[0].label = gk_arena_strdup(p.document.arena, "Income \"2023\"");
    p.document.pages[2].label = gk_arena_strdup(p.document.arena, "资产负债表");
    int64_t id = add_paper(w, store, "sheets", text, &p, (gk_store_addition){0});
    paper_free(&p);
    static const char *const due[] = {"Income \"2023\"", NULL, "资产负债表", NULL};
    gk_arena *arena = gk_arena_new();
    for (int page = 1; page <= 4; page++) {
        char *label;
        assert_ok(w, gk_store_label(store, id, page, arena, &label, &w->err));
        if (due[page - 1])
            assert_string_equal(label, due[page - 1]);
        else
            assert_null(label);
    }
    gk_arena_free(arena);
    gk_store_close(store);
}

/* How often the cards were read by now. */
static int64_t cards_made(world *w, gk_store *store, size_t due)
{
    const gk_store_card *cards;
    size_t count;
    assert_ok(w, gk_store_cards(store, &cards, &count, &w->err));
    assert_int_equal(count, due);
    return gk_store_cards_made(store);
}

static void cards_are_read_again_when_they_are_others(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0), *reader = world_open(w, GK_READ);
    const gk_store_card *cards;
    size_t count;
    int64_t due = 0;
    for (int step = 0; step < 6; step++) {
        if (step == 0) add_harbor(w, store);
        if (step == 1) world_add(w, store, "other", "Nothing known\n");
        if (step == 2) world_add_as(w, store, "twin", "Nothing known\n", NULL);
        if (step == 3) assert_ok(w, gk_store_correct(store, 2, GK_FIELD_FORM, "10-Q", &w->err));
        if (step == 4) assert_ok(w, gk_store_prefer(store, 2, 1, &w->err));
        if (step == 5) assert_ok(w, gk_store_remove(store, "harbor", NULL, &w->err));
        count = step == 0 || step == 5 ? 1 : 2;
        due++;
        assert_int_equal(cards_made(w, store, count), due);
        assert_int_equal(cards_made(w, reader, count), due);
        assert_ok(w, gk_store_remember(reader, "what?", true, NULL, 0, &w->err));
        assert_ok(w, gk_store_remember(store, "who?", true, NULL, 0, &w->err));
        assert_int_equal(cards_made(w, store, count), due);
        assert_int_equal(cards_made(w, reader, count), due);
    }
    assert_ok(w, gk_store_cards(reader, &cards, &count, &w->err));
    assert_int_equal(cards->content, 2);
    assert_string_equal(cards->form, "10-Q");
    gk_store_close(reader);
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(values_come_back_with_where_they_stand),
        TEST(the_word_of_most_trust_counts),
        TEST(of_one_trust_the_first_value_counts),
        TEST(a_correction_counts_until_it_is_taken_back),
        TEST(aliases_gather),
        TEST(a_field_of_a_later_program_is_passed_over),
        TEST(the_list_has_what_counts),
        TEST(the_list_names_the_newest_version),
        TEST(a_page_keeps_its_name),
        TEST(cards_are_read_again_when_they_are_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
