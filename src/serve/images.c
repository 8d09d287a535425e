/* SPDX-License-Identifier: Apache-2.0
 *
 * The page images drawn lately: a list, the one used last first, cut at its end when it holds too
 * many bytes. A few hundred entries at most, so a walk along the list is cheaper than the drawing
 * it saves by some four orders of magnitude, and no hash table is needed.
 */
#include "serve/serve.h"

#include <pthread.h>
#include <string.h>

typedef struct image {
    struct image *before, *after;
    char *document;
    int page, dpi;
    unsigned char *png;
    size_t size;
} image;

struct gk_images {
    pthread_mutex_t lock; /* over what follows */
    image *first, *last;
    size_t bytes, limit;
};

gk_images *gk_images_new(size_t limit)
{
    gk_images *images = gk_alloc(sizeof *images);
    pthread_mutex_init(&images->lock, NULL);
    images->limit = limit;
    return images;
}

static void unlink_image(gk_images *images, image *i)
{
    *(i->before ? &i->before->after : &images->first) = i->after;
    *(i->after ? &i->after->before : &images->last) = i->before;
    i->before = i->after = NULL;
}

static void push_front(gk_images *images, image *i)
{
    i->after = images->first;
    *(images->first ? &images->first->before : &images->last) = i;
    images->first = i;
}

static void drop_last(gk_images *images)
{
    image *i = images->last;
    unlink_image(images, i);
    images->bytes -= i->size;
    gk_free(i->document);
    gk_free(i->png);
    gk_free(i);
}

void gk_images_free(gk_images *images)
{
    if (!images) return;
    while (images->last) drop_last(images);
    pthread_mutex_destroy(&images->lock);
    gk_free(images);
}

static image *find(gk_images *images, const char *document, int page, int dpi)
{
    image *i = images->first;
    while (i && (i->page != page || i->dpi != dpi || strcmp(i->document, document) != 0))
        i = i->after;
    return i;
}

bool gk_images_get(gk_images *images, const char *document, int page, int dpi, unsigned char **png,
                   size_t *size)
{
    pthread_mutex_lock(&images->lock);
    image *i = find(images, document, page, dpi);
    if (i) {
        unlink_image(images, i);
        push_front(images, i);
        *png = gk_alloc(i->size);
        memcpy(*png, i->png, i->size);
        *size = i->size;
    }
    pthread_mutex_unlock(&images->lock);
    return i != NULL;
}

void gk_images_put(gk_images *images, const char *document, int page, int dpi,
                   const unsigned char *png, size_t size)
{
    if (size > images->limit) return;
    pthread_mutex_lock(&images->lock);
    if (!find(images, document, page, dpi)) {
        while (images->last && images->bytes + size > images->limit) drop_last(images);
        image *i = gk_alloc(sizeof *i);
        i->document = gk_strdup(document);
        i->page = page;
        i->dpi = dpi;
        i->png = gk_alloc(size);
        memcpy(i->png, png, size);
        i->size = size;
        push_front(images, i);
        images->bytes += size;
    }
    pthread_mutex_unlock(&images->lock);
}
