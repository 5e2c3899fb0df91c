"""FASTA, read a sequence at a time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from labstead_core import TaskError

LETTERS = frozenset("ACGTUNRYSWKMBDHV-")
# Longer than any chromosome that is known; a file of another kind is noticed before it fills the memory.
MOST_LETTERS = 300_000_000


@dataclass(frozen=True)
class Sequence:
    """One record; `letters` are DNA in capitals, without gaps."""

    name: str
    letters: str


def read_fasta(lines: Iterable[str]) -> Iterator[Sequence]:
    """The records in their order. Raises TaskError with the line at which it is no FASTA of nucleotides."""
    name: str | None = None
    parts: list[str] = []
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if line.startswith(">"):
            if name is not None:
                yield _sequence(name, parts, number)
            name, parts = line[1:].split(maxsplit=1)[0] if line[1:].strip() else "", []
            if not name:
                raise TaskError(f"Line {number}: a sequence has no name.", hint="Write it behind the >.")
        elif line and not line.startswith(";"):
            if name is None:
                raise TaskError(f"Line {number}: the file doesn't begin with > and a name.", hint="Is it a FASTA file?")
            parts.append(_checked(line.upper(), number))
    if name is None:
        raise TaskError("The file holds no sequence.", hint="Choose a FASTA file of genes.")
    yield _sequence(name, parts, number)


def _checked(line: str, number: int) -> str:
    wrong = set(line) - LETTERS
    if wrong:
        raise TaskError(
            f"Line {number}: {min(wrong)!r} is no nucleotide.",
            hint="This task translates DNA or RNA; proteins are translated already.",
        )
    return line.replace("U", "T").replace("-", "")


def _sequence(name: str, parts: list[str], number: int) -> Sequence:
    letters = "".join(parts)
    if len(letters) > MOST_LETTERS:
        raise TaskError(f"Before line {number}: {name} is longer than {MOST_LETTERS} letters.")
    return Sequence(name, letters)
