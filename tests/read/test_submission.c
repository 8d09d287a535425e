/* SPDX-License-Identifier: Apache-2.0
 *
 * EDGAR's full submissions through goshawk-read --unpack: headers of all ages, documents of all
 * kinds, and real ones where the data is at hand.
 */
#include "unpacked.h"

static const char modern[] =
    "<SEC-DOCUMENT>0000999999-24-000001.txt : 20240711\n"
    "<SEC-HEADER>0000999999-24-000001.hdr.sgml : 20240711\n"
    "<ACCEPTANCE-DATETIME>20240711163025\n"
    "ACCESSION NUMBER:\t\t0000999999-24-000001\n"
    "CONFORMED SUBMISSION TYPE:\t8-K\n"
    "CONFORMED PERIOD OF REPORT:\t20240710\n"
    "FILED AS OF DATE:\t\t20240711\n\n"
    "FILER:\n\n\tCOMPANY DATA:\t\n"
    "\t\tCOMPANY CONFORMED NAME:\t\t\tQUILL & CO\n"
    "\t\tCENTRAL INDEX KEY:\t\t\t999999\n\n"
    "\tFORMER COMPANY:\t\n\t\tFORMER CONFORMED NAME:\tFeather Inc\n"
    "\tFORMER COMPANY:\t\n\t\tFORMER CONFORMED NAME:\tPlume Corp\n\n"
    "FILER:\n\n\tCOMPANY DATA:\t\n"
    "\t\tCOMPANY CONFORMED NAME:\t\t\tQUILL FINANCE\n"
    "\t\tCENTRAL INDEX KEY:\t\t\t888888\n"
    "\tFORMER COMPANY:\t\n\t\tFORMER CONFORMED NAME:\tNot Quill\n"
    "</SEC-HEADER>\n"
    "<DOCUMENT>\n<TYPE>8-K\n<SEQUENCE>1\n<FILENAME>q8k.htm\n<DESCRIPTION>8-K\n<TEXT>\n"
    "<XBRL>\n<?xml "
    "version='1.0'?>\n<html><body>Quill</body></html>\n</XBRL>\n</TEXT>\n</DOCUMENT>\n"
    "<DOCUMENT>\n<TYPE>EX-99.1\n<SEQUENCE>2\n<FILENAME>ex991.htm\n<TEXT>\n"
    "<html><body>Press</body></html>\n</TEXT>\n</DOCUMENT>\n"
    "<DOCUMENT>\n<TYPE>EX-10\n<SEQUENCE>3\n<FILENAME>ex10.pdf\n<TEXT>\n<PDF>\n"
    "begin 644 ex10.pdf\n#0V%T\n`\nend\n</PDF>\n</TEXT>\n</DOCUMENT>\n"
    "<DOCUMENT>\n<TYPE>GRAPHIC\n<SEQUENCE>4\n<FILENAME>logo.jpg\n<TEXT>\n"
    "begin 644 logo.jpg\n#04)#\n`\nend\n</TEXT>\n</DOCUMENT>\n"
    "<DOCUMENT>\n<TYPE>EX-101.SCH\n<SEQUENCE>5\n<FILENAME>q.xsd\n<TEXT>\n<XBRL>\n<x/>\n</XBRL>\n"
    "</TEXT>\n</DOCUMENT>\n"
    "<DOCUMENT>\n<TYPE>XML\n<SEQUENCE>6\n<FILENAME>R1.htm\n<TEXT>\n<html>R</html>\n</TEXT>\n"
    "</DOCUMENT>\n"
    "<DOCUMENT>\n<TYPE>JSON\n<SEQUENCE>7\n<FILENAME>MetaLinks.json\n<TEXT>\n{}\n</TEXT>\n</"
    "DOCUMENT>\n"
    "<DOCUMENT>\n<TYPE>EX-99.2\n<SEQUENCE>8\n<FILENAME>none.htm\n<TEXT>\n\n</TEXT>\n</DOCUMENT>\n"
    "</SEC-DOCUMENT>\n";

static void a_submission_is_known_by_its_content(void **state)
{
    const char *path = world_file(*state, "odd.bin", modern, sizeof modern - 1);
    expect_kind(path, "submission\n");
    expect_run(path, NULL, NULL, 5, "", "submission: holds other files");
}

static void the_header_states_company_form_and_dates(void **state)
{
    unpacked all = unpack_text(*state, "s.txt", modern);
    const unpacked_member *main = member_named(&all, "q8k.htm");
    assert_string_equal(main->stated, "company=QUILL & CO (header COMPANY CONFORMED NAME);"
                                      "cik=0000999999 (header CENTRAL INDEX KEY);"
                                      "form=8-K (header CONFORMED SUBMISSION TYPE);"
                                      "period_end=2024-07-10 (header CONFORMED PERIOD OF REPORT);"
                                      "published=2024-07-11T20:30:25Z (header ACCEPTANCE-DATETIME);"
                                      "alias=Feather Inc (header FORMER CONFORMED NAME);"
                                      "alias=Plume Corp (header FORMER CONFORMED NAME);");
    expect_stated(member_named(&all, "ex991.htm"), "form=EX-99.1 (document TYPE);");
    unpacked_free(&all);
}

static void documents_come_without_their_wrappers(void **state)
{
    unpacked all = unpack_text(*state, "s.txt", modern);
    expect_member(&all, "q8k.htm", "<?xml version='1.0'?>\n<html><body>Quill</body></html>");
    expect_member(&all, "ex991.htm", "<html><body>Press</body></html>\n");
    expect_member(&all, "ex10.pdf", "Cat");
    unpacked_free(&all);
}

static void what_repeats_another_document_is_left_out(void **state)
{
    unpacked all = unpack_text(*state, "s.txt", modern);
    expect_left_out(&all, "logo.jpg", "is a picture");
    expect_left_out(&all, "q.xsd", "is a part of the XBRL of another document");
    expect_left_out(&all, "R1.htm", "shows the facts of another document");
    expect_left_out(&all, "MetaLinks.json", "describes the facts of another document");
    expect_left_out(&all, "none.htm", "is empty");
    assert_int_equal(all.count, 8);
    unpacked_free(&all);
}

static void an_old_text_has_pages_and_no_marks(void **state)
{
    unpacked all = unpack_text(
        *state, "s.txt",
        "-----BEGIN PRIVACY-ENHANCED MESSAGE-----\n"
        "Proc-Type: 2001,MIC-CLEAR\n\n"
        "<SEC-DOCUMENT>0000999999-98-000001.txt : 19980105\n"
        "<SEC-HEADER>0000999999-98-000001.hdr.sgml : 19980105\n"
        "CONFORMED SUBMISSION TYPE:\t10-K405\n"
        "FILED AS OF DATE:\t\t19980105\n"
        "FILER:\n\tCOMPANY DATA:\n"
        "\t\tCOMPANY CONFORMED NAME:\t\tQUILL CO\n"
        "</SEC-HEADER>\n<DOCUMENT>\n<TYPE>10-K405\n<SEQUENCE>1\n<TEXT>\n"
        "<PAGE>\nAT&amp;T and Quill\n- -----------\n<PAGE>   2\n<TABLE>\n<CAPTION>\n"
        "Sales   1997\n<S>     <C>\nInk      10\n</TABLE>\n"
        "</TEXT>\n</DOCUMENT>\n</SEC-DOCUMENT>\n"
        "-----END PRIVACY-ENHANCED MESSAGE-----\n");
    assert_int_equal(all.count, 1);
    expect_member(&all, "1_10-K405.txt",
                  "AT&T and Quill\n-----------\n\fSales   1997\nInk      10\n");
    expect_stated(&all.members[0], "published=1998-01-05 (header FILED AS OF DATE);");
    unpacked_free(&all);
}

static void the_company_of_a_tender_offer_is_the_one_bid_for(void **state)
{
    unpacked all = unpack_text(*state, "s.txt",
                               "<SEC-HEADER>x\nCONFORMED SUBMISSION TYPE:\tSC TO-T\n"
                               "FILED BY:\n\tCOMPANY DATA:\n"
                               "\t\tCOMPANY CONFORMED NAME:\tBIDDER LP\n"
                               "\t\tCENTRAL INDEX KEY:\t1\n"
                               "\tFORMER COMPANY:\n\t\tFORMER CONFORMED NAME:\tOld Bidder\n"
                               "SUBJECT COMPANY:\n\tCOMPANY DATA:\n"
                               "\t\tCOMPANY CONFORMED NAME:\tQUILL CO\n"
                               "\t\tCENTRAL INDEX KEY:\t2\n"
                               "</SEC-HEADER>\n<DOCUMENT>\n<TYPE>SC TO-T\n<TEXT>\noffer\n</TEXT>\n"
                               "</DOCUMENT>\n");
    expect_stated(&all.members[0], "company=QUILL CO (");
    expect_stated(&all.members[0], "cik=0000000002 (");
    assert_null(strstr(all.members[0].stated, "Bidder"));
    unpacked_free(&all);
}

static void the_disseminated_form_has_tags_for_a_header(void **state)
{
    unpacked all = unpack_text(
        *state, "s.nc",
        "<SUBMISSION>\n<ACCESSION-NUMBER>0000999999-24-000002\n<TYPE>10-Q\n"
        "<PERIOD>20240630\n<FILING-DATE>20240801\n<FILER>\n<COMPANY-DATA>\n"
        "<CONFORMED-NAME>QUILL CO\n<CIK>0000999999\n</COMPANY-DATA>\n</FILER>\n"
        "<DOCUMENT>\n<TYPE>10-Q\n<SEQUENCE>1\n<TEXT>\nquarter\n</TEXT>\n"
        "</DOCUMENT>\n</SUBMISSION>\n");
    assert_string_equal(all.members[0].stated,
                        "company=QUILL CO (header CONFORMED-NAME);cik=0000999999 (header CIK);"
                        "form=10-Q (header TYPE);period_end=2024-06-30 (header PERIOD);"
                        "published=2024-08-01 (header FILING-DATE);");
    unpacked_free(&all);
}

/* Where what stands last in the bytes; NULL: nowhere. */
static const char *memrmem(const char *bytes, size_t size, const char *what)
{
    size_t n = strlen(what);
    for (size_t i = size; i >= n; i--)
        if (memcmp(bytes + i - n, what, n) == 0) return bytes + i - n;
    return NULL;
}

static void a_submission_that_is_cut_off_fails_wherever_the_cut_is(void **state)
{
    size_t last = (size_t)(strstr(modern, "<TYPE>EX-99.2") - modern);
    for (size_t size = 30; size < last; size += 97) {
        unpacked all = unpack_file(world_file(*state, "s.txt", modern, size));
        /* Between two documents a cut cannot be seen. */
        const char *begun = memrmem(modern, size, "<DOCUMENT>");
        const char *ended = memrmem(modern, size, "</DOCUMENT>");
        bool whole = ended && ended > begun;
        assert_int_equal(all.exit_code, whole ? 0 : 3);
        if (!whole) assert_non_null(strstr(all.errors, "is cut off"));
        unpacked_free(&all);
    }
    char *broken = gk_strdup(modern);
    memcpy(strstr(strstr(broken, "begin 644 ex10"), "end\n"), "eNd\n", 4);
    unpacked all = unpack_text(*state, "s.txt", broken);
    expect_left_out(&all, "ex10.pdf", "is damaged: its uuencoding breaks off");
    unpacked_free(&all);
    gk_free(broken);
}

/* ---- real ones ---------------------------------------------------------------------------- */

static const struct {
    const char *file;
    size_t given;
    const char *member, *stated;
} real[] = {
    {"0000899681-95-000096.txt", 2, "1_S-3-A.txt", "form=S-3/A (document TYPE);"},
    {"0000943374-24-000509.txt", 2, "form8k_122024.htm",
     "company=1895 Bancorp of Wisconsin, Inc. /MD/ (header COMPANY CONFORMED NAME);"},
    {"0001011438-98-000429.txt", 2, "2_EX-20.1.txt",
     "period_end=1998-12-15 (header CONFORMED PERIOD OF REPORT);"},
    {"0001104659-25-002604.txt", 2, "tm252901d1_sctota.htm",
     "published=2025-01-10T22:15:38Z (header ACCEPTANCE-DATETIME);"},
    {"0001193125-24-100942.txt", 3, "d782786dex99q3.htm", "form=EX-99.(Q3) (document TYPE);"},
    {"0001213900-25-032135.txt", 3, "ea023837201ex99-1_abvcbio.htm",
     "alias=METU BRANDS, INC. (header FORMER CONFORMED NAME);"},
};

static void real_submissions_fall_into_their_documents(void **state)
{
    const char *data = getenv("GOSHAWK_DATA");
    char *path = gk_path_join(data && data[0] ? data : GK_SOURCE_DIR "/../shared/data",
                              "edgar/submissions.tar.xz");
    if (!gk_path_exists(path)) {
        print_message("skipped: %s is not at hand; GOSHAWK_DATA names its folder\n", path);
        gk_free(path);
        skip();
    }
    unpacked archive = unpack_file(path);
    for (size_t i = 0; i < sizeof real / sizeof *real; i++) {
        char *name = gk_path_join("submissions", real[i].file);
        const unpacked_member *file = member_named(&archive, name);
        unpacked all = unpack_bytes(*state, real[i].file, file->bytes, file->size);
        size_t given = 0;
        for (size_t k = 0; k < all.count; k++) given += !all.members[k].reason;
        assert_int_equal(given, real[i].given);
        expect_stated(member_named(&all, real[i].member), real[i].stated);
        for (size_t k = 0; k < all.count; k++)
            if (strcmp(all.members[k].name, "Financial_Report.xlsx") == 0)
                assert_memory_equal(all.members[k].bytes, "PK\3\4", 4);
        unpacked_free(&all);
        gk_free(name);
    }
    unpacked_free(&archive);
    gk_free(path);
}

#define test(name) cmocka_unit_test_setup_teardown(name, world_setup, world_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(a_submission_is_known_by_its_content),
        test(the_header_states_company_form_and_dates),
        test(documents_come_without_their_wrappers),
        test(what_repeats_another_document_is_left_out),
        test(an_old_text_has_pages_and_no_marks),
        test(the_company_of_a_tender_offer_is_the_one_bid_for),
        test(the_disseminated_form_has_tags_for_a_header),
        test(a_submission_that_is_cut_off_fails_wherever_the_cut_is),
        test(real_submissions_fall_into_their_documents),
    };
    return cmocka_run_group_tests_name("submission", tests, NULL, NULL);
}
