"""Whether referenced ConfigMaps and Secrets exist, and existing ones are used."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ConfigMap, Pod, Record, Severity, Violation, policy


@policy("config-map-reference", category="configuration", severity=Severity.HIGH)
def config_map_reference(pod: Pod) -> Iterator[Violation]:
    """A pod references only ConfigMaps that exist.

    Otherwise its containers stay in CreateContainerConfigError, and with a volume the pod stays in ContainerCreating.
    Reported where the scan holds ConfigMaps of the namespace (without a namespace: in the same folder) and not this
    one, no kustomization generates it and no other object names it; `optional: true` passes. kube-linter checks
    variables only, and reports everything that the scan does not hold.

    Fix: Correct the name or add the ConfigMap to the manifests. Declare one that is created elsewhere under `exists:`,
    or set `optional: true`.
    """
    for missing in pod.missing("ConfigMap"):
        use = missing.use
        yield pod.violation(
            f"{use.user} references ConfigMap {use.name}, which does not exist", at=use.name_span, related=missing.notes
        )


@policy("config-map-key", category="configuration", severity=Severity.HIGH)
def config_map_key(pod: Pod) -> Iterator[Violation]:
    """A pod references only keys that its ConfigMaps have.

    With a missing key a container stays in CreateContainerConfigError; a volume with such an item is never mounted. A
    ConfigMap without any key is not checked, since something else fills it, nor one that a kustomization patches.

    Fix: Correct the key or add it to the ConfigMap; set `optional: true` if the container can run without it.
    """
    for missing in pod.missing_keys("ConfigMap"):
        use = missing.use
        yield pod.violation(
            f"{use.user} references key {use.key} of ConfigMap {use.name}, which has no such key",
            at=use.key_span,
            related=missing.notes,
        )


@policy("secret-reference", category="configuration", severity=Severity.HIGH)
def secret_reference(pod: Pod) -> Iterator[Violation]:
    """A pod references only Secrets that exist.

    Otherwise its containers stay in CreateContainerConfigError, and with a volume the pod stays in ContainerCreating.
    Objects that create a Secret count: SealedSecret, ExternalSecret, Certificate, and any other object that names it,
    such as an operator's resource, an Ingress or an argument, except as a host or a login. Reported where the scan
    holds Secrets of the namespace (without a namespace: in the same folder). kube-linter checks variables only, and
    reports everything that the scan does not hold.

    Fix: Correct the name or add what creates the Secret. Declare one that is created by hand under `exists:`, or set
    `optional: true`.
    """
    for missing in pod.missing("Secret"):
        use = missing.use
        yield pod.violation(
            f"{use.user} references Secret {use.name}, which does not exist", at=use.name_span, related=missing.notes
        )


@policy("secret-key", category="configuration", severity=Severity.HIGH)
def secret_key(pod: Pod) -> Iterator[Violation]:
    """A pod references only keys that its Secrets have.

    With a missing key a container stays in CreateContainerConfigError; a volume with such an item is never mounted.
    Checked where all keys are known: a Secret, a SealedSecret, an ExternalSecret without `dataFrom` and templates.

    Fix: Correct the key or add it to the Secret; set `optional: true` if the container can run without it.
    """
    for missing in pod.missing_keys("Secret"):
        use = missing.use
        yield pod.violation(
            f"{use.user} references key {use.key} of Secret {use.name}, which has no such key",
            at=use.key_span,
            related=missing.notes,
        )


@policy("unused-config-map", category="configuration", severity=Severity.LOW, recommended=False)
def unused_config_map(config_map: ConfigMap) -> Iterator[Violation]:
    """A ConfigMap is used by a pod.

    Editing one that nothing uses has no effect, which misleads those who look for the cause of a problem. Off by
    default, since what the scan does not see may read it through the API. A workload whose service account may read it
    counts as using it, and so does a name that occurs anywhere else in the scan.

    Fix: Remove the ConfigMap, or reference it where it was meant to be used.
    """
    if not config_map.uses and not config_map.is_read_elsewhere:
        yield config_map.violation(f"no pod uses ConfigMap {config_map.name}", at=ConfigMap.name_written)


@policy("unused-config-key", category="configuration", severity=Severity.LOW, recommended=False)
def unused_config_key(config_map: ConfigMap) -> Iterator[Violation]:
    """A key of a ConfigMap is used by a pod.

    Checked where pods use single keys only: then the other keys are left over, or misspelt.

    Fix: Remove the key, or correct its name.
    """
    uses = config_map.uses
    used = {use.key for use in uses if use.key is not None}
    if not used or config_map.is_taken_whole or config_map.is_read_elsewhere:
        return
    for key in config_map.keys:
        if key not in used:
            yield config_map.violation(
                f"no pod uses key {key} of ConfigMap {config_map.name}", at=config_map.place_of_key(key)
            )


class SizeOptions(Record):
    """The largest size of a ConfigMap."""

    max_bytes: int = 1_048_576
    """In bytes, all values together; the default is the limit of the API server."""


@policy("config-map-size", category="configuration", severity=Severity.HIGH)
def config_map_size(config_map: ConfigMap, options: SizeOptions) -> Iterator[Violation]:
    """A ConfigMap holds at most 1 MiB.

    The API server rejects a larger one. Client-side `kubectl apply` fails at 262,144 bytes already, since it keeps a
    copy of the object in an annotation.

    Fix: Put files of that size into the image or a volume, or split the ConfigMap.
    """
    size = config_map.size
    if size > options.max_bytes:
        yield config_map.violation(
            f"ConfigMap {config_map.name} holds {size:,} bytes, more than {options.max_bytes:,}",
            at=ConfigMap.name_written,
        )
