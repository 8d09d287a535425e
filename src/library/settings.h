/* SPDX-License-Identifier: Apache-2.0 - what a library is set to do; public half in goshawk.h */
#ifndef GK_SETTINGS_H
#define GK_SETTINGS_H

#include "library/library.h"

#include <jansson.h>

/* All settings, by key: a string, a number or a list of strings; what the library does not set has
 * its default. The caller's reference. GK_LIBRARY names what is wrong with the file. */
gk_status gk_settings_read(gk_library *library, json_t **out, gk_error *err);

#endif
