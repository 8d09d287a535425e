/* SPDX-License-Identifier: Apache-2.0
 *
 * The judge against a person's judgements: tests/eval/judged.tsv.
 */
#include "eval/eval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

typedef struct judged {
    char *fields[4]; /* verdict, question, expected, answer */
} judged;

/* "\n" is a line break. */
static void unescape(char *s)
{
    char *to = s;
    for (; *s; s++) {
        bool line = s[0] == '\\' && s[1] == 'n';
        *to++ = line ? '\n' : *s;
        s += line;
    }
    *to = '\0';
}

static bool next_case(char **at, judged *out)
{
    while (**at == '#') *at += strcspn(*at, "\n") + 1;
    if (!**at) return false;
    char *line = *at;
    size_t n = strcspn(line, "\n");
    *at += n + (line[n] == '\n');
    line[n] = '\0';
    for (size_t i = 0; i < 4; i++) {
        out->fields[i] = line;
        line += strcspn(line, "\t");
        if (*line) *line++ = '\0';
        unescape(out->fields[i]);
    }
    return true;
}

/* Of the cases that it passes as right too few and too many count alike. */
static const double least_agreement = 0.97;

static void the_judge_agrees_with_a_person(void **state)
{
    (void)state;
    char *data;
    size_t size, cases = 0, agreed = 0;
    gk_error err = {0};
    if (gk_file_read(GK_SOURCE_DIR "/tests/eval/judged.tsv", &data, &size, &err) != GK_OK)
        fail_msg("%s", err.message);
    judged c;
    for (char *at = data; next_case(&at, &c); cases++) {
        gk_string why = {0};
        bool right = gk_judge(c.fields[1], c.fields[2], c.fields[3], &why);
        bool agrees = right == (strcmp(c.fields[0], "right") == 0);
        agreed += agrees;
        assert_true(why.length > 0); /* a judgement tells its reason */
        if (!agrees)
            print_message("%s\n  expected %s\n  answer   %s\n  is %s, judged %s: %s\n", c.fields[1],
                          c.fields[2], c.fields[3], c.fields[0], right ? "right" : "wrong",
                          why.data);
        gk_string_free(&why);
    }
    gk_free(data);
    print_message("the judge agrees in %zu of %zu cases\n", agreed, cases);
    assert_true(cases >= 150);
    if ((double)agreed < least_agreement * (double)cases)
        fail_msg("agreement %.3f, at least %.3f is needed", (double)agreed / (double)cases,
                 least_agreement);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_judge_agrees_with_a_person)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
