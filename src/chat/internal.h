/* SPDX-License-Identifier: Apache-2.0 - what the files of chat share */
#ifndef GK_CHAT_INTERNAL_H
#define GK_CHAT_INTERNAL_H

#include "chat/chat.h"
#include "net/net.h"

#include <sys/types.h>

/* ---- request.c ------------------------------------------------------------------------------- */

/* What a service turned out not to take: a set of bits of request.c's table. */
typedef unsigned gk_chat_quirks;

/* The body of a request; gk_free. model "": the service has one. */
char *gk_chat_request(const char *model, const json_t *messages, const json_t *tools,
                      int most_tokens, gk_chat_quirks quirks);
/* Adds what a refusal's words name and was not left out yet; false: they name nothing new. */
bool gk_chat_learn(gk_chat_quirks *quirks, const char *words);

/* ---- sent.c ---------------------------------------------------------------------------------- */

/* What is sent, and to whom. */
typedef struct gk_chat_sent {
    const char *address;   /* as messages show it */
    const char *connected; /* the numeric address of the other end */
    int port;
    int attempt;
    const json_t *note; /* an object, or NULL */
    const char *body;
} gk_chat_sent;
/* Appends one line to the file at path, which nobody but its owner may read; flushed when it
 * returns. */
gk_status gk_chat_log(const char *path, const gk_chat_sent *sent, gk_error *err);

/* ---- warden.c -------------------------------------------------------------------------------- */

/* A program that ends when we do, however we do. */
typedef struct gk_warden {
    pid_t pid; /* of the process that watches it */
    int line;  /* the pipe whose end of file tells that we are gone */
} gk_warden;
/* Starts argv (argv[0] is a path) with the environment env, its output into the file log (NULL:
 * nowhere), made anew and for its owner alone. */
gk_status gk_warden_start(char *const *argv, char *const *env, const char *log, gk_warden *out,
                          gk_error *err);
bool gk_warden_runs(const gk_warden *warden); /* the program has not ended */
void gk_warden_end(gk_warden *warden);

/* ---- local.c --------------------------------------------------------------------------------- */

typedef struct gk_local {
    gk_warden warden;
    char *url; /* of completions */
    char key[65];
} gk_local;
/* Starts llama-server for config->model and waits until it answers. */
gk_status gk_local_start(const gk_chat_config *config, gk_local *out, gk_error *err);
void gk_local_end(gk_local *local);

#endif
