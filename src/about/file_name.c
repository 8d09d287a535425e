/* SPDX-License-Identifier: Apache-2.0
 *
 * What a file's name says: "3M_2018_10K.pdf", "AMCOR_2023Q4_EARNINGS.pdf",
 * "PEPSICO_2023_8K_dated-2023-05-30.pdf", "CALL_MSFT_Q2_2024.txt", "600201_2020_年度报告.pdf".
 */
#include "about/names.h"
#include "about/work.h"

#include "text/text.h"

#include <string.h>

enum { MOST_PARTS = 24 };

/* What a part says of the form. Compared without case and hyphens. */
static const struct {
    const char *part, *form, *period;
} kinds[] = {{"10k", "10-K", "FY"},
             {"10ka", "10-K/A", "FY"},
             {"10q", "10-Q", NULL},
             {"10qa", "10-Q/A", NULL},
             {"8k", "8-K", NULL},
             {"8ka", "8-K/A", NULL},
             {"20f", "20-F", "FY"},
             {"40f", "40-F", "FY"},
             {"6k", "6-K", NULL},
             {"s1", "S-1", NULL},
             {"def14a", "DEF 14A", NULL},
             {"earnings", "Earnings", NULL},
             {"call", "Call", NULL},
             {"transcript", "Call", NULL},
             {"news", "News", NULL},
             {"research", "Research", NULL},
             {"policy", "Policy", NULL},
             {"annualreport", "Annual report", "FY"},
             {"年度报告", "Annual report", "FY"},
             {"年报", "Annual report", "FY"},
             {"半年度报告", "Interim report", "H1"},
             {"半年报", "Interim report", "H1"},
             {"一季度报告", "Interim report", "Q1"},
             {"第一季度报告", "Interim report", "Q1"},
             {"三季度报告", "Interim report", "Q3"},
             {"第三季度报告", "Interim report", "Q3"},
             {"研报", "Research", NULL},
             {"研究报告", "Research", NULL},
             {"新闻", "News", NULL}};

typedef struct parts {
    char *text[MOST_PARTS];
    size_t count;
} parts;

static void add_part(work *w, parts *p, const char *s, size_t n)
{
    if (n && p->count < MOST_PARTS) p->text[p->count++] = gk_arena_strndup(w->arena, s, n);
}

/* Between letters and Han is a seam, too: "2020年度报告" says 2020 and 年度报告. */
static parts cut(work *w, const char *s, size_t n)
{
    parts p = {0};
    size_t start = 0;
    bool han = false;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        bool is_han = gk_is_han(c),
             space = c == '_' || c == ' ' || c == ',' || c == '(' || c == ')';
        if (!space && is_han == han) continue;
        add_part(w, &p, s + start, at - start);
        start = space ? i : at;
        han = is_han && !space;
    }
    add_part(w, &p, s + start, n - start);
    return p;
}

static char *bare(work *w, const char *s)
{
    char *out = gk_arena_strdup(w->arena, s);
    size_t n = 0;
    for (; *s; s++)
        if (*s != '-' && *s != '.' && *s != '/') out[n++] = flow_small(*s);
    out[n] = '\0';
    return out;
}

static void propose(work *w, gk_field field, const char *value)
{
    work_propose_from(w, field, value, RANK_NAME, GK_FROM_NAME, "file name");
}

static bool take_kind(work *w, const char *part)
{
    const char *text = bare(w, part);
    if (gk_starts_with(text, "年") && text[3]) /* "2020" and "年年度报告" */
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
            if (strcmp(kinds[i].part, text + 3) == 0) text += 3;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(kinds[i].part, text) != 0) continue;
        propose(w, GK_FIELD_FORM, kinds[i].form);
        if (kinds[i].period) propose(w, GK_FIELD_FISCAL_PERIOD, kinds[i].period);
        return true;
    }
    return false;
}

static bool digits(const char *s, size_t n) { return strspn(s, "0123456789") >= n; }

/* "2023", "2023Q4", "2023H1", "FY2023" */
static bool take_year(work *w, const char *part)
{
    if (gk_starts_with(part, "FY") || gk_starts_with(part, "fy")) part += 2;
    if (!digits(part, 4) || (part[0] != '1' && part[0] != '2') ||
        (part[0] == '2' && part[1] != '0') || (part[0] == '1' && part[1] != '9'))
        return false;
    char mark = part[4];
    bool quarter = (mark == 'Q' || mark == 'q') && part[5] >= '1' && part[5] <= '4' && !part[6];
    bool half = (mark == 'H' || mark == 'h') && part[5] >= '1' && part[5] <= '2' && !part[6];
    if (mark && !quarter && !half) return false;
    propose(w, GK_FIELD_FISCAL_YEAR, gk_arena_strndup(w->arena, part, 4));
    if (mark)
        propose(w, GK_FIELD_FISCAL_PERIOD,
                gk_arena_format(w->arena, "%c%c", quarter ? 'Q' : 'H', part[5]));
    return true;
}

/* "Q3", "H1", "FY" */
static bool take_period(work *w, const char *part)
{
    char letter = flow_small(part[0]);
    bool quarter = letter == 'q' && part[1] >= '1' && part[1] <= '4' && !part[2];
    bool half = letter == 'h' && (part[1] == '1' || part[1] == '2') && !part[2];
    if (quarter || half)
        propose(w, GK_FIELD_FISCAL_PERIOD,
                gk_arena_format(w->arena, "%s%c", quarter ? "Q" : "H", part[1]));
    return quarter || half;
}

/* "dated-2023-05-30", "2023-05-30", "20230530" */
static bool take_date(work *w, const char *part)
{
    if (strncasecmp(part, "dated", 5) == 0) part += 5;
    while (*part == '-') part++;
    day d;
    char text[DAY_TEXT];
    if (strlen(part) == 8 && digits(part, 8)) {
        snprintf(text, sizeof text, "%.4s-%.2s-%.2s", part, part + 4, part + 6);
        part = text;
    }
    if (strlen(part) != 10 || !day_iso(part, &d)) return false;
    propose(w, GK_FIELD_PUBLISHED, day_text(d, text));
    return true;
}

/* What is left is a name, or the code of a share: the first of several parts. Six digits elsewhere
 * are a number in a row of files ("wire_000001"). */
static void take_name(work *w, gk_string *name, const char *part, bool first)
{
    if (first && strlen(part) == 6 && digits(part, 6)) {
        const char *market = part[0] == '6' ? "SH" : part[0] == '0' || part[0] == '3' ? "SZ" : "BJ";
        propose(w, GK_FIELD_TICKER, gk_arena_format(w->arena, "%s.%s", part, market));
        return;
    }
    if (gk_is_document_kind(part, strlen(part)) || strspn(part, "0123456789-") == strlen(part))
        return;
    if (name->length) gk_string_append(name, " ", 1);
    gk_string_add(name, part);
}

void about_file_name(work *w, const char *name)
{
    const char *dot = strrchr(name, '.');
    size_t n = dot && dot > name && strlen(dot) <= 9 ? (size_t)(dot - name) : strlen(name);
    parts p = cut(w, name, n);
    gk_string company = {0};
    bool known = false;
    for (size_t i = 0; i < p.count; i++) {
        const char *part = p.text[i];
        bool taken = take_date(w, part) || take_year(w, part) || take_period(w, part);
        if (!taken && take_kind(w, part)) taken = known = true;
        if (!taken) take_name(w, &company, part, i == 0 && p.count > 1);
    }
    bool structured = known || w->about->values[GK_FIELD_FISCAL_YEAR].origin == GK_FROM_NAME;
    if (company.length && structured && work_value(w, GK_FIELD_FISCAL_YEAR) &&
        !name_is_generic(company.data))
        propose(w, GK_FIELD_COMPANY, company.data);
    gk_string_free(&company);
}
