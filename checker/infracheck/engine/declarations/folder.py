"""A folder of a user's policies as a package: its files import each other, and nothing else sees them."""

from __future__ import annotations

import os
import sys
from importlib.util import module_from_spec, spec_from_file_location
from os.path import abspath, basename, isfile, join
from threading import RLock
from types import ModuleType
from zlib import crc32

from infracheck.engine.rules.crosswalk import USER_PACKAGE

LOADING = RLock()
"""Held while a folder is loaded: its modules have one name in the process, and another thread may load it, too."""


def is_of_user(module_name: str) -> bool:
    """Whether a module was loaded from a folder that a user named."""
    return module_name.startswith(USER_PACKAGE)


def files_of(folder: str) -> list[str]:
    """The absolute paths of a folder's policies, in order: those of a package's own `__init__.py` come first."""
    full = abspath(folder)
    names = sorted(os.listdir(full), key=lambda name: (name != _INIT, name))
    paths = [join(full, name) for name in names if name == _INIT or not name.startswith(("_", "."))]
    return [path for path in paths if path.endswith(".py") and isfile(path)]


_INIT = "__init__.py"


def forget(folder: str) -> None:
    """Let the files of a folder be read anew, since they may have changed since it was last named."""
    name = _package_of(folder)
    for each in [each for each in sys.modules if each == name or each.startswith(f"{name}.")]:
        del sys.modules[each]
    finder = sys.path_importer_cache.get(abspath(folder))
    if finder is not None and hasattr(finder, "invalidate_caches"):
        finder.invalidate_caches()


def load_file(path: str) -> ModuleType:
    """One file of a folder as a module of the folder's package; raises whatever its code raises."""
    folder, file = os.path.split(path)
    package = _package_of(folder)
    if file == _INIT:
        return _run(package, path, [folder])
    if package not in sys.modules:
        # what a folder without `__init__.py` is to Python, too: a package with a path alone
        sys.modules[package] = module = ModuleType(package)
        module.__path__ = [folder]
    # a dot would name a package inside this one
    name = f"{package}.{basename(path).removesuffix('.py').replace('.', '_')}"
    # another file may have imported it already
    return sys.modules.get(name) or _run(name, path)


def _package_of(folder: str) -> str:
    """One name for one path in every process, since objects of its classes may travel between them."""
    return f"{USER_PACKAGE}{crc32(os.fsencode(abspath(folder))):08x}"


def _run(name: str, path: str, places: list[str] | None = None) -> ModuleType:
    spec = spec_from_file_location(name, path, submodule_search_locations=places)
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
