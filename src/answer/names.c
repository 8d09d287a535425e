/* SPDX-License-Identifier: Apache-2.0
 *
 * Whom a question names. An answer about another company is worse than none, so where no document
 * is called by the name, the name must at least stand in the document that answers.
 */
#include "answer/answer.h"

#include <string.h>

enum { FRONT_PAGES = 8, HAN_RUN = 2 };

/* Words that are written with a capital and name nobody, in stemmed form. */
static const char *const common[] = {
    "gaap", "usd",    "rmb", "ebitda", "ebit", "fcf", "capex", "ppne", "ppe",    "cogs",  "sg",
    "eps",  "roa",    "roe", "dpo",    "dso",  "dio", "ccc",   "adj",  "adjust", "m",     "non",
    "q1",   "q2",     "q3",  "q4",     "h1",   "h2",  "pleas", "what", "how",    "total", "net",
    "year", "fiscal", "fy",  "cash",   "r",    "d",   "ytd",   "yoy",  "us",
};

static bool is_common(const char *term)
{
    for (size_t i = 0; i < sizeof common / sizeof *common; i++)
        if (strcmp(common[i], term) == 0) return true;
    return false;
}

bool gk_answer_of_items(const gk_question *question, gk_terms *terms, size_t i)
{
    char *wanted = gk_format(" %s ", question->terms[i].text);
    bool found = false;
    for (size_t k = 0; k < question->item_count && !found; k++) {
        const gk_line_item *item = question->items[k];
        char *asked = gk_terms_phrase(terms, item->asked, strlen(item->asked));
        char *printed = gk_terms_phrase(terms, item->printed, strlen(item->printed));
        found = strstr(asked, wanted) || strstr(printed, wanted);
        gk_free(asked);
        gk_free(printed);
    }
    gk_free(wanted);
    return found;
}

/* A pair with a word of grammar in it names nothing. */
static bool is_grammar(const char *pair)
{
    static const char *const words[] = {"的", "中", "是", "为", "在", "和", "与", "及", "或",
                                        "了", "少", "多", "何", "上", "下", "年", "月", "日",
                                        "末", "期", "其", "有", "表", "元", "共", "各", "请",
                                        "将", "被", "由", "至", "以", "按"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(pair, words[i])) return true;
    return false;
}

bool gk_answer_is_name(const gk_question *question, size_t i, bool of_items)
{
    const gk_query_term *t = &question->terms[i];
    unsigned char first = (unsigned char)question->text[t->span.start];
    return t->content && first >= 'A' && first <= 'Z' && !is_common(t->text) && !of_items;
}

/* The title and the first `pages` pages of a content as a phrase, appended to out. */
static gk_status front_text(gk_library *library, gk_terms *terms, int64_t id, int pages,
                            gk_string *out, gk_error *err)
{
    gk_arena *arena = gk_arena_new();
    gk_store_content content;
    gk_status status = gk_store_content_by_id(library->store, id, arena, &content, err);
    gk_string text = {0};
    if (status == GK_OK) gk_string_addf(&text, "%s\n", content.title);
    for (int i = 1; status == GK_OK && i <= pages && i <= content.pages; i++) {
        gk_doc_page front;
        status = gk_store_page(library->store, id, i, arena, &front, err);
        if (status == GK_OK) gk_string_append(&text, front.text, front.length);
        if (status == GK_OK) gk_string_add(&text, "\n");
    }
    if (status == GK_OK) {
        char *phrase = gk_terms_phrase(terms, text.data, text.length);
        gk_string_add(out, phrase);
        gk_free(phrase);
    }
    gk_string_free(&text);
    gk_arena_free(arena);
    return status;
}

gk_status gk_answer_cover(gk_library *library, const gk_question *question, gk_answer_page *page,
                          gk_arena *arena, gk_error *err)
{
    gk_terms *terms = gk_terms_new();
    gk_string text = {0};
    gk_status status = front_text(library, terms, page->content, 1, &text, err);
    page->cover = gk_arena_array(arena, question->term_count, sizeof *page->cover);
    for (size_t i = 0; status == GK_OK && i < question->term_count; i++) {
        char *wanted = gk_format(" %s ", question->terms[i].text);
        page->cover[i] = strstr(text.data, wanted) != NULL;
        gk_free(wanted);
    }
    gk_string_free(&text);
    gk_terms_free(terms);
    return status;
}

static gk_status known_text(gk_library *library, gk_terms *terms, const gk_answer_page *page,
                            gk_string *out, gk_error *err)
{
    gk_status status = front_text(library, terms, page->content, FRONT_PAGES, out, err);
    if (status != GK_OK || page->first_line >= page->laid.count) return status;
    size_t start = page->laid.lines[page->first_line].start;
    size_t end = page->laid.lines[page->laid.count - 1].end;
    char *phrase = gk_terms_phrase(terms, page->laid.text + start, end - start);
    gk_string_add(out, phrase);
    gk_free(phrase);
    return GK_OK;
}

static bool all_known(const gk_question *q, gk_terms *terms, const char *text)
{
    size_t run = 0, run_end = SIZE_MAX;
    for (size_t i = 0; i < q->term_count; i++) {
        const gk_query_term *t = &q->terms[i];
        if (!t->content) continue;
        bool of_items = gk_answer_of_items(q, terms, i);
        bool latin_name = gk_answer_is_name(q, i, of_items);
        bool han = (unsigned char)q->text[t->span.start] >= 0x80 && !is_grammar(t->text);
        if (!latin_name && !han) continue;
        char *wanted = gk_format(" %s ", t->text);
        bool missing = !strstr(text, wanted) && !of_items;
        gk_free(wanted);
        if (!missing) {
            run = 0;
            continue;
        }
        if (latin_name) return false;
        /* Pairs of Han overlap by one character where they follow one another. */
        run = run_end != SIZE_MAX && t->span.start < run_end ? run + 1 : 1;
        run_end = t->span.end;
        if (run >= HAN_RUN) return false;
    }
    return true;
}

gk_status gk_answer_names(gk_library *library, const gk_question *question,
                          const gk_answer_page *page, bool *known, gk_error *err)
{
    gk_terms *terms = gk_terms_new();
    gk_string text = {0};
    gk_status status = known_text(library, terms, page, &text, err);
    *known = status == GK_OK && all_known(question, terms, text.data);
    gk_string_free(&text);
    gk_terms_free(terms);
    return status;
}
