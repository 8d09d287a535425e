/* SPDX-License-Identifier: Apache-2.0
 *
 * office_kind - whether a file is an Office document, and which: by the content type of the part
 * that holds the document.
 */
#include "read/office.h"

#include <string.h>
#include <strings.h>

static const char *const kinds[][2] = {{".docx", "docx"}, {".docm", "docx"}, {".dotx", "docx"},
                                       {".xlsx", "xlsx"}, {".xlsm", "xlsx"}, {".xltx", "xlsx"},
                                       {".xlsb", "xlsx"}, {".pptx", "pptx"}, {".pptm", "pptx"},
                                       {".ppsx", "pptx"}, {".potx", "pptx"}};

static const char *kind_by_name(const char *path)
{
    const char *dot = strrchr(gk_path_name(path), '.');
    for (size_t i = 0; dot && i < sizeof kinds / sizeof *kinds; i++)
        if (strcasecmp(dot, kinds[i][0]) == 0) return kinds[i][1];
    return NULL;
}

/* What the content types call the document itself: "...wordprocessingml.document.main+xml",
 * "...ms-excel.sheet.macroEnabled.main+xml". Other parts ("...footnotes+xml") lack the "main". */
static const char *kind_by_type(const char *type)
{
    static const char *const words[][2] = {{"wordprocessingml.document.main", "docx"},
                                           {"wordprocessingml.template.main", "docx"},
                                           {"ms-word.document.macroEnabled.main", "docx"},
                                           {"ms-word.template.macroEnabledTemplate", "docx"},
                                           {"spreadsheetml.sheet.main", "xlsx"},
                                           {"spreadsheetml.template.main", "xlsx"},
                                           {"ms-excel.sheet.macroEnabled.main", "xlsx"},
                                           {"ms-excel.sheet.binary.macroEnabled.main", "xlsx"},
                                           {"presentationml.presentation.main", "pptx"},
                                           {"presentationml.slideshow.main", "pptx"},
                                           {"presentationml.template.main", "pptx"},
                                           {"ms-powerpoint.presentation.macroEnabled.main", "pptx"},
                                           {"ms-powerpoint.slideshow.macroEnabled.main", "pptx"}};
    for (size_t i = 0; type && i < sizeof words / sizeof *words; i++)
        if (strcasestr(type, words[i][0])) return words[i][1];
    return NULL;
}

static const char *kind_by_types(gk_package *package)
{
    const char *kind = NULL;
    xmlDoc *doc = gk_package_try_xml(package, "[Content_Types].xml");
    for (xmlNode *n = gk_xml_child(gk_xml_root(doc), NULL); n && !kind; n = gk_xml_next(n))
        kind = kind_by_type(gk_xml_attr(n, "ContentType"));
    xmlFreeDoc(doc);
    return kind;
}

const char *gk_office_kind(const char *path, const char *head, size_t head_size)
{
    /* What Office encrypts is a compound file, as its documents were before 2007. */
    static const char compound[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", zip[] = "PK\3\4";
    const char *by_name = kind_by_name(path);
    if (head_size == 0) return by_name;
    if (head_size >= sizeof compound - 1 && memcmp(head, compound, sizeof compound - 1) == 0)
        return by_name;
    if (head_size < sizeof zip - 1 || memcmp(head, zip, sizeof zip - 1) != 0) return NULL;
    gk_package *package = NULL;
    if (gk_package_look(path, &package) != GK_OK) return by_name;
    const char *kind = kind_by_types(package);
    gk_package_free(package);
    return kind;
}
