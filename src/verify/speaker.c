/* SPDX-License-Identifier: Apache-2.0
 *
 * Whose words a claim says they are ("Jane Roe said that", "according to the CFO", "董事长表示"),
 * against whose they are: the source's speaker, the line that begins the turn, or the attribution
 * in the sentence itself.
 */
#include "verify/checks.h"

#include <string.h>
#include <strings.h>

enum { ATTRIBUTION_MOST = 120 };

typedef struct role_word {
    const char *word;
    int role;
} role_word;

enum {
    ROLE_CEO = 1,
    ROLE_CFO,
    ROLE_COO,
    ROLE_CHAIR,
    ROLE_ANALYST,
    ROLE_OPERATOR,
    ROLE_COMPANY,
    ROLE_SECRETARY,
    ROLE_TREASURER,
    ROLE_PRESIDENT,
    ROLE_DIRECTOR
};

static const role_word roles[] = {
    {"chief executive", ROLE_CEO}, {"ceo", ROLE_CEO},
    {"chief financial", ROLE_CFO}, {"cfo", ROLE_CFO},
    {"chief operating", ROLE_COO}, {"coo", ROLE_COO},
    {"chairman", ROLE_CHAIR},      {"chairwoman", ROLE_CHAIR},
    {"chair of", ROLE_CHAIR},      {"analyst", ROLE_ANALYST},
    {"operator", ROLE_OPERATOR},   {"management", ROLE_COMPANY},
    {"the company", ROLE_COMPANY}, {"executives", ROLE_COMPANY},
    {"董事长", ROLE_CHAIR},        {"总经理", ROLE_CEO},
    {"首席执行官", ROLE_CEO},      {"总裁", ROLE_CEO},
    {"treasurer", ROLE_TREASURER}, {"president", ROLE_PRESIDENT},
    {"director", ROLE_DIRECTOR},   {"controller", ROLE_TREASURER},
    {"财务总监", ROLE_CFO},        {"首席财务官", ROLE_CFO},
    {"分析师", ROLE_ANALYST},      {"董事会秘书", ROLE_SECRETARY},
    {"董秘", ROLE_SECRETARY},      {"管理层", ROLE_COMPANY},
};

static unsigned roles_in(const char *s, size_t n)
{
    unsigned found = 0;
    for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
        size_t m = strlen(roles[k].word);
        for (size_t i = 0; i + m <= n; i++) {
            if (strncasecmp(s + i, roles[k].word, m) != 0) continue;
            bool inside = m == 3 &&
                          ((i && (s[i - 1] | 32) >= 'a' && (s[i - 1] | 32) <= 'z') ||
                           (i + m < n && (s[i + m] | 32) >= 'a' && (s[i + m] | 32) <= 'z'));
            if (!inside || (unsigned char)s[i] >= 0x80) found |= 1u << roles[k].role;
        }
    }
    return found;
}

static const gk_cue *said_cue(const gk_reading *r)
{
    for (size_t i = 0; i < r->cue_count; i++)
        if (r->cues[i].kind == GK_CUE_SAID) return &r->cues[i];
    return NULL;
}

/* The words that name the speaker: before "said", or behind "according to" and behind "…, said". */
static gk_span attribution(const char *s, gk_span span, const gk_reading *r)
{
    const gk_cue *cue = said_cue(r);
    if (!cue) return (gk_span){0, 0};
    bool according = (s[cue->span.start] | 32) == 'a' &&
                     strncasecmp(s + cue->span.start, "according", 9) == 0;
    if (according) {
        size_t end = cue->span.end;
        while (end < span.end && s[end] != ',' && s[end] != ':') end++;
        return (gk_span){cue->span.end, end};
    }
    if (cue->span.start - span.start <= ATTRIBUTION_MOST && cue->span.start > span.start)
        return (gk_span){span.start, cue->span.start};
    if (cue->span.start > span.start) return (gk_span){cue->span.end, span.end};
    return (gk_span){0, 0};
}

static bool stands(const char *s, size_t n, const char *word, size_t m)
{
    for (size_t i = 0; i + m <= n; i++)
        if (strncasecmp(s + i, word, m) == 0) return true;
    return false;
}

/* Whether the last word of the name, the family's, stands in the text. */
static bool family_stands(const char *name, size_t n, const char *text, size_t text_n)
{
    size_t from = n;
    while (from > 0 && name[from - 1] != ' ') from--;
    return n - from >= 2 && stands(text, text_n, name + from, n - from);
}

static bool of_company(const gk_verify_source *source, const char *name, size_t n)
{
    return gk_name_stands(name, n, source->company, strlen(source->company)) ||
           gk_name_stands(name, n, source->names, strlen(source->names)) ||
           gk_name_stands(name, n, source->document, strlen(source->document));
}

/* All that says whose words the sentence is: from arena. */
static char *speakers_of(const gk_check *check, const gk_alignment *alignment)
{
    const gk_pick *pick = &alignment->picks[0];
    const gk_verify_source *source = check->sources[pick->source].source;
    const gk_said *said = gk_picked(check, alignment, 0);
    gk_span own = attribution(source->text, said->span, &said->reading);
    if (own.end && said_cue(&said->reading)) own = said->span;
    return gk_arena_format(
        check->arena, "%s\n%.*s\n%.*s", source->speaker, (int)(said->turn.end - said->turn.start),
        source->text + said->turn.start, (int)(own.end - own.start), source->text + own.start);
}

static bool blank(const char *s)
{
    while (*s == ' ' || *s == '\n') s++;
    return !*s;
}

/* Chinese: some pair of characters of the attribution in the speakers' text. */
static bool han_stands(const char *s, gk_span span, const char *speakers, bool *any)
{
    size_t n = strlen(speakers);
    for (size_t i = span.start; i + 6 <= span.end;) {
        size_t next = i, second;
        uint32_t a = gk_utf8_next(s, span.end, &next);
        second = next;
        uint32_t b = second < span.end ? gk_utf8_next(s, span.end, &second) : 0;
        if (gk_is_han(a) && gk_is_han(b)) {
            *any = true;
            if (stands(speakers, n, s + i, second - i)) return true;
        }
        i = next;
    }
    return false;
}

double gk_wrong_speaker(const gk_check *check, const gk_claim *claim, const gk_alignment *alignment)
{
    const char *s = check->text;
    gk_span who = attribution(s, claim->span, &claim->reading);
    if (!alignment->pick_count || who.end <= who.start) return 0;
    const char *speakers = speakers_of(check, alignment);
    if (blank(speakers)) return 0;
    size_t n = strlen(speakers);
    const gk_verify_source *source = check->sources[alignment->picks[0].source].source;
    gk_name *names;
    size_t count = gk_names_find(s, who, check->arena, &names), people = 0;
    unsigned claimed = roles_in(s + who.start, who.end - who.start);
    for (size_t i = 0; i < count; i++) {
        const char *name = s + names[i].span.start;
        size_t m = names[i].span.end - names[i].span.start;
        if (roles_in(name, m) || m < 3 || of_company(source, name, m)) continue;
        if (strncasecmp(name, "the", m) == 0 || strncasecmp(name, "in", m) == 0) continue;
        people++;
        if (family_stands(name, m, speakers, n)) return 0;
    }
    if (people) return 1;
    unsigned theirs = roles_in(speakers, n);
    if (claimed & 1u << ROLE_COMPANY) return theirs == 1u << ROLE_ANALYST ? 1 : 0;
    if (claimed && theirs) return claimed & theirs ? 0 : 1;
    bool any = false;
    if ((unsigned char)s[who.start] >= 0xE3 && !han_stands(s, who, speakers, &any) && any) return 1;
    return 0;
}
