/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/model.h"

#include "search/search.h"
#include "text/json.h"

#include <string.h>

enum {
    HITS = 12,
    CALLS_MOST = 4,       /* in one step; what is more is told so */
    RULES = 900,          /* tokens of what the model is told beside sources */
    REPLY_MOST = 1500,    /* tokens kept free for one reply */
    BYTES_PER_TOKEN_2 = 5 /* twice: tables of figures have short tokens */
};

/* One question on its way. */
typedef struct run {
    gk_library *library;
    const gk_search_options *options;
    const char *question;
    gk_arena *arena;
    gk_answer *answer;
    gk_chat *chat;
    gk_model_settings settings;
    gk_model_sources sources;
    json_t *messages, *tools;
    int tokens;  /* that may still be written */
    double end;  /* of the time it may take */
    double told; /* when the reader was told of progress last */
    size_t words;
    bool stopped; /* by the reader */
} run;

/* ---- telling the reader ------------------------------------------------------------------------
 */

static bool tell(run *r, const char *stage)
{
    const gk_search_options *o = r->options;
    if (o->on_stage && !o->on_stage(o->on_stage_ctx, stage)) r->stopped = true;
    return !r->stopped;
}

static bool is_over(void *ctx)
{
    const run *r = ctx;
    return r->stopped || gk_seconds() > r->end;
}

/* What comes is counted, not shown: nobody has looked at it yet. */
static bool on_text(void *ctx, const char *piece, size_t n)
{
    run *r = ctx;
    for (size_t i = 0; i < n; i++) r->words += piece[i] == ' ';
    if (gk_seconds() - r->told < 0.2) return !is_over(r);
    r->told = gk_seconds();
    char *stage = gk_format("%s writes: %zu words", r->settings.name, r->words + 1);
    tell(r, stage);
    gk_free(stage);
    return !is_over(r);
}

/* ---- one step ----------------------------------------------------------------------------------
 */

static void note(run *r, int step)
{
    json_t *fields = json_pack("{ss so si so}", "purpose", "answer", "question",
                               gk_json_text(r->question), "step", step, "sources",
                               gk_model_sources_json(&r->sources));
    gk_chat_note(r->chat, fields);
    json_decref(fields);
}

static int reply_most(const run *r) { return r->tokens < REPLY_MOST ? r->tokens : REPLY_MOST; }

static gk_status request(run *r, int step, bool tools, gk_chat_reply **reply, gk_error *err)
{
    note(r, step);
    r->words = 0;
    gk_status status = gk_chat_send(r->chat, r->messages, tools ? r->tools : NULL, reply_most(r),
                                    on_text, r, reply, err);
    if (status != GK_OK) return status;
    const int written = (*reply)->tokens_out;
    r->tokens -= written > 0 ? written : (int)(strlen((*reply)->text) / 4) + 8;
    return GK_OK;
}

/* The message with the calls, as the service wants it back. */
static json_t *calls_message(const gk_chat_reply *reply)
{
    json_t *calls = json_array();
    for (size_t i = 0; i < reply->call_count; i++) {
        const gk_chat_call *c = &reply->calls[i];
        char *arguments = c->arguments ? json_dumps(c->arguments, JSON_COMPACT) : NULL;
        json_array_append_new(calls, json_pack("{ss ss s{ss ss}}", "id", c->id, "type", "function",
                                               "function", "name", c->name, "arguments",
                                               arguments ? arguments : "{}"));
        gk_free(arguments);
    }
    return json_pack("{ss ss so}", "role", "assistant", "content", reply->text, "tool_calls",
                     calls);
}

static void answer_call(run *r, const gk_chat_call *call, bool too_many)
{
    char *shown = gk_model_call_shown(call);
    tell(r, shown);
    char *text = too_many ? gk_format("Only %d calls at a time.", CALLS_MOST)
                          : gk_model_call(&r->sources, r->options, call);
    json_array_append_new(r->messages, json_pack("{ss ss so}", "role", "tool", "tool_call_id",
                                                 call->id, "content", gk_json_text(text)));
    gk_free(text);
    gk_free(shown);
}

static void answer_calls(run *r, const gk_chat_reply *reply)
{
    json_array_append_new(r->messages, calls_message(reply));
    for (size_t i = 0; i < reply->call_count && !r->stopped; i++)
        answer_call(r, &reply->calls[i], i >= CALLS_MOST);
}

/* Steps until the model answers; the last one has no tools, so that it must. *text: gk_free. */
static gk_status converse(run *r, char **text, gk_error *err)
{
    *text = NULL;
    for (int step = 1; !*text; step++) {
        const bool last = step >= r->settings.steps || r->tokens < REPLY_MOST / 3;
        const bool tools = r->tools && !last;
        gk_chat_reply *reply;
        if (r->tokens < 8) return gk_fail(err, GK_MODEL, "it used up its tokens (llm.tokens)");
        gk_status status = request(r, step, tools, &reply, err);
        if (status != GK_OK) return status;
        if (reply->call_count && tools)
            answer_calls(r, reply);
        else
            *text = gk_strdup(reply->text);
        gk_chat_reply_free(reply);
        if (is_over(r)) break;
    }
    if (*text) return GK_OK;
    return gk_fail(err, r->stopped ? GK_STOPPED : GK_MODEL, "%s",
                   r->stopped ? "stopped" : "it took longer than llm.seconds");
}

/* ---- before it ---------------------------------------------------------------------------------
 */

static gk_status find_sources(run *r, gk_error *err)
{
    gk_search_options own = *r->options;
    gk_hits *hits = NULL;
    size_t first, end;
    own.k = HITS;
    gk_model_add_citations(&r->sources, r->answer->citations,
                           r->answer->answered ? r->answer->citation_count : 0, &first, &end);
    gk_status status = gk_search(r->library, r->question, &own, &hits, err);
    if (status != GK_OK) return status;
    gk_model_add_hits(&r->sources, hits, &first, &end);
    gk_hits_free(hits);
    return GK_OK;
}

static gk_status prepare(run *r, gk_error *err)
{
    tell(r, "reading passages");
    const int room = r->settings.context - RULES -
                     (r->settings.tokens < REPLY_MOST ? r->settings.tokens : REPLY_MOST);
    const int least = 400; /* tokens; a context of so few has no room for more */
    r->tokens = r->settings.tokens;
    r->end = gk_seconds() + r->settings.seconds;
    r->sources = (gk_model_sources){.library = r->library,
                                    .arena = r->arena,
                                    .room = (size_t)(room < least ? least : room) *
                                            BYTES_PER_TOKEN_2 / 2};
    /* A part is left for what the tools find. */
    const size_t kept = r->settings.tools ? r->sources.room / 3 : 0;
    r->sources.room -= kept;
    gk_status status = find_sources(r, err);
    r->sources.room += kept;
    if (status != GK_OK) return status;
    r->messages = gk_model_messages(r->question, &r->sources,
                                    r->answer->answered ? r->answer->answer : NULL,
                                    r->settings.tools);
    r->tools = r->settings.tools ? gk_model_tools() : NULL;
    return GK_OK;
}

/* ---- after it ----------------------------------------------------------------------------------
 */

static void add_notice(run *r, const char *words)
{
    const char *before = r->answer->notice;
    r->answer->notice = before ? gk_arena_format(r->arena, "%s; %s", before, words)
                               : gk_arena_strdup(r->arena, words);
}

/* Figures are Goshawk's to find and to compute, where it did; a model explains them. What is not
 * checked stands alone, for whom wants to see it. */
static bool own_leads(const run *r)
{
    if (r->options->llm == GK_LLM_UNVERIFIED) return false;
    gk_question *q;
    gk_question_read(r->question, r->options->filter.as_of, &q);
    const bool text = q->kind == GK_ASKS_TEXT;
    gk_question_free(q);
    return r->answer->answered && !text;
}

/* Goshawk's own answer stands, or there is none. */
static void give_own(run *r, size_t struck)
{
    if (struck) {
        char *words = gk_format("nothing in the documents supports what %s wrote: it was struck",
                                r->settings.name);
        add_notice(r, words);
        gk_free(words);
    }
    if (r->answer->answered) return;
    r->answer->answer = "I don't know. The nearest passages are close to it, but none supports an "
                        "answer.";
}

static void give(run *r, const gk_model_checked *checked)
{
    if (!*checked->text || gk_model_declines(checked->text)) {
        give_own(r, checked->struck);
        return;
    }
    if (!own_leads(r)) r->answer->citation_count = 0;
    gk_model_give(checked, &r->sources, r->arena, r->answer);
    r->answer->model = gk_arena_strdup(r->arena, r->settings.name);
    if (checked->struck) {
        char *words = gk_format("%zu sentence%s of what %s wrote %s struck: nothing cited "
                                "supports %s",
                                checked->struck, checked->struck == 1 ? "" : "s", r->settings.name,
                                checked->struck == 1 ? "was" : "were",
                                checked->struck == 1 ? "it" : "them");
        add_notice(r, words);
        gk_free(words);
    }
}

static void conclude(run *r, const char *text)
{
    gk_model_checked checked;
    const bool unverified = r->options->llm == GK_LLM_UNVERIFIED;
    tell(r, "checking the answer");
    if (gk_model_declines(text) || unverified)
        gk_model_unchecked(text, &r->sources, &checked);
    else
        gk_model_check(r->question, text, &r->sources, &checked);
    give(r, &checked);
    if (unverified) add_notice(r, "nobody has checked what the language model wrote");
    gk_model_checked_free(&checked);
    if (r->sources.orders.length) {
        char *words = gk_format("sentences that address a program that reads them were left out: "
                                "%.300s",
                                r->sources.orders.data);
        add_notice(r, words);
        gk_free(words);
    }
}

/* ---- the whole ---------------------------------------------------------------------------------
 */

static gk_status answer(run *r, gk_error *err)
{
    char *text = NULL;
    gk_status status = prepare(r, err);
    if (status == GK_OK) status = tell(r, "asking the language model") ? GK_OK : GK_STOPPED;
    if (status == GK_OK) status = converse(r, &text, err);
    if (status == GK_OK) conclude(r, text);
    gk_free(text);
    json_decref(r->messages);
    json_decref(r->tools);
    gk_model_sources_free(&r->sources);
    return status;
}

/* Whatever the model's failure is, there is an answer without it. */
static gk_status fall_back(run *r, gk_status status, const gk_error *why, gk_error *err)
{
    if (r->stopped) return gk_fail(err, GK_STOPPED, "stopped");
    const char *says = status == GK_STOPPED ? "it took longer than llm.seconds" : why->message;
    char *words = gk_format("the language model gave no answer (%s); this is Goshawk's own", says);
    add_notice(r, words);
    gk_free(words);
    return GK_OK;
}

gk_status gk_answer_by_model(gk_library *library, const gk_search_options *options, gk_arena *arena,
                             gk_answer *own, gk_error *err)
{
    if (!options || options->llm == GK_LLM_OFF) return GK_OK;
    gk_error why = {0};
    run r = {.library = library,
             .options = options,
             .question = own->question,
             .arena = arena,
             .answer = own,
             .end = gk_seconds() + 24 * 3600};
    gk_status status = gk_answer_model_open(library, is_over, &r, &r.chat, &r.settings, &why);
    if (status == GK_OK && !r.chat) {
        if (options->llm == GK_LLM_AS_SET) return GK_OK;
        return gk_fail(err, GK_INVALID,
                       "no language model is configured: 'goshawk config LIB llm.url URL' or "
                       "'goshawk config LIB llm.model FILE.gguf'");
    }
    if (status == GK_OK) {
        gk_chat_watch(r.chat, is_over, &r);
        status = answer(&r, &why);
        gk_chat_watch(r.chat, NULL, NULL);
    }
    return status == GK_OK ? GK_OK : fall_back(&r, status, &why, err);
}
