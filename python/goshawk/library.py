# SPDX-License-Identifier: Apache-2.0
"""A library that the program `goshawk` made: searching it and asking it."""
from __future__ import annotations

import ctypes
import json
import os
import threading
from typing import Any, Callable, Dict, Optional, Union

from ._library import LIBRARY, LLM_ON, Error, FactQuery, Filter, SearchOptions, check

_READ = 0  # gk_mode


class Library:
    """A library, open for reading.

    One call at a time works in it; calls of other threads wait. Closed by close(), by the end of a
    `with` block, or with the object.

    search() and ask() take these keyword arguments, which say which documents are seen; None asks
    for nothing, and what is asked for must all hold (docs/filters.md):

        document: only this one, by its name.
        company: words of the company's name or of an alias, or its ticker.
        ticker: the company's ticker.
        form: "10-K", "8-K", "Call", "News"; hyphens do not matter.
        period: a fiscal year, quarter or half year: "FY2018", "Q2 2023", "H1 2020".
        since, until: published then or later, then or earlier: "2023", "2023-01", "2023-01-31", a
            time. The whole of "2023" is meant.
        lang: "en", "zh".
        source: words of who published it.
        as_of: "2023-01-31" or "2023-01-31T16:00:00Z": answers as it could have been answered at the
            end of that day, or at that time; what became public later is as good as absent.
        lexical: searches by words alone, without the embedding model.

    Raises:
        GoshawkError: the library cannot be used (`status` "library", "io", "model"), an argument
            cannot be understood ("invalid"), there is no such document ("not found").
    """

    def __init__(self, path: Union[str, "os.PathLike[str]"]) -> None:
        self._handle: Optional[ctypes.c_void_p] = None
        self.path = os.fspath(path)
        self._lock = threading.Lock()
        handle, error = ctypes.c_void_p(), Error()
        check(LIBRARY.gk_library_open(os.fsencode(self.path), _READ, ctypes.byref(handle),
                                      ctypes.byref(error)), error)
        self._handle = handle

    def search(self, query: str, k: int = 10, *, document: Optional[str] = None,
               lexical: bool = False, company: Optional[str] = None, ticker: Optional[str] = None,
               form: Optional[str] = None, period: Optional[str] = None,
               since: Optional[str] = None, until: Optional[str] = None,
               lang: Optional[str] = None, source: Optional[str] = None,
               as_of: Optional[str] = None) -> Dict[str, Any]:
        """{"query", "notice", "hits": [{"document", "page", "passage", "score", "text", ...}]}, the
        best passages first, as docs/http.md describes it."""
        options = _options(k, document, lexical, company, ticker, form, period, since, until, lang,
                           source, as_of)
        return self._call(LIBRARY.gk_search, LIBRARY.gk_hits_json, LIBRARY.gk_hits_free, query,
                          options)

    def ask(self, question: str, k: int = 5, *, document: Optional[str] = None,
            lexical: bool = False, company: Optional[str] = None, ticker: Optional[str] = None,
            form: Optional[str] = None, period: Optional[str] = None, since: Optional[str] = None,
            until: Optional[str] = None, lang: Optional[str] = None, source: Optional[str] = None,
            as_of: Optional[str] = None, remember: bool = True,
            llm: bool = False) -> Dict[str, Any]:
        """{"question", "status": "answered" or "declined", "answer", "model", "notice",
        "citations", "terms", "computations", "nearest"}, as docs/http.md describes it; k: how many
        passages in "nearest". remember: `show` marks on its page what the answer cites. llm: the
        language model that `goshawk config` named writes it (docs/language-model.md)."""
        options = _options(k, document, lexical, company, ticker, form, period, since, until, lang,
                           source, as_of)
        options.unremembered = not remember
        options.llm = LLM_ON if llm else 0
        return self._call(LIBRARY.gk_ask, LIBRARY.gk_answer_json, LIBRARY.gk_answer_free, question,
                          options)

    def facts(self, of: str, *, period: Optional[str] = None, concept: Optional[str] = None,
              label: Optional[str] = None, statement: Optional[str] = None,
              member: Optional[str] = None, form: Optional[str] = None,
              as_of: Optional[str] = None, all: bool = False,
              most: int = 0) -> Dict[str, Any]:
        """{"facts": [{"label", "value", "period", "document", "page", "line", ...}], "notice"}, as
        docs/http.md describes it: the figures of a company or a document.

        Args:
            of: a document's name; or a company: its name, an alias, its ticker.
            period: "FY2018", "Q2 2023", "2018-12-31", "FY2016-FY2018".
            concept: line items as people call them, with "," between: "capex", "资本支出".
            label: words of the printed label.
            statement: "income", "balance" or "cash".
            member: words of a segment, a product, a region; "*": of whatever there is.
            form, as_of: as search() takes them.
            all: each place that prints it, and what stands in no statement, too.
            most: facts at most; 0: all.
        """
        given = {"of": of, "period": period, "concept": concept, "label": label,
                 "statement": statement, "member": member, "form": form, "as_of": as_of}
        query = FactQuery(all=all, most=most, **{name: _bytes(value, name)
                                                 for name, value in given.items()
                                                 if value is not None})
        return self._take(LIBRARY.gk_facts_list, LIBRARY.gk_fact_list_json,
                          LIBRARY.gk_fact_list_free, ctypes.byref(query))

    def close(self) -> None:
        """Frees it, once the calls of other threads have returned. May be called again."""
        with self._lock:
            handle, self._handle = self._handle, None
            if handle is not None:
                LIBRARY.gk_library_close(handle)

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:  # opening may have failed
            self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path!r})"

    def _call(self, run: Callable[..., int], to_json: Callable[..., int],
              free: Callable[..., None], text: str, options: SearchOptions) -> Dict[str, Any]:
        return self._take(run, to_json, free, _bytes(text, "the question"), ctypes.byref(options))

    def _take(self, run: Callable[..., int], to_json: Callable[..., int],
              free: Callable[..., None], *asked: Any) -> Dict[str, Any]:
        result, error = ctypes.c_void_p(), Error()
        with self._lock:
            if self._handle is None:
                raise ValueError("the library is closed")
            check(run(self._handle, *asked, ctypes.byref(result), ctypes.byref(error)), error)
        try:
            pointer = to_json(result)
            try:
                found: Dict[str, Any] = json.loads(ctypes.string_at(pointer))
                return found
            finally:
                LIBRARY.gk_free(pointer)
        finally:
            free(result)


def _bytes(text: str, name: str) -> bytes:
    if not isinstance(text, str):
        raise TypeError(f"{name} is of type {type(text).__name__}, not str")
    if "\0" in text:
        raise ValueError(f"{name} cannot hold a NUL character")
    return text.encode("utf-8")


def _options(k: int, document: Optional[str], lexical: bool, company: Optional[str],
             ticker: Optional[str], form: Optional[str], period: Optional[str],
             since: Optional[str], until: Optional[str], lang: Optional[str],
             source: Optional[str], as_of: Optional[str]) -> SearchOptions:
    if k < 1:
        raise ValueError(f"k must be 1 or more, not {k}")
    given = {"company": company, "ticker": ticker, "form": form, "period": period, "since": since,
             "until": until, "language": lang, "source": source, "as_of": as_of}
    asked = Filter(**{name: _bytes(value, name) for name, value in given.items()
                      if value is not None})
    return SearchOptions(k=k, document=None if document is None else _bytes(document, "document"),
                         lexical_only=lexical, filter=asked)
