"""Packs and folders of policies to declarations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from os.path import dirname, isfile, join
from types import ModuleType

from infracheck.engine.declarations.complaint import shown_path
from infracheck.engine.declarations.declare import Policy, declared_in
from infracheck.engine.declarations.folder import files_of, load_file, loading
from infracheck.engine.rules.crosswalk import BUILT_IN
from infracheck.errors import PolicyError, UsageError
from infracheck.source.files.file_tree import DISK, FileTree, is_folder

GROUP = "infracheck.policies"
INSTALLED = "installed"
"""What stands for every installed pack where folders of policies are named; a folder of that name is `./installed`."""


class Pack:
    """A package of policies whose `PACK` names its modules in order; a module may be such a package itself.

    Modules whose policies are all not recommended are named in `ON_REQUEST` too: whoever wants the recommended policies
    alone does not import them, which is a tenth of a scan of ten files. What is not well formed is a `PolicyError`.
    """

    __slots__ = ("_name", "_read")

    def __init__(self, name: str = BUILT_IN) -> None:
        self._name = name
        self._read: dict[str, list[Policy] | Pack] = {}

    def policies(self) -> Iterator[Policy]:
        """All policies."""
        modules, on_request = self._modules()
        for each in modules:
            read = self._module(each)
            for policy in read.policies() if isinstance(read, Pack) else read:
                if policy.recommended and each in on_request:
                    raise _loud(policy)
                yield policy

    def recommended(self) -> Iterator[Policy]:
        """The recommended ones, in the same order."""
        modules, on_request = self._modules()
        for each in modules:
            if each not in on_request:
                read = self._module(each)
                yield from read.recommended() if isinstance(read, Pack) else (one for one in read if one.recommended)

    def _modules(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        package = _import(self._name)
        named = _pack_of(package)
        on_request: tuple[str, ...] = getattr(package, "ON_REQUEST", ())
        if not isinstance(on_request, tuple) or not set(named).issuperset(on_request):
            what = "names modules in ON_REQUEST that are not its own"
            remedy = 'Write ON_REQUEST = ("module",), of names in PACK, with a trailing comma after a single name.'
            raise PolicyError(what, where=self._name, remedy=remedy)
        return named, on_request

    def _module(self, name: str) -> list[Policy] | Pack:
        """What a module holds, read once."""
        if name not in self._read:
            module = _import(f"{self._name}.{name}")
            self._read[name] = Pack(module.__name__) if hasattr(module, "PACK") else declared_in(vars(module))
        return self._read[name]


def load_pack(name: str = BUILT_IN) -> Iterator[Policy]:
    """All policies of a package whose `PACK` names its modules in order."""
    return Pack(name).policies()


def load_installed() -> Iterator[Policy]:
    """The policies of every other installed package that registers the entry point group `infracheck.policies`."""
    from importlib.metadata import entry_points  # late: it costs 27 ms, and only who asks for packs pays

    for entry in sorted(entry_points(group=GROUP), key=lambda each: each.value):
        if entry.module != BUILT_IN:
            yield from load_pack(entry.module)


def load_folder(folder: str, files: FileTree = DISK) -> list[Policy]:
    """The policies of every Python file of a folder; the caller has named it, so its code may run.

    `files` holds the folder: the code of a base revision is run as it is there, and never written out.
    """
    if not is_folder(files, folder):
        missing = "does not exist" if files is DISK else "does not exist in the base revision"
        raise UsageError(f"folder {folder} {missing}", remedy="--policies takes a folder of Python files.")
    found: list[Policy] = []
    with loading(folder, files):
        for path in files_of(folder, files):
            with _naming_the_place(shown_path(path), join(dirname(path), "")):
                module = load_file(path, files)
            found += declared_in(vars(module))
    if not found:
        remedy = "Name the folder of the Python files themselves, and declare each policy with @policy."
        raise UsageError(f"no policies found in {folder}", remedy=remedy)
    return found


def _import(name: str) -> ModuleType:
    with _naming_the_place(name, None):
        return import_module(name)


def _loud(policy: Policy) -> PolicyError:
    what = f"{policy.id} is recommended, and its module is on request"
    remedy = "Take its module out of ON_REQUEST in the package's __init__.py, or write recommended=False."
    return PolicyError(what, where=policy.where, remedy=remedy)


def _pack_of(package: ModuleType) -> tuple[str, ...]:
    pack = getattr(package, "PACK", None)
    if not isinstance(pack, tuple) or not all(isinstance(each, str) for each in pack):
        remedy = 'Write PACK = ("module",) into its __init__.py, with a trailing comma after a single name.'
        raise PolicyError("defines no PACK, the tuple of its module names", where=package.__name__, remedy=remedy)
    return pack


@contextmanager
def _naming_the_place(shown: str, folder: str | None) -> Iterator[None]:
    """Turn whatever the code of policies raises while it is imported into a `PolicyError` with file and line.

    The line wanted is of any file of the folder, which ends with a separator, or, None, of the package `shown`.
    """
    try:
        yield
    except (Exception, SystemExit) as error:
        where = _place(error, folder or _folder_of(shown)) or (f"{shown}:1" if folder else shown)
        if isinstance(error, PolicyError):
            raise PolicyError(error.what, where=error.where or where, remedy=error.remedy) from error
        what = f"cannot be imported: {type(error).__name__}: {error}".removesuffix(": ")
        raise PolicyError(what, where=where, remedy=_remedy(error, folder)) from error


def _remedy(error: BaseException, folder: str | None) -> str:
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if folder and name and isfile(join(folder, f"{name}.py")):
        return f"Write `from .{name} import …`: the files of a folder import each other with a dot."
    return "Fix the policy file."


def _folder_of(package: str) -> str:
    """The folder of a package, with a separator at its end."""
    try:
        spec = find_spec(package.partition(".")[0])
    except (ImportError, ValueError):
        spec = None
    folders = spec.submodule_search_locations if spec is not None else None
    return join(next(iter(folders)), "") if folders else ""


def _place(error: BaseException, own: str) -> str:
    """The last line of its own files that an exception passed through, blank where there is none.

    `own` is what their paths start with, blank where there are none.
    """
    if not own:
        return ""
    if isinstance(error, SyntaxError) and error.filename and error.filename.startswith(own):
        return f"{shown_path(error.filename)}:{error.lineno or 1}"
    place, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(own):
            place = f"{shown_path(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
