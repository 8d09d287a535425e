/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the tables of tagged filings with the tags hidden and holds each tagged cell against its
 * tag: value, scale, sign and period.
 *
 * usage: bench_facts [--list KIND] [--print] [--most N] FILE...
 *
 * FILE is what goshawk-read reads, or a document stream (*.stream). A tag counts where it stands on
 * a line of a table; tags in prose do not. --list prints the cells that are wrong in one way:
 * missing, scale, sign, moment (a moment for a flow or the other way), end, start, concept; "all"
 * prints all. --print prints the facts of the tables, without measuring.
 */
#include "facts/facts.h"
#include "about/about.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef enum outcome { RIGHT, MISSING, SCALE, SIGN, MOMENT, END, START, OUTCOMES } outcome;
static const char *const names[OUTCOMES] = {"right",  "missing", "scale", "sign",
                                            "moment", "end",     "start"};

typedef struct tally {
    size_t cells[2][OUTCOMES]; /* in all tables, in primary statements */
    size_t concepts[2], known; /* right: 1; of known */
    size_t away;               /* tags on lines of no table */
    size_t facts, bytes;       /* of the document with the most bytes */
    double making, unpacking;  /* the longest */
} tally;

typedef struct options {
    const char *list;
    bool print;
    size_t most;
    gk_concepts *concepts;
} options;

static gk_document *read_file(const char *path, gk_error *err)
{
    gk_document *document = NULL;
    if (!gk_ends_with(path, ".stream"))
        return gk_reader_run(path, &document, err) == GK_OK ? document : NULL;
    char *data;
    size_t size;
    if (gk_file_read(path, &data, &size, err) != GK_OK) return NULL;
    gk_status status = gk_document_parse(data, size, &document, err);
    gk_free(data);
    return status == GK_OK ? document : NULL;
}

static const char *value(const gk_about *about, gk_field field)
{
    return about->values[field].value ? about->values[field].value : "";
}

static gk_facts_about about_of(const gk_about *about)
{
    return (gk_facts_about){.form = value(about, GK_FIELD_FORM),
                            .language = value(about, GK_FIELD_LANGUAGE),
                            .period_end = value(about, GK_FIELD_PERIOD_END),
                            .fiscal_year = atoi(value(about, GK_FIELD_FISCAL_YEAR)),
                            .fiscal_period = value(about, GK_FIELD_FISCAL_PERIOD)};
}

static int iso_day(const char *s)
{
    return s ? atoi(s) * 10000 + atoi(s + 5) * 100 + atoi(s + 8) : 0;
}

static bool near(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(a) + fabs(b)); }

/* Whether the figure on the page is in parentheses or has a minus sign is what the fact must say:
 * a tag has the sign of its concept, which a statement may print the other way. */
static outcome compare(const gk_tagged *tag, double value, const gk_fact *f)
{
    double told = f->measure == GK_MEASURE_PERCENT ? f->value / 100 : f->value;
    if (!near(fabs(told), fabs(value))) return SCALE;
    bool moment = !tag->start;
    if (moment != (f->time.months == 0)) return MOMENT;
    if (f->time.end != iso_day(tag->end)) return END;
    return f->time.start == iso_day(tag->start) ? RIGHT : START;
}

typedef struct filing {
    const gk_document *document;
    const gk_facts *facts;
    const gk_tables *tables;
    bool *taken;
    const char *name;
} filing;

/* The table's row that holds a line; NULL: none. */
static const gk_table_row *row_at(const filing *f, int page, int line)
{
    for (size_t i = 0; i < f->tables->count; i++) {
        const gk_table *t = &f->tables->tables[i];
        if (t->page != page || line < t->first_line || line > t->last_line) continue;
        for (size_t r = 0; r < t->row_count; r++)
            if (line >= t->rows[r].first_line && line <= t->rows[r].last_line) return &t->rows[r];
    }
    return NULL;
}

static bool in_label(const gk_table_row *row, double printed)
{
    gk_number number;
    size_t n = strlen(row->label);
    for (size_t at = 0; gk_number_next(row->label, n, &at, &number);)
        if (near(fabs(number.value), printed)) return true;
    return false;
}

/* The fact of the tag's line with its figure, the best of several. */
static const gk_fact *fact_of(const filing *f, const gk_tagged *tag, double value, outcome *how)
{
    const gk_fact *best = NULL;
    size_t at = 0;
    double printed = fabs(value) / pow(10, tag->scale);
    for (size_t i = 0; i < f->facts->count; i++) {
        const gk_fact *fact = &f->facts->facts[i];
        if (fact->page != tag->page || fact->line != tag->line || f->taken[i]) continue;
        if (!near(fabs(fact->printed), printed)) continue;
        outcome is = compare(tag, value, fact);
        if (best && (is != RIGHT || *how == RIGHT)) continue;
        best = fact;
        *how = is;
        at = i;
    }
    if (best) f->taken[at] = true;
    return best;
}

static const char *line_text(const gk_document *document, int page, int line, int *length)
{
    const gk_doc_page *p = &document->pages[page - 1];
    const char *s = p->text, *end = p->text + p->length;
    for (int i = 1; i < line && s < end; i++) {
        const char *next = memchr(s, '\n', (size_t)(end - s));
        s = next ? next + 1 : end;
    }
    const char *next = memchr(s, '\n', (size_t)(end - s));
    *length = (int)((next ? next : end) - s);
    return s;
}

/* A figure that is read without the sign it is printed with. */
static bool sign_lost(const filing *f, const gk_tagged *tag, const gk_fact *fact)
{
    int length;
    const char *line = line_text(f->document, tag->page, tag->line, &length);
    if (fact->printed >= 0) return false;
    return !memchr(line, '(', (size_t)length) && !memchr(line, '-', (size_t)length) &&
           !memmem(line, (size_t)length, "−", 3) && !memmem(line, (size_t)length, "–", 3);
}

static void list(const filing *f, const gk_tagged *tag, const gk_fact *fact, const char *how,
                 double value)
{
    int length;
    const char *line = line_text(f->document, tag->page, tag->line, &length);
    while (length && *line == ' ') line++, length--;
    printf("%-8s %s p%d:%d %s = %g [%s .. %s]\n", how, f->name, tag->page, tag->line, tag->concept,
           value, tag->start ? tag->start : "", tag->end);
    printf("         %.*s\n", length > 150 ? 150 : length, line);
    if (fact)
        printf("         told %g [%d .. %d] months %d, measure %d, %s | %.60s | %.60s | %.90s\n",
               fact->value, fact->time.start, fact->time.end, fact->time.months, (int)fact->measure,
               fact->heading, fact->section, fact->member, fact->title);
}

static void measure_tag(const filing *f, const gk_tagged *tag, options *o, tally *sum)
{
    char *end = NULL;
    if (!tag->unit || tag->nil || !tag->value || !*tag->value || !tag->page) return;
    double value = strtod(tag->value, &end);
    if (*end) return;
    const gk_table_row *row = row_at(f, tag->page, tag->line);
    if (!row) {
        sum->away++;
        if (o->list && strcmp(o->list, "away") == 0 && o->most && o->most--)
            list(f, tag, NULL, "away", value);
        return;
    }
    outcome how = MISSING;
    const gk_fact *fact = NULL;
    /* "Common stock, $0.01 par value; 5,000 shares authorized": a tag in a label is of no cell. */
    if (in_label(row, fabs(value) / pow(10, tag->scale))) return;
    fact = fact_of(f, tag, value, &how);
    if (fact && how == RIGHT && sign_lost(f, tag, fact)) how = SIGN;
    bool primary = fact && fact->statement;
    sum->cells[0][how]++;
    if (primary) sum->cells[1][how]++;
    size_t concept = o->concepts ? gk_concepts_of_tag(o->concepts, tag->concept) : SIZE_MAX;
    bool same = fact && fact->concept == concept;
    if (fact && concept != SIZE_MAX) {
        sum->known++;
        sum->concepts[same]++;
    }
    const char *kind = how == RIGHT && concept != SIZE_MAX && !same ? "concept" : names[how];
    bool wanted = o->list &&
                  (strcmp(o->list, kind) == 0 || (how != RIGHT && !strcmp(o->list, "all")) ||
                   (primary && how != RIGHT && strcmp(o->list, "primary") == 0));
    if (wanted && o->most && o->most--) list(f, tag, fact, kind, value);
}

static void print_fact(const gk_facts *facts, size_t i, const options *o)
{
    const gk_fact *f = &facts->facts[i];
    const gk_concept *concept = f->concept == SIZE_MAX ? NULL
                                                       : gk_concepts_at(o->concepts, f->concept);
    printf("p%d:%d t%d %s%s%s FY%d q%d h%d m%d %d..%d  %.15g x%g %s%d  %s | %s | %s | %s | <%s>\n",
           f->page, f->line, f->table, f->statement ? gk_statement_name(f->statement) : "-",
           f->parent ? " parent" : "", f->preliminary ? " prelim" : "", f->time.year,
           f->time.quarter, f->time.half, f->time.months, f->time.start, f->time.end, f->value,
           f->scale, f->currency, (int)f->measure, f->label, f->section, f->heading, f->member,
           concept ? concept->id : "");
}

/* Bytes of the facts with those of the tags, and how long it takes to read them again. */
static void measure_packed(const gk_document *document, const gk_facts_about *about,
                           const options *o, tally *sum)
{
    gk_facts *facts = gk_facts_make(document, about, o->concepts), *again;
    unsigned char *bytes;
    size_t size;
    gk_error err = {0};
    gk_facts_pack(facts, o->concepts, &bytes, &size);
    clock_t start = clock();
    if (gk_facts_unpack(bytes, size, o->concepts, &again, &err) != GK_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(1);
    }
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > sum->unpacking) sum->unpacking = seconds;
    if (size > sum->bytes) sum->bytes = size, sum->facts = again->count;
    gk_facts_free(again);
    gk_facts_free(facts);
    gk_free(bytes);
}

static void measure_file(const char *path, options *o, tally *sum)
{
    gk_error err = {0};
    gk_document *document = read_file(path, &err);
    if (!document) {
        fprintf(stderr, "%s: %s\n", path, err.message);
        exit(1);
    }
    gk_about *known = gk_about_find(document, gk_path_name(path), NULL, NULL);
    gk_facts_about about = about_of(known);
    if (o->print)
        printf("%s: %s %s FY%d %s ends %s\n", gk_path_name(path), about.form, about.language,
               about.fiscal_year, about.fiscal_period, about.period_end);
    clock_t start = clock();
    gk_facts *facts = gk_facts_of_tables(document, &about, o->concepts);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (seconds > sum->making) sum->making = seconds;
    gk_tables *tables = gk_tables_find(document);
    filing f = {document, facts, tables, gk_alloc_array(facts->count + 1, sizeof *f.taken),
                gk_path_name(path)};
    tally before = *sum;
    if (o->print)
        for (size_t i = 0; i < facts->count; i++) print_fact(facts, i, o);
    else
        for (size_t i = 0; i < document->fact_count; i++)
            measure_tag(&f, &document->facts[i], o, sum);
    if (!o->print) {
        size_t all = 0, primary = 0;
        for (int k = 0; k < OUTCOMES; k++) {
            all += sum->cells[0][k] - before.cells[0][k];
            primary += sum->cells[1][k] - before.cells[1][k];
        }
        printf("%-34s primary %4zu of %4zu  all %5zu of %5zu  %6zu facts %.3f s\n", f.name,
               sum->cells[1][RIGHT] - before.cells[1][RIGHT], primary,
               sum->cells[0][RIGHT] - before.cells[0][RIGHT], all, facts->count, seconds);
    }
    if (!o->print) measure_packed(document, &about, o, sum);
    gk_free(f.taken);
    gk_tables_free(tables);
    gk_facts_free(facts);
    gk_about_free(known);
    gk_document_free(document);
}

static void print_tally(const tally *sum)
{
    static const char *const where[] = {"all tables", "primary statements"};
    for (int p = 1; p >= 0; p--) {
        size_t all = 0;
        for (int k = 0; k < OUTCOMES; k++) all += sum->cells[p][k];
        printf("%s: %zu tagged cells, right %.1f%%", where[p], all,
               all ? 100.0 * (double)sum->cells[p][RIGHT] / (double)all : 0.0);
        for (int k = 1; k < OUTCOMES; k++) printf("  %s %zu", names[k], sum->cells[p][k]);
        printf("\n");
    }
    printf("making facts %.3f s at most; packed %zu bytes at most (%zu facts), unpacked in %.1f ms "
           "at most\n",
           sum->making, sum->bytes, sum->facts, 1000 * sum->unpacking);
    printf("tags on lines of no table: %zu\n", sum->away);
    if (sum->known)
        printf("concepts: %zu of %zu cells whose tag's concept is known (%.1f%%)\n",
               sum->concepts[1], sum->known, 100.0 * (double)sum->concepts[1] / (double)sum->known);
}

int main(int argc, char **argv)
{
    options o = {.most = 40};
    tally sum = {0};
    gk_error err = {0};
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        if (strcmp(argv[i], "--print") == 0)
            o.print = true;
        else if (strcmp(argv[i], "--list") == 0 && i + 1 < argc)
            o.list = argv[++i];
        else if (strcmp(argv[i], "--most") == 0 && i + 1 < argc)
            o.most = (size_t)atoi(argv[++i]);
    }
    if (i == argc) {
        fputs("usage: bench_facts [--list KIND] [--print] [--most N] FILE...\n", stderr);
        return 2;
    }
    if (gk_concepts_open(NULL, &o.concepts, &err) != GK_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    for (; i < argc; i++) measure_file(argv[i], &o, &sum);
    if (!o.print) print_tally(&sum);
    gk_concepts_free(o.concepts);
    return 0;
}
