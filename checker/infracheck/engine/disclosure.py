"""Takes secrets out of what policies say: one gate for all words of a finding, whoever wrote the policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from infracheck.engine.finding import Finding
from infracheck.knowledge.words.showable import shown_name
from infracheck.knowledge.words.showable_text import SIGNS, masked
from infracheck.model.base.fact import Note
from infracheck.model.base.violation import Resource
from infracheck.model.facts.secrets.known import hidden_texts
from infracheck.model.graph.model import Model
from infracheck.source.text.fault import Fault

_RUN = re.compile(r"\w+")


def disclosed(found: Sequence[Finding | Fault], models: Iterable[Model]) -> list[Finding | Fault]:
    """The findings as they may be reported; nearly all are as they were."""
    findings = [each for each in found if type(each) is Finding]
    texts = {each.message for each in findings}
    texts.update(note.message for each in findings if each.related for note in each.related)
    texts.update(each.own_remedy for each in findings if each.own_remedy)
    said = Said(texts, models)
    resources = _resources(findings)
    if not said.changes and not resources:
        return list(found)
    return [_disclosed(each, said, resources) if type(each) is Finding else each for each in found]


def _disclosed(finding: Finding, said: Said, resources: dict[Resource, Resource]) -> Finding:
    message = said.of(finding.message)
    remedy = said.of(finding.own_remedy)
    related = tuple(Note(said.of(note.message), note.span) for note in finding.related)
    resource = finding.resource
    if resource is not None and resources:
        resource = resources.get(resource, resource)
    if (message, related, remedy) == (finding.message, finding.related, finding.own_remedy) and (
        resource is finding.resource
    ):
        return finding
    return Finding(finding.policy_id, finding.severity, message, finding.span, resource, related, remedy, finding.rule)


def _resources(findings: Iterable[Finding]) -> dict[Resource, Resource]:
    """The objects whose names cannot be names, with what is said of them; a Dockerfile is named by its path."""
    # an object is one resource, however many findings are about it
    unique = {id(each.resource): each.resource for each in findings if each.resource is not None}
    found: dict[Resource, Resource] = {}
    for resource in unique.values():
        kind, namespace, name = resource
        if kind != "Dockerfile":
            shown = (shown_name(kind), None if namespace is None else shown_name(namespace), shown_name(name))
            if shown != resource:
                found[resource] = Resource(*shown)
    return found


class Said:
    """Texts about a scan, and what is said in place of those that hold a secret."""

    __slots__ = ("changes",)

    def __init__(self, texts: Iterable[str], models: Iterable[Model]) -> None:
        self.changes: dict[str, str] = {}
        kept = list(texts)
        joined = "\n".join(kept)
        for text, word, shown in _known(kept, joined, models):
            self.changes[text] = word.sub(shown.replace("\\", r"\\"), self.changes.get(text, text))
        signs = [sign for sign in SIGNS if sign in joined]
        for text in kept if signs else ():
            if any(sign in text for sign in signs):
                self.changes[text] = masked(self.changes.get(text, text))
        self.changes = {text: changed for text, changed in self.changes.items() if changed != text}

    def of(self, text: str) -> str:
        """What is said for a text."""
        return self.changes.get(text, text)


def _known(texts: list[str], joined: str, models: Iterable[Model]) -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Each text that holds a value of the scan that must not be told, with the pattern of the value."""
    # messages are made of few words, and none of them runs across a space: each is looked at once
    words = set(joined.split())
    said = set(_RUN.findall(" ".join(words)))
    wanted: dict[str, list[tuple[str, str]]] = {}
    for value, shown in {each: shown for model in models for each, shown in hidden_texts(model).items()}.items():
        # of a value that stands in a text, so do all its runs of letters and digits
        own = _RUN.findall(value)
        if own and said.issuperset(own):
            wanted.setdefault(max(own, key=len), []).append((value, shown))
    if not wanted:
        return
    telling = {word for word in words if not wanted.keys().isdisjoint(_RUN.findall(word))}
    for text in texts:
        for run in () if telling.isdisjoint(text.split()) else _RUN.findall(text):
            for value, shown in wanted.get(run, ()):
                if value in text:
                    yield text, re.compile(rf"(?<![\w.-]){re.escape(value)}(?![\w-]|\.\w)"), shown
