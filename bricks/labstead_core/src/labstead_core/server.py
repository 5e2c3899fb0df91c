"""The only knot: builds the parts from the configuration, serves, and stops in order."""

import asyncio
import fcntl
import logging
import os
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from labstead_core import __version__
from labstead_core.bricks.catalogue import Catalogue
from labstead_core.config import Config
from labstead_core.db.connection import Database, DatabaseUnavailableError
from labstead_core.development.debugger import Debugger
from labstead_core.development.watcher import Watcher
from labstead_core.events import Broker
from labstead_core.http.app import create_app
from labstead_core.http.context import Services
from labstead_core.replies import Replies
from labstead_core.resources import ResourceRemover
from labstead_core.runner.capacity import task_cpus, task_memory_bytes
from labstead_core.runner.local import LocalRunner
from labstead_core.runner.port import Slots
from labstead_core.scenarios.dispatcher import Dispatcher
from labstead_core.scenarios.finish import Finisher
from labstead_core.server_state import ServerState
from labstead_core.starter import Starter
from labstead_core.status import bricks_view
from labstead_core.store.disk import Disk
from labstead_core.store.files import FileStore
from labstead_core.uploads.receiver import Receiver
from labstead_core.uploads.service import UploadService

log = logging.getLogger(__name__)

HOUSEKEEPING_SECONDS = 600
DRAIN_LOOK_SECONDS = 0.5
LAST_REQUESTS_SECONDS = 5


class DataInUseError(Exception):
    """Another server uses this data folder."""


class Glab:
    """One server: its parts and their order of starting and stopping."""

    def __init__(self, config: Config, *, at_rest: bool = False) -> None:
        self._config = config
        self._at_rest = at_rest
        self.state = ServerState()
        store = FileStore(config.data)
        # At rest nothing is written into the data, which another server may be using.
        if not at_rest:
            self._lock = _lock_data(config.data)
            store.prepare()
        self._database = Database(config.database)
        self._broker = Broker()
        disk = Disk(config.data, config.disk_reserve_bytes)
        slots = Slots(config.task_cpus or task_cpus(), config.task_memory_bytes or task_memory_bytes())
        runner = LocalRunner(config.data / "scenarios", slots)
        self._starter = Starter(config, self._database, self.state, self._take_up_work)
        self._debugger = None if at_rest else _debugger(config)
        self._dispatcher = Dispatcher(
            database=self._database,
            runner=runner,
            catalogue=lambda: self._starter.catalogue,
            finisher=Finisher(self._database, store, self._broker),
            store=store,
            disk=disk,
            broker=self._broker,
            cancel_grace_seconds=config.cancel_grace_seconds,
            environment=config.environment,
            debugger=lambda: self._debugger.attached() if self._debugger else None,
        )
        self._uploads = UploadService(
            database=self._database,
            store=store,
            disk=disk,
            broker=self._broker,
            max_bytes=config.max_upload_bytes,
            expiry_hours=config.upload_expiry_hours,
        )
        self._remover = ResourceRemover(self._database, store, self._broker)
        self._replies = Replies(self._database)
        self._watcher = Watcher(config.workspace, self._reload) if config.workspace and not at_rest else None
        self._stopped = threading.Event()
        services = Services(
            config=config,
            database=self._database,
            store=store,
            disk=disk,
            broker=self._broker,
            runner=runner,
            dispatcher=self._dispatcher,
            uploads=self._uploads,
            receiver=Receiver(self._uploads),
            remover=self._remover,
            replies=self._replies,
            catalogue=lambda: self._starter.catalogue,
            reload=self._reload,
            stopping=lambda: self.state.stopping,
        )
        self.app = create_app(services, self.state)
        self.app.router.lifespan_context = self._lifespan

    def begin_stop(self) -> None:
        """Takes no new work and tells open pages to come back later; what runs goes on."""
        self.state.stop()
        self._dispatcher.drain()

    def busy(self) -> bool:
        """Whether scenarios run. A database that can't be asked counts as no."""
        try:
            return self.state.starting_reason() is None and self._dispatcher.active_count() > 0
        except DatabaseUnavailableError:
            return False

    def close_streams(self) -> None:
        """Ends the open event streams, which would hold the stop up."""
        self._broker.close()

    @asynccontextmanager
    async def _lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        self._broker.attach(asyncio.get_running_loop())
        log.info(
            "starting",
            extra={"version": __version__, "environment": self._config.environment, "pid": os.getpid()},
        )
        self._starter.start()
        for one in self._development():
            one.start()
        yield
        self._starter.stop()
        for one in self._development():
            one.stop()
        self._stopped.set()
        await asyncio.to_thread(self._dispatcher.stop)
        log.info("stopped")

    def _development(self) -> list[Watcher | Debugger]:
        """Where bricks are developed; else none."""
        return [one for one in (self._watcher, self._debugger) if one]

    def _reload(self) -> Catalogue:
        """The bricks as they are now; open pages ask for them again."""
        catalogue = self._starter.reload()
        bricks = bricks_view(catalogue)
        log.info("bricks reloaded", extra={"bricks": {brick["name"]: brick["error"] or "loaded" for brick in bricks}})
        self._broker.publish("bricks", {"items": bricks})
        return catalogue

    def _take_up_work(self) -> None:
        """What the last server left: deletions, uploads, scenarios. At rest it stays as it was left."""
        if self._at_rest:
            return
        self._housekeep()
        self._dispatcher.tidy()
        self._dispatcher.start()
        threading.Thread(target=self._housekeep_regularly, name="housekeeping", daemon=True).start()

    def _housekeep(self) -> None:
        self._remover.finish_all()
        self._uploads.housekeep()
        self._replies.prune()

    def _housekeep_regularly(self) -> None:
        while not self._stopped.wait(HOUSEKEEPING_SECONDS):
            try:
                self._housekeep()
            except (DatabaseUnavailableError, OSError) as error:
                log.warning("housekeeping put off", extra={"reason": str(error)})


class _Server(uvicorn.Server):
    """uvicorn, but a first signal lets running scenarios end before the server does."""

    def __init__(self, config: uvicorn.Config, glab: Glab) -> None:
        super().__init__(config)
        self._glab = glab
        self._drain: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, _frame: FrameType | None) -> None:
        if self._drain is not None:  # asked twice: now
            self._exit()
            return
        log.info("asked to stop", extra={"signal": sig})
        self._glab.begin_stop()
        self._drain = asyncio.get_event_loop().create_task(self._stop_when_idle())

    async def _stop_when_idle(self) -> None:
        """The database is read in a thread; until it says idle, the container's stop grace is the limit."""
        while await asyncio.to_thread(self._glab.busy):  # noqa: ASYNC110 (the event would be the database's)
            await asyncio.sleep(DRAIN_LOOK_SECONDS)
        self._exit()

    def _exit(self) -> None:
        """Not uvicorn's own way, which would end the process by the signal again instead of with 0."""
        self._glab.close_streams()
        self.should_exit = True


def serve(config: Config, *, at_rest: bool = False) -> None:
    """Serves until a signal ends it; at rest it answers what is there, runs nothing and writes no file. Raises
    DataInUseError, OSError."""
    glab = Glab(config, at_rest=at_rest)
    uvicorn_config = uvicorn.Config(
        glab.app,
        host=config.listen_host,
        port=config.listen_port,
        log_config=None,
        access_log=False,
        server_header=False,
        # The edge speaks for the client; nothing here depends on the client's address.
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
    )
    _Server(uvicorn_config, glab).run()


def _debugger(config: Config) -> Debugger | None:
    if config.debug_socket is None:
        return None
    return Debugger(config.debug_packages, config.debug_socket, config.data / ".debugger.json")


def _lock_data(data: Path) -> int:
    """Holds the data folder for this process; two servers would run everything twice."""
    descriptor = os.open(data / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise DataInUseError(f"Another glab uses the data folder {data}.") from error
    return descriptor
