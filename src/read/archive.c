/* SPDX-License-Identifier: Apache-2.0
 *
 * archive - ZIP, tar and 7z, and files that are merely compressed, by libarchive. Each filter and
 * format is named here: libarchive knows more, some of which run other programs.
 *
 * What an archive unpacks to is bounded four ways, for a few kilobytes can hold terabytes: by the
 * bytes of one member and of all, by the number of members, and by how many times larger than its
 * packed self a member may be. A member is read into memory, since its size is written before it.
 */
#include "read/read.h"
#include "read/unpack.h"
#include "text/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <string.h>
#include <strings.h>

static const size_t MEMBER_LIMIT = (size_t)1 << 30, TOTAL_LIMIT = (size_t)2 << 30;
/* A member below the size of FREE_RATIO may be as much larger than it was packed as it likes: a
 * table of blanks is no bomb. */
static const size_t FREE_RATIO = (size_t)64 << 20;
enum { MEMBERS_LIMIT = 200000, RATIO_LIMIT = 1000 };
enum { BLOCK = 1 << 18, FIRST_ROOM = 1 << 16 };

typedef struct packed {
    struct archive *archive;
    gk_unpack *u;
    const char *path;
    size_t entries, total;
    char *bytes; /* of the member that is read: room for capacity */
    size_t size, capacity;
    gk_error *err;
} packed;

/* What libarchive says is wrong, in one line; gk_free. */
static char *why_wrong(const packed *p)
{
    const char *why = archive_error_string(p->archive);
    char *line = gk_fold_space(why ? why : "", why ? strlen(why) : 0);
    gk_make_printable(line);
    return line;
}

static gk_status fail_damaged(const packed *p)
{
    char *why = why_wrong(p);
    gk_fail(p->err, GK_INPUT, "is damaged: %s", why[0] ? why : "the archive ends too early");
    gk_free(why);
    return GK_INPUT;
}

static bool is_compressed(const packed *p) { return archive_filter_count(p->archive) > 1; }

/* ---- one member --------------------------------------------------------------------------- */

static void make_room(packed *p)
{
    if (p->capacity - p->size >= BLOCK) return;
    size_t room = p->capacity ? p->capacity * 2 : FIRST_ROOM;
    while (room - p->size < BLOCK) room *= 2;
    p->bytes = gk_realloc_array(p->bytes, room, 1);
    p->capacity = room;
}

static gk_status check_size(const packed *p, const char *name, la_int64_t packed_from)
{
    if (p->size > MEMBER_LIMIT)
        return gk_fail(p->err, GK_INPUT, "%s unpacks to more than 1 GiB", name);
    if (p->total + p->size > TOTAL_LIMIT)
        return gk_fail(p->err, GK_INPUT, "unpacks to more than 2 GiB");
    la_int64_t used = archive_filter_bytes(p->archive, -1) - packed_from;
    size_t from = used > 0 ? (size_t)used : 1;
    if (p->size > FREE_RATIO && p->size / RATIO_LIMIT > from)
        return gk_fail(p->err, GK_INPUT, "%s unpacks to more than 1000 times its packed size",
                       name);
    return GK_OK;
}

/* Reads the member's bytes. *reason, gk_free's, is set where the member alone is lost. */
static gk_status read_member(packed *p, const char *name, char **reason)
{
    la_int64_t packed_from = archive_filter_bytes(p->archive, -1);
    gk_status status = GK_OK;
    p->size = 0;
    while (status == GK_OK) {
        make_room(p);
        la_ssize_t n = archive_read_data(p->archive, p->bytes + p->size, BLOCK);
        if (n == 0) break;
        if (n == ARCHIVE_FATAL) return fail_damaged(p);
        if (n == ARCHIVE_RETRY) continue;
        if (n < 0) {
            char *why = why_wrong(p);
            *reason = gk_format("is damaged: %s", why);
            gk_free(why);
            break;
        }
        p->size += (size_t)n;
        status = check_size(p, name, packed_from);
    }
    p->total += p->size;
    return status;
}

/* Why a member is not read, before any of it is. */
static const char *refuse(const packed *p, struct archive_entry *entry)
{
    if (archive_entry_is_data_encrypted(entry)) return "is encrypted";
    bool too_large = archive_entry_size_is_set(entry) && !is_compressed(p) &&
                     (size_t)archive_entry_size(entry) > MEMBER_LIMIT;
    return too_large ? "unpacks to more than 1 GiB" : NULL;
}

static gk_status give_member(packed *p, struct archive_entry *entry, const char *name)
{
    const char *refused = refuse(p, entry);
    char *lost = NULL;
    gk_status status = refused ? GK_OK : read_member(p, name, &lost);
    if (status == GK_OK && (refused || lost))
        gk_unpack_leave_out(p->u, name, refused ? refused : lost);
    else if (status == GK_OK)
        gk_unpack_give(p->u, name, NULL, p->bytes, p->size);
    gk_free(lost);
    return status;
}

/* ---- names -------------------------------------------------------------------------------- */

/* "notes.txt" for "notes.txt.gz"; a file that was compressed under another name keeps its own. */
static char *name_of_compressed(const char *path)
{
    static const char *const endings[] = {".gz", ".xz", ".zst", ".bz2", ".z", ".lzma"};
    const char *name = gk_path_name(path), *dot = strrchr(name, '.');
    for (size_t i = 0; dot && dot > name && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i]) == 0) return gk_name_clean(name, (size_t)(dot - name));
    return gk_name_clean(name, strlen(name));
}

static char *name_of(const packed *p, struct archive_entry *entry)
{
    if (archive_format(p->archive) == ARCHIVE_FORMAT_RAW) return name_of_compressed(p->path);
    const char *name = archive_entry_pathname(entry);
    if (!name) name = archive_entry_pathname_utf8(entry);
    return name ? gk_name_clean(name, strlen(name)) : NULL;
}

/* ---- the archive -------------------------------------------------------------------------- */

/* What is passed over still has to be unpacked where all is one compressed stream. */
static gk_status check_passed_over(const packed *p, struct archive_entry *entry)
{
    if (is_compressed(p) && archive_entry_size_is_set(entry) &&
        (size_t)archive_entry_size(entry) > MEMBER_LIMIT)
        return gk_fail(p->err, GK_INPUT, "unpacks to more than 1 GiB in one member");
    return GK_OK;
}

static gk_status take_entry(packed *p, struct archive_entry *entry)
{
    if (++p->entries > MEMBERS_LIMIT)
        return gk_fail(p->err, GK_INPUT, "unpacks to more than 200,000 members");
    if (archive_format(p->archive) == ARCHIVE_FORMAT_RAW && !is_compressed(p))
        return gk_fail(p->err, GK_INPUT, "is damaged: no archive");
    gk_status status = check_passed_over(p, entry);
    if (status != GK_OK || archive_entry_filetype(entry) != AE_IFREG ||
        archive_entry_hardlink(entry))
        return status;
    char *name = name_of(p, entry);
    if (name && !gk_name_is_hidden(name)) status = give_member(p, entry, name);
    gk_free(name);
    return status;
}

static gk_status take_all(packed *p)
{
    gk_status status = GK_OK;
    while (status == GK_OK) {
        struct archive_entry *entry = NULL;
        int result = archive_read_next_header(p->archive, &entry);
        if (result == ARCHIVE_EOF) break;
        if (result == ARCHIVE_RETRY) continue;
        if (result < ARCHIVE_WARN) return fail_damaged(p);
        status = take_entry(p, entry);
    }
    if (status == GK_OK && p->entries == 0) return gk_fail(p->err, GK_INPUT, "holds no files");
    return status;
}

static struct archive *new_archive(void)
{
    struct archive *a = archive_read_new();
    if (!a) return NULL;
    archive_read_support_filter_gzip(a);
    archive_read_support_filter_bzip2(a);
    archive_read_support_filter_xz(a);
    archive_read_support_filter_zstd(a);
    archive_read_support_filter_compress(a);
    archive_read_support_format_zip(a);
    archive_read_support_format_tar(a);
    archive_read_support_format_7zip(a);
    archive_read_support_format_raw(a);
    return a;
}

/* libarchive turns names into the locale's encoding: UTF-8 for as long as it works. */
static gk_status in_utf8(packed *p, gk_status (*work)(packed *))
{
    locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
    gk_status status = work(p);
    if (utf8) {
        uselocale(before);
        freelocale(utf8);
    }
    return status;
}

static gk_status finish(packed *p, int opened)
{
    gk_status status = GK_OK;
    if (!p->archive)
        status = gk_fail(p->err, GK_INPUT, "cannot be unpacked");
    else if (opened != ARCHIVE_OK)
        status = fail_damaged(p);
    else
        status = in_utf8(p, take_all);
    archive_read_free(p->archive);
    gk_free(p->bytes);
    return status;
}

gk_status gk_archive_unpack(gk_unpack *u, const char *path, const char *bytes, size_t size,
                            gk_error *err)
{
    packed p = {.archive = new_archive(), .u = u, .path = path, .err = err};
    int opened = p.archive ? archive_read_open_memory(p.archive, bytes, size) : ARCHIVE_FATAL;
    return finish(&p, opened);
}

static gk_status unpack(const char *path, FILE *out, gk_error *err)
{
    gk_unpack u = {.out = out};
    packed p = {.archive = new_archive(), .u = &u, .path = path, .err = err};
    int opened = p.archive ? archive_read_open_filename(p.archive, path, BLOCK) : ARCHIVE_FATAL;
    return gk_unpack_end(&u, finish(&p, opened));
}

/* ---- what is one -------------------------------------------------------------------------- */

/* A tar header's checksum: the sum of its bytes, the checksum's own counted as spaces. */
static bool is_tar(const char *head, size_t size)
{
    enum { HEADER = 512, SUM_AT = 148, SUM_SIZE = 8 };
    if (size < HEADER || head[0] == '\0') return false;
    long sum = 0, stated = 0;
    for (size_t i = 0; i < HEADER; i++)
        sum += i >= SUM_AT && i < SUM_AT + SUM_SIZE ? ' ' : (unsigned char)head[i];
    size_t at = SUM_AT;
    while (at < SUM_AT + SUM_SIZE && head[at] == ' ') at++;
    for (; at < SUM_AT + SUM_SIZE && head[at] >= '0' && head[at] <= '7'; at++)
        stated = stated * 8 + (head[at] - '0');
    return sum == stated;
}

/* OpenDocument files are ZIP files whose first member says so: no folders of documents. */
static bool is_open_document(const char *head, size_t size)
{
    enum { NAME_AT = 30, LOOK = 160 };
    return size > LOOK && memcmp(head + NAME_AT, "mimetype", 8) == 0 &&
           memmem(head, LOOK, "application/vnd.oasis", 21);
}

static bool recognise(const char *path, const char *head, size_t head_size)
{
    static const struct {
        const char *bytes;
        size_t size;
    } marks[] = {{"PK\3\4", 4},
                 {"PK\5\6", 4},
                 {"7z\xBC\xAF\x27\x1C", 6},
                 {"\x1F\x8B\x08", 3},
                 {"\xFD"
                  "7zXZ",
                  6},
                 {"\x28\xB5\x2F\xFD", 4},
                 {"\x1F\x9D", 2}};
    (void)path;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (head_size >= marks[i].size && memcmp(head, marks[i].bytes, marks[i].size) == 0)
            return !is_open_document(head, head_size);
    bool bzip2 = head_size >= 10 && memcmp(head, "BZh", 3) == 0 && head[3] >= '1' &&
                 head[3] <= '9' &&
                 (memcmp(head + 4, "1AY&SY", 6) == 0 || memcmp(head + 4, "\x17rE8P\x90", 6) == 0);
    return bzip2 || is_tar(head, head_size);
}

const gk_reader gk_reader_archive = {.format = "archive", .recognise = recognise, .unpack = unpack};
