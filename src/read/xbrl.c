/* SPDX-License-Identifier: Apache-2.0
 *
 * xbrl - see xbrl.h. The elements that others name by an id (contexts, units, continuations,
 * footnotes, facts) are indexed in one pass; a second one takes the facts.
 */
#include "read/xbrl.h"
#include "base/index.h"
#include "read/html.h"
#include "text/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a file can make us write is bounded: the links of footnotes, and the bytes of all values for
 * each byte of text (tags within tags repeat their text). */
enum { LINKS_MOST = 1 << 20, FOOTNOTES_MOST = 64, REPEATED = 8 };
enum { VALUES_LEAST = 1 << 20 };

/* Elements by their ids, and of which kind they are. */
typedef struct named {
    const char *id;
    gk_node *node;
} named;

typedef struct names {
    named *items;
    size_t count, capacity;
    gk_index index;
} names;

typedef struct context {
    char *entity, *start, *end;
    gk_fact_dimension *dimensions;
    size_t dimension_count;
} context;

typedef struct reader {
    const gk_markup *markup;
    gk_facts *out;
    names contexts, units, parts, shown; /* parts: continuations and footnotes; shown: stand-ins */
    names facts;                         /* by the facts' own ids; items[i] is fact numbers[i] */
    size_t *numbers;
    context *read;        /* of contexts.items, once it was asked for */
    char **written;       /* of units.items */
    size_t *joined;       /* of parts.items: for which chain it was last taken */
    size_t chain;         /* the number of the chain at hand */
    size_t links, budget; /* that may still be written */
} reader;

/* ---- elements ------------------------------------------------------------------------------ */

static bool is_local(const gk_node *node, const char *local)
{
    return node->name && strcasecmp(node->local, local) == 0;
}

static bool is_ix(const gk_node *node, const char *local)
{
    return node->tag == GK_TAG_IX && is_local(node, local);
}

static gk_key key_of(const void *owner, uint32_t number)
{
    const names *n = owner;
    const char *id = n->items[number].id;
    return (gk_key){id, strlen(id)};
}

static void add_name(names *n, const char *id, gk_node *node)
{
    n->items = gk_grow(n->items, n->count, &n->capacity, sizeof *n->items);
    n->items[n->count++] = (named){id, node};
}

static void index_names(names *n)
{
    n->index = gk_index_new(n->count, key_of, n);
    for (size_t i = 0; i < n->count; i++) gk_index_add(&n->index, (uint32_t)i);
}

static void free_names(names *n)
{
    gk_index_free(&n->index);
    gk_free(n->items);
}

/* The number of the element with this id; SIZE_MAX: none. */
static size_t find_name(const names *n, const char *id, size_t length)
{
    uint32_t number = gk_index_find(&n->index, (gk_key){id, length});
    return number == UINT32_MAX ? SIZE_MAX : number;
}

static bool is_fact(const gk_node *node)
{
    return is_ix(node, "nonFraction") || is_ix(node, "nonNumeric") || is_ix(node, "fraction");
}

/* The id in "-sec-ix-hidden:ID": the element shows the hidden fact of that id. */
static void note_stand_in(reader *r, gk_node *node)
{
    const char *style = gk_node_attribute(node, "style"), *value;
    size_t length;
    if (!style || !strstr(style, "-sec-ix-hidden")) return;
    if (gk_style_property(style, "-sec-ix-hidden", &value, &length))
        add_name(&r->shown, gk_arena_strndup(r->out->arena, value, length), node);
}

static void find_names(reader *r)
{
    for (gk_node *n = r->markup->root->first; n; n = gk_node_next(n, r->markup->root, true)) {
        if (!n->name) continue;
        const char *id = gk_node_attribute(n, "id");
        note_stand_in(r, n);
        if (!id) continue;
        if (is_ix(n, "continuation") || is_ix(n, "footnote"))
            add_name(&r->parts, id, n);
        else if (n->tag == GK_TAG_OTHER && is_local(n, "context"))
            add_name(&r->contexts, id, n);
        else if (n->tag == GK_TAG_OTHER && is_local(n, "unit"))
            add_name(&r->units, id, n);
    }
    index_names(&r->contexts);
    index_names(&r->units);
    index_names(&r->parts);
    index_names(&r->shown);
    r->read = gk_alloc_array(r->contexts.count, sizeof *r->read);
    r->written = gk_alloc_array(r->units.count, sizeof *r->written);
    r->joined = gk_alloc_array(r->parts.count, sizeof *r->joined);
}

/* ---- text ---------------------------------------------------------------------------------- */

static bool is_excluded(const gk_node *node) { return is_ix(node, "exclude"); }

/* All characters within node, without ix:exclude; no more where they are more than most. */
static void add_text(const gk_node *node, size_t most, gk_string *out)
{
    for (const gk_node *n = node->first; n && out->length <= most;
         n = gk_node_next(n, node, !is_excluded(n)))
        if (n->tag == GK_TAG_TEXT) gk_string_append(out, n->text, n->length);
}

static void add_escaped(const char *s, size_t n, bool attribute, gk_string *out)
{
    size_t start = 0;
    for (size_t i = 0; i < n; i++) {
        const char *instead = s[i] == '&'                ? "&amp;"
                              : s[i] == '<'              ? "&lt;"
                              : s[i] == '>'              ? "&gt;"
                              : s[i] == '"' && attribute ? "&quot;"
                                                         : NULL;
        if (!instead) continue;
        gk_string_append(out, s + start, i - start);
        gk_string_add(out, instead);
        start = i + 1;
    }
    gk_string_append(out, s + start, n - start);
}

static bool is_void(const gk_node *node)
{
    return node->tag == GK_TAG_BR || node->tag == GK_TAG_HR || node->tag == GK_TAG_VOID;
}

static void open_tag(const gk_node *node, gk_string *out)
{
    gk_string_addf(out, "<%s", node->name);
    for (uint32_t i = 0; i < node->attribute_count; i++) {
        const gk_attribute *a = &node->attributes[i];
        gk_string_addf(out, " %s=\"", a->name);
        add_escaped(a->value, strlen(a->value), true, out);
        gk_string_add(out, "\"");
    }
    gk_string_add(out, is_void(node) ? "/>" : ">");
}

static void close_tag(const gk_node *node, gk_string *out)
{
    if (node->name && node->tag != GK_TAG_IX && !is_void(node))
        gk_string_addf(out, "</%s>", node->name);
}

/* The markup within node, without the tags of inline XBRL. */
static void add_markup(const gk_node *node, size_t most, gk_string *out)
{
    const gk_node *n = node->first;
    while (n && out->length <= most) {
        bool skip = is_excluded(n) || n->tag == GK_TAG_PAGE;
        if (n->tag == GK_TAG_TEXT)
            add_escaped(n->text, n->length, false, out);
        else if (n->tag != GK_TAG_IX && !skip)
            open_tag(n, out);
        if (n->first && !skip) {
            n = n->first;
            continue;
        }
        if (!skip) close_tag(n, out);
        while (n != node && !n->next) {
            n = n->parent;
            if (n != node) close_tag(n, out);
        }
        n = n == node ? NULL : n->next;
    }
}

/* Calls add for node and what continues it; a chain that runs in a circle ends where it closes. */
static void add_chain(reader *r, const gk_node *node, gk_string *out,
                      void (*add)(const gk_node *node, size_t most, gk_string *out))
{
    r->chain++;
    while (node && out->length <= r->budget) {
        add(node, r->budget, out);
        const char *next = gk_node_attribute(node, "continuedAt");
        size_t found = next ? find_name(&r->parts, next, strlen(next)) : SIZE_MAX;
        if (found == SIZE_MAX || r->joined[found] == r->chain) return;
        r->joined[found] = r->chain;
        node = r->parts.items[found].node;
    }
}

/* Whether so many bytes may still be written. One value that is too large halves what is left, so
 * that a file full of such values is soon done. */
static bool spend(reader *r, size_t bytes)
{
    if (bytes > r->budget) {
        r->budget /= 2;
        return false;
    }
    r->budget -= bytes;
    return true;
}

static char *trimmed(gk_arena *arena, const char *s, size_t n)
{
    size_t start = n, end = 0;
    if (n == 0) return gk_arena_strdup(arena, "");
    for (size_t i = 0; i < n;) {
        size_t at = i;
        if (gk_is_space(gk_utf8_next(s, n, &i))) continue;
        if (at < start) start = at;
        end = i;
    }
    return gk_arena_strndup(arena, s + (end ? start : 0), end ? end - start : 0);
}

/* "" where it is too much. */
static char *text_of(reader *r, const gk_node *node)
{
    gk_string s = {0};
    add_text(node, r->budget, &s);
    if (!spend(r, s.length)) s.length = 0;
    char *text = trimmed(r->out->arena, s.data, s.length);
    gk_string_free(&s);
    return text;
}

/* ---- contexts and units -------------------------------------------------------------------- */

static void add_dimension(reader *r, context *c, size_t *capacity, const gk_node *node)
{
    const char *axis = gk_node_attribute(node, "dimension");
    if (!axis) return;
    /* The arena has no growing arrays: they move, doubling. */
    if (c->dimension_count == *capacity) {
        size_t more = *capacity ? 2 * *capacity : 4;
        gk_fact_dimension *moved = gk_arena_array(r->out->arena, more, sizeof *moved);
        if (c->dimension_count) memcpy(moved, c->dimensions, c->dimension_count * sizeof *moved);
        c->dimensions = moved;
        *capacity = more;
    }
    c->dimensions[c->dimension_count++] = (gk_fact_dimension){
        .axis = gk_arena_strdup(r->out->arena, axis), .member = text_of(r, node)};
}

static void read_context(reader *r, const gk_node *node, context *c)
{
    size_t capacity = 0;
    for (const gk_node *n = node->first; n; n = gk_node_next(n, node, true)) {
        if (is_local(n, "identifier"))
            c->entity = text_of(r, n);
        else if (is_local(n, "startDate"))
            c->start = text_of(r, n);
        else if (is_local(n, "endDate") || is_local(n, "instant"))
            c->end = text_of(r, n);
        else if (is_local(n, "explicitMember") || is_local(n, "typedMember"))
            add_dimension(r, c, &capacity, n);
    }
    if (!c->entity) c->entity = gk_arena_strdup(r->out->arena, "");
}

static const context *context_of(reader *r, const char *id)
{
    size_t i = id ? find_name(&r->contexts, id, strlen(id)) : SIZE_MAX;
    if (i == SIZE_MAX) return NULL;
    if (!r->read[i].entity) read_context(r, r->contexts.items[i].node, &r->read[i]);
    return &r->read[i];
}

/* The measures within node: "a*b". */
static void add_measures(reader *r, const gk_node *node, gk_string *out)
{
    bool first = true;
    for (const gk_node *n = node->first; n; n = gk_node_next(n, node, true)) {
        if (!is_local(n, "measure")) continue;
        if (!first) gk_string_add(out, "*");
        gk_string_add(out, text_of(r, n));
        first = false;
    }
}

static const gk_node *find_local(const gk_node *node, const char *local)
{
    for (const gk_node *n = node->first; n; n = gk_node_next(n, node, true))
        if (is_local(n, local)) return n;
    return NULL;
}

static char *unit_of(reader *r, const char *id)
{
    size_t i = id ? find_name(&r->units, id, strlen(id)) : SIZE_MAX;
    if (i == SIZE_MAX) return NULL;
    if (r->written[i]) return r->written[i];
    const gk_node *node = r->units.items[i].node, *above = find_local(node, "unitNumerator"),
                  *below = find_local(node, "unitDenominator");
    gk_string s = {0};
    add_measures(r, above ? above : node, &s);
    if (below) {
        gk_string_add(&s, "/");
        add_measures(r, below, &s);
    }
    r->written[i] = gk_arena_strndup(r->out->arena, s.data ? s.data : "", s.length);
    gk_string_free(&s);
    return r->written[i];
}

/* ---- values -------------------------------------------------------------------------------- */

static bool says_true(const gk_node *node, const char *attribute)
{
    const char *value = gk_node_attribute(node, attribute);
    return value && (strcmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

static int scale_of(const gk_node *node)
{
    const char *scale = gk_node_attribute(node, "scale");
    long n = scale ? strtol(scale, NULL, 10) : 0;
    return n < -100 || n > 100 ? 0 : (int)n;
}

/* NULL: it is too much. */
static char *take(reader *r, gk_string *s)
{
    char *value = NULL;
    if (spend(r, s->length))
        value = gk_arena_strndup(r->out->arena, s->data ? s->data : "", s->length);
    gk_string_free(s);
    return value;
}

/* A number as printed: transformed, scaled, signed. What is no number stays as it is printed. */
static char *number_of(reader *r, const gk_node *node, bool negated)
{
    char *text = text_of(r, node);
    const char *format = gk_node_attribute(node, "format");
    gk_string plain = {0}, value = {0};
    if (!format || !gk_xbrl_transform(format, text, &plain)) {
        plain.length = 0;
        if (!gk_xbrl_transform("numdotdecimal", text, &plain)) gk_string_add(&plain, text);
    }
    if (!plain.data || !gk_xbrl_scale(plain.data, scale_of(node), negated, &value))
        gk_string_add(&value, plain.data ? plain.data : "");
    gk_string_free(&plain);
    return take(r, &value);
}

static char *words_of(reader *r, const gk_node *node)
{
    gk_string s = {0}, value = {0};
    bool markup = says_true(node, "escape");
    add_chain(r, node, &s, markup ? add_markup : add_text);
    const char *format = gk_node_attribute(node, "format");
    if (!format) return take(r, &s);
    char *text = spend(r, s.length) ? trimmed(r->out->arena, s.data, s.length) : NULL;
    gk_string_free(&s);
    if (!text) return NULL;
    if (!gk_xbrl_transform(format, text, &value)) gk_string_add(&value, text);
    return take(r, &value);
}

/* "1/3" */
static char *fraction_of(reader *r, const gk_node *node)
{
    static const char *const parts[] = {"numerator", "denominator"};
    gk_string s = {0};
    for (size_t i = 0; i < 2; i++) {
        const gk_node *part = find_local(node, parts[i]);
        if (i) gk_string_add(&s, "/");
        const char *sign = part ? gk_node_attribute(part, "sign") : NULL;
        char *number = part ? number_of(r, part, sign && sign[0] == '-') : NULL;
        if (number) gk_string_add(&s, number);
    }
    return take(r, &s);
}

static char *copied(reader *r, const char *s)
{
    return s ? gk_arena_strdup(r->out->arena, s) : NULL;
}

static void add_fact(reader *r, gk_node *node)
{
    const char *concept = gk_node_attribute(node, "name"), *sign = gk_node_attribute(node, "sign"),
               *id = gk_node_attribute(node, "id"),
               *reference = gk_node_attribute(node, "contextRef");
    const context *c = context_of(r, reference);
    if (!concept || !c) return; /* it says nothing */
    gk_facts *out = r->out;
    out->facts = gk_grow(out->facts, out->count, &out->capacity, sizeof *out->facts);
    gk_tagged *fact = &out->facts[out->count];
    *fact = (gk_tagged){.concept = copied(r, concept),
                        .context = copied(r, reference),
                        .entity = c->entity,
                        .start = c->start,
                        .end = c->end,
                        .unit = unit_of(r, gk_node_attribute(node, "unitRef")),
                        .decimals = copied(r, gk_node_attribute(node, "decimals")),
                        .scale = scale_of(node),
                        .negated = sign && sign[0] == '-',
                        .nil = says_true(node, "xsi:nil"),
                        .dimensions = c->dimensions,
                        .dimension_count = c->dimension_count};
    if (fact->nil)
        fact->value = copied(r, "");
    else if (is_ix(node, "nonFraction"))
        fact->value = number_of(r, node, fact->negated);
    else
        fact->value = is_ix(node, "fraction") ? fraction_of(r, node) : words_of(r, node);
    if (!fact->value) return;
    size_t stand_in = id ? find_name(&r->shown, id, strlen(id)) : SIZE_MAX;
    size_t line = node->line;
    if (!line && stand_in != SIZE_MAX) line = r->shown.items[stand_in].node->line;
    fact->line = line > INT_MAX ? 0 : (int)line;
    if (id) {
        add_name(&r->facts, copied(r, id), node);
        r->numbers = gk_realloc_array(r->numbers, r->facts.capacity, sizeof *r->numbers);
        r->numbers[r->facts.count - 1] = out->count;
    }
    out->count++;
}

/* ---- footnotes ----------------------------------------------------------------------------- */

static void link_footnote(reader *r, size_t fact_number, char *text)
{
    gk_tagged *fact = &r->out->facts[fact_number];
    bool room = fact->footnote_count < FOOTNOTES_MOST && r->links > 0;
    if (!room || !spend(r, strlen(text))) return;
    r->links--;
    char **longer = gk_arena_array(r->out->arena, fact->footnote_count + 1, sizeof *longer);
    if (fact->footnote_count)
        memcpy(longer, fact->footnotes, fact->footnote_count * sizeof *longer);
    longer[fact->footnote_count++] = text;
    fact->footnotes = longer;
}

/* Calls each for the ids of a list, which are parted by spaces. */
static void each_id(reader *r, const char *list, char *text,
                    void (*each)(reader *r, const char *id, size_t n, char *text))
{
    while (list && *(list += strspn(list, " \t\r\n"))) {
        size_t n = strcspn(list, " \t\r\n");
        each(r, list, n, text);
        list += n;
    }
}

static void link_fact(reader *r, const char *id, size_t n, char *text)
{
    size_t found = find_name(&r->facts, id, n);
    if (found != SIZE_MAX) link_footnote(r, r->numbers[found], text);
}

/* The footnote of this id in one line; NULL: none. */
static char *footnote_text(reader *r, const char *id, size_t n)
{
    size_t found = find_name(&r->parts, id, n);
    if (found == SIZE_MAX || !is_ix(r->parts.items[found].node, "footnote")) return NULL;
    gk_string s = {0};
    add_chain(r, r->parts.items[found].node, &s, add_text);
    char *folded = gk_fold_space(s.data ? s.data : "", s.length);
    char *text = spend(r, s.length) ? copied(r, folded) : NULL;
    gk_free(folded);
    gk_string_free(&s);
    return text;
}

static void read_relationship(reader *r, const gk_node *node)
{
    const char *from = gk_node_attribute(node, "fromRefs"), *to = gk_node_attribute(node, "toRefs");
    while (from && to && *(to += strspn(to, " \t\r\n"))) {
        size_t n = strcspn(to, " \t\r\n");
        char *text = footnote_text(r, to, n);
        if (text) each_id(r, from, text, link_fact);
        to += n;
    }
}

static void link_by_reference(reader *r, const char *id, size_t n, char *text)
{
    (void)text;
    char *note = footnote_text(r, id, n);
    if (note) link_footnote(r, r->out->count - 1, note);
}

/* ---- what the facts say of the document ------------------------------------------------------ */

static const struct {
    const char *concept;
    gk_field field;
} stated_fields[] = {
    {"EntityRegistrantName", GK_FIELD_COMPANY},
    {"TradingSymbol", GK_FIELD_TICKER},
    {"EntityCentralIndexKey", GK_FIELD_CIK},
    {"DocumentType", GK_FIELD_FORM},
    {"DocumentFiscalYearFocus", GK_FIELD_FISCAL_YEAR},
    {"DocumentFiscalPeriodFocus", GK_FIELD_FISCAL_PERIOD},
    {"DocumentPeriodEndDate", GK_FIELD_PERIOD_END},
    {"EntityInformationFormerLegalOrRegisteredName", GK_FIELD_ALIAS},
};

/* How well a fact speaks for the whole registrant: without dimensions best, then as its common
 * stock's. */
static int fitness(const gk_tagged *fact)
{
    if (fact->dimension_count == 0) return 2;
    for (size_t i = 0; i < fact->dimension_count; i++)
        if (strstr(fact->dimensions[i].member, "CommonStock") ||
            strstr(fact->dimensions[i].member, "CommonClassA"))
            return 1;
    return 0;
}

/* The value in the field's form; NULL: it has none. */
static char *stated_value(reader *r, gk_field field, const char *value)
{
    char *folded = gk_fold_space(value, strlen(value)), *kept = NULL;
    bool empty = folded[0] == '\0' || strcasecmp(folded, "n/a") == 0 ||
                 strcasecmp(folded, "none") == 0;
    if (!empty && field == GK_FIELD_CIK) {
        bool digits = strspn(folded, "0123456789") == strlen(folded) && strlen(folded) <= 10;
        if (digits) kept = gk_arena_format(r->out->arena, "%010ld", strtol(folded, NULL, 10));
    } else if (!empty) {
        kept = copied(r, folded);
    }
    gk_free(folded);
    return kept;
}

static void state(reader *r, gk_field field, const char *concept)
{
    const gk_tagged *best = NULL;
    for (size_t i = 0; i < r->out->count; i++) {
        const gk_tagged *fact = &r->out->facts[i];
        bool fits = gk_starts_with(fact->concept, "dei:") &&
                    strcmp(fact->concept + strlen("dei:"), concept) == 0;
        if (fits && !fact->nil && (!best || fitness(fact) > fitness(best))) best = fact;
    }
    char *value = best ? stated_value(r, field, best->value) : NULL;
    if (!value) return;
    gk_facts *out = r->out;
    out->stated = gk_grow(out->stated, out->stated_count, &out->stated_capacity,
                          sizeof *out->stated);
    out->stated[out->stated_count++] = (gk_stated){
        .field = field, .value = value, .where = best->concept};
}

/* ---- all of it ----------------------------------------------------------------------------- */

static void read_facts(reader *r)
{
    const gk_node *root = r->markup->root;
    for (gk_node *n = root->first; n; n = gk_node_next(n, root, true)) {
        if (!is_fact(n)) continue;
        size_t before = r->out->count;
        add_fact(r, n);
        if (r->out->count > before)
            each_id(r, gk_node_attribute(n, "footnoteRefs"), NULL, link_by_reference);
    }
    index_names(&r->facts);
    for (gk_node *n = root->first; n; n = gk_node_next(n, root, true))
        if (is_ix(n, "relationship")) read_relationship(r, n);
}

static size_t characters(const gk_markup *markup)
{
    size_t all = 0;
    for (gk_node *n = markup->root->first; n; n = gk_node_next(n, markup->root, true))
        all += n->length + 64; /* a tag's share, roughly */
    return all;
}

void gk_xbrl_read(const gk_markup *markup, gk_facts *out)
{
    *out = (gk_facts){.arena = gk_arena_new()};
    reader r = {.markup = markup,
                .out = out,
                .links = LINKS_MOST,
                .budget = VALUES_LEAST + REPEATED * characters(markup)};
    find_names(&r);
    read_facts(&r);
    for (size_t i = 0; i < sizeof stated_fields / sizeof *stated_fields; i++)
        state(&r, stated_fields[i].field, stated_fields[i].concept);
    free_names(&r.contexts);
    free_names(&r.units);
    free_names(&r.parts);
    free_names(&r.shown);
    free_names(&r.facts);
    gk_free(r.numbers);
    gk_free(r.read);
    gk_free(r.written);
    gk_free(r.joined);
}

void gk_facts_free(gk_facts *facts)
{
    gk_arena_free(facts->arena);
    gk_free(facts->facts);
    gk_free(facts->stated);
    *facts = (gk_facts){0};
}
