/* SPDX-License-Identifier: Apache-2.0
 *
 * How much each feature counts, as `goshawk rank` found it (docs/retrieval.md): on questions about
 * public filings, none of them an evaluation's.
 */
#include "search/search.h"

static const gk_page_weights weights = {
    .figure =
        {
            [GK_FEATURE_LEXICAL] = 0.537,
            [GK_FEATURE_LEXICAL_RANK] = -0.011,
            [GK_FEATURE_LEXICAL_SECOND] = 0.056,
            [GK_FEATURE_LEXICAL_IN_DOCUMENT] = -0.018,
            [GK_FEATURE_DENSE] = 0.450,
            [GK_FEATURE_DENSE_RANK] = 0.000,
            [GK_FEATURE_DENSE_IN_DOCUMENT] = 0.000,
            [GK_FEATURE_COMPANY] = 0.453,
            [GK_FEATURE_PERIOD] = 0.417,
            [GK_FEATURE_FORM] = 0.078,
            [GK_FEATURE_FRONT] = 0.108,
            [GK_FEATURE_RECENT] = -0.006,
            [GK_FEATURE_STATEMENT] = 0.140,
            [GK_FEATURE_LABEL] = 0.113,
            [GK_FEATURE_COLUMN] = 0.028,
            [GK_FEATURE_WORDS] = 0.099,
            [GK_FEATURE_RARE_WORDS] = 0.044,
            [GK_FEATURE_PAIRS] = 0.148,
            [GK_FEATURE_WINDOW] = 0.017,
            [GK_FEATURE_HEADING] = 0.006,
            [GK_FEATURE_ROW] = 0.203,
            [GK_FEATURE_YEAR] = 0.106,
            [GK_FEATURE_TABLE] = 0.130,
            [GK_FEATURE_CONTENTS] = -0.039,
            [GK_FEATURE_FIRST_PAGES] = -0.020,
        },
    .text =
        {
            [GK_FEATURE_LEXICAL] = 0.551,
            [GK_FEATURE_LEXICAL_RANK] = -0.015,
            [GK_FEATURE_LEXICAL_SECOND] = 0.051,
            [GK_FEATURE_LEXICAL_IN_DOCUMENT] = 0.043,
            [GK_FEATURE_DENSE] = 0.450,
            [GK_FEATURE_DENSE_RANK] = 0.000,
            [GK_FEATURE_DENSE_IN_DOCUMENT] = 0.000,
            [GK_FEATURE_COMPANY] = 0.461,
            [GK_FEATURE_PERIOD] = 0.394,
            [GK_FEATURE_FORM] = 0.083,
            [GK_FEATURE_FRONT] = 0.070,
            [GK_FEATURE_RECENT] = -0.028,
            [GK_FEATURE_STATEMENT] = 0.099,
            [GK_FEATURE_LABEL] = 0.035,
            [GK_FEATURE_COLUMN] = 0.024,
            [GK_FEATURE_WORDS] = 0.242,
            [GK_FEATURE_RARE_WORDS] = 0.178,
            [GK_FEATURE_PAIRS] = 0.194,
            [GK_FEATURE_WINDOW] = 0.175,
            [GK_FEATURE_HEADING] = -0.010,
            [GK_FEATURE_ROW] = 0.239,
            [GK_FEATURE_YEAR] = 0.084,
            [GK_FEATURE_TABLE] = 0.110,
            [GK_FEATURE_CONTENTS] = -0.068,
            [GK_FEATURE_FIRST_PAGES] = -0.032,
        },
};

const gk_page_weights *gk_page_weights_default(void) { return &weights; }

const double *gk_page_weights_for(const gk_page_weights *of, const gk_question *question)
{
    return question->kind == GK_ASKS_TEXT ? of->text : of->figure;
}
