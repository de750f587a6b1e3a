"""What the last sign of an address decides, each beside one that is read the other way."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.image_partly import as_far_as_known
from infracheck.model.base.ip_address import is_local, is_private, parsed
from infracheck.model.entities.dependency import Location
from infracheck.model.facts.dependencies.address import Address, host_and_port, parameters_of
from infracheck.model.facts.dependencies.dsn import may_be_dsn, parse_dsn
from infracheck.model.facts.dependencies.host import followed, location_of
from infracheck.model.facts.dependencies.url import as_told_by, parse_url
from infracheck.model.graph.model import Model


def told(found: Address | None) -> tuple[object, ...] | None:
    if found is None:
        return None
    rating = None if found.tls.rating is None else found.tls.rating.name
    return (*found[:4], rating, found.scheme, found.login)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" host=h dbname=x ", ("PostgreSQL", "h", None, False, None, "", "")),
        ("host=h port=5433 user=u password=p sslmode=disable", ("PostgreSQL", "h", 5433, True, "OFF", "", "u:p")),
        ("host=h dbname=x sslmode=require", ("PostgreSQL", "h", None, False, "UNVERIFIED", "", "")),
        ("host=a,b dbname=x", ("PostgreSQL", "a", None, False, None, "", "")),
        ("Server=h,1433;Database=x", ("SQL Server", "h", 1433, False, None, "", "")),
        ("Server=tcp:h;Database=x", ("SQL Server", "h", None, False, None, "", "")),
        ("Server=H\\SQL;Encrypt=true", ("SQL Server", "h", None, False, "VERIFIED", "", "")),
        ("Host=h;User Id=u", ("PostgreSQL", "h", None, False, None, "", "u")),
        ("Server=h;Uid=u;Pwd=p;SslMode=None", ("MySQL", "h", None, True, "OFF", "", "u:p")),
        ("h:6380,ssl=true", ("Redis", "h", 6380, False, "VERIFIED", "", "")),
        ("h:6380,ssl=no", ("Redis", "h", 6380, False, "OFF", "", "")),
        ("h:6380,password=p", ("Redis", "h", 6380, True, None, "", ":p")),
        ("h:6380,abortConnect=false", ("Redis", "h", 6380, False, None, "", "")),
        ("u:p@tcp(h:3306)/x", ("MySQL", "h", 3306, True, None, "", "u:p")),
        ("u:changeme@tcp(h)/x", ("MySQL", "h", None, False, None, "", "u:changeme")),
        ("u@tcp(h)/x?a=b&tls=skip-verify", ("MySQL", "h", None, False, "UNVERIFIED", "", "u")),
        ("mysql://u:p@tcp(h:3306)/x", ("MySQL", "h", 3306, True, None, "", "u:p")),
        ("MYSQL://u:p@tcp(h:3306)/x", ("MySQL", "h", 3306, True, None, "", "u:p")),
        ("shop://u:p@tcp(h:3306)/x", ("MySQL", "h", 3306, True, None, "", "shop://u:p")),
        (
            "AccountName=a;AccountKey=k",
            ("Azure Storage", "a.blob.core.windows.net", None, True, "VERIFIED", "", "a:k"),
        ),
        (
            "AccountName=a;AccountKey=k;EndpointSuffix=x.example;DefaultEndpointsProtocol=HTTP",
            ("Azure Storage", "a.blob.x.example", None, True, "OFF", "", "a:k"),
        ),
        (
            "Endpoint=sb://h/;SharedAccessKeyName=n;SharedAccessKey=k",
            ("Azure Service Bus", "h", None, True, "VERIFIED", "", "n:k"),
        ),
        ("Endpoint=sb://h/;SharedAccessKey=k", ("Azure Service Bus", "h", None, True, "VERIFIED", "", ":k")),
        ("(DESCRIPTION=(ADDRESS=(HOST=h)(PORT=1521)))", ("Oracle", "h", 1521, False, None, "", "")),
        ("(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=h)))", ("Oracle", "h", None, False, "VERIFIED", "", "")),
        ("(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=h)))", ("Oracle", "h", None, False, "OFF", "", "")),
        (
            "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=h))(SECURITY=(SSL_SERVER_DN_MATCH=off)))",
            ("Oracle", "h", None, False, "UNVERIFIED", "", ""),
        ),
        ("host=h dbname=" + "x" * 4082, ("PostgreSQL", "h", None, False, None, "", "")),
        ("host=h dbname=" + "x" * 4083, None),
        ("host=$(H) dbname=x", None),
        ("host=h user=x", None),
        ("Server=h;User Id=u;Password=p", None),
        ("Host=h;Database=x", None),
        ("Server=<host>;Encrypt=true", None),
        ("Database=x;Encrypt=true", None),
        ("h:6380,a=b", None),
        ("$(H):6380,ssl=true", None),
        ("6380,ssl=true", None),
        ("u:p@tcp($(H))/x", None),
        ("u:p@tcp(h:3306", None),
        ("AccountName=;AccountKey=k", None),
        ("AccountName=a;x=y", None),
        ("Endpoint=https://h/;SharedAccessKey=k", None),
        ("Endpoint=sb://h/;x=y", None),
        ("(DESCRIPTION=(PORT=1))", None),
        ("[a;Server=h;Encrypt=true", None),
        ("{a;Server=h;Encrypt=true", None),
        ("host=h dbname=x\nuser=u", None),
    ],
)
def test_a_string_of_parts_is_an_address(text: str, expected: tuple[object, ...] | None) -> None:
    assert told(parse_dsn(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Host=a dbname=b", True), ("Server=a;x", True), ("a,ssl=true", True), ("(HOST=a)", True), ("host=a", False),
        ("a=b c=d", False), ("host=" + " " * 4091, True), ("host=" + " " * 4092, False),
    ],
)  # fmt: skip
def test_a_text_is_looked_at_for_parts(text: str, expected: bool) -> None:
    assert may_be_dsn(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 'redis://r' ", ("Redis", "r", None, False, "OFF", "redis", "")),
        ("redis://r/" + "a" * 4086, ("Redis", "r", None, False, "OFF", "redis", "")),
        ("redis://r/" + "a" * 4087, None),
        ("redis://r\nx", None),
        ("redis://r x", None),
        ("redis", None),
        ("unknown://h:5432", None),
        ("postgresql+psycopg2://db/x", ("PostgreSQL", "db", None, False, "OPPORTUNISTIC", "postgresql+psycopg2", "")),
        ("mongodb+srv://m.example/x", ("MongoDB", "m.example", None, False, "VERIFIED", "mongodb+srv", "")),
        ("mysql+pymysql://h/x", ("MySQL", "h", None, False, None, "mysql+pymysql", "")),
        (
            "db+postgresql+psycopg2://u:p@db/c",
            ("PostgreSQL", "db", None, True, "OPPORTUNISTIC", "postgresql+psycopg2", "u:p"),
        ),
        ("db+unknown+postgresql://db/x", ("PostgreSQL", "db", None, False, None, "postgresql", "")),
        ("postgres://u:p@db/x@y", ("PostgreSQL", "db", None, True, None, "postgres", "u:p")),
        ("postgres://u/w@db/x", None),
        ("https://x.example/a@b", ("HTTP", "x.example", None, False, "VERIFIED", "https", "")),
        ("redis://schemas.xmlsoap.org", ("Redis", "schemas.xmlsoap.org", None, False, "OFF", "redis", "")),
        ("redis://h:9200", ("Redis", "h", 9200, False, "OFF", "redis", "")),
        ("http://h:9200", ("Elasticsearch", "h", 9200, False, "OFF", "http", "")),
        ("tcp://h:5432", ("PostgreSQL", "h", 5432, False, "OFF", "tcp", "")),
        ("ssl://h:5432", ("PostgreSQL", "h", 5432, False, None, "ssl", "")),
        ("tcp://h", None),
        ("tcp://h:1", None),
        ("postgres://db/x?password=p", ("PostgreSQL", "db", None, True, None, "postgres", "")),
        ("rediss://r?ssl_cert_reqs=none#a", ("Redis", "r", None, False, "UNVERIFIED", "rediss", "")),
        ("http://[::ffff:1.2.3.4]:80/", ("HTTP", "::ffff:1.2.3.4", 80, False, "OFF", "http", "")),
        ("jdbc:unknown://h:5432/x", None),
        ("jdbc:postgresql:x", None),
        ("jdbc:postgresql://$(H)/x", None),
        (
            "jdbc:postgresql://u@h:1,i/x?user=u&password=p",
            ("PostgreSQL", "h", 1, True, "OPPORTUNISTIC", "jdbc:postgresql", "u:p"),
        ),
        ("jdbc:sqlserver://;serverName=h", ("SQL Server", "h", None, False, None, "jdbc:sqlserver", "")),
        ("jdbc:sqlserver://h\\a;encrypt=true", ("SQL Server", "h", None, False, "VERIFIED", "jdbc:sqlserver", "")),
        ("jdbc:sqlserver://h:1;user=u;password=p", ("SQL Server", "h", 1, True, None, "jdbc:sqlserver", "u:p")),
        ("jdbc:sqlserver://;databaseName=x", None),
        ("jdbc:sqlserver://$(H);encrypt=true", None),
        ("jdbc:oracle:thin:@//h:1521?a=b", ("Oracle", "h", 1521, False, None, "jdbc:oracle", "")),
        ("jdbc:oracle:thin:u/p@h:1521:x", ("Oracle", "h", 1521, True, None, "jdbc:oracle", "u:p")),
        ("jdbc:oracle:thin:u/changeme@h:1521:x", ("Oracle", "h", 1521, False, None, "jdbc:oracle", "u:changeme")),
        ("jdbc:oracle:thin:u@h:1521:x", ("Oracle", "h", 1521, False, None, "jdbc:oracle", "")),
        ("jdbc:oracle:thin:@tcp://h/x", ("Oracle", "h", None, False, "OFF", "jdbc:oracle", "")),
        (
            "jdbc:oracle:thin:@TCPS://h/x?SSL_SERVER_DN_MATCH=false",
            ("Oracle", "h", None, False, "UNVERIFIED", "jdbc:oracle", ""),
        ),
        ("jdbc:oracle:thin:@(HOST=h)", ("Oracle", "h", None, False, None, "", "")),
        ("jdbc:oracle:thin:@$(H)", None),
    ],
)
def test_a_text_is_an_address(text: str, expected: tuple[object, ...] | None) -> None:
    assert told(parse_url(text)) == expected


def test_a_name_tells_what_a_web_address_leads_to() -> None:
    web, redis = parse_url("http://h"), parse_url("redis://h")
    assert web is not None
    assert redis is not None

    assert [as_told_by(name, web).kind for name in ("VAULT_ADDR", "vault.addr", "vault-addr", "SHOP")] == [
        "Vault", "Vault", "Vault", "HTTP",
    ]  # fmt: skip
    assert as_told_by("VAULT_ADDR", redis).kind == "Redis"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" h ", ("h", 9)), ("h:1", ("h", 1)), ("h:", ("h", 9)), ("h:x", None), ("[::1]:1", ("::1", 1)),
        ("[::1]", ("::1", 9)), ("[x!]:1", None), ("a_b-c.d", ("a_b-c.d", 9)), ("a b", None), ("hä", None), ("", None),
        ("HOST", None), ("your-host:1", None), ("a" * 253, ("a" * 253, 9)), ("a" * 254, None),
    ],
)  # fmt: skip
def test_a_host_has_a_port(text: str, expected: tuple[str, int] | None) -> None:
    assert host_and_port(text, 9) == expected


def test_parameters_have_names_in_lower_case_and_values_without_quotes() -> None:
    text = " User Id = 'u' ;B=\" b\";c;D=;e=f=g"

    assert parameters_of(text, ";") == {"user id": "u", "b": " b", "d": "", "e": "f=g"}
    assert parameters_of("", ";") == {}


@pytest.mark.parametrize(
    ("text", "path", "tag", "digest"),
    [
        ("${R}/web:1", f"{OPAQUE}/web", "1", None), ("${R}/web", f"{OPAQUE}/web", None, None),
        ("${R}web", f"{OPAQUE}web", None, None), ("${R}a-b", f"{OPAQUE}a-b", None, None),
        ("$R/web@sha256:a", f"{OPAQUE}/web", None, "sha256:a"),
        ("<r>/web:7@sha256:a", f"{OPAQUE}/web", "7", "sha256:a"),
        ("$(R)/a:b/web:1", f"{OPAQUE}/a:b/web", "1", None),
    ],
)  # fmt: skip
def test_the_end_of_a_reference_is_known(text: str, path: str, tag: str | None, digest: str | None) -> None:
    assert as_far_as_known(text) == (text, None, path, tag, digest)


@pytest.mark.parametrize(
    "text",
    [
        "${R}/-web", "web${X}", "a${X}b", "${B}-slim", "${R}/web@", "${R}/web@${D}", "${R}/web:${T}", "${R}/:1",
        "Web/$X", "${R}/web:1@",
    ],
)  # fmt: skip
def test_the_end_of_a_reference_is_not_known(text: str) -> None:
    assert as_far_as_known(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("255.1", "255.0.0.1"), ("256.1", None), ("10.16777215", "10.255.255.255"), ("10.16777216", None),
        ("10.1.65535", "10.1.255.255"), ("10.1.65536", None), ("4294967295", "255.255.255.255"), ("4294967296", None),
        ("0000000001", "0.0.0.1"), ("00000000001", None), ("1.x", None), ("x.1", None), ("1.²", None), ("١.1", None),
        ("1..1", None), ("10.1.1", "10.1.0.1"),
    ],
)  # fmt: skip
def test_an_address_of_fewer_parts_is_read_as_programs_do(text: str, expected: str | None) -> None:
    found = parsed(text)

    assert (None if found is None else str(found)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9.255.255.255", "external"), ("11.0.0.0", "external"), ("172.15.255.255", "external"),
        ("192.167.255.255", "external"), ("192.169.0.0", "external"), ("100.63.255.255", "external"),
        ("169.253.255.255", "external"), ("169.255.0.0", "external"), ("fbff::1", "external"), ("fe7f::1", "external"),
        ("0.255.255.255", "local"), ("1.0.0.0", "external"), ("126.255.255.255", "external"), ("128.0.0.0", "external"),
        ("::2", "external"), ("fdff::1", "private"), ("10.255.255.255", "private"),
    ],
)  # fmt: skip
def test_a_range_of_addresses_has_two_ends(text: str, expected: str) -> None:
    address = parsed(text)
    assert address is not None

    assert ("local" if is_local(address) else "private" if is_private(address) else "external") == expected


def service(name: str, spec: str, namespace: str = "shop") -> str:
    return f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{{spec}}}\n"


def model_of(*services: str) -> Model:
    return model_in("".join(services))


CHAIN = model_of(
    *(
        service(name, f"type: ExternalName, externalName: {target}")
        for name, target in (("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "X.Example.COM."))
    ),
    service("plain", "type: ClusterIP, externalName: x.example"),
    service("empty", "type: ExternalName"),
)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("b", "x.example.com"), ("B.", "x.example.com"), ("a", "e"), ("plain", "plain"), ("empty", "empty"),
        ("none", "none"),
        ("b.shop.svc.cluster.local", "x.example.com"), ("b.other", "b.other"), ("b.shop.example", "b.shop.example"),
        ("b.shop", "x.example.com"),
    ],
)  # fmt: skip
def test_a_host_is_followed_to_where_its_service_points(host: str, expected: str) -> None:
    assert followed(CHAIN, host, "shop")[0] == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("db", Location.IN_CLUSTER), ("localhost", Location.LOCAL), ("a.localhost", Location.LOCAL),
        ("db.any.svc", Location.IN_CLUSTER), ("10-0-0-1.any.pod.cluster.local", Location.IN_CLUSTER),
        ("db.any.svc.cluster.local", Location.IN_CLUSTER), ("db.any.svc.k8s.example", Location.IN_CLUSTER),
        ("db.local", Location.PRIVATE), ("db.corp", Location.PRIVATE), ("db.abc", Location.IN_CLUSTER),
        ("db.io", Location.EXTERNAL), ("db.com", Location.EXTERNAL), ("db.shop", Location.IN_CLUSTER),
        ("db-0.db.shop", Location.IN_CLUSTER), ("db-0.db.other", Location.EXTERNAL),
        ("x.db-0.db.shop", Location.EXTERNAL),
        ("999.1.1.1", Location.PRIVATE), ("10.1.2.3", Location.PRIVATE), ("8.8.8.8", Location.EXTERNAL),
        ("::1", Location.LOCAL), ("127.0.0.1", Location.LOCAL), ("b", Location.EXTERNAL),
    ],
)  # fmt: skip
def test_a_host_stands_somewhere(host: str, expected: Location) -> None:
    assert location_of(CHAIN, host, "shop") is expected
