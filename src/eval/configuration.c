/* SPDX-License-Identifier: Apache-2.0
 *
 * A configuration is a stage alone, the whole search, or the whole less some of its parts, each
 * after a minus. A part is a row of the table below: its name, and what leaves it out.
 */
#include "eval/retrieval.h"

#include <string.h>

static void leave_out_embedding(gk_search_options *search) { search->lexical_only = true; }

static const struct part {
    const char *name;
    void (*leave_out)(gk_search_options *search);
} parts[] = {{"embedding", leave_out_embedding}};
enum { PARTS = sizeof parts / sizeof *parts };

static const char WHOLE[] = "whole";
static const char *const always[] = {"lexical", "dense", "fused", WHOLE};
enum { ALWAYS = sizeof always / sizeof *always };

static gk_status unknown(const char *name, gk_error *err)
{
    gk_string known = {0};
    for (size_t i = 0; i < ALWAYS; i++) gk_string_addf(&known, "%s, ", always[i]);
    for (size_t i = 0; i < PARTS; i++)
        gk_string_addf(&known, "%s%s-%s", i ? ", " : "or less parts: ", WHOLE, parts[i].name);
    gk_status status = gk_fail(err, GK_INVALID, "'%s' is nothing that can be measured: %s", name,
                               known.data);
    gk_string_free(&known);
    return status;
}

/* The part that the n bytes at s name; NULL: none. */
static const struct part *part_of(const char *s, size_t n)
{
    for (size_t i = 0; i < PARTS; i++)
        if (strlen(parts[i].name) == n && memcmp(parts[i].name, s, n) == 0) return &parts[i];
    return NULL;
}

gk_status gk_eval_configuration_of(const char *name, gk_eval_configuration *out, gk_error *err)
{
    *out = (gk_eval_configuration){.name = name};
    out->alone = gk_stage_of(name, &out->stage);
    if (out->alone) return GK_OK;
    size_t at = sizeof WHOLE - 1;
    if (strncmp(name, WHOLE, at) != 0) return unknown(name, err);
    while (name[at] == '-') {
        size_t n = strcspn(name + at + 1, "-");
        const struct part *part = part_of(name + at + 1, n);
        if (!part) return unknown(name, err);
        part->leave_out(&out->search);
        at += 1 + n;
    }
    return name[at] ? unknown(name, err) : GK_OK;
}

bool gk_eval_configuration_embeds(const gk_eval_configuration *configuration)
{
    if (configuration->alone) return configuration->stage != GK_STAGE_LEXICAL;
    return configuration->search.lexical_only; /* without vectors it is the whole over again */
}

const char **gk_eval_ablation(gk_arena *arena, size_t *count)
{
    const char **names = gk_arena_array(arena, ALWAYS + PARTS, sizeof *names);
    for (size_t i = 0; i < ALWAYS; i++) names[i] = always[i];
    for (size_t i = 0; i < PARTS; i++)
        names[ALWAYS + i] = gk_arena_format(arena, "%s-%s", WHOLE, parts[i].name);
    *count = ALWAYS + PARTS;
    return names;
}

gk_status gk_eval_find(gk_library *library, const gk_eval_question *question,
                       const gk_eval_configuration *configuration, size_t k, gk_retrieved *out,
                       gk_error *err)
{
    gk_search_options search = configuration->search;
    gk_question *q;
    search.filter = question->filter;
    gk_question_read(question->question, question->filter.as_of, &q);
    gk_status status = configuration->alone ? gk_retrieve_stage(library, q, &search,
                                                                configuration->stage, k, out, err)
                                            : gk_retrieve(library, q, &search, k, out, err);
    gk_question_free(q);
    return status;
}
