"""`.infracheckignore`: paths that a scan leaves out, in git's syntax."""

from __future__ import annotations

import os
import stat
from os.path import abspath, join, normpath, relpath

from infracheck.errors import ConfigError
from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.host.confined import is_within

NAME = ".infracheckignore"
# what matching costs grows with the patterns times the paths; the longest known file of this kind has a tenth
_MOST_BYTES = 65_536


class IgnoreFile:
    """The patterns of one ignore file, for what stands below one folder."""

    __slots__ = ("_automaton", "_lead", "path")

    def __init__(self, path: str, content: bytes, lead: str) -> None:
        from infracheck.source.files.ignore_automaton import automaton_of  # late: few projects have such a file

        self.path = path
        self._lead = lead
        lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        self._automaton = automaton_of(lines)

    def matches(self, below: str, *, folder: bool) -> bool:
        """Whether a path, relative to the folder that is scanned, is left out; the folders above it are not asked."""
        path = self._lead + below
        return self._automaton.matches(os.fsencode(path.replace(os.sep, "/")), folder=folder)


def read_ignore_files(root: str, files: FileTree = DISK) -> list[IgnoreFile]:
    """The ignore files that hold for a folder: its own, and the current folder's where it stands below that.

    Raises `ConfigError` for one that cannot be used: leaving out too little or too much without a word is worse.
    """
    found = []
    top = abspath(root)
    for folder in dict.fromkeys((abspath("."), top)):
        if not is_within(top, folder):
            continue
        path = join(folder, NAME)
        shown = normpath(relpath(path)) if folder != top else normpath(join(root, NAME))
        content = _content(files, path, shown)
        if content is not None:
            lead = "" if folder == top else join(relpath(top, folder), "")
            found.append(IgnoreFile(shown, content, lead))
    return found


def _content(files: FileTree, path: str, shown: str) -> bytes | None:
    """What an ignore file holds, None where there is none."""
    try:
        mode = files.mode(path, follow=False)
    except OSError:
        return None
    if not stat.S_ISREG(mode):
        remedy = "Symbolic links and pipes are not read: put the patterns into the file itself."
        raise ConfigError("is not a regular file", where=shown, remedy=remedy)
    try:
        content = files.load(path, _MOST_BYTES)
    except OSError as error:
        what = (error.strerror or "cannot be read").lower()
        raise ConfigError(what, where=shown, remedy="Check the file's permissions.") from error
    if len(content) > _MOST_BYTES:
        line = content.count(b"\n") + 1
        remedy = "List folders rather than the files in them."
        raise ConfigError(f"contains more than {_MOST_BYTES:,} bytes", where=f"{shown}:{line}", remedy=remedy)
    if b"\0" in content:
        line = content.count(b"\n", 0, content.index(b"\0")) + 1
        raise ConfigError("contains a NUL character", where=f"{shown}:{line}", remedy="Save the file as UTF-8.")
    return content
