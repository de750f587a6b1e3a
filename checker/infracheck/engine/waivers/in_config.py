"""The waivers that a config lists: each for policies, and for what of the scan its patterns match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from infracheck.engine.catalogue import ALL, RECOMMENDED, Catalogue
from infracheck.engine.waivers.waiver import CONFIG, Waiver
from infracheck.errors import ConfigError, UnknownPolicyError
from infracheck.record import Record
from infracheck.source.text.problem import IDS
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.source.text.span import Span

_WILD = frozenset("*?[")
_PATTERNS = ("kind", "namespace", "name", "container")


class NamePattern(Record):
    """A pattern of a shell's kind; one without a wildcard is the text itself."""

    text: str
    is_literal: bool

    def matches(self, text: str) -> bool:
        """Whether it matches all of a text."""
        return text == self.text if self.is_literal else fnmatchcase(text, self.text)


class ConfigWaiver(Record):
    """An entry of the config: the waiver, the ids that it is for, and its patterns; one that is not given is None."""

    waiver: Waiver
    ids: frozenset[str]
    paths: tuple[NamePattern, ...]
    kind: NamePattern | None
    namespace: NamePattern | None
    name: NamePattern | None
    container: NamePattern | None


def listed_waivers(entries: Node | None, catalogue: Catalogue) -> Iterator[ConfigWaiver]:
    """The entries of `waivers`; raises `ConfigError` for one that names no policy, no reason or no such day."""
    for entry in entries.items if isinstance(entries, Sequence) else ():
        assert isinstance(entry, Mapping)
        yield _read(entry, catalogue)


def _read(entry: Mapping, catalogue: Catalogue) -> ConfigWaiver:
    selectors = _scalars(entry.values["policies"])
    ids = frozenset(policy_id for each in selectors for policy_id in _meant(each, catalogue))
    texts = {key: _text(entry, key) for key in ("reason", "owner", "until", "ticket")}
    if not texts["reason"]:
        raise _wrong(entry.key("reason").span, "a waiver must have a reason", "Write why the finding is accepted.")
    if texts["until"] and not _is_day(texts["until"]):
        raise _wrong(entry.values["until"].span, "must be a date", "Write it as YEAR-MONTH-DAY, such as 2026-12-31.")
    waiver = Waiver(
        tuple(each.text for each in selectors), texts["reason"], entry.span, scopes=(), form=CONFIG,
        owner=texts["owner"], until=texts["until"], ticket=texts["ticket"],
    )  # fmt: skip
    paths = tuple(_pattern(each.text) for each in _scalars(entry.get("paths")))
    kind, namespace, name, container = (_pattern(text) if (text := _text(entry, key)) else None for key in _PATTERNS)
    return ConfigWaiver(waiver, ids, paths, kind, namespace, name, container)


def _meant(selector: Scalar, catalogue: Catalogue) -> Iterator[str]:
    if selector.text in IDS:
        yield selector.text
        return
    if selector.text in (ALL, RECOMMENDED):
        what = "a waiver for every policy would switch off the check"
        raise _wrong(selector.span, what, "List the policies, or leave the files out with `.infracheckignore`.")
    try:
        yield from (policy.id for policy in catalogue.matching(selector.text))
    except UnknownPolicyError as error:
        raise _wrong(selector.span, error.what, error.remedy) from None


def _pattern(text: str) -> NamePattern:
    return NamePattern(text, _WILD.isdisjoint(text))


def _text(entry: Mapping, key: str) -> str:
    value = entry.get(key)
    return value.text.strip() if isinstance(value, Scalar) else ""


def _scalars(node: Node | None) -> list[Scalar]:
    return [each for each in node.items if isinstance(each, Scalar)] if isinstance(node, Sequence) else []


def _is_day(text: str) -> bool:
    # `fromisoformat` takes 20261231 and 2026-W53 from Python 3.11 on; days are compared as texts
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _wrong(span: Span, what: str, remedy: str) -> ConfigError:
    return ConfigError(what, where=f"{span.path}:{span.line}:{span.column}", remedy=remedy)
