/* SPDX-License-Identifier: Apache-2.0 - what a service says of its refusal */
#ifndef GK_NET_REFUSAL_H
#define GK_NET_REFUSAL_H

#include "base/base.h"

/* The words of an error reply on one line, without the key, cut where they are long; "" where the
 * reply has none that are meant for people. gk_free. */
char *gk_refusal_words(const char *body, size_t size, const char *key);

#endif
