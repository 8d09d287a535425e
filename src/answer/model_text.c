/* SPDX-License-Identifier: Apache-2.0
 *
 * What a document says is data. Two things could make it more than that in a prompt: markup that a
 * model's template takes for the end of a message, and sentences that tell the reader's program
 * what to do. The first is broken up, the second is left out, and the reader is told where. Neither
 * has to be complete for safety: the answer is checked afterwards, and the tools only read.
 */
#include "answer/model.h"

#include "text/text.h"

#include <ctype.h>
#include <string.h>

/* ---- markup ------------------------------------------------------------------------------------
 */

/* "[INST]", "[/TOOL_CALLS]": capitals in brackets. */
static bool is_bracketed(const char *s)
{
    size_t n = s[1] == '/' ? 2 : 1, from = n;
    while (isupper((unsigned char)s[n]) || s[n] == '_') n++;
    return n - from >= 3 && s[n] == ']';
}

/* Whether the character at s begins what may be markup. */
static bool begins_markup(const char *s)
{
    if (*s == '[') return is_bracketed(s);
    if (*s != '<') return false;
    unsigned char next = (unsigned char)s[1];
    return isalpha(next) || next == '/' || next == '|' || next == '<' || next == '!' ||
           next >= 0x80;
}

/* What shows nothing, or turns the direction of what is shown. */
static bool is_hidden(uint32_t c)
{
    return (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0xAD ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xE0000 && c < 0xE0080);
}

static void add_shown(gk_string *out, const char *text)
{
    gk_string_add(out, "");
    for (size_t i = 0, n = strlen(text); i < n;) {
        char bytes[4];
        uint32_t c = gk_utf8_next(text, n, &i);
        if (!is_hidden(c)) gk_string_append(out, bytes, gk_utf8_put(c, bytes));
    }
}

/* Markup is looked for once nothing hidden stands within it any more. */
char *gk_prompt_text(const char *text)
{
    gk_string shown = {0}, out = {0};
    add_shown(&shown, text);
    gk_string_add(&out, "");
    for (const char *s = shown.data; *s; s++) {
        gk_string_append(&out, s, 1);
        if (begins_markup(s)) gk_string_add(&out, " ");
    }
    gk_string_free(&shown);
    return gk_string_take(&out);
}

/* ---- orders ------------------------------------------------------------------------------------
 */

/* Phrases of which all must stand in a sentence, in lower case; '|' between alternatives. Filings
 * speak of prompts, instructions and models, too, so that one phrase alone is seldom enough. */
static const struct {
    const char *all[3];
} orders[] = {
    {{"ignore|disregard|forget|do not follow|don't follow|stop following",
      "instruction|your prompt|the prompt|previous prompt|system message|guardrail",
      "your|previous|prior|all|above|any|these|those|earlier|system|other"}},
    {{"ignore all previous|ignore everything|ignore the above|disregard the above|disregard "
      "everything|forget everything|forget all previous"}},
    {{"you are|you're|act as|pretend to be|you must act",
      "a language model|an ai|a chatbot|an assistant|a helpful assistant|an llm|the assistant"}},
    {{"system prompt|developer message|hidden prompt"}},
    {{"respond|answer|reply|output|say|write",
      "regardless of the question|no matter what is asked|no matter what the question|whatever the "
      "question|and nothing else|exactly the following|with the words"}},
    {{"ai|assistant|language model|llm|chatbot|agent",
      "reading this|reads this|processing this|summarizing this|summarising this|parsing this"}},
    {{"note to|message to|instruction to|instructions for|instructions to",
      "the ai|any ai|ai model|ai assistant|language model|llm|chatbot"}},
    {{"call the|invoke the", "tool|function", "search|facts|compute|email|http"}},
    {{"reveal|repeat|print|leak",
      "your instructions|your prompt|system prompt|api key|your rules"}},
    {{"忽略|无视|忘记|不要遵守|不遵守", "指令|提示|指示|以上|之前|规则"}},
    {{"你是|你现在是|请扮演", "助手|人工智能|语言模型|机器人"}},
    {{"系统提示|提示词"}},
};

/* Whether what is found at s, n bytes of text, is no part of a longer word; a plural is none. */
static bool stands_alone(const char *text, const char *s, size_t n)
{
    if ((unsigned char)*s >= 0x80) return true;
    const char *behind = s + n + (s[n] == 's');
    return (s == text || !isalnum((unsigned char)s[-1])) && !isalnum((unsigned char)*behind);
}

static bool has_one(const char *text, const char *alternatives)
{
    for (const char *at = alternatives; *at;) {
        size_t n = strcspn(at, "|");
        for (const char *s = text; (s = memmem(s, strlen(s), at, n)); s++)
            if (stands_alone(text, s, n)) return true;
        at += n + (at[n] == '|');
    }
    return false;
}

static bool has_all(const char *text, const char *const all[3])
{
    for (size_t i = 0; i < 3 && all[i]; i++)
        if (!has_one(text, all[i])) return false;
    return true;
}

bool gk_is_order(const char *sentence, size_t n)
{
    char *plain = gk_fold_space(sentence, n);
    for (char *c = plain; *c; c++) *c = (char)tolower((unsigned char)*c);
    bool found = false;
    for (size_t i = 0; i < sizeof orders / sizeof *orders && !found; i++)
        found = has_all(plain, orders[i].all);
    gk_free(plain);
    return found;
}

/* What is left out leaves its line ends, so that lines keep their numbers. */
char *gk_without_orders(const char *text, gk_arena *arena, bool *found)
{
    static const char mark[] = "(left out)";
    gk_span *sentences;
    size_t count = gk_sentences(text, strlen(text), &sentences), at = 0;
    gk_string out = {0};
    *found = false;
    gk_string_add(&out, "");
    for (size_t i = 0; i < count; i++) {
        const gk_span s = sentences[i];
        if (!gk_is_order(text + s.start, s.end - s.start)) continue;
        *found = true;
        gk_string_append(&out, text + at, s.start - at);
        gk_string_add(&out, mark);
        for (size_t k = s.start; k < s.end; k++)
            if (text[k] == '\n') gk_string_add(&out, "\n");
        at = s.end;
    }
    gk_string_add(&out, text + at);
    char *copy = gk_arena_strdup(arena, out.data);
    gk_string_free(&out);
    gk_free(sentences);
    return copy;
}
