"""The server's status as one object: the same for GET /status and `labstead-glab status`."""

from typing import Any

from sqlalchemy import func, select

from labstead_core import __version__
from labstead_core.bricks.catalogue import Catalogue
from labstead_core.db.connection import DatabaseUnavailableError
from labstead_core.db.models import Scenario
from labstead_core.http.context import Services
from labstead_core.server_state import ServerState

UNFINISHED = ("queued", "running", "cancelling")


def bricks_view(catalogue: Catalogue) -> list[dict[str, Any]]:
    """The bricks as every reply lists them."""
    return [
        {"name": b.name, "version": b.version, "status": "error" if b.error else "loaded", "error": b.error}
        for b in catalogue.bricks
    ]


def status_of(parts: Services, state: ServerState) -> dict[str, Any]:
    """Counts are null while the database can't be asked."""
    reason = state.not_ready()
    counts: dict[str, int] | None = None
    if state.starting_reason() is None:
        try:
            with parts.database.transaction() as session:
                query = (
                    select(Scenario.status, func.count())
                    .where(Scenario.status.in_(UNFINISHED))
                    .group_by(Scenario.status)
                )
                counts = dict(session.execute(query).tuples().all())
        except DatabaseUnavailableError as error:
            reason = reason or str(error)
    room, capacity = parts.disk.room(), parts.runner.capacity()
    return {
        "ready": reason is None,
        "reason": reason,
        "environment": parts.config.environment,
        "version": __version__,
        "bricks": bricks_view(parts.catalogue()),
        "running_scenarios": None if counts is None else counts.get("running", 0) + counts.get("cancelling", 0),
        "queued_scenarios": None if counts is None else counts.get("queued", 0),
        "held": parts.dispatcher.held,
        "stopping": state.stopping,
        "task_slots": {"cpus": capacity.cpus, "memory_bytes": capacity.memory_bytes},
        "disk": {"free_bytes": room.free, "reserve_bytes": room.reserve},
    }
