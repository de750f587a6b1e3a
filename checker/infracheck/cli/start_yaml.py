"""PyYAML without the patterns of its loaders in Python: a scan uses those in C, and starts sooner."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from typing import Any


class _LatePattern:
    """A pattern that is compiled when somebody matches with it."""

    def __init__(self, *given: Any) -> None:
        self._given = given

    def __getattr__(self, name: str) -> Any:
        self.__dict__["_compiled"] = compiled = self.__dict__.get("_compiled") or _compile(*self._given)
        return getattr(compiled, name)


_compile = re.compile

if "yaml" not in sys.modules:
    # the patterns of its loaders in Python; the scan uses those in C
    re.compile = _LatePattern  # type: ignore[assignment]
    try:
        import_module("yaml")
    finally:
        re.compile = _compile
