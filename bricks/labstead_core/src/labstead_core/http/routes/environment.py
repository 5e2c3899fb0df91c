"""GET /environment, GET /tasks, GET /events."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import StreamingResponse

from labstead_core import __version__
from labstead_core.http.context import Parts, Reader
from labstead_core.status import bricks_view

router = APIRouter()


@router.get("/environment")
def environment(parts: Parts, user: Reader) -> dict[str, Any]:
    """Which environment this is, its bricks, and who asks."""
    return {
        "environment": parts.config.environment,
        "lab": parts.config.lab_name,
        "console_url": parts.config.console_url,
        "version": __version__,
        "bricks": bricks_view(parts.catalogue()),
        "user": {"id": user.id, "name": user.name, "role": user.role},
    }


@router.get("/tasks")
def tasks(parts: Parts, _user: Reader) -> dict[str, Any]:
    """The tasks of the loaded bricks."""
    return {"items": [entry.public for entry in parts.catalogue().tasks.values()]}


@router.get("/events")
async def events(parts: Parts, _user: Reader) -> StreamingResponse:
    """Server-sent events `scenario` and `resource`."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(parts.broker.subscribe(), media_type="text/event-stream", headers=headers)
