"""The FastAPI application: routes, problems, the gate before /api."""

from fastapi import APIRouter, FastAPI

from labstead_core import __version__
from labstead_core.http.context import Services
from labstead_core.http.gate import Gate
from labstead_core.http.problems import install_problem_handlers
from labstead_core.http.routes import environment, health, resources, scenarios, uploads
from labstead_core.server_state import ServerState

API = "/api/v1"


def create_app(services: Services, state: ServerState) -> FastAPI:
    """The application over the given parts. Its pages of documentation are off: they load from elsewhere."""
    app = FastAPI(
        title="Labstead glab",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
    )
    app.state.services = services
    app.state.server_state = state
    api = APIRouter(prefix=API)
    for module in (environment, resources, scenarios, uploads):
        api.include_router(module.router)
    app.include_router(api)
    app.include_router(health.router)
    install_problem_handlers(app)
    app.add_middleware(Gate, environment=services.config.environment, not_ready=state.starting_reason)
    return app
