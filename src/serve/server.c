/* SPDX-License-Identifier: Apache-2.0
 *
 * The server: a socket of ours, libmicrohttpd's threads, limits, and an orderly end.
 *
 * Threads. One a connection, not a pool of them: a request here works (embeds a question, draws a
 * page) rather than waits, and a pool's thread would meanwhile hold up every other connection it
 * happens to own, be it for a style sheet. How much works at once is limited by the handles that
 * are lent (handles.c), not by the threads.
 *
 * Life of a request. on_target makes an `exchange` from the raw target; on_request is called once
 * with the headers, then for each piece of the body, then once more, when it answers; on_completed
 * frees the exchange when the reply is sent or the connection is lost. An exchange is "at hand"
 * from its headers to its completion, and gk_server_stop waits for those.
 */
#include "serve/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    max_connections = 128,
    idle_seconds = 20,              /* without a byte in either direction */
    connection_memory = 128 * 1024, /* request line and headers must fit */
    image_bytes = 64 << 20,
    most_handles = 8, /* each may hold a model in memory */
    stop_seconds = 30 /* for requests at hand; idle_seconds ends the stalled ones before */
};

struct gk_server {
    struct MHD_Daemon *daemon;
    gk_service service;
    void (*log)(void *ctx, const char *line);
    void *log_ctx;
    pthread_mutex_t log_lock;
    pthread_mutex_t lock; /* over what follows */
    pthread_cond_t finished;
    size_t at_hand;
    bool stopping;
};

/* ---- one request -------------------------------------------------------------------------- */

typedef struct exchange {
    gk_request *request;
    double began;
    bool headers_seen;
    bool at_hand;
    bool head;       /* the method was HEAD */
    size_t received; /* bytes of body, those that were not kept included */
    gk_error wrong;  /* what is wrong with the target, if its status is not GK_OK */
    bool too_long;
    unsigned status;
    size_t sent;
} exchange;

static void *on_target(void *ctx, const char *target, struct MHD_Connection *connection)
{
    (void)ctx, (void)connection;
    exchange *x = gk_alloc(sizeof *x);
    x->request = gk_request_new();
    x->began = gk_seconds();
    x->too_long = strlen(target) > GK_MAX_TARGET;
    if (!x->too_long) gk_request_parse(x->request, target, &x->wrong);
    return x;
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Takes the method and the headers; false once the server stops. */
static bool begin(gk_server *server, exchange *x, struct MHD_Connection *connection,
                  const char *method)
{
    gk_request *request = x->request;
    x->headers_seen = true;
    x->head = !strcmp(method, "HEAD");
    request->method = x->head ? "GET" : gk_arena_strdup(request->arena, method);
    request->host = header(connection, "Host");
    request->content_type = header(connection, "Content-Type");
    request->if_none_match = header(connection, "If-None-Match");
    request->fetch_site = header(connection, "Sec-Fetch-Site");
    pthread_mutex_lock(&server->lock);
    x->at_hand = !server->stopping;
    if (x->at_hand) server->at_hand++;
    pthread_mutex_unlock(&server->lock);
    return x->at_hand;
}

static void add_headers(struct MHD_Response *response, const gk_reply *reply)
{
    const char *const headers[][2] = {
        {"Content-Type", reply->type},
        {"Cache-Control", reply->cache},
        {"ETag", reply->etag[0] ? reply->etag : NULL},
        {"Allow", reply->allow},
        {"Retry-After", reply->status == 503 ? "5" : NULL},
        {"Content-Security-Policy",
         "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Referrer-Policy", "no-referrer"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (headers[i][1]) MHD_add_response_header(response, headers[i][0], headers[i][1]);
}

/* Hands the reply to libmicrohttpd, which frees an owned body by free(), as gk_free does. */
static enum MHD_Result send_reply(exchange *x, struct MHD_Connection *connection, gk_reply *reply)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        reply->size, reply->body, reply->owned ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!response) {
        gk_reply_free(reply);
        return MHD_NO;
    }
    add_headers(response, reply);
    x->status = reply->status;
    x->sent = x->head ? 0 : reply->size;
    enum MHD_Result result = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

/* Whether the announced or received body is too large. */
static bool body_too_large(const exchange *x, struct MHD_Connection *connection)
{
    if (x->received > GK_MAX_BODY) return true;
    const char *length = header(connection, "Content-Length");
    return length && (strlen(length) > 9 || strtoul(length, NULL, 10) > GK_MAX_BODY);
}

static enum MHD_Result answer(gk_server *server, exchange *x, struct MHD_Connection *connection)
{
    gk_reply reply = {0};
    if (x->too_long)
        gk_reply_error(&reply, 414, "the URL is longer than %d bytes", GK_MAX_TARGET);
    else if (body_too_large(x, connection))
        gk_reply_error(&reply, 413, "the body is larger than %d bytes", GK_MAX_BODY);
    else if (x->wrong.status != GK_OK)
        gk_reply_fail(&reply, &x->wrong);
    else
        gk_service_answer(&server->service, x->request, &reply);
    return send_reply(x, connection, &reply);
}

/* Keeps a piece of the body. What is too large is read on for a while, so that the client gets its
 * reply, and then cut off. */
static enum MHD_Result receive(exchange *x, const char *data, size_t *size)
{
    x->received += *size;
    if (x->received <= GK_MAX_BODY) gk_string_append(&x->request->body, data, *size);
    *size = 0;
    return x->received <= (size_t)16 * GK_MAX_BODY ? MHD_YES : MHD_NO;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *size, void **state)
{
    (void)url, (void)version;
    gk_server *server = ctx;
    exchange *x = *state;
    if (x->headers_seen) return *size ? receive(x, data, size) : answer(server, x, connection);
    if (!begin(server, x, connection, method)) {
        gk_reply reply = {0};
        gk_reply_error(&reply, 503, "the server is being stopped");
        return send_reply(x, connection, &reply);
    }
    /* A body that announces its size is refused before it is sent. */
    return body_too_large(x, connection) ? answer(server, x, connection) : MHD_YES;
}

/* One line, without the query: what a person asks stays out of logs. Bytes of the path that could
 * forge a line or upset a terminal are shown as '?'. */
static void log_exchange(gk_server *server, const exchange *x)
{
    if (!server->log || !x->status) return;
    const char *path = x->request->path[0] ? x->request->path : "-";
    char what[120], now[21];
    snprintf(what, sizeof what, "%.10s %s", x->head ? "HEAD" : x->request->method, path);
    for (char *p = what; *p; p++)
        if (*p < ' ' || *p > '~') *p = '?';
    gk_time_iso(now);
    char *line = gk_format("%s %s %u %zu bytes %.0f ms", now, what, x->status, x->sent,
                           (gk_seconds() - x->began) * 1000);
    pthread_mutex_lock(&server->log_lock);
    server->log(server->log_ctx, line);
    pthread_mutex_unlock(&server->log_lock);
    gk_free(line);
}

static void on_completed(void *ctx, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode why)
{
    (void)connection, (void)why;
    gk_server *server = ctx;
    exchange *x = *state;
    if (!x) return;
    *state = NULL;
    log_exchange(server, x);
    bool counted = x->at_hand;
    gk_request_free(x->request);
    gk_free(x);
    if (!counted) return;
    pthread_mutex_lock(&server->lock);
    if (--server->at_hand == 0) pthread_cond_broadcast(&server->finished);
    pthread_mutex_unlock(&server->lock);
}

/* ---- start and stop ----------------------------------------------------------------------- */

/* Binds and listens; *out is the socket, and address->port the port it got. */
static gk_status open_socket(gk_address *address, int *out, gk_error *err)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)address->port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)address->port)};
    inet_pton(AF_INET, address->host, &v4.sin_addr);
    inet_pton(AF_INET6, address->host, &v6.sin6_addr);
    struct sockaddr *name = address->v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    socklen_t size = address->v6 ? sizeof v6 : sizeof v4;
    const int on = 1;
    int fd = socket(name->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool ok = fd >= 0 && !setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) &&
              !bind(fd, name, size) && !listen(fd, 128) && !getsockname(fd, name, &size);
    if (!ok) {
        int why = errno;
        if (fd >= 0) close(fd);
        return gk_fail(err, GK_IO, "cannot listen on %s port %d: %s%s", address->host,
                       address->port, strerror(why),
                       why == EADDRINUSE ? ": stop what listens there or choose another port" : "");
    }
    address->port = ntohs(address->v6 ? v6.sin6_port : v4.sin_port);
    *out = fd;
    return GK_OK;
}

static struct MHD_Daemon *start_daemon(gk_server *server, int fd)
{
    return MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL |
            MHD_USE_ITC,
        0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
        server, MHD_OPTION_CONNECTION_LIMIT, (unsigned)max_connections,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)connection_memory, MHD_OPTION_END);
}

static void free_server(gk_server *server)
{
    gk_images_free(server->service.images);
    gk_handles_close(server->service.handles);
    pthread_cond_destroy(&server->finished);
    pthread_mutex_destroy(&server->lock);
    pthread_mutex_destroy(&server->log_lock);
    gk_free(server);
}

static gk_server *new_server(const gk_address *address, const gk_serve_options *options)
{
    gk_server *server = gk_alloc(sizeof *server);
    server->service.listen = *address;
    server->service.allow_remote = options->allow_remote;
    server->service.images = gk_images_new(image_bytes);
    server->log = options->log;
    server->log_ctx = options->ctx;
    pthread_mutex_init(&server->log_lock, NULL);
    pthread_mutex_init(&server->lock, NULL);
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&server->finished, &clock);
    pthread_condattr_destroy(&clock);
    return server;
}

/* As many as there are processors, but two at least, so that a page is drawn beside a question. */
static size_t handle_limit(void)
{
    int n = gk_processors();
    return n < 2 ? 2 : n > most_handles ? most_handles : (size_t)n;
}

/* Opens all that a server stands on; what was opened is freed by free_server either way. */
static gk_status open_all(gk_server *server, const char *library_path, gk_error *err)
{
    gk_service *service = &server->service;
    gk_status status = gk_handles_open(library_path, handle_limit(), &service->handles, err);
    if (status != GK_OK) return status;
    int fd = -1;
    status = open_socket(&service->listen, &fd, err);
    if (status != GK_OK) return status;
    server->daemon = start_daemon(server, fd);
    if (server->daemon) return GK_OK;
    close(fd);
    return gk_fail(err, GK_IO, "cannot start the server's threads: %s", strerror(errno));
}

gk_status gk_server_start(const char *library_path, const gk_serve_options *options,
                          gk_server **out, gk_error *err)
{
    static const gk_serve_options defaults = {0};
    if (!options) options = &defaults;
    *out = NULL;
    gk_address address;
    const char *listen_on = options->listen ? options->listen : "127.0.0.1:8080";
    gk_status status = gk_address_parse(listen_on, &address, err);
    if (status != GK_OK) return status;
    if (!address.loopback && !options->allow_remote)
        return gk_fail(err, GK_INVALID,
                       "%s can be reached from other machines, and there are no accounts yet: "
                       "listen on 127.0.0.1 or [::1], or allow remote readers (--allow-remote)",
                       address.host);
    gk_server *server = new_server(&address, options);
    status = open_all(server, library_path, err);
    if (status == GK_OK)
        *out = server;
    else
        free_server(server);
    return status;
}

int gk_server_port(const gk_server *server) { return server->service.listen.port; }

/* Waits until no request is at hand, but not for ever. */
static void wait_for_requests(gk_server *server)
{
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    deadline.tv_sec += stop_seconds;
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    int waited = 0;
    while (server->at_hand && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&server->finished, &server->lock, &deadline);
    pthread_mutex_unlock(&server->lock);
}

void gk_server_stop(gk_server *server)
{
    if (!server) return;
    int fd = MHD_quiesce_daemon(server->daemon);
    /* From here on clients are refused; closing has to wait for libmicrohttpd's threads. */
    if (fd >= 0) shutdown(fd, SHUT_RDWR);
    wait_for_requests(server);
    MHD_stop_daemon(server->daemon);
    if (fd >= 0) close(fd);
    free_server(server);
}
