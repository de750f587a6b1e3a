"""One bare object of each kind, and one bare part of each, are borne by every policy."""

from __future__ import annotations

from pathlib import Path

import pytest

import infracheck
from infracheck.knowledge.kubernetes.object_makers import KAFKA_USER, MADE, ZALANDO_CLUSTER
from infracheck.knowledge.products.lookup import OPERATORS
from infracheck.model.graph.kinds import CLASSES

WORKLOADS = (
    ("v1", "Pod"), ("v1", "PodTemplate"), ("v1", "ReplicationController"), ("v1", "DeploymentConfig"),
    ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"), ("apps/v1", "ReplicaSet"),
    ("batch/v1", "Job"), ("batch/v1", "CronJob"), ("argoproj.io/v1alpha1", "Rollout"),
    ("serving.knative.dev/v1", "Service"),
)  # fmt: skip
CUSTOM = (
    ("postgresql.cnpg.io/v1", "ScheduledBackup"), ("velero.io/v1", "Schedule"),
    ("velero.io/v1", "Backup"), ("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
    ("helm.fluxcd.io/v1", "HelmRelease"), ("argoproj.io/v1alpha1", "Application"),
    ("helm.cattle.io/v1", "HelmChart"), ("helm.crossplane.io/v1beta1", "Release"),
    ("kubevirt.io/v1", "VirtualMachine"), ("kubevirt.io/v1", "VirtualMachineInstance"),
)  # fmt: skip
CORE = tuple((f"{group}/v1" if group else "v1", kind) for group, kind in CLASSES)
MAKERS = tuple((f"{group}/v1", kind) for group, kind in (*OPERATORS, *MADE, KAFKA_USER, ZALANDO_CLUSTER))
KINDS = sorted({*WORKLOADS, *CUSTOM, *CORE, *MAKERS})

BARE = {
    "without-anything": "",
    "without-a-name": "metadata: {}\n",
    "name": "metadata: {name: web}\n",
    "empty-spec": "metadata: {name: web}\nspec: {}\n",
    "null-spec": "metadata: {name: web}\nspec: null\n",
    "list-for-a-spec": "metadata: {name: web}\nspec: []\n",
}
POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec:\n  {}\n"
PARTS = {
    "containers": "containers: [{}]",
    "null-containers": "containers: [null]",
    "image": "containers: [{name: web, image: null}]",
    "empty-image": 'containers: [{name: web, image: ""}]',
    "env": "containers: [{name: web, env: [{}, {name: A}, {name: B, valueFrom: {}}], envFrom: [{}]}]",
    "ports": "containers: [{name: web, ports: [{}]}]",
    "mounts": "containers: [{name: web, volumeMounts: [{}]}]\n  volumes: [{}, {name: a}, {hostPath: {}}]",
    "probes": "containers: [{name: web, livenessProbe: {}, readinessProbe: {httpGet: {}}, startupProbe: {exec: {}}}]",
    **{
        f"{probe}-of-{handler}": f"containers: [{{name: web, {probe}Probe: {{{handler}: {{}}}}}}]"
        for probe in ("liveness", "readiness", "startup") for handler in ("httpGet", "tcpSocket", "exec", "grpc")
    },
    "resources": "containers: [{name: web, resources: {limits: {}, requests: {cpu: null}}}]",
    "context": "containers: [{name: web, securityContext: {capabilities: {}, seccompProfile: {}, windowsOptions: {}}}]",
    "pod-context": "securityContext: {sysctls: [{}], seLinuxOptions: {}}\n  containers: [{name: web}]",
    "command": "containers: [{name: web, command: [], args: ['']}]",
    "roles": "initContainers: [{}]\n  ephemeralContainers: [{}]\n  containers: []",
}  # fmt: skip
DOCKERFILES = {
    "empty": "",
    "comment": "# nothing\n",
    "no-from": "RUN true\n",
    "scratch": "FROM scratch\n",
    "from-alone": "FROM\n",
    "instructions-alone": "FROM a\nRUN\nCOPY\nADD\nUSER\nEXPOSE\nENV\nLABEL\nWORKDIR\nCMD\nENTRYPOINT\nSHELL\n",
    "before-from": (
        "RUN a\nCOPY a b\nCOPY --from=a b c\nADD a b\nUSER a\nEXPOSE 1\nENV A=b\nARG B=c\nLABEL A=b\nWORKDIR a\n"
        'VOLUME a\nCMD a\nENTRYPOINT a\nHEALTHCHECK CMD a\nSHELL ["a"]\nSTOPSIGNAL 9\nONBUILD COPY a b\nFROM a\n'
    ),
    "flags-alone": (
        "FROM --platform $A\nCOPY --from $A b\nCOPY --chown --chmod a b\nADD --checksum a b\nRUN --mount --network a\n"
        "HEALTHCHECK --interval CMD a\nFROM --platform= a\nCOPY --from= a b\nADD --checksum= a b\nRUN --mount= a\n"
    ),
    "unknown-stage": "FROM a AS b\nCOPY --from=c / /\nFROM b\nUSER $NOBODY\n",
}


def faults(path: Path) -> list[tuple[str | None, str]]:
    return [(each.policy_id, each.error) for each in infracheck.scan([path], select=["all"]).faults]


@pytest.mark.parametrize("shape", BARE)
def test_bare_objects_of_every_kind_are_no_fault(tmp_path: Path, shape: str) -> None:
    for number, (version, kind) in enumerate(KINDS):
        (tmp_path / f"{number}.yaml").write_text(f"apiVersion: {version}\nkind: {kind}\n{BARE[shape]}")

    assert faults(tmp_path) == []


@pytest.mark.parametrize("part", PARTS)
def test_bare_parts_of_a_pod_are_no_fault(tmp_path: Path, part: str) -> None:
    (tmp_path / "pod.yaml").write_text(POD.format(PARTS[part]))

    assert faults(tmp_path) == []


@pytest.mark.parametrize("name", DOCKERFILES)
def test_bare_dockerfiles_are_no_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / "Dockerfile").write_text(DOCKERFILES[name])

    assert faults(tmp_path) == []
