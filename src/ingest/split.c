/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages into passages. Lines are packed in order until the passage is as long as an embedding model
 * reads at once; the cut goes to the blank line or heading nearest before that length, and inside a
 * table between two rows. A passage that starts inside a table carries the table's head (title,
 * unit, column headings) and the section it stands in as context.
 */
#include "ingest/ingest.h"
#include "text/text.h"

#include <string.h>

enum {
    PASSAGE_MOST = 1000, /* weight of a passage: about 250 tokens */
    PASSAGE_GOOD = 550,  /* from here on a blank line ends a passage */
    PASSAGE_LEAST = 160, /* a shorter last one joins the one before it */
    HEAD_LINES = 8,      /* of a table */
    HEAD_MOST = 500,     /* bytes of context */
    HAN_WEIGHT = 4,      /* a Han character is a token by itself */
    WORDS_LEAST = 8      /* letters and digits that make a page worth keeping */
};

typedef struct line {
    size_t start, end; /* bytes of the page, newline excluded */
    gk_line_kind kind;
    bool periods; /* names a fiscal period or a unit: a column heading */
    size_t weight;
    size_t words; /* letters and digits */
} line;

typedef struct splitter {
    gk_passages *out;
    size_t capacity;
    const gk_doc_page *page;
    int number;
    line *lines;
    size_t line_count;
    /* The table that the current line stands in: its head, and the section label within it. */
    size_t head[HEAD_LINES];
    size_t head_count;
    size_t section; /* SIZE_MAX: none */
    bool in_table;
    size_t words_least;
} splitter;

static void weigh(const char *s, line *l)
{
    size_t n = l->end - l->start;
    const char *text = s + l->start;
    bool gap = true;
    for (size_t i = 0; i < n;) {
        uint32_t c = gk_utf8_next(text, n, &i);
        if (gk_is_space(c)) {
            if (!gap) l->weight += 1;
            gap = true;
            continue;
        }
        gap = false;
        l->weight += gk_is_han(c) ? HAN_WEIGHT : 1;
        l->words += gk_is_word(c);
    }
    l->weight += 1;
}

static void cut_lines(splitter *s, gk_arena *arena)
{
    const char *text = s->page->text;
    size_t n = s->page->length;
    s->lines = gk_arena_array(arena, gk_line_count(text, n), sizeof *s->lines);
    s->line_count = 0;
    for (size_t i = 0; i < n;) {
        const char *newline = memchr(text + i, '\n', n - i);
        line *l = &s->lines[s->line_count++];
        *l = (line){.start = i, .end = newline ? (size_t)(newline - text) : n};
        gk_row row;
        l->kind = gk_table_line(text + i, l->end - i, arena, &row);
        if (l->kind == GK_LINE_HEADING || l->kind == GK_LINE_PROSE) {
            gk_period period;
            gk_unit unit;
            size_t at = 0;
            l->periods = l->kind == GK_LINE_HEADING &&
                         (gk_period_next(text + i, l->end - i, &at, &period) ||
                          gk_unit_find(text + i, l->end - i, &unit));
        }
        weigh(text, l);
        i = l->end + 1;
    }
}

/* The lines before `row` that head its table: the nearest group of headings above it, blank lines
 * between them allowed, back to prose or another row. */
static void find_head(splitter *s, size_t row)
{
    size_t found[HEAD_LINES], count = 0, blanks = 0;
    for (size_t i = row; i-- > 0 && count < HEAD_LINES;) {
        const line *l = &s->lines[i];
        if (l->kind == GK_LINE_BLANK) {
            if (++blanks > 3) break;
            continue;
        }
        if (l->kind != GK_LINE_HEADING) break;
        blanks = 0;
        found[count++] = i;
    }
    s->head_count = count;
    for (size_t i = 0; i < count; i++) s->head[i] = found[count - 1 - i];
    s->section = SIZE_MAX;
}

/* Takes note of line i: where a table begins, goes on under a new heading, or ends. */
static void follow_table(splitter *s, size_t i)
{
    const line *l = &s->lines[i];
    if (l->kind == GK_LINE_ROW) {
        if (!s->in_table) find_head(s, i);
        s->in_table = true;
    } else if (l->kind == GK_LINE_HEADING && s->in_table) {
        if (!l->periods)
            s->section = i;
        else if (i + 1 < s->line_count) {
            /* New column headings: what follows stands under them. */
            s->in_table = false;
        }
    } else if (l->kind == GK_LINE_PROSE && s->in_table) {
        /* A label that runs over two lines looks like prose; a paragraph has two such lines. */
        if (i + 1 < s->line_count && s->lines[i + 1].kind == GK_LINE_PROSE) s->in_table = false;
    }
}

static void add_context_line(splitter *s, gk_string *context, size_t i)
{
    if (context->length > HEAD_MOST) return;
    if (context->length) gk_string_add(context, "\n");
    const line *l = &s->lines[i];
    const char *text = s->page->text + l->start;
    size_t n = l->end - l->start;
    while (n && text[0] == ' ' && !l->periods) text++, n--;
    gk_string_append(context, text, n);
}

/* What a passage that starts at line first needs to stand alone. */
static char *context_for(splitter *s, size_t first)
{
    gk_string context = {0};
    if (s->in_table) {
        for (size_t i = 0; i < s->head_count; i++)
            if (s->head[i] < first) add_context_line(s, &context, s->head[i]);
        if (s->section != SIZE_MAX && s->section < first) add_context_line(s, &context, s->section);
    }
    char *copy = gk_arena_strdup(s->out->arena, context.data ? context.data : "");
    gk_string_free(&context);
    return copy;
}

static void emit(splitter *s, size_t first, size_t end, char *context)
{
    while (first < end && s->lines[first].kind == GK_LINE_BLANK) first++;
    while (end > first && s->lines[end - 1].kind == GK_LINE_BLANK) end--;
    size_t words = 0, weight = 0;
    for (size_t i = first; i < end; i++) words += s->lines[i].words, weight += s->lines[i].weight;
    if (words == 0) return;
    gk_passages *out = s->out;
    gk_passage *last = out->count ? &out->passages[out->count - 1] : NULL;
    bool joins = last && last->page == s->number &&
                 weight + (first - (size_t)last->last_line) < PASSAGE_LEAST;
    if (joins) {
        last->end = s->lines[end - 1].end;
        last->last_line = (int)end;
        return;
    }
    out->passages = gk_grow(out->passages, out->count, &s->capacity, sizeof *out->passages);
    out->passages[out->count++] = (gk_passage){.page = s->number,
                                               .start = s->lines[first].start,
                                               .end = s->lines[end - 1].end,
                                               .first_line = (int)first + 1,
                                               .last_line = (int)end,
                                               .context = context};
}

/* The best line to cut before, of those in (first, end]: the last heading that follows a blank
 * line, else the last blank line, in the second half; else end. */
static size_t cut_at(const splitter *s, size_t first, size_t end)
{
    size_t half = first + (end - first) / 2, blank = end;
    for (size_t i = end; i > half; i--) {
        if (s->lines[i - 1].kind != GK_LINE_BLANK) continue;
        if (blank == end) blank = i;
        if (i < s->line_count && s->lines[i].kind == GK_LINE_HEADING) return i;
    }
    return blank;
}

/* A heading belongs to what follows it: where one is the last line before the cut, the cut goes
 * before it. */
static size_t before_heading(const splitter *s, size_t first, size_t cut)
{
    size_t last = cut;
    while (last > first && s->lines[last - 1].kind == GK_LINE_BLANK) last--;
    if (last <= first + 1 || s->lines[last - 1].kind != GK_LINE_HEADING) return cut;
    size_t next = cut;
    while (next < s->line_count && s->lines[next].kind == GK_LINE_BLANK) next++;
    bool heads = next < s->line_count && s->lines[last - 2].kind == GK_LINE_BLANK;
    return heads ? last - 1 : cut;
}

static size_t page_words(const splitter *s)
{
    size_t words = 0;
    for (size_t i = 0; i < s->line_count; i++) words += s->lines[i].words;
    return words;
}

/* The line before which the passage from `first` on ends, now that it weighs `weight` and line i is
 * to be added; SIZE_MAX where it goes on. */
static size_t end_before(const splitter *s, size_t first, size_t i, size_t weight)
{
    const line *l = &s->lines[i];
    size_t cut;
    if (i > first && weight + l->weight > PASSAGE_MOST)
        cut = cut_at(s, first, i);
    else if (l->kind == GK_LINE_BLANK && weight >= PASSAGE_GOOD)
        cut = i + 1;
    else
        return SIZE_MAX;
    return before_heading(s, first, cut);
}

/* The context of the passage that begins at line cut; all lines before it have been followed. */
static char *context_after(splitter *s, size_t cut)
{
    size_t next = cut;
    while (next < s->line_count && s->lines[next].kind == GK_LINE_BLANK) next++;
    /* A heading that opens the next passage is in it; the table's head may end there. */
    bool inside = s->in_table && next < s->line_count &&
                  (s->lines[next].kind == GK_LINE_ROW ||
                   (s->lines[next].kind == GK_LINE_HEADING && !s->lines[next].periods));
    return inside ? context_for(s, next) : gk_arena_strdup(s->out->arena, "");
}

static void split_page(splitter *s)
{
    if (page_words(s) < s->words_least) return;
    s->in_table = false;
    s->head_count = 0;
    s->section = SIZE_MAX;
    char *context = gk_arena_strdup(s->out->arena, "");
    size_t first = 0, weight = 0, followed = 0;
    for (size_t i = 0; i < s->line_count;) {
        size_t cut = end_before(s, first, i, weight);
        if (cut == SIZE_MAX) {
            weight += s->lines[i++].weight;
            continue;
        }
        emit(s, first, cut, context);
        for (; followed < cut; followed++) follow_table(s, followed);
        context = context_after(s, cut);
        first = cut;
        if (cut > i) i = cut;
        weight = 0;
        for (size_t k = cut; k < i; k++) weight += s->lines[k].weight;
    }
    emit(s, first, s->line_count, context);
}

static void split_pages(splitter *s, const gk_document *document)
{
    for (size_t p = 0; p < document->page_count; p++) {
        gk_arena *scratch = gk_arena_new();
        s->page = &document->pages[p];
        s->number = (int)p + 1;
        cut_lines(s, scratch);
        split_page(s);
        gk_arena_free(scratch);
    }
}

void gk_split(const gk_document *document, gk_passages **out)
{
    gk_passages *passages = gk_alloc(sizeof *passages);
    passages->arena = gk_arena_new();
    splitter s = {.out = passages, .words_least = WORDS_LEAST};
    split_pages(&s, document);
    /* A document of a few words is still to be found by them. */
    s.words_least = 1;
    if (passages->count == 0) split_pages(&s, document);
    /* The array grew by itself; hand it to the arena that owns the rest. */
    gk_passage *grown = passages->passages;
    passages->passages = gk_arena_array(passages->arena, passages->count, sizeof *grown);
    if (passages->count) memcpy(passages->passages, grown, passages->count * sizeof *grown);
    gk_free(grown);
    *out = passages;
}
