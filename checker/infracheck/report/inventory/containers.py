"""Containers for the inventory: image, user, resources, probes and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.fact import Known, Unknown
from infracheck.model.entities.container import Container, EnvVar, Probe
from infracheck.report.inventory import shown
from infracheck.report.inventory.entities import (
    Amounts,
    Check,
    ContainerEntry,
    EnvironmentVariable,
    HealthChecks,
    ImageUse,
    Resources,
    Step,
    Told,
)

if TYPE_CHECKING:
    from infracheck.model.base.values import Quantity
    from infracheck.model.entities.variable import Variable
    from infracheck.report.inventory.ids import Ids


def container_entry(container: Container, ids: Ids) -> ContainerEntry:
    """A container with what holds of it."""
    return ContainerEntry(
        name=shown.name(container.name),
        role=_role(container),
        image=_image(container, ids),
        user=shown.told(container.user, shown.user),
        resources=Resources(_amounts(container, "requests"), _amounts(container, "limits")),
        health_checks=HealthChecks(
            _check(container.liveness_probe), _check(container.readiness_probe), _check(container.startup_probe)
        ),
        environment=_environment(container, ids),
        ports=tuple(_port(each.container_port, each.protocol, each.name) for each in container.ports),
        place=shown.place(container.span),
    )


def _role(container: Container) -> str:
    if container.is_main:
        return "main"
    if container.is_ephemeral:
        return "ephemeral"
    return "sidecar" if container.is_sidecar else "init"


def _port(number: int | None, protocol: str | None, written: str | None) -> str:
    text = f"{'?' if number is None else number}/{'tcp' if protocol is None else shown.name(protocol).lower()}"
    return text if written is None else f"{text} {shown.name(written)}"


def _image(container: Container, ids: Ids) -> ImageUse | None:
    reference = container.image
    entity = image_id(container, ids)
    if reference is None or entity is None:
        return None
    text = shown.image(reference)
    because: tuple[Step, ...] = ()
    match container.dockerfile:
        case Known(_, notes):
            because = shown.steps(notes)
    pulled = container.pulled_image
    note = pulled.why if isinstance(pulled, Unknown) else ""
    if text != reference.text:
        return ImageUse(text, None, text, None, None, entity, note, because)
    return ImageUse(
        text, reference.registry, reference.repository, reference.tag, reference.digest, entity, note, because
    )


def image_id(container: Container, ids: Ids) -> str | None:
    """The id of the image that a container runs: of the Dockerfile that builds it, else of its reference."""
    match container.dockerfile:
        case Known(found, _):
            return ids.of(found)
    reference = container.image
    return None if reference is None else ids.named("image", reference.text, shown.image(reference))


def _amounts(container: Container, kind: str) -> Amounts:
    def amount(resource: str) -> Told:
        fact = container.limit(resource) if kind == "limits" else container.request(resource)
        return shown.told(fact, _quantity, "not set")

    return Amounts(amount("cpu"), amount("memory"), amount("ephemeral-storage"))


def _quantity(found: Quantity | None) -> str | None:
    return None if found is None else shown.name(found.text.strip())


def _check(probe: Probe | None) -> Check | None:
    if probe is None or not probe.has_handler:
        return None
    return Check(_action(probe), probe.period_seconds, shown.place(probe.span))


def _action(probe: Probe) -> str:
    port = "?" if probe.port is None else shown.name(str(probe.port))
    if probe.http_get is not None:
        scheme = "HTTPS " if (probe.http_get.scheme or "").upper() == "HTTPS" else ""
        return f"{scheme}GET {shown.request_path(probe.http_get.path or '/')} on port {port}"
    if probe.tcp_socket is not None:
        return f"TCP connection to port {port}"
    if probe.grpc is not None:
        return f"gRPC on port {port}"
    words = list(probe.exec.command) if probe.exec is not None else []
    return f"runs {shown.words_of(words)}"


def _environment(container: Container, ids: Ids) -> tuple[EnvironmentVariable, ...]:
    entries = {entry.name: entry for entry in container.env if entry.name is not None}
    return tuple(_variable(each, entries.get(each.name), ids) for each in container.variables)


def _variable(variable: Variable, entry: EnvVar | None, ids: Ids) -> EnvironmentVariable:
    source, origin, key = _source(variable, entry)
    return EnvironmentVariable(
        name=shown.variable(variable.name),
        source=source,
        origin=None if origin is None else shown.name(origin),
        key=None if key is None else shown.key(key),
        entity=_entity(variable, source, ids),
        place=shown.place(variable.origin),
        because=shown.steps(variable.because),
    )


def _source(variable: Variable, entry: EnvVar | None) -> tuple[str, str | None, str | None]:
    """The kind of origin, its name, and the key in it."""
    if entry is not None:
        for kind, reference in (("ConfigMap", entry.config_map_key), ("Secret", entry.secret_key)):
            if reference is not None:
                return kind, reference.name, reference.key
        for field in (entry.field_ref, entry.resource_field_ref):
            if field is not None:
                return "cluster", field.field_path or field.resource_name, None
        return "value", None, None
    if variable.provider is not None:
        return "Secret", variable.provider.secret_name, None
    if variable.resource.kind == "Dockerfile":
        return "image", variable.resource.name, None
    if variable.resource.kind in ("ConfigMap", "Secret"):
        return variable.resource.kind, variable.resource.name, None
    return "unknown", None, None


def _entity(variable: Variable, source: str, ids: Ids) -> str | None:
    container = variable.container
    if container is None or source not in ("ConfigMap", "Secret", "image"):
        return None
    if variable.provider is not None:
        return ids.of(variable.provider)
    if source == "image":
        return image_id(container, ids)
    found = container.workload.model.find(variable.resource.kind, container.workload.namespace, variable.resource.name)
    return None if found is None or variable.resource.kind != source else ids.of(found)
