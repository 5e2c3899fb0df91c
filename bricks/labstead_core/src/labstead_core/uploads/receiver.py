"""From a request's body to an upload's file, in bounded memory, whatever the client does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from starlette.requests import ClientDisconnect

from labstead_core.db.models import Upload
from labstead_core.errors import LabError
from labstead_core.uploads.service import UploadService
from labstead_core.uploads.writer import UploadWriter

# A thread is asked to write when so much has come.
BATCH_BYTES = 1 << 20
# A client that sends nothing for so long has gone.
SILENCE_SECONDS = 60
TAKEOVER_SECONDS = 10

T = TypeVar("T")


class Receiver:
    """One writer an upload: a client that comes back takes over from its own broken connection."""

    def __init__(self, uploads: UploadService) -> None:
        self._uploads = uploads
        self._active: dict[str, asyncio.Task[int]] = {}

    async def release(self, upload_id: str) -> None:
        """Ends a request that still writes to this upload. Raises LabError `upload.busy` if it doesn't end."""
        active = self._active.get(upload_id)
        if active is None:
            return
        active.cancel()
        await asyncio.wait([active], timeout=TAKEOVER_SECONDS)
        if not active.done():
            raise LabError(
                "upload.busy",
                "Another request is still writing to this upload.",
                hint="Try again in a moment.",
            )

    async def receive(self, upload: Upload, body: AsyncIterator[bytes]) -> int:
        """Writes `body` behind what is there; the new offset. The caller has released the upload.

        A connection that breaks, or is taken over, leaves what came until then safely written."""
        if upload.id in self._active:
            raise LabError(
                "upload.busy",
                "Another request is still writing to this upload.",
                hint="Try again in a moment.",
            )
        task = asyncio.create_task(self._write(upload, body))
        self._active[upload.id] = task
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled() or not task.done():
                task.cancel()
                await asyncio.wait([task])
                raise LabError("upload.taken_over", "Another request goes on with this upload.") from None
            raise
        finally:
            self._active.pop(upload.id, None)

    async def _write(self, upload: Upload, body: AsyncIterator[bytes]) -> int:
        writer = await _whole(lambda: self._uploads.open_writer(upload))
        try:
            await self._copy(upload, writer, body)
        except ClientDisconnect:
            pass  # nobody is left to be told; the offset says how far it came
        except TimeoutError:
            raise LabError(
                "upload.silent", f"Nothing came for {SILENCE_SECONDS} seconds.", hint="Resume the upload."
            ) from None
        except ValueError as error:
            raise LabError(
                "upload.too_much",
                f"The request holds more than the {upload.length} bytes that were announced.",
            ) from error
        finally:
            # Also when this request is taken over: what was received is recorded.
            await _whole(lambda: self._uploads.close_writer(upload.id, writer))
        return writer.offset

    async def _copy(self, upload: Upload, writer: UploadWriter, body: AsyncIterator[bytes]) -> None:
        """However the body ends, all that came of it is written: a line that breaks often must get on, too."""
        loop = asyncio.get_running_loop()
        batch = _Batch()
        try:
            async with asyncio.timeout(SILENCE_SECONDS) as silence:
                async for part in body:
                    batch.add(part)
                    if batch.size >= BATCH_BYTES:
                        silence.reschedule(None)  # a slow disk is not a silent client
                        await self._flush(upload, writer, batch.take())
                    silence.reschedule(loop.time() + SILENCE_SECONDS)
        finally:
            await self._flush(upload, writer, batch.take())

    async def _flush(self, upload: Upload, writer: UploadWriter, parts: list[bytes]) -> None:
        if not parts:
            return
        if await _whole(lambda: writer.write(parts)):
            offset = await _whole(writer.make_safe)
            await _whole(lambda: self._uploads.save_offset(upload.id, offset))


class _Batch:
    """Parts that came and aren't written yet. Taken before they are written: if that fails, it isn't tried again."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def add(self, part: bytes) -> None:
        self._parts.append(part)
        self.size += len(part)

    def take(self) -> list[bytes]:
        parts, self._parts, self.size = self._parts, [], 0
        return parts


async def _whole(work: Callable[[], T]) -> T:
    """Does `work` in a thread, and returns no sooner than it is done, also when the request is cancelled: two
    threads at one writer would write into a file that one of them has closed."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])  # which leaves the task alone when this coroutine is cancelled
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None and task.exception() is None:
        raise cancelled
    return task.result()
