"""The end of a run: its outputs become resources, all or none, together with its status."""

import logging
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from labstead_core.clock import utc_now
from labstead_core.db.connection import Database
from labstead_core.db.models import Resource, Scenario
from labstead_core.events import Broker
from labstead_core.resources import new_resource
from labstead_core.runner.conclusion import Conclusion
from labstead_core.runner.rundir import RunDir, declared_outputs, read_json, write_json
from labstead_core.runner.task_words import missing_outputs
from labstead_core.store.files import FileStore, is_plain_file, sha256_of
from labstead_core.store.naming import clean_name
from labstead_core.ulid import is_ulid, new_ulid
from labstead_core.views import resource_view, scenario_view

log = logging.getLogger(__name__)

ACTIVE = ("running", "cancelling")


class Finisher:
    """Records how runs ended. Every step may be done again after a crash."""

    def __init__(self, database: Database, store: FileStore, broker: Broker) -> None:
        self._database = database
        self._store = store
        self._broker = broker

    def finish(self, scenario_id: str, run: RunDir, conclusion: Conclusion) -> bool:
        """Publishes and records. False if it was recorded before. Raises DatabaseUnavailableError."""
        missing = self._missing(run, conclusion)
        if missing:
            conclusion = replace(conclusion, status="failed", error=missing_outputs(missing), outputs=())
        try:
            outputs = self._into_store(run, conclusion)
        except OSError as error:
            log.exception("outputs can't be published", extra={"scenario": scenario_id})
            return self.give_up(scenario_id, run, conclusion, f"couldn't be published: {error.strerror or error}")
        with self._database.transaction() as session:
            scenario = locked_active(session, scenario_id)
            if scenario is None:
                return False
            kinds = declared_outputs(run)
            resources = [_resource(scenario, output, kinds) for output in outputs]
            session.add_all(resources)
            scenario.outputs = {output["name"]: output["id"] for output in outputs}
            _record_end(scenario, conclusion)
            views = [resource_view(row) for row in resources]
            view = scenario_view(scenario)
        for resource in views:
            self._broker.publish("resource", resource)
        self._broker.publish("scenario", view)
        log.info(
            "scenario ended",
            extra={"scenario": scenario_id, "status": view["status"], "error": view["error"]},
        )
        return True

    def give_up(self, scenario_id: str, run: RunDir, conclusion: Conclusion, what: str) -> bool:
        """Records a failure in place of the end that `what` went wrong with. Raises DatabaseUnavailableError."""
        error = {"code": "scenario.publish_failed", "message": f"The outputs {what}. Nothing was published."}
        recorded = self.finish(scenario_id, run, Conclusion("failed", error, (), conclusion.usage, conclusion.versions))
        if recorded:
            # What had been moved is nobody's: only now, for before this moment it might have been published.
            for resource_id in (_noted_ids(run, conclusion) or {}).values():
                self._store.remove(resource_id)
        return recorded

    def interrupt(self, scenario_id: str, reason: str) -> None:
        """Records that the run is gone without a word. Raises DatabaseUnavailableError."""
        with self._database.transaction() as session:
            scenario = locked_active(session, scenario_id)
            if scenario is None:
                return
            cancelled = scenario.status == "cancelling"
            scenario.status = "cancelled" if cancelled else "interrupted"
            scenario.ended_at = utc_now()
            if not cancelled:
                scenario.error_code = "scenario.interrupted"
                scenario.error_message = (
                    f"The environment stopped while this was running: {reason}. Nothing was published."
                )
                scenario.error_hint = "Run it again."
            view = scenario_view(scenario)
        self._broker.publish("scenario", view)
        log.warning("scenario interrupted", extra={"scenario": scenario_id, "reason": reason})

    def _missing(self, run: RunDir, conclusion: Conclusion) -> list[str]:
        """Outputs that are no ordinary files, and weren't moved before either: a link would publish what is
        somebody else's, a pipe would never end."""
        ids = _noted_ids(run, conclusion) or {}
        return [
            output.name
            for output in conclusion.outputs
            if not is_plain_file(run.outputs / output.name)
            and not (output.name in ids and is_plain_file(self._store.path(ids[output.name])))
        ]

    def _into_store(self, run: RunDir, conclusion: Conclusion) -> list[dict[str, Any]]:
        """Moves the outputs to their final place under ids that are noted first."""
        if conclusion.status != "succeeded":
            return []
        ids = _noted_ids(run, conclusion)
        if ids is None:
            ids = {output.name: new_ulid() for output in conclusion.outputs}
            write_json(run.publish, ids)
        published = []
        for output in conclusion.outputs:
            resource_id = ids[output.name]
            self._store.adopt(run.outputs / output.name, resource_id)
            path = self._store.path(resource_id)
            published.append(
                {
                    "id": resource_id,
                    "name": output.name,
                    "filename": clean_name(output.filename),
                    "media_type": output.media_type[:127],
                    "size": path.stat().st_size,
                    "sha256": sha256_of(path),
                }
            )
        return published


def _noted_ids(run: RunDir, conclusion: Conclusion) -> dict[str, str] | None:
    """The ids noted for the outputs before, if all of them were."""
    noted = read_json(run.publish) or {}
    ids = {output.name: noted.get(output.name) for output in conclusion.outputs}
    found = {name: value for name, value in ids.items() if isinstance(value, str) and is_ulid(value)}
    return found if len(found) == len(ids) == len(set(found.values())) else None


def locked_active(session: Session, scenario_id: str) -> Scenario | None:
    """The scenario, locked, if it is running or being cancelled."""
    return session.scalar(
        select(Scenario).where(Scenario.id == scenario_id, Scenario.status.in_(ACTIVE)).with_for_update()
    )


def _record_end(scenario: Scenario, conclusion: Conclusion) -> None:
    scenario.status = conclusion.status
    scenario.ended_at = utc_now()
    if conclusion.status == "succeeded":
        scenario.progress_fraction = 1.0
    if conclusion.error is not None:
        scenario.error_code = conclusion.error["code"][:64]
        scenario.error_message = conclusion.error["message"][:8000]
        scenario.error_hint = conclusion.error.get("hint")
    scenario.provenance = scenario.provenance | {"usage": conclusion.usage, "versions": conclusion.versions}


def _resource(scenario: Scenario, output: dict[str, Any], kinds: dict[str, str]) -> Resource:
    return new_resource(
        resource_id=output["id"],
        name=output["filename"],
        kind=kinds.get(output["name"], "file"),
        media_type=output["media_type"],
        size=output["size"],
        sha256=output["sha256"],
        created_at=utc_now(),
        created_by=scenario.created_by,
        created_by_name=scenario.created_by_name,
        scenario_id=scenario.id,
    )
