"""Which functions each test calls, and which run on import, found by a run of the tests under a tracer."""

from __future__ import annotations

import gc
import json
import pkgutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import pytest
from tools.mutate.sample import FOLDERS, ROOT, Key, key_of

SUITE = (
    "tests/policies", "tests/model", "tests/test_regressions.py", "tests/engine", "tests/report", "tests/test_shop.py",
    "tests/test_docs.py", "tests/test_house.py",
)  # fmt: skip
OPTIONS = ("-q", "-s", "-p", "no:cacheprovider", "--tb=no")
_OURS = tuple(map(str, FOLDERS))
_CACHE = type(lru_cache(len))


class Baseline(NamedTuple):
    """By test, how long it takes and which functions it calls; and those called on import."""

    seconds: dict[str, float]
    calls: dict[str, frozenset[Key]]
    on_import: frozenset[Key]

    def tests_of(self, keys: frozenset[Key], notices: Mapping[str, tuple[int, int]], most: float) -> list[str]:
        """The tests that call one of some functions, without a function all, as far as so many seconds last.

        First come those that noticed the most so far, of the module and in all. The others take turns, so that each
        function of the tests has had as much time as any other, and in each come first the cases that do the least.
        """
        found = (test for test, called in self.calls.items() if not keys or not called.isdisjoint(keys))
        taken: dict[str, float] = {}
        turns: dict[str, float] = {}
        for test in sorted(found, key=self._cost):
            function = test.partition("[")[0]
            turns[test] = taken[function] = taken.get(function, 0.0) + self.seconds[test]
        tests = sorted(turns, key=lambda test: (*(-number for number in notices.get(test, (0, 0))), turns[test]))
        ends = accumulate(self.seconds[test] for test in tests)
        return [test for test, end in zip(tests, ends, strict=True) if end <= most]

    def seconds_of(self, tests: Iterable[str]) -> float:
        """How long some tests take without any change."""
        return sum(self.seconds[test] for test in tests)

    def _cost(self, test: str) -> tuple[int, float]:
        return len(self.calls[test]), self.seconds[test]


class Recorder:
    """A plugin of pytest that writes the baseline into a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.codes: set[CodeType] = set()
        self.seconds: dict[str, float] = {}
        self.calls: dict[str, list[Key]] = {}
        self.on_import: list[Key] = []
        sys.settrace(self._note)
        import_all()

    def _note(self, frame: FrameType, event: str, argument: Any) -> None:
        # called for each call; it returns nothing that would be called for each line
        self.codes.add(frame.f_code)

    def _taken(self) -> list[Key]:
        codes, self.codes = self.codes, set()
        return [key_of(code) for code in codes if code.co_filename.startswith(_OURS)]

    def pytest_collection_finish(self) -> None:
        self.on_import = self._taken()
        self.caches = caches()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        for cache in self.caches:
            cache.cache_clear()
        self.codes.clear()
        started = time.perf_counter()
        sys.settrace(self._note)
        result = yield
        sys.settrace(None)
        self.seconds[item.nodeid] = time.perf_counter() - started
        self.calls[item.nodeid] = self._taken()
        return result

    def pytest_sessionfinish(self) -> None:
        content = {"seconds": self.seconds, "calls": self.calls, "on_import": self.on_import}
        self.path.write_text(json.dumps(content), encoding="utf-8")


def read_baseline(path: Path) -> Baseline:
    """The baseline that a recorder wrote."""
    content = json.loads(path.read_text(encoding="utf-8"))
    calls = {
        test: frozenset((file, name, line) for file, name, line in keys) for test, keys in content["calls"].items()
    }
    on_import = frozenset((file, name, line) for file, name, line in content["on_import"])
    return Baseline(content["seconds"], calls, on_import)


def import_all() -> None:
    """Import every module, so that none is made on the way."""
    for name in ("infracheck", "infracheck_policies"):
        for module in pkgutil.walk_packages(import_module(name).__path__, f"{name}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def caches() -> list[Any]:
    """What functions of this project remember of earlier calls."""
    return [each for each in gc.get_objects() if isinstance(each, _CACHE) and _is_ours(each)]


def _is_ours(cache: Any) -> bool:
    code = getattr(cache.__wrapped__, "__code__", None)
    return cache.__module__.startswith(("infracheck", "tests")) or (
        code is not None and code.co_filename.startswith(str(ROOT))
    )
