/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of goshawk.db (PRAGMA application_id is "GkLb"). docs/library-format.md tells the same
 * to the reader who does not read C. A library is made in format version 3 (PRAGMA user_version).
 * Older ones are opened, too: the first writer gives them the tables of version 3 in one
 * transaction (gk_schema_3); a reader sees such a library as one whose new tables are empty
 * (gk_schema_shadow).
 *
 * meta: what is true of the whole library.
 *   'created'       ISO 8601, UTC
 *   'model'         the embedding model's folder, or 'none'
 *   'fingerprint'   SHA-256 of the model's weights in hex, or ''
 *   'dimensions'    of a vector; 0 without a model
 *   'epoch'         raised when something stored is taken away, or when the model changes, so that
 *                   whoever keeps a copy of contents or vector rows in memory knows that it must
 *                   read them all again
 *   'file'          number of the vector file: 1 (or no such key) is vectors/f32, n is
 *                   vectors/f32.n
 *   'next_model', 'next_fingerprint', 'next_dimensions', 'next_file'   while a move is unfinished:
 *                   the model that it goes to, and the file of its vectors
 *   'rows', 'next_rows', 'passages'   since something was removed: rows of the two vector files
 *                   that count, be they holes, and the first passage id that is free
 *   'removed'       SHA-256 of the content that was removed last: a crash may have left its
 *                   original
 *
 * content: a file's bytes, stored once. Ids count up from 1 and are never used again.
 *   sha256          of the bytes, in hex: also the name of the file below originals/
 *   format          'pdf', 'html', 'text', ... (docs/document-stream.md)
 *   title           stands before each passage when it is embedded
 *   bytes, pages    sizes of the original
 *   first_passage, passages   its passages have the ids first_passage, first_passage + 1, ...: a
 *                   search in some contents is a search in some ranges of ids
 *   added           ISO 8601, UTC
 *
 * document: a name for a content; one of a content's names is its first.
 *   source          the path it was added from
 *
 * page: number counts from 1. text is plain, not compressed: zlib would make it a third (1.5 kB
 *   for a page of 4.5 kB), which is little beside originals/ and vectors/ and would hide it from
 *   the sqlite3 program. boxes: four float32 (x0, y0, x1, y1; little-endian) a line, in points from
 *   the upper left, or no bytes where there is no layout.
 *
 * passage: bytes [start_byte, end_byte) of its page's text; lines count from 1; context is the
 *   title, unit line and column headings of its table where they stand elsewhere.
 *
 * lexical: FTS5 without content, one row a passage (rowid = passage.id): context, newline, text.
 * front: the same for contents (rowid = content.id): title, first name with spaces for
 *   underscores, and the beginning of the first three pages.
 *   Both are tokenized by 'goshawk' (fts.c), which only a Goshawk program knows.
 *
 * term_count: how many terms were indexed, for BM25. front: of the content's row in front;
 *   passages: one uint32 (little-endian) a passage, in their order. FTS5 keeps such numbers row by
 *   row in a table of its own (columnsize); a row's look-up a match took most of a query's time.
 *
 * vector: row of the vector file -> passage. The file is valid up to the highest row here, or up to
 *   'rows' where that is more: what was removed leaves holes.
 * next_vector: the same for 'next_file'. The switch puts its rows into vector.
 *
 * question, cited: what was asked, and which lines the answer cited.
 *
 * Since version 3 (docs/metadata.md):
 *
 * place_label: the name of a page that has one: a heading, a sheet, a slide.
 *
 * about: what is known of a content.
 *   trust           0 a person's correction, 1 the document, 2 its name, 3 a table beside it, 4 the
 *                   registry of companies; of one field the lowest counts ('alias' has many values,
 *                   all of which count)
 *   place           what says so
 *   page, line      where it stands in the text, or 0
 *
 * tagged: the facts of inline XBRL, in the file's order, as the document stream has them.
 *   dimensions      JSON, a list of [axis, member]
 *   footnotes       JSON, a list of texts
 *
 * turn: who speaks in a call, from which line to which.
 *
 * sketch: what tells near-identical texts (src/alike/).
 *
 * kin: content is a version of `older`, and is preferred to it; there are no rings.
 *
 * container: the SHA-256 of archives and other files whose members are all stored.
 */
#include "store/internal.h"

const char gk_schema[] =
    "CREATE TABLE meta("
    "  key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE content("
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL UNIQUE, format TEXT NOT NULL,"
    "  title TEXT NOT NULL, bytes INTEGER NOT NULL, pages INTEGER NOT NULL,"
    "  first_passage INTEGER NOT NULL, passages INTEGER NOT NULL, added TEXT NOT NULL) STRICT;"
    "CREATE TABLE document("
    "  name TEXT PRIMARY KEY, content INTEGER NOT NULL REFERENCES content(id),"
    "  source TEXT NOT NULL, added TEXT NOT NULL, first INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX document_content ON document(content);"
    "CREATE TABLE page("
    "  content INTEGER NOT NULL REFERENCES content(id), number INTEGER NOT NULL,"
    "  text TEXT NOT NULL, width REAL NOT NULL, height REAL NOT NULL, boxes BLOB NOT NULL,"
    "  PRIMARY KEY(content, number)) STRICT;"
    "CREATE TABLE passage("
    "  id INTEGER PRIMARY KEY, content INTEGER NOT NULL REFERENCES content(id),"
    "  page INTEGER NOT NULL, start_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL,"
    "  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL, context TEXT NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE lexical USING"
    "  fts5(text, content='', columnsize=0, tokenize='goshawk');"
    "CREATE VIRTUAL TABLE front USING"
    "  fts5(text, content='', columnsize=0, tokenize='goshawk');"
    "CREATE TABLE term_count("
    "  content INTEGER PRIMARY KEY REFERENCES content(id), front INTEGER NOT NULL,"
    "  passages BLOB NOT NULL) STRICT;"
    "CREATE TABLE vector("
    "  row INTEGER PRIMARY KEY, passage INTEGER NOT NULL UNIQUE REFERENCES passage(id)) STRICT;"
    "CREATE TABLE question("
    "  id INTEGER PRIMARY KEY, asked_at TEXT NOT NULL, question TEXT NOT NULL,"
    "  answered INTEGER NOT NULL) STRICT;"
    "CREATE TABLE cited("
    "  question INTEGER NOT NULL REFERENCES question(id),"
    "  content INTEGER NOT NULL REFERENCES content(id), page INTEGER NOT NULL,"
    "  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL) STRICT;"
    "CREATE INDEX cited_page ON cited(content, page, question);";

/* The tables of version 3. */
#define PLACE_LABEL                                                                                \
    "place_label("                                                                                 \
    "  content INTEGER NOT NULL, page INTEGER NOT NULL, label TEXT NOT NULL,"                      \
    "  PRIMARY KEY(content, page)) STRICT, WITHOUT ROWID;"
#define ABOUT                                                                                      \
    "about("                                                                                       \
    "  content INTEGER NOT NULL, field TEXT NOT NULL, trust INTEGER NOT NULL, value TEXT NOT "     \
    "NULL,"                                                                                        \
    "  place TEXT NOT NULL, page INTEGER NOT NULL, line INTEGER NOT NULL,"                         \
    "  PRIMARY KEY(content, field, trust, value)) STRICT, WITHOUT ROWID;"
#define TAGGED                                                                                     \
    "tagged("                                                                                      \
    "  content INTEGER NOT NULL, number INTEGER NOT NULL, concept TEXT NOT NULL,"                  \
    "  context TEXT, entity TEXT, first_day TEXT, last_day TEXT, unit TEXT, value TEXT NOT NULL,"  \
    "  decimals TEXT, scale INTEGER NOT NULL, negated INTEGER NOT NULL, nil INTEGER NOT NULL,"     \
    "  dimensions TEXT NOT NULL, footnotes TEXT NOT NULL, page INTEGER NOT NULL,"                  \
    "  line INTEGER NOT NULL, PRIMARY KEY(content, number)) STRICT, WITHOUT ROWID;"
#define TURN                                                                                       \
    "turn("                                                                                        \
    "  content INTEGER NOT NULL, number INTEGER NOT NULL, speaker TEXT NOT NULL,"                  \
    "  role TEXT NOT NULL, firm TEXT NOT NULL, kind TEXT NOT NULL, part TEXT NOT NULL,"            \
    "  first_page INTEGER NOT NULL, first_line INTEGER NOT NULL, last_page INTEGER NOT NULL,"      \
    "  last_line INTEGER NOT NULL, PRIMARY KEY(content, number)) STRICT, WITHOUT ROWID;"
#define SKETCH "sketch(content INTEGER PRIMARY KEY, sketch BLOB NOT NULL) STRICT;"
#define KIN                                                                                        \
    "kin("                                                                                         \
    "  older INTEGER PRIMARY KEY, content INTEGER NOT NULL) STRICT;"
#define CONTAINER "container(sha256 TEXT PRIMARY KEY, added TEXT NOT NULL) STRICT, WITHOUT ROWID;"

const char gk_schema_3[] =
    "CREATE TABLE IF NOT EXISTS next_vector("
    "  row INTEGER PRIMARY KEY, passage INTEGER NOT NULL UNIQUE REFERENCES passage(id)) STRICT;"
    "CREATE INDEX passage_content ON passage(content);" /* a content goes without a scan */
    "CREATE TABLE " PLACE_LABEL "CREATE TABLE " ABOUT "CREATE TABLE " TAGGED "CREATE TABLE " TURN
    "CREATE TABLE " SKETCH "CREATE TABLE " KIN "CREATE TABLE " CONTAINER "PRAGMA user_version = 3;";

const char gk_schema_shadow[] = "CREATE TEMP TABLE " PLACE_LABEL "CREATE TEMP TABLE " ABOUT
                                "CREATE TEMP TABLE " TAGGED "CREATE TEMP TABLE " TURN
                                "CREATE TEMP TABLE " SKETCH "CREATE TEMP TABLE " KIN
                                "CREATE TEMP TABLE " CONTAINER;

const char gk_schema_unshadow[] =
    "DROP TABLE temp.place_label; DROP TABLE temp.about; DROP TABLE temp.tagged;"
    "DROP TABLE temp.turn; DROP TABLE temp.sketch; DROP TABLE temp.kin; DROP TABLE temp.container;";
