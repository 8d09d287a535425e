/* SPDX-License-Identifier: Apache-2.0
 *
 * What labels mean, for measure.py: reads lines "label TAB section / section TAB statement" and
 * prints "id score id score …" for each, best first. The labels that ship in learned.txt are not
 * known to it: whoever measures gives those that may be known.
 *
 *   bench_concepts [OWN]           labels; OWN: a vocabulary file over the program's
 *   bench_concepts --asked [OWN]   lines are questions
 */
#include "concept/concept.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 16, SECTIONS = 8 };

static unsigned statement_of(const char *name)
{
    for (unsigned s = GK_STATEMENT_INCOME; s <= GK_STATEMENT_CASH; s <<= 1)
        if (strcmp(name, gk_statement_name((gk_statement)s)) == 0) return s;
    return 0;
}

/* The parts of list between " / ", in place. */
static size_t split(char *list, const char **out, size_t most)
{
    size_t count = 0;
    while (*list && count < most) {
        out[count++] = list;
        char *end = strstr(list, " / ");
        if (!end) break;
        *end = '\0';
        list = end + 3;
    }
    return count;
}

static void print(const gk_concepts *concepts, const gk_concept_match *found, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s%s %.3f", i ? " " : "", gk_concepts_at(concepts, found[i].concept)->id,
               found[i].score);
    putchar('\n');
}

static void label(const gk_concepts *concepts, gk_terms *terms, char *line)
{
    char *rest = line;
    const char *text = strsep(&rest, "\t");
    char *sections = rest ? strsep(&rest, "\t") : line + strlen(line);
    const char *names[SECTIONS];
    size_t section_count = split(sections, names, SECTIONS);
    gk_concept_match found[MOST];
    size_t count = gk_concepts_of_label(concepts, terms, text, names, section_count,
                                        rest ? statement_of(rest) : 0, found, MOST);
    print(concepts, found, count);
}

static void question(const gk_concepts *concepts, gk_terms *terms, const char *line)
{
    gk_concept_match found[MOST];
    print(concepts, found, gk_concepts_asked(concepts, terms, line, found, MOST));
}

int main(int argc, char **argv)
{
    bool asked = argc > 1 && strcmp(argv[1], "--asked") == 0;
    gk_concepts *concepts;
    gk_error err;
    if (gk_concepts_open(argc > 1 + asked ? argv[1 + asked] : NULL, &concepts, &err) != GK_OK) {
        fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    gk_terms *terms = gk_terms_new();
    char *line = NULL;
    size_t room = 0;
    for (ssize_t n; (n = getline(&line, &room, stdin)) >= 0;) {
        if (n && line[n - 1] == '\n') line[n - 1] = '\0';
        if (asked)
            question(concepts, terms, line);
        else
            label(concepts, terms, line);
    }
    free(line);
    gk_terms_free(terms);
    gk_concepts_free(concepts);
    return 0;
}
