/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes as packed facts: what is read lies within bounds, and packed again reads as the same number
 * of facts. The same bytes as a page of text: whatever facts are made of it can be packed and read.
 */
#include "facts/facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check(const gk_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const gk_fact *f = &facts->facts[i];
        require(f->label && f->section && f->heading && f->title && f->member);
        require(isfinite(f->value) && isfinite(f->printed) && isfinite(f->scale));
        require(strlen(f->currency) < sizeof f->currency && f->statement <= 7);
        require(f->time.months >= -1 && f->page >= -1 && f->table >= -1);
    }
}

static void pack_again(const gk_facts *facts)
{
    unsigned char *bytes;
    size_t size;
    gk_facts *again;
    gk_facts_pack(facts, NULL, &bytes, &size);
    require(gk_facts_unpack(bytes, size, NULL, &again, NULL) == GK_OK);
    require(again->count == facts->count);
    check(again);
    gk_facts_free(again);
    gk_free(bytes);
}

static void read_page(const uint8_t *data, size_t size)
{
    gk_document document = {.arena = gk_arena_new(), .page_count = 1};
    char *text = gk_arena_alloc(document.arena, size + 1);
    for (size_t i = 0; i < size; i++)
        text[i] = data[i] && data[i] != '\r' && data[i] != '\f' && data[i] < 128 ? (char)data[i]
                                                                                 : ' ';
    gk_doc_page page = {.text = text, .length = size, .line_count = gk_line_count(text, size)};
    document.pages = &page;
    gk_facts_about about = {"10-Q", "en", "2023-06-30", 2023, "Q2"};
    gk_facts *facts = gk_facts_make(&document, &about, NULL);
    check(facts);
    pack_again(facts);
    gk_facts_free(facts);
    gk_arena_free(document.arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gk_facts *facts;
    if (gk_facts_unpack(data, size, NULL, &facts, NULL) == GK_OK) {
        check(facts);
        pack_again(facts);
        gk_facts_free(facts);
    }
    if (size < 4096) read_page(data, size);
    return 0;
}
