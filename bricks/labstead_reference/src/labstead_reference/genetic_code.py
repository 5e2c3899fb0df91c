"""Translation: pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class GeneticCode:
    """One of NCBI's translation tables."""

    number: int
    name: str
    amino_acids: Mapping[str, str]
    starts: frozenset[str]


@dataclass(frozen=True)
class Protein:
    """What a gene reads as, and what is unusual about it."""

    letters: str
    begins_with_start: bool
    ends_with_stop: bool
    inner_stops: int
    unknown: int
    left_over: int


def translate(gene: str, code: GeneticCode) -> Protein:
    """Codon by codon from the first letter. A codon with an unknown letter is X; the stop at the end is left out; a
    codon that may begin a protein reads as M where it does."""
    codons = [gene[at : at + 3] for at in range(0, len(gene) - 2, 3)]
    begins = bool(codons) and codons[0] in code.starts
    letters = [code.amino_acids.get(codon, "X") for codon in codons]
    if begins:
        letters[0] = "M"
    ends = bool(letters) and letters[-1] == "*"
    if ends:
        letters.pop()
    return Protein(
        letters="".join(letters),
        begins_with_start=begins,
        ends_with_stop=ends,
        inner_stops=letters.count("*"),
        unknown=letters.count("X"),
        left_over=len(gene) % 3,
    )
