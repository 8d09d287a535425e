/* SPDX-License-Identifier: Apache-2.0
 *
 * train - full fine-tuning of an encoder on examples (a query, the passage that answers it,
 * passages that nearly do), as an embedding or as a cross-encoder reranker. The public half is in
 * goshawk.h (gk_train).
 *
 *   run.c          what gk_train does: steps, measuring, early stop, checkpoints, the result
 *   examples.c     files of examples, read and turned into ids
 *   schedule.c     which examples a step sees, and its learning rate
 *   step.c         one step's batch, forward, loss and backward
 *   loss.c         InfoNCE over prefixes of the vectors; softmax over a query's scores
 *   measure.c      recall on dev
 *   engine.h       what computes: outputs of sequences, gradients of weights, updates
 *   cpu.c          by threads on the processor
 *   cuda/          on a GPU, where it was built in
 *   network.c      the encoder, forward and backward, over one group of sequences
 *   head.c         of which: what becomes of its tokens
 *   attention.c    attention
 *   rows.c         and what works row by row or element by element
 *   parameters.c   all weights in one array, read from a model's folder
 *   checkpoint.c   the state of a run on disk
 *   folder.c       the tuned model as a folder
 *   card.c         its README.md
 *   record.c       run.json, curve.csv, curve.svg
 */
#ifndef GK_TRAIN_H
#define GK_TRAIN_H

#include "base/base.h"

#endif
