/* SPDX-License-Identifier: Apache-2.0
 *
 * Transcripts come into a library with who speaks in them.
 */
#include "ingest/files.h"
#include "world.h"

#define CALLS GK_SOURCE_DIR "/tests/call/data/"

static const char *form_of(world *w, gk_library *library, const char *document)
{
    gk_documents *documents;
    assert_ok(w, gk_document_get(library, document, &documents, &w->err));
    const char *form = documents->documents[0].form;
    const char *kept = form ? gk_arena_strdup(w->arena, form) : NULL;
    gk_documents_free(documents);
    return kept;
}

static void a_transcript_has_its_turns(void **state)
{
    world *w = *state;
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, CALLS "bare.txt"));
    gk_document_turns *turns;
    assert_ok(w, gk_document_turns_get(library, "bare", &turns, &w->err));
    assert_in_range(turns->count, 6, 100);
    assert_string_equal(turns->turns[0].speaker, "Operator");
    assert_string_equal(turns->turns[0].kind, "operator");
    assert_string_equal(turns->turns[0].part, "remarks");
    bool analyst = false;
    for (size_t i = 0; i < turns->count; i++)
        if (strcmp(turns->turns[i].kind, "analyst") == 0) {
            analyst = true;
            assert_string_equal(turns->turns[i].part, "questions");
        }
    assert_true(analyst);
    char *json = gk_document_turns_json(turns);
    assert_part(json, "\"kind\":\"analyst\"");
    gk_free(json);
    gk_document_turns_free(turns);
    assert_string_equal(form_of(w, library, "bare"), "Call");
    gk_library_close(library);
}

static void speakers_make_a_call_of_what_looks_like_news(void **state)
{
    world *w = *state;
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, CALLS "minutes.txt", CALLS "host.txt"));
    assert_string_equal(form_of(w, library, "minutes"), "Call");
    assert_string_equal(form_of(w, library, "host"), "Call");
    gk_library_close(library);
}

static void a_release_has_no_turns(void **state)
{
    world *w = *state;
    gk_library *library = world_create(w, "none");
    assert_ok(w, world_add(w, library, NULL, CALLS "release.txt"));
    gk_document_turns *turns;
    assert_ok(w, gk_document_turns_get(library, "release", &turns, &w->err));
    assert_int_equal(turns->count, 0);
    gk_document_turns_free(turns);
    assert_string_equal(form_of(w, library, "release"), "Earnings");
    assert_int_equal(gk_document_turns_get(library, "nothing", &turns, &w->err), GK_NOT_FOUND);
    gk_library_close(library);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_transcript_has_its_turns),
        TEST(speakers_make_a_call_of_what_looks_like_news),
        TEST(a_release_has_no_turns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
