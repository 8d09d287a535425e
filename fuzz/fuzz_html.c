/* SPDX-License-Identifier: Apache-2.0
 *
 * A web page from bytes: whatever they are, its text is UTF-8 in lines, every line is on one page
 * or between two, each fact has what every fact has, and its place is a line that is shown.
 */
#include "read/html.h"
#include "read/xbrl.h"
#include "text/text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check_lines(const gk_html_text *text)
{
    size_t at = 0;
    for (size_t i = 0; i < text->line_count; i++) {
        const gk_html_line *line = &text->lines[i];
        require(line->start == at && line->end >= line->start);
        require(text->text.data[line->end] == '\n');
        require((line->rank != GK_RANK_NONE) == (line->heading != NULL));
        at = line->end + 1;
    }
    require(at == text->text.length);
    for (size_t i = 0; i < at; i++)
        require((unsigned char)text->text.data[i] >= 0x20 || text->text.data[i] == '\n');
    require(at == 0 || gk_utf8_valid(text->text.data, at, NULL));
}

static void check_pages(const gk_html_text *text)
{
    size_t count, at = 0;
    gk_html_page *pages = gk_html_pages(text, &count);
    require(count > 0);
    for (size_t i = 0; i < count; i++) {
        require(pages[i].first >= at && pages[i].end >= pages[i].first);
        for (size_t k = at; k < pages[i].first; k++)
            require(text->lines[k].start == text->lines[k].end);
        at = pages[i].end;
    }
    require(at <= text->line_count);
    gk_free(pages);
}

static void check_facts(const gk_facts *facts, size_t lines)
{
    for (size_t i = 0; i < facts->count; i++) {
        const gk_tagged *fact = &facts->facts[i];
        require(fact->concept && fact->context && fact->entity && fact->value);
        require(fact->line >= 0 && (size_t)fact->line <= lines);
        for (size_t k = 0; k < fact->dimension_count; k++)
            require(fact->dimensions[k].axis && fact->dimensions[k].member);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* What comes out of charset.c: UTF-8 without NUL. */
    char *bytes = gk_strndup((const char *)data, size);
    size_t length = strlen(bytes);
    if (gk_utf8_valid(bytes, length, NULL)) {
        gk_markup *markup = gk_markup_parse(bytes, length);
        gk_html_text text = {0};
        gk_facts facts;
        gk_html_layout(markup, &text);
        gk_xbrl_read(markup, &facts);
        check_lines(&text);
        check_pages(&text);
        check_facts(&facts, text.line_count);
        gk_facts_free(&facts);
        gk_html_text_free(&text);
        gk_markup_free(markup);
    }
    gk_free(bytes);
    return 0;
}
