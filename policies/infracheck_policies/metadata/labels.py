"""The labels that tell tools and people what a workload is."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from infracheck import Metadata, Record, Severity, Violation, Workload, policy

_INSTANCE = "app.kubernetes.io/instance"


class OwnerLabels(Record):
    """`labels`: the labels that each workload must have."""

    labels: tuple[str, ...] = ("owner",)


class PodLabels(Record):
    """`labels`: the labels that all pods must have."""

    labels: tuple[str, ...] = ("app.kubernetes.io/name",)


class CommonLabels(Record):
    """`labels`: the labels of which a workload and its pods must have one."""

    labels: tuple[str, ...] = (
        "app.kubernetes.io/name", _INSTANCE, "app.kubernetes.io/version", "app.kubernetes.io/component",
        "app.kubernetes.io/part-of", "app.kubernetes.io/managed-by", "app.kubernetes.io/created-by",
    )  # fmt: skip


class IdentifyingLabels(Record):
    """`labels`: the labels of which a workload and its pods must have one."""

    labels: tuple[str, ...] = ("app", "tier", "phase", "version", "owner", "env")


@policy("owner-label", category="metadata", severity=Severity.LOW, recommended=False)
def owner_label(workload: Workload, options: OwnerLabels) -> Iterator[Violation]:
    """A workload has a label that names its owner.

    Whoever is called because of the workload then knows whom to ask. The label stands at the workload itself; an empty
    one counts as none. Option `labels` names other labels, such as `team`.

    Fix: Add the label to the workload's `metadata.labels`.
    """
    for label in _missing(workload.labels, options.labels):
        yield workload.violation(f"{_named(workload)} has no label {label}")


@policy("app-name-label", category="metadata", severity=Severity.LOW, recommended=False)
def app_name_label(workload: Workload, options: PodLabels) -> Iterator[Violation]:
    """Pods have the label `app.kubernetes.io/name`.

    Tools find the pods of an application by it. Kubernetes documentation, "Recommended Labels". It must stand in the
    pod template, since pods do not inherit the labels of their workload; an empty one counts as none. Option `labels`
    names other labels.

    Fix: Add the label to the `metadata.labels` of the pod template.
    """
    for label in _missing(workload.pod.labels, options.labels):
        yield workload.pod.template.violation(f"{_bearer(workload)} has no label {label}", at=Metadata.labels)


@policy("common-label", category="metadata", severity=Severity.LOW, recommended=False)
def common_label(workload: Workload, options: CommonLabels) -> Iterator[Violation]:
    """A workload and its pods have one of Kubernetes' recommended labels.

    These are the labels with the prefix `app.kubernetes.io/` that tools have in common. Kubernetes documentation,
    "Recommended Labels". Pods do not inherit the labels of their workload.

    Fix: Add `app.kubernetes.io/name` to the labels of the workload and to those of its pod template.
    """
    yield from _without(workload, options.labels, "none of the recommended labels")


@policy("identifying-label", category="metadata", severity=Severity.LOW, recommended=False)
def identifying_label(workload: Workload, options: IdentifyingLabels) -> Iterator[Violation]:
    """A workload and its pods have a label that identifies them.

    By labels such as `app`, `tier` or `env` objects are found, counted and selected. Kubernetes documentation, "Labels
    and Selectors". Pods do not inherit the labels of their workload. Option `labels` names other labels.

    Fix: Add a label such as `app` to the labels of the workload and to those of its pod template.
    """
    yield from _without(workload, options.labels, f"none of the labels {', '.join(options.labels)}")


@policy("instance-label", category="metadata", severity=Severity.LOW, recommended=False)
def instance_label(workload: Workload) -> Iterator[Violation]:
    """The label `app.kubernetes.io/instance` of a workload is the workload's name.

    For teams whose tools look up one by the other. Charts of Helm commonly write the name of the release, which is
    another one. A workload that gets its name from `generateName` passes.

    Fix: Set `app.kubernetes.io/instance` to the value of `metadata.name`.
    """
    name, instance = workload.name_written, workload.labels.get(_INSTANCE)
    if name is None or name == instance:
        return
    if instance is None:
        yield workload.violation(f"{_named(workload)} has no label {_INSTANCE}")
    else:
        message = f"label {_INSTANCE} of {_named(workload)} is {instance}, not the name of the {workload.kind}"
        yield workload.violation(message, at=workload.metadata.place(Metadata.labels, _INSTANCE))


def _missing(labels: dict[str, str], wanted: Collection[str]) -> Iterator[str]:
    return (label for label in wanted if not labels.get(label))


def _without(workload: Workload, wanted: tuple[str, ...], what: str) -> Iterator[Violation]:
    if workload.labels.keys().isdisjoint(wanted):
        yield workload.violation(f"{_named(workload)} has {what}")
    if workload.kind != "Pod" and workload.pod.labels.keys().isdisjoint(wanted):
        yield workload.pod.template.violation(f"{_bearer(workload)} has {what}", at=Metadata.labels)


def _named(workload: Workload) -> str:
    return f"{workload.kind} {workload.name}"


def _bearer(workload: Workload) -> str:
    return _named(workload) if workload.kind == "Pod" else f"the pod template of {_named(workload)}"
