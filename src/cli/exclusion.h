/* SPDX-License-Identifier: Apache-2.0
 *
 * exclusion - what --exclude-documents and --exclude-queries name, and what came of it.
 */
#ifndef CLI_EXCLUSION_H
#define CLI_EXCLUSION_H

#include "watch.h"

/* A file that excludes nothing is told on standard error, beside the watch's progress. */
gk_exclusion cli_exclusion(const cli_call *call, cli_watch *watch);

/* "912 passages excluded; 3 of the names and ids to exclude are of none"; nothing where nothing was
 * to be excluded. */
void cli_exclusion_summary(FILE *out, size_t passages, size_t unmatched);

#endif
