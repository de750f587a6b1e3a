"""A folder of a user's policies as a package: its files import each other, and nothing else sees them."""

from __future__ import annotations

import os
import sys
from binascii import crc32
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from os.path import abspath, basename, join
from threading import RLock
from types import ModuleType

from infracheck.engine.declarations.stored import importing_from, places_of, spec_of
from infracheck.engine.rules.crosswalk import USER_PACKAGE
from infracheck.source.files.file_tree import DISK, FileTree, is_file

_LOADING = RLock()
"""Held while a folder is loaded: its modules have one name in the process, and another thread may load it, too."""


def is_of_user(module_name: str) -> bool:
    """Whether a module was loaded from a folder that a user named."""
    return module_name.startswith(USER_PACKAGE)


@contextmanager
def loading(folder: str, files: FileTree = DISK) -> Iterator[None]:
    """A block in which the files of a folder are loaded, read anew: they may have changed since it was last named."""
    with _LOADING:
        _forget(folder)
        if files is DISK:
            yield
            return
        with importing_from(files):
            yield


def files_of(folder: str, files: FileTree = DISK) -> list[str]:
    """The absolute paths of a folder's policies, in order: those of a package's own `__init__.py` come first."""
    full = abspath(folder)
    names = sorted((each.name for each in files.entries(full)), key=lambda name: (name != _INIT, name))
    paths = [join(full, name) for name in names if name == _INIT or not name.startswith(("_", "."))]
    return [path for path in paths if path.endswith(".py") and is_file(files, path)]


_INIT = "__init__.py"


def _forget(folder: str) -> None:
    name = _package_of(folder)
    for each in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
        del sys.modules[each]
    finder = sys.path_importer_cache.get(abspath(folder))
    if finder is not None and hasattr(finder, "invalidate_caches"):
        finder.invalidate_caches()


def load_file(path: str, files: FileTree = DISK) -> ModuleType:
    """One file of a folder as a module of the folder's package; raises whatever its code raises."""
    folder, file = os.path.split(path)
    package = _package_of(folder)
    if file == _INIT:
        return _run(package, path, files, folder)
    if package not in sys.modules:
        # what a folder without `__init__.py` is to Python, too: a package with a path alone
        sys.modules[package] = module = ModuleType(package)
        module.__path__ = [folder] if files is DISK else places_of(folder)
    # a dot would name a package inside this one
    name = f"{package}.{basename(path).removesuffix('.py').replace('.', '_')}"
    # another file may have imported it already
    return sys.modules.get(name) or _run(name, path, files)


def _package_of(folder: str) -> str:
    """One name for one path in every process, since objects of its classes may travel between them."""
    return f"{USER_PACKAGE}{crc32(os.fsencode(abspath(folder))):08x}"


def _run(name: str, path: str, files: FileTree, own: str | None = None) -> ModuleType:
    if files is DISK:
        spec = spec_from_file_location(name, path, submodule_search_locations=None if own is None else [own])
    else:
        spec = spec_of(name, path, files, own)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        # as Python's own import does: half a module is worse than none
        del sys.modules[name]
        raise
    return module
