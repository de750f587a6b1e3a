"""A failing batch to the smallest input that still fails in the same way."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from tests.fuzz.case import Case

T = TypeVar("T")
_MOST_SECONDS = 30.0
Fails = Callable[[Sequence[Case]], bool]


def minimised(cases: Sequence[Case], fails: Fails) -> list[Case]:
    """The fewest cases, with the fewest files, lines and characters, for which `fails` still holds."""
    until = time.monotonic() + _MOST_SECONDS
    kept = fewest(list(cases), fails, until)
    for number in range(len(kept)):

        def with_case(case: Case, number: int = number) -> list[Case]:
            return [*kept[:number], case, *kept[number + 1 :]]

        kept[number] = _smaller(kept[number], lambda case: fails(with_case(case)), until)
    return kept


def fewest(parts: list[T], fails: Callable[[list[T]], bool], until: float) -> list[T]:
    """The parts without those that are not needed: halves first, then ever smaller stretches."""
    size = len(parts) // 2
    while size >= 1 and time.monotonic() < until:
        start = 0
        while start < len(parts) and len(parts) > 1 and time.monotonic() < until:
            without = parts[:start] + parts[start + size :]
            if without and fails(without):
                parts = without
            else:
                start += size
        size //= 2
    return parts


def _smaller(case: Case, fails: Callable[[Case], bool], until: float) -> Case:
    if case.stdin is not None:
        return replace(case, stdin=_shorter(case.stdin, lambda text: fails(replace(case, stdin=text)), until))
    if len(case.files) > 1:
        items = fewest(list(case.files.items()), lambda some: fails(replace(case, files=dict(some))), until)
        case = replace(case, files=dict(items))
    for name in case.files:
        case = _with_shorter(case, name, fails, until)
    return case


def _with_shorter(case: Case, name: str, fails: Callable[[Case], bool], until: float) -> Case:
    def with_text(text: bytes) -> Case:
        return replace(case, files={**case.files, name: text})

    return with_text(_shorter(case.files[name], lambda text: fails(with_text(text)), until))


def _shorter(content: bytes, fails: Callable[[bytes], bool], until: float) -> bytes:
    lines = fewest(content.split(b"\n"), lambda some: fails(b"\n".join(some)), until)
    content = b"\n".join(lines)
    if len(content) > 4_000:
        return content
    return bytes(fewest(list(content), lambda some: fails(bytes(some)), until))
