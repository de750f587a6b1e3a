"""What a kustomization sets by fields of its own: images, replicas, a namespace, labels, replacements."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.record import Record
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.kustomization import Kustomization, items, under, word
from infracheck.source.render.kustomize.patches import Patched
from infracheck.source.render.kustomize.places import Path
from infracheck.source.render.kustomize.values import value_of
from infracheck.source.text.span import Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

_LABELS = ("labels", "matchLabels", "selector")


class BuiltWord(Record):
    """A word of a built object: the object, its path, and what the base has in its place, empty where nothing."""

    subject: Patched
    path: Path
    made: Scalar
    base: str


def set_by_fields(kustomization: Kustomization, asked: BuiltWord, closure: Closure) -> Span | None:
    """The entry of a kustomization that sets a word of an object."""
    key = asked.path[-1]
    if key == "image" and (found := _image(kustomization, asked)) is not None:
        return found
    if asked.path == ("spec", "replicas") and (found := _replicas(kustomization, asked)) is not None:
        return found
    if _is_namespace(asked) and (found := _plain(kustomization, "namespace", asked.made.text)) is not None:
        return found
    if (found := _label(kustomization, asked)) is not None:
        return found
    return _replacement(kustomization, asked, closure)


def _image(kustomization: Kustomization, asked: BuiltWord) -> Span | None:
    name, tag, digest = parts_of_image(asked.made.text)
    base = parts_of_image(asked.base)
    for item in kustomization.items("images"):
        old, new = word(item, "name"), word(item, "newName")
        if type(item) is not Mapping or (new or old) != name or (asked.base and old not in (base[0], name)):
            continue
        for key, value in (("digest", digest), ("newTag", tag), ("newName", name)):
            if value and word(item, key) == value and value not in base:
                return item.entry_span(next(each for each in item.values if each.casefold() == key.casefold()))
        return item.span
    return None


def parts_of_image(text: str) -> tuple[str, str, str]:
    """Name, tag and digest, as Kustomize parts them."""
    rest, _, digest = text.partition("@")
    name, colon, tag = rest.rpartition(":")
    return (name, tag, digest) if colon and "/" not in tag else (rest, "", digest)


def _replicas(kustomization: Kustomization, asked: BuiltWord) -> Span | None:
    for item in kustomization.items("replicas"):
        if type(item) is not Mapping or "count" not in item.values:
            continue
        if word(item, "name") in asked.subject.names and word(item, "count") == asked.made.text:
            return item.entry_span("count")
    return None


def _is_namespace(asked: BuiltWord) -> bool:
    is_own = asked.path == ("metadata", "name") and "Namespace" in asked.subject.kinds
    return asked.path[-1] == "namespace" or is_own


def _plain(kustomization: Kustomization, key: str, text: str) -> Span | None:
    """A key of the kustomization itself that has a value."""
    for root in kustomization.roots:
        for name, value in root.values.items():
            if name.casefold() == key.casefold() and type(value) is Scalar and value.text == text:
                return root.entry_span(name)
    return None


def _label(kustomization: Kustomization, asked: BuiltWord) -> Span | None:
    name = asked.path[-1]
    if not isinstance(name, str):
        return None
    pairs: list[Node] = []
    if any(each in asked.path for each in _LABELS):
        pairs += kustomization.under("commonLabels")
        pairs += (pair for item in kustomization.items("labels") for pair in under(item, "pairs"))
    elif "annotations" in asked.path:
        pairs += kustomization.under("commonAnnotations")
    for each in reversed(pairs):
        value = each.values.get(name) if type(each) is Mapping else None
        if type(each) is Mapping and type(value) is Scalar and value_of(value) == value_of(asked.made):
            return each.entry_span(name)
    return None


def _replacement(kustomization: Kustomization, asked: BuiltWord, closure: Closure) -> Span | None:
    for item in _replacements(kustomization, closure):
        for target in items(item, "targets"):
            selects = list(under(target, "select"))
            if not any(_is_selected(each, asked.subject) for each in selects):
                continue
            for field in items(target, "fieldPaths"):
                if type(field) is Scalar and _leads(field.text, asked):
                    return field.span
    return None


def _replacements(kustomization: Kustomization, closure: Closure) -> Iterator[Node]:
    """Those that are written out, and those of the files that are named."""
    for item in kustomization.items("replacements"):
        yield item
        for path in under(item, "path"):
            source = closure.sources.get(closure.led_to(kustomization, path))
            for document in read_documents(source) if source is not None else ():
                root = document.root if isinstance(document, Document) else None
                if type(root) is Mapping:
                    yield root
                elif type(root) is Sequence:
                    yield from root.items


def _is_selected(select: Node, subject: Patched) -> bool:
    kind, name = word(select, "kind"), word(select, "name")
    return (not kind or kind in subject.kinds) and (not name or name in subject.names)


def _leads(field: str, asked: BuiltWord) -> bool:
    """Whether a field path, as `spec.containers.[name=web].image`, is the path of a word."""
    steps = _steps_of(field)
    if len(steps) != len(asked.path):
        return False
    node: Node | None = asked.subject.made
    for step, part in zip(steps, asked.path, strict=True):
        if isinstance(part, str):
            node = node.values.get(part) if type(node) is Mapping else None
            if step != part:
                return False
            continue
        node = node.items[part] if type(node) is Sequence else None
        key, equals, value = step.partition("=")
        if equals and (type(node) is not Mapping or word(node, key) != value):
            return False
        if not equals and step not in ("*", "-", str(part)):
            return False
    return True


def _steps_of(field: str) -> list[str]:
    """The parts of a field path; what stands in brackets may hold dots."""
    steps: list[str] = []
    rest = field.removeprefix(".")
    while rest:
        if rest.startswith("["):
            inside, _, rest = rest[1:].partition("]")
            steps.append(inside)
            rest = rest.removeprefix(".")
        else:
            part, _, rest = rest.partition(".")
            while part.endswith("\\") and rest:
                more, _, rest = rest.partition(".")
                part = f"{part[:-1]}.{more}"
            steps.append(part)
    return steps
