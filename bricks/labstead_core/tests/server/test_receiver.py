"""labstead_core/uploads/receiver: a request that is taken over while its bytes are being written"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from glab_testing.database import Address

from labstead_core.db.connection import Database
from labstead_core.db.migrate import migrate
from labstead_core.db.models import Upload
from labstead_core.errors import LabError
from labstead_core.events import Broker
from labstead_core.identity import Role, User
from labstead_core.store.disk import Disk
from labstead_core.store.files import FileStore
from labstead_core.uploads.receiver import BATCH_BYTES, Receiver
from labstead_core.uploads.service import UploadService
from labstead_core.uploads.writer import UploadWriter

pytestmark = pytest.mark.database

ADA = User("ada", "Ada", Role.SCIENTIST)


class SlowWriter(UploadWriter):
    """A disk that takes its time; notes what happens in which order."""

    begun = threading.Event()
    go_on = threading.Event()
    order: list[str]

    def write(self, parts: list[bytes]) -> bool:
        self.begun.set()
        self.go_on.wait(10)
        enough = super().write(parts)
        self.order.append("written")
        return enough

    def close(self) -> None:
        self.order.append("closed")
        super().close()


class SlowUploads(UploadService):
    """Uploads onto that disk."""

    order: list[str]

    def open_writer(self, upload: Upload) -> UploadWriter:
        writer = SlowWriter(self._store.incoming(upload.id), upload.offset, upload.length, None)
        writer.order = self.order
        return writer


@pytest.fixture
def database(address: Address) -> Iterator[Database]:
    database = address.open()
    migrate(database)
    yield database
    database.engine.dispose()


def test_the_file_is_closed_only_when_the_last_write_is_done_however_often_the_request_is_cancelled(
    tmp_path: Path, database: Database
) -> None:
    store = FileStore(tmp_path)
    store.prepare()
    uploads = SlowUploads(
        database=database, store=store, disk=Disk(tmp_path, 0), broker=Broker(), max_bytes=1 << 30, expiry_hours=1
    )
    uploads.order = []
    with database.transaction() as session:
        upload = uploads.create(session, length=2 * BATCH_BYTES, name="a.bin", user=ADA)

    async def body() -> AsyncIterator[bytes]:
        yield b"x" * BATCH_BYTES
        await asyncio.sleep(60)

    async def take_over() -> None:
        receiver = Receiver(uploads)
        request = asyncio.create_task(receiver.receive(upload, body()))
        await asyncio.to_thread(SlowWriter.begun.wait, 10)
        first = asyncio.create_task(receiver.release(upload.id))
        second = asyncio.create_task(receiver.release(upload.id))
        await asyncio.sleep(0.2)
        assert uploads.order == []
        SlowWriter.go_on.set()
        await asyncio.gather(first, second)
        with pytest.raises(LabError, match="Another request goes on"):
            await request

    asyncio.run(take_over())
    assert uploads.order == ["written", "closed"]
    assert uploads.get(upload.id, "ada").offset == BATCH_BYTES
