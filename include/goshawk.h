/* SPDX-License-Identifier: Apache-2.0
 *
 * goshawk.h - Goshawk's one public header: from a firm's documents to cited answers.
 *
 *   gk_library_create  ─▶ gk_library_open ─▶ gk_add ─▶ gk_search / gk_ask ─▶ gk_page
 *
 * Errors.  A function that can fail returns a gk_status and, when it is not GK_OK, says why in
 * *err: one line for a person, without a trailing newline. err may be NULL.
 * Ownership.  A result struct (gk_hits, gk_answer, ...) is freed as a whole by its own _free
 * function, everything it points to with it; a char * or byte buffer is freed by gk_free.
 * Strings are UTF-8 and NUL-terminated; paths are as the system gives them.
 * Numbers.  Pages and lines count from 1. Byte ranges count from 0, end exclusive.
 * Threads.  A gk_library may be used by one thread at a time; open it once per thread.
 */
#ifndef GOSHAWK_H
#define GOSHAWK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GK_API __attribute__((visibility("default")))

#define GK_VERSION "0.1.0"

/* ---- status and errors ------------------------------------------------------------------ */

typedef enum gk_status {
    GK_OK = 0,
    GK_NOT_FOUND, /* no such document, page or file; or nothing matched */
    GK_INVALID,   /* an argument is wrong */
    GK_INPUT,     /* an input file is broken, encrypted, empty or of an unknown kind */
    GK_LIBRARY,   /* the library is absent, damaged, of another version or cannot be written */
    GK_BUSY,      /* another process is writing to the library */
    GK_IO,        /* the system refused: full disk, unreadable file, address in use */
    GK_MODEL,     /* the embedding model's folder is absent or unusable */
    GK_STOPPED    /* the caller's progress function asked to stop */
} gk_status;

typedef struct gk_error {
    gk_status status;
    char message[512];
} gk_error;

GK_API const char *gk_version(void);

/* Frees what a function of this header returned as a plain pointer. NULL is allowed. */
GK_API void gk_free(void *pointer);

/* ---- a library: one folder on disk ------------------------------------------------------- */

typedef struct gk_library gk_library;

typedef enum gk_mode {
    GK_READ, /* any number of readers, also while a writer is at work, also in a read-only folder */
    GK_WRITE /* at most one: a second gets GK_BUSY */
} gk_mode;

/* Makes an empty library. model is a sentence-transformers folder, or NULL for the default one
 * (gk_model_default); "none" makes a library that is searched lexically only. Fails with
 * GK_INVALID where something stands at path already, unless that is an empty folder. */
GK_API gk_status gk_library_create(const char *path, const char *model, gk_error *err);

/* Opens a library; *out is closed by gk_library_close. GK_LIBRARY where path holds none, or one
 * of another format version. */
GK_API gk_status gk_library_open(const char *path, gk_mode mode, gk_library **out, gk_error *err);
GK_API void gk_library_close(gk_library *library);

/* Counts of what is stored, for a person's first look. */
typedef struct gk_library_info {
    size_t documents; /* names; two names with the same bytes count twice */
    size_t pages;
    size_t passages;
    size_t vectors;       /* passages that have an embedding */
    char model[256];      /* the model's folder, or "none" */
    char next_model[256]; /* the one that an unfinished move goes to (gk_reindex), or "" */
    size_t next_vectors;  /* passages that have an embedding by that one */
    size_t contents;      /* documents, of the same bytes once */
    size_t facts_missing; /* of them, whose facts were never made (gk_reindex_options) */
    size_t facts_old;     /* … were made by another version of the program or vocabulary */
} gk_library_info;
GK_API gk_status gk_library_info_get(gk_library *library, gk_library_info *out, gk_error *err);

/* ---- adding documents -------------------------------------------------------------------- */

typedef enum gk_file_outcome {
    GK_FILE_ADDED,
    GK_FILE_RENAMED,   /* added as NAME~2: other bytes hold NAME already */
    GK_FILE_TWIN,      /* same bytes as a stored document: a second name for it */
    GK_FILE_UNCHANGED, /* stored already under this name */
    GK_FILE_SKIPPED,   /* of an unknown kind, met in a folder */
    GK_FILE_FAILED     /* broken, encrypted, empty, unreadable, or of an unknown kind and named */
} gk_file_outcome;

typedef struct gk_file_event {
    gk_file_outcome outcome;
    const char *path;
    const char *document; /* its name in the library, or NULL */
    const char *message;  /* why: for RENAMED, SKIPPED and FAILED, and for a TWIN that got NAME~2
                             since other bytes hold NAME; else NULL */
    size_t pages, passages;
} gk_file_event;

typedef struct gk_progress {
    size_t files_done, files_total;
    size_t pages, passages;       /* stored so far by this call */
    size_t embedded, embed_total; /* embed_total grows as files are read */
    double seconds, seconds_left; /* seconds_left < 0: not known yet */
    const char *current;          /* the file or document at hand; may be NULL */
} gk_progress;

typedef struct gk_add_options {
    bool no_embed; /* store and index lexically only */
    /* A CSV file with the columns cik, ticker, exchange and name, which the library keeps: it says
     * what a company's documents leave out. NULL: the one that it has, if any. */
    const char *companies;
    int threads; /* 0: as many as there are processors */
    /* Called often; returns false to stop after what is at hand. May be NULL. */
    bool (*on_progress)(void *ctx, const gk_progress *progress);
    /* Called once per file, when its fate is known. May be NULL. */
    void (*on_file)(void *ctx, const gk_file_event *event);
    void *ctx;
    bool met; /* the paths were met in a folder: a file of an unknown kind is skipped, not failed */
    /* What the library records as the source of a single file, and events give as its path, instead
     * of the path; NULL: the path. */
    const char *source;
} gk_add_options;

typedef struct gk_add_report {
    size_t files;
    size_t added, renamed, twins, unchanged, skipped, failed;
    size_t pages, passages, embedded;
    double seconds;
} gk_add_report;

/* Adds files, and folders with all below them (hidden entries aside, in the order of their names).
 * GK_OK even where files failed: the report counts them. Each document is committed whole; what
 * was finished before a failure stays. Files that hold evaluation questions never enter. */
GK_API gk_status gk_add(gk_library *library, const char *const *paths, size_t count,
                        const gk_add_options *options, gk_add_report *report, gk_error *err);

typedef struct gk_reindex_options {
    /* Moves the library to this model: a folder, an address, "default" or "none". NULL: goes on
     * with an unfinished move, or computes what is missing. */
    const char *model;
    /* Instead: makes the facts of every document that has none, or old ones (docs/facts.md), from
     * what is stored. on_progress counts them as files. */
    bool facts;
    int threads; /* as in gk_add_options, with the next two and ctx */
    bool (*on_progress)(void *ctx, const gk_progress *progress);
    /* Called with a line for a person where there is something to know: what begins, what is given
     * up, what is waited for. May be NULL. */
    void (*on_note)(void *ctx, const char *line);
    void *ctx;
} gk_reindex_options;

typedef struct gk_reindex_report {
    size_t embedded;  /* vectors computed */
    size_t discarded; /* vectors of an unfinished move to another model, which was given up */
    bool moved;       /* the library has another model now */
    size_t facts;     /* documents whose facts were made */
    double seconds;
} gk_reindex_report;

/* Computes every vector that is missing, or moves the library to another model; may be stopped and
 * called again. During a move the vectors of the old model serve, and others may write to the
 * library; the switch is one transaction, which open readers and a running server notice by
 * themselves. A move to the library's own model gives up an unfinished one, and records where the
 * model's folder is now. GK_MODEL where the model of an unfinished move has changed or is gone. */
GK_API gk_status gk_reindex(gk_library *library, const gk_reindex_options *options,
                            gk_reindex_report *report, gk_error *err);

/* ---- watching folders and feeds ------------------------------------------------------------ */

typedef enum gk_follow_kind {
    GK_FOLLOW_FILE,    /* what became of a file, or of an entry of a feed */
    GK_FOLLOW_BEGUN,   /* what stood in the folders at the beginning is in the library */
    GK_FOLLOW_TROUBLE, /* a folder or a feed cannot be read; said once until that changes */
    GK_FOLLOW_WAITING, /* the library cannot be written for now; said once until it can */
    GK_FOLLOW_WELL,    /* the end of such a trouble, or of the waiting */
    GK_FOLLOW_NOTE     /* something to know */
} gk_follow_kind;

typedef struct gk_follow_event {
    gk_follow_kind kind;
    const char *source;  /* the folder or the feed's address (without what may be secret in it);
                            NULL: the library. Of a file: its feed, or NULL */
    const char *message; /* for a person; NULL with GK_FOLLOW_FILE */
    const gk_file_event *file; /* with GK_FOLLOW_FILE; else NULL */
    double seconds; /* of a file: since it was whole in its folder, or its feed was fetched; < 0: it
                       stood there when watching began */
} gk_follow_event;

typedef struct gk_follow_options {
    bool once;     /* adds what there is and polls each feed once */
    bool no_embed; /* as in gk_add_options, with threads */
    int threads;
    double look;  /* looks at the folders every so many seconds instead of being told by the system,
                     for file systems of other machines; 0: is told */
    double every; /* seconds between polls of a feed: 0: 300; at least 30, but for loopback */
    double answer; /* seconds that a feed's server has to answer in full; 0: 60 */
    size_t body;   /* bytes of a feed, unpacked, at most; 0: 64 MiB */
    /* Asked several times a second; true ends the call with GK_STOPPED after what is at hand. May
     * be NULL. */
    bool (*stopped)(void *ctx);
    void (*on_event)(void *ctx, const gk_follow_event *event);   /* may be NULL */
    void (*on_progress)(void *ctx, const gk_progress *progress); /* of adding; may be NULL */
    void *ctx;
} gk_follow_options;

typedef struct gk_follow_report {
    gk_add_report added; /* of all that was added; files and seconds, too */
    size_t polls, same;  /* requests to feeds, and those that brought nothing new */
    size_t troubles;     /* folders and feeds that could not be read at the end */
} gk_follow_report;

/* What `goshawk watch` does (docs/watching.md): adds what is in folders and what appears there, and
 * what feeds (addresses of http or https) publish, until it is stopped. The library is open for
 * writing only while there is something to add; where another process writes to it, this waits.
 * All functions are called from the caller's thread. GK_INVALID where a source is neither a folder
 * nor an address. */
GK_API gk_status gk_follow(const char *library_path, const char *const *sources, size_t count,
                           const gk_follow_options *options, gk_follow_report *report,
                           gk_error *err);

/* ---- what is stored ---------------------------------------------------------------------- */

/* A value that is known of a document, and by whose word. */
typedef struct gk_document_value {
    const char *field; /* "company", "fiscal_year", ... (docs/metadata.md) */
    const char *value;
    const char *origin; /* "correction", "document", "file name", "table" or "registry" */
    const char *where;  /* what says so: "cover page", "dei:EntityRegistrantName", ... */
    int page, line;     /* where it stands in the text; 0: nowhere */
    bool counts;        /* false: one of more trust stands before it */
} gk_document_value;

/* What is not known of a document is NULL, or 0. */
typedef struct gk_document_info {
    const char *document; /* its name */
    const char *title;    /* the text that stands before each of its passages when embedded */
    const char *format;   /* "pdf", "html", "text", ... */
    const char *source;   /* the path it was added from */
    const char *sha256;   /* of the original bytes, in hex */
    const char *twin_of;  /* the first name of the same bytes, or NULL */
    const char *added;    /* time of adding, ISO 8601, UTC */
    size_t bytes, pages, passages, vectors;
    const char *company;        /* as it writes itself */
    const char *const *aliases; /* alias_count other names of the company */
    size_t alias_count;
    const char *ticker, *cik;
    const char *form;                /* "10-K", "8-K", "Call", "News", ... */
    int fiscal_year;                 /* as the company names it */
    const char *fiscal_period;       /* "FY", "Q1" to "Q4", "H1", "H2" */
    const char *period_end;          /* "2023-09-30" */
    const char *published;           /* "2023-11-03", or with a time "2023-11-03T18:08:27Z" */
    const char *language;            /* "en", "zh" */
    const char *publisher;           /* who published it: a feed, a paper, a broker */
    const char *superseded_by;       /* the newest version of the same document, by name */
    const gk_document_value *values; /* value_count of them, by field and trust */
    size_t value_count;
} gk_document_info;

typedef struct gk_documents {
    gk_document_info *documents; /* by name */
    size_t count;
    const char *notice; /* an unfinished move to another model, or NULL */
} gk_documents;

GK_API gk_status gk_documents_list(gk_library *library, gk_documents **out, gk_error *err);
/* A list of the one with that name; GK_NOT_FOUND suggests a near name where there is none. */
GK_API gk_status gk_document_get(gk_library *library, const char *document, gk_documents **out,
                                 gk_error *err);
GK_API void gk_documents_free(gk_documents *documents);

/* Which documents; NULL and 0 ask for nothing. Letters' case does not matter. */
typedef struct gk_document_filter {
    const char *company; /* words of a name or alias of the company, or its ticker */
    const char *form;    /* hyphens do not matter: "10k" is "10-K" */
    int fiscal_year;
} gk_document_filter;
/* Leaves only those that fit in the list. */
GK_API void gk_documents_select(gk_documents *documents, const gk_document_filter *filter);

/* Corrects what is known of a document, for all names of the same bytes. value "" takes the
 * correction back; field "alias" gains a name each time. GK_INVALID tells what a field takes, and
 * which there are. */
GK_API gk_status gk_meta_set(gk_library *library, const char *document, const char *field,
                             const char *value, gk_error *err);

/* What became of one name. */
typedef struct gk_removal {
    const char *document; /* as it was asked for, or found by its source */
    bool removed;
    bool bytes_removed;  /* it was the last name of its bytes: they are gone, too */
    const char *message; /* why it was not removed; else NULL */
} gk_removal;

typedef struct gk_remove_options {
    /* Paths as they were added: of files, of folders for all below, of archives for their files. */
    const char *const *sources;
    size_t source_count;
    bool (*on_document)(void *ctx, const gk_removal *removal); /* false stops; may be NULL */
    void *ctx;
} gk_remove_options;

typedef struct gk_remove_report {
    size_t removed;  /* names */
    size_t contents; /* that had no other name */
    size_t missing;  /* names and sources of which nothing is stored */
} gk_remove_report;

/* Removes documents by name, each in one transaction: with its last name a document's text, index,
 * vectors and original go. GK_OK even where names are missing: the report counts them. options may
 * be NULL. */
GK_API gk_status gk_remove(gk_library *library, const char *const *names, size_t count,
                           const gk_remove_options *options, gk_remove_report *report,
                           gk_error *err);

typedef struct gk_line {
    const char *text;     /* as laid out: columns kept apart by spaces */
    float x0, y0, x1, y1; /* its box in points from the page's upper left; all 0 without a layout */
    bool marked;          /* cited by the newest answer that cites this page */
} gk_line;

typedef struct gk_page {
    const char *document;
    const char *format;  /* as in gk_document_info */
    int page, pages;     /* which of how many */
    const char *label;   /* its own name where it has one: a heading, a sheet, a slide; or NULL */
    float width, height; /* in points; 0 for text, which has no paper size */
    gk_line *lines;
    size_t line_count;
} gk_page;

GK_API gk_status gk_page_get(gk_library *library, const char *document, int page, gk_page **out,
                             gk_error *err);
GK_API void gk_page_free(gk_page *page);

/* The page as a PNG at dots per inch (36 to 300): *png has *size bytes, freed by gk_free.
 * GK_INVALID for a document whose format has no pictures (text, Markdown). */
GK_API gk_status gk_page_image(gk_library *library, const char *document, int page, int dpi,
                               unsigned char **png, size_t *size, gk_error *err);

/* ---- tables ------------------------------------------------------------------------------- */

/* The tables of a document, as docs/tables.md describes them. */
typedef struct gk_document_tables gk_document_tables;

/* Those of a page, or of all pages where page is 0; none is GK_OK. */
GK_API gk_status gk_document_tables_get(gk_library *library, const char *document, int page,
                                        gk_document_tables **out, gk_error *err);
GK_API void gk_document_tables_free(gk_document_tables *tables);
GK_API size_t gk_document_tables_count(const gk_document_tables *tables);

/* Each gives all tables, or the one whose number in the document, from 1, is `table` (0: all); NULL
 * where there is no such one among them. gk_free. */
/* As they read, each with its place, title and unit. */
GK_API char *gk_document_tables_text(const gk_document_tables *tables, int table);
/* CSV (RFC 4180): a heading line and the rows of a table; of several, a line that names each before
 * it and a blank line between. A text that a spreadsheet would take for a formula gets a ' before
 * it. */
GK_API char *gk_document_tables_csv(const gk_document_tables *tables, int table);
GK_API char *gk_document_tables_json(const gk_document_tables *tables, int table);

/* ---- facts -------------------------------------------------------------------------------- */

/* Which figures of the stored documents; NULL asks for nothing. docs/facts-command.md. */
typedef struct gk_fact_query {
    const char *of;      /* a document's name; or a company: its name, an alias, its ticker */
    const char *period;  /* "FY2018", "Q2 2023", "2018-12-31"; "FY2016-FY2018": all from the first
                            to the last; several with "," between */
    const char *concept; /* a line item as people call it: "capex", "资本支出", or a tag; several
                            with "," between */
    const char *label;   /* words of the printed label, one after the other */
    const char *statement; /* "income", "balance" or "cash" */
    const char *member;    /* words of a segment, a product, a region; NULL: figures of the whole
                              company alone; "*": of whatever there is */
    const char *form;      /* as in gk_filter, with as_of */
    const char *as_of;
    bool all;    /* each place that prints it, and what stands in no statement, too */
    size_t most; /* entries, the notice says how many were left off; 0: all */
} gk_fact_query;

/* A figure with where it is printed. Strings are "" where something is not known. */
typedef struct gk_fact_entry {
    const char *label;                     /* of its row, as printed */
    const char *section, *heading, *title; /* the headings that the row stands under; of its column;
                                              of its table */
    const char *member;      /* the segment, product, region, ... that it is of; "": the whole */
    const char *concept;     /* "capital_expenditure"; "" where none is known */
    const char *name;        /* what people call that; the label where none is known */
    const char *period;      /* "FY2018", "Q2 2023", "9M 2023"; of a moment "2018-12-31" */
    const char *start, *end; /* "2018-12-31" */
    int fiscal_year, fiscal_quarter, fiscal_half; /* 0: not known; the year */
    int months;                                   /* that it covers; 0: a moment; -1: not known */
    double value;          /* in units: 1577000000; percent as printed: 12.5 */
    double printed, scale; /* 1577, 1000000 */
    int decimals;          /* printed behind the point */
    const char *measure;   /* "amount", "per_share", "shares", "percent", "number" */
    const char *currency;  /* "USD" */
    const char *statement; /* "income", "balance", "cash" */
    bool parent;           /* of the parent company alone */
    bool tagged;           /* a tag says it, too */
    bool preliminary;      /* pro forma, estimated, guided */
    const char *company, *document, *form, *published;
    int page, line;         /* 0: hidden */
    int table, row, column; /* of the document, from 1; 0: in no table */
    size_t group;           /* the same for all that say how much one thing was, from 0 */
    bool differs;           /* says something else than the first of its group: it was restated */
    size_t repeated;        /* further places that say the same and are not listed */
} gk_fact_entry;

typedef struct gk_fact_list {
    gk_fact_entry *entries; /* group by group, the newest document's word first */
    size_t count;
    const char *notice; /* what the reader should know: facts that were not made, ...; or NULL */
} gk_fact_list;

/* GK_OK with no entries where nothing fits. GK_NOT_FOUND where there is no such document or
 * company; GK_INVALID names what of the query cannot be understood. */
GK_API gk_status gk_facts_list(gk_library *library, const gk_fact_query *query, gk_fact_list **out,
                               gk_error *err);
GK_API void gk_fact_list_free(gk_fact_list *list);
GK_API char *gk_fact_list_json(const gk_fact_list *list); /* gk_free */
GK_API char *gk_fact_list_csv(const gk_fact_list *list);  /* gk_free; as gk_document_tables_csv */

/* Line items by period. */
typedef struct gk_fact_series {
    const char **periods; /* period_count of them, the earliest first: "FY2018", "Q2 2023" */
    size_t period_count;
    struct gk_fact_series_row {
        const char *name, *member, *company, *unit; /* unit: "USD", "USD per share", "%", ... */
        const gk_fact_entry **entries; /* one a period; NULL: there is none. The list's */
    } * rows;
    size_t row_count;
} gk_fact_series;

/* Of the first entry of each group; where there are whole years, of these alone. The list must
 * outlive it. */
GK_API void gk_fact_series_make(const gk_fact_list *list, gk_fact_series **out);
GK_API void gk_fact_series_free(gk_fact_series *series);
GK_API char *gk_fact_series_json(const gk_fact_series *series); /* gk_free */
GK_API char *gk_fact_series_csv(const gk_fact_series *series);  /* gk_free */
/* A plot as SVG, of the rows in one unit: that of the first row. gk_free; NULL where nothing can be
 * drawn. */
GK_API char *gk_fact_series_svg(const gk_fact_series *series, const char *title);

/* "1,577,000,000", "12.5", "-0.38": a value with separators and as many decimals as were printed.
 * gk_free. */
GK_API char *gk_fact_value_text(const gk_fact_entry *entry);
GK_API char *gk_fact_unit_text(const gk_fact_entry *entry); /* "USD per share"; gk_free */

/* ---- calls -------------------------------------------------------------------------------- */

/* What one speaks in an earnings call until the next one does; whole lines. */
typedef struct gk_document_turn {
    const char *speaker; /* as the text writes it, or "" */
    const char *role;    /* "Chief Financial Officer", or "" */
    const char *firm;    /* "Goldman Sachs", or "" */
    const char *kind;    /* "operator", "company", "analyst", "unknown" */
    const char *part;    /* "remarks", "questions", "unknown" */
    int first_page, first_line, last_page, last_line;
} gk_document_turn;

typedef struct gk_document_turns {
    const char *document;
    gk_document_turn *turns; /* in the order of the text */
    size_t count;            /* 0: the document is no call */
} gk_document_turns;

GK_API gk_status gk_document_turns_get(gk_library *library, const char *document,
                                       gk_document_turns **out, gk_error *err);
GK_API void gk_document_turns_free(gk_document_turns *turns);
GK_API char *gk_document_turns_json(const gk_document_turns *turns); /* gk_free */

/* ---- settings ---------------------------------------------------------------------------- */

typedef struct gk_setting {
    const char *key;   /* "llm.url" */
    const char *value; /* as gk_settings_set takes it; of a list each value on a line; "": none */
    const char *what;  /* what it is, for a person */
    bool set;          /* false: value is the default */
    bool list;
} gk_setting;

typedef struct gk_settings {
    gk_setting *settings; /* all that there are */
    size_t count;
} gk_settings;

/* What the library is set to do (docs/language-model.md). */
GK_API gk_status gk_settings_get(gk_library *library, gk_settings **out, gk_error *err);
GK_API void gk_settings_free(gk_settings *settings);
GK_API char *gk_settings_json(const gk_settings *settings); /* gk_free */
/* Sets a key; of a list, adds a value. GK_INVALID says which keys there are, and what they take.
 * The library is open for writing. */
GK_API gk_status gk_settings_set(gk_library *library, const char *key, const char *value,
                                 gk_error *err);
/* Back to the default; of a list, takes value away (NULL: all of them). */
GK_API gk_status gk_settings_unset(gk_library *library, const char *key, const char *value,
                                   gk_error *err);

/* ---- search ------------------------------------------------------------------------------ */

typedef struct gk_span {
    size_t start, end; /* bytes of the text it belongs to */
} gk_span;

typedef struct gk_hit {
    const char *document;
    int page;
    int64_t passage;     /* its number in the library */
    double score;        /* higher is better; comparable within one result only */
    const char *context; /* title, unit line and column headings of the table it continues, or "" */
    const char *text;    /* the passage as laid out */
    int first_line, last_line; /* of the page */
    size_t start, end;         /* bytes of the page's text */
    gk_span *marks;            /* matched words in text */
    size_t mark_count;
    int lexical_rank, dense_rank; /* from 1; 0: not found that way */
} gk_hit;

typedef struct gk_hits {
    const char *query;
    const char *notice; /* what the reader should know (vectors missing, a move to another model
                           under way, ...), or NULL */
    gk_hit *hits;       /* best first */
    size_t count;
} gk_hits;

/* Which documents a search sees. NULL and 0 ask for nothing; what is asked for must all hold. A
 * document of which a value is not known does not fit where that value is asked for. Letters' case
 * does not matter. */
typedef struct gk_filter {
    const char *company;  /* words of a name or alias of the company, or its ticker */
    const char *ticker;   /* "AAPL"; "600519" is "600519.SH", too */
    const char *form;     /* "10-K"; hyphens do not matter */
    const char *period;   /* "FY2018", "Q2 2023", "2022": the fiscal year or period */
    const char *since;    /* published on this day or later: "2023-01-31", "2023-01", "2023" */
    const char *until;    /* published on this day or earlier; the whole of "2023" is */
    const char *language; /* "en", "zh" */
    const char *source;   /* words of who published it */
    const char *as_of;    /* "2023-01-31", or a time "2023-01-31T16:00:00Z": nothing that became
                             public later is scored, counted, shown or felt in a statistic; a
                             document whose publication is not known is left out */
} gk_filter;

/* Whether a language model writes the answer (docs/language-model.md). */
typedef enum gk_llm {
    GK_LLM_OFF,
    GK_LLM_AS_SET,    /* where the library's settings name one */
    GK_LLM_ON,        /* GK_INVALID where they name none */
    GK_LLM_UNVERIFIED /* what it writes is not checked: to measure what checking does */
} gk_llm;

/* What gk_ask with a language model is at, for a person; false stops it (GK_STOPPED). */
typedef bool (*gk_on_stage)(void *ctx, const char *stage);

typedef struct gk_search_options {
    size_t k;             /* how many hits; 0: 10, or 5 nearest passages of gk_ask */
    const char *document; /* only this document; NULL: all */
    bool lexical_only;
    gk_filter filter;
    bool unremembered;    /* gk_ask: what is cited is not marked on its page from then on */
    const char *rerank;   /* the folder of a cross-encoder (goshawk train --reranker), which orders
                             the first 50 pages by its scores; NULL: no. GK_MODEL where it cannot be
                             used. It is kept with the library for the next search */
    gk_llm llm;           /* gk_ask */
    gk_on_stage on_stage; /* may be NULL */
    void *on_stage_ctx;
} gk_search_options;

/* The cross-encoder that goes with a library's path: its folder LIBRARY/reranker where it has one,
 * else what $GOSHAWK_RERANKER names. GK_MODEL where there is neither. *folder: gk_free. */
GK_API gk_status gk_reranker_default(const char *library, char **folder, gk_error *err);

/* GK_OK with no hits where nothing matches. options may be NULL. */
GK_API gk_status gk_search(gk_library *library, const char *query, const gk_search_options *options,
                           gk_hits **out, gk_error *err);
GK_API void gk_hits_free(gk_hits *hits);

/* ---- ask --------------------------------------------------------------------------------- */

typedef struct gk_citation {
    const char *document;
    int page;
    const char *label; /* the page's own name where it has one: a heading, a sheet; or NULL */
    const char *quote; /* the sentence or table row, word for word (white space folded) */
    int first_line, last_line;
} gk_citation;

/* A figure that the answer rests on. */
typedef struct gk_answer_term {
    const char *name;     /* "accounts payable" */
    const char *label;    /* of its row, as printed */
    const char *period;   /* "FY2020", "2020年" */
    const char *printed;  /* the figure: "1,174" */
    const char *currency; /* "USD"; "": not known, or no money */
    double value, scale;  /* in units, and what the printed figure was multiplied by */
    size_t citation;      /* index in citations */
} gk_answer_term;

/* A value that was computed from such figures. */
typedef struct gk_computation {
    const char *name;    /* "days payable outstanding"; "" where the question gives the formula */
    const char *period;  /* "FY2020" */
    const char *formula; /* "365 × average(accounts payable) / …" */
    const char *filled;  /* the same with the figures in place of their names */
    double result;       /* a percentage as 0.125 */
    const char *shown;   /* as the answer writes it: "63.86" */
} gk_computation;

typedef struct gk_answer {
    const char *question;
    bool answered; /* false: declined */
    const char
        *answer; /* what is shown; when declined, "I found nothing that answers this" and why */
    const char *notice;     /* as in gk_hits */
    gk_citation *citations; /* the one that carries the answer first */
    size_t citation_count;
    gk_answer_term *terms; /* where it was computed or compared: the figures, */
    size_t term_count;
    gk_computation *computations; /* and what was computed of them */
    size_t computation_count;
    gk_hits *nearest;  /* the passages nearest to the question; always there */
    const char *model; /* the language model that wrote it, or a part of it; NULL: none did */
} gk_answer;

GK_API gk_status gk_ask(gk_library *library, const char *question, const gk_search_options *options,
                        gk_answer **out, gk_error *err);
GK_API void gk_answer_free(gk_answer *answer);

/* ---- verify ------------------------------------------------------------------------------ */

/* A text that an answer may rest on. NULL is "". */
typedef struct gk_cited_text {
    const char *mark;     /* how the answer cites it in brackets: "3M_2018_10K p.60", "1" */
    const char *document; /* its name */
    const char *company;  /* whose figures it has */
    const char *names;    /* other names of the company, '|' between */
    const char *text;     /* as laid out */
    const char *context;  /* title, unit line and headings that stand elsewhere */
    const char *speaker;  /* of a call: whose words it is */
    int fiscal_year;      /* of the document; 0: not known */
} gk_cited_text;

/* A sentence of the answer, or a number in it. */
typedef struct gk_checked {
    gk_span span; /* of the answer */
    bool number;
    const char *verdict; /* "supported", "computed", "unsupported", "contradicted" */
    const char *why;     /* "digits", "sign", "scale", "unit", "period", "company", "arithmetic",
                            "negation", "direction", "forecast", "speaker", "words", "no source";
                            "" where all is well */
    double support;      /* 0 to 1 */
    const char *mark;    /* of the text that supports it, or comes nearest; "" for none */
    const char *quote;   /* what that text says; "" for none */
} gk_checked;

typedef struct gk_verification {
    bool supported;      /* every sentence, every number */
    size_t sentences;    /* of the answer */
    size_t struck;       /* that fall */
    gk_checked *checked; /* in the order of the answer: a sentence, then its numbers */
    size_t count;
    const char *text; /* the answer without the sentences that fall; "" where none is left */
} gk_verification;

/* Holds an answer, whoever wrote it, against what it cites. Citations stand in brackets: the mark
 * of a text, or its place in the list ("[2]"); where library is not NULL, [DOCUMENT p.N] is a page
 * of the library. A sentence without one rests on all texts and on all pages cited. question, which
 * may be "", tells what the answer need not repeat. gk_verification_free. */
GK_API gk_status gk_verify_answer(gk_library *library, const char *question, const char *answer,
                                  const gk_cited_text *texts, size_t text_count,
                                  gk_verification **out, gk_error *err);
GK_API void gk_verification_free(gk_verification *verification);
GK_API char *gk_verification_json(const gk_verification *verification,
                                  const char *answer); /* gk_free */

/* ---- explain ----------------------------------------------------------------------------- */

/* What a question was understood to say, and which documents it is about. Spans are bytes of the
 * question. */
typedef struct gk_explained_company {
    const char *name, *ticker; /* "" where not known */
    gk_span span;
    const char *matched; /* "name", "ticker", "alias", "former name", "document name",
                            "part of the name", "initials", "misspelling" */
    double certainty;    /* 0 to 1; below 0.5 only because nothing else names a company */
} gk_explained_company;

typedef struct gk_explained_period {
    const char *period; /* "FY2018", "Q2 2023", "H1 2020", "2018-12-31", "2018-12" */
    gk_span span;
    const char *role; /* "named", "a year alone", "relative", "within a range", ... */
} gk_explained_period;

typedef struct gk_explained_item {
    const char *name; /* of a line item or a ratio */
    bool computed;
} gk_explained_item;

typedef struct gk_explained_document {
    const char *document, *company, *form, *period, *published; /* "" where not known */
    double total;                                               /* what it is ranked by */
    double by_company, by_period, by_form, by_front, by_recent; /* the parts of it, 0 to 1 */
    bool certain_company, certain_period;
} gk_explained_document;

/* What speaks for a page: a feature (docs/retrieval.md), 0 to 1, and how much it counts. */
typedef struct gk_explained_part {
    const char *feature;
    double value, weight;
} gk_explained_part;

typedef struct gk_explained_page {
    const char *document;
    int page;
    double score;                 /* the sum of value × weight */
    int lexical_rank, dense_rank; /* of its best passage, from 1; 0: not found that way */
    gk_explained_part *parts;     /* what counts most first; those that are 0 left out */
    size_t part_count;
} gk_explained_page;

typedef struct gk_explained_filter {
    const char *field, *value;
} gk_explained_filter;

typedef struct gk_explanation {
    const char *question;
    const char *kind;  /* "text", "figure", "computed", "judgement": what would answer it */
    const char *today; /* the day that "last year" is told from */
    bool compares;     /* over periods or companies */
    bool newest;       /* the latest paper is wanted */
    gk_explained_company *companies;
    size_t company_count;
    gk_explained_period *periods;
    size_t period_count;
    const char **forms; /* "10-K", "Call" */
    size_t form_count;
    const char **statements; /* "income statement", "balance sheet", "cash flow statement" */
    size_t statement_count;
    gk_explained_item *items;
    size_t item_count;
    gk_explained_filter *filters; /* what of the options left documents out */
    size_t filter_count;
    size_t admitted;                  /* how many documents they left */
    gk_explained_document *documents; /* best first */
    size_t document_count;
    gk_explained_page *pages; /* as a search finds them, best first */
    size_t page_count;
    const char *notice; /* as in gk_hits */
} gk_explanation;

/* The k documents that fit best, and the k best pages (0: 10). options may be NULL. */
GK_API gk_status gk_explain(gk_library *library, const char *question,
                            const gk_search_options *options, gk_explanation **out, gk_error *err);
GK_API void gk_explanation_free(gk_explanation *explanation);

/* ---- results as JSON, for programs ------------------------------------------------------- */
/* One JSON object as a string (no newline at its end), freed by gk_free. */

GK_API char *gk_hits_json(const gk_hits *hits);
GK_API char *gk_answer_json(const gk_answer *answer);
GK_API char *gk_explanation_json(const gk_explanation *explanation);
GK_API char *gk_documents_json(const gk_documents *documents);
GK_API char *gk_page_json(const gk_page *page);

/* ---- evaluation -------------------------------------------------------------------------- */

typedef struct gk_eval_options {
    bool (*on_progress)(void *ctx, size_t done, size_t total); /* false stops; may be NULL */
    void *ctx;
    bool lexical_only;
    /* A CSV file with the columns document and name, or document and sha256: what the library calls
     * the set's documents. NULL: what the set does. */
    const char *names;
    /* Retrieval: what is measured, in the order of the result: "lexical", "dense", "fused" (one
     * stage alone), "whole", or the whole less parts ("whole-embedding"). None: the whole. */
    const char *const *configurations;
    size_t configuration_count;
    bool ablation;      /* instead: the stages, the whole, and the whole less each of its parts */
    size_t depth;       /* who has no evidence page among the first so many is a failure; 0: 5 */
    const char *rerank; /* retrieval, answers: as in gk_search_options, of the whole and of what is
                           left of it; a stage alone has none */
    const char *overrule; /* answers: a file of a person's judgements, JSON lines with id, judgement
                             (right, wrong, declined), note and answer, which take the judge's
                             place where the answer is still the same; NULL: none */
} gk_eval_options;

/* Both read lines like FinanceBench's (id, question, answer, doc_name, evidence: [{doc_name, page
 * from 0}]) and give a JSON object as docs/evaluation.md describes; *json is freed by gk_free.
 * GK_INPUT names the file, the line and the field that is wrong. Of several configurations those
 * that lack vectors, or their model, are left out, and the result says so. */
GK_API gk_status gk_eval_retrieval(gk_library *library, const char *set_path,
                                   const gk_eval_options *options, char **json, gk_error *err);
/* Fits how much each feature of a page counts in a search on the questions of a set, those about
 * every fifth company held back; *json has the figures before and after, and the weights. */
typedef struct gk_rank_options {
    gk_eval_options eval; /* of these, on_progress, ctx and lexical_only count */
    double pull; /* how strongly weights are held to those of the program; 0: the default, 0.003 */
    bool keep;   /* the library uses the weights from now on: LIB/order.json */
} gk_rank_options;
GK_API gk_status gk_rank_tune(gk_library *library, const char *set_path,
                              const gk_rank_options *options, char **json, gk_error *err);
GK_API gk_status gk_eval_answers(gk_library *library, const char *set_path,
                                 const gk_eval_options *options, char **json, gk_error *err);

/* The same of TAT-QA's own file: each excerpt, a table and its paragraphs, is the only library of
 * its questions. */
typedef struct gk_eval_tatqa_options {
    bool (*on_progress)(void *ctx, size_t done, size_t total); /* false stops; may be NULL */
    void *ctx;
    size_t from, to; /* the excerpts asked, from 1; 0: the first, the last */
    bool lexical_only;
    const char *model;    /* as in gk_library_create */
    const char *overrule; /* as in gk_eval_options */
} gk_eval_tatqa_options;
GK_API gk_status gk_eval_tatqa(const char *path, const gk_eval_tatqa_options *options, char **json,
                               gk_error *err);

/* ---- serve ------------------------------------------------------------------------------- */

typedef struct gk_server gk_server;

typedef struct gk_serve_options {
    const char *listen; /* "127.0.0.1:8080"; port 0 takes a free one; NULL: the default */
    bool allow_remote;  /* else only loopback addresses are accepted */
    void (*log)(void *ctx, const char *line); /* one line a request, never document text; or NULL */
    void *ctx;
} gk_serve_options;

/* Starts answering in threads of its own and returns; *out is stopped by gk_server_stop, which
 * lets the requests at hand finish. */
GK_API gk_status gk_server_start(const char *library_path, const gk_serve_options *options,
                                 gk_server **out, gk_error *err);
GK_API int gk_server_port(const gk_server *server);
GK_API void gk_server_stop(gk_server *server);

/* ---- embedding models -------------------------------------------------------------------- */

/* Either a folder (sentence-transformers' layout; float32, or int8 as gk_model_quantize makes it),
 * or the address of an OpenAI-compatible service: "https://host/v1/embeddings#NAME". Without #NAME
 * the model's name is $GOSHAWK_EMBEDDING_MODEL; the key, if the service asks for one, is
 * $GOSHAWK_EMBEDDING_KEY, else $OPENAI_API_KEY. A gk_model may be used by several threads. */
typedef struct gk_model gk_model;

/* The model that gk_library_create takes by default: $GOSHAWK_MODEL, else the folder that comes
 * with the program. GK_MODEL where there is none. *path: gk_free. */
GK_API gk_status gk_model_default(char **path, gk_error *err);

/* GK_MODEL names the file and the tensor or field that is wrong, or what the service said. */
GK_API gk_status gk_model_open(const char *model, gk_model **out, gk_error *err);
GK_API void gk_model_close(gk_model *model);
GK_API size_t gk_model_dimensions(const gk_model *model);

typedef struct gk_embed_options {
    /* The name of a prompt of the model ("query", "passage"), whose text is put before each text.
     * "passage" and "document" stand in for each other, and these two and "query" mean none where
     * the model has none; any other must exist. NULL: the model's default prompt, mostly none. */
    const char *prompt;
    const char *prompt_text; /* put before each text as it stands; NULL: prompt decides */
    size_t dimensions;       /* the first so many, again of length 1 (Matryoshka); 0: all */
    bool windowed; /* a text longer than the model takes is embedded in windows, whose vectors are
                      averaged by their tokens; else it is cut there, as sentence-transformers does
                    */
    int threads;   /* at most one a processor; 0: as many as there are */
} gk_embed_options;

/* Embeds count texts: vectors is (count, dimensions), row by row, each of length 1. lengths are in
 * bytes; NULL: the texts end with a NUL. options may be NULL. */
GK_API gk_status gk_model_embed(const gk_model *model, const char *const *texts,
                                const size_t *lengths, size_t count,
                                const gk_embed_options *options, float *vectors, gk_error *err);

typedef struct gk_prompt {
    const char *name, *text;
} gk_prompt;

typedef struct gk_model_info {
    const char *architecture; /* "bert", "xlm-roberta", or "service" */
    const char *tokenizer;    /* "WordPiece", "Unigram"; NULL for a service */
    const char *weights;      /* "float32" (whatever float the file holds), "int8"; NULL */
    const char *pooling;      /* "mean", "cls"; NULL */
    const char *kernels;      /* the instruction set in use: "avx512-vnni", ...; NULL */
    size_t layers, hidden, heads, intermediate, vocabulary, max_tokens; /* 0 for a service */
    size_t dimensions, parameters;
    size_t bytes;             /* of the weights' file */
    const gk_prompt *prompts; /* prompt_count of them */
    size_t prompt_count;
} gk_model_info;

GK_API gk_status gk_model_info_get(const gk_model *model, gk_model_info **out, gk_error *err);
GK_API void gk_model_info_free(gk_model_info *info);

/* SHA-256, in hex, of model.safetensors, or of address and name of a service: tells one model's
 * vectors from another's. Computed at each call. */
GK_API void gk_model_fingerprint(const gk_model *model, char hex[65]);

/* ---- model folders made from model folders ----------------------------------------------- */
/* Each writes a whole new folder `to`, which must not exist or be empty, and nothing on failure. */

/* Weights and embedding table as int8 (one scale a row): a quarter of the size, several times the
 * speed. The folder opens in Goshawk alone. */
GK_API gk_status gk_model_quantize(const char *from, const char *to, gk_error *err);

/* Weights as float32: opens in any reader of sentence-transformers folders. */
GK_API gk_status gk_model_export(const char *from, const char *to, gk_error *err);

typedef struct gk_trim_options {
    /* The next text whose pieces stay; false: there are no more. *text lives until the next call;
     * NULL there stops the whole with GK_STOPPED. NULL for the function: no texts. */
    bool (*next)(void *ctx, const char **text, size_t *length);
    void *ctx;
    size_t pieces; /* the vocabulary is filled up to so many with the most probable Latin and Han
                      pieces; 0: nothing is filled up */
} gk_trim_options;

typedef struct gk_trim_report {
    size_t before, after;      /* pieces */
    size_t texts, used;        /* texts read, and the pieces that they use */
    size_t characters, filled; /* single characters beside those, and the filling */
} gk_trim_report;

/* Keeps special tokens, the pieces that the texts use, every piece of one character, and the
 * filling. The texts' ids change; their vectors do not. For Unigram and WordPiece vocabularies. */
GK_API gk_status gk_model_trim(const char *from, const char *to, const gk_trim_options *options,
                               gk_trim_report *report, gk_error *err);

typedef struct gk_verify_report {
    size_t tensors;       /* read through, every number finite */
    size_t texts;         /* embedded */
    double kernels_worst; /* worst cosine of this processor's kernels with the portable ones */
    double mean, worst;   /* cosine with the other model; 0 without one */
} gk_verify_report;

/* Reads every tensor, embeds texts with the kernels of this processor and with the portable ones,
 * and, where `against` is another model, compares with its vectors. GK_INVALID where there are no
 * texts, GK_MODEL where a number is not finite, a vector's length is not 1, or the kernels
 * disagree: cosine below 0.999, of an int8 model below 0.99, since there the last bit of a float
 * may move an activation by a whole step. */
GK_API gk_status gk_model_verify(const char *folder, const char *against, const char *const *texts,
                                 size_t count, gk_verify_report *report, gk_error *err);

/* ---- tuning and measuring an embedding ---------------------------------------------------- */
/* Four kinds of file, JSON lines in UTF-8; docs/tuning.md describes them field by field.
 *   passages  {"id", "doc", "text"}
 *   queries   {"query", "style", "source", "passage_id"}: the id of the passage that answers, or a
 *             list of ids, any of which does
 *   examples  {"query", "positive", "negatives": [...], "style", "source"}: texts, each passage as
 *             the model reads it: its document's name, underscores as spaces, a newline, the text
 *   documents names, one a line
 * GK_INPUT names the file, the line and the field that is wrong. An output file appears as a whole
 * when all is done; a stop or a kill leaves none, and what stood there stays. Until then it is
 * FILE.tmp: GK_BUSY where another process is writing that. */

/* How far long work is. */
typedef struct gk_work {
    const char *stage;   /* "reading passages", "embedding", ... */
    size_t done, total;  /* of the stage; total 0: not known */
    double seconds_left; /* < 0: not known */
} gk_work;

typedef struct gk_watch {
    bool (*on_work)(void *ctx, const gk_work *work); /* false stops (GK_STOPPED); may be NULL */
    void *ctx;
} gk_watch;

/* What no training may touch: passages of these documents, the passages that these queries name,
 * and every passage with the text of one of them. */
typedef struct gk_exclusion {
    const char *const *documents; /* files of documents' names */
    size_t document_count;
    const char *const *queries; /* files of queries */
    size_t query_count;
    /* Called with each file of which nothing stands among the passages: it may have been made for
     * other names or ids. May be NULL. */
    void (*on_idle)(void *ctx, const char *file);
    void *ctx;
} gk_exclusion;

/* Writes the library's passages to a new file, or to standard output where `to` is NULL (as they
 * come), in the order of the library: what the functions below take. An id is DOC#PAGE#K, K from 0
 * within the page. GK_STOPPED, too, where the reader of standard output has gone. *count may be
 * NULL. */
GK_API gk_status gk_passages_write(gk_library *library, const char *to, const gk_watch *watch,
                                   size_t *count, gk_error *err);

typedef struct gk_synth_options {
    const char *passages; /* file */
    const char *to;       /* queries; a file that stands there needs resume or is refused */
    gk_exclusion exclusion;
    /* Built-in generators, by name, comma-separated: "heading", "row", "sentence", "headline",
     * "question"; NULL: all. Not used where there is a service. */
    const char *generators;
    const char *source;  /* what the queries say as their source; NULL: "filing" */
    const char *service; /* a chat service: "https://host/v1/chat/completions#NAME", or NULL;
                            without #NAME the model is $GOSHAWK_CHAT_MODEL; the key, if the service
                            asks for one, is $GOSHAWK_CHAT_KEY, else $OPENAI_API_KEY */
    /* Queries about passages of the file that show the service what is wanted (few-shot); NULL: our
     * own. */
    const char *examples;
    const char *model; /* round trip: what finds the passage again, as gk_eval_embedding_options'
                          models; NULL: no such filter */
    size_t round_trip; /* the passage must be among the first so many; 0: 20 */
    size_t count;      /* passages to sample; 0: all */
    uint64_t seed;
    bool resume;     /* go on with the answers of a service that stand in TO.goshawk */
    bool estimate;   /* nothing is asked or written; the report has calls, tokens */
    int concurrency; /* calls to the service at once; 0: 8 */
    int threads;
    const char *cache; /* as in gk_eval_embedding_options */
    gk_watch watch;
} gk_synth_options;

typedef struct gk_synth_report {
    size_t passages; /* sampled */
    size_t queries;  /* written */
    size_t filtered; /* dropped by the round trip, or since they copy the passage, or twice */
    size_t failed;   /* passages for which the service gave nothing usable */
    size_t excluded_passages;     /* that no training may touch */
    size_t unmatched;             /* names and ids of the exclusion that no passage has */
    size_t calls;                 /* to the service; of an estimate: to come */
    size_t tokens_in, tokens_out; /* as the service counted them; of an estimate: about */
    double seconds;
} gk_synth_report;

/* The same options and passages give the same file, but for a service's answers. These are kept in
 * TO.goshawk as they come, so that a stop or a kill loses no more than the calls under way; the
 * file goes when every passage has its answer. GK_BUSY where another process is at it. */
GK_API gk_status gk_synth(const gk_synth_options *options, gk_synth_report *report, gk_error *err);

typedef struct gk_mine_options {
    const char *queries, *passages, *to; /* files; `to` gets examples */
    const char *model;                   /* a folder or an address */
    const char *const *sources;          /* only queries of these become examples; none: all do */
    size_t source_count;
    gk_exclusion exclusion;
    size_t negatives; /* for each query; 0: 4 */
    double lexical;   /* the share of them that BM25 finds; < 0: 0.5 */
    size_t depth;     /* candidates are looked for among the first so many; 0: 100; all where
                         there are fewer passages */
    size_t among;     /* only passages that BM25 finds among the first so many for one query or
                         another, and those that answer one, are embedded and may be negatives: a
                         large archive takes less time; 0: all passages */
    double margin;    /* a candidate whose cosine with the query exceeds margin · the positive's is
                         taken for another right answer (NV-Retriever, arXiv 2407.15831); 0: 1.03 */
    size_t limit;     /* of queries, sampled by the seed; 0: all */
    uint64_t seed;
    bool force; /* `to` may stand there and is replaced; a file that is read is refused */
    int threads;
    const char *cache; /* as in gk_eval_embedding_options */
    gk_watch watch;
} gk_mine_options;

typedef struct gk_mine_report {
    size_t queries, examples;              /* read; written */
    size_t other_sources;                  /* queries of sources that were not asked for */
    size_t excluded;                       /* of the others, whose passage is excluded or absent */
    size_t excluded_passages, unmatched;   /* as in gk_synth_report */
    size_t dense, lexical;                 /* negatives by what found them */
    size_t too_near, same_text, same_fact; /* candidates refused, and why */
    double seconds;
} gk_mine_report;

GK_API gk_status gk_mine(const gk_mine_options *options, gk_mine_report *report, gk_error *err);

/* A step, as on_step and the run's curve.csv have it. */
typedef struct gk_train_step {
    size_t step, steps; /* of so many */
    double epoch;
    double loss, rate, gradient; /* the gradient's norm before clipping */
    double recall; /* recall@1 on dev, or the share of queries whose positive the reranker
                      puts first; < 0: not measured at this step */
    double best;   /* the best recall so far; < 0: none */
    double pairs_a_second;
    double seconds, seconds_left;
} gk_train_step;

typedef struct gk_train_source {
    const char *path; /* examples */
    double weight;    /* how often its examples are drawn beside the others'; 0: 1 */
} gk_train_source;

typedef struct gk_train_options {
    const gk_train_source *sources;
    size_t source_count;
    const char *dev;   /* examples that measure; NULL: none */
    const char *model; /* the folder to start from, float32 */
    const char *run;   /* the run's folder: made new, or resumed */
    bool resume;
    bool reranker;        /* a cross-encoder: query and passage in one sequence, one score */
    size_t batch;         /* queries in a step; 0: 32 */
    size_t negatives;     /* of each example; 0: all that it has; SIZE_MAX: none */
    double epochs;        /* over all examples; 0: 1 */
    size_t steps;         /* instead of epochs; 0: by epochs */
    double rate;          /* the highest learning rate; 0: 3e-5 */
    double warmup;        /* the share of steps in which it rises; < 0: 0.1 */
    double temperature;   /* 0: 0.02 */
    double decay;         /* AdamW's weight decay; < 0: 0.01 */
    double clip;          /* the gradient's greatest norm; 0: 1 */
    size_t dimensions[8]; /* Matryoshka: the loss is the mean over these prefixes; 0 ends; none: the
                             whole vector alone */
    size_t max_tokens;    /* texts are cut there; 0: 320, or the model's limit where that is less */
    bool bf16;            /* mixed precision: factors of products as bfloat16, all else float32;
                             GK_INVALID where the processor has no such instructions */
    size_t memory;        /* bytes for activations; past it they are computed twice (gradient
                             caching, Gao et al. 2021, arXiv 2101.06983); 0: a quarter of the
                             machine's */
    size_t evaluate;      /* every so many steps; 0: ten times in all */
    size_t patience;      /* stop after so many evaluations without a better one; 0: never */
    size_t checkpoint;    /* every so many steps; 0: as evaluate */
    uint64_t seed;
    int threads;        /* 0: one a processor, fewer where their gradients would take more than a
                           quarter of the memory */
    const char *device; /* "cpu", "cuda"; NULL: cpu */
    const char *about;  /* for the model's card: where the texts come from and what licences they
                           have; NULL: nothing is said of that */
    /* Called after each step; false: a checkpoint, then GK_STOPPED. May be NULL. */
    bool (*on_step)(void *ctx, const gk_train_step *step);
    gk_watch watch; /* of all that is not a step: reading, measuring */
    void *ctx;      /* on_step's */
} gk_train_options;

typedef struct gk_train_report {
    size_t steps, examples, parameters;
    double loss, recall, best, before; /* before: recall of the model it started from; < 0: none */
    size_t best_step;
    bool stopped_early;
    double pairs_a_second, seconds;
} gk_train_report;

/* Trains all weights. The run's folder gets run.json (configuration and result), curve.csv,
 * curve.svg, until the end the state of the run, and then model/: the best model by dev, or the
 * last. report may be NULL. GK_BUSY where another process trains in that folder. */
GK_API gk_status gk_train(const gk_train_options *options, gk_train_report *report, gk_error *err);

typedef struct gk_eval_embedding_options {
    /* What is measured, in the order of the result: a model's folder or address, "bm25", or a
     * model + "+bm25", both fused by rank. */
    const char *const *models;
    size_t model_count;
    const char *queries, *passages; /* files */
    size_t limit;      /* of passages: those that answer queries and, up to so many in all, others
                          sampled by a fixed seed; 0: all */
    size_t dimensions; /* the first so many numbers of each vector; 0: all */
    bool results;      /* each query's rank, too */
    int threads;
    const char *cache; /* the folder of vectors kept by model and text; NULL: goshawk/vectors in
                          $XDG_CACHE_HOME, else in ~/.cache; "": none are kept */
    gk_watch watch;
} gk_eval_embedding_options;

/* *json (gk_free): {"queries", "passages", "models": [{"model", "recall": {"1", "5", "10"}, "mrr",
 * "by": {...}}]}, as docs/evaluation.md describes it. */
GK_API gk_status gk_eval_embedding(const gk_eval_embedding_options *options, char **json,
                                   gk_error *err);

#ifdef __cplusplus
}
#endif
#endif
