"""The header Idempotency-Key on mutations, in the manager's words."""

import json
import re
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from starlette.responses import JSONResponse, Response

from labstead_core.errors import LabError
from labstead_core.identity import User
from labstead_core.replies import KeyedRequest, Reply

KEY = re.compile(r"[\x21-\x7e]{1,128}")
TOLD = "1 to 128 printable ASCII characters. The same request under the same key gets the same reply for 24 hours."


def _key(idempotency_key: Annotated[str | None, Header(description=TOLD)] = None) -> str | None:
    if idempotency_key is None or KEY.fullmatch(idempotency_key):
        return idempotency_key
    raise LabError("request.invalid", "The Idempotency-Key has to be 1 to 128 printable ASCII characters.")


Key = Annotated[str | None, Depends(_key)]


def keyed(key: str | None, user: User, request: Request, content: Any = None) -> KeyedRequest | None:
    """The request under its key; `content` is what it says beside method and path. None if it has no key."""
    if key is None:
        return None
    return KeyedRequest(user.id, key, json.dumps([request.method, request.url.path, content], sort_keys=True))


def respond(reply: Reply) -> Response:
    """The reply as it goes out, the first time and each time after."""
    if reply.body is None:
        return Response(status_code=reply.status, headers=reply.headers)
    return JSONResponse(reply.body, reply.status, reply.headers)
