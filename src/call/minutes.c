/* SPDX-License-Identifier: Apache-2.0
 *
 * minutes - the records that Chinese companies publish of meetings with investors: who speaks is
 * said by a mark at the line's start. A question may also be a numbered line that ends in a
 * question mark, with "答：" below.
 */
#include "call/parts.h"
#include "text/text.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct mark {
    const char *text;
    gk_call_kind kind;
} mark;

/* What stands before the colon, a number behind it taken away. */
static const mark MARKS[] = {
    {"问", GK_CALL_ANALYST},       {"提问", GK_CALL_ANALYST},       {"Q", GK_CALL_ANALYST},
    {"问题", GK_CALL_ANALYST},     {"投资者", GK_CALL_ANALYST},     {"投资者提问", GK_CALL_ANALYST},
    {"投资者问", GK_CALL_ANALYST}, {"投资人", GK_CALL_ANALYST},     {"分析师", GK_CALL_ANALYST},
    {"调研机构", GK_CALL_ANALYST}, {"机构投资者", GK_CALL_ANALYST}, {"提问者", GK_CALL_ANALYST},
    {"答", GK_CALL_COMPANY},       {"答复", GK_CALL_COMPANY},       {"回复", GK_CALL_COMPANY},
    {"回答", GK_CALL_COMPANY},     {"A", GK_CALL_COMPANY},          {"公司回复", GK_CALL_COMPANY},
    {"公司回答", GK_CALL_COMPANY}, {"公司答复", GK_CALL_COMPANY},   {"公司", GK_CALL_COMPANY},
    {"管理层", GK_CALL_COMPANY},   {"公司管理层", GK_CALL_COMPANY}, {"主持人", GK_CALL_OPERATOR},
};

/* Titles, the longer before the shorter that they hold. */
static const char *const TITLES[] = {
    "副董事长",       "董事会秘书", "董事长",     "执行董事", "独立董事",     "副总经理",
    "总经理",         "副总裁",     "执行总裁",   "总裁",     "财务总监",     "财务负责人",
    "首席财务官",     "首席执行官", "首席运营官", "董秘",     "证券事务代表", "投资者关系总监",
    "投资者关系经理", "首席科学家", "总工程师",   "主持人",   "董事",
};

/* What the name of a firm that asks ends with. */
static const char *const FIRMS[] = {"证券", "基金", "资本", "资产", "投资",
                                    "国际", "保险", "资管", "银行", "研究所"};

static const char *const SHOWN[] = {
    "投资者关系活动记录", "业绩说明会", "业绩交流会", "电话会议",     "业绩发布会",  "投资者交流会",
    "特定对象调研",       "投资者调研", "业绩电话会", "投资者说明会", "投资者接待日"};

static bool ends_with(gk_piece p, const char *text)
{
    size_t n = strlen(text);
    return p.n >= n && memcmp(p.s + p.n - n, text, n) == 0;
}

/* The bytes before the first colon of either width within a short head; 0: none. */
static size_t head_length(gk_piece p, size_t *colon)
{
    enum { WITHIN = 72 };
    for (size_t i = 0; i < p.n && i < WITHIN; i++) {
        if (p.s[i] == ':') {
            *colon = 1;
            return i;
        }
        if (i + 3 <= p.n && memcmp(p.s + i, "：", 3) == 0) {
            *colon = 3;
            return i;
        }
    }
    return 0;
}

/* Whether c counts questions: a digit of either kind. */
static bool is_counter(uint32_t c)
{
    static const char HAN_DIGITS[] = "一二三四五六七八九十";
    if (c >= '0' && c <= '9') return true;
    for (size_t i = 0; i + 1 < sizeof HAN_DIGITS;)
        if (gk_utf8_next(HAN_DIGITS, sizeof HAN_DIGITS - 1, &i) == c) return true;
    return false;
}

/* Takes "1、", "12." and "（一）" from the start. */
static bool take_counter(gk_piece *p)
{
    size_t i = 0, digits = 0, at = 0;
    uint32_t c = 0;
    while (i < p->n) {
        at = i;
        c = gk_utf8_next(p->s, p->n, &i);
        if (!is_counter(c)) break;
        digits++;
    }
    if (!digits || digits > 3 || at == p->n || (c != 0x3001 && c != '.' && c != 0xFF0E))
        return false;
    *p = gk_piece_trim((gk_piece){p->s + i, p->n - i});
    return true;
}

/* "Q1" and "问题一" are "Q" and "问题". */
static gk_piece without_counter(gk_piece p)
{
    for (size_t cut = p.n; cut;) {
        size_t start = cut - 1;
        while (start && ((unsigned char)p.s[start] & 0xC0) == 0x80) start--;
        size_t i = start;
        if (!is_counter(gk_utf8_next(p.s, p.n, &i))) return (gk_piece){p.s, cut};
        cut = start;
    }
    return p;
}

static bool marked(gk_piece head, gk_person *person)
{
    gk_piece bare = gk_piece_trim(without_counter(head));
    for (size_t i = 0; i < COUNT(MARKS); i++)
        if (gk_piece_is(bare, MARKS[i].text)) {
            *person = (gk_person){.kind = MARKS[i].kind};
            if (MARKS[i].kind == GK_CALL_OPERATOR) person->role = bare;
            return true;
        }
    return false;
}

/* A role of several titles: "董事、副总经理兼董事会秘书". */
static bool is_title(gk_piece p)
{
    for (size_t i = 0; i < COUNT(TITLES); i++)
        if (ends_with(p, TITLES[i])) return true;
    return false;
}

static bool is_asking_firm(gk_piece p)
{
    for (size_t i = 0; i < COUNT(FIRMS); i++)
        if (ends_with(p, FIRMS[i])) return true;
    return false;
}

/* A name and, before or behind it, what it is called by: "董事会秘书 张三", "张三（董事会秘书）",
 * "中信证券 李四". */
static bool named(gk_piece head, gk_person *person)
{
    gk_piece first = head, second = {0};
    size_t open = gk_piece_find(head, "（"), space = gk_piece_find(head, " ");
    if (open != SIZE_MAX && open && ends_with(head, "）")) {
        first = (gk_piece){head.s, open};
        second = (gk_piece){head.s + open + 3, head.n - open - 6};
    } else if (space != SIZE_MAX) {
        first = (gk_piece){head.s, space};
        second = gk_piece_trim((gk_piece){head.s + space, head.n - space});
    }
    if (second.n && gk_call_is_name(first) && (is_title(second) || is_asking_firm(second))) {
        gk_piece other = first;
        first = second;
        second = other;
    }
    /* Without a space only a known title can be told from the name behind it. */
    for (size_t i = 0; i < COUNT(TITLES) && !second.n; i++) {
        size_t n = strlen(TITLES[i]), at = gk_piece_find(head, TITLES[i]);
        if (at == SIZE_MAX || at + n == head.n) continue;
        first = (gk_piece){head.s, at + n};
        second = (gk_piece){head.s + at + n, head.n - at - n};
    }
    if (!second.n || !gk_call_is_name(second) || is_title(second)) return false;
    bool title = is_title(first);
    if (!title && !is_asking_firm(first)) return false;
    *person = (gk_person){.name = second, .kind = title ? GK_CALL_COMPANY : GK_CALL_ANALYST};
    if (title && ends_with(first, "主持人")) person->kind = GK_CALL_OPERATOR;
    *(title ? &person->role : &person->firm) = first;
    return true;
}

static bool is_answer(gk_piece text)
{
    size_t colon = 0;
    gk_person person = {0};
    size_t n = head_length(text, &colon);
    return n && marked(gk_piece_trim((gk_piece){text.s, n}), &person) &&
           person.kind == GK_CALL_COMPANY;
}

/* Whether the numbered line i asks: what stands before the next answer ends in a question mark. */
static bool numbered_question(const gk_call_lines *lines, size_t i)
{
    enum { WITHIN = 12 };
    gk_piece text = lines->lines[i].text;
    if (!take_counter(&text) || !text.n) return false;
    gk_piece last = text;
    for (size_t k = i + 1; k < lines->count && k < i + WITHIN; k++) {
        gk_piece next = lines->lines[k].text;
        if (!next.n) continue;
        if (is_answer(next)) return ends_with(last, "？") || ends_with(last, "?");
        if (lines->lines[k].kind != GK_CALL_LINE_TEXT || take_counter(&next)) return false;
        last = next;
    }
    return false;
}

bool gk_minutes_opens(const gk_call_lines *lines, size_t i, gk_opening *out)
{
    gk_piece text = lines->lines[i].text;
    size_t colon = 0;
    if (numbered_question(lines, i)) {
        *out = (gk_opening){.line = i, .sure = true, .person = {.kind = GK_CALL_ANALYST}};
        return true;
    }
    take_counter(&text);
    size_t n = head_length(text, &colon);
    if (!n) return false;
    gk_piece head = gk_piece_trim((gk_piece){text.s, n});
    gk_person person = {0};
    if (!marked(head, &person) && !named(head, &person)) return false;
    *out = (gk_opening){.line = i, .lines = n + colon == text.n, .person = person, .sure = true};
    return true;
}

static bool has_han(gk_piece p)
{
    for (size_t i = 0; i < p.n; i++)
        if ((unsigned char)p.s[i] >= 0xE4 && (unsigned char)p.s[i] <= 0xE9) return true;
    return false;
}

bool gk_minutes_shown(const gk_call_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        gk_piece text = lines->lines[i].text;
        if (!has_han(text)) continue;
        for (size_t k = 0; k < COUNT(SHOWN); k++)
            if (memmem(text.s, text.n, SHOWN[k], strlen(SHOWN[k]))) return true;
    }
    return false;
}
