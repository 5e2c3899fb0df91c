"""Tasks for the tests of the server."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from labstead_core import Input, Needs, Output, Task, TaskContext, TaskError, task

MEBIBYTE = 1024 * 1024
SMALL = Needs(cpus=1, memory_mib=300, min_memory_mib=128, hours=1)


class WaitParameters(BaseModel):
    """How long, or until which file is there, and where to leave a line for each time it ran."""

    model_config = ConfigDict(extra="forbid")

    seconds: float = Field(default=0.2, ge=0, le=600)
    until: str = ""
    tally: str = ""


@task("Wait")
class Wait(Task[WaitParameters]):
    """Waits with progress and a log, then gives a file."""

    inputs: ClassVar = (Input("file", "File", required=False),)
    outputs: ClassVar = (Output("proof", "Proof"),)
    needs: ClassVar = SMALL
    parameters: ClassVar = WaitParameters

    def run(self, context: TaskContext[WaitParameters]) -> None:
        wanted = context.parameters
        if wanted.tally:
            with Path(wanted.tally).open("a") as stream:
                stream.write("ran\n")
        begin = time.monotonic()
        context.log("höre zu: begun")
        while (passed := time.monotonic() - begin) < wanted.seconds:
            context.progress(passed / wanted.seconds, "waiting")
            time.sleep(0.05)
        while wanted.until and not Path(wanted.until).exists():
            time.sleep(0.05)
        context.log("done")
        context.output("proof", "proof.txt", "text/plain").write_text("waited")


@task("Refuse to end")
class Stubborn(Task[WaitParameters]):
    """Ignores SIGTERM, and so do its child and a grandchild in a session of its own."""

    needs: ClassVar = SMALL
    parameters: ClassVar = WaitParameters

    def run(self, context: TaskContext[WaitParameters]) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        ignoring = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
        child = subprocess.Popen([sys.executable, "-c", ignoring])
        escaped = (
            f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', '{ignoring}'], start_new_session=True)"
        )
        subprocess.run([sys.executable, "-c", escaped], check=True)
        time.sleep(0.5)
        context.log(f"ready {os.getpid()} {child.pid}")
        while True:
            time.sleep(1)


class HungryParameters(BaseModel):
    """How much memory to take, in this process or in so many children."""

    mib: int = 1000
    children: int = 0


@task("Take memory")
class Hungry(Task[HungryParameters]):
    """Takes memory and keeps it."""

    outputs: ClassVar = (Output("proof", "Proof"),)
    needs: ClassVar = SMALL
    parameters: ClassVar = HungryParameters

    def run(self, context: TaskContext[HungryParameters]) -> None:
        context.output("proof", "proof.txt", "text/plain").write_text("made before the end")
        if context.parameters.children:
            eat = f"x = bytearray(b'x') * ({context.parameters.mib} * {MEBIBYTE}); import time; time.sleep(600)"
            for child in [subprocess.Popen([sys.executable, "-c", eat]) for _ in range(context.parameters.children)]:
                child.wait()
        kept = [bytearray(b"x") * MEBIBYTE for _ in range(context.parameters.mib)]
        context.log(f"{len(kept)} MiB")


class FailParameters(BaseModel):
    """How to fail."""

    how: str = "error"


@task("Fail")
class Fail(Task[FailParameters]):
    """Fails in one of several ways, after writing one of its two outputs."""

    outputs: ClassVar = (Output("first", "First"), Output("second", "Second"))
    needs: ClassVar = SMALL
    parameters: ClassVar = FailParameters

    def run(self, context: TaskContext[FailParameters]) -> None:
        context.output("first", "first.txt", "text/plain").write_text("half of it")
        match context.parameters.how:
            case "error":
                raise TaskError("The sample sheet has no rows.", hint="Add rows.", code="probe.empty")
            case "bug":
                raise KeyError("nobody foresaw this")
            case "signal":
                os.kill(os.getpid(), signal.SIGSEGV)
            case "exit":
                os._exit(7)
            case "link":
                (context.output("second", "second.txt", "text/plain")).symlink_to("/etc/hostname")
            case "chatty":
                for number in range(400_000):
                    print(f"line {number} of a very long log that never seems to end")


@task("Fill the disk")
class FillDisk(Task[FailParameters]):
    """Writes until it can't."""

    needs: ClassVar = SMALL
    parameters: ClassVar = FailParameters

    def run(self, context: TaskContext[FailParameters]) -> None:
        with (context.scratch / "big").open("wb") as stream:
            while True:
                stream.write(b"x" * MEBIBYTE)
                stream.flush()
                time.sleep(0.05)


class MeddleParameters(BaseModel):
    """Which file of its run to write instead of those whose it is."""

    file: str = "result.json"
    content: str = ""
    pipe: bool = False
    output_is_a_pipe: bool = False
    seconds: float = 0


@task("Meddle")
class Meddle(Task[MeddleParameters]):
    """Leaves its own word on how it ended, past the worker that would check it."""

    outputs: ClassVar = (Output("proof", "Proof"),)
    needs: ClassVar = SMALL
    parameters: ClassVar = MeddleParameters

    def run(self, context: TaskContext[MeddleParameters]) -> None:
        wanted = context.parameters
        proof = context.output("proof", "proof.txt", "text/plain")
        if wanted.output_is_a_pipe:
            os.mkfifo(proof)
        else:
            proof.write_text("made")
        target = context.scratch.parent / wanted.file
        if wanted.pipe:
            os.mkfifo(target)
        else:
            target.write_text(wanted.content)
        context.log("meddled")
        time.sleep(wanted.seconds)
        os._exit(0)
