"""Runs brick-test as the lab manager has it run, with two seconds for what takes minutes, while the clock is put."""

import os
import subprocess
import sys
import threading
import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

SECONDS = 2
HOUR = 3600
LEASE_OVER = 81
TOOK_TOO_LONG = 82


def fresh() -> Any:
    loader = SourceFileLoader("brick_test", "/usr/local/bin/brick-test")
    spec = spec_from_loader("brick_test", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def renew(lease: Path, over: threading.Event) -> None:
    """As with a clock that somebody puts back, and that is an hour late from the beginning."""
    said = time.time() - HOUR
    while not over.wait(SECONDS / 4):
        said -= HOUR
        os.utime(lease, (said, said))


def goes_on_while_it_is_renewed() -> None:
    program = fresh()
    program.LEASE_SECONDS = SECONDS
    lease = Path("/tmp/brick-test-smoke-renewed.lease")  # noqa: S108
    lease.touch()
    over = threading.Event()
    threading.Thread(target=renew, args=(lease, over)).start()
    try:
        with subprocess.Popen(["/bin/sleep", str(3 * SECONDS)]) as tests:
            if program.waited(tests, lease) != 0:
                sys.exit("it did not end as its tests did")
    finally:
        over.set()
        lease.unlink()


def is_ended(run: str, limit: str, status: int) -> None:
    program = fresh()
    setattr(program, limit, SECONDS)
    lease = Path(program.LEASE.format(run=run))
    # As by a clock that was put back since.
    lease.touch()
    os.utime(lease, (time.time() + HOUR, time.time() + HOUR))
    os.environ["SAMPLE_MEET"] = f"/tmp/meet-{run}"
    sys.argv = ["brick-test", "--run", run, "sample"]
    ended = program.main()
    if ended != status:
        sys.exit(f"it ended with {ended}, not {status}")


goes_on_while_it_is_renewed()
is_ended("smoke-2", "LEASE_SECONDS", LEASE_OVER)
is_ended("smoke-3", "MOST_SECONDS", TOOK_TOO_LONG)
