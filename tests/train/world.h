/* SPDX-License-Identifier: Apache-2.0
 *
 * world - what the training's tests share: files of examples that a tiny model can learn.
 */
#ifndef GK_TEST_TRAIN_WORLD_H
#define GK_TEST_TRAIN_WORLD_H

#include "../model/world.h"
#include "train/train.h"

/* Writes text to folder/name and gives the path; gk_free. */
static inline char *file_new(const char *folder, const char *name, const char *text)
{
    char *path = gk_path_join(folder, name);
    must(gk_file_write(path, text, strlen(text), err));
    return path;
}

/* Examples whose query and positive share two words of the tiny vocabulary, and whose negatives
 * have one of them. `count` of them, numbered from `first`. */
static inline char *examples_new(const char *folder, const char *name, int first, int count)
{
    static const char *const words[] = {"cash", "sales", "net", "revenue", "a",
                                        "b",    "c",     "d",   "1",       "2"};
    enum { WORDS = sizeof words / sizeof *words };
    gk_string s = {0};
    for (int i = first; i < first + count; i++) {
        const char *a = words[i % WORDS], *b = words[(i / WORDS + 3 * i + 1) % WORDS],
                   *c = words[(i + 5) % WORDS];
        gk_string_addf(
            &s,
            "{\"query\": \"%s %s %d\", \"positive\": \"%s the %s in %d\", \"negatives\": "
            "[\"%s of %s %d\", \"%s of %s %d\", \"%s %d\"], \"source\": \"made up\"}\n",
            a, b, i, b, a, i, a, c, i, b, c, i, c, i);
    }
    char *path = file_new(folder, name, s.data);
    gk_string_free(&s);
    return path;
}

#endif
