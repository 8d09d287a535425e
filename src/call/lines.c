/* SPDX-License-Identifier: Apache-2.0
 *
 * lines - the lines of a document, and the headings by which a transcript is divided.
 */
#include "call/parts.h"
#include "text/text.h"

#include <string.h>

typedef struct heading {
    const char *text;
    gk_call_line_kind kind;
    gk_call_part part;
    gk_call_kind people;
} heading;

#define SECTION(text, part)                                                                        \
    {                                                                                              \
        text, GK_CALL_LINE_SECTION, part, GK_CALL_UNKNOWN                                          \
    }
#define PEOPLE(text, people)                                                                       \
    {                                                                                              \
        text, GK_CALL_LINE_PEOPLE, GK_CALL_PART_UNKNOWN, people                                    \
    }
#define END(text)                                                                                  \
    {                                                                                              \
        text, GK_CALL_LINE_END, GK_CALL_PART_UNKNOWN, GK_CALL_UNKNOWN                              \
    }

/* A heading stands alone in its line; a colon at its end and a number before it do not matter. */
static const heading HEADINGS[] = {
    SECTION("presentation", GK_CALL_REMARKS),
    SECTION("prepared remarks", GK_CALL_REMARKS),
    SECTION("management discussion section", GK_CALL_REMARKS),
    SECTION("management discussion", GK_CALL_REMARKS),
    SECTION("management remarks", GK_CALL_REMARKS),
    SECTION("opening remarks", GK_CALL_REMARKS),
    SECTION("公司介绍", GK_CALL_REMARKS),
    SECTION("公司情况介绍", GK_CALL_REMARKS),
    SECTION("公司经营情况介绍", GK_CALL_REMARKS),
    SECTION("公司业绩介绍", GK_CALL_REMARKS),
    SECTION("业绩介绍", GK_CALL_REMARKS),
    SECTION("管理层介绍", GK_CALL_REMARKS),
    SECTION("管理层发言", GK_CALL_REMARKS),
    SECTION("questions and answers", GK_CALL_QUESTIONS),
    SECTION("question and answer", GK_CALL_QUESTIONS),
    SECTION("questions & answers", GK_CALL_QUESTIONS),
    SECTION("question-and-answer session", GK_CALL_QUESTIONS),
    SECTION("question and answer session", GK_CALL_QUESTIONS),
    SECTION("question & answer session", GK_CALL_QUESTIONS),
    SECTION("question and answer section", GK_CALL_QUESTIONS),
    SECTION("questions and answers session", GK_CALL_QUESTIONS),
    SECTION("q&a", GK_CALL_QUESTIONS),
    SECTION("q&a session", GK_CALL_QUESTIONS),
    SECTION("q & a", GK_CALL_QUESTIONS),
    SECTION("问答环节", GK_CALL_QUESTIONS),
    SECTION("互动交流", GK_CALL_QUESTIONS),
    SECTION("互动问答", GK_CALL_QUESTIONS),
    SECTION("交流问答", GK_CALL_QUESTIONS),
    SECTION("提问环节", GK_CALL_QUESTIONS),
    SECTION("互动交流环节", GK_CALL_QUESTIONS),
    SECTION("互动问答环节", GK_CALL_QUESTIONS),
    SECTION("问答交流环节", GK_CALL_QUESTIONS),
    SECTION("主要问题及回复", GK_CALL_QUESTIONS),
    SECTION("投资者提问及公司回复", GK_CALL_QUESTIONS),
    SECTION("投资者提问与公司回复", GK_CALL_QUESTIONS),
    SECTION("问答", GK_CALL_QUESTIONS),
    PEOPLE("corporate participants", GK_CALL_COMPANY),
    PEOPLE("company participants", GK_CALL_COMPANY),
    PEOPLE("company representatives", GK_CALL_COMPANY),
    PEOPLE("management participants", GK_CALL_COMPANY),
    PEOPLE("executives", GK_CALL_COMPANY),
    PEOPLE("company executives", GK_CALL_COMPANY),
    PEOPLE("management", GK_CALL_COMPANY),
    PEOPLE("conference call participants", GK_CALL_ANALYST),
    PEOPLE("conference participants", GK_CALL_ANALYST),
    PEOPLE("other participants", GK_CALL_ANALYST),
    PEOPLE("analyst participants", GK_CALL_ANALYST),
    PEOPLE("analysts", GK_CALL_ANALYST),
    PEOPLE("call participants", GK_CALL_UNKNOWN),
    PEOPLE("participants", GK_CALL_UNKNOWN),
    END("definitions"),
    END("disclaimer"),
    END("disclaimers"),
};

/* What a line that ends the talk starts with, whatever follows. */
static const char *const ENDS[] = {"duration:", "关于本次活动是否涉及", "本次活动不涉及",
                                   "附件清单"};

/* The heading's text: without what numbers it and without a colon. */
static gk_piece bare_heading(gk_piece p)
{
    static const char *const NUMBERS[] = {"一、",      "二、",       "三、",
                                          "四、",      "五、",       "第一部分 ",
                                          "第二部分 ", "第一部分：", "第二部分："};
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
        if (gk_piece_starts(p, NUMBERS[i])) {
            size_t n = strlen(NUMBERS[i]);
            p = gk_piece_trim((gk_piece){p.s + n, p.n - n});
            break;
        }
    if (p.n && p.s[p.n - 1] == ':') p.n--;
    if (p.n >= 3 && memcmp(p.s + p.n - 3, "：", 3) == 0) p.n -= 3;
    return gk_piece_trim(p);
}

static bool is_rule(gk_piece p)
{
    size_t marks = 0;
    for (size_t i = 0; i < p.n;) {
        uint32_t c = gk_utf8_next(p.s, p.n, &i);
        if (c == ' ') continue;
        if (c != '-' && c != '=' && c != '.' && c != '_' && c != '*' && c != 0x2014 &&
            c != 0x2026 && c != 0x2500 && c != 0x2013)
            return false;
        marks++;
    }
    return marks >= 5;
}

static void classify(gk_call_line *line)
{
    enum { LONGEST = 60 };
    if (!line->text.n) {
        line->kind = GK_CALL_LINE_BLANK;
        return;
    }
    if (is_rule(line->text)) {
        line->kind = GK_CALL_LINE_RULE;
        return;
    }
    if (line->text.n > LONGEST) return;
    gk_piece bare = bare_heading(line->text);
    for (size_t i = 0; i < sizeof ENDS / sizeof *ENDS; i++)
        if (gk_piece_starts(bare, ENDS[i])) line->kind = GK_CALL_LINE_END;
    for (size_t i = 0; i < sizeof HEADINGS / sizeof *HEADINGS; i++)
        if (gk_piece_is(bare, HEADINGS[i].text)) {
            line->kind = HEADINGS[i].kind;
            line->part = HEADINGS[i].part;
            line->people = HEADINGS[i].people;
            return;
        }
}

void gk_call_lines_read(const gk_document *document, gk_arena *arena, gk_call_lines *out)
{
    size_t total = 0;
    for (size_t p = 0; p < document->page_count; p++)
        total += gk_line_count(document->pages[p].text, document->pages[p].length);
    *out = (gk_call_lines){.lines = gk_arena_array(arena, total ? total : 1, sizeof *out->lines)};
    for (size_t p = 0; p < document->page_count; p++) {
        const gk_doc_page *page = &document->pages[p];
        int number = 0;
        for (size_t at = 0; at < page->length;) {
            const char *end = memchr(page->text + at, '\n', page->length - at);
            size_t stop = end ? (size_t)(end - page->text) : page->length;
            gk_call_line *line = &out->lines[out->count++];
            line->text = gk_piece_trim((gk_piece){page->text + at, stop - at});
            line->page = (int)p + 1;
            line->line = ++number;
            classify(line);
            at = stop + 1;
        }
    }
}
