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
 *   catalog.c    what a connection keeps in memory: which rows a content has
 *   indexing.c   what is indexed;  segments.c: the index's segments;  merging.c: they become one
 *   lexical.c    BM25 over them
 *   vector_file.c  a file of vectors;  vectors.c: whose they are;  move.c: to another model
 *   code_file.c  a file of their codes;  codes.c: as a search takes them
 *   dense.c      the search in them; candidates.c: what is found, with its page
 *   history.c    what was asked and cited
 *   cards.c      what is known of all contents, in memory;  scope.c: what a search sees
 *   about.c      what is known of a content;  tagged.c: the facts that it tags
 *   facts.c      its figures, packed
 *   turns.c      who speaks;  kin.c: sketches, versions, containers that are done
 *   remove.c     what goes out for good
 */
#ifndef GK_STORE_INTERNAL_H
#define GK_STORE_INTERNAL_H

#include "index/index.h"
#include "nearest/nearest.h"
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
    SQL_FRONT_ROW_INSERT,
    SQL_FRONT_ROW_REMOVE,
    SQL_FRONTS,
    SQL_FRONT,
    SQL_FRONT_PAGES,
    SQL_STORED_PASSAGES,
    SQL_SEGMENTS,
    SQL_SEGMENT_BYTES,
    SQL_SEGMENT_INSERT,
    SQL_SEGMENT_REMOVE,
    SQL_INDEX_RAISE,
    SQL_CARDS_RAISE,
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
    SQL_OTHER_NAMES,
    SQL_TAGGED_INSERT,
    SQL_TAGGED,
    SQL_TURN_INSERT,
    SQL_TURNS,
    SQL_FACTS_PUT,
    SQL_FACTS,
    SQL_FACTS_STALE,
    SQL_FACTS_COUNT,
    SQL_SKETCH_INSERT,
    SQL_SKETCHES,
    SQL_SKETCH,
    SQL_KIN_NARROW,
    SQL_KIN_TURN,
    SQL_KIN_FORGET,
    SQL_KIN_SKIP,
    SQL_KIN_INSERT,
    SQL_OUTDATED,
    SQL_KIN,
    SQL_CONTAINER_INSERT,
    SQL_CONTAINER,
    SQL_REMOVE_NAME,
    SQL_REMOVE_VECTORS,
    SQL_REMOVE_NEXT,
    SQL_REMOVE_PASSAGE_ROWS,
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

/* ---- a content's rows beside its text (about.c, tagged.c, facts.c, turns.c, kin.c) --------- */

gk_status gk_about_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                          gk_error *err);
gk_status gk_tagged_insert(gk_store *store, int64_t content, const gk_document *document,
                           gk_error *err);
gk_status gk_facts_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                          gk_error *err);
gk_status gk_turns_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                          gk_error *err);
gk_status gk_sketch_insert(gk_store *store, int64_t content, const gk_store_addition *addition,
                           gk_error *err);
/* Those to which content was preferred have the one that was preferred to it (kin.c). */
gk_status gk_kin_remove(gk_store *store, int64_t content, gk_error *err);

/* The path of the original with this hash; NULL where it is no hash: a hostile library's must not
 * lead out of its folder (read.c). gk_free. */
char *gk_original_path(const gk_store *store, const char *sha256);
void gk_original_remove(const gk_store *store, const char *sha256); /* (remove.c) */

/* The next row of the table about as a value, its strings the arena's; false: a field that this
 * program does not know. first: the column of `field` (about.c). */
bool gk_about_row(sqlite3_stmt *query, int first, gk_arena *arena, gk_store_value *out);

/* The tables of format version 1; those that versions 3 to 5 add; empty ones in their place, for
 * whoever may only read an older library; and what takes these away again (schema.c). */
extern const char gk_schema[], gk_schema_3[], gk_schema_shadow[], gk_schema_unshadow[];
extern const char gk_schema_4[], gk_schema_shadow_4[], gk_schema_unshadow_4[];
extern const char gk_schema_5[], gk_schema_shadow_5[], gk_schema_unshadow_5[];
/* Takes the tables of version 3 away that version 4 does not have: FTS5's, whether or not this
 * SQLite has FTS5. Within a transaction. */
gk_status gk_schema_drop_fts(gk_store *store, gk_error *err);
extern const char gk_schema_widen_kin[]; /* gives an earlier library the table that kin is now */
enum {
    GK_FORMAT_LEAST = 1,           /* what is opened */
    GK_FORMAT_INDEX = 4,           /* what has indexes that are searched */
    GK_FORMAT_NEW = 5,             /* what is made */
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
/* Which state of the indexes' segments. */
gk_status gk_meta_index(gk_store *store, int64_t *generation, gk_error *err);
/* Which state of what the cards are made of. */
gk_status gk_meta_cards(gk_store *store, int64_t *state, gk_error *err);
gk_status gk_meta_raise_cards(gk_store *store, gk_error *err);
/* Whether the index is to be made anew, which whoever does it takes back. */
gk_status gk_meta_ask_rebuild(gk_store *store, gk_error *err);
gk_status gk_meta_rebuild_asked(gk_store *store, bool *asked, gk_error *err);

/* ---- the catalog (catalog.c) ------------------------------------------------------------- */

typedef enum gk_index_kind {
    GK_KIND_PASSAGES, /* a row is a passage, by its id */
    GK_KIND_FRONTS,   /* a row of the table front_row */
    GK_KINDS
} gk_index_kind;

typedef struct gk_catalog_entry {
    int64_t content, first_passage;
    size_t passages;
    int64_t front; /* its row, or 0 */
} gk_catalog_entry;

typedef struct gk_front {
    int64_t row, content;
} gk_front;

typedef struct gk_ranges {
    gk_range *items;
    size_t count, capacity, rows;
} gk_ranges;

typedef struct gk_catalog {
    int64_t epoch;
    gk_catalog_entry *entries; /* by content, and so by passage too */
    size_t count, capacity;
    gk_front *fronts; /* by row */
    size_t front_count, front_capacity;
    bool unsorted; /* fronts, for the moment */
    gk_ranges live[GK_KINDS];
} gk_catalog;

/* Brings the catalog up to the state that the transaction sees. */
gk_status gk_catalog_refresh(gk_store *store, gk_error *err);
void gk_catalog_clear(gk_catalog *catalog);
/* The rows that are there. */
const gk_ranges *gk_catalog_live(const gk_catalog *catalog, gk_index_kind kind);
int64_t gk_catalog_front(const gk_catalog *catalog,
                         int64_t row); /* whose front it is; 0: nobody's */

/* The rows of these contents, in order and without repetition; contents NULL: of all. *ranges is
 * gk_free's. */
void gk_catalog_ranges(const gk_catalog *catalog, gk_index_kind kind, const int64_t *contents,
                       size_t content_count, gk_range **ranges, size_t *count);
/* Those of the contents that a scope takes candidates from (scope.c); as above. */
void gk_scope_ranges(const gk_catalog *catalog, const gk_store_scope *scope, gk_range **ranges,
                     size_t *count);
void gk_scope_rows(const gk_catalog *catalog, gk_index_kind kind, const gk_store_scope *scope,
                   gk_range **ranges, size_t *count);

/* ---- all contents (cards.c) -------------------------------------------------------------- */

typedef struct gk_cards gk_cards;
void gk_cards_free(gk_cards *cards);

/* ---- candidates (candidates.c) ------------------------------------------------------------ */

typedef struct gk_scored {
    int64_t id;
    double score;
} gk_scored;

/* Passages as candidates, with content and page: best first, among equals the lower id, so that
 * results do not depend on order. Sorts the items; *out is gk_free's. */
gk_status gk_store_candidates(gk_store *store, gk_scored *items, size_t n, gk_candidate **out,
                              size_t *count, gk_error *err);

/* ---- segments (segments.c) ---------------------------------------------------------------- */

enum { GK_SEGMENT_SMALL = 128 << 10 /* up to so many bytes it stands in the database */ };

typedef struct gk_held_segment {
    int64_t id, first_row;
    gk_index_kind kind;
    size_t size;
    bool in_file;
    gk_segment *segment; /* NULL: not open yet */
} gk_held_segment;

typedef struct gk_segments {
    int64_t generation;     /* meta's 'index' when they were listed; 0: never */
    gk_held_segment *items; /* by kind and first row */
    size_t count;
} gk_segments;

void gk_segments_clear(gk_segments *segments);
/* Lists them as the transaction sees them and opens all files: whoever has one open may read it
 * whatever becomes of it. Fails where one is gone. */
gk_status gk_segments_hold(gk_store *store, gk_error *err);
/* Those of a kind, opened, by their rows; *out is gk_free's, the segments the store's until its
 * next transaction. */
gk_status gk_segments_load(gk_store *store, gk_index_kind kind, gk_segment ***out, size_t *count,
                           gk_error *err);
/* For what src/index says of a segment: where status means that it is lost or damaged, says so, and
 * the writer notes that the index is to be made anew. */
gk_status gk_segments_fail(gk_store *store, gk_status status, gk_error *err);

/* Within a writing transaction: */
gk_status gk_segments_insert(gk_store *store, gk_index_kind kind, int64_t first_row,
                             const gk_string *bytes, gk_error *err);
/* The file at path becomes a segment. */
gk_status gk_segments_insert_file(gk_store *store, gk_index_kind kind, int64_t first_row,
                                  const char *path, size_t size, gk_error *err);
gk_status gk_segments_remove(gk_store *store, int64_t id, gk_error *err);
/* Removes files that no row names, as it was listed last; outside a transaction. */
void gk_segments_tidy(const gk_store *store);

/* ---- merging (merging.c) ------------------------------------------------------------------ */

/* Within a transaction: what stays small. A merge that fails is undone; fails where SQLite has
 * undone the whole transaction. */
gk_status gk_segments_merge_small(gk_store *store, gk_error *err);
/* Outside: all that is due. A damaged index is made anew. */
gk_status gk_segments_tend(gk_store *store, gk_error *err);

/* ---- what is indexed (indexing.c) --------------------------------------------------------- */

/* Adds a passage's row. */
void gk_index_passage(gk_store *store, gk_index_builder *builder, int64_t id, const char *context,
                      const char *text, size_t length);
/* Within a writing transaction: what was built becomes a segment, unless it has no row. */
gk_status gk_index_write(gk_store *store, gk_index_kind kind, int64_t first_row,
                         gk_index_builder *builder, gk_error *err);
/* Indexes a content's front, which is stored, and forgets an earlier one. */
gk_status gk_index_front(gk_store *store, int64_t content, gk_error *err);
/* Makes both indexes anew of what is stored. */
gk_status gk_index_rebuild(gk_store *store, gk_error *err);
gk_status gk_index_repair(gk_store *store, gk_error *err); /* the same in its own transaction */

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

/* ---- a file of codes (code_file.c) -------------------------------------------------------- */

typedef struct gk_code_file {
    int fd;
    size_t dimensions, mean_rows;
    float *mean;
    gk_new_file *anew; /* while it is made */
} gk_code_file;

size_t gk_code_header_size(size_t dimensions);
/* Reads a header; mean (dimensions). False where it is not ours, or damaged. */
bool gk_code_header_read(const unsigned char *bytes, size_t size, size_t dimensions, float *mean,
                         size_t *mean_rows);
size_t gk_code_offset(size_t dimensions, size_t chunk); /* in bytes */
/* How many chunks so many rows have: none where they are few. */
size_t gk_code_chunks(size_t rows, size_t dimensions);
bool gk_codes_outgrown(size_t mean_rows, size_t rows); /* the mean is of too few of them */
/* Whether a chunk is of the GK_CHUNK_ROWS vectors, by some of its rows; by all, if it is the last
 * of its file. */
bool gk_chunk_good(const unsigned char *chunk, const float *vectors, size_t dimensions,
                   const float *mean, bool last);
/* Makes chunks one after the other, on all processors. */
void gk_chunks_make(const float *vectors, size_t count, size_t dimensions, const float *mean,
                    unsigned char *const *chunks);
/* Opens the codes of a file of vectors; false where there are none with a good header. */
bool gk_code_file_open(const gk_store *store, const gk_vector_file *of, int flags,
                       gk_code_file *file);
void gk_code_file_close(gk_code_file *file);
size_t gk_code_file_chunks(const gk_code_file *file);
/* Whether there is one; whether this is it still. */
bool gk_code_file_stands(const gk_store *store, const gk_vector_file *of);
bool gk_code_file_serves(const gk_store *store, const gk_vector_file *of, const gk_code_file *file);
/* For the writer, after a commit: brings the codes of an open file of vectors up to its committed
 * rows. check: looks at those that stand there. What cannot be written is made by readers. */
void gk_code_file_keep(gk_store *store, const gk_vector_file *of, size_t rows, bool check);

/* ---- whose they are (vectors.c) ----------------------------------------------------------- */

typedef enum gk_vectors_which { GK_VECTORS_SERVING, GK_VECTORS_COMING } gk_vectors_which;

/* Codes of the rows 0 to count * GK_CHUNK_ROWS (codes.c). */
typedef struct gk_codes {
    bool open, asked; /* asked: this is not the first search */
    gk_code_file file;
    const unsigned char *map;
    size_t map_size, mapped, count; /* the first `mapped` chunks are the file's */
    const unsigned char **chunks;
    unsigned char *blocks; /* of the first `gathered` chunks, or NULL */
    size_t gathered, dimensions;
    float *own_mean; /* where the file's does not serve, or NULL */
    size_t mean_rows;
} gk_codes;
/* Rows row .. row + count are the vectors of the passages passage .. passage + count. */
typedef struct gk_run {
    int64_t passage;
    size_t row, count;
} gk_run;

/* Those that serve, as far as a reader has looked at them. */
typedef struct gk_vectors {
    gk_vector_file file;
    const unsigned char *map; /* the file up to mapped bytes, or NULL */
    size_t mapped;
    int64_t *passages; /* (rows): whose vector a row is; 0: nobody's */
    size_t rows, live; /* live: those that are somebody's */
    gk_run *runs;      /* of all live rows, by passage */
    size_t run_count, run_capacity;
    gk_codes codes;
} gk_vectors;

/* Opens the file, if there are vectors and it is not open: whoever has it open may read it whatever
 * becomes of it. False where that failed. */
bool gk_vectors_hold(gk_store *store, gk_error *err);
/* Maps the vectors and loads whose they are, as far as the transaction sees. GK_LIBRARY where the
 * file is shorter than that. */
gk_status gk_vectors_refresh(gk_store *store, gk_error *err);
/* Brings the codes up to the rows that were loaded. */
void gk_codes_refresh(gk_store *store);
const float *gk_codes_mean_of(const gk_codes *codes);
void gk_codes_close(gk_codes *codes);
/* The first run that ends behind a passage; run_count where none does. */
size_t gk_vectors_find(const gk_vectors *vectors, int64_t passage);
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
    gk_terms *terms;
    gk_catalog catalog;
    gk_segments segments;
    bool index_damaged;  /* so the writer has seen */
    gk_cards *cards;     /* or NULL: not read yet */
    int64_t cards_state; /* meta's 'cards' as the transaction sees it */
    int64_t cards_made;  /* how often they were read */
    gk_vectors vectors;
    gk_vector_file coming; /* of a move that this store makes */
    gk_pool *pool;         /* for searches, or NULL: not needed yet */
};

#endif
