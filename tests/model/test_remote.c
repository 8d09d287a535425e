/* SPDX-License-Identifier: Apache-2.0 */
#include "model/remote.h"

#include "../net/server.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <jansson.h>
#include <math.h>

#define KEY "sk-secret-123456"
enum { DIMENSIONS = 3, MOST_TEXTS = 200 };

/* A service whose vector of a text is (3, the text's number, its length) · 2, and what it saw. */
typedef struct service {
    server *server;
    /* How it misbehaves from the second request on (the first is the opening's). */
    enum { GOOD, BASE64, WIDER, TOO_FEW, TWICE, NO_INDEX, ZERO, REFUSING, ONE_SILENT } manner;
    const char *first; /* what it replies to the first request; NULL: as it should */
    char head[2048];   /* of the last request */
    pthread_mutex_t lock;
    json_t *inputs; /* all requests' "input", in the order of arrival */
    char model[64], format[16];
    atomic_int under_way, most_under_way;
} service;

static void vector_of(const char *text, double out[DIMENSIONS])
{
    const char *digits = text + strcspn(text, "0123456789");
    out[0] = 6;
    out[1] = 2 * strtod(digits, NULL);
    out[2] = 2 * (double)strlen(text);
}

static json_t *as_base64(const double *values, size_t count)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char bytes[4 * (DIMENSIONS + 1) + 2] = {0};
    for (size_t i = 0; i < count; i++) {
        float f = (float)values[i];
        uint32_t bits;
        memcpy(&bits, &f, sizeof bits);
        for (size_t b = 0; b < 4; b++) bytes[4 * i + b] = (unsigned char)(bits >> 8 * b);
    }
    gk_string out = {0};
    for (size_t i = 0; i < 4 * count; i += 3) {
        uint32_t three = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 | bytes[i + 2];
        for (size_t k = 0; k < 4; k++)
            gk_string_append(&out, i + k > 4 * count ? "=" : &digits[three >> (18 - 6 * k) & 63],
                             1);
    }
    json_t *string = json_string(out.data);
    gk_string_free(&out);
    return string;
}

static json_t *item_of(int manner, size_t index, const char *text)
{
    double values[DIMENSIONS + 1] = {0};
    if (manner != ZERO) vector_of(text, values);
    size_t count = manner == WIDER ? DIMENSIONS + 1 : DIMENSIONS;
    json_t *item = json_object(), *numbers = json_array();
    for (size_t i = 0; i < count; i++) json_array_append_new(numbers, json_real(values[i]));
    if (manner != NO_INDEX)
        json_object_set_new(item, "index", json_integer(manner == TWICE ? 0 : (json_int_t)index));
    if (manner == BASE64)
        json_object_set_new(item, "embedding", as_base64(values, count));
    else
        json_object_set(item, "embedding", numbers);
    json_decref(numbers);
    return item;
}

/* The last text's vector comes first: the index tells the order. */
static void answer_well(service *s, int manner, const server_request *request, gk_string *reply)
{
    json_t *asked = json_loads(request->body, JSON_ALLOW_NUL, NULL), *data = json_array();
    json_t *input = json_object_get(asked, "input");
    for (size_t i = json_array_size(input); i-- > (manner == TOO_FEW ? 1 : 0);)
        json_array_append_new(data,
                              item_of(manner, i, json_string_value(json_array_get(input, i))));
    json_t *whole = json_pack("{s: s, s: o}", "object", "list", "data", data);
    char *body = json_dumps(whole, JSON_COMPACT);
    pthread_mutex_lock(&s->lock);
    json_array_append(s->inputs, input);
    snprintf(s->model, sizeof s->model, "%s", json_string_value(json_object_get(asked, "model")));
    snprintf(s->format, sizeof s->format, "%s",
             json_string_value(json_object_get(asked, "encoding_format")));
    snprintf(s->head, sizeof s->head, "%s", request->head);
    pthread_mutex_unlock(&s->lock);
    server_reply(reply, "200 OK", "", body);
    free(body);
    json_decref(whole);
    json_decref(asked);
}

static void answer(void *ctx, const server_request *request, gk_string *reply)
{
    service *s = ctx;
    int now = atomic_fetch_add(&s->under_way, 1) + 1, most = atomic_load(&s->most_under_way);
    while (now > most && !atomic_compare_exchange_weak(&s->most_under_way, &most, now)) continue;
    if (request->nth == 0 && s->first)
        gk_string_add(reply, s->first);
    else if (request->nth > 0 &&
             (s->manner == REFUSING || (s->manner == ONE_SILENT && request->nth != 1)))
        server_reply(reply, "400 Bad Request", "",
                     "{\"error\": {\"message\": \"too long for " KEY "\"}}");
    else if (!(request->nth > 0 && s->manner == ONE_SILENT))
        answer_well(s, request->nth ? (int)s->manner : GOOD, request, reply);
    atomic_fetch_sub(&s->under_way, 1);
}

typedef struct world {
    service service;
    gk_remote *remote;
    gk_error err;
    char *texts[MOST_TEXTS];
    float vectors[MOST_TEXTS * DIMENSIONS];
} world;

static int setup(void **state)
{
    static const char *const variables[] = {"GOSHAWK_EMBEDDING_MODEL", "GOSHAWK_EMBEDDING_KEY",
                                            "OPENAI_API_KEY"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) unsetenv(variables[i]);
    world *w = gk_alloc(sizeof *w);
    pthread_mutex_init(&w->service.lock, NULL);
    w->service.inputs = json_array();
    w->service.server = server_start(answer, &w->service);
    for (size_t i = 0; i < MOST_TEXTS; i++) w->texts[i] = gk_format("text %zu", i);
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    world *w = *state;
    gk_remote_close(w->remote);
    server_stop(w->service.server);
    json_decref(w->service.inputs);
    pthread_mutex_destroy(&w->service.lock);
    for (size_t i = 0; i < MOST_TEXTS; i++) gk_free(w->texts[i]);
    gk_free(w);
    return 0;
}

/* Opens what stands behind the host in the address. */
static gk_status open_at(world *w, const char *rest)
{
    char *address = gk_format("http://127.0.0.1:%d%s", w->service.server->port, rest);
    gk_status status = gk_remote_open(address, &w->remote, &w->err);
    gk_free(address);
    return status;
}

static void must_open(world *w, const char *rest)
{
    if (open_at(w, rest) != GK_OK) fail_msg("%s: %s", rest, w->err.message);
}

static gk_status embed(world *w, size_t count, const char *prompt, int threads)
{
    return gk_remote_embed(w->remote, (const char *const *)w->texts, NULL, count, prompt, threads,
                           w->vectors, &w->err);
}

static void must_embed(world *w, size_t count, const char *prompt, int threads)
{
    if (embed(w, count, prompt, threads) != GK_OK) fail_msg("%s", w->err.message);
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part)) fail_msg("\"%s\" lacks \"%s\"", text, part);
}

static void assert_message(const world *w, const char *part)
{
    char *host = gk_format("http://127.0.0.1:%d", w->service.server->port);
    assert_int_equal(w->err.status, GK_MODEL);
    assert_has(w->err.message, host);
    assert_has(w->err.message, part);
    if (strstr(w->err.message, KEY)) fail_msg("\"%s\" holds the key", w->err.message);
    gk_free(host);
}

static void assert_vector(const world *w, size_t i, const char *text)
{
    double expected[DIMENSIONS];
    vector_of(text, expected);
    double length = sqrt(expected[0] * expected[0] + expected[1] * expected[1] +
                         expected[2] * expected[2]);
    for (size_t k = 0; k < DIMENSIONS; k++)
        if (fabs(w->vectors[i * DIMENSIONS + k] - expected[k] / length) > 1e-6)
            fail_msg("text %zu, number %zu: %g, not %g", i, k,
                     (double)w->vectors[i * DIMENSIONS + k], expected[k] / length);
}

static const json_t *input_of(const world *w, size_t request)
{
    return json_array_get(w->service.inputs, request);
}

static void an_address_and_a_name_make_a_model(void **state)
{
    static const char *const rests[] = {"/v1/embeddings#BAAI/bge-m3", "/v1#BAAI/bge-m3",
                                        "/v1/#BAAI/bge-m3"};
    world *w = *state;
    char *address = gk_format("http://127.0.0.1:%d/v1/embeddings", w->service.server->port);
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
        must_open(w, rests[i]);
        assert_int_equal(gk_remote_dimensions(w->remote), DIMENSIONS);
        assert_string_equal(gk_remote_address(w->remote), address);
        assert_string_equal(gk_remote_name(w->remote), "BAAI/bge-m3");
        assert_string_equal(w->service.model, "BAAI/bge-m3");
        assert_string_equal(w->service.format, "float");
        assert_has(w->service.head, "POST /v1/embeddings HTTP/1.1\r\n");
        gk_remote_close(w->remote);
        w->remote = NULL;
    }
    gk_free(address);
}

static void another_path_is_left_as_it_is(void **state)
{
    world *w = *state;
    must_open(w, "/deployments/a/embeddings?version=1#m");
    assert_has(w->service.head, "POST /deployments/a/embeddings?version=1 HTTP/1.1\r\n");
}

static void the_name_may_stand_in_the_environment(void **state)
{
    world *w = *state;
    setenv("GOSHAWK_EMBEDDING_MODEL", "from-environment", 1);
    must_open(w, "/v1/embeddings");
    assert_string_equal(w->service.model, "from-environment");
    gk_remote_close(w->remote);
    must_open(w, "/v1/embeddings#");
    assert_string_equal(w->service.model, "from-environment");
    gk_remote_close(w->remote);
    must_open(w, "/v1/embeddings#own");
    assert_string_equal(w->service.model, "own");
}

static void without_a_name_there_is_no_model(void **state)
{
    world *w = *state;
    setenv("GOSHAWK_EMBEDDING_MODEL", "", 1);
    assert_int_equal(open_at(w, "/v1/embeddings"), GK_MODEL);
    assert_message(w, "#NAME");
    assert_message(w, "GOSHAWK_EMBEDDING_MODEL");
    assert_null(w->remote);
    assert_int_equal(atomic_load(&w->service.server->requests), 0);
}

static void the_key_goes_into_the_header(void **state)
{
    world *w = *state;
    must_open(w, "/v1#m");
    assert_null(strstr(w->service.head, "Authorization"));
    gk_remote_close(w->remote);
    setenv("OPENAI_API_KEY", "of-openai", 1);
    must_open(w, "/v1#m");
    assert_has(w->service.head, "\r\nAuthorization: Bearer of-openai\r\n");
    gk_remote_close(w->remote);
    setenv("GOSHAWK_EMBEDDING_KEY", KEY, 1);
    must_open(w, "/v1#m");
    assert_has(w->service.head, "\r\nAuthorization: Bearer " KEY "\r\n");
    assert_null(strstr(w->service.head, "of-openai"));
}

static void texts_come_back_in_their_order_however_many(void **state)
{
    static const size_t counts[] = {0, 1, 2, 63, 64, 65, 129, MOST_TEXTS};
    world *w = *state;
    must_open(w, "/v1#m");
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++) {
        size_t before = atomic_load(&w->service.server->requests);
        memset(w->vectors, 0, sizeof w->vectors);
        must_embed(w, counts[c], NULL, 0);
        for (size_t i = 0; i < counts[c]; i++) assert_vector(w, i, w->texts[i]);
        assert_int_equal(atomic_load(&w->service.server->requests) - before, (counts[c] + 63) / 64);
    }
    for (size_t r = 0; r < json_array_size(w->service.inputs); r++)
        assert_in_range(json_array_size(input_of(w, r)), 1, 64);
}

static void one_thread_asks_one_thing_at_a_time(void **state)
{
    world *w = *state;
    must_open(w, "/v1#m");
    must_embed(w, MOST_TEXTS, NULL, 1);
    assert_int_equal(atomic_load(&w->service.most_under_way), 1);
    for (size_t r = 1; r <= 3; r++) /* request 0 was the opening's */
        assert_string_equal(json_string_value(json_array_get(input_of(w, r), 0)),
                            w->texts[(r - 1) * 64]);
}

static void a_prompt_stands_before_each_text(void **state)
{
    world *w = *state;
    must_open(w, "/v1#m");
    must_embed(w, 2, "query: ", 0);
    assert_string_equal(json_string_value(json_array_get(input_of(w, 1), 0)), "query: text 0");
    assert_string_equal(json_string_value(json_array_get(input_of(w, 1), 1)), "query: text 1");
    assert_vector(w, 1, "query: text 1");
}

static void lengths_cut_the_texts_and_bad_bytes_are_replaced(void **state)
{
    static const char *const texts[] = {"abcdef", "a\xff\xe7\x9bg", "", "净利润", "a\0b", "\"\\\n"};
    static const size_t lengths[] = {3, 5, 0, 6, 3, 3};
    static const char *const arrive[] = {
        "abc", "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdg", " ", "净利", "a\0b", "\"\\\n"};
    static const size_t arrive_lengths[] = {3, 11, 1, 6, 3, 3};
    world *w = *state;
    must_open(w, "/v1#m");
    gk_status status = gk_remote_embed(w->remote, texts, lengths, 6, "", 0, w->vectors, &w->err);
    if (status != GK_OK) fail_msg("%s", w->err.message);
    for (size_t i = 0; i < 6; i++) {
        const json_t *seen = json_array_get(input_of(w, 1), i);
        assert_int_equal(json_string_length(seen), arrive_lengths[i]);
        assert_memory_equal(json_string_value(seen), arrive[i], arrive_lengths[i]);
    }
}

static void base64_is_understood(void **state)
{
    world *w = *state;
    w->service.manner = BASE64;
    must_open(w, "/v1#m");
    must_embed(w, 5, NULL, 0);
    for (size_t i = 0; i < 5; i++) assert_vector(w, i, w->texts[i]);
}

typedef struct fault {
    int manner;
    const char *message;
} fault;

static void a_reply_that_does_not_fit_is_an_error(void **state)
{
    static const fault faults[] = {
        {WIDER, "has 4 dimensions, not 3"},  {TOO_FEW, "4 embeddings for 5 texts"},
        {TWICE, "data[1].index is 0 again"}, {NO_INDEX, "data[0].index"},
        {ZERO, "data[0].embedding is zero"}, {REFUSING, "400: too long for ***"}};
    world *w = *state;
    setenv("GOSHAWK_EMBEDDING_KEY", KEY, 1);
    must_open(w, "/v1#m");
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        w->service.manner = faults[i].manner;
        assert_int_equal(embed(w, 5, NULL, 0), GK_MODEL);
        assert_message(w, faults[i].message);
    }
}

static void a_fault_that_passes_is_waited_for(void **state)
{
    world *w = *state;
    w->service.first = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\n"
                       "Content-Length: 0\r\nConnection: close\r\n\r\n";
    must_open(w, "/v1#m");
    assert_int_equal(atomic_load(&w->service.server->requests), 2);
    must_embed(w, 1, NULL, 0);
    assert_vector(w, 0, w->texts[0]);
}

static void a_service_that_refuses_cannot_be_opened(void **state)
{
    world *w = *state;
    setenv("GOSHAWK_EMBEDDING_KEY", KEY, 1);
    w->service.first = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 39\r\n\r\n"
                       "{\"error\":{\"message\":\"" KEY " is bad\"}}";
    assert_int_equal(open_at(w, "/v1#m"), GK_MODEL);
    assert_message(w, "answers 401");
    assert_null(w->remote);
}

static void the_first_failure_stops_the_rest(void **state)
{
    world *w = *state;
    must_open(w, "/v1#m");
    w->service.manner = REFUSING;
    assert_int_equal(embed(w, MOST_TEXTS, NULL, 1), GK_MODEL);
    assert_int_equal(atomic_load(&w->service.server->requests), 2);
}

/* Left alone, the silent request would take minutes. */
static void a_failure_ends_the_requests_under_way(void **state)
{
    world *w = *state;
    setenv("GOSHAWK_EMBEDDING_KEY", KEY, 1);
    must_open(w, "/v1#m");
    w->service.manner = ONE_SILENT;
    assert_int_equal(embed(w, 128, NULL, 2), GK_MODEL);
    assert_message(w, "answers 400");
}

typedef struct reply_case {
    const char *reply;
    const char *message; /* NULL: read */
} reply_case;

static void replies_are_read_or_refused_by_field(void **state)
{
    (void)state;
    static const reply_case cases[] = {
        {"{\"data\": [{\"index\": 0, \"embedding\": [3, 4.0]}]}", NULL},
        {"{\"data\": [{\"index\": 0, \"embedding\": \"AABAQAAAgEA=\"}]}", NULL},
        {"", "no JSON"},
        {"[]", "\"data\""},
        {"{\"data\": {}}", "\"data\""},
        {"{\"data\": []}", "0 embeddings for 1 texts"},
        {"{\"data\": [3]}", "data[0].index"},
        {"{\"data\": [{\"index\": 1, \"embedding\": [3, 4]}]}", "data[0].index"},
        {"{\"data\": [{\"index\": -1, \"embedding\": [3, 4]}]}", "data[0].index"},
        {"{\"data\": [{\"index\": 0.0, \"embedding\": [3, 4]}]}", "data[0].index"},
        {"{\"data\": [{\"index\": 0}]}", "data[0].embedding"},
        {"{\"data\": [{\"index\": 0, \"embedding\": []}]}", "data[0].embedding"},
        {"{\"data\": [{\"index\": 0, \"embedding\": [3]}]}", "has 1 dimensions, not 2"},
        {"{\"data\": [{\"index\": 0, \"embedding\": [3, \"4\"]}]}", "no number"},
        {"{\"data\": [{\"index\": 0, \"embedding\": [3, 1e39]}]}", "not finite"},
        {"{\"data\": [{\"index\": 0, \"embedding\": [0, 0]}]}", "zero"},
        {"{\"data\": [{\"index\": 0, \"embedding\": [1e-40, 0]}]}", "zero"},
        {"{\"data\": [{\"index\": 0, \"embedding\": \"\"}]}", "data[0].embedding"},
        {"{\"data\": [{\"index\": 0, \"embedding\": \"AABAQAAAgE\"}]}", "data[0].embedding"},
        {"{\"data\": [{\"index\": 0, \"embedding\": \"AABAQAAAgEAA\"}]}", "no number"},
        {"{\"data\": [{\"index\": 0, \"embedding\": \"AABAQAAA*EA=\"}]}", "no number"},
        {"{\"data\": [{\"index\": 0, \"embedding\": \"AABAQAAA=EA=\"}]}", "no number"},
        {"{\"data\": [{\"index\": 0, \"embedding\": \"AADAfwAAgEA=\"}]}", "not finite"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t dimensions = 2;
        float *vectors;
        gk_error err = {0};
        const char *reply = cases[i].reply;
        gk_status status = gk_embeddings_read(reply, strlen(reply), 1, &dimensions, &vectors, &err);
        if (cases[i].message) {
            if (status != GK_MODEL) fail_msg("%s was read", reply);
            assert_has(err.message, cases[i].message);
            assert_null(vectors);
        } else {
            if (status != GK_OK) fail_msg("%s: %s", reply, err.message);
            assert_float_equal(vectors[0], 0.6F, 1e-6);
            assert_float_equal(vectors[1], 0.8F, 1e-6);
        }
        gk_free(vectors);
    }
}

static void the_dimension_is_learned_where_it_is_not_known(void **state)
{
    (void)state;
    static const char reply[] = "{\"data\": [{\"index\": 1, \"embedding\": [0, 2, 0, 0]},"
                                "{\"index\": 0, \"embedding\": [5, 0, 0, 0]}]}";
    size_t dimensions = 0;
    float *vectors;
    assert_int_equal(gk_embeddings_read(reply, strlen(reply), 2, &dimensions, &vectors, NULL),
                     GK_OK);
    assert_int_equal(dimensions, 4);
    static const float expected[] = {1, 0, 0, 0, 0, 1, 0, 0};
    assert_memory_equal(vectors, expected, sizeof expected);
    gk_free(vectors);
}

int main(void)
{
    server_without_proxy();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_address_and_a_name_make_a_model, setup, teardown),
        cmocka_unit_test_setup_teardown(another_path_is_left_as_it_is, setup, teardown),
        cmocka_unit_test_setup_teardown(the_name_may_stand_in_the_environment, setup, teardown),
        cmocka_unit_test_setup_teardown(without_a_name_there_is_no_model, setup, teardown),
        cmocka_unit_test_setup_teardown(the_key_goes_into_the_header, setup, teardown),
        cmocka_unit_test_setup_teardown(texts_come_back_in_their_order_however_many, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(one_thread_asks_one_thing_at_a_time, setup, teardown),
        cmocka_unit_test_setup_teardown(a_prompt_stands_before_each_text, setup, teardown),
        cmocka_unit_test_setup_teardown(lengths_cut_the_texts_and_bad_bytes_are_replaced, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(base64_is_understood, setup, teardown),
        cmocka_unit_test_setup_teardown(a_reply_that_does_not_fit_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(a_fault_that_passes_is_waited_for, setup, teardown),
        cmocka_unit_test_setup_teardown(a_service_that_refuses_cannot_be_opened, setup, teardown),
        cmocka_unit_test_setup_teardown(the_first_failure_stops_the_rest, setup, teardown),
        cmocka_unit_test_setup_teardown(a_failure_ends_the_requests_under_way, setup, teardown),
        cmocka_unit_test(replies_are_read_or_refused_by_field),
        cmocka_unit_test(the_dimension_is_learned_where_it_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
