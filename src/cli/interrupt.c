/* SPDX-License-Identifier: Apache-2.0 */
#include "interrupt.h"

#include "memory.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

struct cli_interrupt {
    cli_terminal err;
    sigset_t signals, before;
    atomic_bool seen, ended; /* ended: nothing more to listen for */
    bool running;            /* the thread could be started */
    pthread_t thread;
};

static sigset_t stopping_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

/* Waits for one of the signals; false where there is nothing more to listen for. */
static bool signalled(cli_interrupt *self, int *number)
{
    return sigwait(&self->signals, number) == 0 && !atomic_load(&self->ended);
}

static void *listen_for_signals(void *ctx)
{
    cli_interrupt *self = ctx;
    int number;
    if (!signalled(self, &number)) return NULL;
    atomic_store(&self->seen, true);
    fprintf(self->err.file,
            "%sgoshawk: stopping after what is at hand; Ctrl-C again stops at once\n",
            self->err.interactive ? "\r\033[K" : "");
    if (!signalled(self, &number)) return NULL;
    signal(number, SIG_DFL);
    pthread_sigmask(SIG_UNBLOCK, &self->signals, NULL);
    raise(number);
    return NULL;
}

cli_interrupt *cli_interrupt_start(const cli_terminal *err)
{
    cli_interrupt *self = cli_alloc_array(1, sizeof *self);
    self->err = *err;
    self->signals = stopping_signals();
    pthread_sigmask(SIG_BLOCK, &self->signals, &self->before);
    self->running = pthread_create(&self->thread, NULL, listen_for_signals, self) == 0;
    if (!self->running) pthread_sigmask(SIG_SETMASK, &self->before, NULL);
    return self;
}

bool cli_interrupted(const cli_interrupt *interrupt) { return atomic_load(&interrupt->seen); }

void cli_interrupt_stop(cli_interrupt *interrupt)
{
    if (interrupt->running) {
        atomic_store(&interrupt->ended, true);
        pthread_kill(interrupt->thread, SIGINT); /* to that thread alone: wakes it */
        pthread_join(interrupt->thread, NULL);
        pthread_sigmask(SIG_SETMASK, &interrupt->before, NULL);
    }
    free(interrupt);
}

void cli_interrupt_wait(bool (*start)(void *ctx), void *ctx)
{
    sigset_t signals = stopping_signals();
    int signal_number;
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (start(ctx)) sigwait(&signals, &signal_number);
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}
