"""`settings.json` of a brick, in Constellab's format (unknown and legacy keys are tolerated)."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labstead_core.service_variables import declared_databases

NAME = re.compile(r"^[a-zA-Z_][a-zA-Z0-9_]*$")
VERSION = re.compile(r"^\d+\.\d+\.\d+(-beta\.\d+)?$")


class BrickError(Exception):
    """Why a folder can't be used as a brick, in one sentence."""


@dataclass(frozen=True)
class Requirement:
    """A brick or a Python package that a brick asks for; `version` as written there, or None."""

    name: str
    version: str | None


@dataclass(frozen=True)
class BrickSettings:
    """The keys of `settings.json` that the server uses."""

    name: str
    version: str
    description: str
    bricks: tuple[Requirement, ...]
    pip: tuple[Requirement, ...]
    databases: tuple[str, ...] = ()


def read_settings(folder: Path) -> BrickSettings:
    """Reads and checks `<folder>/settings.json`. Raises BrickError with the first thing that is wrong."""
    try:
        raw = json.loads((folder / "settings.json").read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise BrickError(
            f"settings.json is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BrickError(f"settings.json can't be read: {error}") from error
    if not isinstance(raw, dict):
        raise BrickError("settings.json must hold a JSON object")
    name, version = raw.get("name"), raw.get("version")
    if not isinstance(name, str) or not NAME.match(name):
        raise BrickError("settings.json has no valid `name`")
    if name != folder.name:
        raise BrickError(f"settings.json says `name` {name}, but the folder is called {folder.name}")
    if not isinstance(version, str) or not VERSION.match(version):
        raise BrickError(f"settings.json has no valid `version` (X.Y.Z or X.Y.Z-beta.N): {version!r}")
    if not (folder / "src" / name).is_dir():
        raise BrickError(f"the package folder src/{name} is missing")
    environment = raw.get("environment")
    environment = environment if isinstance(environment, dict) else {}
    return BrickSettings(
        name=name,
        version=version,
        description=raw["description"] if isinstance(raw.get("description"), str) else "",
        databases=declared_databases(raw),
        bricks=tuple(_requirements(environment.get("bricks"), "environment.bricks")),
        pip=tuple(
            requirement
            for index, source in enumerate(_list(environment.get("pip"), "environment.pip"))
            for requirement in _requirements(source.get("packages"), f"environment.pip[{index}].packages")
        ),
    )


def _list(value: Any, path: str) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise BrickError(f"settings.json: {path} must be a list of objects")
    return value


def _requirements(value: Any, path: str) -> list[Requirement]:
    found = []
    for index, item in enumerate(_list(value, path)):
        name, version = item.get("name"), item.get("version")
        if not isinstance(name, str) or not name:
            raise BrickError(f"settings.json: {path}[{index}] has no `name`")
        found.append(Requirement(name, version if isinstance(version, str) and version else None))
    return found
