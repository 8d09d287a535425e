/* SPDX-License-Identifier: Apache-2.0
 *
 * main - goshawk-read: one file in, one document stream or one picture out (read.h).
 */
#include "read/read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DONE = 0, WRONG_USE = 2, UNREADABLE = 3, UNKNOWN = 4, HOLDS_FILES = 5 };
enum { HEAD = 4096, LEAST_DPI = 36, MOST_DPI = 300 };

/* The first that recognises a file reads it. */
static const gk_reader *const readers[] = {
    &gk_reader_pdf,     &gk_reader_html,       &gk_reader_docx, &gk_reader_xlsx, &gk_reader_pptx,
    &gk_reader_archive, &gk_reader_submission, &gk_reader_feed, &gk_reader_mail, &gk_reader_csv,
    &gk_reader_jsonl,   &gk_reader_markdown,   &gk_reader_text,
};

static const char usage[] =
    "usage: goshawk-read FILE\n"
    "       goshawk-read --page N --dpi D FILE\n"
    "       goshawk-read --unpack FILE\n"
    "       goshawk-read --kind FILE\n"
    "\n"
    "Prints FILE as a document stream, or page N of a PDF as a PNG of D (36 to\n"
    "300) dots an inch, or the files that FILE holds (an archive, a mail, a feed,\n"
    "...) as a member stream, or what kind FILE is of.\n"
    "Exit status: 0 done; 2 wrong use; 3 the file cannot be read; 4 the file is of\n"
    "an unknown kind; 5 the file holds other files.\n";

typedef struct options {
    const char *path;
    int page, dpi;
    bool kind, unpack, help;
} options;

static bool take_number(const char *text, int least, int most, int *out)
{
    char *end;
    errno = 0;
    long value = text ? strtol(text, &end, 10) : 0;
    if (!text || end == text || *end || errno || value < least || value > most) return false;
    *out = (int)value;
    return true;
}

static bool take_options(char *const *argv, options *o)
{
    bool only_files = false;
    while (*++argv) {
        const char *a = *argv;
        if (only_files || a[0] != '-' || a[1] == '\0') {
            if (o->path) return false;
            o->path = a;
        } else if (strcmp(a, "--") == 0) {
            only_files = true;
        } else if (strcmp(a, "--help") == 0) {
            o->help = true;
        } else if (strcmp(a, "--kind") == 0) {
            o->kind = true;
        } else if (strcmp(a, "--unpack") == 0) {
            o->unpack = true;
        } else if (strcmp(a, "--page") == 0 && take_number(argv[1], 1, 1 << 30, &o->page)) {
            argv++;
        } else if (strcmp(a, "--dpi") == 0 && take_number(argv[1], LEAST_DPI, MOST_DPI, &o->dpi)) {
            argv++;
        } else {
            return false;
        }
    }
    int tasks = o->kind + o->unpack + (o->page > 0);
    return o->help || (o->path && tasks <= 1 && !(o->dpi && !o->page));
}

/* Reads the file's first bytes. */
static gk_status read_head(const char *path, char *head, size_t *size, gk_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not keep us waiting */
    if (fd < 0) return gk_fail(err, GK_INPUT, "%s", strerror(errno));
    struct stat st;
    ssize_t n = -1;
    if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode))
        gk_fail(err, GK_INPUT, "is not a regular file");
    else if ((n = pread(fd, head, HEAD, 0)) < 0)
        gk_fail(err, GK_INPUT, "%s", strerror(errno));
    close(fd);
    *size = n < 0 ? 0 : (size_t)n;
    return n < 0 ? GK_INPUT : GK_OK;
}

static const gk_reader *find_reader(const char *path, const char *head, size_t size)
{
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (readers[i]->recognise(path, head, size)) return readers[i];
    return NULL;
}

static int say_unknown(const options *o, const char *head, size_t size)
{
    char *why = gk_unknown_kind(o->path, head, size);
    if (o->kind)
        printf("unknown: %s\n", why);
    else
        fprintf(stderr, "%s\n", why);
    gk_free(why);
    return o->kind ? DONE : UNKNOWN;
}

static gk_status unpack(const gk_reader *reader, const char *path, gk_error *err)
{
    gk_member_write_head(stdout, reader->format);
    return reader->unpack(path, stdout, err);
}

static int say_unpack(const gk_reader *reader)
{
    fprintf(stderr, "%s: holds other files\n", reader->format);
    return HOLDS_FILES;
}

static int run(const options *o)
{
    gk_error err = {0};
    char head[HEAD];
    size_t size = 0;
    gk_status status = read_head(o->path, head, &size, &err);
    const gk_reader *reader = status == GK_OK ? find_reader(o->path, head, size) : NULL;
    if (status == GK_OK && !reader) return say_unknown(o, head, size);
    if (status == GK_OK && o->kind)
        printf("%s\n", reader->format);
    else if (status == GK_OK && o->page && !reader->render)
        status = gk_fail(&err, GK_INPUT, "a file of kind %s has no pictures", reader->format);
    else if (status == GK_OK && o->page)
        status = reader->render(o->path, o->page, o->dpi ? o->dpi : 100, stdout, &err);
    else if (status == GK_OK && o->unpack && !reader->unpack)
        status = gk_fail(&err, GK_INPUT, "a file of kind %s holds no other files", reader->format);
    else if (status == GK_OK && o->unpack)
        status = unpack(reader, o->path, &err);
    else if (status == GK_OK && !reader->read)
        return say_unpack(reader);
    else if (status == GK_OK)
        status = reader->read(o->path, stdout, &err);
    if (status == GK_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status = gk_fail(&err, GK_IO, "cannot write: %s", strerror(errno));
    if (status == GK_OK) return DONE;
    fprintf(stderr, "%s\n", err.message);
    return UNREADABLE;
}

int main(int argc, char **argv)
{
    options o = {0};
    if (argc < 2 || !take_options(argv, &o)) {
        fputs(usage, stderr);
        return WRONG_USE;
    }
    if (o.help) {
        fputs(usage, stdout);
        return DONE;
    }
    gk_confine();
    return run(&o);
}
