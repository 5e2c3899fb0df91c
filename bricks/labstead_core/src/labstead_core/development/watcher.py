"""Sees that something in the bricks under development was saved, and says so once it is quiet."""

import logging
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0

# Names, times and sizes: what an editor's save changes.
Fingerprint = frozenset[tuple[str, int, int]]


def fingerprint(folder: Path) -> Fingerprint:
    """Of everything in the bricks below `folder` that decides which tasks there are. Looked at rather than told by the
    kernel: the folder is written in another container, and notices of that are not to be had on every file system."""
    return frozenset(_entries(folder))


def _entries(folder: Path) -> Iterator[tuple[str, int, int]]:
    for brick in _children(folder):
        if brick.is_dir():
            yield from _stat(Path(brick.path) / "settings.json")
            for root, folders, files in os.walk(Path(brick.path) / "src"):
                folders[:] = [name for name in folders if name != "__pycache__"]
                for name in files:
                    if name.endswith(".py"):
                        yield from _stat(Path(root) / name)


def _children(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return list(os.scandir(folder))
    except OSError:  # not there yet, or closed to us for a while
        return []


def _stat(path: Path) -> Iterator[tuple[str, int, int]]:
    try:
        found = path.stat()
    except OSError:  # gone since it was listed
        return
    yield str(path), found.st_mtime_ns, found.st_size


class Watcher:
    """Runs in a thread of its own. A change counts when two looks saw the same: a checkout writes many files."""

    def __init__(self, folder: Path, changed: Callable[[], object]) -> None:
        self._folder = folder
        self._changed = changed
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begins; what is there now is taken as known."""
        known = fingerprint(self._folder)
        threading.Thread(target=self._run, args=(known,), name="watcher", daemon=True).start()

    def stop(self) -> None:
        """Ends the looking."""
        self._stopped.set()

    def _run(self, known: Fingerprint) -> None:
        seen = known
        while not self._stopped.wait(LOOK_SECONDS):
            now = fingerprint(self._folder)
            settled, seen = now == seen, now
            if settled and now != known:
                known = now
                log.info("bricks changed", extra={"folder": str(self._folder)})
                self._tell()

    def _tell(self) -> None:
        try:
            self._changed()
        except Exception:  # one reload that failed must not be the last that was tried
            log.exception("the change of the bricks could not be taken in")
