/* SPDX-License-Identifier: Apache-2.0
 *
 * A report of a company listed in China (or in Hong Kong, in Chinese): "2020年年度报告",
 * "半年度报告", "第三季度报告"; 股票代码, 股票简称, 公司的中文名称, 报告期.
 */
#include "about/work.h"

#include "text/text.h"

#include <string.h>

enum { HEAD_LINES = 40, LABEL_PAGES = 40, CODE_BYTES = 120 };

/* The reports, the more special before what it contains. */
static const struct {
    const char *title, *period, *end, *form;
} reports[] = {{"半年度报告", "H1", "06-30", "Interim report"},
               {"中期报告", "H1", "06-30", "Interim report"},
               {"第一季度报告", "Q1", "03-31", "Interim report"},
               {"一季度报告", "Q1", "03-31", "Interim report"},
               {"第三季度报告", "Q3", "09-30", "Interim report"},
               {"三季度报告", "Q3", "09-30", "Interim report"},
               {"半年报", "H1", "06-30", "Interim report"},
               {"一季报", "Q1", "03-31", "Interim report"},
               {"三季报", "Q3", "09-30", "Interim report"},
               {"年度报告", "FY", "12-31", "Annual report"},
               {"年报", "FY", "12-31", "Annual report"}};

/* A line without its spaces, and where each byte stood is not kept: a line's place is enough. */
static char *compact(work *w, const flow_line *line)
{
    char *text = gk_arena_strndup(w->arena, w->flow.text + line->start, line->end - line->start);
    size_t n = 0;
    for (size_t i = 0; text[i]; i++)
        if (text[i] != ' ') text[n++] = text[i];
    text[n] = '\0';
    return text;
}

/* "二〇二〇" or "二零二零" as 2020, the four characters before `end`; 0. */
static int year_in_han(const char *s, const char *end)
{
    static const char *const digits[] = {"〇", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    int year = 0;
    if (end - s < 12) return 0;
    for (const char *p = end - 12; p < end; p += 3) {
        int digit = -1;
        for (int d = 0; d < 10; d++)
            if (memcmp(p, digits[d], 3) == 0) digit = d;
        if (memcmp(p, "零", 3) == 0 || memcmp(p, "○", 3) == 0) digit = 0;
        if (digit < 0) return 0;
        year = year * 10 + digit;
    }
    return year;
}

/* The year that ends before `title` in s: "2020年", "2020年度", "2020", "二〇二〇年"; 0. */
static int year_of_title(const char *s, const char *title)
{
    const char *end = title;
    static const char *const joints[] = {"度", "年"};
    for (size_t i = 0; i < 2; i++)
        if (end - s >= 3 && memcmp(end - 3, joints[i], 3) == 0) end -= 3;
    int han = year_in_han(s, end);
    if (han) return han;
    if (end - s < 4 || (end - s > 4 && end[-5] >= '0' && end[-5] <= '9')) return 0;
    int year = 0;
    for (const char *p = end - 4; p < end; p++) {
        if (*p < '0' || *p > '9') return 0;
        year = year * 10 + (*p - '0');
    }
    return year >= 1990 && year < 2100 ? year : 0;
}

/* The title of a report with its year among the first lines. The year may stand in the line
 * before. */
static bool title(work *w, size_t *which, int *year, size_t *at)
{
    const flow *f = &w->flow;
    const char *before = "";
    for (size_t i = 0; i < f->line_count && i < HEAD_LINES; i++) {
        char *text = compact(w, &f->lines[i]);
        for (size_t k = 0; k < sizeof reports / sizeof *reports; k++) {
            const char *found = strstr(text, reports[k].title);
            if (!found || strlen(text) > 160) continue;
            *year = year_of_title(text, found);
            if (!*year && found - text <= 6) *year = year_of_title(before, before + strlen(before));
            if (!*year) continue;
            *which = k;
            *at = f->lines[i].start;
            return true;
        }
        before = text;
    }
    return false;
}

/* ---- the stock's code and names */

static const char *market(const char *code)
{
    static const struct {
        const char *prefix, *market;
    } markets[] = {{"60", "SH"}, {"68", "SH"}, {"900", "SH"}, {"00", "SZ"},
                   {"30", "SZ"}, {"20", "SZ"}, {"920", "BJ"}, {"43", "BJ"},
                   {"83", "BJ"}, {"87", "BJ"}, {"88", "BJ"}};
    for (size_t i = 0; i < sizeof markets / sizeof *markets; i++)
        if (gk_starts_with(code, markets[i].prefix)) return markets[i].market;
    return NULL;
}

/* The first number of six digits in [from, to) that is the code of a share. */
static bool code_in(const flow *f, size_t from, size_t to, char code[7])
{
    for (size_t i = from; i + 6 <= to; i++) {
        size_t n = strspn(f->text + i, "0123456789");
        if (n == 6) {
            memcpy(code, f->text + i, 6);
            code[6] = '\0';
            if (market(code)) return true;
        }
        if (n) i += n - 1;
    }
    return false;
}

static void stock_code(work *w, size_t to)
{
    static const char *const labels[] = {"股票代码", "证券代码", "公司代码", "a股代码"};
    const flow *f = &w->flow;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        for (size_t at = 0; (at = flow_find(f, at, to, labels[i])) != FLOW_NONE; at++) {
            char code[7];
            size_t end = at + CODE_BYTES < f->n ? at + CODE_BYTES : f->n;
            if (!code_in(f, at, end, code)) continue;
            work_propose(w, GK_FIELD_TICKER, gk_arena_format(w->arena, "%s.%s", code, market(code)),
                         RANK_COVER, at, NULL);
            return;
        }
}

static bool is_label(const char *s)
{
    static const char *const words[] = {"代码", "简称", "名称", "交易所",
                                        "缩写", "变更", "如有", "股票种类"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(s, words[i])) return true;
    return gk_ends_with(s, ":");
}

static bool is_value(const char *s)
{
    return *s && strcmp(s, "/") != 0 && strcmp(s, "-") != 0 && strcmp(s, "无") != 0 &&
           strcmp(s, "不适用") != 0 && strlen(s) <= 150 && !is_label(s);
}

/* The bytes of s before the next label: "邮储银行股票代码:601658" has its first four characters. */
static size_t before_label(const char *s, size_t n)
{
    static const char *const labels[] = {"股票代码", "证券代码", "公司代码", "股份代码", "股份代号",
                                         "A股代码",  "H股代码",  "股票简称", "证券简称", "公司简称",
                                         "A股简称",  "H股简称",  "A股股票",  "H股股票",  "变更前",
                                         "股票上市", "上市地点", "上市交易", "股份登记"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        const char *found = memmem(s, n, labels[i], strlen(labels[i]));
        if (found) n = (size_t)(found - s);
    }
    return n;
}

/* What follows the label within its cell: ":安靠智电", " 安靠智电 股票代码 300617". */
static char *rest_of_cell(work *w, const char *after)
{
    while (*after && strchr(": \"", *after)) after++;
    if (*after == '(') {
        const char *close = strchr(after, ')');
        if (!close) return NULL;
        after = close + 1;
        while (*after && strchr(": \"", *after)) after++;
    }
    bool latin = (*after >= 'A' && *after <= 'Z') || (*after >= 'a' && *after <= 'z');
    size_t n = strcspn(after, latin ? ";\"" : " (,;\"");
    n = before_label(after, n);
    while (n && after[n - 1] == ' ') n--;
    char *value = gk_arena_strndup(w->arena, after, n);
    return is_value(value) ? value : NULL;
}

/* The value of a label: in its cell, in the next one, or, under a row of labels, in the same column
 * of the next line. */
static char *value_of(work *w, size_t line, const flow_cell *cells, size_t count, size_t cell,
                      const char *after)
{
    const flow *f = &w->flow;
    char *value = rest_of_cell(w, after);
    bool empty = after[strcspn(after, " :")] == '\0' || *after == '(';
    if (value || !empty) return value;
    value = cell + 1 < count ? rest_of_cell(w, cells[cell + 1].text) : NULL;
    if (value) return value;
    if (cell + 1 < count && !is_label(cells[cell + 1].text)) return NULL;
    if (count < 2 || line + 1 >= f->line_count) return NULL;
    flow_cell below[FLOW_CELLS];
    size_t rows = flow_cells(f, &f->lines[line + 1], below);
    for (size_t i = 0; i < rows; i++)
        if (below[i].left < cells[cell].right && below[i].right > cells[cell].left &&
            is_value(below[i].text))
            return below[i].text;
    return NULL;
}

/* The first value of a label in the first pages. */
static char *labelled(work *w, const char *label, size_t *at)
{
    const flow *f = &w->flow;
    size_t to = flow_pages_end(f, LABEL_PAGES);
    for (size_t found = 0; (found = flow_find(f, found, to, label)) != FLOW_NONE;
         found += strlen(label)) {
        size_t line = flow_line_of(f, found);
        flow_cell cells[FLOW_CELLS];
        size_t count = flow_cells(f, &f->lines[line], cells);
        for (size_t i = 0; i < count; i++) {
            const char *in = strstr(cells[i].text, label);
            char *value = in ? value_of(w, line, cells, count, i, in + strlen(label)) : NULL;
            if (!value) continue;
            *at = found;
            return value;
        }
    }
    return NULL;
}

/* The first run of Han (and brackets, letters) that ends in 公司 and has a legal form. */
static void name_in_head(work *w)
{
    const flow *f = &w->flow;
    for (size_t i = 0; i < f->line_count && i < HEAD_LINES; i++) {
        char *text = compact(w, &f->lines[i]);
        const char *form = strstr(text, "股份有限公司");
        size_t length = strlen("股份有限公司");
        if (!form) {
            form = strstr(text, "有限公司");
            length = strlen("有限公司");
        }
        if (!form || form == text || form - text > 90) continue;
        const char *start = text;
        for (const char *p = text; p < form; p++)
            if (strchr(":;,\"", *p)) start = p + 1;
        char *name = gk_arena_strndup(w->arena, start, (size_t)(form - start) + length);
        work_propose(w, GK_FIELD_COMPANY, name, RANK_HEAD, f->lines[i].start, NULL);
        return;
    }
}

static void names(work *w)
{
    static const char *const full[] = {"公司的中文名称",     "公司中文名称", "法定中文名称",
                                       "公司的法定中文名称", "中文名称",     "公司名称"};
    static const char *const others[] = {
        "股票简称",           "证券简称",       "公司的中文简称",   "公司中文简称", "中文简称",
        "公司的外文名称缩写", "公司的外文名称", "公司的英文名称",   "法定英文名称", "公司英文名称",
        "英文简称",           "变更前股票简称", "变更前的股票简称", "股简称"};
    size_t at = 0;
    for (size_t i = 0; i < sizeof full / sizeof *full; i++) {
        char *value = labelled(w, full[i], &at);
        if (!value || !strstr(value, "公司")) continue;
        work_propose(w, GK_FIELD_COMPANY, value, RANK_COVER, at, NULL);
        break;
    }
    name_in_head(w);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        char *value = labelled(w, others[i], &at);
        if (value && !strstr(value, "以下")) work_alias(w, value, at, NULL);
    }
}

/* ---- the period */

/* "报告期 指 2019年1月1日至2019年12月31日" */
static void period_end(work *w, const char *rule, int year, size_t title_at)
{
    const flow *f = &w->flow;
    size_t to = flow_pages_end(f, LABEL_PAGES);
    for (size_t at = 0; (at = flow_find(f, at, to, "报告期")) != FLOW_NONE; at++) {
        size_t end = at + CODE_BYTES < f->n ? at + CODE_BYTES : f->n, from = at, start;
        day d, last = {0, 0, 0};
        while (day_next(f->lower, end, &from, &start, &d)) last = d;
        if (!last.year || flow_find(f, at, end, "至") == FLOW_NONE || last.year != year) continue;
        work_propose_day(w, GK_FIELD_PERIOD_END, last, RANK_COVER, at, NULL);
        return;
    }
    work_propose(w, GK_FIELD_PERIOD_END, gk_arena_format(w->arena, "%d-%s", year, rule),
                 RANK_GUESSED, title_at, "the end of the period in its title");
}

static void published(work *w)
{
    static const char *const labels[] = {"董事会批准报送日期", "批准报送日期", "披露日期",
                                         "公告日期"};
    const flow *f = &w->flow;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t at = flow_find(f, 0, f->n, labels[i]), start;
        if (at == FLOW_NONE) continue;
        size_t from = at, to = at + CODE_BYTES < f->n ? at + CODE_BYTES : f->n;
        day d;
        if (!day_next(f->lower, to, &from, &start, &d)) continue;
        work_propose_day(w, GK_FIELD_PUBLISHED, d, RANK_TEXT, start, NULL);
        return;
    }
}

bool about_china(work *w)
{
    size_t which, at;
    int year;
    const char *language = work_value(w, GK_FIELD_LANGUAGE);
    if (!language || strcmp(language, "zh") != 0 || !title(w, &which, &year, &at)) return false;
    size_t to = flow_pages_end(&w->flow, LABEL_PAGES);
    bool company = flow_find(&w->flow, 0, to, "公司") != FLOW_NONE;
    bool report = flow_find(&w->flow, 0, to, "董事会") != FLOW_NONE ||
                  flow_find(&w->flow, 0, to, "股") != FLOW_NONE;
    if (!company || !report) return false;
    work_propose(w, GK_FIELD_FORM, reports[which].form, RANK_COVER, at, NULL);
    work_propose(w, GK_FIELD_FISCAL_PERIOD, reports[which].period, RANK_COVER, at, NULL);
    work_propose_year(w, year, RANK_COVER, at, NULL);
    period_end(w, reports[which].end, year, at);
    stock_code(w, to);
    names(w);
    published(w);
    return true;
}
