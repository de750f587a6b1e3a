"""Which config a scan uses: the nearest one from the current folder up to the repository's root."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from functools import partial
from os.path import abspath, basename, dirname, join, realpath

from infracheck.engine.config.toml import PYPROJECT, has_table
from infracheck.errors import ConfigError
from infracheck.record import Record
from infracheck.source.files.file_tree import DISK, FileTree, is_folder
from infracheck.source.files.input_file import STDIN
from infracheck.source.host.repository import repository_at, top_around

NAMES = (".infracheck.yaml", ".infracheck.yml")


class Discovered(Record):
    """The config in use, None where there is none, and those that somebody may take for the one in use."""

    path: str | None
    unread: tuple[str, ...]


def discover(paths: Iterable[str] = (), files: FileTree = DISK) -> Discovered:
    """Look for the config of a scan of these paths, from the current folder.

    Raises `ConfigError` for two in one folder, and for one that is not a regular file. One of a repository that belongs
    to another user is not used, unless it stands in the current folder: as git does not use that one's own config.
    """
    used = config_in("", files)
    found = list(filter(None, map(partial(config_in, files=files), _folders_above())))
    if used is None and found and _is_ours():
        used = found.pop(0)
    beside = (each for path in paths for each in _beside(path, files))
    unread = {abspath(each): each for each in (*found, *beside)}
    if used is not None:
        unread.pop(abspath(used), None)
    return Discovered(used, tuple(unread.values()))


def _folders_above() -> Iterator[str]:
    """The folders above the current one, as far as its repository goes."""
    here = realpath(".")
    top = top_around(here)
    folder = ""
    while top is not None and here != top:
        here, folder = dirname(here), join(folder, os.pardir)
        yield folder


def _is_ours() -> bool:
    top = top_around(realpath("."))
    return top is not None and repository_at(top) is not None


def unread_among(skipped: Iterable[tuple[str, str]], used: str | None) -> list[str]:
    """The configs that a walk met below what is scanned."""
    own = abspath(used) if used is not None else ""
    return [path for path, _ in skipped if basename(path) in NAMES and abspath(path) != own]


def config_in(folder: str, files: FileTree = DISK) -> str | None:
    """The config of a folder; raises `ConfigError` for two, and for one that is not a regular file."""
    found = [path for path in (join(folder, name) for name in NAMES) if _mode(files, path)]
    project = join(folder, PYPROJECT)
    if has_table(project, files):
        found.append(project)
    if len(found) > 1:
        message = f"{found[0]} and {found[1]} both configure this folder"
        raise ConfigError(message, where=found[1], remedy="Move all settings into one of them.")
    if found and not stat.S_ISREG(_mode(files, found[0])):
        raise ConfigError(
            "is not a regular file",
            where=found[0],
            remedy="Symbolic links and pipes are not read here; pass the file with --config.",
        )
    return found[0] if found else None


def _beside(path: str, files: FileTree) -> Iterator[str]:
    """The configs from a scanned path up to the root of its repository, nearest first; they are not judged here."""
    if path == STDIN:
        return
    folder = path if is_folder(files, path) else dirname(path)
    top = top_around(realpath(folder))
    while True:
        yield from (join(folder, name) for name in (*NAMES, PYPROJECT) if _is_config(join(folder, name), files))
        real = realpath(folder)
        if top is None or real in (top, realpath(".")):
            return
        folder = dirname(real)


def _is_config(path: str, files: FileTree) -> bool:
    return has_table(path, files) if basename(path) == PYPROJECT else bool(_mode(files, path))


def _mode(files: FileTree, path: str) -> int:
    """What stands at a path, the link where it is one; 0 for nothing."""
    try:
        return files.mode(path, follow=False)
    except OSError:
        return 0
