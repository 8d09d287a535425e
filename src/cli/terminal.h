/* SPDX-License-Identifier: Apache-2.0
 *
 * terminal - where output goes and what it can show: its width, whether colour is wanted, whether
 * its locale is UTF-8; and the one way in which text that is not ours reaches it.
 *
 * Documents, file names and queries are text of strangers. A filing that holds an escape sequence
 * must not move the cursor, retitle the window or forge a line of ours, so every character that a
 * terminal obeys instead of showing is replaced before it is written.
 */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct cli_terminal {
    FILE *file;
    int width;        /* in columns; 0: no limit (a pipe or a file) */
    bool interactive; /* a person looks at it: lines may be redrawn */
    bool colour;
    bool utf8; /* our own signs may be other than ASCII */
} cli_terminal;

/* Sets the locale that character widths need. Call once, before any thread starts. */
void cli_locale_start(void);

/* What file is: looks at isatty, COLUMNS, the window's size, TERM and NO_COLOR. */
cli_terminal cli_terminal_of(FILE *file);

/* Styles, as SGR parameters. */
#define CLI_BOLD "1"
#define CLI_DIM  "2"
#define CLI_MARK "1;33"
#define CLI_CITE "36"

/* Writes the escape sequence where the terminal has colour, nothing elsewhere. */
void cli_style(const cli_terminal *to, const char *style);
void cli_style_end(const cli_terminal *to);

/* Decodes one character of at most n bytes (n > 0); returns the bytes used. A byte that is not
 * UTF-8 gives U+FFFD and uses one. */
size_t cli_decode(const char *s, size_t n, uint32_t *character);

/* Writes one character as UTF-8. */
void cli_put(FILE *file, uint32_t character);

/* Columns that a character takes: 0 to 2. */
int cli_width(uint32_t character);

/* The character to show in place of one that a terminal would obey; most stand for themselves. */
uint32_t cli_harmless(uint32_t character, bool utf8);

/* Writes text made harmless and on one line: line breaks and tabs become spaces. */
void cli_write(const cli_terminal *to, const char *text);

/* Columns that cli_write takes for text. */
int cli_text_width(const char *text);

/* "goshawk: " and the message, one harmless line on standard error. */
void cli_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes a JSON text and a line break; characters that a terminal obeys become \u escapes, which
 * leaves the same JSON. */
void cli_write_json(FILE *file, const char *json);

/* A count with a comma between thousands. */
#define CLI_COUNT_SIZE 32
const char *cli_count(char buffer[CLI_COUNT_SIZE], size_t count);

/* text as one word of a shell's command line; free(). */
char *cli_shell_word(const char *text);

#endif
