"""For the container's own side only; the edge routes nothing here."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from labstead_core.server_state import ServerState
from labstead_core.status import status_of

router = APIRouter()


@router.get("/livez")
async def livez() -> dict[str, bool]:
    """The process answers."""
    return {"live": True}


@router.get("/readyz")
def readyz(request: Request) -> JSONResponse:
    """Started, not stopping, and the database answers a query now."""
    state: ServerState = request.app.state.server_state
    reason = state.not_ready() or request.app.state.services.database.ping()
    return JSONResponse({"ready": reason is None, "reason": reason}, 200 if reason is None else 503)


@router.get("/status")
def status(request: Request) -> dict[str, Any]:
    """What the manager wants to know before it stops or updates the environment."""
    return status_of(request.app.state.services, request.app.state.server_state)
