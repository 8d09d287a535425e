/* SPDX-License-Identifier: Apache-2.0
 *
 * Making the registry. Cards are joined by CIK, ticker, name and alias, in this order; what two
 * different CIKs would join stays apart. Then each company gets its names.
 */
#include "search/companies.h"

#include "about/about.h"
#include "about/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KEY_LEAST = 2, KEY_MOST = 96, PART_LEAST = 4, SHARED_MOST = 5, MISSPELT_LEAST = 5 };

static const double sure = 1, by_alias = 0.95, by_former = 0.9, by_file = 0.85, by_words = 0.75,
                    by_word = 0.7, by_initials = 0.6;

/* ---- strings and what they lead to --------------------------------------------------------- */

typedef struct table {
    struct slot {
        const char *key; /* borrowed */
        int kind, value;
    } * slots;
    size_t capacity, count;
} table;

static struct slot *slot_of(const table *t, int kind, const char *key)
{
    uint64_t hash = gk_hash(gk_hash(GK_HASH_START, &kind, sizeof kind), key, strlen(key));
    for (size_t i = hash & (t->capacity - 1);; i = (i + 1) & (t->capacity - 1)) {
        struct slot *s = &t->slots[i];
        if (!s->key || (s->kind == kind && strcmp(s->key, key) == 0)) return s;
    }
}

static void enlarge(table *t)
{
    table larger = {.capacity = t->capacity ? t->capacity * 2 : 1024, .count = t->count};
    larger.slots = gk_alloc_array(larger.capacity, sizeof *larger.slots);
    for (size_t i = 0; i < t->capacity; i++)
        if (t->slots[i].key) *slot_of(&larger, t->slots[i].kind, t->slots[i].key) = t->slots[i];
    gk_free(t->slots);
    *t = larger;
}

/* The value of key, which is made with `value` where it is new. */
static int *value_of(table *t, int kind, const char *key, int value)
{
    if ((t->count + 1) * 2 > t->capacity) enlarge(t);
    struct slot *s = slot_of(t, kind, key);
    if (!s->key) {
        *s = (struct slot){key, kind, value};
        t->count++;
    }
    return &s->value;
}

/* ---- cards that are of one company --------------------------------------------------------- */

typedef struct maker {
    gk_companies *c;
    const gk_store_card *cards;
    size_t count;
    int *above;                 /* of each card: one of the same company, or itself */
    const char **cik, **ticker; /* of the whole, where it is its own above */
    table ids;                  /* by kind: CIK, ticker, key, file name, raw name */
    const char **keys;          /* of raw names, as ids has them */
    size_t key_count, key_capacity;
    gk_company_name *names;
    size_t name_count, name_capacity;
    size_t sorted; /* how many of the names are in order */
} maker;

enum { BY_CIK, BY_TICKER, BY_KEY, BY_FILE, RAW, OWN };

static int top_of(maker *m, int card)
{
    while (m->above[card] != card) {
        m->above[card] = m->above[m->above[card]];
        card = m->above[card];
    }
    return card;
}

static bool differ(const char *a, const char *b) { return *a && *b && strcmp(a, b) != 0; }

static void join(maker *m, int a, int b, bool by_alias_only)
{
    a = top_of(m, a);
    b = top_of(m, b);
    if (a == b || differ(m->cik[a], m->cik[b])) return;
    if (by_alias_only && differ(m->ticker[a], m->ticker[b])) return;
    m->above[b] = a;
    if (!*m->cik[a]) m->cik[a] = m->cik[b];
    if (!*m->ticker[a]) m->ticker[a] = m->ticker[b];
}

/* gk_company_key, computed once for each way a name is written. */
static const char *key_of(maker *m, const char *name)
{
    int *at = value_of(&m->ids, RAW, name, -1);
    if (*at >= 0) return m->keys[*at];
    char *key = gk_company_key(name);
    m->keys = gk_grow(m->keys, m->key_count, &m->key_capacity, sizeof *m->keys);
    m->keys[m->key_count] = gk_arena_strdup(m->c->arena, name_is_generic(name) ? "" : key);
    gk_free(key);
    *at = (int)m->key_count;
    return m->keys[m->key_count++];
}

static void join_by(maker *m, int kind, const char *value, int card, bool alias)
{
    if (!*value) return;
    int first = *value_of(&m->ids, kind, value, card);
    if (first != card) join(m, first, card, alias);
}

/* An alias that is a common word or a few letters joins nothing. */
static bool alias_joins(const char *key)
{
    return strlen(key) >= PART_LEAST && !gk_is_common_word(key);
}

static void join_cards(maker *m)
{
    for (size_t i = 0; i < m->count; i++) join_by(m, BY_CIK, m->cards[i].cik, (int)i, false);
    for (size_t i = 0; i < m->count; i++) join_by(m, BY_TICKER, m->cards[i].ticker, (int)i, false);
    for (size_t i = 0; i < m->count; i++)
        join_by(m, BY_KEY, key_of(m, m->cards[i].company), (int)i, false);
    for (size_t i = 0; i < m->count; i++) {
        for (size_t k = 0; k < m->cards[i].alias_count; k++) {
            const char *key = key_of(m, m->cards[i].aliases[k]);
            if (alias_joins(key)) join_by(m, BY_KEY, key, (int)i, true);
        }
    }
}

static bool is_stated(const gk_store_card *card)
{
    return *card->company || *card->ticker || *card->cik;
}

/* Gives each top card a company; the newest paper's name is the company's. */
static void number_companies(maker *m)
{
    gk_companies *c = m->c;
    c->companies = gk_arena_array(c->arena, m->count + 1, sizeof *c->companies);
    int *numbers = gk_alloc_array(m->count + 1, sizeof *numbers);
    const char **newest = gk_alloc_array(m->count + 1, sizeof *newest);
    for (size_t i = 0; i < m->count; i++) numbers[i] = GK_NO_COMPANY;
    for (size_t i = 0; i < m->count; i++) {
        const gk_store_card *card = &m->cards[i];
        if (!is_stated(card)) continue;
        int top = top_of(m, (int)i);
        if (numbers[top] < 0) {
            numbers[top] = (int)c->count;
            newest[c->count] = "";
            c->companies[c->count++] = (gk_company){
                .name = "", .ticker = m->ticker[top], .cik = m->cik[top], .stated = true};
        }
        gk_company *company = &c->companies[numbers[top]];
        c->papers[i].company = numbers[top];
        company->papers++;
        if (!*card->company ||
            (*company->name && strcmp(card->published, newest[numbers[top]]) < 0))
            continue;
        company->name = card->company;
        newest[numbers[top]] = card->published;
    }
    for (size_t i = 0; i < c->count; i++) {
        gk_company *company = &c->companies[i];
        if (!*company->name) company->name = *company->ticker ? company->ticker : company->cik;
        company->name = gk_arena_strdup(c->arena, company->name);
        company->ticker = gk_arena_strdup(c->arena, company->ticker);
        company->cik = gk_arena_strdup(c->arena, company->cik);
    }
    gk_free(numbers);
    gk_free(newest);
}

/* ---- names --------------------------------------------------------------------------------- */

static bool has_letter(const char *key)
{
    for (; *key; key++)
        if ((*key >= 'a' && *key <= 'z') || (unsigned char)*key >= 0x80) return true;
    return false;
}

static void add_name(maker *m, const char *key, gk_company_name name)
{
    size_t n = strlen(key);
    if (n < KEY_LEAST || n > KEY_MOST) return;
    name.key = gk_arena_strdup(m->c->arena, key);
    m->names = gk_grow(m->names, m->name_count, &m->name_capacity, sizeof *m->names);
    m->names[m->name_count++] = name;
}

/* Letters and digits in lower case. */
static void fold(const char *s, size_t n, char to[KEY_MOST])
{
    size_t length = 0;
    for (size_t i = 0; i < n && length + 1 < KEY_MOST; i++) {
        char c = s[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) to[length++] = c;
    }
    to[length] = '\0';
}

/* "600519.SH" is "600519", "sh600519" and "600519.SS", too. */
static void add_ticker(maker *m, const char *ticker, int company)
{
    char key[KEY_MOST];
    gk_company_name name = {
        .company = company, .matched = GK_MATCHED_TICKER, .certainty = by_alias, .upper = true};
    fold(ticker, strlen(ticker), key);
    if (strlen(key) == 1) {
        name.key = gk_arena_strdup(m->c->arena, key);
        m->names = gk_grow(m->names, m->name_count, &m->name_capacity, sizeof *m->names);
        m->names[m->name_count++] = name;
    }
    add_name(m, key, name);
    size_t digits = strspn(ticker, "0123456789");
    if (digits < 4 || (ticker[digits] && ticker[digits] != '.')) return;
    name.upper = false;
    fold(ticker, digits, key);
    add_name(m, key, name);
    if (!ticker[digits]) return;
    char *turned = gk_format("%s%.*s", ticker + digits + 1, (int)digits, ticker);
    fold(turned, strlen(turned), key);
    add_name(m, key, name);
    gk_free(turned);
    if (strcmp(ticker + digits, ".SH") != 0) return;
    char *yahoo = gk_format("%.*sss", (int)digits, ticker);
    add_name(m, yahoo, name);
    gk_free(yahoo);
}

static bool is_place(const char *s, size_t n)
{
    static const char *const places[] = {
        "中国", "北京", "上海", "天津", "重庆",  "河北", "山西", "辽宁", "吉林",   "黑龙江",
        "江苏", "浙江", "安徽", "福建", "江西",  "山东", "河南", "湖北", "湖南",   "广东",
        "海南", "四川", "贵州", "云南", "陕西",  "甘肃", "青海", "台湾", "内蒙古", "广西",
        "西藏", "宁夏", "新疆", "香港", "澳门",  "深圳", "广州", "杭州", "南京",   "苏州",
        "武汉", "成都", "西安", "青岛", "大连",  "宁波", "厦门", "长沙", "合肥",   "郑州",
        "济南", "福州", "无锡", "昆明", "哈尔滨"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strlen(places[i]) == n && memcmp(places[i], s, n) == 0) return true;
    return false;
}

static bool is_common_han(const char *s)
{
    static const char *const words[] = {"公司", "银行", "集团", "股份", "科技", "证券", "保险",
                                        "电子", "国际", "发展", "投资", "控股", "实业", "工业",
                                        "汽车", "医药", "能源", "建设", "资本", "基金"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], s) == 0) return true;
    return is_place(s, strlen(s));
}

/* The beginnings of a Chinese name, of two characters or more, and what follows a place in it. */
static void add_han_parts(maker *m, const char *key, int company)
{
    size_t n = strlen(key), from = 0, characters = 0;
    for (size_t i = 0; i < n;) {
        if (!gk_is_han(gk_utf8_next(key, n, &i))) return;
        characters++;
        if (characters > 3 || i == n) continue;
        if (is_place(key, i)) from = i;
    }
    size_t count = 0;
    for (size_t i = from; i < n;) {
        gk_utf8_next(key, n, &i);
        if (++count < 2 || (from == 0 && i == n)) continue;
        char part[KEY_MOST];
        if (i - from >= sizeof part) return;
        memcpy(part, key + from, i - from);
        part[i - from] = '\0';
        if (!is_common_han(part))
            add_name(m, part,
                     (gk_company_name){.company = company,
                                       .matched = GK_MATCHED_PART,
                                       .certainty = count > 2 ? by_words : by_word});
    }
}

static bool all_common(const char *words)
{
    char word[KEY_MOST];
    for (const char *s = words; *s;) {
        size_t n = strcspn(s, " ");
        fold(s, n, word);
        if (*word && !gk_is_common_word(word)) return false;
        s += n + (s[n] == ' ');
    }
    return true;
}

static bool is_upper(const char *s)
{
    bool letter = false;
    for (; *s; s++) {
        if (*s >= 'a' && *s <= 'z') return false;
        letter = letter || (*s >= 'A' && *s <= 'Z');
    }
    return letter;
}

/* The first words of a name, and its initials. */
static void add_parts(maker *m, const char *name, int company)
{
    char initials[16] = "", part[KEY_MOST];
    size_t letters = 0, words = 0;
    bool joined = strstr(name, " & ") != NULL;
    for (const char *s = name; *s;) {
        size_t n = strcspn(s, " ");
        if (n && ((*s >= 'A' && *s <= 'Z'))) {
            if (letters + 1 < sizeof initials) initials[letters++] = (char)(*s + 32);
        }
        s += n;
        words++;
        size_t length = (size_t)(s - name);
        if (*s && length < sizeof part) {
            memcpy(part, name, length);
            part[length] = '\0';
            const char *key = key_of(m, gk_arena_strdup(m->c->arena, part));
            bool enough = strlen(key) >= PART_LEAST || (is_upper(part) && strlen(key) >= 3);
            if (enough && has_letter(key) && !all_common(part))
                add_name(m, key,
                         (gk_company_name){.company = company,
                                           .matched = GK_MATCHED_PART,
                                           .certainty = words > 1 ? by_words : by_word});
        }
        while (*s == ' ') s++;
    }
    initials[letters] = '\0';
    if (letters >= 3 || (joined && letters == 2))
        add_name(m, initials,
                 (gk_company_name){.company = company,
                                   .matched = GK_MATCHED_INITIALS,
                                   .certainty = by_initials,
                                   .upper = true});
    /* "Pepsi" of "PepsiCo": the legal form may be written with it. */
    static const char *const tails[] = {"Co", "Corp", "Inc"};
    size_t n = strlen(name);
    for (size_t i = 0; words == 1 && i < sizeof tails / sizeof *tails; i++) {
        size_t tail = strlen(tails[i]);
        if (!gk_ends_with(name, tails[i]) || n < tail + PART_LEAST) continue;
        fold(name, n - tail, part);
        add_name(m, part,
                 (gk_company_name){
                     .company = company, .matched = GK_MATCHED_PART, .certainty = by_words});
    }
}

/* A name in all its lengths. */
static void add_written(maker *m, const char *written, int company, gk_matched matched,
                        double certainty)
{
    const char *key = key_of(m, written);
    if (!has_letter(key)) return;
    gk_company_name name = {.company = company, .matched = matched, .certainty = certainty};
    add_name(m, key, name);
    char *shorter = name_short(m->c->arena, written);
    add_name(m, key_of(m, shorter), name);
    add_parts(m, shorter, company);
    add_han_parts(m, key, company);
}

static bool looks_like_ticker(const char *alias)
{
    return is_upper(alias) && strlen(alias) <= 5 &&
           strspn(alias, "ABCDEFGHIJKLMNOPQRSTUVWXYZ.") == strlen(alias);
}

static void add_alias(maker *m, const char *alias, int company)
{
    const gk_company *own = &m->c->companies[company];
    if (looks_like_ticker(alias)) {
        add_name(m, key_of(m, alias),
                 (gk_company_name){.company = company,
                                   .matched = GK_MATCHED_ALIAS,
                                   .certainty = by_alias,
                                   .upper = true});
        return;
    }
    const char *key = key_of(m, alias);
    if (strcmp(key, key_of(m, own->name)) == 0 ||
        strcmp(key, key_of(m, name_short(m->c->arena, own->name))) == 0)
        return;
    bool former = name_has_form(alias);
    if (!has_letter(key)) return;
    add_name(m, key,
             (gk_company_name){.company = company,
                               .matched = former ? GK_MATCHED_FORMER : GK_MATCHED_ALIAS,
                               .certainty = former ? by_former : by_alias});
    add_han_parts(m, key, company);
}

/* Once for each company and way to write it. */
static bool is_new(maker *m, int company, const char *written)
{
    return *written && *value_of(&m->ids, OWN + 1 + company, written, 1) == 1 &&
           (*value_of(&m->ids, OWN + 1 + company, written, 1) = 2);
}

static void add_stated_names(maker *m)
{
    for (size_t i = 0; i < m->count; i++) {
        const gk_store_card *card = &m->cards[i];
        int company = m->c->papers[i].company;
        if (company < 0) continue;
        bool current = strcmp(card->company, m->c->companies[company].name) == 0;
        if (is_new(m, company, card->company))
            add_written(m, card->company, company, current ? GK_MATCHED_NAME : GK_MATCHED_FORMER,
                        current ? sure : by_former);
        if (is_new(m, company, card->ticker)) add_ticker(m, card->ticker, company);
        /* A ticker among the aliases of one paper may be the ticker of the next. */
        for (size_t k = 0; k < card->alias_count; k++)
            if (strcmp(card->aliases[k], m->c->companies[company].ticker) != 0 &&
                is_new(m, company, card->aliases[k]))
                add_alias(m, card->aliases[k], company);
    }
}

static int by_key(const void *a, const void *b)
{
    const gk_company_name *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    if (order) return order;
    if (x->company != y->company) return x->company < y->company ? -1 : 1;
    if (x->upper != y->upper) return x->upper ? -1 : 1;
    return x->certainty < y->certainty ? 1 : x->certainty > y->certainty ? -1 : 0;
}

/* Whether two names differ at most in how sure they are: a ticker in capitals leaves the same
 * letters as a part of the name standing ("ULTA", "Ulta"). */
static bool same_name(const gk_company_name *a, const gk_company_name *b)
{
    return a->company == b->company && a->upper == b->upper && strcmp(a->key, b->key) == 0;
}

/* Sorts the names; of the same the surest stays, of a part that many companies share none. */
static void sort_names(maker *m)
{
    if (m->name_count) qsort(m->names, m->name_count, sizeof *m->names, by_key);
    size_t kept = 0;
    for (size_t i = 0; i < m->name_count; i++) {
        if (kept && same_name(&m->names[kept - 1], &m->names[i])) continue;
        m->names[kept++] = m->names[i];
    }
    m->name_count = 0;
    for (size_t i = 0, end; i < kept; i = end) {
        size_t sharing = 0;
        for (end = i; end < kept && strcmp(m->names[end].key, m->names[i].key) == 0; end++)
            sharing += end == i || m->names[end].company != m->names[end - 1].company;
        for (size_t k = i; k < end; k++) {
            bool weak = m->names[k].certainty < by_former;
            if (!weak || sharing <= SHARED_MOST) m->names[m->name_count++] = m->names[k];
        }
    }
    m->sorted = m->name_count;
}

/* ---- what file names say ------------------------------------------------------------------- */

static int company_with(const maker *m, const char *key)
{
    size_t low = 0, high = m->sorted;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(m->names[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    int found = GK_NO_COMPANY;
    for (; low < m->sorted && strcmp(m->names[low].key, key) == 0; low++) {
        if (m->names[low].certainty < by_former || m->names[low].upper) continue;
        if (found >= 0) return GK_NO_COMPANY; /* two have it */
        found = m->names[low].company;
    }
    return found;
}

/* The company that a name spells: one that there is, else a new one. */
static int company_by_file(maker *m, const gk_file_name *name)
{
    const char *key = *name->han ? name->han : name->company;
    if (!has_letter(key)) return GK_NO_COMPANY;
    int company = company_with(m, key);
    if (company >= 0) return company;
    const char *kept = gk_arena_strdup(m->c->arena, key);
    int *at = value_of(&m->ids, BY_FILE, kept, (int)m->c->count);
    if (*at == (int)m->c->count)
        m->c->companies[m->c->count++] = (gk_company){.name = kept, .ticker = "", .cik = ""};
    return *at;
}

static void take_file_name(maker *m, size_t i, const char *document)
{
    gk_file_name name;
    gk_paper *paper = &m->c->papers[i];
    gk_file_name_read(document, &name);
    if (!paper->named_period.year) paper->named_period = name.period;
    if (!paper->named_form) paper->named_form = name.paper;
    if (paper->company < 0) {
        paper->company = company_by_file(m, &name);
        if (paper->company >= 0) m->c->companies[paper->company].papers++;
    }
    if (paper->company < 0) return;
    bool stated = m->c->companies[paper->company].stated;
    const char *parts[] = {name.company, name.han};
    for (size_t k = 0; k < 2; k++) {
        const char *key = gk_arena_strdup(m->c->arena, parts[k]);
        if (!has_letter(key) || !is_new(m, paper->company, key)) continue;
        add_name(m, key,
                 (gk_company_name){.company = paper->company,
                                   .matched = GK_MATCHED_FILE,
                                   .certainty = stated ? by_file : sure});
        if (!stated) add_han_parts(m, key, paper->company);
    }
}

static size_t card_at(const maker *m, int64_t content)
{
    const gk_store_card *card = gk_store_card_of(m->cards, m->count, content);
    return card ? (size_t)(card - m->cards) : SIZE_MAX;
}

static gk_status take_file_names(maker *m, gk_store *store, gk_error *err)
{
    gk_store_name *others;
    size_t count;
    gk_status status = gk_store_other_names(store, m->c->arena, &others, &count, err);
    if (status != GK_OK) return status;
    for (size_t i = 0; i < m->count; i++) take_file_name(m, i, m->cards[i].document);
    for (size_t i = 0; i < count; i++) {
        size_t at = card_at(m, others[i].content);
        if (at != SIZE_MAX) take_file_name(m, at, others[i].name);
    }
    return GK_OK;
}

/* ---- the user's aliases -------------------------------------------------------------------- */

static void take_alias(void *ctx, const char *company, const char *alias)
{
    maker *m = ctx;
    char ticker[KEY_MOST];
    fold(company, strlen(company), ticker);
    char *key = gk_company_key(company);
    size_t digits = strspn(company, "0123456789");
    char *cik = digits == strlen(company) && digits <= 10 ? gk_format("%010lld", atoll(company))
                                                          : gk_strdup("");
    for (size_t i = 0; i < m->c->count; i++) {
        const gk_company *c = &m->c->companies[i];
        char own[KEY_MOST];
        fold(c->ticker, strlen(c->ticker), own);
        bool same = (*c->cik && strcmp(c->cik, cik) == 0) || (*own && strcmp(own, ticker) == 0) ||
                    (*key && company_with(m, key) == (int)i);
        if (!same) continue;
        bool upper = looks_like_ticker(alias);
        char *alias_key = gk_company_key(alias);
        add_name(
            m, alias_key,
            (gk_company_name){
                .company = (int)i, .matched = GK_MATCHED_ALIAS, .certainty = sure, .upper = upper});
        gk_free(alias_key);
    }
    gk_free(key);
    gk_free(cik);
}

/* What tells one state of the file from another; "" where there is none. */
static void aliases_state(const char *path, char out[128])
{
    struct stat st;
    out[0] = '\0';
    if (stat(path, &st) != 0) return;
    snprintf(out, 128, "%lld %lld %lld.%09ld", (long long)st.st_ino, (long long)st.st_size,
             (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static gk_status take_aliases(maker *m, const char *path, gk_error *err)
{
    char *bytes;
    size_t size;
    if (!gk_path_exists(path)) return GK_OK;
    gk_status status = gk_file_read(path, &bytes, &size, err);
    if (status != GK_OK) return status;
    status = gk_aliases_parse(path, bytes, size, take_alias, m, err);
    gk_free(bytes);
    return status;
}

/* ---- papers -------------------------------------------------------------------------------- */

static int day_number(const char *iso)
{
    if (strlen(iso) < 10) return 0;
    return atoi(iso) * 10000 + atoi(iso + 5) * 100 + atoi(iso + 8);
}

static gk_paper paper_of(const gk_store_card *card)
{
    gk_paper paper = {.content = card->content,
                      .company = GK_NO_COMPANY,
                      .form = gk_paper_of_form(card->form),
                      .period.year = card->fiscal_year,
                      .end = day_number(card->period_end),
                      .published = day_number(card->published)};
    const char *part = card->fiscal_period;
    if (part[0] == 'Q' && part[1] >= '1' && part[1] <= '4') paper.period.quarter = part[1] - '0';
    if (part[0] == 'H' && (part[1] == '1' || part[1] == '2')) paper.period.half = part[1] - '0';
    paper.yearly = strcmp(part, "FY") == 0;
    return paper;
}

/* ---- misspellings -------------------------------------------------------------------------- */

static bool may_be_misspelt(const gk_company_name *name)
{
    bool kind = name->matched == GK_MATCHED_NAME || name->matched == GK_MATCHED_ALIAS ||
                name->matched == GK_MATCHED_FORMER || name->matched == GK_MATCHED_FILE;
    if (!kind || name->upper || strlen(name->key) < MISSPELT_LEAST) return false;
    for (const char *s = name->key; *s; s++)
        if ((unsigned char)*s >= 0x80) return false;
    return !gk_is_common_word(name->key);
}

/* The names stand by key, so by their first letter already. */
static void list_misspelt(gk_companies *c)
{
    c->near = gk_arena_array(c->arena, c->name_count, sizeof *c->near);
    for (size_t i = 0; i < c->name_count; i++)
        if (may_be_misspelt(&c->names[i])) c->near[c->near_count++] = i;
}

/* ---- all together -------------------------------------------------------------------------- */

static void companies_free(gk_companies *c)
{
    if (!c) return;
    gk_arena_free(c->arena);
    gk_free(c);
}

static void maker_free(maker *m)
{
    gk_free(m->above);
    gk_free(m->cik);
    gk_free(m->ticker);
    gk_free(m->ids.slots);
    gk_free(m->keys);
    gk_free(m->names);
}

static bool is_filtered(const gk_admission *admission) { return admission && !admission->all; }

/* The cards of what is admitted. */
static gk_status take_cards(maker *m, gk_store *store, const gk_admission *admission, gk_error *err)
{
    gk_status status = gk_store_cards(store, &m->cards, &m->count, err);
    if (status != GK_OK || !is_filtered(admission)) return status;
    gk_store_card *some = gk_arena_array(m->c->arena, admission->count, sizeof *some);
    size_t count = 0;
    for (size_t i = 0; i < admission->count; i++) {
        const gk_store_card *card = gk_store_card_of(m->cards, m->count, admission->contents[i]);
        if (card) some[count++] = *card;
    }
    m->cards = some;
    m->count = count;
    return GK_OK;
}

static void start(maker *m)
{
    gk_companies *c = m->c;
    c->papers = gk_arena_array(c->arena, m->count, sizeof *c->papers);
    c->paper_count = m->count;
    m->above = gk_alloc_array(m->count + 1, sizeof *m->above);
    m->cik = gk_alloc_array(m->count + 1, sizeof *m->cik);
    m->ticker = gk_alloc_array(m->count + 1, sizeof *m->ticker);
    for (size_t i = 0; i < m->count; i++) {
        m->above[i] = (int)i;
        m->cik[i] = m->cards[i].cik;
        m->ticker[i] = m->cards[i].ticker;
        c->papers[i] = paper_of(&m->cards[i]);
    }
}

static gk_status make(gk_store *store, const gk_admission *admission, const char *aliases,
                      gk_companies *c, gk_error *err)
{
    maker m = {.c = c};
    gk_status status = take_cards(&m, store, admission, err);
    if (status != GK_OK) return status;
    start(&m);
    join_cards(&m);
    number_companies(&m);
    add_stated_names(&m);
    sort_names(&m);
    status = take_file_names(&m, store, err);
    sort_names(&m);
    if (status == GK_OK) status = take_aliases(&m, aliases, err);
    sort_names(&m);
    c->names = gk_arena_array(c->arena, m.name_count, sizeof *c->names);
    if (m.name_count) memcpy(c->names, m.names, m.name_count * sizeof *c->names);
    c->name_count = m.name_count;
    list_misspelt(c);
    maker_free(&m);
    return status;
}

/* ---- kept with the library ------------------------------------------------------------------ */

/* That of everything, and that of what was admitted last. */
typedef struct registries {
    gk_companies *all, *part;
} registries;

static void registries_free(void *value)
{
    registries *r = value;
    companies_free(r->all);
    companies_free(r->part);
    gk_free(r);
}

static uint64_t hash_of(const gk_admission *admission)
{
    if (!is_filtered(admission)) return 0;
    return gk_hash(GK_HASH_START, admission->contents,
                   admission->count * sizeof *admission->contents) |
           1;
}

/* Whether a kept registry still holds. */
static bool holds(const gk_companies *kept, const gk_companies *wanted)
{
    return kept && kept->made == wanted->made && kept->admitted == wanted->admitted &&
           strcmp(kept->aliases_as, wanted->aliases_as) == 0;
}

gk_status gk_companies_get(gk_library *library, const gk_admission *admission,
                           const gk_companies **out, gk_error *err)
{
    *out = NULL;
    const gk_store_card *cards;
    size_t count;
    gk_status status = gk_store_cards(library->store, &cards, &count, err);
    if (status != GK_OK) return status;
    if (!library->companies.value)
        library->companies = (gk_kept){gk_alloc(sizeof(registries)), registries_free};
    registries *kept = library->companies.value;
    gk_companies **slot = is_filtered(admission) ? &kept->part : &kept->all;
    gk_companies wanted = {.made = gk_store_cards_made(library->store),
                           .admitted = hash_of(admission)};
    char *aliases = gk_path_join(gk_store_path(library->store), GK_ALIASES);
    aliases_state(aliases, wanted.aliases_as);
    if (!holds(*slot, &wanted)) {
        companies_free(*slot);
        *slot = NULL;
        gk_companies *made = gk_alloc(sizeof *made);
        *made = wanted;
        made->arena = gk_arena_new();
        status = make(library->store, admission, aliases, made, err);
        if (status == GK_OK)
            *slot = made;
        else
            companies_free(made);
    }
    gk_free(aliases);
    *out = *slot;
    return status;
}

size_t gk_company_names_from(const gk_companies *c, const char *key)
{
    size_t low = 0, high = c->name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(c->names[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t gk_companies_paper(const gk_companies *c, int64_t content)
{
    size_t low = 0, high = c->paper_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->papers[middle].content < content)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->paper_count && c->papers[low].content == content ? low : SIZE_MAX;
}
