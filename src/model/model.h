/* SPDX-License-Identifier: Apache-2.0
 *
 * model - embedding models. A sentence-transformers folder (config.json, tokenizer.json,
 * model.safetensors, 1_Pooling/config.json, and where present modules.json,
 * sentence_bert_config.json and config_sentence_transformers.json) becomes vectors; so does the
 * address of a service. The public half is in goshawk.h (gk_model_*).
 *
 *   model.c             what a caller sees: a folder or a service behind one type
 *   local.c             a folder opened; texts grouped and spread over threads
 *   windows.c           a text as the sequences that the encoder takes
 *   pairs.c             a query and a passage as one sequence
 *   cross_encoder.c     a folder of the other kind: a score for a query and a passage
 *   remote.c            an OpenAI-compatible /v1/embeddings
 *   embeddings_reply.c  what it answers
 *   config.c            the JSON files of the folder
 *   safetensors.c       the weights' file, memory-mapped and checked
 *   weights.c           its tensors by name, laid out for the kernels
 *   encoder.c           the forward pass of BERT and XLM-RoBERTa, float32 or int8
 *   kernels.c           which kernels the processor has, and how weights are packed for them
 *   kernels_*.c         products and row functions per instruction set, one table of pointers;
 *   int8_*.c            products of bytes; attend_bf16.c attention; vector_*.h what they share
 *   normalize.c         vectors of length 1
 *   nearness.c          what a model's cosines mean
 */
#ifndef GK_MODEL_H
#define GK_MODEL_H

#include "model/kernels.h"

/* Of a service its address with its model's name, as gk_model_open takes it (gk_free); NULL for a
 * folder. */
char *gk_model_service(const gk_model *model);

/* gk_model_open of a folder, with other kernels than the processor's fastest; NULL: those, or the
 * ones that $GOSHAWK_KERNELS names. */
gk_status gk_model_open_with(const char *folder, const gk_kernels *kernels, gk_model **out,
                             gk_error *err);

#endif
