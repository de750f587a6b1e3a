"""Objects that differ in one field, each beside the one that is judged the other way."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.policies.cases import Pairs, reported_alone
from tests.policies.manifests import binding, container, pod, resource, shell

import infracheck

EPHEMERAL = "ephemeralContainers: [{name: debug, image: 'a:1', resources: {%s}}]"
TOKEN = "volumes: [{name: token, projected: {sources: [{serviceAccountToken: {path: token%s}}]}}]"
DATABASE = "postgresql://db.example.com/a?sslmode=require"


def amounts(**written: str) -> str:
    return container(f"resources: {{{', '.join(f'{kind}: {{{each}}}' for kind, each in written.items())}}}")


def secret(metadata: str = "name: shop") -> str:
    return f"apiVersion: v1\nkind: Secret\nmetadata: {{{metadata}}}\nstringData: {{password: hunter2x}}\n"


def using(name: str) -> str:
    return container(f"env: [{{name: A, valueFrom: {{secretKeyRef: {{name: {name}, key: password}}}}}}]")


def fetched(name: str) -> str:
    return resource(
        "ExternalSecret", "refreshInterval: 1h, secretStoreRef: {name: a}", "external-secrets.io/v1", f"name: {name}"
    )


def scheduled(schedule: str) -> str:
    return resource("ScheduledBackup", f"schedule: '{schedule}', cluster: {{name: shop}}", "postgresql.cnpg.io/v1")


def variables(**values: str) -> str:
    return container(f"env: [{', '.join(f'{{name: {name}, value: {value!r}}}' for name, value in values.items())}]")


def config_map(keys: str, use: str) -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: shop}}\ndata: {{{keys}}}\n---\n{container(use)}"


def everything(name: str) -> str:
    return (
        f"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {name}}}\n"
        "rules: [{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]\n"
    )


def running_image(image: str) -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web}}\nspec: {{containers: [{{name: web, image: '{image}'}}]}}\n"
    )


def probe(fields: str) -> str:
    return container(f"livenessProbe: {{{fields}}}")


def selecting(version: str, kind: str, spec: str) -> str:
    template = "{metadata: {labels: {app: a}}, spec: {restartPolicy: Always, containers: [{name: web, image: 'a:1'}]}}"
    return resource(kind, spec % template, version)


def service(spec: str) -> str:
    other = pod().replace("name: web, annotations", "name: web, labels: {app: other}, annotations")
    return f"{resource('Service', spec, metadata='name: shop')}---\n{other}"


def taking(name: str, volume: str) -> str:
    return (
        f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n"
        f"  volumes: [{{name: config, configMap: {{{volume}}}}}]\n"
        "  containers: [{name: web, image: 'a:1', volumeMounts: [{name: config, mountPath: /etc/shop}]}]\n"
    )


def key(name: str) -> str:
    return f"env: [{{name: A, valueFrom: {{configMapKeyRef: {{name: shop, key: {name}}}}}}}]"


CASES = (
    Pairs(
        "implicit-cpu-request",
        {
            "a limit alone": amounts(limits="cpu: 1"),
            "another request": amounts(limits="cpu: 1", requests="memory: 1Gi"),
        },
        {
            "no limit": amounts(requests="memory: 1Gi"),
            "both": amounts(limits="cpu: 1", requests="cpu: 1"),
            "ephemeral": pod(EPHEMERAL % "limits: {cpu: 1}"),
            "of the pod": pod("resources: {requests: {cpu: 1}}", "resources: {limits: {cpu: 1}}"),
        },
    ),
    Pairs(
        "request-above-limit",
        {
            "parts of a CPU": amounts(limits="cpu: 500m", requests="cpu: 600m"),
            "memory": amounts(limits="memory: 1Gi", requests="memory: 2Gi"),
            "storage": amounts(limits="ephemeral-storage: 1Gi", requests="ephemeral-storage: 2Gi"),
            "one byte": amounts(limits="memory: 1", requests="memory: 2"),
        },
        {
            "parts of a byte": amounts(limits="memory: 500m", requests="memory: 600m"),
            "the same": amounts(limits="cpu: 1", requests="cpu: 1"),
            "less": amounts(limits="memory: 2Gi", requests="memory: 1Gi"),
        },
    ),
    Pairs(
        "cpu-overcommit",
        {
            "above": amounts(limits="cpu: 2", requests="cpu: 1"),
            "no limit": amounts(requests="cpu: 1"),
            "no limit, half": amounts(requests="cpu: 500m"),
        },
        {
            "the same": amounts(limits="cpu: 1", requests="cpu: 1000m"),
            "neither": amounts(limits="memory: 1Gi"),
            "a limit alone": amounts(limits="cpu: 1"),
            "ephemeral": pod(EPHEMERAL % "limits: {cpu: 2}, requests: {cpu: 1}", "resources: {}"),
        },
    ),
    Pairs(
        "memory-ratio",
        {"above": amounts(limits="memory: 2561Mi", requests="memory: 1Gi")},
        {
            "at it": amounts(limits="memory: 2560Mi", requests="memory: 1Gi"),
            "no request": amounts(limits="memory: 1Gi"),
            "no limit": amounts(requests="memory: 1Gi"),
        },
    ),
    Pairs(
        "secret-rotation",
        {"nothing": secret(), "another": secret("name: shop, annotations: {example.com/owner: shop}")},
        {
            "in capitals": secret("name: shop, annotations: {example.com/ROTATION: monthly}"),
            "a label": secret("name: shop, labels: {rotation: monthly}"),
        },
    ),
    Pairs(
        "secret-reload",
        {"renewed": f"{fetched('shop')}---\n{using('shop')}"},
        {
            "written out": f"{secret()}---\n{using('shop')}",
            "another": f"{fetched('other')}---\n{using('shop')}",
        },
    ),
    Pairs(
        "token-lifetime",
        {"a second above": pod(TOKEN % ", expirationSeconds: 86401")},
        {"a day": pod(TOKEN % ", expirationSeconds: 86400"), "unset": pod(TOKEN % "")},
    ),
    Pairs(
        "privileged-port",
        {"1": container("ports: [{containerPort: 1}]")},
        {"0": container("ports: [{containerPort: 0}]"), "none": container("ports: [{name: a}]")},
    ),
    Pairs(
        "backup-schedule",
        {
            "five": scheduled("0 2 * * *"),
            "five in a time zone": scheduled("CRON_TZ=UTC 0 2 * * *"),
            "five in a short one": scheduled("TZ=UTC 0 2 * * *"),
        },
        {
            "six": scheduled("0 0 2 * * *"),
            "six in a time zone": scheduled("TZ=UTC 0 0 2 * * *"),
            "a word": scheduled("@daily"),
            "a period": scheduled("@every 1h"),
            "a CronJob": resource("CronJob", "schedule: '0 2 * * *'", "batch/v1"),
        },
    ),
    Pairs(
        "dangling-service",
        {"no pod": service("selector: {app: shop}"), "headless": service("clusterIP: None, selector: {app: shop}")},
        {
            "a pod": service("selector: {app: other}"), "no selector": service("ports: [{port: 80}]"),
            "a name outside": service("type: ExternalName, externalName: shop.example.com, selector: {app: shop}"),
            "an empty selector": service("selector: {}"),
        },
    ),
    Pairs(
        "selector-mismatch",
        {
            "Deployment": selecting("apps/v1", "Deployment", "selector: {matchLabels: {app: b}}, template: %s"),
            "ReplicationController": selecting("v1", "ReplicationController", "selector: {app: b}, template: %s"),
            "DeploymentConfig": selecting(
                "apps.openshift.io/v1", "DeploymentConfig", "selector: {app: b}, template: %s"
            ),
            "Job": selecting("batch/v1", "Job", "selector: {matchLabels: {app: b}}, template: %s"),
            "CronJob": selecting(
                "batch/v1", "CronJob", "jobTemplate: {spec: {selector: {matchLabels: {app: b}}, template: %s}}"
            ),
        },
        {
            "a Deployment's own": selecting(
                "apps/v1", "Deployment", "selector: {matchLabels: {app: a}}, template: %s"
            ),
            "a ReplicationController's own": selecting(
                "v1", "ReplicationController", "selector: {app: a}, template: %s"
            ),
            "a ReplicationController's unset": selecting("v1", "ReplicationController", "template: %s"),
            "a CronJob's own": selecting(
                "batch/v1", "CronJob", "jobTemplate: {spec: {selector: {matchLabels: {app: a}}, template: %s}}"
            ),
            "a Job's unset": selecting("batch/v1", "Job", "template: %s"),
        },
    ),
    Pairs(
        "unused-config-key",
        {
            "another key": config_map("a: b, c: d", key("a")),
            "another key of a volume": config_map("a: b, c: d", "stdin: false")
            + taking("one", "name: shop, items: [{key: a, path: a}]"),
        },
        {
            "all keys": config_map("a: b", key("a")),
            "taken whole": config_map("a: b, c: d", "envFrom: [{configMapRef: {name: shop}}]"),
            "not used": config_map("a: b, c: d", "stdin: false"),
            "whole by another pod": config_map("a: b, c: d", "stdin: false")
            + taking("one", "name: shop, items: [{key: a, path: a}]") + taking("two", "name: shop"),
            "one key and whole": config_map(
                "a: b, c: d", f"{key('a')}\n      envFrom: [{{configMapRef: {{name: shop}}}}]"
            ),
        },
    ),
    Pairs(
        "masters-binding",
        {"the group": binding("view", "[{kind: Group, name: 'system:masters'}]")},
        {
            "a user of its name": binding("view", "[{kind: User, name: 'system:masters'}]"),
            "another group": binding("view", "[{kind: Group, name: masters}]"),
            "Kubernetes' own": binding(
                "view", "[{kind: Group, name: 'system:masters'}]", name="kubeadm:cluster-admins"
            ),
        },
    ),
    Pairs(
        "admin-role-binding",
        {"admin": binding("admin"), "built in": binding("cluster-admin", name="kubeadm:cluster-admins")},
        {"a built-in binding of another role": binding("view", name="kubeadm:cluster-admins")},
    ),
    Pairs(
        "dependency-tls-verification",
        {
            "a mode of the address": variables(DATABASE_URL=DATABASE),
            "a variable that verifies": variables(DATABASE_URL=DATABASE, NODE_TLS_REJECT_UNAUTHORIZED="1"),
            "a switch of its own": variables(CACHE_URL="rediss://cache.example.com", CACHE_SKIP_VERIFY="true"),
        },
        {
            # told by `tls-verification-disabled`
            "a switch of the program": variables(VAULT_ADDR="https://vault.example.com", VAULT_SKIP_VERIFY="true"),
            "verified": variables(VAULT_ADDR="https://vault.example.com", VAULT_SKIP_VERIFY="false"),
            "in the cluster": variables(DATABASE_URL="postgresql://db.shop.svc/a?sslmode=require"),
            "of the web": variables(SHOP_API_URL="https://shop.example.com", SHOP_API_SKIP_VERIFY="true"),
        },
    ),
    Pairs(
        "malformed-digest",
        {
            f"{algorithm}:{len(digits)} of {digits[:1]}": running_image(f"a@{algorithm}:{digits}")
            for algorithm, digits in (
                ("sha256", "a" * 63), ("sha256", "a" * 65), ("sha256", "A" * 64), ("sha256", "g" * 64), ("sha256", ""),
                ("sha512", "a" * 64), ("blake3", "a" * 63), ("", "a" * 64), ("md5", ""),
            )
        },
        {
            f"{algorithm}:{len(digits)}": running_image(f"a@{algorithm}:{digits}")
            for algorithm, digits in (
                ("sha256", "0123456789abcdef" * 4), ("sha512", "a" * 128), ("blake3", "a" * 64), ("md5", "a" * 32),
            )
        },
    ),
    Pairs(
        "dependency-credentials",
        {
            "a password": variables(DATABASE_URL="postgres://shop:x7Tq9fLs@db.example.com/a"),
            "in a parameter": variables(DATABASE_URL="jdbc:postgresql://db.example.com/a?user=shop&password=x7Tq9fLs"),
        },
        {
            # told by `default-login`
            "the default one": variables(DATABASE_URL="postgres://postgres:postgres@db.example.com/a"),
            "a placeholder": variables(DATABASE_URL="postgres://shop:changeme@db.example.com/a"),
            "a variable": variables(DATABASE_URL="postgres://shop:$(PASSWORD)@db.example.com/a"),
            "none": variables(DATABASE_URL="postgres://shop@db.example.com/a"),
        },
    ),
    Pairs(
        "default-login",
        {"PostgreSQL's": variables(DATABASE_URL="postgres://postgres:postgres@db.example.com/a")},
        {"another": variables(DATABASE_URL="postgres://shop:x7Tq9fLs@db.example.com/a")},
    ),
    Pairs(
        "unrestricted-binding",
        {"a role of the scan": everything("ops") + "---\n" + binding("ops")},
        {
            "cluster-admin": everything("cluster-admin") + "---\n" + binding("cluster-admin"),
            "nobody": everything("ops") + "---\n" + binding("ops", "[]"),
            "built in": everything("ops") + "---\n" + binding("ops", name="system:node"),
            "another": everything("ops") + "---\n" + binding("view"),
        },
    ),
    Pairs(
        "probe-port",
        {
            "undeclared": probe("httpGet: {port: 9090}"),
            "another is declared": probe("httpGet: {port: 9090}") + "      ports: [{containerPort: 8080}]\n",
            "a part of it is said": probe("httpGet: {port: 9090}") + "      args: [--port=909, --other=90]\n",
        },
        {
            "declared": probe("httpGet: {port: 9090}") + "      ports: [{containerPort: 9090}]\n",
            "in the command": probe("tcpSocket: {port: 9090}") + "      command: [shop, --port=9090]\n",
            "in an argument": probe("grpc: {port: 9090}") + "      args: ['--address=:9090']\n",
            "in a variable": probe("httpGet: {port: 9090}") + "      env: [{name: PORT, value: '9090'}]\n",
            "by name": probe("httpGet: {port: web}"),
        },
    ),
    Pairs(
        "startup-probe",
        {"more than a minute": probe("initialDelaySeconds: 61")},
        {
            "a minute": probe("initialDelaySeconds: 60"), "none": probe("httpGet: {port: 80}"),
            "of readiness": container("readinessProbe: {initialDelaySeconds: 61}"),
            "with a startup probe": probe("initialDelaySeconds: 61") + "      startupProbe: {httpGet: {port: 80}}\n",
        },
    ),
    Pairs(
        "insecure-argument",
        {
            "in quotes": shell("curl '-k' https://x.example"),
            "in other quotes": shell('curl "--insecure" https://x.example'),
            "the address in quotes": shell("curl -k 'https://x.example'"),
        },
        {
            "a word of an address": shell("curl 'https://x.example/ -k'"),
            "this pod in quotes": shell("curl -k 'https://localhost'"),
            "without TLS": shell("curl -k HTTP://x.example"),
        },
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.policy)
def test_one_field_decides(case: Pairs, tmp_path: Path) -> None:
    assert reported_alone(case, tmp_path) == list(case.reported)


@pytest.mark.parametrize(
    ("kustomization", "is_reported"),
    [
        ("resources: [db.yaml]", True),
        ("resources: [db.yaml]\nlabels: [{pairs: {app: db}}]", True),
        ("resources: [db.yaml]\npatches: [{target: {name: web}, patch: 'a: b'}]\nnamePrefix: x", True),
        ("resources: [db.yaml]\npatches: [{target: {name: db}, patch: 'a: b'}]", False),
        ("resources: [db.yaml]\npatchesJson6902: [{target: {kind: StatefulSet, name: db}, path: a.json}]", False),
    ],
)
def test_a_patch_may_give_a_database_its_volume(kustomization: str, is_reported: bool, tmp_path: Path) -> None:
    (tmp_path / "kustomization.yaml").write_text(f"{kustomization}\n".replace("db.yaml", "data.yaml"))
    (tmp_path / "data.yaml").write_text(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  selector: {matchLabels: {app: db}}\n"
        "  template:\n    metadata: {labels: {app: db}}\n    spec: {containers: [{name: a, image: 'postgres:17.2'}]}\n"
    )

    report = infracheck.scan([tmp_path], select=["database-volume"], render=False)

    assert [each.policy_id for each in report.findings if not each.is_input] == ["database-volume"] * is_reported


def test_whoever_keeps_two_old_values_is_reported_once(tmp_path: Path) -> None:
    key = "valueFrom: {secretKeyRef: {name: shop, key: %s}}"
    text = container(f"env: [{{name: A, {key % 'a'}}}, {{name: B, {key % 'b'}}}]")
    (tmp_path / "a.yaml").write_text(f"{fetched('shop')}---\n{text}")

    report = infracheck.scan([tmp_path], select=["secret-reload"])

    assert [each.policy_id for each in report.findings] == ["secret-reload"]
