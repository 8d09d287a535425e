/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers that a language model writes, where one is configured (docs/language-model.md).
 *
 *   model.c          the loop: ask, run the tools that are called, ask again; within a budget
 *   model_open.c     the client that the library's settings describe
 *   model_text.c     text of documents made fit for a prompt: nothing in it is markup or an order
 *   model_source.c   the numbered sources that the model is shown, and no others
 *   model_prompt.c   what the model is told, and what it may call
 *   model_tool.c     search, facts, compute
 *   model_mark.c     citations: [1], brought into one form
 *   model_check.c    what of its answer stands, and the answer that is given
 *
 * The model sees text of strangers and may do what that says. So nothing depends on its good will:
 * it can read and compute, and what it writes is checked against the sources.
 */
#ifndef GK_ANSWER_MODEL_H
#define GK_ANSWER_MODEL_H

#include "chat/chat.h"
#include "library/library.h"
#include "verify/verify.h"

/* Lets the language model answer, where options want it and the library has one; answer is that of
 * Goshawk's own, which stays where the model has nothing better, with a notice where it failed.
 * What is added is the arena's, which owns answer's strings. Between no begin and end. GK_STOPPED
 * where options->on_stage stops it; GK_INVALID where a model is insisted on and there is none. */
gk_status gk_answer_by_model(gk_library *library, const gk_search_options *options, gk_arena *arena,
                             gk_answer *answer, gk_error *err);

/* ---- model_open.c ------------------------------------------------------------------------------
 */

typedef struct gk_model_settings {
    int steps, tokens, context;
    double seconds;
    bool tools;
    char name[256]; /* of the model, for a person */
} gk_model_settings;

/* *out is kept with the library for the next question; NULL where no model is configured. stopped
 * is asked while a server starts. */
gk_status gk_answer_model_open(gk_library *library, bool (*stopped)(void *ctx), void *ctx,
                               gk_chat **out, gk_model_settings *settings, gk_error *err);

/* ---- model_text.c ------------------------------------------------------------------------------
 */

/* Text for a prompt: control characters and what templates of models take for markup ("<|im_end|>",
 * "</s>", "[INST]") are broken up. gk_free. */
char *gk_prompt_text(const char *text);
/* Whether a sentence addresses a program that reads it ("ignore all previous instructions"). */
bool gk_is_order(const char *sentence, size_t n);
/* text without such sentences; *found tells whether there were any. From arena. */
char *gk_without_orders(const char *text, gk_arena *arena, bool *found);

/* ---- model_source.c ----------------------------------------------------------------------------
 */

/* A passage of a page. Strings are never NULL. */
typedef struct gk_model_source {
    const char *document;
    int page;
    const char *label; /* the page's own name; NULL: it has none */
    const char *text, *context;
    int first_line, last_line; /* of the page: where text stands */
    const char *company, *names;
    int fiscal_year, fiscal_quarter;
} gk_model_source;

/* What the model has been shown; source i is called i + 1. */
typedef struct gk_model_sources {
    gk_library *library;
    gk_arena *arena; /* owns all strings */
    gk_model_source *items;
    size_t count, capacity; /* items: gk_free */
    size_t room;            /* bytes that may still be shown */
    gk_string orders;       /* the pages with sentences that were left out, for a person */
} gk_model_sources;
void gk_model_sources_free(gk_model_sources *sources);
/* Adds them, those that are there already only once; *first to *end are the numbers of the new
 * ones, from 0. Stops where there is no more room. */
void gk_model_add_hits(gk_model_sources *sources, const gk_hits *hits, size_t *first, size_t *end);
void gk_model_add_citations(gk_model_sources *sources, const gk_citation *citations, size_t count,
                            size_t *first, size_t *end);
/* Appends sources first to end as the model is shown them, between marks that no text can have. */
void gk_model_show(const gk_model_sources *sources, size_t first, size_t end, gk_string *out);
/* For the log: [{"document", "page"}, …] of all. */
json_t *gk_model_sources_json(const gk_model_sources *sources);
/* Of all; from arena. */
gk_verify_source *gk_model_verify_sources(const gk_model_sources *sources, gk_arena *arena);

/* ---- model_prompt.c, model_tool.c --------------------------------------------------------------
 */

/* The first messages. own: Goshawk's own answer, or NULL. */
json_t *gk_model_messages(const char *question, const gk_model_sources *sources, const char *own,
                          bool tools);
json_t *gk_model_tools(void); /* in OpenAI's form */

/* Answers one call; gk_free. Never fails: what is wrong is told to the model. */
char *gk_model_call(gk_model_sources *sources, const gk_search_options *options,
                    const gk_chat_call *call);
/* What it does, for a person: "searching: …"; gk_free. */
char *gk_model_call_shown(const gk_chat_call *call);

/* ---- model_mark.c ------------------------------------------------------------------------------
 */

/* "[1, 2]", "【3】", "[source 4]" and the like as "[1] [2]" before the sentence's end; numbers of
 * no source are dropped. gk_free. */
char *gk_marks_normal(const char *text, size_t source_count);
/* The next mark at or after *at: its number and span; moves *at past it. */
bool gk_mark_next(const char *text, size_t *at, size_t *number, gk_span *span);

/* ---- model_check.c -----------------------------------------------------------------------------
 */

/* What of text, which a model wrote, is supported by the sources. */
typedef struct gk_model_checked {
    char *text;            /* gk_free; with marks; "" where nothing stands */
    size_t struck;         /* sentences */
    gk_verdicts *verdicts; /* of the marked text below */
    char *marked;          /* gk_free */
} gk_model_checked;
void gk_model_check(const char *question, const char *text, const gk_model_sources *sources,
                    gk_model_checked *out);
void gk_model_checked_free(gk_model_checked *checked);
/* The same without a look at it: all of text stands. */
void gk_model_unchecked(const char *text, const gk_model_sources *sources, gk_model_checked *out);
/* Whether the text says no more than that there is no answer. */
bool gk_model_declines(const char *text);
/* Makes it answer's: the text with documents and pages in place of marks, and the citations. */
void gk_model_give(const gk_model_checked *checked, const gk_model_sources *sources,
                   gk_arena *arena, gk_answer *answer);

#endif
