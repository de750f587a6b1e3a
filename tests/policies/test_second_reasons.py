"""Manifests that differ in one thing, each beside the one that is judged the other way."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.policies.cases import Pairs, reported_alone
from tests.policies.manifests import binding, certificate, container, pod, resource, running, shell, with_variable


def limits(*written: str) -> str:
    return resource(
        "LimitRange", f"limits: [{{type: Container, {', '.join(f'{each}: {{cpu: 1}}' for each in written)}}}]"
    )


def account_with(rule: str, automount: str = "true") -> str:
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop}}
spec: {{serviceAccountName: web, automountServiceAccountToken: {automount}, containers: [{{name: web}}]}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {{name: web, namespace: shop}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {{name: web, namespace: shop}}
roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}}
subjects: [{{kind: ServiceAccount, name: web, namespace: shop}}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {{name: web, namespace: shop}}
rules: [{{{rule}}}]
"""


def rule(verbs: str, resources: str, more: str = "", groups: str = '""') -> str:
    return f"apiGroups: [{groups}], resources: [{resources}], verbs: [{verbs}]{more}"


def database(metadata: str) -> str:
    return resource(
        "StatefulSet",
        "selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: "
        "[{name: db, image: 'postgres:17.2'}]}}",
        "apps/v1",
        metadata,
    )


def memory(amount: str, kind: str = "limits") -> str:
    return container(f"resources: {{{kind}: {{memory: '{amount}'}}}}")


def cpu(amount: str, kind: str = "limits") -> str:
    return container(f"resources: {{{kind}: {{cpu: '{amount}'}}}}")


def sysctl(name: str) -> str:
    return pod(f'securityContext: {{sysctls: [{{name: {name}, value: "1"}}]}}')


APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
COPY = """metadata: {name: shop, annotations: {%s: '{"data":{"a":"b"}}'}}"""
PREPOPULATE = "vault.hashicorp.com/agent-pre-populate-only"
ADMINISTRATOR = "securityContext: {runAsNonRoot: true, windowsOptions: {runAsUserName: ContainerAdministrator}}"
AVP = "avp.kubernetes.io/path"
BOUNDS = ("default", "defaultRequest", "min", "max")
CURL = "curl -k https://x.example"

CASES = (
    Pairs(
        "insecure-argument",
        {
            "a path of curl": running("/usr/bin/curl", "-k", "https://x.example"),
            "curl itself": running("curl", "--insecure", "https://x.example"),
            "no address": running("curl", "-k"),
            "k among letters": running("curl", "-sk", "https://x.example"),
            "another address": running("curl", "-k", "https://localhost", "https://x.example"),
            "behind a newline": shell(f"echo a\n{CURL}"),
            "in a subshell": shell(f"echo $({CURL})"),
            "behind a quote": shell(f'echo "a b"; {CURL}'),
            **{
                f"behind {word}": shell(f"true; {word} {CURL}")
                for word in ("if", "while", "until", "then", "do", "else", "elif", "!", "time", "sudo", "exec", "A=b")
            },
        },
        {
            "another program": running("/usr/bin/curlx", "-k", "https://x.example"),
            "a value of an option": running("curl", "-ok", "https://x.example"),
            "no TLS": running("curl", "-k", "HTTP://x.example"),
            "this pod": running("curl", "-k", "https://localhost:8443"),
            "this pod by address": running("curl", "-k", "https://127.0.0.1"),
            "this pod by address of version 6": running("curl", "-k", "https://[::1]:8443"),
            "a line that goes on": shell(f"echo \\\n  {CURL}"),
            "an argument": shell(f"echo {CURL}"),
            "an open quote": shell(f"echo ' ; {CURL}"),
            "a text": shell(f"echo '; {CURL}'"),
        },
    ),
    Pairs(
        "privileged-port",
        {each: container(f"ports: [{{containerPort: {each}}}]") for each in ("1", "22", "1023")},
        {each: container(f"ports: [{{containerPort: {each}}}]") for each in ("1024", "8080")},
    ),
    Pairs(
        "memory-unit",
        {
            "half a byte": memory("512m"), "512 bytes": memory("512"), "a byte too few": memory("1048575"),
            "request": memory("1", "requests"),
        },
        {"one mebibyte": memory("1048576"), "1Mi": memory("1Mi", "requests"), "none": memory("0")},
    ),
    Pairs(
        "cpu-unit",
        {"above": cpu("128.1"), "request": cpu("129", "requests"), "500": cpu("500")},
        {"128": cpu("128"), "500m": cpu("500m", "requests")},
    ),
    Pairs(
        "limit-range-defaults",
        {
            f"without {missing}": limits(*(each for each in BOUNDS if each != missing)) for missing in BOUNDS
        },
        {"all": limits(*BOUNDS)},
    ),
    Pairs(
        "certificate-renewal",
        {
            "below an hour": certificate("duration: 59m59s"),
            "not before the default duration": certificate("renewBefore: 2160h"),
            "not before the duration": certificate("duration: 48h, renewBefore: 48h"),
        },
        {
            "an hour": certificate("duration: 1h"),
            "a second before the default duration": certificate("renewBefore: 2159h59m59s"),
            "a second before the duration": certificate("duration: 48h, renewBefore: 47h59m59s"),
            "neither": certificate("secretName: shop"),
        },
    ),
    Pairs(
        "certificate-lifetime",
        {"a day too many": certificate("duration: 9576h")},
        {
            "398 days": certificate("duration: 9552h"),
            "a CA": certificate("duration: 87600h, isCA: true"),
            "default": certificate("secretName: shop"),
        },
    ),
    Pairs(
        "credential-in-annotation",
        {"a Secret": f"apiVersion: v1\nkind: Secret\n{COPY % APPLIED}\n"},
        {
            "a ConfigMap": f"apiVersion: v1\nkind: ConfigMap\n{COPY % APPLIED}\n",
            "another annotation": f"apiVersion: v1\nkind: Secret\n{COPY % 'example.com/applied'}\n",
        },
    ),
    Pairs(
        "placeholder-credential",
        {
            "written out": with_variable("DB_PASSWORD", "<password>"),
            "not between brackets": pod(
                container='env: [{name: DB_PASSWORD, value: "changeme>"}]', annotations=f"{{{AVP}: shop}}"
            ),
            "another annotation": pod(
                container='env: [{name: DB_PASSWORD, value: "<password>"}]', annotations="{example.com/path: shop}"
            ),
        },
        {
            "of the plugin": pod(
                container='env: [{name: DB_PASSWORD, value: " <password> "}]', annotations=f"{{{AVP}: shop}}"
            ),
            "a file": with_variable("DB_PASSWORD_FILE", "<password>"),
        },
    ),
    Pairs(
        "admin-role-binding",
        {
            "admin": binding("admin"), "edit": binding("edit"),
            "Kubernetes' own": binding("cluster-admin", name="kubeadm:cluster-admins"),
        },
        {"view": binding("view"), "cluster-admin": binding("cluster-admin"), "nobody": binding("admin", "[]")},
    ),
    Pairs(
        "administrative-account",
        {
            "everything": account_with(rule('"*"', '"*"')),
            "everything of every group": account_with(rule('"*"', '"*"', groups='"*"')),
        },
        {
            "one resource": account_with(rule('"*"', "configmaps")),
            "one verb": account_with(rule("get", '"*"')),
            "another group": account_with(rule('"*"', '"*"', groups="apps")),
            "one name": account_with(rule('"*"', '"*"', ", resourceNames: [web]")),
            "no token": account_with(rule('"*"', '"*"'), "false"),
        },
    ),
    Pairs(
        "takeover-account",
        {
            **{f"{verb} pods": account_with(rule(verb, "pods")) for verb in ("create", "update", "patch")},
            **{f"{verb} secrets": account_with(rule(verb, "secrets")) for verb in ("get", "list", "watch")},
        },
        {
            "pods": account_with(rule("get, list, delete", "pods")),
            "secrets": account_with(rule("create, delete, update", "secrets")),
            "one name": account_with(rule("get", "secrets", ", resourceNames: [web]")),
            "no token": account_with(rule("get", "secrets"), "false"),
        },
    ),
    Pairs(
        "database-volume",
        {
            "in no environment": database("name: shop, namespace: shop"),
            "in production": database("name: shop, namespace: shop-prod"),
            "in staging": database("name: shop, namespace: shop-staging"),
        },
        {
            "in development": database("name: shop, namespace: shop-dev"),
            "in a test": database("name: shop, namespace: shop-test"),
        },
    ),
    Pairs(
        "dependency-tls-verification",
        {"in the address": with_variable("DATABASE_URL", "postgresql://db.example.com/a?sslmode=require")},
        {
            "within the cluster": with_variable("DATABASE_URL", "postgresql://db.shop.svc/a?sslmode=require"),
            "verified": with_variable("DATABASE_URL", "postgresql://db.example.com/a?sslmode=verify-full"),
        },
    ),
    Pairs(
        "sysctl-injection",
        {
            each: pod(f'securityContext: {{sysctls: [{{name: kernel.shm_rmid_forced, value: "{each}"}}]}}')
            for each in ("1+kernel.core_pattern=a", "1+", "=1")
        },
        {"1": pod('securityContext: {sysctls: [{name: kernel.shm_rmid_forced, value: "1"}]}')},
    ),
    Pairs(
        "unsafe-sysctl",
        {each: sysctl(each) for each in ("kernel.msgmax", "net.core.somaxconn", "kernel.shm_rmid_forced2")},
        {
            each: sysctl(each)
            for each in (
                "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
                "net.ipv4.ping_group_range", "net.ipv4.tcp_syncookies", "net.ipv4.ip_local_reserved_ports",
            )
        },
    ),
    Pairs(
        "vault-agent-renewal",
        {"a pod": pod(annotations=f'{{{PREPOPULATE}: "True"}}')},
        {
            "unset": pod(annotations="{}"),
            "off": pod(annotations=f'{{{PREPOPULATE}: "false"}}'),
            "a Job": resource(
                "Job",
                f"template: {{metadata: {{annotations: {{{PREPOPULATE}: 'true'}}}}, "
                "spec: {containers: [{name: a}]}}",
                "batch/v1",
            ),
        },
    ),
    Pairs(
        "refused-user",
        {
            "0": pod("securityContext: {runAsNonRoot: true, runAsUser: 0}"),
            "an administrator": pod(f"os: {{name: windows}}\n  {ADMINISTRATOR}"),
        },
        {
            "1": pod("securityContext: {runAsNonRoot: true, runAsUser: 1}"),
            "0 that may be root": pod("securityContext: {runAsNonRoot: false, runAsUser: 0}"),
            "0 of Windows": pod("os: {name: windows}\n  securityContext: {runAsNonRoot: true, runAsUser: 0}"),
            "an administrator of Linux": pod(
                f"os: {{name: linux}}\n  {ADMINISTRATOR.replace('true,', 'true, runAsUser: 1,')}"
            ),
        },
    ),
    Pairs(
        "low-uid",
        {
            "one below": container("securityContext: {runAsUser: 9999}"),
            "root": container("securityContext: {runAsUser: 0}"),
            "unset": container("securityContext: {}"),
        },
        {
            "the lowest": container("securityContext: {runAsUser: 10000}"),
            "mapped away": pod("hostUsers: false", "securityContext: {runAsUser: 1}"),
            "Windows": pod("os: {name: windows}"),
        },
    ),
    Pairs(
        "low-gid",
        {"one below": container("securityContext: {runAsGroup: 9999}"), "unset": container("securityContext: {}")},
        {
            "the lowest": container("securityContext: {runAsGroup: 10000}"),
            "mapped away": pod("hostUsers: false", "securityContext: {runAsGroup: 1}"),
            "Windows": pod("os: {name: windows}"),
        },
    ),
    Pairs(
        "app-armor-override",
        {
            each: container(f"securityContext: {{appArmorProfile: {{type: {each}}}}}")
            for each in ("Unconfined", "Other")
        },
        {
            "RuntimeDefault": container("securityContext: {appArmorProfile: {type: RuntimeDefault}}"),
            "Localhost": container("securityContext: {appArmorProfile: {type: Localhost, localhostProfile: a}}"),
            "none": container("securityContext: {}"),
        },
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.policy)
def test_one_difference_decides(case: Pairs, tmp_path: Path) -> None:
    assert reported_alone(case, tmp_path) == list(case.reported)
