/* SPDX-License-Identifier: Apache-2.0 */
#include "eval_html.h"

#include "eval_plot.h"

#include <string.h>

/* Colours in pairs, light and dark: --c1 to --c8 of configurations, --r1 to --r6 of reasons, from
 * what is farthest from the evidence to what is nearest. */
static const char *const style[] = {
    "<style>\n:root{color-scheme:light dark;--ground:#f5f6f8;--surface:#fff;--ink:#1a2330;",
    "--muted:#566272;--line:#d9dfe6;--grid:#e8ecf0;--c1:#2a6fc9;--c2:#d9622b;--c3:#178f68;",
    "--c4:#b98200;--c5:#c44f80;--c6:#3d7a1f;--c7:#6a5ac4;--c8:#c43a39;",
    "--r1:#8d97a3;--r2:#c3cad2;--r3:#173f73;--r4:#2a6fc9;--r5:#76a9e6;--r6:#bfd8f5;",
    "--on-dark:#fff;--on-light:#1b1b1a}\n",
    "@media(prefers-color-scheme:dark){:root{--ground:#11161c;--surface:#191f27;--ink:#e3e8ee;",
    "--muted:#9ba8b7;--line:#3a4653;--grid:#28313b;--c1:#5a9cf0;--c2:#e8804c;--c3:#37b58a;",
    "--c4:#d9a52b;--c5:#e27aa5;--c6:#74b34f;--c7:#a295ee;--c8:#ee7170;",
    "--r1:#6b7683;--r2:#47515c;--r3:#d3e4fa;--r4:#8fbcf3;--r5:#4c8bdd;--r6:#28528a;",
    "--on-dark:#1b1b1a;--on-light:#ecebe6}}\n",
    "*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);",
    "font:15px/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"Noto Sans CJK SC\",",
    "sans-serif}main{max-width:1240px;margin:0 auto;padding:36px 28px 64px}",
    "h1{font-size:27px;line-height:1.2;margin:0 0 6px}h2{font-size:18px;margin:40px 0 4px}",
    "p{margin:0 0 12px;max-width:96ch}.muted,p.note{color:var(--muted)}p.note{font-size:14px}\n",
    ".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px;",
    "margin:22px 0 8px}.tile,.card{background:var(--surface);border:1px solid var(--line);",
    "border-radius:10px}.tile{padding:14px 16px}.tile b{display:block;font-size:28px;",
    "font-weight:650;line-height:1.25}.tile span{color:var(--muted);font-size:13px}\n",
    ".card{padding:16px 18px;overflow-x:auto}.two{display:grid;",
    "grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:14px}",
    ".card h3{font-size:14px;margin:0 0 8px}svg{display:block;width:100%;height:auto;",
    "font-size:12.5px;font-family:inherit}svg text{fill:var(--muted)}",
    ".grid{stroke:var(--grid)}.axis{stroke:var(--line)}polyline{fill:none;stroke-width:2;",
    "stroke-linejoin:round}.between{stroke-width:1.5;opacity:.55}.mark{stroke-width:3;",
    "stroke-linecap:round}.query{opacity:.28}\n",
    ".keys{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--muted);",
    "margin:0 0 8px}.keys i{display:inline-block;width:11px;height:11px;border-radius:3px;",
    "margin-right:6px;vertical-align:-1px}\n",
    "table{border-collapse:collapse;width:100%;font-size:13.5px}th,td{text-align:left;",
    "padding:6px 8px;border-bottom:1px solid var(--grid);vertical-align:top}th{font-weight:600;",
    "color:var(--muted);vertical-align:bottom}.n{text-align:right;white-space:nowrap;",
    "font-variant-numeric:tabular-nums}.n small{display:block;color:var(--muted);font-size:11.5px}",
    "tr.first td{font-weight:600}td.wide{min-width:22em}td.name{min-width:11em}",
    "th.n{white-space:normal}td.kind{color:var(--muted);padding-top:14px}",
    ".where{overflow-wrap:anywhere}",
    "tbody tr:last-child td{border-bottom:0}\n",
};

static void write_style(FILE *to)
{
    for (size_t i = 0; i < sizeof style / sizeof *style; i++) fputs(style[i], to);
    for (int i = 1; i <= EVAL_COLOURS; i++)
        fprintf(
            to,
            ".c%d line,.c%d polyline{stroke:var(--c%d)}.c%d circle,circle.c%d{fill:var(--c%d)}\n",
            i, i, i, i, i, i);
    for (int i = 1; i <= 6; i++)
        fprintf(to, "rect.r%d,i.r%d{fill:var(--r%d);background:var(--r%d)}\n", i, i, i, i);
    fputs("svg text.on{fill:var(--on-light)}svg text.on.r3,svg text.on.r4{fill:var(--on-dark)}\n"
          "</style>\n",
          to);
}

void eval_html_text(FILE *to, const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    eval_escape(to, value ? value : "?");
}

const char *eval_html_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "?";
}

void eval_html_open(FILE *to, const char *set, const char *title)
{
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>",
          to);
    eval_escape(to, set);
    fputs(title, to);
    fputs("</title>\n", to);
    write_style(to);
    fputs("</head>\n<body>\n<main>\n", to);
}

void eval_html_close(FILE *to) { fputs("</main>\n</body>\n</html>\n", to); }
