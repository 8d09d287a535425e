# SPDX-License-Identifier: Apache-2.0
"""A peer in a process of its own: reads a PDF with the library that is named, and prints
{"pages", "cpu", "wall", "characters", "version"}. Exit status 3: the library is not there.

"embed" reads several PDFs with pypdf, cuts their text and embeds it with sentence-transformers.
"""
import importlib.metadata
import json
import sys
import time

CHUNK = 1500  # characters of what is embedded at a time, about a passage of ours


def pypdf(path):
    return [page.extract_text() for page in LIBRARY.PdfReader(path).pages]


def pymupdf(path):
    with LIBRARY.open(path) as document:
        return [page.get_text() for page in document]


def pdfplumber(path):
    with LIBRARY.open(path) as document:
        return [page.extract_text() or "" for page in document.pages]


def unstructured(path):
    pages = {}
    for element in LIBRARY.partition_pdf(path, strategy="fast"):
        pages.setdefault(element.metadata.page_number, []).append(element.text)
    return ["\n".join(texts) for texts in pages.values()]


def docling(path):
    document = LIBRARY.DocumentConverter().convert(path).document
    return [document.export_to_text(page_no=page) for page in document.pages]


# name -> (the module, the distribution, what reads)
READERS = {
    "pypdf": ("pypdf", "pypdf", pypdf),
    "PyMuPDF": ("pymupdf", "PyMuPDF", pymupdf),
    "pdfplumber": ("pdfplumber", "pdfplumber", pdfplumber),
    "unstructured": ("unstructured.partition.pdf", "unstructured", unstructured),
    "docling": ("docling.document_converter", "docling", docling),
}


def load(name):
    module, distribution, read = READERS[name]
    try:
        return importlib.import_module(module), importlib.metadata.version(distribution), read
    except ImportError:
        sys.exit(3)


def embed(model, paths):
    """Chunks of all PDFs' text, embedded; returns the pages and how many chunks there were."""
    from sentence_transformers import SentenceTransformer
    encoder = SentenceTransformer(model, device="cpu")
    pages = [text for path in paths for text in pypdf(path)]
    chunks = [page[i:i + CHUNK] for page in pages for i in range(0, len(page), CHUNK)]
    encoder.encode(chunks)
    return pages, len(chunks)


if __name__ == "__main__":
    import importlib
    job, arguments = sys.argv[1], sys.argv[2:]
    LIBRARY, version, reader = load("pypdf" if job == "embed" else job)
    if job == "embed":
        try:
            version += ", sentence-transformers " + importlib.metadata.version("sentence-transformers")
        except ImportError:
            sys.exit(3)
    cpu, wall, chunks = time.process_time(), time.perf_counter(), 0
    if job == "embed":
        texts, chunks = embed(arguments[0], arguments[1:])
    else:
        texts = reader(arguments[0])
    print(json.dumps({"pages": len(texts), "cpu": time.process_time() - cpu,
                      "wall": time.perf_counter() - wall, "chunks": chunks,
                      "characters": sum(map(len, texts)), "version": version}))
