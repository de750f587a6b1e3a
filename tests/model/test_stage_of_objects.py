"""Which environment an object belongs to, what it is missing, and which addresses are looked for where."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Known
from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.dependency import Dependency
from infracheck.model.entities.workload import Pod, Workload
from infracheck.model.graph.build import build
from infracheck.model.graph.model import Model
from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.text.span import Source


def model_of(*texts: str) -> Model:
    return model_in("---\n".join(texts), "a.yaml")


def workload(
    container: str = "",
    namespace: str = "shop",
    labels: str = "",
    pods: str = "",
    spec: str = "",
    kind: str = "Deployment",
) -> str:
    version = "batch/v1" if kind == "Job" else "apps/v1"
    return (
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: web, namespace: {namespace}, labels: {{{labels}}}}}\n"
        f"spec: {{template: {{metadata: {{labels: {{{pods}}}}}, spec: {{{spec}"
        f"containers: [{{name: c, {container}}}]}}}}}}\n"
    )


def env(**values: str) -> str:
    return f"env: [{', '.join(f'{{name: {name}, value: {value!r}}}' for name, value in values.items())}]"


def config_map(data: str, namespace: str = "shop") -> str:
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c, namespace: {namespace}}}\ndata: {{{data}}}\n"


NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {%s}}\n"
LABELS = ("environment", "env", "app.kubernetes.io/environment", "stage", "deployment.environment")


@pytest.mark.parametrize(
    ("texts", "stage", "is_production", "environment"),
    [
        ([workload(namespace="shop-prod")], "production", True, "production"), ([workload()], None, False, None),
        ([workload(namespace="shop-dev")], "development", False, "development"),
        *(([workload(labels=f"{label}: prod")], "production", True, "production") for label in LABELS),
        *(([workload(pods=f"{label}: prod")], "production", True, "production") for label in LABELS),
        *(([workload(), NAMESPACE % f"{label}: test"], "test", False, "test") for label in LABELS),
        ([workload(labels="tier: prod")], None, False, None), ([workload(labels="env: shop")], None, False, None),
        ([workload(env(APP_ENV="prod"))], "production", True, "production"),
        ([workload(env(APP_ENV="prod"), namespace="shop-dev")], None, False, None),
        ([workload(env(APP_ENV="prod"), namespace="shop-prod")], "production", True, "production"),
        ([workload(env(NODE_ENV="production"))], None, False, "production"),
        ([workload(env(NODE_ENV="production"), namespace="shop-dev")], "development", False, "development"),
        ([workload(env(NODE_ENV="production", APP_ENV="test"))], "test", False, "test"),
        ([workload("args: ['--app-env=prod']")], None, False, "production"),
        ([workload("args: ['--environment=prod']")], None, False, "production"),
        ([workload("args: ['--environment=prod', '--env-name=test']")], None, False, None),
        ([workload(env(APP_ENV="Kubernetes"))], None, False, "kubernetes"),
        ([workload(env(APP_ENV="kubernetes", ENV="k8s"))], None, False, None),
        ([workload(env(APP_ENV="k8s", ENV="K8S"))], None, False, "k8s"),
        ([workload(env(APP_ENV="k8s", ENV=""))], None, False, None), ([workload(env(APP_ENV=""))], None, False, None),
        ([workload(env(NODE_ENV="k8s"))], None, False, None),
    ],
)  # fmt: skip
def test_a_workload_belongs_to_an_environment(
    texts: list[str], stage: str | None, is_production: bool, environment: str | None
) -> None:
    found = model_of(*texts).all(Workload)[0].configuration
    told = found.environment.value if isinstance(found.environment, Known) else None

    assert (found.stage, found.is_production, told) == (stage, is_production, environment)
    assert bool(found.stage_notes) or stage is None


def test_a_config_map_belongs_to_an_environment_by_its_keys() -> None:
    found = [each.configuration for each in model_of(config_map("APP_ENV: prod, LEVEL: test")).all(ConfigMap)]

    assert [(each.stage, each.is_of_workload) for each in found] == [("production", False)]
    assert model_of(config_map("LEVEL: prod")).all(ConfigMap)[0].configuration.stage is None


@pytest.mark.parametrize(
    ("namespace", "variables", "kind", "names"),
    [
        ("shop-prod", env(DATABASE_URL="postgres://db.dev.example.com/x"), "Deployment", ["DATABASE_URL"]),
        ("shop-prod", env(DATABASE_URL="postgres://db.prod.example.com/x"), "Deployment", []),
        ("shop-prod", env(DATABASE_URL="postgres://db.example.com/x"), "Deployment", []),
        ("shop-dev", env(DATABASE_URL="postgres://db.prod.example.com/x"), "Deployment", ["DATABASE_URL"]),
        ("shop-dev", env(DATABASE_URL="postgres://db.test.example.com/x"), "Deployment", []),
        ("shop", env(DATABASE_URL="postgres://db.prod.example.com/x"), "Deployment", []),
        ("shop-prod", env(CART_URL="https://cart.dev.example.com"), "Deployment", ["CART_URL"]),
        ("shop-dev", env(CART_URL="https://cart.prod.example.com"), "Deployment", []),
        ("shop-prod", env(A_URL="redis://a.dev.example.com", B_URL="redis://b.prod.example.com"),
         "Deployment", ["A_URL"]),
        ("shop-prod", env(A_URL="redis://a.dev.example.com", B_URL="redis://b.prod.example.com"), "Job", []),
        ("shop-prod", env(A_URL="redis://a.dev.example.com"), "Job", ["A_URL"]),
    ],
)  # fmt: skip
def test_an_address_is_of_another_environment(namespace: str, variables: str, kind: str, names: list[str]) -> None:
    found = model_of(workload(variables, namespace=namespace, kind=kind)).all(Workload)[0].configuration

    assert [each.name for each in found.foreign_addresses] == names


SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: %s, namespace: shop}\nstringData: {%s}\n"


@pytest.mark.parametrize(
    ("fields", "spec", "missing", "keys"),
    [
        ("envFrom: [{secretRef: {name: gone}}]", "", ["gone"], []),
        ("envFrom: [{secretRef: {name: gone, optional: true}}]", "", [], []),
        ("envFrom: [{secretRef: {name: gone, optional: false}}]", "", ["gone"], []),
        ("envFrom: [{secretRef: {name: db}}]", "", [], []),
        ("envFrom: [{secretRef: {name: ''}}]", "", [], []), ("envFrom: [{secretRef: {name: $A}}]", "", [], []),
        ("envFrom: [{secretRef: {name: '{a}'}}]", "", [], []),
        ("envFrom: [{secretRef: {name: istio-ca-root-cert}}]", "", [], []),
        ("env: [{name: A, valueFrom: {secretKeyRef: {name: gone, key: a}}}]", "", ["gone"], []),
        ("env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: a}}}]", "", [], ["a"]),
        ("env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: a, optional: true}}}]", "", [], []),
        ("env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: password}}}]", "", [], []),
        ("env: [{name: A, valueFrom: {secretKeyRef: {name: empty, key: a}}}]", "", [], []),
        ("env: [{name: A, value: b}]", "", [], []),
        ("stdin: true", "volumes: [{name: v, secret: {secretName: gone}}], ", ["gone"], []),
        ("stdin: true", "volumes: [{name: v, secret: {secretName: gone, optional: true}}], ", [], []),
        ("stdin: true", "volumes: [{name: v, secret: {secretName: db, items: [{key: a, path: b}]}}], ", [], ["a"]),
        ("stdin: true", "volumes: [{name: v, projected: {sources: [{secret: {name: gone}}]}}], ", ["gone"], []),
        ("stdin: true",
         "volumes: [{name: v, projected: {sources: [{secret: {name: db, items: [{key: a, path: b}]}}]}}], ",
         [], ["a"]),
        ("stdin: true", "imagePullSecrets: [{name: gone}], ", [], []),
        ("stdin: true", "volumes: [{name: v, emptyDir: {}}], ", [], []),
    ],
)  # fmt: skip
def test_a_pod_waits_for_a_secret_in_vain(fields: str, spec: str, missing: list[str], keys: list[str]) -> None:
    (pod,) = model_of(workload(fields, spec=spec), SECRET % ("db", "password: a"), SECRET % ("empty", "")).all(Pod)

    assert [each.use.name for each in pod.missing("Secret")] == missing
    assert [each.use.key for each in pod.missing_keys("Secret")] == keys
    assert pod.missing("ConfigMap") == ()


SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {%s}\n"


def addresses(*texts: str) -> list[tuple[str, str, str]]:
    return [(each.kind, each.host, each.name) for each in model_of(*texts).all(Dependency)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([workload(env(A_URL="redis://r/0"))], [("Redis", "r", "A_URL")]),
        ([workload(env(A_DSN="host=h dbname=x"))], [("PostgreSQL", "h", "A_DSN")]),
        ([workload(env(A_DSN="u:p@tcp(h:3306)/x"))], [("MySQL", "h", "A_DSN")]),
        ([workload(env(A_URLS='["redis://r/0", "redis://s"]'))], [("Redis", "r", "A_URLS")]),
        ([workload(env(A_URLS="['redis://r/0']"))], [("Redis", "r", "A_URLS")]),
        ([workload(env(VAULT_ADDR="https://v.example.com"))], [("Vault", "v.example.com", "VAULT_ADDR")]),
        ([workload(env(PUBLIC_URL="https://x.example.com"))], []),
        ([workload("args: ['--db=postgres://h/x']")], [("PostgreSQL", "h", "--db")]),
        ([workload("args: [--db, 'postgres://h/x']")], [("PostgreSQL", "h", "--db")]),
        ([workload("args: ['postgres://h/x']")], [("PostgreSQL", "h", "an argument")]),
        ([workload("args: ['--docs=https://x.example.com']")], []),
        ([workload("args: ['--cart=http://cart.shop.svc:80']")], [("HTTP", "cart.shop.svc", "--cart")]),
        ([workload("args: ['--cart=cart.shop.svc']")], [("service", "cart.shop.svc", "--cart")]),
        ([workload("args: [hello, '--level=info']")], []),
        ([config_map("A_URL: 'redis://r/0'")], [("Redis", "r", "A_URL")]),
        ([config_map("x.env: \"A=b\\nC_URL=redis://r/0\\n\"")], [("Redis", "r", "C_URL")]),
        ([SERVICE % "type: ExternalName, externalName: x.example.com"],
         [("service", "x.example.com", "s")]),
        ([SERVICE % "type: ExternalName, externalName: a.b.svc.cluster.local"], []),
        ([SERVICE % "type: ClusterIP, externalName: x.example.com"], []),
        ([SERVICE % "type: ExternalName"], []),
    ],
)  # fmt: skip
def test_addresses_are_looked_for(texts: list[str], expected: list[tuple[str, str, str]]) -> None:
    assert addresses(*texts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM a\nENV DATABASE_URL=postgres://h/x\n", [("PostgreSQL", "h")]),
        ("FROM a\nARG H=h\nENV U=redis://$H\n", [("Redis", "h")]),
        ("FROM a\nLABEL u=redis://h\n", []), ("FROM a\nENV REDIS_HOST=h\n", [("Redis", "h")]),
        ("FROM a\nARG U=redis://h\n", []),
    ],
)  # fmt: skip
def test_addresses_are_looked_for_in_the_variables_of_an_image(text: str, expected: list[tuple[str, str]]) -> None:
    model = build([parse_dockerfile(Source("Dockerfile", text))], NEWEST_KUBERNETES).model

    assert [(each.kind, each.host) for each in model.all(Dependency)] == expected


def test_one_address_of_several_workloads_is_one_dependency_each_named_once() -> None:
    mounted = "volumes: [{name: v, configMap: {name: c}}], "
    texts = [workload(spec=mounted), workload(spec=mounted).replace("name: web", "name: api")]
    found = model_of(config_map('x.env: "A=b\\nC_URL=redis://r/0\\nD=e\\n"'), *texts).all(Dependency)

    assert [[each.name for each in dependency.workloads] for dependency in found] == [["web", "api"]]
    assert [(each.has_inline_credentials, each.has_default_login, each.is_secret) for each in found] == [
        (False, False, False)
    ]


@pytest.mark.parametrize(
    ("url", "inline", "default"),
    [
        ("amqp://guest:guest@m.example.com", True, True), ("amqp://guest:hunter2@m.example.com", True, False),
        ("amqp://m.example.com", False, False), ("amqp://guest@m.example.com", False, False),
    ],
)  # fmt: skip
def test_a_login_is_the_one_that_a_product_ships_with(url: str, inline: bool, default: bool) -> None:
    (found,) = model_of(workload(env(A_URL=url))).all(Dependency)
    assert (found.has_inline_credentials, found.has_default_login) == (inline, default)

    kept = SECRET % ("db", f"url: '{url}'")
    variable = "env: [{name: A_URL, valueFrom: {secretKeyRef: {name: db, key: url}}}]"
    found = next(each for each in model_of(workload(variable), kept).all(Dependency) if each.name == "A_URL")
    assert (found.has_inline_credentials, found.has_default_login, found.is_secret) == (False, False, True)
