"""What Compose, Skaffold and Bake files say of how images are built."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import abspath, basename, dirname, join, normpath

from infracheck.model.base.values import ImageReference
from infracheck.model.graph.bake import bake_targets
from infracheck.model.image.reference import BuildContext
from infracheck.record import Record
from infracheck.source.files.input_file import is_bake, is_compose
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

_DEFAULT = "Dockerfile"
_VARIABLE = r"\$\{[^{}]*\}|\$\w+"


class ImageBuild(Record):
    """A build that a file describes: the Dockerfile, the names of the image, what says so, and the named contexts.

    `names` are references as they are written, `implied` the short names that an image without one gets.
    """

    path: str
    place: Span
    names: tuple[str, ...]
    implied: tuple[str, ...] = ()
    contexts: tuple[tuple[str, BuildContext], ...] = ()
    is_skaffold: bool = False


def builds_in(document: Document) -> Iterator[ImageBuild]:
    """The builds that a document describes."""
    if is_bake(document.source.name):
        yield from _of_bake(document)
    elif is_compose(document.source.name):
        yield from _of_compose(document)
    else:
        yield from _of_skaffold(document)


def is_build_file(document: Document) -> bool:
    """Whether a document says how images are built: one of Compose, Bake or Skaffold."""
    if is_compose(document.source.name) or is_bake(document.source.name):
        return True
    version = document.root.get("apiVersion") if type(document.root) is Mapping else None
    return type(version) is Scalar and version.text.startswith("skaffold/")


def short_name(reference: str) -> str:
    """The last component of a reference without tag and digest; empty where a variable takes part in it."""
    marked = re.sub(_VARIABLE, "$", reference)
    last = ImageReference.parse(marked.partition("@")[0]).repository.rpartition("/")[2].partition(":")[0]
    return "" if "$" in last else last


def _of_compose(document: Document) -> Iterator[ImageBuild]:
    root, folder = document.root, dirname(document.source.path)
    services = root.get("services") if type(root) is Mapping else None
    for name, service in services.values.items() if type(services) is Mapping else ():
        build = service.get("build") if type(service) is Mapping else None
        if type(service) is not Mapping or build is None:
            continue
        if type(build) is Mapping and "dockerfile_inline" in build.values:
            continue
        image = service.get("image")
        is_named = type(image) is Scalar
        yield ImageBuild(
            normpath(join(folder, _text(build, "context", build), _text(build, "dockerfile", None) or _DEFAULT)),
            image.span if type(image) is Scalar else build.span,
            (image.text,) if type(image) is Scalar else (),
            () if is_named else _implied(document, name),
            tuple(_contexts(build.get("additional_contexts") if type(build) is Mapping else None)),
        )


def _implied(document: Document, service: str) -> tuple[str, ...]:
    """The names that Compose gives to the image of a service: of version 2 with a dash, of version 1 with a `_`."""
    root = document.root
    given = _text(root, "name", None)
    folder = basename(dirname(abspath(document.source.path)))
    project = re.sub(r"[^a-z0-9_-]", "", (given or folder).lower())
    first = re.sub(r"[^a-z0-9]", "", folder.lower())
    return tuple(each for each in (f"{project}-{service}", f"{first}_{service}") if each[0] not in "-_")


def _contexts(node: Node | None) -> Iterator[tuple[str, BuildContext]]:
    if type(node) is Mapping:
        for name, value in node.values.items():
            if type(value) is Scalar:
                yield name.lower(), BuildContext(value.text, value.span)
    for item in node.items if type(node) is Sequence else ():
        name, equals, text = item.text.partition("=") if type(item) is Scalar else ("", "", "")
        if equals:
            yield name.lower(), BuildContext(text, item.span)


def _of_skaffold(document: Document) -> Iterator[ImageBuild]:
    folder = dirname(document.source.path)
    build = document.root.get("build") if type(document.root) is Mapping else None
    artifacts = build.get("artifacts") if type(build) is Mapping else None
    for item in artifacts.items if type(artifacts) is Sequence else ():
        image = item.get("image") if type(item) is Mapping else None
        if type(image) is Scalar and type(item) is Mapping:
            file = _text(item.get("docker"), "dockerfile", None) or _DEFAULT
            path = normpath(join(folder, _text(item, "context", None) or ".", file))
            yield ImageBuild(path, image.span, (image.text,), is_skaffold=True)


def _of_bake(document: Document) -> Iterator[ImageBuild]:
    folder = dirname(document.source.path)
    for target in bake_targets(document):
        yield ImageBuild(
            normpath(join(folder, target.context, target.dockerfile)),
            target.place,
            target.tags,
            contexts=tuple((name.lower(), BuildContext(text, span)) for name, text, span in target.contexts),
        )


def _text(node: Node | None, key: str, otherwise: Node | None) -> str:
    value = node.get(key) if type(node) is Mapping else otherwise
    return value.text if type(value) is Scalar else ""
