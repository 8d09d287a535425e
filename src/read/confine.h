/* SPDX-License-Identifier: Apache-2.0
 *
 * confine - the two builds that cannot give up everything, and the system calls that are left.
 */
#ifndef GK_READ_CONFINE_H
#define GK_READ_CONFINE_H

/* AddressSanitizer needs terabytes of address space, and its leak check attaches to the process. */
#ifdef __SANITIZE_ADDRESS__
#define GK_SANITIZED 1
#else
#define GK_SANITIZED 0
#endif

/* A coverage build writes its counters into files when it ends. */
#ifdef GK_COVERAGE
#define GK_MEASURED 1
#else
#define GK_MEASURED 0
#endif

/* Leaves the system calls that reading a file and drawing a page need (confine_calls.c). */
void gk_confine_calls(void);

#endif
