"""Addresses of every kind, by the client that speaks where the files tell it."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.knowledge.products.vendors import enforces_tls, vendor_of
from infracheck.model.base.fact import Known
from infracheck.model.entities.dependency import CredentialSource, Dependency
from infracheck.model.entities.operated_database import OperatedDatabase
from infracheck.model.facts.dependencies.address import Address
from infracheck.model.facts.dependencies.dsn import parse_dsn
from infracheck.model.facts.dependencies.url import parse_url

WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  selector: {matchLabels: {app: shop}}
  template:
    metadata: {labels: {app: shop}}
    spec:
      containers:
        - name: web
          image: %s
          env: [%s]
"""


def rating(address: Address | None) -> str | None:
    assert address is not None
    return None if address.tls.rating is None else address.tls.rating.name


def rated(found: Dependency) -> str | None:
    return found.ssl_config.value.name if isinstance(found.ssl_config, Known) else None


def dependency(variables: str, image: str = "shop:7") -> Dependency:
    text = WORKLOAD % (image, variables)
    (found,) = model_in(text).all(Dependency)
    return found


@pytest.mark.parametrize(
    ("text", "runtime", "expected"),
    [
        ("postgres://db.example.com/x?sslmode=require", "", "UNVERIFIED"),
        ("postgres://db.example.com/x?sslmode=require", "node", "VERIFIED"),
        ("postgres://db.example.com/x?sslmode=require&uselibpqcompat=true", "node", "UNVERIFIED"),
        ("postgres://db.example.com/x?sslmode=no-verify", "node", "UNVERIFIED"),
        ("postgres://db.example.com/x?schema=public&sslmode=require", "node", "UNVERIFIED"),
        ("postgres://db.example.com/x?schema=public&sslmode=require&sslaccept=strict", "node", "VERIFIED"),
        ("postgresql+psycopg://db.example.com/x?ssl=true", "", "UNVERIFIED"),
        ("postgres://db.example.com/x?ssl=true", "", None),
        ("postgresql+asyncpg://db.example.com/x?ssl=require", "", "UNVERIFIED"),
        ("postgresql+asyncpg://db.example.com/x?ssl=verify-ca", "", "UNVERIFIED"),
        ("postgresql+asyncpg://db.example.com/x?ssl=verify-full", "", "VERIFIED"),
        ("postgresql+asyncpg://db.example.com/x?ssl=prefer", "", "OPPORTUNISTIC"),
        ("postgresql+asyncpg://db.example.com/x?ssl=disable", "", "OFF"),
        ("postgresql+psycopg://db.example.com/x?ssl=require", "", None),
        ("jdbc:postgresql://db/x?ssl=true&sslfactory=org.postgresql.ssl.NonValidatingFactory", "", "UNVERIFIED"),
        ("mysql+mysqlconnector://db/x", "", "UNVERIFIED"),
        ('mysql://db/x?ssl={"rejectUnauthorized":false}', "node", "UNVERIFIED"),
        ("mysql://db/x?ssl=%7B%22rejectUnauthorized%22%3Atrue%7D", "node", "VERIFIED"),
        ("mysql+pymysql://db/x?ssl_ca=/ca.pem", "", "UNVERIFIED"),
        ("mysql+pymysql://db/x?ssl_ca=/ca.pem&ssl_verify_identity=true", "", "VERIFIED"),
        ("mssql+pyodbc://db/x?driver=ODBC+Driver+17+for+SQL+Server", "", "OFF"),
        ("mssql+pyodbc://db/x?driver=ODBC+Driver+18+for+SQL+Server&TrustServerCertificate=yes", "", "UNVERIFIED"),
        ("rediss://r?ssl_check_hostname=false", "", "UNVERIFIED"),
        ("clickhouses://c?verify=false", "", "UNVERIFIED"),
        ("clickhouse://c?secure=true&skip_verify=true", "", "UNVERIFIED"),
        ("tcp://m:1883", "", "OFF"),
        ("ssl://m:8883", "", None),
        ("bolt+ssc://n", "", "UNVERIFIED"),
    ],
)  # fmt: skip
def test_a_url_is_rated_by_its_client(text: str, runtime: str, expected: str | None) -> None:
    assert rating(parse_url(text, runtime)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=db)(PORT=2484))(CONNECT_DATA=(SID=x)))", ("Oracle", "VERIFIED")),
        ("(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=db)(PORT=1521)))", ("Oracle", "OFF")),
        ("DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=eDd9;EndpointSuffix=core.windows.net",
         ("Azure Storage", "VERIFIED")),
        ("Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=eDd9",
         ("Azure Service Bus", "VERIFIED")),
        ("Host=db;Username=shop;Password=x7Tq9fLs;SSL Mode=VerifyFull", ("PostgreSQL", "VERIFIED")),
        ("Server=tcp:db,1433;Encrypt=True;TrustServerCertificate=True", ("SQL Server", "UNVERIFIED")),
    ],
)  # fmt: skip
def test_a_string_of_parts_is_read(text: str, expected: tuple[str, str]) -> None:
    found = parse_dsn(text)

    assert found is not None
    assert (found.kind, rating(found)) == expected


def test_neither_login_nor_host_shows() -> None:
    assert "7Tq9fLs" not in repr(parse_url("redis://u:x7Tq9fLs@cache.example.com"))
    assert "cache" not in repr(parse_url("redis://u:x7Tq9fLs@cache.example.com"))


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("{name: ELASTICSEARCH_URL, value: 'http://search.example.com:9200'}", ("Elasticsearch", "OFF")),
        ("{name: VAULT_ADDR, value: 'https://v.example.com'}, {name: VAULT_SKIP_VERIFY, value: 'true'}",
         ("Vault", "UNVERIFIED")),
        ("{name: MINIO_HOST, value: s3.example.com}, {name: MINIO_SECURE, value: 'false'}", ("S3", "OFF")),
        ("{name: RABBITMQ_HOST, value: q.example.com}, {name: RABBITMQ_SSL_VERIFY, value: 'false'}",
         ("AMQP", "UNVERIFIED")),
        ("{name: DATABASE_URL, value: 'postgres://d.example.com/x'}, {name: PGSSLMODE, value: verify-full}",
         ("PostgreSQL", "VERIFIED")),
        ("{name: DB_URL, value: 'postgres://d.example.com/x'}, {name: DB_SSL, value: 'true'}", ("PostgreSQL", None)),
        ("{name: DB_HOST, value: d.example.com}, {name: DB_CLIENT, value: mssql}", ("SQL Server", None)),
        ("{name: CASSANDRA_CONTACT_POINTS, value: 'c1.example.com,c2.example.com'}", ("Cassandra", None)),
        ("{name: LDAP_HOST, value: l.example.com}, {name: LDAP_TLS_REQCERT, value: never}", ("LDAP", "UNVERIFIED")),
    ],
)  # fmt: skip
def test_variables_are_joined(variables: str, expected: tuple[str, str | None]) -> None:
    found = dependency(variables)

    assert (found.kind, rated(found)) == expected


def test_the_client_of_an_image_counts() -> None:
    variable = "{name: U, value: 'postgres://d.example.com/x?sslmode=require'}"

    assert [dependency(variable, image).tls_because for image in ("node:22", "shop:7")] == ["sslmode=require"] * 2
    assert [rated(dependency(variable, image)) for image in ("node:22", "python:3.13")] == [
        "VERIFIED", "UNVERIFIED",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "source"),
    [
        ("{name: U, value: 'redis://:x7Tq9fLs@cache/0'}", CredentialSource.INLINE),
        ("{name: P, valueFrom: {secretKeyRef: {name: s, key: p}}}, {name: U, value: 'redis://:$(P)@cache/0'}",
         CredentialSource.SECRET),
        ("{name: DB_URL, value: 'jdbc:mysql://d/x'}, {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: s, key: p}}}",
         CredentialSource.SECRET),
        ("{name: PGHOST, value: db}, {name: PGPASSWORD, value: x7Tq9fLs}", CredentialSource.INLINE),
        ("{name: U, value: 'redis://cache/0'}", CredentialSource.NONE),
    ],
)  # fmt: skip
def test_credentials_are_traced(variables: str, source: CredentialSource) -> None:
    assert dependency(variables).credentials == Known(source)


def test_a_password_that_the_files_do_not_tell_is_unknown() -> None:
    assert not isinstance(dependency("{name: DB_HOST, value: db}").credentials, Known)


def test_a_connection_url_shows_no_login_path_or_parameters() -> None:
    found = dependency("{name: U, value: 'postgres://shop:x7Tq9fLs@db.example.com:5433/orders?sslmode=require'}")

    assert found.connection_url == "postgres://***@db.example.com:5433"


def test_an_operator_that_speaks_no_tls_is_known() -> None:
    text = (
        "apiVersion: k8s.mariadb.com/v1alpha1\nkind: MariaDB\nmetadata: {name: db, namespace: shop}\n"
        "spec: {tls: {enabled: false}}"
    )
    model = model_in(text, "db.yaml")
    (found,) = model.all(Dependency)

    assert (found.kind, found.host, rated(found)) == ("MariaDB", "db.shop.svc", "OFF")
    assert [each.product for each in model.all(OperatedDatabase)] == ["MariaDB"]


@pytest.mark.parametrize(
    ("host", "vendor", "enforces"),
    [
        ("x.c9.eu-west-1.rds.amazonaws.com", "Amazon RDS", False),
        ("clustercfg.shop.a1.memorydb.eu-west-1.amazonaws.com", "Amazon MemoryDB", False),
        ("s3.eu-west-1.amazonaws.com", "Amazon S3", False),
        ("shop.s3.eu-west-1.amazonaws.com", "Amazon S3", False),
        ("shop.database.windows.net", "Azure SQL", True),
        ("ep-x.eu-central-1.aws.neon.tech", "Neon", True),
        ("db.example.com", None, False),
        ("notneon.tech", None, False),
    ],
)  # fmt: skip
def test_a_host_tells_its_vendor(host: str, vendor: str | None, enforces: bool) -> None:
    assert (vendor_of(host), enforces_tls(host)) == (vendor, enforces)


SECRET_P = "{name: P, valueFrom: {secretKeyRef: {name: s, key: p}}}"


@pytest.mark.parametrize(
    "variables",
    [
        f"{SECRET_P}, {{name: U, value: 'AccountName=shop;AccountKey=$(P);EndpointSuffix=core.windows.net'}}",
        f"{SECRET_P}, {{name: U, value: 'Endpoint=sb://b.servicebus.windows.net/;SharedAccessKey=$(P)'}}",
        f"{SECRET_P}, {{name: U, value: 'cache.example.com:6380,ssl=True,password=$(P)'}}",
        f"{SECRET_P}, {{name: U, value: 'Server=tcp:d.example.com,1433;Password=$(P)'}}",
        SECRET_P.replace("name: P", "name: ELASTICSEARCH_SERVICEACCOUNTTOKEN", 1)
        + ", {name: ELASTICSEARCH_HOSTS, value: 'https://e.example.com:9200'}",
    ],
)
def test_a_key_from_a_secret_is_no_missing_login(variables: str) -> None:
    found = dependency(variables)

    assert (found.credentials, found.has_inline_credentials) == (Known(CredentialSource.SECRET), False)


def test_a_password_from_a_secret_in_an_argument_is_known() -> None:
    text = WORKLOAD % ("shop:7", SECRET_P) + "          args: ['--mongodb.uri=mongodb://m:$(P)@d.example.com/x']\n"
    (found,) = model_in(text).all(Dependency)

    assert found.credentials == Known(CredentialSource.SECRET)
    assert [note.message for note in found.because] == ["P is set here"]


@pytest.mark.parametrize(
    "variables",
    [
        "{name: U, value: 'jdbc:postgresql://d.example.com/x'}",
        "{name: U, value: 'jdbc:sqlserver://d.example.com;user=shop'}",
        "{name: ELASTICSEARCH_URL, value: 'https://e.example.com'}",
        "{name: S3_ENDPOINT, value: 'https://o.example.com'}",
    ],
)
def test_an_address_that_shows_no_login_may_have_one_elsewhere(variables: str) -> None:
    assert not isinstance(dependency(variables).credentials, Known)
