/* SPDX-License-Identifier: Apache-2.0
 *
 * office - a package: its parts, what they unpack to, the relationships between them.
 *
 * One pass over the ZIP keeps the XML parts that are small; a larger one is unpacked again each
 * time it is read, piece by piece, so that a sheet of a gigabyte never stands in memory. Pictures
 * and other parts that are not XML are passed over.
 */
#include "read/office.h"
#include "text/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    MOST_PARTS = 20000,
    KEPT = 1 << 20,   /* bytes of a part that stays in memory */
    SMALL = 16 << 20, /* bytes of a part that may be read twice */
    MOST_OF_A_PART = 256 << 20,
    MOST_OF_A_PACKAGE = 512 << 20,
    RATIO_COUNTS = 16 << 20, /* bytes from which on the ratio is looked at */
    MOST_RATIO = 400,        /* a sheet of one word in every cell comes to 200, zeros to 1,000 */
    BLOCK = 1 << 16,         /* bytes of the file that are read at once */
    DEEPEST_PATH = 64,       /* folders in a part's name */
};

typedef struct part_entry {
    char *name;
    char *bytes; /* NULL: not kept */
    size_t size; /* where kept; else as the ZIP says */
} part_entry;

struct gk_package {
    gk_arena *arena; /* all names and kept bytes */
    char *path;      /* NULL: all parts are kept */
    part_entry *parts;
    size_t count, capacity;
    size_t unpacked; /* bytes so far */
};

struct gk_part {
    gk_package *package;
    const part_entry *entry;
    struct archive *archive; /* NULL: kept */
    size_t at;               /* bytes given */
    int64_t packed_start;    /* where the packed bytes begin in the file */
};

/* ---- names --------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    const part_entry *x = a, *y = b;
    return strcasecmp(x->name, y->name);
}

static const part_entry *find(const gk_package *package, const char *name)
{
    if (!name || package->count == 0) return NULL;
    const part_entry key = {.name = (char *)name};
    return bsearch(&key, package->parts, package->count, sizeof key, by_name);
}

/* A ZIP's name as a part's: no leading slash, and no backslashes, which some programs write. */
static char *part_name(gk_package *package, const char *name)
{
    char *own = gk_arena_strdup(package->arena, name + strspn(name, "/"));
    for (char *p = own; *p; p++)
        if (*p == '\\') *p = '/';
    return own;
}

static bool is_xml_name(const char *name)
{
    return gk_ends_with(name, ".xml") || gk_ends_with(name, ".rels") ||
           gk_ends_with(name, ".XML") || gk_ends_with(name, ".vml");
}

/* ---- the ZIP ------------------------------------------------------------------------------- */

static struct archive *open_zip(const char *path)
{
    struct archive *archive = archive_read_new();
    if (!archive) return NULL;
    archive_read_support_format_zip_seekable(archive);
    if (archive_read_open_filename(archive, path, BLOCK) == ARCHIVE_OK) return archive;
    archive_read_free(archive);
    return NULL;
}

static gk_status damaged(gk_error *err)
{
    return gk_fail(err, GK_INPUT, "is damaged: its ZIP cannot be read");
}

static gk_status encrypted(gk_error *err)
{
    return gk_fail(err, GK_INPUT,
                   "is encrypted and needs a password: add a copy saved without one");
}

/* Why a file is no ZIP: what Office encrypts stands in a compound file, as its documents did before
 * 2007. */
static gk_status explain(const char *path, gk_error *err)
{
    static const char compound[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    char head[sizeof compound - 1] = {0};
    FILE *file = fopen(path, "rbe");
    size_t n = file ? fread(head, 1, sizeof head, file) : sizeof head;
    if (file) fclose(file);
    if (n == 0) return gk_fail(err, GK_INPUT, "is empty (0 bytes)");
    return memcmp(head, compound, sizeof head) == 0 ? encrypted(err) : damaged(err);
}

static const char *entry_name(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    return name ? name : archive_entry_pathname(entry);
}

/* Counts bytes that were unpacked: against the limits of the part and of the package. */
static gk_status count_bytes(gk_part *part, size_t n, gk_error *err)
{
    const char *name = part->entry->name;
    part->at += n;
    part->package->unpacked += n;
    if (part->at > MOST_OF_A_PART)
        return gk_fail(err, GK_INPUT, "%s unpacks to more than 256 MiB", name);
    if (part->package->unpacked > MOST_OF_A_PACKAGE)
        return gk_fail(err, GK_INPUT, "unpacks to more than 512 MiB");
    int64_t packed = archive_filter_bytes(part->archive, -1) - part->packed_start;
    if (part->at > RATIO_COUNTS && (int64_t)part->at / MOST_RATIO > packed)
        return gk_fail(err, GK_INPUT, "%s unpacks to more than %d times its size", name,
                       MOST_RATIO);
    return GK_OK;
}

gk_status gk_part_read(gk_part *part, char *buffer, size_t size, size_t *got, gk_error *err)
{
    *got = 0;
    if (!part->archive) {
        size_t left = part->entry->size - part->at;
        *got = size < left ? size : left;
        memcpy(buffer, part->entry->bytes + part->at, *got);
        part->at += *got;
        return GK_OK;
    }
    la_ssize_t n = archive_read_data(part->archive, buffer, size);
    if (n < 0)
        return gk_fail(err, GK_INPUT, "is damaged: %s cannot be unpacked", part->entry->name);
    *got = (size_t)n;
    return count_bytes(part, *got, err);
}

/* Moves an archive to the part. */
static gk_status seek_part(gk_part *part, gk_error *err)
{
    part->archive = open_zip(part->package->path);
    if (!part->archive) return damaged(err);
    struct archive_entry *entry;
    while (archive_read_next_header(part->archive, &entry) >= ARCHIVE_WARN) {
        const char *name = entry_name(entry);
        if (!name || strcmp(part_name(part->package, name), part->entry->name) != 0) continue;
        part->packed_start = archive_filter_bytes(part->archive, -1);
        return archive_entry_is_encrypted(entry) ? encrypted(err) : GK_OK;
    }
    return damaged(err);
}

gk_status gk_part_open(gk_package *package, const char *name, gk_part **out, gk_error *err)
{
    *out = NULL;
    const part_entry *entry = find(package, name);
    if (!entry) return gk_fail(err, GK_INPUT, "is damaged: it lacks %s", name ? name : "a part");
    gk_part *part = gk_alloc(sizeof *part);
    part->package = package;
    part->entry = entry;
    gk_status status = entry->bytes ? GK_OK : seek_part(part, err);
    if (status == GK_OK)
        *out = part;
    else
        gk_part_close(part);
    return status;
}

void gk_part_close(gk_part *part)
{
    if (!part) return;
    if (part->archive) archive_read_free(part->archive);
    gk_free(part);
}

/* ---- the package --------------------------------------------------------------------------- */

gk_package *gk_package_new(void)
{
    gk_package *package = gk_alloc(sizeof *package);
    package->arena = gk_arena_new();
    return package;
}

void gk_package_free(gk_package *package)
{
    if (!package) return;
    gk_arena_free(package->arena);
    gk_free(package->path);
    gk_free(package->parts);
    gk_free(package);
}

gk_arena *gk_package_arena(gk_package *package) { return package->arena; }

static part_entry *add_entry(gk_package *package, const char *name)
{
    package->parts = gk_grow(package->parts, package->count, &package->capacity,
                             sizeof *package->parts);
    part_entry *entry = &package->parts[package->count++];
    *entry = (part_entry){.name = part_name(package, name)};
    return entry;
}

/* In order of the names; of two parts with one name either may stay, as for any program. */
static void sort(gk_package *package)
{
    if (package->count) qsort(package->parts, package->count, sizeof *package->parts, by_name);
}

void gk_package_put(gk_package *package, const char *name, const void *bytes, size_t size)
{
    part_entry *entry = add_entry(package, name);
    entry->bytes = gk_arena_strndup(package->arena, bytes, size);
    entry->size = size;
    sort(package);
}

/* Unpacks a part that may be kept. One that cannot be unpacked is left for whoever needs it. */
static gk_status keep(gk_package *package, part_entry *entry, struct archive *archive,
                      gk_error *err)
{
    gk_part part = {.package = package,
                    .entry = entry,
                    .archive = archive,
                    .packed_start = archive_filter_bytes(archive, -1)};
    char *buffer = gk_alloc(KEPT + 1);
    gk_status status = GK_OK;
    size_t n = 0;
    for (la_ssize_t got = 1; status == GK_OK && got > 0 && n <= KEPT;) {
        got = archive_read_data(archive, buffer + n, KEPT + 1 - n);
        if (got < 0) n = KEPT + 1;
        if (got <= 0) break;
        n += (size_t)got;
        status = count_bytes(&part, (size_t)got, err);
    }
    if (status == GK_OK && n <= KEPT) {
        entry->bytes = gk_arena_alloc(package->arena, n + 1);
        memcpy(entry->bytes, buffer, n);
        entry->size = n;
    }
    gk_free(buffer);
    return status;
}

static const char CONTENT_TYPES[] = "[Content_Types].xml";

/* Of a package that is only looked at, all but the content types are passed over. */
static gk_status read_parts(gk_package *package, struct archive *archive, bool types_only,
                            gk_error *err)
{
    struct archive_entry *zip_entry;
    int got;
    while ((got = archive_read_next_header(archive, &zip_entry)) >= ARCHIVE_WARN &&
           got != ARCHIVE_EOF) {
        const char *name = entry_name(zip_entry);
        if (!name) continue;
        if (package->count == MOST_PARTS)
            return gk_fail(err, GK_INPUT, "holds more than 20,000 parts");
        part_entry *entry = add_entry(package, name);
        int64_t size = archive_entry_size(zip_entry);
        entry->size = size > 0 ? (size_t)size : 0;
        if (!is_xml_name(entry->name) || archive_entry_is_encrypted(zip_entry) || size > KEPT)
            continue;
        bool types = strcasecmp(entry->name, CONTENT_TYPES) == 0;
        if (types_only && !types) continue;
        gk_status status = keep(package, entry, archive, err);
        if (status != GK_OK || (types_only && types)) return status;
    }
    return got == ARCHIVE_EOF ? GK_OK : explain(package->path, err);
}

static gk_status open_package(const char *path, bool types_only, gk_package **out, gk_error *err)
{
    *out = NULL;
    struct archive *archive = open_zip(path);
    if (!archive) return explain(path, err);
    gk_package *package = gk_package_new();
    package->path = gk_strdup(path);
    gk_status status = read_parts(package, archive, types_only, err);
    archive_read_free(archive);
    sort(package);
    if (status == GK_OK)
        *out = package;
    else
        gk_package_free(package);
    return status;
}

gk_status gk_package_open(const char *path, gk_package **out, gk_error *err)
{
    return open_package(path, false, out, err);
}

gk_status gk_package_look(const char *path, gk_package **out)
{
    return open_package(path, true, out, NULL);
}

bool gk_package_has(const gk_package *package, const char *part)
{
    return find(package, part) != NULL;
}

bool gk_package_small(const gk_package *package, const char *part)
{
    const part_entry *entry = find(package, part);
    return entry && entry->size <= SMALL;
}

/* ---- relationships ------------------------------------------------------------------------- */

/* "a/b/../c" is "a/c"; what would leave the package stays in it. */
static char *tidy_path(gk_arena *arena, char *path)
{
    char *steps[DEEPEST_PATH], *rest = NULL;
    size_t count = 0;
    for (char *step = strtok_r(path, "/", &rest); step; step = strtok_r(NULL, "/", &rest)) {
        if (strcmp(step, "..") == 0)
            count -= count > 0;
        else if (strcmp(step, ".") != 0 && count < DEEPEST_PATH)
            steps[count++] = step;
    }
    char *tidy = gk_arena_strdup(arena, count ? steps[0] : "");
    for (size_t i = 1; i < count; i++) tidy = gk_arena_format(arena, "%s/%s", tidy, steps[i]);
    return tidy;
}

static size_t folder_length(const char *part) { return (size_t)(gk_path_name(part) - part); }

static const char *resolve(gk_arena *arena, const char *part, const char *target)
{
    char *path = target[0] == '/'
                     ? gk_arena_strdup(arena, target)
                     : gk_arena_format(arena, "%.*s%s", (int)folder_length(part), part, target);
    path[strcspn(path, "#?")] = '\0';
    return tidy_path(arena, path);
}

static void add_relation(gk_package *package, const char *part, const xmlNode *node,
                         gk_relation *out)
{
    const char *id = gk_xml_attr(node, "Id"), *type = gk_xml_attr(node, "Type");
    const char *target = gk_xml_attr(node, "Target"), *mode = gk_xml_attr(node, "TargetMode");
    gk_arena *arena = package->arena;
    *out = (gk_relation){.id = gk_arena_strdup(arena, id ? id : ""),
                         .type = gk_arena_strdup(arena, type ? gk_path_name(type) : "")};
    if (target && !(mode && strcasecmp(mode, "External") == 0))
        out->target = resolve(arena, part, target);
}

gk_relations gk_package_relations(gk_package *package, const char *part)
{
    const size_t folder = folder_length(part);
    const char *list = gk_arena_format(package->arena, "%.*s_rels/%s.rels", (int)folder, part,
                                       part + folder);
    gk_relations out = {0};
    xmlDoc *doc = gk_package_try_xml(package, list);
    for (xmlNode *n = gk_xml_child(gk_xml_root(doc), NULL); n; n = gk_xml_next(n)) out.count++;
    out.items = gk_arena_array(package->arena, out.count, sizeof *out.items);
    size_t i = 0;
    for (xmlNode *n = gk_xml_child(gk_xml_root(doc), NULL); n; n = gk_xml_next(n))
        add_relation(package, part, n, &out.items[i++]);
    xmlFreeDoc(doc);
    return out;
}

const char *gk_relations_find(const gk_relations *relations, const char *id)
{
    for (size_t i = 0; id && i < relations->count; i++)
        if (strcmp(relations->items[i].id, id) == 0) return relations->items[i].target;
    return NULL;
}

const char *gk_relations_first(const gk_relations *relations, const char *type)
{
    for (size_t i = 0; i < relations->count; i++)
        if (relations->items[i].target && strcmp(relations->items[i].type, type) == 0)
            return relations->items[i].target;
    return NULL;
}

gk_status gk_package_main(gk_package *package, const char **part, gk_error *err)
{
    gk_relations relations = gk_package_relations(package, "");
    *part = gk_relations_first(&relations, "officeDocument");
    if (*part && gk_package_has(package, *part)) return GK_OK;
    return gk_fail(err, GK_INPUT, "is damaged: it lacks the part that holds the document");
}

const char *gk_package_title(gk_package *package)
{
    gk_relations relations = gk_package_relations(package, "");
    xmlDoc *doc = gk_package_try_xml(package, gk_relations_first(&relations, "core-properties"));
    xmlNode *title = gk_xml_child(gk_xml_root(doc), "title");
    gk_string text = {0};
    if (title) gk_xml_text(title, &text);
    char *folded = gk_fold_space(text.data ? text.data : "", text.length);
    const char *own = gk_arena_strdup(package->arena, folded);
    gk_free(folded);
    gk_string_free(&text);
    xmlFreeDoc(doc);
    return own;
}
