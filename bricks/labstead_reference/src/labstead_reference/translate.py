"""Task `translate`: genes to proteins, by the genetic code of their organism."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import ClassVar, TextIO

from pydantic import BaseModel, ConfigDict, Field

from labstead_core import Input, Needs, Output, Task, TaskContext, TaskError, open_reference, task
from labstead_reference.fasta import read_fasta
from labstead_reference.genetic_code import GeneticCode, translate
from labstead_reference.lookup import Compartment, Organism, code_of, find_organism

LINE = 60
GZIP = b"\x1f\x8b"


class TranslateParameters(BaseModel):
    """Whose genes they are."""

    model_config = ConfigDict(extra="forbid")

    organism: str = Field(
        title="Organism", description="Scientific name, common name, or NCBI's number", min_length=1, max_length=200
    )
    compartment: Compartment = Field("nucleus", title="Where the genes lie")


@task("Translate genes")
class Translate(Task[TranslateParameters]):
    """Reads each gene of a FASTA file by the genetic code of its organism, looked up in the reference database.
    Gives the proteins, and a table of what is unusual: no start, no stop, stops inside, unknown letters."""

    inputs: ClassVar = (Input("genes", "Genes (FASTA)"),)
    outputs: ClassVar = (Output("proteins", "Proteins (FASTA)"), Output("report", "Report", kind="table"))
    needs: ClassVar = Needs(cpus=1, memory_mib=1024, min_memory_mib=256, hours=6)
    parameters: ClassVar = TranslateParameters

    def run(self, context: TaskContext[TranslateParameters]) -> None:
        """One pass over the file; the database is asked before it, and let go."""
        with closing(open_reference()) as connection:
            organism = find_organism(connection, context.parameters.organism.strip())
            code = code_of(connection, organism, context.parameters.compartment)
        context.log(f"{organism.name} (tax id {organism.tax_id}): genetic code {code.number}, {code.name}")
        _translate_file(context, organism, code)
        context.progress(1.0, "Done")


def _translate_file(context: TaskContext[TranslateParameters], organism: Organism, code: GeneticCode) -> None:
    source = context.inputs["genes"]
    stem = Path(source.name).stem
    proteins = context.output("proteins", f"{stem}-proteins.fasta", "text/plain")
    report = context.output("report", f"{stem}-translation.csv", "text/csv")
    with (
        _text(source.path) as lines,
        proteins.open("w", encoding="utf-8") as fasta,
        report.open("w", encoding="utf-8", newline="") as table,
    ):
        writer = csv.writer(table)
        writer.writerow(
            ["gene", "amino_acids", "begins_with_start", "ends_with_stop", "inner_stops", "unknown", "left_over"]
        )
        for count, gene in enumerate(read_fasta(lines), 1):
            protein = translate(gene.letters, code)
            fasta.write(f">{gene.name} {organism.name}, genetic code {code.number}\n")
            fasta.writelines(f"{protein.letters[at : at + LINE]}\n" for at in range(0, len(protein.letters), LINE))
            writer.writerow(
                [
                    gene.name,
                    len(protein.letters),
                    protein.begins_with_start,
                    protein.ends_with_stop,
                    protein.inner_stops,
                    protein.unknown,
                    protein.left_over,
                ]
            )
            context.progress(None, f"{count} genes")


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    """The lines of a file, also of one that is packed with gzip. Raises TaskError where it is neither."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP
    try:
        with gzip.open(path, "rt", encoding="ascii") if packed else path.open(encoding="ascii") as lines:
            yield lines
    except UnicodeDecodeError as error:
        raise TaskError("The file holds letters that no sequence has.", hint="Is it a FASTA file?") from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise TaskError("The packed file is damaged.", hint="Upload it again.") from error
