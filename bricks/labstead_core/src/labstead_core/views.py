"""Rows as the API shows them."""

from typing import Any

from labstead_core.clock import rfc3339
from labstead_core.db.models import Resource, Scenario


def resource_view(row: Resource) -> dict[str, Any]:
    """Resource of the API."""
    origin: dict[str, Any] = {"type": row.origin_type}
    if row.scenario_id is not None:
        origin["scenario_id"] = row.scenario_id
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "created_at": rfc3339(row.created_at),
        "created_by": row.created_by,
        "created_by_name": row.created_by_name,
        "origin": origin,
    }


def scenario_view(row: Scenario) -> dict[str, Any]:
    """Scenario of the API."""
    error = None
    if row.error_code is not None:
        error = {"code": row.error_code, "message": row.error_message, "hint": row.error_hint}
    return {
        "id": row.id,
        "task": row.task,
        "title": row.title,
        "status": row.status,
        "progress": {"fraction": row.progress_fraction, "message": row.progress_message},
        "inputs": row.inputs,
        "parameters": row.parameters,
        "outputs": row.outputs,
        "error": error,
        "created_at": rfc3339(row.created_at),
        "created_by": row.created_by,
        "created_by_name": row.created_by_name,
        "started_at": rfc3339(row.started_at),
        "ended_at": rfc3339(row.ended_at),
        "provenance": row.provenance,
    }
