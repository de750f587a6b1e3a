"""Whether the tests notice a mutant, tried in a process of its own."""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, FunctionType, ModuleType
from typing import IO

import pytest
from tools.mutate.baseline import OPTIONS, SUITE, Baseline, caches, import_all
from tools.mutate.sample import Key, Mutant, functions_of, key_of, original

UNNOTICED, NOTICED, IMPORT_ANEW = 0, 1, 77
_MEMORY = 6 << 30
_LONGEST_NAME = 1 << 16


class Notices:
    """How many mutants each test has noticed: the next one is tried first on those that noticed any of its module."""

    def __init__(self) -> None:
        self.by_module: dict[str, Counter[str]] = {}
        self.overall: Counter[str] = Counter()

    def of(self, mutant: Mutant) -> Mapping[str, tuple[int, int]]:
        """By test, how many of a mutant's module, and how many in all."""
        of_module = self.by_module.get(mutant.path, Counter())
        return {test: (of_module[test], number) for test, number in self.overall.items()}

    def add(self, mutant: Mutant, test: str) -> None:
        """Count the test that noticed a mutant."""
        self.by_module.setdefault(mutant.path, Counter())[test] += 1
        self.overall[test] += 1


class Loaded:
    """A process that holds the tests, collected, and tries mutants of functions in copies of itself."""

    def __init__(self, mutants: Sequence[Mutant], baseline: Baseline, most: float, folder: str) -> None:
        self.mutants, self.baseline, self.most = mutants, baseline, most
        asked, self.asking = os.pipe()
        self.answered, answer = os.pipe()
        if not os.fork():
            os.close(self.asking)
            os.close(self.answered)
            self.requests: IO[str] = os.fdopen(asked)
            self.answer = answer
            silence()
            import_all()
            pytest.main([*OPTIONS, f"--basetemp={folder}", *SUITE], plugins=[self])
            os._exit(0)
        os.close(asked)
        os.close(answer)

    def status_of(self, number: int) -> int:
        """How the trial of a mutant ends."""
        os.write(self.asking, f"{number}\n".encode())
        return int.from_bytes(os.read(self.answered, 1), "big")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        functions = _functions()
        remembered, notices = caches(), Notices()
        # what is there already is not looked at again in each copy
        gc.freeze()
        for line in self.requests:
            mutant = self.mutants[int(line)]
            owner = mutant.owner()
            if owner is None or owner in self.baseline.on_import:
                status = IMPORT_ANEW
            else:
                tests = self.baseline.tests_of(frozenset({owner}), notices.of(mutant), self.most)

                def trial(telling: int, mutant: Mutant = mutant, tests: list[str] = tests) -> int:
                    _limit(self.baseline.seconds_of(tests))
                    for cache in remembered:
                        cache.cache_clear()
                    if not _put(mutant, functions):
                        return IMPORT_ANEW
                    session.items[:] = [items[test] for test in tests]
                    return run(session, telling)

                status = _in_a_copy(trial, mutant, notices)
            os.write(self.answer, status.to_bytes(1, "big"))
        return True


def status_anew(mutant: Mutant, tests: Sequence[str], notices: Notices, seconds: float, folder: str) -> int:
    """How the trial ends in a process that imports the mutant in the place of the module."""
    if not tests:
        return UNNOTICED

    def trial(telling: int) -> int:
        silence()
        _limit(seconds)
        sys.meta_path.insert(0, _Finder(mutant))
        files = dict.fromkeys(test.partition("::")[0] for test in tests)
        status = pytest.main([*OPTIONS, f"--basetemp={folder}", *files], plugins=[_InOrder(tests, telling)])
        return NOTICED if status else UNNOTICED

    return _in_a_copy(trial, mutant, notices)


def run(session: pytest.Session, telling: int) -> int:
    """Run the items of a session until one fails, and tell which."""
    for item, following in zip(session.items, [*session.items[1:], None], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            os.write(telling, item.nodeid.encode()[:_LONGEST_NAME])
            return NOTICED
    return UNNOTICED


class _InOrder:
    """A plugin that runs the tests in an order given, until one fails."""

    def __init__(self, tests: Sequence[str], telling: int) -> None:
        self.place = {test: number for number, test in enumerate(tests)}
        self.telling = telling

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.place), key=self._place_of)

    def _place_of(self, item: pytest.Item) -> int:
        return self.place[item.nodeid]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        # what cannot be collected, or bears another name, has changed with the mutant
        if session.testsfailed or len(session.items) < len(self.place):
            session.testsfailed += 1
        else:
            run(session, self.telling)
        return True


class _Finder(MetaPathFinder):
    """Finds the mutant where the module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin != self.mutant.path:
            return None
        spec.loader = _Loader(fullname, self.mutant)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, mutant: Mutant) -> None:
        super().__init__(fullname, mutant.path)
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        return self.mutant.code()


def _functions() -> dict[Key, list[FunctionType]]:
    found: dict[Key, list[FunctionType]] = {}
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found.setdefault(key_of(each.__code__), []).append(each)
    return found


def _put(mutant: Mutant, functions: dict[Key, list[FunctionType]]) -> bool:
    """Give the functions that the mutant changes their new code; False where that does not do."""
    before = {key_of(code): code for code in functions_of(original(mutant.path))}
    changed = False
    for code in functions_of(mutant.code()):
        key = key_of(code)
        if code == before.get(key):
            continue
        for function in functions.get(key, ()):
            if len(function.__code__.co_freevars) != len(code.co_freevars):
                return False
            function.__code__ = code
            changed = True
    return changed


def _limit(seconds: float) -> None:
    # what never ends, or takes all memory, is noticed
    signal.alarm(20 + int(seconds * 3))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def silence() -> None:
    """Let a process say nothing more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _in_a_copy(trial: Callable[[int], int], mutant: Mutant, notices: Notices) -> int:
    """The status of a trial in a copy of this process, which is given where to tell the test that noticed."""
    reading, telling = os.pipe()
    pid = os.fork()
    if not pid:
        status = NOTICED
        try:
            status = trial(telling)
        finally:
            os._exit(status)
    os.close(telling)
    _, status = os.waitpid(pid, 0)
    # what a test has left running may hold the other end
    os.set_blocking(reading, False)
    try:
        name = os.read(reading, _LONGEST_NAME).decode()
    except BlockingIOError:
        name = ""
    os.close(reading)
    if name:
        notices.add(mutant, name)
    return NOTICED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
