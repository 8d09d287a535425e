/* SPDX-License-Identifier: Apache-2.0
 *
 * What a chat service is asked: what makes a good query, a few passages with theirs, the passage.
 * The examples are about companies that do not exist, so that no real document is favoured.
 */
#include "synth/synth.h"

#include "text/json.h"

#include <string.h>

static const char instruction[] =
    "You write search queries for a retrieval benchmark in finance. You are given one passage of a "
    "document, its document's name on the first line. Write the queries of an analyst who does not "
    "have the passage at hand and for whom it is the right answer:\n"
    "- one of style \"question\": a full question of 12 to 35 words;\n"
    "- one of style \"keywords\": 3 to 8 terse words, as typed into a search box; tickers and "
    "usual abbreviations are welcome.\n"
    "Each query stands alone: it names the company, and the period where that matters. Ask for "
    "what only this passage tells, a figure, a cause, a term, a risk. Use other words than the "
    "passage: never copy its phrases, never give the answer away, never write \"the passage\". "
    "Write Chinese where the passage is Chinese, else English. Where the passage holds nothing "
    "that anyone would look for (a cover, a list of exhibits, signatures), give an empty list. "
    "Answer with JSON alone: {\"queries\": [{\"style\": \"question\", \"query\": \"...\"}, "
    "{\"style\": \"keywords\", \"query\": \"...\"}]}";

static const struct {
    const char *passage, *question, *keywords;
} own[] = {
    {"HALDEN 2024 10K\nGross margin was 46.1% of net sales, against 48.8% the year before. The "
     "decrease reflects a higher share of field instruments, which carry lower prices, and freight "
     "on components that were flown in after the fire at a supplier in the second quarter. Price "
     "increases of 3%, effective in January, offset about a third of it.",
     "What pushed Halden Instruments' gross margin down in fiscal 2024, and how far did higher "
     "prices make up for it?",
     "Halden FY24 GM drivers mix air freight supplier fire"},
    {"VESTMARK POWER 2022 10K\nNote 9. Debt\n(in millions)  2022  2021\nTerm loan, due 2026  $  "
     "450.0  $  475.0\n4.75% senior notes, due 2029  600.0  600.0\nRevolving credit facility  85.0 "
     " "
     "—\nTotal debt  1,135.0  1,075.0\nThe credit agreement requires a ratio of net debt to EBITDA "
     "of not more than 3.75; it was 2.9 at year-end.",
     "How much had Vestmark Power drawn on its revolver at the end of 2022, and how much room did "
     "its leverage covenant leave?",
     "Vestmark Power 2022 borrowings leverage covenant headroom"},
    {"海川精工 2021 年度报告\n报告期内，公司研发投入1.86亿元，同比增长34.2%，主要系新一代"
     "伺服驱动器项目进入试产阶段，研发人员由412人增至538人所致。资本化研发投入占研发投入的比例为"
     "12.7%。",
     "海川精工2021年的研发支出为何大幅上升，其中有多少比例被资本化？",
     "海川精工 2021 研发费用 增长原因 资本化率"},
};
enum { OWN = sizeof own / sizeof *own, SHOTS_MOST = 4 };

/* ---- shots ---------------------------------------------------------------------------------- */

static void add_query(json_t *list, const char *style, const char *query)
{
    json_t *item = json_object();
    json_object_set_new(item, "style", gk_json_text(style));
    json_object_set_new(item, "query", gk_json_text(query));
    json_array_append_new(list, item);
}

/* The shot's reply from its queries, which it takes; gk_free. */
static char *print_reply(json_t *list)
{
    json_t *reply = json_object();
    json_object_set_new(reply, "queries", list);
    return gk_json_print(reply);
}

static void own_shots(gk_synth_prompt *prompt)
{
    prompt->shots = gk_alloc_array(OWN, sizeof *prompt->shots);
    for (size_t i = 0; i < OWN; i++) {
        json_t *list = json_array();
        add_query(list, "question", own[i].question);
        add_query(list, "keywords", own[i].keywords);
        prompt->shots[prompt->count++] = (gk_synth_shot){gk_strdup(own[i].passage),
                                                         print_reply(list)};
    }
}

/* The first passages that the file asks about, each with all of its queries there. */
static void file_shots(const gk_corpus *corpus, const gk_corpus_queries *queries,
                       gk_synth_prompt *prompt)
{
    uint32_t used[SHOTS_MOST] = {0};
    prompt->shots = gk_alloc_array(SHOTS_MOST, sizeof *prompt->shots);
    for (size_t i = 0; i < queries->count && prompt->count < SHOTS_MOST; i++) {
        uint32_t passage = queries->queries[i].passages[0];
        bool again = false;
        for (size_t k = 0; k < prompt->count; k++) again |= used[k] == passage;
        if (again) continue;
        json_t *list = json_array();
        for (size_t k = i; k < queries->count; k++)
            if (queries->queries[k].passages[0] == passage)
                add_query(list, queries->queries[k].style, queries->queries[k].query);
        used[prompt->count] = passage;
        prompt->shots[prompt->count++] = (gk_synth_shot){
            gk_strdup(corpus->passages[passage].titled), print_reply(list)};
    }
}

gk_status gk_synth_prompt_read(const gk_corpus *corpus, const char *examples,
                               gk_synth_prompt *prompt, gk_error *err)
{
    *prompt = (gk_synth_prompt){0};
    if (!examples) {
        own_shots(prompt);
        return GK_OK;
    }
    gk_corpus_queries *queries;
    gk_status status = gk_corpus_queries_read(examples, corpus, &queries, err);
    if (status != GK_OK) return status;
    file_shots(corpus, queries, prompt);
    gk_corpus_queries_free(queries);
    if (prompt->count) return GK_OK;
    gk_synth_prompt_free(prompt);
    return gk_fail(err, GK_INPUT,
                   "%s: none of its queries is about a passage of the file of "
                   "passages",
                   examples);
}

void gk_synth_prompt_free(gk_synth_prompt *prompt)
{
    for (size_t i = 0; i < prompt->count; i++) {
        gk_free(prompt->shots[i].passage);
        gk_free(prompt->shots[i].reply);
    }
    gk_free(prompt->shots);
    *prompt = (gk_synth_prompt){0};
}

/* ---- the request ---------------------------------------------------------------------------- */

static void add_message(json_t *messages, const char *role, const char *content)
{
    json_t *message = json_object();
    json_object_set_new(message, "role", json_string(role));
    json_object_set_new(message, "content", gk_json_text(content));
    json_array_append_new(messages, message);
}

/* No more than all services take: some refuse a temperature, a limit of tokens, a format. */
char *gk_synth_prompt_request(const gk_synth_prompt *prompt, const char *model, const char *passage)
{
    json_t *request = json_object(), *messages = json_array();
    add_message(messages, "system", instruction);
    for (size_t i = 0; i < prompt->count; i++) {
        add_message(messages, "user", prompt->shots[i].passage);
        add_message(messages, "assistant", prompt->shots[i].reply);
    }
    add_message(messages, "user", passage);
    json_object_set_new(request, "model", gk_json_text(model));
    json_object_set_new(request, "messages", messages);
    return gk_json_print(request);
}

/* Tokenizers of chat models cut English into pieces of about four letters, figures of up to three
 * digits and Chinese of about one character. */
size_t gk_synth_tokens(const char *text)
{
    size_t n = strlen(text), quarters = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(text, n, &i);
        quarters += c >= 0x2E80 ? 4 : c >= '0' && c <= '9' ? 2 : 1;
    }
    return quarters / 4 + 1;
}

size_t gk_synth_prompt_tokens(const gk_synth_prompt *prompt)
{
    enum { OF_A_MESSAGE = 4 };
    size_t tokens = gk_synth_tokens(instruction) + (size_t)2 * OF_A_MESSAGE;
    for (size_t i = 0; i < prompt->count; i++)
        tokens += gk_synth_tokens(prompt->shots[i].passage) +
                  gk_synth_tokens(prompt->shots[i].reply) + (size_t)2 * OF_A_MESSAGE;
    return tokens;
}
