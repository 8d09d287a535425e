/* SPDX-License-Identifier: Apache-2.0
 *
 * A source taken apart: its sentences, and its table rows with the headings, the periods and the
 * unit that hold for them.
 */
#include "verify/reading.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LINES_ABOVE = 3, LOOK_ABOVE = 12 };

typedef struct taking {
    gk_reader *reader;
    gk_arena *arena;
    gk_source_read *out;
    gk_laid_text laid;
    gk_said *said;
    size_t count, capacity;
    gk_span turn;
    gk_unit stated;   /* by the context */
    char *flat;       /* the text with its line ends as blanks */
    char currency[4]; /* of the whole text */
    bool dashes;      /* speakers stand before dashes, so no colon makes one */
} taking;

static bool upper(char c) { return c >= 'A' && c <= 'Z'; }

/* "Jane Roe -- Chief Financial Officer", "Jane Roe:", "主持人：" at the start of a line. */
static bool names_speaker(const char *s, size_t n, bool dashes)
{
    size_t words = 0, i = 0;
    while (i < n && s[i] == ' ') i++;
    if (i < n && (unsigned char)s[i] >= 0xE3) {
        const char *mark = memmem(s, n < 36 ? n : 36, "：", 3);
        return mark && mark - s <= 30 && !memmem(s, (size_t)(mark - s), "，", 3);
    }
    while (i < n && words < 8) {
        if (!upper(s[i])) return false;
        while (i < n && s[i] != ' ' && s[i] != ':' && s[i] != ',') {
            if (s[i] >= '0' && s[i] <= '9') return false;
            i++;
        }
        words++;
        if (i < n && s[i] == ':')
            return !dashes && words >= 2 && words <= 4 && (i + 1 == n || s[i + 1] == ' ');
        while (i < n && (s[i] == ' ' || s[i] == ',')) i++;
        if (i + 1 < n && words >= 2 && s[i] == '-' && (s[i + 1] == '-' || s[i + 1] == ' '))
            return n < 120;
    }
    return false;
}

static gk_said *add(taking *t, gk_span span)
{
    t->said = gk_grow(t->said, t->count, &t->capacity, sizeof *t->said);
    gk_said *said = &t->said[t->count++];
    *said = (gk_said){.span = span, .turn = t->turn};
    gk_reading_read(t->reader, t->flat, span, t->arena, &said->reading);
    return said;
}

static void add_prose(taking *t, size_t start, size_t end)
{
    if (end <= start) return;
    const char *text = t->out->source->text;
    gk_span *spans;
    size_t count = gk_sentences(text + start, end - start, &spans);
    for (size_t i = 0; i < count; i++) {
        gk_said *said = add(t, (gk_span){start + spans[i].start, start + spans[i].end});
        said->figure_count = gk_figures_find(t->flat, said->span, t->arena, &said->figures);
    }
    gk_free(spans);
}

static bool contains(const char *s, size_t n, const char *word)
{
    size_t m = strlen(word);
    for (size_t i = 0; i + m <= n; i++)
        if (strncasecmp(s + i, word, m) == 0) return true;
    return false;
}

/* The lines above a row that say what it is about: headings and the first lines of its label. */
static void read_around(taking *t, size_t line, const gk_column *columns, size_t column_count,
                        gk_said *said)
{
    const gk_laid_text *laid = &t->laid;
    gk_string around = {0};
    size_t found = 0;
    for (size_t up = line, looked = 0; up-- > 0 && looked < LOOK_ABOVE && found < LINES_ABOVE;
         looked++) {
        const gk_text_line *l = &laid->lines[up];
        if (l->kind == GK_LINE_BLANK || l->kind == GK_LINE_ROW) continue;
        gk_string_append(&around, laid->text + l->start, l->end - l->start);
        gk_string_add(&around, "\n");
        found++;
    }
    for (size_t i = 0; i < column_count; i++) {
        size_t h = columns[i].heading_line;
        if (h == SIZE_MAX || (i && columns[i - 1].heading_line == h)) continue;
        for (size_t up = h > 2 ? h - 2 : 0; up <= h; up++) {
            gk_string_append(&around, laid->text + laid->lines[up].start,
                             laid->lines[up].end - laid->lines[up].start);
            gk_string_add(&around, "\n");
        }
    }
    said->percents = contains(around.data ? around.data : "", around.length, "%");
    const char *kept = gk_arena_strndup(t->arena, around.data ? around.data : "", around.length);
    gk_reading_read(t->reader, kept, (gk_span){0, around.length}, t->arena, &said->around);
    gk_string_free(&around);
}

static double row_scale(taking *t, size_t line, bool *known)
{
    gk_unit unit;
    if (gk_table_unit(&t->laid, line, &unit, NULL) && unit.scale > 0) {
        *known = true;
        return unit.scale;
    }
    if (t->stated.scale > 0) {
        *known = true;
        return t->stated.scale;
    }
    *known = false;
    return 1;
}

enum { ORDER_LOOK = 40, ORDER_MOST = 12 };

/* Headings that do not stand in columns ("2019年 2018年 同比增减" at one blank): the nearest line
 * of little but periods gives them in order. */
static void order_columns(const taking *t, size_t line, gk_column *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (columns[i].period.year && !columns[i].shared) return;
    for (size_t up = line, looked = 0; up-- > 0 && looked < ORDER_LOOK; looked++) {
        const gk_text_line *l = &t->laid.lines[up];
        const char *s = t->laid.text + l->start;
        size_t n = l->end - l->start, at = 0, found = 0, covered = 0;
        gk_period periods[ORDER_MOST];
        while (found < ORDER_MOST && gk_period_next(s, n, &at, &periods[found])) {
            covered += periods[found].span.end - periods[found].span.start;
            found++;
        }
        if (found < 2 || n > covered * 3 + 20) continue;
        if (found != count && found + 1 != count) return;
        for (size_t i = 0; i < found; i++) {
            columns[i].period = periods[i];
            columns[i].heading_line = up;
            columns[i].shared = false;
        }
        return;
    }
}

/* What a row's label says of its figures. */
typedef struct row_label {
    bool percent, per_share;
    bool loose; /* paid, lost: printed with or without a sign */
    bool scale_known;
    double scale;
} row_label;

static bool contains_any(const char *s, size_t n, const char *const *words, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (contains(s, n, words[k])) return true;
    return false;
}

static row_label read_label(taking *t, size_t line)
{
    static const char *const percents[] = {"%", "percent", "rate", "margin", "率", "比例"};
    static const char *const shares[] = {"per share", "每股", "per common", "basic", "diluted"};
    /* Either sign may be printed, and each means something. */
    static const char *const signed_labels[] = {"loss)", "provided by", "亏损以", "净额"};
    const gk_text_line *l = &t->laid.lines[line];
    const char *s = t->laid.text + l->start + l->row.label.start;
    size_t n = l->row.label.end - l->row.label.start;
    row_label label = {.percent = contains_any(s, n, percents, 6),
                       .per_share = contains_any(s, n, shares, 5)};
    label.scale = row_scale(t, line, &label.scale_known);
    char *probe = gk_arena_format(t->arena, "%.*s 1", (int)n, s);
    gk_figure *figures;
    size_t count = gk_figures_find(probe, (gk_span){0, strlen(probe)}, t->arena, &figures);
    label.loose = count && (figures[count - 1].may_negative || figures[count - 1].paid) &&
                  !contains_any(s, n, signed_labels, 4);
    return label;
}

static void read_cell(const taking *t, const gk_text_line *l, const gk_cell *cell,
                      const row_label *label, gk_figure *f)
{
    f->number = cell->number;
    f->number.span.start += l->start;
    f->number.span.end += l->start;
    f->number.digits.start += l->start;
    f->number.digits.end += l->start;
    bool plain = f->number.percent || label->per_share ||
                 (label->percent && fabs(f->number.value) <= 100);
    double own = f->number.scale > 1 ? f->number.scale : plain ? 1 : label->scale;
    f->scaled = f->number.scale > 1 || plain || label->scale_known;
    f->value = f->number.value * own;
    f->half = 0.5 * pow(10, -f->number.decimals) * own;
    f->cell = true;
    f->per_share = label->per_share;
    bool percent = f->number.percent || (label->percent && plain && !f->number.currency);
    f->counted = percent              ? GK_COUNTED_PERCENT
                 : f->number.currency ? GK_COUNTED_MONEY
                                      : GK_COUNTED_UNKNOWN;
    gk_figure signs = *f;
    gk_figure_unit(t->laid.text, (gk_span){l->start, l->end}, &signs);
    const char *currency = *signs.currency ? signs.currency : t->currency;
    if (!percent) memcpy(f->currency, currency, sizeof f->currency);
    f->paid = label->loose;
    f->may_negative = f->number.negative || label->loose;
    f->may_positive = !f->number.negative || label->loose;
}

static void add_row(taking *t, size_t line)
{
    const gk_text_line *l = &t->laid.lines[line];
    size_t count = l->row.cell_count;
    gk_said *said = add(t, (gk_span){l->start, l->end});
    said->row = true;
    gk_column *columns = gk_table_columns(&t->laid, line, t->out->year, t->arena);
    order_columns(t, line, columns, count);
    read_around(t, line, columns, count, said);
    row_label label = read_label(t, line);
    said->figures = gk_arena_array(t->arena, count + 1, sizeof *said->figures);
    for (size_t i = 0; i < count; i++) {
        if (!l->row.cells[i].has_number) continue;
        gk_figure *f = &said->figures[said->figure_count++];
        read_cell(t, l, &l->row.cells[i], &label, f);
        if (!columns[i].shared || count == 1) f->period = columns[i].period;
        f->period_own = f->period.year != 0;
    }
}

static bool is_prose_tail(const gk_laid_text *laid, size_t line)
{
    /* A line of a paragraph that happens to end with a figure: the line before does not end its
     * sentence, and nothing is set in columns. */
    if (line == 0 || laid->lines[line - 1].kind != GK_LINE_PROSE) return false;
    const gk_text_line *l = &laid->lines[line], *b = &laid->lines[line - 1];
    if (memmem(laid->text + l->start, l->end - l->start, "   ", 3)) return false;
    size_t end = b->end;
    while (end > b->start && laid->text[end - 1] == ' ') end--;
    return end > b->start && laid->text[end - 1] != '.' && laid->text[end - 1] != ':';
}

static void add_lines(taking *t)
{
    const char *text = t->out->source->text;
    size_t open = SIZE_MAX, end = 0;
    for (size_t i = 0; i < t->laid.count && !t->dashes; i++) {
        const gk_text_line *l = &t->laid.lines[i];
        t->dashes = names_speaker(text + l->start, l->end - l->start, true);
    }
    for (size_t i = 0; i < t->laid.count; i++) {
        const gk_text_line *l = &t->laid.lines[i];
        bool speaker = names_speaker(text + l->start, l->end - l->start, t->dashes);
        bool row = l->kind == GK_LINE_ROW && !speaker && !is_prose_tail(&t->laid, i);
        if (open != SIZE_MAX && (row || speaker)) {
            add_prose(t, open, end);
            open = SIZE_MAX;
        }
        if (speaker) t->turn = (gk_span){l->start, l->end};
        if (row) {
            add_row(t, i);
            continue;
        }
        if (open == SIZE_MAX) open = l->start;
        end = l->end;
    }
    if (open != SIZE_MAX) add_prose(t, open, end);
}

static void add_year(gk_source_read *out, int year)
{
    if (!year || out->year_count >= sizeof out->years / sizeof *out->years) return;
    for (size_t i = 0; i < out->year_count; i++)
        if (out->years[i] == year) return;
    out->years[out->year_count++] = year;
}

static void add_years(gk_source_read *out, const char *s, size_t n)
{
    gk_period period;
    for (size_t at = 0; gk_period_next(s, n, &at, &period);) add_year(out, period.year);
}

/* A document's name with blanks for what joins its words. */
static char *spaced(gk_arena *arena, const char *name)
{
    char *copy = gk_arena_strdup(arena, name);
    for (char *c = copy; *c; c++)
        if (*c == '_' || *c == '/') *c = ' ';
    return copy;
}

static void find_years(gk_source_read *out, gk_arena *arena)
{
    const gk_verify_source *source = out->source;
    const char *document = spaced(arena, source->document), *mark = spaced(arena, source->mark);
    gk_period period;
    size_t at = 0;
    out->year = source->fiscal_year;
    if (!out->year && gk_period_next(document, strlen(document), &at, &period))
        out->year = period.year;
    add_year(out, source->fiscal_year);
    add_years(out, document, strlen(document));
    add_years(out, mark, strlen(mark));
    add_years(out, source->context, strlen(source->context));
    size_t head = out->length < 400 ? out->length : 400;
    add_years(out, source->text, head);
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void gather_keys(gk_source_read *out, gk_arena *arena)
{
    size_t total = out->context.count;
    for (size_t i = 0; i < out->count; i++) total += out->said[i].reading.count;
    out->keys = gk_arena_array(arena, total + 1, sizeof *out->keys);
    for (size_t w = 0; w < out->context.count; w++)
        out->keys[out->key_count++] = out->context.words[w].key;
    for (size_t i = 0; i < out->count; i++)
        for (size_t w = 0; w < out->said[i].reading.count; w++)
            out->keys[out->key_count++] = out->said[i].reading.words[w].key;
    qsort(out->keys, out->key_count, sizeof *out->keys, by_key);
}

static char lowered(char c)
{
    if (upper(c)) return (char)(c - 'A' + 'a');
    return c;
}

char *gk_folded(const char *s, size_t n, gk_arena *arena)
{
    static const char *const dropped[] = {"“", "”", "‘", "’", "「", "」"};
    char *out = gk_arena_alloc(arena, n + 1);
    size_t m = 0;
    for (size_t i = 0; i < n;) {
        size_t skip = s[i] == '"' || s[i] == '\'' ? 1 : 0;
        for (size_t k = 0; k < sizeof dropped / sizeof *dropped && !skip; k++)
            if (i + 3 <= n && memcmp(s + i, dropped[k], 3) == 0) skip = 3;
        char c = s[i];
        bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
        if (skip) {
            i += skip;
            continue;
        }
        if (!blank)
            out[m++] = lowered(c);
        else if (m && out[m - 1] != ' ')
            out[m++] = ' ';
        i++;
    }
    out[m] = '\0';
    return out;
}

bool gk_source_has(const gk_source_read *source, uint64_t key)
{
    return bsearch(&key, source->keys, source->key_count, sizeof key, by_key) != NULL;
}

void gk_source_read_in(gk_reader *reader, const gk_verify_source *source, gk_arena *arena,
                       gk_source_read *out)
{
    *out = (gk_source_read){.source = source, .length = strlen(source->text)};
    find_years(out, arena);
    char *context = gk_arena_format(arena, "%s\n%s\n%s\n%s\n%s", source->context, source->company,
                                    source->names, spaced(arena, source->document),
                                    source->speaker);
    gk_reading_read(reader, context, (gk_span){0, strlen(context)}, arena, &out->context);
    taking t = {.reader = reader, .arena = arena, .out = out};
    gk_unit_find(source->context, strlen(source->context), &t.stated);
    gk_currency_of(source->text, out->length, t.currency);
    t.flat = gk_arena_strdup(arena, source->text);
    for (char *c = t.flat; *c; c++)
        if (*c == '\n' || *c == '\t' || *c == '\r') *c = ' ';
    gk_laid_read(source->text, out->length, arena, &t.laid);
    add_lines(&t);
    out->said = gk_arena_keep(arena, t.said, t.count, sizeof *t.said);
    out->count = t.count;
    gather_keys(out, arena);
    out->folded = gk_folded(source->text, out->length, arena);
}
