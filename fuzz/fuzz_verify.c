/* SPDX-License-Identifier: Apache-2.0
 *
 * An answer and what it cites: the input is a question on its first line, then an answer, and
 * behind each form feed a source.
 */
#include "verify/verify.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MOST = 4096, SOURCES_MOST = 6 };

static void require(bool holds)
{
    if (!holds) abort();
}

static void check(const char *answer, const gk_verify_source *sources, size_t count,
                  const gk_verdicts *v)
{
    size_t n = strlen(answer), struck = 0, start = 0;
    for (size_t i = 0; i < v->count; i++) {
        const gk_verdict *one = &v->verdicts[i];
        require(one->span.start < one->span.end && one->span.end <= n);
        require(one->support >= 0 && one->support <= 1 && one->why < GK_WHYS);
        require(one->source == SIZE_MAX || one->source < count);
        if (one->source != SIZE_MAX)
            require(one->quote.start <= one->quote.end &&
                    one->quote.end <= strlen(sources[one->source].text));
        if (one->number) continue;
        require(one->span.start >= start);
        start = one->span.end;
        struck += one->why != GK_WHY_NONE;
    }
    require(struck == v->struck && v->supported == (struck == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > SIZE_MOST) return 0;
    char *text = gk_strndup((const char *)data, size);
    char *question = text, *answer = strchr(text, '\n');
    if (answer) *answer++ = '\0';
    if (!answer) answer = text, question = text + strlen(text);
    gk_verify_source sources[SOURCES_MOST];
    size_t count = 0;
    char *next = strchr(answer, '\f');
    while (next && count < SOURCES_MOST) {
        *next++ = '\0';
        sources[count] = (gk_verify_source){.mark = count ? "A p.2" : "A p.1",
                                            .document = "HALDEN_2021_10K",
                                            .company = count % 2 ? "Halden Marine" : "",
                                            .names = "",
                                            .text = next,
                                            .context = "",
                                            .speaker = count > 1 ? "Jane Roe, CFO" : "",
                                            .fiscal_year = count % 2 ? 2021 : 0};
        count++;
        next = strchr(next, '\f');
    }
    if (next) *next = '\0';
    gk_verdicts *v;
    gk_verify(question, answer, sources, count, &v);
    check(answer, sources, count, v);
    char *kept = gk_verified_text(answer, v);
    require(strlen(kept) <= strlen(answer));
    gk_free(kept);
    gk_verdicts_free(v);
    gk_free(text);
    return 0;
}
