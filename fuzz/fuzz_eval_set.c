/* SPDX-License-Identifier: Apache-2.0
 *
 * A file of evaluation questions: what is accepted is whole, what is refused is refused with a line
 * that names the file.
 */
#include "library.h"

#include "eval/eval.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char set_path[96];

static void check(const gk_eval_set *set)
{
    require(set->count > 0 && set->not_in_library == set->count);
    for (size_t i = 0; i < set->count; i++) {
        const gk_eval_question *q = &set->questions[i];
        require(q->id && q->question && q->line && q->evidence_count > 0);
        for (size_t k = 0; k < q->evidence_count; k++)
            require(q->evidence[k].document && q->evidence[k].page > 0 &&
                    q->evidence[k].content == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!here.library) {
        make_place();
        snprintf(set_path, sizeof set_path, "%s/set.jsonl", here.folder);
    }
    FILE *file = fopen(set_path, "w");
    require(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
    gk_eval_set *set = NULL;
    gk_error err = {0};
    if (gk_eval_set_read(here.library, set_path, &set, &err) == GK_OK) {
        check(set);
        gk_eval_set_free(set);
    } else {
        require(set == NULL && err.status == GK_INPUT);
        require(strncmp(err.message, set_path, strlen(set_path)) == 0);
        require(strchr(err.message, '\n') == NULL);
    }
    return 0;
}
