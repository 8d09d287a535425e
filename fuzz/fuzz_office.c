/* SPDX-License-Identifier: Apache-2.0
 *
 * Office documents from bytes: the first says which of the three readers takes the package; what
 * follows are its parts, each a line "=== NAME" and the lines below it. A reader fails with a
 * reason or prints a document stream that can be read.
 */
#include "read/office.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static const char MARK[] = "=== ";
enum { MARK_LENGTH = sizeof MARK - 1, LONGEST_NAME = 200 };

/* The next mark at the beginning of a line, or end. */
static const char *next_mark(const char *p, const char *end)
{
    while (p < end) {
        const char *found = memmem(p, (size_t)(end - p), MARK, MARK_LENGTH);
        if (!found) return end;
        if (found[-1] == '\n') return found;
        p = found + 1;
    }
    return end;
}

static void put_parts(gk_package *package, const char *p, const char *end)
{
    for (p = next_mark(p, end); p < end;) {
        const char *name = p + MARK_LENGTH;
        const char *line_end = memchr(name, '\n', (size_t)(end - name));
        const char *bytes = line_end ? line_end + 1 : end;
        const char *next = next_mark(bytes, end);
        size_t n = line_end ? (size_t)(line_end - name) : 0;
        char *own = gk_strndup(name, n < LONGEST_NAME ? n : LONGEST_NAME);
        gk_package_put(package, own, bytes, (size_t)(next - bytes));
        gk_free(own);
        p = next;
    }
}

static gk_status write_document(char which, gk_package *package, FILE *out, gk_error *err)
{
    if (which == 'd') return gk_docx_write(package, out, err);
    return which == 'x' ? gk_xlsx_write(package, out, err) : gk_pptx_write(package, out, err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    gk_package *package = gk_package_new();
    put_parts(package, (const char *)data + 1, (const char *)data + size);
    char *stream = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&stream, &length);
    gk_error err = {0};
    gk_status status = write_document((char)data[0], package, out, &err);
    fclose(out);
    require((status == GK_OK) == (err.message[0] == '\0'));
    gk_document *document = NULL;
    if (status == GK_OK) {
        require(gk_document_parse(stream, length, &document, NULL) == GK_OK);
        for (size_t i = 0; i < document->page_count; i++)
            require(!strchr(document->pages[i].text, '\t'));
    }
    gk_document_free(document);
    gk_package_free(package);
    free(stream);
    return 0;
}
