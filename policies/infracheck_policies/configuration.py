"""Whether ConfigMaps and Secrets that pods take are there, and whether what is there is taken."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ConfigMap, Pod, Record, Severity, Violation, policy

_ALIASES = ("kube-linter:env-value-from",)


@policy("config-map-reference", category="configuration", severity=Severity.HIGH, aliases=_ALIASES)
def config_map_reference(pod: Pod) -> Iterator[Violation]:
    """A pod takes only ConfigMaps that are there.

    Without one, its containers stay in CreateContainerConfigError, and with a volume the pod waits in
    ContainerCreating. Said where the scan sees ConfigMaps of the namespace (without a namespace: in the same folder)
    and this one is not among them, no kustomization generates it and nothing else names it; `optional: true` is fine.
    kube-linter judges variables alone, and calls missing whatever the scan does not hold.
    """
    for missing in pod.missing("ConfigMap"):
        use = missing.use
        yield pod.violation(
            f"{use.user} takes ConfigMap {use.name}, which is not there", at=use.name_span, related=missing.notes
        )


@policy("config-map-key", category="configuration", severity=Severity.HIGH, aliases=_ALIASES)
def config_map_key(pod: Pod) -> Iterator[Violation]:
    """A pod takes only keys that its ConfigMaps have.

    With a key missing, a container stays in CreateContainerConfigError; a volume with such an item is never mounted.
    A ConfigMap without any key is not judged, since something fills it in, nor one that a kustomization patches.
    """
    for missing in pod.missing_keys("ConfigMap"):
        use = missing.use
        yield pod.violation(
            f"{use.user} takes key {use.key} of ConfigMap {use.name}, which has none of that name",
            at=use.key_span,
            related=missing.notes,
        )


@policy("secret-reference", category="configuration", severity=Severity.HIGH, aliases=_ALIASES)
def secret_reference(pod: Pod) -> Iterator[Violation]:
    """A pod takes only Secrets that are there.

    Without one, its containers stay in CreateContainerConfigError, and with a volume the pod waits in
    ContainerCreating. What gives a Secret counts as one: SealedSecret, ExternalSecret, Certificate, and whatever else
    names it, an operator's resource, an Ingress or an argument, but for hosts and logins. Said where the scan sees
    Secrets of the namespace (without a namespace: in the same folder); those that are made by hand are declared under
    `exists:`. kube-linter judges variables alone, and calls missing whatever the scan does not hold.
    """
    for missing in pod.missing("Secret"):
        use = missing.use
        yield pod.violation(
            f"{use.user} takes Secret {use.name}, which is not there", at=use.name_span, related=missing.notes
        )


@policy("secret-key", category="configuration", severity=Severity.HIGH, aliases=_ALIASES)
def secret_key(pod: Pod) -> Iterator[Violation]:
    """A pod takes only keys that its Secrets have.

    With a key missing, a container stays in CreateContainerConfigError; a volume with such an item is never mounted.
    Judged where all keys are told: a Secret, a SealedSecret, an ExternalSecret without `dataFrom` and templates.
    """
    for missing in pod.missing_keys("Secret"):
        use = missing.use
        yield pod.violation(
            f"{use.user} takes key {use.key} of Secret {use.name}, which has none of that name",
            at=use.key_span,
            related=missing.notes,
        )


@policy("unused-config-map", category="configuration", severity=Severity.LOW, recommended=False)
def unused_config_map(config_map: ConfigMap) -> Iterator[Violation]:
    """A ConfigMap is taken by a pod.

    One that nothing reads is edited in vain by whoever looks for the cause of something. Applications may read it
    through the API, so this is not recommended to all; a name that stands anywhere else in the scan counts as read.
    """
    if not config_map.uses and not config_map.is_read_elsewhere:
        yield config_map.violation(f"nothing takes ConfigMap {config_map.name}", at=ConfigMap.name_written)


@policy("unused-config-key", category="configuration", severity=Severity.LOW, recommended=False)
def unused_config_key(config_map: ConfigMap) -> Iterator[Violation]:
    """A key of a ConfigMap is taken by a pod.

    Judged where all that pods take of it are single keys: then the others are left over, or misspelt.
    """
    uses = config_map.uses
    taken = {use.key for use in uses if use.key is not None}
    if not taken or config_map.is_taken_whole or config_map.is_read_elsewhere:
        return
    for key in config_map.keys:
        if key not in taken:
            yield config_map.violation(
                f"nothing takes key {key} of ConfigMap {config_map.name}", at=config_map.place_of_key(key)
            )


class SizeOptions(Record):
    """How much a ConfigMap may hold."""

    max_bytes: int = 1_048_576
    """The most bytes of all its values together; what the API server takes is the default."""


@policy("config-map-size", category="configuration", severity=Severity.HIGH)
def config_map_size(config_map: ConfigMap, options: SizeOptions) -> Iterator[Violation]:
    """A ConfigMap holds 1 MiB at most.

    The API server refuses a larger one: files of that size belong in an image or a volume. Client-side `kubectl apply`
    gives up at 262,144 bytes already, since it keeps a copy of the object in an annotation.
    """
    size = config_map.size
    if size > options.max_bytes:
        yield config_map.violation(
            f"ConfigMap {config_map.name} holds {size:,} bytes, and {options.max_bytes:,} are allowed",
            at=ConfigMap.name_written,
        )
