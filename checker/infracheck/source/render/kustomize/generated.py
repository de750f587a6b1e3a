"""Where the keys of generated ConfigMaps and Secrets are written: literals, lines of env files, whole files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.record import Record
from infracheck.source.render.kustomize.bases import name_of, text_at
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.kustomization import Kustomization, items, under, word
from infracheck.source.render.kustomize.layers import Layers
from infracheck.source.render.kustomize.output import BuiltObject
from infracheck.source.render.kustomize.places import Path
from infracheck.source.text.rendered import Waypoint
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Node, Scalar

_KINDS = {"ConfigMap": "configMapGenerator", "Secret": "secretGenerator"}
# kustomize api/hasher: ten digits of a SHA-256 without those that might make words
_HASHED = re.compile(r"-[2-9b-df-hkmt]{10}\Z")
_WORD = re.compile(r"[\w.-]++")
_DATA = ("data", "stringData", "binaryData")
_HERE = "the generator takes it from here"


class Written(Record):
    """Where something of a generated object is written; `is_exact` where that is its own place."""

    span: Span
    is_exact: bool
    way: tuple[Waypoint, ...] = ()


class Generator(Record):
    """One entry that makes an object, or adds to one: in which kustomization it stands, and where."""

    kustomization: Kustomization
    entry: Mapping

    @property
    def name(self) -> str:
        """The name of its object before anything is put before or behind it."""
        return word(self.entry, "name") or name_of(self.entry)


def without_hashes(text: str, objects: list[BuiltObject], layers: Layers) -> str:
    """The text of an overlay with the names of generated objects as they are written.

    The hash behind them changes with their content, which would make another object of each; and of a Secret it tells
    whether a guess of its values is right.
    """
    names: dict[str, str] = {}
    for each in objects:
        name = name_of(each.root)
        stem = _HASHED.sub("", name)
        if each.note.is_generated and stem != name and generators_of(each, stem, layers):
            names[name] = stem
    return _WORD.sub(lambda match: names.get(match[0], match[0]), text) if names else text


def generators_of(made: BuiltObject, name: str, layers: Layers) -> list[Generator]:
    """The generators that made an object, the outermost first: those of its kind with the longest name in its name."""
    kind = text_at(made.root, "kind")
    through = layers.of(made.note.path, made.root)
    found = [each for layer in through for each in _in(layer, kind) if each.name in name]
    longest = max((len(each.name) for each in found), default=0)
    return [each for each in found if len(each.name) == longest]


def _in(layer: Kustomization, kind: str) -> Iterator[Generator]:
    for item in layer.items(_KINDS.get(kind, "")):
        if type(item) is Mapping:
            yield Generator(layer, item)


def written_by(generator: Generator, path: Path, down: int, closure: Closure) -> Written | None:
    """Where a generator says what stands at a path of its object, `down` lines below the start of a text."""
    entry = generator.entry
    if len(path) > 1 and path[0] in _DATA:
        return _key(generator, str(path[1]), down, closure)
    if len(path) > 2 and path[0] == "metadata":
        return _option(generator, path)
    if path == ("type",) and "type" in entry.values:
        return Written(entry.entry_span("type"), True)
    # whatever else is said of the object is said of what makes it
    is_named = len(path) < 2 or path == ("metadata", "name")
    return Written(entry.entry_span("name") if "name" in entry.values else entry.span, True) if is_named else None


def _option(generator: Generator, path: Path) -> Written | None:
    group, name = path[1], str(path[2])
    options = [*under(generator.entry, "options"), *generator.kustomization.under("generatorOptions")]
    for each in options:
        held: Node | None = each.values.get(str(group)) if type(each) is Mapping else None
        if type(held) is Mapping and name in held.values:
            return Written(held.entry_span(name), True)
    return None


def _key(generator: Generator, name: str, down: int, closure: Closure) -> Written | None:
    entry = generator.entry
    for item in items(entry, "literals"):
        if type(item) is Scalar and item.text.partition("=")[0] == name:
            return Written(item.span, True)
    for item in items(entry, "files"):
        if type(item) is Scalar:
            key, equals, path = item.text.rpartition("=")
            if (key if equals else path.rpartition("/")[2]) == name:
                return _in_file(generator, item, down, closure)
    for item in (*items(entry, "envs"), *under(entry, "env")):
        source = closure.sources.get(closure.led_to(generator.kustomization, item))
        for number, line in enumerate(source.text.split("\n") if source is not None else (), 1):
            if source is not None and line.lstrip().partition("=")[0].strip() == name:
                return Written(source.line_span(number), True, (Waypoint(_HERE, item.span),))
    return None


def _in_file(generator: Generator, item: Scalar, down: int, closure: Closure) -> Written:
    source = closure.sources.get(closure.led_to(generator.kustomization, item))
    if source is None or not source.text or down > len(source.line_starts):
        return Written(item.span, True)
    return Written(source.line_span(max(down, 1)), True, (Waypoint(_HERE, item.span),))
