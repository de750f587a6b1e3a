"""Inline waivers: comments that take a finding out of the count, with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.declare import Policy, Severity
from infracheck.engine.finding import WAIVER_MARK, Finding, Suppression
from infracheck.errors import UnknownPolicyError
from infracheck.record import Record
from infracheck.source.span import Source, Span
from infracheck.source.tree import Document, Node, Scalar
from infracheck.source.tree import Mapping as MappingNode

_MARK = re.compile(r"#[ \t]*infracheck:[ \t]*ignore(?:\[(?P<ids>[^\]\n]*)\])?(?P<reason>[^\n]*)")

if TYPE_CHECKING:
    from infracheck.engine.waivers_dockerfile import DockerfileMarks
    from infracheck.source.dockerfile_tree import DockerfileTree

Tree: TypeAlias = "Document | DockerfileTree"


class Waiver(Record):
    """One mark: the selectors it names, its reason, its place, and the line that it speaks of, 0 where it cannot."""

    selectors: tuple[str, ...]
    reason: str
    span: Span
    line: int


def waiver_of(policy: Policy, reason: str = "reason") -> tuple[str, str, str]:
    """How a finding of a policy is waived: the mark, where it stands, and the language of the file."""
    mark = f"# infracheck: ignore[{policy.id}] {reason}"
    if policy.subject.__module__.startswith("infracheck.model.image"):
        return mark, "alone on the line above", "dockerfile"
    return mark, "at the end of the line or on the line above", "yaml"


def apply_waivers(
    findings: Sequence[Finding], trees: Mapping[str, Sequence[Tree]], catalogue: Catalogue, asked: Sequence[Policy]
) -> tuple[list[Finding], list[Finding]]:
    """Part findings into those that count and those that a waiver takes out; waivers at fault are findings too."""
    waivers = [waiver for path in sorted(trees) for waiver in waivers_of(trees[path])]
    if not waivers:
        return list(findings), []
    by_line: dict[tuple[str, int], list[Waiver]] = {}
    complaints: list[Finding] = []
    meant: dict[Waiver, set[str]] = {}
    for waiver in waivers:
        complaint = _complaint(waiver, catalogue, meant)
        if complaint is not None:
            complaints.append(complaint)
        else:
            by_line.setdefault((waiver.span.path, waiver.line), []).append(waiver)
    kept, waived, used = [], [], set()
    for finding in findings:
        for waiver in by_line.get((finding.path, finding.line), ()):
            if finding.policy_id in meant[waiver]:
                finding.suppression = Suppression(waiver.reason, waiver.span)
                waived.append(finding)
                used.add(waiver)
                break
        else:
            kept.append(finding)
    asked_ids = {each.id for each in asked}
    for waiver, ids in meant.items():
        # of a policy that was not asked nobody can say whether its waiver is needed
        if waiver not in used and ids & asked_ids:
            message = "a waiver that nothing matches: the finding is gone, or stands on another line"
            complaints.append(Finding("waiver-unused", Severity.LOW, message, waiver.span, remedy="Remove it."))
    return sorted((*kept, *_merged(complaints)), key=lambda each: each.sort_key), waived


def waivers_of(trees: Sequence[Tree]) -> Iterator[Waiver]:
    """The marks in the comments of one file; a mark inside a string is text."""
    if not trees or WAIVER_MARK not in trees[0].source.text:
        return
    source = trees[0].source
    texts = _marks_of(trees)
    targets = _targets(source)
    for match in _MARK.finditer(source.text):
        is_comment = texts.is_comment(match.start())
        if not is_comment and not texts.is_idle(match.start()):
            continue
        line = source.line_of(match.start())
        ids = match["ids"]
        selectors = tuple(filter(None, (each.strip() for each in ids.split(",")))) if ids else ()
        yield Waiver(
            selectors,
            match["reason"].strip(" \t-:\r"),
            source.span(match.start(), match.end()),
            targets.get(line, line) if is_comment else 0,
        )


def _marks_of(trees: Sequence[Tree]) -> _Texts | DockerfileMarks:
    tree = trees[0]
    if isinstance(tree, Document):
        return _Texts(trees)
    # late: most files with a waiver are YAML
    from infracheck.engine.waivers_dockerfile import DockerfileMarks

    return DockerfileMarks(tree)


def _targets(source: Source) -> dict[int, int]:
    """For each line that is a comment alone, the line that its marks speak of: the next one with content."""
    lines = source.text.split("\n")
    targets: dict[int, int] = {}
    below = len(lines)
    for number in range(len(lines), 0, -1):
        text = lines[number - 1].lstrip()
        if text.startswith("#"):
            targets[number] = below
        elif text.rstrip():
            below = number
    return targets


class _Texts:
    """Where the scalars of a file stand: a number sign in one of them starts no comment."""

    __slots__ = ("_source", "_spans")

    def __init__(self, trees: Sequence[Tree]) -> None:
        self._source = trees[0].source
        self._spans: list[tuple[int, int]] = []
        for tree in trees:
            if isinstance(tree, Document):
                self._spans.extend(_scalar_spans(tree.root))
        self._spans.sort()

    def is_idle(self, _: int) -> bool:
        # in YAML what is no comment is text
        return False

    def is_comment(self, offset: int) -> bool:
        if offset > 0 and self._source.text[offset - 1] not in " \t\n\r\ufeff":
            return False
        from bisect import bisect_right

        index = bisect_right(self._spans, (offset, offset)) - 1
        # scalars do not overlap, but an empty one may share its start with the next
        return not any(start <= offset < end for start, end in self._spans[max(0, index - 1) : index + 1])


def _scalar_spans(root: Node) -> Iterator[tuple[int, int]]:
    pending: list[Node] = [root]
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            yield node.start, node.end
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, MappingNode):
                for key, value in node.entries():
                    pending += (key, value)
            else:
                pending.extend(node.items)


def _complaint(waiver: Waiver, catalogue: Catalogue, meant: dict[Waiver, set[str]]) -> Finding | None:
    if not waiver.line:
        message = "a waiver at the end of an instruction waives nothing: in a Dockerfile a comment has its own line"
        remedy = "Move it to a line of its own, above the instruction."
        return Finding("waiver-unused", Severity.LOW, message, waiver.span, remedy=remedy)
    if not waiver.selectors:
        message = "a waiver that names no policy: write infracheck: ignore[policy-id] and a reason"
        return Finding("waiver-policy", Severity.MEDIUM, message, waiver.span, remedy="Name the policy.")
    if not waiver.reason:
        message = "a waiver without a reason waives nothing"
        return Finding("waiver-reason", Severity.MEDIUM, message, waiver.span, remedy="Say why, behind the bracket.")
    ids: set[str] = set()
    for selector in waiver.selectors:
        if selector.startswith("input-"):
            ids.add(selector)
            continue
        try:
            ids.update(each.id for each in catalogue.matching(selector))
        except UnknownPolicyError as error:
            message = "a waiver that names no known policy"
            return Finding("waiver-policy", Severity.MEDIUM, message, waiver.span, remedy=error.remedy)
    meant[waiver] = ids
    return None


def _merged(complaints: Sequence[Finding]) -> Iterator[Finding]:
    """Of many alike in one file the first speaks for all."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for each in complaints:
        groups.setdefault((each.policy_id, each.path, each.message), []).append(each)
    for group in groups.values():
        if len(group) > 20:
            group[0].message += f" (and {len(group) - 1} more in this file)"
            del group[1:]
        yield from group
