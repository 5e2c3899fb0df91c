"""How a brick declares a task: a class with inputs, parameters, outputs and `run`."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from labstead_core.sdk.context import TaskContext

Kind = Literal["file", "table"]

MEBIBYTE = 1024 * 1024
NAME = re.compile(r"^[a-z][a-z0-9_]{0,63}$")


class NoParameters(BaseModel):
    """The parameters of a task that has none."""

    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Input:
    """A resource that the task reads. `kind` "file" takes any resource, "table" only tables."""

    name: str
    title: str
    kind: Kind = "file"
    required: bool = True


@dataclass(frozen=True)
class Output:
    """A resource that the task makes. All outputs are published together, or none."""

    name: str
    title: str
    kind: Kind = "file"


@dataclass(frozen=True)
class Needs:
    """What a run may use. It gets `cpus` and `memory_mib`, or less where the lab is smaller, but never
    under `min_memory_mib`: such a run is refused before it is queued. `hours` is the wall-clock limit."""

    cpus: int = 1
    memory_mib: int = 1024
    min_memory_mib: int = 256
    hours: float = 24.0

    @property
    def memory_bytes(self) -> int:
        return self.memory_mib * MEBIBYTE

    @property
    def min_memory_bytes(self) -> int:
        return min(self.min_memory_mib, self.memory_mib) * MEBIBYTE


P = TypeVar("P", bound=BaseModel)


class Task(Generic[P]):
    """Base of every task. `run` is called once, in a process of its own."""

    inputs: ClassVar[tuple[Input, ...]] = ()
    outputs: ClassVar[tuple[Output, ...]] = ()
    needs: ClassVar[Needs] = Needs()
    parameters: ClassVar[type[BaseModel]] = NoParameters

    def run(self, context: TaskContext[P]) -> None:
        """Reads context.inputs, writes each declared output once, and returns; or raises TaskError."""
        raise NotImplementedError


@dataclass(frozen=True)
class Declaration:
    """A task class together with what its decorator said."""

    name: str
    title: str
    description: str
    cls: type[Task[BaseModel]] = field(repr=False)

    @property
    def brick(self) -> str:
        return self.cls.__module__.partition(".")[0]


_declared: dict[tuple[str, str], Declaration] = {}

T = TypeVar("T", bound=Task)  # type: ignore[type-arg]  # any parameters


def task(title: str, *, name: str | None = None) -> Callable[[type[T]], type[T]]:
    """Declares the class below as a task of the brick whose package it is in.

    `name` is the class name in snake_case unless given; the docstring is the description.
    Raises ValueError if the name, an input or an output is malformed or taken.
    """

    def declare(cls: type[T]) -> type[T]:
        declaration = Declaration(
            name=name or re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower(),
            title=title,
            description=inspect.cleandoc(cls.__doc__ or ""),
            cls=cls,
        )
        _check(declaration)
        key = (declaration.brick, declaration.name)
        if key in _declared and _declared[key].cls.__qualname__ != cls.__qualname__:
            raise ValueError(f"The brick {declaration.brick} declares the task {declaration.name} twice")
        _declared[key] = declaration
        return cls

    return declare


def declared_tasks(brick: str) -> list[Declaration]:
    """The tasks that the imported modules of `brick` have declared, by name."""
    return sorted((d for (owner, _), d in _declared.items() if owner == brick), key=lambda d: d.name)


def _check(declaration: Declaration) -> None:
    cls = declaration.cls
    for text in (declaration.name, *(port.name for port in cls.inputs), *(port.name for port in cls.outputs)):
        if not NAME.match(text):
            raise ValueError(f"{cls.__name__}: {text!r} is not a name (lower-case letters, digits and _)")
    for names in ([port.name for port in cls.inputs], [port.name for port in cls.outputs]):
        if len(set(names)) != len(names):
            raise ValueError(f"{cls.__name__} names an input or an output twice: {', '.join(names)}")
