/* SPDX-License-Identifier: Apache-2.0
 *
 * rows - see rows.h: what columns mean, and a row as a member.
 */
#include "read/rows.h"
#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Names of columns, in the order in which they are preferred. A name is compared without case,
 * spaces, hyphens and underscores. */
static const struct {
    const char *name;
    int role;
} columns[] = {
    {"text", GK_ROLE_TEXT},
    {"body", GK_ROLE_TEXT},
    {"content", GK_ROLE_TEXT},
    {"article", GK_ROLE_TEXT},
    {"articletext", GK_ROLE_TEXT},
    {"fulltext", GK_ROLE_TEXT},
    {"story", GK_ROLE_TEXT},
    {"正文", GK_ROLE_TEXT},
    {"内容", GK_ROLE_TEXT},
    {"新闻内容", GK_ROLE_TEXT},
    {"新闻正文", GK_ROLE_TEXT},
    {"title", GK_ROLE_TITLE},
    {"headline", GK_ROLE_TITLE},
    {"subject", GK_ROLE_TITLE},
    {"标题", GK_ROLE_TITLE},
    {"新闻标题", GK_ROLE_TITLE},
    {"url", GK_ROLE_URL},
    {"link", GK_ROLE_URL},
    {"链接", GK_ROLE_URL},
    {"网址", GK_ROLE_URL},
    {"id", GK_ROLE_ID},
    {"guid", GK_ROLE_ID},
    {"newsid", GK_ROLE_ID},
    {"articleid", GK_ROLE_ID},
    {"编号", GK_ROLE_ID},
    {"published", GK_FIELD_PUBLISHED},
    {"publishedat", GK_FIELD_PUBLISHED},
    {"publisheddate", GK_FIELD_PUBLISHED},
    {"publishdate", GK_FIELD_PUBLISHED},
    {"publishtime", GK_FIELD_PUBLISHED},
    {"pubdate", GK_FIELD_PUBLISHED},
    {"datetime", GK_FIELD_PUBLISHED},
    {"date", GK_FIELD_PUBLISHED},
    {"time", GK_FIELD_PUBLISHED},
    {"timestamp", GK_FIELD_PUBLISHED},
    {"发布时间", GK_FIELD_PUBLISHED},
    {"时间", GK_FIELD_PUBLISHED},
    {"日期", GK_FIELD_PUBLISHED},
    {"发布日期", GK_FIELD_PUBLISHED},
    {"ticker", GK_FIELD_TICKER},
    {"symbol", GK_FIELD_TICKER},
    {"stockcode", GK_FIELD_TICKER},
    {"代码", GK_FIELD_TICKER},
    {"股票代码", GK_FIELD_TICKER},
    {"证券代码", GK_FIELD_TICKER},
    {"company", GK_FIELD_COMPANY},
    {"companyname", GK_FIELD_COMPANY},
    {"公司", GK_FIELD_COMPANY},
    {"公司名称", GK_FIELD_COMPANY},
    {"股票简称", GK_FIELD_ALIAS},
    {"简称", GK_FIELD_ALIAS},
    {"cik", GK_FIELD_CIK},
    {"source", GK_FIELD_SOURCE},
    {"publisher", GK_FIELD_SOURCE},
    {"来源", GK_FIELD_SOURCE},
    {"文章来源", GK_FIELD_SOURCE},
    {"language", GK_FIELD_LANGUAGE},
    {"lang", GK_FIELD_LANGUAGE},
    {"语言", GK_FIELD_LANGUAGE},
    {"form", GK_FIELD_FORM},
    {"formtype", GK_FIELD_FORM},
    {"fiscalyear", GK_FIELD_FISCAL_YEAR},
    {"fiscalperiod", GK_FIELD_FISCAL_PERIOD},
    {"periodend", GK_FIELD_PERIOD_END},
};

int gk_role_of(const char *column)
{
    char name[64];
    size_t n = 0;
    for (const char *c = column; *c; c++) {
        if (strchr(" -_", *c)) continue;
        if (n + 1 == sizeof name) return GK_ROLES;
        name[n++] = (char)tolower((unsigned char)*c);
    }
    name[n] = '\0';
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (strcmp(columns[i].name, name) == 0) return columns[i].role;
    return GK_ROLES;
}

/* The file's name without its extension. */
static char *stem_of(const char *path)
{
    const char *name = gk_path_name(path), *dot = strrchr(name, '.');
    return gk_strndup(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static char *name_of(const char *path, const char *id, size_t number)
{
    char *stem = stem_of(path), *slug = gk_name_slug(id, "");
    char *name = slug[0] ? gk_format("%s_%s", stem, slug) : gk_format("%s_%06zu", stem, number);
    gk_free(slug);
    gk_free(stem);
    return name;
}

static bool is_blank(const char *s) { return !s || strspn(s, " \t\r\n") == strlen(s); }

static void state_row(gk_stated_list *list, const gk_news_row *row, const char *zone)
{
    char iso[GK_DATE_SIZE];
    for (gk_field f = 0; f < GK_FIELDS; f++) {
        if (is_blank(row->value[f])) continue;
        char *where = gk_format("column %s", row->column[f]);
        if (f != GK_FIELD_PUBLISHED)
            gk_stated_add(list, f, row->value[f], where);
        else if (gk_date_read(row->value[f], GK_DATE_ANY, zone, iso))
            gk_stated_add(list, f, iso, where);
        gk_free(where);
    }
    gk_stated_add(list, GK_FIELD_FORM, "News", "table of news");
}

void gk_row_give(gk_unpack *u, const char *path, const gk_news_row *row, const char *zone)
{
    gk_story story = {.title = row->value[GK_ROLE_TITLE],
                      .content = row->value[GK_ROLE_TEXT],
                      .link = row->value[GK_ROLE_URL]};
    if (is_blank(story.title) && is_blank(story.content)) {
        gk_row_leave_out(u, path, row->number, "has no text");
        return;
    }
    char *name = name_of(path, row->value[GK_ROLE_ID], row->number);
    gk_stated_list stated = {0};
    state_row(&stated, row, zone);
    gk_story_give(u, name, &story, &stated);
    gk_stated_free(&stated);
    gk_free(name);
}

void gk_row_leave_out(gk_unpack *u, const char *path, size_t number, const char *reason)
{
    char *name = name_of(path, NULL, number), *full = gk_format("%s.txt", name);
    gk_unpack_leave_out(u, full, reason);
    gk_free(full);
    gk_free(name);
}
