"""Runs the program of an app that a brick declares: in the brick's folder, with the bricks to import from."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from labstead_core.bricks.discover import FoundBrick, discover
from labstead_core.process_environment import child_environment


class AppError(Exception):
    """Why the program can't be run, in one sentence."""


def run_app(program: list[str], env: Mapping[str, str] = os.environ) -> NoReturn:
    """Becomes the program. Raises AppError where there is no such brick or program."""
    if not program:
        raise AppError("no program is named")
    folder, variables = prepare(env)
    os.chdir(folder)
    try:
        os.execvpe(program[0], program, variables)  # noqa: S606 (an argument list, no shell)
    except OSError as error:
        raise AppError(f"{program[0]} can't be run: {error.strerror}") from error


def prepare(env: Mapping[str, str]) -> tuple[Path, dict[str, str]]:
    """The brick's folder, and the variables of its program: the container's, and where to import from."""
    name = env.get("LABSTEAD_BRICK", "")
    found = discover(_places(env))
    brick = next((one for one in found if one.name == name), None)
    if brick is None:
        raise AppError(f"there is no brick {name or 'named'}")
    if brick.error is not None:
        raise AppError(f"the brick {name} can't be used: {brick.error}")
    sources = [one.source for one in _first(brick, found) if one.error is None]
    return brick.folder, {**env, "HOME": "/tmp", **child_environment(sources)}  # noqa: S108 (the container's own)


def _places(env: Mapping[str, str]) -> list[Path]:
    """In the order in which glab looks: what is developed, what is installed, what came with the image."""
    shipped = env.get("LABSTEAD_SHIPPED_BRICKS") or "/opt/labstead/bricks"
    places = (env.get("LABSTEAD_WORKSPACE"), env.get("LABSTEAD_BRICKS") or "/bricks", shipped)
    return [Path(place) for place in places if place]


def _first(brick: FoundBrick, found: list[FoundBrick]) -> list[FoundBrick]:
    return [brick, *(one for one in found if one is not brick)]
