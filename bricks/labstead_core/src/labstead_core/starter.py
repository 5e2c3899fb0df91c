"""The start: bricks and database side by side, waiting for what isn't there yet instead of dying."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import DBAPIError

from labstead_core.bricks.catalogue import EMPTY, Catalogue, load_catalogue
from labstead_core.config import Config
from labstead_core.db.connection import Database
from labstead_core.db.migrate import MigrationError, migrate
from labstead_core.server_state import ServerState

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0


class Starter:
    """Loads the catalogue, waits for the database, migrates it, and then calls `ready` once."""

    def __init__(self, config: Config, database: Database, state: ServerState, ready: Callable[[], None]) -> None:
        self._config = config
        self._database = database
        self._state = state
        self._ready = ready
        self._catalogue = EMPTY
        self._reloading = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="starter", daemon=True)
        self._began = time.monotonic()

    @property
    def catalogue(self) -> Catalogue:
        """The bricks; none until they have been inspected."""
        return self._catalogue

    def start(self) -> None:
        """Begins; returns at once."""
        self._thread.start()

    def reload(self) -> Catalogue:
        """Inspects the bricks anew. What runs goes on with the code as it was imported."""
        with self._reloading:
            self._catalogue = load_catalogue(self._config.brick_folders)
            return self._catalogue

    def stop(self) -> None:
        """Gives up waiting."""
        self._stopped.set()

    def _run(self) -> None:
        with ThreadPoolExecutor(max_workers=1) as pool:
            loading = pool.submit(load_catalogue, self._config.brick_folders)
            if not self._retry("the database", lambda: migrate(self._database)):
                return
            self._state.waiting_for("bricks are being inspected")
            self._catalogue = loading.result()
        if self._retry("unfinished work of the last time", self._ready):
            self._state.waiting_for(None)
            bricks = {brick.name: brick.error or brick.version for brick in self._catalogue.bricks}
            log.info("ready", extra={"seconds": round(time.monotonic() - self._began, 2), "bricks": bricks})

    def _retry(self, what: str, work: Callable[[], None]) -> bool:
        """Does `work` until it succeeds, with a growing pause. False if the server stops before."""
        pause = FIRST_PAUSE_SECONDS
        while not self._stopped.is_set():
            try:
                work()
            except (DBAPIError, MigrationError, OSError) as error:
                reason = str(error.orig if isinstance(error, DBAPIError) else error).partition("\n")[0]
            except Exception as error:  # a start that can't go on must say why for as long as that is so
                log.exception("start failed")
                reason = f"{type(error).__name__}: {error}"
            else:
                return True
            self._state.waiting_for(f"{what}: {reason}")
            log.warning("waiting", extra={"for": what, "reason": reason, "pause": pause})
            self._stopped.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        return False
