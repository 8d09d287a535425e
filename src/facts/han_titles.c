/* SPDX-License-Identifier: Apache-2.0 - the titles of Chinese statements */
#include "facts/parts.h"

#include <string.h>

enum { HAN_TITLE = 60, PAGES_BACK = 4 };

static unsigned han_title(const char *s, size_t n, bool *parent)
{
    static const struct {
        const char *name;
        unsigned statement;
    } titles[] = {{"资产负债表", GK_STATEMENT_BALANCE},
                  {"利润表", GK_STATEMENT_INCOME},
                  {"现金流量表", GK_STATEMENT_CASH}};
    unsigned found = 0;
    /* The title may stand at the end of the line above it: "…机构负责人：王…4、母公司利润表". */
    for (size_t at = n; n > HAN_TITLE && at-- > 0;) {
        if (n - at < 6 || memcmp(s + at, "、", 3) != 0) continue;
        if (memcmp(s + n - 3, "表", 3) == 0) s += at + 3, n -= at + 3;
        break;
    }
    if (n > HAN_TITLE || memmem(s, n, "。", 3) || memmem(s, n, "，", 3) || memmem(s, n, "...", 3) ||
        memmem(s, n, "项目", 6) || memmem(s, n, "补充资料", 12) || memmem(s, n, "科目", 6) ||
        memmem(s, n, "附注", 6) || memmem(s, n, "日后", 6))
        return 0;
    for (size_t k = 0; k < sizeof titles / sizeof *titles; k++) {
        if (!memmem(s, n, titles[k].name, strlen(titles[k].name))) continue;
        if (found) return 0;
        found = titles[k].statement;
    }
    *parent = memmem(s, n, "母公司", 9) != NULL;
    return found;
}

gk_facts_titles gk_facts_find_titles(const gk_document *document, gk_arena *arena)
{
    gk_facts_title *lines = NULL;
    size_t count = 0, capacity = 0;
    for (size_t p = 0; p < document->page_count; p++) {
        const gk_doc_page *page = &document->pages[p];
        const char *s = page->text, *end = s + page->length;
        if (!memmem(s, page->length, "表", 3)) continue;
        for (int line = 1; s < end; line++) {
            const char *next = memchr(s, '\n', (size_t)(end - s));
            const char *stop = next ? next : end;
            while (s < stop && *s == ' ') s++;
            while (stop > s && stop[-1] == ' ') stop--;
            bool parent;
            unsigned statement = han_title(s, (size_t)(stop - s), &parent);
            if (statement) {
                lines = gk_grow(lines, count, &capacity, sizeof *lines);
                lines[count++] = (gk_facts_title){(int)p + 1, line, statement, parent};
            }
            s = next ? next + 1 : end;
        }
    }
    lines = gk_arena_keep(arena, lines, count, sizeof *lines);
    return (gk_facts_titles){lines, count};
}

/* The last title before a table, a few pages back at most; NULL: none. */
const gk_facts_title *gk_facts_title_before(const gk_facts_titles *titles, const gk_table *t)
{
    int row = t->rows[0].line;
    for (size_t i = titles->count; i-- > 0;) {
        const gk_facts_title *l = &titles->lines[i];
        if (l->page > t->page || (l->page == t->page && l->line > row)) continue;
        return t->page - l->page <= PAGES_BACK ? l : NULL;
    }
    return NULL;
}
