/* SPDX-License-Identifier: Apache-2.0
 *
 * A terminal that writes into memory, for tests of what is printed.
 */
#ifndef TEST_CLI_OUTPUT_H
#define TEST_CLI_OUTPUT_H

#include "cli/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

typedef struct output {
    cli_terminal to;
    char *text;
    size_t size;
} output;

/* Call into a variable that stays where it is. */
static inline void output_open(output *o, int width, bool colour)
{
    *o = (output){0};
    FILE *file = open_memstream(&o->text, &o->size);
    assert_non_null(file);
    o->to = (cli_terminal){.file = file, .width = width, .colour = colour, .utf8 = true};
}

/* Compares what was written with what is expected, and ends the output. */
static inline void output_expect(output *o, const char *expected)
{
    fclose(o->to.file);
    assert_string_equal(o->text, expected);
    free(o->text);
    o->text = NULL;
}

#endif
