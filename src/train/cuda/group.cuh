/* SPDX-License-Identifier: Apache-2.0
 *
 * group - the sequences that pass through the network at once, one after the other in a matrix of
 * tokens without padding, longest first, and what the kernels must know of them.
 *
 * T: tokens of the group.
 */
#ifndef GK_TRAIN_CUDA_GROUP_CUH
#define GK_TRAIN_CUDA_GROUP_CUH

#include "train/cuda/device.cuh"

/* The group is sequences[order[i]] for i < count. */
typedef struct gk_cuda_group {
    const gk_train_sequence *sequences;
    const size_t *order;
    size_t count, tokens;
} gk_cuda_group;

/* Of the embeddings' three tables. */
enum { GK_WORD_ROWS, GK_POSITION_ROWS, GK_TYPE_ROWS, GK_TABLES };

/* For a table's gradient: the tokens sorted by their row, equal ones in their order, and cut into
 * pieces of few tokens, none of which has two rows. A segment is all pieces of one row. */
typedef struct gk_cuda_table {
    const int32_t *tokens; /* (T) */
    const int32_t *pieces; /* (pieces + 1) where each begins among the tokens */
    const int32_t *firsts; /* (segments + 1) where each begins among the pieces */
    const int32_t *rows;   /* (segments) */
    size_t piece_count, segment_count;
} gk_cuda_table;

/* A group's numbers on the device, made anew for group after group. */
typedef struct gk_cuda_layout {
    gk_room room;                    /* all of them */
    const int32_t *rows[GK_TABLES];  /* (T) each token's row of each table */
    const int32_t *starts, *lengths; /* (count) of the sequences, in tokens */
    gk_cuda_table tables[GK_TABLES]; /* where wanted */
} gk_cuda_layout;

/* tables: for a backward. */
void gk_cuda_lay_out(gk_device *d, const gk_config *config, const gk_cuda_group *group, bool tables,
                     gk_cuda_layout *layout);
void gk_cuda_layout_free(gk_cuda_layout *layout);

#endif
