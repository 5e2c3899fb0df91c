"""Run as a program by the keeper: imports one task, runs it, writes its result.

Usage: python -m labstead_core.runner.worker RUN_FOLDER (working directory: the run's scratch folder)
"""

import errno
import importlib
import os
import platform
import sys
import traceback
from collections.abc import Iterable, Mapping
from importlib import metadata
from operator import attrgetter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from labstead_core.development.meet_editor import meet_editor
from labstead_core.gpu_variables import GPUS, GPUS_WANTED
from labstead_core.runner.rundir import RunDir, read_json, write_json
from labstead_core.runner.task_words import missing_outputs
from labstead_core.sdk.context import InputFile, OutputFile, TaskContext
from labstead_core.sdk.declaration import Task
from labstead_core.sdk.errors import TaskError
from labstead_core.store.files import is_plain_file


def run_task(run: RunDir, spec: dict[str, Any]) -> list[OutputFile]:
    """Runs the task of `spec` and answers with its outputs, checked. Raises what the task raises."""
    meet_editor(spec.get("debugger"))
    module = importlib.import_module(spec["module"])
    cls: type[Task[BaseModel]] = attrgetter(spec["qualname"])(module)
    context = TaskContext(
        parameters=cls.parameters.model_validate(spec["parameters"]),
        inputs={name: _input_file(value) for name, value in spec["inputs"].items()},
        output_names=tuple(output.name for output in cls.outputs),
        cpus=spec["cpus"],
        memory_bytes=spec["limits"]["memory_bytes"],
        scratch=run.scratch,
        outputs_folder=run.outputs,
        progress_file=run.progress,
    )
    tell_missing_gpus(context, os.environ)
    cls().run(context)
    made = context.made_outputs()
    check_outputs(made, [output.name for output in cls.outputs])
    return made


def tell_missing_gpus(context: TaskContext[Any], env: Mapping[str, str]) -> None:
    """Says in the run's log that it has to do without the GPU that its environment asks for."""
    if env.get(GPUS_WANTED) and env.get(GPUS) == "none":
        context.log(f"This environment asks for {env[GPUS_WANTED]}, and there is none here: this runs on the CPU.")


def check_outputs(made: list[OutputFile], declared: list[str]) -> None:
    """Raises TaskError unless every declared output is there as an ordinary file."""
    present = {output.name for output in made if is_plain_file(output.path)}
    missing = [name for name in declared if name not in present]
    if missing:
        told = missing_outputs(missing)
        raise TaskError(told["message"], code=told["code"])


def error_of(error: BaseException) -> dict[str, Any]:
    """What a person is told about `error`; the traceback of an unexpected one is in the log."""
    match error:
        case TaskError():
            hint = None if error.hint is None else str(error.hint)
            return {"code": str(error.code), "message": str(error.message), "hint": hint}
        case MemoryError():
            return {"code": "task.memory_exceeded", "message": "The task ran out of memory."}
        case ValidationError():
            return {"code": "task.invalid_parameters", "message": "; ".join(_validation_lines(error))}
        case OSError() if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return {"code": "task.disk_full", "message": f"The task couldn't write: {error.strerror}."}
        case SystemExit():
            return {"code": "task.crashed", "message": f"The task ended its own process (exit {error.code})."}
        case _:
            return {"code": "task.crashed", "message": f"The task failed unexpectedly: {_told(error)}"}


def main() -> None:
    """Runs the order in argv[1] and writes result.json, whatever happens in the task."""
    run = RunDir(Path(sys.argv[1]))
    spec = read_json(run.spec)
    if spec is None:
        raise SystemExit("the run folder has no order")
    result: dict[str, Any]
    try:
        outputs = run_task(run, spec)
        result = {"outputs": [{"name": o.name, "filename": o.filename, "media_type": o.media_type} for o in outputs]}
    except BaseException as error:  # noqa: BLE001 (a brick's code may raise anything; the run must say what)
        if not isinstance(error, TaskError | ValidationError | MemoryError):
            traceback.print_exc()
        result = {"error": error_of(error)}
    result["versions"] = versions(spec["packages"])
    write_json(run.result, result)
    sys.exit(1 if "error" in result else 0)


def versions(packages: Iterable[str]) -> dict[str, Any]:
    """Python and the packages as installed where the task ran."""
    found = {}
    for package in packages:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return {"python": platform.python_version(), "packages": found}


def _validation_lines(error: ValidationError) -> list[str]:
    return [f"{'.'.join(str(part) for part in item['loc']) or 'parameters'}: {item['msg']}" for item in error.errors()]


def _told(error: BaseException) -> str:
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 (an error that can't be told must not hide that there was one)
        return type(error).__name__


def _input_file(value: dict[str, Any]) -> InputFile:
    return InputFile(
        path=Path(value["path"]),
        name=value["name"],
        kind=value["kind"],
        media_type=value["media_type"],
        size=value["size"],
        sha256=value["sha256"],
    )


if __name__ == "__main__":
    main()
