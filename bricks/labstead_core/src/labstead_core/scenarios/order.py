"""From a person's request to a queued scenario: everything is checked before it is queued."""

from collections.abc import Mapping
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy.orm import Session

from labstead_core import __version__
from labstead_core.bricks.catalogue import TaskEntry
from labstead_core.clock import utc_now
from labstead_core.db.models import Resource, Scenario, ScenarioInput
from labstead_core.errors import LabError
from labstead_core.identity import User
from labstead_core.resources import get_resource
from labstead_core.runner.port import Slots
from labstead_core.scenarios.schedule import granted
from labstead_core.store.disk import in_words
from labstead_core.ulid import new_ulid


def queue_scenario(
    session: Session,
    *,
    task: TaskEntry,
    inputs: Mapping[str, str],
    parameters: dict[str, Any],
    user: User,
    capacity: Slots,
) -> Scenario:
    """Adds a queued scenario. Raises LabError that says what is wrong with the request."""
    slots = slots_for(task, capacity)
    complete = with_defaults(parameters, task.parameters)
    check_parameters(complete, task)
    resources = _resources(session, task, inputs)
    first = next(iter(resources.values()), None)
    scenario = Scenario(
        id=new_ulid(),
        task=task.id,
        title=(task.title if first is None else f"{task.title}: {first.name}")[:255],
        status="queued",
        inputs={name: row.id for name, row in resources.items()},
        parameters=complete,
        outputs={},
        progress_fraction=None,
        progress_message="",
        created_at=utc_now(),
        created_by=user.id,
        created_by_name=user.name,
        cpus=slots.cpus,
        memory_bytes=slots.memory_bytes,
        provenance={
            "core_version": __version__,
            "brick": task.brick,
            "brick_version": task.brick_version,
            "brick_sha256": task.brick_sha256,
            "inputs": {
                name: {"id": row.id, "name": row.name, "size": row.size, "sha256": row.sha256}
                for name, row in resources.items()
            },
            "limits": {"cpus": slots.cpus, "memory_bytes": slots.memory_bytes, "hours": task.hours},
        },
    )
    session.add(scenario)
    session.flush()
    session.add_all(
        ScenarioInput(scenario_id=scenario.id, name=name, resource_id=row.id) for name, row in resources.items()
    )
    return scenario


def slots_for(task: TaskEntry, capacity: Slots) -> Slots:
    """What the run gets. Raises LabError `task.too_large` if this lab can never run it."""
    slots = granted(task.cpus, task.memory_bytes, task.min_memory_bytes, capacity)
    if slots is None:
        raise LabError(
            "task.too_large",
            f"{task.title} needs {in_words(task.min_memory_bytes)} of memory; "
            f"tasks have {in_words(capacity.memory_bytes)} here.",
            hint="Give this environment more memory in the lab file.",
        )
    return slots


def with_defaults(parameters: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """`parameters` with the schema's defaults for what is absent, so that the record is complete."""
    properties: dict[str, dict[str, Any]] = schema.get("properties", {})
    defaults = {name: value["default"] for name, value in properties.items() if "default" in value}
    return defaults | parameters


def check_parameters(parameters: dict[str, Any], task: TaskEntry) -> None:
    """Raises LabError `scenario.invalid_parameters` with every mistake and its path."""
    errors = sorted(
        Draft202012Validator(task.parameters).iter_errors(parameters),
        key=lambda error: list(error.absolute_path),
    )
    if errors:
        mistakes = [
            {"path": "/".join(str(part) for part in e.absolute_path) or "parameters", "message": e.message}
            for e in errors
        ]
        raise LabError(
            "scenario.invalid_parameters",
            "; ".join(f"{m['path']}: {m['message']}" for m in mistakes)[:2000],
            hint="Correct the parameters and send it again.",
            errors=mistakes,
        )


def _resources(session: Session, task: TaskEntry, inputs: Mapping[str, str]) -> dict[str, Resource]:
    declared = {port["name"]: port for port in task.inputs}
    unknown = sorted(set(inputs) - set(declared))
    absent = sorted(name for name, port in declared.items() if port["required"] and name not in inputs)
    if unknown or absent:
        told = [f"{name} is not an input of it" for name in unknown] + [
            f"its input {name} is missing" for name in absent
        ]
        raise LabError("scenario.invalid_inputs", f"{task.title}: {'; '.join(told)}.")
    found = {}
    for name, resource_id in inputs.items():
        row = get_resource(session, resource_id, lock=True)
        if declared[name]["kind"] == "table" and row.kind != "table":
            raise LabError(
                "scenario.invalid_inputs",
                f"{row.name} is not a table, and the input {name} takes tables.",
                hint="Tables are CSV or TSV files; the name should end in .csv or .tsv.",
            )
        found[name] = row
    return found
