/* SPDX-License-Identifier: Apache-2.0
 *
 * The field "pre_tokenizer" of tokenizer.json into a gk_pretokenizer.
 */
#include "tokenizer/read.h"

#include "text/text.h"

#include <string.h>

enum { STEP_LIMIT = 8 };

/* A new step at the end. */
static gk_split_step *add_step(const gk_token_source *s, gk_split_kind kind)
{
    gk_pretokenizer *p = &s->to->pretokenizer;
    if (!p->steps) p->steps = gk_arena_array(s->to->arena, STEP_LIMIT, sizeof *p->steps);
    p->steps[p->count].kind = kind;
    return &p->steps[p->count++];
}

/* Older files have add_prefix_space instead of prepend_scheme, or both. */
static gk_status read_prepend(const gk_token_source *s, const json_t *p, const char *field,
                              gk_prepend *out)
{
    static const char *const names[] = {
        [GK_PREPEND_ALWAYS] = "always", [GK_PREPEND_FIRST] = "first", [GK_PREPEND_NEVER] = "never"};
    const json_t *scheme = json_object_get(p, "prepend_scheme");
    const char *name = scheme ? json_string_value(scheme) : "always";
    size_t i = 0, count = sizeof names / sizeof *names;
    while (i < count && (!name || strcmp(name, names[i]) != 0)) i++;
    if (i == count)
        return gk_fail(s->err, GK_MODEL, "%s: %s.prepend_scheme must be always, first or never",
                       s->path, field);
    *out = (gk_prepend)i;
    bool space;
    gk_status status = gk_token_bool(s, p, field, "add_prefix_space", true, &space);
    if (status == GK_OK && !space && *out != GK_PREPEND_NEVER)
        return gk_fail(s->err, GK_MODEL,
                       "%s: %s.add_prefix_space is false, so prepend_scheme must be never", s->path,
                       field);
    return status;
}

static gk_status read_metaspace(const gk_token_source *s, const json_t *p, const char *field)
{
    gk_split_step *step = add_step(s, GK_SPLIT_METASPACE);
    const json_t *mark = json_object_get(p, "replacement");
    const char *text = json_string_value(mark);
    size_t end = 0;
    if (json_string_length(mark) > 0) gk_utf8_next(text, json_string_length(mark), &end);
    if (end == 0 || end != json_string_length(mark))
        return gk_fail(s->err, GK_MODEL, "%s: %s.replacement must be one character", s->path,
                       field);
    memcpy(step->mark, text, end);
    step->mark_length = end;
    gk_status status = gk_token_bool(s, p, field, "split", true, &step->split);
    return status == GK_OK ? read_prepend(s, p, field, &step->prepend) : status;
}

static gk_status read_step(const gk_token_source *s, const json_t *p, const char *field)
{
    static const struct {
        const char *type;
        gk_split_kind kind;
    } plain[] = {{"BertPreTokenizer", GK_SPLIT_BERT},
                 {"WhitespaceSplit", GK_SPLIT_WHITESPACE},
                 {"Whitespace", GK_SPLIT_WORDS}};
    const char *type = gk_token_type(p);
    if (s->to->pretokenizer.count == STEP_LIMIT)
        return gk_token_bad(s, field, "is one step too many");
    if (strcmp(type, "Metaspace") == 0) return read_metaspace(s, p, field);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (strcmp(type, plain[i].type) != 0) continue;
        add_step(s, plain[i].kind);
        return GK_OK;
    }
    return gk_fail(s->err, GK_MODEL, "%s: %s.type \"%.50s\" is not supported", s->path, field,
                   type);
}

gk_status gk_token_pretokenizer(const gk_token_source *s, const json_t *root)
{
    const json_t *p = json_object_get(root, "pre_tokenizer");
    if (!p || json_is_null(p)) return GK_OK;
    return gk_token_steps(s, p, "pre_tokenizer", "pretokenizers", read_step);
}
