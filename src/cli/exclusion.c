/* SPDX-License-Identifier: Apache-2.0 */
#include "exclusion.h"

static void on_idle(void *ctx, const char *file)
{
    cli_watch *watch = ctx;
    cli_progress_clear(&watch->progress);
    cli_error("%s excludes nothing: no passage has a name or an id that stands there", file);
}

gk_exclusion cli_exclusion(const cli_call *call, cli_watch *watch)
{
    gk_exclusion exclusion = {.on_idle = on_idle, .ctx = watch};
    exclusion.documents = cli_values(call, "exclude-documents", &exclusion.document_count);
    exclusion.queries = cli_values(call, "exclude-queries", &exclusion.query_count);
    return exclusion;
}

void cli_exclusion_summary(FILE *out, size_t passages, size_t unmatched)
{
    char a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE];
    if (passages == 0 && unmatched == 0) return;
    fprintf(out, "%s passage%s excluded", cli_count(a, passages), passages == 1 ? "" : "s");
    if (unmatched > 0)
        fprintf(out, "; %s of the names and ids to exclude %s of none", cli_count(b, unmatched),
                unmatched == 1 ? "is" : "are");
    putc('\n', out);
}
