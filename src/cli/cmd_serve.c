/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"
#include "interrupt.h"
#include "memory.h"

#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_LISTEN "127.0.0.1:8080"

static const cli_option options[] = {
    {.name = "listen",
     .value = "ADDR:PORT",
     .help = "Where to listen (" DEFAULT_LISTEN "); port 0 takes a free one."},
    {.name = "allow-remote",
     .help = "Allow an address that other machines reach. There are no accounts: everyone who "
             "reaches it reads the library."},
    {.letter = 'q', .name = "quiet", .help = "No line for each request."},
    {.name = "json", .help = "Print the address as one JSON object."},
    {0},
};
static const cli_example examples[] = {
    {"goshawk serve my.lib", "Open http://127.0.0.1:8080/ in a browser."},
    {"goshawk serve my.lib --listen 127.0.0.1:0", "On a free port, which it prints."},
    {0},
};
static const cli_exit exits[] = {
    {CLI_DONE, "Stopped by Ctrl-C or SIGTERM."},
    CLI_EXIT_USE,
    {CLI_UNUSABLE, "The library cannot be used, or the address is taken."},
    {0},
};

typedef struct serving {
    const cli_call *call;
    cli_terminal err; /* for the log */
    const char *listen;
    gk_server *server;
    int code;
} serving;

static void log_request(void *ctx, const char *line)
{
    const cli_terminal *err = ctx;
    flockfile(err->file);
    cli_write(err, line);
    putc('\n', err->file);
    funlockfile(err->file);
}

static void print_address(const serving *self)
{
    const cli_terminal *out = &self->call->out;
    const char *colon = strrchr(self->listen, ':');
    char *address = cli_format("http://%.*s:%d/", (int)(colon ? colon - self->listen : 0),
                               self->listen, gk_server_port(self->server));
    if (cli_flag(self->call, "json")) {
        json_t *object = json_pack("{s:s}", "address", address);
        char *text = object ? json_dumps(object, 0) : NULL;
        cli_give_json(self->call, text ? text : cli_format("{}"));
        json_decref(object);
    } else {
        fputs("answering at ", out->file);
        cli_write(out, address);
        fputs(" (Ctrl-C stops)\n", out->file);
    }
    free(address);
    fflush(out->file); /* a program that started this one waits for the line */
}

static bool start(void *ctx)
{
    serving *self = ctx;
    const cli_call *call = self->call;
    const gk_serve_options serve = {
        .listen = self->listen,
        .allow_remote = cli_flag(call, "allow-remote"),
        .log = cli_flag(call, "quiet") ? NULL : log_request,
        .ctx = &self->err,
    };
    gk_error err = {0};
    if (gk_server_start(call->arguments[0], &serve, &self->server, &err) != GK_OK) {
        self->code = cli_fail(&err);
        return false;
    }
    print_address(self);
    return true;
}

static int run(const cli_call *call)
{
    const char *listen = cli_value(call, "listen");
    serving self = {.call = call, .err = call->err, .listen = listen ? listen : DEFAULT_LISTEN};
    signal(SIGPIPE, SIG_IGN); /* a log that nobody reads any more must not end the server */
    cli_interrupt_wait(start, &self);
    if (self.server) gk_server_stop(self.server);
    return self.code;
}

const cli_command cli_serve = {
    .name = "serve",
    .arguments = "LIB",
    .summary = "answer questions in a browser",
    .description = "Serves one page on which to ask, read the answer and open the cited page, and "
                   "the same as an HTTP interface. Prints its address and answers until Ctrl-C. "
                   "Only this machine reaches it unless --allow-remote is given. One line for each "
                   "request goes to standard error, never with text of a document.",
    .json = "{\"address\": \"http://127.0.0.1:8080/\"}",
    .options = options,
    .examples = examples,
    .exits = exits,
    .run = run,
};
