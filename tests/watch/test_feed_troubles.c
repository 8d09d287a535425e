/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_follow on feeds that do not answer as they should: each trouble is said once, others go on,
 * and the feed is read again when it is well.
 */
#include "site.h"

static int setup(void **state)
{
    if (world_setup(state) != 0) return -1;
    world *w = *state;
    w->options.every = 0.1;
    w->options.answer = 1;
    w->options.body = 1 << 16;
    return 0;
}

/* "/good" is a feed without troubles, which goes on whatever the other one does. */
static bool is_good(const char *path, size_t nth, gk_string *reply)
{
    if (strcmp(path, "/good") != 0) return false;
    char *text = gk_format("Kestrel Mills, note %zu.\n", nth);
    say_text(reply, text);
    gk_free(text);
    return true;
}

static void fails_at_first(site *s, const char *path, size_t nth, const char *head,
                           gk_string *reply)
{
    (void)s, (void)head;
    if (is_good(path, nth, reply)) return;
    if (nth < 3)
        say(reply, "500 Internal Server Error", "", "<html>Oops</html>");
    else
        say_text(reply, "Osprey Foods is well.\n");
}

static void a_server_that_fails_is_said_once_and_read_when_it_is_well(void **state)
{
    world *w = *state;
    site *s = site_start(w, fails_at_first);
    site_source(s, "/bad");
    world_follow(w);
    await_file(w, GK_FILE_ADDED, "", 1);
    await_said(w, GK_FOLLOW_WELL, "answers again", 1);
    world_stop(w);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, "500"), 1);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, NULL), 1);
    assert_int_equal(w->report.troubles, 0);
    for (size_t i = 0; i < 3; i++) { /* every time a longer pause: 0.2, 0.4, 0.8 s less a quarter */
        double pause = site_await(s, "/bad", i + 1).at - site_await(s, "/bad", i).at;
        double least = 0.15 * (double)(1 << i);
        if (pause < least) fail_msg("pause %zu was %.3f s, not %.3f", i, pause, least);
    }
    site_stop(s);
}

static void sends_rubbish(site *s, const char *path, size_t nth, const char *head, gk_string *reply)
{
    static const char torn[] = "<?xml version=\"1.0\"?>\n<rss><channel><item><title>Kes</ti";
    (void)s, (void)head;
    if (is_good(path, nth, reply)) return;
    if (strcmp(path, "/torn") == 0)
        say(reply, "200 OK", "Content-Type: application/rss+xml\r\n", torn);
    else if (nth < 2)
        say_bytes(reply, "200 OK", "Content-Type: application/rss+xml\r\n", "\x01\x00\x02", 3);
    else
        say_text(reply, "Osprey Foods is well.\n");
}

static void a_body_that_cannot_be_read_is_a_trouble_of_its_feed_alone(void **state)
{
    world *w = *state;
    site *s = site_start(w, sends_rubbish);
    site_source(s, "/bad");
    site_source(s, "/torn");
    site_source(s, "/good");
    world_follow(w);
    await_said(w, GK_FOLLOW_TROUBLE, "cannot be read", 1);
    await_said(w, GK_FOLLOW_WELL, NULL, 1);
    site_await(s, "/torn", 2);
    site_await(s, "/good", 4);
    world_stop(w);
    assert_true(count_files(w, GK_FILE_ADDED, "", NULL) >= 2);
    assert_int_equal(w->report.added.failed, 0);
    site_stop(s);
}

static void a_broken_body_is_tried_again_by_the_next_run(void **state)
{
    world *w = *state;
    site *s = site_start(w, sends_rubbish);
    site_source(s, "/bad");
    w->options.once = true;
    for (int i = 0; i < 2; i++) {
        world_follow(w);
        assert_int_equal(world_wait(w), GK_OK);
        assert_int_equal(w->report.troubles, 1);
        assert_int_equal(w->report.same, 0);
    }
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, "cannot be read"), 2);
    site_stop(s);
}

static void nobody_is_there(site *s, const char *path, size_t nth, const char *head,
                            gk_string *reply)
{
    (void)s, (void)head;
    if (!is_good(path, nth, reply)) say_text(reply, "Osprey.\n");
}

static void a_server_that_is_down_keeps_no_other_from_being_asked(void **state)
{
    world *w = *state;
    int port, fd;
    site *s = site_start(w, nobody_is_there);
    fd = server_listen(&port);
    close(fd);
    world_source(w, gk_arena_format(w->arena, "http://127.0.0.1:%d/down?key=secret", port));
    site_source(s, "/good");
    world_follow(w);
    await_said(w, GK_FOLLOW_TROUBLE, NULL, 1);
    site_await(s, "/good", 8);
    world_stop(w);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, NULL), 1);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, "secret"), 0);
    for (size_t i = 0; i < w->count; i++)
        if (w->events[i].source) assert_null(strstr(w->events[i].source, "secret"));
    site_stop(s);
}

/* ---- servers that do not end --------------------------------------------------------------- */

typedef struct trickler {
    int fd, port;
    atomic_bool end;
    atomic_size_t requests;
    pthread_t thread;
} trickler;

/* Promises a body and sends it a byte at a time, for as long as anybody listens. */
static void *trickle(void *ctx)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
    trickler *t = ctx;
    for (int fd; (fd = accept(t->fd, NULL, NULL)) >= 0; close(fd)) {
        char request[4096];
        if (recv(fd, request, sizeof request, 0) <= 0) continue;
        atomic_fetch_add(&t->requests, 1);
        ssize_t sent = send(fd, head, strlen(head), MSG_NOSIGNAL);
        while (sent > 0 && !atomic_load(&t->end)) {
            pause_for(0.05);
            sent = send(fd, "x", 1, MSG_NOSIGNAL);
        }
    }
    return NULL;
}

static trickler *trickler_start(world *w)
{
    trickler *t = gk_alloc(sizeof *t);
    t->fd = server_listen(&t->port);
    assert_int_equal(pthread_create(&t->thread, NULL, trickle, t), 0);
    world_source(w, gk_arena_format(w->arena, "http://127.0.0.1:%d/trickle", t->port));
    return t;
}

static void trickler_stop(trickler *t)
{
    atomic_store(&t->end, true);
    shutdown(t->fd, SHUT_RDWR);
    pthread_join(t->thread, NULL);
    close(t->fd);
    gk_free(t);
}

static void a_server_that_trickles_is_given_up(void **state)
{
    world *w = *state;
    server_without_proxy();
    trickler *t = trickler_start(w);
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, "timed out"), 1);
    assert_int_equal(atomic_load(&t->requests), 1);
    trickler_stop(t);
}

static void a_server_that_trickles_keeps_no_other_from_being_asked(void **state)
{
    world *w = *state;
    site *s = site_start(w, nobody_is_there);
    trickler *t = trickler_start(w);
    site_source(s, "/good");
    w->options.answer = 600;
    world_follow(w);
    site_await(s, "/good", 3);
    world_stop(w); /* does not wait for what is under way */
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, NULL), 0);
    trickler_stop(t);
    site_stop(s);
}

static void says_too_much(site *s, const char *path, size_t nth, const char *head, gk_string *reply)
{
    (void)s, (void)head;
    if (is_good(path, nth, reply)) return;
    if (strcmp(path, "/silent") == 0) return;
    gk_string body = {0};
    for (int i = 0; i < 20000; i++) gk_string_add(&body, "Kestrel. ");
    if (strcmp(path, "/huge") == 0) say_bytes(reply, "200 OK", PLAIN, body.data, body.length);
    gk_string_free(&body);
}

static void a_body_that_is_too_large_is_not_taken(void **state)
{
    world *w = *state;
    site *s = site_start(w, says_too_much);
    site_source(s, "/huge");
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, "sends more than"), 1);
    assert_int_equal(stored(w), 0);
    site_stop(s);
}

static void a_server_that_says_nothing_is_given_up(void **state)
{
    world *w = *state;
    site *s = site_start(w, says_too_much);
    site_source(s, "/silent");
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(w->report.troubles, 1);
    assert_int_equal(s->count, 1);
    site_stop(s);
}

static void is_gone(site *s, const char *path, size_t nth, const char *head, gk_string *reply)
{
    (void)s, (void)head;
    if (!is_good(path, nth, reply)) say(reply, "410 Gone", "", "");
}

static void a_feed_that_is_gone_for_good_is_not_asked_again(void **state)
{
    world *w = *state;
    site *s = site_start(w, is_gone);
    site_source(s, "/bad");
    site_source(s, "/good");
    world_follow(w);
    site_await(s, "/good", 6);
    world_stop(w);
    assert_int_equal(site_count(s, "/bad"), 1);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, "410"), 1);
    site_stop(s);
}

static void folders_are_watched_while_a_feed_hangs(void **state)
{
    world *w = *state;
    w->options.answer = 600;
    site *s = site_start(w, says_too_much);
    site_source(s, "/silent");
    world_source(w, w->docs);
    world_follow(w);
    await_begun(w);
    site_await(s, "/silent", 0);
    doc_write(w, "one.txt", "Kestrel Mills sold flour.\n");
    await_file(w, GK_FILE_ADDED, "one", 1);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, NULL), 0); /* it still hangs */
    world_stop(w);
    site_stop(s);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_server_that_fails_is_said_once_and_read_when_it_is_well),
        TEST(a_body_that_cannot_be_read_is_a_trouble_of_its_feed_alone),
        TEST(a_broken_body_is_tried_again_by_the_next_run),
        TEST(a_server_that_is_down_keeps_no_other_from_being_asked),
        TEST(a_server_that_trickles_is_given_up),
        TEST(a_server_that_trickles_keeps_no_other_from_being_asked),
        TEST(a_body_that_is_too_large_is_not_taken),
        TEST(a_server_that_says_nothing_is_given_up),
        TEST(a_feed_that_is_gone_for_good_is_not_asked_again),
        TEST(folders_are_watched_while_a_feed_hangs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
