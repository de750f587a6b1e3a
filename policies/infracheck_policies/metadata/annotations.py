"""Annotations that workloads must have, or must not have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Metadata, Pod, Record, Severity, Violation, Workload, policy

_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(?:\.[^@\s<>.]+)+")
_OWNERS = frozenset(
    (
        "business-unit", "contact", "cost-center", "department", "email", "maintainer", "owner", "owners", "squad",
        "team",
    )
)  # fmt: skip


class EmailAnnotation(Record):
    """`annotation`: the annotation that holds the address."""

    annotation: str = "email"


class OwnerAnnotations(Record):
    """`annotations`: those that all pods must have; where none is named, any that says who owns them."""

    annotations: tuple[str, ...] = ()


class ReservedAnnotations(Record):
    """`prefixes`: how the annotations begin that no workload may have."""

    prefixes: tuple[str, ...] = ("fluxcd.io/", "filter.fluxcd.io/", "flux.weave.works/")


@policy("email-annotation", category="metadata", severity=Severity.LOW, recommended=False)
def email_annotation(workload: Workload, options: EmailAnnotation) -> Iterator[Violation]:
    """A workload has an annotation with the email address of those who look after it.

    Whoever is called because of the workload then knows whom to ask. Option `annotation` names another annotation.

    Fix: Add the annotation `email` with an address to the workload's `metadata.annotations`.
    """
    name = options.annotation
    address = workload.annotations.get(name)
    if address is None:
        yield workload.violation(f"{workload.kind} {workload.name} has no annotation {name}")
    elif not _EMAIL.fullmatch(address.strip()):
        message = f"annotation {name} of {workload.kind} {workload.name} is not an email address"
        yield workload.violation(message, at=workload.metadata.place(Metadata.annotations, name))


@policy("owner-annotation", category="metadata", severity=Severity.LOW, recommended=False)
def owner_annotation(pod: Pod, options: OwnerAnnotations) -> Iterator[Violation]:
    """Pods have an annotation that says who owns them.

    Such as `department`, `team`, `owner`, `contact` or `cost-center`, with or without a prefix; an empty one counts as
    none. It must stand in the pod template, since pods do not inherit the annotations of their workload. Option
    `annotations` names those that each pod must have instead.

    Fix: Add the annotation to the `metadata.annotations` of the pod template.
    """
    written = {name for name, value in pod.annotations.items() if value}
    missing = [name for name in options.annotations if name not in written]
    bearer = f"{pod.workload.kind} {pod.workload.name}"
    if pod.workload.kind != "Pod":
        bearer = f"the pod template of {bearer}"
    for name in missing:
        yield pod.template.violation(f"{bearer} has no annotation {name}", at=Metadata.annotations)
    if not options.annotations and _OWNERS.isdisjoint(name.rpartition("/")[2].lower() for name in written):
        yield pod.template.violation(f"{bearer} has no annotation that names an owner", at=Metadata.annotations)


@policy("flux-annotation", category="metadata", severity=Severity.LOW, recommended=False)
def flux_annotation(workload: Workload, options: ReservedAnnotations) -> Iterator[Violation]:
    """A workload has no annotation of Flux v1.

    Flux v1 is archived since November 2022, and Flux v2 does not read its annotations (`fluxcd.io/automated` and the
    like): what they ask for does not happen. Option `prefixes` reserves other annotations.

    Fix: Remove the annotation; Flux v2 has ImagePolicy and ImageUpdateAutomation objects in its place.
    """
    for metadata in workload.all_metadata:
        for name in metadata.annotations:
            if name.startswith(options.prefixes):
                message = f"{workload.kind} {workload.name} has the reserved annotation {name}"
                yield metadata.violation(message, at=metadata.place(Metadata.annotations, name))
