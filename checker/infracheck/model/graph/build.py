"""Documents to entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Many
from functools import partial
from os.path import basename, dirname, normpath
from typing import TYPE_CHECKING

from infracheck.model.base.values import KubernetesVersion
from infracheck.model.base.violation import Resource
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.workload import Workload, pod_of
from infracheck.model.graph.build_files import is_build_file
from infracheck.model.graph.kinds import CLASSES, pod_templates
from infracheck.model.graph.kustomize import files_of, is_part, is_stray_patch, kustomizations_in, patches_of
from infracheck.model.graph.model import Declared, Model
from infracheck.model.graph.origin import contexts_of
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.model.schema import check as schema
from infracheck.record import Record
from infracheck.source.files.input_file import CHART, Skipped
from infracheck.source.text.fault import Fault
from infracheck.source.text.problem import LIMIT, NOT_RENDERED, SCHEMA, Problem
from infracheck.source.yaml.tree import Document, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.source.docker.tree import DockerfileTree

_DEPTH_OF_LISTS = 64
MOST_OBJECTS = 20_000
"""The most objects of one file that are checked."""
# so many items that are no objects are told one by one
_ODD_ITEMS = 20


class Built(Record):
    """The model, with what could not become part of it.

    `further` are models of what cannot stand beside some of the first one's objects, as the renderings for another
    environment; `apart` are the paths of all that stands in one of these models alone.
    """

    model: Model
    problems: list[tuple[Problem, Resource | None]]
    skipped: list[Skipped]
    trees: dict[str, list[Document | DockerfileTree]]
    objects: int
    dockerfiles: int
    further: tuple[Model, ...] = ()
    apart: frozenset[str] = frozenset()

    @property
    def models(self) -> tuple[Model, ...]:
        """Every model, the first one first."""
        return (self.model, *self.further)


def build(
    items: Iterable[Document | DockerfileTree | Problem | Fault],
    version: KubernetesVersion,
    exists: Many[Declared] = (),
) -> Built:
    """Documents to entities, linked by the model that holds them, which keeps the faults too."""
    built = Built(Model(version, exists), [], [], {}, 0, 0)
    objects: list[KubernetesObject] = []
    images: list[DockerfileTree] = []
    halves: list[Problem] = []
    firsts: dict[str, int] = {}
    for item in items:
        if isinstance(item, Problem):
            built.problems.append((item, None))
            if item.id == NOT_RENDERED and basename(item.span.path) == CHART:
                built.model.charts.add(dirname(item.span.path))
        elif isinstance(item, Fault):
            built.model.faults.append(item)
        elif isinstance(item, Document):
            built.trees.setdefault(item.source.path, []).append(item)
            # the documents of a file stand side by side
            first = firsts.setdefault(item.source.path, len(objects))
            for each in built.model.gather(
                (item,), partial(_read_off, built.model, first + MOST_OBJECTS - len(objects))
            ):
                if isinstance(each, Problem):
                    halves.append(each)
                else:
                    objects.append(each)
        else:
            built.trees.setdefault(item.source.path, []).append(item)
            built.problems.extend((problem, None) for problem in item.problems)
            images.append(item)
    patches = set(built.model.gather(built.model.kustomizations, lambda each: patches_of((each,))))
    named = set(built.model.gather(built.model.kustomizations, files_of))
    # a patch may well say no more than what it changes
    built.problems.extend((each, None) for each in halves if each.id != SCHEMA or each.span.path not in patches)
    for each in objects:
        if each.document.source.path in patches:
            built.model.patches.append(each)
            if is_part(each):
                built.skipped.append(Skipped(each.document.source.path, "a Kustomize patch, not a complete object"))
                continue
        elif each.document.source.path not in named and is_stray_patch(each):
            built.model.patches.append(each)
            built.skipped.append(Skipped(each.document.source.path, "a patch, not a complete object"))
            built.problems.extend(built.model.gather((each,), _checked))
            continue
        built.problems.extend(built.model.gather((each,), partial(_add, built.model)))
    contexts = contexts_of(built.model.build_files)

    def add_image(tree: DockerfileTree) -> None:
        built.model.add_image(Dockerfile(tree, contexts.get(normpath(tree.source.path), {})))

    built.model.gather(images, add_image)
    return built._replace(objects=len(objects), dockerfiles=len(images))


def _read_off(model: Model, room: int, document: Document) -> Iterator[KubernetesObject | Problem]:
    """The objects of a document, as many as there is room for those of its file.

    A document that says how images are built or objects put together is kept in the model.
    """
    if is_build_file(document):
        model.build_files.append(document)
    model.kustomizations += kustomizations_in((document,))
    for each in objects_of(document):
        if not isinstance(each, Problem):
            if room <= 0:
                message = f"more than {MOST_OBJECTS:,} objects in one file: the rest is not checked"
                yield Problem(LIMIT, message, document.root.span, "Split the file.")
                return
            room -= 1
        yield each


def _add(model: Model, each: KubernetesObject) -> Iterator[tuple[Problem, Resource | None]]:
    """Keep an object in the model, and say what its schema says of it."""
    model.add(each)
    yield from _checked(each)


def _checked(each: KubernetesObject) -> Iterator[tuple[Problem, Resource]]:
    for problem in _schema_problems(each):
        yield problem, each.resource


def _schema_problems(each: KubernetesObject) -> Iterator[Problem]:
    assert each.node is not None
    kinds = schema.known_kinds(each.version)
    if kinds and each.kind not in kinds:
        meant = next((kind for kind in kinds if kind.lower() == each.kind.lower()), None)
        message = f"unknown kind in {each.version}" if meant is None else f"kind must be spelled {meant}"
        yield Problem(SCHEMA, message, each.place(KubernetesObject.kind_written), "Fix kind or apiVersion.")
    if each.version.count("/") > 1:
        message = "apiVersion must have the form VERSION or GROUP/VERSION"
        yield Problem(SCHEMA, message, each.place(KubernetesObject.api_version), "Fix apiVersion.")
    yield from schema.check(each.node, each.version, each.kind)


def objects_of(document: Document) -> Iterator[KubernetesObject | Problem]:
    """The Kubernetes objects of a document, lists unfolded; nothing where the document holds none."""
    if type(document.root) is Sequence:
        yield from _sequence_problem(document.root)
        return
    yield from _objects(document, document.root, "", "", 0)


def _objects(
    document: Document, node: Node, implied_kind: str, implied_version: str, depth: int
) -> Iterator[KubernetesObject | Problem]:
    if type(node) is not Mapping:
        return
    kind, version = _text(node, "kind") or implied_kind, _text(node, "apiVersion") or implied_version
    if kind and "items" in node.values:
        # kubectl takes whatever has items for a list, whatever its kind and without a look at its apiVersion
        yield from _listed(document, node, kind, version, depth)
        if _is_list(node, kind):
            return
    if not kind or not version:
        problem = _half_an_object(node)
        if problem is not None:
            yield problem
        if not kind or problem is None:
            return
    group = version.rpartition("/")[0]
    if kind == "Template" and "objects" in node.values and group in ("", "template.openshift.io"):
        # OpenShift's: a list of objects, with parameters in it
        yield from _items(document, node, "objects", ("", ""), depth)
        return
    made = False
    for spec, template in pod_templates(node, group, kind):
        workload = Workload(node, document, kind, version)
        workload.pod = pod_of(workload, spec, template)
        made = True
        yield workload
    if not made:
        yield CLASSES.get((group, kind), KubernetesObject)(node, document, kind, version)


def _sequence_problem(root: Sequence) -> Iterator[Problem]:
    """What is wrong with a document that is a sequence of objects, which kubectl refuses to decode."""
    pending: list[Node] = list(reversed(root.items))
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if type(node) is Sequence and id(node) not in seen:
            seen.add(id(node))
            pending.extend(reversed(node.items))
        elif type(node) is Mapping and _is_whole(node) and ("metadata" in node.values or "items" in node.values):
            message = "a document must be one object, not a sequence of objects; they are not checked"
            remedy = "Write each object as a document of its own, separated by ---, or all under items of a List."
            yield Problem(SCHEMA, message, node.span, remedy)
            return


def _is_list(node: Mapping, kind: str) -> bool:
    """Whether a kind means a list and nothing else; a custom resource may be called one, and have a spec."""
    return kind == "List" or (kind.endswith("List") and "spec" not in node.values)


def _listed(
    document: Document, node: Mapping, kind: str, version: str, depth: int
) -> Iterator[KubernetesObject | Problem]:
    """The objects under `items`; in something that may mean else by that name, those that say what they are."""
    if _is_list(node, kind):
        implied = ("", "") if kind == "List" else (kind.removesuffix("List"), version)
        yield from _items(document, node, "items", implied, depth)
        return
    items = node.get("items")
    if type(items) is Sequence and any(map(_is_whole, items.items)):
        whole = [item for item in items.items if _is_whole(item)]
        yield from _each_of(document, node, whole, ("", ""), depth)


def _is_whole(item: Node) -> bool:
    return type(item) is Mapping and bool(_text(item, "kind") and _text(item, "apiVersion"))


def _items(
    document: Document, node: Mapping, key: str, implied: tuple[str, str], depth: int
) -> Iterator[KubernetesObject | Problem]:
    items = node.get(key)
    if items is None:
        return
    if type(items) is not Sequence:
        yield Problem(SCHEMA, f"{key} must be a list", node.key(key).span, "Write the objects as a list.")
        return
    yield from _each_of(document, node, items.items, implied, depth)


def _each_of(
    document: Document, node: Mapping, items: Many[Node], implied: tuple[str, str], depth: int
) -> Iterator[KubernetesObject | Problem]:
    if depth >= _DEPTH_OF_LISTS:
        yield Problem(LIMIT, f"lists nested deeper than {_DEPTH_OF_LISTS}", node.span, "Flatten the lists.")
        return
    odd = 0
    for item in items:
        if type(item) is Mapping:
            yield from _objects(document, item, *implied, depth + 1)
            continue
        odd += 1
        if odd <= _ODD_ITEMS:
            message = "an item of a list must be an object"
            yield Problem(SCHEMA, message, item.span, "Write an object, or remove the item.")
    if odd > _ODD_ITEMS:
        message = f"{odd - _ODD_ITEMS} more items of this list are not objects"
        yield Problem(SCHEMA, message, node.span, "Write objects, or remove the items.")


def _text(node: Mapping, key: str) -> str | None:
    value = node.get(key)
    return value.text if type(value) is Scalar and value.kind == "str" else None


def _half_an_object(node: Mapping) -> Problem | None:
    """Something that was meant for Kubernetes and says too little: kubectl refuses it, silence would hide it."""
    kind, version = node.get("kind"), node.get("apiVersion")
    bodies = ("metadata", "spec", "data", "stringData", "rules", "subjects")
    looks_meant = any(key in node.values for key in bodies)
    for key, value in (("kind", kind), ("apiVersion", version)):
        if value is not None and (type(value) is not Scalar or value.kind != "str"):
            other = version if key == "kind" else kind
            if other is not None or looks_meant:
                return Problem(SCHEMA, f"{key} must be a string", node.key(key).span, f"Write {key} as a string.")
            return None
    if kind is None and version is not None and "metadata" in node.values:
        return Problem(SCHEMA, "object has no kind", node.span, "Add the object's kind.")
    if version is None and kind is not None and "metadata" in node.values and looks_meant:
        return Problem(SCHEMA, "object has no apiVersion", node.span, "Add the object's apiVersion.")
    if kind is None and version is not None and "spec" in node.values:
        return Problem(SCHEMA, "object has no kind", node.span, "Add the object's kind.")
    return None
