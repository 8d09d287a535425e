/* SPDX-License-Identifier: Apache-2.0
 *
 * convert - model folders made from model folders: trimmed, quantised, exported; and verified. The
 * public half is in goshawk.h (gk_model_quantize, _export, _trim, _verify).
 *
 *   folder.c      a new folder, written beside its place and moved there when it is whole
 *   json_file.c   its JSON files
 *   tensors.c     its weights, a safetensors file written tensor by tensor
 *   rows.c        the rows of a weight as int8
 *   quantize.c    float to int8, and back
 *   vocabulary.c  tokenizer.json: its pieces, every id in it, and the same with fewer pieces
 *   trim.c        which pieces of a vocabulary stay
 *   renumber.c    a folder with those pieces alone
 *   verify.c      is this folder whole, and does it say the same as another?
 */
#ifndef GK_CONVERT_H
#define GK_CONVERT_H

#include "base/base.h"

#endif
