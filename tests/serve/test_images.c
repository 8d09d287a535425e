/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void put(gk_images *images, const char *document, int page, int dpi, size_t size, int fill)
{
    unsigned char bytes[100];
    memset(bytes, fill, sizeof bytes);
    gk_images_put(images, document, page, dpi, bytes, size);
}

/* The byte an image is filled with, or -1 where it is not kept. */
static int get(gk_images *images, const char *document, int page, int dpi)
{
    unsigned char *png;
    size_t size;
    if (!gk_images_get(images, document, page, dpi, &png, &size)) return -1;
    int fill = png[size - 1];
    gk_free(png);
    return fill;
}

static void an_image_is_known_by_document_page_and_resolution(void **state)
{
    (void)state;
    gk_images *images = gk_images_new(1000);
    put(images, "a", 1, 72, 10, 1);
    put(images, "a", 2, 72, 10, 2);
    put(images, "a", 1, 150, 10, 3);
    put(images, "b", 1, 72, 10, 4);
    assert_int_equal(get(images, "a", 1, 72), 1);
    assert_int_equal(get(images, "a", 2, 72), 2);
    assert_int_equal(get(images, "a", 1, 150), 3);
    assert_int_equal(get(images, "b", 1, 72), 4);
    assert_int_equal(get(images, "b", 2, 72), -1);
    gk_images_free(images);
}

static void what_was_used_longest_ago_goes_first(void **state)
{
    (void)state;
    gk_images *images = gk_images_new(30);
    put(images, "a", 1, 72, 10, 1);
    put(images, "a", 2, 72, 10, 2);
    put(images, "a", 3, 72, 10, 3);
    assert_int_equal(get(images, "a", 1, 72), 1);
    put(images, "a", 4, 72, 10, 4);
    assert_int_equal(get(images, "a", 2, 72), -1);
    assert_int_equal(get(images, "a", 1, 72), 1);
    put(images, "a", 5, 72, 25, 5);
    assert_int_equal(get(images, "a", 1, 72), -1);
    assert_int_equal(get(images, "a", 3, 72), -1);
    assert_int_equal(get(images, "a", 4, 72), -1);
    assert_int_equal(get(images, "a", 5, 72), 5);
    gk_images_free(images);
}

static void an_image_larger_than_the_limit_is_not_kept(void **state)
{
    (void)state;
    gk_images *images = gk_images_new(30);
    put(images, "a", 1, 72, 10, 1);
    put(images, "a", 2, 72, 31, 2);
    assert_int_equal(get(images, "a", 2, 72), -1);
    assert_int_equal(get(images, "a", 1, 72), 1);
    gk_images_free(images);
}

static void the_same_image_twice_is_kept_once(void **state)
{
    (void)state;
    gk_images *images = gk_images_new(30);
    put(images, "a", 1, 72, 20, 1);
    put(images, "a", 1, 72, 20, 1);
    put(images, "b", 1, 72, 10, 2);
    assert_int_equal(get(images, "a", 1, 72), 1);
    assert_int_equal(get(images, "b", 1, 72), 2);
    gk_images_free(images);
}

typedef struct crowd {
    gk_images *images;
    size_t wrong; /* images that were not the one asked for; atomic */
} crowd;

static void work(void *ctx, size_t i)
{
    crowd *c = ctx;
    int page = (int)(i % 7);
    put(c->images, "a", page, 72, 10 + (size_t)page, page);
    int fill = get(c->images, "a", page, 72);
    if (fill != page && fill != -1) __atomic_fetch_add(&c->wrong, 1, __ATOMIC_RELAXED);
}

static void several_threads_may_use_it(void **state)
{
    (void)state;
    crowd c = {.images = gk_images_new(60)};
    gk_parallel(8, 2000, work, &c);
    assert_int_equal(c.wrong, 0);
    gk_images_free(c.images);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_image_is_known_by_document_page_and_resolution),
        cmocka_unit_test(what_was_used_longest_ago_goes_first),
        cmocka_unit_test(an_image_larger_than_the_limit_is_not_kept),
        cmocka_unit_test(the_same_image_twice_is_kept_once),
        cmocka_unit_test(several_threads_may_use_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
