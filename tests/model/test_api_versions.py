"""Which API versions a release of Kubernetes serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck import KubernetesObject
from infracheck.knowledge.kubernetes.api_versions import lifecycle_of
from infracheck.model.base.values import KubernetesVersion
from infracheck.model.graph.build import build
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

WORDS = Path(__file__).parent / "words"


def listed() -> list[tuple[str, str, int, int]]:
    lines = (WORDS / "api-versions.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return [(version, kind, int(deprecated), int(removed)) for version, kind, deprecated, removed in rows]


def the_object(api_version: str, kind: str, release: str) -> KubernetesObject:
    text = f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: web}}\n"
    version = KubernetesVersion.parse(release)
    assert version is not None
    (found,) = build(read_documents(Source("web.yaml", text)), version, ()).model.all(KubernetesObject)
    return found


def test_every_release_is_the_one_in_which_the_api_server_acts() -> None:
    told = [(version, kind, lifecycle_of(version, kind)) for version, kind, *_ in listed()]
    lifecycles = [(version, kind, found.deprecated, found.removed) for version, kind, found in told if found]

    assert lifecycles == listed()


def test_what_replaces_a_version_is_not_deprecated_itself() -> None:
    told = {(found.replacement, kind) for version, kind, *_ in listed() if (found := lifecycle_of(version, kind))}

    assert {each for each in told if each[0] and lifecycle_of(*each)} == set()


@pytest.mark.parametrize(
    ("release", "is_deprecated", "is_removed"),
    [("1.18", False, False), ("1.19", True, False), ("1.21", True, False), ("1.22", False, True), ("2.0", False, True)],
)
def test_an_ingress_is_deprecated_before_it_is_removed(release: str, is_deprecated: bool, is_removed: bool) -> None:
    ingress = the_object("networking.k8s.io/v1beta1", "Ingress", release)

    assert (ingress.deprecated_api is not None, ingress.removed_api is not None) == (is_deprecated, is_removed)


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [
        ("apps/v1", "Deployment"),
        ("networking.istio.io/v1beta1", "Ingress"),
        ("storage.k8s.io/v1beta1", "Snapshot"),
        ("v1", "Service"),
        ("v1beta1", "Pod"),
    ],
)
def test_nothing_is_told_of_versions_that_the_guide_does_not_name(api_version: str, kind: str) -> None:
    found = the_object(api_version, kind, "1.37")

    assert (found.deprecated_api, found.removed_api) == (None, None)


def test_a_version_without_a_release_to_go_in_stays_deprecated() -> None:
    endpoints = the_object("v1", "Endpoints", "9.9")

    assert endpoints.removed_api is None
    assert endpoints.deprecated_api is not None
    assert endpoints.deprecated_api.replacement == "discovery.k8s.io/v1"
