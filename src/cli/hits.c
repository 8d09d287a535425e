/* SPDX-License-Identifier: Apache-2.0 */
#include "hits.h"

#include "layout.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static void heading(const cli_terminal *to, size_t rank, const gk_hit *hit)
{
    fprintf(to->file, "%2zu. ", rank);
    cli_style(to, CLI_BOLD);
    cli_write(to, hit->document);
    cli_style_end(to);
    fprintf(to->file, "  page %d  ", hit->page);
    cli_style(to, CLI_DIM);
    fprintf(to->file, "score %.4f", hit->score);
    cli_style_end(to);
    putc('\n', to->file);
}

/* The passage below its context, as one text, for a table's rows belong under its headings. The
 * context is dim. */
static void passage(const cli_terminal *to, const gk_hit *hit)
{
    static const char margin[] = "    ";
    const char *context = hit->context ? hit->context : "";
    bool broken = !*context || context[strlen(context) - 1] == '\n';
    char *text = cli_format("%s%s%s", context, broken ? "" : "\n", hit->text);
    size_t shift = strlen(text) - strlen(hit->text), context_lines = 0;
    for (size_t i = 0; i < shift; i++) context_lines += text[i] == '\n';
    gk_span *marks = cli_alloc_array(hit->mark_count, sizeof *marks);
    for (size_t i = 0; i < hit->mark_count; i++)
        marks[i] = (gk_span){hit->marks[i].start + shift, hit->marks[i].end + shift};

    cli_layout *layout = cli_layout_new(to, text, marks, hit->mark_count,
                                        cli_room(to, sizeof margin - 1), CLI_PASSAGE);
    for (size_t i = 0; i < layout->count; i++) {
        const cli_row *row = &layout->rows[i];
        bool dim = row->line < context_lines;
        if (row->count > 0) fputs(margin, to->file);
        if (dim) cli_style(to, CLI_DIM);
        cli_row_write(to, row);
        if (dim) cli_style_end(to);
        putc('\n', to->file);
    }
    cli_layout_free(layout);
    free(marks);
    free(text);
}

void cli_hits_write(const cli_terminal *to, const gk_hits *hits)
{
    for (size_t i = 0; i < hits->count; i++) {
        if (i > 0) putc('\n', to->file);
        heading(to, i + 1, &hits->hits[i]);
        passage(to, &hits->hits[i]);
    }
}

/* The passage on one line: runs of white space folded. free(). */
static char *folded(const char *text)
{
    char *line = cli_format("%s", text), *to = line;
    for (const char *p = text; *p; p++) {
        bool space = strchr(" \t\r\n\f", *p);
        if (!space)
            *to++ = *p;
        else if (to > line && to[-1] != ' ')
            *to++ = ' ';
    }
    if (to > line && to[-1] == ' ') to--;
    *to = '\0';
    return line;
}

void cli_hits_write_brief(const cli_terminal *to, const gk_hits *hits, size_t most)
{
    for (size_t i = 0; i < hits->count && i < most; i++) {
        heading(to, i + 1, &hits->hits[i]);
        char *line = folded(hits->hits[i].text);
        fputs("    ", to->file);
        cli_write_cut(to, line, to->width > 0 ? cli_room(to, 4) : 120);
        putc('\n', to->file);
        free(line);
    }
}

char *cli_show_line(const char *library, const char *document, int page)
{
    char *lib = cli_shell_word(library), *doc = cli_shell_word(document);
    /* A name that begins with a dash would be read as an option. */
    bool dashed = *library == '-' || *document == '-';
    char *line = cli_format("goshawk show --page %d -- %s %s", page, lib, doc);
    if (!dashed) {
        free(line);
        line = cli_format("goshawk show %s %s --page %d", lib, doc, page);
    }
    free(lib);
    free(doc);
    return line;
}
