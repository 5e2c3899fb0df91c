"""The tasks of this brick: what is saved here is in dev's list of tasks a few seconds later."""

from typing import ClassVar

from labstead_core import Input, Needs, Output, Task, TaskContext, TaskError, task
from pydantic import BaseModel, Field


class CountParameters(BaseModel):
    word: str = Field(title="Word to count", min_length=1)


@task("Count a word")
class CountWord(Task[CountParameters]):
    """Says how often a word is in a text."""

    inputs: ClassVar = (Input("text", "Text"),)
    outputs: ClassVar = (Output("count", "Count", kind="table"),)
    needs: ClassVar = Needs(cpus=1, memory_mib=512, min_memory_mib=128, hours=1)
    parameters: ClassVar = CountParameters

    def run(self, context: TaskContext[CountParameters]) -> None:
        text = context.inputs["text"].path.read_text()
        if not text:
            raise TaskError("The text is empty.", hint="Choose another file.")
        target = context.output("count", "count.csv", "text/csv")
        target.write_text(f"word,count\n{context.parameters.word},{count(text, context.parameters.word)}\n")


def count(text: str, word: str) -> int:
    return text.split().count(word)
