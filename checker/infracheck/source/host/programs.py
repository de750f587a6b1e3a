"""Programs on the PATH, without those that the scanned files could bring along."""

from __future__ import annotations

import os
import sys
from os.path import isabs, isfile, join, realpath

from infracheck.source.host.confined import is_within


def program_folders(top: str) -> list[str]:
    """The folders of PATH that nobody's change can fill: absolute ones outside the work tree at a real path."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    return [each for each in folders if isabs(each) and not is_within(realpath(each), top)]


def find_program(name: str, folders: list[str]) -> str | None:
    """The first program of that name in some folders."""
    file = f"{name}.exe" if sys.platform == "win32" else name
    candidates = (join(folder, file) for folder in folders)
    return next((each for each in candidates if isfile(each) and os.access(each, os.X_OK)), None)
