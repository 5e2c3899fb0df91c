"""Resources: recording, listing, deleting."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from labstead_core.clock import utc_now
from labstead_core.db.connection import Database
from labstead_core.db.models import Resource, Scenario, ScenarioInput
from labstead_core.errors import LabError
from labstead_core.events import Broker
from labstead_core.store.files import FileStore
from labstead_core.views import resource_view

UNFINISHED = ("queued", "running", "cancelling")


def get_resource(session: Session, resource_id: str, *, lock: bool = False) -> Resource:
    """The resource. `lock` keeps it from being deleted until the transaction ends.
    Raises LabError `resource.not_found`."""
    query = select(Resource).where(Resource.id == resource_id, Resource.deleted_at.is_(None))
    row = session.scalar(query.with_for_update(read=True) if lock else query)
    if row is None:
        raise LabError("resource.not_found", f"There is no resource {resource_id}.")
    return row


def list_resources(session: Session, limit: int, cursor: str | None) -> list[Resource]:
    """The newest `limit` resources older than `cursor`."""
    query = select(Resource).where(Resource.deleted_at.is_(None)).order_by(Resource.id.desc()).limit(limit)
    return list(session.scalars(query.where(Resource.id < cursor) if cursor else query))


class ResourceRemover:
    """Deletes resources so that a crash leaves either all of one or nothing that shows."""

    def __init__(self, database: Database, store: FileStore, broker: Broker) -> None:
        self._database = database
        self._store = store
        self._broker = broker

    def mark(self, session: Session, resource_id: str) -> dict[str, Any]:
        """Hides the resource with the transaction; its last view, for `finish`.

        Raises LabError `resource.not_found`, or `resource.in_use` while an unfinished scenario reads it."""
        row = session.scalar(
            select(Resource).where(Resource.id == resource_id, Resource.deleted_at.is_(None)).with_for_update()
        )
        if row is None:
            raise LabError("resource.not_found", f"There is no resource {resource_id}.")
        _refuse_in_use(session, row)
        row.deleted_at = utc_now()
        return resource_view(row)

    def finish(self, view: dict[str, Any]) -> None:
        """After the transaction of `mark`: tells open pages, and removes the content."""
        self._broker.publish("resource", view | {"deleted": True})
        self._finish(view["id"])

    def finish_all(self) -> None:
        """Completes deletions that a crash cut short."""
        with self._database.transaction() as session:
            waiting = list(session.scalars(select(Resource.id).where(Resource.deleted_at.is_not(None))))
        for resource_id in waiting:
            self._finish(resource_id)

    def _finish(self, resource_id: str) -> None:
        self._store.remove(resource_id)
        with self._database.transaction() as session:
            row = session.get(Resource, resource_id)
            if row is not None:
                session.delete(row)


def _refuse_in_use(session: Session, row: Resource) -> None:
    reader = session.scalar(
        select(Scenario.title)
        .join(ScenarioInput, ScenarioInput.scenario_id == Scenario.id)
        .where(ScenarioInput.resource_id == row.id, Scenario.status.in_(UNFINISHED))
        .limit(1)
    )
    if reader is not None:
        raise LabError(
            "resource.in_use",
            f"{row.name} is read by “{reader}”, which has not ended.",
            hint="Wait until it has ended, or cancel it first.",
        )


def new_resource(
    *,
    resource_id: str,
    name: str,
    kind: str,
    media_type: str,
    size: int,
    sha256: str,
    created_at: datetime,
    created_by: str,
    created_by_name: str | None,
    scenario_id: str | None,
) -> Resource:
    """A row for content that is in the store; its origin is the scenario, or an upload if there is none."""
    return Resource(
        id=resource_id,
        name=name,
        kind=kind,
        media_type=media_type,
        size=size,
        sha256=sha256,
        created_at=created_at,
        created_by=created_by,
        created_by_name=created_by_name,
        origin_type="upload" if scenario_id is None else "task",
        scenario_id=scenario_id,
    )
