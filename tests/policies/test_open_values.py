"""What is yet to be filled in, no policy about availability takes for a default."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.policies.manifests import resource

import infracheck

OPEN = "'${NUMBER}'"


def scaler(bounds: str, kind: str = "HorizontalPodAutoscaler", version: str = "autoscaling/v2") -> str:
    return resource(kind, f"scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: shop}}, {bounds}", version)


def deployment(replicas: str) -> str:
    template = "template: {metadata: {labels: {app: shop}}, spec: {containers: [{name: web, image: 'a:1'}]}}"
    return resource(
        "Deployment", f"replicas: {replicas}, selector: {{matchLabels: {{app: shop}}}}, {template}", "apps/v1"
    )


def budget(spec: str) -> str:
    return resource("PodDisruptionBudget", f"{spec}, selector: {{matchLabels: {{app: shop}}}}", "policy/v1")


@pytest.mark.parametrize(
    ("policy", "manifest"),
    [
        ("single-autoscaled-replica", scaler("minReplicas: %s, maxReplicas: 9")),
        ("autoscaler-minimum", scaler("minReplicas: %s, maxReplicas: 9")),
        ("autoscaler-range", scaler("minReplicas: %s, maxReplicas: 1")),
        ("autoscaler-range", scaler("minReplicaCount: 100, maxReplicaCount: %s", "ScaledObject", "keda.sh/v1alpha1")),
        ("single-replica", deployment("%s")),
        ("replica-minimum", deployment("%s")),
        ("replica-maximum", deployment("%s")),
        ("blocking-budget", deployment("%s") + "---\n" + budget("minAvailable: 1")),
        ("blocking-budget", budget("maxUnavailable: %s")),
        ("blocking-budget", budget("minAvailable: %s")),
        ("budget-bound", budget("minAvailable: %s")),
        ("budget-percentage", budget("minAvailable: %s")),
        (
            "budget-above-autoscaler",
            "---\n".join((deployment("1"), scaler("minReplicas: %s, maxReplicas: 9"), budget("minAvailable: 2"))),
        ),
        (
            "blocking-budget",
            "---\n".join((deployment("1"), scaler("minReplicas: 1, maxReplicas: %s"), budget("minAvailable: 2"))),
        ),
    ],
)
def test_a_placeholder_is_no_number(policy: str, manifest: str, tmp_path: Path) -> None:
    tmp_path.joinpath("shop.yaml").write_text(manifest % OPEN, encoding="utf-8")

    report = infracheck.scan([tmp_path], select=[policy])

    assert [each for each in report.findings if each.policy_id == policy] == []
    assert report.faults == ()
