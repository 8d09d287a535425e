/* SPDX-License-Identifier: Apache-2.0 */
#include "train/record.h"

#include "plot/plot.h"

#include <errno.h>
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

/* The lines' points are from arena. */
static size_t curve_lines(const gk_record *r, gk_arena *arena, gk_plot_line lines[2])
{
    double *x = gk_arena_array(arena, r->count, sizeof *x),
           *y = gk_arena_array(arena, r->count, sizeof *y);
    double *dev_x = gk_arena_array(arena, r->count, sizeof *x),
           *dev_y = gk_arena_array(arena, r->count, sizeof *y);
    size_t measured = 0;
    for (size_t i = 0; i < r->count; i++) {
        x[i] = (double)r->steps[i].step;
        y[i] = smooth_loss(r, i);
        if (r->steps[i].recall < 0) continue;
        dev_x[measured] = x[i];
        dev_y[measured++] = r->steps[i].recall;
    }
    lines[0] = (gk_plot_line){.name = "loss", .x = x, .y = y, .count = r->count};
    lines[1] = (gk_plot_line){
        .name = "best on dev", .x = dev_x, .y = dev_y, .count = measured, .right = true};
    return measured ? 2 : 1;
}

gk_status gk_record_plot(const gk_record *r, gk_error *err)
{
    if (r->count == 0) return GK_OK;
    gk_plot_line lines[2];
    gk_arena *arena = gk_arena_new();
    const gk_plot plot = {.title = "Loss and recall over the steps of a training",
                          .lines = lines,
                          .line_count = curve_lines(r, arena, lines),
                          .x_name = "step",
                          .left_name = "loss",
                          .right_name = "best on dev"};
    char *svg = gk_plot_svg(&plot), *path = gk_path_join(r->run, "curve.svg");
    gk_status status = gk_file_write(path, svg, strlen(svg), err);
    gk_free(path);
    gk_free(svg);
    gk_arena_free(arena);
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
