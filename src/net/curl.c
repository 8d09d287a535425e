/* SPDX-License-Identifier: Apache-2.0 */
#include "net/curl.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

static pthread_once_t begun = PTHREAD_ONCE_INIT;
static void begin(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

CURL *gk_curl_new(void)
{
    pthread_once(&begun, begin);
    return curl_easy_init();
}

/* A service that hangs up while we send must not end the program: some TLS libraries write to the
 * socket in a way that raises SIGPIPE. What was pending before stays so. */
CURLcode gk_curl_perform(CURL *curl)
{
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    CURLcode code = curl_easy_perform(curl);
    if (!sigismember(&pending, SIGPIPE)) sigtimedwait(&pipe, NULL, &(struct timespec){0});
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}
