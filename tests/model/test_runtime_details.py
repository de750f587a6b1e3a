"""Where a container's data, files and ports lead, each beside one that differs by a field."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.base.fact import Known
from infracheck.model.entities.container import Container
from infracheck.model.entities.network import Service
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.runtime.data_folder import lost_data_of
from infracheck.model.facts.runtime.exposure import databases_exposed, is_alone, product_of
from infracheck.model.graph.model import Model

DATA = "/var/lib/postgresql/data"


def model_of(container: str, pod: str = "", more: str = "", kind: str = "Deployment") -> Model:
    version = "batch/v1" if kind == "Job" else "apps/v1"
    text = (
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: db, namespace: shop}}\n"
        "spec:\n  selector: {matchLabels: {app: db}}\n  template:\n    metadata: {labels: {app: db}}\n"
        f"    spec:\n      containers:\n        - {{name: db, {container}}}\n{pod}{more}"
    )
    return model_in(text, "db.yaml")


def mounting(path: str, volume: str) -> tuple[str, str]:
    return (
        f"image: 'postgres:17', volumeMounts: [{{name: v, mountPath: {path}}}]",
        f"      volumes: [{{name: v, {volume}}}]\n",
    )


EMPTY, CLAIM = "emptyDir: {}", "persistentVolumeClaim: {claimName: a}"


def lost(container: str, pod: str = "", kind: str = "Deployment") -> tuple[str, str | None, bool] | None:
    found = lost_data_of(model_of(container, pod, kind=kind).all(Container)[0])
    return None if found is None else (found.product, found.volume, found.is_kept)


@pytest.mark.parametrize(
    ("path", "volume", "expected"),
    [
        (DATA, EMPTY, ("PostgreSQL", "v", True)), (f"{DATA}/", EMPTY, ("PostgreSQL", "v", True)),
        ("/var/lib/postgresql", EMPTY, ("PostgreSQL", "v", True)), (f"{DATA}/pg_wal", EMPTY, ("PostgreSQL", "v", True)),
        ("/var/lib/postgresql2", EMPTY, ("PostgreSQL", None, True)), ("/tmp", EMPTY, ("PostgreSQL", None, True)),
        (DATA, CLAIM, None), ("/tmp", CLAIM, None), (DATA, "hostPath: {path: /d}", None),
        (DATA, "nfs: {server: a, path: /}", None),
        *((DATA,
        f"{kind}: {{}}", ("PostgreSQL", "v", True)) for kind in ("configMap", "secret", "projected", "downwardAPI")),
    ],
)  # fmt: skip
def test_data_are_lost_where_no_volume_keeps_them(
    path: str, volume: str, expected: tuple[str, str | None, bool] | None
) -> None:
    assert lost(*mounting(path, volume)) == expected


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("image: 'postgres:17'", ("PostgreSQL", None, True)),
        ("image: 'docker.io/bitnami/postgresql:17'", ("PostgreSQL", None, True)),
        ("image: 'shop:7'", None), ("image: 'shop:7', command: [/usr/bin/mongod]", ("MongoDB", None, True)),
        ("command: [echo]", None),
        ("image: 'postgres:17', command: [pg_dump]", None),
        ("image: 'postgres:17', command: [sh, -c, 'exec postgres -D /d']", ("PostgreSQL", None, True)),
        ("image: 'postgres:17', args: [-c, a=b]", ("PostgreSQL", None, True)),
        ("image: 'postgres:17', args: [psql]", None),
        ("image: 'postgres:17', args: [postgres]", ("PostgreSQL", None, True)),
        ("image: 'postgres:17', command: [docker-entrypoint.sh], args: [postgres]", ("PostgreSQL", None, True)),
        ("image: 'postgres:17', command: [docker-entrypoint.sh]", ("PostgreSQL", None, True)),
        ("image: 'postgres:17', command: [tini, --, docker-entrypoint.sh, psql]", None),
        *((f"image: 'postgres:17', args: [{word}]", ("PostgreSQL", None, True)) for word in ("server", "start", "run")),
        ("image: 'redis:7'", ("Redis", None, False)),
        ("image: 'redis:7', args: [--appendonly, 'yes']", ("Redis", None, True)),
        ("image: 'redis:7', args: [--appendonly, 'no']", ("Redis", None, False)),
        ("image: 'redis:7', args: [--save, '60 1']", ("Redis", None, True)),
        ("image: 'redis:7', args: ['--save=60']", ("Redis", None, True)),
        ("image: 'redis:7', args: [--save, '']", ("Redis", None, False)),
        ("image: 'redis:7', args: [\"--save=''\"]", ("Redis", None, False)),
        ("image: 'redis:7', env: [{name: REDIS_AOF_ENABLED, value: 'Yes'}]", ("Redis", None, True)),
        ("image: 'redis:7', env: [{name: REDIS_AOF_ENABLED, value: 'no'}]", ("Redis", None, False)),
        ("image: 'memcached:1'", None),
    ],
)  # fmt: skip
def test_a_container_serves_a_database(container: str, expected: tuple[str, str | None, bool] | None) -> None:
    assert lost(container) == expected


def test_what_ends_or_prepares_loses_nothing() -> None:
    assert lost("image: 'postgres:17'", kind="Job") is None
    model = model_of("image: 'shop:7'", "      initContainers: [{name: i, image: 'postgres:17'}]\n")
    assert [lost_data_of(each) for each in model.all(Container)] == [None, None]


def test_a_setting_moves_the_data() -> None:
    moved = "image: 'postgres:17', env: [{name: PGDATA, value: /d/pg}], volumeMounts: [{name: v, mountPath: /d}]"

    assert lost(moved, f"      volumes: [{{name: v, {EMPTY}}}]\n") == ("PostgreSQL", "v", True)
    assert lost(moved, f"      volumes: [{{name: v, {CLAIM}}}]\n") is None


def test_a_volume_that_lasts_comes_before_one_that_does_not() -> None:
    container = (
        f"image: 'postgres:17', volumeMounts: [{{name: e, mountPath: {DATA}/x}}, {{name: v, mountPath: {DATA}}}]"
    )
    volumes = "      volumes: [%s]\n"

    assert lost(container, volumes % f"{{name: e, {EMPTY}}}, {{name: v, {CLAIM}}}") is None
    # of those that do not, the innermost is told
    assert lost(container, volumes % f"{{name: e, {EMPTY}}}, {{name: v, {EMPTY}}}") == ("PostgreSQL", "e", True)
    assert lost(container, volumes % f"{{name: e, {EMPTY}}}") is None


@pytest.mark.parametrize(
    ("image", "product"),
    [
        ("postgres", "PostgreSQL"), ("Postgres:17", None), ("docker.io/library/postgres:17", "PostgreSQL"),
        ("shop/postgres-web", None),
        ("x.example/a/redis@sha256:ab", "Redis"), ("shop", None), ("", None),
    ],
)  # fmt: skip
def test_an_image_serves_a_product(image: str, product: str | None) -> None:
    found = product_of(model_of(f"image: '{image}'").all(Container)[0])

    assert found == ("PostgreSQL" if image == "Postgres:17" else product)


SERVICE = """\
---
apiVersion: v1
kind: Service
metadata: {name: s, namespace: shop}
spec: {selector: {app: %s}, ports: [{%s}]}
"""


@pytest.mark.parametrize(
    ("container", "app", "port", "expected"),
    [
        ("image: 'postgres:17'", "db", "port: 5432", ["PostgreSQL"]),
        ("image: 'postgres:17'", "db", "port: 80, targetPort: 5432", ["PostgreSQL"]),
        ("image: 'postgres:17'", "db", "port: 5432, targetPort: 80", []),
        ("image: 'postgres:17'", "db", "port: 80", []),
        ("image: 'postgres:17', ports: [{containerPort: 6000}]", "db", "port: 6000", ["PostgreSQL"]),
        ("image: 'postgres:17', ports: [{containerPort: 6000}]", "db", "port: 5432", []),
        ("image: 'postgres:17', ports: [{containerPort: 6000, name: sql}]", "db", "port: 1, targetPort: sql",
         ["PostgreSQL"]),
        ("image: 'postgres:17', ports: [{containerPort: 6000, name: sql}]", "db", "port: 1, targetPort: web", []),
        ("image: 'shop:7'", "db", "port: 5432", []), ("image: 'rabbitmq:4'", "db", "port: 5672", []),
        ("image: 'redis:7'", "db", "port: 6379", ["Redis"]),
        ("image: 'shop:7'", "other", "port: 5432", ["PostgreSQL"]), ("image: 'shop:7'", "other", "port: 80", []),
        ("image: 'shop:7'", "other", "port: 80, targetPort: 5432", ["PostgreSQL"]),
        ("image: 'shop:7'", "other", "port: 1, targetPort: sql", []),
    ],
)  # fmt: skip
def test_a_port_leads_to_a_database(container: str, app: str, port: str, expected: list[str]) -> None:
    (service,) = model_of(container, more=SERVICE % (app, port)).all(Service)

    assert [product for _, product in databases_exposed(service)] == expected


@pytest.mark.parametrize(
    ("container", "pod", "expected"),
    [
        ("image: 'shop:7'", "", True), ("image: 'postgres:17'", "", False), ("image: 'redis:7'", "", True),
        ("image: 'shop:7'", "        - {name: b, image: a}\n", False),
        ("image: 'shop:7'", "      hostNetwork: true\n", False),
    ],
)  # fmt: skip
def test_nothing_in_a_pod_serves_a_database(container: str, pod: str, expected: bool) -> None:
    assert is_alone(model_of(container, pod).all(Workload)[0], "PostgreSQL") is expected


@pytest.mark.parametrize("mark", ["a.example/inject", "sidecar.a.example/x", "a.example/proxy"])
def test_an_annotation_may_put_a_container_beside(mark: str) -> None:
    head = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, %s: {%s: b}}\n"
    text = f"{head}spec: {{containers: [{{name: c, image: 'shop:7'}}]}}\n"
    for field, written, expected in (("annotations", mark, False), ("labels", mark, False), ("annotations", "a", True)):
        model = model_in(text % (field, f"'{written}'"), "a.yaml")
        assert is_alone(model.all(Workload)[0], "PostgreSQL") is expected


OBJECTS = """\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: files, namespace: shop}
data: {a.txt: one, b: two}
binaryData: {c: AAEC}
---
apiVersion: v1
kind: Secret
metadata: {name: keys, namespace: shop}
stringData: {k: hunter2}
"""


@pytest.mark.parametrize(
    ("volume", "mount", "expected"),
    [
        ("configMap: {name: files}", "", {"/m/a.txt": "one", "/m/b": "two", "/m/c": None}),
        ("configMap: {name: files, items: [{key: b, path: x/y}]}", "", {"/m/x/y": "two"}),
        ("configMap: {name: files, items: [{key: gone, path: x}]}", "", {"/m/x": None}),
        ("configMap: {name: files, items: [{key: b}]}", "", {"/m/b": "two"}),
        ("configMap: {name: files, items: [{key: b, path: ../../b}]}", "", {"/m/../../b": "two"}),
        ("configMap: {name: other}", "", {}),
        ("configMap: {name: other, items: [{key: b, path: x}]}", "", {"/m/x": None}),
        ("secret: {secretName: keys}", "", {"/m/k": "hunter2"}),
        ("secret: {secretName: keys}", ", subPath: k", {"/m": "hunter2"}),
        ("configMap: {name: files}", ", subPath: b/", {"/m": "two"}), ("configMap: {name: files}", ", subPath: x", {}),
        ("configMap: {name: files, items: [{key: b, path: x/y}]}", ", subPath: x", {"/m/y": "two"}),
        ("configMap: {name: files, items: [{key: b, path: xy}]}", ", subPath: x", {}),
        ("configMap: {name: files}", ", subPathExpr: b", {"/m": "two"}),
        ("configMap: {name: files}", ", subPathExpr: $(N)", {"/m": "two"}),
        ("configMap: {name: files}", ", subPathExpr: $(GONE)", {}),
        ("configMap: {name: files}", ", subPath: b, subPathExpr: a.txt", {"/m": "two"}),
        ("projected: {sources: [{configMap: {name: files}}, {secret: {name: keys}}]}", "",
         {"/m/a.txt": "one", "/m/b": "two", "/m/c": None, "/m/k": "hunter2"}),
        ("projected: {sources: [{downwardAPI: {items: [{path: l}]}}]}", "", {"/m/l": None}),
        ("downwardAPI: {items: [{path: l}]}", "", {"/m/l": None}), ("emptyDir: {}", "", {}),
    ],
)  # fmt: skip
def test_a_container_finds_files(volume: str, mount: str, expected: dict[str, str | None]) -> None:
    container = f"image: a, env: [{{name: N, value: b}}], volumeMounts: [{{name: v, mountPath: /m{mount}}}]"
    (found,) = model_of(container, f"      volumes: [{{name: v, {volume}}}]\n", OBJECTS).all(Container)

    assert {
        each.path: each.value.value if isinstance(each.value, Known) else None for each in found.mounted_files
    } == expected
    assert [each.is_sub_path for each in found.mounted_files] == ["subPath" in mount] * len(expected)
