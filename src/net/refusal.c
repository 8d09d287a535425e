/* SPDX-License-Identifier: Apache-2.0 */
#include "net/refusal.h"

#include <jansson.h>
#include <string.h>

enum { MOST_BYTES = 300 };

/* Where services put their words: {"error": {"message": "..."}} as OpenAI, and what others do. */
static const char *json_words(const json_t *reply)
{
    static const char *const names[] = {"error", "message", "detail"};
    const json_t *error = json_object_get(reply, "error");
    const char *words = json_string_value(json_object_get(error, "message"));
    for (size_t i = 0; !words && i < sizeof names / sizeof *names; i++)
        words = json_string_value(json_object_get(reply, names[i]));
    return words;
}

/* One line of plain ASCII is words, too; a page of HTML is not. */
static bool is_plain_line(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] < ' ' || text[i] > '~' || text[i] == '<') return false;
    return size <= MOST_BYTES;
}

/* Copies without control characters (C1, which terminals obey as well, are C2 80 to C2 9F). */
static void append_on_one_line(gk_string *out, const char *words)
{
    for (const unsigned char *c = (const unsigned char *)words; *c; c++) {
        bool c1 = c[0] == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0;
        if (c1) c++;
        gk_string_append(out, c1 || *c < ' ' || *c == 0x7F ? " " : (const char *)c, 1);
    }
}

/* Services like to repeat the key that they refuse. */
static char *without_key(const char *words, const char *key)
{
    gk_string out = {0};
    for (const char *at; key && *key && (at = strstr(words, key)); words = at + strlen(key)) {
        gk_string_append(&out, words, (size_t)(at - words));
        gk_string_add(&out, "***");
    }
    gk_string_add(&out, words);
    return gk_string_take(&out);
}

/* Cuts at a character. */
static void cut(gk_string *s)
{
    if (s->length <= MOST_BYTES) return;
    size_t end = MOST_BYTES;
    while (end > 0 && ((unsigned char)s->data[end] & 0xC0) == 0x80) end--;
    s->length = end;
    gk_string_add(s, "...");
}

char *gk_refusal_words(const char *body, size_t size, const char *key)
{
    json_t *reply = json_loadb(body, size, JSON_DECODE_ANY, NULL);
    while (size && strchr("\r\n\t ", body[size - 1])) size--;
    char *plain = !reply && is_plain_line(body, size) ? gk_strndup(body, size) : NULL;
    const char *found = plain ? plain : json_words(reply);
    char *words = without_key(found ? found : "", key);
    gk_string out = {0};
    append_on_one_line(&out, words);
    cut(&out);
    gk_free(words);
    gk_free(plain);
    json_decref(reply);
    return gk_string_take(&out);
}
