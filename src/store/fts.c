/* SPDX-License-Identifier: Apache-2.0
 *
 * What FTS5 calls: a tokenizer over gk_terms, and the function gk_score, which hands a query's
 * postings to C.
 *
 * FTS5 itself would walk the rows of "a OR b OR c" one by one, decide for each which phrases it
 * holds, look up its length, call the ranking function and sort in SQL. Here the statement gives
 * one row only; in it, gk_score walks each term's rows through xQueryPhrase, which costs no SQL at
 * all, and the sums are kept in an array (lexical.c). The count of a term's rows, which BM25 needs,
 * falls out of the same walk.
 */
#include "store/internal.h"

#include <string.h>

/* ---- tokenizer ---------------------------------------------------------------------------- */

/* A tokenizer's state is the connection's lexer: there is nothing to make or to delete. */
static int tokenizer_create(void *lexer, const char **arguments, int count, Fts5Tokenizer **out)
{
    (void)arguments;
    (void)count;
    *out = lexer;
    return SQLITE_OK;
}

static void tokenizer_delete(Fts5Tokenizer *tokenizer) { (void)tokenizer; }

typedef int token_function(void *ctx, int flags, const char *token, int length, int start, int end);

typedef struct token_sink {
    token_function *token;
    void *ctx;
    uint32_t count;
    int rc;
} token_sink;

static bool pass_term(void *ctx, const gk_term *term)
{
    token_sink *sink = ctx;
    sink->count++;
    sink->rc = sink->token(sink->ctx, 0, term->text, (int)term->length, (int)term->start,
                           (int)term->end);
    return sink->rc == SQLITE_OK;
}

/* A query's strings are terms already, each a token as it stands; all else is text. */
static int tokenize(Fts5Tokenizer *tokenizer, void *ctx, int flags, const char *text, int length,
                    token_function *token)
{
    gk_lexer *lexer = (gk_lexer *)tokenizer;
    if (flags & FTS5_TOKENIZE_QUERY) return token(ctx, 0, text, length, 0, length);
    token_sink sink = {.token = token, .ctx = ctx, .rc = SQLITE_OK};
    if (length > 0) gk_terms_each(lexer->terms, text, (size_t)length, pass_term, &sink);
    lexer->counted += sink.count;
    return sink.rc;
}

/* ---- gk_score ----------------------------------------------------------------------------- */

typedef struct posting_list {
    gk_posting *postings;
    size_t count, capacity;
} posting_list;

static int add_posting(const Fts5ExtensionApi *api, Fts5Context *row, void *ctx)
{
    posting_list *list = ctx;
    Fts5PhraseIter at;
    int column, offset;
    uint32_t frequency = 0;
    int rc = api->xPhraseFirst(row, 0, &at, &column, &offset);
    if (rc != SQLITE_OK) return rc;
    for (; column >= 0; api->xPhraseNext(row, &at, &column, &offset)) frequency++;
    list->postings = gk_grow(list->postings, list->count, &list->capacity, sizeof *list->postings);
    list->postings[list->count++] = (gk_posting){api->xRowid(row), frequency};
    return SQLITE_OK;
}

static void score(const Fts5ExtensionApi *api, Fts5Context *row, sqlite3_context *result, int count,
                  sqlite3_value **values)
{
    gk_scorer *scorer = count == 1 ? sqlite3_value_pointer(values[0], GK_SCORER_TYPE) : NULL;
    if (!scorer) {
        sqlite3_result_error(result, "gk_score is for the program's own use", -1);
        return;
    }
    posting_list list = {0};
    int rc = SQLITE_OK, phrases = api->xPhraseCount(row);
    for (int i = 0; i < phrases && rc == SQLITE_OK; i++) {
        list.count = 0;
        rc = api->xQueryPhrase(row, i, &list, add_posting);
        if (rc == SQLITE_OK) scorer->phrase(scorer->ctx, (size_t)i, list.postings, list.count);
    }
    gk_free(list.postings);
    if (rc != SQLITE_OK)
        sqlite3_result_error_code(result, rc);
    else
        sqlite3_result_int(result, phrases);
}

/* ---- registration ------------------------------------------------------------------------- */

static fts5_api *find_api(gk_store *store)
{
    fts5_api *api = NULL;
    sqlite3_stmt *query = NULL;
    if (sqlite3_prepare_v2(store->db, "SELECT fts5(?1)", -1, &query, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(query, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(query);
    }
    sqlite3_finalize(query);
    return api;
}

gk_status gk_fts_register(gk_store *store, gk_error *err)
{
    fts5_api *api = find_api(store);
    if (!api) return gk_fail(err, GK_LIBRARY, "this system's SQLite was built without FTS5");
    fts5_tokenizer tokenizer = {tokenizer_create, tokenizer_delete, tokenize};
    int rc = api->xCreateTokenizer(api, "goshawk", &store->lexer, &tokenizer, NULL);
    if (rc == SQLITE_OK) rc = api->xCreateFunction(api, "gk_score", NULL, score, NULL);
    return rc == SQLITE_OK ? GK_OK : gk_sql_fail(store, rc, err);
}
