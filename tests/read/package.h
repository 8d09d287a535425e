/* SPDX-License-Identifier: Apache-2.0
 *
 * package - Office packages for tests: a ZIP of parts that a test names, with the relationships and
 * content types that make a document of them.
 */
#ifndef GK_TEST_PACKAGE_H
#define GK_TEST_PACKAGE_H

#include "world.h"

#include <archive.h>
#include <archive_entry.h>

typedef struct package {
    struct archive *zip;
    const char *path;
} package;

static inline package package_start(world *w, const char *name)
{
    package p = {archive_write_new(), world_file(w, name, "", 0)};
    archive_write_set_format_zip(p.zip);
    assert_int_equal(archive_write_open_filename(p.zip, p.path), ARCHIVE_OK);
    return p;
}

/* A part of bytes, count times over. */
static inline void package_repeat(package *p, const char *name, const char *first,
                                  const char *again, size_t size, size_t count, const char *last)
{
    struct archive_entry *entry = archive_entry_new();
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)(strlen(first) + size * count + strlen(last)));
    assert_int_equal(archive_write_header(p->zip, entry), ARCHIVE_OK);
    archive_write_data(p->zip, first, strlen(first));
    for (size_t i = 0; i < count; i++) archive_write_data(p->zip, again, size);
    archive_write_data(p->zip, last, strlen(last));
    archive_entry_free(entry);
}

static inline void package_part(package *p, const char *name, const char *text)
{
    package_repeat(p, name, text, "", 0, 0, "");
}

static inline const char *package_end(package *p)
{
    assert_int_equal(archive_write_close(p->zip), ARCHIVE_OK);
    archive_write_free(p->zip);
    return p->path;
}

/* What every document has: the type of its main part, and the way to it. */
static inline void package_main(package *p, const char *part, const char *type)
{
    char *types = gk_format("<Types><Override PartName=\"/%s\" ContentType=\"application/vnd."
                            "openxmlformats-officedocument.%s.main+xml\"/></Types>",
                            part, type);
    char *relations = gk_format("<Relationships><Relationship Id=\"r1\" "
                                "Type=\"http://example.com/officeDocument\" Target=\"%s\"/>"
                                "<Relationship Id=\"r2\" Type=\"http://example.com/"
                                "core-properties\" Target=\"core.xml\"/></Relationships>",
                                part);
    package_part(p, "[Content_Types].xml", types);
    package_part(p, "_rels/.rels", relations);
    gk_free(types);
    gk_free(relations);
}

/* Relationships in "id type target" triples, NULL ends. */
static inline void package_relations(package *p, const char *part, const char *const *triples)
{
    gk_string s = {0};
    gk_string_add(&s, "<Relationships>");
    for (; *triples; triples += 3)
        gk_string_addf(&s, "<Relationship Id=\"%s\" Type=\"http://example.com/%s\" Target=\"%s\"/>",
                       triples[0], triples[1], triples[2]);
    gk_string_add(&s, "</Relationships>");
    package_part(p, part, s.data);
    gk_string_free(&s);
}

#endif
