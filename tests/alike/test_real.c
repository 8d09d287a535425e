/* SPDX-License-Identifier: Apache-2.0
 *
 * A real filing: its PDF as goshawk-read reads it and its text as another program laid it out are
 * the same; the filing of the year before is no version of it.
 */
#include "alike/alike.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>

/* A file of the data, or the test skipped with a line that says why; gk_free. */
static char *data_path(const char *name)
{
    const char *data = getenv("GOSHAWK_DATA");
    char *path = gk_path_join(data && data[0] ? data : GK_SOURCE_DIR "/../shared/data", name);
    if (gk_path_exists(path)) return path;
    print_message("skipped: %s is not at hand; GOSHAWK_DATA names its folder\n", path);
    gk_free(path);
    skip();
    return NULL;
}

static void sketch_pdf(const char *name, gk_sketch *out)
{
    char *path = data_path(name);
    gk_document *d = NULL;
    gk_error err = {0};
    if (gk_reader_run(path, &d, &err) != GK_OK) fail_msg("%s: %s", path, err.message);
    gk_sketch_document(d, out);
    gk_document_free(d);
    gk_free(path);
}

static void sketch_text(const char *name, gk_sketch *out)
{
    char *archive = data_path("filings/pages.tar.xz");
    char *command = gk_format("tar -xJOf '%s' --occurrence=1 'txt/%s'", archive, name);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    gk_sketcher *sketcher = gk_sketcher_new();
    gk_string text = {0};
    char bytes[65536];
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, pipe)) > 0;)
        gk_string_append(&text, bytes, n);
    assert_int_equal(pclose(pipe), 0);
    gk_sketcher_add(sketcher, text.data, text.length);
    gk_sketcher_end(sketcher, out);
    gk_string_free(&text);
    gk_free(command);
    gk_free(archive);
}

static void
a_filing_is_the_same_by_any_reader_and_another_years_is_none_of_its_versions(void **state)
{
    (void)state;
    gk_sketch pdf, text, before;
    sketch_pdf("filings/pdf/3M_2018_10K.pdf", &pdf);
    sketch_text("3M_2018_10K.txt", &text);
    sketch_text("3M_2017_10K.txt", &before);
    gk_alike_verdict same = gk_alike_judge(&pdf, &text), other = gk_alike_judge(&pdf, &before);
    print_message("text %.3f, figures %.3f; a year before: text %.3f, figures %.3f\n", same.jaccard,
                  same.figures, other.jaccard, other.figures);
    assert_int_equal(same.alike, GK_ALIKE_SAME);
    assert_true(other.alike == GK_ALIKE_SUCCESSOR || other.alike == GK_ALIKE_DIFFERENT);
    assert_true(other.figures < 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_filing_is_the_same_by_any_reader_and_another_years_is_none_of_its_versions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
