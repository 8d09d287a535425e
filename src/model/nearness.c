/* SPDX-License-Identifier: Apache-2.0 */
#include "model/nearness.h"

/* One question a line with the passage that answers it. */
static const char *const pairs[][2] = {
    {"How much did the company spend on property, plant and equipment?",
     "Capital expenditures were $412 million in 2021, compared with $380 million in 2020."},
    {"Which segment grew fastest?",
     "The Industrial segment led growth, with sales up 14% on strong demand for sensors."},
    {"What does management expect for next year's margin?",
     "We expect our operating margin to widen by about 50 basis points in the coming fiscal year."},
    {"Why did gross margin fall?",
     "Gross margin decreased mainly because of higher freight and raw material costs."},
    {"Is the company party to any legal proceedings?",
     "A class action alleging misleading disclosure was filed in federal court in May; we intend "
     "to "
     "defend ourselves vigorously."},
    {"What dividend was declared?",
     "The board declared a quarterly cash dividend of $0.58 a share, payable on December 12."},
    {"How many employees does it have?",
     "As of year end we had approximately 12,300 full-time employees in 31 countries."},
    {"How much debt falls due within a year?",
     "The current portion of long-term debt was $750 million, consisting of notes due in March."},
    {"央行对利率作出了什么决定？", "人民银行宣布将一年期贷款市场报价利率下调10个基点至3.35%。"},
    {"公司营业收入为什么增长？", "报告期内营业收入同比增长12.4%，主要系新产品销量提升所致。"},
};
enum { PAIRS = sizeof pairs / sizeof *pairs };

gk_status gk_nearness_measure(const gk_model *model, gk_nearness *out, gk_error *err)
{
    const size_t d = gk_model_dimensions(model);
    const char *questions[PAIRS], *passages[PAIRS];
    for (size_t i = 0; i < PAIRS; i++) {
        questions[i] = pairs[i][0];
        passages[i] = pairs[i][1];
    }
    float *q = gk_alloc_floats(PAIRS * d), *p = gk_alloc_floats(PAIRS * d);
    gk_status status = gk_model_embed(model, questions, NULL, PAIRS,
                                      &(gk_embed_options){.prompt = "query"}, q, err);
    if (status == GK_OK)
        status = gk_model_embed(model, passages, NULL, PAIRS,
                                &(gk_embed_options){.prompt = "passage"}, p, err);
    *out = (gk_nearness){0};
    for (size_t i = 0; i < PAIRS; i++) {
        for (size_t j = 0; j < PAIRS; j++) {
            double cosine = 0;
            for (size_t k = 0; k < d; k++) cosine += (double)q[i * d + k] * p[j * d + k];
            if (i == j)
                out->related += cosine / PAIRS;
            else
                out->unrelated += cosine / (PAIRS * (PAIRS - 1));
        }
    }
    gk_free(q);
    gk_free(p);
    return status;
}

double gk_near(const gk_nearness *n, double cosine)
{
    const double span = n->related - n->unrelated;
    return span > 0 ? (cosine - n->unrelated) / span : 0; /* else it cannot tell them apart */
}
