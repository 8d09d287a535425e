/* SPDX-License-Identifier: Apache-2.0
 *
 * Versions of a document: which of two is preferred, and what is no version however alike.
 */
#include "ingest/files.h"
#include "world.h"

/* Some hundred words that no two tests' documents share but by intent. */
static char *story(world *w, const char *head, unsigned seed, const char *tail)
{
    static const char *const words[] = {"lantern", "wick",   "harbour", "tender", "quota",
                                        "glass",   "copper", "lease",   "margin", "freight",
                                        "meadow",  "signal", "orchard", "ledger", "voyage"};
    gk_string text = {0};
    gk_string_add(&text, head);
    for (unsigned i = 0; i < 300; i++) {
        seed = seed * 1103515245U + 12345U;
        gk_string_addf(&text, "%s%s", words[(seed >> 16) % 15], i % 12 == 11 ? ".\n" : " ");
    }
    gk_string_add(&text, tail);
    char *kept = gk_arena_strdup(w->arena, text.data);
    gk_string_free(&text);
    return kept;
}

/* Adds one document by itself and gives its content. */
static int64_t add(world *w, gk_library *library, const char *name, const char *text)
{
    char *file = gk_format("%s.txt", name);
    doc_text(w, file, text);
    assert_ok(w, world_add(w, library, NULL, file));
    gk_free(file);
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    assert_ok(w, gk_store_find(library->store, name, arena, &content, &w->err));
    gk_arena_free(arena);
    return content.id;
}

static void assert_outdated(world *w, gk_library *library, int64_t due)
{
    int64_t *outdated;
    size_t count;
    assert_ok(w, gk_store_outdated(library->store, NULL, &outdated, &count, &w->err));
    if (count != (due ? 1U : 0U) || (due && outdated[0] != due))
        fail_msg("%zu outdated, the first %lld, not %lld", count,
                 count ? (long long)outdated[0] : 0LL, (long long)due);
    gk_free(outdated);
}

static void the_later_of_two_versions_is_preferred(void **state)
{
    world *w = *state;
    doc_text(
        w, "goshawk-meta.csv",
        "file,company,fiscal_year\ndraft.txt,Corvane Lamps,2024\nfinal.txt,Corvane Lamps,2024\n");
    gk_library *library = world_create(w, "none");
    int64_t draft = add(w, library, "draft", story(w, "", 1, "To be confirmed.\n"));
    assert_outdated(w, library, 0);
    add(w, library, "final", story(w, "", 1, "Confirmed by the board.\n"));
    assert_outdated(w, library, draft);
    gk_library_close(library);
}

static void what_was_published_later_is_preferred_whenever_it_came(void **state)
{
    world *w = *state;
    doc_text(w, "goshawk-meta.csv",
             "file,company,fiscal_year,published\nnew.txt,Corvane,2024,2024-05-02\n"
             "old.txt,Corvane,2024,2024-03-01\n");
    gk_library *library = world_create(w, "none");
    add(w, library, "new", story(w, "", 2, "Corrected.\n"));
    int64_t old = add(w, library, "old", story(w, "", 2, "As first said.\n"));
    assert_outdated(w, library, old);
    gk_library_close(library);
}

static void two_companies_or_periods_are_two_documents(void **state)
{
    world *w = *state;
    doc_text(w, "goshawk-meta.csv",
             "file,company,form,fiscal_year\na.txt,Corvane Lamps,Research,2021\n"
             "b.txt,Corvane Lamps,Research,2022\nc.txt,Halden Optics,Research,2021\n");
    gk_library *library = world_create(w, "none");
    add(w, library, "a", story(w, "", 3, "One.\n"));
    add(w, library, "b", story(w, "", 3, "Two.\n"));
    add(w, library, "c", story(w, "", 3, "Three.\n"));
    assert_outdated(w, library, 0);
    gk_library_close(library);
}

static void the_same_flash_of_another_week_is_other_news(void **state)
{
    world *w = *state;
    doc_text(w, "goshawk-meta.csv",
             "file,form,published\na.txt,News,2024-05-02\nb.txt,News,2024-06-11\n"
             "c.txt,News,2024-06-12\n");
    gk_library *library = world_create(w, "none");
    /* The same words, laid out differently: other bytes. */
    add(w, library, "a", story(w, "", 4, "\n"));
    int64_t second = add(w, library, "b", story(w, "", 4, "\n\n"));
    assert_outdated(w, library, 0);
    add(w, library, "c", story(w, "", 4, "\n\n\n"));
    assert_outdated(w, library, second);
    gk_library_close(library);
}

static void alike_texts_of_which_nothing_is_known_are_two_documents(void **state)
{
    world *w = *state;
    gk_library *library = world_create(w, "none");
    add(w, library, "a", story(w, "I, Jane Roe of Corvane Lamps Inc., certify:\n", 5, ""));
    add(w, library, "b", story(w, "I, Henry Doe of Halden Optics AG, certify:\n", 5, ""));
    assert_outdated(w, library, 0);
    gk_library_close(library);
}

static void a_file_that_was_changed_is_a_version_of_what_it_was(void **state)
{
    world *w = *state;
    gk_library *library = world_create(w, "none");
    int64_t old = add(w, library, "memo", "Lunch is at noon.\n");
    doc_text(w, "memo.txt", "Dinner is at eight, and the harbour is closed.\n");
    assert_ok(w, world_add(w, library, NULL, "memo.txt"));
    assert_event(w, 0, GK_FILE_RENAMED, "memo.txt", "memo~2");
    assert_outdated(w, library, old);
    /* Another file of the same name is another document. */
    doc_text(w, "other/memo.txt", "The glass is full.\n");
    assert_ok(w, world_add(w, library, NULL, "other/memo.txt"));
    assert_outdated(w, library, old);
    gk_library_close(library);
}

static void other_texts_are_no_versions(void **state)
{
    world *w = *state;
    gk_library *library = world_create(w, "none");
    for (unsigned i = 0; i < 20; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%u", i);
        add(w, library, name, story(w, "", 100 + i, ""));
    }
    assert_outdated(w, library, 0);
    gk_library_close(library);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_later_of_two_versions_is_preferred),
        TEST(what_was_published_later_is_preferred_whenever_it_came),
        TEST(two_companies_or_periods_are_two_documents),
        TEST(the_same_flash_of_another_week_is_other_news),
        TEST(alike_texts_of_which_nothing_is_known_are_two_documents),
        TEST(a_file_that_was_changed_is_a_version_of_what_it_was),
        TEST(other_texts_are_no_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
