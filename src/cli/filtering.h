/* SPDX-License-Identifier: Apache-2.0
 *
 * filtering - the options by which a command sees some documents only: --company, --as-of and so
 * on, the same for every command that has them (docs/filters.md).
 */
#ifndef CLI_FILTERING_H
#define CLI_FILTERING_H

#include "commands.h"

/* Entries of a command's table of options. */
#define CLI_OPTIONS_FILTER                                                                         \
    {.name = "company",                                                                            \
     .value = "NAME",                                                                              \
     .help = "Only this company's documents: words of its name or of an alias, or its ticker."},   \
        {.name = "ticker",                                                                         \
         .value = "TICKER",                                                                        \
         .help = "Only documents of the company with this ticker."},                               \
        {.name = "form",                                                                           \
         .value = "FORM",                                                                          \
         .help = "Only this form, such as 10-K, 8-K, Call or News; hyphens do not matter."},       \
        {.name = "period",                                                                         \
         .value = "PERIOD",                                                                        \
         .help = "Only documents of this fiscal year, quarter or half year: FY2018, 2018, "        \
                 "\"Q2 2023\", 2Q23, \"H1 2020\"."},                                               \
        {.name = "since",                                                                          \
         .value = "DATE",                                                                          \
         .help = "Only what was published then or later: a year, month, day or time."},            \
        {.name = "until",                                                                          \
         .value = "DATE",                                                                          \
         .help = "Only what was published then or earlier; 2023 means the whole year."},           \
        {.name = "lang",                                                                           \
         .value = "LANG",                                                                          \
         .help = "Only documents in this language: two letters, such as en or zh."},               \
        {.name = "source",                                                                         \
         .value = "NAME",                                                                          \
         .help = "Only what was published by this one: words of its name."},                       \
    {                                                                                              \
        .name = "as-of", .value = "DATE",                                                          \
        .help = "Answer as it could have been answered on that day (its end, in UTC) or at that "  \
                "time: what became public later is as good as absent, and what became public at "  \
                "an unknown time is left out."                                                     \
    }

/* What the options say; the strings are the call's. */
gk_filter cli_filter(const cli_call *call);

#endif
