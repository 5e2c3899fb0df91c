"""What routes get: the parts of the server, and the user if they may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from labstead_core.bricks.catalogue import Catalogue
from labstead_core.config import Config
from labstead_core.db.connection import Database
from labstead_core.errors import LabError
from labstead_core.events import Broker
from labstead_core.identity import Permission, User
from labstead_core.replies import Replies
from labstead_core.resources import ResourceRemover
from labstead_core.runner.port import Runner
from labstead_core.scenarios.dispatcher import Dispatcher
from labstead_core.store.disk import Disk
from labstead_core.store.files import FileStore
from labstead_core.uploads.receiver import Receiver
from labstead_core.uploads.service import UploadService


@dataclass(frozen=True)
class Services:
    """The parts of the server that routes call."""

    config: Config
    database: Database
    store: FileStore
    disk: Disk
    broker: Broker
    runner: Runner
    dispatcher: Dispatcher
    uploads: UploadService
    receiver: Receiver
    remover: ResourceRemover
    replies: Replies
    catalogue: Callable[[], Catalogue]
    reload: Callable[[], Catalogue]
    stopping: Callable[[], bool]


def services_of(request: Request) -> Services:
    """The server's parts, put there by `create_app`."""
    services: Services = request.app.state.services
    return services


def _needs(permission: Permission) -> Callable[[Request], User]:
    def check(request: Request) -> User:
        user: User = request.state.user
        if not user.may(permission):
            role = user.role.value if user.role else "unknown"
            raise LabError(
                "auth.forbidden",
                f"Your role ({role}) may not {permission.value} in this environment.",
                hint="Ask an administrator of the lab for another role.",
            )
        return user

    return check


Parts = Annotated[Services, Depends(services_of)]
Reader = Annotated[User, Depends(_needs(Permission.READ))]
Writer = Annotated[User, Depends(_needs(Permission.WRITE))]
Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(pattern="^[0-9A-HJKMNP-TV-Z]{26}$")]
