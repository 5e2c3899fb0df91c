"""tus 1.0.0 with creation, termination and expiration."""

import asyncio
import base64
import binascii
import contextlib
from datetime import UTC
from email.utils import format_datetime

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from labstead_core.db.models import Upload
from labstead_core.errors import LabError
from labstead_core.http.context import Parts, Services, Writer
from labstead_core.http.idempotency import Key, keyed, respond
from labstead_core.replies import Reply

router = APIRouter(prefix="/uploads")

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
PATCH_TYPE = "application/offset+octet-stream"
LONGEST_METADATA = 4096


@router.options("")
async def capabilities(parts: Parts, _user: Writer) -> Response:
    """What this server's tus can do."""
    extra = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(parts.uploads.max_bytes),
    }
    return Response(status_code=204, headers=_headers(extra))


@router.post("", status_code=201)
async def create(parts: Parts, user: Writer, key: Key, request: Request) -> Response:
    """Begins an upload; an empty file is complete at once."""
    _check_version(request)
    length = _number(request, "Upload-Length")
    name = _metadata(request).get("filename") or "unnamed"

    def begin(session: Session) -> Reply:
        upload = parts.uploads.create(session, length=length, name=name, user=user)
        return Reply(201, None, _state(upload) | {"Location": f"/api/v1/uploads/{upload.id}"})

    reply = await asyncio.to_thread(parts.replies.once, keyed(key, user, request, [length, name]), begin)
    answer = respond(reply)
    if length == 0:
        answer.headers.update(await _complete(parts, reply.headers["Location"].rpartition("/")[2]))
    return answer


@router.head("/{upload_id}")
async def offset(parts: Parts, user: Writer, request: Request, upload_id: str) -> Response:
    """Where to go on. A request of the same upload that still hangs is ended first."""
    _check_version(request)
    await asyncio.to_thread(parts.uploads.get, upload_id, user.id)  # before anything is ended: is it theirs?
    await parts.receiver.release(upload_id)
    upload = await asyncio.to_thread(parts.uploads.get, upload_id, user.id)
    headers = _state(upload) | {"Upload-Length": str(upload.length), "Cache-Control": "no-store"}
    if upload.offset == upload.length:
        headers |= await _complete(parts, upload_id)
    return Response(status_code=200, headers=headers)


@router.patch("/{upload_id}", status_code=204)
async def append(parts: Parts, user: Writer, request: Request, upload_id: str) -> Response:
    """Writes the body at Upload-Offset; the last one answers with the resource's id."""
    _check_version(request)
    if request.headers.get("content-type") != PATCH_TYPE:
        raise LabError("upload.content_type", f"The content type must be {PATCH_TYPE}.")
    at = _number(request, "Upload-Offset")
    await asyncio.to_thread(parts.uploads.get, upload_id, user.id)
    await parts.receiver.release(upload_id)
    upload = await asyncio.to_thread(parts.uploads.get, upload_id, user.id)
    if at != upload.offset:
        raise LabError(
            "upload.offset_mismatch",
            f"The upload stands at byte {upload.offset}, not at {at}.",
            hint="Ask for the offset with HEAD and go on from there.",
            offset=upload.offset,
        )
    upload.offset = await parts.receiver.receive(upload, request.stream())
    headers = _state(upload)
    if upload.offset == upload.length:
        headers |= await _complete(parts, upload_id)
    return Response(status_code=204, headers=headers)


@router.delete("/{upload_id}", status_code=204)
async def terminate(parts: Parts, user: Writer, key: Key, request: Request, upload_id: str) -> Response:
    """Drops the upload and what was written."""
    _check_version(request)

    def forget(session: Session) -> Reply:
        parts.uploads.forget(session, upload_id, user.id)
        return Reply(204, None, _headers({}))

    reply = await asyncio.to_thread(parts.replies.once, keyed(key, user, request), forget)
    if not reply.replayed:
        with contextlib.suppress(LabError):  # a request that hangs at a stuck disk writes to a file without a name
            await parts.receiver.release(upload_id)
        await asyncio.to_thread(parts.uploads.remove, upload_id)
    return respond(reply)


async def _complete(parts: Services, upload_id: str) -> dict[str, str]:
    resource_id = await asyncio.to_thread(parts.uploads.complete, upload_id)
    return {"Labstead-Resource": resource_id}


def _state(upload: Upload) -> dict[str, str]:
    expires = format_datetime(upload.expires_at.replace(tzinfo=UTC), usegmt=True)
    return _headers({"Upload-Offset": str(upload.offset), "Upload-Expires": expires})


def _headers(extra: dict[str, str]) -> dict[str, str]:
    return {"Tus-Resumable": VERSION} | extra


def _check_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != VERSION:
        raise LabError("upload.version", f"The header Tus-Resumable must be {VERSION}.", supported=VERSION)


def _number(request: Request, header: str) -> int:
    raw = request.headers.get(header, "")
    if not (raw.isascii() and raw.isdigit() and len(raw) < 19):
        raise LabError("upload.invalid", f"The header {header} must be a number of bytes.")
    return int(raw)


def _metadata(request: Request) -> dict[str, str]:
    raw = request.headers.get("upload-metadata", "")
    if len(raw) > LONGEST_METADATA:
        raise LabError("upload.invalid", f"The header Upload-Metadata is longer than {LONGEST_METADATA} characters.")
    found = {}
    for pair in filter(None, (part.strip() for part in raw.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise LabError(
                "upload.invalid", f"The value of {key} in Upload-Metadata is not Base64 of UTF-8 text."
            ) from error
    return found
