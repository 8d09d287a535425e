/* SPDX-License-Identifier: Apache-2.0
 *
 * Prints the ids of texts, for bench/tokenizers.py to compare.
 *
 * usage: bench_tokenize TOKENIZER.json < TEXTS
 *
 * TEXTS: each text as a line with its number of bytes, then the bytes. A line of ids for each text;
 * on standard error the seconds that opening the file and encoding took.
 */
#include "tokenizer/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(FILE *in, size_t *size)
{
    gk_string all = {0};
    char block[1 << 16];
    for (size_t n; (n = fread(block, 1, sizeof block, in)) > 0;) gk_string_append(&all, block, n);
    *size = all.length;
    return gk_string_take(&all);
}

/* Encodes and prints every text; returns the seconds spent encoding, or -1 for bad input. */
static double encode_all(const gk_tokenizer *tokenizer, const char *s, size_t n)
{
    double seconds = 0;
    gk_ids ids = {0};
    for (size_t at = 0; at < n;) {
        char *end;
        size_t length = strtoull(s + at, &end, 10);
        at = (size_t)(end - s) + 1;
        if (*end != '\n' || at > n || length > n - at) return -1;
        double start = gk_seconds();
        ids.count = 0;
        gk_tokenizer_encode(tokenizer, s + at, length, SIZE_MAX, &ids);
        seconds += gk_seconds() - start;
        for (size_t i = 0; i < ids.count; i++) printf(i ? " %d" : "%d", (int)ids.ids[i]);
        putchar('\n');
        at += length;
    }
    gk_free(ids.ids);
    return seconds;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: bench_tokenize TOKENIZER.json < TEXTS\n", stderr);
        return 2;
    }
    gk_error err;
    gk_tokenizer *tokenizer;
    double start = gk_seconds();
    if (gk_tokenizer_open(argv[1], &tokenizer, &err) != GK_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    double opening = gk_seconds() - start;
    size_t size;
    char *texts = read_all(stdin, &size);
    double encoding = encode_all(tokenizer, texts, size);
    if (encoding < 0) fputs("standard input: a text is longer than its length\n", stderr);
    fprintf(stderr, "%.6f %.6f\n", opening, encoding);
    gk_free(texts);
    gk_tokenizer_free(tokenizer);
    return encoding < 0;
}
