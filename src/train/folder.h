/* SPDX-License-Identifier: Apache-2.0
 *
 * folder - the tuned model as a sentence-transformers folder: the files of the model it started
 * from, new weights, and a card. Of a cross-encoder the folder is one for CrossEncoder.
 */
#ifndef GK_TRAIN_FOLDER_H
#define GK_TRAIN_FOLDER_H

#include "train/parameters.h"

/* Makes the folder `to` (which must not exist or be empty) from the folder `from` and values, laid
 * out as p. card is README.md's text. */
gk_status gk_tuned_write(const char *from, const char *to, const gk_parameters *p,
                         const float *values, const char *card, gk_error *err);

#endif
