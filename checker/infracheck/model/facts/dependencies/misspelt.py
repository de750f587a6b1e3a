"""Hosts that lead nowhere, where the namespace has a Service of nearly the same name."""

from __future__ import annotations

from infracheck.model.base.fact import Unknown
from infracheck.model.entities.dependency import Dependency, Location
from infracheck.model.entities.network import Service
from infracheck.model.facts.dependencies.host import service_at
from infracheck.model.facts.dependencies.operated import database_behind
from infracheck.model.graph.link import missing, stands_in_chart

# shorter parts are abbreviations and numbers more often than words
_SHORTEST = 4


def meant_service(dependency: Dependency) -> Service | None:
    """The one Service that an address seems to mean by a name that the scan does not hold; None where it is right.

    Unknown is no fault: the Service may be made by an operator or in another repository. Only a slip of the pen in one
    word, and a single Service that the name can mean, say more than that.
    """
    if dependency.location is not Location.IN_CLUSTER or dependency.is_secret:
        return None
    place = _named(dependency)
    if place is None:
        return None
    name, namespace = place
    model = dependency.model
    if service_at(model, dependency.host.lower(), dependency.namespace) is not None:
        return None
    if isinstance(missing(model, "Service", namespace, name, Service), Unknown):
        return None
    if database_behind(model, f"{name}.{namespace}") is not None:
        return None
    near = [each for each in model.in_namespace(Service, namespace) if is_slip(name, each.name)]
    return near[0] if len(near) == 1 and not stands_in_chart(near[0]) else None


def _named(dependency: Dependency) -> tuple[str, str] | None:
    """The name and the namespace of the Service that a host means; None for longer names: they are pods."""
    labels = dependency.host.lower().rstrip(".").removesuffix(".cluster.local").removesuffix(".svc").split(".")
    if len(labels) > 2 or dependency.resource.kind == "Dockerfile":
        return None
    return labels[0], labels[1] if len(labels) == 2 else dependency.namespace or "default"


def is_slip(written: str, name: str) -> bool:
    """Whether one name is another one with a slip in one of its words: a letter too few, too many, wrong or swapped."""
    parts = [(one, other) for one, other in zip(written.split("-"), name.split("-"), strict=False) if one != other]
    if written.count("-") != name.count("-"):
        # a dash too few or too many
        return written.replace("-", "") == name.replace("-", "")
    if len(parts) != 1:
        return False
    one, other = parts[0]
    return min(len(one), len(other)) >= _SHORTEST and (one + other).isalpha() and _is_one_apart(one, other)


def _is_one_apart(one: str, other: str) -> bool:
    """Whether a single slip turns one word into the other; a wrong letter counts in long words alone."""
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, others = one[start:], other[start:]
    if rest[1:] == others or rest == others[1:]:
        return True
    if rest[:2] == others[1::-1] and len(others) > 1 and rest[2:] == others[2:]:
        return True
    return len(one) > _SHORTEST + 1 and rest[1:] == others[1:]
