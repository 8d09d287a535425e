/* SPDX-License-Identifier: Apache-2.0
 *
 * A llama-server (llama.cpp) for one GGUF file, on a free port of 127.0.0.1 and behind a key that
 * nobody else knows: other users of the machine can connect to the port, too.
 */
#include "chat/internal.h"

#include <errno.h>
#include <netinet/in.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CONTEXT = 8192, STARTS = 2, LOAD_SECONDS = 600, LOG_TAIL = 2000 };

extern char **environ;

/* ---- the program ------------------------------------------------------------------------------
 */

/* In $GOSHAWK_LLAMA_SERVER or in $PATH; gk_free; NULL: there is none. */
static char *find_program(void)
{
    const char *named = getenv("GOSHAWK_LLAMA_SERVER");
    if (named && *named) return access(named, X_OK) == 0 ? gk_strdup(named) : NULL;
    const char *path = getenv("PATH");
    for (const char *at = path ? path : ""; *at;) {
        size_t n = strcspn(at, ":");
        char *folder = gk_strndup(at, n);
        char *program = gk_path_join(folder, "llama-server");
        bool found = n && access(program, X_OK) == 0;
        gk_free(folder);
        if (found) return program;
        gk_free(program);
        at += n + (at[n] == ':');
    }
    return NULL;
}

/* A port that is free now; 0: none. */
static int free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool got = fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
               getsockname(fd, (struct sockaddr *)&at, &size) == 0;
    if (fd >= 0) close(fd);
    return got ? ntohs(at.sin_port) : 0;
}

static bool make_key(char key[65])
{
    unsigned char bytes[32];
    if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
    for (size_t i = 0; i < sizeof bytes; i++) snprintf(key + 2 * i, 3, "%02x", bytes[i]);
    return true;
}

/* Our environment with the key, which other users could read among the arguments, and without
 * anything that would let the server fetch models. */
static char **environment_with(const char *key, char **added)
{
    size_t count = 0, kept = 0;
    while (environ[count]) count++;
    char **env = gk_alloc_array(count + 3, sizeof *env);
    for (size_t i = 0; i < count; i++)
        if (!gk_starts_with(environ[i], "LLAMA_")) env[kept++] = environ[i];
    added[0] = env[kept++] = gk_format("LLAMA_API_KEY=%s", key);
    added[1] = env[kept] = gk_strdup("LLAMA_OFFLINE=1");
    return env;
}

static gk_status launch(const gk_chat_config *config, const char *program, int port, gk_local *out,
                        gk_error *err)
{
    char *at = gk_format("%d", port);
    char *context = gk_format("%d", config->context > 0 ? config->context : CONTEXT);
    const char *const argv[] = {program,  "--model", config->model, "--host", "127.0.0.1",
                                "--port", at,        "--ctx-size",  context,  "--parallel",
                                "1",      "--jinja", "--no-webui",  NULL};
    char *added[2];
    char **env = environment_with(out->key, added);
    /* execve takes char *const * for C's old sake and changes nothing. */
    gk_status status = gk_warden_start((char *const *)argv, env, config->server_log, &out->warden,
                                       err);
    gk_free(env);
    gk_free(added[0]);
    gk_free(added[1]);
    gk_free(context);
    gk_free(at);
    return status;
}

/* ---- waiting for it ----------------------------------------------------------------------------
 */

static bool is_here(void *ctx, const struct sockaddr *address)
{
    (void)ctx;
    return gk_chat_is_loopback(address);
}

static bool is_healthy(const char *health)
{
    static const gk_http_guard guard = {.may_reach = is_here};
    const gk_http_get_options options = {.seconds = 5, .limit = 1 << 16, .guard = &guard};
    gk_http_got got;
    gk_status status = gk_http_get(health, &options, &got, NULL);
    bool healthy = status == GK_OK && got.status == 200;
    gk_http_got_free(&got);
    return healthy;
}

/* The last line of the log that says something, for a message; gk_free. */
static char *last_words(const char *log)
{
    char *text = NULL;
    size_t size = 0;
    if (!log || gk_file_read(log, &text, &size, NULL) != GK_OK) return gk_strdup("");
    const char *from = size > LOG_TAIL ? text + size - LOG_TAIL : text;
    char *words = gk_strdup("");
    for (const char *line = from; *line;) {
        size_t n = strcspn(line, "\r\n");
        if (strcasestr(line, "error") && strcasestr(line, "error") < line + n) {
            gk_free(words);
            words = gk_strndup(line, n < 200 ? n : 200);
        }
        line += n + (line[n] != '\0');
    }
    gk_free(text);
    return words;
}

static gk_status tell_end(const gk_chat_config *config, gk_error *err)
{
    char *words = last_words(config->server_log);
    gk_status status = gk_fail(err, GK_MODEL, "llama-server ended before it answered%s%s%s%s",
                               *words ? ": " : "", words, config->server_log ? "; its log is " : "",
                               config->server_log ? config->server_log : "");
    gk_free(words);
    return status;
}

/* *again: it ended at once, perhaps because another program took the port. */
static gk_status wait_for(const gk_chat_config *config, const gk_local *local, int port,
                          bool *again, gk_error *err)
{
    const gk_http_options patience = {.stopped = config->stopped, .ctx = config->ctx};
    char *health = gk_format("http://127.0.0.1:%d/health", port);
    gk_status status = GK_OK;
    *again = false;
    for (double begin = gk_seconds(), pause = 0.02; status == GK_OK;) {
        bool runs = gk_warden_runs(&local->warden);
        if (!runs) {
            *again = true;
            status = tell_end(config, err);
        } else if (is_healthy(health)) {
            break;
        } else if (gk_seconds() - begin > LOAD_SECONDS) {
            status = gk_fail(err, GK_MODEL, "%s: llama-server has not loaded it in %d seconds",
                             config->model, LOAD_SECONDS);
        } else if (!gk_http_pause(pause, &patience)) {
            status = gk_fail(err, GK_STOPPED, "stopped");
        }
        if (pause < 0.5) pause *= 1.5;
    }
    gk_free(health);
    return status;
}

gk_status gk_local_start(const gk_chat_config *config, gk_local *out, gk_error *err)
{
    *out = (gk_local){.warden = {.pid = -1}};
    if (!gk_path_exists(config->model))
        return gk_fail(err, GK_NOT_FOUND, "%s: no such file", config->model);
    char *program = find_program();
    if (!program)
        return gk_fail(err, GK_NOT_FOUND,
                       "there is no llama-server to run %s: install llama.cpp, or name its "
                       "llama-server in GOSHAWK_LLAMA_SERVER",
                       config->model);
    gk_status status = make_key(out->key) ? GK_OK : gk_fail(err, GK_IO, "no random numbers");
    bool again = true;
    for (int tries = 0; status == GK_OK && tries < STARTS && !out->url; tries++) {
        int port = free_port();
        status = port ? launch(config, program, port, out, err)
                      : gk_fail(err, GK_IO, "no free port on 127.0.0.1");
        if (status != GK_OK) break;
        status = wait_for(config, out, port, &again, err);
        if (status == GK_OK)
            out->url = gk_format("http://127.0.0.1:%d/v1/chat/completions", port);
        else
            gk_warden_end(&out->warden);
        if (status == GK_MODEL && again && tries + 1 < STARTS) status = GK_OK;
    }
    gk_free(program);
    return status;
}

void gk_local_end(gk_local *local)
{
    gk_warden_end(&local->warden);
    gk_free(local->url);
    local->url = NULL;
}
