/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of `goshawk eval answers` as one page: how often an answer is made up stands first,
 * then right, wrong and declined by kind of question, and every judgement with its reason.
 */
#include "eval_html.h"
#include "eval_plot.h"
#include "eval_report.h"

#include <string.h>

static const char *const verdicts[] = {"right", "declined", "wrong"};
enum { VERDICTS = 3 };
/* Colours of the page's style: right as the reference, declined grey, wrong red. */
static const char *const fills[VERDICTS] = {"var(--c1)", "var(--r2)", "var(--c8)"};

/* ---- head and tiles ------------------------------------------------------------------------- */

static void write_head(FILE *to, const json_t *r)
{
    const char *set = eval_html_name(json_string_value(json_object_get(r, "set")));
    eval_html_open(to, set, ": answers");
    fputs("<h1>Answers, and how often one is made up</h1>\n<p class=\"muted\">", to);
    eval_escape(to, set);
    fprintf(to, ", %zu questions", eval_count(r, "questions"));
    if (json_object_get(r, "library")) {
        fputs(". Library ", to);
        eval_html_text(to, r, "library");
    } else if (json_object_get(r, "first_excerpt")) {
        fprintf(to, " on the excerpts %zu to %zu, each a library of its own",
                eval_count(r, "first_excerpt"), eval_count(r, "last_excerpt"));
    }
    fputs(", ", to);
    eval_html_text(to, r, "measured");
    fputs(".", to);
    if (eval_count(r, "overruled"))
        fprintf(to, "<br>%zu judgements were overruled by a person.", eval_count(r, "overruled"));
    if (eval_count(r, "not_in_library"))
        fprintf(to, "<br>%zu questions have no evidence document in the library.",
                eval_count(r, "not_in_library"));
    fputs("</p>\n", to);
}

static void write_tile(FILE *to, const json_t *r, const char *key, const char *name)
{
    const json_t *share = json_object_get(json_object_get(r, "share"), key);
    const json_t *between = json_object_get(json_object_get(r, "interval"), key);
    if (!json_is_number(share)) return;
    fprintf(to, "<div class=\"tile\"><span>%s</span><b>%.1f%%</b><span>%.1f to %.1f</span></div>\n",
            name, 100 * json_number_value(share),
            100 * json_number_value(json_array_get(between, 0)),
            100 * json_number_value(json_array_get(between, 1)));
}

static void write_tiles(FILE *to, const json_t *r)
{
    static const struct {
        const char *key, *name;
    } tiles[] = {{"hallucination", "Hallucination rate"},
                 {"right", "Right"},
                 {"wrong", "Wrong"},
                 {"declined", "Declined"},
                 {"page_hit", "Evidence page cited"},
                 {"precision", "Citation precision"},
                 {"recall", "Citation recall"},
                 {"exact", "Exact match"},
                 {"f1", "F1"}};
    fputs("<div class=\"tiles\">\n", to);
    for (size_t i = 0; i < sizeof tiles / sizeof *tiles; i++)
        write_tile(to, r, tiles[i].key, tiles[i].name);
    fprintf(to,
            "<div class=\"tile\"><span>Numbers without support</span><b>%zu</b><span>of %zu "
            "shown</span></div>\n</div>\n",
            eval_count(r, "unsupported"), eval_count(r, "numbers"));
    fputs("<p class=\"note\">An answer counts as hallucinated that is wrong or shows a number that "
          "nothing cited holds. Intervals hold 95%, by a bootstrap over pages of evidence.</p>\n",
          to);
}

/* ---- plots ---------------------------------------------------------------------------------- */

static const double bar_width = 1140, bar_left = 250, bar_right = 90, bar_row = 30, bar_top = 10;

static void draw_bar(FILE *to, const char *name, const json_t *counts, size_t row)
{
    size_t questions = eval_count(counts, "questions");
    double y = bar_top + ((double)row + 0.5) * bar_row, x = bar_left;
    double unit = questions ? (bar_width - bar_left - bar_right) / (double)questions : 0;
    char total[24];
    eval_svg_label(to, bar_left - 12, y + 4, "end", name);
    for (size_t i = 0; i < VERDICTS; i++) {
        size_t n = eval_count(counts, verdicts[i]);
        double width = (double)n * unit;
        if (!n) continue;
        fprintf(
            to,
            "<rect style=\"fill:%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"16\"><title>",
            fills[i], x, y - 8, width > 2 ? width - 2 : width);
        eval_escape(to, name);
        fprintf(to, ": %zu %s of %zu</title></rect>\n", n, verdicts[i], questions);
        x += width;
    }
    snprintf(total, sizeof total, "%.0f%% of %zu",
             questions ? 100.0 * (double)eval_count(counts, "right") / (double)questions : 0,
             questions);
    eval_svg_label(to, bar_width - bar_right + 10, y + 4, "start", total);
}

static size_t row_count(const json_t *by)
{
    size_t rows = 1;
    const char *kind;
    json_t *values;
    json_object_foreach((json_t *)by, kind, values)
    {
        if (json_object_size(values) >= 2) rows += json_object_size(values);
    }
    return rows;
}

static void write_bars(FILE *to, const json_t *r)
{
    json_t *by = json_object_get(r, "by"), *values, *counts;
    const char *kind, *value;
    size_t row = 0, rows = row_count(by);
    fputs("<h2>By kind of question</h2>\n<div class=\"card\">\n<div class=\"keys\">", to);
    for (size_t i = 0; i < VERDICTS; i++)
        fprintf(to, "<span><i style=\"background:%s\"></i>%s</span>", fills[i], verdicts[i]);
    fputs("</div>\n", to);
    eval_svg_open(to, bar_width, bar_top + (double)rows * bar_row + 10,
                  "Right, declined and wrong by kind of question");
    draw_bar(to, "all", r, row++);
    json_object_foreach(by, kind, values)
    {
        if (json_object_size(values) < 2) continue;
        json_object_foreach(values, value, counts) draw_bar(to, value, counts, row++);
    }
    fputs("</svg>\n</div>\n", to);
}

/* The share that is right with its interval, a stroke for each kind. */
static void draw_interval(FILE *to, const char *name, const json_t *counts, const char *key,
                          size_t row)
{
    const json_t *between = json_object_get(json_object_get(counts, "interval"), key);
    double unit = bar_width - bar_left - bar_right, y = bar_top + ((double)row + 0.5) * bar_row;
    double value = json_number_value(json_object_get(json_object_get(counts, "share"), key));
    double low = json_number_value(json_array_get(between, 0));
    double high = json_number_value(json_array_get(between, 1));
    eval_svg_label(to, bar_left - 12, y + 4, "end", name);
    fprintf(to,
            "<g class=\"c%d\"><line class=\"between\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
            "y2=\"%.1f\"/><circle r=\"5\" cx=\"%.1f\" cy=\"%.1f\"><title>%.1f%% (%.1f to "
            "%.1f)</title></circle></g>\n",
            strcmp(key, "right") == 0 ? 1 : 8, bar_left + low * unit, y, bar_left + high * unit, y,
            bar_left + value * unit, y, 100 * value, 100 * low, 100 * high);
}

static void write_intervals(FILE *to, const json_t *r, const char *key, const char *title)
{
    json_t *by = json_object_get(r, "by"), *values, *counts;
    const char *kind, *value;
    size_t row = 0, rows = row_count(by);
    double bottom = bar_top + (double)rows * bar_row;
    fprintf(to, "<div class=\"card\"><h3>%s</h3>\n", title);
    eval_svg_open(to, bar_width, bottom + 30, title);
    for (int percent = 0; percent <= 100; percent += 25) {
        char text[16];
        double x = bar_left + (bar_width - bar_left - bar_right) * percent / 100;
        eval_svg_line(to, x, bar_top, x, bottom, percent == 0);
        snprintf(text, sizeof text, "%d%%", percent);
        eval_svg_label(to, x, bottom + 20, "middle", text);
    }
    draw_interval(to, "all", r, key, row++);
    json_object_foreach(by, kind, values)
    {
        if (json_object_size(values) < 2) continue;
        json_object_foreach(values, value, counts) draw_interval(to, value, counts, key, row++);
    }
    fputs("</svg>\n</div>\n", to);
}

/* ---- every judgement ------------------------------------------------------------------------ */

static void write_pages(FILE *to, const json_t *list)
{
    size_t i;
    json_t *place;
    json_array_foreach(list, i, place)
    {
        if (i) fputs("<br>", to);
        eval_html_text(to, place, "document");
        fprintf(to, "&nbsp;p.&nbsp;%zu", eval_count(place, "page"));
    }
}

static void write_unsupported(FILE *to, const json_t *list)
{
    size_t i;
    json_t *number;
    if (!json_array_size(list)) return;
    fputs("<br><b>without support: ", to);
    json_array_foreach(list, i, number)
    {
        if (i) fputs("; ", to);
        eval_escape(to, json_string_value(number) ? json_string_value(number) : "?");
    }
    fputs("</b>", to);
}

static void write_judgement(FILE *to, const json_t *result)
{
    static const char *const columns[] = {"id", "question", "expected", "answer"};
    fputs("<tr>", to);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        fputs(i == 1 || i == 3 ? "<td class=\"wide\">" : "<td class=\"where\">", to);
        eval_html_text(to, result, columns[i]);
        if (i == 3) write_unsupported(to, json_object_get(result, "unsupported"));
        fputs("</td>", to);
    }
    fputs("<td>", to);
    eval_html_text(to, result, "reason");
    if (json_object_get(result, "overruled")) {
        fputs("<br>overruled from ", to);
        eval_html_text(to, result, "overruled");
        fputs(": ", to);
        eval_html_text(to, result, "note");
    }
    fputs("</td><td class=\"where\">", to);
    write_pages(to, json_object_get(result, "citations"));
    fputs("</td><td class=\"where\">", to);
    write_pages(to, json_object_get(result, "evidence"));
    fputs("</td></tr>\n", to);
}

static void write_judgements(FILE *to, const json_t *results)
{
    static const char *const order[] = {"wrong", "declined", "right"};
    size_t i;
    json_t *result;
    fputs("<h2>Every judgement</h2>\n<p class=\"note\">A person may overrule one: "
          "<code>--judgements</code> writes them, <code>--overrule</code> reads them back.</p>\n",
          to);
    for (size_t k = 0; k < VERDICTS; k++) {
        fprintf(to,
                "<div class=\"card\"><h3>%s</h3><table><thead><tr><th>id</th><th>question</th>"
                "<th>expected</th><th>answer</th><th>reason</th><th>cited</th><th>evidence</th>"
                "</tr></thead><tbody>\n",
                order[k]);
        json_array_foreach(results, i, result)
        {
            const char *judgement = json_string_value(json_object_get(result, "judgement"));
            if (judgement && strcmp(judgement, order[k]) == 0) write_judgement(to, result);
        }
        fputs("</tbody></table></div>\n", to);
    }
}

bool cli_eval_answers_page(FILE *to, const char *json)
{
    json_t *report = json_loads(json, 0, NULL);
    const json_t *results = json_object_get(report, "results");
    bool good = json_is_array(results) && json_is_object(json_object_get(report, "share")) &&
                json_is_object(json_object_get(report, "by"));
    if (good) {
        write_head(to, report);
        write_tiles(to, report);
        write_bars(to, report);
        fputs("<h2>With intervals</h2>\n<div class=\"two\">\n", to);
        write_intervals(to, report, "right", "Right");
        write_intervals(to, report, "hallucination", "Hallucination rate");
        fputs("</div>\n", to);
        write_judgements(to, results);
        eval_html_close(to);
    }
    json_decref(report);
    return good;
}

/* ---- judgements as lines -------------------------------------------------------------------- */

bool cli_eval_judgements(FILE *to, const char *json)
{
    json_t *report = json_loads(json, 0, NULL), *results = json_object_get(report, "results");
    size_t i;
    json_t *result;
    bool good = json_is_array(results);
    json_array_foreach(results, i, result)
    {
        static const char *const fields[] = {"id",       "judgement", "question",
                                             "expected", "answer",    "reason"};
        json_t *line = json_object();
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
            json_object_set(line, fields[k], json_object_get(result, fields[k]));
        json_t *note = json_object_get(result, "note");
        json_object_set_new(line, "note", note ? json_incref(note) : json_string(""));
        json_dumpf(line, to, JSON_COMPACT);
        putc('\n', to);
        json_decref(line);
    }
    json_decref(report);
    return good;
}
