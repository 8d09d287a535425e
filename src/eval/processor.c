/* SPDX-License-Identifier: Apache-2.0
 *
 * The processor's name, as the system has it: /proc/cpuinfo on Linux (x86 says "model name", POWER
 * "cpu"; Arm gives numbers alone), else the architecture.
 */
#include "eval/retrieval.h"

#include <ctype.h>
#include <string.h>
#include <sys/utsname.h>

/* What stands behind the colon of the first line that begins with key; NULL: no such line. */
static char *value_of(const char *text, const char *key)
{
    size_t n = strlen(key);
    for (const char *line = text; line && *line; line = strchr(line, '\n')) {
        if (*line == '\n') line++;
        if (strncmp(line, key, n) != 0 || (line[n] != ':' && !isspace((unsigned char)line[n])))
            continue;
        const char *from = line + strcspn(line, ":\n");
        if (*from != ':') continue;
        from += 1 + strspn(from + 1, " \t");
        size_t length = strcspn(from, "\n");
        while (length && isspace((unsigned char)from[length - 1])) length--;
        if (length) return gk_strndup(from, length);
    }
    return NULL;
}

char *gk_eval_processor(void)
{
    static const char *const keys[] = {"model name", "cpu model", "cpu"};
    char *text = NULL, *name = NULL;
    size_t size;
    if (gk_file_read("/proc/cpuinfo", &text, &size, NULL) == GK_OK)
        for (size_t i = 0; i < sizeof keys / sizeof *keys && !name; i++)
            name = value_of(text, keys[i]);
    gk_free(text);
    struct utsname system;
    if (!name) name = gk_strdup(uname(&system) == 0 ? system.machine : "unknown processor");
    return name;
}
