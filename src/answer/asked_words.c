/* SPDX-License-Identifier: Apache-2.0 */
#include "answer/asked.h"

#include <string.h>

static const gk_asked_words phrases = {
    .up = "increase|increased|increases|increasing|rise|rose|risen|rising|grow|grew|grown|growing|"
          "improve|improved|improves|improving|improvement|expand|expanded|expanding|widen|widened|"
          "gain|gained|recover|recovered|go up|went up|gone up|上升|增加|增长|提高|提升|改善|上涨|"
          "扩大|回升|恢复",
    .down = "decline|declined|declines|declining|decrease|decreased|decreases|decreasing|drop|"
            "dropped|fall|fell|fallen|falling|shrink|shrank|narrow|narrowed|narrowing|reduce|"
            "reduced|reduction|contract|contracted|deteriorate|deteriorated|worsen|worsened|went "
            "down|go down|下降|减少|降低|收窄|缩小|恶化|下滑|下跌",
    .over = "higher than|more than|greater than|larger than|exceed|exceeds|exceeded|above|at least|"
            "over its|高于|超过|大于|多于|超出|达到",
    .under = "lower than|less than|smaller than|fewer than|below|under|低于|小于|少于|不足",
    .change = "change|changed|changes|difference|differ|by how much|year over year|"
              "yoy|growth|growth rate|grow|grew|grown|increase|increased|decrease|decreased|"
              "decline|declined|变动|变化|增长|增加|减少|下降|上升|增幅|降幅|差额|差异|相差|同比",
    .points = "percentage point|percentage points|basis point|basis points|bps|百分点|基点",
    .percent_change = "growth rate|growth|percent change|percentage change|% change|percent|"
                      "percentage|%|百分之|增长率|增幅|降幅|增速|变动率|变动幅度",
    .cagr = "cagr|compound annual growth|compounded annual growth|复合增长|复合年|年均复合",
    .average = "year average|yr average|year avg|average|平均",
    .share = "share of|percentage of|percent of|% of|proportion of|portion of|fraction of",
    .share_before = "as a share of|as a percentage of|as a percent of|as a % of|as % of|as a "
                    "proportion of|as percentage of|占",
    .most = "highest|largest|biggest|greatest|most|best|最大|最高|最多|最好",
    .fewest = "lowest|smallest|least|worst|dragged|最小|最低|最少|最差",
    .which = "which|among|what segment|what region|what product|哪|何者",
    .parts = "segment|segments|region|regions|geography|geographies|country|countries|product|"
             "products|category|categories|business|businesses|division|divisions|brand|brands|"
             "unit|market|markets|channel|channels|line|franchise|分部|地区|产品|业务|板块|分行业|"
             "渠道|品种|行业",
    .fastest = "grew the most|grew fastest|fastest growing|growth|grew|grow|performed the best|"
               "performed|dragged|increase|increased|decline|declined|decrease|增长|增速|下降",
    .positive = "positive|profitable|a profit|in the black|为正|正数|盈利",
    .negative = "negative|a loss|unprofitable|in the red|为负|负数|亏损",
    .heavy = "capital intensive|capital intensity|asset heavy|资本密集|重资产",
    .sound = "healthy|sound|strong enough|adequate liquidity|sufficient liquidity|健康|稳健|充足",
    .steady = "consistent|consistently|stable|steady|fluctuating|fluctuate|fluctuated|稳定|平稳",
    .yes_no = "is|are|was|were|does|do|did|has|have|had|can|could|should|would|will",
    .asks_reason = "why|what drove|what drives|what caused|what led|what explains|reason|reasons|"
                   "describe|due to what|what factors|what contributed|nature|purpose|explain|how "
                   "does|原因|为什么|为何|说明|解释|怎样|如何|何种|哪些",
    .percent = "%|percent|percentage|percents|百分数|百分比|百分之|百分率",
    .either = "improved or declined|improve or decline|improving or declining|increased or "
              "decreased|increase or decrease|improved or deteriorated|improve or worsen|rise or "
              "fall|rose or fell|higher or lower|up or down|升降|上升还是下降|增加还是减少",
};

const gk_asked_words *gk_asked_phrases(void) { return &phrases; }

const char *gk_asked_harmless(void)
{
    return "fallen|risen|grown|gone|brought|lost|off|fiscal|year|fy|end|compani|usd|us|million|"
           "billion|thousand|dollar|amount|question|"
           "answer|inform|data|accord|basi|base|primarili|primari|outlin|shown|plain|plainli|clear|"
           "clearli|round|decim|place|unit|percent|percentag|per|quarter|state|statement|sheet|"
           "balanc|report|annual|yuan|rmb|cny|total|consolid|group|overal|net|figur|line|item|"
           "valu|full|whole|between|chang|versus|vs|dure|over|after|befor|much|mani|have|had|has|"
           "ha|improv|declin|increas|decreas|drop|fall|fell|rise|rose|grow|grew|growth|compar|"
           "averag|three|two|five|four|one|3|2|5|4|simpl|last|prior|previou|current|period|close|"
           "profil|histor|histori|consist|posit|negat|work|reason|healthi|liquid|relev|metric|"
           "use|useful|calcul|comput|extract|approxim|exact|financi|ratio|margin|unadjust|"
           "report|generat|spend|spent|paid|pay|cost|expens|money|cash|detail|given|respons|give|"
           "rel|judgment|judg|result|busi|capit|intens|impact|part|rate|out|its|within|as|a|s|"
           "m|b|mm|bn|10|k|q|form|file|book|carri|record|recogn|incur|earn|made|show|point|"
           "approxim|roughli|around|about|each|both|than|more|less|higher|lower|exceed|level|abov|"
           "below|particular|specif|relat|recent|latest|most|day|date|decemb|januari|juli|june|"
           "septemb|octob|novemb|februari|march|april|may|august|ltd|inc|corp|plc|co|group|hold|"
           "term|express|taken|turn|up|down|stand|stood|come|came|from|portion|share|proport|"
           "account|compani|firm|debt|adjust|yes|no|if|any|still|actual|return|well";
}

const char *gk_asked_harmless_han(void)
{
    return "合并资产负债表|合并利润表|合并现金流量表|资产负债表|现金流量表|利润表|合并报表|"
           "财务报表|"
           "主要会计数据|年度报告|年报|根据|按照|依据|请按|请|按|计算|以百分数表示|百分数|表示|"
           "保留两位小数|保留一位小数|保留|两位小数|一位小数|小数|合并口径|口径|合并|综合|列示|"
           "本期|上期|期末数|期初数|期末|期初|年末|年初|末|截至|账面价值|账面|价值|金额|余额|数额|"
           "总额|总计|合计|是多少|为多少|多少|百分之|百万元|万元|亿元|千元|元|人民币|天|个百分点|"
           "百分点|万毫升|毫升|万吨|吨|万台|台|万件|件|个|名|家|人|公司|集团|本行|本公司|母公司|"
           "非合并|银行|上市公司|股东|所有者|归属于|归母|当年|"
           "本年|上年|年度|全年|年|较|相比|比|增长了|增长|减少|下降|上升|增加|变动了|变动|变化|"
           "同比|并说明|说明|升降|是否|高于|低于|超过|大于|小于|占|比例|比重|平均数|平均|期|初|"
           "若|以|衡量|用|除以|减去|加上|的|了|和|与|及|在|中|为|是|从|至|到|第一季度|第二季度|"
           "第三季度|第四季度|上半年|下半年|实现|取得|发生|共|分别|给出|两个数字|数字|该|其|"
           "单位|计|得出|结果|披露|直接|简单|又|再|等于|即|请列出|给|出|有|总|额|数|吗|呢";
}

char *gk_asked_plain(const char *s, size_t n)
{
    gk_string out = {0};
    gk_string_add(&out, " ");
    for (size_t i = 0; i < n;) {
        size_t start = i;
        uint32_t c = gk_utf8_next(s, n, &i);
        bool word = gk_is_word(c) || c == '%';
        if (c >= 'A' && c <= 'Z') {
            char lower = (char)(c + 32);
            gk_string_append(&out, &lower, 1);
        } else if (word) {
            gk_string_append(&out, s + start, i - start);
        } else if (out.data[out.length - 1] != ' ') {
            gk_string_add(&out, " ");
        }
    }
    if (out.data[out.length - 1] != ' ') gk_string_add(&out, " ");
    return gk_string_take(&out);
}

size_t gk_asked_find(const char *plain, const char *list, size_t *length)
{
    size_t best = SIZE_MAX, best_length = 0, n;
    const char *part;
    while ((part = gk_list_next(&list, &n))) {
        char wanted[64];
        bool han = (unsigned char)part[0] >= 0x80;
        if (n + 3 > sizeof wanted) continue;
        snprintf(wanted, sizeof wanted, han ? "%.*s" : " %.*s ", (int)n, part);
        const char *at = strstr(plain, wanted);
        if (!at) continue;
        size_t where = (size_t)(at - plain);
        if (where < best || (where == best && n > best_length)) best = where, best_length = n;
    }
    if (length) *length = best_length;
    return best;
}

bool gk_asked_has(const char *plain, const char *list)
{
    return gk_asked_find(plain, list, NULL) != SIZE_MAX;
}
