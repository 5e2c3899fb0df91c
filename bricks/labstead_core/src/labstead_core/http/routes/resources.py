"""Resources: list, read, download, preview, delete."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, Response

from labstead_core.db.models import Resource
from labstead_core.errors import LabError
from labstead_core.http.context import Cursor, Limit, Parts, Reader, Services, Writer
from labstead_core.http.idempotency import Key, keyed, respond
from labstead_core.replies import Reply
from labstead_core.resources import get_resource, list_resources
from labstead_core.tabular import DialectError, preview
from labstead_core.views import resource_view

router = APIRouter(prefix="/resources")


@router.get("")
def list_all(parts: Parts, _user: Reader, limit: Limit = 50, cursor: Cursor = None) -> dict[str, Any]:
    """The newest first; `next_cursor` is null at the end."""
    with parts.database.transaction() as session:
        rows = list_resources(session, limit + 1, cursor)
    return {
        "items": [resource_view(row) for row in rows[:limit]],
        "next_cursor": rows[limit - 1].id if len(rows) > limit else None,
    }


@router.get("/{resource_id}")
def read(parts: Parts, _user: Reader, resource_id: str) -> dict[str, Any]:
    """One resource."""
    return resource_view(_row(parts, resource_id))


@router.get("/{resource_id}/content")
def content(parts: Parts, _user: Reader, resource_id: str) -> FileResponse:
    """The file, always as an attachment; ranges are answered."""
    row = _row(parts, resource_id)
    path = parts.store.path(row.id)
    if not path.is_file():
        raise LabError(
            "resource.content_missing",
            f"The content of {row.name} is missing on disk.",
            hint="Restore it from a backup.",
        )
    headers = {"ETag": f'"{row.sha256}"', "Cache-Control": "private, no-cache"}
    return FileResponse(
        path,
        media_type=row.media_type,
        filename=row.name,
        headers=headers,
        content_disposition_type="attachment",
    )


@router.get("/{resource_id}/preview")
def first_rows(
    parts: Parts, _user: Reader, resource_id: str, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> dict[str, Any]:
    """The first rows of a table."""
    row = _row(parts, resource_id)
    if row.kind != "table":
        raise LabError("resource.not_a_table", f"{row.name} is not a table.")
    try:
        found = preview(parts.store.path(row.id), limit)
    except DialectError as error:
        raise LabError("resource.unreadable", error.message, hint=error.hint) from error
    except FileNotFoundError as error:
        raise LabError("resource.content_missing", f"The content of {row.name} is missing on disk.") from error
    return {"columns": found.columns, "rows": found.rows, "truncated": found.truncated}


@router.delete("/{resource_id}", status_code=204)
def delete(parts: Parts, user: Writer, key: Key, request: Request, resource_id: str) -> Response:
    """Deletes the resource; what scenarios recorded about it stays."""
    deleted: list[dict[str, Any]] = []

    def mark(session: Session) -> Reply:
        deleted.append(parts.remover.mark(session, resource_id))
        return Reply(204)

    reply = parts.replies.once(keyed(key, user, request), mark)
    for view in deleted:
        parts.remover.finish(view)
    return respond(reply)


def _row(parts: Services, resource_id: str) -> Resource:
    with parts.database.transaction() as session:
        return get_resource(session, resource_id)
