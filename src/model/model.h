/* SPDX-License-Identifier: Apache-2.0
 *
 * model - embedding models: a sentence-transformers folder (config.json, tokenizer.json,
 * model.safetensors, 1_Pooling/config.json, and where present modules.json and
 * sentence_bert_config.json) becomes vectors. The public half is in goshawk.h (gk_model_*).
 *
 *   model.c         a folder opened; texts grouped and spread over threads
 *   config.c        the JSON files of the folder
 *   safetensors.c   the weights' file, memory-mapped and checked
 *   weights.c       its tensors by name, laid out for the kernels
 *   encoder.c       BERT's forward pass (Devlin et al. 2018), float32
 *   kernels_*.c     matrix product and row functions per instruction set, one table of pointers
 */
#ifndef GK_MODEL_H
#define GK_MODEL_H

#include "base/base.h"

/* SHA-256 of model.safetensors in hex: tells one model's vectors from another's. */
const char *gk_model_fingerprint(const gk_model *model);

#endif
