"""Connection strings, and what they say about TLS."""

from __future__ import annotations

import pytest

from infracheck.model.facts.dependencies.dsn import parse_dsn
from infracheck.model.facts.dependencies.url import parse_url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("postgres://db/x", ("PostgreSQL", "db", None, False, None)),
        ("postgres://u@db:5433/x?sslmode=verify-full", ("PostgreSQL", "db", 5433, False, "VERIFIED")),
        ("postgresql://u:p@db/x?sslmode=verify-ca", ("PostgreSQL", "db", None, True, "UNVERIFIED")),
        ("postgres://db/x?sslmode=allow", ("PostgreSQL", "db", None, False, "OPPORTUNISTIC")),
        ("postgres://db/x?sslmode=nonsense", ("PostgreSQL", "db", None, False, None)),
        ("postgres://db/x?sslrootcert=system", ("PostgreSQL", "db", None, False, "VERIFIED")),
        ("postgresql+psycopg://db/x", ("PostgreSQL", "db", None, False, "OPPORTUNISTIC")),
        ("postgresql+pg8000://db/x", ("PostgreSQL", "db", None, False, None)),
        ("postgresql+psycopg2://u:p@db/x?sslmode=disable", ("PostgreSQL", "db", None, True, "OFF")),
        ("db+postgresql://u:hunter22@db/c", ("PostgreSQL", "db", None, True, None)),
        ("db+postgresql+psycopg2://u:p@db/c", ("PostgreSQL", "db", None, True, "OPPORTUNISTIC")),
        ("sqla+postgresql://u:p@db/c", ("PostgreSQL", "db", None, True, None)),
        ("cockroachdb://root@db:26257/x?sslmode=disable", ("CockroachDB", "db", 26257, False, "OFF")),
        ("jdbc:postgresql://db/x?ssl=true", ("PostgreSQL", "db", None, False, "VERIFIED")),
        ("jdbc:postgresql://a:5432,b:5432/x", ("PostgreSQL", "a", 5432, False, "OPPORTUNISTIC")),
        ("mysql://db/x?tls=skip-verify", ("MySQL", "db", None, False, "UNVERIFIED")),
        ("mysql://db/x?ssl-mode=VERIFY_IDENTITY", ("MySQL", "db", None, False, "VERIFIED")),
        ("mysql://db/x?sslmode=verify-full", ("MySQL", "db", None, False, "VERIFIED")),
        ("jdbc:mysql://db/x?useSSL=false&password=p", ("MySQL", "db", None, True, "OFF")),
        ("jdbc:mysql:loadbalance://a,b/x?sslMode=REQUIRED", ("MySQL", "a", None, False, "UNVERIFIED")),
        (
            "jdbc:sqlserver://h:1433;encrypt=true;trustServerCertificate=true",
            ("SQL Server", "h", 1433, False, "UNVERIFIED"),
        ),
        ("jdbc:oracle:thin:@tcps://h:2484/svc", ("Oracle", "h", 2484, False, "VERIFIED")),
        ("jdbc:oracle:thin:@//h:1521/svc", ("Oracle", "h", 1521, False, None)),
        ("mongodb://a:1,b:2/x", ("MongoDB", "a", 1, False, "OFF")),
        ("mongodb://a/x?ssl=true", ("MongoDB", "a", None, False, "VERIFIED")),
        ("mongodb+srv://a.mongodb.net/x", ("MongoDB", "a.mongodb.net", None, False, "VERIFIED")),
        (
            "mongodb+srv://a.mongodb.net/?tlsAllowInvalidHostnames=true",
            ("MongoDB", "a.mongodb.net", None, False, "UNVERIFIED"),
        ),
        ("redis://:p@r:6379/0", ("Redis", "r", 6379, True, "OFF")),
        ("rediss://r?ssl_cert_reqs=none", ("Redis", "r", None, False, "UNVERIFIED")),
        ("amqps://u:p%40@m//?verify=verify_none", ("AMQP", "m", None, True, "UNVERIFIED")),
        ("amqp://m:5671/", ("AMQP", "m", 5671, False, "OFF")),
        ("kafka+ssl://k:9096", ("Kafka", "k", 9096, False, "VERIFIED")),
        ("nats://n:4222", ("NATS", "n", 4222, False, None)),
        ("neo4j+ssc://n", ("Neo4j", "n", None, False, "UNVERIFIED")),
        ("https://[2001:db8::1]:8443/x", ("HTTP", "2001:db8::1", 8443, False, "VERIFIED")),
        ("smtp://m:587", ("SMTP", "m", 587, False, None)),
        ('"redis://r"', ("Redis", "r", None, False, "OFF")),
    ],
)
def test_url(text: str, expected: tuple[object, ...]) -> None:
    found = parse_url(text)

    assert found is not None
    assert (*found[:4], None if found.tls.rating is None else found.tls.rating.name) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "info", "://", "postgres://", "postgres:///x", "unknown://h", "see redis://r for more", "postgres://$(H)/x",
        "postgres://{{ .Values.host }}/x", "postgres://<host>/x", "postgres://${H}:5432/x", "postgres://user:pass@host:port/db",
        "postgres://u:p/w@db/x", "postgres://%2Fvar%2Frun/x", "postgres://h:99999999/x", "jdbc:h2:mem:x",
        "jdbc:", "redis://" + "a" * 9000,
    ],
)  # fmt: skip
def test_what_is_no_address_or_tells_no_host(text: str) -> None:
    assert parse_url(text) is None


@pytest.mark.parametrize("password", ["$(PW)", "${PW}", "{{ .pw }}", "<password>", "changeme", "\ue000", ""])
def test_a_placeholder_is_no_password(password: str) -> None:
    found = parse_url(f"redis://u:{password.replace(' ', '')}@r/0")

    assert found is not None
    assert not found.has_password


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("host=h port=5433 user=u password=p sslmode=disable", ("PostgreSQL", "h", 5433, True, "OFF")),
        ("host=h dbname=x", ("PostgreSQL", "h", None, False, None)),
        ("Server=tcp:h,1433;Database=x;Encrypt=False", ("SQL Server", "h", 1433, False, "OFF")),
        ("Server=h;User Id=u;Password=p;Encrypt=Strict", ("SQL Server", "h", None, True, "VERIFIED")),
        ("Data Source=h;Initial Catalog=x;TrustServerCertificate=yes", ("SQL Server", "h", None, False, "UNVERIFIED")),
        ("Host=h;Port=5432;Username=u;SSL Mode=VerifyFull", ("PostgreSQL", "h", 5432, False, "VERIFIED")),
        ("Server=h;Uid=u;Pwd=p;SslMode=None", ("MySQL", "h", None, True, "OFF")),
        ("r.example.com:6380,password=p,ssl=True", ("Redis", "r.example.com", 6380, True, "VERIFIED")),
        ("u:p@tcp(h:3306)/x?tls=preferred", ("MySQL", "h", 3306, True, "OPPORTUNISTIC")),
    ],
)
def test_dsn(text: str, expected: tuple[object, ...]) -> None:
    found = parse_dsn(text)

    assert found is not None
    assert (*found[:4], None if found.tls.rating is None else found.tls.rating.name) == expected


@pytest.mark.parametrize("text", ["", "a=b", "-Xmx512m -Dhost=h", "a=1;b=2", "--host=h --port=1", "x,y=z", "a=b c=d"])
def test_settings_that_are_no_dsn(text: str) -> None:
    assert parse_dsn(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://json-schema.org/draft-07/schema",
        "http://purl.org/dc/terms/",
        "http://schemas.microsoft.com/identity/claims",
        "http://schemas.openxmlformats.org/package",
        "http://xmlns.com/foaf/0.1/",
        "http://www.w3.org/2001/XMLSchema",
        "http://docs.oasis-open.org/wss",
        "urn:ietf:params:oauth",
        "git+https://github.com/shop/shop",
    ],
)
def test_a_name_that_nobody_calls_is_no_address(text: str) -> None:
    assert parse_url(text) is None
