/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include <string.h>
#include <strings.h>

enum { PERIODS_MOST = 200, ITEMS_MOST = 8, YEARS_MOST = 60 };

/* A label's concept counts from here on. */
static const double likely = 0.5;

/* ---- periods ------------------------------------------------------------------------------ */

typedef struct periods {
    gk_period *items;
    size_t count;
} periods;

static bool is_year(const gk_period *p) { return !p->quarter && !p->half && !p->month; }

/* The next quarter, half year or year. */
static gk_period after(gk_period p)
{
    const int parts = p.quarter ? 4 : p.half ? 2 : 1;
    int *part = p.quarter ? &p.quarter : p.half ? &p.half : NULL;
    if (part && *part < parts) {
        ++*part;
    } else {
        p.year++;
        if (part) *part = 1;
    }
    return p;
}

static bool same_period(const gk_period *a, const gk_period *b)
{
    return a->year == b->year && a->quarter == b->quarter && a->half == b->half &&
           a->month == b->month && a->day == b->day;
}

static bool add_period(periods *to, gk_period p)
{
    if (to->count == PERIODS_MOST) return false;
    to->items[to->count++] = p;
    return true;
}

/* All from the last of the list, which stands in it already, to `last`. */
static bool add_range(periods *to, gk_period last)
{
    gk_period p = to->items[to->count - 1];
    bool alike = !p.month && !last.month && !p.quarter == !last.quarter && !p.half == !last.half;
    if (!alike || last.year < p.year || last.year - p.year > YEARS_MOST) return false;
    while (!same_period(&p, &last)) {
        p = after(p);
        if (p.year > last.year || !add_period(to, p)) return false;
    }
    return true;
}

/* What stands between two periods: 0 nothing that is one, ',' a list, '-' a range. */
static char between(const char *s, size_t n)
{
    static const struct word {
        const char *text;
        char means;
    } words[] = {{"", ','},  {",", ','}, {"，", ','}, {"、", ','}, {"and", ','}, {"-", '-'},
                 {"–", '-'}, {"—", '-'}, {"to", '-'}, {"..", '-'}, {"至", '-'},  {"~", '-'}};
    while (n && s[0] == ' ') s++, n--;
    while (n && s[n - 1] == ' ') n--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].text) == n && strncasecmp(words[i].text, s, n) == 0)
            return words[i].means;
    return 0;
}

/* "2016-2018" and "FY16-18" are two years; whoever reads periods in prose takes them for something
 * else. */
static bool year_range(const char *text, periods *to)
{
    int first, last, end = 0;
    const char *s = text;
    while (*s == ' ') s++;
    if (strncasecmp(s, "FY", 2) == 0) s += 2;
    if (sscanf(s, "%4d%*1[-]%4d%n", &first, &last, &end) != 2 || s[end]) return false;
    if (last < 100) last += first / 100 * 100;
    if (first < 1900 || first > 2100) return false;
    return add_period(to, (gk_period){.year = first}) && add_range(to, (gk_period){.year = last});
}

static bool read_periods(const char *text, periods *to)
{
    size_t n = strlen(text), at = 0, end = 0;
    gk_period p;
    if (year_range(text, to)) return true;
    to->count = 0;
    while (gk_period_next(text, n, &at, &p)) {
        char means = between(text + end, p.span.start - end);
        if (!means || (!to->count && means != ',')) return false;
        if (!(means == '-' ? add_range(to, p) : add_period(to, p))) return false;
        end = p.span.end;
    }
    return to->count && between(text + end, n - end) == ',';
}

static gk_status take_periods(const gk_fact_query *query, gk_arena *arena, gk_ledger_wanted *out,
                              gk_error *err)
{
    periods list = {gk_arena_array(arena, PERIODS_MOST, sizeof *list.items), 0};
    if (!query->period) return GK_OK;
    if (!read_periods(query->period, &list))
        return gk_fail(err, GK_INVALID,
                       "period cannot be \"%.*s\"; it takes periods, such as FY2018, \"Q2 2023\", "
                       "2018-12-31, FY2016-FY2018",
                       gk_quoted(query->period), query->period);
    out->periods = list.items;
    out->period_count = list.count;
    return GK_OK;
}

/* ---- line items --------------------------------------------------------------------------- */

/* The concept that a person names: by its id, a tag, or its words. */
static size_t find_item(const gk_concepts *concepts, gk_terms *terms, const char *text)
{
    gk_concept_match match[2];
    size_t found = gk_concepts_find(concepts, text);
    if (found == SIZE_MAX) found = gk_concepts_of_tag(concepts, text);
    if (found != SIZE_MAX) return found;
    if (gk_concepts_asked(concepts, terms, text, match, 2) > 0) return match[0].concept;
    size_t labels = gk_concepts_of_label(concepts, terms, text, NULL, 0, 0, match, 1);
    return labels && match[0].score >= likely ? match[0].concept : SIZE_MAX;
}

static gk_status take_items(const gk_fact_query *query, gk_arena *arena, gk_ledger_wanted *out,
                            gk_error *err)
{
    gk_status status = GK_OK;
    if (!query->concept) return GK_OK;
    gk_terms *terms = gk_terms_new();
    out->items = gk_arena_array(arena, ITEMS_MOST, sizeof *out->items);
    for (const char *s = query->concept; *s && status == GK_OK;) {
        size_t n = strcspn(s, ",");
        char *raw = gk_strndup(s, n), *text = gk_fold_space(raw, n);
        size_t item = *text ? find_item(out->concepts, terms, text) : SIZE_MAX;
        if (*text && item == SIZE_MAX)
            status = gk_fail(err, GK_INVALID,
                             "no line item is called \"%.*s\"; label looks for words of printed "
                             "labels",
                             gk_quoted(text), text);
        else if (*text && out->item_count == ITEMS_MOST)
            status = gk_fail(err, GK_INVALID, "concept takes %d line items at most", ITEMS_MOST);
        else if (*text)
            out->items[out->item_count++] = item;
        gk_free(raw);
        gk_free(text);
        s += n + (s[n] == ',');
    }
    gk_terms_free(terms);
    if (status == GK_OK && !out->item_count)
        status = gk_fail(err, GK_INVALID, "concept is empty; it takes line items, such as capex");
    return status;
}

/* ---- all of it ---------------------------------------------------------------------------- */

static gk_status take_statement(const gk_fact_query *query, gk_ledger_wanted *out, gk_error *err)
{
    static const gk_statement all[] = {GK_STATEMENT_INCOME, GK_STATEMENT_BALANCE,
                                       GK_STATEMENT_CASH};
    if (!query->statement) return GK_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcasecmp(query->statement, gk_statement_name(all[i])) == 0) out->statement = all[i];
    if (out->statement) return GK_OK;
    return gk_fail(err, GK_INVALID,
                   "statement cannot be \"%.*s\"; it takes income, balance or cash",
                   gk_quoted(query->statement), query->statement);
}

static gk_status take_words(const char *value, const char *name, gk_name_finder **out,
                            gk_error *err)
{
    if (!value) return GK_OK;
    if (gk_utf8_valid(value, strlen(value), NULL)) *out = gk_name_finder_new(value);
    if (*out && !gk_name_finder_blank(*out)) return GK_OK;
    return gk_fail(err, GK_INVALID, "%s holds no word", name);
}

gk_status gk_ledger_read(const gk_fact_query *query, const gk_concepts *concepts, gk_arena *arena,
                         gk_ledger_wanted *out, gk_error *err)
{
    *out = (gk_ledger_wanted){.concepts = concepts, .all = query->all};
    out->any_member = query->member && strcmp(query->member, "*") == 0;
    gk_status status = take_periods(query, arena, out, err);
    if (status == GK_OK) status = take_items(query, arena, out, err);
    if (status == GK_OK) status = take_statement(query, out, err);
    if (status == GK_OK) status = take_words(query->label, "label", &out->label, err);
    if (status == GK_OK && !out->any_member)
        status = take_words(query->member, "member", &out->member, err);
    return status;
}

void gk_ledger_wanted_free(gk_ledger_wanted *wanted)
{
    gk_name_finder_free(wanted->label);
    gk_name_finder_free(wanted->member);
    wanted->label = wanted->member = NULL;
}

/* ---- a fact ------------------------------------------------------------------------------- */

int gk_ledger_months(const gk_concepts *concepts, const gk_fact *fact)
{
    const gk_fact_time *t = &fact->time;
    if (t->months >= 0) return t->months;
    if (fact->concept != SIZE_MAX &&
        gk_concepts_at(concepts, fact->concept)->nature != GK_NATURE_FLOW)
        return gk_concepts_at(concepts, fact->concept)->nature == GK_NATURE_STOCK ? 0 : -1;
    if (fact->statement == GK_STATEMENT_BALANCE) return 0;
    if (fact->concept == SIZE_MAX && !fact->statement) return -1;
    return t->quarter ? 3 : t->half ? 6 : 12;
}

static bool ends_on(const gk_fact_time *t, const gk_period *p)
{
    int month = p->year * 100 + p->month;
    return p->day ? t->end == month * 100 + p->day : t->end / 100 == month;
}

static bool of_period(const gk_ledger_wanted *wanted, const gk_fact *fact, const gk_period *p)
{
    const gk_fact_time *t = &fact->time;
    const int months = gk_ledger_months(wanted->concepts, fact);
    const int due = p->quarter ? 3 : p->half ? 6 : 12;
    if (p->month) return ends_on(t, p);
    if (t->year != p->year || (months > 0 && months != due)) return false;
    return is_year(p) ? !t->quarter && !t->half : t->quarter == p->quarter && t->half == p->half;
}

static bool of_any_period(const gk_ledger_wanted *wanted, const gk_fact *fact)
{
    for (size_t i = 0; i < wanted->period_count; i++)
        if (of_period(wanted, fact, &wanted->periods[i])) return true;
    return wanted->period_count == 0;
}

/* "Operating income: 22.4%" is a share of something, and no operating income. */
static bool is_measured_so(const gk_ledger_wanted *wanted, const gk_fact *fact)
{
    gk_measure due = gk_concepts_at(wanted->concepts, fact->concept)->measure;
    return fact->measure == due || fact->measure == GK_MEASURE_NUMBER || due >= GK_MEASURE_TIMES;
}

static bool of_any_item(const gk_ledger_wanted *wanted, const gk_fact *fact)
{
    for (size_t i = 0; i < wanted->item_count; i++) {
        if (fact->concept != wanted->items[i]) continue;
        if (wanted->all) return true;
        return is_measured_so(wanted, fact) && (fact->tagged || fact->concept_score >= likely);
    }
    return wanted->item_count == 0;
}

/* What is not asked for by name is looked for in the statements alone. */
static bool stands_where_asked(const gk_ledger_wanted *wanted, const gk_fact *fact)
{
    if (wanted->statement) return (fact->statement & wanted->statement) != 0;
    return wanted->all || wanted->item_count || wanted->label || wanted->member || fact->statement;
}

bool gk_ledger_fits(const gk_ledger_wanted *wanted, const gk_fact *fact)
{
    if (!wanted->all && (fact->parent || fact->preliminary)) return false;
    if (!of_any_item(wanted, fact) || !stands_where_asked(wanted, fact)) return false;
    if (!of_any_period(wanted, fact)) return false;
    if (wanted->member && !(*fact->member && gk_name_fits(wanted->member, fact->member)))
        return false;
    if (!wanted->member && !wanted->any_member && *fact->member) return false;
    return !wanted->label || gk_name_fits(wanted->label, fact->label);
}
