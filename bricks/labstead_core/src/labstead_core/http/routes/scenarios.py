"""Scenarios: ask for one, list, read, log, cancel."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from labstead_core.errors import LabError
from labstead_core.http.context import Cursor, Limit, Parts, Reader, Writer
from labstead_core.scenarios.order import queue_scenario
from labstead_core.scenarios.requests import cancel_scenario, get_scenario, list_scenarios
from labstead_core.views import scenario_view

router = APIRouter(prefix="/scenarios")

LOG_PART_BYTES = 256 * 1024


class ScenarioRequest(BaseModel):
    """Which task to run, on what, how."""

    model_config = ConfigDict(extra="forbid")

    task: str = Field(max_length=191)
    inputs: dict[str, str] = Field(default_factory=dict)
    parameters: dict[str, Any] = Field(default_factory=dict)


@router.post("", status_code=202)
def create(parts: Parts, user: Writer, request: ScenarioRequest, response: Response) -> dict[str, Any]:
    """Queues a scenario."""
    if parts.stopping():
        raise LabError(
            "server.stopping",
            "The environment is stopping and takes no new work.",
            hint="Try again when it is back.",
        )
    task = parts.catalogue().tasks.get(request.task)
    if task is None:
        raise LabError("task.not_found", f"There is no task {request.task}.", hint="GET /api/v1/tasks lists them.")
    parts.disk.require(0)
    with parts.database.transaction() as session:
        row = queue_scenario(
            session,
            task=task,
            inputs=request.inputs,
            parameters=request.parameters,
            user=user,
            capacity=parts.runner.capacity(),
        )
        view = scenario_view(row)
    parts.broker.publish("scenario", view)
    parts.dispatcher.wake()
    response.headers["Location"] = f"/api/v1/scenarios/{row.id}"
    return view


@router.get("")
def list_all(parts: Parts, _user: Reader, limit: Limit = 50, cursor: Cursor = None) -> dict[str, Any]:
    """The newest first; `next_cursor` is null at the end."""
    with parts.database.transaction() as session:
        rows = list_scenarios(session, limit + 1, cursor)
    return {
        "items": [scenario_view(row) for row in rows[:limit]],
        "next_cursor": rows[limit - 1].id if len(rows) > limit else None,
    }


@router.get("/{scenario_id}")
def read(parts: Parts, _user: Reader, scenario_id: str) -> dict[str, Any]:
    """One scenario."""
    with parts.database.transaction() as session:
        return scenario_view(get_scenario(session, scenario_id))


@router.get("/{scenario_id}/log")
def read_log(parts: Parts, _user: Reader, scenario_id: str, after: Annotated[int, Query(ge=0)] = 0) -> dict[str, Any]:
    """The log from byte `after` on; `complete` when nothing will follow what was read."""
    with parts.database.transaction() as session:
        ended = get_scenario(session, scenario_id).ended_at is not None
    part = parts.runner.logs(scenario_id, after, LOG_PART_BYTES)
    return {
        "text": part.text,
        "next_offset": part.next_offset,
        "complete": ended and part.next_offset - after < LOG_PART_BYTES,
    }


@router.post("/{scenario_id}/cancel", status_code=202)
def cancel(parts: Parts, _user: Writer, scenario_id: str) -> dict[str, Any]:
    """Asks for the end of a scenario."""
    with parts.database.transaction() as session:
        view = scenario_view(cancel_scenario(session, scenario_id))
    parts.broker.publish("scenario", view)
    parts.dispatcher.wake()
    return view
