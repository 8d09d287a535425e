/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static const char report[] = "Report of Kestrel\n\nRevenue   1,577\nProfit      120\n\f"
                             "Second page\n\nNothing here\n\f\fFourth, after an empty one\n";

static void a_document_comes_back_as_it_was_stored(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    gk_store_place place;
    int64_t id;
    assert_ok(w, world_try_add(w, store, "Kestrel_2023", report, true, &place, &id));
    assert_int_equal(place.outcome, GK_FILE_ADDED);
    gk_free(place.document);
    gk_store_close(store);

    store = world_open(w, GK_READ);
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    assert_ok(w, gk_store_find(store, "Kestrel_2023", arena, &content, &w->err));
    assert_int_equal(content.id, id);
    assert_string_equal(content.document, "Kestrel_2023");
    assert_string_equal(content.title, "Kestrel_2023");
    assert_string_equal(content.format, "pdf");
    assert_int_equal(content.pages, 4);

    paper p = paper_new(report, true);
    for (int number = 1; number <= 4; number++) {
        gk_doc_page page, *expected = &p.document.pages[number - 1];
        assert_ok(w, gk_store_page(store, id, number, arena, &page, &w->err));
        assert_string_equal(page.text, expected->text);
        assert_int_equal(page.length, expected->length);
        assert_int_equal(page.line_count, expected->line_count);
        assert_true(page.width == 612 && page.height == 792);
        if (page.line_count)
            assert_memory_equal(page.boxes, expected->boxes, page.line_count * sizeof(gk_box));
    }
    gk_doc_page page;
    assert_status(GK_NOT_FOUND, gk_store_page(store, id, 5, arena, &page, &w->err));
    assert_status(GK_NOT_FOUND, gk_store_page(store, id, 0, arena, &page, &w->err));
    assert_status(GK_NOT_FOUND, gk_store_page(store, id + 1, 1, arena, &page, &w->err));

    gk_store_passage *passages;
    size_t count;
    assert_ok(w, gk_store_page_passages(store, id, 1, arena, &passages, &count, &w->err));
    assert_int_equal(count, 2);
    assert_string_equal(passages[1].text, "Revenue   1,577\nProfit      120\n");
    assert_int_equal(passages[1].passage.first_line, 3);
    assert_int_equal(passages[1].passage.last_line, 4);
    gk_store_passage one;
    assert_ok(w, gk_store_passage_get(store, passages[1].id, arena, &one, &w->err));
    assert_string_equal(one.text, passages[1].text);
    assert_int_equal(one.content, id);
    assert_int_equal(one.passage.page, 1);
    assert_int_equal(one.passage.start, strlen("Report of Kestrel\n\n"));
    assert_ok(w, gk_store_page_passages(store, id, 3, arena, &passages, &count, &w->err));
    assert_int_equal(count, 0);
    assert_status(GK_NOT_FOUND, gk_store_passage_get(store, 99, arena, &one, &w->err));
    paper_free(&p);
    gk_arena_free(arena);
    gk_store_close(store);
}

static void the_context_of_a_passage_is_kept(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    paper p = paper_new("Revenue 5\n", false);
    p.passages.passages[0].context = gk_arena_strdup(p.document.arena, "In millions\n2023  2022");
    gk_store_place place;
    int64_t id;
    assert_ok(w, gk_store_place_for(store, "a", "x", 1, &place, &w->err));
    assert_ok(w, gk_store_add(store,
                              &(gk_store_addition){.place = &place,
                                                   .source = "/a",
                                                   .title = "A",
                                                   .bytes = "x",
                                                   .size = 1,
                                                   .document = &p.document,
                                                   .passages = &p.passages},
                              &id, &w->err));
    gk_arena *arena = gk_arena_new();
    gk_store_passage one;
    assert_ok(w, gk_store_passage_get(store, 1, arena, &one, &w->err));
    assert_string_equal(one.passage.context, "In millions\n2023  2022");
    gk_candidate *found;
    size_t count;
    gk_store_term term = {"2022", 1};
    assert_ok(w, gk_store_lexical(store, &term, 1, NULL, 5, &found, &count, &w->err));
    assert_int_equal(count, 1);
    gk_free(found);
    gk_arena_free(arena);
    gk_free(place.document);
    paper_free(&p);
    gk_store_close(store);
}

static void the_original_bytes_are_kept(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = world_add(w, store, "a", report);
    char *path = gk_store_original(store, id, &w->err), *data;
    size_t size;
    assert_non_null(path);
    assert_ok(w, gk_file_read(path, &data, &size, &w->err));
    assert_string_equal(data, report);
    assert_int_equal(size, strlen(report));
    assert_null(gk_store_original(store, id + 1, &w->err));
    assert_int_equal(w->err.status, GK_NOT_FOUND);
    gk_free(data);
    gk_free(path);
    gk_store_close(store);
}

static void the_same_bytes_under_another_name_are_a_twin(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = world_add(w, store, "first", report);
    assert_int_equal(world_add_as(w, store, "first", report, NULL), GK_FILE_UNCHANGED);
    assert_int_equal(world_add_as(w, store, "second", report, NULL), GK_FILE_TWIN);
    assert_int_equal(world_add_as(w, store, "second", report, NULL), GK_FILE_UNCHANGED);
    assert_int_equal(world_add_as(w, store, "a third", report, NULL), GK_FILE_TWIN);

    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    assert_ok(w, gk_store_find(store, "second", arena, &content, &w->err));
    assert_int_equal(content.id, id);
    assert_string_equal(content.document, "first");
    char **names;
    size_t count;
    assert_ok(w, gk_store_names(store, id, arena, &names, &count, &w->err));
    assert_int_equal(count, 3);
    assert_string_equal(names[0], "first");
    gk_documents *list;
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    assert_int_equal(list->count, 3);
    assert_string_equal(list->documents[0].document, "a third");
    assert_string_equal(list->documents[0].twin_of, "first");
    assert_null(list->documents[1].twin_of);
    assert_string_equal(list->documents[2].source, "/papers/second.txt");
    gk_documents_free(list);
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.documents, 3);
    assert_int_equal(info.pages, 4);
    assert_int_equal(info.passages, 5);
    gk_arena_free(arena);
    gk_store_close(store);
}

static void other_bytes_under_a_taken_name_get_a_number(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    char *name;
    assert_int_equal(world_add_as(w, store, "a", "one\n", NULL), GK_FILE_ADDED);
    assert_int_equal(world_add_as(w, store, "a", "two\n", &name), GK_FILE_RENAMED);
    assert_string_equal(name, "a~2");
    gk_free(name);
    assert_int_equal(world_add_as(w, store, "a", "three\n", &name), GK_FILE_RENAMED);
    assert_string_equal(name, "a~3");
    gk_free(name);
    assert_int_equal(world_add_as(w, store, "a", "two\n", &name), GK_FILE_UNCHANGED);
    assert_string_equal(name, "a~2");
    gk_free(name);
    /* "b" is free, "a" is taken by others: each time a second name for the bytes. */
    assert_int_equal(world_add_as(w, store, "b", "two\n", &name), GK_FILE_TWIN);
    assert_string_equal(name, "b");
    gk_free(name);
    assert_int_equal(world_add_as(w, store, "c", "four\n", NULL), GK_FILE_ADDED);
    assert_int_equal(world_add_as(w, store, "a", "four\n", &name), GK_FILE_TWIN);
    assert_string_equal(name, "a~4");
    gk_free(name);
    assert_int_equal(world_add_as(w, store, "a", "four\n", &name), GK_FILE_UNCHANGED);
    assert_string_equal(name, "a~4");
    gk_free(name);
    gk_store_close(store);
}

static void a_name_that_is_taken_meanwhile_is_refused(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    gk_store_place place;
    assert_ok(w, gk_store_place_for(store, "a", "one", 3, &place, &w->err));
    world_add(w, store, "a", "two\n");
    paper p = paper_new("one", false);
    assert_status(GK_INVALID, gk_store_add(store,
                                           &(gk_store_addition){.place = &place,
                                                                .source = "/a",
                                                                .title = "a",
                                                                .bytes = "one",
                                                                .size = 3,
                                                                .document = &p.document,
                                                                .passages = &p.passages},
                                           NULL, &w->err));
    gk_library_info info;
    assert_ok(w, gk_store_counts(store, &info, &w->err));
    assert_int_equal(info.pages, 1);
    assert_int_equal(info.documents, 1);
    paper_free(&p);
    gk_free(place.document);
    assert_status(GK_INVALID, gk_store_place_for(store, "", "one", 3, &place, &w->err));
    gk_store_close(store);
}

static void a_passage_outside_its_page_is_refused(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    gk_store_place place;
    assert_ok(w, gk_store_place_for(store, "a", "one", 3, &place, &w->err));
    paper p = paper_new("one", false);
    gk_passage *passage = &p.passages.passages[0], good = *passage;
    const gk_passage bad[] = {{.page = 1, .start = 0, .end = 4},
                              {.page = 1, .start = 3, .end = 2},
                              {.page = 2, .start = 0, .end = 1},
                              {.page = 0, .start = 0, .end = 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        *passage = bad[i];
        assert_status(GK_INVALID, gk_store_add(store,
                                               &(gk_store_addition){.place = &place,
                                                                    .source = "/a",
                                                                    .title = "a",
                                                                    .bytes = "one",
                                                                    .size = 3,
                                                                    .document = &p.document,
                                                                    .passages = &p.passages},
                                               NULL, &w->err));
    }
    *passage = good;
    assert_ok(w, gk_store_add(store,
                              &(gk_store_addition){.place = &place,
                                                   .source = "/a",
                                                   .title = "a",
                                                   .bytes = "one",
                                                   .size = 3,
                                                   .document = &p.document,
                                                   .passages = &p.passages},
                              NULL, &w->err));
    paper_free(&p);
    gk_free(place.document);
    gk_store_close(store);
}

static void an_unknown_name_gets_the_nearest_one(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    world_add(w, store, "3M_2018_10K", "a\n");
    world_add(w, store, "3M_2019_10K", "b\n");
    world_add(w, store, "AMCOR_2020_10K", "c\n");
    static const char *const cases[][2] = {
        {"3m_2019_10k", "is it \"3M_2019_10K\"?"},
        {"AMCOR", "is it \"AMCOR_2020_10K\"?"},
        {"3M_2018_10L", "is it \"3M_2018_10K\"?"},
        {"AMCR_2020_10K", "is it \"AMCOR_2020_10K\"?"},
    };
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_status(GK_NOT_FOUND, gk_store_find(store, cases[i][0], arena, &content, &w->err));
        assert_message(w, cases[i][0]);
        assert_message(w, cases[i][1]);
    }
    assert_status(GK_NOT_FOUND, gk_store_find(store, "PEPSICO", arena, &content, &w->err));
    assert_null(strstr(w->err.message, "is it"));
    char *longest = gk_alloc(5000);
    memset(longest, 'M', 4999);
    assert_status(GK_NOT_FOUND, gk_store_find(store, longest, arena, &content, &w->err));
    assert_status(GK_NOT_FOUND, gk_store_find(store, "", arena, &content, &w->err));
    gk_free(longest);
    gk_arena_free(arena);
    gk_store_close(store);
}

static void names_and_titles_may_hold_anything(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    static const char *const names[] = {
        "'; DROP TABLE content; --", "年度报告 2023", "a\"b%s", "\xFF\xFE", "..", "a\nb"};
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char text[32];
        snprintf(text, sizeof text, "text %zu\n", i);
        world_add(w, store, names[i], text);
        assert_ok(w, gk_store_find(store, names[i], arena, &content, &w->err));
        assert_string_equal(content.document, names[i]);
    }
    gk_arena_free(arena);
    gk_store_close(store);
}

static void many_contents_are_listed_in_order(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    for (int i = 0; i < 60; i++) {
        char name[16], text[64];
        snprintf(name, sizeof name, "doc%03d", 59 - i);
        snprintf(text, sizeof text, "page of %d\n\nand more\n\fsecond\n", i);
        world_add(w, store, name, text);
    }
    gk_store_close(store);
    store = world_open(w, GK_READ);
    gk_arena *arena = gk_arena_new();
    gk_store_content *contents;
    size_t count;
    assert_ok(w, gk_store_contents(store, arena, &contents, &count, &w->err));
    assert_int_equal(count, 60);
    assert_string_equal(contents[0].document, "doc059");
    assert_string_equal(contents[59].document, "doc000");
    gk_store_content by_id;
    assert_ok(w, gk_store_content_by_id(store, contents[7].id, arena, &by_id, &w->err));
    assert_string_equal(by_id.document, contents[7].document);
    assert_status(GK_NOT_FOUND, gk_store_content_by_id(store, 1000, arena, &by_id, &w->err));
    gk_documents *list;
    assert_ok(w, gk_store_documents(store, &list, &w->err));
    assert_int_equal(list->count, 60);
    assert_string_equal(list->documents[0].document, "doc000");
    assert_int_equal(list->documents[0].pages, 2);
    assert_int_equal(list->documents[0].passages, 3);
    assert_int_equal(strlen(list->documents[0].sha256), 64);
    assert_int_equal(strlen(list->documents[0].added), 20);
    gk_documents_free(list);
    gk_arena_free(arena);
    gk_store_close(store);
}

static void a_document_without_passages_is_kept(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t empty = world_add(w, store, "empty", "\n\n\f\n");
    int64_t full = world_add(w, store, "full", "some words\n");
    gk_store_term term = {"word", 1};
    gk_candidate *found;
    size_t count;
    assert_ok(w, gk_store_lexical(store, &term, 1, NULL, 9, &found, &count, &w->err));
    assert_int_equal(count, 1);
    assert_int_equal(found[0].content, full);
    gk_free(found);
    assert_ok(w, gk_store_lexical(store, &term, 1,
                                  &(gk_store_scope){.within = &empty, .within_count = 1}, 9, &found,
                                  &count, &w->err));
    assert_int_equal(count, 0);
    gk_free(found);
    gk_store_close(store);
}

static void a_reader_cannot_write(void **state)
{
    world *w = *state;
    gk_store_close(world_create(w, 0));
    gk_store *store = world_open(w, GK_READ);
    paper p = paper_new("one", false);
    gk_store_place place;
    assert_ok(w, gk_store_place_for(store, "a", "one", 3, &place, &w->err));
    assert_status(GK_LIBRARY, gk_store_add(store,
                                           &(gk_store_addition){.place = &place,
                                                                .source = "/a",
                                                                .title = "a",
                                                                .bytes = "one",
                                                                .size = 3,
                                                                .document = &p.document,
                                                                .passages = &p.passages},
                                           NULL, &w->err));
    assert_message(w, "reading only");
    gk_free(place.document);
    paper_free(&p);
    gk_store_close(store);
}

static void the_newest_answer_marks_a_page(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    int64_t id = world_add(w, store, "a", report);
    gk_store_close(store);
    store = world_open(w, GK_READ);
    gk_store_cited *cited;
    size_t count;
    assert_ok(w, gk_store_last_cited(store, id, 1, &cited, &count, &w->err));
    assert_int_equal(count, 0);
    gk_free(cited);
    const gk_store_cited first[] = {{id, 1, 1, 1}, {id, 2, 1, 1}};
    const gk_store_cited second[] = {{id, 1, 3, 3}, {id, 1, 4, 4}};
    assert_ok(w, gk_store_remember(store, "what?", true, first, 2, &w->err));
    assert_ok(w, gk_store_remember(store, "how much?", true, second, 2, &w->err));
    assert_ok(w, gk_store_remember(store, "why?", false, NULL, 0, &w->err));
    assert_ok(w, gk_store_last_cited(store, id, 1, &cited, &count, &w->err));
    assert_int_equal(count, 2);
    assert_int_equal(cited[0].first_line, 3);
    assert_int_equal(cited[1].last_line, 4);
    gk_free(cited);
    assert_ok(w, gk_store_last_cited(store, id, 2, &cited, &count, &w->err));
    assert_int_equal(count, 1);
    gk_free(cited);
    gk_store_close(store);
}

static void a_question_that_cites_nothing_stored_is_not_kept(void **state)
{
    world *w = *state;
    gk_store *store = world_create(w, 0);
    const gk_store_cited cited = {7, 1, 1, 1};
    assert_status(GK_INVALID, gk_store_remember(store, "what?", true, &cited, 1, &w->err));
    int64_t id = world_add(w, store, "a", report); /* no transaction is left open */
    const gk_store_cited good = {id, 1, 1, 1};
    assert_ok(w, gk_store_remember(store, "what?", true, &good, 1, &w->err));
    gk_store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_document_comes_back_as_it_was_stored),
        TEST(the_context_of_a_passage_is_kept),
        TEST(the_original_bytes_are_kept),
        TEST(the_same_bytes_under_another_name_are_a_twin),
        TEST(other_bytes_under_a_taken_name_get_a_number),
        TEST(a_name_that_is_taken_meanwhile_is_refused),
        TEST(a_passage_outside_its_page_is_refused),
        TEST(an_unknown_name_gets_the_nearest_one),
        TEST(names_and_titles_may_hold_anything),
        TEST(many_contents_are_listed_in_order),
        TEST(a_document_without_passages_is_kept),
        TEST(a_reader_cannot_write),
        TEST(the_newest_answer_marks_a_page),
        TEST(a_question_that_cites_nothing_stored_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
