/* SPDX-License-Identifier: Apache-2.0 - an invented company, its papers, and what is said of them
 */
#ifndef TEST_VERIFY_WORLD_H
#define TEST_VERIFY_WORLD_H

#include "verify/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const gk_verify_source world[] = {
    {.mark = "1",
     .document = "HALDEN_2021_10K",
     .company = "Halden Marine, Inc.",
     .names = "Halden|HLM",
     .context = "",
     .speaker = "",
     .fiscal_year = 2021,
     .text =
         "Halden Marine, Inc.\n"
         "Consolidated Statements of Income\n"
         "(in millions)                              2021        2020        2019\n"
         "Net sales                               $ 4,812     $ 4,377     $ 4,520\n"
         "Cost of sales                             3,120       2,899       2,950\n"
         "Net income (loss)                           310         (42)        198\n"
         "Purchases of vessels and equipment         (655)       (480)       (512)\n"
         "\n"
         "Net sales increased 9.9 percent in 2021 because freight rates rose. We do not hold\n"
         "derivatives for speculative purposes. The Company expects fleet maintenance costs to\n"
         "decrease in the next fiscal year. At December 31, 2021, we employed 8,412 people.\n"},
    {.mark = "2",
     .document = "OSTWIND_2021_CALL",
     .company = "Ostwind Energy",
     .names = "",
     .context = "",
     .speaker = "Mira Falk, Chief Financial Officer",
     .fiscal_year = 2021,
     .text = "We closed two older turbine sites in the quarter. Our order book stands at €2.4 "
             "billion, and margins improved as steel prices fell. We will open a plant in "
             "Rostock next spring."},
    {.mark = "3",
     .document = "云泉科技_2021_年度报告",
     .company = "云泉科技",
     .names = "",
     .context = "",
     .speaker = "",
     .fiscal_year = 2021,
     .text = "单位：万元\n"
             "项目                      2021年           2020年\n"
             "营业收入                  52,341.20        47,800.15\n"
             "净利润                     6,120.00         5,004.33\n"
             "\n"
             "2021年公司营业收入同比增长9.5%"
             "。公司预计2022年研发投入将继续增加。公司未对外提供担保。\n"},
};
enum { WORLD = sizeof world / sizeof *world };

/* What is wrong with the first sentence that falls; NONE where all stand. */
static gk_verdict_why why_of(const char *question, const char *answer)
{
    gk_verdicts *v;
    gk_verify(question, answer, world, WORLD, &v);
    gk_verdict_why why = GK_WHY_NONE;
    for (size_t i = 0; i < v->count && why == GK_WHY_NONE; i++)
        if (!v->verdicts[i].number) why = v->verdicts[i].why;
    assert_int_equal(v->supported, why == GK_WHY_NONE);
    gk_verdicts_free(v);
    return why;
}

static void expect(const char *answer, gk_verdict_why why)
{
    gk_verdict_why found = why_of("", answer);
    if (found != why)
        fail_msg("%s: '%s' instead of '%s'", answer, gk_verdict_why_name(found),
                 gk_verdict_why_name(why));
}

#endif
