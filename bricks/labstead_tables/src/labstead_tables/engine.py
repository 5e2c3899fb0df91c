"""DuckDB, held to the run's limits, with progress for long queries."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labstead_core import TaskContext, TaskError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The rest is for Python, thread stacks and what DuckDB allocates outside its own count.
ENGINE_SHARE = 0.5
LOOK_SECONDS = 0.5
MEBIBYTE = 1024 * 1024


class Engine:
    """One in-memory database for one run; what doesn't fit is spilled to the run's scratch folder."""

    def __init__(self, connection: "DuckDBPyConnection", context: TaskContext[Any]) -> None:
        self._connection = connection
        self._context = context

    def query(
        self, sql: str, *, start: float | None = None, end: float = 1.0, message: str = ""
    ) -> list[tuple[Any, ...]]:
        """Runs `sql` and answers with its rows. With `start`, the run's progress goes from there to `end`.

        Raises TaskError if it doesn't fit into the run's memory or on the disk, duckdb.Error otherwise."""
        import duckdb  # noqa: PLC0415 (heavy: only while a task runs)

        try:
            with self._reporting(start, end, message):
                return self._connection.execute(sql).fetchall()
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            self._context.log(str(error))
            limit = self._context.memory_bytes // MEBIBYTE
            raise TaskError(
                f"This table needs more memory than the run's limit of {limit} MiB.",
                hint="Use fewer columns or functions, or give the environment more memory.",
                code="task.memory_exceeded",
            ) from error

    def write_table(self, sql: str, target: Path, *, start: float, message: str) -> int:
        """Writes what `sql` selects as CSV with a header, and answers how many rows that was. Otherwise as `query`."""
        copy = f"COPY ({sql}) TO {literal(str(target))} (FORMAT csv, HEADER true)"
        return int(self.query(copy, start=start, message=message)[0][0])

    @contextmanager
    def _reporting(self, start: float | None, end: float, message: str) -> Iterator[None]:
        if start is None:
            yield
            return
        done = threading.Event()
        reporter = threading.Thread(target=self._report, args=(done, start, end, message), daemon=True)
        reporter.start()
        try:
            yield
        finally:
            done.set()
            reporter.join()

    def _report(self, done: threading.Event, start: float, end: float, message: str) -> None:
        while not done.wait(LOOK_SECONDS):
            percent = max(0.0, self._connection.query_progress())
            self._context.progress(start + (end - start) * percent / 100, message)


@contextmanager
def open_engine(context: TaskContext[Any]) -> Iterator[Engine]:
    """An engine that keeps to the run's CPUs, memory and scratch folder, and reaches no network."""
    import duckdb  # noqa: PLC0415 (heavy: only while a task runs)

    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{int(context.memory_bytes * ENGINE_SHARE) // MEBIBYTE}MiB",
        "threads": context.cpus,
        "temp_directory": str(context.scratch / "spill"),
        "preserve_insertion_order": True,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(":memory:", config=settings) as connection:
        # Counted, but not printed: the run has a progress of its own.
        connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        yield Engine(connection, context)


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def name(column: str) -> str:
    """`column` as an SQL name."""
    return '"' + column.replace('"', '""') + '"'
