/* SPDX-License-Identifier: Apache-2.0
 *
 * A document read as a whole, for what no passage tells alone: how the company writes its own name
 * ("AMERICANWATERWORKS" of the document's name is "American Water Works" in its text), under which
 * symbol it is traded, which words are rare, which lines stand at the head of every page.
 */
#include "synth/synth.h"

#include <math.h>
#include <string.h>

enum {
    LABEL_SEED = 1,
    LINE_SEED = 2,
    LOWER_SEED = 3,
    NAME_SEED = 4,
    ACRONYM_MOST = 4 /* letters */
};

/* ---- words and lines counted --------------------------------------------------------------- */

/* Letters of a line in lower case, blanks folded, figures left out; so the footers of pages 57 and
 * 58 are one line. */
static uint64_t line_key(const char *s, size_t n, uint64_t seed)
{
    char folded[256];
    size_t length = 0;
    for (size_t i = 0; i < n && length < sizeof folded; i++) {
        char c = s[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80) folded[length++] = c;
    }
    return gk_synth_hash(folded, length, seed);
}

uint32_t gk_synth_line_count(const gk_synth_document *document, const char *line, size_t n)
{
    return gk_counts_get(document->lines, line_key(line, n, LINE_SEED));
}

uint32_t gk_synth_label_count(const gk_synth_document *document, const char *label, size_t n)
{
    return gk_counts_get(document->labels, line_key(label, n, LABEL_SEED));
}

typedef struct counting {
    gk_synth_document *document;
    const char *text;
    uint32_t passage;
} counting;

/* A capital behind a word in small letters is a name's, not a line's first. */
static bool follows_small(const char *text, size_t at)
{
    return at >= 2 && text[at - 1] == ' ' && text[at - 2] >= 'a' && text[at - 2] <= 'z';
}

static bool count_term(void *ctx, const gk_term *term)
{
    counting *c = ctx;
    const char *s = c->text + term->start;
    size_t n = term->end - term->start;
    if (*s >= 'A' && *s <= 'Z' && follows_small(c->text, term->start))
        gk_counts_add(c->document->lower, gk_synth_hash(s, n, NAME_SEED), c->passage);
    gk_counts_add(c->document->words, gk_synth_hash(term->text, term->length, 0), c->passage);
    if (*s >= 'a' && *s <= 'z')
        gk_counts_add(c->document->lower, gk_synth_hash(s, n, LOWER_SEED), c->passage);
    return true;
}

static void count_lines(gk_synth_document *document, const char *text, size_t n, uint32_t passage)
{
    gk_arena *arena = gk_arena_new();
    gk_laid_text laid;
    gk_laid_read(text, n, arena, &laid);
    for (size_t i = 0; i < laid.count; i++) {
        const gk_text_line *l = &laid.lines[i];
        const char *s = text + l->start;
        if (l->kind == GK_LINE_ROW) {
            const gk_span label = l->row.label;
            gk_counts_add(document->labels,
                          line_key(s + label.start, label.end - label.start, LABEL_SEED), passage);
        } else if (l->end - l->start <= 120) {
            gk_counts_add(document->lines, line_key(s, l->end - l->start, LINE_SEED), passage);
        }
    }
    gk_arena_free(arena);
}

bool gk_synth_is_lower(const gk_synth_document *document, const char *word, size_t n)
{
    char folded[64];
    if (n > sizeof folded) return true;
    for (size_t i = 0; i < n; i++)
        folded[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32 : word[i]);
    return gk_counts_get(document->lower, gk_synth_hash(folded, n, LOWER_SEED)) > 0;
}

bool gk_synth_is_name(const gk_synth_document *document, const char *word, size_t n)
{
    return gk_counts_get(document->lower, gk_synth_hash(word, n, NAME_SEED)) > 0;
}

double gk_synth_rarity(const gk_synth_document *document, const char *term)
{
    if (gk_term_is_stopword(term)) return 0;
    uint32_t with = gk_counts_get(document->words, gk_synth_hash(term, strlen(term), 0));
    return log((double)(document->count + 1) / (double)(with ? with : 1));
}

/* ---- the company's name as it is written --------------------------------------------------- */

typedef struct spelling {
    const char *at; /* into a passage */
    size_t length, count;
    bool capitals; /* no lower-case letter in it */
} spelling;

typedef struct spellings {
    spelling items[32];
    size_t count;
} spellings;

static char fold_letter(char c) { return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

static bool is_letter_or_digit(char c)
{
    c = fold_letter(c);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The length of text at s that spells folded, words apart by one blank, '&', '-', "'", '.' or a few
 * of them; 0 where it spells something else or goes on as a word. */
static size_t spelt(const char *s, const char *folded)
{
    size_t i = 0, gap = 0;
    for (const char *f = folded; *f;) {
        if (is_letter_or_digit(s[i])) {
            if (fold_letter(s[i]) != *f) return 0;
            f++;
            gap = 0;
        } else if (!s[i] || !strchr(" &-'.", s[i]) || ++gap > 3) {
            return 0;
        }
        i++;
    }
    return is_letter_or_digit(s[i]) ? 0 : i;
}

static void add_spelling(spellings *all, const char *at, size_t length)
{
    for (size_t i = 0; i < all->count; i++) {
        spelling *s = &all->items[i];
        if (s->length != length || memcmp(s->at, at, length) != 0) continue;
        s->count++;
        return;
    }
    if (all->count == sizeof all->items / sizeof *all->items) return;
    bool capitals = true;
    for (size_t i = 0; i < length; i++) capitals &= at[i] < 'a' || at[i] > 'z';
    all->items[all->count++] = (spelling){at, length, 1, capitals};
}

static bool has_capital(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] >= '0' && s[i] <= 'Z') return true; /* or a digit */
    return false;
}

static void find_spellings(spellings *all, const char *text, const char *folded)
{
    for (const char *s = text; *s; s++) {
        if (fold_letter(*s) != folded[0] || (s > text && is_letter_or_digit(s[-1]))) continue;
        size_t length = spelt(s, folded);
        if (length && has_capital(s, length)) add_spelling(all, s, length);
    }
}

/* Text in capitals is a heading's, mostly: it counts a tenth. */
static const spelling *best_spelling(const spellings *all)
{
    const spelling *best = NULL;
    double most = 0;
    for (size_t i = 0; i < all->count; i++) {
        double weight = (double)all->items[i].count * (all->items[i].capitals ? 0.1 : 1);
        if (weight <= most) continue;
        most = weight;
        best = &all->items[i];
    }
    return best;
}

/* A longer word in capitals is a name written large: "BLOCK" is "Block". Changes name, and returns
 * it. */
static char *as_words(char *name)
{
    for (char *s = name; *s;) {
        size_t n = strcspn(s, " ");
        for (size_t i = 1; i < n && n > ACRONYM_MOST; i++) s[i] = fold_letter(s[i]);
        s += n + (s[n] == ' ');
    }
    return name;
}

static char *written_company(const gk_synth_document *document)
{
    char folded[128];
    size_t length = 0;
    for (const char *s = document->name.company; *s; s++)
        if (is_letter_or_digit(*s) && length + 1 < sizeof folded)
            folded[length++] = fold_letter(*s);
    folded[length] = '\0';
    spellings all = {.count = 0};
    for (size_t i = 0; i < document->count && length > 1; i++)
        find_spellings(&all, document->corpus->passages[document->passages[i]].text, folded);
    const spelling *best = best_spelling(&all);
    if (best && !(best->capitals && best->length > ACRONYM_MOST))
        return gk_strndup(best->at, best->length);
    return as_words(best ? gk_strndup(best->at, best->length) : gk_strdup(document->name.company));
}

/* ---- the symbol ---------------------------------------------------------------------------- */

/* What stands before a symbol in running text. */
static const char *const symbol_leads[] = {"symbol “", "symbol \"", "symbol ‘", "symbols “",
                                           "NYSE: ",   "NASDAQ: ",  "Nasdaq: "};

static void find_symbols(spellings *all, const char *text)
{
    for (size_t i = 0; i < sizeof symbol_leads / sizeof *symbol_leads; i++)
        for (const char *s = text; (s = strstr(s, symbol_leads[i]));) {
            s += strlen(symbol_leads[i]);
            size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
            if (n >= 1 && n <= 5) add_spelling(all, s, n);
        }
}

static char *written_ticker(const gk_synth_document *document)
{
    spellings all = {.count = 0};
    for (size_t i = 0; i < document->count; i++)
        find_symbols(&all, document->corpus->passages[document->passages[i]].text);
    const spelling *best = best_spelling(&all);
    return best ? gk_strndup(best->at, best->length) : gk_strdup("");
}

/* ---- all together -------------------------------------------------------------------------- */

void gk_synth_document_read(gk_synth_document *document, const gk_corpus *corpus,
                            const uint32_t *passages, size_t count, gk_terms *terms)
{
    *document = (gk_synth_document){.corpus = corpus,
                                    .passages = passages,
                                    .count = count,
                                    .words = gk_counts_new(),
                                    .lines = gk_counts_new(),
                                    .labels = gk_counts_new(),
                                    .lower = gk_counts_new(),
                                    .terms = terms};
    gk_synth_name_read(corpus->passages[passages[0]].doc, &document->name);
    for (size_t i = 0; i < count; i++) {
        const char *text = corpus->passages[passages[i]].text;
        counting c = {.document = document, .text = text, .passage = (uint32_t)i};
        gk_terms_each(terms, text, strlen(text), count_term, &c);
        count_lines(document, text, strlen(text), (uint32_t)i);
    }
    document->company = written_company(document);
    document->ticker = written_ticker(document);
}

void gk_synth_document_free(gk_synth_document *document)
{
    gk_counts_free(document->words);
    gk_counts_free(document->lines);
    gk_counts_free(document->labels);
    gk_counts_free(document->lower);
    gk_free(document->company);
    gk_free(document->ticker);
}
