/* SPDX-License-Identifier: Apache-2.0
 *
 * serve - the HTTP API (docs/http.md) and the web page, on libmicrohttpd. The public half is in
 * goshawk.h (gk_server_start, gk_server_port, gk_server_stop).
 *
 *   server.c    the socket, the threads, the limits; knows libmicrohttpd, and alone does
 *   routes.c    what is answered under which path, and who may ask
 *   request.c   a request's target and parameters, taken apart
 *   address.c   the address to listen on, and which Host headers fit it
 *   reply.c     replies: JSON, errors, bytes
 *   handles.c   the open libraries that requests share
 *   images.c    page images drawn lately
 *   assets.c    the files of web/, compiled in by cmake/web.cmake
 */
#ifndef GK_SERVE_H
#define GK_SERVE_H

#include "base/base.h"

/* What a client may send. A question of 2,000 Chinese characters is 18,000 bytes in a URL. */
enum {
    GK_MAX_TARGET = 24 * 1024, /* bytes of path and query */
    GK_MAX_QUESTION = 2000,    /* characters */
    GK_MAX_NAME = 1024,        /* bytes of a document's name */
    GK_MAX_BODY = 64 * 1024,   /* bytes */
    GK_MAX_PARAMETERS = 32,
    GK_MAX_HITS = 100,
    GK_MAX_FACTS = 10000,
};

/* ---- address.c --------------------------------------------------------------------------- */

typedef struct gk_address {
    char host[64]; /* numeric, without brackets: "127.0.0.1", "::1" */
    int port;      /* 0: any free one */
    bool v6;
    bool loopback;
} gk_address;

/* Reads "127.0.0.1:8080", "[::1]:8080" or "localhost:8080". GK_INVALID says what is wrong. */
gk_status gk_address_parse(const char *text, gk_address *out, gk_error *err);

/* Whether a Host header names this machine by loopback or the address that is listened on. A page
 * of a foreign site whose name was pointed at 127.0.0.1 (DNS rebinding) sends its own name. */
bool gk_host_allowed(const char *host, const gk_address *listen);

/* ---- request.c --------------------------------------------------------------------------- */

typedef struct gk_parameter {
    const char *name, *value; /* UTF-8 */
} gk_parameter;

/* A request as a route sees it. The arena owns every string; body is freed by gk_request_free. */
typedef struct gk_request {
    gk_arena *arena;
    const char *method; /* "GET" also where HEAD was asked */
    const char *path;   /* decoded */
    gk_parameter *parameters;
    size_t parameter_count;
    /* Headers, or NULL. */
    const char *host, *content_type, *if_none_match, *fetch_site;
    gk_string body;
} gk_request;

gk_request *gk_request_new(void);
void gk_request_free(gk_request *request);

/* Takes a target ("/api/ask?q=a%20b") apart. GK_INVALID for what is no path, for a wrong percent
 * escape, a NUL, bytes that are not UTF-8, a parameter given twice or too many of them. */
gk_status gk_request_parse(gk_request *request, const char *target, gk_error *err);
/* A parameter's value, or NULL. */
const char *gk_request_get(const gk_request *request, const char *name);

/* ---- reply.c ----------------------------------------------------------------------------- */

typedef struct gk_reply {
    unsigned status;
    const char *type;  /* Content-Type */
    const char *cache; /* Cache-Control */
    const char *allow; /* for 405: the methods there are; else NULL */
    char etag[40];     /* with its quotes, or "" */
    void *body; /* freed by gk_reply_free where owned; else it lives as long as the program */
    size_t size;
    bool owned;
} gk_reply;

void gk_reply_free(gk_reply *reply);
/* 200 with a JSON text, which the reply owns from here on. */
void gk_reply_json(gk_reply *reply, char *json);
/* status with {"error": message}. */
void gk_reply_error(gk_reply *reply, unsigned status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An error of the library, under the HTTP status that fits it. */
void gk_reply_fail(gk_reply *reply, const gk_error *err);
/* Turns a reply with an etag into 304 where the client has it already. */
void gk_reply_revalidate(gk_reply *reply, const char *if_none_match);

/* ---- assets.c ---------------------------------------------------------------------------- */

typedef struct gk_asset {
    const char *path; /* "/style.css" */
    const unsigned char *data;
    size_t size;
    const char *sha256;
} gk_asset;

/* The file of web/ that stands under path ("/" is index.html), or NULL. */
const gk_asset *gk_asset_find(const char *path);
const char *gk_asset_type(const gk_asset *asset);

/* ---- handles.c --------------------------------------------------------------------------- */

/* Open handles of one library: one for each request at work, at most limit, opened on demand. The
 * one used last is lent first, since it has its model loaded. */
typedef struct gk_handles gk_handles;

/* Opens the first handle at once, so that an unusable library is told now. */
gk_status gk_handles_open(const char *library_path, size_t limit, gk_handles **out, gk_error *err);
void gk_handles_close(gk_handles *handles); /* all of them given back before */
/* Lends a handle; waits up to `seconds` where all are lent, then GK_BUSY. */
gk_status gk_handles_take(gk_handles *handles, double seconds, gk_library **out, gk_error *err);
/* Takes one back; sound false closes it, so that the next request opens the library anew. */
void gk_handles_give(gk_handles *handles, gk_library *library, bool sound);

/* ---- images.c ---------------------------------------------------------------------------- */

/* Page images drawn lately, at most `limit` bytes of them; safe from several threads. */
typedef struct gk_images gk_images;
gk_images *gk_images_new(size_t limit);
void gk_images_free(gk_images *images);
/* A copy of the image (*png is gk_free's), or false. */
bool gk_images_get(gk_images *images, const char *document, int page, int dpi, unsigned char **png,
                   size_t *size);
void gk_images_put(gk_images *images, const char *document, int page, int dpi,
                   const unsigned char *png, size_t size);

/* ---- routes.c ---------------------------------------------------------------------------- */

/* What the routes work on. */
typedef struct gk_service {
    gk_handles *handles;
    gk_images *images;
    gk_address listen;
    bool allow_remote;
} gk_service;

/* Answers a request whose target was parsed. */
void gk_service_answer(const gk_service *service, const gk_request *request, gk_reply *reply);

#endif
