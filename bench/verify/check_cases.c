/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads cases, one a line ({"question", "answer", "sources": [{"mark", "document", "company",
 * "names", "text", "context", "speaker", "fiscal_year"}]}), from standard input and prints for each
 * what verification says: {"supported", "verdicts": [{"text", "number", "why", "support"}]}; with
 * --features the features of each claim instead, [[...], ...].
 */
#include "verify/checks.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { CLAIMS_MOST = 256 };

static const char *text_of(const json_t *object, const char *field)
{
    const char *text = json_string_value(json_object_get(object, field));
    return text ? text : "";
}

static json_t *verdicts_of(const char *answer, const gk_verdicts *v)
{
    json_t *list = json_array();
    for (size_t i = 0; i < v->count; i++) {
        const gk_verdict *one = &v->verdicts[i];
        json_array_append_new(list,
                              json_pack("{s:s%, s:b, s:i, s:s, s:f}", "text",
                                        answer + one->span.start, one->span.end - one->span.start,
                                        "number", one->number, "kind", (int)one->kind, "why",
                                        gk_verdict_why_name(one->why), "support", one->support));
    }
    return list;
}

static json_t *features_of(const char *question, const char *answer,
                           const gk_verify_source *sources, size_t count)
{
    double(*features)[GK_FEATURES] = gk_alloc_array(CLAIMS_MOST, sizeof *features);
    size_t claims = gk_verify_features(question, answer, sources, count, features, CLAIMS_MOST);
    json_t *list = json_array();
    for (size_t i = 0; i < claims; i++) {
        json_t *row = json_array();
        for (size_t k = 0; k < GK_FEATURES; k++)
            json_array_append_new(row, json_real(features[i][k]));
        json_array_append_new(list, row);
    }
    gk_free(features);
    return list;
}

static void check(const json_t *object, bool with_features)
{
    const json_t *given = json_object_get(object, "sources");
    size_t count = json_array_size(given);
    gk_verify_source *sources = gk_alloc_array(count + 1, sizeof *sources);
    for (size_t i = 0; i < count; i++) {
        const json_t *s = json_array_get(given, i);
        sources[i] = (gk_verify_source){
            .mark = text_of(s, "mark"),
            .document = text_of(s, "document"),
            .company = text_of(s, "company"),
            .names = text_of(s, "names"),
            .text = text_of(s, "text"),
            .context = text_of(s, "context"),
            .speaker = text_of(s, "speaker"),
            .fiscal_year = (int)json_integer_value(json_object_get(s, "fiscal_year"))};
    }
    const char *question = text_of(object, "question"), *answer = text_of(object, "answer");
    if (with_features) {
        json_t *rows = features_of(question, answer, sources, count);
        json_dumpf(rows, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(rows);
        gk_free(sources);
        return;
    }
    gk_verdicts *verdicts;
    gk_verify(question, answer, sources, count, &verdicts);
    json_t *out = json_pack("{s:b, s:o}", "supported", verdicts->supported, "verdicts",
                            verdicts_of(answer, verdicts));
    json_dumpf(out, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(out);
    gk_verdicts_free(verdicts);
    gk_free(sources);
}

int main(int argc, char **argv)
{
    bool with_features = argc > 1 && strcmp(argv[1], "--features") == 0;
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, stdin) > 0) {
        json_error_t error;
        json_t *object = json_loads(line, 0, &error);
        if (!object) {
            fprintf(stderr, "bench_verify: %s\n", error.text);
            return 1;
        }
        check(object, with_features);
        json_decref(object);
    }
    free(line);
    return 0;
}
