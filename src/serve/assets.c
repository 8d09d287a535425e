/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/serve.h"

#include <string.h>

/* Written by cmake/web.cmake from the files of web/; ends with an entry without a path. */
extern const gk_asset gk_assets[];

const gk_asset *gk_asset_find(const char *path)
{
    if (!strcmp(path, "/")) path = "/index.html";
    for (const gk_asset *asset = gk_assets; asset->path; asset++)
        if (!strcmp(asset->path, path)) return asset;
    return NULL;
}

const char *gk_asset_type(const gk_asset *asset)
{
    static const struct {
        const char *ending, *type;
    } types[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (gk_ends_with(asset->path, types[i].ending)) return types[i].type;
    return "application/octet-stream";
}
