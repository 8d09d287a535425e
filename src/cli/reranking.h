/* SPDX-License-Identifier: Apache-2.0
 *
 * reranking - the options by which a command has the first pages read by a cross-encoder.
 */
#ifndef CLI_RERANKING_H
#define CLI_RERANKING_H

#include "commands.h"

/* Entries of a command's table of options. */
#define CLI_OPTIONS_RERANK                                                                         \
    {.name = "rerank",                                                                             \
     .value = "WAY",                                                                               \
     .help = "deep: a reranker reads the question with each of the first 50 pages and orders "     \
             "them. Slow; goshawk train --reranker makes one."},                                   \
    {                                                                                              \
        .name = "reranker", .value = "DIR",                                                        \
        .help = "The reranker's folder. Without it: LIB/reranker, else what $GOSHAWK_RERANKER "    \
                "names."                                                                           \
    }

/* The folder of the cross-encoder that the options ask for, for the library of this path; NULL
 * where they ask for none. free(). CLI_DONE, or says what is wrong and gives the exit code. */
int cli_reranker(const cli_call *call, const char *library, char **folder);

#endif
