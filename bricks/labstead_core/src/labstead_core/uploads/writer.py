"""Bytes of one upload to its file: in order, bounded, and hashed on the way where that is possible."""

import hashlib
import os
from pathlib import Path

# After so many bytes they are made safe: what a crash can cost.
SAFE_BYTES = 64 * 1024 * 1024


class DigestMemory:
    """Half-made hashes of uploads that arrive in several requests. Only a memory: what isn't in it
    (after a restart, or when there are many) is hashed from the file when the upload is complete."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._digests: dict[str, tuple[int, hashlib._Hash]] = {}

    def take(self, upload_id: str, offset: int) -> "hashlib._Hash | None":
        """The hash of the first `offset` bytes, if it is known."""
        if offset == 0:
            return hashlib.sha256()
        kept = self._digests.pop(upload_id, None)
        return kept[1] if kept is not None and kept[0] == offset else None

    def keep(self, upload_id: str, offset: int, digest: "hashlib._Hash | None") -> None:
        """Remembers `digest` of the first `offset` bytes; the oldest is forgotten when there are too many."""
        if digest is not None:
            self._digests[upload_id] = (offset, digest)
            while len(self._digests) > self._most:
                self._digests.pop(next(iter(self._digests)), None)


class UploadWriter:
    """Appends to an upload's file from `offset` on. Blocks: call from a thread, one at a time.

    The file is there since the upload was created; one that is gone was dropped, and must not come back."""

    def __init__(self, path: Path, offset: int, length: int, digest: "hashlib._Hash | None") -> None:
        self.offset = offset
        self.safe_offset = offset
        self.digest = digest
        self._length = length
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        os.ftruncate(self._descriptor, offset)
        os.lseek(self._descriptor, offset, os.SEEK_SET)

    def write(self, parts: list[bytes]) -> bool:
        """Writes `parts`; True if enough was written that it should be made safe. Raises OSError, and
        ValueError if it is more than was announced."""
        if self.offset + sum(len(part) for part in parts) > self._length:
            raise ValueError("more than was announced")
        for part in parts:
            rest = memoryview(part)
            while rest:
                written = os.write(self._descriptor, rest)
                self.offset += written
                # Of exactly what was written: the disk may be full in the middle of a part.
                if self.digest is not None:
                    self.digest.update(rest[:written])
                rest = rest[written:]
        return self.offset - self.safe_offset >= SAFE_BYTES

    def make_safe(self) -> int:
        """Waits until everything written is on disk; the offset up to which that holds. Raises OSError."""
        os.fdatasync(self._descriptor)
        self.safe_offset = self.offset
        return self.safe_offset

    def close(self) -> None:
        """Closes the file."""
        os.close(self._descriptor)
