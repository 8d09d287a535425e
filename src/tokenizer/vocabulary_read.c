/* SPDX-License-Identifier: Apache-2.0 */
#include "tokenizer/vocabulary_read.h"

#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A place in the file; end is one past its last byte. */
typedef struct reader {
    const char *at, *end;
    gk_string unescaped; /* the last string, where it had escapes */
    const char *path, *begin;
    gk_vocabulary *to;
    size_t capacity; /* of to->scores */
    gk_error *err;
} reader;

static size_t count_lines(const char *s, const char *end)
{
    size_t lines = 0;
    for (; s < end; s++) lines += *s == '\n';
    return lines;
}

static gk_status bad(const reader *r, const char *what)
{
    return gk_fail(r->err, GK_MODEL, "%s: line %zu: model.vocab %s", r->path,
                   count_lines(r->begin, r->at) + 1, what);
}

/* ---- JSON ----------------------------------------------------------------------------------- */

static void skip_space(reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r'))
        r->at++;
}

/* Skips white space and then c; false where something else stands there. */
static bool take(reader *r, char c)
{
    skip_space(r);
    if (r->at == r->end || *r->at != c) return false;
    r->at++;
    return true;
}

static bool read_hex(reader *r, uint32_t *value)
{
    if (r->end - r->at < 4) return false;
    *value = 0;
    for (int i = 0; i < 4; i++) {
        char c = *r->at++;
        uint32_t digit = 16;
        if (c >= '0' && c <= '9') digit = (uint32_t)(c - '0');
        if ((c | 32) >= 'a' && (c | 32) <= 'f') digit = (uint32_t)((c | 32) - 'a' + 10);
        if (digit > 15) return false;
        *value = *value << 4 | digit;
    }
    return true;
}

/* What follows \u: a character, or two halves of one. */
static bool read_escaped(reader *r, uint32_t *c)
{
    uint32_t low;
    if (!read_hex(r, c)) return false;
    if (*c < 0xD800 || *c > 0xDFFF) return true;
    if (*c >= 0xDC00 || r->end - r->at < 2 || r->at[0] != '\\' || r->at[1] != 'u') return false;
    r->at += 2;
    if (!read_hex(r, &low) || low < 0xDC00 || low > 0xDFFF) return false;
    *c = 0x10000 + ((*c - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static bool read_escape(reader *r)
{
    static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (r->at == r->end) return false;
    char name = *r->at++;
    const char *known = name ? strchr(names, name) : NULL;
    uint32_t c;
    if (known)
        c = (unsigned char)meanings[known - names];
    else if (name != 'u' || !read_escaped(r, &c))
        return false;
    char bytes[4];
    gk_string_append(&r->unescaped, bytes, gk_utf8_put(c, bytes));
    return true;
}

/* A string with escapes, of which the part from start to r->at is read. */
static bool read_rest(reader *r, const char *start)
{
    r->unescaped.length = 0;
    gk_string_append(&r->unescaped, start, (size_t)(r->at - start));
    while (r->at < r->end && *r->at != '"') {
        if (*r->at == '\\') {
            r->at++;
            if (!read_escape(r)) return false;
        } else {
            if ((unsigned char)*r->at < ' ') return false;
            gk_string_append(&r->unescaped, r->at++, 1);
        }
    }
    return r->at < r->end;
}

/* A string; *s is good until the next one is read. */
static bool read_string(reader *r, const char **s, size_t *n)
{
    if (!take(r, '"')) return false;
    const char *start = *s = r->at;
    unsigned char all = 0;
    while (r->at < r->end && *r->at != '"' && *r->at != '\\' && (unsigned char)*r->at >= ' ')
        all |= (unsigned char)*r->at++;
    if (r->at == r->end || (unsigned char)*r->at < ' ') return false;
    *n = (size_t)(r->at - start);
    if (*r->at == '\\') {
        if (!read_rest(r, start)) return false;
        *s = r->unescaped.data;
        *n = r->unescaped.length;
        all = 0x80;
    }
    r->at++;
    return all < 0x80 || gk_utf8_valid(*s, *n, NULL);
}

/* Skips digits into *value while it holds them, counting those it takes in *taken and those it does
 * not in *left. */
static bool read_digits(reader *r, uint64_t *value, int *taken, int *left)
{
    const char *start = r->at;
    for (; r->at < r->end && *r->at >= '0' && *r->at <= '9' && r->at - start < 1000; r->at++) {
        uint64_t digit = (uint64_t)(*r->at - '0');
        if (*left == 0 && *value <= (UINT64_MAX - digit) / 10) {
            *value = *value * 10 + digit;
            ++*taken;
        } else {
            ++*left;
        }
    }
    return r->at > start;
}

/* The same for the digits of a whole number, which do not begin with a needless 0. */
static bool read_whole(reader *r, uint64_t *value, int *taken, int *left)
{
    const char *start = r->at;
    return read_digits(r, value, taken, left) && (*start != '0' || r->at - start == 1);
}

static double power_of_ten(int exponent)
{
    static const double small[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (exponent < (int)(sizeof small / sizeof *small)) return small[exponent];
    char text[16];
    snprintf(text, sizeof text, "1e%d", exponent);
    return strtod(text, NULL);
}

/* A number. The library's JSON reader (serde_json, without its feature float_roundtrip) takes the
 * digits as a 64-bit integer and divides that by a power of ten, which is off by a bit for every
 * fourth score; as paths may differ by no more than a bit, this does the same. */
static bool read_score(reader *r, double *score)
{
    bool negative = take(r, '-');
    uint64_t digits = 0, exponent = 0;
    int whole = 0, dropped = 0, decimals = 0, rest = 0, more = 0;
    if (!read_whole(r, &digits, &whole, &dropped)) return false;
    if (r->at < r->end && *r->at == '.') {
        r->at++;
        rest = dropped; /* once a digit does not fit, none does */
        if (!read_digits(r, &digits, &decimals, &rest)) return false;
    }
    bool exponent_negative = false;
    if (r->at < r->end && (*r->at | 32) == 'e') {
        r->at++;
        if (r->at < r->end && (*r->at == '+' || *r->at == '-')) exponent_negative = *r->at++ == '-';
        int taken = 0;
        if (!read_digits(r, &exponent, &taken, &more) || exponent > 9999) return false;
    }
    int power = dropped - decimals + (exponent_negative ? -(int)exponent : (int)exponent);
    *score = (double)digits;
    for (; power < -308; power += 308) *score /= 1e308;
    if (power > 308 && *score != 0) return false;
    if (power >= 0)
        *score *= power_of_ten(power > 308 ? 0 : power);
    else
        *score /= power_of_ten(-power);
    if (negative) *score = -*score;
    return isfinite(*score);
}

/* Skips any value, whose grammar is not looked at. */
static bool skip_value(reader *r)
{
    size_t depth = 0;
    const char *s;
    size_t n;
    do {
        skip_space(r);
        if (r->at == r->end) return false;
        char c = *r->at;
        if (c == '"') {
            if (!read_string(r, &s, &n)) return false;
            continue;
        }
        if ((c == ']' || c == '}') && depth == 0) return false;
        if (c == '[' || c == '{') depth++;
        if (c == ']' || c == '}') depth--;
        r->at++;
    } while (depth > 0 || (r->at < r->end && !strchr(",]} \n\r\t", *r->at)));
    return true;
}

/* ---- the vocabulary -------------------------------------------------------------------------- */

static gk_status too_large(const reader *r)
{
    return bad(r, "has more characters than a vocabulary can have here");
}

static gk_status read_scored_piece(reader *r)
{
    gk_vocabulary *v = r->to;
    const char *piece;
    size_t n;
    v->scores = gk_grow(v->scores, v->count, &r->capacity, sizeof *v->scores);
    if (!take(r, '[') || !read_string(r, &piece, &n))
        return bad(r, "must have arrays of a piece and its score");
    int32_t *id = gk_trie_add(&v->pieces, piece, n);
    if (!id) return too_large(r);
    *id = (int32_t)v->count; /* the last of equal ones counts */
    if (!take(r, ',') || !read_score(r, &v->scores[v->count]) || !take(r, ']'))
        return bad(r, "must have arrays of a piece and its score");
    v->size = ++v->count;
    return v->count < INT32_MAX ? GK_OK : too_large(r);
}

static gk_status read_numbered_piece(reader *r)
{
    gk_vocabulary *v = r->to;
    const char *piece;
    size_t n;
    if (!read_string(r, &piece, &n)) return bad(r, "must have strings for keys");
    int shown = n > 100 ? 100 : (int)n;
    int32_t *id = gk_trie_add(&v->pieces, piece, n);
    if (!id) return too_large(r);
    if (*id >= 0)
        return gk_fail(r->err, GK_MODEL, "%s: model.vocab has \"%.*s\" twice", r->path, shown,
                       piece);
    uint64_t number = 0;
    int taken = 0, left = 0;
    bool colon = take(r, ':');
    skip_space(r);
    if (!colon || !read_whole(r, &number, &taken, &left) || left || number >= INT32_MAX)
        return gk_fail(r->err, GK_MODEL,
                       "%s: model.vocab: \"%.*s\" must have an id, a number from 0", r->path, shown,
                       piece);
    *id = (int32_t)number;
    v->count++;
    if (number >= v->size) v->size = (size_t)number + 1;
    return GK_OK;
}

static gk_status read_vocabulary(reader *r)
{
    gk_vocabulary *v = r->to;
    v->found = true;
    v->scored = *r->at == '[';
    if (!v->scored && *r->at != '{') return bad(r, "must be an array or an object");
    char close = v->scored ? ']' : '}';
    r->at++;
    if (take(r, close)) return GK_OK;
    do {
        gk_status status = v->scored ? read_scored_piece(r) : read_numbered_piece(r);
        if (status != GK_OK) return status;
    } while (take(r, ','));
    return take(r, close) ? GK_OK : bad(r, "must go on with a comma or end");
}

static bool is_key(const char *s, size_t n, const char *key)
{
    return n == strlen(key) && memcmp(s, key, n) == 0;
}

/* Goes through the members of an object and stops at the value of key. */
static bool find_member(reader *r, const char *key)
{
    const char *s;
    size_t n;
    if (!take(r, '{')) return false;
    do {
        if (!read_string(r, &s, &n)) return false;
        bool found = is_key(s, n, key);
        if (!take(r, ':')) return false;
        skip_space(r);
        if (found) return r->at < r->end;
        if (!skip_value(r)) return false;
    } while (take(r, ','));
    return false;
}

gk_status gk_vocabulary_read(const char *json, size_t size, const char *path, gk_vocabulary *out,
                             gk_string *rest, gk_error *err)
{
    reader r = {.at = json, .end = json + size, .begin = json, .path = path, .to = out, .err = err};
    *out = (gk_vocabulary){0};
    gk_trie_new(&out->pieces);
    gk_status status = GK_OK;
    if (find_member(&r, "model") && find_member(&r, "vocab")) {
        const char *start = r.at;
        status = read_vocabulary(&r);
        gk_string_append(rest, json, (size_t)(start - json));
        gk_string_add(rest, "null");
        for (size_t i = count_lines(start, r.at); i > 0; i--) /* for errors in what follows */
            gk_string_append(rest, "\n", 1);
        gk_string_append(rest, r.at, (size_t)(r.end - r.at));
    } else {
        gk_string_append(rest, json, size);
    }
    gk_string_free(&r.unescaped);
    return status;
}
