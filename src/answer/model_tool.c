/* SPDX-License-Identifier: Apache-2.0
 *
 * What a model may do: read the library, as far as its reader may, and compute. A call is what a
 * stranger's program wrote after it had read strangers' texts: its name, its fields and their sizes
 * are looked at, and an answer goes back whatever it was.
 */
#include "answer/model.h"

#include "library/figures.h"
#include "text/text.h"

#include <math.h>
#include <string.h>

enum { WORDS_MOST = 400, FIELDS_MOST = 3, HITS = 5 };

/* A call's fields, by the tool's own order; "" where one is not given. */
typedef struct fields {
    const char *values[FIELDS_MOST];
} fields;

typedef struct tool {
    const char *name;
    const char *fields[FIELDS_MOST]; /* as model_prompt.c describes them */
    size_t required;                 /* the first so many of them */
    const char *shown;               /* for a person */
    char *(*run)(gk_model_sources *sources, const gk_search_options *options, const fields *f);
} tool;

/* ---- search ------------------------------------------------------------------------------------
 */

/* The numbered sources first to end, or why there are none; gk_free. */
static char *show_new(const gk_model_sources *sources, const char *words, size_t first, size_t end)
{
    gk_string out = {0};
    if (*words) gk_string_addf(&out, "%s\n", words);
    if (first < end)
        gk_model_show(sources, first, end, &out);
    else
        gk_string_add(&out, sources->room < 500
                                ? "There is no room for further sources. Answer now."
                                : "No source beside those that you have.");
    return gk_string_take(&out);
}

/* The reader's own filters hold: a day, a company, a document that was named. */
static char *search(gk_model_sources *sources, const gk_search_options *options, const fields *f)
{
    gk_search_options own = options ? *options : (gk_search_options){0};
    gk_hits *hits = NULL;
    gk_error err = {0};
    own.k = HITS;
    if (!own.document && *f->values[1]) own.document = f->values[1];
    if (gk_search(sources->library, f->values[0], &own, &hits, &err) != GK_OK)
        return gk_format("The search failed: %s", err.message);
    size_t first, end;
    gk_model_add_hits(sources, hits, &first, &end);
    gk_hits_free(hits);
    return show_new(sources, "", first, end);
}

/* ---- facts -------------------------------------------------------------------------------------
 */

/* The same as a reader's question would get who asked it without a model. */
static char *look_up(gk_model_sources *sources, const gk_search_options *options,
                     const char *question)
{
    gk_search_options own = options ? *options : (gk_search_options){0};
    gk_answer *answer = NULL;
    gk_error err = {0};
    own.llm = GK_LLM_OFF;
    own.unremembered = true;
    own.on_stage = NULL;
    if (gk_ask(sources->library, question, &own, &answer, &err) != GK_OK)
        return gk_format("The lookup failed: %s", err.message);
    size_t first = sources->count, end = first;
    if (answer->answered)
        gk_model_add_citations(sources, answer->citations, answer->citation_count, &first, &end);
    char *words = gk_prompt_text(answer->answered ? answer->answer : "Nothing was found.");
    char *out = answer->answered ? show_new(sources, words, first, end) : gk_strdup(words);
    gk_free(words);
    gk_answer_free(answer);
    return out;
}

static char *facts(gk_model_sources *sources, const gk_search_options *options, const fields *f)
{
    char *question = gk_format("What was the %s of %s in %s?", f->values[1], f->values[0],
                               f->values[2]);
    char *out = look_up(sources, options, question);
    gk_free(question);
    return out;
}

/* ---- compute -----------------------------------------------------------------------------------
 */

/* Nothing is known but numbers. */
static gk_term_value not_known(void *ctx, const gk_node *term)
{
    (void)ctx, (void)term;
    return (gk_term_value){0};
}

static bool has_terms(const gk_node *node)
{
    if (node->kind == GK_NODE_TERM) return true;
    for (size_t i = 0; i < node->part_count; i++)
        if (has_terms(node->parts[i])) return true;
    return false;
}

/* "1,577" is 1577, and a model may write × and ÷; gk_free. */
static char *plain_formula(const char *formula)
{
    static const char *const signs[][2] = {
        {"×", "*"}, {"÷", "/"}, {"−", "-"}, {"–", "-"}, {"$", ""}};
    gk_string out = {0};
    gk_string_add(&out, "");
    for (const char *s = formula; *s;) {
        size_t i = 0, count = sizeof signs / sizeof *signs;
        while (i < count && strncmp(s, signs[i][0], strlen(signs[i][0])) != 0) i++;
        if (i < count) {
            gk_string_add(&out, signs[i][1]);
            s += strlen(signs[i][0]);
        } else {
            bool thousands = *s == ',' && s > formula && strchr("0123456789", s[-1]) &&
                             strspn(s + 1, "0123456789") == 3;
            if (!thousands) gk_string_append(&out, s, 1);
            s++;
        }
    }
    return gk_string_take(&out);
}

static char *compute(gk_model_sources *sources, const gk_search_options *options, const fields *f)
{
    (void)options;
    const gk_concepts *concepts = NULL;
    gk_node *formula = NULL;
    gk_error err = {0};
    gk_arena *arena = gk_arena_new();
    char *plain = plain_formula(f->values[0]), *out;
    double value = 0;
    gk_status status = gk_library_concepts(sources->library, &concepts, &err);
    if (status == GK_OK) status = gk_formula_parse(concepts, plain, arena, &formula, &err);
    if (status != GK_OK)
        out = gk_format("It is no formula: %s", err.message);
    else if (has_terms(formula))
        out = gk_strdup("Put numbers in place of the words; facts looks them up.");
    else if (!gk_formula_value(formula, not_known, NULL, &value) || !isfinite(value))
        out = gk_strdup("It has no value: something is divided by 0.");
    else if (fabs(value) < 10)
        out = gk_format("%s = %.6g (as a percentage %.4g%%)", plain, value, value * 100);
    else
        out = gk_format("%s = %.10g", plain, value);
    gk_arena_free(arena);
    gk_free(plain);
    return out;
}

/* ---- calls -------------------------------------------------------------------------------------
 */

static const tool tools[] = {
    {"search", {"query", "document"}, 1, "searching", search},
    {"facts", {"company", "item", "period"}, 3, "looking up", facts},
    {"compute", {"formula"}, 1, "computing", compute},
};
enum { TOOLS = sizeof tools / sizeof *tools };

static const tool *find(const char *name)
{
    for (size_t i = 0; i < TOOLS; i++)
        if (strcmp(tools[i].name, name) == 0) return &tools[i];
    return NULL;
}

static bool is_field(const tool *t, const char *name)
{
    for (size_t i = 0; i < FIELDS_MOST && t->fields[i]; i++)
        if (strcmp(t->fields[i], name) == 0) return true;
    return false;
}

/* What is wrong with the call (gk_free); NULL: nothing. */
static char *read_fields(const tool *t, const json_t *arguments, fields *f)
{
    const char *name;
    json_t *value;
    if (!arguments) return gk_strdup("The arguments are no JSON object.");
    json_object_foreach((json_t *)arguments, name, value) if (!is_field(t, name)) return gk_format(
        "%s has no field of that name.", t->name);
    for (size_t i = 0; i < FIELDS_MOST; i++) {
        f->values[i] = "";
        if (!t->fields[i]) continue;
        value = json_object_get(arguments, t->fields[i]);
        const char *text = json_string_value(value);
        if (value && !json_is_null(value) && !text)
            return gk_format("\"%s\" is no string.", t->fields[i]);
        if (text && strlen(text) > WORDS_MOST)
            return gk_format("\"%s\" is longer than %d bytes.", t->fields[i], WORDS_MOST);
        if (text) f->values[i] = text;
        if (i < t->required && !f->values[i][strspn(f->values[i], " \t\r\n")])
            return gk_format("\"%s\" is missing.", t->fields[i]);
    }
    return NULL;
}

char *gk_model_call(gk_model_sources *sources, const gk_search_options *options,
                    const gk_chat_call *call)
{
    const tool *t = find(call->name);
    if (!t) return gk_strdup("There is no such tool; there are search, facts and compute.");
    fields f;
    char *wrong = read_fields(t, call->arguments, &f);
    return wrong ? wrong : t->run(sources, options, &f);
}

char *gk_model_call_shown(const gk_chat_call *call)
{
    const tool *t = find(call->name);
    if (!t) return gk_strdup("refusing a tool that there is not");
    gk_string out = {0};
    gk_string_add(&out, t->shown);
    for (size_t i = 0; i < FIELDS_MOST && t->fields[i]; i++) {
        const char *text = json_string_value(json_object_get(call->arguments, t->fields[i]));
        if (text) gk_string_addf(&out, "%s %.80s", i ? "," : ":", text);
    }
    return gk_string_take(&out);
}
