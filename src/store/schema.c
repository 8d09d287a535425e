/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of goshawk.db (PRAGMA application_id is "GkLb"). docs/library-format.md tells the same
 * to the reader who does not read C. A library is made in format version 5 (PRAGMA user_version).
 * Older ones are opened, too: the first writer gives them the tables of versions 3 to 5 and, where
 * they have none, an index of their contents, in one transaction (gk_schema_3, gk_schema_4,
 * gk_schema_5, indexing.c); a reader sees such a library as one whose new tables are empty
 * (gk_schema_shadow), and which, before version 4, cannot be searched for words.
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
 *   'index'         raised whenever a row of `segment` comes or goes
 *   'cards'         raised whenever contents, names, what is known of them or preferences change
 *   'rebuild'       from when a writer finds the folder `index` removed until it has made the
 *                   index anew
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
 * kin: content is a version of `older`, and is preferred to it; there are no rings. Of three
 *   versions the first has a row for each of the others, so that of any two that a search sees it
 *   is known which is preferred. Libraries that were made before that have one row for each `older`
 *   (which is their primary key); kin.c gives them the newer table when it adds a row.
 *
 * container: the SHA-256 of archives and other files whose members are all stored.
 *
 * Since version 4 (docs/index.md), in place of the FTS5 tables `lexical` and `front` and the table
 * `term_count`:
 *
 * segment: what the two indexes consist of.
 *   kind            0: a row of it is a passage (its id); 1: a content's front (front_row.row)
 *   first_row       of its rows the lowest, or a lower one above all of the segment before; no two
 * of a kind overlap size            in bytes bytes           the segment (src/index/segment.c), or
 * none: then it is the file index/ID What is removed stays in them until they are merged; content
 * and front_row say what is there.
 *
 * front_row: the row of a content's front: title and first name, with spaces for underscores, and
 * the beginning of its first three pages. Rows count up and are never used again.
 *
 * Since version 5:
 *
 * facts: a content's figures; no row: they were never made.
 *   version         what they were made by (src/library/facts.c)
 *   bytes           packed (src/facts/packed.c); none where the content has no figures
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
    "  older INTEGER NOT NULL, content INTEGER NOT NULL,"                                          \
    "  PRIMARY KEY(older, content)) STRICT, WITHOUT ROWID;"
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

const char gk_schema_widen_kin[] =
    "ALTER TABLE kin RENAME TO kin_narrow; CREATE TABLE " KIN
    "INSERT INTO kin SELECT older, content FROM kin_narrow; DROP TABLE kin_narrow;";

const char gk_schema_unshadow[] =
    "DROP TABLE temp.place_label; DROP TABLE temp.about; DROP TABLE temp.tagged;"
    "DROP TABLE temp.turn; DROP TABLE temp.sketch; DROP TABLE temp.kin; DROP TABLE temp.container;";

/* The tables of version 4. */
#define SEGMENT                                                                                    \
    "segment("                                                                                     \
    "  id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, first_row INTEGER NOT NULL,"   \
    "  size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;"
#define FRONT_ROW                                                                                  \
    "front_row("                                                                                   \
    "  row INTEGER PRIMARY KEY AUTOINCREMENT, content INTEGER NOT NULL UNIQUE"                     \
    "  REFERENCES content(id)) STRICT;"

const char gk_schema_4[] = "CREATE TABLE " SEGMENT "CREATE TABLE " FRONT_ROW
                           "PRAGMA user_version = 4;";

/* Never written to, so without what only the main database can have. */
const char gk_schema_shadow_4[] =
    "CREATE TEMP TABLE segment(id, kind, first_row, size, bytes);"
    "CREATE TEMP TABLE front_row(row INTEGER PRIMARY KEY, content INTEGER UNIQUE);";

const char gk_schema_unshadow_4[] = "DROP TABLE temp.segment; DROP TABLE temp.front_row;";

/* The table of version 5. */
#define FACTS                                                                                      \
    "facts("                                                                                       \
    "  content INTEGER PRIMARY KEY, version INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;"

const char gk_schema_5[] = "CREATE TABLE " FACTS "PRAGMA user_version = 5;";
const char gk_schema_shadow_5[] = "CREATE TEMP TABLE " FACTS;
const char gk_schema_unshadow_5[] = "DROP TABLE temp.facts;";

/* A virtual table goes by its own module, which this SQLite may not have, and which would ask for
 * the tokenizer of its time. So its row of the schema is taken away; the tables that it kept its
 * data in are then tables like others. */
static const char forget_fts[] = "PRAGMA writable_schema = ON;"
                                 "DELETE FROM sqlite_schema WHERE name IN ('lexical', 'front')"
                                 " AND sql LIKE 'CREATE VIRTUAL TABLE %';"
                                 "PRAGMA writable_schema = RESET;";
static const char drop_fts[] =
    "DROP TABLE IF EXISTS lexical_data; DROP TABLE IF EXISTS lexical_idx;"
    "DROP TABLE IF EXISTS lexical_docsize; DROP TABLE IF EXISTS lexical_config;"
    "DROP TABLE IF EXISTS front_data; DROP TABLE IF EXISTS front_idx;"
    "DROP TABLE IF EXISTS front_docsize; DROP TABLE IF EXISTS front_config;"
    "DROP TABLE IF EXISTS term_count;";

gk_status gk_schema_drop_fts(gk_store *store, gk_error *err)
{
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    gk_status status = gk_sql_text(store, forget_fts, err);
    sqlite3_exec(store->db, "PRAGMA writable_schema = OFF", NULL, NULL, NULL);
    if (status == GK_OK) status = gk_sql_text(store, drop_fts, err);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return status;
}
