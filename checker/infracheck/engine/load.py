"""Packs and folders of policies to declarations."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from os import listdir
from os.path import abspath, basename, dirname, isdir, isfile, join
from types import ModuleType

from infracheck.engine.declare import Policy, declared_in
from infracheck.errors import PolicyError, UsageError

BUILT_IN = "infracheck_policies"
GROUP = "infracheck.policies"
INSTALLED = "installed"
"""What stands for every installed pack where folders of policies are named; a folder of that name is `./installed`."""


def load_pack(name: str = BUILT_IN) -> Iterator[Policy]:
    """The policies of a package whose `PACK` names its modules in order; a module may be such a package itself."""
    package = import_module(name)
    for module_name in package.PACK:
        module = import_module(f"{name}.{module_name}")
        if hasattr(module, "PACK"):
            yield from load_pack(module.__name__)
        else:
            yield from declared_in(vars(module), module.__name__)


def load_installed() -> Iterator[Policy]:
    """The policies of every other installed package that registers the entry point group `infracheck.policies`."""
    from importlib.metadata import entry_points  # late: it costs 27 ms, and only who asks for packs pays

    for entry in sorted(entry_points(group=GROUP), key=lambda each: each.value):
        if entry.module != BUILT_IN:
            yield from load_pack(entry.module)


def load_folder(folder: str) -> Iterator[Policy]:
    """The policies of every Python file of a folder; the caller has named it, so its code may run."""
    if not isdir(folder):
        raise UsageError(f"no folder {folder}", remedy="--policies names a folder of Python files.")
    for name in sorted(listdir(folder)):
        path = join(folder, name)
        if name.endswith(".py") and not name.startswith(("_", ".")) and isfile(path):
            module = _load_file(path)
            yield from declared_in(vars(module), module.__name__)


def _load_file(path: str) -> ModuleType:
    name = f"infracheck_user_policies.{basename(path).removesuffix('.py')}_{abs(hash(abspath(path))):x}"
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (SyntaxError, ImportError, AttributeError, NameError, TypeError, ValueError) as error:
        line = getattr(error, "lineno", None) or _line_in(path, error)
        what = f"cannot be imported: {type(error).__name__}: {error}"
        raise PolicyError(what, where=f"{path}:{line}", remedy="Mend the policy file.") from error
    return module


def _line_in(path: str, error: BaseException) -> int:
    """The last line of this file that an exception passed through."""
    line, trace = 1, error.__traceback__
    # Python's import gives code the absolute path
    file = abspath(path)
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def examples_beside(policy: Policy) -> str | None:
    """The folder of a user's examples, beside the file of the policy; None for a policy of a package."""
    from infracheck.engine.examples import fixtures_of  # late: a scan reads no example

    folder = dirname(policy.where.rpartition(":")[0])
    return None if isfile(join(folder, "__init__.py")) else fixtures_of(folder)
