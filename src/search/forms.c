/* SPDX-License-Identifier: Apache-2.0
 *
 * Kinds of papers. A line is a kind: what cards call it, what file names call it, how people ask
 * for it, and what else they then mean. To teach Goshawk a new one, add a line.
 */
#include "search/search.h"

#include <string.h>

typedef struct paper {
    unsigned bit;
    const char *name;
    const char *forms; /* of cards, letters and digits in lower case */
    const char *files; /* parts of file names, the same */
    const char *asked;
    unsigned also; /* what the words mean, too */
} paper;

static const paper papers[] = {
    {GK_PAPER_10K, "10-K", "10k|10ka|10kt|10k405|10ksb", "10k",
     "10-k|10k|10-ks|annual report|annual filing|年报|年度报告", GK_PAPER_ANNUAL},
    {GK_PAPER_10Q, "10-Q", "10q|10qa|10qt", "10q",
     "10-q|10q|10-qs|quarterly report|quarterly filing|季报|季度报告", GK_PAPER_INTERIM},
    {GK_PAPER_8K, "8-K", "8k|8ka", "8k", "8-k|8k|8-ks|current report|临时公告", 0},
    {GK_PAPER_20F, "20-F", "20f|20fa|40f", "20f|40f",
     "20-f|20f|40-f|40f|annual report|年报|年度报告", GK_PAPER_ANNUAL},
    {GK_PAPER_6K, "6-K", "6k|6ka", "6k", "6-k|6k", 0},
    {GK_PAPER_ANNUAL, "Annual report", "annualreport", "annualreport|年度报告|年报",
     "annual report|annual filing|年报|年度报告", GK_PAPER_10K | GK_PAPER_20F},
    {GK_PAPER_INTERIM, "Interim report", "interimreport|quarterlyreport",
     "interimreport|quarterlyreport|半年报|季报|半年度报告|季度报告|中报",
     "interim report|half-year report|semi-annual report|half-yearly report|半年报|中报|半年度报告|"
     "季报|季度报告|一季报|三季报",
     GK_PAPER_10Q},
    {GK_PAPER_EARNINGS, "Earnings release", "earnings", "earnings|results",
     "earnings release|earnings announcement|earnings press release|results announcement|results "
     "release|quarterly results|quarterly earnings|press release|业绩快报|业绩公告|业绩预告",
     0},
    {GK_PAPER_CALL, "Call", "call", "call|transcript",
     "earnings call|conference call|the call|transcript|earnings "
     "conference|业绩说明会|电话会|电话会议",
     0},
    {GK_PAPER_NEWS, "News", "news", "news", "news|headline|article|新闻|快讯|报道|消息", 0},
    {GK_PAPER_RESEARCH, "Research", "research", "research|研报|研究报告",
     "research note|research report|broker|broker report|analyst note|analyst report|研报|"
     "研究报告|券商",
     0},
    {GK_PAPER_POLICY, "Policy", "policy", "policy",
     "policy paper|policy decision|policy statement|monetary policy|central bank|政策文件|政策", 0},
    {GK_PAPER_PROXY, "Proxy statement", "def14a|defa14a|pre14a", "proxy|def14a",
     "proxy statement|proxy|def 14a", 0},
    {GK_PAPER_PROSPECTUS, "Prospectus", "s1|s1a|f1|f1a|s3|s4|424b3|424b4|424b5", "prospectus|s1",
     "prospectus|s-1|registration statement|招股书|招股说明书", 0},
};
enum { COUNT = sizeof papers / sizeof *papers };

/* Letters and digits in lower case, Han as they stand. */
static void fold(const char *s, char *to, size_t room)
{
    size_t n = 0;
    for (; *s && n + 1 < room; s++) {
        char c = *s;
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80)
            to[n++] = c;
    }
    to[n] = '\0';
}

unsigned gk_paper_of_form(const char *form)
{
    char folded[64];
    fold(form, folded, sizeof folded);
    for (size_t i = 0; i < COUNT; i++) {
        const char *list = papers[i].forms, *part;
        size_t n;
        while ((part = gk_list_next(&list, &n)))
            if (strlen(folded) == n && memcmp(part, folded, n) == 0) return papers[i].bit;
    }
    return 0;
}

unsigned gk_paper_of_words(const char *words)
{
    char folded[160];
    fold(words, folded, sizeof folded);
    for (size_t i = 0; i < COUNT; i++) {
        const char *list = papers[i].files, *part;
        size_t n;
        while ((part = gk_list_next(&list, &n))) {
            char wanted[32];
            memcpy(wanted, part, n);
            wanted[n] = '\0';
            if (strstr(folded, wanted)) return papers[i].bit;
        }
    }
    return 0;
}

unsigned gk_papers_asked(gk_terms *terms, const char *phrase)
{
    unsigned asked = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const char *list = papers[i].asked, *part;
        size_t n;
        bool found = false;
        while (!found && (part = gk_list_next(&list, &n))) {
            char *wanted = gk_terms_phrase(terms, part, n);
            found = strlen(wanted) > 1 && strstr(phrase, wanted);
            gk_free(wanted);
        }
        if (found) asked |= papers[i].bit | papers[i].also;
    }
    return asked;
}

const char *gk_paper_name(unsigned bit)
{
    for (size_t i = 0; i < COUNT; i++)
        if (papers[i].bit == bit) return papers[i].name;
    return "";
}
