"""Questions to the reference database."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from labstead_core import TaskError
from labstead_reference.genetic_code import GeneticCode

if TYPE_CHECKING:
    from pymysql.connections import Connection

Compartment = Literal["nucleus", "mitochondrion"]


@dataclass(frozen=True)
class Organism:
    """As NCBI's taxonomy has it; a code of 0 is unknown, or there is none."""

    tax_id: int
    name: str
    genetic_code: int
    mitochondrial_code: int
    lineage: str


def find_organism(connection: "Connection[Any]", wanted: str) -> Organism:
    """By scientific name, common name or number. Raises TaskError with the nearest names."""
    column = "tax_id" if wanted.isascii() and wanted.isdigit() else "name"
    rows = _rows(
        connection,
        f"SELECT tax_id, name, genetic_code, mitochondrial_code, lineage FROM organism "  # noqa: S608 (one of two names)
        f"WHERE {column} = %s OR (common_name = %s AND common_name <> '') ORDER BY name = %s DESC, tax_id LIMIT 1",
        (wanted, wanted, wanted),
    )
    if not rows:
        raise TaskError(f"{wanted!r} is not in the reference data.", hint=_nearest(connection, wanted))
    return Organism(*rows[0])


def code_of(connection: "Connection[Any]", organism: Organism, compartment: Compartment) -> GeneticCode:
    """The table its genes are read by. Raises TaskError where there is none."""
    number = organism.genetic_code if compartment == "nucleus" else organism.mitochondrial_code
    names = _rows(connection, "SELECT name FROM genetic_code WHERE id = %s", (number,))
    if not names:
        raise TaskError(
            f"The reference data has no genetic code for the {compartment} of {organism.name}.",
            hint="Bacteria and archaea have no mitochondria: choose nucleus.",
        )
    codons = _rows(connection, "SELECT codon, amino_acid, is_start FROM codon WHERE genetic_code = %s", (number,))
    return GeneticCode(
        number=number,
        name=names[0][0],
        amino_acids={codon: amino_acid for codon, amino_acid, _ in codons},
        starts=frozenset(codon for codon, _, is_start in codons if is_start),
    )


def _nearest(connection: "Connection[Any]", wanted: str) -> str:
    genus = wanted.split(maxsplit=1)[0] if wanted.strip() else wanted
    escaped = genus.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = _rows(
        connection,
        "SELECT name FROM organism WHERE name LIKE %s OR common_name LIKE %s ORDER BY name LIMIT 5",
        (f"{escaped}%", f"%{escaped}%"),
    )
    found = ", ".join(name for (name,) in rows)
    return f"Did you mean {found}?" if found else "Write the scientific name, such as Homo sapiens, or NCBI's number."


def _rows(connection: "Connection[Any]", sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
