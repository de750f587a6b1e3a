"""How reports name files: relative to one folder, wherever a scan starts and however its paths are written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from os.path import abspath, basename, dirname, isabs, isdir, join, normpath, realpath

from infracheck.source.files.input_file import STDIN
from infracheck.source.host.confined import is_confined, is_within
from infracheck.source.host.repository import top_around


class Naming:
    """The names of the files of one scan, by the paths under which it read them.

    A walk follows no link to a folder, so that what leads to a path that was given leads to all below it.
    """

    __slots__ = ("_files", "_folders", "_taken", "is_as_written", "root")

    def __init__(self, paths: Iterable[str], config: str | None = None, root: str | None = None) -> None:
        """`config` is the config in use; a `root` that is told is not looked for."""
        given = [path for path in dict.fromkeys(paths) if path != STDIN]
        self.root = realpath(_root_of(given, config) if root is None else root)
        self._folders: list[tuple[str, str]] = []
        self._files: dict[str, str] = {STDIN: STDIN}
        self._taken: dict[str, str] = {}
        for path in given:
            written = "" if normpath(path) == os.curdir else normpath(path)
            name = self._name_of(realpath(path), path)
            if isdir(path):
                self._folders.append((written, name))
            else:
                self._files[written] = name
        self._folders.sort(key=lambda folder: -len(folder[0]))
        self.is_as_written = all(written == name for written, name in (*self._folders, *self._files.items()))

    def __call__(self, path: str) -> str:
        """The name of a file or a folder; as it is written, where two paths lead to the same."""
        if self.is_as_written:
            return path
        name = self._find(path)
        return name if self._taken.setdefault(name, path) == path else path

    def _find(self, path: str) -> str:
        if path in self._files:
            return self._files[path]
        for written, name in self._folders:
            below = _below(path, written)
            if below is not None:
                return join(name, below) if below else name or os.curdir
        return self._name_of(join(realpath(dirname(path)), basename(path)), path)

    def _name_of(self, real: str, path: str) -> str:
        """A real path relative to the root; one outside of it stays as it was given, if that tells where it is."""
        if not is_within(real, self.root):
            is_telling = isabs(path) or realpath(os.curdir) == self.root
            return normpath(path) if is_telling else abspath(path)
        return real[len(self.root) :].lstrip(os.sep)


def _below(path: str, folder: str) -> str | None:
    """What follows a folder in a path as they are written; None where the path does not lead through the folder."""
    if not folder:
        return None if isabs(path) or path.split(os.sep, 1)[0] == os.pardir else path.removeprefix(os.curdir + os.sep)
    if path == folder:
        return ""
    before = folder if folder.endswith(os.sep) else folder + os.sep
    return path[len(before) :] if path.startswith(before) else None


def _root_of(given: Sequence[str], config: str | None) -> str:
    """The root of the repository that holds what is scanned, else the folder of the config, else the current one.

    A config of another folder says nothing about the files.
    """
    tops = {top_around(realpath(path)) for path in given}
    found = next(iter(tops)) if len(tops) == 1 else None
    if len(tops) > 1 and (here := top_around(realpath(os.curdir))) in tops:
        found = here
    if found is None and config and all(is_confined(path, dirname(config) or os.curdir) for path in given):
        found = dirname(config)
    return found or os.curdir
