"""The loop between database and runner: looks at what runs, ends what ended, starts what fits.

Level-triggered: each round begins from the database and from what the runner sees, so a restart of
the server is only a late round. Scenarios that an earlier server started are found by the same look.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import select, update

from labstead_core.bricks.catalogue import Catalogue, TaskEntry
from labstead_core.clock import utc_now
from labstead_core.db.connection import Database, DatabaseUnavailableError
from labstead_core.db.models import Resource, Scenario
from labstead_core.events import Broker
from labstead_core.runner.conclusion import Conclusion
from labstead_core.runner.local import LocalRunner
from labstead_core.runner.port import Ended, Launch, Lost, Running, Slots, Unstarted
from labstead_core.scenarios.finish import ACTIVE, Finisher, locked_active
from labstead_core.scenarios.schedule import Place, choose_next
from labstead_core.service_variables import database_variables
from labstead_core.store.disk import Disk
from labstead_core.store.files import FileStore
from labstead_core.views import scenario_view

log = logging.getLogger(__name__)

BUSY_SECONDS = 0.3
IDLE_SECONDS = 5.0
FAILED_SECONDS = 2.0
MOST_TRIES = 3


class Dispatcher:
    """Runs in a thread of its own."""

    def __init__(
        self,
        *,
        database: Database,
        runner: LocalRunner,
        catalogue: Callable[[], Catalogue],
        finisher: Finisher,
        store: FileStore,
        disk: Disk,
        broker: Broker,
        cancel_grace_seconds: float,
        environment: str = "prod",
        debugger: Callable[[], dict[str, Any] | None] = lambda: None,
    ) -> None:
        self._database = database
        self._runner = runner
        self._catalogue = catalogue
        self._finisher = finisher
        self._store = store
        self._disk = disk
        self._broker = broker
        self._cancel_grace_seconds = cancel_grace_seconds
        self._environment = environment
        self._debugger = debugger
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._draining = threading.Event()
        self._held_until = 0.0
        self._finishing: set[str] = set()
        self._failed_ends: Counter[str] = Counter()
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="finish")
        self._thread = threading.Thread(target=self._loop, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begins to work."""
        self._thread.start()

    def tidy(self) -> None:
        """Cleans up after runs whose end was recorded by a server that died before it had cleaned up.
        Raises DatabaseUnavailableError."""
        left = self._runner.uncleaned()
        if not left:
            return
        with self._database.transaction() as session:
            unended = set(session.scalars(select(Scenario.id).where(Scenario.status.in_(("queued", *ACTIVE)))))
        for scenario_id in left - unended:
            self._runner.clean(scenario_id)

    def wake(self) -> None:
        """Something was queued or cancelled: look now."""
        self._wake.set()

    def drain(self) -> None:
        """Starts nothing any more; what runs goes on."""
        self._draining.set()
        self._wake.set()

    def hold(self, seconds: float) -> None:
        """Starts nothing for so long, unless asked again; 0: goes on now. Who asked and died holds nothing for ever."""
        self._held_until = time.monotonic() + seconds
        self._wake.set()

    @property
    def held(self) -> bool:
        """Whether queued scenarios wait because somebody asked for it."""
        return time.monotonic() < self._held_until

    def stop(self) -> None:
        """Ends the loop; what runs goes on without it."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(10)
        self._pool.shutdown(wait=True)

    def active_count(self) -> int:
        """Scenarios that run or are being cancelled. Raises DatabaseUnavailableError."""
        return len(self._active())

    def _loop(self) -> None:
        while not self._stopping.is_set():
            pause = IDLE_SECONDS
            try:
                pause = BUSY_SECONDS if self.tick() else IDLE_SECONDS
            except DatabaseUnavailableError as error:
                log.warning("the database can't be reached; scenarios go on without it", extra={"reason": str(error)})
                pause = FAILED_SECONDS
            except Exception:  # the loop must survive what nobody foresaw: it is the only one that ends scenarios
                log.exception("dispatcher round failed")
                pause = FAILED_SECONDS
            self._wake.wait(pause)
            self._wake.clear()

    def tick(self) -> bool:
        """One round. True if anything runs. Raises DatabaseUnavailableError."""
        active = self._active()
        for scenario in active:
            self._look_at_alone(scenario)
        if self._draining.is_set() or self.held:
            return bool(active)
        return self._start_what_fits() or bool(active)

    def _active(self) -> list[Scenario]:
        with self._database.transaction() as session:
            return list(session.scalars(select(Scenario).where(Scenario.status.in_(ACTIVE)).order_by(Scenario.id)))

    def _look_at_alone(self, scenario: Scenario) -> None:
        """One scenario that can't be looked at must not keep the others from their end."""
        try:
            self._look_at(scenario)
        except DatabaseUnavailableError:
            raise
        except Exception:
            log.exception("a scenario could not be looked at", extra={"scenario": scenario.id})

    def _look_at(self, scenario: Scenario) -> None:
        if scenario.id in self._finishing:
            return
        match self._runner.state(scenario.id, scenario.handle):
            case Running() as state:
                if scenario.status == "cancelling":
                    self._runner.cancel(scenario.id, scenario.handle)
                self._note_progress(scenario, state)
            case Ended(conclusion):
                self._finishing.add(scenario.id)
                self._pool.submit(self._finish, scenario.id, conclusion)
            case Unstarted():
                self._queue_again(scenario)
            case Lost(reason):
                self._finisher.interrupt(scenario.id, reason)
                self._runner.clean(scenario.id)

    def _queue_again(self, scenario: Scenario) -> None:
        with self._database.transaction() as session:
            row = locked_active(session, scenario.id)
            if row is None:
                return
            if row.status == "cancelling":
                row.status, row.ended_at = "cancelled", utc_now()
            else:
                row.status, row.started_at = "queued", None
            view = scenario_view(row)
        self._broker.publish("scenario", view)

    def _finish(self, scenario_id: str, conclusion: Conclusion) -> None:
        try:
            self._finisher.finish(scenario_id, self._runner.run_dir(scenario_id), conclusion)
            self._runner.clean(scenario_id)
            self._failed_ends.pop(scenario_id, None)
        except DatabaseUnavailableError:
            log.warning("the end of a scenario waits for the database", extra={"scenario": scenario_id})
        except Exception as error:  # recorded here, or it would vanish with the thread; the next round tries again
            log.exception("finishing a scenario failed", extra={"scenario": scenario_id})
            self._give_up_in_the_end(scenario_id, conclusion, error)
        finally:
            self._finishing.discard(scenario_id)
            self.wake()

    def _give_up_in_the_end(self, scenario_id: str, conclusion: Conclusion, error: Exception) -> None:
        """An end that can't be recorded, however often it is tried, must not leave the scenario running for ever."""
        self._failed_ends[scenario_id] += 1
        if self._failed_ends[scenario_id] < MOST_TRIES:
            return
        try:
            what = f"couldn't be recorded ({type(error).__name__})"
            self._finisher.give_up(scenario_id, self._runner.run_dir(scenario_id), conclusion, what)
            self._runner.clean(scenario_id)
            del self._failed_ends[scenario_id]
        except Exception:  # the next round tries again
            log.exception("giving up on a scenario failed", extra={"scenario": scenario_id})

    def _note_progress(self, scenario: Scenario, state: Running) -> None:
        if (scenario.progress_fraction, scenario.progress_message) == (state.fraction, state.message):
            return
        with self._database.transaction() as session:
            session.execute(
                update(Scenario)
                .where(Scenario.id == scenario.id, Scenario.status.in_(ACTIVE))
                .values(progress_fraction=state.fraction, progress_message=state.message)
            )
        scenario.progress_fraction, scenario.progress_message = state.fraction, state.message
        self._broker.publish("scenario", scenario_view(scenario))

    def _start_what_fits(self) -> bool:
        started = False
        while not (self._draining.is_set() or self.held):
            with self._database.transaction() as session:
                rows = list(
                    session.scalars(
                        select(Scenario).where(Scenario.status.in_(("queued", *ACTIVE))).order_by(Scenario.id)
                    )
                )
            queued = [_place(row) for row in rows if row.status == "queued"]
            running = [_place(row) for row in rows if row.status != "queued"]
            chosen = choose_next(queued, running, self._runner.capacity())
            if chosen is None:
                return started
            self._launch(next(row for row in rows if row.id == chosen.id))
            started = True
        return started

    def _launch(self, scenario: Scenario) -> None:
        """The status is committed before the process exists: a crash in between reads interrupted."""
        with self._database.transaction() as session:
            row = session.scalar(
                select(Scenario).where(Scenario.id == scenario.id, Scenario.status == "queued").with_for_update()
            )
            if row is None:  # cancelled in the meantime
                return
            row.status, row.started_at = "running", utc_now()
            ids = list(row.inputs.values())
            resources: Sequence[Resource] = (
                list(session.scalars(select(Resource).where(Resource.id.in_(ids)))) if ids else []
            )
            view = scenario_view(row)
        self._broker.publish("scenario", view)
        task = self._catalogue().tasks.get(scenario.task)
        if task is None:
            self._refuse(scenario.id, "task.not_found", f"The task {scenario.task} is no longer installed.")
            return
        try:
            handle = self._runner.submit(self._order(scenario, task, {row.id: row for row in resources}))
        except OSError as error:
            self._refuse(scenario.id, "runner.start_failed", f"The run couldn't be started: {error.strerror or error}.")
            return
        except Exception as error:  # one that can't be started must not stand before all the others for ever
            log.exception("a scenario could not be started", extra={"scenario": scenario.id})
            told = f"The run couldn't be started ({type(error).__name__}); the environment's log has the details."
            self._refuse(scenario.id, "runner.start_failed", told)
            return
        with self._database.transaction() as session:
            session.execute(update(Scenario).where(Scenario.id == scenario.id).values(handle=handle))
        log.info(
            "scenario started",
            extra={"scenario": scenario.id, "task": scenario.task, "pid": handle.get("pid")},
        )

    def _refuse(self, scenario_id: str, code: str, message: str) -> None:
        conclusion = Conclusion("failed", {"code": code, "message": message})
        self._finisher.finish(scenario_id, self._runner.run_dir(scenario_id), conclusion)

    def _order(self, scenario: Scenario, task: TaskEntry, resources: dict[str, Resource]) -> Launch:
        slots = Slots(scenario.cpus, scenario.memory_bytes)
        room = self._disk.room()
        inputs = {name: resources[resource_id] for name, resource_id in scenario.inputs.items()}
        limits = {
            "memory_bytes": slots.memory_bytes,
            "time_seconds": task.hours * 3600,
            "cpu_seconds": int(task.hours * 3600 * slots.cpus) + 1,
            "file_bytes": max(room.usable, 1),
            "disk_floor_bytes": room.reserve // 2,
            "grace_seconds": self._cancel_grace_seconds,
        }
        spec: dict[str, Any] = {
            "scenario_id": scenario.id,
            "module": task.module,
            "qualname": task.qualname,
            "parameters": scenario.parameters,
            "inputs": {name: _input(row, str(self._store.path(row.id))) for name, row in inputs.items()},
            "outputs": list(task.outputs),
            "packages": list(task.packages),
            "variables": database_variables(self._environment, task.brick, task.databases),
            "sources": [str(folder) for folder in self._catalogue().source_folders()],
            "cpus": slots.cpus,
            "limits": limits,
            "debugger": self._debugger(),
        }
        return Launch(scenario.id, slots, spec)


def _place(row: Scenario) -> Place:
    return Place(row.id, row.created_by, Slots(row.cpus, row.memory_bytes))


def _input(row: Resource, path: str) -> dict[str, Any]:
    return {
        "path": path,
        "name": row.name,
        "kind": row.kind,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
    }
