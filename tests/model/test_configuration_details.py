"""What a name, a value or a word of a command line decides of a configuration, each beside one that differs."""

from __future__ import annotations

import pytest
from tests.model.test_environment import OBJECTS, POD
from tests.model.tools import model_in

from infracheck.model.base.fact import Known, Unknown
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.container import Container
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.environment.recognition import recognised_in
from infracheck.model.graph.model import Model


def model(fields: str, more: str = "") -> Model:
    body = "".join(f"      {line}\n" for line in fields.strip().split("\n"))
    return model_in(f"{POD}{body}{OBJECTS}{more}", "pod.yaml")


def container(fields: str, more: str = "") -> Container:
    return model(fields, more).all(Container)[0]


def told_of(owner: Workload | ConfigMap) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (kind, each.name, each.value.value if isinstance(each.value, Known) else None, each.stage)
        for kind, found in recognised_in(owner).items()
        for each in found
    ]


def told(name: str, value: str) -> list[tuple[str, str, str | None, str | None]]:
    return told_of(model(f"env: [{{name: {name}, value: {value!r}}}]").all(Workload)[0])


@pytest.mark.parametrize(
    ("name", "value", "kind", "shown", "stage"),
    [
        (
            "DATABASE_URL",
            "postgres://u:p@db.prod.example.com/x",
            "database",
            "postgres://db.prod.example.com",
            "production",
        ),
        ("DATABASE_URL", " postgres://db:5433/x", "database", "postgres://db:5433", None),
        ("DATABASE_URL", "u:p@tcp(db:3306)/x", "database", "mysql://db:3306", None),
        ("DATABASE_URL", "jdbc:postgresql://db/x", "database", "jdbc:postgresql://db", None),
        ("CACHE", "redis://[fd00::1]:6379", "database", "redis://[fd00::1]:6379", None),
        ("SHOP_URL", "https://api.staging.example.com/x", "api", "https://api.staging.example.com", "staging"),
        ("SHOP_API_URL", "HTTPS://x.example.com", "api", "https://x.example.com", None),
        ("REDIS_HOST", "cache.prod.example.com:6380", "database", "cache.prod.example.com:6380", "production"),
        ("REDIS_HOST", "cache", "database", "cache", None),
        ("REDIS_HOST", "cache,other", "database", "cache", None),
        ("KAFKA_BROKERS", "k:9092", "database", "k:9092", None),
        ("SMTP_HOST", "mail.example.com", "api", "mail.example.com", None),
        ("ORDER_QUEUE_HOSTNAME", "", "api", "", None),
        ("REDIS_HOST", "", "database", "", None),
        ("CART_URL", "", "api", "", None),
        ("ENVIRONMENT", "prod", "environment", "prod", "production"),
        ("APP_ENV", "kubernetes", "environment", "kubernetes", None),
        ("NODE_ENV", "production", "environment", "production", "production"),
        ("app.environment", "test", "environment", "test", "test"),
        ("spring.profiles.active", "dev", "environment", "dev", "development"),
        ("environment", "dev", "environment", "dev", "development"),
        ("FEATURE_CART", "On", "flag", "on", None),
        ("USE_CACHE", " true ", "flag", "true", None),
        ("DO_NOT_TRACK", "1", "flag", "1", None),
        ("DONT_TRACK", "0", "flag", "0", None),
        ("CART_ENABLED", "false", "flag", "false", None),
        ("TLS_DISABLE_CHECK", "yes", "flag", "yes", None),
        ("TLS_INSECURE", "disabled", "flag", "disabled", None),
        ("features.cart", "true", "flag", "true", None),
        ("flags.cart", "true", "flag", "true", None),
        ("cart.dark_enabled", "true", "flag", "true", None),
        ("DEBUG", "1", "debug", "1", None),
        ("APP_DEBUG", "True", "debug", "True", None),
        ("LOG_LEVEL", "TRACE", "debug", "TRACE", None),
        ("LOG_LEVEL", "all", "debug", "all", None),
        ("LOG_LEVEL", "silly", "debug", "silly", None),
        ("logging.level.root", "trace", "debug", "trace", None),
        ("app.debug", "true", "debug", "true", None),
    ],
)
def test_a_variable_is_recognised(name: str, value: str, kind: str, shown: str, stage: str | None) -> None:
    assert told(name, value) == [(kind, name, shown, stage)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "db.example.com/x y"), ("PUBLIC_URL", "https://x.example.com"),
        ("DOCS", "https://x.example.com"),
        ("REDIS_HOST", "3"), ("REDIS_HOST", "true"), ("SERVER_HOST", ""), ("LISTEN_URL", ""), ("SHOP", ""),
        ("USE_CACHE", "redis"), ("FEATURES", "a,b"), ("FUSE", "true"), ("cart.use", "true"), ("LOG_LEVEL", "debug"),
        ("LOG_LEVEL", ""), ("DEBUG", "0"), ("DEBUG", ""), ("DEBUGGER", "1"), ("APP_ENVIRONMENTAL", "prod"),
    ],
)  # fmt: skip
def test_a_variable_is_not_recognised(name: str, value: str) -> None:
    assert told(name, value) == []


@pytest.mark.parametrize(
    ("name", "value", "is_debug"),
    [
        ("NODE_ENV", "development", True), ("NODE_ENV", "dev", True), ("NODE_ENV", "debug", True),
        ("NODE_ENV", "test", False), ("DJANGO_SETTINGS_MODULE", "dev", False), ("FLASK_ENV", " Development ", True),
    ],
)  # fmt: skip
def test_a_framework_runs_in_a_mode_for_developers(name: str, value: str, is_debug: bool) -> None:
    assert ("debug" in {kind for kind, *_ in told(name, value)}) is is_debug


def test_arguments_are_recognised_by_their_names() -> None:
    fields = "args: ['--database-url=postgres://db/x', '-Dspring.profiles.active=prod', --log-level, trace, '-DEBUG=1']"

    assert told_of(model(fields).all(Workload)[0]) == [
        ("database", "--database-url", "postgres://db", None),
        ("environment", "-Dspring.profiles.active", "prod", "production"),
        ("debug", "--log-level", "trace", None),
    ]


def test_a_flag_whose_value_is_not_told_is_one() -> None:
    fields = "env: [{name: USE_CACHE, valueFrom: {secretKeyRef: {name: gone, key: a}}}]"

    assert told_of(model(fields).all(Workload)[0]) == [("flag", "USE_CACHE", None, None)]


def test_a_host_that_a_secret_tells_is_recognised_and_not_shown() -> None:
    fields = "env: [{name: REDIS_HOST, valueFrom: {secretKeyRef: {name: shop-db, key: PLAIN}}}]"

    assert told_of(model(fields).all(Workload)[0]) == [("database", "REDIS_HOST", None, None)]


def test_of_a_config_map_what_holds_for_no_profile_is_recognised() -> None:
    more = (
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: files, namespace: shop}\ndata:\n"
        "  application.properties: |\n    a.url=redis://a\n    b=c\n"
        "  application-dev.properties: |\n    a.url=redis://b\n    b=c\n"
        "  _example: |\n    A_URL=redis://c\n    B=c\n"
    )
    owner = next(each for each in model("stdin: true", more).all(ConfigMap) if each.name == "files")

    assert told_of(owner) == [("database", "a.url", "redis://a", None)]


def test_what_containers_share_is_recognised_once() -> None:
    fields = "envFrom: [{configMapRef: {name: shared}}]\n- name: other\n  envFrom: [{configMapRef: {name: shared}}]"
    more = (
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared, namespace: shop}\n"
        "data: {CACHE_URL: 'redis://a', DEBUG: '1'}\n"
    )
    text = POD + "".join(f"    {'  ' if number == 0 else ''}{line}\n" for number, line in enumerate(fields.split("\n")))
    found = model_in(text + more, "pod.yaml").all(Workload)[0]

    assert [name for _, name, _, _ in told_of(found)] == ["CACHE_URL", "DEBUG"]


def value_of(fields: str, more: str = "") -> tuple[str | None, bool, bool]:
    found = next(each for each in container(fields, more).variables if each.name == "X")
    return (found.value.value if isinstance(found.value, Known) else None, found.is_secret, found.is_opaque)


EXTERNAL = """\
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: fetched, namespace: shop}
spec: {secretStoreRef: {name: s}, data: [{secretKey: X, remoteRef: {key: a}}]}
"""


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("env: [{name: X, value: a}]", ("a", False, False)),
        ("env: [{name: X}]", ("", False, False)),
        ("env: [{name: X, value: ''}]", ("", False, False)),
        ("env: [{name: X, valueFrom: {}}]", (None, False, True)),
        ("env: [{name: X, value: '', valueFrom: {fieldRef: {fieldPath: a}}}]", (None, False, True)),
        ("env: [{name: X, valueFrom: {resourceFieldRef: {resource: a}}}]", (None, False, True)),
        (
            "env: [{name: X, valueFrom: {configMapKeyRef: {name: shop-config, key: HOST}}}]",
            ("db.example.com", False, False),
        ),
        ("env: [{name: X, valueFrom: {configMapKeyRef: {name: shop-config, key: NO}}}]", (None, False, True)),
        ("env: [{name: X, valueFrom: {configMapKeyRef: {key: HOST}}}]", (None, False, True)),
        ("env: [{name: X, valueFrom: {secretKeyRef: {name: shop-db, key: PLAIN}}}]", ("hunter2", True, False)),
        ("env: [{name: X, valueFrom: {secretKeyRef: {name: gone, key: PLAIN}}}]", (None, True, True)),
        ("env: [{name: X, valueFrom: {secretKeyRef: {name: fetched, key: X}}}]", (None, True, True)),
        ("envFrom: [{secretRef: {name: fetched}}]", (None, True, True)),
        ("env: [{name: X, value: a}, {name: X, value: b}]", ("b", False, False)),
        ("env: [{name: A, value: b}, {name: X, value: '$(A)$(A)'}]", ("bb", False, False)),
        ("env: [{name: X, value: '$(A_PORT)'}]", (None, False, True)),
        ("env: [{name: X, value: '$(A_PORT_80_TCP)'}]", (None, False, True)),
        ("env: [{name: X, value: '$(A_SERVICE_HOST)'}]", (None, False, True)),
        ("env: [{name: X, value: '$(A_PORTS)'}]", ("$(A_PORTS)", False, False)),
    ],
)
def test_a_variable_has_a_value(fields: str, expected: tuple[str | None, bool, bool]) -> None:
    assert value_of(fields, EXTERNAL) == expected


@pytest.mark.parametrize(
    ("fields", "has_gaps"),
    [
        ("envFrom: [{configMapRef: {name: shop-config}}, {secretRef: {name: shop-db}}]", False),
        ("envFrom: [{configMapRef: {name: gone}}]", True), ("envFrom: [{secretRef: {name: gone}}]", True),
        ("envFrom: [{configMapRef: {name: ''}}]", True), ("envFrom: [{secretRef: {}}]", True), ("envFrom: [{}]", True),
        ("envFrom: [{secretRef: {name: fetched}}]", False), ("env: [{name: A}]", False),
    ],
)  # fmt: skip
def test_an_environment_has_gaps_where_an_object_is_not_seen(fields: str, has_gaps: bool) -> None:
    assert container(fields, EXTERNAL).environment.has_gaps is has_gaps


def test_a_prefix_stands_before_each_name_and_a_later_source_shadows() -> None:
    fields = (
        "envFrom: [{prefix: A_, configMapRef: {name: shop-config}}, {configMapRef: {name: shop-config}},\n"
        "          {configMapRef: {name: shop-config}}]\nenv: [{name: HOST, value: a}]"
    )
    environment = container(fields).environment

    assert sorted(environment.known) == ["A_HOST", "A_LOG_LEVEL", "HOST", "LOG_LEVEL"]
    assert [each.name for each, _ in environment.shadowed] == ["LOG_LEVEL", "HOST", "HOST"]
    assert environment.own_names == {"HOST"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("args: ['--a=b', A=b, '1=b', '-a', b, '--c', --d, '--e']", {"--a": "b", "A": "b", "-a": "b"}),
        ("args: ['--a', '-', '-', b, --c]", {}),
        ("args: ['a b=c', '--a=b c', 'A_B=c', 'A-B=c']", {"A_B": "c"}),
        ("command: [shop, --a=b], args: [--c, d]", {"--a": "b", "--c": "d"}),
        ("command: [shop, --a], args: [b]", {}),
        ('args: [--a, "b\\nc", --d, "e"]', {"--d": "e"}),
        ("args: [--a, '']", {"--a": ""}),
    ],
)
def test_arguments_set_something(fields: str, expected: dict[str, str]) -> None:
    written = "\n".join(part if index == 0 else f"args:{part}" for index, part in enumerate(fields.split(", args:")))

    assert {each.name: each.text for each in container(written).arguments} == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("args: [$(A)]", [("A", "an argument", False)]),
        ("env: [{name: X, value: $(A)}]", [("A", "variable X", False)]),
        ("env: [{name: X, value: $(Y)}, {name: Y, value: a}]", [("Y", "variable X", True)]),
        ("env: [{name: X, value: a-$(X)}]", [("X", "variable X", False)]),
        ("env: [{name: X, value: $(X)}]", []),
        ("args: [$(A)]\nimage: $(IMAGE)", []),
        ("env: [{name: A, value: a}]\nargs: [$(A)]", []),
        ("command: [sh, -c, $(A)]", []),
        ("command: [tini, /bin/bash, -c, $(A)]", []),
        ("command: [tini, --, sh, -c, $(A)]", [("A", "an argument", False)]),
        ("args: [sh, $(A)]", []),
        ("args: [a, busybox, $(A)]", []),
        ("args: [a, b, pwsh, $(A)]", [("A", "an argument", False)]),
        ('args: ["$(A)\\n"]', []),
        ("args: [$(A_SERVICE_HOST)]", []),
        ("envFrom: [{configMapRef: {name: gone}}]\nargs: [$(A)]", []),
    ],
)
def test_a_reference_stands_for_nothing(fields: str, expected: list[tuple[str, str, bool]]) -> None:
    text = POD.replace("      image: shop:7\n", "") if "image:" in fields else POD
    body = "".join(f"      {line}\n" for line in fields.split("\n"))
    found = model_in(text + body, "pod.yaml").all(Container)[0]

    assert [(each.name, each.user, each.is_later) for each in found.unresolved] == expected


@pytest.mark.parametrize(
    "shell", ["sh", "bash", "ash", "dash", "zsh", "busybox", "pwsh", "powershell", "cmd", "/bin/sh", "/usr/bin/pwsh"]
)
def test_a_shell_works_out_what_kubernetes_leaves(shell: str) -> None:
    found = [
        model_in(f"{POD}      command: [{program}, $(A)]\n", "pod.yaml").all(Container)[0].unresolved
        for program in (shell, f"{shell}x")
    ]

    assert [[each.name for each in each_of] for each_of in found] == [[], ["A"]]


@pytest.mark.parametrize(
    ("values", "differ"),
    [(("a", "b"), True), (("a", "a"), False), (("$(A_PORT)", "b"), False), (("a", "$(A_PORT)"), False)],
)
def test_only_values_that_are_known_differ(values: tuple[str, str], differ: bool) -> None:
    more = (
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: shop}\n"
        f"data: {{X: {values[0] if '$' not in values[0] else 'a'!r}}}\n"
    )
    first = (
        "envFrom: [{configMapRef: {name: one}}]" if "$" not in values[0] else "envFrom: [{secretRef: {name: fetched}}]"
    )
    found = container(f"{first}\nenv: [{{name: X, value: {values[1]!r}}}]", more + EXTERNAL).environment

    assert len(found.shadowed) == 1
    assert bool(found.differing) is differ


def test_an_unknown_value_says_why() -> None:
    found = container("env: [{name: X, valueFrom: {fieldRef: {fieldPath: a}}}]").variables[0]

    assert isinstance(found.value, Unknown)
    assert found.value.why == "the cluster sets it"
