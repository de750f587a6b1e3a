"""The words by which names and values tell an address, each list written out apart from the tables."""

from __future__ import annotations

import pytest
from tests.model.test_known_products import model, pod
from tests.model.test_model_words import HOST_ENDS, OWN_STEMS, OWN_WORDS

from infracheck.knowledge.products.own_addresses import is_identifier, is_own_address
from infracheck.model.base.fact import Known
from infracheck.model.entities.dependency import CredentialSource, Dependency, Location
from infracheck.model.facts.dependencies.address import host_and_port
from infracheck.model.facts.dependencies.dsn import may_be_dsn, parse_dsn
from infracheck.model.facts.dependencies.host import location_of
from infracheck.model.facts.dependencies.url import parse_url

OWN_PARTS = (
    "ORIGIN", "REDIRECT", "CALLBACK", "PUBLIC", "EXTERNAL_URL", "ROOT_URL", "SITE_URL", "FRONTEND", "XMLNS",
    "REFERER", "ALLOWED_HOSTS", "CORS", "DOWNLOAD", "HTTPS_PROXY", "DOC_URL", "DOCS_URL", "HOMEPAGE", "REPO_URL",
    "MIRROR",
)  # fmt: skip
OWN_NAMES = (
    "BASE_URL", "URL", "APP_URL", "SERVER_URL", "HOST_URL", "WEB_URL", "HTTP_PROXY", "SITE", "DOMAIN",
)  # fmt: skip
IDENTIFIERS = (
    "w3.org", "www.w3.org", "json-schema.org", "purl.org", "xmlns.com", "docs.oasis-open.org", "xmlns.jcp.org",
    "xmlns.oracle.com", "java.sun.com", "www.springframework.org", "maven.apache.org", "ns.adobe.com", "schema.org",
    "www.opengis.net", "ogp.me", "tempuri.org", "hl7.org", "specs.openid.net", "schemas.example.com",
)  # fmt: skip
PRIVATE_ENDS = (
    "internal", "local", "corp", "consul", "lan", "intranet", "home.arpa", "private", "localdomain",
)  # fmt: skip
PUBLIC_ENDS = (
    "academy", "agency", "app", "bank", "biz", "blog", "cloud", "club", "codes", "com", "company", "dev", "digital",
    "edu", "email", "energy", "engineering", "eus", "finance", "global", "goog", "gov", "group", "health", "host",
    "info", "int", "live", "media", "mil", "mobi", "name", "net", "network", "online", "org", "page", "pro", "run",
    "sh", "shop", "site", "software", "solutions", "space", "store", "studio", "systems", "team", "tech", "today",
    "tools", "website", "works", "world", "xyz", "zone", "de", "io",
)  # fmt: skip
PASSWORD_ENDS = (
    "_PASSWORD", "_PASS", "_PWD", "_SECRET_KEY", "_SECRET_ACCESS_KEY", "_PASSWORD_FILE", "PASSWORD", "_TOKEN",
    "_SERVICEACCOUNTTOKEN", "_SERVICE_ACCOUNT_TOKEN", "_API_KEY", "_APIKEY",
)  # fmt: skip
PASSWORDS = (
    "password", "pwd", "pass", "sslpassword", "authpassword",
)  # fmt: skip
USERS = ("user", "username", "uid", "user id", "userid")


def told(name: str, value: str) -> list[tuple[str, str | None, int | None]]:
    """What an environment variable is taken to lead to."""
    found = model(pod(f"image: 'shop:7', env: [{{name: {name}, value: {value!r}}}]")).all(Dependency)
    return [(each.kind, each.host, each.port) for each in found]


@pytest.mark.parametrize("end", HOST_ENDS)
def test_a_name_ends_as_those_of_hosts_do(end: str) -> None:
    expected = [("service", "reviews.example.com", 7000)]

    assert told(f"REVIEWS_{end}", "reviews.example.com:7000") == expected
    assert told(end, "reviews.example.com:7000") == []
    assert told(f"REVIEWS_{end}S7", "reviews.example.com:7000") == []


@pytest.mark.parametrize("word", OWN_WORDS)
def test_a_word_says_that_an_address_is_the_programs_own(word: str) -> None:
    for name in (f"{word}_ADDR", f"REVIEWS_{word}_ADDR", f"REVIEWS_{word}_URL"):
        assert told(name, "reviews.example.com:7000") == []
    assert told(f"REVIEWS{word}_ADDR", "reviews.example.com:7000") != []


@pytest.mark.parametrize("stem", [stem for stem in OWN_STEMS if stem])
def test_a_stem_says_nothing_of_another_program(stem: str) -> None:
    assert told(f"{stem}_HOST", "reviews.example.com:7000") == []
    assert told(f"MY{stem}_HOST", "reviews.example.com:7000") != []


@pytest.mark.parametrize("part", OWN_PARTS)
def test_a_part_of_a_name_says_that_a_web_address_is_none_to_call(part: str) -> None:
    assert [is_own_address(name) for name in (part, f"shop_{part}_7".lower())] == [True, True]


@pytest.mark.parametrize("name", OWN_NAMES)
def test_a_whole_name_says_that_a_web_address_is_none_to_call(name: str) -> None:
    assert [is_own_address(each) for each in (name, name.lower(), f"SHOPS_{name}S")] == [
        True,
        True,
        name == "HTTP_PROXY",
    ]


@pytest.mark.parametrize("host", IDENTIFIERS)
def test_a_host_is_that_of_a_vocabulary(host: str) -> None:
    assert is_identifier(host)
    assert parse_url(f"https://{host}/x") is None
    assert parse_url(f"https://x{host}/x") is not None


@pytest.mark.parametrize(
    ("host", "location"),
    [
        *((f"db.{end}", Location.PRIVATE) for end in PRIVATE_ENDS),
        *((f"db.eu.{end}", Location.PRIVATE) for end in PRIVATE_ENDS),
        *((f"example.{end}", Location.EXTERNAL) for end in PUBLIC_ENDS),
        *((f"db.example.{end}", Location.EXTERNAL) for end in PUBLIC_ENDS),
        ("db.data", Location.IN_CLUSTER),
        ("db.localhost", Location.LOCAL),
        ("LOCALHOST.", Location.LOCAL),
        ("db.data.svc.example.com", Location.IN_CLUSTER),
        ("1-2-3-4.data.pod.cluster.local", Location.IN_CLUSTER),
        ("db.data.svc.cluster.local.", Location.IN_CLUSTER),
        ("a.b.c.cluster.local", Location.IN_CLUSTER),
    ],
)  # fmt: skip
def test_the_end_of_a_host_tells_where_it_is(host: str, location: Location) -> None:
    assert location_of(model(pod("image: 'shop:7'")), host, None) is location


@pytest.mark.parametrize("end", PASSWORD_ENDS)
def test_a_variable_beside_a_host_holds_its_password(end: str) -> None:
    for host in ("REDIS_HOST", "SESSION_REDIS_HOST"):
        prefix = host.removesuffix("_HOST")
        password = f"{{name: {prefix}{end}, value: x7Tq9fLs}}"
        text = pod(f"image: 'shop:7', env: [{{name: {host}, value: c.example.com}}, {password}]")
        (found,) = model(text).all(Dependency)
        assert found.credentials == Known(CredentialSource.INLINE)


@pytest.mark.parametrize("name", PASSWORDS)
@pytest.mark.parametrize("user", USERS)
def test_parameters_hold_a_login(name: str, user: str) -> None:
    found = parse_dsn(f"Server=db;Encrypt=true;{user}=sa;{name}=x7Tq9fLs")

    assert found is not None
    assert (found.has_password, found.login) == (True, "sa:x7Tq9fLs")


def test_a_login_without_a_password_has_no_colon() -> None:
    found = parse_url("jdbc:postgresql://db/x?user=root")

    assert found is not None
    assert (found.has_password, found.login, found.has_default_login) == (False, "root", False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("db", ("db", None)),
        (" db:80 ", ("db", 80)),
        ("db:", ("db", None)),
        ("db:65535", ("db", 65535)),
        ("db:100000", None),
        ("db_1.a-b:1", ("db_1.a-b", 1)),
        ("[::1]:80", ("::1", 80)),
        ("[::1]", ("::1", None)),
        ("[]:80", None),
        ("[::1%eth0]:80", None),
        ("bücher.example:80", None),
        ("a/b", None),
        ("", None),
        ("a" * 253, ("a" * 253, None)),
        ("a" * 254, None),
        *((name, None) for name in ("host", "HOSTNAME", "your_host", "your-host", "server", "user", "username")),
    ],
)
def test_a_host_and_a_port_are_read(text: str, expected: tuple[str, int | None] | None) -> None:
    assert host_and_port(text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        *((f"Server=db;{word}=x", "SQL Server") for word in (
            "Initial Catalog", "Encrypt", "TrustServerCertificate", "Integrated Security",
        )),
        ("Data Source=db;x=y", "SQL Server"),
        ("Server=db,1433;x=y", "SQL Server"),
        ("Server=TCP:db;x=y", "SQL Server"),
        ("Server=db\\shop;x=y", "SQL Server"),
        ("Server=np:\\\\db\\pipe\\sql\\query;x=y", None),
        *((f"Data Source=shop.db;{word}=x", None) for word in ("Cache", "Mode", "Foreign Keys", "Version")),
        ("Server=shop.db;Encrypt=true;Version=1", "SQL Server"),
        ("Server=a,b;Uid=x", "MySQL"),
        ("Host=a,b;Username=x", "PostgreSQL"),
        *((f"Host=db;{word}=x", "PostgreSQL") for word in (
            "Username", "Search Path", "SSL Mode", "Trust Server Certificate", "User Id",
        )),
        *((f"Server=db;{word}=x", "MySQL") for word in (
            "Uid", "SslMode", "ssl-mode", "User", "AllowPublicKeyRetrieval",
        )),
        ("Server=db;x=y", None),
        ("Host=db;x=y", None),
        ("x=y;Encrypt=true", None),
        ("cache:6380,ssl=True", "Redis"),
        ("cache:6380,password=x", "Redis"),
        ("cache:6380,abortConnect=False", "Redis"),
        ("6380,abortConnect=False", None),
        ("cache:6380,x=y", None),
        ("host=db sslmode=require", "PostgreSQL"),
        ("host=db dbname=shop", "PostgreSQL"),
        ("host=db user=shop", None),
        ("dbname=shop sslmode=require", None),
        ("shop:x@tcp(db:3306)/shop", "MySQL"),
        ("mysql://shop:x@tcp(db:3306)/shop", "MySQL"),
        ("shop:x@tcp(db:3306", None),
        ("AccountName=shop;AccountKey=x", "Azure Storage"),
        ("AccountName=shop;x=y", None),
        ("Endpoint=sb://bus.example.com/;SharedAccessKey=x", "Azure Service Bus"),
        ("Endpoint=sb://bus.example.com/;x=y", None),
        ("Endpoint=https://bus.example.com/;SharedAccessKey=x", None),
        ("(DESCRIPTION=(ADDRESS=(HOST=db)))", "Oracle"),
        ("(DESCRIPTION=(ADDRESS=(PORT=1)))", None),
        ("{Server=db;Encrypt=true}", None),
        ("[Server=db;Encrypt=true]", None),
        ("Server=db;\nEncrypt=true", None),
        ("Server=db;Encrypt=true;x=" + "a" * 4096, None),
    ],
)  # fmt: skip
def test_the_names_of_parts_tell_the_product(text: str, kind: str | None) -> None:
    found = parse_dsn(text)

    assert (None if found is None else found.kind) == kind
    assert kind is None or "@tcp" in text or may_be_dsn(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Server=tcp:db\\shop;Encrypt=true", ("db", None, "VERIFIED", "")),
        ("Server=db,1533;Encrypt=true", ("db", 1533, "VERIFIED", "")),
        ("Server=TCP:DB\\Shop, 1533;Encrypt=true", ("db", 1533, "VERIFIED", "")),
        ("Server=tcp:db;Port=1533;Encrypt=true", ("db", 1533, "VERIFIED", "")),
        ("Server=db,1533;Port=1;Encrypt=true", ("db", 1533, "VERIFIED", "")),
        ("Data Source=DB:1533;Encrypt=true", ("db", 1533, "VERIFIED", "")),
        ("Host=a:5433,b:5432;Username=u;SSL Mode=Disable", ("a", 5433, "OFF", "u")),
        ("Server=a,b;Port=3307;Uid=u;SslMode=None", ("a", 3307, "OFF", "u")),
        ("Server=db;Port=5433;Encrypt=false", ("db", 5433, "OFF", "")),
        ("Data Source=db;Encrypt=true;User Id=sa;Password=sa", ("db", None, "VERIFIED", "sa:sa")),
        ("host=a,b port=7 sslmode=disable", ("a", 7, "OFF", "")),
        ("cache,ssl=off", ("cache", None, "OFF", "")),
        ("cache:1,ssl=maybe", ("cache", 1, None, "")),
        ("AccountName=shop;AccountKey=a;DefaultEndpointsProtocol=http",
         ("shop.blob.core.windows.net", None, "OFF", "shop:a")),
        ("AccountName=shop;AccountKey=a;EndpointSuffix=example.com",
         ("shop.blob.example.com", None, "VERIFIED", "shop:a")),
        ("Endpoint=sb://bus.example.com/;SharedAccessKeyName=k;SharedAccessKey=a",
         ("bus.example.com", None, "VERIFIED", "k:a")),
        ("Endpoint=sb://bus.example.com/;SharedAccessKey=a", ("bus.example.com", None, "VERIFIED", ":a")),
        ("(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=db)(PORT=2484))(SECURITY=(SSL_SERVER_DN_MATCH=OFF)))",
         ("db", 2484, "UNVERIFIED", "")),
        ("(DESCRIPTION=(ADDRESS=(PROTOCOL=IPC)(HOST=db)))", ("db", None, None, "")),
        ("mysql://shop:x@tcp(db:3306)/shop?tls=true", ("db", 3306, "VERIFIED", "shop:x")),
        ("redis://shop:x@tcp(db:3306)/shop?tls=false", ("db", 3306, "OFF", "redis://shop:x")),
    ],
)  # fmt: skip
def test_parts_tell_host_port_tls_and_login(text: str, expected: tuple[str, int | None, str | None, str]) -> None:
    found = parse_dsn(text)

    assert found is not None
    assert (found.host, found.port, found.tls.rating and found.tls.rating.name, found.login) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jdbc:oracle:thin:shop/x7Tq9fLs@db:1521/s", ("Oracle", "db", 1521, True, None, "shop:x7Tq9fLs")),
        ("jdbc:oracle:thin:shop@db:1521:s", ("Oracle", "db", 1521, False, None, "")),
        ("jdbc:oracle:thin:@tcp://db:1521/s", ("Oracle", "db", 1521, False, "OFF", "")),
        ("jdbc:oracle:thin:@TCPS://db:2484/s?ssl_server_dn_match=off", ("Oracle", "db", 2484, False, "UNVERIFIED", "")),
        ("jdbc:oracle:thin:@tcps://db/s?SSL_SERVER_DN_MATCH=false", ("Oracle", "db", None, False, "UNVERIFIED", "")),
        ("jdbc:oracle:thin:@(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=db)(PORT=2484)))",
         ("Oracle", "db", 2484, False, "VERIFIED", "")),
        ("jdbc:sqlserver://db\\one:1433;encrypt=false", ("SQL Server", "db", 1433, False, "OFF", "")),
        ("jdbc:sqlserver://db;portNumber=1533;encrypt=false", ("SQL Server", "db", 1533, False, "OFF", "")),
        ("jdbc:sqlserver://db:1533\\one;encrypt=false", ("SQL Server", "db", 1533, False, "OFF", "")),
        ("jdbc:sqlserver://;serverName=db\\one;portNumber=7", ("SQL Server", "db", 7, False, None, "")),
        ("amqp+ssl://shop:x@mq", ("AMQP", "mq", None, True, "VERIFIED", "shop:x")),
        ("amqp+nio+TLS://mq", ("AMQP", "mq", None, False, "VERIFIED", "")),
        ("amqp+nio://mq", ("AMQP", "mq", None, False, "OFF", "")),
        ("mysql+ssl://db", ("MySQL", "db", None, False, None, "")),
        ("jdbc:sqlserver://;serverName=db;encrypt=strict", ("SQL Server", "db", None, False, "VERIFIED", "")),
        ("jdbc:MYSQL://db/x", ("MySQL", "db", None, False, "OPPORTUNISTIC", "")),
        ("jdbc:postgresql://shop@db/x?pwd=changeme", ("PostgreSQL", "db", None, False, "OPPORTUNISTIC", ":changeme")),
        ("https://db.example.com:9200", ("Elasticsearch", "db.example.com", 9200, False, "VERIFIED", "")),
        ("http://u:p@db.example.com/a@b", ("HTTP", "db.example.com", None, True, "OFF", "u:p")),
        ("TCP://db:5432", ("PostgreSQL", "db", 5432, False, "OFF", "")),
        ("tls://db:5432", ("PostgreSQL", "db", 5432, False, None, "")),
        ("'redis://a,b'", ("Redis", "a", None, False, "OFF", "")),
    ],
)  # fmt: skip
def test_an_address_tells_all(text: str, expected: tuple[object, ...]) -> None:
    found = parse_url(text)

    assert found is not None
    rating = found.tls.rating and found.tls.rating.name
    assert (*found[:4], rating, found.login) == expected
