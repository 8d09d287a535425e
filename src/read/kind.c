/* SPDX-License-Identifier: Apache-2.0
 *
 * kind - what a file is that no reader takes.
 */
#include "read/read.h"
#include "read/rows.h"

#include <ctype.h>
#include <fcntl.h>
#include <jansson.h>
#include <string.h>
#include <unistd.h>

/* A first line longer than this is no question. */
enum { LONGEST_LINE = 1 << 20 };

/* The file's line that begins at start; at most LONGEST_LINE bytes. */
static char *line_at(const char *path, size_t start, size_t *length)
{
    *length = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *line = gk_alloc(LONGEST_LINE);
    while (fd >= 0 && *length < LONGEST_LINE && !memchr(line, '\n', *length)) {
        ssize_t n = pread(fd, line + *length, LONGEST_LINE - *length, (off_t)(start + *length));
        if (n <= 0) break;
        *length += (size_t)n;
    }
    if (fd >= 0) close(fd);
    const char *newline = memchr(line, '\n', *length);
    if (newline) *length = (size_t)(newline - line);
    return line;
}

bool gk_is_evaluation(const char *path, const char *head, size_t head_size)
{
    size_t start = head_size >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0, length;
    while (start < head_size && isspace((unsigned char)head[start])) start++;
    if (start == head_size || head[start] != '{') return false;
    char *line = line_at(path, start, &length);
    json_t *record = json_loadb(line, length, 0, NULL);
    bool is = json_object_get(record, "question") &&
              (json_object_get(record, "evidence") || json_object_get(record, "doc_name") ||
               json_object_get(record, "answer"));
    json_decref(record);
    gk_free(line);
    return is;
}

/* What follows the name's last dot, the dot included, where it is fit to be printed; else "". */
static const char *extension(const char *path)
{
    const char *name = gk_path_name(path);
    const char *dot = strrchr(name, '.');
    if (!dot || dot == name || strlen(dot) < 2 || strlen(dot) > 16) return "";
    for (const char *p = dot + 1; *p; p++)
        if (!isalnum((unsigned char)*p)) return "";
    return dot;
}

char *gk_unknown_kind(const char *path, const char *head, size_t head_size)
{
    if (gk_is_evaluation(path, head, head_size))
        return gk_strdup("evaluation questions never enter a library");
    if (gk_is_mapping(path)) return gk_strdup("a field mapping is no document");
    char *table = gk_csv_refusal(path, head, head_size);
    if (!table) table = gk_jsonl_refusal(path, head, head_size);
    if (table) return table;
    const char *ending = extension(path);
    return ending[0] ? gk_format("unknown kind (%s)", ending)
                     : gk_strdup("unknown kind (no extension)");
}
