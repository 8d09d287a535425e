/* SPDX-License-Identifier: Apache-2.0
 *
 * A judge that a person can follow, and overrule: figures are compared as figures, words as words,
 * and the reason is always told. It is strict where it cannot know.
 */
#include "eval/judge.h"
#include "eval/eval.h"

#include <math.h>
#include <string.h>

enum { FEW_WORDS = 3, NAME_WORDS = 6, PAIRED = 8 };

/* One answer before the judge. */
typedef struct hearing {
    const char *question, *expected, *answer;
    gk_told_list want, got;
    gk_told_wish wish;
    size_t words; /* telling ones of expected */
    double share; /* of them that the answer has */
    gk_string *why;
} hearing;

static bool ruled(const hearing *h, bool right, const char *format, const char *detail)
{
    if (h->why) gk_string_addf(h->why, format, detail);
    return right;
}

static bool has_any(const char *s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasestr(s, words[i])) return true;
    return false;
}

static bool asks_figures(const char *question)
{
    static const char *const words[] = {"how much", "how many", "by how",   "多少",
                                        "列出",     "给出",     "give the", "show the"};
    return has_any(question, words, sizeof words / sizeof *words);
}

static bool asks_which(const char *question)
{
    static const char *const words[] = {"which", "who ", "what are", "哪", "谁"};
    return has_any(question, words, sizeof words / sizeof *words);
}

/* ---- figures -------------------------------------------------------------------------------- */

static char *figure_text(const gk_told_list *list, const gk_told *f)
{
    return gk_format("%.*s", (int)(f->end - f->start), list->text + f->start);
}

static bool stands(const hearing *h, const gk_told *e, const char **why)
{
    *why = "it is not there";
    for (size_t i = 0; i < h->got.count; i++)
        if (gk_told_same(e, &h->got.figures[i], &h->wish, why)) return true;
    return false;
}

static double amount(const gk_told *f)
{
    double value = f->value * f->scale;
    return f->minus || f->parentheses ? -value : value;
}

/* A change that the answer leaves to the reader: both figures are there, one is less the other by
 * e, or by e percent. */
static bool follows(const hearing *h, const gk_told *e)
{
    size_t most = h->got.count < PAIRED ? h->got.count : PAIRED;
    for (size_t i = 0; i < most; i++)
        for (size_t k = 0; k < most; k++) {
            const gk_told *a = &h->got.figures[i], *b = &h->got.figures[k];
            if (i == k || a->kind != b->kind) continue;
            gk_told change = *e;
            double difference = amount(a) - amount(b), before = fabs(amount(b));
            bool percent = e->kind == GK_TOLD_PERCENT && a->kind != GK_TOLD_PERCENT;
            if (percent && before == 0) continue;
            change.value = fabs(percent ? 100 * difference / before : difference);
            change.scale = 1;
            change.unit_known = !percent;
            const char *why;
            if (gk_told_same(e, &change, &h->wish, &why)) return true;
        }
    return false;
}

static size_t needed(const hearing *h)
{
    size_t count = 0;
    for (size_t i = 0; i < h->want.count; i++) count += !h->want.figures[i].optional;
    return count;
}

static const gk_told *first_needed(const hearing *h)
{
    for (size_t i = 0; i < h->want.count; i++)
        if (!h->want.figures[i].optional) return &h->want.figures[i];
    return NULL;
}

static bool missing(const hearing *h, const gk_told *e, const char *why)
{
    char *text = figure_text(&h->want, e), *reason = gk_format("%s: %s", text, why);
    gk_free(text);
    ruled(h, false, "expects %s", reason);
    gk_free(reason);
    return false;
}

/* Every figure that is not only an explanation. */
static bool all_stand(const hearing *h)
{
    const char *why;
    for (size_t i = 0; i < h->want.count; i++) {
        const gk_told *e = &h->want.figures[i];
        if (!e->optional && !stands(h, e, &why)) return missing(h, e, why);
    }
    return true;
}

/* ---- rules ---------------------------------------------------------------------------------- */

/* A stance is right; its figures: all of them where they are asked for, else the first. */
static bool judge_explanation(const hearing *h, const char *stance)
{
    const gk_told *e = first_needed(h);
    const char *why;
    if (!e) return ruled(h, true, "%s", stance);
    if (asks_figures(h->question))
        return all_stand(h) && ruled(h, true, "%s and all figures", stance);
    if (stands(h, e, &why)) return ruled(h, true, "%s and the first figure", stance);
    if (follows(h, e)) return ruled(h, true, "%s, and the figure follows from those shown", stance);
    return missing(h, e, why);
}

static bool judge_polarity(hearing *h, int expected)
{
    int got = gk_polarity(h->answer);
    if (!got) got = gk_polarity_told(h->question, h->answer);
    if (got != expected) return ruled(h, false, "expects %s", expected > 0 ? "yes" : "no");
    h->wish.polar = true;
    return judge_explanation(h, expected > 0 ? "yes, as expected" : "no, as expected");
}

static bool judge_choice(hearing *h, size_t expected)
{
    size_t got = gk_choice(h->question, h->answer);
    if (got != expected) return ruled(h, false, "%s", got ? "the other choice" : "chooses nothing");
    h->wish.polar = gk_direction(h->expected, strlen(h->expected)) != 0;
    return judge_explanation(h, "the same choice");
}

static bool judge_single(const hearing *h)
{
    const gk_told *e = first_needed(h);
    const char *why = "the answer has no figure";
    if (!h->got.count || !gk_told_same(e, &h->got.figures[0], &h->wish, &why))
        return missing(h, e, why);
    return ruled(h, true, "%s", "the same figure");
}

static bool judge_figures(const hearing *h)
{
    if (!all_stand(h)) return false;
    if (h->words <= FEW_WORDS) return ruled(h, true, "%s", "all figures");
    if (h->share < 1.0 / 3)
        return ruled(h, false, "%s", "all figures, but under a third of the words");
    return ruled(h, true, "%s", "all figures and a third of the words");
}

/* Of "Cross currency swaps. Their notional value was $32 million" the name decides; of "The
 * consumer segment, by 0.9%", too, where the answer shows no figure. */
static bool judge_name(const hearing *h, bool *decided)
{
    *decided = false;
    if (!asks_which(h->question) || asks_figures(h->question)) return false;
    size_t n = strcspn(h->expected, ".;(\n"), words;
    char *lead = gk_format("%.*s", (int)n, h->expected);
    gk_told_list figures;
    gk_told_read(lead, &figures);
    double share = gk_word_share(h->question, lead, h->answer, &words);
    bool named = !figures.count && words && words <= NAME_WORDS && h->expected[n] &&
                 h->expected[n + 1];
    *decided = named && h->want.count;
    gk_told_free(&figures);
    gk_free(lead);
    if (!*decided) return false;
    return share >= 2.0 / 3 ? ruled(h, true, "%s", "the name that is asked for")
                            : ruled(h, false, "%s", "not the name that is asked for");
}

static bool judge_words(const hearing *h)
{
    size_t words;
    if (gk_holds_text(h->expected, h->answer)) return ruled(h, true, "%s", "holds its words");
    if (!h->words) /* a year, or one of the things that the question offers */
        return gk_word_share(NULL, h->expected, h->answer, &words) >= 1
                   ? ruled(h, true, "%s", "the same words")
                   : ruled(h, false, "%s", "not all of its words");
    double least = h->words <= 4 ? 2.0 / 3 : 0.5;
    char *reason = gk_format("%.0f%% of %zu telling words, %.0f%% needed", 100 * h->share, h->words,
                             100 * least);
    bool right = ruled(h, h->share >= least, "%s", reason);
    gk_free(reason);
    return right;
}

/* Where the question asks which way it went, and expected says so, answer must not say otherwise.
 */
static bool opposes(const hearing *h)
{
    if (!gk_asks_direction(h->question)) return false;
    int want = gk_direction(h->expected, strlen(h->expected));
    int got = gk_direction(h->answer, strlen(h->answer));
    return want && got && want != got;
}

/* Whether text is a period and nothing else. */
static bool is_period(const char *text, gk_period *out)
{
    size_t at = 0, n = strlen(text);
    while (n && strchr(" .", text[n - 1])) n--;
    return gk_period_next(text, n, &at, out) && out->span.start == 0 && out->span.end == n;
}

/* The first period that the answer names must be it. */
static bool judge_period(const hearing *h, const gk_period *expected)
{
    gk_period got;
    size_t at = 0;
    const char *text = h->got.text; /* without citations, whose documents are named after years */
    if (!gk_period_next(text, strlen(text), &at, &got))
        return ruled(h, false, "%s", "names no period");
    bool same = got.year == expected->year && got.quarter == expected->quarter &&
                (!expected->month || (got.month == expected->month && got.day == expected->day));
    return ruled(h, same, "%s", same ? "the same period" : "another period");
}

static bool judge(hearing *h)
{
    int says = gk_polarity_expected(h->expected);
    if (says) return judge_polarity(h, says);
    size_t choice = gk_choice(h->question, h->expected);
    if (choice) return judge_choice(h, choice);
    gk_period period;
    if (is_period(h->expected, &period)) return judge_period(h, &period);
    if (opposes(h)) return ruled(h, false, "%s", "the other direction");
    if (needed(h) == 1 && h->words <= FEW_WORDS) return judge_single(h);
    bool decided;
    bool right = judge_name(h, &decided);
    if (decided) return right;
    return needed(h) ? judge_figures(h) : judge_words(h);
}

/* Expected without its parentheses: what it is judged by. */
static char *without_parentheses(const char *s)
{
    gk_string out = {0};
    int depth = 0;
    for (size_t i = 0; s[i];) {
        bool wide_open = strncmp(s + i, "（", 3) == 0, wide_close = strncmp(s + i, "）", 3) == 0;
        if (s[i] == '(' || wide_open) depth++;
        size_t n = wide_open || wide_close ? 3 : 1;
        if (!depth) gk_string_append(&out, s + i, n);
        if (depth && (s[i] == ')' || wide_close)) depth--;
        i += n;
    }
    return gk_string_take(&out);
}

bool gk_judge(const char *question, const char *expected, const char *answer, gk_string *why)
{
    hearing h = {.question = question, .expected = expected, .answer = answer, .why = why};
    if (!expected[0]) return ruled(&h, false, "%s", "nothing in the documents answers");
    if (!answer[0]) return ruled(&h, false, "%s", "it says nothing");
    gk_told_read(expected, &h.want);
    gk_told_read(answer, &h.got);
    h.wish = gk_told_wish_read(question);
    char *bare = without_parentheses(expected);
    bool only = !bare[strspn(bare, " $\n")];
    h.share = gk_word_share(question, only ? expected : bare, answer, &h.words);
    gk_free(bare);
    /* Where nothing else is there, parentheses hold the answer. */
    for (size_t i = 0; i < h.want.count && (only || !needed(&h)); i++)
        h.want.figures[i].optional = h.words > 0 && !only;
    bool right = judge(&h);
    gk_told_free(&h.want);
    gk_told_free(&h.got);
    return right;
}
