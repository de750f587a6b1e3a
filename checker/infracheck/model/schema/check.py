"""What the strict decoder of Kubernetes would refuse in an object of one of Kubernetes' own kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TypeAlias

from infracheck.model.schema import suggestions as words
from infracheck.model.schema.field_types import (
    ANY,
    OBJECT,
    STRING,
    ListOf,
    MapOf,
    Structure,
    Type,
    kinds_of,
    structure,
)
from infracheck.model.schema.scalars import fits
from infracheck.source.text.problem import NOT_RENDERED, SCHEMA, Problem
from infracheck.source.yaml.tree import Mapping, Node, Scalar, Sequence, is_mistagged

MOST = 20
"""So many problems of one object are told; of more, only the number."""

_LONGEST_PATH = 240
# with any other first letter a plain scalar is a string: no number, no boolean, no null
_MAYBE_NO_STRING = frozenset(("", *"0123456789+-.~tTfFyYnNoO"))
# kinds under core's v1 that other programs read: kubectl, kube-scheduler of old, OpenShift before its own groups
_FOREIGN = frozenset(
    ("Config", "Policy", "Template", "DeploymentConfig", "BuildConfig", "ImageStream", "Route", "Project")
)
# of strategic merge patches
_DIRECTIVES = ("$patch", "$retainKeys", "$setElementOrder/", "$deleteFromPrimitiveList/")


def check(root: Mapping, api_version: str, kind: str) -> Iterator[Problem]:
    """What kubectl's strict validation would refuse, in order of place; nothing of a kind that is not Kubernetes' own.

    Wrong types and unknown fields are told, missing fields and wrong words of an enumeration are not.
    """
    name = kinds_of(api_version).get(kind)
    if name is None:
        return
    decoder = _Decoder(root)
    decoder.structure(root, structure(name), None)
    yield from sorted(decoder.problems, key=lambda problem: problem.span[1:])
    if decoder.untold:
        yield Problem(SCHEMA, words.untold(decoder.untold), root.span, "Fix the problems above first.")


@cache
def known_kinds(api_version: str) -> frozenset[str]:
    """The kinds that can stand under an apiVersion; empty where nobody can tell.

    That is so for custom resources, and for alpha and beta versions: these lose kinds as they grow up.
    """
    if not api_version.rpartition("/")[2].removeprefix("v").isdigit():
        return frozenset()
    kinds = frozenset(kinds_of(api_version))
    return kinds | _FOREIGN if api_version == "v1" else kinds


_Path: TypeAlias = "tuple[_Path, str | int] | None"


class _Decoder:
    """Compares a tree with a type as the API server decodes it, and goes on after what it would refuse."""

    __slots__ = ("encrypted", "problems", "untold")

    def __init__(self, root: Mapping) -> None:
        self.encrypted = "sops" in root.values
        self.problems: list[Problem] = []
        self.untold = 0

    def structure(self, node: Mapping, wanted: Structure, path: _Path) -> None:
        fields = wanted.parsed or wanted.fields
        for name, value in node.values.items():
            type_ = fields.get(name)
            if type_ is None:
                self.unknown(node, name, wanted, path)
            elif type(value) is not Scalar:
                if type(value) is Mapping and type(type_) is Structure:
                    self.structure(value, type_, (path, name))
                else:
                    self.branch(value, type_, (path, name))
            # of most strings, the quotes or the first letter tell what they are
            elif type_ != STRING or value.tag or (not value.style and value.text[:1] in _MAYBE_NO_STRING):
                self.leaf(value, type_, path, name)

    def branch(self, node: Node, wanted: Type, path: _Path) -> None:
        """A mapping or a sequence."""
        if type(node) is Mapping:
            if type(wanted) is Structure:
                return self.structure(node, wanted, path)
            if type(wanted) is MapOf:
                return self.entries(node, wanted.value, path)
        elif type(wanted) is ListOf and type(node) is Sequence:
            return self.items(node, wanted.item, path)
        if wanted != ANY and (wanted != OBJECT or type(node) is not Mapping):
            self.wrong(node, wanted, path)
        return None

    def items(self, node: Sequence, wanted: Type, path: _Path) -> None:
        for index, item in enumerate(node.items):
            if type(item) is not Scalar:
                self.branch(item, wanted, (path, index))
            elif wanted != STRING or item.tag or (not item.style and item.text[:1] in _MAYBE_NO_STRING):
                # null would decode to an empty object, which validation refuses and nobody means
                if not isinstance(wanted, str) and item.kind == "null":
                    self.wrong(item, wanted, (path, index))
                else:
                    self.leaf(item, wanted, path, index)

    def entries(self, node: Mapping, wanted: Type, path: _Path) -> None:
        for name, value in node.values.items():
            if type(value) is not Scalar:
                self.branch(value, wanted, (path, words.shown(name, wanted)))
            elif wanted != STRING or value.tag or (not value.style and value.text[:1] in _MAYBE_NO_STRING):
                self.leaf(value, wanted, path, words.shown(name, wanted))

    def leaf(self, node: Scalar, wanted: Type, path: _Path, name: str | int) -> None:
        if not fits(node, wanted):
            self.wrong(node, wanted, (path, name))

    def wrong(self, node: Node, wanted: Type, path: _Path) -> None:
        if type(node) is Scalar:
            # of a wrong tag the reader has told already
            if is_mistagged(node) or (self.encrypted and node.text.startswith("ENC[")):
                return
            if words.is_placeholder(node.text):
                self.report(NOT_RENDERED, node, lambda: words.placeholder(_text(path), wanted))
                return
        elif node.source.text.startswith("{{", node.start):
            # a template: as YAML a mapping whose key is one, of which the reader has told already
            return
        self.report(SCHEMA, node, lambda: words.wrong(_text(path), wanted, node))

    def unknown(self, node: Mapping, name: str, wanted: Structure, path: _Path) -> None:
        # SOPS leaves its notes at the top, and takes them out when it decrypts; kustomize does so with directives
        if not name.startswith(_DIRECTIVES) and (path is not None or name != "sops"):
            self.report(SCHEMA, node.key(name), lambda: words.unknown(_text(path), wanted, name))

    def report(self, id_: str, node: Node, say: Callable[[], tuple[str, str]]) -> None:
        """Tell of a problem; a hostile file may have millions, so that words are found for the first ones only."""
        if len(self.problems) == MOST:
            self.untold += 1
            return
        message, remedy = say()
        self.problems.append(Problem(id_, message, node.span, remedy, is_minor=id_ == NOT_RENDERED))


def _text(path: _Path) -> str:
    """The path as it is written: `spec.containers[0].image`."""
    steps = []
    while path is not None:
        path, step = path
        steps.append(words.step(step))
    text = "".join(reversed(steps)).removeprefix(".")
    return text if len(text) <= _LONGEST_PATH else f"{text[: _LONGEST_PATH // 3]}…{text[-_LONGEST_PATH // 2 :]}"
