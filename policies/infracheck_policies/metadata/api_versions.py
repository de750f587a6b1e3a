"""API versions that Kubernetes deprecated or removed."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiLifecycle, KubernetesObject, Severity, Violation, policy


@policy("removed-api", category="metadata", severity=Severity.HIGH)
def removed_api(resource: KubernetesObject) -> Iterator[Violation]:
    """An object uses an API version that Kubernetes still serves.

    A cluster refuses an object of a removed version: `no matches for kind`. What counts is the Kubernetes version of
    the scan (`--kubernetes-version`), the newest if none is given. Kubernetes documentation, "Deprecated API Migration
    Guide".

    Fix: Write the API version that replaces it, and change the fields that the guide names.
    """
    lifecycle = resource.removed_api
    if lifecycle is not None:
        message = f"{_subject(resource)} was removed in Kubernetes 1.{lifecycle.removed}"
        yield resource.violation(message, at=KubernetesObject.api_version, remedy=_remedy(resource, lifecycle))


@policy("deprecated-api", category="metadata", severity=Severity.MEDIUM, recommended=False)
def deprecated_api(resource: KubernetesObject) -> Iterator[Violation]:
    """An object uses an API version that is not deprecated.

    A later release of Kubernetes removes the version, and an upgrade of the cluster then breaks the deployment. What
    counts is the Kubernetes version of the scan; a version that it no longer serves is `removed-api`. Kubernetes
    documentation, "Deprecated API Migration Guide".

    Fix: Write the API version that replaces it, and change the fields that the guide names.
    """
    lifecycle = resource.deprecated_api
    if lifecycle is not None:
        until = "" if lifecycle.removed is None else f", to be removed in 1.{lifecycle.removed}"
        message = f"{_subject(resource)} is deprecated since Kubernetes 1.{lifecycle.deprecated}{until}"
        yield resource.violation(message, at=KubernetesObject.api_version, remedy=_remedy(resource, lifecycle))


def _subject(resource: KubernetesObject) -> str:
    return f"apiVersion {resource.version} of {resource.kind} {resource.name}"


def _remedy(resource: KubernetesObject, lifecycle: ApiLifecycle) -> str:
    if lifecycle.replacement:
        return f"Write `apiVersion: {lifecycle.replacement}`."
    if resource.kind == "PodSecurityPolicy":
        return "Remove it, and enforce the Pod Security Standards with labels on namespaces."
    return ""
