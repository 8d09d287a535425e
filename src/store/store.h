/* SPDX-License-Identifier: Apache-2.0
 *
 * store - a library on disk, behind one interface.
 *
 *   LIB/goshawk.db         SQLite, WAL: the truth (tables: schema.c)
 *   LIB/vectors/f32        embeddings, append-only; valid only up to what the database committed;
 *                          vectors/f32.2, f32.3, … after moves to other models
 *   LIB/index/N            larger segments of the index of words (src/index/); valid only while the
 *                          database names them
 *   LIB/originals/ab/ab…   the original bytes, by their SHA-256
 *   LIB/lock               held by the one writer
 *   LIB/lock-move          held by who moves the library to another model
 *
 * A content is a file's bytes, stored once; a document is a name for a content. Everything about a
 * content (pages, passages, lexical index, its first name) becomes visible in one commit, or not
 * at all; so does a batch of vectors. A crash at any moment needs no repair.
 */
#ifndef GK_STORE_H
#define GK_STORE_H

#include "doc/doc.h"

typedef struct gk_store gk_store;

/* model: the folder to record (a path, or "none"); dimensions 0 with "none". fingerprint tells one
 * model from another (SHA-256 of its weights), "" with "none". */
typedef struct gk_store_model {
    char path[1024];
    char fingerprint[65];
    size_t dimensions;
} gk_store_model;

/* Whether the folder is a library, which nobody reads as a folder of documents. */
bool gk_store_stands(const char *folder);
/* GK_INVALID where something stands at path, unless that is an empty folder. */
gk_status gk_store_check_free(const char *path, gk_error *err);
/* Makes an empty library; what it made is removed again where it fails midway. */
gk_status gk_store_create(const char *path, const gk_store_model *model, gk_error *err);
gk_status gk_store_open(const char *path, gk_mode mode, gk_store **out, gk_error *err);
void gk_store_close(gk_store *store);
const char *gk_store_path(const gk_store *store);

/* What is read between these two is of one moment, the model among it; they may be nested. Another
 * process may move the library to another model at any time: what a reader does with the model and
 * with vectors of its making stands between them. Nothing is written there. */
gk_status gk_store_begin(gk_store *store, gk_error *err);
void gk_store_end(gk_store *store);

/* The model whose vectors serve; the store's, and good until the next call that reads. */
const gk_store_model *gk_store_get_model(const gk_store *store);
bool gk_store_same_model(const gk_store_model *a, const gk_store_model *b); /* the same vectors */

/* ---- writing (GK_WRITE) ------------------------------------------------------------------ */

/* Makes sure that this store is the writer: takes the lock again that gk_store_move_start gave up.
 * GK_BUSY names the process that has it; GK_LIBRARY where the store was opened for reading. */
gk_status gk_store_claim(gk_store *store, gk_error *err);

/* What gk_store_add does with a name and bytes, decided before anything is read: */
typedef struct gk_store_place {
    gk_file_outcome outcome; /* ADDED, RENAMED, TWIN or UNCHANGED */
    char *document;          /* the name it has or would get; gk_free */
    int64_t content;         /* the content that holds the same bytes, or 0 */
    char sha256[65];
} gk_store_place;
gk_status gk_store_place_for(gk_store *store, const char *name, const void *bytes, size_t size,
                             gk_store_place *place, gk_error *err);
gk_status gk_store_place_of(gk_store *store, const char *name, const char sha256[65],
                            gk_store_place *place, gk_error *err); /* by the bytes' SHA-256 */

/* Whose word a value is; the lowest counts. */
typedef enum gk_trust {
    GK_TRUST_USER,
    GK_TRUST_DOCUMENT,
    GK_TRUST_NAME,
    GK_TRUST_TABLE,
    GK_TRUST_REGISTRY
} gk_trust;

/* What is known of a content (docs/metadata.md). Of a field a trust has one value, but for aliases:
 * gk_store_add takes the first. */
typedef struct gk_store_value {
    gk_field field;
    gk_trust trust;
    const char *value, *where; /* where: "cover page, line 14", "file name", ... */
    int page, line;            /* where it stands in the text, or 0 */
} gk_store_value;

/* Who speaks, from which line to which (src/call/). Strings are never NULL. */
typedef struct gk_store_turn {
    const char *speaker, *role, *firm, *kind, *part;
    int first_page, first_line, last_page, last_line;
} gk_store_turn;

/* A new content. */
typedef struct gk_store_addition {
    const gk_store_place *place;
    const char *source; /* the path it came from */
    const char *title;  /* stands before each passage when it is embedded */
    const void *bytes;  /* the original */
    size_t size;
    const gk_document *document;
    const gk_passages *passages;
    const gk_store_value *values;
    size_t value_count;
    const gk_store_turn *turns;
    size_t turn_count;
    const void *sketch; /* or NULL */
    size_t sketch_size;
    const void *facts; /* packed, as gk_store_set_facts takes them; NULL: not made */
    size_t facts_size;
    int64_t facts_version;
} gk_store_addition;

/* Stores a new content under place->document: its original bytes, pages, passages, lexical index,
 * and all that is known of it. */
gk_status gk_store_add(gk_store *store, const gk_store_addition *addition, int64_t *content,
                       gk_error *err);
/* Gives place->content a second name. */
gk_status gk_store_add_twin(gk_store *store, const gk_store_place *place, const char *source,
                            gk_error *err);

/* Takes a name away, and its content with all that belongs to it where that was its last name; the
 * original goes, too. Another of a content's names becomes its first. GK_NOT_FOUND as
 * gk_store_find. *content_removed may be NULL. */
gk_status gk_store_remove(gk_store *store, const char *document, bool *content_removed,
                          gk_error *err);

/* Corrects a field: value NULL takes the correction back. `alias` gains a name. */
gk_status gk_store_correct(gk_store *store, int64_t content, gk_field field, const char *value,
                           gk_error *err);

/* content is a version of older and is preferred to it, beside whatever was preferred to older so
 * far. What was preferred to content is forgotten where it leads to older. */
gk_status gk_store_prefer(gk_store *store, int64_t content, int64_t older, gk_error *err);

/* Keeps a content's figures, packed (src/facts/), in place of those that it has; version is what
 * they were made by. A content that is not there gets none. */
gk_status gk_store_set_facts(gk_store *store, int64_t content, int64_t version, const void *bytes,
                             size_t size, gk_error *err);

/* Remembers that all members of the file with these bytes are stored; it is forgotten when anything
 * is removed. */
gk_status gk_store_remember_container(gk_store *store, const char *sha256, gk_error *err);
gk_status gk_store_has_container(gk_store *store, const char *sha256, bool *has, gk_error *err);

/* Passages that have no vector, at most limit, from passage number `after` on (0: from the first);
 * content 0: of all contents. *ids is gk_free's. */
gk_status gk_store_unembedded(gk_store *store, int64_t content, int64_t after, size_t limit,
                              int64_t **ids, size_t *count, gk_error *err);
gk_status gk_store_unembedded_count(gk_store *store, int64_t content, size_t *count, gk_error *err);
/* Appends count vectors (count, dimensions) for these passages in one commit. */
gk_status gk_store_add_vectors(gk_store *store, const int64_t *ids, size_t count,
                               const float *vectors, gk_error *err);

/* ---- moving to another model ------------------------------------------------------------- */
/* start ─▶ add, add, … ─▶ claim ─▶ add what came meanwhile ─▶ finish;  leave, whatever happened
 *
 * The vectors of the new model gather in a file and a table of their own; until `finish` those of
 * the old one serve, and after a stop or a crash at any point `start` goes on. Between start and
 * claim others may write: what they add is embedded by the old model for them and becomes part of
 * what the move has to embed. */

typedef struct gk_store_move {
    bool under_way;
    gk_store_model to;
    size_t vectors; /* there already */
} gk_store_move;
gk_status gk_store_get_move(gk_store *store, gk_store_move *move, gk_error *err);
/* The same as a line for a person; NULL where there is no unfinished move. gk_free. */
gk_status gk_store_notice(gk_store *store, char **out, gk_error *err);

/* Begins a move, or goes on with the unfinished one if it goes to the same model. One to another
 * model is given up: *discarded is how many vectors it had. GK_BUSY where another process moves
 * the library. The writer's lock is given up. */
gk_status gk_store_move_start(gk_store *store, const gk_store_model *to, size_t *discarded,
                              gk_error *err);
/* As gk_store_unembedded (of all contents), gk_store_unembedded_count and gk_store_add_vectors. */
gk_status gk_store_move_unembedded(gk_store *store, int64_t after, size_t limit, int64_t **ids,
                                   size_t *count, gk_error *err);
gk_status gk_store_move_unembedded_count(gk_store *store, size_t *count, gk_error *err);
gk_status gk_store_move_add(gk_store *store, const int64_t *ids, size_t count, const float *vectors,
                            gk_error *err);
/* The switch, in one transaction; GK_INVALID where a passage has no vector yet. The old vector file
 * is removed; readers that have it open keep it until they notice. */
gk_status gk_store_move_finish(gk_store *store, gk_error *err);
/* Lets others move the library; takes the writer's lock again if it is free. */
void gk_store_move_leave(gk_store *store);
/* Gives up the unfinished move, if there is one. */
gk_status gk_store_move_cancel(gk_store *store, size_t *discarded, gk_error *err);
/* Records where the model's folder is now. */
gk_status gk_store_set_model_path(gk_store *store, const char *path, gk_error *err);

/* ---- reading ----------------------------------------------------------------------------- */

gk_status gk_store_counts(gk_store *store, gk_library_info *info, gk_error *err);
gk_status gk_store_documents(gk_store *store, gk_documents **out, gk_error *err);
/* A list of one; GK_NOT_FOUND as gk_store_find. */
gk_status gk_store_document(gk_store *store, const char *name, gk_documents **out, gk_error *err);

typedef struct gk_store_content {
    int64_t id;
    const char *document; /* its first name; valid while the arena lives */
    const char *title;
    const char *format;
    int pages;
} gk_store_content;
/* By any of its names; GK_NOT_FOUND names the document and suggests a near name where one is. */
gk_status gk_store_find(gk_store *store, const char *document, gk_arena *arena,
                        gk_store_content *out, gk_error *err);
gk_status gk_store_content_by_id(gk_store *store, int64_t id, gk_arena *arena,
                                 gk_store_content *out, gk_error *err);
/* All names of a content, the first one first; the strings are the arena's. */
gk_status gk_store_names(gk_store *store, int64_t content, gk_arena *arena, char ***names,
                         size_t *count, gk_error *err);
/* The names that were added from a path, or from below it, by name; the strings are the arena's. */
gk_status gk_store_sourced(gk_store *store, const char *path, gk_arena *arena, char ***names,
                           size_t *count, gk_error *err);
typedef struct gk_store_name {
    int64_t content;
    const char *name;
} gk_store_name;
/* The names of all contents but their first ones; the strings are the arena's. */
gk_status gk_store_other_names(gk_store *store, gk_arena *arena, gk_store_name **names,
                               size_t *count, gk_error *err);
/* All contents, by id: for what looks at every document's name and title. */
gk_status gk_store_contents(gk_store *store, gk_arena *arena, gk_store_content **out, size_t *count,
                            gk_error *err);

/* A page's text, paper size and line boxes (boxes NULL without a layout), allocated from arena. */
gk_status gk_store_page(gk_store *store, int64_t content, int page, gk_arena *arena,
                        gk_doc_page *out, gk_error *err);

typedef struct gk_store_passage {
    int64_t id, content;
    gk_passage passage; /* context from the arena */
    char *text;         /* its range of the page, NUL-terminated, from the arena */
} gk_store_passage;
gk_status gk_store_passage_get(gk_store *store, int64_t id, gk_arena *arena, gk_store_passage *out,
                               gk_error *err);
/* The passages of a page in order. */
gk_status gk_store_page_passages(gk_store *store, int64_t content, int page, gk_arena *arena,
                                 gk_store_passage **out, size_t *count, gk_error *err);

/* What is known of a content, by field and trust: of each field the first counts. */
gk_status gk_store_values(gk_store *store, int64_t content, gk_arena *arena, gk_store_value **out,
                          size_t *count, gk_error *err);
gk_status gk_store_turns(gk_store *store, int64_t content, gk_arena *arena, gk_store_turn **out,
                         size_t *count, gk_error *err);
/* The facts that a content tags; concept NULL: all. */
gk_status gk_store_tagged(gk_store *store, int64_t content, const char *concept, gk_arena *arena,
                          gk_tagged **out, size_t *count, gk_error *err);
/* A content's figures as they were kept; an older library has none. */
typedef struct gk_store_packed {
    bool known;           /* they were made, be there some or not */
    int64_t version;      /* what they were made by */
    unsigned char *bytes; /* the arena's */
    size_t size;
} gk_store_packed;
gk_status gk_store_facts(gk_store *store, int64_t content, gk_arena *arena, gk_store_packed *out,
                         gk_error *err);
/* What a content's figures were made by; 0: they were not made. */
gk_status gk_store_facts_made_by(gk_store *store, int64_t content, int64_t *version, gk_error *err);
/* The contents whose figures were not made, or not by this version, upwards; gk_free. */
gk_status gk_store_facts_stale(gk_store *store, int64_t version, int64_t **contents, size_t *count,
                               gk_error *err);
typedef struct gk_store_facts_counts {
    size_t contents, missing, old; /* of them, not made; made by another version */
} gk_store_facts_counts;
gk_status gk_store_facts_count(gk_store *store, int64_t version, gk_store_facts_counts *out,
                               gk_error *err);
/* A page's own name, or NULL; the arena's. */
gk_status gk_store_label(gk_store *store, int64_t content, int page, gk_arena *arena, char **label,
                         gk_error *err);

/* What counts of what is known of a content: of each field the most trusted value. Strings are
 * never NULL; "" is not known. */
typedef struct gk_store_card {
    int64_t content;
    const char *company, *ticker, *cik, *form, *fiscal_period, *period_end, *published, *language,
        *publisher;
    int fiscal_year; /* 0: not known */
    const char *const *aliases;
    size_t alias_count;
    const char *document, *title; /* its first name */
    const char *added;            /* ISO 8601, UTC */
    int pages;
} gk_store_card;
/* All contents' cards, by content. They are the store's, kept in memory, and good until the next
 * call of this function after a change of the library. */
gk_status gk_store_cards(gk_store *store, const gk_store_card **out, size_t *count, gk_error *err);
/* How often they were read, 0 for not yet: what was made from them is good while it is the same. */
int64_t gk_store_cards_made(const gk_store *store);
const gk_store_card *gk_store_card_of(const gk_store_card *cards, size_t count, int64_t content);

/* Calls with each content's sketch, by content; false stops. Meanwhile the store is not to be
 * called. */
typedef bool (*gk_on_sketch)(void *ctx, int64_t content, const void *sketch, size_t size);
gk_status gk_store_sketches(gk_store *store, gk_on_sketch on_sketch, void *ctx, gk_error *err);
/* One content's, the arena's; NULL and 0 where it has none. */
gk_status gk_store_sketch(gk_store *store, int64_t content, gk_arena *arena, void **sketch,
                          size_t *size, gk_error *err);
/* The path of the original bytes: gk_free. */
char *gk_store_original(gk_store *store, int64_t content, gk_error *err);

/* ---- lexical and dense candidates -------------------------------------------------------- */

typedef struct gk_candidate {
    int64_t passage, content;
    int page;
    double score; /* higher is better: BM25, or the cosine */
} gk_candidate;

/* A term and its weight in a lexical query; text as gk_terms gives it (already folded). */
typedef struct gk_store_term {
    const char *text;
    double weight;
} gk_store_term;

/* What a search sees. A content that is not admitted is not scored, not counted and not felt in a
 * statistic. Both lists are sorted upwards and the caller's; a scope of NULL is the whole library.
 */
typedef struct gk_store_scope {
    const int64_t *admitted; /* contents; NULL: all */
    size_t admitted_count;
    const int64_t *within; /* only these of them give candidates; NULL: all that are admitted */
    size_t within_count;
    bool exact; /* what is not admitted must not even decide what an approximate search misses:
                   vectors are searched without codes, whose mean is that of all vectors */
} gk_store_scope;
/* Whether a content is one that gives candidates. */
bool gk_store_scope_holds(const gk_store_scope *scope, int64_t content);
/* gk_store_find where what gives no candidates is not there, and is not suggested either. */
gk_status gk_store_find_in(gk_store *store, const char *document, const gk_store_scope *scope,
                           gk_arena *arena, gk_store_content *out, gk_error *err);
/* How many passages the contents that give candidates have, and how many of those have a vector. */
gk_status gk_store_embedded(gk_store *store, const gk_store_scope *scope, size_t *passages,
                            size_t *vectors, gk_error *err);
/* The contents to which another version is preferred that the scope admits, be it one of those that
 * give candidates or not; upwards; gk_free. */
gk_status gk_store_outdated(gk_store *store, const gk_store_scope *scope, int64_t **out,
                            size_t *count, gk_error *err);

/* The k passages with the highest sum of weight × BM25 over the terms, best first. *out is
 * gk_free's. */
gk_status gk_store_lexical(gk_store *store, const gk_store_term *terms, size_t term_count,
                           const gk_store_scope *scope, size_t k, gk_candidate **out, size_t *count,
                           gk_error *err);

/* The contents whose front matter (title and first pages) matches the terms best: (content, score)
 * in .content and .score; .passage and .page are 0. */
gk_status gk_store_lexical_contents(gk_store *store, const gk_store_term *terms, size_t term_count,
                                    const gk_store_scope *scope, size_t k, gk_candidate **out,
                                    size_t *count, gk_error *err);

/* The k passages whose vectors have the highest inner product with query (dimensions), best first.
 * query is of the store's model: see gk_store_begin. */
gk_status gk_store_dense(gk_store *store, const float *query, const gk_store_scope *scope, size_t k,
                         gk_candidate **out, size_t *count, gk_error *err);

/* The inner products of query with the vectors of these passages, one each in products; NAN where a
 * passage has no vector. passages must be sorted upwards. */
gk_status gk_store_products(gk_store *store, const float *query, const int64_t *passages,
                            size_t count, float *products, gk_error *err);

/* ---- what was asked ---------------------------------------------------------------------- */

/* A cited range of lines of a page. */
typedef struct gk_store_cited {
    int64_t content;
    int page, first_line, last_line;
} gk_store_cited;
/* Remembers a question and what its answer cited. Best effort: a library that cannot be written is
 * no failure of an answer, so the caller may ignore the status. Works with GK_READ too. */
gk_status gk_store_remember(gk_store *store, const char *question, bool answered,
                            const gk_store_cited *cited, size_t count, gk_error *err);
/* The ranges of the newest answer that cites this page (count 0 where none does); gk_free. */
gk_status gk_store_last_cited(gk_store *store, int64_t content, int page, gk_store_cited **out,
                              size_t *count, gk_error *err);

#endif
