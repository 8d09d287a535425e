/* SPDX-License-Identifier: Apache-2.0
 *
 * The registry of companies: CIK and ticker of a company whose name is that of exactly one
 * registrant. Nothing is guessed: of two companies with one name neither is taken, and of two
 * tickers none, unless only one is that of plain shares ("JPM" beside "JPM-PC").
 */
#include "about/csv.h"
#include "about/work.h"

#include "base/index.h"

#include <string.h>

typedef struct entry {
    char cik[11];
    char *ticker, *exchange, *name;
} entry;

/* The rows of a CIK stand together: a company. */
typedef struct company {
    char *key; /* gk_company_key of its name */
    char cik[11];
    const char *ticker; /* NULL: none, or several */
    size_t plain;       /* how many tickers there are of that kind */
    bool otc;           /* the kind: over the counter, which an exchange's stands above */
    bool twin;          /* another CIK has this key */
} company;

struct gk_registry {
    gk_arena *arena;
    entry *entries;
    size_t entry_count, entry_capacity;
    company *companies;
    size_t count, capacity;
    gk_index by_key, by_cik;
};

static gk_key company_key(const void *owner, uint32_t number)
{
    const char *key = ((const gk_registry *)owner)->companies[number].key;
    return (gk_key){key, strlen(key)};
}

static gk_key company_cik(const void *owner, uint32_t number)
{
    return (gk_key){((const gk_registry *)owner)->companies[number].cik, 10};
}

/* ---- reading */

typedef struct columns {
    size_t cik, ticker, exchange, name;
} columns;

static gk_status read_head(const csv *c, columns *out, gk_error *err)
{
    static const char *const names[] = {"cik", "ticker", "exchange", "name"};
    size_t *places[] = {&out->cik, &out->ticker, &out->exchange, &out->name};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        size_t i = 0;
        while (i < c->count && strcasecmp(c->fields[i], names[k]) != 0) i++;
        if (i == c->count)
            return gk_fail(err, GK_INPUT, "%s line %d: no column is called %s", c->name, c->line,
                           names[k]);
        *places[k] = i;
    }
    return GK_OK;
}

static gk_status read_entry(gk_registry *registry, const csv *c, const columns *at, gk_error *err)
{
    if (c->count <= at->cik || c->count <= at->ticker || c->count <= at->exchange ||
        c->count <= at->name)
        return gk_fail(err, GK_INPUT, "%s line %d: too few columns", c->name, c->line);
    const char *cik = c->fields[at->cik];
    size_t n = strlen(cik);
    if (n == 0 || n > 10 || strspn(cik, "0123456789") != n)
        return gk_fail(err, GK_INPUT, "%s line %d, column %zu (cik): \"%.60s\" is no CIK", c->name,
                       c->line, at->cik + 1, cik);
    entry e = {.ticker = c->fields[at->ticker],
               .exchange = c->fields[at->exchange],
               .name = c->fields[at->name]};
    snprintf(e.cik, sizeof e.cik, "%.*s%s", (int)(10 - n), "0000000000", cik);
    registry->entries = gk_grow(registry->entries, registry->entry_count, &registry->entry_capacity,
                                sizeof *registry->entries);
    registry->entries[registry->entry_count++] = e;
    return GK_OK;
}

/* The ticker of plain shares, of an exchange before one over the counter; none where there are two
 * of a kind. */
static void add_ticker(company *c, const entry *e)
{
    if (!*e->ticker || strchr(e->ticker, '-')) return;
    bool otc = strcasecmp(e->exchange, "otc") == 0 || !*e->exchange;
    if (c->plain && otc && !c->otc) return;
    if (c->plain && c->otc && !otc) c->plain = 0;
    c->otc = otc;
    c->plain++;
    c->ticker = c->plain == 1 ? e->ticker : NULL;
}

static void add_company(gk_registry *registry, const entry *e)
{
    uint32_t known = gk_index_find(&registry->by_cik, (gk_key){e->cik, 10});
    if (known != UINT32_MAX) {
        add_ticker(&registry->companies[known], e);
        return;
    }
    char *key = gk_company_key(e->name);
    registry->companies = gk_grow(registry->companies, registry->count, &registry->capacity,
                                  sizeof *registry->companies);
    company *c = &registry->companies[registry->count];
    *c = (company){.key = gk_arena_strdup(registry->arena, key)};
    memcpy(c->cik, e->cik, sizeof c->cik);
    gk_free(key);
    add_ticker(c, e);
    gk_index_add(&registry->by_cik, (uint32_t)registry->count);
    uint32_t first = gk_index_add(&registry->by_key, (uint32_t)registry->count);
    if (first != registry->count) registry->companies[first].twin = true;
    registry->count++;
}

static gk_status read_all(gk_registry *registry, csv *c, gk_error *err)
{
    columns at = {0, 0, 0, 0};
    bool more;
    gk_status status = csv_row(c, &more, err);
    if (status != GK_OK) return status;
    if (!more) return gk_fail(err, GK_INPUT, "%s: empty", c->name);
    status = read_head(c, &at, err);
    while (status == GK_OK) {
        status = csv_row(c, &more, err);
        if (status != GK_OK || !more) break;
        status = read_entry(registry, c, &at, err);
    }
    for (size_t i = 0; status == GK_OK && i < registry->entry_count; i++)
        add_company(registry, &registry->entries[i]);
    return status;
}

gk_status gk_registry_parse(const char *name, const char *bytes, size_t size, gk_registry **out,
                            gk_error *err)
{
    *out = NULL;
    gk_registry *registry = gk_alloc(sizeof *registry);
    registry->arena = gk_arena_new();
    registry->by_key = gk_index_new(1024, company_key, registry);
    registry->by_cik = gk_index_new(1024, company_cik, registry);
    csv c;
    gk_status status = csv_open(&c, gk_path_name(name), bytes, size, registry->arena, err);
    if (status == GK_OK) status = read_all(registry, &c, err);
    if (status == GK_OK)
        *out = registry;
    else
        gk_registry_free(registry);
    return status;
}

gk_status gk_registry_read(const char *path, gk_registry **out, gk_error *err)
{
    char *bytes;
    size_t size;
    *out = NULL;
    gk_status status = gk_file_read(path, &bytes, &size, err);
    if (status != GK_OK) return status;
    status = gk_registry_parse(path, bytes, size, out, err);
    gk_free(bytes);
    return status;
}

void gk_registry_free(gk_registry *registry)
{
    if (!registry) return;
    gk_index_free(&registry->by_key);
    gk_index_free(&registry->by_cik);
    gk_free(registry->entries);
    gk_free(registry->companies);
    gk_arena_free(registry->arena);
    gk_free(registry);
}

/* ---- its say on a document */

static const company *by_cik(const gk_registry *registry, const char *cik)
{
    if (!cik || strlen(cik) != 10) return NULL;
    uint32_t number = gk_index_find(&registry->by_cik, (gk_key){cik, 10});
    return number == UINT32_MAX ? NULL : &registry->companies[number];
}

static const company *by_name(const gk_registry *registry, const char *name)
{
    if (!name) return NULL;
    char *key = gk_company_key(name);
    uint32_t number = *key ? gk_index_find(&registry->by_key, (gk_key){key, strlen(key)})
                           : UINT32_MAX;
    gk_free(key);
    if (number == UINT32_MAX || registry->companies[number].twin) return NULL;
    return &registry->companies[number];
}

void about_registry(work *w)
{
    if (!w->registry) return;
    const company *c = by_cik(w->registry, work_value(w, GK_FIELD_CIK));
    const char *where = "registry, by its CIK";
    if (!c) {
        c = by_name(w->registry, work_value(w, GK_FIELD_COMPANY));
        where = "registry, by its name";
        if (c && work_value(w, GK_FIELD_CIK)) return; /* the document has another one */
    }
    if (!c) return;
    work_propose_from(w, GK_FIELD_CIK, c->cik, RANK_REGISTRY, GK_FROM_REGISTRY, where);
    if (c->ticker)
        work_propose_from(w, GK_FIELD_TICKER, c->ticker, RANK_REGISTRY, GK_FROM_REGISTRY, where);
}
