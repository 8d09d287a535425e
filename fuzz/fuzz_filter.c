/* SPDX-License-Identifier: Apache-2.0
 *
 * What a filter may hold: days, periods, names. The input is a filter of nine lines, one a field;
 * an empty line asks for nothing. What is accepted is a part of a small library; a day that is read
 * lies within its month, and so on.
 */
#include "library.h"

#include "library/fitting.h"
#include "search/moments.h"
#include "search/search.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIZE_MOST = 2048, FIELDS = 9 };

static void check_moments(const char *text)
{
    gk_moments m, day;
    if (!gk_moments_read(text, &m)) return;
    static const int64_t least[] = {365 * 86400, 28 * 86400, 86400, 1};
    static const int64_t most[] = {366 * 86400, 31 * 86400, 86400, 60};
    int64_t seconds = m.last - m.first + 1;
    require(seconds >= least[m.precision] && seconds <= most[m.precision]);
    if (m.precision <= GK_DAY) return;
    /* Without a zone the time lies within its day. */
    char *date = gk_strndup(text, 10);
    require(gk_moments_read(date, &day) && day.precision == GK_DAY);
    require(m.first >= day.first - 86400 && m.last <= day.last + 86400);
    gk_free(date);
}

static void check_names(const char *asked, const char *name)
{
    if (!gk_utf8_valid(asked, strlen(asked), NULL) || !gk_utf8_valid(name, strlen(name), NULL))
        return;
    gk_name_finder *finder = gk_name_finder_new(asked);
    bool fits = gk_name_fits(finder, name);
    require(gk_name_fits(finder, name) == fits);
    require(gk_name_fits(finder, asked) == !gk_name_finder_blank(finder));
    gk_name_finder_free(finder);
    require(gk_form_fits(name, name));
    gk_ticker_fits(name, asked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!here.library) make_place();
    if (size > SIZE_MOST) return 0;
    char *text = gk_strndup((const char *)data, size), *rest = text;
    const char *values[FIELDS] = {0};
    for (int i = 0; i < FIELDS && rest; i++) {
        values[i] = strsep(&rest, "\n");
        check_moments(values[i]);
        if (!*values[i]) values[i] = NULL;
    }
    const gk_search_options options = {.filter = {values[0], values[1], values[2], values[3],
                                                  values[4], values[5], values[6], values[7],
                                                  values[8]}};
    gk_admission admission;
    gk_error err = {0};
    gk_status status = gk_admit(here.library, &options, &admission, &err);
    require(status == GK_OK || (status == GK_INVALID && err.message[0]));
    if (status == GK_OK) require(admission.all || (admission.contents && !admission.count));
    gk_admission_free(&admission);
    check_names(values[0] ? values[0] : "", values[1] ? values[1] : "");
    gk_free(text);
    return 0;
}
