/* SPDX-License-Identifier: Apache-2.0
 *
 * The vocabulary of line items. A line is one item: its name, the statements it stands in, whether
 * it is computed, how people ask for it, how statements print it. To teach Goshawk a new one, add a
 * line.
 */
#include "search/search.h"

#include <string.h>

enum {
    IS = GK_STATEMENT_INCOME,
    BS = GK_STATEMENT_BALANCE,
    CF = GK_STATEMENT_CASH,
};

static const gk_line_item items[] = {
    /* ---- income statement ---- */
    {"revenue", IS, false,
     "revenue|revenues|net revenue|total revenue|total revenues|net sales|total net "
     "sales|sales|top line|turnover|"
     "营业收入|营业总收入|收入",
     "revenue|revenues|total revenue|total revenues|net revenue|total net revenue|net revenues|net "
     "sales|"
     "total net sales|sales|sales to customers|sales and revenues|total sales|operating "
     "revenues|total operating "
     "revenues|营业收入|"
     "其中：营业收入|一、营业收入|一、营业总收入|营业总收入"},
    {"cost of goods sold", IS, false,
     "cost of goods sold|cogs|cost of sales|merchandise costs|cost of revenue|cost of "
     "revenues|cost of products "
     "sold|营业成本",
     "cost of goods sold|merchandise costs|cost of sales|cost of revenue|cost of revenues|total "
     "cost of revenue|cost "
     "of products sold|"
     "total cost of sales|营业成本|其中：营业成本"},
    {"gross profit", IS, false, "gross profit|gross income|毛利", "gross profit|gross margin|毛利"},
    {"operating income", IS, false,
     "operating income|operating profit|income from operations|profit from "
     "operations|operating loss|loss from operations|ebit|营业利润",
     "operating income|operating loss|loss from operations|(loss)/earnings from "
     "operations|operating income/(loss)|income/(loss) from operations|earnings/(loss) from "
     "operations|operating earnings/(loss)|operating profit|income from operations|total operating "
     "income|operating "
     "income (loss)|"
     "earnings from operations|operating earnings|income (loss) from "
     "operations|营业利润|三、营业利润"},
    {"research and development", IS, false,
     "research and development|research and development expense|r&d|r&d expense|r&d "
     "spending|研发费用|研发投入",
     "research and development|research and development expenses|research, development and related "
     "expenses|"
     "research, development and engineering|technology and development|研发费用"},
    {"selling, general and administrative", IS, false,
     "selling, general and administrative|sg&a|selling general and administrative "
     "expense|销售及管理费用",
     "selling, general and administrative expenses|selling, general and administrative|"
     "selling and administrative|marketing, general and administrative"},
    {"selling expense", IS, false, "selling expense|selling expenses|销售费用",
     "selling expenses|销售费用"},
    {"administrative expense", IS, false, "administrative expense|管理费用",
     "administrative expenses|管理费用"},
    {"finance expense", IS, false, "finance expense|financial expense|财务费用",
     "财务费用|finance costs"},
    {"interest expense", IS, false, "interest expense|interest paid on debt|利息费用|利息支出",
     "interest expense|interest expense, net|其中：利息费用|利息支出"},
    {"net interest income", IS, false, "net interest income|利息净收入",
     "net interest income|利息净收入"},
    {"fee and commission income", IS, false, "net fee and commission income|手续费及佣金净收入",
     "net fee and commission income|手续费及佣金净收入"},
    {"income before tax", IS, false,
     "income before tax|pretax income|pre-tax income|income before income taxes|profit before "
     "tax|total profit|利润总额",
     "income before income taxes|income before taxes|income before provision for income taxes|"
     "earnings before income taxes|income before income tax|利润总额|四、利润总额"},
    {"income tax", IS, false,
     "income tax expense|provision for income taxes|income taxes|tax expense|所得税费用|所得税",
     "provision for income taxes|income tax expense|income taxes|income tax "
     "provision|减：所得税费用|所得税费用"},
    {"net income", IS, false, "net income|net earnings|net profit|bottom line|net loss|净利润",
     "net income|net earnings|net income (loss)|net loss|net (loss)/earnings|net "
     "earnings/(loss)|net income/(loss)|net loss|net income including noncontrolling "
     "interest|"
     "consolidated net income|净利润|五、净利润"},
    {"net income attributable to shareholders", IS, false,
     "net income attributable to shareholders|net income attributable to the company|attributable "
     "net income|"
     "net income attributable to common "
     "shareholders|归属于上市公司股东的净利润|归属于母公司所有者的净利润|归母净利润|"
     "归属于母公司股东的净利润",
     "net income attributable to|net income attributable to common shareholders|net earnings "
     "attributable to|"
     "归属于上市公司股东的净利润|归属于银行股东的净利润|归属于本行股东的净利润|"
     "归属于母公司所有者的净利润|归属于母公司股东的净利润|1."
     "归属于母公司股东的净利润"},
    {"earnings per share, diluted", IS, false,
     "diluted earnings per share|diluted eps|diluted net income per share|net income per "
     "share|earnings per common share|diluted net earnings per share|earnings per "
     "share|eps|每股收益|稀释每股收益|基本每股收益",
     "diluted|diluted net income per share|diluted net earnings per share|net income per share "
     "diluted|diluted (loss)/earnings per share|diluted earnings per share|earnings per share "
     "diluted|diluted earnings per common "
     "share|基本每股收益|"
     "稀释每股收益|（一）基本每股收益"},
    {"earnings per share, basic", IS, false, "basic earnings per share|basic eps",
     "basic|basic earnings per share|earnings per share basic|basic earnings per common share|"
     "basic net income per share|basic net earnings per share"},
    {"dividends per share", IS, false,
     "dividends per share|dividend per share|dividends declared per share|dividends per common "
     "share|每股股利",
     "dividends per share|cash dividends declared per share|dividends declared per share|cash "
     "dividends declared per common share|dividends declared per common share|dividends per "
     "common share|cash dividends per share"},
    {"provision for credit losses", IS, false,
     "provision for credit losses|provisions for credit losses|credit loss provision|provision for "
     "loan losses|信用减值损失",
     "provision for credit losses|provisions for credit losses|total provisions for credit "
     "losses|provision for loan losses|信用减值损失"},
    {"income from continuing operations", IS, false,
     "income from continuing operations|earnings from continuing operations|profit from continuing "
     "operations|loss from continuing operations|持续经营净利润",
     "income from continuing operations|income (loss) from continuing operations|net income from "
     "continuing operations|earnings from continuing operations|net earnings from continuing "
     "operations|持续经营净利润"},
    {"deferred revenue", BS, false,
     "deferred revenue|deferred revenues|unearned revenue|unearned revenues|contract "
     "liabilities|合同负债",
     "deferred revenue|deferred revenues|unearned revenue|short-term unearned revenue|unearned "
     "revenues|contract liabilities|deferred revenue, current|合同负债"},
    {"goodwill impairment", IS | CF, false,
     "goodwill impairment|goodwill impairment losses|impairment of goodwill|商誉减值",
     "goodwill impairment|goodwill impairment losses|goodwill impairment charges|impairment of "
     "goodwill"},
    {"effective tax rate", IS, false,
     "effective tax rate|effective income tax rate|实际税率|有效税率",
     "effective tax rate|effective income tax rate|effective rate"},
    {"adjusted EBITDA", IS, false, "adjusted ebitda|adj ebitda|adjusted non gaap ebitda",
     "adjusted ebitda|adjusted ebitda from continuing operations"},
    {"stock-based compensation", CF, false,
     "stock-based compensation|share-based compensation|股份支付",
     "stock-based compensation|share-based compensation|stock-based compensation expense"},
    {"operating expenses", IS, false,
     "operating expenses|total operating expenses|opex|operating costs and expenses|total costs "
     "and "
     "expenses|营业总成本",
     "total operating expenses|operating expenses|total costs and expenses|total operating costs "
     "and expenses|costs and expenses|二、营业总成本|营业总成本"},
    {"advertising expense", IS, false,
     "advertising expense|advertising expenses|advertising costs|advertising spend|ad spend|广告费",
     "advertising expense|advertising expenses|advertising costs|advertising|广告费"},
    {"marketing expense", IS, false,
     "marketing expense|marketing expenses|sales and marketing|sales and marketing "
     "expense|marketing spend",
     "sales and marketing|marketing|sales and marketing expenses|marketing expenses"},
    {"fulfillment expense", IS, false, "fulfillment expense|fulfillment expenses|fulfillment costs",
     "fulfillment|fulfillment expenses"},
    {"interest income", IS, false, "interest income|利息收入",
     "interest income|interest and investment income|interest and other income|其中：利息收入|"
     "利息收入"},
    {"other income, net", IS, false,
     "other income net|other income and expense|other income expense|other expense net|其他收益",
     "other income, net|other income (expense), net|other (income) expense, net|other, net|other "
     "expense, net|other income|加：其他收益|其他收益"},
    {"investment income", IS, false, "investment income|income from investments|投资收益",
     "investment income|income from equity investments|equity in earnings of "
     "affiliates|投资收益|加：投资收益|投资收益（损失以“－”号填列）"},
    {"restructuring charges", IS, false,
     "restructuring charges|restructuring charge|restructuring costs|restructuring "
     "expenses|restructuring expense|重组费用",
     "restructuring charges|restructuring costs|restructuring|restructuring and other "
     "charges|restructuring expenses|restructuring and related expenses"},
    {"impairment charges", IS | CF, false,
     "impairment charges|impairment charge|asset impairment|asset impairments|impairment "
     "losses|资产减值损失",
     "impairment charges|asset impairments|impairment of assets|impairment "
     "losses|asset impairment charges|资产减值损失"},
    {"amortization of intangible assets", IS | CF, false,
     "amortization of intangible assets|amortization of intangibles|amortization of acquired "
     "intangibles|amortization of acquisition-related intangibles|无形资产摊销",
     "amortization of intangible assets|amortization of intangibles|amortization of acquired "
     "intangible assets|无形资产摊销"},
    {"taxes and surcharges", IS, false, "taxes and surcharges|税金及附加", "税金及附加"},
    {"fair value changes", IS, false, "gains from changes in fair value|公允价值变动收益",
     "公允价值变动收益|公允价值变动收益（损失以“－”号填列）"},
    {"non-operating income", IS, false, "non-operating income|nonoperating income|营业外收入",
     "non-operating income|加：营业外收入|营业外收入"},
    {"non-operating expense", IS, false, "non-operating expense|non-operating expenses|营业外支出",
     "non-operating expenses|减：营业外支出|营业外支出"},
    {"net income attributable to noncontrolling interests", IS, false,
     "net income attributable to noncontrolling interests|minority interest in "
     "earnings|少数股东损益",
     "net income attributable to noncontrolling interests|net earnings attributable to "
     "noncontrolling interests|less: net income attributable to noncontrolling "
     "interests|少数股东损益"},
    {"net income excluding one-off items", IS, false,
     "扣非净利润|扣除非经常性损益的净利润|扣除非经常性损益后的净利润",
     "归属于上市公司股东的扣除非经常性损益的净利润|扣除非经常性损益后的净利润"},
    {"comprehensive income", IS, false,
     "comprehensive income|total comprehensive income|综合收益总额",
     "comprehensive income|total comprehensive income|comprehensive income (loss)|综合收益总额"},
    {"income from discontinued operations", IS, false,
     "income from discontinued operations|loss from discontinued operations|discontinued "
     "operations|终止经营净利润",
     "income from discontinued operations|income (loss) from discontinued operations|income from "
     "discontinued operations, net of tax|earnings from discontinued operations|终止经营净利润"},
    {"foreign exchange gain or loss", IS | CF, false,
     "foreign exchange gain|foreign exchange loss|foreign currency loss|foreign currency "
     "gain|汇兑损益|汇兑收益",
     "foreign exchange gain|foreign currency transaction losses|foreign currency "
     "loss|foreign exchange loss (gain)|汇兑收益"},
    {"interest income, total", IS, false, "total interest income", "total interest income"},
    {"noninterest income", IS, false,
     "noninterest income|non-interest income|total noninterest revenue|noninterest "
     "revenue|非利息收入|非利息净收入",
     "total noninterest income|noninterest revenue|total noninterest revenue|total non-interest "
     "revenues|非利息净收入"},
    {"noninterest expense", IS, false, "noninterest expense|non-interest expense|业务及管理费",
     "total noninterest expense|noninterest expense|业务及管理费"},
    {"premiums", IS, false, "premiums|premiums earned|premium revenue|已赚保费|保费收入",
     "premiums|premiums earned|net premiums earned|已赚保费|保险业务收入"},
    {"weighted average shares, diluted", IS, false,
     "diluted weighted average shares|diluted shares|diluted shares outstanding|diluted share "
     "count|weighted average diluted shares",
     "diluted|weighted average common shares outstanding, diluted|weighted-average shares "
     "diluted|diluted weighted-average shares outstanding"},
    {"weighted average shares, basic", IS, false,
     "basic weighted average shares|basic shares outstanding|weighted average shares|weighted "
     "average shares outstanding",
     "basic|weighted average common shares outstanding, basic|weighted-average shares basic|basic "
     "weighted-average shares outstanding"},
    {"comparable sales", GK_STATEMENT_NONE, false,
     "comparable sales|comparable store sales|same-store sales|same store sales|comps|同店销售",
     "comparable sales|comparable store sales|comparable sales % change|total comparable sales|net "
     "comparable sales"},
    {"segment revenue", GK_STATEMENT_NONE, false,
     "segment revenue|segment revenues|revenue by segment|net sales by segment|segment net "
     "sales|分部收入|分产品收入|分行业收入",
     "total segment revenue|segment net sales|net sales to external customers|分部收入"},
    {"segment operating income", GK_STATEMENT_NONE, false,
     "segment operating income|segment operating profit|segment income|segment profit|operating "
     "income by segment|分部利润",
     "segment operating income|total segment operating income|segment operating profit|segment "
     "profit|分部利润"},
    /* ---- balance sheet ---- */
    {"cash and cash equivalents", BS, false,
     "cash and cash equivalents|cash & cash equivalents|cash balance|cash on hand|cash "
     "position|cash holdings|货币资金|现金及现金等价物",
     "cash and cash equivalents|cash and cash equivalents at end of period|货币资金"},
    {"accounts receivable", BS, false,
     "accounts receivable|trade accounts receivable|receivables|trade receivables|net ar|应收账款",
     "accounts receivable|accounts receivable, net|trade accounts receivable|trade accounts "
     "receivable, less allowances|accounts receivable, less allowances|trade accounts receivable, "
     "net|receivables|trade receivables, net|receivables, "
     "net|"
     "accounts and notes receivable|应收账款"},
    {"inventories", BS, false, "inventory|inventories|存货",
     "inventories|inventory|total inventories|merchandise inventories|inventories, net|存货"},
    {"total current assets", BS, false, "total current assets|current assets|流动资产合计|流动资产",
     "total current assets|流动资产合计"},
    {"property, plant and equipment", BS, false,
     "property, plant and equipment|net property plant and equipment|pp&e|ppe|net ppne|ppne|net "
     "pp&e|fixed assets|"
     "固定资产",
     "property, plant and equipment - net|property, plant and equipment, net|property and "
     "equipment, net|"
     "net property, plant and equipment|property, plant and equipment|land, buildings, and "
     "equipment|"
     "property and equipment - net|固定资产"},
    {"construction in progress", BS, false, "construction in progress|在建工程",
     "construction in progress|在建工程"},
    {"goodwill", BS, false, "goodwill|商誉", "goodwill|商誉"},
    {"total assets", BS, false, "total assets|资产总额|总资产|资产总计",
     "total assets|资产总计|资产总额|总资产"},
    {"accounts payable", BS, false, "accounts payable|trade payables|payables|应付账款",
     "accounts payable|trade payables|payables|应付账款"},
    {"short-term borrowings", BS, false, "short-term borrowings|short-term debt|短期借款",
     "short-term borrowings|short-term borrowings and current portion of long-term debt|short-term "
     "debt|短期借款"},
    {"long-term debt", BS, false, "long-term debt|长期借款",
     "long-term debt|long-term debt, net|long-term debt, less current portion|长期借款"},
    {"total debt", BS, false, "total debt|debt on balance sheet|borrowings", "total debt"},
    {"total current liabilities", BS, false,
     "total current liabilities|current liabilities|流动负债合计|流动负债",
     "total current liabilities|流动负债合计"},
    {"total liabilities", BS, false, "total liabilities|负债合计|总负债",
     "total liabilities|负债合计|总负债"},
    {"customer deposits", BS, false,
     "customer deposits|deposits from customers|total deposits|吸收存款|客户存款",
     "customer deposits|deposits|total deposits|吸收存款|客户存款总额|客户存款"},
    {"loans", BS, false, "loans and advances|total loans|客户贷款|发放贷款和垫款",
     "loans and advances to customers|total loans|客户贷款总额|发放贷款和垫款"},
    {"shareholders' equity", BS, false,
     "shareholders' equity|stockholders' equity|total equity|book value|净资产|所有者权益|股东权益",
     "total shareholders' equity|total stockholders' equity|total "
     "equity|所有者权益合计|股东权益合计|"
     "归属于上市公司股东的净资产"},
    {"retained earnings", BS, false, "retained earnings|未分配利润",
     "retained earnings|accumulated earnings|未分配利润"},
    {"marketable securities", BS, false,
     "marketable securities|short-term investments|available for sale securities|交易性金融资产",
     "marketable securities|short-term investments|marketable securities - current|total "
     "marketable securities|交易性金融资产"},
    {"long-term investments", BS, false,
     "long-term investments|equity method investments|长期股权投资|长期投资",
     "long-term investments|investments|equity method investments|长期股权投资"},
    {"notes receivable", BS, false, "notes receivable|应收票据", "notes receivable|应收票据"},
    {"prepayments", BS, false, "prepaid expenses|prepayments|预付款项|预付账款",
     "prepaid expenses|prepaid expenses and other current assets|prepayments|预付款项"},
    {"other receivables", BS, false, "other receivables|其他应收款",
     "other receivables|其他应收款"},
    {"other current assets", BS, false, "other current assets|其他流动资产",
     "other current assets|prepaid expenses and other current assets|其他流动资产"},
    {"non-current assets", BS, false,
     "non-current assets|noncurrent assets|非流动资产合计|非流动资产",
     "total non-current assets|非流动资产合计"},
    {"intangible assets", BS, false,
     "intangible assets|intangibles|other intangible assets|无形资产",
     "intangible assets, net|other intangible assets, net|intangible assets|acquired intangible "
     "assets, net|purchased intangible assets, net|无形资产"},
    {"right-of-use assets", BS, false,
     "right-of-use assets|right of use assets|operating lease assets|使用权资产",
     "operating lease right-of-use assets|right-of-use assets|operating lease assets|使用权资产"},
    {"deferred tax assets", BS, false,
     "deferred tax assets|deferred income tax assets|递延所得税资产",
     "deferred tax assets|deferred income taxes|net deferred tax assets|递延所得税资产"},
    {"deferred tax liabilities", BS, false,
     "deferred tax liabilities|deferred income tax liabilities|递延所得税负债",
     "deferred tax liabilities|deferred income taxes|递延所得税负债"},
    {"accrued liabilities", BS, false,
     "accrued liabilities|accrued expenses|accrued expenses and other",
     "accrued liabilities|accrued expenses|accrued expenses and other|other accrued liabilities"},
    {"operating lease liabilities", BS, false,
     "operating lease liabilities|lease liabilities|lease obligations|租赁负债",
     "operating lease liabilities|long-term operating lease liabilities|current portion of "
     "operating lease liabilities|租赁负债"},
    {"current portion of long-term debt", BS, false,
     "current portion of long-term debt|current maturities of long-term "
     "debt|一年内到期的非流动负债",
     "current portion of long-term debt|long-term debt due within one year|current maturities of "
     "long-term debt|一年内到期的非流动负债"},
    {"commercial paper", BS, false, "commercial paper|commercial paper outstanding",
     "commercial paper"},
    {"bonds payable", BS, false, "bonds payable|notes payable|应付债券",
     "bonds payable|notes payable|应付债券"},
    {"income taxes payable", BS, false,
     "income taxes payable|taxes payable|accrued income taxes|应交税费",
     "income taxes payable|accrued income taxes|accrued income taxes (current and "
     "long-term)|应交税费"},
    {"employee benefits payable", BS, false,
     "accrued compensation|accrued payroll|employee benefits payable|应付职工薪酬",
     "accrued compensation and benefits|accrued payroll|accrued salaries and "
     "benefits|应付职工薪酬"},
    {"pension liabilities", BS, false,
     "pension liabilities|pension obligations|pension and postretirement benefits|accrued pension",
     "pension and postretirement benefits|accrued pension|pension liabilities|employee benefit "
     "obligations"},
    {"advances from customers", BS, false, "advances from customers|预收款项|预收账款",
     "advances from customers|advances and billings in excess of related costs|预收款项"},
    {"non-current liabilities", BS, false,
     "non-current liabilities|noncurrent liabilities|非流动负债合计|非流动负债",
     "total non-current liabilities|非流动负债合计"},
    {"share capital", BS, false, "share capital|common stock par|股本|实收资本",
     "common stock|share capital|股本|实收资本（或股本）"},
    {"additional paid-in capital", BS, false,
     "additional paid-in capital|paid-in capital|capital surplus|资本公积",
     "additional paid-in capital|capital in excess of par value|capital surplus|资本公积"},
    {"surplus reserve", BS, false, "surplus reserve|盈余公积", "盈余公积"},
    {"accumulated other comprehensive loss", BS, false,
     "accumulated other comprehensive loss|accumulated other comprehensive "
     "income|aoci|其他综合收益",
     "accumulated other comprehensive loss|accumulated other comprehensive income|accumulated "
     "other comprehensive income (loss)|其他综合收益"},
    {"treasury stock", BS, false, "treasury stock|treasury shares|库存股",
     "treasury stock|treasury stock, at cost|减：库存股|库存股"},
    {"noncontrolling interests", BS, false,
     "noncontrolling interests|noncontrolling interest|minority interests|少数股东权益",
     "noncontrolling interests|noncontrolling interest|少数股东权益"},
    {"allowance for credit losses", BS, false,
     "allowance for credit losses|allowance for loan losses|allowance for doubtful "
     "accounts|贷款损失准备|坏账准备",
     "allowance for credit losses|allowance for loan losses|allowance for doubtful "
     "accounts|贷款损失准备|坏账准备"},
    /* ---- cash flow statement ---- */
    {"capital expenditures", CF, false,
     "capital expenditure|capital expenditures|capex|capital spending|spend on property, plant and "
     "equipment|"
     "spent on property, plant and equipment|purchases of property, plant and equipment|"
     "invest in property, plant and equipment|spend on property and "
     "equipment|购建固定资产|资本支出|资本性支出",
     "purchases of property, plant and equipment|purchases of property and equipment|"
     "capital spending|purchases of property, plant and equipment (pp&e)|purchase of property, "
     "plant and equipment|"
     "purchase of property and equipment|capital expenditures|additions to property, plant and "
     "equipment|"
     "additions to property and equipment|additions to property, equipment|"
     "purchases of land, buildings, and equipment|capital expenditure|"
     "payments for property, plant and equipment|购建固定资产、无形资产和其他长期资产支付的现金|"
     "购建固定资产、无形资产和其他长期资产所支付的现金"},
    {"depreciation and amortization", CF, false,
     "depreciation and amortization|depreciation and "
     "amortisation|d&a|depreciation|amortization|折旧和摊销",
     "depreciation and amortization|depreciation|depreciation and amortization of property|"
     "amortization of intangible assets|固定资产折旧"},
    {"cash from operations", CF, false,
     "cash from operations|net cash from operations|operating cash flows|net cash used in "
     "operating activities|net cash from operating "
     "activities|cash used in operating activities|cash from operating activities|operating cash "
     "flow|cash flow from "
     "operations|"
     "cash flow from operating activities|net cash provided by operating "
     "activities|经营活动产生的现金流量净额|经营现金流",
     "net cash provided by operating activities|net cash from operations|net cash from operating "
     "activities|net cash flows from operating activities|cash flows from operating activities|net "
     "cash provided by (used in) operating "
     "activities|"
     "cash provided by operating activities|net cash provided by operations|cash provided by "
     "operations|"
     "total cash provided by operating activities|经营活动产生的现金流量净额"},
    {"cash from investing", CF, false,
     "cash from investing activities|cash flow from investing|net cash used in investing|cash used "
     "in investing|net cash used in investing "
     "activities|"
     "投资活动产生的现金流量净额",
     "net cash used in investing activities|net cash used in investing|net cash from investing|net "
     "cash provided by (used in) investing activities|"
     "net cash used by investing activities|投资活动产生的现金流量净额"},
    {"cash from financing", CF, false,
     "cash from financing activities|cash flow from financing|net cash used in financing|cash used "
     "in financing|net cash used in financing "
     "activities|"
     "筹资活动产生的现金流量净额",
     "net cash used in financing activities|net cash used in financing|net cash from financing|net "
     "cash provided by (used in) financing activities|"
     "net cash used by financing activities|筹资活动产生的现金流量净额"},
    {"dividends paid", CF, false,
     "cash dividends|dividends paid|cash dividends paid|pay out in cash dividends|paid out in cash "
     "dividends|dividends|"
     "现金分红|分配股利",
     "dividends paid|cash dividends paid|dividends paid to shareholders|dividends paid to "
     "stockholders|"
     "payment of dividends|dividends|cash dividends|分配股利、利润或偿付利息支付的现金"},
    {"share repurchases", CF, false,
     "share repurchases|stock repurchases|buybacks|share buybacks|stock buybacks|repurchase common "
     "stock|repurchase of common stock|repurchase in common stock|repurchase shares|buy back "
     "shares|buy back stock|purchases of treasury stock|repurchases of common stock|回购股份",
     "repurchases of common stock|purchases of stock for treasury|common stock "
     "repurchases|payments for repurchase of common stock|repurchase of shares|purchase of company "
     "stock|common stock acquired|repurchases of common shares|acquisition of treasury "
     "stock|treasury stock purchases|payments to repurchase common stock|purchases of treasury "
     "stock|repurchase of common stock|share "
     "repurchases"},
    {"change in working capital", CF, false,
     "change in working capital|changes in working capital|changes in operating assets and "
     "liabilities",
     "changes in operating assets and liabilities|changes in assets and liabilities|changes in "
     "current assets and current liabilities"},
    {"proceeds from debt", CF, false,
     "proceeds from debt|proceeds from issuance of debt|debt issuance|proceeds from long-term "
     "debt|proceeds from borrowings|取得借款收到的现金",
     "proceeds from issuance of long-term debt|proceeds from debt|proceeds from "
     "borrowings|proceeds "
     "from issuance of debt|issuances of debt|取得借款收到的现金"},
    {"repayments of debt", CF, false,
     "repayments of debt|repayment of debt|debt repayment|debt repayments|repayments of long-term "
     "debt|偿还债务支付的现金",
     "repayments of long-term debt|repayment of debt|repayments of debt|payments of "
     "debt|payments of long-term debt|偿还债务支付的现金"},
    {"acquisitions, net of cash", CF, false,
     "cash paid for acquisitions|acquisitions net of cash acquired|acquisition of businesses net "
     "of cash",
     "acquisitions, net of cash acquired|acquisitions of businesses, net of cash "
     "acquired|acquisitions|purchase of companies, net of cash acquired"},
    {"purchases of investments", CF, false,
     "purchases of investments|purchases of marketable securities|purchase of investments|"
     "投资支付的现金",
     "purchases of investments|purchases of marketable securities|purchases of marketable "
     "securities and investments|purchases of short-term investments|投资支付的现金"},
    {"sales of investments", CF, false,
     "sales of investments|sales and maturities of investments|maturities of "
     "investments|收回投资收到的现金",
     "sales and maturities of investments|proceeds from maturities of marketable "
     "securities|sales of investments|proceeds from maturities and sale of marketable securities "
     "and investments|收回投资收到的现金"},
    {"proceeds from stock issuance", CF, false,
     "proceeds from issuance of common stock|proceeds from stock options|stock issuance "
     "proceeds|吸收投资收到的现金",
     "proceeds from issuance of common stock|proceeds from exercise of stock options|proceeds from "
     "issuance of treasury stock pursuant to stock option and benefit plans|issuances of "
     "stock|吸收投资收到的现金"},
    {"cash paid for interest", CF, false, "cash paid for interest|cash interest paid|interest paid",
     "cash paid for interest|interest paid|cash interest payments|interest"},
    {"cash paid for income taxes", CF, false,
     "cash paid for income taxes|cash taxes|cash taxes paid|income taxes paid|支付的各项税费",
     "cash paid for income taxes|income taxes paid|income taxes|支付的各项税费"},
    {"net change in cash", CF, false,
     "net change in cash|net increase in cash|net decrease in cash|现金及现金等价物净增加额",
     "net increase (decrease) in cash and cash equivalents|net change in cash and cash "
     "equivalents|net increase in cash|现金及现金等价物净增加额"},
    {"deferred income taxes", CF, false, "deferred income taxes|deferred taxes|递延所得税费用",
     "deferred income taxes|deferred income tax|递延所得税费用"},
    {"cash received from customers", CF, false,
     "cash received from customers|销售商品、提供劳务收到的现金", "销售商品、提供劳务收到的现金"},
    /* ---- ratios: the labels are those of their terms ---- */
    {"gross margin", IS, true,
     "gross margin|gross margins|gross profit margin|gross margin profile|毛利率",
     "gross profit|gross margin|total revenue|net sales|cost of sales|营业收入|营业成本|毛利率"},
    {"operating margin", IS, true,
     "operating margin|operating income margin|operating profit margin|operating income % "
     "margin|营业利润率",
     "operating income|net sales|total revenue"},
    {"net profit margin", IS, true, "net profit margin|net income margin|net margin|净利率",
     "net income|net earnings|net sales|total revenue|净利润|营业收入"},
    {"EBITDA", IS | CF, true, "ebitda|unadjusted ebitda|ebitda margin|息税折旧摊销前利润",
     "operating income|depreciation and amortization|total revenue"},
    {"free cash flow", CF, true, "free cash flow|fcf|自由现金流",
     "net cash provided by operating activities|purchases of property, plant and equipment|capital "
     "expenditures|"
     "purchases of land, buildings, and "
     "equipment|经营活动产生的现金流量净额|购建固定资产、无形资产和其他长期资产支付的现金"},
    {"quick ratio", BS, true, "quick ratio|acid test|速动比率",
     "total current assets|inventories|total current liabilities|流动资产合计|存货|流动负债合计"},
    {"current ratio", BS, true, "current ratio|working capital ratio|流动比率",
     "total current assets|total current liabilities|流动资产合计|流动负债合计"},
    {"working capital", BS, true, "working capital|营运资本|营运资金",
     "total current assets|total current liabilities|流动资产合计|流动负债合计"},
    {"debt ratio", BS, true, "debt ratio|debt to assets|asset-liability ratio|资产负债率",
     "负债合计|资产总计|total liabilities|total assets"},
    {"days payable outstanding", BS | IS, true, "days payable outstanding|dpo|应付账款周转天数",
     "accounts payable|cost of sales|inventories|应付账款"},
    {"days sales outstanding", BS | IS, true, "days sales outstanding|dso|应收账款周转天数",
     "accounts receivable|receivables|net sales|应收账款|营业收入"},
    {"days inventory outstanding", BS | IS, true, "days inventory outstanding|dio|存货周转天数",
     "inventories|cost of sales|存货|营业成本"},
    {"cash conversion cycle", BS | IS, true, "cash conversion cycle|ccc|现金循环周期",
     "inventories|receivables|accounts payable|cost of sales|net sales"},
    {"inventory turnover", BS | IS, true, "inventory turnover|inventory turnover ratio|存货周转率",
     "inventories|cost of sales|cost of goods sold|存货|营业成本"},
    {"asset turnover", BS | IS, true, "asset turnover|fixed asset turnover|总资产周转率",
     "total assets|net sales|total revenue"},
    {"return on assets", BS | IS, true, "return on assets|roa|总资产收益率",
     "net income|total assets"},
    {"return on equity", BS | IS, true, "return on equity|roe|净资产收益率",
     "net income|total equity|加权平均净资产收益率"},
    {"capital intensity", BS | IS | CF, true,
     "capital intensive|capital intensity|capital-intensive",
     "total assets|net sales|total operating revenues|purchases of property, plant and equipment|"
     "property, plant and equipment"},
    {"retention ratio", IS | CF, true, "retention ratio|payout ratio|dividend payout ratio|分红率",
     "dividends paid|net earnings attributable to|net income attributable to"},
    {"debt to equity", BS, true, "debt to equity|debt-to-equity|leverage ratio",
     "long-term debt|total debt|total equity|total shareholders' equity"},
    {"interest coverage", IS, true, "interest coverage|interest coverage ratio|利息保障倍数",
     "operating income|interest expense"},
    {"net debt", BS, true, "net debt|净负债",
     "long-term debt|short-term borrowings|cash and cash equivalents"},
    {"return on invested capital", BS | IS, true, "return on invested capital|roic|投入资本回报率",
     "operating income|total debt|total equity|income taxes"},
    {"equity multiplier", BS, true, "equity multiplier|equity ratio|权益乘数",
     "total assets|total equity|total shareholders' equity|资产总计|所有者权益合计"},
    {"cash ratio", BS, true, "cash ratio|现金比率",
     "cash and cash equivalents|total current liabilities|货币资金|流动负债合计"},
    {"receivables turnover", BS | IS, true,
     "receivables turnover|accounts receivable turnover|应收账款周转率",
     "accounts receivable|receivables|net sales|应收账款|营业收入"},
    {"payables turnover", BS | IS, true,
     "payables turnover|accounts payable turnover|应付账款周转率",
     "accounts payable|cost of sales|应付账款|营业成本"},
    {"debt to EBITDA", BS | IS, true,
     "debt to ebitda|debt-to-ebitda|net debt to ebitda|net leverage|leverage multiple",
     "total debt|long-term debt|operating income|depreciation and amortization"},
    {"EBIT margin", IS, true, "ebit margin|息税前利润率",
     "operating income|net sales|total revenue"},
    {"R&D intensity", IS, true,
     "r&d intensity|r&d as a percentage of revenue|r&d to sales|研发费用率|研发投入占比",
     "research and development|total revenue|net sales|研发费用|营业收入"},
    {"selling expense ratio", IS, true, "销售费用率", "销售费用|营业收入"},
    {"administrative expense ratio", IS, true, "管理费用率", "管理费用|营业收入"},
    {"free cash flow margin", CF | IS, true, "free cash flow margin|fcf margin",
     "net cash provided by operating activities|capital expenditures|total revenue"},
    {"cash conversion", CF | IS, true, "cash conversion|free cash flow conversion|fcf conversion",
     "net cash provided by operating activities|capital expenditures|net income"},
    {"book value per share", BS, true, "book value per share|bvps|每股净资产",
     "total shareholders' equity|total equity|每股净资产|归属于上市公司股东的每股净资产"},
    {"operating cash flow per share", CF, true, "cash flow per share|每股经营现金流",
     "net cash provided by operating activities|每股经营活动产生的现金流量净额"},
    {"dividend coverage", CF | IS, true, "dividend coverage|dividend cover|股息保障倍数",
     "dividends paid|net income|net cash provided by operating activities"},
    {"net interest margin", IS, false, "net interest margin|nim|净息差|净利息收益率",
     "net interest margin|净息差|净利息收益率|净利差"},
    {"non-performing loan ratio", BS, false,
     "non-performing loan ratio|npl ratio|nonperforming loan ratio|不良贷款率|不良率",
     "non-performing loan ratio|不良贷款率"},
    {"capital adequacy ratio", BS, false,
     "capital adequacy ratio|cet1 ratio|common equity tier 1 ratio|tier 1 capital ratio|资本充足率|"
     "核心一级资本充足率",
     "common equity tier 1 capital ratio|tier 1 capital ratio|capital adequacy "
     "ratio|资本充足率|核心一级资本充足率"},
    {"provision coverage ratio", BS, false, "provision coverage ratio|拨备覆盖率", "拨备覆盖率"},
    {"efficiency ratio", IS, false,
     "efficiency ratio|overhead ratio|cost-to-income ratio|成本收入比",
     "efficiency ratio|overhead ratio|成本收入比"},
};

const gk_line_item *gk_line_items(size_t *count)
{
    *count = sizeof items / sizeof *items;
    return items;
}

const char *gk_list_next(const char **list, size_t *n)
{
    const char *start = *list;
    if (!*start) return NULL;
    *n = strcspn(start, "|");
    *list = start + *n + (start[*n] == '|');
    return start;
}
