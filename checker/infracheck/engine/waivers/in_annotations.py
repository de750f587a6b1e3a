"""The waivers in the annotations of objects and of their pod templates, ours and those of peers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from infracheck.engine.waivers.objects import ObjectPlace, containers_of, places_of
from infracheck.engine.waivers.reach import Tree
from infracheck.engine.waivers.terms import EVERY_RULE
from infracheck.engine.waivers.waiver import ANNOTATION, Scope, Waiver
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document, Mapping, Scalar

OURS = "infracheck.io/ignore"
_IDS = r"[^\s:,;]+(?::[^\s:,;]+)?"
# an entry starts with policies behind which a colon, and a blank or the end, stands
_ENTRY = re.compile(rf"(?P<ids>{_IDS}(?:[ \t]*,[ \t]*{_IDS})*+)[ \t]*(?::(?:\s+(?P<reason>.*))?)?", re.DOTALL)

Mark: TypeAlias = tuple[str, str, str]
"""A tool, the id of one of its rules, a reason."""


def annotated(trees: Sequence[Tree], tools: frozenset[str]) -> Iterator[Waiver]:
    """The waivers in the annotations of all objects of a file."""
    for tree in trees:
        if isinstance(tree, Document):
            for place in places_of(tree):
                yield from _waivers_at(place, tools)


def _waivers_at(place: ObjectPlace, tools: frozenset[str]) -> Iterator[Waiver]:
    for key, value in place.annotations.entries():
        # the API server takes nothing but strings, and an object that it refuses has no annotations
        if not isinstance(value, Scalar) or value.kind != "str":
            continue
        span = _span_of(key, value, place.annotations)
        if key.text == OURS or key.text.startswith(OURS + "."):
            scopes = _scopes(place, key.text.removeprefix(OURS)[1:])
            for selectors, reason in _entries(value.text):
                yield Waiver(selectors, reason, span, scopes=scopes, form=ANNOTATION)
            continue
        for tool, rule, reason in _marks_of(key.text, value.text):
            if tool in tools:
                yield Waiver((rule,), reason, span, scopes=(place.scope,), form=ANNOTATION, tool=tool)


def _scopes(place: ObjectPlace, container: str) -> tuple[Scope, ...]:
    return containers_of(place, container) if container else (place.scope,)


def _span_of(key: Scalar, value: Scalar, around: Mapping) -> Span:
    # what is merged or aliased stands elsewhere, with its key
    return key.joined(value) if around.start <= key.start < around.end else key.span


def _entries(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """`policy: reason` entries apart by line or semicolon; a part that is no entry goes on with the reason before."""
    found: list[tuple[str, str]] = []
    for part in filter(None, (each.strip() for each in re.split(r"[;\n\r\x85\u2028\u2029]", text))):
        match = _ENTRY.fullmatch(part)
        if match is not None:
            found.append((match["ids"], match["reason"] or ""))
        elif found:
            found[-1] = (found[-1][0], f"{found[-1][1]}; {part}" if found[-1][1] else part)
        else:
            found.append(("", part))
    for ids, reason in found or [("", "")]:
        yield tuple(filter(None, (each.strip() for each in ids.split(",")))), reason.strip()


def _checkov(_: str, value: str) -> Iterator[Mark]:
    rule, _, reason = value.partition("=")
    yield "checkov", rule.strip(), reason.strip()


def _kube_linter(name: str, value: str) -> Iterator[Mark]:
    yield "kube-linter", name, value.strip()


def _kube_linter_all(_: str, value: str) -> Iterator[Mark]:
    yield "kube-linter", EVERY_RULE, value.strip()


def _kube_score(_: str, value: str) -> Iterator[Mark]:
    for rule in filter(None, (each.strip() for each in value.split(","))):
        yield "kube-score", rule, ""


def _polaris(name: str, value: str) -> Iterator[Mark]:
    if value.lower() == "true":
        yield "polaris", name.removesuffix("-exempt") if name != "exempt" else EVERY_RULE, ""


def _kubescape(_: str, value: str) -> Iterator[Mark]:
    # what its exception `kubescape-ignore` took for a yes, as long as regolibrary had it (pull request 582)
    if value.strip().lower() in ("true", "yes", "1", "enable", "enabled"):
        yield "kubescape", EVERY_RULE, ""


_PEERS: tuple[tuple[re.Pattern[str], Callable[[str, str], Iterator[Mark]]], ...] = (
    (re.compile(r"(?:checkov|bridgecrew)\.io/skip(.*)"), _checkov),
    (re.compile(r"ignore-check\.kube-linter\.io/(.+)"), _kube_linter),
    (re.compile(r"kube-linter\.io/(ignore-all)"), _kube_linter_all),
    (re.compile(r"kube-score/(ignore)"), _kube_score),
    (re.compile(r"kubescape\.io/(ignore)"), _kubescape),
    (re.compile(r"polaris\.fairwinds\.com/(.+-exempt|exempt)"), _polaris),
)


def _marks_of(key: str, value: str) -> Iterator[Mark]:
    for pattern, read in _PEERS:
        match = pattern.fullmatch(key)
        if match is not None:
            yield from read(match[1], value)
