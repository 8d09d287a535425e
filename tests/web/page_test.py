# SPDX-License-Identifier: Apache-2.0
"""Drives the page in headless Chromium as a reader would: page_test.py GOSHAWK SAMPLE_FOLDER

Makes a library of the sample documents, serves it, asks, opens a citation, goes back. Exits 77 with
one line where Chromium is not installed.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

from webdriver import DOWN, ENTER, ESCAPE, LEFT, RIGHT, Browser, available

QUESTION = "How much did Halden Instruments spend on property, plant and equipment in fiscal 2024?"
UNANSWERABLE = "Which orchestra did the conductor of the Larch Quarry choir join?"

# Each text element's contrast with what is painted behind it (WCAG 2, relative luminance).
CONTRAST = """
const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
const light = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; }
  return [255, 255, 255]; };
const low = [];
for (const e of document.querySelectorAll('body *')) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
  if (!own || e.disabled || !e.getClientRects().length || e.closest('.unseen, .hidden-label')) continue;
  const a = light(parse(getComputedStyle(e).color)), b = light(behind(e));
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) low.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`);
}
return low;
"""


# What layout.js shows of a text, and whether it takes it for a table.
COMPACT = """
return import('/layout.js').then(({ compact }) => {
  const { show, columns } = compact(Array.from(arguments[0]));
  return [show.join(''), columns];
});
"""


class Server:
    """A library of the sample documents, served on a free port."""

    def __init__(self, program, sample):
        self.folder = tempfile.TemporaryDirectory(prefix="goshawk-web-")
        library = os.path.join(self.folder.name, "sample.lib")
        for command in (["init", library, "--model", "none"], ["add", library, sample]):
            subprocess.run([program, *command], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.PIPE, timeout=120)
        self.process = subprocess.Popen(
            [program, "serve", library, "--listen", "127.0.0.1:0", "--json", "--quiet"],
            stdout=subprocess.PIPE, text=True)
        self.address = json.loads(self.process.stdout.readline())["address"]

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.folder.cleanup()
        return code


class Page(unittest.TestCase):
    def ask(self, browser, question=QUESTION):
        browser.go(SERVER.address)
        browser.find("#question").type(question + ENTER)
        browser.find("#result .card h1")

    def hash(self, browser):
        return browser.script("return location.hash")

    def tearDown(self):
        if hasattr(self, "browser"):
            self.assertEqual(self.browser.console_errors(), [])
            self.browser.close()

    def open(self, **options):
        self.browser = Browser(**options)
        return self.browser

    def test_ask_open_a_citation_close_and_go_back(self):
        browser = self.open(size=(1400, 900))
        self.ask(browser)
        self.assertEqual(browser.find("#result .card h1").text, "Answer")
        chip = browser.find(".answer-text a.chip")
        place = re.fullmatch(r"\[(\S+) p\.(\d+)\]", chip.text)
        self.assertIsNotNone(place, chip.text)
        self.assertIn("Answer", browser.script("return document.getElementById('status').textContent"))
        chip.click()
        browser.find("#viewer .sheet.ready .box")
        self.assertEqual(browser.find("#viewer-title").text, place[1])
        self.assertEqual(browser.script("return document.getElementById('page-input').value"), place[2])
        self.assertIn(f"doc={place[1]}", self.hash(browser))
        inside = browser.script("""
            const frame = document.getElementById('viewer-body').getBoundingClientRect();
            const box = document.querySelector('.sheet .box').getBoundingClientRect();
            return box.top >= frame.top && box.bottom <= frame.bottom && box.width > 50 && box.height > 5""")
        self.assertTrue(inside, "the cited line is in view")
        cited = browser.script("return document.querySelector('.sheet .unseen').textContent")
        quote = browser.find(".sources blockquote").text
        first = "".join(quote.split())[:12]
        self.assertIn(first, "".join(cited.split()))
        self.assertEqual(browser.script("return document.activeElement.id"), "viewer-title")
        browser.press(ESCAPE)
        browser.wait("return document.getElementById('viewer').hidden")
        self.assertNotIn("doc=", self.hash(browser))
        self.assertEqual(browser.script("return document.activeElement.textContent"), place[0])
        browser.back()
        browser.find("#viewer .sheet.ready .box")
        browser.back()
        browser.wait("return document.getElementById('viewer').hidden")
        self.assertEqual(browser.find("#result .card h1").text, "Answer")

    def test_an_address_shows_the_same_again(self):
        browser = self.open()
        self.ask(browser)
        browser.find(".sources a.chip").click()
        browser.find("#viewer .sheet.ready .box")
        address = browser.script("return location.href")
        browser.go("about:blank")
        browser.go(address)
        browser.find("#viewer .sheet.ready .box")
        browser.find(".answer-text a.chip[aria-current]")
        self.assertEqual(browser.script("return document.getElementById('question').value"), QUESTION)

    def test_keys_go_through_citations_and_pages(self):
        browser = self.open(size=(1400, 900))
        self.ask(browser)
        browser.script("document.querySelector('a.cite').focus()")
        browser.press(DOWN)
        at = "return [...document.querySelectorAll('#result a.cite')].indexOf(document.activeElement)"
        self.assertEqual(browser.script(at), 1)
        browser.press(LEFT)
        self.assertEqual(browser.script(at), 0)
        browser.press(ENTER)
        browser.find("#viewer .sheet.ready")
        page = "return Number(document.getElementById('page-input').value)"
        before = browser.script(page)
        browser.press(RIGHT)
        browser.wait(f"{page} === arguments[0]", before + 1)
        browser.wait("return document.querySelector('.sheet.ready img')?.alt.includes(`Page ${arguments[0]} `)", before + 1)
        self.assertIsNone(browser.script("return document.querySelector('.sheet .box')"))
        browser.press(LEFT)
        browser.wait(f"{page} === arguments[0]", before)
        browser.press("/")
        self.assertEqual(browser.script("return document.activeElement.id"), "question")

    def test_a_declined_answer_looks_different_and_lists_passages(self):
        browser = self.open()
        self.ask(browser, UNANSWERABLE)
        self.assertEqual(browser.find(".card.declined h1").text, "No answer found")
        self.assertEqual(browser.script("return document.querySelectorAll('.card.answered').length"), 0)

    def test_passages_are_found_with_their_words_marked(self):
        browser = self.open()
        browser.go(SERVER.address)
        browser.find("#question").type("hydrogen")
        browser.find("#passages-only").click()
        self.assertEqual(browser.find(".passage mark").text.lower(), "hydrogen")
        self.assertIn("mode=search", self.hash(browser))

    def test_documents_are_filtered_opened_and_asked_alone(self):
        browser = self.open(size=(1400, 900))
        browser.go(SERVER.address)
        browser.find("#documents-open").click()
        browser.find("#documents-filter").type("policy")
        browser.wait("return document.querySelectorAll('#documents-list li').length === 1")
        browser.find("#documents-list a").click()
        browser.find("#viewer .text-sheet li .number")
        self.assertEqual(browser.find("#viewer-title").text, "VESTMARK_2024-06_POLICY")
        browser.find("#ask-here").click()
        self.assertIn("VESTMARK", browser.find("#scope").text)
        browser.find("#question").type("policy rate" + ENTER)
        browser.find("#result .card h1")
        others = browser.script("return [...document.querySelectorAll('#result a.cite')]"
                                ".filter((c) => !c.textContent.includes('VESTMARK')).length")
        self.assertEqual(others, 0)

    def test_a_text_document_shows_marked_lines_with_numbers(self):
        browser = self.open()
        browser.go(SERVER.address + "#doc=HALDEN_2024Q4_CALL&page=1&lines=17-18")
        browser.find(".text-sheet .box mark")
        numbers = browser.script("return [...document.querySelectorAll('.text-sheet .box .number')].map((n) => n.textContent)")
        self.assertEqual(numbers, ["17", "18"])

    def test_an_unknown_document_is_told(self):
        browser = self.open()
        browser.go(SERVER.address + "#doc=nothing&page=1")
        self.assertIn("nothing", browser.find("#viewer .failed p").text)
        errors = browser.console_errors()  # the browser itself notes the 404
        self.assertEqual([e for e in errors if "404" not in e], [])

    def test_a_table_loses_only_columns_that_are_blank_in_every_row(self):
        browser = self.open()
        browser.go(SERVER.address)
        shown = browser.script(COMPACT, "          2024 report\n\n\n\n  Sales          1,200       90\n  净利润             7      (12)\n")
        self.assertEqual(shown, ["        2024 report\n\nSales   1,200   90\n净利润      7  (12)\n", True])

    def test_prose_flows_and_keeps_its_paragraphs_and_lists(self):
        browser = self.open()
        browser.go(SERVER.address)
        line = "This line is as long as the paper is wide, which makes it go on "
        text = f"HEADING\n{line}\nhere.\n\n{line}\n  Indented.\n{line}\n(a) item\n" + "本" * 40 + "\n文\n"
        shown = browser.script(COMPACT, text)
        self.assertEqual(shown, [f"HEADING\n{line} here.\n\n{line}\n  Indented.\n{line}\n(a) item\n"
                                 + "本" * 40 + "文\n", False])

    def test_a_document_cannot_bring_markup_in(self):
        browser = self.open()
        browser.go(SERVER.address + "#q=" + "%3Cimg%20src%3Dx%20onerror%3Ddocument.title%3D1%3E")
        browser.find("#result .card h1")
        self.assertEqual(browser.script("return document.querySelectorAll('#result img').length"), 0)

    def test_dark_and_light_have_enough_contrast(self):
        for dark in (False, True):
            with Browser(dark=dark, size=(1400, 900)) as browser:
                self.ask(browser)
                browser.find(".sources a.chip").click()
                browser.find("#viewer .sheet.ready")
                self.assertEqual(browser.script(CONTRAST), [], f"dark: {dark}")
                ground = browser.script("return getComputedStyle(document.body).backgroundColor")
                level = int(re.search(r"\d+", ground)[0])
                self.assertEqual(level < 60, dark, ground)
                self.ask(browser, UNANSWERABLE)
                self.assertEqual(browser.script(CONTRAST), [], f"dark: {dark}")
                self.assertEqual(browser.console_errors(), [])

    def test_a_phone_shows_the_source_page_over_the_whole_screen(self):
        browser = self.open(size=(390, 844), scale=2)
        self.ask(browser)
        wide = "return document.documentElement.scrollWidth > innerWidth"
        self.assertFalse(browser.script(wide))
        browser.find(".answer-text a.chip").click()
        browser.find("#viewer .sheet.ready .box")
        covered = browser.script("const r = document.getElementById('viewer').getBoundingClientRect();"
                                 "return [r.left, r.top, r.width, r.height]")
        self.assertEqual(covered, [0, 0, 390, 844])
        self.assertFalse(browser.script(wide))
        self.assertTrue(browser.script("return document.getElementById('main').inert"))
        browser.find("#viewer-close").click()
        browser.wait("return document.getElementById('viewer').hidden")
        self.assertTrue(browser.script("return document.activeElement.matches('a.chip')"))

    def test_chinese_browsers_get_chinese_words(self):
        browser = self.open(lang="zh-CN")
        browser.go(SERVER.address)
        self.assertEqual(browser.find("#documents-open").text, "文档")
        self.assertEqual(browser.script("return document.documentElement.lang"), "zh-CN")
        browser.find("#question").type("澄州仪器2024年上半年营业收入是多少？" + ENTER)
        browser.find("#result a.chip").click()
        browser.find("#viewer .text-sheet")
        missing = browser.script("return [...document.querySelectorAll('[data-text]')].filter((n) => !n.textContent).length")
        self.assertEqual(missing, 0)


if __name__ == "__main__":
    why = available()
    if why:
        print(f"skipped: {why}")
        sys.exit(77)
    program, sample = sys.argv.pop(1), sys.argv.pop(1)
    SERVER = Server(program, sample)
    try:
        result = unittest.main(exit=False, verbosity=1).result
    finally:
        code = SERVER.stop()
    sys.exit(0 if result.wasSuccessful() and code == 0 else 1)
