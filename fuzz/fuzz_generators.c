/* SPDX-License-Identifier: Apache-2.0
 *
 * A passage of any bytes, its document's name before the first line end: the generators give
 * queries of one line each, the same ones for the same seed.
 */
#include "synth/synth.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void generate(const gk_corpus *corpus, gk_synth_queries *queries)
{
    const uint32_t sample[] = {0};
    unsigned all;
    require(gk_synth_generators_read(NULL, &all, NULL) == GK_OK);
    require(gk_synth_generate(corpus, sample, 1, all, 7, 1, NULL, queries, NULL) == GK_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *doc = gk_strndup((const char *)data, size), *text = strchr(doc, '\n');
    if (text) *text++ = '\0';
    gk_corpus_passage passage = {
        .id = "a", .doc = doc, .text = text ? text : "", .titled = text ? text : ""};
    const gk_corpus corpus = {.passages = &passage, .count = 1};
    gk_synth_queries first = {0}, second = {0};
    generate(&corpus, &first);
    generate(&corpus, &second);
    require(first.count == second.count);
    for (size_t i = 0; i < first.count; i++) {
        require(first.items[i].text[0] && !strchr(first.items[i].text, '\n'));
        require(strcmp(first.items[i].text, second.items[i].text) == 0);
    }
    gk_synth_queries_free(&first);
    gk_synth_queries_free(&second);
    gk_free(doc);
    return 0;
}
