/* SPDX-License-Identifier: Apache-2.0
 *
 * How analysts ask for what a table or a heading holds. To teach Goshawk another way, add a line.
 */
#include "synth/synth.h"

#include <string.h>

enum {
    CHINESE = GK_SYNTH_CHINESE,
    QUESTION = GK_SYNTH_QUESTION,
    PERCENT = GK_SYNTH_PERCENT,
    CHANGE = GK_SYNTH_CHANGE,
    TITLE = GK_SYNTH_TITLE,
    TICKER = GK_SYNTH_TICKER,
    HEADING = GK_SYNTH_HEADING,
    EXACT = CHINESE | QUESTION | HEADING /* a template of another kind is of no use */
};

typedef struct pattern {
    unsigned needs;
    const char *text;
} pattern;

static const pattern patterns[] = {
    /* a row, in a few words */
    {0, "{company} {period} {label}"},
    {0, "{company} {label} {period}"},
    {0, "{label} {company} {period}"},
    {0, "{period} {label} of {company}"},
    {TICKER, "{ticker} {period} {label}"},
    {TICKER, "{ticker} {label} {period}"},
    {TITLE, "{company} {period} {title} {label}"},
    {TITLE, "{company} {label} {title} {period}"},
    {TITLE | TICKER, "{ticker} {title} {label} {period}"},
    {CHANGE, "{company} {label} {before} vs {period}"},
    {CHANGE | TICKER, "{ticker} {label} {before} to {period} change"},
    /* a row, as a question */
    {QUESTION, "What was {company}'s {label} in {period}?"},
    {QUESTION, "How much {label} did {company} report for {period}?"},
    {QUESTION, "What did {company} report for {label} in {period}?"},
    {QUESTION, "What amount of {label} did {company} show in {period}?"},
    {QUESTION, "For {period}, what was {label} at {company}?"},
    {QUESTION, "How large was {label} at {company} in {period}?"},
    {QUESTION | TITLE, "In {company}'s {title}, what was {label} for {period}?"},
    {QUESTION | TITLE, "How much {label} is shown under {title} by {company} for {period}?"},
    {QUESTION | PERCENT, "What percentage does {company} give for {label} in {period}?"},
    {QUESTION | PERCENT, "What was the rate of {label} at {company} in {period}?"},
    {QUESTION | CHANGE, "How did {company}'s {label} change from {before} to {period}?"},
    {QUESTION | CHANGE, "Was {company}'s {label} higher in {period} than in {before}?"},
    {QUESTION | CHANGE, "How does {label} of {company} compare between {before} and {period}?"},
    {QUESTION | CHANGE | TITLE,
     "How did {label} in {company}'s {title} move between {before} and {period}?"},
    /* a heading */
    {HEADING, "{company} {period} {label}"},
    {HEADING, "{company} {label} {period}"},
    {HEADING, "{company} {label}"},
    {HEADING, "{label} {company} {period}"},
    {HEADING | TICKER, "{ticker} {label} {period}"},
    {HEADING | TICKER, "{ticker} {period} {label}"},
    {HEADING | TICKER, "{ticker} {label}"},
    /* Chinese */
    {CHINESE, "{company}{period}{label}"},
    {CHINESE, "{company} {period} {label}"},
    {CHINESE, "{company} {label} {period}"},
    {CHINESE, "{label} {company}{period}"},
    {CHINESE | TITLE, "{company} {period} {title} {label}"},
    {CHINESE | CHANGE, "{company}{label} {before} {period} 对比"},
    {CHINESE | QUESTION, "{company}{period}的{label}是多少？"},
    {CHINESE | QUESTION, "{period}{company}的{label}为多少？"},
    {CHINESE | QUESTION, "{company}在{period}的{label}有多少？"},
    {CHINESE | QUESTION | TITLE, "{company}{period}{title}中{label}是多少？"},
    {CHINESE | QUESTION | PERCENT, "{company}{period}{label}的比例是多少？"},
    {CHINESE | QUESTION | CHANGE, "{company}的{label}从{before}到{period}有什么变化？"},
    {CHINESE | QUESTION | CHANGE, "{company}{period}的{label}与{before}相比如何？"},
    {CHINESE | HEADING, "{company}{period}{label}"},
    {CHINESE | HEADING, "{company} {label} {period}"},
    {CHINESE | HEADING, "{company} {label}"},
};
enum { PATTERNS = sizeof patterns / sizeof *patterns };

static bool serves(const pattern *p, unsigned kind)
{
    return (p->needs & EXACT) == (kind & EXACT) && (p->needs & ~kind) == 0;
}

static const char *value_of(const gk_synth_values *v, const char *name, size_t n)
{
    const struct {
        const char *name, *value;
    } places[] = {{"company", v->company}, {"ticker", v->ticker}, {"period", v->period},
                  {"before", v->before},   {"label", v->label},   {"title", v->title}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strlen(places[i].name) == n && memcmp(places[i].name, name, n) == 0)
            return places[i].value ? places[i].value : "";
    return "";
}

char *gk_synth_fill(unsigned kind, const gk_synth_values *values, gk_random *random)
{
    size_t serving[PATTERNS], count = 0;
    for (size_t i = 0; i < PATTERNS; i++)
        if (serves(&patterns[i], kind)) serving[count++] = i;
    if (!count) return NULL;
    const char *s = patterns[serving[gk_random_below(random, count)]].text;
    gk_string out = {0};
    while (*s) {
        size_t n = strcspn(s, "{");
        gk_string_append(&out, s, n);
        s += n;
        if (!*s) break;
        size_t length = strcspn(s, "}");
        gk_string_add(&out, value_of(values, s + 1, length - 1));
        s += length + 1;
    }
    return gk_string_take(&out);
}
