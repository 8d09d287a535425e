/* SPDX-License-Identifier: Apache-2.0
 *
 * checks - an answer against its sources: its claims, their figures, the formulas that it shows,
 * and whether the words of a claim are those of its source.
 *
 *   claims.c     sentences of the answer, each with what it cites
 *   near.c       which sentences and rows of the sources a claim may rest on
 *   match.c      a figure of the answer against those of the sources
 *   formula.c    figures that follow from others by a formula that is written out
 *   derive.c     … by what words name
 *   trend.c      "rose" and "fell" against the figures themselves
 *   align.c      a claim beside what it rests on, word by word
 *   company.c    names in a claim that its source does not have
 *   speaker.c    whose words the claim says they are
 *   support.c    features of a claim, and their weights (weights.c)
 */
#ifndef GK_VERIFY_CHECKS_H
#define GK_VERIFY_CHECKS_H

#include "verify/reading.h"

/* A sentence of the answer. */
typedef struct gk_claim {
    gk_span span;
    bool *cited;  /* one a source: it rests on this one */
    bool cites;   /* it says itself what it rests on */
    bool unknown; /* it cites what is not among the sources */
    gk_reading reading;
    gk_figure *figures;
    size_t figure_count;
    struct gk_match *matches; /* one a figure */
    double *weights;          /* one a word: how rare it is in what the claim rests on */
} gk_claim;

/* Where a claim's figure stands. */
typedef struct gk_match {
    gk_verdict_kind kind;
    gk_verdict_why why;
    size_t source, said, figure; /* SIZE_MAX: none */
    double fit; /* 0 to 1: how well what it stands in speaks of what the claim speaks of */
} gk_match;

typedef struct gk_check {
    const char *question, *answer;
    char *text; /* the answer with its citations blanked, byte for byte */
    gk_source_read *sources;
    size_t source_count;
    gk_reading asked; /* the question */
    gk_period asked_periods[8];
    size_t asked_period_count;
    gk_claim *claims;
    size_t claim_count;
    bool scale_said; /* the question or the answer says a scale somewhere */
    gk_reader *reader;
    gk_arena *arena;
} gk_check;

void gk_claims_find(gk_check *check);

/* How well each sentence and row of the cited sources fits a claim's words; at SIZE_MAX: the whole
 * claim, else those near this byte of the answer. fits[source][said]; from arena. */
typedef struct gk_fits {
    double **fits; /* NULL for a source that is not cited */
    double best;
} gk_fits;
void gk_fits_find(const gk_check *check, const gk_claim *claim, size_t at, gk_fits *out);
/* Fills claim->weights. */
void gk_claim_weigh(const gk_check *check, gk_claim *claim);

void gk_figures_match(gk_check *check, gk_claim *claim);
/* Figures that follow from supported ones, over all claims. */
void gk_figures_compute(gk_check *check);
/* Whether a claim's direction words agree with its figures. */
bool gk_trend_agrees(const gk_check *check, const gk_claim *claim);
bool gk_match_good(const gk_match *match);

/* A name in the claim that is not its source's: the name's span; empty where all is well. */
gk_span gk_foreign_name(const gk_check *check, const gk_claim *claim, bool *speaker);

enum {
    GK_FEATURE_COVER,     /* share of the claim's words, by weight, in what it rests on */
    GK_FEATURE_COVER_ONE, /* … in the best sentence alone */
    GK_FEATURE_UNKNOWN,   /* … nowhere in the sources */
    GK_FEATURE_UNKNOWN_NAMES,
    GK_FEATURE_NEGATION_ADDED,
    GK_FEATURE_NEGATION_LOST,
    GK_FEATURE_OPPOSITE,     /* a direction word against one of the other direction */
    GK_FEATURE_NO_DIRECTION, /* a direction word where the source has none */
    GK_FEATURE_WORSE_BETTER,
    GK_FEATURE_FORECAST_LOST, /* a forecast told as a fact */
    GK_FEATURE_FORECAST_ADDED,
    GK_FEATURE_FORECAST_CUE, /* a forecast's own words without it */
    GK_FEATURE_SPEAKER,
    GK_FEATURE_QUANTIFIER,
    GK_FEATURE_LOSS_GAIN,
    GK_FEATURE_ORDER,
    GK_FEATURE_YEAR,   /* a year beside no figure that the source does not have */
    GK_FEATURE_SPREAD, /* rests on several sentences */
    GK_FEATURE_ROW,
    GK_FEATURE_FOREIGN, /* claim and source are in different scripts */
    GK_FEATURES
};

/* What a claim rests on, and which word of it each word of the claim is. */
enum { GK_PICKS_MOST = 3 };
typedef struct gk_pick {
    size_t source, said;
} gk_pick;
typedef struct gk_aligned {
    size_t pick, word; /* pick SIZE_MAX: none has it */
} gk_aligned;
typedef struct gk_alignment {
    gk_pick picks[GK_PICKS_MOST];
    size_t pick_count;
    bool anchored;       /* the first holds figures of the claim: the others only add words */
    gk_aligned *aligned; /* one a word of the claim */
    double *weights;     /* the same */
} gk_alignment;
void gk_align(const gk_check *check, const gk_claim *claim, gk_alignment *out);
const gk_said *gk_picked(const gk_check *check, const gk_alignment *alignment, size_t pick);

/* 1: the claim gives the words to somebody whose they are not. */
double gk_wrong_speaker(const gk_check *check, const gk_claim *claim,
                        const gk_alignment *alignment);

typedef struct gk_support {
    double features[GK_FEATURES];
    double support;
    gk_verdict_why why;
    size_t source, said;
    gk_span quote;
    bool verbatim;
    bool nothing_said; /* no word that could be wrong */
} gk_support;
void gk_support_find(const gk_check *check, const gk_claim *claim, gk_support *out);

/* Weights of the features, fitted by bench/verify/fit.py; and the reason that each stands for. */
extern const double gk_support_weights[GK_FEATURES];
extern const double gk_support_bias;
extern const double gk_support_threshold;

/* For the program that fits the weights: the features of each claim of an answer, in order. */
size_t gk_verify_features(const char *question, const char *answer, const gk_verify_source *sources,
                          size_t source_count, double (*out)[GK_FEATURES], size_t most);

#endif
