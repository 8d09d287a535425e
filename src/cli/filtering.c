/* SPDX-License-Identifier: Apache-2.0 */
#include "filtering.h"

gk_filter cli_filter(const cli_call *call)
{
    return (gk_filter){.company = cli_value(call, "company"),
                       .ticker = cli_value(call, "ticker"),
                       .form = cli_value(call, "form"),
                       .period = cli_value(call, "period"),
                       .since = cli_value(call, "since"),
                       .until = cli_value(call, "until"),
                       .language = cli_value(call, "lang"),
                       .source = cli_value(call, "source"),
                       .as_of = cli_value(call, "as-of")};
}
