/* SPDX-License-Identifier: Apache-2.0
 *
 * How much each feature counts, as `goshawk eval rank` found it (docs/retrieval.md): on questions
 * about public filings, none of them an evaluation's.
 */
#include "search/search.h"

static const gk_page_weights weights = {
    .figure =
        {
            [GK_FEATURE_LEXICAL] = 0.55,
            [GK_FEATURE_DENSE] = 0.45,
            [GK_FEATURE_COMPANY] = 0.45,
            [GK_FEATURE_PERIOD] = 0.27,
            [GK_FEATURE_FORM] = 0.1,
            [GK_FEATURE_FRONT] = 0.08,
            [GK_FEATURE_STATEMENT] = 0.27,
            [GK_FEATURE_LABEL] = 0.216,
            [GK_FEATURE_COLUMN] = 0.09,
        },
    .text =
        {
            [GK_FEATURE_LEXICAL] = 0.55,
            [GK_FEATURE_DENSE] = 0.45,
            [GK_FEATURE_COMPANY] = 0.45,
            [GK_FEATURE_PERIOD] = 0.27,
            [GK_FEATURE_FORM] = 0.1,
            [GK_FEATURE_FRONT] = 0.08,
            [GK_FEATURE_STATEMENT] = 0.09,
            [GK_FEATURE_LABEL] = 0.072,
            [GK_FEATURE_COLUMN] = 0.03,
        },
};

const gk_page_weights *gk_page_weights_default(void) { return &weights; }

const double *gk_page_weights_for(const gk_page_weights *of, const gk_question *question)
{
    return question->kind == GK_ASKS_TEXT ? of->text : of->figure;
}
