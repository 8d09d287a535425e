/* SPDX-License-Identifier: Apache-2.0
 *
 * charset - see charset.h. Labels lie in known ways: "gb2312" is GBK or GB18030 in practice,
 * "iso-8859-1" is Windows-1252, and either may be UTF-8 that nobody relabelled.
 */
#include "read/charset.h"
#include "text/text.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

/* One broken character for this many sound ones does not change what a text is. */
enum { SOUND_PER_BROKEN = 20 };
/* This many characters of UTF-8 prove that a label lies. */
enum { PROOF = 8 };

static const char UTF8[] = "UTF-8", GB18030[] = "GB18030", LATIN[] = "WINDOWS-1252";

typedef struct alias {
    const char *name, *means; /* means NULL: the bytes say more */
} alias;

static const alias aliases[] = {
    {"utf-8", NULL},
    {"utf8", NULL},
    {"us-ascii", NULL},
    {"ascii", NULL},
    {"gb2312", GB18030},
    {"gbk", GB18030},
    {"x-gbk", GB18030},
    {"gb_2312-80", GB18030},
    {"cp936", GB18030},
    {"iso-8859-1", LATIN},
    {"iso8859-1", LATIN},
    {"latin1", LATIN},
    {"windows-1252", LATIN},
    {"cp1252", LATIN},
    {"ansi", LATIN},
    {"big5", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
    {"x-x-big5", "BIG5-HKSCS"},
    {"shift_jis", "CP932"},
    {"x-sjis", "CP932"},
    {"ks_c_5601-1987", "CP949"},
    {"euc-kr", "CP949"},
    {"utf-16", "UTF-16"},
    {"unicode", "UTF-16LE"},
};

typedef struct counts {
    size_t sound, broken; /* characters beyond ASCII */
} counts;

static bool is_mostly_sound(counts c) { return c.broken * SOUND_PER_BROKEN <= c.sound; }

static size_t mark_size(const char *s, size_t n, const char **charset)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *charset;
    } marks[] = {
        {"\xEF\xBB\xBF", 3, UTF8}, {"\xFF\xFE", 2, "UTF-16LE"}, {"\xFE\xFF", 2, "UTF-16BE"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (n < marks[i].size || memcmp(s, marks[i].bytes, marks[i].size) != 0) continue;
        *charset = marks[i].charset;
        return marks[i].size;
    }
    return 0;
}

/* Whether the character at `at` would go on behind the end: the text was cut off there. */
static bool is_cut_off(const char *s, size_t n, size_t at)
{
    unsigned char lead = (unsigned char)s[at];
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || n - at >= size) return false;
    for (size_t i = at + 1; i < n; i++)
        if (((unsigned char)s[i] & 0xC0) != 0x80) return false;
    return true;
}

static counts count_utf8(const char *s, size_t n)
{
    counts c = {0};
    for (size_t i = 0; i < n;) {
        if ((unsigned char)s[i] < 0x80) {
            i++;
            continue;
        }
        size_t start = i;
        bool broken = gk_utf8_next(s, n, &i) == 0xFFFD && i - start == 1;
        if (broken && c.sound > 0 && is_cut_off(s, n, start)) break;
        c.broken += broken;
        c.sound += !broken;
    }
    return c;
}

/* The bytes of the GB18030 character at s, or 0. */
static size_t gb_size(const unsigned char *s, size_t n)
{
    if (n < 2 || s[0] < 0x81 || s[0] == 0xFF) return 0;
    if (s[1] >= 0x40 && s[1] != 0x7F && s[1] != 0xFF) return 2;
    bool four = n >= 4 && s[1] >= 0x30 && s[1] <= 0x39 && s[2] >= 0x81 && s[2] != 0xFF &&
                s[3] >= 0x30 && s[3] <= 0x39;
    return four ? 4 : 0;
}

/* Whether a pair of bytes stands where GB2312 has its ideographs, punctuation and wide letters:
 * nearly all of written Chinese does, and letters with accents beside plain ones do not. */
static bool is_common_gb(const unsigned char *s)
{
    return s[1] >= 0xA1 && ((s[0] >= 0xB0 && s[0] <= 0xF7) || (s[0] >= 0xA1 && s[0] <= 0xA9));
}

static bool is_chinese(const char *s, size_t n)
{
    counts c = {0};
    size_t common = 0;
    for (size_t i = 0; i < n;) {
        const unsigned char *p = (const unsigned char *)s + i;
        size_t size = *p < 0x80 ? 1 : gb_size(p, n - i);
        if (size > 1) c.sound++;
        if (size == 2) common += is_common_gb(p);
        if (size == 0 && n - i > 1) c.broken++; /* a lone last byte: the text was cut off */
        i += size ? size : 1;
    }
    return c.sound > 0 && is_mostly_sound(c) && common * 3 >= c.sound * 2;
}

/* Control characters that a text has no use for, or NULL. */
static const char *find_control(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c < 0x20 && !(c >= '\t' && c <= '\r') && c != 0x1A && c != 0x1B) return s + i;
    }
    return NULL;
}

/* The five bytes that Windows-1252 leaves open, or NULL. */
static const char *find_open(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (s[i] && strchr("\x81\x8D\x8F\x90\x9D", s[i])) return s + i;
    return NULL;
}

/* Letters with accents and typographic marks are seldom in a text of the West. */
static bool is_western(const char *s, size_t n)
{
    size_t high = 0;
    for (size_t i = 0; i < n; i++) high += (unsigned char)s[i] >= 0x80;
    return high * 3 <= n + 3 && !find_open(s, n) && !find_control(s, n);
}

const char *gk_charset_guess(const char *bytes, size_t size)
{
    const char *marked = NULL;
    if (mark_size(bytes, size, &marked)) return marked;
    if (memchr(bytes, '\0', size)) return NULL;
    counts utf8 = count_utf8(bytes, size);
    if (utf8.broken == 0) return UTF8;
    if (is_mostly_sound(utf8) && !find_control(bytes, size)) return UTF8;
    if (is_chinese(bytes, size) && !find_control(bytes, size)) return GB18030;
    return is_western(bytes, size) ? LATIN : NULL;
}

/* Which charset a label stands for; NULL: ask the bytes. */
static const char *meant_by(const char *name)
{
    if (!name || !name[0]) return NULL;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcasecmp(aliases[i].name, name) == 0) return aliases[i].means;
    return name;
}

static void copy_utf8(const char *s, size_t n, gk_string *out)
{
    size_t start = 0;
    for (size_t i = 0; i < n;) {
        size_t at = i;
        bool plain = (unsigned char)s[i] < 0x80;
        uint32_t c = plain ? (i++, 0U) : gk_utf8_next(s, n, &i);
        if (plain || c != 0xFFFD || i - at > 1) continue;
        gk_string_append(out, s + start, at - start);
        gk_string_add(out, "\xEF\xBF\xBD");
        start = i;
    }
    gk_string_append(out, s + start, n - start);
}

static void convert(iconv_t cd, const char *bytes, size_t size, gk_string *out)
{
    char buffer[1 << 14], *in = (char *)(uintptr_t)bytes; /* iconv does not write to it */
    size_t left = size;
    while (left > 0) {
        char *to = buffer;
        size_t room = sizeof buffer;
        errno = 0;
        size_t done = iconv(cd, &in, &left, &to, &room);
        int why = errno;
        gk_string_append(out, buffer, (size_t)(to - buffer));
        if (done != (size_t)-1 || why == E2BIG) continue;
        gk_string_add(out, "\xEF\xBF\xBD");
        if (why != EILSEQ || left == 0) break; /* cut off within a character */
        in++, left--;
    }
}

/* False: iconv does not know the charset. */
static bool decode(const char *bytes, size_t size, const char *charset, gk_string *out)
{
    if (strcmp(charset, UTF8) == 0) {
        copy_utf8(bytes, size, out);
        return true;
    }
    iconv_t cd = iconv_open(UTF8, charset);
    if (cd == (iconv_t)-1) return false;
    convert(cd, bytes, size, out);
    iconv_close(cd);
    return true;
}

static gk_status refuse(const char *bytes, size_t size, gk_error *err)
{
    const char *bad = memchr(bytes, '\0', size);
    if (bad)
        return gk_fail(err, GK_INPUT, "is not text: a NUL byte at offset %zu",
                       (size_t)(bad - bytes));
    size_t at = 0;
    bad = find_control(bytes, size);
    if (!bad) bad = find_open(bytes, size);
    if (bad)
        at = (size_t)(bad - bytes);
    else
        gk_utf8_valid(bytes, size, &at);
    return gk_fail(err, GK_INPUT, "is not text: byte 0x%02X at offset %zu is of no known encoding",
                   (unsigned char)bytes[at], at);
}

gk_status gk_charset_decode(const char *bytes, size_t size, const char *label, char **text,
                            size_t *length, gk_error *err)
{
    gk_string out = {0};
    *text = NULL;
    *length = 0;
    if (size == 0) bytes = "";
    const char *charset = NULL;
    size_t skip = mark_size(bytes, size, &charset);
    bool labelled = !charset && (charset = meant_by(label));
    /* Labelled and yet UTF-8 in all that is beyond ASCII: to other text that does not happen. */
    if (labelled && strncasecmp(charset, "utf-", 4) != 0) {
        counts utf8 = count_utf8(bytes, size);
        if (utf8.sound >= PROOF && utf8.broken == 0) charset = UTF8;
    }
    bool done = charset && decode(bytes + skip, size - skip, charset, &out);
    if (!done) {
        labelled = false;
        charset = gk_charset_guess(bytes, size);
        if (!charset) return refuse(bytes, size, err);
        decode(bytes, size, charset, &out);
    }
    size_t n = out.length;
    char *decoded = gk_string_take(&out);
    for (char *nul = decoded; (nul = memchr(nul, '\0', n - (size_t)(nul - decoded)));) {
        if (!labelled) {
            gk_fail(err, GK_INPUT, "is not text: a NUL byte at offset %zu",
                    (size_t)(nul - decoded));
            gk_free(decoded);
            return GK_INPUT;
        }
        *nul = ' ';
    }
    *text = decoded;
    *length = n;
    return GK_OK;
}
