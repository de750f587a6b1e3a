"""What objects of a chart may be called after, by who installs it."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.facts.references.releases import releases_in

FLUX = ("helm.toolkit.fluxcd.io/v2", "HelmRelease")
OLD = ("helm.fluxcd.io/v1", "HelmRelease")
ARGO = ("argoproj.io/v1alpha1", "Application")
K3S = ("helm.cattle.io/v1", "HelmChart")
CROSSPLANE = ("helm.crossplane.io/v1beta1", "Release")


@pytest.mark.parametrize(
    ("kind", "namespace", "spec", "expected"),
    [
        (FLUX, "shop", "", [("shop", "web")]), (FLUX, "", "", [(None, "web")]), (FLUX, "shop", "releaseName: r",
         [("shop", "r")]),
        (FLUX, "shop", "targetNamespace: t", [("t", "t-web")]), (FLUX, "shop", "targetNamespace: t, releaseName: r",
         [("t", "r")]),
        (FLUX, "shop", "values: {fullnameOverride: f}", [("shop", "web"), ("shop", "f")]),
        (OLD, "shop", "", [("shop", "shop-web")]), (OLD, "", "", [(None, "default-web")]), (OLD, "shop",
         "releaseName: r", [("shop", "r")]),
        (OLD, "shop", "targetNamespace: t", [("t", "shop-t-web")]),
        (OLD, "shop", "targetNamespace: t, values: {fullnameOverride: f}", [("t", "shop-t-web"), ("t", "f")]),
        (ARGO, "argocd", "destination: {namespace: d}, source: {}", [("d", "web")]), (ARGO, "argocd", "source: {}",
         [(None, "web")]),
        (ARGO, "argocd",
         "destination: {namespace: d}, source: {helm: {releaseName: r, valuesObject: {fullnameOverride: f}}}",
         [("d", "r"), ("d", "f")]),
        (ARGO, "argocd", "sources: [{helm: {releaseName: r}}, {}]", [(None, "web"), (None, "r"), (None, "web")]),
        (K3S, "kube-system", "", [("kube-system", "web")]), (K3S, "kube-system", "targetNamespace: t", [("t", "web")]),
        (CROSSPLANE, "", "forProvider: {namespace: p}", [("p", "web")]), (CROSSPLANE, "", "", [(None, "web")]),
        (CROSSPLANE, "", "forProvider: {namespace: p, values: {fullnameOverride: f}}", [("p", "web"), ("p", "f")]),
        (("a.example/v1", "HelmRelease"), "shop", "releaseName: r", []), ((FLUX[0], "Other"), "shop", "releaseName: r",
         []),
    ],
)  # fmt: skip
def test_an_object_installs_releases(
    kind: tuple[str, str], namespace: str, spec: str, expected: list[tuple[str | None, str]]
) -> None:
    where = f", namespace: {namespace}" if namespace else ""
    text = f"apiVersion: {kind[0]}\nkind: {kind[1]}\nmetadata: {{name: web{where}}}\nspec: {{{spec}}}\n"
    (found,) = model_in(text, "a.yaml").all(KubernetesObject)

    assert list(releases_in(found)) == expected
