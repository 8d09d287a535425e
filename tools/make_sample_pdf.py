#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes sample/documents/HALDEN_2024_10K.pdf, the annual report of a company that does not exist.

    pip install reportlab
    tools/make_sample_pdf.py sample/documents/HALDEN_2024_10K.pdf

The report is committed, so nobody needs this program but who changes the report. Liberation's
fonts (Debian: fonts-liberation) are embedded as subsets. Every total is checked against its parts
before a page is drawn; the same program with the same fonts gives the same bytes.
"""
import argparse
import pathlib

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer,
                                Table, TableStyle)

FONTS = pathlib.Path("/usr/share/fonts/truetype/liberation")
YEARS = ("2024", "2023", "2022")

# ---- figures, in millions unless said otherwise -------------------------------------------------

INCOME = {
    "product sales": (1386.4, 1298.7, 1214.2),
    "service sales": (461.9, 421.5, 389.6),
    "net sales": (1848.3, 1720.2, 1603.8),
    "product cost": (742.6, 712.3, 674.1),
    "service cost": (219.8, 204.9, 193.2),
    "cost": (962.4, 917.2, 867.3),
    "gross profit": (885.9, 803.0, 736.5),
    "research": (148.7, 139.6, 128.4),
    "selling": (402.3, 381.7, 356.9),
    "amortization": (41.2, 36.8, 35.1),
    "restructuring": (12.4, 4.1, 0.0),
    "expenses": (604.6, 562.2, 520.4),
    "operating income": (281.3, 240.8, 216.1),
    "interest expense": (-38.9, -33.6, -27.2),
    "interest income": (6.3, 3.8, 0.9),
    "other": (-2.1, 1.4, -0.7),
    "before taxes": (246.6, 212.4, 189.1),
    "taxes": (51.3, 45.2, 41.6),
    "net income": (195.3, 167.2, 147.5),
}
SHARES = {"basic": (61.2, 62.1, 62.8), "diluted": (62.0, 62.9, 63.7)}
EPS = {"basic": (3.19, 2.69, 2.35), "diluted": (3.15, 2.66, 2.32), "dividend": (0.88, 0.80, 0.72)}
OTHER_COMPREHENSIVE = {
    "translation": (-5.1, 2.6, -11.3),
    "pension": (-0.8, 0.9, 1.2),
    "hedges": (-0.4, 0.4, 0.3),
}
SEGMENT_SALES = {
    "Process Analytics": (842.7, 776.5, 715.0),
    "Laboratory Instruments": (643.1, 610.8, 580.4),
    "Environmental Monitoring": (362.5, 332.9, 308.4),
}
SEGMENT_INCOME = {
    "Process Analytics": (212.3, 181.9, 160.4),
    "Laboratory Instruments": (112.6, 103.4, 96.2),
    "Environmental Monitoring": (57.4, 46.2, 41.9),
}
CORPORATE = (-47.4, -49.8, -47.3)
REGIONS = {
    "Americas": (831.7, 774.1, 721.7),
    "Europe, Middle East and Africa": (573.0, 533.3, 497.2),
    "Asia Pacific": (443.6, 412.8, 384.9),
}
ASSETS_CURRENT = [
    ("Cash and cash equivalents", (312.6, 268.4)),
    ("Marketable securities", (45.0, 60.0)),
    ("Accounts receivable, net of allowances of $6.2 and $5.8", (341.8, 318.9)),
    ("Inventories", (287.4, 296.3)),
    ("Prepaid expenses and other current assets", (52.7, 48.1)),
]
ASSETS_OTHER = [
    ("Property, plant and equipment, net", (318.6, 301.2)),
    ("Goodwill", (902.4, 811.7)),
    ("Intangible assets, net", (286.5, 243.1)),
    ("Operating lease right-of-use assets", (64.2, 68.9)),
    ("Deferred tax assets", (21.3, 19.8)),
    ("Other assets", (33.9, 30.6)),
]
LIABILITIES_CURRENT = [
    ("Accounts payable", (138.2, 131.7)),
    ("Accrued compensation", (96.4, 88.9)),
    ("Deferred revenue", (121.5, 109.3)),
    ("Current portion of long-term debt", (50.0, 25.0)),
    ("Other accrued liabilities", (84.6, 79.2)),
]
LIABILITIES_OTHER = [
    ("Long-term debt, net of current portion", (778.6, 700.0)),
    ("Deferred tax liabilities", (58.4, 51.2)),
    ("Operating lease liabilities", (49.3, 54.1)),
    ("Other long-term liabilities", (41.7, 44.0)),
]
EQUITY = [
    ("Common stock, $0.01 par value; 200.0 shares authorized", (0.6, 0.6)),
    ("Additional paid-in capital", (461.3, 412.3)),
    ("Retained earnings", (1123.9, 982.5)),
    ("Accumulated other comprehensive loss", (-44.9, -38.6)),
    ("Treasury stock, at cost", (-293.2, -173.2)),
]
TOTALS = {"assets": (2666.4, 2467.0), "equity": (1247.7, 1183.6)}
OPERATING = [
    ("Net income", INCOME["net income"]),
    ("Depreciation", (48.9, 45.7, 43.2)),
    ("Amortization of acquired intangible assets", INCOME["amortization"]),
    ("Stock-based compensation", (34.8, 31.2, 28.6)),
    ("Deferred income taxes", (-8.2, -4.4, -2.9)),
    ("Amortization of debt issuance costs", (1.4, 1.3, 1.3)),
    ("Accounts receivable", (-15.4, -21.6, -18.2)),
    ("Inventories", (14.4, -31.5, -42.7)),
    ("Prepaid expenses and other current assets", (-4.2, -2.8, -3.5)),
    ("Accounts payable", (3.1, 7.9, 9.4)),
    ("Accrued compensation", (6.0, 3.3, -4.8)),
    ("Deferred revenue", (9.6, 11.2, 8.7)),
    ("Other assets and liabilities", (-8.9, -6.1, 2.6)),
]
INVESTING = [
    ("Purchases of property, plant and equipment", (-62.3, -58.1, -51.6)),
    ("Acquisitions of businesses, net of cash acquired", (-168.5, 0.0, -24.5)),
    ("Purchases of marketable securities", (-40.0, -60.0, -30.0)),
    ("Maturities of marketable securities", (55.0, 30.0, 40.0)),
    ("Proceeds from sales of property, plant and equipment", (1.8, 0.9, 1.2)),
]
FINANCING = [
    ("Proceeds from borrowings of long-term debt", (130.0, 0.0, 0.0)),
    ("Repayments of long-term debt", (-25.0, -25.0, -25.0)),
    ("Payments of debt issuance costs", (-2.8, 0.0, 0.0)),
    ("Dividends paid", (-53.9, -49.7, -45.2)),
    ("Repurchases of common stock", (-120.0, -60.0, -80.0)),
    ("Proceeds from employee stock plans", (14.2, 11.8, 10.4)),
]
FLOWS = {
    "operating": (318.0, 238.2, 204.3),
    "investing": (-214.0, -87.2, -64.9),
    "financing": (-57.5, -122.9, -139.8),
    "exchange": (-2.3, 1.6, -4.1),
    "change": (44.2, 29.7, -4.5),
    "begin": (268.4, 238.7, 243.2),
    "end": (312.6, 268.4, 238.7),
}
# common stock, paid-in capital, retained earnings, other comprehensive loss, treasury stock
EQUITY_ROLL = [
    ("Balance at June 26, 2021", (0.6, 330.3, 762.7, -32.7, -33.2)),
    ("Net income", (0, 0, 147.5, 0, 0)),
    ("Other comprehensive loss", (0, 0, 0, -9.8, 0)),
    ("Dividends ($0.72 per share)", (0, 0, -45.2, 0, 0)),
    ("Stock-based compensation", (0, 28.6, 0, 0, 0)),
    ("Employee stock plans", (0, 10.4, 0, 0, 0)),
    ("Repurchases of common stock", (0, 0, 0, 0, -80.0)),
    ("Balance at June 25, 2022", (0.6, 369.3, 865.0, -42.5, -113.2)),
    ("Net income", (0, 0, 167.2, 0, 0)),
    ("Other comprehensive income", (0, 0, 0, 3.9, 0)),
    ("Dividends ($0.80 per share)", (0, 0, -49.7, 0, 0)),
    ("Stock-based compensation", (0, 31.2, 0, 0, 0)),
    ("Employee stock plans", (0, 11.8, 0, 0, 0)),
    ("Repurchases of common stock", (0, 0, 0, 0, -60.0)),
    ("Balance at June 24, 2023", (0.6, 412.3, 982.5, -38.6, -173.2)),
    ("Net income", (0, 0, 195.3, 0, 0)),
    ("Other comprehensive loss", (0, 0, 0, -6.3, 0)),
    ("Dividends ($0.88 per share)", (0, 0, -53.9, 0, 0)),
    ("Stock-based compensation", (0, 34.8, 0, 0, 0)),
    ("Employee stock plans", (0, 14.2, 0, 0, 0)),
    ("Repurchases of common stock", (0, 0, 0, 0, -120.0)),
    ("Balance at June 29, 2024", (0.6, 461.3, 1123.9, -44.9, -293.2)),
]
QUARTERS = {
    "Net sales": (436.2, 455.9, 473.6, 482.6, 1848.3),
    "Gross profit": (207.2, 217.6, 227.4, 233.7, 885.9),
    "Net income": (43.8, 47.4, 50.2, 53.9, 195.3),
}
QUARTER_EPS = (0.70, 0.76, 0.81, 0.87, 3.15)
DEBT = [
    ("Term loan, due August 2026", (435.0, 330.0)),
    ("4.25% senior notes, due March 2029", (400.0, 400.0)),
    ("Unamortized debt issuance costs", (-6.4, -5.0)),
]
DEBT_NET = (828.6, 725.0)
MATURITIES = [("2025", 50.0), ("2026", 50.0), ("2027", 335.0), ("2028", 0.0), ("2029", 400.0)]
PURCHASE = [
    ("Accounts receivable", 8.3),
    ("Inventories", 6.2),
    ("Property, plant and equipment", 6.1),
    ("Customer relationships (estimated life of 12 years)", 52.0),
    ("Developed technology (estimated life of 9 years)", 33.0),
    ("Goodwill", 93.6),
    ("Deferred tax liabilities", -13.9),
    ("Other liabilities assumed", -16.8),
]
GOODWILL = {
    "Process Analytics": (398.2, 0.0, -1.3, 396.9),
    "Laboratory Instruments": (286.0, 0.0, -0.8, 285.2),
    "Environmental Monitoring": (127.5, 93.6, -0.8, 220.3),
}
TAX = [
    ("Tax at the federal statutory rate of 21.0%", (51.8, 44.6, 39.7)),
    ("State taxes, net of federal benefit", (3.9, 3.4, 3.1)),
    ("Foreign earnings taxed at other rates", (2.2, 2.6, 3.0)),
    ("Research and development credits", (-5.9, -5.2, -4.6)),
    ("Other, net", (-0.7, -0.2, 0.4)),
]


def check():
    """Every total is the sum of its parts; nothing is drawn where one is not."""
    def same(what, total, *parts):
        for column, value in enumerate(total):
            got = sum(part[column] for part in parts)
            assert abs(got - value) < 0.005, f"{what}, column {column}: {got:.1f}, not {value:.1f}"

    def column(rows):
        return [values for _, values in rows]

    def minus(values):
        return tuple(-value for value in values)

    i = INCOME
    same("net sales", i["net sales"], i["product sales"], i["service sales"])
    same("cost", i["cost"], i["product cost"], i["service cost"])
    same("gross profit", i["gross profit"], i["net sales"], minus(i["cost"]))
    same("expenses", i["expenses"], i["research"], i["selling"], i["amortization"],
         i["restructuring"])
    same("operating income", i["operating income"], i["gross profit"], minus(i["expenses"]))
    same("before taxes", i["before taxes"], i["operating income"], i["interest expense"],
         i["interest income"], i["other"])
    same("net income", i["net income"], i["before taxes"], minus(i["taxes"]))
    for kind, shares in SHARES.items():
        for year, count in enumerate(shares):
            assert round(i["net income"][year] / count, 2) == EPS[kind][year], (kind, year)
    for year, count in enumerate(SHARES["basic"]):
        assert abs(EPS["dividend"][year] * count + FINANCING[3][1][year]) < 0.06, year
    same("segment sales", i["net sales"], *SEGMENT_SALES.values())
    same("segment income", i["operating income"], *SEGMENT_INCOME.values(), CORPORATE,
         minus(i["amortization"]), minus(i["restructuring"]))
    same("regions", i["net sales"], *REGIONS.values())
    same("assets", TOTALS["assets"], *column(ASSETS_CURRENT + ASSETS_OTHER))
    same("equity", TOTALS["equity"], *column(EQUITY))
    same("liabilities and equity", TOTALS["assets"],
         *column(LIABILITIES_CURRENT + LIABILITIES_OTHER + EQUITY))
    for name, rows in (("operating", OPERATING), ("investing", INVESTING),
                       ("financing", FINANCING)):
        same(name, FLOWS[name], *column(rows))
    same("change in cash", FLOWS["change"], FLOWS["operating"], FLOWS["investing"],
         FLOWS["financing"], FLOWS["exchange"])
    same("cash", FLOWS["end"], FLOWS["begin"], FLOWS["change"])
    for start in (0, 7, 14):
        same(EQUITY_ROLL[start + 7][0], EQUITY_ROLL[start + 7][1],
             *column(EQUITY_ROLL[start:start + 7]))
    same("comprehensive", (-6.3, 3.9, -9.8), *OTHER_COMPREHENSIVE.values())
    for name, values in QUARTERS.items():
        same(name, values[4:], *[(value,) for value in values[:4]])
    same("debt", DEBT_NET, *column(DEBT))
    same("debt on the balance sheet", DEBT_NET, LIABILITIES_CURRENT[3][1], LIABILITIES_OTHER[0][1])
    same("maturities", (435.0 + 400.0,), *[(value,) for _, value in MATURITIES])
    same("purchase price", (168.5,), *[(value,) for _, value in PURCHASE])
    for name, values in GOODWILL.items():
        same(name, values[3:], *[(value,) for value in values[:3]])
    same("goodwill", (811.7, 93.6, -2.9, 902.4), *GOODWILL.values())
    same("taxes", i["taxes"], *column(TAX))


# ---- drawing -------------------------------------------------------------------------------------

BODY = ParagraphStyle("body", fontName="Serif", fontSize=9.6, leading=12.4, spaceAfter=6)
ITEM = ParagraphStyle("item", parent=BODY, fontName="Serif-Bold", fontSize=11, leading=14,
                      spaceBefore=6, spaceAfter=5)
HEAD = ParagraphStyle("head", parent=BODY, fontName="Serif-Bold", spaceBefore=4, spaceAfter=3)
RISK = ParagraphStyle("risk", parent=BODY, fontName="Serif-Italic", spaceBefore=3, spaceAfter=3)
CENTRED = ParagraphStyle("centred", parent=BODY, alignment=TA_CENTER)
TITLE = ParagraphStyle("title", parent=CENTRED, fontName="Serif-Bold", fontSize=11, leading=14,
                       spaceAfter=2)
COVER = ParagraphStyle("cover", parent=CENTRED, fontName="Serif-Bold", fontSize=20, leading=26)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8.2, leading=10)
LABEL = ParagraphStyle("label", parent=BODY, fontSize=9, leading=11, spaceAfter=0)
LABEL_BOLD = ParagraphStyle("label bold", parent=LABEL, fontName="Serif-Bold")
INDENT = ParagraphStyle("indent", parent=LABEL, leftIndent=12)


def money(value, decimals=1):
    """A figure as statements print it: (62.3) for a negative, a dash for nothing."""
    if value == 0:
        return "\u2014"
    text = f"{abs(value):,.{decimals}f}"
    return f"({text})" if value < 0 else text


class Rows:
    """The rows of one table: a label and, for each column, a dollar sign's cell and a figure's."""

    def __init__(self, headings, label_width=None, column_width=66):
        self.headings, self.column_width = headings, column_width
        self.width = label_width or 504 - column_width * len(headings)
        self.cells = [[""] + [cell for heading in headings for cell in ("", heading)]]
        self.style = [
            ("FONT", (0, 0), (-1, -1), "Serif", 9), ("FONT", (0, 0), (-1, 0), "Serif-Bold", 8.6),
            ("ALIGN", (2, 0), (-1, -1), "RIGHT"), ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
            ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1.6),
            ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
            ("LINEBELOW", (1, 0), (-1, 0), 0.5, colors.black),
        ]
        for column in range(1, 1 + 2 * len(headings), 2):
            self.style.append(("LEFTPADDING", (column, 0), (column, -1), 9))

    def heading(self, text):
        self.cells.append([Paragraph(text, LABEL_BOLD)] + [""] * (2 * len(self.headings)))
        return self

    def row(self, label, values, dollar=False, total=False, decimals=1, indent=True, texts=None):
        style = LABEL_BOLD if total else INDENT if indent else LABEL
        texts = texts or [money(value, decimals) for value in values]
        self.cells.append([Paragraph(label, style)] + [
            cell for text in texts for cell in ("$" if dollar else "", text)])
        at = len(self.cells) - 1
        if total:
            self.style.append(("LINEABOVE", (1, at), (-1, at), 0.5, colors.black))
            self.style.append(("FONT", (1, at), (-1, at), "Serif-Bold", 9))
        return self

    def rows(self, rows):
        for label, values in rows:
            self.row(label, values)
        return self

    def table(self):
        widths = [self.width] + [16, self.column_width - 16] * len(self.headings)
        table = Table(self.cells, colWidths=widths, hAlign="LEFT", spaceBefore=2, spaceAfter=8)
        table.setStyle(TableStyle(self.style))
        return table


def statement(name, unit, rows):
    return [Paragraph("HALDEN INSTRUMENTS, INC.", TITLE), Paragraph(name, TITLE),
            Paragraph(unit, CENTRED), rows.table()]


def body(*texts):
    return [Paragraph(text, BODY) for text in texts]


def percent(values):
    return [f"{100 * values[k] / INCOME['net sales'][k]:.1f}%" for k in range(len(values))]


def cover():
    return [
        Spacer(1, 60),
        Paragraph("FORM 10-K", COVER), Spacer(1, 10),
        Paragraph("ANNUAL REPORT", TITLE),
        Paragraph("For the fiscal year ended June 29, 2024", TITLE), Spacer(1, 26),
        Paragraph("HALDEN INSTRUMENTS, INC.", COVER),
        Paragraph("(Exact name of registrant as specified in its charter)", CENTRED),
        Spacer(1, 20),
        Paragraph("Delaware (State of incorporation)", CENTRED),
        Paragraph("1400 Foundry Road, Tarrow Falls (Address of principal executive offices)",
                  CENTRED),
        Paragraph("Common stock, $0.01 par value; trading symbol: HALD", CENTRED), Spacer(1, 24),
        *body(
            "As of August 9, 2024, 60.9 million shares of the registrant's common stock were "
            "outstanding. The aggregate market value of the common stock held by non-affiliates "
            "on December 29, 2023, the last business day of the second fiscal quarter, was "
            "approximately $4.1 billion.",
            "The fiscal year of Halden Instruments ends on the last Saturday of June. Fiscal 2024 "
            "ended on June 29, 2024 and had 53 weeks; fiscal 2023 ended on June 24, 2023 and "
            "fiscal 2022 on June 25, 2022, and both had 52 weeks."),
        Spacer(1, 120),
        Paragraph("A sample document. Halden Instruments, its business, its figures and everybody "
                  "named here are invented.", SMALL),
        PageBreak(),
    ]


def business():
    return [
        Paragraph("Item 1. Business", ITEM),
        *body(
            "Halden Instruments, Inc. (\u201cHalden\u201d, the \u201cCompany\u201d, \u201cwe\u201d) designs, makes and "
            "services instruments that measure what liquids and gases are made of. Our analyzers "
            "watch reactors and pipelines, our laboratory instruments serve pharmaceutical and "
            "food companies, and our monitoring stations report on the quality of air and water. "
            "The Company was founded in 1961 and has been listed since 1987."),
        Paragraph("Segments", HEAD),
        *body(
            "<b>Process Analytics</b> sells gas chromatographs, mass spectrometers and optical "
            "analyzers that run day and night inside a customer's plant. It accounted for 46% of "
            "net sales in fiscal 2024.",
            "<b>Laboratory Instruments</b> sells liquid chromatography systems, titrators and the "
            "software that keeps their records. It accounted for 35% of net sales in fiscal 2024.",
            "<b>Environmental Monitoring</b> sells air and water stations to utilities and public "
            "authorities. Since January 8, 2024 it includes Larkspur Sensing GmbH. It accounted "
            "for 20% of net sales in fiscal 2024."),
        Paragraph("Customers and backlog", HEAD),
        *body(
            "We sell to more than 9,000 customers in 74 countries. No customer accounted for more "
            "than 10% of net sales in fiscal 2024, 2023 or 2022. Our ten largest customers "
            "together accounted for 21% of net sales in fiscal 2024.",
            "Backlog was $612.8 million at June 29, 2024, compared with $574.1 million at June 24, "
            "2023. We expect to deliver about 85% of the backlog within fiscal 2025."),
        Paragraph("Research and development", HEAD),
        *body(
            "We spent $148.7 million on research and development in fiscal 2024, or 8.0% of net "
            "sales, compared with $139.6 million in fiscal 2023 and $128.4 million in fiscal 2022. "
            "We hold 1,140 patents; no single patent is material to the Company."),
        Paragraph("Manufacturing and suppliers", HEAD),
        *body(
            "We make our products at seven sites: Tarrow Falls and Brookmere in the United States, "
            "Regensau and Lindhafen in Germany, Caerwyn in the United Kingdom, Suzhou in China and "
            "Johor in Malaysia. Quadrupole assemblies come from a single supplier, with which we "
            "have an agreement through December 2027."),
        Paragraph("Employees", HEAD),
        *body(
            "At June 29, 2024 we had approximately 6,850 employees, of whom 2,900 worked in the "
            "United States. About 1,300 employees outside the United States are covered by "
            "collective agreements. Voluntary turnover was 7.4% in fiscal 2024."),
        Paragraph("Competition", HEAD),
        *body(
            "We compete on accuracy, uptime, service and price. In China we meet local makers, "
            "among them Chengzhou Instruments Co., Ltd., whose prices are often lower than ours."),
        PageBreak(),
    ]


RISKS = [
    ("A fall in the capital spending of our customers would reduce our sales.",
     "About 60% of Process Analytics' orders come from chemical, refining and gas companies, whose "
     "spending follows the price of energy. In fiscal 2016, when that spending fell, orders of the "
     "segment fell by 17%."),
    ("We depend on a single supplier for quadrupole assemblies.",
     "The assemblies are used in products that brought 14% of net sales in fiscal 2024. It would "
     "take us between nine and twelve months to qualify a second supplier."),
    ("Sales in China may go on falling.",
     "Net sales to customers in China were $203.3 million in fiscal 2024, or 11.0% of net sales, "
     "compared with $206.4 million, or 12.0%, in fiscal 2023. Public tenders increasingly prefer "
     "instruments made in the country."),
    ("Exchange rates affect our results.",
     "About 55% of net sales are made outside the United States. A rise of the U.S. dollar by 10% "
     "against all other currencies would have reduced operating income for fiscal 2024 by about "
     "$19 million."),
    ("Our indebtedness limits what we can do.",
     "At June 29, 2024 we owed $835.0 million. Our credit agreement requires a ratio of net debt to "
     "adjusted EBITDA of no more than 3.50 to 1.00; the ratio was 1.13 at June 29, 2024."),
    ("We may not gain what we expect from Larkspur.",
     "We paid $168.5 million for Larkspur Sensing GmbH and expect savings of $9 million a year from "
     "fiscal 2026 on. Integration may cost more, or take longer, than planned."),
    ("An attack on our information systems could stop our work.",
     "In November 2022 an intruder reached a file server of our Caerwyn site. Production stopped for "
     "two days; the cost was $1.7 million, of which insurance paid $1.2 million."),
]


def risks():
    story = [Paragraph("Item 1A. Risk Factors", ITEM),
             *body("The following are the risks that we consider material. Others that we do not "
                   "know, or now think small, may also harm us.")]
    for title, text in RISKS:
        story += [Paragraph(title, RISK), *body(text)]
    story += [
        Paragraph("Item 2. Properties", ITEM),
        *body("Our principal sites hold 2.6 million square feet, of which we own 1.7 million and "
              "lease 0.9 million. We consider them suitable and sufficient."),
        Paragraph("Item 3. Legal Proceedings", ITEM),
        *body("On February 14, 2024 Ostrava Optics a.s. sued us in Delaware and claims that our "
              "LumaTrace analyzers infringe two of its patents. We believe that the claims are "
              "without merit and have recorded no liability for them."),
        PageBreak(),
    ]
    return story


def discussion():
    i = INCOME
    table = Rows(("Fiscal 2024", "Fiscal 2023", "Fiscal 2022"))
    table.row("Net sales", i["net sales"], dollar=True, indent=False)
    table.row("Gross profit", i["gross profit"], indent=False)
    table.row("Gross margin", i["gross profit"], texts=percent(i["gross profit"]))
    table.row("Operating income", i["operating income"], indent=False)
    table.row("Operating margin", i["operating income"], texts=percent(i["operating income"]))
    table.row("Net income", i["net income"], indent=False)
    table.row("Net cash provided by operating activities", FLOWS["operating"], indent=False)
    table.row("Purchases of property, plant and equipment", INVESTING[0][1], indent=False)
    table.row("Free cash flow", [FLOWS["operating"][k] + INVESTING[0][1][k] for k in range(3)],
              dollar=True, total=True)
    growth = Rows(("Fiscal 2024", "Fiscal 2023"))
    for label, texts in (("Organic growth", ("3.8%", "6.1%")), ("Acquisitions", ("2.6%", "0.4%")),
                         ("Additional week", ("1.6%", "\u2014")), ("Exchange rates", ("(0.6)%", "0.8%"))):
        growth.row(label, (), texts=texts)
    growth.row("Growth of net sales", (), total=True, texts=("7.4%", "7.3%"))
    segments = Rows(("Fiscal 2024", "Fiscal 2023", "Change"))
    segments.heading("Net sales")
    for name, values in SEGMENT_SALES.items():
        segments.row(name, (), texts=[money(values[0]), money(values[1]),
                                      f"{100 * (values[0] / values[1] - 1):.1f}%"])
    segments.row("Total", (), total=True, texts=["1,848.3", "1,720.2", "7.4%"])
    segments.heading("Segment operating income")
    for name, values in SEGMENT_INCOME.items():
        segments.row(name, (), texts=[money(values[0]), money(values[1]),
                                      f"{100 * (values[0] / values[1] - 1):.1f}%"])
    return [
        Paragraph("Item 7. Management's Discussion and Analysis of Financial Condition and Results "
                  "of Operations", ITEM),
        Paragraph("Overview", HEAD),
        *body("Net sales grew by 7.4% to $1,848.3 million in fiscal 2024, and operating income by "
              "16.8% to $281.3 million. Orders were $1,887.0 million, 1.02 times net sales. We "
              "bought Larkspur Sensing GmbH in January 2024."),
        Paragraph("(Dollars in millions)", SMALL), table.table(),
        *body("Free cash flow is net cash provided by operating activities less purchases of "
              "property, plant and equipment. It is not a measure under GAAP."),
        Paragraph("Net sales", HEAD), growth.table(),
        Paragraph("(Dollars in millions)", SMALL), segments.table(),
        *body("Process Analytics grew by 8.5% on demand from hydrogen and gas projects. "
              "Laboratory Instruments grew by 5.3%; sales to pharmaceutical customers rose, while "
              "sales to universities fell. Environmental Monitoring grew by 8.9%: Larkspur brought "
              "$44.6 million, and sales of the other businesses fell by 4.5%, because two large "
              "public contracts ended in fiscal 2023."),
        PageBreak(),
        Paragraph("Gross profit", HEAD),
        *body("Gross margin was 47.9% in fiscal 2024, compared with 46.7% in fiscal 2023. Higher "
              "prices added 0.9 percentage points and lower freight and component costs 0.6 points; "
              "the inventory step-up from Larkspur took 0.3 points."),
        Paragraph("Operating expenses", HEAD),
        *body("Selling, general and administrative expenses rose by 5.4% to $402.3 million, mainly "
              "because of pay and of Larkspur. Restructuring charges of $12.4 million in fiscal 2024 "
              "are for closing the Brookmere machining shop; $9.6 million of them were severance. "
              "The charge of $4.1 million in fiscal 2023 was for the same program."),
        Paragraph("Interest and taxes", HEAD),
        *body("Interest expense rose to $38.9 million from $33.6 million, since the term loan has a "
              "floating rate and was increased by $130.0 million for Larkspur. The effective tax "
              "rate was 20.8% in fiscal 2024, 21.3% in fiscal 2023 and 22.0% in fiscal 2022."),
        Paragraph("Liquidity and capital resources", HEAD),
        *body("At June 29, 2024 we had cash, cash equivalents and marketable securities of $357.6 "
              "million, of which $148.2 million was held outside the United States, and an unused "
              "revolving credit facility of $400.0 million that runs to August 2026.",
              "Net cash provided by operating activities was $318.0 million in fiscal 2024, compared "
              "with $238.2 million in fiscal 2023; inventories fell after two years of building "
              "safety stocks. We expect to spend between $75 million and $80 million on property, "
              "plant and equipment in fiscal 2025, most of it for the new plant in Johor.",
              "In fiscal 2024 we repurchased 1.7 million shares for $120.0 million. At June 29, 2024 "
              "$210.0 million remained under the program of October 2022. On August 13, 2024 the "
              "Board raised the quarterly dividend to $0.24 per share from $0.22."),
        Paragraph("Critical accounting estimates", HEAD),
        *body("<b>Goodwill.</b> We test goodwill each year in the fourth quarter. In fiscal 2024 the "
              "fair value of each reporting unit exceeded its carrying amount by at least 34%.",
              "<b>Revenue.</b> Where a contract contains an instrument, its installation and a "
              "service plan, we share out the price by stand-alone selling prices, which we "
              "estimate.",
              "<b>Inventories.</b> We write down inventories that we do not expect to use within 24 "
              "months. Write-downs were $7.9 million in fiscal 2024 and $6.3 million in fiscal "
              "2023."),
        Paragraph("Item 7A. Quantitative and Qualitative Disclosures About Market Risk", ITEM),
        *body("At June 29, 2024 $435.0 million of our debt had a floating rate. We have swapped "
              "$200.0 million of it to a fixed rate of 3.62% until August 2026. A rise of rates by "
              "one percentage point would raise yearly interest expense by about $2.4 million."),
        PageBreak(),
    ]


def income_statement():
    i = INCOME
    table = Rows(("June 29, 2024", "June 24, 2023", "June 25, 2022"), column_width=78)
    table.heading("Net sales:")
    table.row("Products", i["product sales"], dollar=True).row("Services", i["service sales"])
    table.row("Total net sales", i["net sales"], total=True)
    table.heading("Cost of sales:")
    table.row("Cost of products sold", i["product cost"])
    table.row("Cost of services", i["service cost"])
    table.row("Total cost of sales", i["cost"], total=True)
    table.row("Gross profit", i["gross profit"], total=True)
    table.heading("Operating expenses:")
    table.row("Research and development", i["research"])
    table.row("Selling, general and administrative", i["selling"])
    table.row("Amortization of acquired intangible assets", i["amortization"])
    table.row("Restructuring charges", i["restructuring"])
    table.row("Total operating expenses", i["expenses"], total=True)
    table.row("Operating income", i["operating income"], total=True)
    table.row("Interest expense", i["interest expense"]).row("Interest income",
                                                             i["interest income"])
    table.row("Other income (expense), net", i["other"])
    table.row("Income before income taxes", i["before taxes"], total=True)
    table.row("Provision for income taxes", i["taxes"])
    table.row("Net income", i["net income"], dollar=True, total=True)
    table.heading("Net income per share:")
    table.row("Basic", EPS["basic"], dollar=True, decimals=2)
    table.row("Diluted", EPS["diluted"], dollar=True, decimals=2)
    table.heading("Weighted average shares outstanding:")
    table.row("Basic", SHARES["basic"]).row("Diluted", SHARES["diluted"])
    table.row("Cash dividends declared per share", EPS["dividend"], dollar=True, decimals=2,
              indent=False)
    comprehensive = Rows(("June 29, 2024", "June 24, 2023", "June 25, 2022"), column_width=78)
    comprehensive.row("Net income", i["net income"], dollar=True, indent=False)
    comprehensive.row("Foreign currency translation", OTHER_COMPREHENSIVE["translation"])
    comprehensive.row("Pension adjustments, net of tax", OTHER_COMPREHENSIVE["pension"])
    comprehensive.row("Cash flow hedges, net of tax", OTHER_COMPREHENSIVE["hedges"])
    other = [sum(values[k] for values in OTHER_COMPREHENSIVE.values()) for k in range(3)]
    comprehensive.row("Other comprehensive income (loss)", other, total=True)
    comprehensive.row("Comprehensive income", [i["net income"][k] + other[k] for k in range(3)],
                      dollar=True, total=True)
    return [
        Paragraph("Item 8. Financial Statements and Supplementary Data", ITEM),
        *statement("CONSOLIDATED STATEMENTS OF INCOME",
                   "Fiscal years ended (in millions, except per share amounts)", table),
        *statement("CONSOLIDATED STATEMENTS OF COMPREHENSIVE INCOME",
                   "Fiscal years ended (in millions)", comprehensive),
        Paragraph("See the notes to the consolidated financial statements.", SMALL), PageBreak(),
    ]


def total(rows):
    return [sum(values[k] for _, values in rows) for k in range(len(rows[0][1]))]


def balance_sheet():
    table = Rows(("June 29, 2024", "June 24, 2023"), column_width=82)
    table.heading("ASSETS").heading("Current assets:").rows(ASSETS_CURRENT)
    table.row("Total current assets", total(ASSETS_CURRENT), total=True).rows(ASSETS_OTHER)
    table.row("Total assets", TOTALS["assets"], dollar=True, total=True)
    table.heading("LIABILITIES AND STOCKHOLDERS' EQUITY").heading("Current liabilities:")
    table.rows(LIABILITIES_CURRENT)
    table.row("Total current liabilities", total(LIABILITIES_CURRENT), total=True)
    table.rows(LIABILITIES_OTHER)
    table.row("Total liabilities", total(LIABILITIES_CURRENT + LIABILITIES_OTHER), total=True)
    table.heading("Stockholders' equity:").rows(EQUITY)
    table.row("Total stockholders' equity", TOTALS["equity"], total=True)
    table.row("Total liabilities and stockholders' equity", TOTALS["assets"], dollar=True,
              total=True)
    return [*statement("CONSOLIDATED BALANCE SHEETS", "(in millions, except per share amounts)",
                       table),
            Paragraph("See the notes to the consolidated financial statements.", SMALL),
            PageBreak()]


def cash_flows():
    table = Rows(("June 29, 2024", "June 24, 2023", "June 25, 2022"), column_width=78)
    table.heading("Cash flows from operating activities:")
    table.row(OPERATING[0][0], OPERATING[0][1], dollar=True)
    table.heading("Adjustments to reconcile net income to cash provided by operating activities:")
    table.rows(OPERATING[1:6]).heading("Changes in assets and liabilities, net of acquisitions:")
    table.rows(OPERATING[6:])
    table.row("Net cash provided by operating activities", FLOWS["operating"], total=True)
    table.heading("Cash flows from investing activities:").rows(INVESTING)
    table.row("Net cash used in investing activities", FLOWS["investing"], total=True)
    table.heading("Cash flows from financing activities:").rows(FINANCING)
    table.row("Net cash used in financing activities", FLOWS["financing"], total=True)
    table.row("Effect of exchange rates on cash", FLOWS["exchange"])
    table.row("Increase (decrease) in cash and cash equivalents", FLOWS["change"], total=True)
    table.row("Cash and cash equivalents at beginning of year", FLOWS["begin"])
    table.row("Cash and cash equivalents at end of year", FLOWS["end"], dollar=True, total=True)
    table.heading("Supplemental disclosures:")
    table.row("Cash paid for interest", (37.1, 32.0, 25.6))
    table.row("Cash paid for income taxes", (57.8, 48.3, 43.9))
    return [*statement("CONSOLIDATED STATEMENTS OF CASH FLOWS", "Fiscal years ended (in millions)",
                       table),
            Paragraph("See the notes to the consolidated financial statements.", SMALL),
            PageBreak()]


def equity():
    table = Rows(("Common<br/>stock", "Paid-in<br/>capital", "Retained<br/>earnings", "Other comp.<br/>loss",
                  "Treasury<br/>stock", "Total"), column_width=57)
    centre = ParagraphStyle("heading", parent=LABEL_BOLD, fontSize=8.2, leading=9.4, alignment=2)
    table.cells[0] = [""] + [cell for text in table.headings
                             for cell in ("", Paragraph(text, centre))]
    for label, values in EQUITY_ROLL:
        table.row(label, (*values, sum(values)), total=label.startswith("Balance"),
                  dollar=label.startswith("Balance"))
    return [
        *statement("CONSOLIDATED STATEMENTS OF STOCKHOLDERS' EQUITY", "(in millions)", table),
        Paragraph("Notes to Consolidated Financial Statements", ITEM),
        Paragraph("Note 1. Basis of presentation", HEAD),
        *body("The statements include Halden Instruments, Inc. and the companies that it controls. "
              "The fiscal year ends on the last Saturday of June. Revenue from instruments is "
              "recognized when control passes, usually at shipment; revenue from service plans is "
              "recognized evenly over their term. Inventories are stated at the lower of cost, by "
              "the first-in, first-out method, and net realizable value. Buildings are depreciated "
              "over 20 to 40 years, machinery over 5 to 12 years."),
        PageBreak(),
    ]


def notes_segments():
    i = INCOME
    segments = Rows(YEARS)
    segments.heading("Net sales:")
    for name, values in SEGMENT_SALES.items():
        segments.row(name, values, dollar=name == "Process Analytics")
    segments.row("Total net sales", i["net sales"], total=True, dollar=True)
    segments.heading("Segment operating income:")
    for name, values in SEGMENT_INCOME.items():
        segments.row(name, values, dollar=name == "Process Analytics")
    segments.row("Corporate expenses", CORPORATE)
    segments.row("Amortization of acquired intangible assets",
                 [-value for value in i["amortization"]])
    segments.row("Restructuring charges", [-value for value in i["restructuring"]])
    segments.row("Operating income", i["operating income"], total=True, dollar=True)
    regions = Rows(YEARS)
    for name, values in REGIONS.items():
        regions.row(name, values, dollar=name == "Americas")
    regions.row("Total net sales", i["net sales"], total=True, dollar=True)
    purchase = Rows(("Amount",))
    for label, value in PURCHASE:
        purchase.row(label, (value,))
    purchase.row("Purchase price, net of cash acquired", (168.5,), total=True, dollar=True)
    goodwill = Rows(("June 24, 2023", "Acquired", "Exchange rates", "June 29, 2024"),
                    column_width=78)
    for name, values in GOODWILL.items():
        goodwill.row(name, values)
    goodwill.row("Total goodwill", (811.7, 93.6, -2.9, 902.4), total=True, dollar=True)
    return [
        Paragraph("Note 2. Segments", HEAD),
        *body("The chief operating decision maker judges the segments by their operating income "
              "before corporate expenses, amortization of acquired intangible assets and "
              "restructuring charges (in millions):"),
        segments.table(),
        *body("Net sales by the place of the customer (in millions):"), regions.table(),
        Paragraph("Note 3. Acquisition of Larkspur Sensing GmbH", HEAD),
        *body("On January 8, 2024 we bought all shares of Larkspur Sensing GmbH of Lindhafen, "
              "Germany, a maker of water quality sensors, for $168.5 million in cash, net of $11.2 "
              "million of cash acquired. Larkspur brought $44.6 million of net sales and $3.8 "
              "million of operating income to fiscal 2024. The purchase price was allocated as "
              "follows (in millions):"),
        purchase.table(),
        Paragraph("Note 4. Goodwill", HEAD), Paragraph("(in millions)", SMALL), goodwill.table(),
        PageBreak(),
    ]


def notes_debt():
    debt = Rows(("June 29, 2024", "June 24, 2023"), column_width=82)
    debt.row(*DEBT[0], dollar=True).rows(DEBT[1:])
    debt.row("Total debt", DEBT_NET, total=True)
    debt.row("Less: current portion", (-50.0, -25.0))
    debt.row("Long-term debt, net of current portion", (778.6, 700.0), total=True, dollar=True)
    maturities = Rows(("Amount",))
    for year, value in MATURITIES:
        maturities.row(f"Fiscal {year}", (value,), dollar=year == "2025")
    maturities.row("Total", (835.0,), total=True, dollar=True)
    taxes = Rows(YEARS)
    taxes.rows(TAX)
    taxes.row("Provision for income taxes", INCOME["taxes"], total=True, dollar=True)
    quarters = Rows(("First", "Second", "Third", "Fourth", "Year"), column_width=62)
    for name, values in QUARTERS.items():
        quarters.row(name, values, dollar=name == "Net sales", indent=False)
    quarters.row("Diluted net income per share", QUARTER_EPS, dollar=True, decimals=2,
                 indent=False)
    return [
        Paragraph("Note 5. Debt", HEAD), Paragraph("(in millions)", SMALL), debt.table(),
        *body("The term loan bears interest at the secured overnight rate plus 1.375%; the rate was "
              "6.71% at June 29, 2024. Nothing was drawn under the revolving credit facility of "
              "$400.0 million. We were in compliance with all covenants. Maturities of debt are as "
              "follows (in millions):"),
        maturities.table(),
        Paragraph("Note 6. Income taxes", HEAD), Paragraph("(in millions)", SMALL), taxes.table(),
        *body("Unrecognized tax benefits were $13.6 million at June 29, 2024 and $12.9 million at "
              "June 24, 2023."),
        Paragraph("Note 7. Leases", HEAD),
        *body("Operating lease cost was $18.3 million in fiscal 2024, $17.9 million in fiscal 2023 "
              "and $16.8 million in fiscal 2022. The weighted average remaining term was 5.2 years "
              "and the weighted average discount rate 4.6% at June 29, 2024."),
        Paragraph("Note 8. Commitments and contingencies", HEAD),
        *body("At June 29, 2024 we had purchase commitments of $92.5 million, of which $71.0 million "
              "is due in fiscal 2025. The warranty reserve was $15.7 million, compared with $14.9 "
              "million at June 24, 2023."),
        Paragraph("Note 9. Quarterly results for fiscal 2024 (unaudited)", HEAD),
        Paragraph("(in millions, except per share amounts)", SMALL), quarters.table(),
        *body("The quarters' net income per share need not add up to the year's, since each is "
              "computed with its own average of shares."),
    ]


def footer(canvas, document):
    canvas.setFont("Serif", 8)
    canvas.drawCentredString(LETTER[0] / 2, 30, str(document.page))
    if document.page > 1:
        canvas.drawString(54, 30, "Halden Instruments, Inc.")
        canvas.drawRightString(LETTER[0] - 54, 30, "2024 Form 10-K")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("output", help="the PDF to write")
    parser.add_argument("--fonts", default=FONTS, type=pathlib.Path,
                        help="folder of LiberationSerif-*.ttf (default: %(default)s)")
    arguments = parser.parse_args()
    check()
    for name, face in (("Serif", "Regular"), ("Serif-Bold", "Bold"), ("Serif-Italic", "Italic")):
        pdfmetrics.registerFont(TTFont(name, str(arguments.fonts / f"LiberationSerif-{face}.ttf")))
    pdfmetrics.registerFontFamily("Serif", normal="Serif", bold="Serif-Bold",
                                  italic="Serif-Italic", boldItalic="Serif-Bold")
    document = BaseDocTemplate(arguments.output, pagesize=LETTER, leftMargin=54, rightMargin=54,
                               topMargin=48, bottomMargin=48, invariant=1,
                               title="Halden Instruments, Inc. Annual Report 2024",
                               author="Halden Instruments, Inc. (a sample)")
    frame = Frame(54, 48, 504, LETTER[1] - 96, leftPadding=0, rightPadding=0, topPadding=0,
                  bottomPadding=0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=footer))
    document.build([*cover(), *business(), *risks(), *discussion(), *income_statement(),
                    *balance_sheet(), *cash_flows(), *equity(), *notes_segments(), *notes_debt()])


if __name__ == "__main__":
    main()
