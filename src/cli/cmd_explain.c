/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "filtering.h"

#include <string.h>

static const cli_option options[] = {
    {.letter = 'k',
     .name = "documents",
     .value = "N",
     .help = "Show at most N documents and N pages (10).",
     .least = 1,
     .most = 1000},
    {.name = "doc", .value = "NAME", .help = "This document only."},
    CLI_OPTIONS_FILTER,
    CLI_OPTION_JSON,
    {0},
};
static const cli_example examples[] = {
    {"goshawk explain my.lib \"What were Nike's inventories in FY2019?\"",
     "Whom it names, which period, and the documents that fit."},
    {"goshawk explain my.lib \"NKE revenue last quarter\" --as-of 2022-07-01",
     "As it would have been understood on that day."},
    {"goshawk explain my.lib 贵州茅台2022年三季报净利润 --json", "For a program."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "It was explained."},
    {CLI_NOTHING, "There is no such document, or the filter leaves none."},
    CLI_EXIT_USE,
    CLI_EXIT_UNUSABLE,
    {0},
};

/* ---- for people ----------------------------------------------------------------------------- */

enum { LABEL = 12 };

static void label(const cli_terminal *to, const char *text)
{
    cli_style(to, CLI_BOLD);
    fprintf(to->file, "%-*s", LABEL, text);
    cli_style_end(to);
}

/* "…", the words of the question. */
static void quote(const cli_terminal *to, const char *question, gk_span span)
{
    char words[160];
    size_t n = span.end - span.start;
    if (n >= sizeof words) n = sizeof words - 1;
    memcpy(words, question + span.start, n);
    words[n] = '\0';
    fputs("  \"", to->file);
    cli_write(to, words);
    fputs("\"", to->file);
}

static void companies(const cli_terminal *to, const gk_explanation *e)
{
    for (size_t i = 0; i < e->company_count; i++) {
        const gk_explained_company *c = &e->companies[i];
        label(to, i ? "" : "companies");
        cli_write(to, c->name);
        if (*c->ticker) {
            fputs(" (", to->file);
            cli_write(to, c->ticker);
            putc(')', to->file);
        }
        quote(to, e->question, c->span);
        fprintf(to->file, "  %s, certainty %.2f\n", c->matched, c->certainty);
    }
    if (e->company_count) return;
    label(to, "companies");
    fputs("none is named\n", to->file);
}

static void periods(const cli_terminal *to, const gk_explanation *e)
{
    for (size_t i = 0; i < e->period_count; i++) {
        label(to, i ? "" : "periods");
        fputs(e->periods[i].period, to->file);
        quote(to, e->question, e->periods[i].span);
        fprintf(to->file, "  %s\n", e->periods[i].role);
    }
    if (e->period_count) return;
    label(to, "periods");
    fputs("none is named\n", to->file);
}

static void texts(const cli_terminal *to, const char *name, const char *const *list, size_t count)
{
    if (!count) return;
    label(to, name);
    for (size_t i = 0; i < count; i++) fprintf(to->file, "%s%s", i ? ", " : "", list[i]);
    putc('\n', to->file);
}

static void items(const cli_terminal *to, const gk_explanation *e)
{
    if (!e->item_count) return;
    label(to, "items");
    for (size_t i = 0; i < e->item_count; i++)
        fprintf(to->file, "%s%s%s", i ? ", " : "", e->items[i].name,
                e->items[i].computed ? " (a ratio or sum)" : "");
    putc('\n', to->file);
}

static void kind(const cli_terminal *to, const gk_explanation *e)
{
    static const struct {
        const char *kind, *text;
    } kinds[] = {{"text", "asks for words"},
                 {"figure", "asks for a figure"},
                 {"computed", "asks for something to be computed"},
                 {"judgement", "asks to judge"}};
    label(to, "kind");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, e->kind) == 0) fputs(kinds[i].text, to->file);
    if (e->compares) fputs("; compares", to->file);
    if (e->newest) fputs("; wants the latest", to->file);
    fprintf(to->file, "; told from %s\n", e->today);
}

static void filters(const cli_terminal *to, const gk_explanation *e)
{
    if (!e->filter_count) return;
    label(to, "filter");
    for (size_t i = 0; i < e->filter_count; i++) {
        fprintf(to->file, "%s%s ", i ? ", " : "", e->filters[i].field);
        cli_write(to, e->filters[i].value);
    }
    fprintf(to->file, ": %zu document%s\n", e->admitted, e->admitted == 1 ? "" : "s");
}

static void documents(const cli_terminal *to, const gk_explanation *e)
{
    if (!e->document_count) return;
    putc('\n', to->file);
    for (size_t i = 0; i < e->document_count; i++) {
        const gk_explained_document *d = &e->documents[i];
        fprintf(to->file, "%2zu. ", i + 1);
        cli_style(to, CLI_BOLD);
        cli_write(to, d->document);
        cli_style_end(to);
        fprintf(to->file, "  %.3f\n    ", d->total);
        cli_style(to, CLI_DIM);
        fprintf(to->file, "company %.2f%s  period %.2f%s  form %.2f  first pages %.2f",
                d->by_company, d->certain_company ? " (certain)" : "", d->by_period,
                d->certain_period ? " (certain)" : "", d->by_form, d->by_front);
        if (d->by_recent > 0) fprintf(to->file, "  recent %.2f", d->by_recent);
        cli_style_end(to);
        fputs("\n    ", to->file);
        const char *facts[] = {d->company, d->form, d->period, d->published};
        bool any = false;
        for (size_t k = 0; k < sizeof facts / sizeof *facts; k++) {
            if (!*facts[k]) continue;
            if (any) fputs(", ", to->file);
            cli_write(to, facts[k]);
            any = true;
        }
        fputs(any ? "\n" : "nothing is known of it\n", to->file);
    }
}

static void rank(const cli_terminal *to, const char *way, int rank)
{
    if (rank) fprintf(to->file, "  %s %d", way, rank);
}

static void pages(const cli_terminal *to, const gk_explanation *e)
{
    enum { PARTS = 6 };
    if (e->page_count) putc('\n', to->file);
    for (size_t i = 0; i < e->page_count; i++) {
        const gk_explained_page *p = &e->pages[i];
        fprintf(to->file, "%2zu. ", i + 1);
        cli_style(to, CLI_BOLD);
        cli_write(to, p->document);
        fprintf(to->file, " p.%d", p->page);
        cli_style_end(to);
        fprintf(to->file, "  %.3f", p->score);
        rank(to, "by words", p->lexical_rank);
        rank(to, "by meaning", p->dense_rank);
        fputs("\n    ", to->file);
        cli_style(to, CLI_DIM);
        for (size_t k = 0; k < p->part_count && k < PARTS; k++)
            fprintf(to->file, "%s%s %+.2f", k ? "  " : "", p->parts[k].feature,
                    p->parts[k].value * p->parts[k].weight);
        cli_style_end(to);
        putc('\n', to->file);
    }
}

static void write_explanation(const cli_terminal *to, const gk_explanation *e)
{
    companies(to, e);
    periods(to, e);
    texts(to, "papers", e->forms, e->form_count);
    texts(to, "statements", e->statements, e->statement_count);
    items(to, e);
    kind(to, e);
    filters(to, e);
    documents(to, e);
    pages(to, e);
}

/* ---- the command ---------------------------------------------------------------------------- */

static int run(const cli_call *call)
{
    int code;
    const gk_search_options search = {
        .k = (size_t)cli_number(call, "documents", 10),
        .document = cli_value(call, "doc"),
        .filter = cli_filter(call),
    };
    gk_library *library = cli_open(call->arguments[0], GK_READ, &code);
    if (!library) return code;
    gk_error err = {0};
    gk_explanation *explanation = NULL;
    if (gk_explain(library, call->arguments[1], &search, &explanation, &err) != GK_OK) {
        code = cli_fail(&err);
    } else {
        cli_notice(explanation->notice);
        if (cli_flag(call, "json"))
            cli_give_json(call, gk_explanation_json(explanation));
        else
            write_explanation(&call->out, explanation);
        code = explanation->document_count ? CLI_DONE : CLI_NOTHING;
    }
    gk_explanation_free(explanation);
    gk_library_close(library);
    return code;
}

const cli_command cli_explain = {
    .name = "explain",
    .arguments = "LIB QUESTION",
    .summary = "show what a question is understood to say, and why pages are found",
    .description =
        "Shows the companies that a question names, the periods, the kinds of papers, statements "
        "and line items that it speaks of, the documents that fit, with the parts of their "
        "score, and the pages that a search finds, with what speaks for each. A library may have a "
        "table of other names of companies, LIB/aliases.csv, with "
        "the columns company (a name, a ticker or a CIK) and alias.",
    .json = "{\"question\", \"companies\": [...], \"periods\": [...], \"forms\", \"statements\",\n"
            "\"items\", \"kind\", \"filter\", \"documents\": [{\"document\", \"total\", "
            "\"parts\", ...}],\n"
            "\"pages\": [{\"document\", \"page\", \"score\", \"lexical_rank\", "
            "\"dense_rank\",\n\"features\": [{\"feature\", \"value\", \"weight\"}]}]}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
