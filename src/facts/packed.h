/* SPDX-License-Identifier: Apache-2.0 - between pack.c, which has the format, and unpack.c */
#ifndef GK_FACTS_PACKED_H
#define GK_FACTS_PACKED_H

#include "facts/facts.h"

#define GK_FACTS_MAGIC "GKF1"
enum { MAGIC = 4 };

enum {
    HAS_LABEL = 1,
    HAS_SECTION = 2,
    HAS_HEADING = 4,
    HAS_TITLE = 8,
    HAS_MEMBER = 16,
    HAS_CONCEPT = 32,
    HAS_SCORE = 64,
    HAS_TIME = 128,
    HAS_UNIT = 256,
    HAS_PLACE = 512,
    HAS_PRINTED = 1024,
    HAS_VALUE = 2048,
    HAS_ALL = 4095,
    THOUSAND = 1000,
    DECIMALS_MOST = 18
};
enum { IS_PARENT = 1, IS_TAGGED = 2, IS_PRELIMINARY = 4, IS_ALL = 7 };

typedef struct gk_facts_unit {
    double scale;
    int decimals;
    unsigned measure, statement, flags;
    size_t currency;
} gk_facts_unit;

/* What a figure is that has digits and decimals; the same sum for writer and reader. */
double gk_facts_printed(int64_t digits, int decimals);
double gk_facts_value(int64_t digits, double printed, const gk_facts_unit *unit);

#endif
