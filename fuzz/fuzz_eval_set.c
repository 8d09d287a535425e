/* SPDX-License-Identifier: Apache-2.0
 *
 * A file of evaluation questions: what is accepted is whole, what is refused is refused with a line
 * that names the file.
 */
#include "eval/eval.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

/* An empty library to look the documents up in, and the file, in memory where the system allows;
 * removed when the program ends. */
typedef struct place {
    char folder[64], set[96];
    gk_library *library;
} place;

static place here;

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static void clear(void)
{
    gk_library_close(here.library);
    nftw(here.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static void make_place(void)
{
    strcpy(here.folder, "/dev/shm/goshawk-fuzz-XXXXXX");
    if (!mkdtemp(here.folder)) {
        strcpy(here.folder, "/tmp/goshawk-fuzz-XXXXXX");
        require(mkdtemp(here.folder) != NULL);
    }
    snprintf(here.set, sizeof here.set, "%s/set.jsonl", here.folder);
    char *library = gk_path_join(here.folder, "a.lib");
    require(gk_library_create(library, "none", NULL) == GK_OK);
    require(gk_library_open(library, GK_READ, &here.library, NULL) == GK_OK);
    gk_free(library);
    require(atexit(clear) == 0);
}

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
    if (!here.library) make_place();
    FILE *file = fopen(here.set, "w");
    require(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
    gk_eval_set *set = NULL;
    gk_error err = {0};
    if (gk_eval_set_read(here.library, here.set, &set, &err) == GK_OK) {
        check(set);
        gk_eval_set_free(set);
    } else {
        require(set == NULL && err.status == GK_INPUT);
        require(strncmp(err.message, here.set, strlen(here.set)) == 0);
        require(strchr(err.message, '\n') == NULL);
    }
    return 0;
}
