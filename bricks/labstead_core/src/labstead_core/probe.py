"""What is there, for whoever has brought it back: counts, and the files that rows name and that are not as they say."""

from typing import Any

from sqlalchemy import func, select

from labstead_core.db.models import Resource, Scenario, Upload
from labstead_core.http.context import Services
from labstead_core.status import bricks_view
from labstead_core.store.files import FileStore, is_plain_file

ROWS_AT_ONCE = 2000
MOST_NAMED = 20


def probe_of(parts: Services) -> dict[str, Any]:
    """Looks at the file of every resource. Raises DatabaseUnavailableError."""
    with parts.database.transaction() as session:
        by_status = select(Scenario.status, func.count()).group_by(Scenario.status)
        scenarios = dict(session.execute(by_status).tuples().all())
        uploads = session.scalar(select(func.count()).select_from(Upload))
    resources, size, faults, fault_count = _files(parts)
    catalogue = parts.catalogue()
    return {
        "ready": True,
        "environment": parts.config.environment,
        "bricks": bricks_view(catalogue),
        "tasks": sorted(catalogue.tasks),
        "resources": resources,
        "resource_bytes": size,
        "scenarios": scenarios,
        "uploads": uploads,
        "faulty_files": fault_count,
        "faults": faults,
    }


def _files(parts: Services) -> tuple[int, int, list[dict[str, str]], int]:
    """Resources, their bytes, the first faults, and how many there are. A part of the rows at a time: no statement
    takes long, and a million rows take no memory."""
    count, size, fault_count, last = 0, 0, 0, ""
    faults: list[dict[str, str]] = []
    while True:
        with parts.database.transaction() as session:
            rows = session.execute(
                select(Resource.id, Resource.name, Resource.size, Resource.deleted_at)
                .where(Resource.id > last)
                .order_by(Resource.id)
                .limit(ROWS_AT_ONCE)
            ).all()
        for row in rows:
            last = row.id
            # Its file may be gone already; the next server that isn't at rest takes the row away.
            if row.deleted_at is not None:
                continue
            count += 1
            size += row.size
            fault = _fault(parts.store, row.id, row.size)
            if fault is not None:
                fault_count += 1
                if len(faults) < MOST_NAMED:
                    faults.append({"resource": row.id, "name": row.name, "fault": fault})
        if len(rows) < ROWS_AT_ONCE:
            return count, size, faults, fault_count


def _fault(store: FileStore, resource_id: str, size: int) -> str | None:
    path = store.path(resource_id)
    if not is_plain_file(path):
        return "its file is missing"
    found = path.stat().st_size
    return None if found == size else f"its file has {found} bytes, not {size}"
