/* SPDX-License-Identifier: Apache-2.0
 *
 * base - what every other module stands on: errors, memory, strings, files, random numbers, time,
 * threads and child processes. It knows nothing of documents.
 *
 * Errors.  A function that can fail returns a gk_status and fills *err (which may be NULL) through
 * gk_fail, so that "return gk_fail(err, GK_IO, ...)" is the whole idiom. Nothing here prints.
 * Memory.  gk_alloc and friends never return NULL: a process that is out of memory stops at once
 * with a line on stderr, which is safe because a library on disk survives a kill at any moment.
 * What lives as long as a request stands in a gk_arena; the rest is freed by gk_free. No third way.
 */
#ifndef GK_BASE_H
#define GK_BASE_H

#include "goshawk.h"

/* ---- errors (error.c) -------------------------------------------------------------------- */

/* Fills *err and returns status. Cuts a message that is too long at a character. */
gk_status gk_fail(gk_error *err, gk_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- memory (memory.c) ------------------------------------------------------------------- */

void *gk_alloc(size_t size);                     /* zeroed */
void *gk_alloc_array(size_t count, size_t size); /* zeroed; stops on overflow */
float *gk_alloc_floats(size_t count);            /* zeroed, aligned for vector registers */
void *gk_realloc_array(void *p, size_t count, size_t size);
char *gk_strdup(const char *s);
char *gk_strndup(const char *s, size_t n);
char *gk_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

typedef struct gk_arena gk_arena;
gk_arena *gk_arena_new(void);
void gk_arena_free(gk_arena *arena); /* all that was allocated from it, too; NULL is allowed */
void *gk_arena_alloc(gk_arena *arena, size_t size); /* zeroed, aligned for any type */
void *gk_arena_array(gk_arena *arena, size_t count, size_t size);
/* An array that grew (gk_grow) as the arena's, with room for one more; the old one is freed. */
void *gk_arena_keep(gk_arena *arena, void *grown, size_t count, size_t size);
char *gk_arena_strndup(gk_arena *arena, const char *s, size_t n);
char *gk_arena_strdup(gk_arena *arena, const char *s);
char *gk_arena_format(gk_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Makes room for one more element in an array of capacity *capacity that holds count: doubles it
 * where it is full. Returns the array, moved or not. */
void *gk_grow(void *array, size_t count, size_t *capacity, size_t element_size)
    __attribute__((returns_nonnull));

/* ---- strings (string.c) ------------------------------------------------------------------ */

/* A string that grows; data is NUL-terminated once anything was appended. {0} is empty. */
typedef struct gk_string {
    char *data;
    size_t length, capacity;
} gk_string;
void gk_string_append(gk_string *s, const char *bytes, size_t n);
void gk_string_add(gk_string *s, const char *text);
void gk_string_addf(gk_string *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A field of CSV (RFC 4180). A text that begins as a formula does gets an apostrophe, which
 * spreadsheets take for "this is text". */
void gk_string_add_csv(gk_string *s, const char *field);
char *gk_string_take(gk_string *s); /* the caller's, by gk_free; never NULL; *s is empty again */
void gk_string_free(gk_string *s);

/* Appends a number that printf wrote, "-12000.50", its whole part with separators: "-12,000.50". */
void gk_string_add_grouped(gk_string *s, const char *number);
/* 12000 as "12,000"; returns out. */
enum { GK_DIGITS = 28 };
const char *gk_digits(char out[GK_DIGITS], size_t n);

/* Writes the bytes of base64 (RFC 4648, padded) to out, which has room for size / 4 * 3, and
 * returns how many; SIZE_MAX where text is none. */
size_t gk_base64_read(const char *text, size_t size, unsigned char *out);

bool gk_starts_with(const char *s, const char *prefix);
bool gk_ends_with(const char *s, const char *suffix);

/* ---- files (file.c) ---------------------------------------------------------------------- */

/* Reads a whole file: *data has *size bytes and a NUL after them; gk_free. */
gk_status gk_file_read(const char *path, char **data, size_t *size, gk_error *err);
/* Writes path so that a crash leaves the old content or the new, never a part: a temporary file
 * beside it, fsync, rename, fsync of the folder. errno tells why it failed. */
gk_status gk_file_write(const char *path, const void *data, size_t size, gk_error *err);
/* The same for what is too large for one call: the file appears at the end, as a whole or not at
 * all; until then it is PATH.tmp, which a kill leaves and the next one takes. A device or a pipe is
 * written to as it stands. GK_BUSY where another process is writing the file. */
typedef struct gk_new_file gk_new_file;
gk_status gk_new_file_open(const char *path, gk_new_file **out, gk_error *err);
gk_status gk_new_file_write(gk_new_file *file, const void *data, size_t size, gk_error *err);
/* Ends it and returns status, that of the work so far: for GK_OK it takes its place, which may
 * fail, else it goes, and what stood there stays. NULL is allowed. */
gk_status gk_new_file_close(gk_new_file *file, gk_status status, gk_error *err);
gk_status gk_folder_make(const char *path,
                         gk_error *err); /* with parents; standing already is OK */
gk_status gk_folder_sync(const char *path, gk_error *err); /* fsync of the folder's entries */
bool gk_path_exists(const char *path);
char *gk_path_join(const char *folder, const char *name); /* gk_free */
const char *gk_path_name(const char *path); /* what follows the last slash; points into path */
char *gk_program_folder(void);              /* of the running program; "" if unknown; gk_free */

/* SHA-256 as 64 hex digits and a NUL. */
void gk_sha256(const void *data, size_t size, char hex[65]);

/* ---- numbers that a seed fixes, and hashes (random.c) ------------------------------------- */

/* splitmix64 (Steele, Lea, Flood 2014): the same on every machine. */
typedef struct gk_random {
    uint64_t state;
} gk_random;
gk_random gk_random_start(uint64_t seed);
uint64_t gk_random_next(gk_random *random);
size_t gk_random_below(gk_random *random, size_t n); /* 0 to n - 1; 0 for n = 0 */
double gk_random_unit(gk_random *random);            /* 0 to below 1 */
float gk_random_normal(gk_random *random);           /* mean 0, deviation 1 */

/* FNV-1a (Fowler, Noll, Vo), 64 bits, going on from hash: GK_HASH_START, or the hash of what stands
 * before. Not against those who choose the bytes: for that there is gk_sha256. */
#define GK_HASH_START UINT64_C(0xCBF29CE484222325)
uint64_t gk_hash(uint64_t hash, const void *bytes, size_t n);

/* ---- lists of ids (ids.c) ----------------------------------------------------------------- */

void gk_ids_sort(int64_t *ids, size_t count);                   /* upwards */
bool gk_ids_hold(const int64_t *ids, size_t count, int64_t id); /* ids go upwards */

/* ---- time (time.c) ----------------------------------------------------------------------- */

double gk_seconds(void);        /* monotonic */
void gk_time_iso(char out[21]); /* now, UTC: 2026-01-31T09:30:00Z */

/* Days of the Gregorian calendar since 1970-01-01, and back (Howard Hinnant's days_from_civil and
 * civil_from_days). */
long long gk_days_of(int year, int month, int day);
void gk_date_of(long long days, int *year, int *month, int *day);

/* ---- threads (thread.c, pool.c) ---------------------------------------------------------- */

int gk_processors(void);
/* Calls work(ctx, i) for each i < count from up to threads threads (0: one a processor), the
 * caller's among them; returns when all are done. work must not fail. Starts and ends the threads;
 * for short work that comes often, use a pool. */
void gk_parallel(int threads, size_t count, void (*work)(void *ctx, size_t i), void *ctx);

/* Threads that wait for work. They start when first needed. However many callers are at work at
 * once, no more than max(threads, callers) threads run: a caller counts as one, so where a program
 * calls from as many threads as there are processors, each does its work alone. */
typedef struct gk_pool gk_pool;
gk_pool *gk_pool_new(int threads); /* 0: one a processor */
void gk_pool_free(gk_pool *pool);  /* no call may be under way; NULL is allowed */
/* gk_parallel on the pool's threads. From within a pool's work it runs in the caller's thread
 * alone. Work must not wait for another thread's call, which may be waiting for a place on the
 * pool. After fork() a child's call starts threads anew. */
void gk_pool_run(gk_pool *pool, int threads, size_t count, void (*work)(void *ctx, size_t i),
                 void *ctx);

/* ---- work ahead (ahead.c) ----------------------------------------------------------------- */

/* Threads that do pieces of work ahead of whoever takes them in order: pieces 0, 1, ..., count - 1,
 * never more than `most` of them, or pieces of more than `budget` together (one alone may be
 * larger), done and not yet given back. */
typedef struct gk_ahead gk_ahead;
typedef struct gk_ahead_work {
    size_t count;
    void (*work)(void *ctx, size_t i, int thread); /* must not fail; thread: from 0 */
    size_t (*cost)(void *ctx, size_t i);
    void *ctx;
    int threads; /* 0: one a processor */
    size_t most, budget;
} gk_ahead_work;
gk_ahead *gk_ahead_start(const gk_ahead_work *work);
/* Waits until piece i is done. Pieces are waited for in order, each once. */
void gk_ahead_wait(gk_ahead *ahead, size_t i);
void gk_ahead_give_back(gk_ahead *ahead, size_t i); /* room for another */
/* Begins no further piece and waits for those under way: *begun is one more than the last that was
 * begun. */
void gk_ahead_stop(gk_ahead *ahead, size_t *begun);

/* ---- child processes (process.c) --------------------------------------------------------- */

/* Runs argv (NULL-terminated; argv[0] is a path) with nothing on its standard input, collects
 * standard output into *out (gk_free) and the first lines of standard error into *errors (gk_free,
 * trailing white space removed). *exit_code is 128 + signal where a signal ended it. The child is
 * killed and GK_INPUT returned past `seconds` or `limit` bytes of output. It runs in a process
 * group of its own, so that Ctrl-C at the terminal reaches the caller alone. */
typedef struct gk_process_result {
    char *out;
    size_t size;
    char *errors;
    int exit_code;
} gk_process_result;
gk_status gk_process_run(const char *const *argv, double seconds, size_t limit,
                         gk_process_result *result, gk_error *err);
/* The same with standard output into the open file fd; result->out stays empty. */
gk_status gk_process_run_into(const char *const *argv, double seconds, int fd,
                              gk_process_result *result, gk_error *err);
void gk_process_result_free(gk_process_result *result);

#endif
