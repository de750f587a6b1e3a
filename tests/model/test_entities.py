"""The five entities: each of their fields is filled from several kinds of source, and shown by the inventory."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.report.formats import as_inventory_json, as_inventory_tree

Document = dict[str, Any]


def pod_of(*containers: Document, **spec: Any) -> Document:
    return {
        "containers": [{"name": "web", "image": "registry.example.com/web:1", **each} for each in containers],
        **spec,
    }


def workload(
    kind: str = "Deployment", *, pod: Document | None = None, version: str = "apps/v1", **spec: Any
) -> Document:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": pod_of({}) if pod is None else pod}
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "web", "namespace": "shop"},
            "spec": {"template": template, **spec}}  # fmt: skip


def cron_job(pod: Document) -> Document:
    template = {"spec": {"template": {"spec": pod}}}
    return named("CronJob", "web", "batch/v1", spec={"schedule": "20 3 * * *", "jobTemplate": template})


def named(kind: str, name: str, version: str = "v1", **content: Any) -> Document:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": "shop"}, **content}


def rollout(pod: Document, **spec: Any) -> Document:
    return workload("Rollout", version="argoproj.io/v1alpha1", pod=pod, **spec)


def env(name: str, value: str | None = None, **source: Document) -> Document:
    return {"name": name, "valueFrom": source} if value is None else {"name": name, "value": value}


def with_env(*entries: Document) -> Document:
    return workload(pod=pod_of({"env": list(entries)}))


TAKES_SECRET = with_env(env("URL", secretKeyRef={"name": "db", "key": "url"}))
PLAIN_SECRET = named("Secret", "db", stringData={"url": "postgres://a:pw@db.example.com/x?sslmode=require"})


class Case(NamedTuple):
    """A field of an entity, filled by one kind of source: where it stands in JSON, its value, its line in a tree."""

    entity: str
    field: str
    source: str
    files: dict[str, Any]
    at: str
    value: Any
    line: str


CASES = [
    # what runs
    Case("manifests", "replica_count", "a Deployment", {"a": workload(replicas=3)}, "replica_count.maximum", 3,
         "replicas     3"),
    Case("manifests", "replica_count", "a custom resource", {"a": rollout(pod_of({}), replicas=4)},
         "replica_count.minimum", 4, "replicas     4"),
    Case("manifests", "replica_count", "an autoscaler",
         {"a": workload(), "b": named("HorizontalPodAutoscaler", "web", "autoscaling/v2", spec={
             "scaleTargetRef": {"kind": "Deployment", "name": "web"}, "minReplicas": 2, "maxReplicas": 9})},
         "replica_count.text", "2 to 9", "replicas     2 to 9, scaled by HorizontalPodAutoscaler web"),
    Case("manifests", "image", "a Deployment", {"a": workload()}, "containers.0.image.registry", "registry.example.com",
         "image        registry.example.com/web:1"),
    Case("manifests", "image", "a CronJob", {"a": cron_job(pod_of({"image": "nginx@sha256:" + "0" * 64}))},
         "containers.0.image.digest", "sha256:" + "0" * 64, "image        nginx@sha256:"),
    Case("manifests", "resources", "the container",
         {"a": workload(pod=pod_of({"resources": {"limits": {"memory": "1Gi"}}}))},
         "containers.0.resources.limits.memory.value", "1Gi", "memory 1Gi"),
    Case("manifests", "resources", "a LimitRange",
         {"a": workload(), "b": named("LimitRange", "defaults", spec={
             "limits": [{"type": "Container", "defaultRequest": {"cpu": "100m"}}]})},
         "containers.0.resources.requests.cpu.value", "100m", "cpu 100m (no limit)"),
    Case("manifests", "environment", "a literal", {"a": with_env(env("MODE", "x"))},
         "containers.0.environment.0.source", "value", "variables    set here: MODE"),
    Case("manifests", "environment", "a ConfigMap",
         {"a": workload(pod=pod_of({"envFrom": [{"configMapRef": {"name": "app"}}]})),
          "b": named("ConfigMap", "app", data={"MODE": "x"})},
         "containers.0.environment.0.entity", "configuration:shop/ConfigMap/app",
         "variables    from ConfigMap app: MODE"),
    Case("manifests", "environment", "a Secret", {"a": TAKES_SECRET, "b": PLAIN_SECRET},
         "containers.0.environment.0.key", "url", "variables    from Secret db: URL ← url"),
    Case("manifests", "environment", "the cluster", {"a": with_env(env("IP", fieldRef={"fieldPath": "status.podIP"}))},
         "containers.0.environment.0.origin", "status.podIP", "variables    from the cluster: IP"),
    Case("manifests", "environment", "the image",
         {"a": workload(), "web/Dockerfile": "FROM debian:13\nENV MODE=x\n"},
         "containers.0.environment.0.source", "image", "variables    from web/Dockerfile: MODE"),
    Case("manifests", "health_checks", "HTTP",
         {"a": workload(pod=pod_of({"livenessProbe": {"httpGet": {"path": "/live", "port": 80}, "periodSeconds": 9}}))},
         "containers.0.health_checks.liveness.action", "GET /live on port 80",
         "liveness     GET /live on port 80, every 9 s"),
    Case("manifests", "health_checks", "a command",
         {"a": workload("StatefulSet", pod=pod_of({"readinessProbe": {"exec": {"command": ["pg_isready"]}}}))},
         "containers.0.health_checks.readiness.action", "runs pg_isready", "readiness    runs pg_isready"),
    Case("manifests", "health_checks", "gRPC", {"a": rollout(pod_of({"startupProbe": {"grpc": {"port": 50051}}}))},
         "containers.0.health_checks.startup.action", "gRPC on port 50051", "startup      gRPC on port 50051"),
    Case("manifests", "services", "a Service",
         {"a": workload(), "b": named("Service", "front", spec={"selector": {"app": "web"}, "ports": [{"port": 80}]})},
         "services.0.name", "front", "services     Service front: 80"),
    Case("manifests", "services", "a Service of a custom resource",
         {"a": rollout(pod_of({})),
          "b": named("Service", "front", spec={"type": "NodePort", "selector": {"app": "web"}})},
         "services.0.note", "NodePort", "services     Service front: NodePort"),
    Case("manifests", "disruption_budgets", "a PodDisruptionBudget",
         {"a": workload(), "b": named("PodDisruptionBudget", "keep", "policy/v1", spec={
             "minAvailable": "50%", "selector": {"matchLabels": {"app": "web"}}})},
         "disruption_budgets.0.note", "minAvailable 50%", "budgets      PodDisruptionBudget keep: minAvailable 50%"),
    Case("manifests", "network_policies", "a NetworkPolicy",
         {"a": workload(), "b": named("NetworkPolicy", "deny", "networking.k8s.io/v1", spec={"podSelector": {}})},
         "network_policies.0.note", "ingress", "policies     NetworkPolicy deny: ingress"),
    Case("manifests", "service_account", "a ServiceAccount",
         {"a": workload(pod=pod_of({}, serviceAccountName="web")),
          "b": named("ServiceAccount", "web", automountServiceAccountToken=False)},
         "service_account.note", "token not mounted", "runs as      ServiceAccount web: token not mounted"),
    Case("manifests", "uses", "a volume",
         {"a": workload(pod=pod_of({"volumeMounts": [{"name": "v", "mountPath": "/etc/db"}]},
                                   volumes=[{"name": "v", "secret": {"secretName": "db"}}])), "b": PLAIN_SECRET},
         "uses.0.how", "files at /etc/db", "uses         Secret db, files at /etc/db of container web"),
    # from which image
    Case("images", "base_image", "FROM", {"web/Dockerfile": "FROM debian:13\n"}, "base_image.value", "debian:13",
         "base         debian:13"),
    Case("images", "base_image", "an ARG", {"web/Dockerfile": "ARG TAG=13\nFROM debian:${TAG}\n"}, "base_image.value",
         "debian:13", "base         debian:13"),
    Case("images", "base_image", "a stage", {"web/Dockerfile": "FROM debian:13 AS base\nFROM base\n"},
         "base_image.value", "debian:13", "base         debian:13"),
    Case("images", "references", "a manifest without a Dockerfile", {"a": workload()}, "references.0",
         "registry.example.com/web:1", "├─ base         unknown: no scanned Dockerfile"),
    Case("images", "references", "a Compose file",
         {"a": workload(), "services/one/Dockerfile": "FROM debian:13\n",
          "compose.yaml": {"services": {"web": {"image": "registry.example.com/web", "build": "services/one"}}}},
         "id", "dockerfile:services/one/Dockerfile", "image        registry.example.com/web:1, built by services/one"),
    Case("images", "build_steps", "a Dockerfile",
         {"web/Dockerfile": "FROM debian:13 AS build\nRUN make\nFROM scratch\n"},
         "build_steps.0.instructions.1.instruction", "RUN", "stage        build from debian:13: FROM RUN"),
    Case("images", "build_steps", "a Containerfile", {"web/Containerfile": "FROM debian:13\nCOPY . .\n"},
         "build_steps.0.instructions.1.instruction", "COPY", "stage        0 from debian:13: FROM COPY"),
    Case("images", "runtime_config", "the last stage",
         {"web/Dockerfile": 'FROM debian:13\nEXPOSE 8080\nWORKDIR /app\nCMD ["node", "dist/main.js"]\n'},
         "runtime_config.cmd", "node dist/main.js", "command      node dist/main.js"),
    Case("images", "runtime_config", "a stage beneath",
         {"web/Dockerfile": "FROM debian:13 AS base\nEXPOSE 8080/udp\nENV MODE=x\nFROM base\n"},
         "runtime_config.exposed_ports.0", "8080/udp", "ports        8080/udp"),
    Case("images", "security_context", "USER", {"web/Dockerfile": "FROM debian:13\nUSER 1000:1000\n"},
         "security_context.user.value", "1000:1000", "user         1000:1000"),
    Case("images", "security_context", "a chmod", {"web/Dockerfile": "FROM debian:13\nRUN chmod u+s /bin/x\n"},
         "security_context.setuid.0.line", 2, "setuid       chmod sets the setuid or setgid bit"),
    Case("images", "security_context", "sudo", {"web/Dockerfile": "FROM debian:13\nRUN sudo make install\n"},
         "security_context.sudo.0.line", 2, "sudo         a command runs with sudo"),
    # with which configuration
    Case("configurations", "api_url", "a ConfigMap",
         {"b": named("ConfigMap", "app", data={"PAYMENTS_API_URL": "https://pay.example.com/v2"})},
         "api_url.0.value.value", "https://pay.example.com", "API          PAYMENTS_API_URL = https://pay.example.com"),
    Case("configurations", "api_url", "a literal", {"a": with_env(env("PAYMENTS_API_URL", "https://pay.example.com"))},
         "api_url.0.value.value", "https://pay.example.com", "API          PAYMENTS_API_URL = https://pay.example.com"),
    Case("configurations", "database_url", "a literal",
         {"a": with_env(env("DATABASE_URL", "postgres://a:pw@db.example.com/x"))},
         "database_url.0.name", "DATABASE_URL", "database     DATABASE_URL = postgres://"),
    Case("configurations", "database_url", "a Secret", {"a": with_env(
        env("DATABASE_URL", secretKeyRef={"name": "db", "key": "url"})), "b": PLAIN_SECRET},
         "database_url.0.value.value", None, "database     DATABASE_URL (unknown: "),
    Case("configurations", "database_url", "a file in a ConfigMap",
         {"b": named("ConfigMap", "app", data={".env": "DATABASE_URL=postgres://db.example.com/x\n"})},
         "database_url.0.place.line", 1, "database     DATABASE_URL = postgres://db.example.com"),
    Case("configurations", "environment", "a variable", {"a": with_env(env("APP_ENV", "production"))},
         "environment.value", "production", "environment  production"),
    Case("configurations", "environment", "a ConfigMap", {"b": named("ConfigMap", "app", data={"APP_ENV": "staging"})},
         "environment.value", "staging", "environment  staging"),
    Case("configurations", "feature_flags", "a variable", {"a": with_env(env("FEATURE_NEW_SEARCH", "true"))},
         "feature_flags.0.value.value", "true", "feature      FEATURE_NEW_SEARCH = true"),
    Case("configurations", "feature_flags", "a file in a ConfigMap",
         {"b": named("ConfigMap", "flags", data={"app.yaml": "features:\n  new_search: true\n"})},
         "feature_flags.0.name", "features.new_search", "feature      features.new_search = true"),
    # which secrets
    Case("secrets", "encrypted_data", "a Secret", {"a": named("Secret", "db", data={"url": "eA=="})},
         "encrypted_data.keys.0.name", "url", "keys         url"),
    Case("secrets", "encrypted_data", "an ExternalSecret",
         {"a": named("ExternalSecret", "db", "external-secrets.io/v1", spec={
             "data": [{"secretKey": "url"}], "secretStoreRef": {"name": "vault"}})},
         "encrypted_data.keys.0.name", "url", "keys         url"),
    Case("secrets", "encrypted_data", "a SealedSecret",
         {"a": named("SealedSecret", "db", "bitnami.com/v1alpha1", spec={"encryptedData": {"url": "AgBx"}})},
         "encrypted_data.keys.0.name", "url", "keys         url"),
    Case("secrets", "access_permissions", "a Role",
         {"a": PLAIN_SECRET,
          "b": named("Role", "read", "rbac.authorization.k8s.io/v1", rules=[
              {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], "resourceNames": ["db"]}]),
          "c": named("RoleBinding", "read", "rbac.authorization.k8s.io/v1", subjects=[{"kind": "User", "name": "eva"}],
                     roleRef={"kind": "Role", "name": "read"})},
         "access_permissions.0.subject", "User eva", "readable by  User eva: get"),
    Case("secrets", "access_permissions", "a ClusterRole",
         {"a": PLAIN_SECRET,
          "b": {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
                "metadata": {"name": "all"}, "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"},
                "subjects": [{"kind": "ServiceAccount", "name": "ops", "namespace": "tools"}]}},
         "access_permissions.0.subject", "ServiceAccount tools/ops", "readable by  ServiceAccount tools/ops: get"),
    Case("secrets", "rotation_policy", "a Secret", {"a": PLAIN_SECRET}, "rotation_policy.is_known", True,
         "rotation     "),
    Case("secrets", "rotation_policy", "an ExternalSecret",
         {"a": named("ExternalSecret", "db", "external-secrets.io/v1", spec={
             "refreshInterval": "1h", "data": [{"secretKey": "url"}]})},
         "rotation_policy.is_known", True, "rotation     "),
    Case("secrets", "rotation_policy", "a Certificate",
         {"a": named("Certificate", "db", "cert-manager.io/v1", spec={"secretName": "db", "duration": "2160h"})},
         "rotation_policy.is_known", True, "rotation     "),
    Case("secrets", "uses", "a Deployment", {"a": TAKES_SECRET, "b": PLAIN_SECRET}, "uses.0.entity",
         "manifest:shop/Deployment/web", "used by      Deployment web, container web: env url"),
    Case("secrets", "uses", "an Ingress",
         {"a": named("Ingress", "front", "networking.k8s.io/v1", spec={"tls": [{"secretName": "db"}]}),
          "b": PLAIN_SECRET},
         "uses.0.user", "Ingress front", "used by      Ingress front: Ingress TLS"),
    # which dependencies
    Case("dependencies", "connection_url", "a literal",
         {"a": with_env(env("DATABASE_URL", "postgres://a:pw@db.example.com:5432/x"))},
         "connection_url", "postgres://***@db.example.com:5432", "address      postgres://***@db.example.com:5432"),
    Case("dependencies", "connection_url", "a ConfigMap",
         {"b": named("ConfigMap", "app", data={"REDIS_URL": "rediss://cache.example.com:6380"})},
         "connection_url", "rediss://cache.example.com:6380", "address      rediss://cache.example.com:6380"),
    Case("dependencies", "connection_url", "a Secret", {"a": TAKES_SECRET, "b": PLAIN_SECRET},
         "connection_url", "postgres://***", "address      postgres://***"),
    Case("dependencies", "connection_url", "an ExternalName Service",
         {"a": named("Service", "db", spec={"type": "ExternalName", "externalName": "db.example.com"})},
         "host", "db.example.com", "address      db.example.com"),
    Case("dependencies", "credentials", "the address",
         {"a": with_env(env("DATABASE_URL", "postgres://a:hunter2-9@db.example.com/x"))},
         "credentials.value", "in the address, unencrypted", "credentials  in the address, unencrypted"),
    Case("dependencies", "credentials", "a Secret", {"a": TAKES_SECRET, "b": PLAIN_SECRET},
         "credentials.value", "from a Secret", "credentials  from a Secret"),
    Case("dependencies", "ssl_config", "the address", {"a": TAKES_SECRET, "b": PLAIN_SECRET},
         "ssl_config.value", "unverified", "TLS          unverified (sslmode=require)"),
    Case("dependencies", "ssl_config", "a variable beside the host",
         {"a": with_env(env("PGHOST", "db.example.com"), env("PGSSLMODE", "verify-full"))},
         "ssl_config.value", "verified", "TLS          verified (sslmode=verify-full)"),
    Case("dependencies", "backup_policy", "a CronJob",
         {"a": with_env(env("DATABASE_URL", "postgres://db.shop/x")),
          "b": named("Service", "db", spec={"selector": {"app": "db"}}),
          "c": named("StatefulSet", "db", "apps/v1", spec={"template": {
              "metadata": {"labels": {"app": "db"}}, "spec": pod_of({"image": "postgres:17"})},
              "volumeClaimTemplates": [{"metadata": {"name": "data"}}]}),
          "d": named("CronJob", "dump", "batch/v1", spec={
              "schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": {
                  "spec": pod_of({"image": "postgres:17", "command": ["pg_dump", "-h", "db"]})}}}})},
         "backup_policy.value", "CronJob dump at 0 3 * * *", "backup       CronJob dump at 0 3 * * *"),
    Case("dependencies", "backup_policy", "an operator's schedule",
         {"a": with_env(env("DATABASE_URL", "postgres://db-rw.shop/x")),
          "b": named("Cluster", "db", "postgresql.cnpg.io/v1", spec={"instances": 3}),
          "c": named("ScheduledBackup", "db", "postgresql.cnpg.io/v1", spec={
              "schedule": "0 0 3 * * *", "cluster": {"name": "db"}})},
         "backup_policy.value", "ScheduledBackup db at 0 0 3 * * *", "backup       ScheduledBackup db at 0 0 3 * * *"),
    Case("dependencies", "used_by", "a Deployment", {"a": TAKES_SECRET, "b": PLAIN_SECRET},
         "used_by.0", "manifest:shop/Deployment/web", "used by      Deployment web via URL"),
    Case("dependencies", "used_by", "a CronJob",
         {"a": cron_job(pod_of({"env": [env("REDIS_URL", "redis://cache.example.com")]}))},
         "used_by.0", "manifest:shop/CronJob/web", "used by      CronJob web via REDIS_URL"),
]  # fmt: skip


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any]], tuple[Any, str]]:
    """The inventory of files as JSON and as a tree; a file is a text, or an object written as JSON."""

    def show(files: dict[str, Any]) -> tuple[Any, str]:
        for name, content in files.items():
            path = tmp_path / (name if "." in name or "/" in name else f"{name}.json")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        inventory = take_inventory(["."], config=Config())
        document, tree = io.StringIO(), io.StringIO()
        as_inventory_json.write(inventory, document)
        as_inventory_tree.write(inventory, tree)
        return json.loads(document.getvalue()), tree.getvalue()

    return show


def at(entity: Any, route: str) -> Any:
    for key in route.split("."):
        entity = entity[int(key)] if isinstance(entity, list) else entity[key]
    return entity


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.entity}-{case.field}-from-{case.source}")
def test_field(case: Case, shown: Callable[[dict[str, Any]], tuple[Any, str]]) -> None:
    document, tree = shown(case.files)

    assert at(document[case.entity][0], case.at) == case.value
    assert case.line in tree


FIELDS = {
    "manifests": ("replica_count", "image", "resources", "environment", "health_checks"),
    "images": ("base_image", "build_steps", "runtime_config", "security_context"),
    "configurations": ("api_url", "database_url", "environment", "feature_flags"),
    "secrets": ("encrypted_data", "access_permissions", "rotation_policy"),
    "dependencies": ("connection_url", "credentials", "ssl_config", "backup_policy"),
}


@pytest.mark.parametrize(("entity", "field"), [(entity, field) for entity, names in FIELDS.items() for field in names])
def test_every_field_of_the_design_has_two_kinds_of_source(entity: str, field: str) -> None:
    sources = {case.source for case in CASES if (case.entity, case.field) == (entity, field)}

    assert len(sources) >= 2
