/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules: when a feed is asked again, what a feed says of itself, which names are left alone,
 * when a file is whole.
 */
#include "watch/backlog.h"
#include "watch/feed.h"
#include "watch/scan.h"
#include "world.h"

static void assert_seconds(double is, double expected)
{
    if (is < expected - 1e-9 || is > expected + 1e-9) fail_msg("%f s, not %f s", is, expected);
}

static double wait_of(unsigned failures, double every, double retry_after, double fresh,
                      double period)
{
    gk_random random = gk_random_start(7);
    const gk_feed feed = {
        .failures = failures, .period = period, .poll = {.wait = retry_after, .fresh = fresh}};
    return gk_feed_wait(&feed, every, &random);
}

static void a_feed_is_asked_as_often_as_wanted_unless_it_wants_less(void **state)
{
    (void)state;
    assert_seconds(wait_of(0, 300, -1, -1, -1), 300);
    assert_seconds(wait_of(0, 300, -1, 60, -1), 300);
    assert_seconds(wait_of(0, 300, -1, 900, -1), 900);
    assert_seconds(wait_of(0, 300, -1, -1, 3600), 3600);
    assert_seconds(wait_of(0, 300, 1200, 900, -1), 1200);
    assert_seconds(wait_of(0, 300, 1e9, -1, -1), 86400); /* a day at most */
}

static void failures_make_pauses_longer_up_to_an_hour(void **state)
{
    (void)state;
    for (unsigned n = 1; n < 40; n++) {
        double full = n < 4 ? 300.0 * (double)(1 << n) : 3600, wait = wait_of(n, 300, -1, -1, -1);
        if (wait < 0.75 * full || wait > full)
            fail_msg("after %u failures %.0f s, not %.0f to %.0f", n, wait, 0.75 * full, full);
    }
    assert_seconds(wait_of(3, 7200, -1, -1, -1), 7200); /* never more often than asked */
    assert_true(wait_of(9, 300, 7000, -1, -1) >= 7000);
}

static double period_of(const char *body) { return gk_feed_period(body, strlen(body)); }

static void what_a_feed_says_of_itself_is_understood(void **state)
{
    (void)state;
    assert_seconds(period_of("<rss><channel><ttl>60</ttl>"), 3600);
    assert_seconds(period_of("<rss><channel><ttl > 5\n</ttl>"), 300);
    assert_seconds(period_of("<sy:updatePeriod>hourly</sy:updatePeriod>"), 3600);
    assert_seconds(period_of("<sy:updatePeriod> daily </sy:updatePeriod>"
                             "<sy:updateFrequency>2</sy:updateFrequency>"),
                   43200);
    static const char *const nothing[] = {"",
                                          "<ttl>",
                                          "<ttl>60",
                                          "<ttl></ttl>",
                                          "<ttl>soon</ttl>",
                                          "<ttl>1234567</ttl>",
                                          "<ttl>0</ttl>",
                                          "<ttls>60</ttls>",
                                          "<item><ttl>60</ttl></item>",
                                          "<entry><ttl>60</ttl></entry>",
                                          "<sy:updatePeriod>now</sy:updatePeriod>"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (period_of(nothing[i]) > 0)
            fail_msg("\"%s\" says %f", nothing[i], period_of(nothing[i]));
}

static void servers_of_this_machine_are_known(void **state)
{
    (void)state;
    static const char *const near[] = {"http://localhost/x", "http://127.0.0.1:80/",
                                       "http://[::1]/", "https://LOCALHOST:1",
                                       "http://me@127.1.2.3/"};
    static const char *const far[] = {"http://example.com/",
                                      "http://localhost.example.com/",
                                      "http://127.0.0.1.example.com/",
                                      "http://127.example.com",
                                      "http://10.0.0.1/",
                                      "http://localhost@example.com/"};
    for (size_t i = 0; i < sizeof near / sizeof *near; i++)
        if (!gk_feed_is_near(near[i])) fail_msg("%s is this machine", near[i]);
    for (size_t i = 0; i < sizeof far / sizeof *far; i++)
        if (gk_feed_is_near(far[i])) fail_msg("%s is not this machine", far[i]);
}

static void a_body_has_a_name_that_people_recognise(void **state)
{
    (void)state;
    static const struct {
        const char *url, *type, *starts, *ends;
    } cases[] = {{"https://news.example.com/feeds/latest.xml?key=1", NULL,
                  "/f/news.example.com-latest-", ".xml"},
                 {"http://me:pw@news.example.com:8080/", "text/plain; charset=utf-8",
                  "/f/news.example.com-", ".txt"},
                 {"http://x.example/a%2F..%2Fb/..", "text/html", "/f/x.example-", ".html"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        gk_feed feed;
        gk_feed_init(&feed, cases[i].url);
        char *path = gk_feed_file(&feed, "/f", cases[i].type);
        if (!gk_starts_with(path, cases[i].starts) || !gk_ends_with(path, cases[i].ends) ||
            strchr(path + 3, '/') || strstr(path, "pw"))
            fail_msg("%s gives %s", cases[i].url, path);
        gk_free(path);
        gk_feed_free(&feed);
    }
}

static void names_of_unfinished_files_are_left_alone(void **state)
{
    (void)state;
    static const char *const wanted[] = {"a.pdf", "report", "part", "tmp.txt", "a.part.pdf"};
    static const char *const unwanted[] = {
        "",      ".a.pdf",      "a.pdf.part", "A.PDF.PART", "b.crdownload",
        "c.tmp", "draft.docx~", "d.filepart"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!gk_scan_wants(wanted[i])) fail_msg("%s is wanted", wanted[i]);
    for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
        if (gk_scan_wants(unwanted[i])) fail_msg("%s is not wanted", unwanted[i]);
}

/* ---- the backlog, by a clock of our own ----------------------------------------------------- */

static size_t take(gk_backlog *b, double now)
{
    gk_due due[8];
    size_t n = gk_backlog_take(b, now, due, 8);
    for (size_t i = 0; i < n; i++) gk_backlog_done(b, &due[i]);
    return n;
}

static void a_burst_ends_after_half_a_second_of_quiet_or_two_seconds(void **state)
{
    world *w = *state;
    gk_backlog *b = gk_backlog_new();
    const char *names[] = {"a", "b", "c", "d", "e", "f"};
    for (size_t i = 0; i < 6; i++) doc_write(w, names[i], "x");
    gk_backlog_see(b, doc_path(w, "a"), GK_SIGHT_WHOLE, 100, 100);
    assert_int_equal(take(b, 100.4), 0);
    gk_backlog_see(b, doc_path(w, "b"), GK_SIGHT_WHOLE, 100.4, 100.4);
    assert_int_equal(take(b, 100.8), 0);
    assert_int_equal(take(b, 101), 2);
    for (int i = 2; i < 6; i++) /* every 0.4 s another: no quiet, but the first has waited enough */
        gk_backlog_see(b, doc_path(w, names[i]), GK_SIGHT_WHOLE, 200 + 0.4 * i, 200 + 0.4 * i);
    assert_int_equal(take(b, 202.4), 0);
    assert_int_equal(take(b, 202.81), 4);
    assert_true(gk_backlog_wait(b, 203) < 0);
    gk_backlog_free(b);
}

static void a_file_waits_until_its_writer_closes_it(void **state)
{
    world *w = *state;
    size_t written;
    gk_backlog *b = gk_backlog_new();
    doc_write(w, "a", "x");
    gk_backlog_see(b, doc_path(w, "a"), GK_SIGHT_FOUND, 100, 100);
    gk_backlog_see(b, doc_path(w, "a"), GK_SIGHT_WRITTEN, 100, 100);
    assert_int_equal(take(b, 1000), 0);
    assert_int_equal(gk_backlog_count(b, &written), 1);
    assert_int_equal(written, 1);
    gk_backlog_see(b, doc_path(w, "a"), GK_SIGHT_WHOLE, 1000, 1000);
    assert_int_equal(take(b, 1001), 1);
    gk_backlog_free(b);
}

static void a_file_that_is_found_must_stand_still_and_not_be_empty(void **state)
{
    world *w = *state;
    gk_backlog *b = gk_backlog_new();
    doc_write(w, "a", "x");
    doc_write(w, "empty", "");
    gk_backlog_see(b, doc_path(w, "a"), GK_SIGHT_FOUND, 100, 100);
    gk_backlog_see(b, doc_path(w, "empty"), GK_SIGHT_WHOLE, 100, 100);
    assert_int_equal(take(b, 101), 0);
    doc_write(w, "a", "xy"); /* nobody tells */
    assert_int_equal(take(b, 103), 0);
    assert_int_equal(take(b, 104.9), 0);
    assert_int_equal(take(b, 105.6), 1);
    gk_backlog_see(b, doc_path(w, "a"), GK_SIGHT_WHOLE, 110, 110); /* as the library has it */
    assert_int_equal(take(b, 120), 0);
    doc_write(w, "a", "xyz");
    gk_backlog_see(b, doc_path(w, "a"), GK_SIGHT_WHOLE, 120, 120);
    assert_int_equal(take(b, 121), 1);
    gk_backlog_free(b);
}

static void what_comes_and_goes_is_forgotten(void **state)
{
    world *w = *state;
    enum { MANY = 5000 };
    gk_backlog *b = gk_backlog_new();
    doc_folder(w, "sub");
    doc_write(w, "sub/stays", "x");
    gk_backlog_see(b, doc_path(w, "sub/stays"), GK_SIGHT_WHOLE, 1, 1);
    assert_int_equal(take(b, 2), 1);
    doc_write(w, "waits", "x");
    gk_backlog_see(b, doc_path(w, "waits"), GK_SIGHT_WHOLE, 3, 3);
    doc_write(w, "goes", "x");
    for (int i = 0; i < MANY; i++) {
        const char *path = doc_path(w, gk_arena_format(w->arena, "n%d", i));
        assert_int_equal(link(doc_path(w, "goes"), path), 0);
        gk_backlog_see(b, path, GK_SIGHT_WHOLE, 3, 3);
        gk_backlog_forget(b, path);
        unlink(path);
    }
    size_t written;
    assert_int_equal(gk_backlog_count(b, &written), 1);
    assert_int_equal(take(b, 4), 1); /* "waits" */
    gk_backlog_see(b, doc_path(w, "sub/stays"), GK_SIGHT_WHOLE, 5, 5);
    assert_int_equal(take(b, 6), 0); /* is known still */
    gk_backlog_forget_below(b, doc_path(w, "sub"));
    gk_backlog_see(b, doc_path(w, "sub/stays"), GK_SIGHT_WHOLE, 7, 7);
    assert_int_equal(take(b, 8), 1); /* and now it is not */
    gk_backlog_free(b);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_is_asked_as_often_as_wanted_unless_it_wants_less),
        cmocka_unit_test(failures_make_pauses_longer_up_to_an_hour),
        cmocka_unit_test(what_a_feed_says_of_itself_is_understood),
        cmocka_unit_test(servers_of_this_machine_are_known),
        cmocka_unit_test(a_body_has_a_name_that_people_recognise),
        cmocka_unit_test(names_of_unfinished_files_are_left_alone),
        TEST(a_burst_ends_after_half_a_second_of_quiet_or_two_seconds),
        TEST(a_file_waits_until_its_writer_closes_it),
        TEST(a_file_that_is_found_must_stand_still_and_not_be_empty),
        TEST(what_comes_and_goes_is_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
