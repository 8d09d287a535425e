/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include "layout.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

double cli_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

const char *cli_duration(char buffer[CLI_DURATION_SIZE], double seconds)
{
    unsigned long s = seconds < 0       ? 0
                      : seconds > 3.6e9 ? 3600000000UL
                                        : (unsigned long)(seconds + 0.5);
    if (s < 60)
        snprintf(buffer, CLI_DURATION_SIZE, "%lu s", s);
    else if (s < 3600)
        snprintf(buffer, CLI_DURATION_SIZE, "%lu min %lu s", s / 60, s % 60);
    else
        snprintf(buffer, CLI_DURATION_SIZE, "%lu h %lu min", s / 3600, s % 3600 / 60);
    return buffer;
}

enum part { FILES, PAGES, PASSAGES, EMBEDDED, RATE, LEFT, CURRENT, PARTS };

static void rate_of(const gk_progress *at, char *buffer, size_t size)
{
    if (at->seconds < 1) return; /* too early to tell */
    if (at->embedded > 0)
        snprintf(buffer, size, "%.0f passages/s", (double)at->embedded / at->seconds);
    else if (at->pages > 0)
        snprintf(buffer, size, "%.0f pages/s", (double)at->pages / at->seconds);
}

char *cli_progress_line(const gk_progress *at, int width)
{
    char parts[PARTS][160] = {{0}}, a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE], left[CLI_DURATION_SIZE];
    const size_t size = sizeof parts[0];
    if (at->files_total > 0)
        snprintf(parts[FILES], size, "%s/%s files", cli_count(a, at->files_done),
                 cli_count(b, at->files_total));
    if (at->pages > 0) snprintf(parts[PAGES], size, "%s pages", cli_count(a, at->pages));
    if (at->passages > 0)
        snprintf(parts[PASSAGES], size, "%s passages", cli_count(a, at->passages));
    if (at->embed_total > 0)
        snprintf(parts[EMBEDDED], size, "%s/%s embedded", cli_count(a, at->embedded),
                 cli_count(b, at->embed_total));
    rate_of(at, parts[RATE], size);
    if (at->seconds_left >= 0)
        snprintf(parts[LEFT], size, "%s left", cli_duration(left, at->seconds_left));
    if (at->current) {
        const char *slash = strrchr(at->current, '/');
        snprintf(parts[CURRENT], size, "%s", slash && slash[1] ? slash + 1 : at->current);
    }

    static const enum part dropped_first[] = {CURRENT, RATE, PASSAGES, PAGES, LEFT, EMBEDDED};
    for (size_t drop = 0;; drop++) {
        char *line = cli_format("%s", "");
        for (int i = 0; i < PARTS; i++) {
            if (!*parts[i]) continue;
            char *longer = cli_format("%s%s%s", line, *line ? ", " : "", parts[i]);
            free(line);
            line = longer;
        }
        if (width <= 0 || cli_text_width(line) <= width ||
            drop == sizeof dropped_first / sizeof *dropped_first)
            return line;
        free(line);
        *parts[dropped_first[drop]] = '\0';
    }
}

cli_progress cli_progress_start(const cli_terminal *to, bool silent)
{
    return (cli_progress){.to = *to, .silent = silent, .wrote_at = cli_seconds()};
}

static bool is_time(const cli_progress *progress)
{
    double pause = progress->to.interactive ? 0.1 : 10;
    return !progress->silent && cli_seconds() - progress->wrote_at >= pause;
}

static void show(cli_progress *progress, const char *line)
{
    const cli_terminal *to = &progress->to;
    if (to->interactive) {
        fputs("\r\033[K", to->file);
        cli_write_cut(to, line, to->width > 1 ? to->width - 1 : 1);
        progress->drawn = true;
    } else {
        cli_write(to, line);
        putc('\n', to->file);
    }
    fflush(to->file);
    progress->wrote_at = cli_seconds();
}

void cli_progress_add(cli_progress *progress, const gk_progress *at)
{
    if (!is_time(progress)) return;
    if (progress->to.interactive) progress->to.width = cli_terminal_of(progress->to.file).width;
    char *line = cli_progress_line(at, progress->to.interactive ? progress->to.width - 1 : 0);
    show(progress, line);
    free(line);
}

void cli_progress_count(cli_progress *progress, const char *what, size_t done, size_t total)
{
    if (!is_time(progress)) return;
    char a[CLI_COUNT_SIZE], b[CLI_COUNT_SIZE];
    char *line = cli_format("%s/%s %s", cli_count(a, done), cli_count(b, total), what);
    show(progress, line);
    free(line);
}

void cli_progress_text(cli_progress *progress, const char *line)
{
    if (is_time(progress)) show(progress, line);
}

void cli_progress_clear(cli_progress *progress)
{
    if (progress->drawn) fputs("\r\033[K", progress->to.file);
    progress->drawn = false;
}
