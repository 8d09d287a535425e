/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

static const char three[] =
    "{\"id\": \"A_2020#0#0\", \"doc\": \"A_2020\", \"text\": \"Sales\\nrose.\"}\n"
    "\n"
    "{\"id\": \"B#0#0\", \"doc\": \"B\", \"text\": \"它下降了\", \"page\": 0}\r\n"
    "{\"id\": \"C_D#4#1\", \"doc\": \"C_D\", \"text\": \"Sales\\nrose.\"}";

static void a_passage_is_titled_by_its_document(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, three);
    assert_int_equal(corpus->count, 3);
    const gk_corpus_passage *p = corpus->passages;
    assert_string_equal(p[0].id, "A_2020#0#0");
    assert_string_equal(p[0].doc, "A_2020");
    assert_string_equal(p[0].text, "Sales\nrose.");
    assert_string_equal(p[0].titled, "A 2020\nSales\nrose.");
    assert_string_equal(p[1].titled, "B\n它下降了");
    assert_string_equal(p[2].titled, "C D\nSales\nrose.");
    gk_corpus_free(corpus);
}

static void ids_are_found(void **state)
{
    world *w = *state;
    gk_string lines = {0};
    for (int i = 0; i < 5000; i++)
        gk_string_addf(&lines, "{\"id\": \"D#%d\", \"doc\": \"D\", \"text\": \"t%d\"}\n", i, i / 2);
    gk_corpus *corpus = world_corpus(w, lines.data);
    gk_string_free(&lines);
    for (uint32_t i = 0; i < 5000; i++) {
        char id[16];
        snprintf(id, sizeof id, "D#%u", i);
        assert_int_equal(gk_corpus_find(corpus, id), i);
        assert_int_equal(corpus->passages[i].twin, i / 2 * 2);
    }
    assert_int_equal(gk_corpus_find(corpus, "D#5000"), UINT32_MAX);
    assert_int_equal(gk_corpus_find(corpus, ""), UINT32_MAX);
    gk_corpus_free(corpus);
}

static void an_equal_text_makes_a_twin(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, three);
    assert_int_equal(corpus->passages[0].twin, 0);
    assert_int_equal(corpus->passages[1].twin, 1);
    assert_int_equal(corpus->passages[2].twin, 0); /* though its document is another */
    gk_corpus_free(corpus);
}

static void what_is_kept_is_numbered_anew(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, "{\"id\": \"a\", \"doc\": \"d\", \"text\": \"same\"}\n"
                                        "{\"id\": \"b\", \"doc\": \"d\", \"text\": \"other\"}\n"
                                        "{\"id\": \"c\", \"doc\": \"d\", \"text\": \"same\"}\n"
                                        "{\"id\": \"e\", \"doc\": \"d\", \"text\": \"same\"}\n");
    const bool keep[4] = {false, true, true, true};
    uint32_t now[4];
    gk_corpus_keep(corpus, keep, now);
    assert_int_equal(corpus->count, 3);
    assert_int_equal(now[0], UINT32_MAX);
    assert_int_equal(now[1], 0);
    assert_int_equal(now[3], 2);
    assert_int_equal(gk_corpus_find(corpus, "a"), UINT32_MAX);
    assert_int_equal(gk_corpus_find(corpus, "e"), 2);
    assert_int_equal(corpus->passages[0].twin, 0);
    assert_int_equal(corpus->passages[1].twin, 1); /* the first of the same text is gone */
    assert_int_equal(corpus->passages[2].twin, 1);
    gk_corpus_free(corpus);
}

/* ---- refused -------------------------------------------------------------------------------- */

static void expect_refused(world *w, const char *lines, const char *part)
{
    gk_corpus *corpus = (gk_corpus *)w;
    const char *path = world_write(w, "wrong.jsonl", lines);
    w->err = (gk_error){0};
    assert_int_equal(gk_corpus_read(path, NULL, &corpus, &w->err), GK_INPUT);
    assert_null(corpus);
    assert_int_equal(w->err.status, GK_INPUT);
    assert_contains(w->err.message, "wrong.jsonl");
    assert_contains(w->err.message, part);
    assert_null(strchr(w->err.message, '\n'));
}

static void what_is_wrong_is_named_with_its_line(void **state)
{
    world *w = *state;
    expect_refused(w, "", "holds no passage");
    expect_refused(w, "\n \n\t\r\n", "holds no passage");
    expect_refused(w, "\n{", "line 2: not JSON");
    expect_refused(w, "[]", "line 1: must be a JSON object");
    expect_refused(w, "{\"doc\": \"d\", \"text\": \"t\"}", "line 1: field \"id\"");
    expect_refused(w, "{\"id\": 7, \"doc\": \"d\", \"text\": \"t\"}",
                   "field \"id\" must be a text");
    expect_refused(w, "{\"id\": \"i\", \"text\": \"t\"}", "field \"doc\"");
    expect_refused(w, "{\"id\": \"i\", \"doc\": \"d\"}", "field \"text\"");
    expect_refused(w, "{\"id\": \"i\", \"doc\": \"d\", \"text\": \" \\n\"}", "\"text\" is empty");
    expect_refused(w, "{\"id\": \"i\", \"doc\": \"d\", \"text\": \"\\u0000\"}", "not JSON");
    expect_refused(w, "{\"id\": \"i\", \"doc\": \"d\", \"text\": \"\xff\"}", "not JSON");
    expect_refused(w, "{\"id\": \"i\", \"id\": \"j\", \"doc\": \"d\", \"text\": \"t\"}",
                   "not JSON");
    expect_refused(w,
                   "{\"id\": \"a\\nb\", \"doc\": \"d\", \"text\": \"t\"}\n"
                   "{\"id\": \"a\\nb\", \"doc\": \"e\", \"text\": \"u\"}\n",
                   "line 2: the id \"a b\" stands on an earlier line");
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
    world *w = *state;
    gk_corpus *corpus = (gk_corpus *)w;
    assert_int_equal(gk_corpus_read(world_path(w, "absent"), NULL, &corpus, &w->err), GK_INPUT);
    assert_null(corpus);
    assert_contains(w->err.message, "/absent: ");
    assert_int_equal(gk_corpus_read(w->folder, NULL, &corpus, &w->err), GK_INPUT);
    assert_contains(w->err.message, w->folder);
}

static void a_line_without_end_does_not_fill_the_memory(void **state)
{
    world *w = *state;
    const char *path = world_path(w, "long.jsonl");
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), 100 << 20), 0); /* of zeros */
    fclose(file);
    gk_corpus *corpus;
    assert_int_equal(gk_corpus_read(path, NULL, &corpus, &w->err), GK_INPUT);
    assert_contains(w->err.message, "line 1: is longer than 64 MiB");
}

/* ---- watching ------------------------------------------------------------------------------- */

static bool stop(void *ctx, const gk_work *work)
{
    *(size_t *)ctx = work->done;
    return false;
}

static void reading_may_be_stopped(void **state)
{
    world *w = *state;
    gk_string lines = {0};
    for (int i = 0; i < 10000; i++)
        gk_string_addf(&lines, "{\"id\": \"%d\", \"doc\": \"D\", \"text\": \"t\"}\n", i);
    const char *path = world_write(w, "many.jsonl", lines.data);
    gk_string_free(&lines);
    size_t done = 0;
    const gk_watch watch = {stop, &done};
    gk_corpus *corpus = (gk_corpus *)w;
    assert_int_equal(gk_corpus_read(path, &watch, &corpus, &w->err), GK_STOPPED);
    assert_null(corpus);
    assert_in_range(done, 1, 9999);
}

/* ---- exclusion ------------------------------------------------------------------------------ */

static void expect_excluded(const gk_corpus *corpus, const char *pattern)
{
    for (size_t i = 0; i < corpus->count; i++)
        if (corpus->passages[i].excluded != (pattern[i] == 'x'))
            fail_msg("passage %zu: excluded is %d, expected %c", i, corpus->passages[i].excluded,
                     pattern[i]);
}

static gk_corpus *five(world *w)
{
    return world_corpus(w, "{\"id\": \"a1\", \"doc\": \"A\", \"text\": \"one\"}\n"
                           "{\"id\": \"b1\", \"doc\": \"B\", \"text\": \"two\"}\n"
                           "{\"id\": \"b2\", \"doc\": \"B\", \"text\": \"one\"}\n"
                           "{\"id\": \"c1\", \"doc\": \"C\", \"text\": \"three\"}\n"
                           "{\"id\": \"c2\", \"doc\": \"C\", \"text\": \"two\"}\n");
}

/* Files that matched nothing. */
typedef struct idle {
    size_t count;
    const char *last;
} idle;

static void note_idle(void *ctx, const char *file)
{
    idle *i = ctx;
    i->count++;
    i->last = file;
}

static idle exclude(world *w, gk_corpus *corpus, gk_exclusion exclusion, gk_excluded *out)
{
    idle i = {0};
    exclusion.on_idle = note_idle;
    exclusion.ctx = &i;
    assert_ok(w, gk_corpus_exclude(corpus, &exclusion, out, &w->err));
    return i;
}

static void an_excluded_document_takes_equal_texts_with_it(void **state)
{
    world *w = *state;
    gk_corpus *corpus = five(w);
    gk_excluded excluded;
    const char *files[] = {world_write(w, "names.txt", "\nC \r\nUNKNOWN\nC\n")};
    idle i = exclude(w, corpus, (gk_exclusion){.documents = files, .document_count = 1}, &excluded);
    expect_excluded(corpus, ".x.xx");
    assert_int_equal(excluded.passages, 3);
    assert_int_equal(excluded.unmatched, 1);
    assert_int_equal(i.count, 0);
    gk_corpus_free(corpus);
}

static void an_excluded_query_takes_its_passages_with_it(void **state)
{
    world *w = *state;
    gk_corpus *corpus = five(w);
    gk_excluded excluded;
    const char *files[] = {
        world_write(w, "one.jsonl", "{\"query\": \"q\", \"passage_id\": [\"b2\", \"absent\"]}\n"),
        world_write(w, "two.jsonl", "{\"passage_id\": \"c1\"}\n")};
    idle i = exclude(w, corpus, (gk_exclusion){.queries = files, .query_count = 2}, &excluded);
    expect_excluded(corpus, "x.xx.");
    assert_int_equal(excluded.passages, 3);
    assert_int_equal(excluded.unmatched, 1);
    assert_int_equal(i.count, 0);
    gk_corpus_free(corpus);
}

static void a_file_of_exclusions_that_matches_nothing_is_told(void **state)
{
    world *w = *state;
    gk_corpus *corpus = five(w);
    gk_excluded excluded;
    const char *names[] = {world_write(w, "pdf.txt", "A.pdf\nB.pdf\n"),
                           world_write(w, "c.txt", "C\n")};
    const char *queries[] = {world_write(w, "other.jsonl", "{\"passage_id\": \"A#1\"}\n")};
    idle i = exclude(
        w, corpus,
        (gk_exclusion){
            .documents = names, .document_count = 2, .queries = queries, .query_count = 1},
        &excluded);
    assert_int_equal(i.count, 2);
    assert_string_equal(i.last, queries[0]);
    assert_int_equal(excluded.unmatched, 3);
    assert_int_equal(excluded.passages, 3);
    gk_corpus_free(corpus);
}

static void a_byte_order_mark_hides_nothing(void **state)
{
    world *w = *state;
    gk_corpus *corpus = world_corpus(w, "\xEF\xBB\xBF{\"id\": \"a\", \"doc\": \"A\", \"text\": "
                                        "\"one\"}\n");
    gk_excluded excluded;
    const char *names[] = {world_write(w, "names.txt",
                                       "\xEF\xBB\xBF"
                                       "A\t\r\n")};
    idle i = exclude(w, corpus, (gk_exclusion){.documents = names, .document_count = 1}, &excluded);
    assert_int_equal(i.count, 0);
    assert_int_equal(excluded.unmatched, 0);
    expect_excluded(corpus, "x");
    gk_corpus_free(corpus);
}

static void an_exclusion_that_is_wrong_is_refused(void **state)
{
    world *w = *state;
    gk_corpus *corpus = five(w);
    gk_excluded excluded;
    const char *absent[] = {world_path(w, "absent.txt")};
    const gk_exclusion no_file = {.documents = absent, .document_count = 1};
    assert_int_equal(gk_corpus_exclude(corpus, &no_file, &excluded, &w->err), GK_INPUT);
    assert_contains(w->err.message, "absent.txt");
    const char *wrong[] = {
        world_write(w, "q.jsonl", "{\"passage_id\": \"a1\"}\n{\"query\": \"q\"}\n")};
    const gk_exclusion no_id = {.queries = wrong, .query_count = 1};
    assert_int_equal(gk_corpus_exclude(corpus, &no_id, &excluded, &w->err), GK_INPUT);
    assert_contains(w->err.message, "q.jsonl line 2: field \"passage_id\"");
    gk_corpus_free(corpus);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        test(a_passage_is_titled_by_its_document),
        test(ids_are_found),
        test(an_equal_text_makes_a_twin),
        test(what_is_kept_is_numbered_anew),
        test(what_is_wrong_is_named_with_its_line),
        test(a_file_that_cannot_be_read_is_named),
        test(a_line_without_end_does_not_fill_the_memory),
        test(reading_may_be_stopped),
        test(an_excluded_document_takes_equal_texts_with_it),
        test(an_excluded_query_takes_its_passages_with_it),
        test(a_file_of_exclusions_that_matches_nothing_is_told),
        test(a_byte_order_mark_hides_nothing),
        test(an_exclusion_that_is_wrong_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
