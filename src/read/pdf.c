/* SPDX-License-Identifier: Apache-2.0
 *
 * pdf - PDF through poppler-glib. poppler gives each character of a page with its rectangle, in the
 * order in which it believes the page reads; layout.c makes the page of them.
 */
#include "read/layout.h"
#include "read/read.h"
#include "text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poppler.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
    MAGIC_WITHIN = 1024, /* bytes: readers accept some rubbish before the magic */
    MOST_PAGES = 100000, /* a count that no filing has and a hostile file may claim */
    MOST_PIXELS_A_SIDE = 16384,
};
static const double MOST_PIXELS = 64e6;

static bool has_magic(const char *head, size_t size)
{
    static const char magic[] = "%PDF-";
    return memmem(head, size < MAGIC_WITHIN ? size : MAGIC_WITHIN, magic, sizeof magic - 1) != NULL;
}

static bool recognise(const char *path, const char *head, size_t head_size)
{
    const char *dot = strrchr(gk_path_name(path), '.');
    return has_magic(head, head_size) || (dot && strcasecmp(dot, ".pdf") == 0);
}

/* Standard error is for our one line. */
static GLogWriterOutput drop_record(GLogLevelFlags level, const GLogField *fields, gsize count,
                                    gpointer data)
{
    (void)level, (void)fields, (void)count, (void)data;
    return G_LOG_WRITER_HANDLED;
}

static void drop_message(const gchar *domain, GLogLevelFlags level, const gchar *message,
                         gpointer data)
{
    (void)domain, (void)level, (void)message, (void)data;
}

/* ---- opening ------------------------------------------------------------------------------ */

static gk_status explain(const GError *error, gk_error *err)
{
    if (error && g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        return gk_fail(err, GK_INPUT,
                       "is encrypted and needs a password: add a copy saved without one");
    if (error && g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_DAMAGED))
        return gk_fail(err, GK_INPUT, "is a damaged PDF: no table of objects can be found in it");
    if (error && g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_BAD_CATALOG))
        return gk_fail(err, GK_INPUT, "is a damaged PDF: its list of pages cannot be read");
    return gk_fail(err, GK_INPUT, "is a damaged PDF");
}

/* Whether the open file begins like a PDF; says what is wrong if not. */
static gk_status check_head(int fd, gk_error *err)
{
    char head[MAGIC_WITHIN];
    ssize_t n = pread(fd, head, sizeof head, 0);
    if (n < 0) return gk_fail(err, GK_INPUT, "%s", strerror(errno));
    if (n == 0) return gk_fail(err, GK_INPUT, "is empty (0 bytes)");
    if (!has_magic(head, (size_t)n))
        return gk_fail(err, GK_INPUT, "is not a PDF: it does not begin with %%PDF-");
    return GK_OK;
}

static gk_status open_pdf(const char *path, PopplerDocument **out, int *pages, gk_error *err)
{
    g_log_set_default_handler(drop_message, NULL);
    g_log_set_writer_func(drop_record, NULL, NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return gk_fail(err, GK_INPUT, "%s", strerror(errno));
    gk_status status = check_head(fd, err);
    if (status != GK_OK) {
        close(fd);
        return status;
    }
    GError *error = NULL;
    *out = poppler_document_new_from_fd(fd, NULL, &error); /* the descriptor is poppler's now */
    if (!*out) {
        explain(error, err);
        g_clear_error(&error);
        return GK_INPUT;
    }
    *pages = poppler_document_get_n_pages(*out);
    if (*pages > 0 && *pages <= MOST_PAGES) return GK_OK;
    g_clear_object(out);
    if (*pages <= 0) return gk_fail(err, GK_INPUT, "is a PDF without pages");
    return gk_fail(err, GK_INPUT, "claims %d pages: more than %d are not read", *pages, MOST_PAGES);
}

/* ---- reading ------------------------------------------------------------------------------ */

/* The page's characters with their rectangles; gk_free. poppler's text may hold marks of direction
 * that have no rectangle. */
static gk_glyph *glyphs_of(PopplerPage *page, size_t *count)
{
    *count = 0;
    PopplerRectangle *boxes = NULL;
    guint box_count = 0;
    char *text = poppler_page_get_text(page);
    gk_glyph *glyphs = NULL;
    if (text && poppler_page_get_text_layout(page, &boxes, &box_count)) {
        size_t length = strlen(text);
        glyphs = gk_alloc_array(box_count, sizeof *glyphs);
        for (size_t i = 0; i < length && *count < box_count;) {
            uint32_t c = gk_utf8_next(text, length, &i);
            if (c >= 0x202A && c <= 0x202E) continue;
            const PopplerRectangle *box = &boxes[*count];
            glyphs[(*count)++] = (gk_glyph){.c = c,
                                            .x0 = (float)box->x1,
                                            .y0 = (float)box->y1,
                                            .x1 = (float)box->x2,
                                            .y1 = (float)box->y2};
        }
    }
    g_free(boxes);
    g_free(text);
    return glyphs;
}

static float usable(double size)
{
    return isfinite(size) && size > 0 && size < 1e5 ? (float)size : 0;
}

/* Writes page i; one that poppler cannot give is written empty, and false returned. */
static bool write_page(PopplerDocument *document, int i, FILE *out)
{
    PopplerPage *page = poppler_document_get_page(document, i);
    if (!page) {
        gk_document_write_page(out, (size_t)i + 1, &(gk_doc_page){0});
        return false;
    }
    double width = 0, height = 0;
    poppler_page_get_size(page, &width, &height);
    size_t count;
    gk_glyph *glyphs = glyphs_of(page, &count);
    gk_layout layout = gk_layout_page(glyphs, count, usable(width), usable(height));
    gk_document_write_page(out, (size_t)i + 1,
                           &(gk_doc_page){.text = layout.text,
                                          .length = layout.length,
                                          .width = usable(width),
                                          .height = usable(height),
                                          .boxes = layout.boxes,
                                          .line_count = layout.line_count});
    gk_layout_free(&layout);
    gk_free(glyphs);
    g_object_unref(page);
    return true;
}

static gk_status read_pdf(const char *path, FILE *out, gk_error *err)
{
    PopplerDocument *document = NULL;
    int pages = 0;
    gk_status status = open_pdf(path, &document, &pages, err);
    if (status != GK_OK) return status;
    char *stored = poppler_document_get_title(document);
    char *title = stored ? gk_fold_space(stored, strlen(stored)) : gk_strdup("");
    gk_document_write_head(out, gk_reader_pdf.format, title, (size_t)pages);
    bool any = false;
    for (int i = 0; i < pages; i++) any = write_page(document, i, out) || any;
    gk_document_write_end(out, (size_t)pages);
    gk_free(title);
    g_free(stored);
    g_object_unref(document);
    if (!any) return gk_fail(err, GK_INPUT, "is a damaged PDF: none of its pages can be read");
    return GK_OK;
}

/* ---- drawing ------------------------------------------------------------------------------ */

static cairo_status_t write_bytes(void *file, const unsigned char *bytes, unsigned int n)
{
    return fwrite(bytes, 1, n, file) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static gk_status draw(PopplerPage *page, int dpi, FILE *out, gk_error *err)
{
    double width = 0, height = 0, scale = dpi / 72.0;
    poppler_page_get_size(page, &width, &height);
    width = ceil(width * scale);
    height = ceil(height * scale);
    if (!(width >= 1 && height >= 1 && width <= MOST_PIXELS_A_SIDE &&
          height <= MOST_PIXELS_A_SIDE && width * height <= MOST_PIXELS))
        return gk_fail(err, GK_INPUT, "the page is too large to draw at %d dpi: use fewer", dpi);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width,
                                                          (int)height);
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    poppler_page_render(page, cairo);
    cairo_destroy(cairo);
    cairo_status_t status = cairo_surface_write_to_png_stream(surface, write_bytes, out);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return gk_fail(err, GK_INPUT, "the page cannot be drawn: %s",
                       cairo_status_to_string(status));
    return GK_OK;
}

static gk_status render_pdf(const char *path, int number, int dpi, FILE *out, gk_error *err)
{
    PopplerDocument *document = NULL;
    int pages = 0;
    gk_status status = open_pdf(path, &document, &pages, err);
    if (status != GK_OK) return status;
    PopplerPage *page = NULL;
    if (number < 1 || number > pages)
        status = gk_fail(err, GK_INPUT, "has no page %d: it has %d", number, pages);
    else if (!(page = poppler_document_get_page(document, number - 1)))
        status = gk_fail(err, GK_INPUT, "is a damaged PDF: page %d cannot be read", number);
    else
        status = draw(page, dpi, out, err);
    g_clear_object(&page);
    g_object_unref(document);
    return status;
}

const gk_reader gk_reader_pdf = {
    .format = "pdf", .recognise = recognise, .read = read_pdf, .render = render_pdf};
