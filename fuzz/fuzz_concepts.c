/* SPDX-License-Identifier: Apache-2.0
 *
 * The vocabulary's readers: the input's first byte says what the rest is: a vocabulary file, a
 * label with its headings (one a line), a formula, a question.
 */
#include "concept/parts.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MOST = 4096, NODES_MOST = 20000 };

static void require(bool holds)
{
    if (!holds) abort();
}

static gk_concepts *own(void)
{
    static gk_concepts *concepts;
    if (!concepts) require(gk_concepts_open(NULL, &concepts, NULL) == GK_OK);
    return concepts;
}

static void vocabulary(const char *text, size_t size)
{
    gk_error err = {0};
    gk_concepts *c;
    gk_status status = gk_concepts_open_text("fuzz", text, size, true, &c, &err);
    require(status == GK_OK || err.message[0]);
    for (size_t i = 0; status == GK_OK && i < gk_concepts_count(c); i++)
        require(gk_concepts_find(c, gk_concepts_at(c, i)->id) == i);
    gk_concepts_free(c);
}

static void label(char *text)
{
    char *rest = text;
    const char *one = strsep(&rest, "\n"), *sections[8] = {0};
    size_t n = 0;
    while (rest && n < 8) sections[n++] = strsep(&rest, "\n");
    gk_terms *terms = gk_terms_new();
    gk_concept_match found[5];
    size_t count = gk_concepts_of_label(own(), terms, one, sections, n, (unsigned)strlen(one) % 8,
                                        found, 5);
    for (size_t i = 0; i < count; i++) {
        require(found[i].concept < gk_concepts_count(own()));
        require(found[i].score > 0 && found[i].score <= 1);
        require(i == 0 || found[i - 1].score >= found[i].score);
    }
    gk_terms_free(terms);
}

static gk_term_value seven(void *ctx, const gk_node *term)
{
    (void)ctx;
    return (gk_term_value){.known = true, .value = 7 - term->when.back};
}

static void use(const gk_node *node, gk_arena *arena)
{
    double value;
    const gk_node **terms;
    require(gk_node_size(node) <= NODES_MOST);
    size_t n = gk_formula_terms(node, arena, &terms);
    for (size_t i = 0; i < n; i++) require(terms[i]->kind == GK_NODE_TERM && terms[i]->words);
    gk_formula_value(node, seven, NULL, &value);
    require(*gk_formula_text(own(), node, NULL, NULL, arena));
}

static void formula(const char *text, gk_arena *arena)
{
    gk_node *node;
    gk_error err = {0};
    if (gk_formula_parse(own(), text, arena, &node, &err) == GK_OK)
        use(node, arena);
    else
        require(!node && err.message[0]);
}

static void question(const char *text, gk_arena *arena)
{
    gk_terms *terms = gk_terms_new();
    gk_concept_match found[8];
    size_t n = gk_concepts_asked(own(), terms, text, found, 8);
    for (size_t i = 0; i < n; i++) {
        require(found[i].span.start < found[i].span.end && found[i].span.end <= strlen(text));
        require(i == 0 || found[i - 1].span.end <= found[i].span.start);
    }
    const gk_node *node = gk_formula_in_question(own(), terms, text, arena);
    if (node) use(node, arena);
    gk_terms_free(terms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > SIZE_MOST) return 0;
    char *text = gk_strndup((const char *)data + 1, size - 1);
    gk_arena *arena = gk_arena_new();
    switch (data[0] % 4) {
    case 0:
        vocabulary(text, size - 1);
        break;
    case 1:
        label(text);
        break;
    case 2:
        formula(text, arena);
        break;
    default:
        question(text, arena);
    }
    gk_arena_free(arena);
    gk_free(text);
    return 0;
}
