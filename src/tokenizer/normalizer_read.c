/* SPDX-License-Identifier: Apache-2.0
 *
 * The field "normalizer" of tokenizer.json into a gk_normalizer.
 */
#include "tokenizer/read.h"

#include "text/text.h"

#include <stdio.h>
#include <string.h>

enum { STEP_LIMIT = 32, MOST_AT_ONCE = 5 }; /* steps of a file, and of a BertNormalizer */

/* A new step at the end. */
static gk_normal_step *add_step(const gk_token_source *s, gk_normal_kind kind)
{
    gk_normalizer *n = &s->to->normalizer;
    if (!n->steps) n->steps = gk_arena_array(s->to->arena, STEP_LIMIT, sizeof *n->steps);
    n->steps[n->count].kind = kind;
    return &n->steps[n->count++];
}

static gk_status read_bert(const gk_token_source *s, const json_t *n, const char *field)
{
    bool clean, han, strip = false, lowercase = false;
    gk_status status = gk_token_bool(s, n, field, "clean_text", true, &clean);
    if (status == GK_OK) status = gk_token_bool(s, n, field, "handle_chinese_chars", true, &han);
    if (status == GK_OK) status = gk_token_bool(s, n, field, "lowercase", true, &lowercase);
    if (status == GK_OK) /* null: as lowercase is */
        status = gk_token_bool(s, n, field, "strip_accents", lowercase, &strip);
    if (status != GK_OK) return status;
    if (clean) add_step(s, GK_NORMAL_CLEAN);
    if (han) add_step(s, GK_NORMAL_SPACE_HAN);
    if (strip) add_step(s, GK_NORMAL_FORM)->form = GK_NFD;
    if (strip) add_step(s, GK_NORMAL_DROP_NONSPACING);
    if (lowercase) add_step(s, GK_NORMAL_LOWERCASE);
    return GK_OK;
}

static gk_status read_strip(const gk_token_source *s, const json_t *n, const char *field)
{
    gk_normal_step *step = add_step(s, GK_NORMAL_STRIP);
    gk_status status = gk_token_bool(s, n, field, "strip_left", true, &step->left);
    if (status == GK_OK) status = gk_token_bool(s, n, field, "strip_right", true, &step->right);
    return status;
}

static gk_status read_prepend(const gk_token_source *s, const json_t *n, const char *field)
{
    gk_normal_step *step = add_step(s, GK_NORMAL_PREPEND);
    return gk_token_string(s, n, field, "prepend", &step->content, &step->content_length);
}

static gk_status read_precompiled(const gk_token_source *s, const json_t *n, const char *field)
{
    gk_normal_step *step = add_step(s, GK_NORMAL_PRECOMPILED);
    const json_t *map = json_object_get(n, "precompiled_charsmap");
    if (!json_is_string(map) ||
        !gk_precompiled_read(json_string_value(map), json_string_length(map), s->to->arena,
                             &step->precompiled))
        return gk_fail(s->err, GK_MODEL,
                       "%s: %s.precompiled_charsmap is no map of sentencepiece's in base64",
                       s->path, field);
    return GK_OK;
}

/* ---- patterns -------------------------------------------------------------------------------- */

/* Takes the literal characters at the beginning of a regular expression; *last is where the last of
 * them starts in the pattern. Returns how many bytes of the expression they are. */
static size_t read_literals(const char *s, size_t n, gk_string *pattern, size_t *last)
{
    size_t i = 0;
    while (i < n && !strchr(".^$|()[]{}*+?", s[i])) {
        if (s[i] == '\\') { /* a letter or a digit behind it has a meaning, a sign is itself */
            if (i + 1 == n || !gk_hf_is_punctuation((unsigned char)s[i + 1])) break;
            i++;
        }
        size_t at = i;
        gk_utf8_next(s, n, &i);
        *last = pattern->length;
        gk_string_append(pattern, s + at, i - at);
    }
    return i;
}

/* A number of at most four digits; 0 where none stands there. */
static size_t read_number(const char **s)
{
    size_t number = 0;
    for (int digits = 0; digits < 4 && **s >= '0' && **s <= '9'; digits++)
        number = number * 10 + (size_t)(*(*s)++ - '0');
    return number;
}

/* "+", "{n}", "{n,}" or "{n,m}" and nothing else. */
static bool read_repetition(const char *s, gk_normal_step *step)
{
    step->most = SIZE_MAX;
    if (strcmp(s, "+") == 0) return true; /* least is 1 */
    if (*s++ != '{') return false;
    step->least = read_number(&s);
    if (*s != ',')
        step->most = step->least;
    else if (*++s != '}')
        step->most = read_number(&s);
    return strcmp(s, "}") == 0 && step->least >= 1 && step->least <= step->most;
}

/* A regular expression that is literal characters, or one of them with a repetition. */
static bool read_expression(const char *s, size_t n, gk_arena *arena, gk_normal_step *step)
{
    gk_string pattern = {0};
    size_t last = 0, used = read_literals(s, n, &pattern, &last);
    bool good = pattern.length > 0 && strlen(s) == n;
    step->least = step->most = 1;
    if (good && used < n) good = last == 0 && read_repetition(s + used, step);
    if (good) {
        step->pattern = gk_arena_strndup(arena, pattern.data, pattern.length);
        step->pattern_length = pattern.length;
    }
    gk_string_free(&pattern);
    return good;
}

static gk_status read_replace(const gk_token_source *s, const json_t *n, const char *field)
{
    gk_normal_step *step = add_step(s, GK_NORMAL_REPLACE);
    const json_t *content = json_object_get(n, "content");
    const json_t *pattern = json_object_get(n, "pattern");
    const json_t *expression = json_object_get(pattern, "Regex");
    if (!json_is_string(content))
        return gk_fail(s->err, GK_MODEL, "%s: %s.content must be a string", s->path, field);
    step->content_length = json_string_length(content);
    step->content = gk_arena_strndup(s->to->arena, json_string_value(content),
                                     step->content_length);
    if (!expression) {
        char name[300];
        snprintf(name, sizeof name, "%s.pattern", field);
        step->least = step->most = 1;
        return gk_token_string(s, pattern, name, "String", &step->pattern, &step->pattern_length);
    }
    if (!json_is_string(expression) ||
        !read_expression(json_string_value(expression), json_string_length(expression),
                         s->to->arena, step))
        return gk_fail(s->err, GK_MODEL,
                       "%s: %s.pattern.Regex is not supported: literal characters are, and one "
                       "with +, {n}, {n,} or {n,m}",
                       s->path, field);
    return GK_OK;
}

/* ---- the steps ------------------------------------------------------------------------------- */

static gk_status add_form(const gk_token_source *s, gk_normal_form form)
{
    add_step(s, GK_NORMAL_FORM)->form = form;
    return GK_OK;
}

static gk_status read_step(const gk_token_source *s, const json_t *n, const char *field)
{
    static const struct {
        const char *type;
        gk_token_step_fn *read;
    } readers[] = {{"BertNormalizer", read_bert},
                   {"Strip", read_strip},
                   {"Prepend", read_prepend},
                   {"Precompiled", read_precompiled},
                   {"Replace", read_replace}};
    static const struct {
        const char *type;
        gk_normal_kind kind;
    } plain[] = {{"StripAccents", GK_NORMAL_DROP_MARKS},
                 {"Lowercase", GK_NORMAL_LOWERCASE},
                 {"Nmt", GK_NORMAL_NMT}};
    static const char *const forms[] = {
        [GK_NFD] = "NFD", [GK_NFKD] = "NFKD", [GK_NFC] = "NFC", [GK_NFKC] = "NFKC"};
    const char *type = gk_token_type(n);
    if (s->to->normalizer.count > STEP_LIMIT - MOST_AT_ONCE)
        return gk_token_bad(s, field, "is one step too many");
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (strcmp(type, readers[i].type) == 0) return readers[i].read(s, n, field);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(type, forms[i]) == 0) return add_form(s, (gk_normal_form)i);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        if (strcmp(type, plain[i].type) != 0) continue;
        add_step(s, plain[i].kind);
        return GK_OK;
    }
    return gk_fail(s->err, GK_MODEL, "%s: %s.type \"%.50s\" is not supported", s->path, field,
                   type);
}

gk_status gk_token_normalizer(const gk_token_source *s, const json_t *root)
{
    const json_t *n = json_object_get(root, "normalizer");
    if (!n || json_is_null(n)) return GK_OK;
    return gk_token_steps(s, n, "normalizer", "normalizers", read_step);
}
