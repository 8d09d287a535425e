/* SPDX-License-Identifier: Apache-2.0
 *
 * examples - files of examples (goshawk.h) in memory, and texts as ids.
 */
#ifndef GK_TRAIN_EXAMPLES_H
#define GK_TRAIN_EXAMPLES_H

#include "base/index.h"
#include "model/config.h"
#include "tokenizer/tokenizer.h"
#include "train/engine.h"

typedef struct gk_example {
    uint32_t query, positive; /* of gk_examples.texts */
    uint32_t *negatives;
    size_t negative_count;
    uint32_t source; /* of gk_examples.sources */
} gk_example;

typedef struct gk_examples {
    const char **texts; /* each once */
    size_t text_count, text_capacity;
    gk_example *examples; /* file after file */
    size_t count, capacity;
    const char **sources; /* the names that the files give, "" for none */
    size_t source_count, source_capacity;
    uint64_t digest;  /* of all that was read: tells other content under the same names */
    gk_arena *arena;  /* owns texts, negatives and names */
    gk_index numbers; /* of the texts */
} gk_examples;

gk_examples *gk_examples_new(void);
void gk_examples_free(gk_examples *examples);
/* Appends a file's. GK_INPUT names the file, the line and the field. negatives: each example must
 * have some. watch may be NULL. */
gk_status gk_examples_read(gk_examples *examples, const char *path, bool negatives,
                           const gk_watch *watch, gk_error *err);

/* How a text becomes a sequence. */
typedef struct gk_reader {
    const gk_tokenizer *tokenizer;
    const gk_config *config;
    size_t limit; /* ids of a sequence */
} gk_reader;

/* A batch of sequences; {0} is empty. */
typedef struct gk_batch {
    gk_train_sequence *sequences;
    gk_ids *ids; /* theirs */
    size_t count, capacity;
} gk_batch;
void gk_batch_clear(gk_batch *batch);
void gk_batch_free(gk_batch *batch);
/* Appends a text with the model's prompt of this name ("query", "passage"). */
void gk_batch_add(gk_batch *batch, const gk_reader *reader, const char *prompt, const char *text);
/* Appends a query and a passage as one sequence, as gk_pair_make does. */
void gk_batch_add_pair(gk_batch *batch, const gk_reader *reader, const char *query,
                       const char *passage);

#endif
