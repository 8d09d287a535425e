/* SPDX-License-Identifier: Apache-2.0
 *
 * The log of what was sent, JSON lines:
 *
 *   time        when, UTC
 *   address     where to, without user, password and query
 *   connected   the numeric address and port of the other end
 *   attempt     from 1; a request that is repeated is a line each time
 *   purpose, question, sources …   what the caller noted (gk_chat_note)
 *   bytes       of the body
 *   body        the body itself, as sent
 *
 * The key stands in no line: it goes in a header. A line is written before its request is.
 */
#include "chat/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static char *line_of(const gk_chat_sent *sent)
{
    char now[21];
    gk_time_iso(now);
    const bool six = strchr(sent->connected, ':') != NULL;
    char *connected = gk_format(six ? "[%s]:%d" : "%s:%d", sent->connected, sent->port);
    json_t *root = json_pack("{ss ss ss si}", "time", now, "address", sent->address, "connected",
                             connected, "attempt", sent->attempt);
    json_object_update_missing(root, (json_t *)sent->note);
    json_object_set_new(root, "bytes", json_integer((json_int_t)strlen(sent->body)));
    json_t *body = json_loads(sent->body, 0, NULL);
    json_object_set_new(root, "body", body ? body : json_string(sent->body));
    char *line = json_dumps(root, JSON_COMPACT);
    json_decref(root);
    gk_free(connected);
    return line;
}

static bool write_all(int fd, const char *bytes, size_t n)
{
    while (n) {
        ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes += written;
        n -= (size_t)written;
    }
    return true;
}

/* Makes the file its owner's alone, also where it was not. */
static bool own(int fd)
{
    struct stat at;
    if (fstat(fd, &at) != 0) return false;
    if (!S_ISREG(at.st_mode)) {
        errno = EINVAL;
        return false;
    }
    return (at.st_mode & 077) == 0 || fchmod(fd, 0600) == 0;
}

gk_status gk_chat_log(const char *path, const gk_chat_sent *sent, gk_error *err)
{
    char *line = line_of(sent);
    if (!line) return gk_fail(err, GK_IO, "%s: the line cannot be written", path);
    gk_string text = {0};
    gk_string_add(&text, line);
    gk_string_add(&text, "\n");
    gk_free(line);
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    /* Long lines of two processes must not mix. */
    bool good = fd >= 0 && own(fd) && flock(fd, LOCK_EX) == 0 &&
                write_all(fd, text.data, text.length) && fdatasync(fd) == 0;
    int why = errno;
    if (fd >= 0) close(fd);
    gk_string_free(&text);
    if (good) return GK_OK;
    return gk_fail(err, GK_IO, "%s: %s; what cannot be logged is not sent", path, strerror(why));
}
