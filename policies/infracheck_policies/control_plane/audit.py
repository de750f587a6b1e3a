"""The audit log of the API server."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, Severity, Violation, policy
from infracheck_policies.control_plane.flags import unset


@policy("audit-log", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def audit_log(server: ApiServer) -> Iterator[Violation]:
    """The API server writes an audit log.

    Without `--audit-log-path` it cannot be established afterwards who did what. A webhook given by
    `--audit-webhook-config-file` counts too; the benchmark requires the path. CIS Kubernetes Benchmark 1.12, 1.2.16.

    Fix: Set `--audit-log-path` and `--audit-policy-file`.
    """
    if not server.is_given("audit-log-path") and not server.is_given("audit-webhook-config-file"):
        yield server.violation("kube-apiserver writes no audit log", at="audit-log-path")


@policy("audit-policy-file", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def audit_policy_file(server: ApiServer) -> Iterator[Violation]:
    """The API server reads an audit policy.

    Without `--audit-policy-file` it records no request, whatever the flags of its log say. CIS Kubernetes Benchmark
    1.12, 3.2.1.

    Fix: Set `--audit-policy-file` to a file with a Policy of `audit.k8s.io/v1`.
    """
    yield from unset(server, "audit-policy-file")


@policy("audit-log-age", category="control-plane", severity=Severity.LOW, recommended=False)
def audit_log_age(server: ApiServer) -> Iterator[Violation]:
    """The API server keeps its audit log for at least 30 days.

    `--audit-log-maxage` is the number of days. CIS Kubernetes Benchmark 1.12, 1.2.17.

    Fix: Set `--audit-log-maxage=30`.
    """
    yield from _least(server, "audit-log-maxage", 30, "days")


@policy("audit-log-backups", category="control-plane", severity=Severity.LOW, recommended=False)
def audit_log_backups(server: ApiServer) -> Iterator[Violation]:
    """The API server keeps at least 10 old audit log files.

    `--audit-log-maxbackup` is the number of files. CIS Kubernetes Benchmark 1.12, 1.2.18; a test of kubescape calls ten
    too few.

    Fix: Set `--audit-log-maxbackup=10`.
    """
    yield from _least(server, "audit-log-maxbackup", 10, "files")


@policy("audit-log-size", category="control-plane", severity=Severity.LOW, recommended=False)
def audit_log_size(server: ApiServer) -> Iterator[Violation]:
    """The API server rotates audit log files at 100 MB or more.

    `--audit-log-maxsize` is the size in megabytes; smaller files push the old ones out sooner. CIS Kubernetes Benchmark
    1.12, 1.2.19; trivy's KCV-0022 accepts ten, a test of kubescape rejects a hundred.

    Fix: Set `--audit-log-maxsize=100`.
    """
    yield from _least(server, "audit-log-maxsize", 100, "MB")


def _least(server: ApiServer, flag: str, least: int, unit: str) -> Iterator[Violation]:
    if not server.is_given(flag):
        yield server.violation(f"kube-apiserver does not set --{flag}; at least {least} {unit} are required")
        return
    number = server.number(flag)
    if number is not None and number < least:
        yield server.violation(f"--{flag} of kube-apiserver is {number}; at least {least} {unit} are required", at=flag)
