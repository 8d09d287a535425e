/* SPDX-License-Identifier: Apache-2.0
 *
 * Words that mean the same, so that a sentence may say a thing in its own words. A group is a line;
 * what counts are stems. Words that turn a meaning stand in cue.c and not here.
 */
#include "verify/reading.h"

#include <stdlib.h>
#include <string.h>

static const char *const groups[] = {
    "revenue sales turnover topline",
    "purchase purchases acquire acquired acquisition buy bought buying",
    "earnings income profit profits earned eps",
    "cost costs expense expenses expenditure expenditures spending spent spend outlay capex opex",
    "company firm corporation group business enterprise issuer registrant management",
    "shareholders stockholders shareowners investors",
    "stock share shares equity",
    "quarter quarterly",
    "year annual annually yearly fiscal",
    "primarily mainly largely principally chiefly mostly",
    "due because owing reflecting attributable driven resulting result",
    "approximately about roughly around nearly almost",
    "compared versus against comparison relative",
    "customer customers client clients",
    "employee employees staff workforce headcount personnel",
    "repurchase repurchased repurchases buyback buybacks",
    "debt borrowings borrowing indebtedness loans loan",
    "total aggregate overall combined altogether",
    "amount amounts amounted totaled totalled totaling came stood was were is are reached",
    "manufacturing production produce produced manufacture manufactured",
    "plant facility factory plants facilities factories",
    "agreement contract deal arrangement",
    "begin began start started commence commenced starting",
    "end ended finish finished close closed conclude concluded",
    "use used utilize utilized using",
    "receive received obtain obtained get got",
    "sell sold divest divested disposal disposed",
    "pay paid payment payments",
    "include includes including included comprise comprised consist",
    "demand orders order",
    "price prices pricing",
    "product products offering offerings",
    "tax taxes taxation",
    "interest",
    "represented represent represents accounted account constituted made makes up formed",
    "largest top biggest leading major main key",
    "primary principal chief main",
    "fund funded finance financed financing funding",
    "acquisition takeover purchase deal transaction",
    "revolving revolver credit facility",
    "issue issued sold offered issuance",
    "open opened launch launched introduce introduced",
    "close closed shut shuttered",
    "hire hired recruit recruited",
    "per each every",
    "also additionally addition further furthermore moreover",
    "expire expires expired mature matures matured maturity",
    "margin profitability",
    "volume volumes shipments units",
    "dividend dividends payout distribution distributions",
    "lease leased rent rented leases",
    "estimate estimated estimates",
    "goal goals objective objectives",
    "country countries nation nations",
    "worldwide global globally international internationally",
    "domestic us u.s united states american",
    "workers labor labour",
    "vehicle vehicles car cars automobile",
    "store stores outlet outlets shop shops",
    "people persons individuals",
    "risk risks",
    "lawsuit litigation suit proceeding proceedings",
    "approve approved approval authorize authorized authorise",
    "subsidiary subsidiaries unit units",
    "market markets",
    "impact effect influence affected impacted affect",
    "provide provided offer offered supply supplied",
    "require required need needed requires",
    "significant significantly substantial substantially material materially considerable",
    "third-party external outside",
    "depreciation amortization",
    "receivables receivable",
    "inventory inventories stockpile",
    "payables payable",
    "ceo chief",
    "period periods",
    "营收 收入",
    "净利 利润",
    "公司 企业 集团",
    "约为 大约",
    "购买 收购 购置",
    "员工 职工 雇员",
    "股东",
    "同比",
    "年度 全年",
};
enum { GROUPS = sizeof groups / sizeof *groups, SLOTS = 1024 };

typedef struct slot {
    uint64_t stem, key;
} slot;

struct gk_reader {
    gk_terms *terms;
    slot slots[SLOTS]; /* open addressing; stem 0: free */
};

static uint64_t hash_of(const char *stem) { return gk_hash(GK_HASH_START, stem, strlen(stem)) | 1; }

static void put(gk_reader *reader, uint64_t stem, uint64_t key)
{
    size_t i = stem % SLOTS;
    while (reader->slots[i].stem && reader->slots[i].stem != stem) i = (i + 1) % SLOTS;
    if (!reader->slots[i].stem) reader->slots[i] = (slot){stem, key};
}

typedef struct grouping {
    gk_reader *reader;
    uint64_t key;
} grouping;

static bool add_word(void *ctx, const gk_term *term)
{
    grouping *g = ctx;
    uint64_t stem = hash_of(term->text);
    if (!g->key) g->key = stem;
    put(g->reader, stem, g->key);
    return true;
}

gk_reader *gk_reader_new(void)
{
    gk_reader *reader = gk_alloc(sizeof *reader);
    reader->terms = gk_terms_new();
    for (size_t i = 0; i < GROUPS; i++) {
        grouping g = {reader, 0};
        gk_terms_each(reader->terms, groups[i], strlen(groups[i]), add_word, &g);
    }
    return reader;
}

void gk_reader_free(gk_reader *reader)
{
    if (!reader) return;
    gk_terms_free(reader->terms);
    gk_free(reader);
}

gk_terms *gk_reader_terms(gk_reader *reader) { return reader->terms; }

uint64_t gk_reader_key(const gk_reader *reader, const char *stem)
{
    uint64_t hash = hash_of(stem);
    for (size_t i = hash % SLOTS; reader->slots[i].stem; i = (i + 1) % SLOTS)
        if (reader->slots[i].stem == hash) return reader->slots[i].key;
    return hash;
}
