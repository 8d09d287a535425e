/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal.h"

#include "memory.h"

#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static bool locale_is_utf8(const char *name)
{
    if (!setlocale(LC_CTYPE, name)) return false;
    const char *codeset = nl_langinfo(CODESET);
    return strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "UTF8") == 0;
}

void cli_locale_start(void)
{
    /* In the C locale wcwidth knows ASCII only; C.UTF-8 is always there with glibc 2.35. */
    if (!locale_is_utf8("")) setlocale(LC_CTYPE, "C.UTF-8");
}

/* The user's own locale, whatever cli_locale_start had to take: LC_ALL, LC_CTYPE, LANG, the first
 * that is set. */
static bool user_reads_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strcasestr(value, "UTF-8") || strcasestr(value, "UTF8");
    }
    return false;
}

static int width_of(int fd)
{
    const char *columns = getenv("COLUMNS");
    if (columns) {
        char *end;
        long n = strtol(columns, &end, 10);
        if (end != columns && !*end && n > 0 && n < 10000) return (int)n;
    }
    if (!isatty(fd)) return 0;
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

cli_terminal cli_terminal_of(FILE *file)
{
    int fd = fileno(file);
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    bool interactive = isatty(fd) && !(term && strcmp(term, "dumb") == 0);
    return (cli_terminal){
        .file = file,
        .width = width_of(fd),
        .interactive = interactive,
        .colour = interactive && !(no_color && *no_color),
        .utf8 = user_reads_utf8(),
    };
}

void cli_style(const cli_terminal *to, const char *style)
{
    if (to->colour) fprintf(to->file, "\033[%sm", style);
}

void cli_style_end(const cli_terminal *to)
{
    if (to->colour) fputs("\033[0m", to->file);
}

size_t cli_decode(const char *s, size_t n, uint32_t *character)
{
    const unsigned char *b = (const unsigned char *)s;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = b[0] < 0x80                   ? 1
                    : b[0] >= 0xC2 && b[0] < 0xE0 ? 2
                    : b[0] >= 0xE0 && b[0] < 0xF0 ? 3
                    : b[0] >= 0xF0 && b[0] < 0xF5 ? 4
                                                  : 0;
    *character = 0xFFFD;
    if (length == 0 || length > n) return 1;
    uint32_t c = length == 1 ? b[0] : b[0] & (0xFFu >> (length + 1));
    for (size_t i = 1; i < length; i++) {
        if ((b[i] & 0xC0) != 0x80) return 1;
        c = c << 6 | (b[i] & 0x3F);
    }
    if (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return 1;
    *character = c;
    return length;
}

void cli_put(FILE *file, uint32_t c)
{
    if (c < 0x80) {
        putc((int)c, file);
        return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    putc((int)(lead[more] | c >> (6 * more)), file);
    while (more-- > 0) putc((int)(0x80 | (c >> (6 * more) & 0x3F)), file);
}

int cli_width(uint32_t character)
{
    int width = wcwidth((wchar_t)character);
    return width < 0 ? 1 : width; /* unassigned: terminals draw a box */
}

uint32_t cli_harmless(uint32_t c, bool utf8)
{
    if (c == 0x2028 || c == 0x2029) return ' ';
    bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    /* Overrides of writing direction can make a line read as what it is not. */
    bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    if (!control && !direction && c != 0xFFFD) return c;
    return utf8 ? 0xFFFD : '?';
}

static uint32_t on_one_line(uint32_t c, bool utf8)
{
    return c == '\n' || c == '\t' || c == '\r' || c == '\f' ? ' ' : cli_harmless(c, utf8);
}

static void write_harmless(FILE *file, const char *text, bool utf8)
{
    for (size_t left = strlen(text); left > 0;) {
        uint32_t c;
        size_t used = cli_decode(text, left, &c);
        cli_put(file, on_one_line(c, utf8));
        text += used;
        left -= used;
    }
}

void cli_write(const cli_terminal *to, const char *text)
{
    write_harmless(to->file, text, to->utf8);
}

int cli_text_width(const char *text)
{
    int width = 0;
    for (size_t left = strlen(text); left > 0;) {
        uint32_t c;
        size_t used = cli_decode(text, left, &c);
        width += cli_width(on_one_line(c, true));
        text += used;
        left -= used;
    }
    return width;
}

void cli_error(const char *format, ...)
{
    char *message = NULL;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&message, format, args);
    va_end(args);
    flockfile(stderr);
    fputs("goshawk: ", stderr);
    write_harmless(stderr, n < 0 ? "out of memory" : message, user_reads_utf8());
    putc('\n', stderr);
    funlockfile(stderr);
    if (n >= 0) free(message);
}

void cli_write_json(FILE *file, const char *json)
{
    for (size_t left = strlen(json); left > 0;) {
        uint32_t c;
        size_t used = cli_decode(json, left, &c);
        if (c != '\n' && c != 0xFFFD && cli_harmless(c, true) == 0xFFFD)
            fprintf(file, "\\u%04x", (unsigned)c);
        else
            cli_put(file, c);
        json += used;
        left -= used;
    }
    putc('\n', file);
}

const char *cli_count(char buffer[CLI_COUNT_SIZE], size_t count)
{
    char digits[CLI_COUNT_SIZE];
    int n = snprintf(digits, sizeof digits, "%zu", count);
    char *to = buffer;
    for (int i = 0; i < n; i++) {
        if (i > 0 && (n - i) % 3 == 0) *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return buffer;
}

char *cli_shell_word(const char *text)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "_./+=:@,-~";
    bool plain = *text != '\0' && *text != '~';
    for (const char *p = text; *p && plain; p++)
        plain = (unsigned char)*p >= 0x80 || strchr(safe, *p);
    if (plain) return cli_format("%s", text);

    char *word = cli_alloc_array(4 * strlen(text) + 3, 1), *to = word;
    *to++ = '\'';
    for (const char *p = text; *p; p++) {
        if (*p == '\'')
            to = stpcpy(to, "'\\''");
        else
            *to++ = *p;
    }
    *to = '\'';
    return word;
}
