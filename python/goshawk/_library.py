# SPDX-License-Identifier: Apache-2.0
"""libgoshawk through ctypes: the parts of include/goshawk.h that are about embedding models and about
searching a library.

ctypes releases the GIL while a function of the library runs.
"""
from __future__ import annotations

import ctypes
import os
from typing import Optional

_HERE = os.path.dirname(os.path.abspath(__file__))
_SOURCE = os.path.dirname(os.path.dirname(_HERE))  # the repository, where this is not installed

STATUS = ("ok", "not found", "invalid", "input", "library", "busy", "io", "model", "stopped")
OK = 0


class GoshawkError(Exception):
    """What the library refused and why, in one line; `status` is a word of STATUS."""

    def __init__(self, message: str, status: str = "invalid") -> None:
        super().__init__(message, status)
        self.status = status

    def __str__(self) -> str:
        return str(self.args[0])


class Error(ctypes.Structure):  # gk_error
    _fields_ = [("status", ctypes.c_int), ("message", ctypes.c_char * 512)]


class EmbedOptions(ctypes.Structure):  # gk_embed_options
    _fields_ = [("prompt", ctypes.c_char_p), ("prompt_text", ctypes.c_char_p),
                ("dimensions", ctypes.c_size_t), ("windowed", ctypes.c_bool),
                ("threads", ctypes.c_int)]


class Filter(ctypes.Structure):  # gk_filter
    _fields_ = [(name, ctypes.c_char_p) for name in
                ("company", "ticker", "form", "period", "since", "until", "language", "source",
                 "as_of")]


class SearchOptions(ctypes.Structure):  # gk_search_options
    _fields_ = [("k", ctypes.c_size_t), ("document", ctypes.c_char_p),
                ("lexical_only", ctypes.c_bool), ("filter", Filter),
                ("unremembered", ctypes.c_bool), ("rerank", ctypes.c_char_p),
                ("llm", ctypes.c_int),  # gk_llm
                ("on_stage", ctypes.c_void_p), ("on_stage_ctx", ctypes.c_void_p)]


LLM_ON = 2  # GK_LLM_ON


class FactQuery(ctypes.Structure):  # gk_fact_query
    _fields_ = [(name, ctypes.c_char_p) for name in
                ("of", "period", "concept", "label", "statement", "member", "form", "as_of")] + [
                    ("all", ctypes.c_bool), ("most", ctypes.c_size_t)]


class Prompt(ctypes.Structure):  # gk_prompt
    _fields_ = [("name", ctypes.c_char_p), ("text", ctypes.c_char_p)]


class ModelInfo(ctypes.Structure):  # gk_model_info
    _fields_ = ([(name, ctypes.c_char_p) for name in
                 ("architecture", "tokenizer", "weights", "pooling", "kernels")] +
                [(name, ctypes.c_size_t) for name in
                 ("layers", "hidden", "heads", "intermediate", "vocabulary", "max_tokens",
                  "dimensions", "parameters", "bytes")] +
                [("prompts", ctypes.POINTER(Prompt)), ("prompt_count", ctypes.c_size_t)])


def _find() -> str:
    """$GOSHAWK_LIBRARY, else the library of this wheel, else the one that the repository built."""
    named = os.environ.get("GOSHAWK_LIBRARY")
    places = [named] if named else [os.path.join(_HERE, "libgoshawk.so"),
                                    os.path.join(_SOURCE, "build", "libgoshawk.so")]
    for place in places:
        if os.path.exists(place):
            return place
    raise ImportError(f"goshawk: no library at {places[-1]}; run ./setup in the repository and "
                      "pip install ./python again")


def _load() -> ctypes.CDLL:
    path = _find()
    try:
        library = ctypes.CDLL(path)
    except OSError as reason:
        raise ImportError(f"goshawk: {path} cannot be loaded ({reason}); ./setup installs the "
                          "libraries that it needs, or use a wheel of tools/build_wheel.sh"
                          ) from reason
    pointer, error, status = ctypes.c_void_p, ctypes.POINTER(Error), ctypes.c_int
    for name, result, arguments in (
            ("gk_version", ctypes.c_char_p, []),
            ("gk_model_open", status, [ctypes.c_char_p, ctypes.POINTER(pointer), error]),
            ("gk_model_close", None, [pointer]),
            ("gk_model_info_get", status,
             [pointer, ctypes.POINTER(ctypes.POINTER(ModelInfo)), error]),
            ("gk_model_info_free", None, [ctypes.POINTER(ModelInfo)]),
            ("gk_model_fingerprint", None, [pointer, ctypes.c_char_p]),
            ("gk_model_embed", status,
             [pointer, ctypes.POINTER(ctypes.c_char_p), ctypes.POINTER(ctypes.c_size_t),
              ctypes.c_size_t, ctypes.POINTER(EmbedOptions), pointer, error]),
            ("gk_free", None, [pointer]),
            ("gk_library_open", status,
             [ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(pointer), error]),
            ("gk_library_close", None, [pointer]),
            ("gk_search", status, [pointer, ctypes.c_char_p, ctypes.POINTER(SearchOptions),
                                   ctypes.POINTER(pointer), error]),
            ("gk_hits_json", pointer, [pointer]),
            ("gk_hits_free", None, [pointer]),
            ("gk_ask", status, [pointer, ctypes.c_char_p, ctypes.POINTER(SearchOptions),
                                ctypes.POINTER(pointer), error]),
            ("gk_answer_json", pointer, [pointer]),
            ("gk_answer_free", None, [pointer]),
            ("gk_facts_list", status, [pointer, ctypes.POINTER(FactQuery), ctypes.POINTER(pointer),
                                       error]),
            ("gk_fact_list_json", pointer, [pointer]),
            ("gk_fact_list_free", None, [pointer])):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


LIBRARY = _load()


def version() -> str:
    return str(LIBRARY.gk_version().decode())


def check(status: int, error: Error) -> None:
    """Raises GoshawkError where a call did not succeed."""
    if status != OK:
        message = error.message.decode("utf-8", "replace")
        word = STATUS[status] if 0 <= status < len(STATUS) else str(status)
        raise GoshawkError(message or f"goshawk failed: {word}", word)


def default_model() -> str:
    """$GOSHAWK_MODEL, else the model of this wheel, else the repository's."""
    named = os.environ.get("GOSHAWK_MODEL")
    if named:
        return named
    places = (os.path.join(_HERE, "model"), os.path.join(_SOURCE, "models", "default"))
    for place in places:
        if os.path.isdir(place):
            return place
    raise GoshawkError(f"no embedding model at {places[0]}; name a model folder or the address of "
                       "an embeddings service, or set GOSHAWK_MODEL", "model")


def optional(text: Optional[bytes]) -> Optional[str]:
    return None if text is None else text.decode()
