/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base.h"

#include <stdarg.h>
#include <string.h>

void gk_string_append(gk_string *s, const char *bytes, size_t n)
{
    if (!s->data || s->capacity - s->length < n + 1) {
        size_t capacity = s->capacity ? s->capacity : 64;
        while (capacity - s->length < n + 1) capacity *= 2;
        s->data = gk_realloc_array(s->data, capacity, 1);
        s->capacity = capacity;
    }
    if (n) memcpy(s->data + s->length, bytes, n);
    s->length += n;
    s->data[s->length] = '\0';
}

void gk_string_add(gk_string *s, const char *text) { gk_string_append(s, text, strlen(text)); }

void gk_string_addf(gk_string *s, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = gk_alloc((size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    gk_string_append(s, text, (size_t)n);
    gk_free(text);
}

void gk_string_add_csv(gk_string *s, const char *field)
{
    bool formula = *field && strchr("=+-@\t\r", *field);
    if (!formula && !strpbrk(field, ",\"\r\n")) {
        gk_string_add(s, field);
        return;
    }
    gk_string_add(s, formula ? "\"'" : "\"");
    for (const char *p = field; *p; p++) {
        if (*p == '"') gk_string_add(s, "\"");
        gk_string_append(s, p, 1);
    }
    gk_string_add(s, "\"");
}

char *gk_string_take(gk_string *s)
{
    if (!s->data) gk_string_append(s, "", 0);
    char *data = s->data;
    *s = (gk_string){0};
    return data;
}

void gk_string_free(gk_string *s)
{
    gk_free(s->data);
    *s = (gk_string){0};
}

void gk_string_add_grouped(gk_string *s, const char *number)
{
    size_t whole = strcspn(number, "."), sign = *number == '-';
    for (size_t i = 0; number[i]; i++) {
        if (i > sign && i < whole && (whole - i) % 3 == 0) gk_string_add(s, ",");
        gk_string_append(s, number + i, 1);
    }
}

const char *gk_digits(char out[GK_DIGITS], size_t n)
{
    char digits[24];
    size_t count = (size_t)snprintf(digits, sizeof digits, "%zu", n), at = 0;
    for (size_t i = 0; i < count; i++) {
        if (i && (count - i) % 3 == 0) out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
    return out;
}

bool gk_starts_with(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool gk_ends_with(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);
    return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

/* Six bits a character, from the most significant; -1 for what is none. */
static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

size_t gk_base64_read(const char *text, size_t size, unsigned char *out)
{
    if (size % 4 != 0) return SIZE_MAX;
    while (size && text[size - 1] == '=' && size % 4 != 2) size--; /* at most two */
    size_t n = 0;
    uint32_t bits = 0;
    for (size_t i = 0; i < size; i++) {
        int value = base64_value(text[i]);
        if (value < 0) return SIZE_MAX;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4 != 0) out[n++] = (unsigned char)(bits >> (6 - i % 4 * 2));
    }
    return n;
}
