"""How much room there is, and how much of it must stay free."""

import os
from dataclasses import dataclass
from pathlib import Path

from labstead_core.errors import LabError

MEBIBYTE = 1024 * 1024
GIBIBYTE = 1024 * MEBIBYTE

RESERVE_SHARE = 0.05
RESERVE_LEAST = 256 * MEBIBYTE
RESERVE_MOST = 5 * GIBIBYTE


@dataclass(frozen=True)
class Room:
    """Bytes of a file system."""

    free: int
    reserve: int

    @property
    def usable(self) -> int:
        return max(0, self.free - self.reserve)


class Disk:
    """The file system under the data folder."""

    def __init__(self, folder: Path, reserve_bytes: int | None) -> None:
        self._folder = folder
        self._configured = reserve_bytes

    def room(self) -> Room:
        """Looks now. The reserve is a twentieth of the disk, between 256 MiB and 5 GiB, unless configured."""
        now = os.statvfs(self._folder)
        total = now.f_blocks * now.f_frsize
        derived = min(max(int(total * RESERVE_SHARE), RESERVE_LEAST), RESERVE_MOST)
        return Room(now.f_bavail * now.f_frsize, derived if self._configured is None else self._configured)

    def require(self, needed: int, promised: int = 0) -> None:
        """Raises LabError `disk.full` (with the numbers) if `needed` bytes don't fit beside the reserve
        and the `promised` ones that uploads under way still have to write."""
        room = self.room()
        if needed + promised > room.usable:
            raise LabError(
                "disk.full",
                f"There is not enough room: {in_words(needed)} are needed, {in_words(room.free)} are free, of which "
                f"{in_words(room.reserve)} must stay free and {in_words(promised)} are promised to uploads under way.",
                hint="Delete resources that aren't needed any more, or ask an operator for a larger disk.",
                needed_bytes=needed,
                free_bytes=room.free,
                reserve_bytes=room.reserve,
                promised_bytes=promised,
            )


def in_words(size: int) -> str:
    """`size` bytes for people: 1.5 GiB."""
    value = float(size)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} TiB"
