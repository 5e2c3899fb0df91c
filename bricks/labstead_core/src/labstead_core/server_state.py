"""How far the server's start has come, and whether it is stopping."""

import threading


class ServerState:
    """Written by the starter, read by every request. Safe for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: str | None = "the database has not answered yet"
        self._stopping = False

    def waiting_for(self, reason: str | None) -> None:
        """Notes what the start waits for; None: it is done."""
        with self._lock:
            self._waiting = reason

    def stop(self) -> None:
        """No new work from now on."""
        with self._lock:
            self._stopping = True

    @property
    def stopping(self) -> bool:
        """Whether the server is stopping."""
        with self._lock:
            return self._stopping

    def starting_reason(self) -> str | None:
        """Why requests can't be answered yet; None if they can."""
        with self._lock:
            return self._waiting

    def not_ready(self) -> str | None:
        """Why this server shouldn't be sent work; None if it should."""
        with self._lock:
            return self._waiting or ("it is stopping" if self._stopping else None)
