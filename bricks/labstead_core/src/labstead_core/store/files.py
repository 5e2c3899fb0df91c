"""The content of resources, each under its id. Names that people gave are never paths."""

import hashlib
import os
import stat
from pathlib import Path

from labstead_core.ulid import is_ulid

BLOCK = 1 << 20
READ_ONLY = 0o440


class FileStore:
    """`files/` holds complete content, `uploads/` what is still arriving; both on one file system."""

    def __init__(self, data: Path) -> None:
        self.files = data / "files"
        self.uploads = data / "uploads"

    def prepare(self) -> None:
        """Makes the folders. Raises OSError."""
        for folder in (self.files, self.uploads):
            folder.mkdir(parents=True, exist_ok=True)

    def path(self, resource_id: str) -> Path:
        """Where the content of a resource is."""
        return self.files / _checked(resource_id)[-2:] / resource_id

    def incoming(self, upload_id: str) -> Path:
        """Where an upload is written."""
        return self.uploads / _checked(upload_id)

    def all_incoming(self) -> list[Path]:
        """The files of uploads, whosever they are."""
        return [path for path in self.uploads.iterdir() if is_ulid(path.name)]

    def adopt(self, source: Path, resource_id: str) -> None:
        """Moves `source` into the store, durably. A move that was already made is fine: a crash between
        it and its record in the database is repaired by doing both again. Raises OSError."""
        target = self.path(resource_id)
        target.parent.mkdir(exist_ok=True)
        if not source.exists() and target.exists():
            return
        source.chmod(READ_ONLY)
        _sync(source)
        source.replace(target)
        _sync(target.parent)

    def remove(self, resource_id: str) -> None:
        """Deletes the content; absent content is fine."""
        self.path(resource_id).unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    buffer = bytearray(BLOCK)
    view = memoryview(buffer)
    with path.open("rb", buffering=0) as stream:
        while count := stream.readinto(buffer):
            digest.update(view[:count])
    return digest.hexdigest()


def is_plain_file(path: Path) -> bool:
    """Whether there is an ordinary file: no link, no pipe, no folder."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _checked(identifier: str) -> str:
    if not is_ulid(identifier):
        raise ValueError(f"not an identifier: {identifier!r}")
    return identifier


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
