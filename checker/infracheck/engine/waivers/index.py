"""The waivers of one file by what they speak of, so that each finding finds its own."""

from __future__ import annotations

from collections.abc import Mapping

from infracheck.engine.finding import Finding
from infracheck.engine.waivers.nested import Nested, Stretch
from infracheck.engine.waivers.reach import Reach
from infracheck.engine.waivers.waiver import Scope, Waiver
from infracheck.model.base.violation import Resource


class Index:
    """The waivers that can hold by line, by object and by stretch; of several alike, the first counts."""

    __slots__ = ("_above", "_anywhere", "_file", "_lines", "_nested", "_scoped")

    def __init__(self, meant: Mapping[Waiver, frozenset[str]], file: Reach) -> None:
        self._file = file
        self._lines: dict[tuple[int, str], Waiver] = {}
        self._above: dict[tuple[int, str], Waiver] = {}
        self._scoped: dict[tuple[Stretch, str, Resource | None], Waiver] = {}
        for waiver, ids in meant.items():
            for each in ids:
                self._add(waiver, each)
        self._nested = Nested(stretch for stretch, _, _ in self._scoped)

    def _add(self, waiver: Waiver, policy_id: str) -> None:
        for scope in waiver.scopes or ():
            for resource in scope.resources or (None,):
                self._scoped.setdefault(((scope.start, scope.end), policy_id, resource), waiver)
        if waiver.scopes is None:
            self._lines.setdefault((waiver.line, policy_id), waiver)
            if waiver.is_above:
                self._above.setdefault((waiver.line, policy_id), waiver)

    def find(self, finding: Finding) -> Waiver | None:
        """The waiver that speaks of a finding: one at its line before one of what is round it.

        One at the name of an object is waived on the object's first line, too, where one speaks of all of it, and one
        anywhere in an instruction above that.
        """
        policy_id = finding.policy_id
        if self._lines:
            for line in self._file.lines_of(finding):
                if (line, policy_id) in self._lines:
                    return self._lines[line, policy_id]
            found = self._above.get((self._file.first_line_of_instruction(finding), policy_id))
            if found is not None:
                return found
        for stretch in self._nested.around(finding.span.start):
            for resource in (finding.resource, None):
                if (stretch, policy_id, resource) in self._scoped:
                    return self._scoped[stretch, policy_id, resource]
        return None


def whole(file: Reach) -> tuple[Scope]:
    """The scope of a waiver that speaks of all of a file."""
    return (Scope(0, len(file.source.text) + 1),)
