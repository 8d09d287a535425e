#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Encodes hostile and ordinary texts with the Hugging Face tokenizers library, for the tests.

Writes a JSON array of {"text", "ids"} to OUT. Needs: pip install tokenizers

usage: reference_ids.py TOKENIZER.json OUT.json
"""
import json
import sys

from tokenizers import Tokenizer

TEXTS = [
    "",
    " \t\r\n ",
    "Net sales rose 12.5% to $32,765 million in fiscal 2018.",
    "Purchases of property, plant and equipment (PP&E)    (1,577)   (1,373)   (1,420)",
    "Don't under-\nestimate non-GAAP EBITDA: it's un-audited!",
    "the text says [SEP] and [MASK], [CLS]and[PAD] [UNK] [sep] [ MASK ]",
    "[MASK]ed [[SEP]] [SEP][SEP]",
    "Société Générale's café naïve Ångström ÅNGSTRÖM İstanbul ẞß ŒUVRE",
    "e\u0301 e\u0323\u0301 a\u0307\u0323 \u1e69 \u0344 n\u0303o",
    "中国人民银行2022年第三季度货币政策执行报告，同比增长3.9%。",
    "贵州茅台：归属于上市公司股东的净利润（万元）",
    "東京エレクトロン ﾄﾖﾀ ｢決算｣ 売上高 豈 丽",
    "한국은행 기준금리 삼성전자",
    "прибыль ΑΒΓ Σίσυφος שָׁלוֹם السَّلام ١٢٣ हिन्दी ไทยน้ำ",
    "a\x01b\x7fc\x0bd\x0ce\x1ff\u0080g\u0085h",
    "zero\u200bwidth\ufeffjoiner\u200dsoft\u00adhyphen\u2060word",
    "no\u00a0break\u2009thin\u3000wide\u2028line\u1680ogham",
    "bad \ufffd character \ue000 private \U000e0041 tag \ufdd0 non",
    "— – ‑ … “quoted” ‘single’ «guillemets» § ¶ † • ™ © ® ° ± ² ½ € £ ¥ ₹ ₿",
    "🙂 👨\u200d👩\u200d👧 🇨🇳 ☎\ufe0f 𝔄𝔅 𝟙𝟚 \U0001d15e",
    "₁₂₃ ﬁnance ﬂow Ⅷ ㎏ ㍿ ①",
    "x" * 100,
    "x" * 101,
    "é" * 100 + " " + "é" * 101,
    "supercalifragilisticexpialidocious antidisestablishmentarianism",
    "a_b_c user@example.com https://www.example.com/a?b=c&d=%20 #tag ~/path\\file",
    "##ing ##s # # #ing",
    "1,577 (1,577) -1577 1577.00 1e6 0x1F 12/31/2018 2018-12-31 Q4'18 3Q23",
    "\u0898\u061d\u1734\u166d\U00011938 after Unicode 8",
    "  two  blanks   \u3000 three ▁ ▁▁lower one eighth blocks▁",
    "<s>a</s> <pad><unk> x<mask>y  <mask> <MASK> </s",
    "\x7f\u0301a \r\u0301\r\n\u0308 ½\u0301 ™\u200d™ \u0600a\u0301 \U0001f1e6\u0301",
    "क्षि क्‍ष ক্ত ക്ക \u0915\u094d\u0308\u0924 ்த",
    "ᄀ\u1161\u11a8 가\u11a8 각\u11a8 \u1161\u1161 ﾊﾟﾌﾞ か\u3099ハ\u309a",
    "\u0301leading mark \u0e33 \u0f71\u0f72\u0f74 \u302e\u302f",
]


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip().split("\n")[-1])
    tokenizer = Tokenizer.from_file(sys.argv[1])
    tokenizer.no_padding()
    tokenizer.no_truncation()
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        lines = [json.dumps({"text": t, "ids": tokenizer.encode(t).ids}) for t in TEXTS]
        out.write("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
