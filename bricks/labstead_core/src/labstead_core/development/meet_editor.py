"""A task's side of debugging: before its first line it meets the editor, whose breakpoints hold from then on."""

import os
import sys
import threading
from collections.abc import Callable
from typing import Any

PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 0.1


def meet_editor(place: dict[str, Any] | None) -> None:
    """Returns when the editor has set its breakpoints; at once where `place` says that there is none, and after some
    patience where it is there and doesn't answer: the computer of whoever attached it may be asleep for the night."""
    if place is None:
        return
    # The standard library that is frozen into Python can't be stepped through, which nobody asked for.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    sys.path.append(place["packages"])
    import debugpy  # noqa: PLC0415 (its place is known only now)
    import debugpy.server.api  # noqa: PLC0415 (puts pydevd on the path)
    import pydevd  # noqa: PLC0415

    patience = _Patience(pydevd.get_global_debugger)
    try:
        with patience:
            debugpy.connect((place["host"], place["port"]), parent_session_pid=place["parent"])
    except (OSError, RuntimeError) as error:
        print(f"The debugger could not be reached, so no breakpoint stops this task: {error}", flush=True)
    if patience.lost:
        pydevd.stoptrace()
        print(
            f"The attached editor did not answer for {PATIENCE_SECONDS:g} s, so no breakpoint stops this task.",
            flush=True,
        )


class _Patience:
    """Ends the debugger's wait for the editor, which has no end of its own."""

    def __init__(self, debugger: Callable[[], Any]) -> None:
        self.lost = False
        self._debugger = debugger
        self._met = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="patience", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._met.set()
        # So that `lost` says what it will ever say.
        self._thread.join()

    def _wait(self) -> None:
        if self._met.wait(PATIENCE_SECONDS):
            return
        while not self._met.wait(LOOK_SECONDS):
            waiting = self._debugger()
            # What the editor's answer would set.
            if waiting is not None and not waiting.ready_to_run:
                self.lost = True
                waiting.ready_to_run = True
