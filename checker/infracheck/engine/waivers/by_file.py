"""Waivers applied file by file, so that a file whose waivers crash keeps its findings and spoils no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from infracheck.engine.finding import Finding
from infracheck.engine.waivers.apply import Waived, apply_waivers
from infracheck.engine.waivers.reach import Tree
from infracheck.engine.waivers.terms import Terms
from infracheck.engine.waivers.waiver import Met, Stated
from infracheck.source.text.fault import Fault, guarded
from infracheck.source.text.span import Span


def waive(
    findings: Sequence[Finding],
    marked: Mapping[str, Sequence[Tree]],
    terms: Terms,
    met: Met | None = None,
) -> tuple[list[Finding], list[Finding], list[Fault], list[Stated]]:
    """Part findings into those that count and those that a waiver takes out; `marked` are the files with waivers.

    Where text was rendered from these files, `met` are the waivers that were met there.
    """
    kept = [each for each in findings if each.path not in marked]
    waived: list[Finding] = []
    faults: list[Fault] = []
    stated: list[Stated] = []
    in_file: dict[str, list[Finding]] = {path: [] for path in sorted(marked)}
    for each in findings:
        if each.path in in_file:
            in_file[each.path].append(each)

    def parted(path: str) -> Iterator[Waived]:
        yield apply_waivers(in_file[path], marked[path], terms.at(path), met)

    for path, found in in_file.items():
        for outcome in guarded(parted, path, "waivers", _start_of):
            if isinstance(outcome, Fault):
                faults.append(outcome)
                kept += map(_unwaived, found)
            else:
                kept += outcome.counted
                waived += outcome.waived
                stated += outcome.stated
    return sorted(kept, key=attrgetter("sort_key")), waived, faults, stated


def _unwaived(finding: Finding) -> Finding:
    finding.suppression = None
    return finding


def _start_of(path: str) -> Span:
    return Span(path, 1, 1, 1, 1)
