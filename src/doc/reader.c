/* SPDX-License-Identifier: Apache-2.0
 *
 * reader - goshawk-read from outside: where it stands, how it is run, what its exit status means.
 */
#include "doc/doc.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Generous: they stop a reader that hangs or never ends, not one that is slow. */
static const double READ_SECONDS = 600, DRAW_SECONDS = 60;
static const size_t OUTPUT_LIMIT = (size_t)1 << 30;

/* Exit statuses of goshawk-read (src/read/read.h). */
enum { EXIT_USE = 2, EXIT_UNREADABLE = 3, EXIT_UNKNOWN = 4, EXIT_HOLDS_FILES = 5 };

static const char PROGRAM[] = "goshawk-read";

/* The first of FOLDER/goshawk-read and FOLDER/../bin/goshawk-read that can be run, or NULL. */
static char *program_near(const char *folder)
{
    static const char *const forms[] = {"", "../bin/"};
    for (size_t i = 0; folder[0] && i < sizeof forms / sizeof *forms; i++) {
        char *path = gk_format("%s/%s%s", folder, forms[i], PROGRAM);
        if (access(path, X_OK) == 0) return path;
        gk_free(path);
    }
    return NULL;
}

/* The folder of the file that holds this code: the shared library's where there is one (then the
 * running program may be anything, python for one), else the program's. */
static char *own_folder(void)
{
    Dl_info info;
    /* POSIX promises that a function's address goes through void *. */
    if (!dladdr((void *)gk_reader_run, &info) || !info.dli_fname) return gk_strdup("");
    const char *name = gk_path_name(info.dli_fname);
    if (name == info.dli_fname) return gk_strdup("");
    return gk_strndup(info.dli_fname, (size_t)(name - info.dli_fname - 1));
}

static gk_status find_program(char **out, gk_error *err)
{
    const char *named = getenv("GOSHAWK_READ");
    if (named && named[0]) {
        if (access(named, X_OK) != 0)
            return gk_fail(err, GK_IO, "GOSHAWK_READ names %s, which cannot be run", named);
        *out = gk_strdup(named);
        return GK_OK;
    }
    char *folder = gk_program_folder();
    *out = program_near(folder);
    gk_free(folder);
    if (!*out) {
        folder = own_folder();
        *out = program_near(folder);
        gk_free(folder);
    }
    if (!*out && access(GK_READ_INSTALLED, X_OK) == 0) *out = gk_strdup(GK_READ_INSTALLED);
    if (!*out)
        return gk_fail(err, GK_IO, "%s is not found: install it, or name it in GOSHAWK_READ",
                       PROGRAM);
    return GK_OK;
}

/* The first line that the reader left on standard error, or what stands for it. */
static gk_status complain(const gk_process_result *result, gk_status status, gk_error *err)
{
    int length = (int)strcspn(result->errors, "\n");
    if (length == 0) return gk_fail(err, status, "the reader failed and did not say why");
    return gk_fail(err, status, "%.*s", length, result->errors);
}

static gk_status judge(const gk_process_result *result, gk_error *err)
{
    switch (result->exit_code) {
    case 0:
    case EXIT_HOLDS_FILES:
        return GK_OK;
    case EXIT_USE:
        return complain(result, GK_INVALID, err);
    case EXIT_UNREADABLE:
        return complain(result, GK_INPUT, err);
    case EXIT_UNKNOWN:
        return complain(result, GK_NOT_FOUND, err);
    default:
        break;
    }
    if (result->exit_code > 128)
        return gk_fail(err, GK_INPUT, "the reader crashed (signal %d)", result->exit_code - 128);
    return complain(result, GK_INPUT, err);
}

/* argv[0] is set to the program's path here. Output goes into fd, or is collected where that is -1.
 */
static gk_status run(const char **argv, double seconds, int fd, gk_process_result *result,
                     gk_error *err)
{
    *result = (gk_process_result){0};
    char *program = NULL;
    gk_status status = find_program(&program, err);
    if (status != GK_OK) return status;
    argv[0] = program;
    status = fd < 0 ? gk_process_run(argv, seconds, OUTPUT_LIMIT, result, err)
                    : gk_process_run_into(argv, seconds, fd, result, err);
    gk_free(program);
    if (status != GK_OK) {
        gk_error inner = err ? *err : (gk_error){0};
        return status == GK_INPUT ? gk_fail(err, status, "the reader %s", inner.message) : status;
    }
    status = judge(result, err);
    if (status != GK_OK) gk_process_result_free(result);
    return status;
}

gk_status gk_reader_run(const char *path, gk_document **out, gk_error *err)
{
    *out = NULL;
    const char *argv[] = {NULL, "--", path, NULL};
    gk_process_result result;
    gk_status status = run(argv, READ_SECONDS, -1, &result, err);
    if (status != GK_OK) return status;
    gk_error inner = {0};
    if (result.exit_code != EXIT_HOLDS_FILES)
        status = gk_document_parse(result.out, result.size, out, &inner);
    gk_process_result_free(&result);
    if (status != GK_OK)
        return gk_fail(err, status, "the reader's stream is broken: %s", inner.message);
    return GK_OK;
}

gk_status gk_reader_unpack(const char *path, int fd, gk_error *err)
{
    const char *argv[] = {NULL, "--unpack", "--", path, NULL};
    gk_process_result result;
    gk_status status = run(argv, READ_SECONDS, fd, &result, err);
    gk_process_result_free(&result);
    return status;
}

gk_status gk_reader_draw(const char *path, int page, int dpi, unsigned char **png, size_t *size,
                         gk_error *err)
{
    *png = NULL;
    *size = 0;
    char page_text[16], dpi_text[16];
    snprintf(page_text, sizeof page_text, "%d", page);
    snprintf(dpi_text, sizeof dpi_text, "%d", dpi);
    const char *argv[] = {NULL, "--page", page_text, "--dpi", dpi_text, "--", path, NULL};
    gk_process_result result;
    gk_status status = run(argv, DRAW_SECONDS, -1, &result, err);
    if (status != GK_OK) return status;
    *png = (unsigned char *)result.out;
    *size = result.size;
    result.out = NULL;
    gk_process_result_free(&result);
    return GK_OK;
}
