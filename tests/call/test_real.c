/* SPDX-License-Identifier: Apache-2.0
 *
 * Real documents: filings are no calls, and stripped transcripts have no speakers.
 */
#include "world.h"

#include <dirent.h>

static void filings_are_no_calls(void **state)
{
    (void)state;
    static const char *const names[] = {"COSTCO_2023_8K_dated-2023-08-16.pdf",
                                        "ULTABEAUTY_2023Q4_EARNINGS.pdf",
                                        "AMCOR_2023Q4_EARNINGS.pdf", "BESTBUY_2024Q2_10Q.pdf"};
    char *folder = data_path("filings/pdf");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = gk_path_join(folder, names[i]);
        gk_document *d;
        gk_error err = {0};
        if (gk_reader_run(path, &d, &err) != GK_OK) fail_msg("%s: %s", path, err.message);
        gk_call *call = gk_call_find(d);
        if (call->count) fail_msg("%s has %zu turns", path, call->count);
        gk_call_free(call);
        gk_document_free(d);
        gk_free(path);
    }
    gk_free(folder);
}

/* What 120 transcripts without speakers say of themselves. */
typedef struct tally {
    size_t files, calls, with_remarks;
} tally;

static void count_file(const char *path, tally *t)
{
    char *text = slurp(path);
    gk_call *call = call_of(text);
    t->files++;
    t->calls += call->count > 0;
    for (size_t i = 0; i < call->count; i++) {
        t->with_remarks += call->turns[i].part == GK_CALL_REMARKS;
        assert_string_equal(call->turns[i].speaker, "");
        assert_int_equal(call->turns[i].kind, GK_CALL_UNKNOWN);
    }
    gk_call_free(call);
    gk_free(text);
}

static void stripped_transcripts_have_parts_and_no_speakers(void **state)
{
    (void)state;
    enum { FILES = 120 };
    char *archive = data_path("ectsum/train_val.tar.xz"), folder[] = "/tmp/goshawk-calls-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *command = gk_format("tar -xJf '%s' -C %s val/ects", archive, folder);
    int rc = system(command);
    assert_int_equal(rc, 0);
    gk_free(command);
    char *ects = gk_format("%s/val/ects", folder);
    struct dirent **entries;
    int count = scandir(ects, &entries, NULL, alphasort);
    assert_true(count > FILES);
    tally t = {0};
    for (int i = 0; i < count; i++) {
        char *path = gk_path_join(ects, entries[i]->d_name);
        if (t.files < FILES && gk_ends_with(path, ".txt")) count_file(path, &t);
        gk_free(path);
        free(entries[i]);
    }
    free(entries);
    gk_free(ects);
    command = gk_format("rm -r %s", folder);
    rc = system(command);
    assert_int_equal(rc, 0);
    gk_free(command);
    gk_free(archive);
    print_message("%zu files, %zu show a call, %zu where the remarks end\n", t.files, t.calls,
                  t.with_remarks);
    assert_true(t.calls >= t.files / 5);
    assert_true(t.with_remarks >= t.files / 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filings_are_no_calls),
        cmocka_unit_test(stripped_transcripts_have_parts_and_no_speakers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
