/* SPDX-License-Identifier: Apache-2.0
 *
 * eval_report - the JSON of an evaluation as tables for a person. False where the JSON is not of
 * the shape that docs/evaluation.md describes; then nothing was written.
 */
#ifndef CLI_EVAL_REPORT_H
#define CLI_EVAL_REPORT_H

#include "terminal.h"

bool cli_eval_retrieval_write(const cli_terminal *to, const char *json); /* eval_retrieval.c */
bool cli_eval_answers_write(const cli_terminal *to, const char *json);
bool cli_eval_embedding_write(const cli_terminal *to, const char *json); /* eval_embedding.c */

/* The report of `eval retrieval` as a page of its own: HTML with its plots as SVG, in light and
 * dark, nothing fetched and nothing run (eval_page.c). */
bool cli_eval_retrieval_page(FILE *to, const char *json);
/* The same of `eval answers` (eval_answers_page.c). */
bool cli_eval_answers_page(FILE *to, const char *json);
/* Its judgements as JSON lines, for a person to overrule. */
bool cli_eval_judgements(FILE *to, const char *json);

#endif
