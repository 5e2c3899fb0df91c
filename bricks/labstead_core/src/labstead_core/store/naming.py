"""What a resource is called and what it is, from the name a person gave it and its first bytes."""

import unicodedata
from pathlib import Path, PurePosixPath

from labstead_core.tabular.dialect import DialectError, detect

MEDIA_TYPES = {
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".tab": "text/tab-separated-values",
    ".txt": "text/plain",
    ".dat": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".zip": "application/zip",
    ".gz": "application/gzip",
}
TABLE_SUFFIXES = (".csv", ".tsv", ".tab")
MAYBE_TABLE_SUFFIXES = (".txt", ".dat")
LONGEST_NAME = 200


def clean_name(raw: str) -> str:
    """The last part of a path-like name without control characters; never empty, at most 200 characters."""
    last = raw.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char)[0] != "C").strip()
    if len(shown) > LONGEST_NAME:
        suffix = PurePosixPath(shown).suffix[:20]
        shown = shown[: LONGEST_NAME - len(suffix)] + suffix
    return shown if shown.strip(".") else "unnamed"


def media_type_of(name: str) -> str:
    """By the end of the name only: what a client claims is not trusted."""
    return MEDIA_TYPES.get(PurePosixPath(name.lower()).suffix, "application/octet-stream")


def kind_of(name: str, path: Path) -> str:
    """ "table" by its name, or if a text file's first lines read like one; otherwise "file"."""
    suffixes = PurePosixPath(name.lower()).suffixes
    suffix = suffixes[-1] if suffixes else ""
    inner = suffixes[-2] if suffix == ".gz" and len(suffixes) > 1 else suffix
    if inner in TABLE_SUFFIXES:
        return "table"
    if suffix in MAYBE_TABLE_SUFFIXES:
        try:
            return "table" if len(detect(path).first_row) > 1 else "file"
        except DialectError:
            return "file"
    return "file"
