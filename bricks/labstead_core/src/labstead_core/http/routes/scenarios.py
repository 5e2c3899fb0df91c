"""Scenarios: ask for one, list, read, log, cancel."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session
from starlette.responses import Response

from labstead_core.errors import LabError
from labstead_core.http.context import Cursor, Limit, Parts, Reader, Services, Writer
from labstead_core.http.idempotency import Key, keyed, respond
from labstead_core.http.json_values import check_json
from labstead_core.replies import Reply
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

    _json = model_validator(mode="before")(check_json)


@router.post("", status_code=202)
def create(parts: Parts, user: Writer, key: Key, request: Request, order: ScenarioRequest) -> Response:
    """Queues a scenario."""

    def queue(session: Session) -> Reply:
        if parts.stopping():
            raise LabError(
                "server.stopping",
                "The environment is stopping and takes no new work.",
                hint="Try again when it is back.",
            )
        task = parts.catalogue().tasks.get(order.task)
        if task is None:
            raise LabError("task.not_found", f"There is no task {order.task}.", hint="GET /api/v1/tasks lists them.")
        parts.disk.require(0)
        row = queue_scenario(
            session,
            task=task,
            inputs=order.inputs,
            parameters=order.parameters,
            user=user,
            capacity=parts.runner.capacity(),
        )
        return Reply(202, scenario_view(row), {"Location": f"/api/v1/scenarios/{row.id}"})

    return _changed(parts, parts.replies.once(keyed(key, user, request, order.model_dump()), queue))


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
def cancel(parts: Parts, user: Writer, key: Key, request: Request, scenario_id: str) -> Response:
    """Asks for the end of a scenario."""

    def ask(session: Session) -> Reply:
        return Reply(202, scenario_view(cancel_scenario(session, scenario_id)))

    return _changed(parts, parts.replies.once(keyed(key, user, request), ask))


def _changed(parts: Services, reply: Reply) -> Response:
    """Tells open pages and the dispatcher, unless it was answered before."""
    if reply.body is not None and not reply.replayed:
        parts.broker.publish("scenario", reply.body)
        parts.dispatcher.wake()
    return respond(reply)
