"""For the container's own side only; the edge routes nothing here."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse

from labstead_core.http.context import Services
from labstead_core.probe import probe_of
from labstead_core.server_state import ServerState
from labstead_core.status import bricks_view, status_of

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


@router.post("/reload")
def reload(request: Request) -> JSONResponse:
    """Looks at the bricks now; where none are developed, a start is the only time for that."""
    services: Services = request.app.state.services
    if services.config.workspace is None:
        return JSONResponse({"error": "no bricks are developed in this environment"}, 409)
    return JSONResponse({"bricks": bricks_view(services.reload())})


@router.post("/hold")
def hold(request: Request, seconds: Annotated[float, Query(ge=0, le=600)]) -> dict[str, Any]:
    """Starts no queued scenario for so long: the manager waits for what runs before it stops the environment."""
    services: Services = request.app.state.services
    services.dispatcher.hold(seconds)
    return status_of(services, request.app.state.server_state)


@router.get("/status")
def status(request: Request) -> dict[str, Any]:
    """What the manager wants to know before it stops or updates the environment."""
    return status_of(request.app.state.services, request.app.state.server_state)


@router.get("/probe")
def probe(request: Request) -> JSONResponse:
    """What a restore wants to know of what it has brought back; 503 until it can be told."""
    services: Services = request.app.state.services
    reason = request.app.state.server_state.not_ready()
    if reason is not None:
        return JSONResponse({"ready": False, "reason": reason}, 503)
    return JSONResponse(probe_of(services))
