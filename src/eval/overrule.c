/* SPDX-License-Identifier: Apache-2.0
 *
 * Judgements of a person, one JSON object a line:
 *
 *   id         of the question
 *   judgement  "right", "wrong" or "declined"
 *   note       why; may be absent
 *   answer     what was judged; may be absent: then whatever is answered
 *
 * Further fields are ignored: `goshawk eval answers --judgements` writes the question, what was
 * expected and the judge's reason, too, for the person to read.
 */
#include "eval/measured.h"

#include <string.h>

const char *const gk_verdict_names[GK_VERDICTS_OF] = {"right", "wrong", "declined"};

typedef struct overruling {
    const char *id, *note, *answer; /* answer NULL: any */
    gk_verdict_of verdict;
    bool used, met; /* met: its question was asked */
} overruling;

struct gk_overrulings {
    overruling *lines;
    size_t count;
};

static gk_status bad(const char *path, size_t line, const char *what, gk_error *err)
{
    return gk_fail(err, GK_INPUT, "%s line %zu: %s", path, line, what);
}

/* *out stays NULL where the field is absent; false where it is no text. */
static bool text_field(const json_t *object, const char *name, gk_arena *arena, const char **out)
{
    const json_t *value = json_object_get(object, name);
    *out = NULL;
    if (!value || json_is_null(value)) return true;
    if (!json_is_string(value)) return false;
    *out = gk_arena_strdup(arena, json_string_value(value));
    return true;
}

static gk_status read_line(const char *path, size_t line, const json_t *object, gk_arena *arena,
                           overruling *out, gk_error *err)
{
    const char *judgement;
    if (!text_field(object, "id", arena, &out->id) || !out->id)
        return bad(path, line, "field \"id\" must be a text", err);
    if (!text_field(object, "note", arena, &out->note))
        return bad(path, line, "field \"note\" must be a text", err);
    if (!text_field(object, "answer", arena, &out->answer))
        return bad(path, line, "field \"answer\" must be a text", err);
    if (!text_field(object, "judgement", arena, &judgement)) judgement = NULL;
    for (int v = 0; judgement && v < GK_VERDICTS_OF; v++)
        if (strcmp(judgement, gk_verdict_names[v]) == 0) {
            out->verdict = (gk_verdict_of)v;
            return GK_OK;
        }
    return bad(path, line, "field \"judgement\" must be right, wrong or declined", err);
}

static gk_status read_lines(const char *path, const char *data, gk_arena *arena,
                            gk_overrulings *out, gk_error *err)
{
    size_t lines = 1, number = 0;
    for (const char *c = data; *c; c++) lines += *c == '\n';
    out->lines = gk_arena_array(arena, lines, sizeof *out->lines);
    gk_status status = GK_OK;
    while (*data && status == GK_OK) {
        size_t n = strcspn(data, "\n");
        number++;
        if (strspn(data, " \t\r") < n) {
            json_error_t problem;
            json_t *object = json_loadb(data, n, JSON_REJECT_DUPLICATES, &problem);
            status = json_is_object(object)
                         ? read_line(path, number, object, arena, &out->lines[out->count++], err)
                         : bad(path, number, "must be a JSON object", err);
            json_decref(object);
        }
        data += n + (data[n] == '\n');
    }
    return status;
}

gk_status gk_overrulings_read(const char *path, gk_arena *arena, gk_overrulings **out,
                              gk_error *err)
{
    *out = gk_arena_alloc(arena, sizeof **out);
    if (!path) return GK_OK;
    char *data;
    size_t size;
    gk_status status = gk_file_read(path, &data, &size, err);
    if (status != GK_OK) return err ? (err->status = GK_INPUT) : GK_INPUT;
    status = read_lines(path, data, arena, *out, err);
    gk_free(data);
    return status;
}

bool gk_overruled(gk_overrulings *o, const char *id, const char *answer, gk_verdict_of *verdict,
                  const char **note)
{
    bool found = false;
    for (size_t i = 0; i < o->count; i++) {
        overruling *line = &o->lines[i];
        if (strcmp(line->id, id) != 0) continue;
        line->met = true;
        if (line->answer && strcmp(line->answer, answer) != 0) continue;
        line->used = found = true; /* of several the last holds */
        *verdict = line->verdict;
        *note = line->note ? line->note : "";
    }
    return found;
}

void gk_overrulings_unused(const gk_overrulings *o, size_t *stale, size_t *unknown)
{
    *stale = *unknown = 0;
    for (size_t i = 0; i < o->count; i++) {
        *stale += o->lines[i].met && !o->lines[i].used;
        *unknown += !o->lines[i].met;
    }
}
