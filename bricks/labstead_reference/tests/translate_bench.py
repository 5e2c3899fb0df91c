"""Runs the task in the test's own process, against the reference database that the test run started."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labstead_core import InputFile, TaskContext, TaskError
from labstead_reference.translate import Translate, TranslateParameters


@dataclass
class Translated:
    """What came of a run."""

    proteins: dict[str, str]
    report: dict[str, dict[str, str]]
    fasta: str


@dataclass
class Bench:
    """A folder for one run."""

    folder: Path

    def run(self, genes: bytes, organism: str, compartment: str = "nucleus") -> Translated:
        """Raises what the task raises."""
        path = self.folder / "genes"
        path.write_bytes(genes)
        outputs, scratch = self.folder / "outputs", self.folder / "scratch"
        outputs.mkdir(exist_ok=True)
        scratch.mkdir(exist_ok=True)
        context: TaskContext[Any] = TaskContext(
            parameters=TranslateParameters.model_validate({"organism": organism, "compartment": compartment}),
            inputs={"genes": InputFile(path, "my genes.fasta", "file", "text/plain", len(genes), "0" * 64)},
            output_names=("proteins", "report"),
            cpus=1,
            memory_bytes=1024**3,
            scratch=scratch,
            outputs_folder=outputs,
            progress_file=self.folder / "progress.json",
        )
        Translate().run(context)
        made = {output.name: output.path.read_text() for output in context.made_outputs()}
        return Translated(_records(made["proteins"]), _rows(made["report"]), made["proteins"])

    def refuse(self, genes: bytes, organism: str, compartment: str = "nucleus") -> TaskError:
        """The error that the task must raise."""
        try:
            self.run(genes, organism, compartment)
        except TaskError as error:
            return error
        raise AssertionError("the task did not refuse it")


def _records(fasta: str) -> dict[str, str]:
    found = {}
    for record in fasta.split(">")[1:]:
        head, _, body = record.partition("\n")
        found[head.split()[0]] = body.replace("\n", "")
    return found


def _rows(text: str) -> dict[str, dict[str, str]]:
    return {row["gene"]: row for row in csv.DictReader(io.StringIO(text))}
