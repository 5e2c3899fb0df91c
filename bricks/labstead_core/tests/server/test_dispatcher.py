"""labstead_core/scenarios/dispatcher: what goes wrong with one scenario stays with that one"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from glab_testing.database import Address
from glab_testing.eventually import eventually
from glab_testing.server import BRICKS, TESTS

from labstead_core.bricks.catalogue import load_catalogue
from labstead_core.clock import utc_now
from labstead_core.db.connection import Database
from labstead_core.db.migrate import migrate
from labstead_core.db.models import Scenario
from labstead_core.events import Broker
from labstead_core.runner.conclusion import Conclusion
from labstead_core.runner.local import LocalRunner
from labstead_core.runner.port import RunState, Slots
from labstead_core.runner.rundir import RunDir
from labstead_core.scenarios.dispatcher import Dispatcher
from labstead_core.scenarios.finish import Finisher
from labstead_core.store.disk import Disk
from labstead_core.store.files import FileStore
from labstead_core.ulid import new_ulid

pytestmark = pytest.mark.database


class BlindRunner(LocalRunner):
    """Can't look at the runs in `unseen`."""

    unseen: str = ""

    def state(self, scenario_id: str, handle: dict[str, Any] | None) -> RunState:
        if scenario_id == self.unseen:
            raise RuntimeError("nobody foresaw this")
        return super().state(scenario_id, handle)


class FailingFinisher(Finisher):
    """Can't record that the run `unrecorded` succeeded."""

    unrecorded: str = ""

    def finish(self, scenario_id: str, run: RunDir, conclusion: Conclusion) -> bool:
        if scenario_id == self.unrecorded and conclusion.status == "succeeded":
            self._into_store(run, conclusion)
            raise RuntimeError("nobody foresaw this")
        return super().finish(scenario_id, run, conclusion)


class Bench:
    """A dispatcher on the real database, with a runner and a finisher that fail where they are told to."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.database = database
        self.store = FileStore(folder)
        self.store.prepare()
        self.runner = BlindRunner(folder / "scenarios", Slots(2, 700 << 20))
        broker = Broker()
        self.finisher = FailingFinisher(database, self.store, broker)
        catalogue = load_catalogue([TESTS / "bricks", BRICKS])
        self.dispatcher = Dispatcher(
            database=database,
            runner=self.runner,
            catalogue=lambda: catalogue,
            finisher=self.finisher,
            store=self.store,
            disk=Disk(folder, 0),
            broker=broker,
            cancel_grace_seconds=1,
        )

    def queue(self, **parameters: Any) -> str:
        scenario = Scenario(
            id=new_ulid(),
            task="probe.wait",
            title="Wait",
            status="queued",
            inputs={},
            parameters={"seconds": 0} | parameters,
            outputs={},
            progress_message="",
            created_at=utc_now(),
            created_by="ada",
            created_by_name="Ada",
            cpus=1,
            memory_bytes=300 << 20,
            provenance={},
        )
        with self.database.transaction() as session:
            session.add(scenario)
        return scenario.id

    def scenario(self, scenario_id: str) -> Scenario:
        with self.database.transaction() as session:
            return session.get_one(Scenario, scenario_id)

    def ends(self, scenario_id: str) -> Scenario:
        """Does rounds until the scenario has ended."""

        def round_and_look() -> Scenario | None:
            self.dispatcher.tick()
            found = self.scenario(scenario_id)
            return found if found.ended_at is not None else None

        found = eventually(round_and_look, within=30, what=f"{scenario_id} has ended")
        assert found is not None
        return found


@pytest.fixture
def bench(tmp_path: Path, address: Address) -> Iterator[Bench]:
    database = address.open()
    migrate(database)
    bench = Bench(tmp_path, database)
    yield bench
    bench.dispatcher.stop()
    database.engine.dispose()


def test_a_run_that_can_not_be_looked_at_does_not_keep_the_others_from_their_end(bench: Bench) -> None:
    unseen, other = bench.queue(), bench.queue()
    bench.runner.unseen = unseen
    assert bench.ends(other).status == "succeeded"
    assert bench.scenario(unseen).status == "running"
    bench.runner.unseen = ""
    assert bench.ends(unseen).status == "succeeded"


def test_an_end_that_can_not_be_recorded_however_often_it_is_tried_is_recorded_as_a_failure(bench: Bench) -> None:
    unrecorded, other = bench.queue(), bench.queue()
    bench.finisher.unrecorded = unrecorded
    assert bench.ends(other).status == "succeeded"
    failed = bench.ends(unrecorded)
    assert (failed.status, failed.error_code, failed.outputs) == ("failed", "scenario.publish_failed", {})
    published = [path.name for path in bench.store.files.rglob("*") if path.is_file()]
    assert published == [bench.scenario(other).outputs["proof"]]  # what had been moved of the other was removed


def test_a_scenario_that_can_not_be_started_does_not_stand_before_the_others_for_ever(bench: Bench) -> None:
    # The row of its input is missing, as after a restored backup.
    first = bench.queue()
    with bench.database.transaction() as session:
        session.get_one(Scenario, first).inputs = {"file": new_ulid()}
    other = bench.queue()
    assert bench.ends(other).status == "succeeded"
    assert bench.scenario(first).error_code == "runner.start_failed"


def test_what_a_dead_server_left_of_ended_runs_is_cleaned_up_and_what_runs_is_left_alone(bench: Bench) -> None:
    ended = bench.queue()
    bench.ends(ended)
    running = bench.queue(seconds=60)
    bench.dispatcher.tick()
    for run in (ended, running):
        bench.runner.run_dir(run).scratch.mkdir(exist_ok=True)
    bench.dispatcher.tidy()
    assert not bench.runner.run_dir(ended).scratch.exists()
    assert bench.runner.run_dir(running).scratch.exists()
    with bench.database.transaction() as session:
        session.get_one(Scenario, running).status = "cancelling"
    assert bench.ends(running).status == "cancelled"
