/* SPDX-License-Identifier: Apache-2.0
 *
 * press - the words by which texts without a cover are told.
 */
#ifndef GK_ABOUT_PRESS_H
#define GK_ABOUT_PRESS_H

#include <stddef.h>

typedef enum press_place {
    IN_HEAD, /* counts in the first 3,000 bytes */
    IN_ALL,  /* anywhere */
    IN_FLASH /* only in a text of a few lines */
} press_place;

typedef struct press_sign {
    const char *phrase, *form;
    const char *source; /* who publishes what has the phrase; or NULL */
    int weight;
    press_place place;
} press_sign;

extern const press_sign press_signs[];
extern const size_t press_sign_count;

#endif
