/* SPDX-License-Identifier: Apache-2.0
 *
 * The document stream: what is written comes back, and what is wrong is named.
 */
#include "doc/doc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h wants the four above before it. */
#include <cmocka.h>

#define HEAD2                                                                                      \
    "{\"goshawk\":\"document\",\"version\":2,\"format\":\"pdf\",\"title\":\"T\",\"pages\":2}\n"
#define HEAD1                                                                                      \
    "{\"goshawk\":\"document\",\"version\":2,\"format\":\"pdf\",\"title\":\"T\",\"pages\":1}\n"
#define PAGE(n) "{\"page\":" #n ",\"width\":612.00,\"height\":792.00,\"text\":\"a\\nb\"}\n"

static gk_document *round_trip(const char *format, const char *title, const char *text,
                               size_t length, const gk_box *boxes, size_t lines)
{
    char *stream = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&stream, &size);
    gk_document_write_head(file, format, title, 1);
    gk_document_write_page(file, 1,
                           &(gk_doc_page){.text = (char *)text,
                                          .length = length,
                                          .width = 612,
                                          .height = 792.5f,
                                          .boxes = (gk_box *)boxes,
                                          .line_count = lines});
    gk_document_write_end(file, 1);
    fclose(file);
    gk_document *document = NULL;
    gk_error err = {0};
    gk_status status = gk_document_parse(stream, size, &document, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, GK_OK);
    free(stream);
    return document;
}

static void what_is_written_comes_back(void **state)
{
    (void)state;
    const char text[] = "  Net sales \"as reported\"\t$ 32,765\n\n\\ 营业收入 𝒳 é";
    const gk_box boxes[] = {{1, 2, 3.25f, 4.5f}, {0, 0, 0, 0}, {0.01f, 700.125f, 611.99f, 792}};
    gk_document *d = round_trip("pdf", "Annual \"report\" 年报", text, strlen(text), boxes, 3);
    assert_string_equal(d->format, "pdf");
    assert_string_equal(d->title, "Annual \"report\" 年报");
    assert_int_equal(d->page_count, 1);
    assert_string_equal(d->pages[0].text, text);
    assert_int_equal(d->pages[0].length, strlen(text));
    assert_int_equal(d->pages[0].line_count, 3);
    assert_float_equal(d->pages[0].width, 612, 0);
    assert_float_equal(d->pages[0].height, 792.5, 0);
    for (size_t i = 0; i < 3; i++) {
        assert_float_equal(d->pages[0].boxes[i].x0, boxes[i].x0, 0.006);
        assert_float_equal(d->pages[0].boxes[i].y0, boxes[i].y0, 0.006);
        assert_float_equal(d->pages[0].boxes[i].x1, boxes[i].x1, 0.006);
        assert_float_equal(d->pages[0].boxes[i].y1, boxes[i].y1, 0.006);
    }
    gk_document_free(d);
}

static void a_page_without_layout_has_no_boxes(void **state)
{
    (void)state;
    gk_document *d = round_trip("text", "", "one\ntwo\n", 8, NULL, 0);
    assert_null(d->pages[0].boxes);
    assert_int_equal(d->pages[0].line_count, 2);
    assert_string_equal(d->title, "");
    gk_document_free(d);
}

static void bytes_that_are_no_text_become_replacement_characters(void **state)
{
    (void)state;
    gk_document *d = round_trip("text", "",
                                "a\0b\x01"
                                "c\xFF"
                                "d\r\fe\x7F\n\tg",
                                14, NULL, 0);
    assert_string_equal(d->pages[0].text, "a\uFFFDb\uFFFDc\uFFFDd\uFFFD\uFFFDe\uFFFD\n\tg");
    gk_document_free(d);
}

static void a_replacement_character_of_the_text_stays_one(void **state)
{
    (void)state;
    gk_document *d = round_trip("text", "", "x\uFFFDy", 5, NULL, 0);
    assert_string_equal(d->pages[0].text, "x\uFFFDy");
    gk_document_free(d);
}

static void numbers_that_are_none_are_written_as_zero(void **state)
{
    (void)state;
    const gk_box boxes[] = {{NAN, -INFINITY, INFINITY, 1e30f}};
    gk_document *d = round_trip("pdf", "", "x", 1, boxes, 1);
    assert_float_equal(d->pages[0].boxes[0].x0, 0, 0);
    assert_float_equal(d->pages[0].boxes[0].y0, 0, 0);
    assert_float_equal(d->pages[0].boxes[0].y1, 1e6, 0);
    gk_document_free(d);
}

static void a_stream_without_pages_is_a_document(void **state)
{
    (void)state;
    const char stream[] =
        "{\"goshawk\":\"document\",\"version\":2,\"format\":\"text\",\"title\":\"\","
        "\"pages\":0}\n{\"end\":0}\n";
    gk_document *d = NULL;
    assert_int_equal(gk_document_parse(stream, strlen(stream), &d, NULL), GK_OK);
    assert_int_equal(d->page_count, 0);
    gk_document_free(d);
}

static void fields_that_a_later_version_adds_are_passed_over(void **state)
{
    (void)state;
    const char stream[] = HEAD1 "{\"page\":1,\"width\":1,\"height\":2,\"text\":\"\",\"new\":[{}]}\n"
                                "{\"end\":1}\n";
    gk_document *d = NULL;
    assert_int_equal(gk_document_parse(stream, strlen(stream), &d, NULL), GK_OK);
    assert_int_equal(d->page_count, 1);
    gk_document_free(d);
}

static void lines_are_counted_with_the_one_that_does_not_end(void **state)
{
    (void)state;
    assert_int_equal(gk_line_count("", 0), 0);
    assert_int_equal(gk_line_count("a", 1), 1);
    assert_int_equal(gk_line_count("a\n", 2), 1);
    assert_int_equal(gk_line_count("a\nb", 3), 2);
    assert_int_equal(gk_line_count("\n\n", 2), 2);
}

static void passages_are_freed_with_what_they_own(void **state)
{
    (void)state;
    gk_passages *passages = gk_alloc(sizeof *passages);
    passages->arena = gk_arena_new();
    passages->passages = gk_arena_array(passages->arena, 2, sizeof *passages->passages);
    gk_passages_free(passages); /* the sanitizers see what is left */
    gk_passages_free(NULL);
}

/* ---- what is wrong is named --------------------------------------------------------------- */

static const struct {
    const char *stream;
    const char *message; /* how the message begins */
} broken[] = {
    {"", "record 1: the stream ends before its end record"},
    {"{", "record 1: the stream ends within it"},
    {"[]\n", "record 1: not an object"},
    {"nonsense\n", "record 1: "},
    {"{}\n", "record 1, field \"goshawk\""},
    {"{\"goshawk\":\"library\"}\n", "record 1, field \"goshawk\""},
    {"{\"goshawk\":\"document\"}\n", "record 1, field \"version\": is missing"},
    {"{\"goshawk\":\"document\",\"version\":1}\n", "record 1, field \"version\": is 1"},
    {"{\"goshawk\":\"document\",\"version\":2.5}\n", "record 1, field \"version\": is not a count"},
    {"{\"goshawk\":\"document\",\"version\":2}\n", "record 1, field \"format\": is missing"},
    {"{\"goshawk\":\"document\",\"version\":2,\"format\":\"\",\"title\":\"\",\"pages\":1}\n",
     "record 1, field \"format\": is empty"},
    {"{\"goshawk\":\"document\",\"version\":2,\"format\":\"pdf\",\"pages\":1}\n",
     "record 1, field \"title\": is missing"},
    {"{\"goshawk\":\"document\",\"version\":2,\"format\":\"pdf\",\"title\":7,\"pages\":1}\n",
     "record 1, field \"title\": is not a string"},
    {"{\"goshawk\":\"document\",\"version\":2,\"format\":\"pdf\",\"title\":\"\",\"pages\":-1}\n",
     "record 1, field \"pages\": is not a count"},
    {"{\"goshawk\":\"document\",\"version\":2,\"format\":\"pdf\",\"title\":\"a\\nb\",\"pages\":1}"
     "\n",
     "record 1, field \"title\": holds a control character"},
    {HEAD2, "record 2: the stream ends before its end record"},
    {HEAD2 PAGE(1), "record 3: the stream ends before its end record"},
    {HEAD2 PAGE(1) "{\"page\":2,\"wid", "record 3: the stream ends within it"},
    {HEAD2 PAGE(1) "{\"end\":1}\n", "record 3, field \"end\": is 1 after 1 of 2 pages"},
    {HEAD2 PAGE(1) PAGE(2) "{\"end\":3}\n", "record 4, field \"end\": is 3 after 2 of 2 pages"},
    {HEAD2 PAGE(2), "record 2, field \"page\": is 2 where 1 is due"},
    {HEAD2 PAGE(1) PAGE(1), "record 3, field \"page\": is 1 where 2 is due"},
    {HEAD1 PAGE(1) PAGE(2), "record 3, field \"page\": is 2 of 1"},
    {HEAD1 PAGE(0), "record 2, field \"page\": is 0 where 1 is due"},
    {HEAD1 PAGE(1) "{\"end\":1}\n{}\n", "record 4: stands behind the end record"},
    {HEAD1 "{\"width\":1,\"height\":1,\"text\":\"\"}\n", "record 2, field \"page\": is missing"},
    {HEAD1 "{\"page\":1,\"height\":1,\"text\":\"\"}\n", "record 2, field \"width\": is missing"},
    {HEAD1 "{\"page\":1,\"width\":-1,\"height\":1,\"text\":\"\"}\n",
     "record 2, field \"width\": is not a size in points"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1e9,\"text\":\"\"}\n",
     "record 2, field \"height\": is not a size in points"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":\"1\",\"text\":\"\"}\n",
     "record 2, field \"height\": is not a size in points"},
    {HEAD1 "{\"page\":1,\"width\":NaN,\"height\":1,\"text\":\"\"}\n", "record 2: "},
    {HEAD1 "{\"page\":1,\"width\":1e999,\"height\":1,\"text\":\"\"}\n", "record 2: "},
    {HEAD1 "{\"page\":1,\"page\":1,\"width\":1,\"height\":1,\"text\":\"\"}\n", "record 2: "},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1}\n", "record 2, field \"text\": is missing"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":null}\n",
     "record 2, field \"text\": is not a string"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\\u0000b\"}\n", "record 2: "},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"\xC3(\"}\n", "record 2: "},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"\\ud800\"}\n", "record 2: "},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\\fb\"}\n",
     "record 2, field \"text\": holds a control character"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\\rb\"}\n",
     "record 2, field \"text\": holds a control character"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\",\"boxes\":{}}\n",
     "record 2, field \"boxes\": is not an array"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\\nb\",\"boxes\":[[0,0,1,1]]}\n",
     "record 2, field \"boxes\": 1 boxes for 2 lines"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"\",\"boxes\":[[0,0,1,1]]}\n",
     "record 2, field \"boxes\": 1 boxes for 0 lines"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\",\"boxes\":[[0,0,1]]}\n",
     "record 2, field \"boxes\": box 1 is not"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\",\"boxes\":[[0,0,1,\"1\"]]}\n",
     "record 2, field \"boxes\": box 1 is not"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\",\"boxes\":[[5,0,1,1]]}\n",
     "record 2, field \"boxes\": box 1 is not"},
    {HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"a\",\"boxes\":[7]}\n",
     "record 2, field \"boxes\": box 1 is not"},
};

static void a_broken_stream_names_its_record_and_field(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        gk_document *d = NULL;
        gk_error err = {0};
        gk_status status = gk_document_parse(broken[i].stream, strlen(broken[i].stream), &d, &err);
        if (status != GK_INPUT || d || !gk_starts_with(err.message, broken[i].message))
            fail_msg("%s\nsays \"%s\" (status %d), not \"%s\"", broken[i].stream, err.message,
                     status, broken[i].message);
    }
}

static void a_stream_cut_anywhere_is_an_error(void **state)
{
    (void)state;
    const char stream[] = HEAD2 PAGE(1) PAGE(2) "{\"end\":2}\n";
    for (size_t n = 0; n < sizeof stream - 1; n++) {
        gk_document *d = NULL;
        gk_status status = gk_document_parse(stream, n, &d, NULL);
        if (status != GK_INPUT || d) fail_msg("cut at %zu: status %d", n, status);
    }
}

static void endless_nesting_is_an_error(void **state)
{
    (void)state;
    gk_string s = {0};
    gk_string_add(&s, HEAD1 "{\"page\":1,\"x\":");
    for (int i = 0; i < 1000000; i++) gk_string_add(&s, "[");
    gk_string_add(&s, "\n");
    gk_document *d = NULL;
    gk_error err = {0};
    assert_int_equal(gk_document_parse(s.data, s.length, &d, &err), GK_INPUT);
    assert_memory_equal(err.message, "record 2: ", 10);
    gk_string_free(&s);
}

/* A page whose text is followed by `values` empty boxes. */
static gk_status parse_boxes(const char *text, size_t values, gk_error *err)
{
    gk_string stream = {0};
    gk_string_addf(&stream,
                   HEAD1 "{\"page\":1,\"width\":1,\"height\":1,\"text\":\"%s\",\"boxes\":[", text);
    for (size_t i = 0; i < values; i++) gk_string_add(&stream, "[],");
    gk_string_add(&stream, "[]]}\n{\"end\":1}\n");
    gk_document *document = NULL;
    gk_status status = gk_document_parse(stream.data, stream.length, &document, err);
    gk_document_free(document);
    gk_string_free(&stream);
    return status;
}

static void a_record_of_countless_values_is_not_even_parsed(void **state)
{
    (void)state;
    gk_error err = {0};
    assert_int_equal(parse_boxes("a", 600000, &err), GK_INPUT);
    assert_string_equal(err.message, "record 2: holds more than 1048576 values");
    assert_int_equal(parse_boxes("\\\"[,\\\\", 1000, &err), GK_INPUT);
    assert_string_equal(err.message, "record 2, field \"boxes\": 1001 boxes for 1 lines");
    /* What stands in a text is no value. */
    size_t length = 2 << 20;
    char *commas = gk_alloc(length + 1);
    memset(commas, ',', length);
    gk_document *d = round_trip("text", "", commas, length, NULL, 0);
    assert_int_equal(d->pages[0].length, length);
    gk_document_free(d);
    gk_free(commas);
}

static void a_promise_of_many_pages_costs_nothing(void **state)
{
    (void)state;
    const char stream[] =
        "{\"goshawk\":\"document\",\"version\":2,\"format\":\"pdf\",\"title\":\"\","
        "\"pages\":2147483647}\n{\"end\":0}\n";
    gk_document *d = NULL;
    gk_error err = {0};
    assert_int_equal(gk_document_parse(stream, strlen(stream), &d, &err), GK_INPUT);
    assert_string_equal(err.message, "record 2, field \"end\": is 0 after 0 of 2147483647 pages");
}

/* ---- what is stated, and facts -------------------------------------------------------------- */

static void what_is_stated_and_tagged_comes_back(void **state)
{
    (void)state;
    char *stream = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&stream, &size);
    gk_fact_dimension dimension = {(char *)"us-gaap:SegmentsAxis", (char *)"hal:OpticsMember"};
    char *footnotes[] = {(char *)"Restated.\nTwice."};
    const gk_tagged fact = {.concept = (char *)"us-gaap:Revenues",
                            .context = (char *)"c-1",
                            .entity = (char *)"0000320193",
                            .start = (char *)"2024-01-01",
                            .end = (char *)"2024-12-31",
                            .unit = (char *)"iso4217:USD",
                            .value = (char *)"-95359000000",
                            .decimals = (char *)"-6",
                            .scale = 6,
                            .negated = true,
                            .dimensions = &dimension,
                            .dimension_count = 1,
                            .footnotes = footnotes,
                            .footnote_count = 1,
                            .page = 1,
                            .line = 2};
    const gk_tagged nothing = {.concept = (char *)"dei:Flag", .value = (char *)"", .nil = true};
    gk_document_write_head(file, "html", "Q", 1);
    gk_document_write_stated(file, GK_FIELD_CIK, "0000320193", "dei:EntityCentralIndexKey");
    gk_document_write_page(
        file, 1, &(gk_doc_page){.text = (char *)"a\nb", .length = 3, .label = (char *)"Cover"});
    gk_document_write_fact(file, &fact);
    gk_document_write_fact(file, &nothing);
    gk_document_write_end(file, 1);
    fclose(file);
    gk_document *d = NULL;
    gk_error err = {0};
    gk_status status = gk_document_parse(stream, size, &d, &err);
    assert_string_equal(err.message, "");
    assert_int_equal(status, GK_OK);
    assert_int_equal(d->stated_count, 1);
    assert_int_equal(d->stated[0].field, GK_FIELD_CIK);
    assert_string_equal(d->stated[0].value, "0000320193");
    assert_string_equal(d->stated[0].where, "dei:EntityCentralIndexKey");
    assert_string_equal(d->pages[0].label, "Cover");
    assert_int_equal(d->fact_count, 2);
    const gk_tagged *f = &d->facts[0];
    assert_string_equal(f->concept, fact.concept);
    assert_string_equal(f->context, fact.context);
    assert_string_equal(f->entity, fact.entity);
    assert_string_equal(f->start, fact.start);
    assert_string_equal(f->end, fact.end);
    assert_string_equal(f->unit, fact.unit);
    assert_string_equal(f->value, fact.value);
    assert_string_equal(f->decimals, fact.decimals);
    assert_int_equal(f->scale, 6);
    assert_true(f->negated);
    assert_false(f->nil);
    assert_int_equal(f->dimension_count, 1);
    assert_string_equal(f->dimensions[0].axis, dimension.axis);
    assert_string_equal(f->dimensions[0].member, dimension.member);
    assert_int_equal(f->footnote_count, 1);
    assert_string_equal(f->footnotes[0], footnotes[0]);
    assert_int_equal(f->page, 1);
    assert_int_equal(f->line, 2);
    assert_true(d->facts[1].nil);
    assert_null(d->facts[1].unit);
    assert_int_equal(d->facts[1].page, 0);
    gk_document_free(d);
    free(stream);
}

static void facts_and_what_is_stated_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *record, *message;
    } wrong[] = {
        {"{\"stated\":\"colour\",\"value\":\"red\",\"where\":\"x\"}", "\"stated\": is no field"},
        {"{\"stated\":\"form\",\"value\":\"10-K\"}", "\"where\": is missing"},
        {"{\"fact\":\"a:B\",\"page\":0,\"line\":0}", "\"value\": is missing"},
        {"{\"fact\":\"a:B\",\"value\":\"1\",\"page\":1,\"line\":1}", "\"page\": is no page"},
        {"{\"fact\":\"a:B\",\"value\":\"1\",\"page\":0,\"line\":1}", "\"line\": is no line"},
        {"{\"fact\":\"a:B\",\"value\":\"1\",\"scale\":1000,\"page\":0,\"line\":0}",
         "\"scale\": is no power"},
        {"{\"fact\":\"a:B\",\"value\":\"1\",\"dimensions\":[[\"x\"]],\"page\":0,\"line\":0}",
         "\"dimensions\": is not a string"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char stream[512];
        gk_document *d = NULL;
        gk_error err = {0};
        snprintf(stream, sizeof stream, HEAD1 "%s\n", wrong[i].record);
        assert_int_equal(gk_document_parse(stream, strlen(stream), &d, &err), GK_INPUT);
        if (!strstr(err.message, wrong[i].message))
            fail_msg("\"%s\" lacks \"%s\"", err.message, wrong[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_stated_and_tagged_comes_back),
        cmocka_unit_test(facts_and_what_is_stated_are_checked),
        cmocka_unit_test(what_is_written_comes_back),
        cmocka_unit_test(a_page_without_layout_has_no_boxes),
        cmocka_unit_test(bytes_that_are_no_text_become_replacement_characters),
        cmocka_unit_test(a_replacement_character_of_the_text_stays_one),
        cmocka_unit_test(numbers_that_are_none_are_written_as_zero),
        cmocka_unit_test(a_stream_without_pages_is_a_document),
        cmocka_unit_test(fields_that_a_later_version_adds_are_passed_over),
        cmocka_unit_test(lines_are_counted_with_the_one_that_does_not_end),
        cmocka_unit_test(passages_are_freed_with_what_they_own),
        cmocka_unit_test(a_broken_stream_names_its_record_and_field),
        cmocka_unit_test(a_stream_cut_anywhere_is_an_error),
        cmocka_unit_test(endless_nesting_is_an_error),
        cmocka_unit_test(a_record_of_countless_values_is_not_even_parsed),
        cmocka_unit_test(a_promise_of_many_pages_costs_nothing),
    };
    return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
