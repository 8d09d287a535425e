/* SPDX-License-Identifier: Apache-2.0 */
#include "reranking.h"

#include "memory.h"

#include <string.h>

int cli_reranker(const cli_call *call, const char *library, char **folder)
{
    const char *way = cli_value(call, "rerank"), *named = cli_value(call, "reranker");
    gk_error err = {0};
    *folder = NULL;
    if (!way && !named) return CLI_DONE;
    if (!way) {
        cli_error("--reranker goes with --rerank deep only");
        return CLI_WRONG_USE;
    }
    if (strcmp(way, "deep") != 0) {
        cli_error("--rerank takes deep, not '%s'", way);
        return CLI_WRONG_USE;
    }
    if (named) {
        *folder = cli_format("%s", named);
        return CLI_DONE;
    }
    return gk_reranker_default(library, folder, &err) == GK_OK ? CLI_DONE : cli_fail(&err);
}
