"""Why something is not known, in the words that an inventory says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.model.tools import model_in

from infracheck import AnyAutoscaler, AnySecret
from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.entities.container import Container
from infracheck.model.entities.dependency import Dependency
from infracheck.model.entities.network import Service
from infracheck.model.entities.rbac import RoleBinding
from infracheck.model.entities.workload import Pod, Workload
from infracheck.model.facts.access.roles import target_of
from infracheck.model.facts.dependencies.endpoint import Endpoint
from infracheck.model.facts.environment.recognition import recognised_in
from infracheck.model.facts.secrets.referenced import referenced_in
from infracheck.model.graph import link
from infracheck.model.graph.model import Declared, Model

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: a}}
spec: {containers: [{name: c, %s}]}
"""
VOLUME = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n"
    "spec: {volumes: [{name: v, %s}], containers: [{name: c, volumeMounts: [{name: v, mountPath: /m%s}]}]}\n"
)
OBJECTS = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: files, namespace: shop}
data: {a: one}
binaryData: {b: AAEC}
---
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: shop}
data: {k: '***'}
stringData: {url: 'redis://u:hunter2x@r'}
"""
EXTERNAL = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: ExternalName, externalName: x.example.com}\n"
)
SERVICE = "---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {selector: {%s}}\n"


def model_of(text: str, exists: tuple[Declared, ...] = ()) -> Model:
    return model_in(text, "a.yaml", exists=exists)


def container(model: Model) -> Container:
    return model.all(Container)[0]


def variable(model: Model) -> Fact[Any]:
    return container(model).variables[-1].value


def file(model: Model) -> Fact[Any]:
    return container(model).mounted_files[0].value


def sub_path(model: Model) -> Fact[Any]:
    return container(model).sub_path(container(model).volume_mounts[0])


def recognised(model: Model) -> Fact[Any]:
    return next(iter(recognised_in(model.all(Workload)[0]).values()))[0].value


def credentials(model: Model) -> Fact[Any]:
    return model.all(Dependency)[0].credentials


def autoscaled(fields: str) -> str:
    head = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: shop}\n"
    return f"{head}spec: {{{fields}}}\n"


def secret(version: str, kind: str, spec: str) -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: s, namespace: shop}}\n{spec}\n"


def binding(kind: str, name: str, namespace: str = "shop") -> str:
    return (
        f"apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: b, namespace: {namespace}}}\n"
        f"roleRef: {{kind: {kind}, name: {name}}}\nsubjects: []\n"
    )


def rotation(model: Model) -> Fact[Any]:
    return model.all(AnySecret)[0].rotation_policy


def pods(model: Model) -> Fact[Any]:
    return model.all(Service)[0].pods


def target(model: Model) -> Fact[Any]:
    return target_of(model.all(RoleBinding)[0])


def config_map(model: Model) -> Fact[Any]:
    return link.config_map(model, "shop", "gone")


def scaled(model: Model) -> Fact[Any]:
    return next(link.target_of(each) for each in model.all(AnyAutoscaler))


def key(kind: str, name: str, wanted: str = "x") -> str:
    return f"env: [{{name: X, valueFrom: {{{kind}KeyRef: {{name: {name}, key: {wanted}}}}}}}]"


def env(name: str, value: str) -> str:
    return f"env: [{{name: {name}, value: {value!r}}}]"


KUSTOMIZATION = """\
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
images: [{name: a/web, %s}]
"""
REPLACED = "a kustomization or Skaffold replaces the image"
UNSEEN = "no scanned Dockerfile is known to build the image"
OTHER = "---\n" + POD.replace("app: a", "app: b").replace("name: web", "name: x") % "image: a"
OPERATED = """\
apiVersion: a.example/v1
kind: Shop
metadata: {name: db, namespace: shop}
spec: {podTemplate: {metadata: {labels: {app: z}}}}
"""


@pytest.mark.parametrize(
    ("text", "ask", "why"),
    [
        (POD % key("secret", "gone"), variable, "a Secret that the scan does not hold"),
        (POD % key("configMap", "gone"), variable, "the scan does not hold its ConfigMap key"),
        (POD % key("secret", "keys", "k") + OBJECTS, variable, "its Secret does not hold it in plaintext"),
        (POD % "env: [{name: X, valueFrom: {fieldRef: {fieldPath: a}}}]", variable, "the cluster sets it"),
        (POD % "env: [{name: X, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}]", variable,
         "the cluster sets it"),
        (POD % "env: [{name: X, valueFrom: {other: {}}}]", variable, "it comes from another source"),
        (POD % env("X", "$(A_PORT)"), variable, "a part of the value is not set here"),
        (VOLUME % ("configMap: {name: gone, items: [{key: a, path: b}]}", ""),
         file, "the scan does not hold the object"),
        (VOLUME % ("configMap: {name: files, items: [{key: x, path: b}]}", "") + OBJECTS, file,
         "the object has no such key"),
        (VOLUME % ("configMap: {name: files, items: [{key: b, path: b}]}", "") + OBJECTS, file, "the value is binary"),
        (VOLUME % ("secret: {secretName: keys, items: [{key: k, path: b}]}", "") + OBJECTS, file,
         "its Secret does not hold it in plaintext"),
        (VOLUME % ("emptyDir: {}", ", subPathExpr: $(GONE)"), sub_path, "a variable of subPathExpr is not set"),
        (POD % key("secret", "keys", "url").replace("name: X", "name: A_URL") + OBJECTS, recognised,
         "it comes from a Secret"),
        (POD % env("A_URL", "redis://r/$(A_PORT)"), recognised, "the files do not hold the whole value"),
        (POD % env("A_URL", "https://x.example.com").replace("A_URL", "VAULT_ADDR"), credentials,
         "a web address does not state how the client authenticates"),
        (POD % env("A_URL", "postgres://u@db.example.com/x"), credentials, "the password may come from code or a file"),
        (POD % env("REDIS_HOST", "r.example.com"), credentials, "no setting states how the client authenticates"),
        (POD % "env: [{name: REDIS_HOST, value: r}, {name: REDIS_PASSWORD, value: changeme}]", credentials,
         "the password is not set here"),
        (EXTERNAL,
         credentials,
         "the name of a Service states only a host"),
        ("apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: s}\n", credentials,
         "the operator creates its users"),
        (POD % env("A_URL", "redis://r.example.com"), lambda model: model.all(Endpoint)[0].backup_policy,
         "the server is not among the files"),
        (POD % "image: a", lambda model: model.all(Workload)[0].backups, "the scan holds no backup"),
        (POD % "image: a", lambda model: container(model).dockerfile, UNSEEN),
        (POD % "image: a", lambda model: container(model).user, UNSEEN),
        (POD % "tty: true", lambda model: container(model).dockerfile, "no image is set"),
        (POD % "tty: true", lambda model: container(model).pulled_image, "no image is set"),
        (POD % "image: $(IMAGE)", lambda model: container(model).pulled_image, "the image is filled in later"),
        (POD % "image: ''", lambda model: container(model).pulled_image, "the image is filled in later"),
        *(
            (POD % "image: 'a/web:7'" + KUSTOMIZATION % written, lambda model: container(model).pulled_image, REPLACED)
            for written in ("newTag: '8'", "digest: sha256:ab")
        ),
        (POD % "image: '${R}/web:7'" + KUSTOMIZATION.replace("a/web", "'${R}/web'") % "newTag: '8'",
         lambda model: container(model).tagged_image, REPLACED),
        (POD % "tty: true", lambda model: model.all(Workload)[0].configuration.environment,
         "no namespace, label or variable names an environment"),
        (POD.replace("namespace: shop", "namespace: dev") % env("APP_ENV", "prod"),
         lambda model: model.all(Workload)[0].configuration.environment, "it names development and production"),
        (SERVICE % "app: a", pods, "not every workload of this namespace was scanned"),
        (SERVICE % "app: $A" + OTHER, pods, "the selector contains a placeholder"),
        (SERVICE % "a.example/b: c" + OTHER, pods, "an operator may add these labels"),
        (SERVICE % "app: z" + OTHER + "---\n" + OPERATED, pods, "a custom resource may make such pods"),
        (autoscaled("maxReplicas: 1"), scaled, "no target is set"),
        (autoscaled("scaleTargetRef: {kind: Deployment, name: x}"),
         scaled, "no Deployment of this namespace was scanned"),
        (POD % "image: a", config_map, "no ConfigMap of this namespace was scanned"),
        (POD % "image: a" + "---\n" + POD.replace("spec: {", "spec: {serviceAccountName: x, ") % "image: a",
         lambda model: model.all(Pod)[1].account, "no ServiceAccount of this namespace was scanned"),
        (binding("ClusterRole", "x"), target, "a ClusterRole may be defined elsewhere"),
        (binding("Role", "''"), target, "a ClusterRole may be defined elsewhere"),
        (binding("Role", "x", "kube-system"), target, "the cluster has Roles of its own there"),
        (binding("Role", "x"), target, "no Role of this namespace was scanned"),
        (secret("external-secrets.io/v1", "ExternalSecret", "spec: {refreshInterval: never}"),
         rotation, "refreshInterval is not a duration"),
        (secret("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", "spec: {}"), rotation,
         "rotation is configured where the driver is installed"),
        (secret("v1", "Secret", "stringData: {a: '${A}'}"),
         rotation, "its file does not show what provides the values"),
        (secret("v1", "Secret", "stringData: {a: b}"),
         lambda model: model.all(AnySecret)[0].is_reloaded, "no pod of the scan uses it"),
        (POD % key("secret", "gone"),
         lambda model: next(iter(referenced_in(model).values())).rotation_policy, "it is not in the files"),
    ],
)  # fmt: skip
def test_a_reason_is_told(text: str, ask: Callable[[Model], Fact[Any]], why: str) -> None:
    assert ask(model_of(text)) == Unknown(why)


@pytest.mark.parametrize(
    ("image", "written", "pulled", "tagged"),
    [
        ("a/web:7", "newName: x", "a/web:7", "a/web:7"), ("a/other:7", "newTag: '8'", "a/other:7", "a/other:7"),
        ("${R}/web:7", "newTag: '8'", None, "${R}/web:7"), ("${R}/web:${T}", "newTag: '8'", None, None),
    ],
)  # fmt: skip
def test_an_image_is_pulled_as_it_is_written(image: str, written: str, pulled: str | None, tagged: str | None) -> None:
    found = container(model_of(POD % f"image: '{image}'" + KUSTOMIZATION % written))

    images = (found.pulled_image, found.tagged_image)

    assert [str(each.value) if isinstance(each, Known) else None for each in images] == [pulled, tagged]


def test_what_is_declared_to_exist_is_a_reason() -> None:
    model = model_of(POD % "image: a" + OBJECTS, (Declared("ConfigMap", "go*", None),))

    assert config_map(model) == Unknown("declared under `exists` in the config")
