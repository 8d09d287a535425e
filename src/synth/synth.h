/* SPDX-License-Identifier: Apache-2.0
 *
 * synth - search queries for passages: what an embedding is tuned with where nobody has written
 * down what was asked. Two ways lead from a passage to its queries: generators, which take what is
 * printed in it, and a chat service, which is shown a few examples.
 *
 *   synth.c        gk_synth: read, leave out, sample, make, filter, write
 *   sample.c       which passages are worth a query, and a sample spread over documents
 *   document.c     what a document says as a whole: its company, its period, which words are rare
 *   names.c        the company and the period in a document's name
 *   counts.c       how many passages have a word or a line
 *   line.c         which line is a heading, and what of it is numbering
 *   phrase.c       words and lines made fit for a query
 *   template.c     sentences with places for a company, a period, a line item
 *   generators.c   the table of generators, and all of them over a document
 *   heading.c, row.c, sentence.c, headline.c, question.c   a generator each
 *   chat.c         the service: one call a passage, several at once
 *   prompt.c       what it is asked; chat_reply.c what it answers
 *   log.c          its answers in a file beside the output, so that none is asked for twice
 *   keep.c         which queries are kept: no copies, none twice
 *   round_trip.c   whether the passage is found again by its query
 */
#ifndef GK_SYNTH_H
#define GK_SYNTH_H

#include "corpus/corpus.h"
#include "text/text.h"

#include <pthread.h>
#include <stdatomic.h>

/* ---- numbers that a seed gives ------------------------------------------------------------ */

/* Of the same bytes another number for each seed. */
uint64_t gk_synth_hash(const char *bytes, size_t n, uint64_t seed);

/* ---- queries of a passage ----------------------------------------------------------------- */

enum { GK_SYNTH_QUERIES_MOST = 4 }; /* kept of one passage */

typedef struct gk_synth_query {
    char *text; /* gk_free's, as one line */
    const char *style;
} gk_synth_query;

typedef struct gk_synth_queries {
    gk_synth_query items[GK_SYNTH_QUERIES_MOST];
    size_t count;
} gk_synth_queries;

/* Takes text, which it folds to one line; drops it where there is no room for more. */
void gk_synth_add(gk_synth_queries *queries, char *text, const char *style);
void gk_synth_queries_free(gk_synth_queries *queries);

/* ---- long work (synth.c) -------------------------------------------------------------------- */

/* A stage that several threads are at. */
typedef struct gk_synth_stage {
    const gk_watch *watch;
    const char *name;
    size_t done, total;
    double start, told;
    pthread_mutex_t mutex;
    atomic_bool stopped;
} gk_synth_stage;
void gk_synth_stage_start(gk_synth_stage *stage, const gk_watch *watch, const char *name,
                          size_t total);
/* Counts `done` more and tells the watch, at most ten times a second; false: stop. */
bool gk_synth_stage_step(gk_synth_stage *stage, size_t done);
/* GK_STOPPED where the watch asked for it. */
gk_status gk_synth_stage_end(gk_synth_stage *stage, gk_error *err);

/* ---- counts (counts.c) --------------------------------------------------------------------- */

/* In how many passages a key stands. */
typedef struct gk_counts gk_counts;
gk_counts *gk_counts_new(void);
void gk_counts_free(gk_counts *counts);
void gk_counts_add(gk_counts *counts, uint64_t key, uint32_t passage); /* by rising passage */
uint32_t gk_counts_get(const gk_counts *counts, uint64_t key);

/* ---- a document (names.c, document.c) ------------------------------------------------------- */

/* Of a document's name ("3M_2018_10K"): the words before the period that name no kind of document,
 * and the period. A name that is a serial number ("NEWS_00123") has no company. */
typedef struct gk_synth_name {
    char company[128]; /* "" for none; parts with a space between */
    gk_period period;  /* year 0: none */
} gk_synth_name;
void gk_synth_name_read(const char *name, gk_synth_name *out);

typedef struct gk_synth_document {
    const gk_corpus *corpus;
    const uint32_t *passages; /* their numbers, rising; borrowed */
    size_t count;
    gk_synth_name name;
    char *company; /* as the passages write it, else as the name does; "" for none */
    char *ticker;  /* "" where the passages name none */
    gk_counts *words, *lines, *labels, *lower;
    gk_terms *terms; /* borrowed: the thread's */
} gk_synth_document;

void gk_synth_document_read(gk_synth_document *document, const gk_corpus *corpus,
                            const uint32_t *passages, size_t count, gk_terms *terms);
void gk_synth_document_free(gk_synth_document *document);

/* How rare a term is in the document: log of passages by passages with it, 0 for a stop word. */
double gk_synth_rarity(const gk_synth_document *document, const char *term);
/* Whether the document writes this word without a capital anywhere: then it is no name. */
bool gk_synth_is_lower(const gk_synth_document *document, const char *word, size_t n);
/* Whether it writes this word, which has a capital, in the midst of a sentence. */
bool gk_synth_is_name(const gk_synth_document *document, const char *word, size_t n);
/* In how many passages this line stands, and this row's label; figures in them do not count. */
uint32_t gk_synth_line_count(const gk_synth_document *document, const char *line, size_t n);
uint32_t gk_synth_label_count(const gk_synth_document *document, const char *label, size_t n);

/* ---- lines and words (line.c, phrase.c) ----------------------------------------------------- */

size_t gk_synth_words(const char *s, size_t n); /* words, or Han characters */
bool gk_synth_is_chinese(const char *s, size_t n);
/* The words that tell something: of a line, those that are no stop words and do not stand in the
 * furniture of every report ("notes", "table", "continued"). */
size_t gk_synth_content(gk_terms *terms, const char *s, size_t n);
/* The line of a passage as a heading, freed of "Item 7." and "(Continued)"; length 0 where it is
 * none. line is its index. */
gk_span gk_synth_heading(const gk_synth_document *document, const gk_laid_text *laid, size_t line);
/* Bytes that number a Chinese line: "（一）", "3、", "①", "其中：". */
size_t gk_synth_chinese_numbering(const char *s, size_t n);
/* Writes text in lower case, but for the words that the document writes with capitals always. */
void gk_synth_lower(gk_string *to, const gk_synth_document *document, const char *s, size_t n);
/* Bytes at the beginning of a line that only name the company ("3M Company and Subsidiaries"). */
size_t gk_synth_skip_company(const gk_synth_document *document, const char *s, size_t n);
/* The passage's most telling words, those of `known` left out, up to `most`, in their order, each
 * with a blank before it. */
void gk_synth_key_words(gk_string *to, const gk_synth_document *document, const char *s, size_t n,
                        const char *known, size_t most);
/* A period as people write it: "2018", "FY18", "Q3 2022", "2019年". */
void gk_synth_period(gk_string *to, const gk_period *period, bool chinese, gk_random *random);

/* ---- templates (template.c) ----------------------------------------------------------------- */

typedef enum gk_synth_need {
    GK_SYNTH_CHINESE = 1,
    GK_SYNTH_QUESTION = 2,
    GK_SYNTH_PERCENT = 4,
    GK_SYNTH_CHANGE = 8, /* two periods */
    GK_SYNTH_TITLE = 16,
    GK_SYNTH_TICKER = 32,
    GK_SYNTH_HEADING = 64
} gk_synth_need;

typedef struct gk_synth_values {
    const char *company, *ticker, *period, *before, *label, *title;
} gk_synth_values;

/* A query by a template for `kind` (CHINESE, QUESTION and HEADING as given, of the others no more
 * than given), with the values in their places; NULL where there is none. gk_free. */
char *gk_synth_fill(unsigned kind, const gk_synth_values *values, gk_random *random);

/* ---- generators ----------------------------------------------------------------------------- */

typedef struct gk_synth_passage {
    const gk_synth_document *document;
    const gk_corpus_passage *passage;
    const char *text;
    size_t length;
    bool first;   /* of its document */
    bool chinese; /* so are its queries */
    const gk_laid_text *laid;
    gk_arena *arena;
    gk_random random;
} gk_synth_passage;

typedef void gk_synth_generator(gk_synth_passage *passage, gk_synth_queries *queries);
gk_synth_generator gk_synth_by_heading, gk_synth_by_row, gk_synth_by_sentence, gk_synth_by_headline,
    gk_synth_by_question;

/* Names, comma-separated, as bits of the table; NULL: all. GK_INVALID names what is unknown. */
gk_status gk_synth_generators_read(const char *names, unsigned *chosen, gk_error *err);

/* Queries of the sampled passages, each in queries' place; sample is sorted by document, then by
 * number. */
gk_status gk_synth_generate(const gk_corpus *corpus, const uint32_t *sample, size_t count,
                            unsigned chosen, uint64_t seed, int threads, const gk_watch *watch,
                            gk_synth_queries *queries, gk_error *err);

/* ---- the sample (sample.c) ------------------------------------------------------------------ */

/* True for a passage that someone might look for: running text or a table, not a list of exhibits,
 * signatures, a table of contents. */
bool gk_synth_fit(const char *text, size_t n);
/* Passages that are fit, not excluded and the first with their text; `most` of them (0: all),
 * drawn from all documents in turn, sorted by document, then by number. A larger sample of the
 * same seed holds the smaller one. gk_free. */
uint32_t *gk_synth_sample(const gk_corpus *corpus, size_t most, uint64_t seed, size_t *count);

/* ---- a chat service (chat.c, prompt.c, chat_reply.c, log.c) ---------------------------------- */

typedef struct gk_synth_shot {
    char *passage, *reply;
} gk_synth_shot;

typedef struct gk_synth_prompt {
    gk_synth_shot *shots;
    size_t count;
} gk_synth_prompt;

/* Shots from a file of queries about passages of the corpus, or our own for NULL. */
gk_status gk_synth_prompt_read(const gk_corpus *corpus, const char *examples,
                               gk_synth_prompt *prompt, gk_error *err);
void gk_synth_prompt_free(gk_synth_prompt *prompt);
/* The body of a request; gk_free. */
char *gk_synth_prompt_request(const gk_synth_prompt *prompt, const char *model,
                              const char *passage);
/* About how many tokens a text has. */
size_t gk_synth_tokens(const char *text);
size_t gk_synth_prompt_tokens(const gk_synth_prompt *prompt);

typedef struct gk_synth_reply {
    gk_synth_queries queries; /* may have none: the service found nothing to ask */
    size_t tokens_in, tokens_out;
} gk_synth_reply;

/* Reads an answer of /v1/chat/completions whose message is our JSON, perhaps in a code fence or
 * behind words. GK_MODEL says what is wrong; the tokens are there in any case where the service
 * counted them. */
gk_status gk_synth_reply_read(const char *body, size_t size, gk_synth_reply *reply, gk_error *err);

typedef struct gk_synth_log gk_synth_log;
/* Opens the log beside `to`, made new or, for resume, with what it holds; a line that a kill cut
 * off is taken away. maker is the model's name; another's answers are refused. GK_BUSY where
 * another process has it open. */
gk_status gk_synth_log_open(const char *to, const char *maker, bool resume, gk_synth_log **out,
                            gk_error *err);
/* What it holds of this passage, the newest; NULL: nothing, or of another text. */
const gk_synth_reply *gk_synth_log_find(const gk_synth_log *log, const char *id, const char *text);
gk_status gk_synth_log_add(gk_synth_log *log, const char *id, const char *text,
                           const gk_synth_reply *reply, gk_error *err); /* by several threads */
/* Closes it; removes the file where all is done. */
void gk_synth_log_close(gk_synth_log *log, bool done);
char *gk_synth_log_path(const char *to);  /* gk_free */
bool gk_synth_log_stands(const char *to); /* and is not empty */

typedef struct gk_synth_chat_options {
    const char *service, *examples, *to;
    bool resume, estimate;
    int concurrency;
    const gk_watch *watch;
} gk_synth_chat_options;

/* Asks for the sampled passages' queries. Adds calls, tokens and failures to the report. *log is
 * what gk_synth_log_close is for, NULL for an estimate. */
gk_status gk_synth_ask(const gk_corpus *corpus, const uint32_t *sample, size_t count,
                       const gk_synth_chat_options *options, gk_synth_queries *queries,
                       gk_synth_log **log, gk_synth_report *report, gk_error *err);

/* ---- filters (keep.c, round_trip.c) ---------------------------------------------------------- */

/* True where the query is words of the passage as they stand there. */
bool gk_synth_copies(const char *query, const char *passage);
/* Drops what stands twice, and what is asked of several passages; returns how many. */
size_t gk_synth_drop_doubles(gk_synth_queries *queries, size_t count);

typedef struct gk_synth_trip {
    const char *model; /* as gk_synth_options' */
    size_t first;
    const char *cache;
    int threads;
    const gk_watch *watch;
} gk_synth_trip;
/* Drops queries that do not find their passage, or one with its text. */
gk_status gk_synth_round_trip(const gk_corpus *corpus, const uint32_t *sample, size_t count,
                              const gk_synth_trip *trip, gk_synth_queries *queries, size_t *dropped,
                              gk_error *err);

#endif
