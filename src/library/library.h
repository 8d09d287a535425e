/* SPDX-License-Identifier: Apache-2.0
 *
 * library - an open library: its store and, loaded when first needed, its embedding model. The
 * public half is in goshawk.h (gk_library_*, gk_documents_*, gk_page_*).
 */
#ifndef GK_LIBRARY_H
#define GK_LIBRARY_H

#include "library/loaded.h"

/* What a module above this one keeps with the library: dropped when the library is closed. */
typedef struct gk_kept {
    void *value;
    void (*drop)(void *value);
} gk_kept;

/* The vocabulary and the facts that are in memory (figures.c). */
typedef struct gk_figures gk_figures;
void gk_figures_free(gk_figures *figures); /* NULL is allowed */
/* Another moment begins. */
void gk_figures_begin(struct gk_library *library);

struct gk_library {
    gk_store *store;
    gk_loaded *loaded;      /* its model */
    gk_figures *figures;    /* NULL: none is needed yet */
    int begun;              /* how often gk_library_begin is without its end */
    gk_kept companies;      /* search's: made from the store's cards */
    gk_kept reranker;       /* search's: the cross-encoder that served last */
    gk_kept language_model; /* answer's: the client of the model that served last */
};

/* The library's model: loaded at the first call, owned by the library. GK_MODEL where the library
 * has none ("none"), where its folder is gone, or where the folder holds another model than the
 * vectors were made with. Looks at the recorded folder, then at the default one. */
gk_status gk_library_model(gk_library *library, const gk_model **out, gk_error *err);

/* What the model's cosines mean: measured at the first call. */
gk_status gk_library_nearness(gk_library *library, const gk_nearness **out, gk_error *err);
/* Lets library use what another one has loaded, if it records the same model. Not between begin and
 * end. */
void gk_library_share(gk_library *library, gk_loaded *loaded);

/* gk_store_begin and gk_store_end; begin forgets a loaded model that the library has moved away
 * from. What gk_library_model and gk_library_nearness give is good until end, and until the next
 * begin. */
gk_status gk_library_begin(gk_library *library, gk_error *err);
void gk_library_end(gk_library *library);

/* Opens a model and says what a library records of it: a folder, an address, NULL for the default
 * one. "none": *model is NULL. */
gk_status gk_library_describe(const char *name, gk_model **model, gk_store_model *recorded,
                              gk_error *err);

/* Checks that page is one of the content's: GK_NOT_FOUND names the document and how many it has. */
gk_status gk_library_check_page(const gk_store_content *content, int page, gk_error *err);

#endif
