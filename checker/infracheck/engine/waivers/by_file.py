"""Waivers applied file by file, so that a file whose waivers crash keeps its findings and spoils no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.finding import Finding
from infracheck.engine.waivers.apply import Meaning, apply_waivers
from infracheck.engine.waivers.reach import Tree
from infracheck.source.text.fault import Fault, guarded
from infracheck.source.text.span import Span


def waive(
    findings: Sequence[Finding],
    marked: Mapping[str, Sequence[Tree]],
    catalogue: Catalogue,
    asked_in: Callable[[str], Sequence[Policy]],
) -> tuple[list[Finding], list[Finding], list[Fault]]:
    """Part findings into those that count and those that a waiver takes out; `marked` are the files with waivers.

    `asked_in` says which policies were asked about a file.
    """
    kept = [each for each in findings if each.path not in marked]
    waived: list[Finding] = []
    faults: list[Fault] = []
    in_file: dict[str, list[Finding]] = {path: [] for path in sorted(marked)}
    for each in findings:
        if each.path in in_file:
            in_file[each.path].append(each)

    # worked out once: every selector of every policy takes longer than a file
    meaning = Meaning(catalogue)

    def parted(path: str) -> Iterator[tuple[list[Finding], list[Finding]]]:
        yield apply_waivers(in_file[path], {path: marked[path]}, meaning, asked_in(path))

    for path, found in in_file.items():
        for outcome in guarded(parted, path, "waivers", _start_of):
            if isinstance(outcome, Fault):
                faults.append(outcome)
                kept += map(_unwaived, found)
            else:
                kept += outcome[0]
                waived += outcome[1]
    return sorted(kept, key=attrgetter("sort_key")), waived, faults


def _unwaived(finding: Finding) -> Finding:
    finding.suppression = None
    return finding


def _start_of(path: str) -> Span:
    return Span(path, 1, 1, 1, 1)
