"""The environment variables of a process that runs brick code: none of the server's own."""

import os
from collections.abc import Iterable
from pathlib import Path

import labstead_core
from labstead_core.gpu_variables import GPU_VARIABLES
from labstead_core.reference_variables import REFERENCE_VARIABLES

# What a program needs to run at all; where the database is and where its password lies is not among it.
# The reference database is for tasks to ask; where it is and how to get in is theirs to know.
KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV", *REFERENCE_VARIABLES, *GPU_VARIABLES)

CORE_SOURCE = Path(labstead_core.__file__).parent.parent


def child_environment(sources: Iterable[Path], **extra: str) -> dict[str, str]:
    """Variables for a child that imports from the bricks' `sources` and from this very core."""
    path = [str(CORE_SOURCE), *(str(source) for source in sources if source != CORE_SOURCE)]
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    fixed = {"PYTHONPATH": os.pathsep.join(path), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    return kept | fixed | extra
