/* SPDX-License-Identifier: Apache-2.0
 *
 * labels - figures of one document by the labels that it prints.
 */
#ifndef GK_ANSWER_LABELS_H
#define GK_ANSWER_LABELS_H

#include "answer/compute.h"

/* Answers where only one document may answer, the question names one of its rows (or two) by most
 * of the label's words, and years of its columns; else answer->answered stays false. */
gk_status gk_answer_labels(gk_writer *writer, const gk_question *question,
                           const gk_retrieved *retrieved, gk_error *err);

#endif
