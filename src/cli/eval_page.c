/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of `goshawk eval retrieval` as one page: what was found, in figures and plots, and
 * what was not, with the reason. The page fetches nothing and runs nothing.
 */
#include "eval_html.h"
#include "eval_plot.h"
#include "eval_report.h"

#include <string.h>

/* ---- head and tiles ------------------------------------------------------------------------- */

static void write_head(FILE *to, const eval_view *view)
{
    const json_t *r = view->report;
    const char *set = eval_html_name(json_string_value(json_object_get(r, "set")));
    char a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE], c[CLI_COUNT_SIZE], d[CLI_COUNT_SIZE];
    size_t vectors = eval_count(r, "vectors"), absent = eval_count(r, "not_in_library");
    eval_html_open(to, set, ": how often the page is found");
    fputs("<h1>How often the right page is found</h1>\n<p class=\"muted\">", to);
    eval_escape(to, set);
    fprintf(to, ", %s questions, asked of %s documents with %s pages and %s passages",
            cli_count(a, view->questions), cli_count(b, eval_count(r, "documents")),
            cli_count(c, eval_count(r, "pages")), cli_count(d, eval_count(r, "passages")));
    if (vectors < eval_count(r, "passages"))
        fprintf(to, ", %s of them with vectors", vectors ? cli_count(a, vectors) : "none");
    fputs(".<br>Library ", to);
    eval_html_text(to, r, "library");
    fputs(", ", to);
    eval_html_text(to, r, "measured");
    fputs(", ", to);
    eval_html_text(to, r, "processor");
    fprintf(to, " (%zu processors).", eval_count(r, "processors"));
    if (absent)
        fprintf(to,
                "<br>%zu questions have no evidence document in the library; they count as "
                "missed.",
                absent);
    fputs("</p>\n", to);
}

static void write_tile(FILE *to, const eval_view *view, const char *level, int depth)
{
    double value, low, high;
    const json_t *figures = json_object_get(view->reference->json, level);
    if (!eval_figure(figures, "hit", depth, &value, &low, &high)) return;
    fprintf(to, "<div class=\"tile\"><span>Right %s ", level);
    if (depth == 1)
        fputs("first", to);
    else
        fprintf(to, "in first %d", depth);
    fprintf(to, "</span><b>%.1f%%</b><span>%.1f to %.1f</span></div>\n", 100 * value, 100 * low,
            100 * high);
}

static void write_tiles(FILE *to, const eval_view *view)
{
    const json_t *times = json_object_get(view->reference->json, "milliseconds");
    fputs("<div class=\"tiles\">\n", to);
    write_tile(to, view, "document", 1);
    write_tile(to, view, "page", 1);
    write_tile(to, view, "page", 5);
    write_tile(to, view, "page", 10);
    fprintf(to,
            "<div class=\"tile\"><span>Half of the queries within</span><b>%.0f ms</b><span>99%% "
            "within %.0f ms</span></div>\n</div>\n<p class=\"note\">By <b>",
            json_number_value(json_object_get(times, "p50")),
            json_number_value(json_object_get(times, "p99")));
    eval_escape(to, view->reference->name);
    fputs("</b>. Intervals hold 95%, by a bootstrap over pages of evidence.</p>\n", to);
}

/* ---- plots ---------------------------------------------------------------------------------- */

static void write_curves(FILE *to, const eval_view *view)
{
    static const char *const levels[] = {"page", "document"};
    fputs("<h2>Found among the first k</h2>\n<p class=\"note\">The share of the questions of which "
          "an "
          "evidence page, or its document, is among the first k. Bars are 95% intervals.</p>\n"
          "<div class=\"two\">\n",
          to);
    for (size_t i = 0; i < 2; i++) {
        fprintf(to, "<div class=\"card\"><h3>By %s</h3>\n", levels[i]);
        eval_plot_curves(to, view, levels[i]);
        fputs("</div>\n", to);
    }
    fputs("</div>\n", to);
}

static void write_differences(FILE *to, const eval_view *view)
{
    bool any = false;
    for (size_t i = 0; i < view->count; i++)
        any |= !view->rows[i].skipped && !eval_is_curve(view, &view->rows[i]);
    if (!any) return;
    fputs(
        "<h2>What each part is worth</h2>\n<p class=\"note\">Percentage points of page hit@5 that "
        "change when a part is left out, on the same questions; below 0 the part helps.</p>\n"
        "<div class=\"card\">\n",
        to);
    eval_plot_differences(to, view);
    fputs("</div>\n", to);
}

static void write_reasons(FILE *to, const eval_view *view)
{
    const char *reason;
    json_t *count;
    int place = 0;
    fprintf(to,
            "<h2>Why it fails</h2>\n<p class=\"note\">Questions without an evidence page among the "
            "first %zu pages, by the nearest thing that stands there.</p>\n<div class=\"card\">\n"
            "<div class=\"keys\">",
            view->depth);
    json_object_foreach(json_object_get(view->reference->json, "failures"), reason, count)
    {
        fprintf(to, "<span><i class=\"r%d\"></i>", ++place);
        eval_escape(to, reason);
        fputs("</span>", to);
    }
    fputs("</div>\n", to);
    eval_plot_failures(to, view);
    fputs("</div>\n", to);
}

static void write_times(FILE *to, const eval_view *view)
{
    fputs(
        "<h2>How long a query takes</h2>\n<p class=\"note\">Each dot is a query for ten hits; the "
        "strokes are the median and the 99th percentile. On ",
        to);
    eval_html_text(to, view->report, "processor");
    fputs(".</p>\n<div class=\"card\">\n", to);
    eval_plot_times(to, view);
    fputs("</div>\n", to);
}

/* ---- tables --------------------------------------------------------------------------------- */

static const struct figure_column {
    const char *level, *name;
    int depth;
    const char *title;
} columns[] = {
    {"page", "hit", 1, "page hit@1"},    {"page", "hit", 5, "@5"},
    {"page", "hit", 10, "@10"},          {"page", "hit", 20, "@20"},
    {"page", "recall", 10, "recall@10"}, {"page", "mrr", 0, "MRR"},
    {"page", "ndcg", 0, "nDCG@10"},      {"document", "hit", 1, "document hit@1"},
    {"document", "hit", 5, "@5"},        {"passage", "hit", 5, "passage hit@5"},
};
enum { FIGURES = sizeof columns / sizeof *columns };

static bool is_shown(const eval_view *view, size_t column)
{
    return json_object_get(view->reference->json, columns[column].level) != NULL;
}

static void open_table(FILE *to, const eval_view *view, const char *title)
{
    fprintf(to, "<div class=\"card\"><table><thead><tr><th>%s</th>", title);
    for (size_t i = 0; i < FIGURES; i++)
        if (is_shown(view, i)) fprintf(to, "<th class=\"n\">%s</th>", columns[i].title);
}

static void write_figures(FILE *to, const eval_view *view, const json_t *levels)
{
    for (size_t i = 0; i < FIGURES; i++) {
        double value, low, high, by = columns[i].depth ? 100 : 1;
        int digits = columns[i].depth ? 1 : 3;
        if (!is_shown(view, i)) continue;
        if (eval_figure(json_object_get(levels, columns[i].level), columns[i].name,
                        columns[i].depth, &value, &low, &high))
            fprintf(to, "<td class=\"n\">%.*f<small>%.*f\u2013%.*f</small></td>", digits,
                    by * value, digits, by * low, digits, by * high);
        else
            fputs("<td class=\"n\">\u2013</td>", to);
    }
}

static void write_row(FILE *to, const eval_view *view, const eval_row *row)
{
    fprintf(to, "<tr%s><td class=\"name\">", row == view->reference ? " class=\"first\"" : "");
    eval_escape(to, row->name);
    fputs("</td>", to);
    if (row->skipped) {
        fputs("<td colspan=\"12\" class=\"muted\">", to);
        eval_escape(to, row->skipped);
        fputs("</td></tr>\n", to);
        return;
    }
    write_figures(to, view, row->json);
    const json_t *times = json_object_get(row->json, "milliseconds");
    fprintf(to, "<td class=\"n\">%.1f</td><td class=\"n\">%.1f</td></tr>\n",
            json_number_value(json_object_get(times, "p50")),
            json_number_value(json_object_get(times, "p99")));
}

static void write_all_figures(FILE *to, const eval_view *view)
{
    fputs("<h2>All figures</h2>\n<p class=\"note\">Percent, but MRR and nDCG; below each its 95% "
          "interval. Times in milliseconds.</p>\n",
          to);
    open_table(to, view, "");
    fputs("<th class=\"n\">p50</th><th class=\"n\">p99</th></tr></thead><tbody>\n", to);
    for (size_t i = 0; i < view->count; i++) write_row(to, view, &view->rows[i]);
    fputs("</tbody></table></div>\n", to);
}

static void write_kinds(FILE *to, const eval_view *view)
{
    const char *kind, *value;
    json_t *values, *levels;
    bool opened = false;
    json_object_foreach(json_object_get(view->reference->json, "by"), kind, values)
    {
        if (json_object_size(values) < 2) continue;
        if (!opened) {
            fputs("<h2>By kind of question</h2>\n<p class=\"note\">By ", to);
            eval_escape(to, view->reference->name);
            fputs(".</p>\n", to);
            open_table(to, view, "");
            fputs("<th class=\"n\">questions</th></tr></thead><tbody>\n", to);
        }
        opened = true;
        fputs("<tr><td colspan=\"14\" class=\"kind\">", to);
        eval_escape(to, kind);
        fputs("</td></tr>\n", to);
        json_object_foreach(values, value, levels)
        {
            fputs("<tr><td class=\"name\">", to);
            eval_escape(to, value);
            fputs("</td>", to);
            write_figures(to, view, levels);
            fprintf(to, "<td class=\"n\">%zu</td></tr>\n",
                    eval_count(json_object_get(levels, "page"), "questions"));
        }
    }
    if (opened) fputs("</tbody></table></div>\n", to);
}

/* ---- failures ------------------------------------------------------------------------------- */

static void write_place(FILE *to, const json_t *place)
{
    const char *document = json_string_value(json_object_get(place, "document"));
    if (!document) {
        fputs("\u2013", to);
        return;
    }
    eval_escape(to, document);
    fprintf(to, "&nbsp;p.&nbsp;%zu", eval_count(place, "page"));
}

static void write_failure(FILE *to, const json_t *result, const json_t *found)
{
    size_t rank = eval_count(found, "page"), i;
    json_t *place;
    fputs("<tr><td class=\"wide\">", to);
    eval_html_text(to, result, "question");
    fputs("</td><td>", to);
    eval_html_text(to, found, "reason");
    fputs("</td><td class=\"where\">", to);
    json_array_foreach(json_object_get(result, "evidence"), i, place)
    {
        if (i) fputs("<br>", to);
        write_place(to, place);
    }
    fputs("</td><td class=\"n\">", to);
    if (rank)
        fprintf(to, "%zu", rank);
    else
        fputs("\u2013", to);
    fputs("</td><td class=\"where\">", to);
    write_place(to, json_object_get(found, "first"));
    fputs("</td></tr>\n", to);
}

static void write_failures(FILE *to, const eval_view *view)
{
    size_t i;
    json_t *result;
    fputs("<h2>The failures</h2>\n<p class=\"note\">Of ", to);
    eval_escape(to, view->reference->name);
    fputs(
        ". The rank is that of the first evidence page.</p>\n<div class=\"card\"><table><thead><tr>"
        "<th>question</th><th>reason</th><th>evidence</th><th class=\"n\">rank</th><th>found "
        "first</th></tr></thead><tbody>\n",
        to);
    json_array_foreach(view->results, i, result)
    {
        const json_t *found = json_array_get(json_object_get(result, "found"),
                                             view->reference->place);
        if (json_is_string(json_object_get(found, "reason"))) write_failure(to, result, found);
    }
    fputs("</tbody></table></div>\n", to);
}

bool cli_eval_retrieval_page(FILE *to, const char *json)
{
    eval_view view;
    bool good = eval_view_open(&view, json) && view.reference;
    if (good) {
        write_head(to, &view);
        write_tiles(to, &view);
        write_curves(to, &view);
        write_differences(to, &view);
        write_reasons(to, &view);
        write_times(to, &view);
        write_all_figures(to, &view);
        write_kinds(to, &view);
        write_failures(to, &view);
        eval_html_close(to);
    }
    eval_view_close(&view);
    return good;
}
