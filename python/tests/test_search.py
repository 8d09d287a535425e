# SPDX-License-Identifier: Apache-2.0
"""goshawk.Library: search, ask and their filters."""
import os
import shutil
import subprocess
import tempfile
import unittest

import goshawk
from world import program

CSV = """file,company,form,fiscal_year,published
old.txt,Corvane Lamps,News,2022,2022-05-02
new.txt,Halden Optics,News,2023,2023-05-02T10:00:00Z
lost.txt,Halden Optics,News,2023,
"""


class Search(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        papers = os.path.join(cls.folder, "papers")
        os.mkdir(papers)
        for name, text in (("goshawk-meta.csv", CSV),
                           ("old.txt", "Lamps were dearer in May, and freight cost more.\n"),
                           ("new.txt", "Lenses were cheaper in May, and freight cost less.\n"),
                           ("lost.txt", "Nobody knows when freight was written of here.\n")):
            with open(os.path.join(papers, name), "w", encoding="utf-8") as file:
                file.write(text)
        cls.path = os.path.join(cls.folder, "a.lib")
        for words in (("init", cls.path, "--model", "none"), ("add", cls.path, papers, "-q")):
            subprocess.run([program(), *words], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)

    def names(self, **options):
        with goshawk.Library(self.path) as library:
            found = library.search("freight", **options)
        return sorted(hit["document"] for hit in found["hits"]), found["notice"]

    def test_filters_are_keyword_arguments(self):
        self.assertEqual(self.names(), (["lost", "new", "old"], None))
        self.assertEqual(self.names(company="corvane")[0], ["old"])
        self.assertEqual(self.names(period="2023")[0], ["lost", "new"])
        self.assertEqual(self.names(since="2023", form="news")[0], ["new"])
        self.assertEqual(self.names(document="old")[0], ["old"])
        self.assertEqual(len(self.names(k=1)[0]), 1)
        self.assertEqual(self.names(company="nobody"), ([], "nothing fits the filter"))

    def test_as_of_sees_what_was_public(self):
        told = "1 document was left out: when it became public is not known"
        self.assertEqual(self.names(as_of="2023-05-02"), (["new", "old"], told))
        self.assertEqual(self.names(as_of="2023-05-02T09:59:59Z"), (["old"], told))

    def test_facts_have_their_place(self):
        papers = os.path.join(self.folder, "tables")
        os.mkdir(papers)
        with open(os.path.join(papers, "table.txt"), "w", encoding="utf-8") as file:
            file.write("Corvane Lamps\nYears ended December 31\n"
                       "(in millions)          2019       2018\n"
                       "Lamps sold              600        500\n"
                       "Lamps returned           40         35\n")
        path = os.path.join(self.folder, "facts.lib")
        for words in (("init", path, "--model", "none"), ("add", path, papers, "-q")):
            subprocess.run([program(), *words], check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        with goshawk.Library(path) as library:
            found = library.facts("table", label="lamps sold", period="2018", all=True)
            with self.assertRaises(goshawk.GoshawkError) as refused:
                library.facts("table", period="soon")
        self.assertEqual([(fact["value"], fact["page"], fact["line"]) for fact in found["facts"]],
                         [(500e6, 1, 4)])
        self.assertEqual(refused.exception.status, "invalid")

    def test_ask_gives_an_answer_with_its_citations(self):
        with goshawk.Library(self.path) as library:
            answer = library.ask("What of lenses in May?", as_of="2022-12-31", remember=False)
        self.assertIn(answer["status"], ("answered", "declined"))
        self.assertEqual({hit["document"] for hit in answer["nearest"]} - {"old"}, set())

    def test_what_is_wrong_is_said(self):
        with self.assertRaises(goshawk.GoshawkError) as caught:
            self.names(as_of="soon")
        self.assertEqual(caught.exception.status, "invalid")
        self.assertIn("as_of cannot be", str(caught.exception))
        with self.assertRaises(goshawk.GoshawkError) as caught:
            self.names(document="odl")
        self.assertEqual(caught.exception.status, "not found")
        with self.assertRaisesRegex(ValueError, "NUL"):
            self.names(company="a\0b")
        with self.assertRaisesRegex(goshawk.GoshawkError, "no-such.lib"):
            goshawk.Library("no-such.lib")
        library = goshawk.Library(self.path)
        library.close()
        library.close()
        with self.assertRaisesRegex(ValueError, "closed"):
            library.search("freight")


if __name__ == "__main__":
    unittest.main()
