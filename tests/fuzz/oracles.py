"""What must hold of every run, whatever the input was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any
from xml.etree import ElementTree

from tests.fuzz.case import Case, Failure
from tests.fuzz.run import Outcome
from tests.fuzz.secrets import forms

from infracheck.report.escape import plain
from infracheck.report.formats import catalogue
from infracheck.source.files.input_file import DOCKERFILE, YAML, InputFile, kind_of
from infracheck.source.files.load import decode

SLOW = 2.0
"""No case may take longer than these seconds of the processor."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def failures(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> list[Failure]:
    """Everything that is wrong with the runs of some cases; a failure without cases may be of any of them."""
    found = list(chain.from_iterable(_of_run(cases, outcome) for outcome in outcomes))
    if len(outcomes) > 1 and outcomes[0].written != outcomes[1].written:
        differ = sorted(
            name for name in outcomes[0].written if outcomes[0].written[name] != outcomes[1].written.get(name)
        )
        found.append(Failure("not deterministic", ", ".join(differ)))
    return found


def _of_run(cases: Sequence[Case], outcome: Outcome) -> Iterator[Failure]:
    if outcome.timed_out:
        yield Failure("slow", outcome.where)
        return
    errors = outcome.written["stderr"].decode("utf-8", "replace")
    if "internal error" in errors:
        lines = errors.splitlines()
        yield Failure("crash", " at ".join((re.sub(r".*aborted: (\w+)\..*", r"\1", lines[0]), _last_step(lines))))
    elif outcome.status not in (0, 1, 2, 3):
        yield Failure("exit", str(outcome.status))
    elif outcome.status == 2 and not (len(cases) == 1 and cases[0].alone and errors.startswith("infracheck: ")):
        yield Failure("exit", "2 without cause")
    elif outcome.status == 3 and "out.json" not in outcome.written and "out.inventory-json" not in outcome.written:
        yield Failure("exit", f"3: {errors[:80]}")
    yield from _leaks(cases, outcome)
    yield from _controls(outcome)
    if "internal error" in errors:
        return  # what it wrote is cut short
    try:
        read = {name: json.loads(text) for name, text in outcome.written.items() if name.endswith(("json", "sarif"))}
    except ValueError:
        yield Failure("not JSON", "")
        return
    for form in (each.name for each in catalogue.SCAN.values() if each.media == "application/xml"):
        if f"out.{form}" in outcome.written:
            try:
                ElementTree.fromstring(outcome.written[f"out.{form}"])
            except ElementTree.ParseError:
                yield Failure("not XML", form)
    if "out.json" in read:
        yield from _of_report(cases, read["out.json"], outcome)
    if "out.inventory-json" in read:
        for fault in read["out.inventory-json"]["inputs"]["faults"]:
            yield Failure("inventory fault", fault["message"], numbers_of(cases, fault["path"]))


def _last_step(lines: Sequence[str]) -> str:
    ours = [line for line in lines if "/infracheck" in line]
    return ours[-1].split("/")[-1] if ours else lines[-1]


def _leaks(cases: Sequence[Case], outcome: Outcome) -> Iterator[Failure]:
    everything = b"\n".join(outcome.written.values())
    for number, case in enumerate(cases):
        for secret in case.secrets:
            for form in forms(secret):
                if form.encode() in everything:
                    where = sorted(name for name, text in outcome.written.items() if form.encode() in text)
                    yield Failure("leak", ", ".join(where), [number])


def _controls(outcome: Outcome) -> Iterator[Failure]:
    for name, written in outcome.written.items():
        try:
            match = _CONTROL.search(written.decode("utf-8"))
        except UnicodeDecodeError:
            yield Failure("not UTF-8", name)
            continue
        if match is not None:
            yield Failure("control character", f"{ord(match[0]):#x} in {name}")


def _of_report(cases: Sequence[Case], report: dict[str, Any], outcome: Outcome) -> Iterator[Failure]:
    if report["faults"] and outcome.status != 3:
        yield Failure("exit", f"{outcome.status} with faults")
    for fault in report["faults"]:
        who = fault["policy"] or f"infracheck, {fault['stage']}"
        yield Failure("fault", f"{who}: {fault['error']}", numbers_of(cases, fault["path"]))
    lengths: dict[str, list[int]] = {}
    for finding in report["findings"]:
        for place in (finding, *finding["related"]):
            path = place["path"]
            if path not in lengths:
                lengths[path] = _lengths(cases, path)
            wrong = _misplaced(place, lengths[path])
            if wrong:
                yield Failure("place", f"{finding['policy']}: {wrong}", numbers_of(cases, path))


def _misplaced(place: dict[str, Any], lengths: list[int]) -> str:
    start, end = (place["line"], place["column"]), (place["end_line"], place["end_column"])
    if not lengths:
        return "a file that is no input"
    if end < start:
        return "ends before it starts"
    for line, column in (start, end):
        if not 1 <= line <= len(lengths):
            return "a line that is not there"
        if not 1 <= column <= lengths[line - 1] + 1:
            return "a column that is not there"
    return ""


def _lengths(cases: Sequence[Case], path: str) -> list[int]:
    """How long each line of an input is; nothing where the path is none."""
    if path == "-" and cases[0].stdin is not None:
        return _lines(cases[0].stdin, path)
    if cases[0].alone:
        files = cases[0].files
        return next((_lines(content, name) for name, content in files.items() if plain(name) == path), [])
    number, _, name = path.partition("/")
    files = cases[int(number)].files if number.isdigit() and int(number) < len(cases) else {}
    return next((_lines(content, each) for each, content in files.items() if plain(each) == name), [])


def _lines(content: bytes, name: str) -> list[int]:
    if kind_of(name.rpartition("/")[2]) == DOCKERFILE:
        return list(map(len, content.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")))
    text = decode(InputFile(name, YAML), content)
    if isinstance(text, str):
        return list(map(len, text.split("\n")))
    # the place is given in bytes where they are no characters
    return [max(len(line), len(line.encode()) + 4) for line in content.decode("latin-1").split("\n")]


def numbers_of(cases: Sequence[Case], path: str) -> list[int]:
    """The case that a path belongs to."""
    number = path.partition("/")[0]
    if cases[0].alone:
        return [0]
    return [int(number)] if number.isdigit() and int(number) < len(cases) else []
