/* SPDX-License-Identifier: Apache-2.0
 *
 * What a model wrote is taken sentence by sentence. One without a citation gets that of the first
 * source that supports it; one that nothing supports falls.
 */
#include "answer/model.h"

#include "text/text.h"

#include <string.h>
#include <strings.h>

enum { QUOTE_MOST = 400 };

void gk_model_checked_free(gk_model_checked *checked)
{
    gk_free(checked->text);
    gk_free(checked->marked);
    gk_verdicts_free(checked->verdicts);
    *checked = (gk_model_checked){0};
}

bool gk_model_declines(const char *text)
{
    static const char *const words[] = {"i don't know", "i don’t know",   "i do not know",
                                        "i dont know",  "i'm not sure",   "i cannot answer",
                                        "我不知道",     "不知道",         "无法回答",
                                        "无法确定",     "i can't answer", "the sources do not"};
    text += strspn(text, " \t\r\n\"'*");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncasecmp(text, words[i], strlen(words[i])) == 0) return true;
    return *text == '\0';
}

/* ---- citations that are missing ----------------------------------------------------------------
 */

static bool has_mark(const char *text)
{
    size_t at = 0, number;
    gk_span span;
    return gk_mark_next(text, &at, &number, &span);
}

/* The sentence with a mark before its end; gk_free. */
static char *with_mark(const char *sentence, size_t number, size_t source_count)
{
    char *behind = gk_format("%s [%zu]", sentence, number);
    char *marked = gk_marks_normal(behind, source_count);
    gk_free(behind);
    return marked;
}

static bool is_supported(const char *question, const char *sentence,
                         const gk_verify_source *sources, size_t count)
{
    gk_verdicts *verdicts;
    gk_verify(question, sentence, sources, count, &verdicts);
    bool supported = verdicts->supported;
    gk_verdicts_free(verdicts);
    return supported;
}

/* The sentence with the citation of the first source that supports it, else as it is; gk_free. */
static char *cited(const char *question, const char *sentence, const gk_verify_source *sources,
                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *marked = with_mark(sentence, i + 1, count);
        if (is_supported(question, marked, sources, count)) return marked;
        gk_free(marked);
    }
    return gk_strdup(sentence);
}

static char *cite_all(const char *question, const char *text, const gk_verify_source *sources,
                      size_t count)
{
    gk_span *sentences;
    size_t n = gk_sentences(text, strlen(text), &sentences), at = 0;
    gk_string out = {0};
    gk_string_add(&out, "");
    for (size_t i = 0; i < n; i++) {
        const gk_span s = sentences[i];
        char *sentence = gk_strndup(text + s.start, s.end - s.start);
        char *marked = has_mark(sentence) ? gk_strdup(sentence)
                                          : cited(question, sentence, sources, count);
        gk_string_append(&out, text + at, s.start - at);
        gk_string_add(&out, marked);
        at = s.end;
        gk_free(marked);
        gk_free(sentence);
    }
    gk_string_add(&out, text + at);
    gk_free(sentences);
    return gk_string_take(&out);
}

/* ---- checking ----------------------------------------------------------------------------------
 */

void gk_model_check(const char *question, const char *text, const gk_model_sources *sources,
                    gk_model_checked *out)
{
    gk_arena *arena = gk_arena_new();
    const gk_verify_source *all = gk_model_verify_sources(sources, arena);
    char *normal = gk_marks_normal(text, sources->count);
    *out = (gk_model_checked){0};
    out->marked = cite_all(question, normal, all, sources->count);
    gk_verify(question, out->marked, all, sources->count, &out->verdicts);
    out->text = gk_verified_text(out->marked, out->verdicts);
    out->struck = out->verdicts->struck;
    gk_free(normal);
    gk_arena_free(arena);
}

void gk_model_unchecked(const char *text, const gk_model_sources *sources, gk_model_checked *out)
{
    *out = (gk_model_checked){.text = gk_marks_normal(text, sources->count)};
}

/* ---- giving ------------------------------------------------------------------------------------
 */

/* What of source i supports the answer, as a span of its text. */
static gk_span quote_of(const gk_model_checked *checked, const gk_model_source *s, size_t i)
{
    const gk_verdicts *v = checked->verdicts;
    for (size_t k = 0; v && k < v->count; k++) {
        const gk_verdict *verdict = &v->verdicts[k];
        bool stands = verdict->kind == GK_VERDICT_SUPPORTED || verdict->kind == GK_VERDICT_COMPUTED;
        if (stands && verdict->source == i && verdict->quote.end > verdict->quote.start &&
            verdict->quote.end <= strlen(s->text))
            return verdict->quote;
    }
    return (gk_span){0, strlen(s->text)};
}

static int lines_before(const char *text, size_t n)
{
    int lines = 0;
    for (size_t i = 0; i < n; i++) lines += text[i] == '\n';
    return lines;
}

static void add_citation(const gk_model_checked *checked, const gk_model_sources *sources,
                         size_t number, gk_arena *arena, gk_answer *answer)
{
    const gk_model_source *s = &sources->items[number - 1];
    gk_span q = quote_of(checked, s, number - 1);
    while (q.end > q.start && strchr(" \t\n", s->text[q.end - 1])) q.end--;
    char *quote = gk_fold_space(s->text + q.start, q.end - q.start);
    size_t n = strlen(quote), i = 0;
    while (i < n && i < QUOTE_MOST) gk_utf8_next(quote, n, &i);
    answer->citations[answer->citation_count++] = (gk_citation){
        .document = s->document,
        .page = s->page,
        .label = s->label,
        .quote = gk_arena_strndup(arena, quote, i),
        .first_line = s->first_line + lines_before(s->text, q.start),
        .last_line = s->first_line + lines_before(s->text, q.end ? q.end - 1 : 0)};
    gk_free(quote);
}

/* Adds to the citations what the text cites, each once, and writes documents and pages for marks;
 * gk_free. */
static char *name_marks(const gk_model_checked *checked, const gk_model_sources *sources,
                        gk_arena *arena, gk_answer *answer)
{
    bool *done = gk_alloc_array(sources->count + 1, sizeof *done);
    gk_string out = {0};
    size_t at = 0, from = 0, number;
    gk_span span;
    gk_string_add(&out, "");
    while (gk_mark_next(checked->text, &at, &number, &span)) {
        gk_string_append(&out, checked->text + from, span.start - from);
        from = span.end;
        if (number < 1 || number > sources->count) continue;
        const gk_model_source *s = &sources->items[number - 1];
        gk_string_addf(&out, "[%s p.%d]", s->document, s->page);
        if (!done[number]) add_citation(checked, sources, number, arena, answer);
        done[number] = true;
    }
    gk_string_add(&out, checked->text + from);
    gk_free(done);
    return gk_string_take(&out);
}

void gk_model_give(const gk_model_checked *checked, const gk_model_sources *sources,
                   gk_arena *arena, gk_answer *answer)
{
    gk_citation *before = answer->citations;
    size_t count = answer->citation_count;
    answer->citations = gk_arena_array(arena, count + sources->count + 1,
                                       sizeof *answer->citations);
    if (count) memcpy(answer->citations, before, count * sizeof *before);
    char *text = name_marks(checked, sources, arena, answer);
    answer->answer = count ? gk_arena_format(arena, "%s\n\n%s", answer->answer, text)
                           : gk_arena_strdup(arena, text);
    answer->answered = true;
    gk_free(text);
}
