"""A policy that changes with the version of Kubernetes changes at the version that its declaration names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import infracheck
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.examples import Example, examples_in
from infracheck.model.base.values import KubernetesVersion
from infracheck.session import load_catalogue
from infracheck.trial import try_example

FIXTURES = Path(__file__).parents[2] / "fixtures"
CATALOGUE = load_catalogue()
POLICIES = CATALOGUE.policies
# from there on nothing can be wrong any more
SILENT_FROM = {"variable-name": KubernetesVersion(1, 32)}

WINDOWS = "  os: {name: windows}\n"
USER_NAMESPACE = "  hostUsers: false\n"
FAILS_BEFORE, FAILS_FROM = (True, False), (False, True)


def pod(spec: str = "", container: str = "", annotations: str = "") -> str:
    annotated = f"  annotations: {annotations}\n" if annotations else ""
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n{annotated}"
        f"spec:\n{spec}  containers:\n    - name: web\n      image: registry.example.com/web:7\n{container}"
    )


def sysctl(name: str) -> str:
    return pod(f'  securityContext: {{sysctls: [{{name: {name}, value: "1"}}]}}\n')


def context(fields: str, spec: str = "") -> str:
    return pod(spec, f"      securityContext: {{{fields}}}\n")


SYSCTLS = {
    "1.27": ("net.ipv4.ip_local_reserved_ports",),
    "1.29": (
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
    ),
    "1.32": ("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"),
    "1.37": ("net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_notsent_lowat"),
}  # fmt: skip
DIGIT = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {1ST: a}
---
""" + pod("", "      envFrom: [{configMapRef: {name: web}}]\n")
BUDGET = "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {maxUnavailable: 1}\n"
UNCONFINED = "{seccomp.security.alpha.kubernetes.io/pod: unconfined}"
CHANGES = [
    *(("unsafe-sysctl", since, sysctl(name), FAILS_BEFORE) for since, names in SYSCTLS.items() for name in names),
    ("default-capability", "1.22", context("capabilities: {add: [CHOWN]}"), FAILS_FROM),
    ("default-capability", "1.25", context("capabilities: {add: [CHOWN]}", WINDOWS), FAILS_BEFORE),
    ("privilege-escalation", "1.8", pod(), FAILS_FROM),
    ("privilege-escalation", "1.25", pod(WINDOWS), FAILS_BEFORE),
    ("probe-host", "1.34", pod("", "      livenessProbe: {httpGet: {host: a.example, port: 80}}\n"), FAILS_FROM),
    ("proc-mount", "1.35", context("procMount: Unmasked", USER_NAMESPACE), FAILS_BEFORE),
    ("root-uid", "1.23", context("runAsUser: 0"), FAILS_FROM),
    ("root-uid", "1.35", context("runAsUser: 0", USER_NAMESPACE), FAILS_BEFORE),
    ("run-as-non-root", "1.35", pod(USER_NAMESPACE), FAILS_BEFORE),
    ("seccomp-override", "1.19", context("seccompProfile: {type: Unconfined}"), FAILS_FROM),
    ("seccomp-override", "1.19", pod(annotations=UNCONFINED), FAILS_BEFORE),
    ("seccomp-profile", "1.19", pod(), FAILS_FROM),
    ("seccomp-profile", "1.25", pod(WINDOWS), FAILS_BEFORE),
    ("selinux-override", "1.31", context("seLinuxOptions: {type: container_engine_t}"), FAILS_BEFORE),
    ("undropped-capabilities", "1.22", pod(), FAILS_FROM),
    ("undropped-capabilities", "1.25", pod(WINDOWS), FAILS_BEFORE),
    ("user-namespace-proc-mount", "1.35", context("procMount: Unmasked", USER_NAMESPACE), FAILS_FROM),
    ("unhealthy-pod-eviction", "1.27", BUDGET, FAILS_FROM),
    ("variable-name", "1.32", DIGIT, FAILS_BEFORE),
]


def fails(path: Path, policy_id: str, version: KubernetesVersion) -> bool:
    return bool(infracheck.scan([path], select=[policy_id], kubernetes_version=str(version)).findings)


@pytest.mark.parametrize(("policy_id", "since", "text", "expected"), CHANGES)
def test_a_verdict_changes_with_the_version_that_says_so(
    tmp_path: Path, policy_id: str, since: str, text: str, expected: tuple[bool, bool]
) -> None:
    (tmp_path / "pod.yaml").write_text(text)
    version = KubernetesVersion.parse(since)
    assert version is not None
    before = version._replace(minor=version.minor - 1)

    assert (fails(tmp_path, policy_id, before), fails(tmp_path, policy_id, version)) == expected


def test_every_version_that_a_policy_declares_has_its_change() -> None:
    first = KubernetesVersion(1, 0)
    declared = {
        (each.id, str(part.since)) for each in POLICIES.values() for part in each.versions if part.since > first
    }

    assert {(policy_id, since) for policy_id, since, *_ in CHANGES} == declared


def versions() -> Iterator[tuple[str, KubernetesVersion]]:
    for policy in POLICIES.values():
        if len(policy.versions) > 1 or policy.versions[0].since > KubernetesVersion(1, 0):
            yield from ((policy.id, each.since) for each in policy.versions if each.since != SILENT_FROM.get(policy.id))


def examples_for(policy: Policy, version: KubernetesVersion) -> Iterator[Example]:
    """The failing examples that speak of a version: those that name one of the same function, and those without."""
    for example in examples_in(str(FIXTURES), policy.id):
        pinned = KubernetesVersion.parse(example.kubernetes_version or "")
        if example.must_fail and (pinned is None or policy.check_for(pinned) is policy.check_for(version)):
            yield example._replace(kubernetes_version=str(pinned or version))


@pytest.mark.parametrize(("policy_id", "version"), list(versions()), ids=str)
def test_a_failing_example_fails_at_each_version_of_its_policy(policy_id: str, version: KubernetesVersion) -> None:
    outcomes = [try_example(each, CATALOGUE) for each in examples_for(POLICIES[policy_id], version)]

    assert any(outcome.is_right for outcome in outcomes), "each version needs a failing example"
