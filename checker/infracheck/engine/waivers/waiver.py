"""What a waiver says, wherever it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from infracheck.model.base.violation import Resource
from infracheck.record import Record
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.engine.finding import Finding
    from infracheck.engine.rules.rule import Rule

COMMENT = "comment"
ANNOTATION = "annotation"
CONFIG = "config"


class Scope(Record):
    """A stretch of a file, and the names of the object that findings in it are about; without names, of any object."""

    start: int
    end: int
    resources: frozenset[Resource] = frozenset()


class Waiver(Record):
    """One waiver: the selectors it names, its reason, its place, and what it speaks of.

    A comment speaks of a line, 0 where it cannot; one that `is_above` stands on a line of its own, in front of what it
    speaks of. What has `scopes` speaks of these instead. `tool` is the peer whose mark it is, empty for our own.
    """

    selectors: tuple[str, ...]
    reason: str
    span: Span
    line: int = 0
    is_above: bool = False
    scopes: tuple[Scope, ...] | None = None
    form: str = COMMENT
    tool: str = ""
    owner: str = ""
    until: str = ""
    ticket: str = ""

    @property
    def said_reason(self) -> str:
        """Its reason; of a peer's mark without one, which needs none, whose mark it is."""
        return self.reason or (f"marked for {self.tool}, without a reason" if self.tool else "")


Said: TypeAlias = tuple[str, tuple[str, ...], str]
"""What tells one waiver from others, wherever it stands: its file, its selectors, its reason."""


class Met(Record):
    """The waivers that were met in rendered text, and the files whose objects are judged there alone."""

    said: frozenset[Said]
    files: frozenset[str]

    def holds(self, waiver: Waiver) -> bool:
        """Whether a waiver of a file was met, or could only have been, in what is rendered from it."""
        path = waiver.span.path
        if waiver.form == ANNOTATION and path in self.files:
            return True
        return (path, waiver.selectors, waiver.reason) in self.said


class Stated(Record):
    """A waiver with its state in a scan, in words, and the findings that it takes out."""

    waiver: Waiver
    state: str
    hidden: tuple[Finding, ...] = ()


IN_USE = "in use"
UNUSED = "unused"
AMBIGUOUS = "ambiguous"
EXPIRED = "expired"
NO_REASON = "no reason"
NO_POLICY = "no such policy"
PROTECTED = "protected"
NOT_RUN = "policy not run"


def waiver_of(rule: Rule, reason: str = "reason") -> tuple[str, str]:
    """How a finding of a policy is waived: the mark, and where it stands."""
    mark = f"# infracheck: ignore[{rule.id}] {reason}"
    if rule.language == "dockerfile":
        return mark, "alone on the line above"
    return mark, "at the end of the line or on the line above"
