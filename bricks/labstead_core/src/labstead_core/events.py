"""What changed, for pages that are open: from any thread to every subscriber's queue."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

QUEUE_LENGTH = 256
HEARTBEAT_SECONDS = 15
# Who may listen is asked at the gate when a subscription begins: after this long it is asked again.
LIFETIME_SECONDS = 300


class Broker:
    """Publishes server-sent events. A subscriber too slow for its queue is let go: it reconnects
    and reads the state anew, which is right whatever it missed."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: set[asyncio.Queue[str | None]] = set()
        self._closed = threading.Event()

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Names the loop that the subscribers live in; events before that have no listeners."""
        self._loop = loop

    def publish(self, event: str, payload: dict[str, Any]) -> None:
        """Sends `payload` as an event of type `event`. For any thread; never blocks."""
        if self._loop is not None and not self._loop.is_closed():
            frame = f"event: {event}\ndata: {json.dumps(payload, ensure_ascii=False)}\n\n"
            self._loop.call_soon_threadsafe(self._spread, frame)

    def close(self) -> None:
        """Ends every subscription: the server is stopping."""
        self._closed.set()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end_all)

    async def subscribe(self) -> AsyncIterator[str]:
        """Frames of text/event-stream, a comment in quiet times so that proxies keep the line."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(QUEUE_LENGTH)
        self._queues.add(queue)
        try:
            yield "retry: 2000\n\n"
            ends = time.monotonic() + LIFETIME_SECONDS
            while not self._closed.is_set() and time.monotonic() < ends:
                try:
                    frame = await asyncio.wait_for(queue.get(), HEARTBEAT_SECONDS)
                except TimeoutError:
                    frame = ": quiet\n\n"
                if frame is None:
                    return
                yield frame
        finally:
            self._queues.discard(queue)

    def _spread(self, frame: str) -> None:
        for queue in list(self._queues):
            try:
                queue.put_nowait(frame)
            except asyncio.QueueFull:
                self._queues.discard(queue)
                self._end(queue)

    def _end_all(self) -> None:
        for queue in list(self._queues):
            self._end(queue)

    def _end(self, queue: asyncio.Queue[str | None]) -> None:
        while queue.full():
            queue.get_nowait()
        queue.put_nowait(None)
