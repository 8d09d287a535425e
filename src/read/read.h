/* SPDX-License-Identifier: Apache-2.0
 *
 * read - files into document streams. This folder is the program goshawk-read, which runs apart
 * from the library: it links poppler (GPL), and what it reads is not to be trusted.
 *
 *   goshawk-read FILE                    prints FILE as a document stream (docs/document-stream.md)
 *   goshawk-read --page N --dpi D FILE   prints page N of a PDF as a PNG
 *   goshawk-read --unpack FILE           prints what an archive, a mail, a submission, a feed or a
 *                                        table holds as a member stream
 *   goshawk-read --kind FILE             prints "pdf", "text", "zip", ..., or "unknown: why"
 *
 * Exit status: 0 done; 2 wrong use; 3 the file cannot be read (one line on stderr says why, without
 * the file's name); 4 the file is of an unknown kind (the line says which); 5 the file holds other
 * files: --unpack is due (the line says its format).
 * Each format is one file behind gk_reader; main.c picks one and knows nothing of the formats.
 */
#ifndef GK_READ_H
#define GK_READ_H

#include "doc/doc.h"

typedef struct gk_reader {
    const char *format;
    /* Whether the file looks like this format: head holds its first head_size bytes (up to 4096).
     * The content decides; the name only where the content leaves it open. */
    bool (*recognise)(const char *path, const char *head, size_t head_size);
    /* Writes the document stream to out; NULL for a format that holds other files. */
    gk_status (*read)(const char *path, FILE *out, gk_error *err);
    /* Writes the member stream to out; NULL for a format that is one document. */
    gk_status (*unpack)(const char *path, FILE *out, gk_error *err);
    /* Writes a page as PNG to out; NULL where the format has no pictures. */
    gk_status (*render)(const char *path, int page, int dpi, FILE *out, gk_error *err);
} gk_reader;

extern const gk_reader gk_reader_pdf;      /* pdf.c, layout.c */
extern const gk_reader gk_reader_html;     /* html.c and what it names; inline XBRL: xbrl.c */
extern const gk_reader gk_reader_docx;     /* docx.c, office.c */
extern const gk_reader gk_reader_xlsx;     /* xlsx.c, office.c */
extern const gk_reader gk_reader_pptx;     /* pptx.c, office.c */
extern const gk_reader gk_reader_markdown; /* plain.c */
extern const gk_reader gk_reader_text;     /* plain.c */

extern const gk_reader gk_reader_archive;    /* archive.c: ZIP, tar, compressed or not */
extern const gk_reader gk_reader_submission; /* submission.c: EDGAR's full-submission text */
extern const gk_reader gk_reader_mail;       /* mail.c: EML */
extern const gk_reader gk_reader_feed;       /* feed.c: RSS, Atom */
extern const gk_reader gk_reader_csv;        /* rows.c: a table of news */
extern const gk_reader gk_reader_jsonl;      /* rows.c: JSON lines, with a mapping beside them */

/* Whether a file whose first bytes are head is a set of evaluation questions: its first line that
 * is not blank a JSON object with a "question" and what answers it. They measure a library, so they
 * never enter one. */
bool gk_is_evaluation(const char *path, const char *head, size_t head_size); /* kind.c */
/* Why no reader takes a file, for a person; gk_free. */
char *gk_unknown_kind(const char *path, const char *head, size_t head_size); /* kind.c */

/* Gives up, for the rest of the process, what a reader does not need: endless memory and time, a
 * life after its parent's, core dumps, new privileges, and, where the kernel can (Landlock),
 * changes to the file system. */
void gk_confine(void); /* confine.c */

#endif
