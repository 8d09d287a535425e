/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of store/ share; nothing outside includes it.
 *
 *   schema.c     the tables, described field by field
 *   sql.c        statements, transactions, SQLite's errors as ours
 *   store.c      create, open, close; read-only folders;  lock.c: who writes, who moves
 *   moment.c     what is read at once is of one moment
 *   meta.c       what is true of the whole library: its model, its epoch
 *   write.c      names and contents come in
 *   read.c       pages, passages and counts go out;  names.c: documents and their names
 *   listing.c    all documents with what is known of them
 *   catalog.c    what a connection keeps in memory: which passages a content has, and their lengths
 *   fts.c        FTS5's tokenizer and scorer; lexical.c: BM25 over them
 *   vector_file.c  a file of vectors;  vectors.c: whose they are;  move.c: to another model
 *   dense.c      the scan over them; top.c: the best k
 *   history.c    what was asked and cited
 *   cards.c      what is known of all contents, in memory;  scope.c: what a search sees
 *   about.c      what is known of a content;  tagged.c: the facts that it tags
 *   turns.c      who speaks;  kin.c: sketches, versions, containers that are done
 *   remove.c     what goes out for good
 */
#ifndef GK_STORE_INTERNAL_H
#define GK_STORE_INTERNAL_H

#include "store/store.h"
#include "text/text.h"

#include <sqlite3.h>
#include <sys/stat.h>

/* ---- statements (sql.c) ------------------------------------------------------------------ */

/* Every statement that runs more than once; its text stands in sql.c under the same name. */
typedef enum gk_sql {
    SQL_BEGIN_READ,
    SQL_BEGIN_WRITE,
    SQL_COMMIT,
    SQL_META_GET,
    SQL_META_SET,
    SQL_META_FORGET_NEXT,
    SQL_META_TAKE_ROWS,
    SQL_META_KEEP_NUMBERS,
    SQL_EPOCH_RAISE,
    SQL_CONTENT_BY_HASH,
    SQL_DOCUMENT_CONTENT,
    SQL_NEXT_PASSAGE,
    SQL_CONTENT_INSERT,
    SQL_DOCUMENT_INSERT,
    SQL_PAGE_INSERT,
    SQL_PASSAGE_INSERT,
    SQL_LEXICAL_INSERT,
    SQL_FRONT_INSERT,
    SQL_TERM_COUNT_INSERT,
    SQL_COUNTS,
    SQL_DOCUMENTS,
    SQL_DOCUMENT_SOURCES,
    SQL_DOCUMENT_NAMES,
    SQL_FIND,
    SQL_CONTENT_BY_ID,
    SQL_CONTENTS,
    SQL_NAMES,
    SQL_HASH,
    SQL_PAGE,
    SQL_PASSAGE,
    SQL_PAGE_PASSAGES,
    SQL_PASSAGE_PAGE,
    SQL_CATALOG,
    SQL_LEXICAL,
    SQL_FRONT,
    SQL_RANGE,
    SQL_UNEMBEDDED,
    SQL_UNEMBEDDED_COUNT,
    SQL_VECTOR_ROWS,
    SQL_VECTOR_INSERT,
    SQL_VECTOR_LOAD,
    SQL_VECTOR_CUT,
    SQL_VECTOR_FEWER,
    SQL_VECTOR_CLEAR,
    SQL_VECTOR_TAKE_NEXT,
    SQL_NEXT_ROWS,
    SQL_NEXT_COUNT,
    SQL_NEXT_INSERT,
    SQL_NEXT_CUT,
    SQL_NEXT_FEWER,
    SQL_NEXT_CLEAR,
    SQL_NEXT_UNEMBEDDED,
    SQL_NEXT_UNEMBEDDED_COUNT,
    SQL_QUESTION_INSERT,
    SQL_CITED_INSERT,
    SQL_LAST_CITED,
    SQL_LABEL_INSERT,
    SQL_LABEL,
    SQL_ABOUT_INSERT,
    SQL_ABOUT_FORGET,
    SQL_ABOUT,
    SQL_ABOUT_ALL,
    SQL_CARDS,
    SQL_DATA_VERSION,
    SQL_TAGGED_INSERT,
    SQL_TAGGED,
    SQL_TURN_INSERT,
    SQL_TURNS,
    SQL_SKETCH_INSERT,
    SQL_SKETCHES,
    SQL_SKETCH,
    SQL_KIN_LEADS,
    SQL_KIN_FORGET,
    SQL_KIN_SKIP,
    SQL_KIN_INSERT,
    SQL_OUTDATED,
    SQL_KIN,
    SQL_CONTAINER_INSERT,
    SQL_CONTAINER,
    SQL_REMOVE_PAGE_TEXT,
    SQL_REMOVE_PASSAGES,
    SQL_REMOVE_LEXICAL,
    SQL_REMOVE_FRONT,
    SQL_REMOVE_NAME,
    SQL_REMOVE_VECTORS,
    SQL_REMOVE_NEXT,
    SQL_REMOVE_PASSAGE_ROWS,
    SQL_REMOVE_COUNT,
    SQL_REMOVE_PROMOTE,
    SQL_COUNT
} gk_sql;

/* The statement, prepared once, reset and without bindings; the store's. */
gk_status gk_sql_get(gk_store *store, gk_sql which, sqlite3_stmt **out, gk_error *err);
/* Steps to the next row; *row is false and the statement reset where there is none. */
gk_status gk_sql_step(gk_store *store, sqlite3_stmt *statement, bool *row, gk_error *err);
/* Runs a statement that gives no rows, and resets it. */
gk_status gk_sql_run(gk_store *store, sqlite3_stmt *statement, gk_error *err);
/* Whether a statement gives a row for this text. */
gk_status gk_sql_exists(gk_store *store, gk_sql which, const char *text, bool *exists,
                        gk_error *err);
/* Runs text that holds one or more statements without parameters. */
gk_status gk_sql_text(gk_store *store, const char *text, gk_error *err);
/* What SQLite's result means for a person. */
gk_status gk_sql_fail(gk_store *store, int rc, gk_error *err);
void gk_sql_close(gk_store *store); /* statements and connection */

/* A column's text or bytes as the arena's copy, NUL-terminated. */
char *gk_sql_text_column(sqlite3_stmt *statement, int column, gk_arena *arena);
/* Binds text that lives as long as the statement's run; NULL is NULL. */
void gk_sql_bind_text(sqlite3_stmt *statement, int parameter, const char *text);

/* Runs a statement with one number or two; *row, which may be missing: whether it gave a row. */
gk_status gk_sql_pair(gk_store *store, gk_sql which, int64_t first, int64_t second, bool *row,
                      gk_error *err);

/* A public read happens between these two, so sees one state of the library; they may be nested.
 * begin notices a library that moved to another model. Nothing is left to undo where it fails. */
gk_status gk_sql_begin_read(gk_store *store, gk_error *err);
void gk_sql_end_read(gk_store *store);
/* Ends the reading transaction and begins another, which sees what was committed since. */
gk_status gk_sql_again(gk_store *store, gk_error *err);
gk_status gk_sql_begin_write(gk_store *store, gk_error *err);
/* Ends the transaction: commits where status is GK_OK, else rolls back. Returns status, or why the
 * commit failed (and rolls back). */
gk_status gk_sql_end_write(gk_store *store, gk_status status, gk_error *err);

/* ---- a content's rows beside its text (about.c, tagged.c, turns.c, kin.c) ------------------ */

gk_status gk_about_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                          gk_error *err);
gk_status gk_tagged_insert(gk_store *store, int64_t content, const gk_document *document,
                           gk_error *err);
gk_status gk_turns_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                          gk_error *err);
gk_status gk_sketch_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                           gk_error *err);
/* Those to which content was preferred have the one that was preferred to it (kin.c). */
gk_status gk_kin_remove(gk_store *store, int64_t content, gk_error *err);
/* The text that the lexical index has of a passage, appended (write.c). What is removed must be
 * named to FTS5 as it was given. */
void gk_lexical_text(gk_string *text, const char *context, const char *body, size_t length);
/* That of a content: title and first name, then of its first pages up to GK_FRONT_BYTES. */
enum { GK_FRONT_PAGES = 3, GK_FRONT_BYTES = 8192 };
void gk_front_begin(gk_string *text, const char *title, const char *document);
void gk_front_add(gk_string *text, const char *page, size_t length, size_t limit);

/* The path of the original with this hash; NULL where it is no hash: a hostile library's must not
 * lead out of its folder (read.c). gk_free. */
char *gk_original_path(const gk_store *store, const char *sha256);
void gk_original_remove(const gk_store *store, const char *sha256); /* (remove.c) */

/* The next row of the table about as a value, its strings the arena's; false: a field that this
 * program does not know. first: the column of `field` (about.c). */
bool gk_about_row(sqlite3_stmt *query, int first, gk_arena *arena, gk_store_value *out);

/* The tables of format version 1; those that version 3 adds; empty ones in their place, for whoever
 * may only read an older library; and what takes these away again (schema.c). */
extern const char gk_schema[], gk_schema_3[], gk_schema_shadow[], gk_schema_unshadow[];
enum {
    GK_FORMAT_LEAST = 1,           /* what is opened */
    GK_FORMAT_NEW = 3,             /* what is made */
    GK_APPLICATION_ID = 0x476B4C62 /* "GkLb" */
};

/* How long to wait for whoever writes: a writer for readers that note a question, a reader for the
 * short moments in which SQLite lets nobody in, an answer that is to be noted not for long. */
enum { GK_WAIT_WRITER = 30000, GK_WAIT_READER = 5000, GK_WAIT_REMEMBER = 1000 }; /* ms */

/* ---- opening (store.c) ------------------------------------------------------------------- */

/* True where no block is free for us any more on the library's disk. */
bool gk_store_disk_full(const gk_store *store);
/* Says why a file of the library could not be written, from errno. */
gk_status gk_store_write_failed(const gk_store *store, int error_number, gk_error *err);
/* Opens again a connection that thinks that nothing changes, where something did. */
gk_status gk_store_refresh(gk_store *store, gk_error *err);

/* ---- one moment (moment.c) ---------------------------------------------------------------- */

/* Reads which model serves. */
gk_status gk_store_read_model(gk_store *store, gk_error *err);
/* An older library that was opened for reading: sees the tables of this format if a writer has
 * given it them meanwhile (store.c). */
gk_status gk_store_see_upgrade(gk_store *store, gk_error *err);
/* Within a reading transaction: reads model and vector file again if the epoch is another. May end
 * the transaction and begin another. */
gk_status gk_store_renew(gk_store *store, gk_error *err);

/* ---- locks (lock.c) ----------------------------------------------------------------------- */

/* Takes LIB/NAME's lock. GK_BUSY: "LIB HELD process N: ...", held being "is being written by". */
gk_status gk_store_lock(gk_store *store, const char *name, const char *held, int *lock,
                        gk_error *err);
void gk_store_unlock(int *lock); /* does nothing where it is not held */

/* ---- what is true of the whole library (meta.c) ------------------------------------------- */

/* Which model: the one whose vectors serve, or the one that an unfinished move goes to. */
typedef enum gk_meta_model { GK_META_SERVING, GK_META_NEXT } gk_meta_model;
/* *file is the number of its vector file. Without a move, GK_META_NEXT gives a file of 0. */
gk_status gk_meta_get_model(gk_store *store, gk_meta_model which, gk_store_model *out,
                            int64_t *file, gk_error *err);
gk_status gk_meta_set_model(gk_store *store, gk_meta_model which, const gk_store_model *model,
                            int64_t file, gk_error *err);
gk_status gk_meta_put(gk_store *store, const char *key, const char *value, gk_error *err);
/* The content that was removed last: its hash, or "" where nothing ever was. */
gk_status gk_meta_get_removed(gk_store *store, char sha256[65], gk_error *err);
gk_status gk_meta_epoch(gk_store *store, int64_t *epoch, gk_error *err);
gk_status gk_meta_raise_epoch(gk_store *store, gk_error *err);

/* ---- the catalog (catalog.c) ------------------------------------------------------------- */

typedef struct gk_catalog_entry {
    int64_t content, first_passage;
    size_t passages;
} gk_catalog_entry;

/* Lengths in terms, by row id: element i is the length of row i; element 0 is unused. */
typedef struct gk_lengths {
    uint32_t *values;
    size_t count, capacity; /* count: the highest row id, and one more */
    size_t rows;            /* how many there really are */
    uint64_t total;
} gk_lengths;

typedef struct gk_catalog {
    int64_t epoch;
    gk_catalog_entry *entries; /* by content, and so by passage too */
    size_t count, capacity;
    gk_lengths passages, fronts;
} gk_catalog;

/* Brings the catalog up to the state that the transaction sees. */
gk_status gk_catalog_refresh(gk_store *store, gk_error *err);
void gk_catalog_clear(gk_catalog *catalog);

/* Passage ids [first, last). */
typedef struct gk_range {
    int64_t first, last;
} gk_range;
/* The ranges of these contents, in order and without repetition; contents NULL: one range, of all.
 * *ranges is gk_free's. */
void gk_catalog_ranges(const gk_catalog *catalog, const int64_t *contents, size_t content_count,
                       gk_range **ranges, size_t *count);
bool gk_range_holds(const gk_range *ranges, size_t count, int64_t passage);
/* Those of the contents that a scope takes candidates from (scope.c); as above. */
void gk_scope_ranges(const gk_catalog *catalog, const gk_store_scope *scope, gk_range **ranges,
                     size_t *count);

/* ---- all contents (cards.c) -------------------------------------------------------------- */

typedef struct gk_cards gk_cards;
void gk_cards_free(gk_cards *cards);

/* ---- the best k (top.c) ------------------------------------------------------------------ */

typedef struct gk_scored {
    int64_t id;
    double score;
} gk_scored;

/* Keeps the k highest scores; among equals the lower id, so that results do not depend on order. */
typedef struct gk_top {
    gk_scored *items; /* a heap, the worst first */
    size_t count, k, capacity;
} gk_top;
void gk_top_add(gk_top *top, int64_t id, double score);
void gk_top_sort(gk_top *top); /* best first; nothing is added after that */
void gk_top_free(gk_top *top);

/* Passages as candidates, with content and page; *out is gk_free's. */
gk_status gk_store_candidates(gk_store *store, gk_top *top, gk_candidate **out, size_t *count,
                              gk_error *err);

/* ---- FTS5 (fts.c) ------------------------------------------------------------------------ */

/* What a connection's tokenizer holds; counted grows by one a term of indexed text. */
typedef struct gk_lexer {
    gk_terms *terms;
    uint32_t counted;
} gk_lexer;
gk_status gk_fts_register(gk_store *store, gk_error *err);

/* How often a row holds a phrase. */
typedef struct gk_posting {
    int64_t row;
    uint32_t frequency;
} gk_posting;

/* Handed to the SQL function gk_score by pointer: gets every phrase's postings, a phrase a call. */
typedef struct gk_scorer {
    void (*phrase)(void *ctx, size_t phrase, const gk_posting *postings, size_t count);
    void *ctx;
} gk_scorer;
#define GK_SCORER_TYPE "gk_scorer"

/* ---- a file of vectors (vector_file.c) ---------------------------------------------------- */

enum { GK_VECTOR_HEADER = 64 };

typedef struct gk_vector_file {
    int fd;         /* or -1 */
    int64_t number; /* 1: vectors/f32; n: vectors/f32.n */
    size_t dimensions;
} gk_vector_file;

/* Makes it anew, without a row. */
gk_status gk_vector_file_create(gk_store *store, const gk_vector_file *file, gk_error *err);
/* Opens it if it is not open; errno tells why that failed. */
bool gk_vector_file_open(const gk_store *store, gk_vector_file *file, int flags);
void gk_vector_file_close(gk_vector_file *file);
/* How many whole rows the open file has; *good is false where its header is not ours. */
size_t gk_vector_file_rows(const gk_vector_file *file, bool *good);
/* Writes count rows from row `first` on, and flushes them to the disk. */
gk_status gk_vector_file_write(gk_store *store, const gk_vector_file *file, size_t first,
                               const float *vectors, size_t count, gk_error *err);
gk_status gk_vector_file_cut(gk_store *store, const gk_vector_file *file, size_t rows,
                             gk_error *err);
size_t gk_vector_offset(const gk_vector_file *file, size_t row); /* in bytes */
/* Removes all vector files but these two. */
void gk_vector_files_tidy(const gk_store *store, int64_t keep, int64_t keep_too);

/* ---- whose they are (vectors.c) ----------------------------------------------------------- */

typedef enum gk_vectors_which { GK_VECTORS_SERVING, GK_VECTORS_COMING } gk_vectors_which;

/* Those that serve, as far as a reader has looked at them. */
typedef struct gk_vectors {
    gk_vector_file file;
    const unsigned char *map; /* the file up to mapped bytes, or NULL */
    size_t mapped;
    int64_t *passages; /* (rows): whose vector a row is; 0: nobody's */
    size_t rows;
} gk_vectors;

/* Opens the file, if there are vectors and it is not open: whoever has it open may read it whatever
 * becomes of it. False where that failed. */
bool gk_vectors_hold(gk_store *store, gk_error *err);
/* Maps the vectors and loads whose they are, as far as the transaction sees. GK_LIBRARY where the
 * file is shorter than that. */
gk_status gk_vectors_refresh(gk_store *store, gk_error *err);
/* Row r of the mapped file: (dimensions). */
const float *gk_vectors_row(const gk_store *store, size_t row);
void gk_vectors_close(gk_vectors *vectors);
/* How many rows the database knows. */
gk_status gk_vectors_committed(gk_store *store, gk_vectors_which which, size_t *rows,
                               gk_error *err);
/* Forgets the rows that the file has lost, so that they are computed again; drops its tail. */
gk_status gk_vectors_repair(gk_store *store, gk_vectors_which which, gk_error *err);
gk_status gk_vectors_append(gk_store *store, gk_vectors_which which, const int64_t *ids,
                            size_t count, const float *vectors, gk_error *err);
/* As gk_store_unembedded and gk_store_unembedded_count. */
gk_status gk_vectors_unembedded(gk_store *store, gk_vectors_which which, int64_t content,
                                int64_t after, size_t limit, int64_t **ids, size_t *count,
                                gk_error *err);
gk_status gk_vectors_unembedded_count(gk_store *store, gk_vectors_which which, int64_t content,
                                      size_t *count, gk_error *err);

/* ---- the store --------------------------------------------------------------------------- */

struct gk_store {
    char *path;
    gk_mode mode;
    int version; /* of the format, as it was opened */
    sqlite3 *db;
    sqlite3_stmt *statements[SQL_COUNT];
    bool immutable;   /* opened in a folder that cannot be written, without a -shm file */
    struct stat seen; /* goshawk.db as it was then */
    int depth;        /* how many reads are nested */
    int lock;         /* the writer's, or -1 */
    int move_lock;    /* of who moves the library, or -1 */
    int64_t epoch;    /* in which model and vectors were read; 0: in none */
    gk_store_model model;
    gk_lexer lexer;
    gk_catalog catalog;
    gk_cards *cards; /* or NULL: not read yet */
    gk_vectors vectors;
    gk_vector_file coming; /* of a move that this store makes */
};

#endif
