/* SPDX-License-Identifier: Apache-2.0
 *
 * model_report - what `goshawk model` prints: a model's card, and what was measured or made.
 */
#ifndef CLI_MODEL_REPORT_H
#define CLI_MODEL_REPORT_H

#include "commands.h"

/* Each prints text, or JSON where the call asks for it. */
void cli_model_info_write(const cli_call *call, const gk_model_info *info, const char *fingerprint);
void cli_model_verify_write(const cli_call *call, const char *against,
                            const gk_verify_report *report);
/* report may be NULL: the model was not trimmed. */
void cli_model_made_write(const cli_call *call, const char *folder, const gk_model_info *info,
                          const gk_trim_report *report);

#endif
