/* SPDX-License-Identifier: Apache-2.0
 *
 * stated - what a container states of a member, each value in its field's form.
 */
#include "read/unpack.h"
#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_VALUE = 300 };

/* Each takes text with its space folded and returns the value or NULL; gk_free. */
static char *as_it_is(const char *text) { return gk_strdup(text); }

static char *date(const char *text)
{
    char out[GK_DATE_SIZE];
    return gk_date_read(text, GK_DATE_ANY, NULL, out) ? gk_strdup(out) : NULL;
}

static char *day(const char *text)
{
    char out[GK_DATE_SIZE];
    return gk_date_read(text, GK_DATE_ANY, NULL, out) ? gk_strndup(out, 10) : NULL;
}

static char *cik(const char *text)
{
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n > 10 || text[n]) return NULL;
    return gk_format("%.*s%s", (int)(10 - n), "0000000000", text);
}

static char *year(const char *text)
{
    bool is = strlen(text) == 4 && strspn(text, "0123456789") == 4;
    return is ? gk_strdup(text) : NULL;
}

static char *period(const char *text)
{
    static const char *const all[] = {"FY", "Q1", "Q2", "Q3", "Q4", "H1", "H2"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcasecmp(all[i], text) == 0) return gk_strdup(all[i]);
    return NULL;
}

/* "en-us", "English", "zh_CN", "中文". */
static char *language(const char *text)
{
    if (gk_starts_with(text, "中") || strncasecmp(text, "chinese", 7) == 0) return gk_strdup("zh");
    if (strncasecmp(text, "english", 7) == 0) return gk_strdup("en");
    size_t n = 0;
    while (isalpha((unsigned char)text[n])) n++;
    if (n < 2 || n > 3 || (text[n] && !strchr("-_", text[n]))) return NULL;
    char *code = gk_strndup(text, n);
    for (size_t i = 0; i < n; i++) code[i] = (char)tolower((unsigned char)code[i]);
    return code;
}

/* Where six digits are listed: Shanghai, Shenzhen or Beijing, by the first; 92 is Beijing's, too.
 */
static const char *board(const char *six)
{
    if (strchr("48", six[0]) || strncmp(six, "92", 2) == 0) return "BJ";
    return strchr("569", six[0]) ? "SH" : "SZ";
}

/* "AAPL", "NASDAQ: AAPL", "$AAPL", "600519", "SH600519", "sh.600519": a symbol, "600519.SH". */
static char *ticker(const char *text)
{
    const char *colon = strrchr(text, ':');
    if (colon) text = colon + 1;
    while (*text == ' ' || *text == '$') text++;
    size_t n = strcspn(text, " ,;/");
    if (n == 0 || n > 16) return NULL;
    char *symbol = gk_strndup(text, n);
    for (size_t i = 0; i < n; i++) symbol[i] = (char)toupper((unsigned char)symbol[i]);
    const char *six = n >= 6 ? symbol + n - 6 : "";
    bool listed = strspn(six, "0123456789") == 6;
    static const char *const before[] = {"", "SH", "SZ", "BJ", "SH.", "SZ.", "BJ."};
    char *full = NULL;
    for (size_t i = 0; listed && i < sizeof before / sizeof *before; i++)
        if (strlen(before[i]) == n - 6 && strncmp(symbol, before[i], n - 6) == 0)
            full = gk_format("%s.%.2s", six, i ? before[i] : board(six));
    if (!full) return symbol;
    gk_free(symbol);
    return full;
}

static char *(*const forms[GK_FIELDS])(const char *) = {
    [GK_FIELD_COMPANY] = as_it_is, [GK_FIELD_TICKER] = ticker,    [GK_FIELD_CIK] = cik,
    [GK_FIELD_FORM] = as_it_is,    [GK_FIELD_FISCAL_YEAR] = year, [GK_FIELD_FISCAL_PERIOD] = period,
    [GK_FIELD_PERIOD_END] = day,   [GK_FIELD_PUBLISHED] = date,   [GK_FIELD_LANGUAGE] = language,
    [GK_FIELD_SOURCE] = as_it_is,  [GK_FIELD_ALIAS] = as_it_is,
};

static bool stands(const gk_stated_list *list, gk_field field, const char *value)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].field == field &&
            (field != GK_FIELD_ALIAS || strcmp(list->items[i].value, value) == 0))
            return true;
    return false;
}

void gk_stated_add(gk_stated_list *list, gk_field field, const char *text, const char *where)
{
    char *folded = gk_fold_space(text ? text : "", text ? strlen(text) : 0);
    bool fits = folded[0] && strlen(folded) <= LONGEST_VALUE && list->count < GK_MOST_STATED;
    char *value = fits ? forms[field](folded) : NULL;
    gk_free(folded);
    if (!value || stands(list, field, value)) {
        gk_free(value);
        return;
    }
    list->items[list->count++] = (gk_stated){
        .field = field, .value = value, .where = gk_strdup(where)};
}

void gk_stated_free(gk_stated_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        gk_free(list->items[i].value);
        gk_free(list->items[i].where);
    }
    list->count = 0;
}
