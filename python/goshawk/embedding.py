# SPDX-License-Identifier: Apache-2.0
"""One embedding model, with the methods of a SentenceTransformer."""
from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import sys
import threading
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple, Union

import numpy as np

from ._library import LIBRARY, EmbedOptions, Error, ModelInfo, check, default_model, optional

_logger = logging.getLogger(__name__)

# Names of prompts that mean "none" where a model has none of that name.
_COMMON_PROMPTS = ("query", "passage", "document")

# The library sorts what it is given by length and spreads it over threads: less than this at once
# would leave threads idle.
_LEAST_AT_ONCE = 512


class Embedding:
    """An embedding model: a sentence-transformers folder (float32, or int8 as `goshawk model
    quantize` makes it), or the address of an OpenAI-compatible service
    ("https://host/v1/embeddings#NAME").

    Usable from several threads at once; the GIL is released while the model computes. Pickled by
    its path: the other process opens the model anew. Closed by close(), by the end of a `with`
    block, or with the object.

    Args:
        path_or_url: the folder or address. None: $GOSHAWK_MODEL, else the model that comes along.
        threads: how many threads a call uses; 0: one for each processor.

    Raises:
        GoshawkError: the model cannot be used; the message names the file and tensor or field.
    """

    device = "cpu"
    similarity_fn_name = "cosine"

    def __init__(self, path_or_url: Union[str, "os.PathLike[str]", None] = None,
                 threads: int = 0) -> None:
        self._handle: Optional[ctypes.c_void_p] = None
        if threads < 0:
            raise ValueError(f"threads must be 0 or more, not {threads}")
        self.path = default_model() if path_or_url is None else os.fspath(path_or_url)
        self.threads = threads
        self._calls = 0  # under way; the model is closed when there are none
        self._idle = threading.Condition()
        handle, error = ctypes.c_void_p(), Error()
        check(LIBRARY.gk_model_open(os.fsencode(self.path), ctypes.byref(handle),
                                    ctypes.byref(error)), error)
        self._handle = handle
        self._info = self._read_info()

    def _read_info(self) -> Dict[str, Any]:
        info, error = ctypes.POINTER(ModelInfo)(), Error()
        check(LIBRARY.gk_model_info_get(self._handle, ctypes.byref(info), ctypes.byref(error)),
              error)
        try:
            fields = {}
            for name, kind in ModelInfo._fields_:
                value = getattr(info.contents, name)
                fields[name] = optional(value) if isinstance(value, bytes) else value
            fields["prompts"] = {info.contents.prompts[i].name.decode():
                                 info.contents.prompts[i].text.decode()
                                 for i in range(fields.pop("prompt_count"))}
            return fields
        finally:
            LIBRARY.gk_model_info_free(info)

    # ---- what it is

    @property
    def prompts(self) -> Dict[str, str]:
        """The model's prompts: name -> text that is put before each sentence."""
        return dict(self._info["prompts"])

    @property
    def max_seq_length(self) -> Optional[int]:
        """Tokens that the model takes, special ones included; None for a service."""
        return self._info["max_tokens"] or None

    @property
    def info(self) -> Dict[str, Any]:
        """All that is known of the model: architecture, tokenizer, weights, pooling, kernels,
        layers, hidden, vocabulary, parameters ..., and the fingerprint of its weights, which is
        computed anew."""
        fingerprint = ctypes.create_string_buffer(65)
        with self._in_use() as handle:
            LIBRARY.gk_model_fingerprint(handle, fingerprint)
        return {**self._info, "prompts": self.prompts,
                "fingerprint": fingerprint.value.decode()}

    def get_sentence_embedding_dimension(self) -> int:
        """Numbers in a vector, before truncate_dim."""
        return int(self._info["dimensions"])

    get_embedding_dimension = get_sentence_embedding_dimension

    def get_max_seq_length(self) -> Optional[int]:
        return self.max_seq_length

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.path!r}, threads={self.threads})"

    # ---- opening and closing

    def close(self) -> None:
        """Frees the model, once calls of other threads have returned. May be called again."""
        with self._idle:
            handle, self._handle = self._handle, None
            self._idle.wait_for(lambda: self._calls == 0)
        if handle is not None:
            LIBRARY.gk_model_close(handle)

    def __enter__(self) -> "Embedding":
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:  # opening may have failed
            self.close()

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (self.path, self.threads)

    # ---- embedding

    def encode(self, sentences: Union[str, Sequence[str], np.ndarray],
               prompt_name: Optional[str] = None, prompt: Optional[str] = None,
               batch_size: int = 32, show_progress_bar: Optional[bool] = None,
               output_value: Optional[str] = "sentence_embedding", precision: str = "float32",
               convert_to_numpy: bool = True, convert_to_tensor: bool = False,
               device: Optional[str] = None, normalize_embeddings: bool = True,
               truncate_dim: Optional[int] = None, window: bool = False) -> np.ndarray:
        """Embeds sentences.

        Args:
            sentences: one text, or several.
            prompt_name: the name of a prompt of the model, put before each text. "query",
                "passage" and "document" mean none where the model has none of that name. None: the
                model's default prompt, mostly none.
            prompt: a text to put before each text; prompt_name is then ignored.
            batch_size: at least so many texts are given to the library at once (it takes 512 where
                this is less): how often progress is shown and Ctrl-C is heard. It changes no vector
                noticeably, and padding costs nothing.
            show_progress_bar: on standard error, by tqdm where it is installed. None: only where
                the logger "goshawk" is at level INFO or DEBUG.
            output_value: "sentence_embedding"; vectors of tokens are not given.
            precision: "float32", or "binary" / "ubinary": one bit a number (int8 / uint8, eight
                bits each), as sentence-transformers packs them. "int8" and "uint8" are not given:
                they need ranges from texts like yours.
            convert_to_numpy: must be True: the result is a numpy array.
            convert_to_tensor: must be False; torch.from_numpy(result) makes a tensor.
            device: None or "cpu".
            normalize_embeddings: vectors have length 1 whatever is given here.
            truncate_dim: keeps the first so many numbers, made of length 1 again.
            window: embeds a text longer than max_seq_length in windows and averages them by their
                tokens; else it is cut there, as sentence-transformers does.

        Returns:
            float32 of shape (dimension,) for a str, (len(sentences), dimension) otherwise; for
            "binary" int8 and "ubinary" uint8, with (dimension + 7) // 8 in place of dimension.

        Raises:
            ValueError: an argument is wrong, or the model is closed. TypeError: a sentence is no
            str. UnicodeEncodeError: a sentence holds a lone surrogate. GoshawkError: a service
            failed.
        """
        self._check_arguments(batch_size, output_value, precision, convert_to_numpy,
                              convert_to_tensor, device, truncate_dim)
        single = isinstance(sentences, str)
        texts: List[Any] = [sentences] if single else list(sentences)
        for i, text in enumerate(texts):
            if not isinstance(text, str):
                raise TypeError(f"sentence {i} is of type {type(text).__name__}, not str")
        options = EmbedOptions(threads=self.threads, windowed=bool(window),
                               dimensions=truncate_dim or 0)
        if prompt is not None:
            options.prompt_text = _no_nul(prompt)
        elif prompt_name is not None:
            options.prompt = _no_nul(self._known_prompt(prompt_name))
        out = np.empty((len(texts), truncate_dim or self.get_sentence_embedding_dimension()),
                       dtype=np.float32)
        shown = _progress(len(texts), show_progress_bar)
        step = max(batch_size, _LEAST_AT_ONCE)
        for start in range(0, len(texts), step):
            self._embed(texts[start:start + step], options, out[start:start + step])
            shown(min(step, len(texts) - start))
        shown(-1)
        result = _packed(out, precision)
        return result[0] if single else result

    def encode_query(self, sentences: Union[str, Sequence[str], np.ndarray],
                     prompt_name: Optional[str] = None, prompt: Optional[str] = None,
                     **options: Any) -> np.ndarray:
        """encode() with the model's "query" prompt, where it has one; shapes and errors as there."""
        if prompt_name is None and prompt is None:
            prompt_name = "query"
        return self.encode(sentences, prompt_name, prompt, **options)

    def encode_document(self, sentences: Union[str, Sequence[str], np.ndarray],
                        prompt_name: Optional[str] = None, prompt: Optional[str] = None,
                        **options: Any) -> np.ndarray:
        """encode() with the first of the prompts "document", "passage" and "corpus" that the model
        has; shapes and errors as there."""
        if prompt_name is None and prompt is None:
            names = [n for n in ("document", "passage", "corpus") if n in self._info["prompts"]]
            prompt_name = names[0] if names else "document"
        return self.encode(sentences, prompt_name, prompt, **options)

    def similarity(self, embeddings1: Any, embeddings2: Any) -> np.ndarray:
        """Cosines of each of (n, d) with each of (m, d): float32 (n, m). One vector counts as n or
        m = 1."""
        return _unit(embeddings1) @ _unit(embeddings2).T

    def similarity_pairwise(self, embeddings1: Any, embeddings2: Any) -> np.ndarray:
        """Cosines of (n, d) with (n, d), row by row: float32 (n,)."""
        return np.sum(_unit(embeddings1) * _unit(embeddings2), axis=-1)

    # ---- the rest is inner

    def _known_prompt(self, name: str) -> str:
        known = self._info["prompts"]
        if name in known or name in _COMMON_PROMPTS:
            return name
        raise ValueError(f"prompt_name {name!r} is none of the model's prompts: "
                         f"{', '.join(map(repr, known)) or 'it has none'}")

    def _check_arguments(self, batch_size: int, output_value: Optional[str], precision: str,
                         convert_to_numpy: bool, convert_to_tensor: bool, device: Optional[str],
                         truncate_dim: Optional[int]) -> None:
        if batch_size < 1:
            raise ValueError(f"batch_size must be 1 or more, not {batch_size}")
        if output_value != "sentence_embedding":
            raise ValueError(f'output_value must be "sentence_embedding", not {output_value!r}')
        if precision in ("int8", "uint8"):
            raise ValueError(f"precision {precision!r} needs ranges from texts like yours: encode as "
                             "float32 and quantize with those, or take 'binary' or 'ubinary'")
        if precision not in ("float32", "binary", "ubinary"):
            raise ValueError("precision must be 'float32', 'binary' or 'ubinary', "
                             f"not {precision!r}")
        if convert_to_tensor or not convert_to_numpy:
            raise ValueError("the result is a numpy array; torch.from_numpy(result) makes a tensor")
        if device not in (None, "cpu"):
            raise ValueError(f"device must be None or 'cpu', not {device!r}")
        most = self.get_sentence_embedding_dimension()
        if truncate_dim is not None and not 1 <= truncate_dim <= most:
            raise ValueError(f"truncate_dim must be from 1 to {most}, not {truncate_dim}")

    def _embed(self, texts: List[str], options: EmbedOptions, out: np.ndarray) -> None:
        """Fills out (len(texts), dimensions), whose rows follow each other in memory."""
        encoded = [text.encode("utf-8") for text in texts]
        pointers = (ctypes.c_char_p * len(encoded))(*encoded)
        lengths = (ctypes.c_size_t * len(encoded))(*map(len, encoded))
        error = Error()
        with self._in_use() as handle:
            status = LIBRARY.gk_model_embed(handle, pointers, lengths, len(encoded),
                                            ctypes.byref(options), out.ctypes.data,
                                            ctypes.byref(error))
        check(status, error)

    @contextlib.contextmanager
    def _in_use(self) -> Iterator[ctypes.c_void_p]:
        """The model's handle, which is not closed before the block ends."""
        with self._idle:
            handle = self._handle
            if handle is None:
                raise ValueError("the model is closed")
            self._calls += 1
        try:
            yield handle
        finally:
            with self._idle:
                self._calls -= 1
                self._idle.notify_all()


def _no_nul(text: str) -> bytes:
    """A text for a C string."""
    if "\0" in text:
        raise ValueError("a prompt cannot hold a NUL character")
    return text.encode("utf-8")


def _unit(embeddings: Any) -> np.ndarray:
    """Rows of length 1, as a matrix."""
    rows = np.atleast_2d(np.asarray(embeddings, dtype=np.float32))
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return rows / np.maximum(lengths, np.float32(1e-12))


def _packed(rows: np.ndarray, precision: str) -> np.ndarray:
    if precision == "float32":
        return rows
    bits = np.packbits(rows > 0, axis=-1)
    return bits if precision == "ubinary" else (bits.astype(np.int16) - 128).astype(np.int8)


def _progress(total: int, wanted: Optional[bool]) -> Callable[[int], object]:
    """A function that is told how many texts are done more; -1 ends it."""
    if wanted is None:
        wanted = _logger.isEnabledFor(logging.INFO)
    if not wanted:
        return lambda more: None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return _Counter(total)
    bar = tqdm(total=total, desc="Embedding", unit="texts")
    return lambda more: bar.close() if more < 0 else bar.update(more)


class _Counter:
    """Progress where tqdm is not installed: one line, written again and again."""

    def __init__(self, total: int) -> None:
        self.done, self.total = 0, total

    def __call__(self, more: int) -> None:
        self.done += max(more, 0)
        sys.stderr.write("\n" if more < 0 else f"\r{self.done}/{self.total} texts")
        sys.stderr.flush()
