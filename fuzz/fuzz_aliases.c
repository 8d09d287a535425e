/* SPDX-License-Identifier: Apache-2.0
 *
 * LIB/aliases.csv, which a user writes: what is read has letters, what is wrong is named with its
 * line.
 */
#include "search/companies.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MOST = 8192 };

static void require(bool holds)
{
    if (!holds) abort();
}

static void on_alias(void *ctx, const char *company, const char *alias)
{
    size_t *count = ctx;
    require(*company && *alias);
    require(gk_utf8_valid(company, strlen(company), NULL));
    require(gk_utf8_valid(alias, strlen(alias), NULL));
    (*count)++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > SIZE_MOST) return 0;
    size_t count = 0;
    gk_error err = {0};
    char *text = gk_strndup((const char *)data, size);
    gk_status status = gk_aliases_parse("aliases.csv", text, size, on_alias, &count, &err);
    require(status == GK_OK || status == GK_INPUT);
    if (status != GK_OK) require(gk_starts_with(err.message, "aliases.csv"));
    gk_free(text);
    return 0;
}
