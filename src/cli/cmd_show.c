/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "layout.h"
#include "memory.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const cli_option options[] = {
    {.name = "page", .value = "N", .help = "The page, from 1 (1).", .least = 1, .most = 1000000},
    {.name = "lines",
     .value = "A-B",
     .help = "Mark these lines, instead of those that the newest answer cites."},
    {.name = "png", .value = "FILE", .help = "Write the page's picture to FILE (PDF only)."},
    {.name = "dpi",
     .value = "N",
     .help = "The picture's dots per inch (110).",
     .least = 36,
     .most = 300},
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk show my.lib 3M_2018_10K --page 60", "The page, the cited lines marked."},
    {"goshawk show my.lib 3M_2018_10K --page 60 --lines 12-14", "Lines 12 to 14 marked."},
    {"goshawk show my.lib 3M_2018_10K --page 60 --png page.png", "The page as a picture."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "The page is shown."},
    {CLI_NOTHING, "There is no such document or page."},
    {CLI_WRONG_USE, "The command line is wrong, or a picture was wanted of a text."},
    CLI_EXIT_UNUSABLE,
    {0},
};

/* Lines to mark, counted from 1; first 0: those that the library marks. */
typedef struct marked_lines {
    long first, last;
} marked_lines;

/* "12-14" or "12" */
static bool read_lines(const char *text, marked_lines *lines)
{
    char *end;
    errno = 0;
    lines->first = lines->last = strtol(text, &end, 10);
    if (end == text || *text == '-' || *text == '+') return false;
    if (*end == '-') {
        const char *second = end + 1;
        if (*second < '0' || *second > '9') return false;
        lines->last = strtol(second, &end, 10);
    }
    return *end == '\0' && errno == 0 && lines->first >= 1 && lines->last >= lines->first;
}

/* The page's lines as one text, for they are fitted together; free(). */
static char *page_text(const gk_page *page)
{
    size_t size = 1;
    for (size_t i = 0; i < page->line_count; i++) size += strlen(page->lines[i].text) + 1;
    char *text = cli_alloc_array(size, 1), *to = text;
    for (size_t i = 0; i < page->line_count; i++) {
        const char *line = page->lines[i].text;
        for (; *line; line++, to++) {
            *to = *line;
            if (*to == '\n') *to = ' ';
        }
        *to++ = '\n';
    }
    return text;
}

static void write_page(const cli_terminal *to, const gk_page *page, marked_lines wanted)
{
    cli_style(to, CLI_BOLD);
    cli_write(to, page->document);
    cli_style_end(to);
    fprintf(to->file, "  page %d of %d", page->page, page->pages);
    if (page->label) {
        fputs("  ", to->file);
        cli_write(to, page->label);
    }
    fputs("\n\n", to->file);

    char number[24];
    int digits = snprintf(number, sizeof number, "%zu", page->line_count);
    char *text = page_text(page);
    cli_layout *layout = cli_layout_new(to, text, NULL, 0, cli_room(to, digits + 3), CLI_LINES);
    for (size_t i = 0; i < layout->count; i++) {
        const cli_row *row = &layout->rows[i];
        long line = (long)row->line + 1;
        bool marked = wanted.first > 0 ? line >= wanted.first && line <= wanted.last
                                       : page->lines[row->line].marked;
        snprintf(number, sizeof number, "%ld", line);
        cli_style(to, CLI_DIM);
        fprintf(to->file, "%*s", digits, row->continued ? "" : number);
        cli_style_end(to);
        if (marked) cli_style(to, CLI_MARK);
        if (marked || row->count > 0) fputs(!marked ? "  " : to->utf8 ? " ▶" : " >", to->file);
        if (row->count > 0) putc(' ', to->file);
        cli_row_write(to, row);
        if (marked) cli_style_end(to);
        putc('\n', to->file);
    }
    cli_layout_free(layout);
    free(text);
}

static int write_picture(const cli_call *call, gk_library *library, int page)
{
    gk_error err = {0};
    unsigned char *png = NULL;
    size_t size = 0;
    if (gk_page_image(library, call->arguments[1], page, (int)cli_number(call, "dpi", 110), &png,
                      &size, &err) != GK_OK)
        return cli_fail(&err);
    int code = cli_save(call, cli_value(call, "png"), png, size);
    gk_free(png);
    return code;
}

static int print_page(const cli_call *call, gk_library *library, int number, marked_lines wanted)
{
    gk_error err = {0};
    gk_page *page = NULL;
    if (gk_page_get(library, call->arguments[1], number, &page, &err) != GK_OK)
        return cli_fail(&err);
    int code = CLI_DONE;
    if (wanted.first > 0 && wanted.last > (long)page->line_count) {
        cli_error("--lines: the page has %zu lines", page->line_count);
        code = CLI_WRONG_USE;
    } else if (cli_flag(call, "json")) {
        if (wanted.first > 0)
            for (size_t i = 0; i < page->line_count; i++)
                page->lines[i].marked = (long)i + 1 >= wanted.first && (long)i + 1 <= wanted.last;
        cli_give_json(call, gk_page_json(page));
    } else {
        write_page(&call->out, page, wanted);
    }
    gk_page_free(page);
    return code;
}

static int run(const cli_call *call)
{
    const char *png = cli_value(call, "png"), *lines = cli_value(call, "lines");
    marked_lines wanted = {0};
    const char *wrong = NULL;
    if (lines && !read_lines(lines, &wanted))
        wrong = "--lines takes two line numbers from 1, such as 12-14";
    else if (png && (lines || cli_flag(call, "json")))
        wrong = "--png writes a picture; it goes neither with --lines nor with --json";
    else if (!png && cli_value(call, "dpi"))
        wrong = "--dpi goes with --png FILE";
    if (wrong) {
        cli_error("%s", wrong);
        return CLI_WRONG_USE;
    }
    int code;
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;
    int page = (int)cli_number(call, "page", 1);
    code = png ? write_picture(call, library, page) : print_page(call, library, page, wanted);
    gk_library_close(library);
    return code;
}

const cli_command cli_show = {
    .name = "show",
    .arguments = "LIB DOCUMENT",
    .summary = "show a page of a document",
    .description =
        "Prints a page as it is laid out, with line numbers. Lines that the newest answer "
        "cites are marked at the margin.",
    .json = "{\"document\", \"format\", \"page\", \"pages\", \"lines\": [...]}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
