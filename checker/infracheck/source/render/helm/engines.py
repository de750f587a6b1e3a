"""What renders charts on this machine: Helm itself, else Helm as a library of Python."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from infracheck.record import Record
from infracheck.source.host.programs import find_program, program_folders

_LIBRARY = "helm_python"


class Engine(Record):
    """A command that takes the words behind `helm`."""

    command: tuple[str, ...]


def find_engine(top: str) -> Engine | None:
    """What renders the charts of a work tree, which may not bring it along; None where there is nothing."""
    program = find_program("helm", program_folders(top))
    if program is not None:
        return Engine((program,))
    if find_spec(_LIBRARY) is not None:
        # isolated: nothing of the folder that it runs in is imported
        return Engine((sys.executable, "-I", "-m", "infracheck.source.render.helm.library"))
    return None
