"""Findings as SARIF results, each written as JSON by itself: as objects, many would take more memory than the scan."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from json.encoder import encode_basestring_ascii as quoted

from infracheck.engine.finding import Finding, Suppression
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.violation import Resource
from infracheck.report.escape import plain, sarif_text
from infracheck.report.formats.sarif.rules import LEVELS, sentence
from infracheck.report.places import uri
from infracheck.report.renderings import origin_of
from infracheck.report.report import capitalised
from infracheck.report.shown.harmless_hash import harmless_hashes
from infracheck.source.text.span import Source, Span


def results_of(
    findings: Iterable[Finding], rule_places: Mapping[str, int], sources: Mapping[str, Source]
) -> Iterator[str]:
    """The result of each finding, in their order: by file, so that one file's hashes are known at a time.

    `rule_places` says which rule of the run an id is.
    """
    texts = _Texts(rule_places)
    for path, group in groupby(findings, key=lambda finding: finding.span[0]):
        alike = list(group)
        hashes = hashes_of(sources.get(path), alike)
        for finding in alike:
            yield texts.result(finding, hashes.get(finding.span[1]))


def hashes_of(source: Source | None, findings: Iterable[Finding]) -> Mapping[int, str]:
    """GitHub's hash of each line of one file that a finding starts on, where it could tell no secret."""
    return {} if source is None else harmless_hashes(source, {finding.span[1] for finding in findings})


def message_of(finding: Finding) -> str:
    """What was found, as the first sentence, since GitHub shows no more where space is short; then its own remedy.

    What a policy says of all its findings stands in the help of its rule.
    """
    text = message_text(finding.message)
    return f"{text} {message_text(finding.own_remedy)}" if finding.own_remedy else text


def message_text(text: str) -> str:
    """A text as SARIF's messages show it: one harmless line, a sentence."""
    return sentence(capitalised(sarif_text(text)))


def region_of(span: Span) -> tuple[int, int, int, int]:
    """First line and column, last line and column; a place without width is widened.

    Such a place shows nothing, and the multitool refuses it.
    """
    _, line, column, end_line, end_column, _, _ = span
    if end_line < line or (end_line == line and end_column <= column):
        return line, column, line, column + 1
    return line, column, end_line, end_column


_STATES = {
    "": "",
    "new": ',"baselineState":"new"',
    "unchanged": ',"baselineState":"unchanged"',
    "fixed": ',"baselineState":"absent"',
}


class _Texts:
    """Writes results; what many of them share, such as a file's URI, is encoded once."""

    __slots__ = ("_artifacts", "_heads", "_remedies", "_resource", "_resource_text", "_rule_places")

    def __init__(self, rule_places: Mapping[str, int]) -> None:
        self._rule_places = rule_places
        self._heads: dict[tuple[str, Severity], str] = {}
        self._artifacts: dict[str, str] = {}
        self._remedies: dict[str, str] = {}
        self._resource: Resource | None = None
        self._resource_text = ""

    def result(self, finding: Finding, line_hash: str | None) -> str:
        """One result, its properties in the order that `log` would write them in."""
        head = self._heads.get((finding.policy_id, finding.severity)) or self._head(finding)
        message = quoted(message_of(finding))
        place = self._physical(finding.span)
        flow = related = suppressions = ""
        if finding.related:
            notes = [(quoted(message_text(note.message)), self._physical(note.span)) for note in finding.related]
            flow = _flow([*notes, (quoted(message_text(finding.message)), place)])
            related = _related(notes)
        if finding.suppression is not None:
            suppressions = self._suppressions(finding.suppression)
        hashed = "" if line_hash is None else f',"primaryLocationLineHash":"{line_hash}"'
        return (
            f'{head}{{"text":{message}}}{flow},"locations":[{{{place}}}]'
            f',"partialFingerprints":{{"infracheck/v1":"{finding.fingerprint}"{hashed}}}'
            f"{self._properties(finding)}{related}{suppressions}{_STATES[finding.status]}}}"
        )

    def _head(self, finding: Finding) -> str:
        rule, level = finding.policy_id, LEVELS[finding.severity]
        head = self._heads[rule, finding.severity] = (
            f'{{"ruleId":{quoted(rule)},"ruleIndex":{self._rule_places[rule]},"level":"{level}","kind":"fail","message":'
        )
        return head

    def _physical(self, span: Span) -> str:
        artifact = self._artifacts.get(span[0])
        if artifact is None:
            artifact = self._artifacts[span[0]] = (
                f'"physicalLocation":{{"artifactLocation":{{"uri":{quoted(uri(span[0]))}}},"region":'
            )
        line, column, end_line, end_column = region_of(span)
        return (
            f'{artifact}{{"endColumn":{end_column},"endLine":{end_line},"startColumn":{column},"startLine":{line}}}}}'
        )

    def _properties(self, finding: Finding) -> str:
        resource = finding.resource
        # findings come by file and object
        if resource is not self._resource:
            self._resource = resource
            self._resource_text = "" if resource is None else _resource(resource)
        origin = _origin(finding) if finding.renderings else ""
        known = ",".join(filter(None, (self._resource_text, origin, self._remedy(finding))))
        return f',"properties":{{{known}}}' if known else ""

    def _remedy(self, finding: Finding) -> str:
        if finding.own_remedy:
            return _remedy(finding.own_remedy)
        if finding.policy_id not in self._remedies:
            self._remedies[finding.policy_id] = _remedy(finding.remedy)
        return self._remedies[finding.policy_id]

    def _suppressions(self, suppression: Suppression) -> str:
        kind, reason = quoted(suppression.kind), quoted(plain(suppression.reason))
        place = self._physical(suppression.span)
        return f',"suppressions":[{{"kind":{kind},"justification":{reason},"location":{{{place}}}}}]'


def _flow(steps: Iterable[tuple[str, str]]) -> str:
    """The chain as the steps of one flow: from what comes first to the place where one would fix it."""
    locations = ",".join(
        f'{{"importance":"important","location":{{"message":{{"text":{message}}},{place}}}}}'
        for message, place in steps
    )
    return f',"codeFlows":[{{"threadFlows":[{{"locations":[{locations}]}}]}}]'


def _related(notes: Iterable[tuple[str, str]]) -> str:
    locations = ",".join(
        f'{{"id":{number},"message":{{"text":{message}}},{place}}}' for number, (message, place) in enumerate(notes, 1)
    )
    return f',"relatedLocations":[{locations}]'


def _resource(resource: Resource) -> str:
    named = (("kind", resource.kind), ("namespace", resource.namespace), ("name", resource.name))
    known = ",".join(f'"{key}":{quoted(plain(value))}' for key, value in named if value is not None)
    return f'"resource":{{{known}}}'


def _origin(finding: Finding) -> str:
    return f'"origin":{_encode(origin_of(finding))}'


_encode = json.JSONEncoder(separators=(",", ":")).encode


def _remedy(remedy: str) -> str:
    return f'"remedy":{quoted(plain(remedy))}' if remedy else ""
