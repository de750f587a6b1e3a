"""The whole model as an inventory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

from infracheck.engine.disclosure import Said
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.secret import AnySecret
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.dependencies.endpoint import Endpoint
from infracheck.model.facts.secrets.referenced import ReferencedSecret, referenced_in
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.report.escape import plain
from infracheck.report.inventory import shown
from infracheck.report.inventory.configurations import configuration_of, says_nothing
from infracheck.report.inventory.containers import image_id
from infracheck.report.inventory.dependencies import dependency_of, id_of
from infracheck.report.inventory.entities import (
    ContainerImage,
    ExternalDependency,
    Inputs,
    Inventory,
    Manifest,
    Neighbour,
    Relation,
    SecretEntry,
    ServiceConfiguration,
    Step,
)
from infracheck.report.inventory.ids import Ids, of_name, of_object
from infracheck.report.inventory.images import built_image, named_image
from infracheck.report.inventory.listed import Lists
from infracheck.report.inventory.manifests import manifest_of
from infracheck.report.inventory.secrets import secret_entry
from infracheck.report.report import said as fault_said
from infracheck.source.text.problem import NOT_RENDERED, READ_ALL_THE_SAME

if TYPE_CHECKING:
    from infracheck.model.graph.build import Built
    from infracheck.model.graph.model import Model

S = TypeVar("S")
T = TypeVar("T")


def inventory_of(built: Built, files: int) -> Inventory:
    """Everything in a model that may be shown, each list in an order that depends on names alone."""
    model = built.model
    ids, lists = Ids(), Lists()
    _give_ids(model, ids)
    dependencies = sorted(_dependencies(model, ids, lists), key=_by_id)
    manifests = sorted(_manifests(model, ids, lists, dependencies), key=_by_id)
    configurations = sorted(_configurations(model, ids, manifests), key=_by_id)
    told = {each.id for each in configurations}
    manifests = [each if each.configuration in told else each._replace(configuration=None) for each in manifests]
    images = sorted(_images(model, ids), key=_by_id)
    kept: list[AnySecret | ReferencedSecret] = [*model.all(AnySecret), *referenced_in(model).values()]
    secrets = sorted(_told(model, kept, lambda each: secret_entry(each, ids.known(each), ids, lists)), key=_by_id)
    relations = sorted({*_relations(manifests), *_readers(secrets), *_addresses(dependencies)})
    inventory = Inventory(
        tuple(manifests),
        tuple(images),
        tuple(configurations),
        tuple(secrets),
        tuple(dependencies),
        tuple(relations),
        _inputs(built, files, lists.notes),
    )
    # ids are put together of names, which are shown as such
    named = {each.id for entities in inventory[:5] for each in entities}
    said = Said(set(_texts(inventory)) - named, (model,))
    return _said(inventory, said) if said.changes else inventory


def _texts(part: object) -> Iterator[str]:
    """Every text of an inventory, or of a part, but for the ends of relations: they are names, and shown as such."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple) and not isinstance(part, Relation):
        for each in part:
            yield from _texts(each)


def _said(part: T, said: Said) -> T:
    """A part of an inventory without what may not be said."""
    if isinstance(part, str):
        return said.of(part)  # type: ignore[return-value]
    if not isinstance(part, tuple) or isinstance(part, Relation):
        return part
    return tuple.__new__(type(part), [_said(each, said) for each in part])


def _by_id(
    entity: Manifest | ContainerImage | ServiceConfiguration | SecretEntry | ExternalDependency,
) -> tuple[str, str]:
    return entity.id.partition("#")[0], entity.id


def _give_ids(model: Model, ids: Ids) -> None:
    for workload in model.all(Workload):
        ids.give(workload, of_object("manifest", workload))
        ids.give(workload.configuration, of_object("configuration", workload))
    for config_map in model.all(ConfigMap):
        ids.give(config_map, of_object("configuration", config_map))
    for secret in model.all(AnySecret):
        ids.give(secret, of_object("secret", secret))
    for referenced in referenced_in(model).values():
        ids.give(referenced, of_name("secret", referenced.namespace, referenced.kind, referenced.secret_name))
    for image in model.all(Dockerfile):
        ids.give(image, f"dockerfile:{shown.phrase(image.path)}")
    for endpoint in model.all(Endpoint):
        ids.give(endpoint, id_of(endpoint))


def _told(model: Model, subjects: Iterable[S], tell: Callable[[S], T]) -> list[T]:
    """What is told of each subject; one that this crashes on is a fault, and left out."""
    return model.gather(subjects, lambda each: (tell(each),), "taking the inventory")


def _dependencies(model: Model, ids: Ids, lists: Lists) -> list[ExternalDependency]:
    return _told(model, model.all(Endpoint), lambda each: dependency_of(each, ids.known(each), ids, lists))


def _manifests(model: Model, ids: Ids, lists: Lists, dependencies: Iterable[ExternalDependency]) -> list[Manifest]:
    reached: dict[str, list[str]] = {}
    for dependency in dependencies:
        for user in dependency.used_by:
            reached.setdefault(user, []).append(dependency.id)
    return _told(
        model, model.all(Workload), lambda each: manifest_of(each, ids, lists, reached.get(ids.known(each), ()))
    )


def _configurations(model: Model, ids: Ids, manifests: Iterable[Manifest]) -> Iterator[ServiceConfiguration]:
    users = _users(manifests)
    yield from _told(
        model,
        model.all(ConfigMap),
        lambda each: configuration_of(each, ids.known(each), users.get(ids.known(each), ())),
    )
    of_workloads = _told(
        model,
        model.all(Workload),
        lambda each: configuration_of(each, ids.known(each.configuration), (ids.known(each),)),
    )
    yield from (each for each in of_workloads if not says_nothing(each))


def _users(manifests: Iterable[Manifest]) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {}
    for manifest in manifests:
        for taking in manifest.uses:
            if taking.entity is not None:
                users.setdefault(taking.entity, []).append(manifest.id)
    return users


def _images(model: Model, ids: Ids) -> Iterator[ContainerImage]:
    references: dict[str, set[str]] = {}
    users: dict[str, list[str]] = {}
    for workload in model.all(Workload):
        for container in workload.containers:
            found = image_id(container, ids)
            if found is not None and container.image is not None:
                references.setdefault(found, set()).add(shown.image(container.image))
                users.setdefault(found, []).append(ids.known(workload))
    built = {ids.known(image) for image in model.all(Dockerfile)}

    def tell(image: Dockerfile) -> ContainerImage:
        found = ids.known(image)
        return built_image(image, found, references.get(found, ()), users.get(found, ()))

    yield from _told(model, model.all(Dockerfile), tell)
    for found, (reference, *_) in references.items():
        if found not in built:
            yield named_image(found, reference, users[found])


def _relations(manifests: Iterable[Manifest]) -> Iterator[Relation]:
    for manifest in manifests:
        yield from _neighbours(manifest)
        for container in manifest.containers:
            if container.image is not None:
                yield Relation(manifest.id, "runs", container.image.entity)
        for taking in manifest.uses:
            if taking.entity is not None:
                yield Relation(manifest.id, "uses", taking.entity)
        if manifest.configuration is not None:
            yield Relation(manifest.id, "configured-by", manifest.configuration)
        for dependency in manifest.dependencies:
            yield Relation(manifest.id, "connects-to", dependency)


def _neighbours(manifest: Manifest) -> Iterator[Relation]:
    """Objects round a workload bear no id of an entity: their kind and their name say who they are."""
    for service in manifest.services:
        yield Relation(_object(manifest, service), "selects", manifest.id)
    for found, kind in (
        (manifest.autoscalers, "scaled-by"),
        (manifest.disruption_budgets, "protected-by-pdb"),
        (manifest.network_policies, "restricted-by"),
    ):
        for each in found:
            yield Relation(manifest.id, kind, _object(manifest, each))
    yield Relation(manifest.id, "runs-as", _object(manifest, manifest.service_account))
    if manifest.namespace is not None:
        yield Relation(manifest.id, "in-namespace", f"Namespace {manifest.namespace}")


def _object(manifest: Manifest, neighbour: Neighbour) -> str:
    return f"{neighbour.kind} {manifest.namespace or 'default'}/{neighbour.name}"


def _readers(secrets: Iterable[SecretEntry]) -> Iterator[Relation]:
    for secret in secrets:
        for reader in secret.access_permissions:
            yield Relation(reader.subject, "can-read", secret.id)


def _addresses(dependencies: Iterable[ExternalDependency]) -> Iterator[Relation]:
    for dependency in dependencies:
        for address in dependency.addresses:
            if address.defined_in is not None:
                yield Relation(address.defined_in, "defines", dependency.id)


def _inputs(built: Built, files: int, cut: tuple[Step, ...]) -> Inputs:
    """What was read, and what was not: as the last, since a limit is met when something is asked for."""
    problems = [*(problem for problem, _ in built.problems), *built.model.limits]
    steps = (Step(plain(each.message), plain(each.span.path), each.span.line) for each in problems)
    is_incomplete = bool(cut) or any(each.id not in _COMPLETE for each in problems)
    faults = {Step(plain(fault_said(each)), plain(each.span.path), each.span.line) for each in built.model.faults}
    return Inputs(files, built.objects, built.dockerfiles, (*steps, *cut), is_incomplete, tuple(sorted(faults)))


# a template is no input before it is rendered
_COMPLETE = READ_ALL_THE_SAME | {NOT_RENDERED}
