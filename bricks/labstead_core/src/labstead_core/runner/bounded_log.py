"""A log file that can't fill the disk: its beginning and its end are kept."""

from pathlib import Path

HEAD_BYTES = 4 * 1024 * 1024
TAIL_BYTES = 256 * 1024


class BoundedLog:
    """Appends up to `head` bytes as they come; of the rest the last `tail` bytes, on closing."""

    def __init__(self, path: Path, head: int = HEAD_BYTES, tail: int = TAIL_BYTES) -> None:
        self._stream = path.open("ab", buffering=0)
        self._room = head
        self._tail_size = tail
        self._tail = bytearray()
        self._dropped = 0

    def write(self, data: bytes) -> None:
        """Takes what the task printed."""
        now, later = data[: self._room], data[self._room :]
        if now:
            self._stream.write(now)
            self._room -= len(now)
        if later:
            if not self._tail and not self._dropped:
                self._stream.write(b"\n[the log is long: from here on only its last part is kept]\n")
            self._tail += later
            excess = len(self._tail) - self._tail_size
            if excess > 0:
                del self._tail[:excess]
                self._dropped += excess

    def close(self) -> None:
        """Writes the kept end, with the number of bytes left out before it."""
        if self._dropped:
            self._stream.write(f"[{self._dropped} bytes left out]\n".encode())
        self._stream.write(bytes(self._tail))
        self._stream.close()
