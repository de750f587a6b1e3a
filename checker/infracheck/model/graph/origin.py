"""Which Dockerfile builds an image: by a build file that says so, or by a name that leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import basename, dirname, join, normpath
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.values import ImageReference
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.source.files.collect import is_compose
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container
    from infracheck.model.graph.model import Model

_DEFAULT_NAMES = ("dockerfile", "containerfile")
_SUFFIX = r"(?i)(?:docker|container)file[.\-_](?P<after>.+)\Z|(?P<before>.+)[.\-](?:docker|container)file\Z"


def dockerfile_of(container: Container) -> Fact[Dockerfile]:
    """The Dockerfile that builds a container's image, with what ties them; unknown where nothing does."""
    reference = container.image
    if reference is None:
        return Unknown("no image is set")
    model = container.workload.model
    hints: dict[str, Known[Dockerfile]] = model.derive(_hints_by_image)
    hinted = hints.get(_repository(reference))
    if hinted is not None:
        return hinted
    names: dict[str, list[Dockerfile]] = model.derive(_names)
    named = [image for image in names.get(_short(reference), ()) if not _is_base(image, reference)]
    if len(named) != 1:
        return Unknown("no scanned Dockerfile is known to build the image")
    return Known(named[0], (Note(f"the image is built by {named[0].path}, matched by name", named[0].span),))


def _repository(reference: ImageReference) -> str:
    return f"{reference.registry}/{reference.repository}" if reference.registry else reference.repository


def _short(reference: ImageReference) -> str:
    return reference.repository.rpartition("/")[2]


def _is_base(image: Dockerfile, reference: ImageReference) -> bool:
    """Whether a Dockerfile starts from the very image that it would have to build: it builds another one then."""
    for stage in image.stages:
        match stage.base:
            case Known(base) if _repository(base) == _repository(reference):
                return True
    return False


def _names(model: Model) -> dict[str, list[Dockerfile]]:
    """Dockerfiles by the name that their file or folder gives them."""
    named: dict[str, list[Dockerfile]] = {}
    for image in model.all(Dockerfile):
        name = basename(image.path)
        if name.lower() in _DEFAULT_NAMES:
            key = basename(dirname(image.path))
        else:
            suffix = re.match(_SUFFIX, name)
            key = "" if suffix is None else suffix["after"] or suffix["before"]
        if key:
            named.setdefault(key, []).append(image)
    return named


def _hints_by_image(model: Model) -> dict[str, Known[Dockerfile]]:
    return dict(_hints(model))


def _hints(model: Model) -> Iterator[tuple[str, Known[Dockerfile]]]:
    """Images that a Compose or a Skaffold file says how to build."""
    by_path = {normpath(image.path): image for image in model.all(Dockerfile)}
    for document in model.build_files:
        folder = dirname(document.source.path)
        for image, context, file in _builds(document):
            path = normpath(join(folder, context, file))
            found = by_path.get(path)
            if found is not None:
                note = Note(f"the image is built by {found.path} according to {document.source.path}", image.span)
                yield _repository(ImageReference.parse(image.text)), Known(found, (note,))


def _builds(document: Document) -> Iterator[tuple[Scalar, str, str]]:
    root = document.root
    if type(root) is not Mapping:
        return
    services = root.get("services")
    if type(services) is Mapping:
        for service in services.values.values():
            image = service.get("image") if type(service) is Mapping else None
            build = service.get("build") if type(service) is Mapping else None
            if type(image) is Scalar and build is not None:
                yield image, _text(build, "context", build), _text(build, "dockerfile", None) or "Dockerfile"
    build = root.get("build")
    artifacts = build.get("artifacts") if type(build) is Mapping else None
    for item in artifacts.items if type(artifacts) is Sequence else ():
        image = item.get("image") if type(item) is Mapping else None
        if type(image) is Scalar and type(item) is Mapping:
            docker = item.get("docker")
            yield image, _text(item, "context", None) or ".", _text(docker, "dockerfile", None) or "Dockerfile"


def dockerfiles_of(document: Document) -> Iterator[str]:
    """The paths of the Dockerfiles that a build file names: no other name tells that they are some."""
    folder = dirname(document.source.path)
    for build in _compose_builds(document):
        name = _text(build, "dockerfile", None)
        if name:
            yield normpath(join(folder, _text(build, "context", None), name))
    if not is_compose(document.source.name):
        for _, context, name in _builds(document):
            yield normpath(join(folder, context, name))


def inline_dockerfiles(document: Document) -> Iterator[Span]:
    """Where a Compose file holds Dockerfiles itself."""
    for build in _compose_builds(document):
        if "dockerfile_inline" in build.values:
            yield build.key("dockerfile_inline").span


def _compose_builds(document: Document) -> Iterator[Mapping]:
    root = document.root
    services = root.get("services") if type(root) is Mapping and is_compose(document.source.name) else None
    for service in services.values.values() if type(services) is Mapping else ():
        build = service.get("build") if type(service) is Mapping else None
        if type(build) is Mapping:
            yield build


def built_images(model: Model) -> Iterator[str]:
    """The names of the images that Skaffold builds: it puts the tag of the build in their place."""
    for document in model.build_files:
        if not is_compose(document.source.name):
            for image, _, _ in _builds(document):
                yield _repository(ImageReference.parse(image.text))


def _text(node: Node | None, key: str, otherwise: Node | None) -> str:
    value = node.get(key) if type(node) is Mapping else otherwise
    return value.text if type(value) is Scalar else ""


def is_build_file(document: Document) -> bool:
    """Whether a document says how images are built: a Compose file or a Skaffold one."""
    if is_compose(document.source.name):
        return True
    version = document.root.get("apiVersion") if type(document.root) is Mapping else None
    return type(version) is Scalar and version.text.startswith("skaffold/")
