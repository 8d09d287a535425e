/* SPDX-License-Identifier: Apache-2.0
 *
 * A library moves to another model while a server answers from it: each answer is the old model's
 * or the new one's, and nothing is restarted. The models are those of tests/model/data.
 */
#include "serve/serve.h"

#include "http.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define TINY  GK_SOURCE_DIR "/tests/model/data/tiny"
#define OTHER GK_SOURCE_DIR "/tests/model/data/tiny_xlmr"
#define QUERY "/api/search?q=net+cash+flow+of+the+year&k=20"

enum { CLIENTS = 4, ASKED = 40 };

static char folder[] = "/tmp/goshawk-serve-XXXXXX";
static char *path;
static gk_library *writer;
static gk_server *server;
static int port;

static bool make_library(gk_error *err)
{
    static const char *const words[] = {"cash", "flow", "net", "sales", "year", "million"};
    path = gk_path_join(folder, "a.lib");
    char *text = gk_path_join(folder, "report.txt");
    gk_string pages = {0};
    for (int page = 0; page < 150; page++) {
        for (int i = 0; i < 12; i++)
            gk_string_addf(&pages, "%s %d ", words[(page * 3 + i * i) % 6], page * i % 97);
        gk_string_add(&pages, "was the net cash flow.\n\f");
    }
    gk_add_report report;
    const char *const paths[] = {text};
    bool ok = gk_file_write(text, pages.data, pages.length, err) == GK_OK &&
              gk_library_create(path, TINY, err) == GK_OK &&
              gk_library_open(path, GK_WRITE, &writer, err) == GK_OK &&
              gk_add(writer, paths, 1, NULL, &report, err) == GK_OK && report.embedded >= 150;
    gk_string_free(&pages);
    gk_free(text);
    return ok;
}

static int set_up(void **state)
{
    (void)state;
    gk_error err = {0};
    const gk_serve_options options = {.listen = "127.0.0.1:0"};
    if (!mkdtemp(folder) || !make_library(&err) ||
        gk_server_start(path, &options, &server, &err) != GK_OK) {
        print_error("cannot set up: %s\n", err.message);
        return -1;
    }
    port = gk_server_port(server);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    gk_server_stop(server);
    gk_library_close(writer);
    const char *const argv[] = {"/bin/rm", "-r", folder, NULL};
    gk_process_result result;
    gk_status status = gk_process_run(argv, 10, 1000, &result, NULL);
    if (status == GK_OK) gk_process_result_free(&result);
    gk_free(path);
    return status == GK_OK ? 0 : -1;
}

static json_t *get(const char *target)
{
    http_reply reply = http_get(port, target);
    if (reply.status != 200) fail_msg("%s gave %d: %s", target, reply.status, reply.body.data);
    json_t *json = json_loads(reply.body.data, 0, NULL);
    if (!json) fail_msg("%s gave no JSON: %s", target, reply.body.data);
    http_free(&reply);
    return json;
}

static bool until_a_batch_is_there(void *ctx, const gk_progress *progress)
{
    (void)ctx;
    return progress->embedded == 0;
}

static void move(const char *model, bool whole)
{
    const gk_reindex_options options = {.model = model,
                                        .on_progress = whole ? NULL : until_a_batch_is_there};
    gk_reindex_report report;
    gk_error err = {0};
    gk_status status = gk_reindex(writer, &options, &report, &err);
    if (status != (whole ? GK_OK : GK_STOPPED)) fail_msg("status %d: %s", status, err.message);
}

static void assert_model(const char *model, const char *next)
{
    json_t *json = get("/api/library");
    const json_t *moving = json_object_get(json, "next");
    assert_string_equal(json_string_value(json_object_get(json, "model")), model);
    if (next)
        assert_string_equal(json_string_value(json_object_get(moving, "model")), next);
    else
        assert_null(moving);
    json_decref(json);
}

static void a_running_server_goes_along(void **state)
{
    (void)state;
    json_t *old = get(QUERY);
    assert_model("tiny", NULL);
    move(OTHER, false);
    assert_model("tiny", "tiny_xlmr");
    json_t *meanwhile = get(QUERY), *notice = json_object_get(meanwhile, "notice");
    assert_true(gk_starts_with(json_string_value(notice), "moving to data/tiny_xlmr: 64 of 1"));
    if (!json_equal(json_object_get(old, "hits"), json_object_get(meanwhile, "hits")))
        fail_msg("before: %s\nnow: %s", json_dumps(old, 0), json_dumps(meanwhile, 0));
    move(NULL, true);
    assert_model("tiny_xlmr", NULL);
    json_t *now = get(QUERY);
    assert_true(json_is_null(json_object_get(now, "notice")));
    gk_hits *hits;
    gk_error err = {0};
    assert_int_equal(
        gk_search(writer, "net cash flow of the year", &(gk_search_options){.k = 20}, &hits, &err),
        GK_OK);
    char *text = gk_hits_json(hits);
    json_t *due = json_loads(text, 0, NULL);
    assert_true(json_equal(now, due));
    assert_false(json_equal(now, old));
    gk_free(text);
    gk_hits_free(hits);
    json_decref(due);
    json_decref(now);
    json_decref(meanwhile);
    json_decref(old);
    move(TINY, true);
    assert_model("tiny", NULL);
}

typedef struct clients {
    const json_t *hits[2];
    size_t seen[2], wrong; /* atomic */
} clients;

/* The last of them moves the library back and forth; cmocka's asserts are for one thread. */
static void ask(void *ctx, size_t i)
{
    clients *c = ctx;
    const gk_reindex_options to[] = {{.model = OTHER}, {.model = TINY}};
    gk_reindex_report report;
    for (int k = 0; k < ASKED; k++) {
        if (i == CLIENTS) {
            if (k % 4 == 0 && gk_reindex(writer, &to[k / 4 % 2], &report, NULL) != GK_OK)
                __atomic_fetch_add(&c->wrong, 1, __ATOMIC_RELAXED);
            continue;
        }
        http_reply reply = http_get(port, QUERY);
        json_t *json = json_loads(reply.body.data ? reply.body.data : "", 0, NULL);
        json_t *hits = json_object_get(json, "hits");
        size_t which = json_equal(hits, c->hits[0]) ? 0 : 1;
        if (json_equal(hits, c->hits[which]))
            __atomic_fetch_add(&c->seen[which], 1, __ATOMIC_RELAXED);
        else
            __atomic_fetch_add(&c->wrong, 1, __ATOMIC_RELAXED);
        json_decref(json);
        http_free(&reply);
    }
}

static void each_answer_is_of_one_model(void **state)
{
    (void)state;
    json_t *old = get(QUERY);
    move(OTHER, true);
    json_t *now = get(QUERY);
    move(TINY, true);
    clients c = {.hits = {json_object_get(old, "hits"), json_object_get(now, "hits")}};
    assert_false(json_equal(c.hits[0], c.hits[1]));
    gk_parallel(CLIENTS + 1, CLIENTS + 1, ask, &c);
    print_message("%zu answers of the old model, %zu of the new one\n", c.seen[0], c.seen[1]);
    assert_int_equal(c.wrong, 0);
    assert_int_equal(c.seen[0] + c.seen[1], CLIENTS * ASKED);
    json_decref(old);
    json_decref(now);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_running_server_goes_along),
        cmocka_unit_test(each_answer_is_of_one_model),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
