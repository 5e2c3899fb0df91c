"""What stands before every route under /api: ready, identity, same origin. Plain ASGI, so that bodies
pass through untouched."""

import logging
import time
from collections.abc import Callable

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from labstead_core.http.problems import problem_response
from labstead_core.http.request_id import request_id
from labstead_core.identity import user_from_headers

log = logging.getLogger("labstead_core.access")

UPLOADS = "/api/v1/uploads/"
LARGEST_BODY = 1024 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; sandbox; frame-ancestors 'none'"),
]


class Gate:
    """Answers 401, 403 and 503 itself; else notes the user in the request and passes it on."""

    def __init__(self, app: ASGIApp, environment: str, not_ready: Callable[[], str | None]) -> None:
        self._app = app
        self._environment = environment
        self._not_ready = not_ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return
        watched = _WatchedSend(scope, send)
        headers = Headers(scope=scope)
        user = user_from_headers(scope["headers"])
        target: ASGIApp = self._app
        if user is None:
            target = problem_response(
                scope, "auth.required", "Sign in first.", "Open the environment through the lab's address."
            )
        elif headers.get("x-lab-environment") not in (None, self._environment):
            target = problem_response(scope, "auth.wrong_environment", f"This is the environment {self._environment}.")
        elif scope["method"] not in SAFE_METHODS and headers.get("sec-fetch-site") not in (
            None,
            "same-origin",
            "none",
        ):
            # The lab's other hosts are other people's pages: none of them may change anything here.
            target = problem_response(scope, "auth.cross_site", "This request comes from another site's page.")
        elif (reason := self._not_ready()) is not None:
            target = problem_response(
                scope, "server.not_ready", f"The environment is starting: {reason}.", "Try again in a few seconds."
            )
        else:
            scope.setdefault("state", {})["user"] = user
            if not scope["path"].startswith(UPLOADS):
                receive = _bounded(receive)
        try:
            await target(scope, receive, watched)
        finally:
            watched.report(user.id if user else None)


def _bounded(receive: Receive) -> Receive:
    """Bodies that are kept in memory have a bound; uploads, which aren't, have another one."""
    left = LARGEST_BODY

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(413, f"The request's body is larger than {LARGEST_BODY // 1024} KiB.")
        return message

    return bounded


class _WatchedSend:
    """Adds headers to the answer and remembers its status for the access log."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._status = 0
        self._started = time.monotonic()
        self._request_id = request_id(scope)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            present = {name.lower() for name, _ in message["headers"]}
            extra = [(b"x-request-id", self._request_id.encode("ascii")), *SECURITY_HEADERS]
            if b"cache-control" not in present:
                extra.append((b"cache-control", b"no-store"))
            message["headers"] = [
                *message["headers"],
                *(header for header in extra if header[0] not in present),
            ]
        await self._send(message)

    def report(self, user_id: str | None) -> None:
        log.info(
            "request",
            extra={
                "request_id": self._request_id,
                "method": self._scope["method"],
                "path": self._scope["path"],
                "status": self._status,
                "ms": round((time.monotonic() - self._started) * 1000, 1),
                "user": user_id,
            },
        )
