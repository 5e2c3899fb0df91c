"""What a task's process wrote down, taken at less than its word: of the right type, of bounded length, and such
as the database and a header take. A brick, or a library in it, can write anything into the run's folder. Pure."""

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

LONGEST_CODE = 64
LONGEST_MESSAGE = 8000
LONGEST_HINT = 2000
LONGEST_PROGRESS = 500
LONGEST_FILENAME = 1000
LONGEST_VERSION = 100
MOST_PACKAGES = 500
MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(; ?[A-Za-z0-9-]+=[A-Za-z0-9._-]+)*")
ANY_MEDIA_TYPE = "application/octet-stream"

BAD_RESULT = {
    "code": "task.bad_result",
    "message": "What the task's process left about its end can't be read. Nothing was published.",
    "hint": "The log may say more; the brick has to be corrected.",
}


@dataclass(frozen=True)
class MadeOutput:
    """An output file of a run, relative to its `outputs` folder, before it is published."""

    name: str
    filename: str
    media_type: str


def error_in(result: dict[str, Any] | None) -> dict[str, Any] | None:
    """The error in a task's result, if it has one."""
    error = (result or {}).get("error")
    if error is None:
        return None
    if not isinstance(error, dict):
        return BAD_RESULT
    message = text(error.get("message"), LONGEST_MESSAGE)
    if message is None:
        return BAD_RESULT
    return {
        "code": text(error.get("code"), LONGEST_CODE) or "task.failed",
        "message": message or "The task failed.",
        "hint": text(error.get("hint"), LONGEST_HINT),
    }


def outputs_in(result: dict[str, Any] | None, declared: Collection[str]) -> tuple[MadeOutput, ...] | dict[str, Any]:
    """The outputs in a task's result: each of the declared ones once; otherwise the error that this is."""
    listed = (result or {}).get("outputs", [])
    if not isinstance(listed, list):
        return BAD_RESULT
    found: dict[str, MadeOutput] = {}
    for item in listed:
        name = item.get("name") if isinstance(item, dict) else None
        filename = text(item.get("filename"), LONGEST_FILENAME) if isinstance(item, dict) else None
        if not isinstance(name, str) or name not in declared or name in found or filename is None:
            return BAD_RESULT
        found[name] = MadeOutput(name, filename, _media_type(item.get("media_type")))
    missing = [name for name in declared if name not in found]
    return missing_outputs(missing) if missing else tuple(found.values())


def missing_outputs(names: list[str]) -> dict[str, Any]:
    """The error of a run that ended well but for these outputs."""
    return {"code": "task.output_missing", "message": f"The task ended without its output {', '.join(names)}."}


def versions_in(result: dict[str, Any] | None) -> dict[str, Any]:
    """Python's and the packages' versions, as far as they are any."""
    versions = (result or {}).get("versions")
    if not isinstance(versions, dict):
        return {}
    found: dict[str, Any] = {}
    python = text(versions.get("python"), LONGEST_VERSION)
    if python is not None:
        found["python"] = python
    packages = versions.get("packages")
    if isinstance(packages, dict):
        first = list(packages.items())[:MOST_PACKAGES]
        pairs = ((text(name, LONGEST_VERSION), text(version, LONGEST_VERSION)) for name, version in first)
        found["packages"] = {name: version for name, version in pairs if name is not None and version is not None}
    return found


def progress_in(progress: dict[str, Any] | None) -> tuple[float | None, str]:
    """Fraction (0 to 1, or None) and message."""
    fraction = finite((progress or {}).get("fraction"))
    message = text((progress or {}).get("message"), LONGEST_PROGRESS) or ""
    return (None if fraction is None else min(max(float(fraction), 0.0), 1.0)), message


def finite(value: Any) -> int | float | None:
    """`value` if it is a number that the database takes as one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < 2**63 and math.isfinite(value) else None


def text(value: Any, longest: int) -> str | None:
    """`value` if it is a text, cut, without what can't be stored."""
    if not isinstance(value, str):
        return None
    return value[:longest].encode("utf-8", "replace").decode("utf-8")


def _media_type(value: Any) -> str:
    known = isinstance(value, str) and len(value) <= 127 and MEDIA_TYPE.fullmatch(value)
    return value if known else ANY_MEDIA_TYPE
