"""Errors as RFC 9457 problems: the one table from codes to statuses."""

import errno
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import Scope

from labstead_core.db.connection import DatabaseUnavailableError
from labstead_core.errors import LabError
from labstead_core.http.request_id import request_id

log = logging.getLogger(__name__)

STATUS = {
    "auth.required": 401,
    "auth.forbidden": 403,
    "auth.cross_site": 403,
    "auth.wrong_environment": 403,
    "request.invalid": 422,
    "request.not_found": 404,
    "request.method_not_allowed": 405,
    "request.failed": 400,
    "request.too_large": 413,
    "request.idempotency_conflict": 422,
    "server.not_ready": 503,
    "server.stopping": 503,
    "server.error": 500,
    "database.unavailable": 503,
    "disk.full": 507,
    "resource.not_found": 404,
    "resource.in_use": 409,
    "resource.not_a_table": 409,
    "resource.unreadable": 422,
    "resource.content_missing": 410,
    "scenario.not_found": 404,
    "scenario.ended": 409,
    "scenario.invalid_inputs": 422,
    "scenario.invalid_parameters": 422,
    "task.not_found": 404,
    "task.too_large": 409,
    "upload.not_found": 404,
    "upload.too_large": 413,
    "upload.too_much": 413,
    "upload.invalid": 400,
    "upload.version": 412,
    "upload.content_type": 415,
    "upload.offset_mismatch": 409,
    "upload.busy": 423,
    "upload.taken_over": 409,
    "upload.silent": 408,
}
RETRY_LATER = {503: "5"}


def problem_response(
    scope: Scope, code: str, sentence: str, hint: str | None = None, details: dict[str, Any] | None = None
) -> JSONResponse:
    """The problem document of `code`, in the manager's form, with what `details` adds."""
    status = STATUS.get(code, 500)
    body: dict[str, Any] = {"type": "about:blank", "title": sentence, "status": status, "code": code}
    if hint is not None:
        body["hint"] = hint
    body["requestId"] = request_id(scope)
    headers = {"Cache-Control": "no-store", "X-Request-Id": request_id(scope)}
    if status in RETRY_LATER:
        headers["Retry-After"] = RETRY_LATER[status]
    return JSONResponse({**(details or {}), **body}, status, headers, media_type="application/problem+json")


def install_problem_handlers(app: FastAPI) -> None:
    """Every error of the app leaves it as a problem."""

    @app.exception_handler(LabError)
    async def lab_error(request: Request, error: LabError) -> JSONResponse:
        return problem_response(request.scope, error.code, error.message, error.hint, error.details)

    @app.exception_handler(DatabaseUnavailableError)
    async def database_unavailable(request: Request, error: DatabaseUnavailableError) -> JSONResponse:
        told = {"reason": str(error), "request_id": request_id(request.scope)}
        log.warning("the database can't be reached", extra=told)
        return problem_response(
            request.scope,
            "database.unavailable",
            "The environment's database can't be reached at the moment.",
            "It is tried again by itself.",
        )

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        mistakes = [{"path": "/".join(str(part) for part in e["loc"]), "message": e["msg"]} for e in error.errors()]
        sentence = "; ".join(f"{mistake['path']}: {mistake['message']}" for mistake in mistakes)
        return problem_response(request.scope, "request.invalid", sentence, None, {"errors": mistakes})

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        codes = {404: "request.not_found", 405: "request.method_not_allowed", 413: "request.too_large"}
        path = request.url.path
        sentences = {404: f"There is nothing at {path}.", 405: f"{request.method} isn't possible at {path}."}
        code = codes.get(error.status_code, "request.failed")
        return problem_response(request.scope, code, sentences.get(error.status_code, str(error.detail)))

    @app.exception_handler(OSError)
    async def os_error(request: Request, error: OSError) -> JSONResponse:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return problem_response(
                request.scope, "disk.full", "The disk is full.", "Delete resources that aren't needed any more."
            )
        return _unexpected(request, error)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        return _unexpected(request, error)


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    told = request_id(request.scope)
    log.error("request failed", exc_info=error, extra={"request_id": told})
    return problem_response(
        request.scope,
        "server.error",
        "The environment failed to answer this request.",
        f"This is a fault of the environment; its log tells more under the request id {told}.",
    )
