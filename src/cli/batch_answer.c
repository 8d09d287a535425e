/* SPDX-License-Identifier: Apache-2.0 */
#include "batch_answer.h"

#include "batch_line.h"
#include "memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The fields of a hit's row, and of an answer's. */
enum {
    HIT_ID,
    HIT_LINE,
    HIT_QUERY,
    HIT_RANK,
    HIT_DOCUMENT,
    HIT_PAGE,
    HIT_PASSAGE,
    HIT_SCORE,
    HIT_FIRST_LINE,
    HIT_LAST_LINE,
    HIT_CONTEXT,
    HIT_TEXT,
    HIT_NOTICE,
    HIT_ERROR,
    HIT_FIELDS
};
static const cli_field hit_fields[HIT_FIELDS] = {
    {"id", CLI_TEXT},           {"line", CLI_INTEGER},  {"query", CLI_TEXT},
    {"rank", CLI_INTEGER},      {"document", CLI_TEXT}, {"page", CLI_INTEGER},
    {"passage", CLI_INTEGER},   {"score", CLI_REAL},    {"first_line", CLI_INTEGER},
    {"last_line", CLI_INTEGER}, {"context", CLI_TEXT},  {"text", CLI_TEXT},
    {"notice", CLI_TEXT},       {"error", CLI_TEXT},
};
enum {
    ANSWER_ID,
    ANSWER_LINE,
    ANSWER_QUESTION,
    ANSWER_STATUS,
    ANSWER_ANSWER,
    ANSWER_DOCUMENT,
    ANSWER_PAGE,
    ANSWER_QUOTE,
    ANSWER_CITATIONS,
    ANSWER_NOTICE,
    ANSWER_ERROR,
    ANSWER_FIELDS
};
static const cli_field answer_fields[ANSWER_FIELDS] = {
    {"id", CLI_TEXT},        {"line", CLI_INTEGER},  {"question", CLI_TEXT}, {"status", CLI_TEXT},
    {"answer", CLI_TEXT},    {"document", CLI_TEXT}, {"page", CLI_INTEGER},  {"quote", CLI_TEXT},
    {"citations", CLI_JSON}, {"notice", CLI_TEXT},   {"error", CLI_TEXT},
};

const cli_field *cli_batch_fields(cli_batch_kind kind, size_t *count)
{
    *count = kind == CLI_BATCH_SEARCH ? (size_t)HIT_FIELDS : (size_t)ANSWER_FIELDS;
    return kind == CLI_BATCH_SEARCH ? hit_fields : answer_fields;
}

/* What writes the rows of one line. */
typedef struct writer {
    FILE *to;
    cli_row_writer *write;
    cli_batch_line *line;
    const cli_request *request;
} writer;

static void write_row(writer *w, const cli_field *fields, size_t count, const cli_datum *row)
{
    w->write(w->to, fields, count, row);
    w->line->count++;
}

/* ---- search -------------------------------------------------------------------------------- */

static void begin_hit(const writer *w, const char *notice, cli_datum row[HIT_FIELDS])
{
    memset(row, 0, HIT_FIELDS * sizeof *row);
    row[HIT_ID] = cli_text(w->request->id);
    row[HIT_LINE] = cli_integer((int64_t)w->line->number);
    row[HIT_QUERY] = cli_text(w->request->text);
    row[HIT_NOTICE] = cli_text(notice);
}

/* A query without hits has one row, which says so by lacking a rank. */
static gk_status search(writer *w, gk_library *library, gk_error *err)
{
    gk_hits *hits = NULL;
    cli_datum row[HIT_FIELDS];
    gk_status status = gk_search(library, w->request->text, &w->request->options, &hits, err);
    if (status != GK_OK) return status;
    for (size_t i = 0; i < hits->count; i++) {
        const gk_hit *hit = &hits->hits[i];
        begin_hit(w, hits->notice, row);
        row[HIT_RANK] = cli_integer((int64_t)i + 1);
        row[HIT_DOCUMENT] = cli_text(hit->document);
        row[HIT_PAGE] = cli_integer(hit->page);
        row[HIT_PASSAGE] = cli_integer(hit->passage);
        row[HIT_SCORE] = cli_real_number(hit->score);
        row[HIT_FIRST_LINE] = cli_integer(hit->first_line);
        row[HIT_LAST_LINE] = cli_integer(hit->last_line);
        row[HIT_CONTEXT] = cli_text(hit->context);
        row[HIT_TEXT] = cli_text(hit->text);
        write_row(w, hit_fields, HIT_FIELDS, row);
    }
    begin_hit(w, hits->notice, row);
    if (hits->count == 0) write_row(w, hit_fields, HIT_FIELDS, row);
    gk_hits_free(hits);
    return GK_OK;
}

/* ---- ask ----------------------------------------------------------------------------------- */

/* free() */
static char *citations_json(const gk_answer *answer)
{
    json_t *list = json_array();
    for (size_t i = 0; i < answer->citation_count; i++) {
        const gk_citation *c = &answer->citations[i];
        json_array_append_new(list,
                              json_pack("{s:s, s:i, s:s?, s:s, s:i, s:i}", "document", c->document,
                                        "page", c->page, "label", c->label, "quote", c->quote,
                                        "first_line", c->first_line, "last_line", c->last_line));
    }
    char *text = json_dumps(list, JSON_COMPACT);
    json_decref(list);
    return text;
}

static gk_status ask(writer *w, gk_library *library, gk_error *err)
{
    gk_answer *answer = NULL;
    gk_search_options options = w->request->options;
    options.unremembered = true; /* a page shows what its reader was told last */
    gk_status status = gk_ask(library, w->request->text, &options, &answer, err);
    if (status != GK_OK) return status;
    char *citations = citations_json(answer);
    const gk_citation *first = answer->citation_count ? answer->citations : NULL;
    const cli_datum row[ANSWER_FIELDS] = {
        [ANSWER_ID] = cli_text(w->request->id),
        [ANSWER_LINE] = cli_integer((int64_t)w->line->number),
        [ANSWER_QUESTION] = cli_text(w->request->text),
        [ANSWER_STATUS] = cli_text(answer->answered ? "answered" : "declined"),
        [ANSWER_ANSWER] = cli_text(answer->answer),
        [ANSWER_DOCUMENT] = cli_text(first ? first->document : NULL),
        [ANSWER_PAGE] = first ? cli_integer(first->page) : (cli_datum){0},
        [ANSWER_QUOTE] = cli_text(first ? first->quote : NULL),
        [ANSWER_CITATIONS] = cli_text(citations),
        [ANSWER_NOTICE] = cli_text(answer->notice),
    };
    write_row(w, answer_fields, ANSWER_FIELDS, row);
    free(citations);
    gk_answer_free(answer);
    return GK_OK;
}

/* ---- a line -------------------------------------------------------------------------------- */

static void write_wrong(writer *w, cli_batch_kind kind)
{
    cli_datum row[HIT_FIELDS]; /* the longer of the two */
    size_t count;
    const cli_field *fields = cli_batch_fields(kind, &count);
    begin_hit(w, NULL, row); /* id, line and what is asked stand first in both tables */
    row[kind == CLI_BATCH_SEARCH ? (int)HIT_ERROR : (int)ANSWER_ERROR] = cli_text(
        w->line->wrong.message);
    if (kind == CLI_BATCH_ASK) row[ANSWER_STATUS] = cli_text("error");
    write_row(w, fields, count, row);
}

static bool concerns_the_line(gk_status status)
{
    return status == GK_INVALID || status == GK_NOT_FOUND || status == GK_INPUT;
}

static gk_status answer_request(writer *w, gk_library *library, cli_batch_kind kind, gk_error *err)
{
    gk_error why = {0};
    gk_status status = kind == CLI_BATCH_SEARCH ? search(w, library, &why) : ask(w, library, &why);
    if (status == GK_OK) return GK_OK;
    if (!concerns_the_line(status)) return cli_problem(err, status, "%s", why.message);
    cli_problem(&w->line->wrong, status, "%s, line %" PRIu64 ": %s", w->line->file, w->line->number,
                why.message);
    return GK_OK;
}

gk_status cli_batch_answer(gk_library *library, cli_batch_kind kind,
                           const gk_search_options *defaults, cli_row_writer *write,
                           cli_batch_line *line, gk_error *err)
{
    cli_request request;
    char *why;
    writer w = {.write = write, .line = line, .request = &request};
    w.to = open_memstream(&line->rows, &line->size);
    if (!w.to) return cli_problem(err, GK_IO, "%s", strerror(errno));
    gk_status status = GK_OK;
    if (!cli_request_read(line->text, line->length, defaults, &request, &why))
        cli_problem(&line->wrong, GK_INPUT, "%s, line %" PRIu64 ": %s", line->file, line->number,
                    why);
    else if (request.object)
        status = answer_request(&w, library, kind, err);
    if (line->wrong.status != GK_OK) write_wrong(&w, kind);
    free(why);
    cli_request_free(&request);
    if (fclose(w.to) != 0 && status == GK_OK)
        status = cli_problem(err, GK_IO, "%s", strerror(errno));
    return status;
}
