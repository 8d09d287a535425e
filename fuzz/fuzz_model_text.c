/* SPDX-License-Identifier: Apache-2.0
 *
 * Text of documents on its way into a prompt, and a model's text on its way out: no markup is left,
 * lines keep their number, and citations name sources that there are.
 */
#include "answer/model.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static size_t lines_of(const char *s)
{
    size_t lines = 0;
    for (; *s; s++) lines += *s == '\n';
    return lines;
}

static void check_prompt(const char *text)
{
    static const char *const markup[] = {"<|", "</", "[INST]", "<s>", "<<", "\x1b"};
    char *harmless = gk_prompt_text(text);
    require(gk_utf8_valid(harmless, strlen(harmless), NULL));
    for (size_t i = 0; i < sizeof markup / sizeof *markup; i++)
        require(!strstr(harmless, markup[i]));
    gk_free(harmless);
}

static void check_orders(const char *text)
{
    gk_arena *arena = gk_arena_new();
    bool found;
    const char *left = gk_without_orders(text, arena, &found);
    require(found || strcmp(left, text) == 0);
    require(lines_of(left) == lines_of(text));
    gk_arena_free(arena);
}

static void check_marks(const char *text)
{
    enum { SOURCES = 3 };
    char *normal = gk_marks_normal(text, SOURCES);
    size_t at = 0, number;
    gk_span span;
    while (gk_mark_next(normal, &at, &number, &span))
        require(span.end > span.start && span.end <= strlen(normal));
    gk_model_declines(normal);
    gk_free(normal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = gk_strndup((const char *)data, strnlen((const char *)data, size));
    check_prompt(text);
    check_orders(text);
    check_marks(text);
    gk_free(text);
    return 0;
}
