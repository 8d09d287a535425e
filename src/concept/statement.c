/* SPDX-License-Identifier: Apache-2.0 */
#include "concept/concept.h"

const char *gk_statement_name(gk_statement statement)
{
    switch (statement) {
    case GK_STATEMENT_INCOME:
        return "income";
    case GK_STATEMENT_BALANCE:
        return "balance";
    case GK_STATEMENT_CASH:
        return "cash";
    case GK_STATEMENT_NONE:
        break;
    }
    return "";
}
