"""Run as a program: imports every module of one brick and prints its tasks as JSON on a descriptor.

The server never imports a brick: one that hangs, exits or crashes while it is imported, or takes
a gigabyte, does so here. Usage: python -m labstead_core.bricks.inspect_brick NAME FOLDER FD
"""

import hashlib
import importlib
import json
import os
import re
import sys
import traceback
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from labstead_core.bricks.settings import BrickSettings, read_settings
from labstead_core.sdk.declaration import Declaration, declared_tasks

MODULE = re.compile(r"^[a-zA-Z]\w*\.py$")


def modules_of(package: Path) -> Iterator[str]:
    """Dotted names of the modules to import: none whose file or folder begins with an underscore."""
    yield package.name
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).parts
        if MODULE.match(parts[-1]) and all(part.isidentifier() and not part.startswith("_") for part in parts[:-1]):
            yield ".".join((package.name, *parts[:-1], path.stem))


def source_hash(package: Path) -> str:
    """SHA-256 over the names and contents of the package's Python files: tells edited bricks apart
    that kept their version."""
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(package)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def describe(declaration: Declaration, settings: BrickSettings, code: str) -> dict[str, Any]:
    """The declaration as plain data: what the API lists and what a run needs to find the class."""
    cls = declaration.cls
    return {
        "id": f"{declaration.brick}.{declaration.name}",
        "brick": declaration.brick,
        "brick_version": settings.version,
        "brick_sha256": code,
        "packages": [package.name for package in settings.pip],
        "databases": list(settings.databases),
        "name": declaration.name,
        "title": declaration.title,
        "description": declaration.description,
        "inputs": [{"name": i.name, "title": i.title, "kind": i.kind, "required": i.required} for i in cls.inputs],
        "parameters": cls.parameters.model_json_schema(),
        "outputs": [{"name": o.name, "title": o.title, "kind": o.kind} for o in cls.outputs],
        "module": cls.__module__,
        "qualname": cls.__qualname__,
        "cpus": cls.needs.cpus,
        "memory_bytes": cls.needs.memory_bytes,
        "min_memory_bytes": cls.needs.min_memory_bytes,
        "hours": cls.needs.hours,
    }


def inspect_brick(name: str, folder: Path) -> dict[str, Any]:
    """`{"tasks": […]}` or `{"error": "…"}` for the brick in `folder`."""
    settings = read_settings(folder)
    absent = missing_packages(settings)
    if absent:
        return {"error": f"Python packages are not installed: {', '.join(absent)}"}
    module = name
    try:
        for module in modules_of(folder / "src" / name):
            importlib.import_module(module)
    except SyntaxError as error:
        return {"error": f"syntax error in {Path(error.filename or '?').name}, line {error.lineno}: {error.msg}"}
    except BaseException as error:  # noqa: BLE001 (whatever a module raises, even SystemExit, is the brick's error)
        traceback.print_exc()
        return {"error": f"importing {module} failed: {type(error).__name__}: {error}"}
    code = source_hash(folder / "src" / name)
    return {"tasks": [describe(declaration, settings, code) for declaration in declared_tasks(name)]}


def missing_packages(settings: BrickSettings) -> list[str]:
    """The pip requirements of the brick that aren't installed at all."""
    absent = []
    for package in settings.pip:
        try:
            metadata.version(package.name)
        except metadata.PackageNotFoundError:
            absent.append(f"{package.name} {package.version or ''}".strip())
    return absent


def main() -> None:
    """Writes the answer to the descriptor, so that what a brick prints on import can't spoil it."""
    name, folder, descriptor = sys.argv[1:4]
    answer = inspect_brick(name, Path(folder))
    with os.fdopen(int(descriptor), "w", encoding="utf-8") as stream:
        json.dump(answer, stream)


if __name__ == "__main__":
    main()
