/* SPDX-License-Identifier: Apache-2.0
 *
 * Archives through goshawk-read --unpack: formats, names, what is left out, and bombs.
 */
#include "unpacked.h"

#include <archive.h>
#include <archive_entry.h>

/* ---- archives of the tests' own ----------------------------------------------------------- */

typedef struct made {
    struct archive *archive;
    char *bytes;
    size_t size, room;
} made;

/* m must stay where it is: libarchive keeps its size up to date. */
static void make(made *m, int format, int filter)
{
    *m = (made){.archive = archive_write_new(), .room = (size_t)24 << 20};
    m->bytes = gk_alloc(m->room);
    assert_int_equal(archive_write_set_format(m->archive, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(m->archive, filter), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(m->archive, 1);
    assert_int_equal(archive_write_open_memory(m->archive, m->bytes, m->room, &m->size),
                     ARCHIVE_OK);
}

static void add(made *m, const char *name, int type, const char *bytes, size_t size)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, (unsigned)type);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, type == AE_IFREG ? (la_int64_t)size : 0);
    if (type == AE_IFLNK) archive_entry_set_symlink(entry, "/etc/passwd");
    assert_int_equal(archive_write_header(m->archive, entry), ARCHIVE_OK);
    for (size_t done = 0; done < size;) {
        la_ssize_t n = archive_write_data(m->archive, bytes + done, size - done);
        assert_true(n > 0);
        done += (size_t)n;
    }
    archive_entry_free(entry);
}

static void add_text(made *m, const char *name, const char *text)
{
    add(m, name, AE_IFREG, text, strlen(text));
}

static void done(made *m)
{
    assert_int_equal(archive_write_close(m->archive), ARCHIVE_OK);
    archive_write_free(m->archive);
}

static void put(gk_string *s, unsigned value, int bytes)
{
    for (int i = 0; i < bytes; i++, value >>= 8) gk_string_append(s, &(char){(char)value}, 1);
}

/* A ZIP file of one member of two bytes, "hi", with a name of any bytes and any flags. */
static gk_string zip_of_one(const char *name, unsigned flags)
{
    const unsigned crc = 0xD8932AAC, n = (unsigned)strlen(name);
    gk_string s = {0};
    for (int central = 0; central < 2; central++) {
        if (central) put(&s, 0x02014B50, 4), put(&s, 20, 2);
        if (!central) put(&s, 0x04034B50, 4);
        put(&s, 20, 2), put(&s, flags, 2), put(&s, 0, 2), put(&s, 0, 2), put(&s, 0x5821, 2);
        put(&s, crc, 4), put(&s, 2, 4), put(&s, 2, 4), put(&s, n, 2), put(&s, 0, 2);
        if (central) put(&s, 0, 2), put(&s, 0, 2), put(&s, 0, 2), put(&s, 0, 4), put(&s, 0, 4);
        gk_string_add(&s, name);
        if (!central) gk_string_add(&s, "hi");
    }
    put(&s, 0x06054B50, 4), put(&s, 0, 4), put(&s, 1, 2), put(&s, 1, 2);
    put(&s, 46 + n, 4), put(&s, 32 + n, 4), put(&s, 0, 2);
    return s;
}

/* ---- formats and names -------------------------------------------------------------------- */

static const struct {
    int format, filter;
} kinds[] = {{ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
             {ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_NONE},
             {ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_GZIP},
             {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2},
             {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_XZ},
             {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD},
             {ARCHIVE_FORMAT_7ZIP, ARCHIVE_FILTER_NONE}};

static void every_format_gives_its_files_under_safe_names(void **state)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        made m;
        make(&m, kinds[i].format, kinds[i].filter);
        add_text(&m, "2024/report.txt", "report");
        add(&m, "2024/empty/", AE_IFDIR, "", 0);
        add_text(&m, "../../up.txt", "up");
        add_text(&m, "/etc/abs.txt", "abs");
        add_text(&m, "a/./../b.txt", "b");
        add_text(&m, "C:\\tmp\\c.txt", "c");
        add(&m, "link.txt", AE_IFLNK, "", 0);
        add_text(&m, ".DS_Store", "x");
        add_text(&m, "__MACOSX/2024/._report.txt", "x");
        add_text(&m, "2024/report.txt", "again");
        done(&m);
        const char *path = world_file(*state, "odd.name", m.bytes, m.size);
        expect_kind(path, "archive\n");
        expect_run(path, NULL, NULL, 5, "", "archive: holds other files");
        unpacked all = unpack_file(path);
        expect_member(&all, "2024/report.txt", "report");
        expect_member(&all, "up.txt", "up");
        expect_member(&all, "etc/abs.txt", "abs");
        expect_member(&all, "a/b.txt", "b");
        expect_member(&all, "tmp/c.txt", "c");
        expect_member(&all, "2024/report-2.txt", "again");
        assert_int_equal(all.count, 6);
        unpacked_free(&all);
        gk_free(m.bytes);
    }
}

/* A number behind a name that is as long as a file system takes must find room. */
static void long_names_stay_short_enough_when_they_repeat(void **state)
{
    made m;
    char name[300];
    memset(name, 'n', sizeof name);
    memcpy(name + sizeof name - 5, ".txt", 5);
    make(&m, ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ARCHIVE_FILTER_NONE);
    for (int i = 0; i < 11; i++) add_text(&m, name, "same");
    done(&m);
    unpacked all = unpack_bytes(*state, "a.tar", m.bytes, m.size);
    assert_int_equal(all.count, 11);
    assert_non_null(strstr(all.members[10].name, "nnn-11.txt"));
    unpacked_free(&all);
    gk_free(m.bytes);
}

static void names_are_read_in_utf8_and_gbk_and_code_page_437(void **state)
{
    enum { UTF8_FLAG = 1 << 11 };
    static const struct {
        const char *bytes, *name;
        unsigned flags;
    } names[] = {{"年报/茅台.txt", "年报/茅台.txt", UTF8_FLAG},
                 {"年报/茅台.txt", "年报/茅台.txt", 0},
                 {"\xC4\xEA\xB1\xA8\\\xC3\xA9\xCC\xA8.txt", "年报/茅台.txt", 0},
                 {"\x81"
                  "ber.txt",
                  "über.txt", 0},
                 {"caf\xE9.txt", "café.txt", 0}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        gk_string zip = zip_of_one(names[i].bytes, names[i].flags);
        unpacked all = unpack_bytes(*state, "a.zip", zip.data, zip.length);
        expect_member(&all, names[i].name, "hi");
        unpacked_free(&all);
        gk_string_free(&zip);
    }
}

static void an_encrypted_member_is_left_out_with_the_reason(void **state)
{
    gk_string zip = zip_of_one("secret.txt", 1);
    unpacked all = unpack_bytes(*state, "a.zip", zip.data, zip.length);
    assert_int_equal(all.count, 1);
    expect_left_out(&all, "secret.txt", "is encrypted");
    unpacked_free(&all);
    gk_string_free(&zip);
}

static void a_file_that_is_only_compressed_is_one_member(void **state)
{
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_ZSTD,
                                  ARCHIVE_FILTER_BZIP2};
    static const char *const names[] = {"notes.txt.gz", "notes.txt.xz", "notes.txt.zst",
                                        "notes.txt.bz2"};
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        made m;
        make(&m, ARCHIVE_FORMAT_RAW, filters[i]);
        add_text(&m, "any", "some notes\n");
        done(&m);
        unpacked all = unpack_bytes(*state, names[i], m.bytes, m.size);
        assert_int_equal(all.count, 1);
        expect_member(&all, "notes.txt", "some notes\n");
        unpacked_free(&all);
        gk_free(m.bytes);
    }
}

static void an_archive_within_an_archive_is_a_member(void **state)
{
    gk_string inner = zip_of_one("a.txt", 0);
    made m;
    make(&m, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP);
    add(&m, "inner.zip", AE_IFREG, inner.data, inner.length);
    done(&m);
    unpacked all = unpack_bytes(*state, "a.tgz", m.bytes, m.size);
    assert_int_equal(all.count, 1);
    assert_int_equal(all.members[0].size, inner.length);
    assert_memory_equal(all.members[0].bytes, inner.data, inner.length);
    unpacked_free(&all);
    gk_string_free(&inner);
    gk_free(m.bytes);
}

static void an_open_document_is_no_archive(void **state)
{
    made m;
    make(&m, ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE);
    archive_write_zip_set_compression_store(m.archive);
    add_text(&m, "mimetype", "application/vnd.oasis.opendocument.text");
    done(&m);
    expect_refusal(*state, "a.odt", m.bytes, m.size, GK_NOT_FOUND, "unknown kind (.odt)");
    gk_free(m.bytes);
}

/* ---- what is hostile ---------------------------------------------------------------------- */

static void a_bomb_fails_by_its_ratio(void **state)
{
    static const struct {
        int format, filter;
    } bombs[] = {{ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE},
                 {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP},
                 {ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_BZIP2}};
    const size_t size = (size_t)100 << 20;
    char *zeros = gk_alloc(size);
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        made m;
        make(&m, bombs[i].format, bombs[i].filter);
        add(&m, "zeros.txt", AE_IFREG, zeros, size);
        done(&m);
        assert_true(m.size < size / 500);
        expect_failure(world_file(*state, "bomb", m.bytes, m.size),
                       "zeros.txt unpacks to more than 1000 times its packed size");
        gk_free(m.bytes);
    }
    gk_free(zeros);
}

static void too_many_members_fail(void **state)
{
    made m;
    make(&m, ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD);
    char name[32];
    for (int i = 0; i <= 200000; i++) {
        snprintf(name, sizeof name, ".%d", i);
        add(&m, name, AE_IFREG, "", 0);
    }
    done(&m);
    expect_failure(world_file(*state, "a.tar.zst", m.bytes, m.size),
                   "unpacks to more than 200,000 members");
    gk_free(m.bytes);
}

/* The size in a tar's header need not be true; in a ZIP file's directory it tells before any work.
 */
static void a_member_that_claims_to_be_huge_is_not_unpacked(void **state)
{
    gk_string zip = zip_of_one("huge.bin", 0);
    const char huge[] = "\xFF\xFF\xFF\x7F"; /* both sizes, in both headers */
    memcpy(zip.data + 18, huge, 4);
    memcpy(zip.data + 22, huge, 4);
    size_t central = 30 + strlen("huge.bin") + 2;
    memcpy(zip.data + central + 20, huge, 4);
    memcpy(zip.data + central + 24, huge, 4);
    unpacked all = unpack_bytes(*state, "a.zip", zip.data, zip.length);
    expect_left_out(&all, "huge.bin", "unpacks to more than 1 GiB");
    unpacked_free(&all);
    gk_string_free(&zip);
}

static void an_archive_that_is_cut_off_or_damaged_fails(void **state)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        made m;
        make(&m, kinds[i].format, kinds[i].filter);
        char noise[4000];
        gk_random random = gk_random_start(7);
        for (size_t k = 0; k < sizeof noise; k++) noise[k] = (char)gk_random_next(&random);
        add(&m, "noise.bin", AE_IFREG, noise, sizeof noise);
        done(&m);
        for (size_t size = 600; size < 3600; size += 900)
            expect_failure(world_file(*state, "a", m.bytes, size), "is damaged: ");
        for (size_t at = 40; at < m.size; at += 997) {
            m.bytes[at] = (char)~m.bytes[at];
            unpacked all = unpack_file(world_file(*state, "a", m.bytes, m.size));
            assert_true(all.exit_code == 0 || all.exit_code == 3 || all.exit_code == 4);
            unpacked_free(&all);
        }
        gk_free(m.bytes);
    }
}

static void an_archive_of_nothing_says_so(void **state)
{
    const char empty[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    expect_failure(world_file(*state, "a.zip", empty, 22), "holds no files");
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(every_format_gives_its_files_under_safe_names),
        test(long_names_stay_short_enough_when_they_repeat),
        test(names_are_read_in_utf8_and_gbk_and_code_page_437),
        test(an_encrypted_member_is_left_out_with_the_reason),
        test(a_file_that_is_only_compressed_is_one_member),
        test(an_archive_within_an_archive_is_a_member),
        test(an_open_document_is_no_archive),
        test(a_bomb_fails_by_its_ratio),
        test(too_many_members_fail),
        test(a_member_that_claims_to_be_huge_is_not_unpacked),
        test(an_archive_that_is_cut_off_or_damaged_fails),
        test(an_archive_of_nothing_says_so),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
