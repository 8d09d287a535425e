/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/seeks.h"

#include "answer/asked.h"

#include <math.h>
#include <string.h>

static const char *const reasons_asked =
    "why|what drove|what drives|what caused|what led|what explains|reason|reasons|due to what|what "
    "factors|what contributed|原因|为什么|为何|因何";
static const char *const reasons_given = "due to|driven by|because|attributable to|as a result "
                                         "of|resulted from|resulting from|reflecting|"
                                         "primarily from|owing to|caused by|thanks to|led "
                                         "by|offset by|主要系|主要是|所致|由于|因为|导致|"
                                         "致使|系因|系本期|原因是";
static const char *const times_asked =
    "when|what date|on which date|何时|什么时候|哪一天|哪天|成立时间";
static const char *const figures_asked =
    "how much|how many|what amount|多少|金额|总额|几|每10股|合计";

static const char *const deals_asked =
    "what are major acquisitions|major acquisitions|which acquisitions|what acquisitions|which "
    "companies did|acquisitions that|acquisitions has|acquisitions did|收购了哪些|哪些收购";
static const char *const deals_told =
    "acquired|completed the acquisition|completed the acquisitions|completed its acquisition|"
    "purchased all|acquired all|closed the acquisition|完成收购|收购了|完成了对";

/* Terms that ask, in stemmed form. */
static const char *const askings =
    "drove|drive|driven|driver|reason|caus|explain|chang|major|key|main|mainli|primarili|primari|"
    "whi|did|doe|give|given|state|describ|accord|well|year|compani|relat|done|perform|原因|主要|"
    "给出|"
    "出的|解释|释的|说明|是什|什么|么？|的原|因是|是怎|怎样|样的|请说|明分|年报|报给|公司|同比|"
    "较上|"
    "上年|上期|分别|别是|哪些";

/* A figure that comes again is a strong sign, one that does not a weak one. */
static const double figure_again = 0.2, figure_missing = 0.08, reason_more = 0.08;

static bool is_asking(const char *term)
{
    const char *list = askings, *part;
    size_t n;
    while ((part = gk_list_next(&list, &n)))
        if (strlen(term) == n && memcmp(term, part, n) == 0) return true;
    return false;
}

void gk_seeks_read(const gk_question *q, gk_arena *arena, gk_seeks *out)
{
    *out = (gk_seeks){0};
    char *plain = gk_asked_plain(q->text, strlen(q->text));
    out->reason = gk_asked_find(plain, reasons_asked, NULL) != SIZE_MAX;
    out->time = gk_asked_find(plain, times_asked, NULL) != SIZE_MAX;
    out->figure = gk_asked_find(plain, figures_asked, NULL) != SIZE_MAX;
    out->deals = gk_asked_find(plain, deals_asked, NULL) != SIZE_MAX;
    gk_free(plain);
    out->asking = gk_arena_array(arena, q->term_count, sizeof *out->asking);
    for (size_t i = 0; i < q->term_count; i++) out->asking[i] = is_asking(q->terms[i].text);
    gk_number numbers[16];
    size_t count = gk_amounts(q->text, strlen(q->text), numbers, 16);
    for (size_t i = 0; i < count; i++)
        if (numbers[i].percent || numbers[i].decimals || numbers[i].scale != 1)
            out->numbers[out->number_count++] = numbers[i];
}

double gk_seeks_coverage(const gk_seeks *seeks, const gk_seen *seen)
{
    const gk_question *q = seen->question;
    size_t content = 0, found = 0, end = SIZE_MAX;
    bool joined = false; /* one phrase: "head office" */
    for (size_t i = 0; i < q->term_count; i++) {
        bool figure = q->terms[i].text[0] >= '0' && q->terms[i].text[0] <= '9';
        if (!q->terms[i].content || seeks->asking[i] || figure) continue;
        joined = end != SIZE_MAX && q->terms[i].span.start <= end + 1;
        end = q->terms[i].span.end;
        content++;
        found += seen->terms[i];
    }
    if (!content) return 0;
    /* One word, or two, are easily met beside the point. */
    double sure = seeks->deals || content > 2 ? 1 : content == 2 ? (joined ? 0.95 : 0.62) : 0.5;
    return sure * (double)found / (double)content;
}

bool gk_seeks_fit(const gk_seeks *seeks, const char *sentence, double *more)
{
    size_t n = strlen(sentence), at = 0;
    *more = 0;
    if (seeks->reason) {
        char *plain = gk_asked_plain(sentence, n);
        bool gives = gk_asked_find(plain, reasons_given, NULL) != SIZE_MAX;
        gk_free(plain);
        if (!gives) return false;
        *more += reason_more;
    }
    gk_period period;
    if (seeks->deals) {
        /* One that is told: who or what, and when. */
        char *plain = gk_asked_plain(sentence, n);
        bool told = gk_asked_find(plain, deals_told, NULL) != SIZE_MAX;
        gk_free(plain);
        size_t from = 0;
        if (!told || !gk_period_next(sentence, n, &from, &period)) return false;
    }
    if (seeks->time && !gk_period_next(sentence, n, &at, &period)) return false;
    gk_number numbers[48];
    size_t count = gk_amounts(sentence, n, numbers, sizeof numbers / sizeof *numbers);
    if (seeks->figure && !count) return false;
    for (size_t i = 0; i < seeks->number_count; i++) {
        bool again = false;
        for (size_t k = 0; k < count && !again; k++)
            again = fabs(fabs(numbers[k].value) - fabs(seeks->numbers[i].value)) < 1e-9;
        *more += again ? figure_again : -figure_missing;
    }
    return true;
}
