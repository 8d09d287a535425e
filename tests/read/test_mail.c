/* SPDX-License-Identifier: Apache-2.0
 *
 * Mails through goshawk-read --unpack: bodies, attachments, encodings, boxes, and what is no mail.
 */
#include "unpacked.h"

#define HEAD                                                                                       \
    "From: Ann Lee <ann@broker.example>\r\nTo: desk@fund.example\r\n"                              \
    "Subject: Quill: raised to Buy\r\nDate: Fri, 05 Jan 2024 09:30:00 +0800\r\n"                   \
    "Message-ID: <1@broker.example>\r\nMIME-Version: 1.0\r\n"

static const char mixed[] = HEAD
    "Content-Type: multipart/mixed; boundary=\"m\"\r\n\r\n"
    "--m\r\nContent-Type: multipart/alternative; boundary=\"a\"\r\n\r\n"
    "--a\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n\r\nTarget =E2=82=AC42, a long =\r\nline.\r\n"
    "--a\r\nContent-Type: text/html\r\n\r\n<p>Target</p>\r\n--a--\r\n"
    "--m\r\nContent-Type: application/pdf; name=\"=?utf-8?B?56CU5oqlLnBkZg==?=\"\r\n"
    "Content-Disposition: attachment; filename*=utf-8''%E7%A0%94%E6%8A%A5.pdf\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjc=\r\n"
    "--m\r\nContent-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    "iVBORw==\r\n"
    "--m\r\nContent-Type: application/octet-stream\r\n"
    "Content-Disposition: attachment; filename=\"../../evil.txt\"\r\n\r\nup\r\n"
    "--m\r\nContent-Type: message/rfc822\r\n\r\nFrom: cfo@quill.example\r\nSubject: Inner\r\n"
    "\r\nnested\r\n--m--\r\n";

static void a_mail_is_its_text_and_its_attachments(void **state)
{
    unpacked all = unpack_text(*state, "a.eml", mixed);
    expect_member(&all, "Quill-raised-to-Buy.txt",
                  "From: Ann Lee <ann@broker.example>\nTo: desk@fund.example\n"
                  "Date: 2024-01-05T01:30:00Z\nSubject: Quill: raised to Buy\n\n"
                  "Target \xE2\x82\xAC"
                  "42, a long line.");
    expect_member(&all, "研报.pdf", "%PDF-1.7");
    expect_member(&all, "evil.txt", "up");
    expect_left_out(&all, "logo.png", "is a picture");
    assert_non_null(strstr(member_named(&all, "Inner.eml")->bytes, "nested"));
    assert_int_equal(all.count, 5);
    unpacked_free(&all);
}

static void a_mail_states_sender_and_date(void **state)
{
    unpacked all = unpack_text(*state, "a.eml", mixed);
    assert_string_equal(member_named(&all, "研报.pdf")->stated,
                        "published=2024-01-05T01:30:00Z (mail Date);source=Ann Lee (mail From);");
    unpacked_free(&all);
}

static void a_message_that_was_attached_is_a_mail_again(void **state)
{
    unpacked all = unpack_text(*state, "a.eml", mixed);
    const unpacked_member *inner = member_named(&all, "Inner.eml");
    unpacked again = unpack_bytes(*state, "Inner.eml", inner->bytes, inner->size);
    assert_int_equal(again.count, 1);
    expect_stated(&again.members[0], "source=cfo@quill.example (mail From);");
    unpacked_free(&again);
    unpacked_free(&all);
}

static void html_stands_where_there_is_no_text(void **state)
{
    /* "公告" as subject and "净利润" as body, in GBK; the label says GB2312. */
    unpacked all = unpack_text(
        *state, "a.eml",
        "From: a@b.example\nSubject: =?gb2312?B?uau45g==?=\n"
        "Message-ID: <1@b.example>\nContent-Type: text/html; charset=gb2312\n"
        "Content-Transfer-Encoding: base64\n\n"
        "PGJvZHkgYmdjb2xvcj0iI2ZmZiI+vrvA+8jzPC9ib2R5Pg==\n");
    expect_member(
        &all, "公告.html",
        "\xEF\xBB\xBF<body bgcolor=\"#fff\"><p>From: a@b.example</p>\n<p>Subject: 公告</p>\n"
        "净利润</body>");
    unpacked_free(&all);
}

static void text_in_other_encodings_is_read(void **state)
{
    static const struct {
        const char *charset, *bytes, *text;
    } all[] = {{"gb18030", "\xB9\xAB\xB8\xE6", "公告"},
               {"big5", "\xA4\xBD\xA7\x69", "公告"},
               {"windows-1252", "\x93profit\x94 \x80", "“profit” €"},
               {"iso-8859-1", "\x93profit\x94", "“profit”"},
               {"utf-8", "\xB9\xAB\xB8\xE6\xB9\xAB\xB8\xE6", "公告公告"},
               {"x-unheard-of", "\xB9\xAB\xB8\xE6", "公告"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char *mail = gk_format("From: a@b.example\nMIME-Version: 1.0\n"
                               "Content-Type: text/plain; charset=%s\n"
                               "Content-Transfer-Encoding: 8bit\n\n%s\n",
                               all[i].charset, all[i].bytes);
        unpacked got = unpack_text(*state, "a.eml", mail);
        char *text = gk_format("From: a@b.example\n\n%s\n", all[i].text);
        expect_member(&got, "message.txt", text);
        gk_free(text);
        unpacked_free(&got);
        gk_free(mail);
    }
}

static void a_header_without_a_charset_is_read_all_the_same(void **state)
{
    unpacked all = unpack_text(*state, "a.eml",
                               "From: a@b.example\nSubject: \xB9\xAB\xB8\xE6\n"
                               "Message-ID: <1@b.example>\n\nx\n");
    member_named(&all, "公告.txt");
    unpacked_free(&all);
}

static void text_and_html_that_are_no_alternatives_are_both_kept(void **state)
{
    unpacked all = unpack_text(*state, "a.eml",
                               HEAD "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
                                    "--m\r\nContent-Type: text/html\r\n\r\n<p>The report</p>\r\n"
                                    "--m\r\nContent-Type: text/plain\r\n\r\nfooter\r\n--m--\r\n");
    assert_non_null(strstr(member_named(&all, "Quill-raised-to-Buy.html")->bytes, "The report"));
    assert_non_null(strstr(member_named(&all, "Quill-raised-to-Buy.txt")->bytes, "footer"));
    unpacked_free(&all);
}

static void a_box_gives_all_its_mails(void **state)
{
    gk_string box = {0};
    for (int i = 0; i < 3; i++)
        gk_string_addf(&box,
                       "From a@b.example Fri Jan  5 09:30:00 2024\nFrom: a@b.example\n"
                       "Subject: Note\nMessage-ID: <%d@b.example>\n\nbody %d\n\n",
                       i, i);
    const char *path = world_file(*state, "inbox", box.data, box.length);
    expect_kind(path, "mail\n");
    unpacked all = unpack_file(path);
    assert_int_equal(all.count, 3);
    assert_non_null(strstr(member_named(&all, "Note.txt")->bytes, "body 0"));
    assert_non_null(strstr(member_named(&all, "Note-3.txt")->bytes, "body 2"));
    unpacked_free(&all);
    gk_string_free(&box);
}

static void a_memo_is_no_mail(void **state)
{
    const char memo[] = "From: the CEO\nTo: all\nDate: today\nSubject: results\n\nWe did well.\n";
    expect_kind(world_file(*state, "memo.txt", memo, strlen(memo)), "text\n");
    expect_kind(world_file(*state, "memo.eml", memo, strlen(memo)), "mail\n");
    const char prose[] = "Received: nothing.\nThis is prose, and goes on.\n";
    expect_kind(world_file(*state, "a.txt", prose, strlen(prose)), "text\n");
}

static void a_mail_that_is_cut_off_is_read_or_refused(void **state)
{
    size_t read = 0;
    for (size_t size = 260; size < sizeof mixed - 1; size += 61) {
        unpacked all = unpack_file(world_file(*state, "a.eml", mixed, size));
        if (all.exit_code == 0)
            read++;
        else
            assert_int_equal(all.exit_code, 3);
        unpacked_free(&all);
    }
    assert_true(read > 5);
}

static void parts_within_parts_have_a_limit(void **state)
{
    gk_string s = {0};
    gk_string_add(&s, "From: a@b.example\nMIME-Version: 1.0\n");
    for (int i = 0; i < 5000; i++)
        gk_string_addf(&s, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    gk_string_add(&s, "Content-Type: text/plain\n\nhello\n");
    expect_failure(world_file(*state, "a.eml", s.data, s.length), "holds no text");
    gk_string_free(&s);
}

static void what_is_beyond_the_limits_is_left_out_by_name(void **state)
{
    static const char text[] = "Content-Type: text/plain\n\nhello\n";
    gk_string deep = {0}, wide = {0};
    gk_string_add(&deep, "From: a@b.example\nSubject: Deep\nMIME-Version: 1.0\n"
                         "Content-Type: multipart/mixed; boundary=top\n\n--top\n");
    gk_string_addf(&deep, "%s--top\n", text);
    for (int i = 0; i < 60; i++)
        gk_string_addf(&deep, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    gk_string_addf(&deep, "%s", text);
    unpacked all = unpack_bytes(*state, "a.eml", deep.data, deep.length);
    expect_left_out(&all, "Deep", "has parts more than 40 deep");
    assert_int_equal(all.count, 2);
    unpacked_free(&all);
    gk_string_add(&wide, "From: a@b.example\nSubject: Wide\nMIME-Version: 1.0\n"
                         "Content-Type: multipart/mixed; boundary=w\n\n");
    for (int i = 0; i < 10000; i++) gk_string_addf(&wide, "--w\n%s", text);
    gk_string whole = {0};
    gk_string_addf(&whole, "%s--w--\n", wide.data);
    all = unpack_bytes(*state, "a.eml", whole.data, whole.length);
    assert_int_equal(all.count, 1);
    unpacked_free(&all);
    gk_string_addf(&wide, "--w\n%s--w--\n", text);
    all = unpack_bytes(*state, "a.eml", wide.data, wide.length);
    expect_left_out(&all, "Wide", "has more than 10,000 parts");
    assert_int_equal(all.count, 2);
    unpacked_free(&all);
    gk_string_free(&deep);
    gk_string_free(&wide);
    gk_string_free(&whole);
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_mail_is_its_text_and_its_attachments),
        test(a_mail_states_sender_and_date),
        test(a_message_that_was_attached_is_a_mail_again),
        test(html_stands_where_there_is_no_text),
        test(text_in_other_encodings_is_read),
        test(a_header_without_a_charset_is_read_all_the_same),
        test(text_and_html_that_are_no_alternatives_are_both_kept),
        test(a_box_gives_all_its_mails),
        test(a_memo_is_no_mail),
        test(a_mail_that_is_cut_off_is_read_or_refused),
        test(parts_within_parts_have_a_limit),
        test(what_is_beyond_the_limits_is_left_out_by_name),
    };
    return cmocka_run_group_tests_name("mail", tests, NULL, NULL);
}
