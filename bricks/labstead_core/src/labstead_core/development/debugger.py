"""The server's side of debugging: keeps the hub running, and tells tasks where it is while an editor is attached."""

import json
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from labstead_core.process_environment import child_environment
from labstead_core.runner.limits import end_with_parent

log = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0


class Debugger:
    """A hub as a child process; one that ends is started again."""

    def __init__(self, packages: Path, socket: Path, state: Path) -> None:
        self._packages = packages
        self._socket = socket
        self._state = state
        self._stopped = threading.Event()
        self._hub: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="debugger", daemon=True)

    def start(self) -> None:
        """Begins; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the hub; an editor sees its session end."""
        self._stopped.set()
        if self._hub is not None:
            self._hub.kill()

    def attached(self) -> dict[str, Any] | None:
        """What a task has to know to meet the editor; None while there is none."""
        try:
            place: dict[str, Any] = json.loads(self._state.read_text())
        except (FileNotFoundError, ValueError):
            return None
        return {**place, "packages": str(self._packages)}

    def _run(self) -> None:
        while not self._stopped.is_set():
            parent = os.getpid()
            self._hub = subprocess.Popen(
                [
                    *(sys.executable, "-Xfrozen_modules=off", "-m", "labstead_core.development.debug_hub"),
                    *(str(self._packages), str(self._socket), str(self._state)),
                ],
                stdin=subprocess.DEVNULL,
                env=child_environment(()),
                preexec_fn=lambda: end_with_parent(parent),  # noqa: B023, PLW1509 (called before the loop goes on)
            )
            log.info("debugger", extra={"pid": self._hub.pid, "socket": str(self._socket)})
            code = self._hub.wait()
            self._state.unlink(missing_ok=True)
            if not self._stopped.wait(PAUSE_SECONDS):
                log.warning("the debugger ended and is started again", extra={"code": code})
