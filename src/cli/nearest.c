/* SPDX-License-Identifier: Apache-2.0 */
#include "options.h"

#include <string.h>

static size_t least_of(size_t a, size_t b) { return a < b ? a : b; }

/* How many letters must be changed, added, left out or swapped with their neighbour to get from a
 * to b (optimal string alignment). Both shorter than 32. */
static size_t distance(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b), d[32][32];
    for (size_t i = 0; i <= la; i++) d[i][0] = i;
    for (size_t j = 0; j <= lb; j++) d[0][j] = j;
    for (size_t i = 1; i <= la; i++) {
        for (size_t j = 1; j <= lb; j++) {
            size_t other = a[i - 1] != b[j - 1];
            d[i][j] = least_of(d[i - 1][j - 1] + other, least_of(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least_of(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[la][lb];
}

const char *cli_nearest(const char *wrong, const char *const *names, size_t count)
{
    size_t length = strlen(wrong), best = SIZE_MAX;
    const char *nearest = NULL;
    if (length == 0 || length >= 32) return NULL;
    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i]) >= 32) continue;
        /* What was begun but not ended ("--lex") counts as near, too. */
        bool begun = length >= 2 && strncmp(names[i], wrong, length) == 0;
        size_t d = begun ? 1 : distance(wrong, names[i]);
        if (d < best && d <= 1 + length / 4) {
            best = d;
            nearest = names[i];
        }
    }
    return nearest;
}
