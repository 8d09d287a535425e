/* SPDX-License-Identifier: Apache-2.0 - what every request over libcurl needs */
#ifndef GK_NET_CURL_H
#define GK_NET_CURL_H

#include <curl/curl.h>

/* curl_easy_init, after libcurl was begun once; NULL where it cannot. curl_easy_cleanup. */
CURL *gk_curl_new(void);

/* curl_easy_perform, without a SIGPIPE for the program. */
CURLcode gk_curl_perform(CURL *curl);

#endif
