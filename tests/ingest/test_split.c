/* SPDX-License-Identifier: Apache-2.0
 *
 * Documents are written as one text here; '\f' ends a page.
 */
#include "ingest/ingest.h"
#include "text/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What a passage weighs at most: letters count one, a run of blanks one, Han characters four; a
 * remainder may join it. One line that weighs more by itself is a passage of its own. */
enum { MOST = 1000, REMAINDERS = 400, HAN = 4, PAGE_WORDS = 8 };

typedef struct split {
    gk_document document;
    gk_passages *passages;
} split;

static void add_page(gk_document *document, const char *text, size_t length)
{
    gk_doc_page *page = &document->pages[document->page_count++];
    page->text = gk_arena_strndup(document->arena, text, length);
    page->length = length;
    page->line_count = gk_line_count(text, length);
}

static split split_bytes(const char *text, size_t size)
{
    split s = {.document.arena = gk_arena_new()};
    size_t pages = 1;
    for (size_t i = 0; i < size; i++) pages += text[i] == '\f';
    s.document.pages = gk_arena_array(s.document.arena, pages, sizeof *s.document.pages);
    s.document.format = s.document.title = gk_arena_strdup(s.document.arena, "");
    for (const char *at = text, *end = text + size; at <= end;) {
        const char *feed = at < end ? memchr(at, '\f', (size_t)(end - at)) : NULL;
        if (!feed) feed = end;
        add_page(&s.document, at, (size_t)(feed - at));
        at = feed + 1;
    }
    gk_split(&s.document, &s.passages);
    return s;
}

static split split_text(const char *text) { return split_bytes(text, strlen(text)); }

static void split_free(split *s)
{
    gk_passages_free(s->passages);
    gk_arena_free(s->document.arena);
}

static const char *page_text(const split *s, const gk_passage *p)
{
    return s->document.pages[p->page - 1].text;
}

/* The passage's text; gk_free. */
static char *body(const split *s, size_t i)
{
    const gk_passage *p = &s->passages->passages[i];
    return gk_strndup(page_text(s, p) + p->start, p->end - p->start);
}

static void assert_body_holds(const split *s, size_t i, const char *part, bool holds)
{
    char *text = body(s, i);
    if (!strstr(text, part) == holds)
        fail_msg("passage %zu %s \"%s\":\n%s", i, holds ? "lacks" : "has", part, text);
    gk_free(text);
}

static void assert_context_holds(const split *s, size_t i, const char *part, bool holds)
{
    const char *context = s->passages->passages[i].context;
    if (!strstr(context, part) == holds)
        fail_msg("the context of passage %zu %s \"%s\":\n%s", i, holds ? "lacks" : "has", part,
                 context);
}

/* ---- what holds for every document -------------------------------------------------------- */

static size_t weight_of(const char *text, size_t n, size_t *words)
{
    size_t weight = 0;
    bool gap = true;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(text, n, &i);
        bool space = gk_is_space(c);
        if (!space)
            weight += gk_is_han(c) ? HAN : 1;
        else if (!gap || c == '\n')
            weight++;
        gap = space;
        *words += gk_is_word(c);
    }
    return weight;
}

static void check_range(const split *s, size_t i)
{
    const gk_passage *p = &s->passages->passages[i];
    if (p->page < 1 || (size_t)p->page > s->document.page_count)
        fail_msg("passage %zu is on page %d", i, p->page);
    const gk_doc_page *page = &s->document.pages[p->page - 1];
    const char *t = page->text;
    if (p->start >= p->end || p->end > page->length)
        fail_msg("passage %zu is [%zu, %zu) of %zu bytes", i, p->start, p->end, page->length);
    if (p->start > 0 && t[p->start - 1] != '\n')
        fail_msg("passage %zu starts within a line, at %zu", i, p->start);
    if (p->end < page->length && t[p->end] != '\n')
        fail_msg("passage %zu ends within a line, at %zu", i, p->end);
    size_t before = gk_line_count(t, p->start);
    if (p->first_line != (int)before + 1 ||
        p->last_line != (int)(before + gk_line_count(t + p->start, p->end - p->start)))
        fail_msg("passage %zu, [%zu, %zu), says lines %d to %d", i, p->start, p->end, p->first_line,
                 p->last_line);
    assert_non_null(p->context);
}

static void check_weight(const split *s, size_t i)
{
    const gk_passage *p = &s->passages->passages[i];
    const char *t = page_text(s, p);
    size_t words = 0, most = MOST + REMAINDERS;
    for (size_t at = p->start; at < p->end;) { /* the longest line raises the bound */
        const char *newline = memchr(t + at, '\n', p->end - at);
        size_t end = newline ? (size_t)(newline - t) : p->end;
        size_t line = weight_of(t + at, end - at, &words);
        if (line + REMAINDERS > most) most = line + REMAINDERS;
        at = end + 1;
    }
    size_t weight = weight_of(t + p->start, p->end - p->start, &words);
    if (weight > most)
        fail_msg("passage %zu, page %d, weighs %zu of at most %zu", i, p->page, weight, most);
}

/* Each line that has words is in one passage; all lines of a page that has hardly any may be in
 * none. */
static void check_lines(const split *s, size_t number)
{
    const gk_doc_page *page = &s->document.pages[number - 1];
    unsigned char *times = gk_alloc(page->line_count + 1);
    for (size_t i = 0; i < s->passages->count; i++) {
        const gk_passage *p = &s->passages->passages[i];
        for (int line = p->first_line; (size_t)p->page == number && line <= p->last_line; line++)
            times[line - 1]++;
    }
    size_t page_words = 0;
    weight_of(page->text, page->length, &page_words);
    for (size_t line = 0, at = 0; at < page->length; line++) {
        const char *newline = memchr(page->text + at, '\n', page->length - at);
        size_t end = newline ? (size_t)(newline - page->text) : page->length, words = 0;
        weight_of(page->text + at, end - at, &words);
        if (times[line] > 1 || (words && !times[line] && page_words >= PAGE_WORDS))
            fail_msg("page %zu, line %zu is in %d passages: \"%.*s\"", number, line + 1,
                     times[line], (int)(end - at < 200 ? end - at : 200), page->text + at);
        at = end + 1;
    }
    gk_free(times);
}

static void check(const split *s)
{
    for (size_t i = 0; i < s->passages->count; i++) {
        check_range(s, i);
        check_weight(s, i);
        if (i == 0) continue;
        const gk_passage *p = &s->passages->passages[i], *before = p - 1;
        if (p->page < before->page || (p->page == before->page && p->start < before->end))
            fail_msg("passage %zu stands before the one before it", i);
    }
    for (size_t n = 1; n <= s->document.page_count; n++) check_lines(s, n);
}

/* ---- prose -------------------------------------------------------------------------------- */

static const char sentence[] =
    "The harbour authority, which owns the lighthouse and its lantern, expects that traffic in "
    "the northern channel will grow again,\n";

static void add_paragraph(gk_string *text, int number, int lines)
{
    gk_string_addf(text, "Paragraph %d begins here, with a word that nothing else has,\n", number);
    for (int i = 0; i < lines; i++) gk_string_add(text, sentence);
    gk_string_add(text, "and there it ends.\n\n");
}

static void passages_keep_to_their_page(void **state)
{
    (void)state;
    split s = split_text("The first page speaks of lanterns.\n\fThe second page speaks of lights.\n"
                         "\f\fThe fourth page follows an empty one.\n");
    check(&s);
    assert_int_equal(s.document.page_count, 4);
    assert_int_equal(s.passages->count, 3);
    static const int pages[] = {1, 2, 4};
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(s.passages->passages[i].page, pages[i]);
        assert_int_equal(s.passages->passages[i].first_line, 1);
        assert_string_equal(s.passages->passages[i].context, "");
    }
    assert_body_holds(&s, 2, "fourth", true);
    split_free(&s);
}

static void long_prose_is_cut_at_blank_lines(void **state)
{
    (void)state;
    gk_string text = {0};
    for (int i = 0; i < 30; i++) add_paragraph(&text, i, 1 + i % 3);
    split s = split_text(text.data);
    check(&s);
    assert_in_range(s.passages->count, 8, 30);
    for (size_t i = 0; i < s.passages->count; i++) {
        const gk_passage *p = &s.passages->passages[i];
        const char *t = page_text(&s, p);
        assert_true(gk_starts_with(t + p->start, "Paragraph "));
        assert_true(p->end >= 18 && gk_starts_with(t + p->end - 18, "and there it ends."));
        assert_string_equal(p->context, "");
    }
    split_free(&s);
    gk_string_free(&text);
}

static void a_heading_goes_with_what_follows_it(void **state)
{
    (void)state;
    for (int lines = 3; lines < 9; lines++) {
        gk_string text = {0};
        for (int i = 0; i < 12; i++) {
            gk_string_addf(&text, "Section %c\n\n", 'A' + i);
            add_paragraph(&text, i, lines - i % 2);
        }
        split s = split_text(text.data);
        check(&s);
        assert_true(s.passages->count > 5);
        for (size_t i = 0; i < s.passages->count; i++) {
            char *t = body(&s, i), *heading = strstr(t, "Section ");
            for (; heading; heading = strstr(heading + 1, "Section "))
                if (!strstr(heading, "Paragraph"))
                    fail_msg("%d lines: passage %zu ends with a heading:\n%s", lines, i, t);
            gk_free(t);
        }
        split_free(&s);
        gk_string_free(&text);
    }
}

static void chinese_pages_weigh_by_character(void **state)
{
    (void)state;
    gk_string text = {0};
    for (int i = 0; i < 40; i++)
        gk_string_add(&text, "公司坚持稳健经营的方针，报告期内营业收入保持增长，现金流量充裕。\n");
    split s = split_text(text.data);
    check(&s);
    /* A line weighs some 120: eight to a passage. */
    assert_in_range(s.passages->count, 4, 8);
    split_free(&s);
    gk_string_free(&text);
}

/* ---- tables ------------------------------------------------------------------------------- */

static void add_rows(gk_string *text, const char *name, int count)
{
    for (int i = 0; i < count; i++)
        gk_string_addf(text, "  %s number %-34d %12d,%03d %12d,%03d\n", name, i, i + 1,
                       i * 7 % 1000, i + 2, i * 11 % 1000);
}

static void a_long_table_carries_its_head_on(void **state)
{
    (void)state;
    gk_string text = {0};
    gk_string_add(&text,
                  "Consolidated Statement of Harbour Dues\n"
                  "(in millions)\n"
                  "                                                        2021         2020\n"
                  "Dues received\n");
    add_rows(&text, "Berth", 80);
    gk_string_add(&text, "Dues paid\n");
    add_rows(&text, "Tug", 80);
    split s = split_text(text.data);
    check(&s);
    assert_in_range(s.passages->count, 3, 12);
    assert_string_equal(s.passages->passages[0].context, "");
    assert_body_holds(&s, 0, "(in millions)", true);
    for (size_t i = 1; i < s.passages->count; i++) {
        assert_context_holds(&s, i, "Consolidated Statement of Harbour Dues", true);
        assert_context_holds(&s, i, "(in millions)", true);
        /* Column headings keep their places above the figures. */
        assert_context_holds(
            &s, i, "                                                        2021         2020",
            true);
        char *t = body(&s, i);
        bool paid = gk_starts_with(t, "  Tug");
        assert_context_holds(&s, i, "Dues paid", paid);
        if (!paid) assert_context_holds(&s, i, "Dues received", true);
        gk_free(t);
    }
    split_free(&s);
    gk_string_free(&text);
}

static void a_chinese_table_carries_its_head_on(void **state)
{
    (void)state;
    gk_string text = {0};
    gk_string_add(&text, "合并现金流量表\n单位：万元\n"
                         "项目                                  2020年度          2019年度\n");
    for (int i = 0; i < 40; i++)
        gk_string_addf(&text, "经营活动第%d项现金流量净额    %10d,123.45   %10d,678.90\n", i, i + 1,
                       i + 2);
    split s = split_text(text.data);
    check(&s);
    assert_true(s.passages->count >= 3);
    for (size_t i = 1; i < s.passages->count; i++) {
        assert_context_holds(&s, i, "合并现金流量表", true);
        assert_context_holds(&s, i, "单位：万元", true);
        assert_context_holds(&s, i, "2019年度", true);
    }
    split_free(&s);
    gk_string_free(&text);
}

static void prose_behind_a_table_has_no_context(void **state)
{
    (void)state;
    gk_string text = {0};
    gk_string_add(&text,
                  "Harbour dues\n(in millions)\n                        2021         2020\n");
    add_rows(&text, "Berth", 12);
    gk_string_add(&text, "\n");
    for (int i = 0; i < 6; i++) add_paragraph(&text, i, 5);
    split s = split_text(text.data);
    check(&s);
    size_t last = s.passages->count - 1;
    assert_true(last >= 2);
    assert_body_holds(&s, last, "Paragraph 5", true);
    assert_string_equal(s.passages->passages[last].context, "");
    split_free(&s);
    gk_string_free(&text);
}

static void a_second_table_does_not_take_the_first_ones_head(void **state)
{
    (void)state;
    gk_string text = {0};
    gk_string_add(&text, "Harbour dues\n(in millions)\n                                      "
                         "                   2021         2020\n");
    add_rows(&text, "Berth", 30);
    gk_string_add(&text, "\n");
    add_paragraph(&text, 1, 2);
    gk_string_add(&text, "Lanterns lit\n(in thousands)\n                                      "
                         "                   2019         2018\n");
    add_rows(&text, "Lantern", 40);
    split s = split_text(text.data);
    check(&s);
    size_t last = s.passages->count - 1;
    assert_body_holds(&s, last, "Lantern number 39", true);
    assert_context_holds(&s, last, "Lanterns lit", true);
    assert_context_holds(&s, last, "(in thousands)", true);
    assert_context_holds(&s, last, "2018", true);
    assert_context_holds(&s, last, "Harbour dues", false);
    assert_context_holds(&s, last, "(in millions)", false);
    split_free(&s);
    gk_string_free(&text);
}

/* ---- edges -------------------------------------------------------------------------------- */

static void a_document_of_a_few_words_is_a_passage(void **state)
{
    (void)state;
    split s = split_text("\n\n  Hi \n");
    assert_int_equal(s.passages->count, 1);
    check_range(&s, 0);
    assert_body_holds(&s, 0, "Hi", true);
    assert_int_equal(s.passages->passages[0].first_line, 3);
    split_free(&s);
}

static void a_page_number_alone_is_no_passage(void **state)
{
    (void)state;
    split s = split_text("A page with a sentence of its own.\n\f\n\n        17\n");
    check(&s);
    assert_int_equal(s.passages->count, 1);
    split_free(&s);
}

static void a_page_without_words_gives_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "\n", "   \n\n \t\n", "-----\n ..... \n", "\f\f\f"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        split s = split_text(texts[i]);
        if (s.passages->count) fail_msg("text %zu gave %zu passages", i, s.passages->count);
        split_free(&s);
    }
    split s = {.document.arena = gk_arena_new()}; /* no pages at all */
    gk_split(&s.document, &s.passages);
    assert_int_equal(s.passages->count, 0);
    split_free(&s);
}

/* A few words behind a full passage, and before a line that is one by itself. */
static void few_words_at_an_edge_are_not_lost(void **state)
{
    (void)state;
    gk_string text = {0};
    gk_string_add(&text, "3M\n");
    for (int i = 0; i < 300; i++) gk_string_add(&text, "word ");
    gk_string_add(&text, "\n\nNet 5\n");
    split s = split_text(text.data);
    check(&s);
    split_free(&s);
    gk_string_free(&text);
}

static void a_page_of_ten_thousand_lines_is_split(void **state)
{
    (void)state;
    gk_string text = {0};
    for (int i = 0; i < 10000; i++) {
        if (i % 97 == 0)
            gk_string_add(&text, "\n");
        else if (i % 3)
            gk_string_addf(&text, "Berth number %d            %d,120       %d,340\n", i, i, i + 1);
        else
            gk_string_addf(&text, "Line %d speaks of the harbour, the lantern and the sea,\n", i);
    }
    split s = split_text(text.data);
    check(&s);
    assert_true(s.passages->count > 200);
    split_free(&s);
    gk_string_free(&text);
}

static void a_line_of_a_megabyte_stays_whole(void **state)
{
    (void)state;
    static const char *const pieces[] = {"word ", "x", "1,234   ", "(", "2018 ", "\xE9\x99\x88"};
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        gk_string text = {0};
        gk_string_add(&text, "Before it stands a line.\n");
        while (text.length < 1 << 20) gk_string_add(&text, pieces[k]);
        gk_string_add(&text, "\nBehind it stands another line.\n");
        split s = split_text(text.data);
        check(&s);
        split_free(&s);
        gk_string_free(&text);
    }
}

static void a_page_of_a_hundred_thousand_empty_lines_is_split(void **state)
{
    (void)state;
    gk_string text = {0};
    gk_string_add(&text, "A sentence stands above.\n");
    for (int i = 0; i < 100000; i++) gk_string_add(&text, "\n");
    gk_string_add(&text, "A sentence stands below.\n");
    split s = split_text(text.data);
    check(&s);
    split_free(&s);
    gk_string_free(&text);
}

/* ---- random documents --------------------------------------------------------------------- */

static uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static void add_random_line(gk_string *text, uint64_t *seed)
{
    static const char *const words[] = {
        "harbour", "dues",   "The",   "net", "income,", "of",       "(1,577)",
        "2,373",   "2018",   "1,420", "—",   "12.5%",   "$",        "现金",
        "净额",    "（续）", ".",     "*",   "|",       "\xC3\xA9", "\xF0\x9F\xA6\x85"};
    uint32_t kind = next_random(seed) % 16, count = next_random(seed) % 12 + 1;
    if (kind < 3) return;
    if (kind == 3) {
        static const char *const heads[] = {"(in millions)",
                                            "单位：万元",
                                            "Item 7. Discussion",
                                            "                          2019      2018",
                                            "Cash Flows from Operating Activities",
                                            "17"};
        gk_string_add(text, heads[next_random(seed) % 6]);
        return;
    }
    if (kind == 4) count = next_random(seed) % 400;
    if (kind < 10) gk_string_add(text, "Berth charges");
    for (uint32_t i = 0; i < count; i++) {
        uint32_t blanks = next_random(seed) % 4 ? 1 : next_random(seed) % 30;
        for (uint32_t k = 0; k < blanks; k++) gk_string_add(text, " ");
        gk_string_add(text, words[next_random(seed) % (sizeof words / sizeof *words)]);
    }
}

static void what_holds_for_passages_holds_for_any_layout(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 400; round++) {
        uint64_t seed = round * 0x9E3779B97F4A7C15u;
        gk_string text = {0};
        uint32_t lines = next_random(&seed) % 200;
        gk_string_add(&text, "");
        for (uint32_t i = 0; i < lines; i++) {
            add_random_line(&text, &seed);
            gk_string_add(&text, next_random(&seed) % 50 ? "\n" : "\n\f");
        }
        if (next_random(&seed) % 2) add_random_line(&text, &seed); /* without a newline */
        split s = split_bytes(text.data, text.length);
        check(&s);
        split_free(&s);
        gk_string_free(&text);
    }
}

/* What goshawk-read gives is UTF-8; the splitter does not rely on it. */
static void bytes_that_are_no_text_do_no_harm(void **state)
{
    (void)state;
    for (uint64_t round = 1; round <= 100; round++) {
        uint64_t seed = round * 0xD1342543DE82EF95u;
        gk_string text = {0};
        for (uint32_t i = 0; i < 4000; i++) {
            static const char likely[] = " \n 1,(2018)\xE9\x99\x88$%\x80\xFF\t";
            char byte = (char)next_random(&seed);
            if (next_random(&seed) % 3) byte = likely[next_random(&seed) % (sizeof likely - 1)];
            gk_string_append(&text, &byte, 1);
        }
        split s = split_bytes(text.data, text.length);
        for (size_t i = 0; i < s.passages->count; i++) check_range(&s, i);
        split_free(&s);
        gk_string_free(&text);
    }
}

/* ---- the text that is embedded ------------------------------------------------------------- */

static void assert_embed_text(const char *title, const char *context, const char *text,
                              const char *expected)
{
    char *got = gk_passage_embed_text(title, context, text);
    assert_string_equal(got, expected);
    gk_free(got);
}

static void the_embedded_text_is_folded_and_keeps_columns_apart(void **state)
{
    (void)state;
    assert_embed_text("A title", "", "One line.", "A title\nOne line.");
    assert_embed_text("A title", "Head\n        2018      2017", "Net sales      1,234     1,100",
                      "A title\nHead\n2018  2017\nNet sales  1,234  1,100");
    assert_embed_text("T", "", "\n\n   first  \n   \n\n second line\n", "T\nfirst\nsecond line");
    assert_embed_text("T", "", "", "T");
    assert_embed_text("", "c", "b", "c\nb");
    assert_embed_text("", "", "", "");
    assert_embed_text("公司", "单位：万元", "净额     12", "公司\n单位：万元\n净额  12");
}

/* ---- real filings -------------------------------------------------------------------------- */

static char *filing(const char *name)
{
    const char *data = getenv("GOSHAWK_DATA");
    char *path = data ? gk_format("%s/filings/pdf/%s", data, name)
                      : gk_format("%s/../shared/data/filings/pdf/%s", GK_SOURCE_DIR, name);
    if (!gk_path_exists(path)) {
        print_message("skipped: %s is not there\n", path);
        gk_free(path);
        skip();
    }
    return path;
}

static split split_file(char *path)
{
    gk_document *document;
    gk_error err = {0};
    if (gk_reader_run(path, &document, &err) != GK_OK) fail_msg("%s: %s", path, err.message);
    split s = {.document = *document};
    gk_free(document); /* its arena lives on in s */
    gk_split(&s.document, &s.passages);
    gk_free(path);
    return s;
}

static void a_real_filing_is_split_within_bounds(void **state)
{
    (void)state;
    split s = split_file(filing("3M_2018_10K.pdf"));
    check(&s);
    assert_true(s.passages->count > s.document.page_count);
    split_free(&s);
}

static void a_real_cash_flow_statement_keeps_unit_and_years(void **state)
{
    (void)state;
    split s = split_file(filing("3M_2018_10K.pdf"));
    size_t tables = 0;
    for (size_t i = 0; i < s.passages->count; i++) {
        const gk_passage *p = &s.passages->passages[i];
        if (p->page != 60) continue;
        char *text = body(&s, i), *all = gk_format("%s\n%s", p->context, text);
        tables++;
        static const char *const parts[] = {"Consolidated Statement of Cash Flows", "(Millions)",
                                            "2018", "2017", "2016"};
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            if (!strstr(all, parts[k])) fail_msg("passage %zu lacks %s:\n%s", i, parts[k], all);
        if (strstr(text, "Purchases of property, plant and equipment (PP&E)"))
            assert_true(strstr(text, "(1,577)") != NULL);
        gk_free(text);
        gk_free(all);
    }
    assert_in_range(tables, 2, 8);
    split_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passages_keep_to_their_page),
        cmocka_unit_test(long_prose_is_cut_at_blank_lines),
        cmocka_unit_test(a_heading_goes_with_what_follows_it),
        cmocka_unit_test(chinese_pages_weigh_by_character),
        cmocka_unit_test(a_long_table_carries_its_head_on),
        cmocka_unit_test(a_chinese_table_carries_its_head_on),
        cmocka_unit_test(prose_behind_a_table_has_no_context),
        cmocka_unit_test(a_second_table_does_not_take_the_first_ones_head),
        cmocka_unit_test(a_document_of_a_few_words_is_a_passage),
        cmocka_unit_test(a_page_number_alone_is_no_passage),
        cmocka_unit_test(a_page_without_words_gives_nothing),
        cmocka_unit_test(few_words_at_an_edge_are_not_lost),
        cmocka_unit_test(a_page_of_ten_thousand_lines_is_split),
        cmocka_unit_test(a_line_of_a_megabyte_stays_whole),
        cmocka_unit_test(a_page_of_a_hundred_thousand_empty_lines_is_split),
        cmocka_unit_test(what_holds_for_passages_holds_for_any_layout),
        cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
        cmocka_unit_test(the_embedded_text_is_folded_and_keeps_columns_apart),
        cmocka_unit_test(a_real_filing_is_split_within_bounds),
        cmocka_unit_test(a_real_cash_flow_statement_keeps_unit_and_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
