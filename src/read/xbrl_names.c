/* SPDX-License-Identifier: Apache-2.0
 *
 * xbrl_names - names for which the SEC's transformations have codes. A name is looked up in lower
 * case, without accents, without "the" in front and without the state's form before "of".
 */
#include "read/xbrl.h"
#include "text/text.h"

#include <string.h>
#include <utf8proc.h>

enum { NAME_LONGEST = 128 };

/* A country: its code in ISO 3166, and EDGAR's. NULL: has none. */
static const struct {
    const char *name, *iso, *edgar;
} countries[] = {
    {"afghanistan", "AF", "B2"},
    {"aland islands", "AX", "Y6"},
    {"albania", "AL", "B3"},
    {"algeria", "DZ", "B4"},
    {"american samoa", "AS", "B5"},
    {"andorra", "AD", "B6"},
    {"angola", "AO", "B7"},
    {"anguilla", "AI", "1A"},
    {"antarctica", "AQ", "B8"},
    {"antigua and barbuda", "AG", "B9"},
    {"argentina", "AR", "C1"},
    {"armenia", "AM", "1B"},
    {"aruba", "AW", "1C"},
    {"australia", "AU", "C3"},
    {"austria", "AT", "C4"},
    {"azerbaijan", "AZ", "1D"},
    {"bahamas", "BS", "C5"},
    {"bahrain", "BH", "C6"},
    {"bangladesh", "BD", "C7"},
    {"barbados", "BB", "C8"},
    {"belarus", "BY", "1F"},
    {"belgium", "BE", "C9"},
    {"belize", "BZ", "D1"},
    {"benin", "BJ", "G6"},
    {"bermuda", "BM", "D0"},
    {"bhutan", "BT", "D2"},
    {"bolivia", "BO", "D3"},
    {"bonaire, sint eustatius and saba", "BQ", NULL},
    {"bosnia and herzegovina", "BA", "1E"},
    {"botswana", "BW", "B1"},
    {"bouvet island", "BV", "D4"},
    {"brazil", "BR", "D5"},
    {"brasil", "BR", "D5"},
    {"british indian ocean territory", "IO", "D6"},
    {"british virgin islands", "VG", "D8"},
    {"brunei darussalam", "BN", "D9"},
    {"brunei", "BN", "D9"},
    {"bulgaria", "BG", "E0"},
    {"burkina faso", "BF", "X2"},
    {"burundi", "BI", "E2"},
    {"cabo verde", "CV", "E8"},
    {"cape verde", "CV", "E8"},
    {"cambodia", "KH", "E3"},
    {"cameroon", "CM", "E4"},
    {"canada", "CA", "Z4"},
    {"cayman islands", "KY", "E9"},
    {"central african republic", "CF", "F0"},
    {"chad", "TD", "F2"},
    {"chile", "CL", "F3"},
    {"china", "CN", "F4"},
    {"christmas island", "CX", "F6"},
    {"cocos (keeling) islands", "CC", "F7"},
    {"cocos islands", "CC", "F7"},
    {"colombia", "CO", "F8"},
    {"comoros", "KM", "F9"},
    {"congo", "CG", "G0"},
    {"cook islands", "CK", "G1"},
    {"costa rica", "CR", "G2"},
    {"cote d'ivoire", "CI", "L7"},
    {"croatia", "HR", "1M"},
    {"cuba", "CU", "G3"},
    {"curacao", "CW", NULL},
    {"cyprus", "CY", "G4"},
    {"czechia", "CZ", "2N"},
    {"czech republic", "CZ", "2N"},
    {"democratic republic of the congo", "CD", "Y3"},
    {"democratic republic of congo", "CD", "Y3"},
    {"denmark", "DK", "G7"},
    {"djibouti", "DJ", "1G"},
    {"dominica", "DM", "G9"},
    {"dominican republic", "DO", "G8"},
    {"ecuador", "EC", "H1"},
    {"egypt", "EG", "H2"},
    {"el salvador", "SV", "H3"},
    {"england", "GB", "X0"},
    {"england and wales", "GB", "X0"},
    {"equatorial guinea", "GQ", "H4"},
    {"eritrea", "ER", "1J"},
    {"estonia", "EE", "1H"},
    {"eswatini", "SZ", "V6"},
    {"ethiopia", "ET", "H5"},
    {"falkland islands", "FK", "H7"},
    {"falkland islands (malvinas)", "FK", "H7"},
    {"faroe islands", "FO", "H6"},
    {"fiji", "FJ", "H8"},
    {"finland", "FI", "H9"},
    {"france", "FR", "I0"},
    {"french guiana", "GF", "I3"},
    {"french polynesia", "PF", "I4"},
    {"french southern territories", "TF", "2C"},
    {"gabon", "GA", "I5"},
    {"gambia", "GM", "I6"},
    {"georgia", "GE", "2Q"},
    {"germany", "DE", "2M"},
    {"ghana", "GH", "J0"},
    {"gibraltar", "GI", "J1"},
    {"great britain", "GB", "X0"},
    {"greece", "GR", "J3"},
    {"greenland", "GL", "J4"},
    {"grenada", "GD", "J5"},
    {"guadeloupe", "GP", "J6"},
    {"guam", "GU", "GU"},
    {"guatemala", "GT", "J8"},
    {"guernsey", "GG", "Y7"},
    {"guinea", "GN", "J9"},
    {"guinea-bissau", "GW", "S0"},
    {"guyana", "GY", "K0"},
    {"haiti", "HT", "K1"},
    {"heard island and mcdonald islands", "HM", "K4"},
    {"holy see", "VA", "X4"},
    {"vatican city", "VA", "X4"},
    {"honduras", "HN", "K2"},
    {"hong kong", "HK", "K3"},
    {"hungary", "HU", "K5"},
    {"iceland", "IS", "K6"},
    {"india", "IN", "K7"},
    {"indonesia", "ID", "K8"},
    {"iran", "IR", "K9"},
    {"iraq", "IQ", "L0"},
    {"ireland", "IE", "L2"},
    {"isle of man", "IM", "Y8"},
    {"israel", "IL", "L3"},
    {"italy", "IT", "L6"},
    {"jamaica", "JM", "L8"},
    {"japan", "JP", "M0"},
    {"jersey", "JE", "Y9"},
    {"jordan", "JO", "M2"},
    {"kazakhstan", "KZ", "1P"},
    {"kenya", "KE", "M3"},
    {"kiribati", "KI", "J2"},
    {"north korea", "KP", "M4"},
    {"democratic people's republic of korea", "KP", "M4"},
    {"south korea", "KR", "M5"},
    {"korea", "KR", "M5"},
    {"kuwait", "KW", "M6"},
    {"kyrgyzstan", "KG", "1N"},
    {"lao people's democratic republic", "LA", "M7"},
    {"laos", "LA", "M7"},
    {"latvia", "LV", "1R"},
    {"lebanon", "LB", "M8"},
    {"lesotho", "LS", "M9"},
    {"liberia", "LR", "N0"},
    {"libya", "LY", "N1"},
    {"liechtenstein", "LI", "N2"},
    {"lithuania", "LT", "1Q"},
    {"luxembourg", "LU", "N4"},
    {"macau", "MO", "N5"},
    {"macao", "MO", "N5"},
    {"madagascar", "MG", "N6"},
    {"malawi", "MW", "N7"},
    {"malaysia", "MY", "N8"},
    {"maldives", "MV", "N9"},
    {"mali", "ML", "O0"},
    {"malta", "MT", "O1"},
    {"marshall islands", "MH", "1T"},
    {"martinique", "MQ", "O2"},
    {"mauritania", "MR", "O3"},
    {"mauritius", "MU", "O4"},
    {"mayotte", "YT", "2P"},
    {"mexico", "MX", "O5"},
    {"united mexican states", "MX", "O5"},
    {"micronesia", "FM", "1K"},
    {"moldova", "MD", "1S"},
    {"monaco", "MC", "O9"},
    {"mongolia", "MN", "P0"},
    {"montenegro", "ME", "Z5"},
    {"montserrat", "MS", "P1"},
    {"morocco", "MA", "P2"},
    {"mozambique", "MZ", "P3"},
    {"myanmar", "MM", "E1"},
    {"namibia", "NA", "T6"},
    {"nauru", "NR", "P5"},
    {"nepal", "NP", "P6"},
    {"netherlands", "NL", "P7"},
    {"netherlands antilles", NULL, "P8"},
    {"new caledonia", "NC", "1W"},
    {"new zealand", "NZ", "Q2"},
    {"nicaragua", "NI", "Q3"},
    {"niger", "NE", "Q4"},
    {"nigeria", "NG", "Q5"},
    {"niue", "NU", "Q6"},
    {"norfolk island", "NF", "Q7"},
    {"north macedonia", "MK", "1U"},
    {"macedonia", "MK", "1U"},
    {"northern mariana islands", "MP", "1V"},
    {"norway", "NO", "Q8"},
    {"oman", "OM", "P4"},
    {"pakistan", "PK", "R0"},
    {"palau", "PW", "1Y"},
    {"palestine", "PS", "1X"},
    {"panama", "PA", "R1"},
    {"papua new guinea", "PG", "R2"},
    {"paraguay", "PY", "R4"},
    {"peru", "PE", "R5"},
    {"philippines", "PH", "R6"},
    {"pitcairn", "PN", "R8"},
    {"poland", "PL", "R9"},
    {"portugal", "PT", "S1"},
    {"puerto rico", "PR", "PR"},
    {"qatar", "QA", "S3"},
    {"reunion", "RE", "S4"},
    {"romania", "RO", "S5"},
    {"russian federation", "RU", "1Z"},
    {"russia", "RU", "1Z"},
    {"rwanda", "RW", "S6"},
    {"saint barthelemy", "BL", "Z0"},
    {"saint helena", "SH", "U8"},
    {"saint helena, ascension and tristan da cunha", "SH", "U8"},
    {"saint kitts and nevis", "KN", "U7"},
    {"saint lucia", "LC", "U9"},
    {"saint martin", "MF", "Z1"},
    {"saint pierre and miquelon", "PM", "V0"},
    {"saint vincent and the grenadines", "VC", "V1"},
    {"saint vincent", "VC", "V1"},
    {"samoa", "WS", "Y0"},
    {"san marino", "SM", "S8"},
    {"sao tome and principe", "ST", "S9"},
    {"saudi arabia", "SA", "T0"},
    {"senegal", "SN", "T1"},
    {"serbia", "RS", "Z2"},
    {"seychelles", "SC", "T2"},
    {"sierra leone", "SL", "T8"},
    {"singapore", "SG", "U0"},
    {"sint maarten", "SX", NULL},
    {"slovakia", "SK", "2B"},
    {"slovenia", "SI", "2A"},
    {"solomon islands", "SB", "D7"},
    {"somalia", "SO", "U1"},
    {"south africa", "ZA", "T3"},
    {"south georgia and the south sandwich islands", "GS", "1L"},
    {"south sudan", "SS", NULL},
    {"spain", "ES", "U3"},
    {"espana", "ES", "U3"},
    {"sri lanka", "LK", "F1"},
    {"sudan", "SD", "V2"},
    {"suriname", "SR", "V3"},
    {"svalbard and jan mayen", "SJ", "L9"},
    {"swaziland", "SZ", "V6"},
    {"sweden", "SE", "V7"},
    {"switzerland", "CH", "V8"},
    {"syria", "SY", "V9"},
    {"syrian arab republic", "SY", "V9"},
    {"taiwan", "TW", "F5"},
    {"taiwan, province of china", "TW", "F5"},
    {"tajikistan", "TJ", "2D"},
    {"tanzania", "TZ", "W0"},
    {"thailand", "TH", "W1"},
    {"timor-leste", "TL", "Z3"},
    {"togo", "TG", "W2"},
    {"tokelau", "TK", "W3"},
    {"tonga", "TO", "W4"},
    {"trinidad and tobago", "TT", "W5"},
    {"tunisia", "TN", "W6"},
    {"turkey", "TR", "W8"},
    {"turkiye", "TR", "W8"},
    {"turkmenistan", "TM", "2E"},
    {"turks and caicos islands", "TC", "W7"},
    {"tuvalu", "TV", "2G"},
    {"uganda", "UG", "W9"},
    {"ukraine", "UA", "2H"},
    {"united arab emirates", "AE", "C0"},
    {"uae", "AE", "C0"},
    {"united kingdom", "GB", "X0"},
    {"united kingdom of great britain and northern ireland", "GB", "X0"},
    {"uk", "GB", "X0"},
    {"u.k.", "GB", "X0"},
    {"britain", "GB", "X0"},
    {"united states minor outlying islands", "UM", "2J"},
    {"united states", "US", "X1"},
    {"united states of america", "US", "X1"},
    {"usa", "US", "X1"},
    {"u.s.a.", "US", "X1"},
    {"u.s.", "US", "X1"},
    {"us", "US", "X1"},
    {"uruguay", "UY", "X3"},
    {"uzbekistan", "UZ", "2K"},
    {"vanuatu", "VU", "2L"},
    {"venezuela", "VE", "X5"},
    {"viet nam", "VN", "Q1"},
    {"vietnam", "VN", "Q1"},
    {"u.s. virgin islands", "VI", "VI"},
    {"virgin islands, u.s.", "VI", "VI"},
    {"virgin islands, british", "VG", "D8"},
    {"wallis and futuna", "WF", "X8"},
    {"western sahara", "EH", "U5"},
    {"yemen", "YE", "T7"},
    {"zambia", "ZM", "Y4"},
    {"zimbabwe", "ZW", "Y5"},
    {"unknown", NULL, "XX"},
};

/* A province of Canada: its code, and EDGAR's. */
static const struct {
    const char *name, *code, *edgar;
} provinces[] = {
    {"alberta", "AB", "A0"},
    {"british columbia", "BC", "A1"},
    {"manitoba", "MB", "A2"},
    {"new brunswick", "NB", "A3"},
    {"newfoundland", "NL", "A4"},
    {"newfoundland and labrador", "NL", "A4"},
    {"nova scotia", "NS", "A5"},
    {"ontario", "ON", "A6"},
    {"prince edward island", "PE", "A7"},
    {"quebec", "QC", "A8"},
    {"saskatchewan", "SK", "A9"},
    {"yukon", "YT", "B0"},
    {"northwest territories", "NT", NULL},
    {"nunavut", "NU", NULL},
};

static const struct {
    const char *name, *code;
} states[] = {
    {"alabama", "AL"},
    {"alaska", "AK"},
    {"arizona", "AZ"},
    {"arkansas", "AR"},
    {"california", "CA"},
    {"colorado", "CO"},
    {"connecticut", "CT"},
    {"delaware", "DE"},
    {"florida", "FL"},
    {"georgia", "GA"},
    {"hawaii", "HI"},
    {"idaho", "ID"},
    {"illinois", "IL"},
    {"indiana", "IN"},
    {"iowa", "IA"},
    {"kansas", "KS"},
    {"kentucky", "KY"},
    {"louisiana", "LA"},
    {"maine", "ME"},
    {"maryland", "MD"},
    {"massachusetts", "MA"},
    {"michigan", "MI"},
    {"minnesota", "MN"},
    {"mississippi", "MS"},
    {"missouri", "MO"},
    {"montana", "MT"},
    {"nebraska", "NE"},
    {"nevada", "NV"},
    {"new hampshire", "NH"},
    {"new jersey", "NJ"},
    {"new mexico", "NM"},
    {"new york", "NY"},
    {"north carolina", "NC"},
    {"north dakota", "ND"},
    {"ohio", "OH"},
    {"oklahoma", "OK"},
    {"oregon", "OR"},
    {"pennsylvania", "PA"},
    {"rhode island", "RI"},
    {"south carolina", "SC"},
    {"south dakota", "SD"},
    {"tennessee", "TN"},
    {"texas", "TX"},
    {"utah", "UT"},
    {"vermont", "VT"},
    {"virginia", "VA"},
    {"washington", "WA"},
    {"west virginia", "WV"},
    {"wisconsin", "WI"},
    {"wyoming", "WY"},
    {"district of columbia", "DC"},
    {"american samoa", "AS"},
    {"samoa", "AS"},
    {"guam", "GU"},
    {"northern mariana islands", "MP"},
    {"puerto rico", "PR"},
    {"united states minor outlying islands", "UM"},
    {"virgin islands, u.s.", "VI"},
};

/* Exchanges by a word of their names; the first that is found counts. */
static const struct {
    const char *word, *code;
} exchanges[] = {
    {"nasdaq bx", "BX"},
    {"nasdaq gemx", "GEMX"},
    {"nasdaq ise", "ISE"},
    {"nasdaq mrx", "MRX"},
    {"nasdaq phlx", "Phlx"},
    {"nasdaq", "NASDAQ"},
    {"nyse american", "NYSEAMER"},
    {"nyse arca", "NYSEArca"},
    {"nyse national", "NYSENAT"},
    {"nyse chicago", "CHX"},
    {"nyse", "NYSE"},
    {"new york stock exchange", "NYSE"},
    {"chicago stock exchange", "CHX"},
    {"cboe byx", "CboeBYX"},
    {"cboe bzx", "CboeBZX"},
    {"cboe c2", "C2"},
    {"cboe edga", "CboeEDGA"},
    {"cboe edgx", "CboeEDGX"},
    {"cboe", "CBOE"},
    {"box exchange", "BOX"},
    {"investors exchange", "IEX"},
    {"miax pearl", "PEARL"},
    {"miami international", "MIAX"},
};

static const struct {
    const char *name, *code;
} filers[] = {
    {"large accelerated filer", "Large Accelerated Filer"},
    {"accelerated filer", "Accelerated Filer"},
    {"non-accelerated filer", "Non-accelerated Filer"},
    {"non accelerated filer", "Non-accelerated Filer"},
};

/* "The Republic of Côte d’Ivoire" as "republic of cote d'ivoire". */
static void plain(const char *text, char out[NAME_LONGEST])
{
    size_t length = 0, n = strlen(text);
    for (size_t i = 0; i < n && length + 5 < NAME_LONGEST;) {
        uint32_t c = gk_utf8_next(text, n, &i);
        utf8proc_int32_t parts[4];
        utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)c, parts, 4,
                                                         UTF8PROC_DECOMPOSE, NULL);
        if (count > 0 && count <= 4) c = (uint32_t)parts[0]; /* its accents follow */
        if (c == 0x2019) c = '\'';
        if (c >= 0x2010 && c <= 0x2015) c = '-';
        if (gk_is_space(c)) {
            if (length && out[length - 1] != ' ') out[length++] = ' ';
        } else {
            length += gk_utf8_put((uint32_t)utf8proc_tolower((utf8proc_int32_t)c), out + length);
        }
    }
    while (length && out[length - 1] == ' ') length--;
    out[length] = '\0';
    if (gk_starts_with(out, "the ")) memmove(out, out + 4, strlen(out + 4) + 1);
}

/* What follows "republic of ", "kingdom of the ", ...; NULL: no such form. */
static const char *without_form(const char *name)
{
    static const char *const forms[] = {"republic", "kingdom", "state", "duchy", "states"};
    const char *of = strstr(name, " of ");
    if (!of) return NULL;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t n = strlen(forms[i]);
        if ((size_t)(of - name) >= n && memcmp(of - n, forms[i], n) == 0) {
            const char *rest = of + strlen(" of ");
            return gk_starts_with(rest, "the ") ? rest + 4 : rest;
        }
    }
    return NULL;
}

static const char *country(const char *name, bool edgar)
{
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
        if (strcmp(name, countries[i].name) == 0)
            return edgar ? countries[i].edgar : countries[i].iso;
    const char *rest = without_form(name);
    return rest ? country(rest, edgar) : NULL;
}

static const char *province(const char *name, bool edgar)
{
    for (size_t i = 0; i < sizeof provinces / sizeof *provinces; i++) {
        size_t n = strlen(provinces[i].name);
        if (strncmp(name, provinces[i].name, n) != 0) continue;
        const char *rest = name + n;
        if (*rest == '\0' || strcmp(rest, ", canada") == 0 || strcmp(rest, " canada") == 0)
            return edgar ? provinces[i].edgar : provinces[i].code;
    }
    return NULL;
}

static const char *state(const char *name)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(name, states[i].name) == 0) return states[i].code;
    return province(name, false);
}

static const char *exchange(const char *name)
{
    for (size_t i = 0; i < sizeof exchanges / sizeof *exchanges; i++)
        if (strstr(name, exchanges[i].word)) return exchanges[i].code;
    return NULL;
}

static const char *filer(const char *name)
{
    for (size_t i = 0; i < sizeof filers / sizeof *filers; i++)
        if (strcmp(name, filers[i].name) == 0) return filers[i].code;
    return NULL;
}

bool gk_xbrl_named(const char *name, const char *text, gk_string *out)
{
    char looked_up[NAME_LONGEST];
    const char *code = NULL;
    plain(text, looked_up);
    if (strcmp(name, "countrynameen") == 0)
        code = country(looked_up, false);
    else if (strcmp(name, "stateprovnameen") == 0)
        code = state(looked_up);
    else if (strcmp(name, "exchnameen") == 0)
        code = exchange(looked_up);
    else if (strcmp(name, "entityfilercategoryen") == 0)
        code = filer(looked_up);
    else if (!(code = province(looked_up, true)))
        code = country(looked_up, true);
    if (code) gk_string_add(out, code);
    return code != NULL;
}
