"""Findings: what a scan reports."""

from __future__ import annotations

from typing import ClassVar

from infracheck.engine.rules.own import own_rule
from infracheck.engine.rules.rule import KEPT_PREFIXES, Rule, Severity
from infracheck.model.base.fact import Note
from infracheck.model.base.violation import Resource, Violation
from infracheck.record import Record
from infracheck.source.text.problem import Problem
from infracheck.source.text.rendered import Origin, Rendering
from infracheck.source.text.span import Span


class Suppression(Record):
    """Why a finding is waived: the waiver's reason, and the place where it is written."""

    reason: str
    span: Span
    kind: str = "inSource"


class Finding:
    """What a policy found, or what is wrong with an input or a waiver."""

    __slots__ = (
        "fingerprint", "message", "origin", "own_remedy", "policy_id", "related", "rendered", "renderings", "resource",
        "rule", "severity", "sort_key", "span", "status", "suppression",
    )  # fmt: skip

    fixes: ClassVar[tuple[object, ...]] = ()
    """The edits that would fix it; none are known yet."""

    def __init__(
        self,
        policy_id: str,
        severity: Severity,
        message: str,
        span: Span,
        resource: Resource | None = None,
        related: tuple[Note, ...] = (),
        remedy: str = "",
        rule: Rule | None = None,
    ) -> None:
        self.policy_id = policy_id
        self.severity = severity
        self.message = message
        self.span = span
        self.rule = rule
        self.resource = resource
        self.related = related
        self.own_remedy = remedy
        self.fingerprint = ""
        # the order of every report: by place, then by policy
        self.sort_key = (span[0], span[1], span[2], policy_id, message)
        self.suppression: Suppression | None = None
        # of what was found in rendered text; the same place may be found in several
        self.origin: Origin | None = None
        self.rendered: Span | None = None
        self.renderings: tuple[Rendering, ...] = ()
        # of a scan that is compared with an earlier one: new, unchanged or fixed
        self.status = ""

    def __repr__(self) -> str:
        return f"<Finding {self.policy_id} {self.path}:{self.line}:{self.column}>"

    @property
    def remedy(self) -> str:
        """What to write instead: what was said with the finding, else what its policy says of all of them."""
        return self.own_remedy or ("" if self.rule is None else self.rule.remedy)

    @property
    def judged(self) -> Span:
        """The place of what was judged: in rendered text, where there is such, else the finding's own."""
        return self.rendered or self.span

    @property
    def path(self) -> str:
        """The file."""
        return self.span[0]

    @property
    def line(self) -> int:
        """The line that it starts on, from 1."""
        return self.span[1]

    @property
    def column(self) -> int:
        """The column that it starts at, from 1."""
        return self.span[2]

    @property
    def end_line(self) -> int:
        """The line that it ends on."""
        return self.span[3]

    @property
    def end_column(self) -> int:
        """The column after its last character."""
        return self.span[4]

    @property
    def is_input(self) -> bool:
        """Whether this is about an input or a waiver rather than a policy's: reported whatever is selected."""
        return self.policy_id.startswith(KEPT_PREFIXES)


def of_violation(rule: Rule, violation: Violation) -> Finding:
    """The finding that a violation of a policy's rule becomes."""
    message, span, resource, related, remedy = violation
    return Finding(rule.id, rule.severity, message, span, resource, related, remedy, rule)


def of_problem(problem: Problem, resource: Resource | None = None) -> Finding:
    """The finding that a problem of an input becomes."""
    severity = Severity.LOW if problem.is_minor else own_rule(problem.id, Severity.HIGH).severity
    return Finding(problem.id, severity, problem.message, problem.span, resource=resource, remedy=problem.remedy)


def identify(findings: list[Finding]) -> None:
    """Give sorted findings fingerprints that survive moved lines: by policy, object and message, not by line."""
    if not findings:
        return
    from hashlib import blake2b  # late: it loads OpenSSL, in 2 ms, and a scan without findings needs none

    def digest(text: str) -> str:
        return blake2b(text.encode(errors="surrogatepass"), digest_size=8).hexdigest()

    seen: dict[str, int] = {}
    # half of a fingerprint for what is judged, half for what is said of it: both are met time and again
    words: dict[tuple[str, str], str] = {}
    path: str | None = None
    resource: Resource | None = None
    place = ""
    for finding in findings:
        if finding.span[0] is not path or finding.resource is not resource:
            path, resource = finding.span[0], finding.resource
            place = digest("\0".join((path, *(part or "" for part in resource or ("", "", "")))))
        said = finding.policy_id, finding.message
        word = words.get(said)
        if word is None:
            word = words[said] = digest("\0".join(said))
        found = place + word
        nth = seen[found] = seen.get(found, -1) + 1
        finding.fingerprint = f"{digest(f'{found}{nth}')}{word}" if nth else found
