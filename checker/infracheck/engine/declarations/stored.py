"""Python modules out of a tree that is not on the disk, such as a base revision: run, and never written out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from errno import ENOENT
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from os import strerror
from os.path import abspath, join
from types import ModuleType
from typing import NoReturn

from infracheck.engine.rules.crosswalk import USER_PACKAGE
from infracheck.source.files.file_tree import FileTree, is_file

_MOST_BYTES = 10_000_000
# below a file is nothing: where Python's own finders look for the modules of such a package, a change cannot put any
_NOWHERE = join(abspath(__file__), "")


class _Loader(SourceFileLoader):
    """Hands out the text of one module under the path that a traceback shows: where the work tree has, or had, it."""

    def __init__(self, fullname: str, path: str, files: FileTree) -> None:
        super().__init__(fullname, path)
        self._files = files

    def get_data(self, path: str) -> bytes:
        """What a file of the tree holds."""
        return self._files.load(path, _MOST_BYTES)

    def path_stats(self, path: str) -> NoReturn:
        """Refuse, as the protocol of loaders has it: a compiled module is neither looked for nor kept."""
        raise OSError(ENOENT, strerror(ENOENT), path)


class _Finder:
    """Finds what the files of a user's folder import from each other."""

    def __init__(self, files: FileTree) -> None:
        self._files = files

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """The module of a name below a user's package, None for any other."""
        if not fullname.startswith(USER_PACKAGE):
            return None
        name = fullname.rpartition(".")[2]
        for place in path or ():
            folder = place.removeprefix(_NOWHERE)
            package = join(folder, name, "__init__.py")
            if is_file(self._files, package):
                return spec_of(fullname, package, self._files, join(folder, name))
            module = join(folder, f"{name}.py")
            if is_file(self._files, module):
                return spec_of(fullname, module, self._files)
        return None


def places_of(folder: str) -> list[str]:
    """The `__path__` of a package whose files stand in a folder of a tree."""
    return [_NOWHERE + folder]


def spec_of(fullname: str, path: str, files: FileTree, folder: str | None = None) -> ModuleSpec | None:
    """How Python loads a module of a tree; `folder` is where a package has its own modules."""
    loader = _Loader(fullname, path, files)
    places = None if folder is None else places_of(folder)
    return spec_from_file_location(fullname, path, loader=loader, submodule_search_locations=places)


@contextmanager
def importing_from(files: FileTree) -> Iterator[None]:
    """Let Python find the modules of users' packages in a tree, as long as the block lasts, and not on the disk."""
    finder = _Finder(files)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
