/* SPDX-License-Identifier: Apache-2.0
 *
 * Making a formula's nodes.
 */
#ifndef GK_CONCEPT_FORMULA_H
#define GK_CONCEPT_FORMULA_H

#include "concept/concept.h"

enum { GK_FORMULA_DEPTH = 32 }; /* of brackets and definitions inside each other */

gk_node *gk_node_number(gk_arena *arena, double number);
gk_node *gk_node_term(gk_arena *arena, const gk_concepts *concepts, size_t concept,
                      const char *words);
gk_node *gk_node_two(gk_arena *arena, gk_node_kind kind, gk_node *a, gk_node *b);
/* kind of count parts, which are copied. */
gk_node *gk_node_many(gk_arena *arena, gk_node_kind kind, gk_node *const *parts, size_t count);
/* The same of `years` before: a copy. */
gk_node *gk_node_back(gk_arena *arena, const gk_node *node, int years);
size_t gk_node_size(const gk_node *node); /* how many nodes it has */
bool gk_nodes_same(const gk_node *a, const gk_node *b);

#endif
