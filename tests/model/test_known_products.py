"""What is made of the products that `words/products.txt` writes out: of their images, settings, ports and variables."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.model.tools import model_in

from infracheck.knowledge.products.lookup import REQUIRES_LOGIN
from infracheck.model.entities.container import Container
from infracheck.model.entities.dependency import Dependency
from infracheck.model.entities.network import Service
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.backups.backup import Backup
from infracheck.model.facts.backups.dumps import dumped_by
from infracheck.model.facts.dependencies.address import Address
from infracheck.model.facts.dependencies.tls import UNTOLD
from infracheck.model.facts.dependencies.url import parse_url
from infracheck.model.facts.runtime.data_folder import lost_data_of
from infracheck.model.facts.runtime.exposure import databases_exposed, keeps_data, product_of
from infracheck.model.graph.model import Model

PRODUCTS = Path(__file__).parent / "words" / "products.txt"
STORES = {
    "PostgreSQL", "CockroachDB", "MySQL", "MariaDB", "SQL Server", "Oracle", "MongoDB", "Kafka", "Elasticsearch",
    "Cassandra", "ClickHouse", "etcd", "LDAP", "S3", "Neo4j", "Couchbase", "Vault", "Consul", "ZooKeeper", "InfluxDB",
}  # fmt: skip
DATABASES_AND_CACHES = {
    "PostgreSQL", "CockroachDB", "MySQL", "MariaDB", "SQL Server", "Oracle", "MongoDB", "Redis", "Elasticsearch",
    "Cassandra", "ClickHouse", "Memcached", "etcd", "Neo4j", "Couchbase", "ZooKeeper",
}  # fmt: skip
LOGIN_REQUIRED = {"PostgreSQL", "CockroachDB", "MySQL", "MariaDB", "SQL Server", "Oracle", "Azure Storage"}
DISTINCTIVE_PORTS = {
    5432: "PostgreSQL", 26257: "CockroachDB", 3306: "MySQL", 1433: "SQL Server", 1521: "Oracle", 27017: "MongoDB",
    6379: "Redis", 9042: "Cassandra", 11211: "Memcached", 2181: "ZooKeeper",
}  # fmt: skip
DUMPS_OF_A_HOST = [
    ("PostgreSQL", "pg_dump"), ("PostgreSQL", "pg_dumpall"), ("PostgreSQL", "pg_basebackup"), ("MySQL", "mysqldump"),
    ("MySQL", "mydumper"), ("MariaDB", "mariadb-dump"), ("MongoDB", "mongodump"),
]  # fmt: skip
# what runs none of its server, though the name comes close
OTHER_IMAGES = ["nginx", "postgres-exporter", "redis-commander", "mysqld-exporter", "shop/database", "server", "free"]


def listed(what: str) -> list[tuple[str, str]]:
    """Each product of which something is written, with each word of that."""
    rows = [line.split(" | ") for line in PRODUCTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    if what in ("data folders", "data settings", "logins"):
        return [(key, word) for asked, key, words in rows if asked == what for word in words.split()]
    return [(told.partition(",")[0], key) for asked, key, told in rows if asked == what]


def model(text: str) -> Model:
    return model_in(text)


def pod(container: str, volumes: str = "[]") -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: shop, labels: {app: shop}}\n"
        f"spec:\n  volumes: {volumes}\n  containers:\n    - {{name: c, {container}}}\n"
    )


def container(text: str, volumes: str = "[]") -> Container:
    (found,) = model(pod(text, volumes)).all(Container)
    return found


def dependencies(variables: str) -> list[tuple[str, str]]:
    found = model(pod(f"image: 'shop:7', env: [{variables}]")).all(Dependency)
    return [(each.kind, each.host or "") for each in found]


@pytest.mark.parametrize(("product", "image"), listed("image"))
def test_an_image_serves_a_product(product: str, image: str) -> None:
    for repository in (f"registry.example.com/shop/{image}", f"Mirror/{image}"):
        assert product_of(container(f"image: '{repository}:7'")) == product
    assert product_of(container(f"image: 'shop/{image}-exporter:7'")) is None


@pytest.mark.parametrize("image", OTHER_IMAGES)
def test_another_image_serves_none(image: str) -> None:
    assert product_of(container(f"image: '{image}:7'")) is None
    assert product_of(container("command: [postgres]")) is None


@pytest.mark.parametrize(("product", "server"), listed("server"))
def test_a_program_serves_a_product(product: str, server: str) -> None:
    # a product whose folders nobody knows has none that are lost
    for command in (f"[{server}]", f"[/usr/bin/{server}, --port, '7']"):
        lost = lost_data_of(container(f"image: 'shop:7', command: {command}"))
        assert lost is not None
        assert lost.product == product
    assert lost_data_of(container(f"image: 'shop:7', command: [shop, {server}]")) is None


@pytest.mark.parametrize(("product", "folder"), listed("data folders"))
def test_data_is_lost_with_a_volume_at_its_folder(product: str, folder: str) -> None:
    image = next(word for name, word in listed("image") if name == product)
    volumes = "[{name: passing, emptyDir: {}}, {name: lasting, persistentVolumeClaim: {claimName: d}}]"
    for path in (folder, f"{folder}/", folder.rpartition("/")[0] or folder, f"{folder}/part"):
        lost = lost_data_of(
            container(f"image: '{image}:7', volumeMounts: [{{name: passing, mountPath: {path}}}]", volumes)
        )
        assert lost is not None
        assert (lost.product, lost.volume, lost.is_kept) == (product, "passing", product in STORES)
        kept = f"image: '{image}:7', volumeMounts: [{{name: lasting, mountPath: {path}}}]"
        assert lost_data_of(container(kept, volumes)) is None
    beside = f"image: '{image}:7', volumeMounts: [{{name: passing, mountPath: '{folder}-old'}}]"
    lost = lost_data_of(container(beside, volumes))
    assert lost is not None
    assert lost.volume is None


@pytest.mark.parametrize(("product", "setting"), listed("data settings"))
def test_a_setting_names_another_folder(product: str, setting: str) -> None:
    image = next(word for name, word in listed("image") if name == product)
    told = (
        f"args: ['{setting}', /elsewhere]"
        if setting.startswith("-")
        else f"env: [{{name: {setting}, value: /elsewhere}}]"
    )
    mounts = "volumeMounts: [{name: passing, mountPath: /elsewhere}]"
    found = lost_data_of(container(f"image: '{image}:7', {told}, {mounts}", "[{name: passing, emptyDir: {}}]"))

    assert found is not None
    assert (found.product, found.volume) == (product, "passing")


def test_stores_keep_data_and_others_do_not() -> None:
    products = {name for name, _ in listed("image")}

    assert {name for name in products if keeps_data(name)} == STORES & products


@pytest.mark.parametrize(("product", "login"), listed("logins"))
def test_a_login_is_shipped_with_a_product(product: str, login: str) -> None:
    def is_default(text: str) -> bool:
        return Address(product, "db", None, True, UNTOLD, login=text).has_default_login

    assert (is_default(login), is_default(f"{login}7"), is_default("shop:x7Tq9fLs")) == (True, False, False)


@pytest.mark.parametrize(("product", "tool"), listed("dump"))
def test_a_command_dumps_a_product(product: str, tool: str) -> None:
    assert product in dumped_by(container(f"image: 'shop:7', command: [sh, -c, '{tool} > /x']"))
    assert list(dumped_by(container(f"image: 'shop:7', command: [sh, -c, '{tool[1:]}']"))) == []


@pytest.mark.parametrize(("product", "image"), listed("dump image"))
def test_an_image_dumps_a_product(product: str, image: str) -> None:
    assert product in dumped_by(container(f"image: 'shop/{image}:7'"))
    assert list(dumped_by(container(f"image: 'shop/{image}x:7'"))) == []


@pytest.mark.parametrize(("product", "tool"), DUMPS_OF_A_HOST)
def test_a_dump_names_the_server(product: str, tool: str) -> None:
    for words in ("-h db.shop", "--host db.shop", "--host=db.shop"):
        (backup,) = backups(f"{tool} {words}")
        assert product in (backup.scope.products or ())
        assert backup.scope.hosts == frozenset(("db.shop",))
    (backup,) = backups(tool)
    assert backup.scope.hosts is None


@pytest.mark.parametrize(
    "tool", [tool for product, tool in listed("dump") if product != "*" and (product, tool) not in DUMPS_OF_A_HOST]
)
def test_another_dump_names_no_server(tool: str) -> None:
    (backup,) = backups(f"{tool} -h db.shop")

    assert backup.scope.hosts is None


def backups(command: str) -> tuple[Backup, ...]:
    text = (
        "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: dump, namespace: shop}\n"
        "spec:\n  schedule: '@daily'\n  jobTemplate:\n    spec:\n      template:\n        spec:\n"
        f"          containers: [{{name: c, image: 'shop:7', command: [sh, -c, '{command}']}}]\n"
    )
    return tuple(model(text).all(Backup))


@pytest.mark.parametrize(("product", "word"), listed("type"))
def test_a_word_tells_the_database_at_a_host(product: str, word: str) -> None:
    for name in ("DB_CONNECTION", "DB_TYPE", "DB_DIALECT", "DB_VENDOR", "DB_DRIVER", "DB_CLIENT"):
        variables = f"{{name: DB_HOST, value: db.example.com}}, {{name: {name}, value: {word.upper()}}}"
        assert dependencies(variables) == [(product, "db.example.com")]


@pytest.mark.parametrize(("product", "port"), listed("port"))
def test_a_port_tells_the_product(product: str, port: str) -> None:
    for scheme in ("tcp", "tls", "ssl"):
        found = parse_url(f"{scheme}://db.example.com:{port}")
        assert found is not None
        assert (found.kind, found.port) == (product, int(port))


@pytest.mark.parametrize("port", ["", ":1", ":443", ":25", ":80", ":4317", ":8080"])
def test_another_port_tells_none(port: str) -> None:
    assert parse_url(f"tcp://db.example.com{port}") is None


@pytest.mark.parametrize(("product", "name"), listed("host variable"))
def test_a_variable_names_the_host_of_a_product(product: str, name: str) -> None:
    assert dependencies(f"{{name: {name}, value: db.example.com}}") == [(product, "db.example.com")]


@pytest.mark.parametrize("name", [name for _, name in listed("brokers")])
def test_a_variable_names_brokers(name: str) -> None:
    for start in ("SHOP_", "") if "KAFKA" in name else ("SHOP_",):
        assert dependencies(f"{{name: {start}{name}, value: 'k.example.com:9092,l:9092'}}") == [
            ("Kafka", "k.example.com")
        ]


@pytest.mark.parametrize(("product", "name"), listed("address"))
def test_a_web_address_is_one_of_the_product(product: str, name: str) -> None:
    assert dependencies(f"{{name: {name}, value: 'https://db.example.com'}}") == [(product, "db.example.com")]


def test_these_products_let_nobody_in_without_a_name() -> None:
    assert REQUIRES_LOGIN == LOGIN_REQUIRED


@pytest.mark.parametrize(("product", "image"), listed("image"))
def test_a_service_exposes_databases_and_caches_alone(product: str, image: str) -> None:
    service = (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {selector: {app: shop}, ports: [{port: 77}]}\n"
    )
    found = model(pod(f"image: '{image}:7', ports: [{{containerPort: 77}}]") + service)
    (exposed,) = found.all(Service)

    assert [name for _, name in databases_exposed(exposed)] == [product][: product in DATABASES_AND_CACHES]
    assert len(list(found.all(Workload))) == 1


@pytest.mark.parametrize(
    ("port", "product"),
    [
        *DISTINCTIVE_PORTS.items(),
        *((int(port), None) for _, port in listed("port") if int(port) not in DISTINCTIVE_PORTS),
    ],
)
def test_a_service_without_pods_exposes_what_its_port_tells(port: int, product: str | None) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: db}\nspec: {selector: {app: db}, ports: [{port: %d}]}\n"
    (exposed,) = model(service % port).all(Service)

    assert [name for _, name in databases_exposed(exposed)] == ([product] if product else [])
