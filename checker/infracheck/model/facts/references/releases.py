"""The releases of Helm charts that objects of a scan install: those of Flux, Argo CD, k3s and Crossplane."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from infracheck.model.base.field import part, parts, text
from infracheck.model.base.view import View

if TYPE_CHECKING:
    from infracheck.model.entities.kubernetes import KubernetesObject

Release: TypeAlias = "tuple[str | None, str]"
"""The namespace of a release, None where that is not written, and what its objects may be called after."""


def releases_in(each: KubernetesObject) -> Iterator[Release]:
    """The releases that an object installs."""
    read = _READERS.get((each.group, each.kind))
    if read is not None:
        yield from ((namespace, name) for namespace, name in read(each) if name)


class _FluxRelease(View):
    """A HelmRelease of Flux."""

    __slots__ = ()

    release_name = text("spec/releaseName")
    target_namespace = text("spec/targetNamespace")
    full_name = text("spec/values/fullnameOverride")


def _of_flux(each: KubernetesObject) -> Iterator[Release]:
    """`spec.releaseName`, else the name with the target's namespace before it where that is written."""
    release = _FluxRelease(each.node, each)
    target = release.target_namespace
    namespace = target or each.namespace
    yield namespace, release.release_name or (f"{target}-{each.name}" if target else each.name)
    yield namespace, release.full_name or ""


def _of_the_helm_operator(each: KubernetesObject) -> Iterator[Release]:
    """Flux's Helm operator of old puts the namespaces before the name."""
    release = _FluxRelease(each.node, each)
    target, own = release.target_namespace, each.namespace or "default"
    yield target or each.namespace, release.release_name or "-".join(part for part in (own, target, each.name) if part)
    yield target or each.namespace, release.full_name or ""


class _ArgoSource(View):
    """Where an Application comes from."""

    __slots__ = ()

    release_name = text("helm/releaseName")
    full_name = text("helm/valuesObject/fullnameOverride")


class _ArgoApplication(View):
    """An Application of Argo CD."""

    __slots__ = ()

    source = part("spec/source", _ArgoSource)
    sources = parts("spec/sources", _ArgoSource)
    namespace = text("spec/destination/namespace")


def _of_argo(each: KubernetesObject) -> Iterator[Release]:
    """`helm.releaseName`, else the Application's name."""
    application = _ArgoApplication(each.node, each)
    for source in (application.source, *application.sources):
        yield application.namespace, source.release_name or each.name
        yield application.namespace, source.full_name or ""


class _K3sChart(View):
    """A HelmChart of k3s or RKE2."""

    __slots__ = ()

    target_namespace = text("spec/targetNamespace")


def _of_k3s(each: KubernetesObject) -> Iterator[Release]:
    yield _K3sChart(each.node, each).target_namespace or each.namespace, each.name


class _CrossplaneRelease(View):
    """A Release of Crossplane's Helm provider."""

    __slots__ = ()

    namespace = text("spec/forProvider/namespace")
    full_name = text("spec/forProvider/values/fullnameOverride")


def _of_crossplane(each: KubernetesObject) -> Iterator[Release]:
    release = _CrossplaneRelease(each.node, each)
    yield release.namespace, each.name
    yield release.namespace, release.full_name or ""


_READERS: dict[tuple[str, str], Callable[[KubernetesObject], Iterator[Release]]] = {
    ("argoproj.io", "Application"): _of_argo,
    ("helm.cattle.io", "HelmChart"): _of_k3s,
    ("helm.crossplane.io", "Release"): _of_crossplane,
    ("helm.fluxcd.io", "HelmRelease"): _of_the_helm_operator,
    ("helm.toolkit.fluxcd.io", "HelmRelease"): _of_flux,
}
