/* SPDX-License-Identifier: Apache-2.0
 *
 * A line of a batch, and a row of its results as it is read back for Parquet: what is accepted is
 * whole, what is refused says why.
 */
#include "cli/batch_line.h"
#include "cli/rows.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check_line(const char *line, size_t size)
{
    static const gk_search_options defaults = {.k = 10, .filter.company = "halden"};
    cli_request request;
    char *why;
    bool good = cli_request_read(line, size, &defaults, &request, &why);
    require(good == (why == NULL));
    if (good && request.object) {
        require(request.text != NULL);
        require(request.options.k >= 1 && request.options.k <= 1000);
        require(request.options.filter.company != NULL);
    }
    free(why);
    cli_request_free(&request);
}

static void check_row(const char *line, size_t size)
{
    static const cli_field fields[] = {
        {"a", CLI_TEXT}, {"b", CLI_INTEGER}, {"c", CLI_REAL}, {"d", CLI_JSON}};
    cli_datum row[4], again[4];
    json_t *owner, *second;
    if (!cli_json_row_read(line, size, fields, 4, row, &owner)) return;
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    cli_json_row(to, fields, 4, row);
    require(fclose(to) == 0);
    require(cli_json_row_read(text, length, fields, 4, again, &second));
    for (int i = 0; i < 4; i++) require(row[i].known == again[i].known);
    require(!row[0].known || strcmp(row[0].text, again[0].text) == 0);
    require(row[1].integer == again[1].integer);
    json_decref(second);
    free(text);
    to = open_memstream(&text, &length);
    cli_csv_row(to, fields, 4, row);
    require(fclose(to) == 0);
    free(text);
    json_decref(owner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_line((const char *)data, size);
    check_row((const char *)data, size);
    return 0;
}
