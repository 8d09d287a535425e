/* SPDX-License-Identifier: Apache-2.0
 *
 * plain_kind - see plain_kind.h.
 */
#include "read/plain_kind.h"
#include "read/charset.h"
#include "read/read.h"
#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *extension;
    gk_plain kind;
} extensions[] = {{"txt", GK_PLAIN_TEXT},
                  {"text", GK_PLAIN_TEXT},
                  {"asc", GK_PLAIN_TEXT},
                  {"md", GK_PLAIN_MARKDOWN},
                  {"markdown", GK_PLAIN_MARKDOWN}};

/* Names of what is written for programs, or of formats whose readers did not know the content. */
static const char *const others[] = {
    "json",  "jsonl", "ndjson", "csv",        "tsv",  "xml",    "xsd",  "xsl",        "html",
    "htm",   "xhtml", "doc",    "docx",       "docm", "xls",    "xlsx", "xlsm",       "ppt",
    "pptx",  "pdf",   "rtf",    "odt",        "ods",  "eml",    "msg",  "mbox",       "zip",
    "tar",   "gz",    "tgz",    "xz",         "zst",  "bz2",    "7z",   "rar",        "png",
    "jpg",   "jpeg",  "gif",    "svg",        "webp", "tif",    "tiff", "bmp",        "ico",
    "mp3",   "mp4",   "wav",    "c",          "h",    "cc",     "cpp",  "hpp",        "py",
    "pyc",   "js",    "mjs",    "ts",         "css",  "scss",   "sh",   "bash",       "ps1",
    "bat",   "java",  "class",  "go",         "rs",   "rb",     "php",  "pl",         "sql",
    "r",     "ipynb", "yml",    "yaml",       "toml", "ini",    "cfg",  "conf",       "lock",
    "log",   "tex",   "bib",    "parquet",    "db",   "sqlite", "bin",  "exe",        "dll",
    "so",    "o",     "a",      "tmp",        "part", "bak",    "swp",  "crdownload", "diff",
    "patch", "cmake", "mk",     "properties", "env",  "pem",    "key",  "crt"};

/* What follows the last dot of the name; NULL where it is no extension: "notes", "Q3 v1.2",
 * ".profile". */
static const char *extension_of(const char *path)
{
    const char *name = gk_path_name(path), *dot = strrchr(name, '.');
    if (!dot || dot == name || !isalpha((unsigned char)dot[1])) return NULL;
    for (const char *c = dot + 1; *c; c++)
        if (!isalnum((unsigned char)*c)) return NULL;
    return dot + 1;
}

/* What begins markup, data or a program is no text for people. */
static bool begins_otherwise(const char *s)
{
    while (isspace((unsigned char)*s)) s++;
    return *s == '\0' || strchr("{[<", *s) || gk_starts_with(s, "#!") || gk_starts_with(s, "%!");
}

static size_t count_of(const char *s, const char *what)
{
    size_t count = 0;
    for (const char *at = s; (at = strstr(at, what)); at += strlen(what)) count++;
    return count;
}

/* A heading of the first level at the beginning, and another sign that it is one: lines that begin
 * with '#' are comments elsewhere. */
static bool looks_markdown(const char *s)
{
    while (isspace((unsigned char)*s)) s++;
    return gk_starts_with(s, "# ") &&
           (strstr(s, "\n## ") || strstr(s, "](http") || count_of(s, "\n- ") > 1 ||
            count_of(s, "\n* ") > 1 || count_of(s, "**") > 1);
}

static gk_plain kind_of_content(const char *head, size_t head_size)
{
    char *text = NULL;
    size_t length;
    gk_plain kind = GK_PLAIN_NO;
    if (gk_charset_decode(head, head_size, NULL, &text, &length, NULL) != GK_OK) return kind;
    if (!begins_otherwise(text)) kind = looks_markdown(text) ? GK_PLAIN_MARKDOWN : GK_PLAIN_TEXT;
    for (size_t i = 0; i < length && kind != GK_PLAIN_NO; i++)
        if ((unsigned char)text[i] < 0x20 && !isspace((unsigned char)text[i])) kind = GK_PLAIN_NO;
    gk_free(text);
    return kind;
}

gk_plain gk_plain_kind(const char *path, const char *head, size_t head_size)
{
    const char *extension = extension_of(path);
    if (gk_is_evaluation(path, head, head_size)) return GK_PLAIN_NO;
    for (size_t i = 0; extension && i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(extensions[i].extension, extension) == 0) return extensions[i].kind;
    for (size_t i = 0; extension && i < sizeof others / sizeof *others; i++)
        if (strcasecmp(others[i], extension) == 0) return GK_PLAIN_NO;
    return kind_of_content(head, head_size);
}
