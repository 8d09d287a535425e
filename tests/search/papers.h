/* SPDX-License-Identifier: Apache-2.0
 *
 * The filings of companies that do not exist, as laid-out text: the papers of the tests' libraries.
 */
#ifndef GK_SEARCH_TEST_PAPERS_H
#define GK_SEARCH_TEST_PAPERS_H

#include "world.h"

/* Pages: 1 cover, 2 business, 3 income, 4 balance sheet, 5 cash flows, 6 note, 7 taxes, 8 parent.
 */
static const char halden_2023[] =
    "HALDEN GROUP\n"
    "Annual report on Form 10-K\n"
    "For the fiscal year ended December 31, 2023\n"
    "\f"
    "Item 1. Business\n"
    "\n"
    "Halden makes tractors and pumps at four plants in Norway and sells them to farmers, growers\n"
    "and water boards in thirty countries. Ingrid Solberg has been the chief executive officer of\n"
    "the Group since March 2021 and leads it from its head office in the town of Halden.\n"
    "\n"
    "Sales of pumps fell because a strike closed the plant at Moss for eleven weeks in the "
    "spring,\n"
    "and because two large orders from water boards were put off by the customers until 2024.\n"
    "\f"
    "HALDEN GROUP\n"
    "Consolidated Statement of Income\n"
    "Years ended December 31\n"
    "\n"
    "(Millions, except per share amounts)           2023        2022        2021\n"
    "Net sales                                   $ 9,412     $ 9,866     $ 9,003\n"
    "Cost of sales                                 6,108       6,301       5,774\n"
    "Selling, general and administrative           1,702       1,688       1,590\n"
    "Research and development                        455         431         402\n"
    "Operating income                              1,147       1,446       1,237\n"
    "Interest expense                                118          97          90\n"
    "Income before income taxes                    1,029       1,349       1,147\n"
    "Provision for income taxes                      220         282         243\n"
    "Net income                                  $   809     $ 1,067     $   904\n"
    "Earnings per share, diluted                 $  4.31     $  5.63     $  4.74\n"
    "\f"
    "HALDEN GROUP\n"
    "Consolidated Balance Sheet\n"
    "At December 31\n"
    "\n"
    "(Millions)                                     2023        2022\n"
    "Cash and cash equivalents                   $ 1,018     $ 1,240\n"
    "Accounts receivable, net                      1,377       1,402\n"
    "Inventories                                   1,655       1,530\n"
    "Total current assets                          4,250       4,372\n"
    "Property, plant and equipment, net            3,120       2,944\n"
    "Goodwill                                      2,005       2,011\n"
    "Total assets                                $ 9,790     $ 9,742\n"
    "Total current liabilities                     2,560       2,488\n"
    "Long-term debt                                2,300       2,410\n"
    "Total shareholders' equity                  $ 4,102     $ 3,980\n"
    "\f"
    "HALDEN GROUP\n"
    "Consolidated Statement of Cash Flows\n"
    "Years ended December 31\n"
    "\n"
    "(Millions)                                     2023        2022        2021\n"
    "Cash Flows from Operating Activities\n"
    "Net income                                  $   809     $ 1,067     $   904\n"
    "Depreciation and amortization                   402         388         371\n"
    "Net cash provided by operating activities     1,211       1,330       1,254\n"
    "\n"
    "Cash Flows from Investing Activities\n"
    "Purchases of property, plant and equipment     (573)       (512)       (488)\n"
    "Proceeds from the sale of businesses              -          75           -\n"
    "Net cash used in investing activities          (573)       (437)       (488)\n"
    "\n"
    "Cash Flows from Financing Activities\n"
    "Dividends paid to shareholders                 (310)       (305)       (298)\n"
    "Purchases of treasury stock                    (220)       (180)       (150)\n"
    "Net cash used in financing activities          (860)       (640)       (601)\n"
    "\f"
    "Note 7. Segments\n"
    "\n"
    "The Group has two segments. The figures of each are those that the board looks at when it\n"
    "decides on where to spend, and they do not add up to those of the Group as a whole, since\n"
    "the head office, too, spends on buildings and on machines and is no segment itself.\n"
    "\n"
    "(Millions)                                     2023        2022\n"
    "Capital expenditures, Tractors                  301         288\n"
    "Capital expenditures, Pumps                     198         170\n"
    "Number of employees, Tractors                 9,120       9,033\n"
    "\f"
    "Note 9. Income taxes\n"
    "\n"
    "                                               2023        2022\n"
    "Statutory tax rate                             22.0%       22.0%\n"
    "Effect of foreign operations                   (0.6)%      (1.1)%\n"
    "Effective tax rate                             21.4%       20.9%\n"
    "\f"
    "HALDEN ASA\n"
    "Parent company balance sheet\n"
    "At December 31\n"
    "\n"
    "(Millions)                                     2023        2022\n"
    "Cash and cash equivalents                        41          63\n"
    "Accounts receivable, net                         12          10\n"
    "Inventories                                       3           2\n"
    "Total current assets                             56          75\n"
    "Property, plant and equipment, net               88          90\n"
    "Goodwill                                          1           1\n"
    "Total assets                                  5,010       4,990\n"
    "Long-term debt                                2,300       2,410\n"
    "Total equity                                  2,010       1,980\n"
    "\f";

/* Pages: 1 cover, 2 income, 3 cash flows. */
static const char halden_2022[] =
    "HALDEN GROUP\n"
    "Annual report on Form 10-K\n"
    "For the fiscal year ended December 31, 2022\n"
    "\f"
    "HALDEN GROUP\n"
    "Consolidated Statement of Income\n"
    "Years ended December 31\n"
    "\n"
    "(Millions, except per share amounts)           2022        2021        2020\n"
    "Net sales                                   $ 9,866     $ 9,003     $ 8,112\n"
    "Cost of sales                                 6,301       5,774       5,230\n"
    "Selling, general and administrative           1,688       1,590       1,477\n"
    "Research and development                        431         402         377\n"
    "Operating income                              1,446       1,237       1,028\n"
    "Interest expense                                 97          90          88\n"
    "Income before income taxes                    1,349       1,147         940\n"
    "Net income                                  $ 1,067     $   904     $   731\n"
    "\f"
    "HALDEN GROUP\n"
    "Consolidated Statement of Cash Flows\n"
    "Years ended December 31\n"
    "\n"
    "(Millions)                                     2022        2021        2020\n"
    "Net income                                  $ 1,067     $   904     $   731\n"
    "Depreciation and amortization                   388         371         350\n"
    "Net cash provided by operating activities     1,330       1,254       1,098\n"
    "Purchases of property, plant and equipment     (512)       (488)       (433)\n"
    "Net cash used in investing activities          (437)       (488)       (433)\n"
    "Dividends paid to shareholders                 (305)       (298)       (290)\n"
    "Net cash used in financing activities          (640)       (601)       (566)\n"
    "\f";

/* Pages: 1 cover, 2 income. */
static const char halden_2024q2[] =
    "HALDEN GROUP\n"
    "Quarterly report on Form 10-Q\n"
    "For the quarter ended June 30, 2024\n"
    "\f"
    "HALDEN GROUP\n"
    "Consolidated Statement of Income\n"
    "                                           Three Months Ended         Six Months Ended\n"
    "                                           June 30,   June 30,       June 30,   June 30,\n"
    "(Millions)                                   2024       2023           2024       2023\n"
    "Net sales                                 $ 2,511    $ 2,402        $ 4,870    $ 4,655\n"
    "Cost of sales                               1,630      1,577          3,160      3,051\n"
    "Selling, general and administrative           431        428            858        849\n"
    "Research and development                      121        113            240        225\n"
    "Operating income                              329        284            612        530\n"
    "Interest expense                               31         29             61         58\n"
    "Income before income taxes                    298        255            551        472\n"
    "Net income                                $   233    $   201        $   431    $   371\n"
    "\f";

/* In thousands; pages: 1 cover, 2 cash flows. */
static const char vestmark_2023[] =
    "VESTMARK LINES LTD\n"
    "Annual report on Form 10-K\n"
    "For the fiscal year ended December 31, 2023\n"
    "\f"
    "VESTMARK LINES LTD\n"
    "Statement of Cash Flows\n"
    "Years ended December 31\n"
    "(in thousands)                                 2023        2022\n"
    "Net income                                 $ 41,226    $ 39,870\n"
    "Depreciation and amortization                12,310      11,904\n"
    "Net cash provided by operating activities    55,012      50,771\n"
    "Purchases of vessels                         (8,400)     (7,120)\n"
    "Purchases of property and equipment         (23,451)    (19,306)\n"
    "Net cash used in investing activities       (31,851)    (26,426)\n"
    "Dividends paid                               (9,000)     (8,500)\n"
    "Net cash used in financing activities       (15,300)    (14,100)\n"
    "\f";

/* Pages: 1 cover, 2 balance sheet, 3 words. */
static const char chengzhou_2023[] =
    "澄州仪器股份有限公司\n"
    "2023年年度报告\n"
    "\f"
    "合并资产负债表\n"
    "2023年12月31日\n"
    "                                                    单位：万元  币种：人民币\n"
    "项目                                 期末余额            期初余额\n"
    "货币资金                            35,066.18           31,000.42\n"
    "应收账款                            12,871.90           11,540.03\n"
    "存货                                18,904.55           17,220.31\n"
    "流动资产合计                        72,310.77           65,118.20\n"
    "固定资产                            40,215.06           38,990.64\n"
    "资产总计                           131,402.18          122,056.91\n"
    "短期借款                             9,000.00            8,500.00\n"
    "负债合计                            52,007.44           50,113.08\n"
    "\f"
    "董事会讨论与分析\n"
    "\n"
    "报告期内公司流量计产品销量下降，主要原因是下游水务客户推迟了两个大型项目的验收，公司预计相关\n"
    "项目将在下一年度完成。公司的实际控制人为陈立新，其持有公司百分之三十一的股份，未发生变化。\n"
    "\f";

/* Words of no account, so that those of the filings are rare. */
static inline void papers_add_filler(world *w)
{
    static const char *const subjects[] = {"weather", "harvest", "railway", "harbour", "museum",
                                           "theatre", "orchard", "library", "bridge",  "mountain"};
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        char *name = gk_format("OTHER_%zu_NEWS", 2000 + i);
        char *text = gk_format("On the %s\n\nThe %s was much spoken of in the town, and there were "
                               "letters to the paper about it.\n\f"
                               "More on the %s\n\nNobody knew what would become of the %s.\n",
                               subjects[i], subjects[i], subjects[i], subjects[i]);
        world_add(w, name, text);
        gk_free(text);
        gk_free(name);
    }
}

static inline void papers_add_all(world *w)
{
    world_add(w, "HALDEN_2022_10K", halden_2022);
    world_add(w, "HALDEN_2023_10K", halden_2023);
    world_add(w, "HALDEN_2024Q2_10Q", halden_2024q2);
    world_add(w, "VESTMARK_2023_10K", vestmark_2023);
    world_add(w, "澄州仪器_2023_年度报告", chengzhou_2023);
    papers_add_filler(w);
}

#endif
