/* SPDX-License-Identifier: Apache-2.0
 *
 * card - a tuned model's README.md: what it was made from, how, and what was measured.
 */
#ifndef GK_TRAIN_CARD_H
#define GK_TRAIN_CARD_H

#include "base/base.h"

#include <jansson.h>

/* configuration and result as in run.json; base is the folder that it started from, whose card
 * names its licence; about, or NULL, says what licences the texts have. gk_free. */
char *gk_card_make(const char *base, const char *about, const json_t *configuration,
                   const json_t *result);

#endif
