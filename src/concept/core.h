/* SPDX-License-Identifier: Apache-2.0
 *
 * Words that cores treat in their own way: the lexicon's first, in this order (core.c has their
 * text).
 */
#ifndef GK_CONCEPT_CORE_H
#define GK_CONCEPT_CORE_H

typedef enum gk_core_word {
    /* never tell one line item from another */
    GK_CORE_TOTAL,
    GK_CORE_CONSOLIDATED,
    GK_CORE_REPORTED,
    GK_CORE_NUMBER,
    GK_CORE_AMOUNT,
    GK_CORE_YEAR,
    GK_CORE_PERIOD,
    GK_CORE_DURING,
    GK_CORE_FISCAL,
    GK_CORE_UNADJUSTED,
    GK_CORE_IDLE_END,
    /* in brackets, the other sign of what stands outside */
    GK_CORE_LOSS = GK_CORE_IDLE_END,
    GK_CORE_EXPENSE,
    GK_CORE_BENEFIT,
    GK_CORE_DEFICIT,
    GK_CORE_DECREASE,
    GK_CORE_INCREASE,
    GK_CORE_INCOME,
    GK_CORE_GAIN,
    GK_CORE_DEDUCT,
    GK_CORE_NET,
    GK_CORE_CREDIT,
    GK_CORE_CHARGE,
    GK_CORE_PROVISION,
    GK_CORE_EARNINGS,
    GK_CORE_PROFIT,
    GK_CORE_NOTE,
    GK_CORE_MILLION,
    GK_CORE_THOUSAND,
    GK_CORE_UNAUDITED,
    GK_CORE_RESTATED,
    GK_CORE_SIGN_END,
    /* others that the rules speak of */
    GK_CORE_CHANGE = GK_CORE_SIGN_END,
    GK_CORE_ATTRIBUTABLE,
    GK_CORE_AVAILABLE,
    GK_CORE_OWNER,
    GK_CORE_COMMON,
    GK_CORE_ORDINARY,
    GK_CORE_NONCONTROLLING,
    GK_CORE_MINORITY,
    GK_CORE_PREFERRED,
    GK_CORE_SHARE,
    GK_CORE_SHAREHOLDER,
    GK_CORE_EQUITY,
    GK_CORE_LIABILITY,
    GK_CORE_PER,
    GK_CORE_CASH,
    GK_CORE_PAID,
    GK_CORE_WEIGHTED,
    GK_CORE_OUTSTANDING,
    GK_CORE_COUNT
} gk_core_word;

extern const char *const gk_core_texts[GK_CORE_COUNT]; /* stems */

#endif
