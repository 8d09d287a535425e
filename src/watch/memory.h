/* SPDX-License-Identifier: Apache-2.0
 *
 * memory - what is remembered of feeds from one run to the next: LIB/watch.json,
 *
 *   {"version": 1, "feeds": {SHA-256 of the address: {"address", "etag", "modified", "sha256",
 *                                                     "period", "wait_until"}}}
 *
 * where address is for people (what may be a secret is left out), etag and modified are as the
 * server sent them, sha256 is that of the body that the library has, period is what the feed says
 * of itself in seconds, and wait_until is the time, in seconds of the epoch, before which the
 * server does not want to be asked. All but the address may be absent.
 */
#ifndef GK_WATCH_MEMORY_H
#define GK_WATCH_MEMORY_H

#include "watch/feed.h"

/* Gives feeds what is remembered of them; a file that is absent is no failure. Where the file
 * cannot be understood it fails with GK_INPUT, and all feeds are new. */
gk_status gk_memory_read(const char *library_path, gk_feed *feeds, size_t count, gk_error *err);

/* Remembers a feed, beside what stands there of others: its copy, where the library has it, and
 * until when (seconds of the epoch; 0: any time) it wants to be left alone. */
gk_status gk_memory_write(const char *library_path, const gk_feed *feed, int64_t wait_until,
                          gk_error *err);

#endif
