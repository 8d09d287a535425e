/* SPDX-License-Identifier: Apache-2.0
 *
 * hits - passages found, as a person reads them.
 */
#ifndef CLI_HITS_H
#define CLI_HITS_H

#include "goshawk.h"
#include "terminal.h"

/* Each hit: rank, document, page, score, then its passage with the matched words marked. */
void cli_hits_write(const cli_terminal *to, const gk_hits *hits);

/* The first `most` hits, two lines each. */
void cli_hits_write_brief(const cli_terminal *to, const gk_hits *hits, size_t most);

/* "goshawk show LIB DOCUMENT --page N", to be typed as it stands; free(). */
char *cli_show_line(const char *library, const char *document, int page);

#endif
