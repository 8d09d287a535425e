/* SPDX-License-Identifier: Apache-2.0 */
#include "train/record.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- curve.csv ------------------------------------------------------------------------------ */

static const char heading[] =
    "step,steps,epoch,loss,rate,gradient,recall,best,pairs_a_second,seconds\n";

static void put_line(gk_string *s, const gk_train_step *x)
{
    gk_string_addf(s, "%zu,%zu,%.4f,%.6f,%.4g,%.6f,", x->step, x->steps, x->epoch, x->loss, x->rate,
                   x->gradient);
    if (x->recall >= 0) gk_string_addf(s, "%.6f", x->recall);
    gk_string_add(s, ",");
    if (x->best >= 0) gk_string_addf(s, "%.6f", x->best);
    gk_string_addf(s, ",%.3f,%.1f\n", x->pairs_a_second, x->seconds);
}

/* The next field of a line; < 0 where it is empty. */
static double field(char **at)
{
    char *end;
    double value = strtod(*at, &end);
    if (end == *at) value = -1;
    *at = end + (*end == ',');
    return value;
}

static gk_train_step parse_line(char *line)
{
    gk_train_step x = {0};
    x.step = (size_t)field(&line);
    x.steps = (size_t)field(&line);
    x.epoch = field(&line);
    x.loss = field(&line);
    x.rate = field(&line);
    x.gradient = field(&line);
    x.recall = field(&line);
    x.best = field(&line);
    x.pairs_a_second = field(&line);
    x.seconds = field(&line);
    return x;
}

static void keep(gk_record *r, const gk_train_step *x)
{
    r->steps = gk_grow(r->steps, r->count, &r->capacity, sizeof *r->steps);
    r->steps[r->count++] = *x;
}

/* The steps up to `done` that stand in the file. */
static gk_status read_steps(gk_record *r, const char *path, size_t done, gk_error *err)
{
    char *text, *save = NULL;
    size_t size;
    gk_status status = gk_file_read(path, &text, &size, err);
    if (status != GK_OK) return status;
    char *line = strtok_r(text, "\n", &save); /* the heading */
    while (line && (line = strtok_r(NULL, "\n", &save))) {
        const gk_train_step x = parse_line(line);
        if (x.step > 0 && x.step <= done) keep(r, &x);
    }
    gk_free(text);
    return GK_OK;
}

gk_status gk_record_open(const char *run, size_t done, gk_record *r, gk_error *err)
{
    *r = (gk_record){.run = gk_strdup(run)};
    char *path = gk_path_join(run, "curve.csv");
    gk_status status = done > 0 && gk_path_exists(path) ? read_steps(r, path, done, err) : GK_OK;
    gk_string text = {0};
    gk_string_add(&text, heading);
    for (size_t i = 0; i < r->count; i++) put_line(&text, &r->steps[i]);
    if (status == GK_OK) status = gk_file_write(path, text.data, text.length, err);
    if (status == GK_OK && !(r->csv = fopen(path, "ae")))
        status = gk_fail(err, GK_IO, "%s: %s", path, strerror(errno));
    gk_string_free(&text);
    gk_free(path);
    return status;
}

void gk_record_close(gk_record *r)
{
    if (r->csv) fclose(r->csv);
    gk_free(r->steps);
    gk_free(r->run);
    *r = (gk_record){0};
}

gk_status gk_record_step(gk_record *r, const gk_train_step *step, gk_error *err)
{
    gk_string line = {0};
    put_line(&line, step);
    keep(r, step);
    const bool good = fputs(line.data, r->csv) >= 0 && fflush(r->csv) == 0;
    gk_string_free(&line);
    return good ? GK_OK : gk_fail(err, GK_IO, "%s/curve.csv: %s", r->run, strerror(errno));
}

gk_status gk_record_sync(gk_record *r, gk_error *err)
{
    if (fsync(fileno(r->csv)) == 0) return GK_OK;
    return gk_fail(err, GK_IO, "%s/curve.csv: %s", r->run, strerror(errno));
}

/* ---- curve.svg ------------------------------------------------------------------------------ */

enum { WIDTH = 720, HEIGHT = 320, LEFT = 56, RIGHT = 56, TOP = 36, BOTTOM = 40, TICKS = 4 };

typedef struct axis {
    double least, most;
} axis;

static double x_of(const gk_record *r, size_t step)
{
    const double last = (double)r->steps[r->count - 1].step;
    return LEFT + (double)step / last * (WIDTH - LEFT - RIGHT);
}

static double y_of(axis a, double value)
{
    return HEIGHT - BOTTOM - (value - a.least) / (a.most - a.least) * (HEIGHT - TOP - BOTTOM);
}

/* What single steps say is noise: the mean of those around. */
static double smooth_loss(const gk_record *r, size_t i)
{
    const size_t around = r->count / 50;
    const size_t first = i > around ? i - around : 0;
    const size_t last = i + around < r->count ? i + around : r->count - 1;
    double sum = 0;
    for (size_t j = first; j <= last; j++) sum += r->steps[j].loss;
    return sum / (double)(last - first + 1);
}

static void draw_axes(gk_string *s, const gk_record *r, axis loss, axis recall, bool measured)
{
    gk_string_addf(s, "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#888\"/>\n", LEFT, TOP,
                   HEIGHT - BOTTOM, WIDTH - RIGHT);
    for (int i = 0; i <= TICKS; i++) {
        const double share = (double)i / TICKS;
        const double value = loss.least + share * (loss.most - loss.least);
        const double y = y_of(loss, value);
        gk_string_addf(s,
                       "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#c2410c\">%.2f"
                       "</text>\n",
                       LEFT - 6, y + 4, value);
        if (measured)
            gk_string_addf(s, "<text x=\"%d\" y=\"%.1f\" fill=\"#1d4ed8\">%.3f</text>\n",
                           WIDTH - RIGHT + 6, y + 4,
                           recall.least + share * (recall.most - recall.least));
        gk_string_addf(s,
                       "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%.0f"
                       "</text>\n",
                       LEFT + share * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM + 16,
                       share * (double)r->steps[r->count - 1].step);
    }
    gk_string_addf(s,
                   "<text x=\"%d\" y=\"%d\" fill=\"#c2410c\">loss</text>\n"
                   "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">step</text>\n",
                   LEFT, TOP - 14, WIDTH / 2, HEIGHT - 6);
    if (measured)
        gk_string_addf(s,
                       "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#1d4ed8\">best on "
                       "dev</text>\n",
                       WIDTH - RIGHT, TOP - 14);
}

static void widen(axis *a, double value)
{
    if (value < a->least) a->least = value;
    if (value > a->most) a->most = value;
}

/* An axis that holds its values and has some height. */
static axis rounded(axis a)
{
    if (a.least > a.most) return (axis){0, 1};
    const double margin = (a.most - a.least) * 0.05 + 1e-3;
    return (axis){a.least - margin > 0 ? a.least - margin : 0, a.most + margin};
}

gk_status gk_record_plot(const gk_record *r, gk_error *err)
{
    if (r->count == 0) return GK_OK;
    axis loss = {INFINITY, -INFINITY}, recall = {INFINITY, -INFINITY};
    for (size_t i = 0; i < r->count; i++) {
        widen(&loss, smooth_loss(r, i));
        if (r->steps[i].recall >= 0) widen(&recall, r->steps[i].recall);
    }
    const bool measured = recall.least <= recall.most;
    loss = rounded(loss);
    recall = rounded(recall);
    gk_string s = {0};
    gk_string_addf(&s,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
                   "font-family=\"sans-serif\" font-size=\"12\">\n"
                   "<title>Loss and recall over the steps of a training</title>\n"
                   "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
                   WIDTH, HEIGHT);
    draw_axes(&s, r, loss, recall, measured);
    gk_string_add(&s, "<polyline fill=\"none\" stroke=\"#c2410c\" points=\"");
    for (size_t i = 0; i < r->count; i++)
        gk_string_addf(&s, "%.1f,%.1f ", x_of(r, r->steps[i].step), y_of(loss, smooth_loss(r, i)));
    gk_string_add(&s, "\"/>\n<polyline fill=\"none\" stroke=\"#1d4ed8\" points=\"");
    for (size_t i = 0; i < r->count; i++)
        if (r->steps[i].recall >= 0)
            gk_string_addf(&s, "%.1f,%.1f ", x_of(r, r->steps[i].step),
                           y_of(recall, r->steps[i].recall));
    gk_string_add(&s, "\"/>\n</svg>\n");
    char *path = gk_path_join(r->run, "curve.svg");
    gk_status status = gk_file_write(path, s.data, s.length, err);
    gk_free(path);
    gk_string_free(&s);
    return status;
}

/* ---- run.json ------------------------------------------------------------------------------- */

gk_status gk_record_run(const char *run, json_t *configuration, json_t *result, gk_error *err)
{
    char *path = gk_path_join(run, "run.json");
    json_t *root = json_pack("{s:s, s:O, s:O?}", "goshawk", GK_VERSION, "configuration",
                             configuration, "result", result);
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(8));
    gk_status status = gk_file_write(path, text, strlen(text), err);
    json_decref(root);
    free(text);
    gk_free(path);
    return status;
}
