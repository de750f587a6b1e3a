"""Which Dockerfile builds an image: by a build file that says so, or by a name that leaves no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from os.path import basename, dirname, normpath
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.values import ImageReference
from infracheck.model.graph.build_files import ImageBuild, builds_in, short_name
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.model.image.reference import BuildContext
from infracheck.source.files.input_file import is_compose
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Document, Mapping

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
    short = short_name(reference.text)
    by_short: dict[str, list[Known[Dockerfile]]] = model.derive(_short_hints)
    built = by_short.get(short, []) if short else []
    if len({known.value.path for known in built}) == 1 and not _is_base(built[0].value, reference):
        return built[0]
    names: dict[str, list[Dockerfile]] = model.derive(_names)
    # `alpine.Dockerfile` is called after what it starts from
    candidates = () if reference.is_system else names.get(short, ())
    named = [image for image in candidates if not _is_base(image, reference)]
    if len(named) != 1 or built:
        return Unknown("no scanned Dockerfile is known to build the image")
    return Known(named[0], (Note(f"the image is built by {named[0].path}, matched by name", named[0].span),))


def _repository(reference: ImageReference) -> str:
    return f"{reference.registry}/{reference.repository}" if reference.registry else reference.repository


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
    """Images that a build file names, by these names without tag and digest."""
    for build, found in model.derive(_built):
        for name in build.names:
            yield _repository(ImageReference.parse(name)), found


def _short_hints(model: Model) -> dict[str, list[Known[Dockerfile]]]:
    """The same by the last component: the registry, and the folder in it, are often another one where it is run."""
    by_name: dict[str, list[Known[Dockerfile]]] = {}
    for build, found in model.derive(_built):
        for name in dict.fromkeys((*map(short_name, build.names), *build.implied)):
            by_name.setdefault(name, []).append(found)
    return by_name


def _built(model: Model) -> list[tuple[ImageBuild, Known[Dockerfile]]]:
    """The builds of scanned Dockerfiles that build files describe."""
    by_path = {normpath(image.path): image for image in model.all(Dockerfile)}
    found: list[tuple[ImageBuild, Known[Dockerfile]]] = []
    for document in model.build_files:
        for build in builds_in(document):
            image = by_path.get(build.path)
            if image is not None:
                message = f"the image is built by {image.path} according to {document.source.path}"
                found.append((build, Known(image, (Note(message, build.place),))))
    return found


def contexts_of(documents: Iterable[Document]) -> dict[str, dict[str, BuildContext]]:
    """The named contexts that build files give to the builds of each Dockerfile, by its path."""
    found: dict[str, dict[str, BuildContext]] = {}
    for document in documents:
        for build in builds_in(document):
            if build.contexts:
                found.setdefault(build.path, {}).update(build.contexts)
    return found


def dockerfiles_of(document: Document) -> Iterator[str]:
    """The paths of the Dockerfiles that a build file names: no other name tells that they are some."""
    for build in builds_in(document):
        if build.is_skaffold or basename(build.path).lower() not in _DEFAULT_NAMES:
            yield build.path


def inline_dockerfiles(document: Document) -> Iterator[Span]:
    """Where a Compose file holds Dockerfiles itself."""
    root = document.root
    services = root.get("services") if type(root) is Mapping and is_compose(document.source.name) else None
    for service in services.values.values() if type(services) is Mapping else ():
        build = service.get("build") if type(service) is Mapping else None
        if type(build) is Mapping and "dockerfile_inline" in build.values:
            yield build.key("dockerfile_inline").span


def built_images(model: Model) -> Iterator[str]:
    """The names of the images that Skaffold builds: it puts the tag of the build in their place."""
    for document in model.build_files:
        for build in builds_in(document):
            for name in build.names if build.is_skaffold else ():
                yield _repository(ImageReference.parse(name))
