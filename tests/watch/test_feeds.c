/* SPDX-License-Identifier: Apache-2.0
 *
 * gk_follow on feeds that answer: what is asked of their servers, how often, and what becomes of
 * the answers.
 */
#include "site.h"

static const char FEED[] =
    "<?xml version=\"1.0\"?>\n"
    "<rss version=\"2.0\"><channel><title>Kestrel Wire</title>\n"
    "<item><title>%s</title><guid>urn:kestrel:2</guid>"
    "<pubDate>Tue, 03 Mar 2026 09:00:00 GMT</pubDate>"
    "<description>Osprey Foods buys Merlin Ltd. for 30 million dollars.</description></item>\n"
    "<item><title>Kestrel Mills sells more flour</title><guid>urn:kestrel:1</guid>"
    "<pubDate>Mon, 02 Mar 2026 09:00:00 GMT</pubDate>"
    "<description>Kestrel Mills sold 1,200 tons of flour in March.</description></item>\n"
    "</channel></rss>\n";

static int setup(void **state)
{
    if (world_setup(state) != 0) return -1;
    world *w = *state;
    w->options.every = 0.1;
    return 0;
}

/* ---- what is asked ------------------------------------------------------------------------- */

static void with_validators(site *s, const char *path, size_t nth, const char *head,
                            gk_string *reply)
{
    (void)s, (void)path, (void)nth;
    static const char headers[] = PLAIN "ETag: \"v1\"\r\n"
                                        "Last-Modified: Mon, 02 Mar 2026 09:00:00 GMT\r\n";
    if (strstr(head, "If-None-Match: \"v1\""))
        say(reply, "304 Not Modified", headers, "");
    else
        say(reply, "200 OK", headers, "Kestrel Mills sold 1,200 tons.\n");
}

static void what_did_not_change_is_not_sent_again(void **state)
{
    world *w = *state;
    site *s = site_start(w, with_validators);
    site_source(s, "/news.txt");
    world_follow(w);
    await_file(w, GK_FILE_ADDED, "", 1);
    asked first = site_await(s, "/news.txt", 0), third = site_await(s, "/news.txt", 2);
    world_stop(w);
    expect_no_header(&first, "If-None-Match");
    expect_no_header(&first, "If-Modified-Since");
    expect_header(&first, "User-Agent: goshawk/" GK_VERSION);
    expect_header(&first, "Accept-Encoding: gzip, deflate");
    expect_header(&third, "If-None-Match: \"v1\"");
    expect_header(&third, "If-Modified-Since: Mon, 02 Mar 2026 09:00:00 GMT");
    assert_int_equal(w->report.added.files, 1);
    assert_true(w->report.same >= 1);
    assert_int_equal(stored(w), 1);
    site_stop(s);
}

static void validators_are_kept_from_one_run_to_the_next(void **state)
{
    world *w = *state;
    site *s = site_start(w, with_validators);
    site_source(s, "/news.txt?key=secret");
    w->options.once = true;
    for (int i = 0; i < 2; i++) {
        world_follow(w);
        assert_int_equal(world_wait(w), GK_OK);
    }
    asked second = site_await(s, "/news.txt?key=secret", 1);
    expect_header(&second, "If-None-Match: \"v1\"");
    assert_int_equal(s->count, 2);
    assert_int_equal(w->report.polls, 1);
    assert_int_equal(w->report.same, 1);
    assert_int_equal(w->report.added.files, 0);

    char *path = gk_path_join(w->lib, "watch.json"), *text;
    size_t size;
    assert_ok(w, gk_file_read(path, &text, &size, &w->err));
    assert_non_null(strstr(text, "/news.txt"));
    assert_null(strstr(text, "secret"));
    gk_free(text);
    gk_free(path);
    char *folder = gk_path_join(w->lib, "feeds");
    assert_false(gk_path_exists(folder)); /* bodies are kept no longer than it takes */
    gk_free(folder);
    site_stop(s);
}

static void a_memory_that_is_broken_is_said_and_begun_anew(void **state)
{
    world *w = *state;
    site *s = site_start(w, with_validators);
    site_source(s, "/news.txt");
    char *path = gk_path_join(w->lib, "watch.json");
    assert_ok(w, gk_file_write(path, "{\"feeds\": 3", 11, &w->err));
    gk_free(path);
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(count_said(w, GK_FOLLOW_NOTE, "not to be understood"), 1);
    assert_int_equal(w->report.added.added, 1);
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(w->report.same, 1); /* remembered again */
    assert_int_equal(count_said(w, GK_FOLLOW_NOTE, NULL), 1);
    site_stop(s);
}

static void the_server_learns_whom_to_write_to(void **state)
{
    world *w = *state;
    site *s = site_start(w, with_validators);
    site_source(s, "/news.txt");
    w->options.once = true;
    setenv("GOSHAWK_CONTACT", "desk@kestrel.example", 1);
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    asked first = site_await(s, "/news.txt", 0);
    expect_header(&first, "User-Agent: goshawk/" GK_VERSION " (+desk@kestrel.example)");
    setenv("GOSHAWK_CONTACT", "desk\r\nX-Evil: 1", 1);
    world_follow(w);
    assert_int_equal(world_wait(w), GK_INVALID);
    unsetenv("GOSHAWK_CONTACT");
    site_stop(s);
}

/* ---- how often ----------------------------------------------------------------------------- */

static void wants_pauses(site *s, const char *path, size_t nth, const char *head, gk_string *reply)
{
    (void)s, (void)head;
    if (strcmp(path, "/busy") == 0)
        say(reply, nth ? "304 Not Modified" : "429 Too Many Requests", "Retry-After: 1\r\n", "");
    else if (strcmp(path, "/aged") == 0)
        say(reply, "200 OK", PLAIN "Cache-Control: public, max-age=1\r\n", "Kestrel.\n");
    else if (strcmp(path, "/ttl") == 0)
        say(reply, "200 OK", PLAIN, "<rss><channel><ttl>60</ttl><item></item></channel></rss>\n");
    else
        say(reply, "200 OK", PLAIN, "Osprey.\n");
}

static void what_servers_and_feeds_say_of_pauses_is_heeded(void **state)
{
    static const char *const paths[] = {"/busy", "/aged"};
    world *w = *state;
    site *s = site_start(w, wants_pauses);
    site_source(s, "/busy");
    site_source(s, "/aged");
    site_source(s, "/ttl");
    site_source(s, "/free");
    world_follow(w);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        double between = site_await(s, paths[i], 1).at - site_await(s, paths[i], 0).at;
        if (between < 1) fail_msg("%s was asked again after %.2f s", paths[i], between);
    }
    site_await(s, "/free", 4); /* nothing keeps this one */
    world_stop(w);
    assert_int_equal(site_count(s, "/ttl"), 1);
    site_stop(s);
}

static void asks_for_a_long_pause(site *s, const char *path, size_t nth, const char *head,
                                  gk_string *reply)
{
    (void)s, (void)path, (void)nth, (void)head;
    say(reply, "503 Service Unavailable", "Retry-After: 3600\r\n", "");
}

static void a_pause_that_was_asked_for_is_kept_by_the_next_run(void **state)
{
    world *w = *state;
    site *s = site_start(w, asks_for_a_long_pause);
    site_source(s, "/news");
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(w->report.troubles, 1);
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(s->count, 1);
    assert_int_equal(count_said(w, GK_FOLLOW_NOTE, "asked not to be asked"), 1);
    site_stop(s);
}

static atomic_int at_once, most_at_once;

static void takes_its_time(site *s, const char *path, size_t nth, const char *head,
                           gk_string *reply)
{
    (void)s, (void)path, (void)nth, (void)head;
    int now = atomic_fetch_add(&at_once, 1) + 1;
    if (now > atomic_load(&most_at_once)) atomic_store(&most_at_once, now);
    pause_for(0.1);
    atomic_fetch_sub(&at_once, 1);
    say_text(reply, "Kestrel.\n");
}

static void a_server_is_asked_one_thing_at_a_time(void **state)
{
    world *w = *state;
    site *s = site_start(w, takes_its_time);
    for (int i = 0; i < 5; i++) site_source(s, gk_arena_format(w->arena, "/%d", i));
    site_source(s, "/0"); /* twice is once */
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(s->count, 5);
    assert_int_equal(atomic_load(&most_at_once), 1);
    site_stop(s);
}

/* ---- where it is --------------------------------------------------------------------------- */

static void has_moved(site *s, const char *path, size_t nth, const char *head, gk_string *reply)
{
    (void)nth, (void)head;
    if (strcmp(path, "/old") == 0)
        say(reply, "301 Moved Permanently", "Location: /new\r\n", "");
    else if (strcmp(path, "/for-now") == 0)
        say(reply, "302 Found", "Location: new\r\n", "");
    else if (strcmp(path, "/round") == 0)
        say(reply, "302 Found", "Location: /round\r\n", "");
    else if (strcmp(path, "/inward") == 0)
        say(reply, "302 Found", "Location: file:///etc/passwd\r\n", "");
    else
        say_text(reply, gk_arena_format(s->w->arena, "At %s.\n", path));
}

static void a_feed_that_has_moved_for_good_is_asked_where_it_is(void **state)
{
    world *w = *state;
    site *s = site_start(w, has_moved);
    site_source(s, "/old");
    world_follow(w);
    site_await(s, "/new", 3);
    world_stop(w);
    assert_int_equal(site_count(s, "/old"), 1);
    assert_int_equal(w->report.added.files, 1);
    site_stop(s);
}

static void a_feed_that_is_elsewhere_for_now_is_asked_again_where_it_was(void **state)
{
    world *w = *state;
    site *s = site_start(w, has_moved);
    site_source(s, "/for-now");
    world_follow(w);
    site_await(s, "/for-now", 2);
    world_stop(w);
    assert_true(site_count(s, "/new") >= 2);
    site_stop(s);
}

static void redirects_lead_to_the_web_only_and_come_to_an_end(void **state)
{
    world *w = *state;
    site *s = site_start(w, has_moved);
    site_source(s, "/round");
    site_source(s, "/inward");
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, "redirects more than"), 1);
    assert_int_equal(count_said(w, GK_FOLLOW_TROUBLE, "neither http nor https"), 1);
    assert_int_equal(site_count(s, "/round"), 11);
    assert_int_equal(stored(w), 0);
    site_stop(s);
}

/* ---- what becomes of it -------------------------------------------------------------------- */

static void sends_packed(site *s, const char *path, size_t nth, const char *head, gk_string *reply)
{
    static const unsigned char packed[] = {
        0x1F, 0x8B, 0x08, 0,    0,    0,    0,    0,    2,    0x03, 0xF3, 0x2F,
        0x2E, 0x28, 0x4A, 0xAD, 0x54, 0x70, 0xCB, 0xCF, 0x4F, 0x29, 0x56, 0x28,
        0xCE, 0xCF, 0x49, 0x51, 0xC8, 0xCB, 0x2F, 0xC9, 0xC8, 0xCC, 0x4B, 0xD7,
        0xE3, 0x02, 0,    0xA2, 0xFC, 0x4B, 0x9B, 0x1B, 0,    0,    0};
    (void)s, (void)path, (void)nth, (void)head;
    say_bytes(reply, "200 OK", PLAIN "Content-Encoding: gzip\r\n", (const char *)packed,
              sizeof packed);
}

static void a_packed_answer_is_unpacked(void **state)
{
    world *w = *state;
    site *s = site_start(w, sends_packed);
    site_source(s, "/packed.txt");
    w->options.once = true;
    world_follow(w);
    assert_int_equal(world_wait(w), GK_OK);
    told t = await_file(w, GK_FILE_ADDED, "", 1);
    gk_library *library;
    gk_page *page;
    assert_ok(w, gk_library_open(w->lib, GK_READ, &library, &w->err));
    assert_ok(w, gk_page_get(library, t.document, 1, &page, &w->err));
    assert_string_equal(page->lines[0].text, "Osprey Foods sold nothing.");
    gk_page_free(page);
    gk_library_close(library);
    site_stop(s);
}

static void says_the_same(site *s, const char *path, size_t nth, const char *head, gk_string *reply)
{
    (void)s, (void)path, (void)head;
    say_text(reply, nth < 3 ? "Kestrel.\n" : "Osprey.\n");
}

static void the_same_body_is_added_once_also_without_validators(void **state)
{
    world *w = *state;
    site *s = site_start(w, says_the_same);
    site_source(s, "/news.txt");
    world_follow(w);
    site_await(s, "/news.txt", 6);
    world_stop(w);
    assert_int_equal(w->report.added.files, 2);
    site_stop(s);
}

/* What it says first becomes another title in the second request, and one entry more. */
static void publishes(site *s, const char *path, size_t nth, const char *head, gk_string *reply)
{
    (void)path, (void)head;
    char *body = gk_format(FEED, "Osprey buys Merlin");
    if (nth == 0) { /* not yet */
        char *first = strstr(body, "<item>"), *second = strstr(first + 1, "<item>");
        memmove(first, second, strlen(second) + 1);
    }
    (void)s;
    say(reply, "200 OK", "Content-Type: application/rss+xml\r\n", body);
    gk_free(body);
}

static void new_entries_are_added_and_known_ones_are_not(void **state)
{
    world *w = *state;
    site *s = site_start(w, publishes);
    site_source(s, "/rss.xml");
    world_follow(w);
    site_await(s, "/rss.xml", 3);
    for (double end = gk_seconds() + DEADLINE; count_files(w, GK_FILE_ADDED, "", NULL) < 2;) {
        if (gk_seconds() > end) give_up(w, "the second entry");
        pause_for(0.02);
    }
    world_stop(w);
    assert_int_equal(w->report.troubles, 0);
    assert_int_equal(w->report.added.added, 2);
    assert_int_equal(w->report.added.renamed, 0);
    assert_int_equal(w->report.added.failed, 0);
    told t = {0};
    assert_int_equal(count_files(w, GK_FILE_ADDED, "", &t), 2);
    assert_non_null(strstr(t.source, "/rss.xml"));
    site_stop(s);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, world_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_did_not_change_is_not_sent_again),
        TEST(validators_are_kept_from_one_run_to_the_next),
        TEST(a_memory_that_is_broken_is_said_and_begun_anew),
        TEST(the_server_learns_whom_to_write_to),
        TEST(what_servers_and_feeds_say_of_pauses_is_heeded),
        TEST(a_pause_that_was_asked_for_is_kept_by_the_next_run),
        TEST(a_server_is_asked_one_thing_at_a_time),
        TEST(a_feed_that_has_moved_for_good_is_asked_where_it_is),
        TEST(a_feed_that_is_elsewhere_for_now_is_asked_again_where_it_was),
        TEST(redirects_lead_to_the_web_only_and_come_to_an_end),
        TEST(a_packed_answer_is_unpacked),
        TEST(the_same_body_is_added_once_also_without_validators),
        TEST(new_entries_are_added_and_known_ones_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
