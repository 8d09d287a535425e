/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables of news from bytes: the first byte chooses between CSV and JSON lines, whose mapping
 * stands in a folder made for it.
 */
#include "unpacked.h"

#include <unistd.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);

static char folder[] = "/tmp/gk_fuzz_rows_XXXXXX", mapping[64];

static void clean_up(void)
{
    unlink(mapping);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    static const char fields[] =
        "{\"text\":\"t\",\"title\":\"h\",\"published\":\"a.d\",\"id\":\"i\","
        "\"ticker\":\"s\",\"zone\":\"+08:00\"}";
    require(mkdtemp(folder) != NULL);
    snprintf(mapping, sizeof mapping, "%s/rows.fields.json", folder);
    require(gk_file_write(mapping, fields, strlen(fields), NULL) == GK_OK);
    atexit(clean_up);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    if (size < 1) return 0;
    snprintf(path, sizeof path, "%s/rows.jsonl", folder);
    if (data[0] & 1)
        unpack_and_check(gk_jsonl_unpack, path, data + 1, size - 1);
    else
        unpack_and_check(gk_csv_unpack, "/nowhere/rows.csv", data + 1, size - 1);
    return 0;
}
