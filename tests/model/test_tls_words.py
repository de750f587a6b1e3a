"""How variables, parameters and defaults say what a connection's TLS is, and in which words that is told."""

from __future__ import annotations

import pytest
from tests.model.test_known_products import model

from infracheck.model.base.fact import Known
from infracheck.model.entities.dependency import Dependency
from infracheck.model.facts.dependencies.dsn import parse_dsn
from infracheck.model.facts.dependencies.url import parse_url

ON = ["1", "true", "yes", "on", "y", "t", "enabled", "enable", "TRUE", " On "]
OFF = ["0", "false", "no", "off", "n", "f", "disabled", "disable", "FALSE"]
SWITCHES = [
    "_SSL_ENABLED", "_TLS_ENABLED", "_USE_SSL", "_USE_TLS", "_SSL", "_TLS", "_ENABLE_SSL", "_ENABLE_TLS", "_SSL_ENABLE",
    "_SECURE", "_REQUIRE_SSL", "_REQUIRE_TLS", "_SSL_REQUIRED", "_SSL_MODE", "_SSLMODE", "_USE_HTTPS", "_HTTPS",
    "_TLS_ENABLE",
]  # fmt: skip
CHECKS_OFF = [
    *((end, "true") for end in (
        "_SKIP_VERIFY", "_INSECURE_SKIP_VERIFY", "_TLS_SKIP_VERIFY", "_TLS_INSECURE", "_SSL_INSECURE",
        "_TLS_INSECURE_SKIP_VERIFY",
    )),
    *((end, "false") for end in (
        "_SSL_VERIFY", "_TLS_VERIFY", "_VERIFY_SSL", "_VERIFY_TLS", "_VERIFY_CERTS", "_VERIFY", "_SSL_CHECK_HOSTNAME",
        "_SSL_VALIDATE_SERVER_CERTIFICATE", "_SSL_VERIFY_HOSTNAME", "_SSL_REJECT_UNAUTHORIZED",
        "_TLS_REJECT_UNAUTHORIZED", "_SSL_VALIDATE",
    )),
    *((end, word)
      for end in ("_SSL_VERIFICATIONMODE", "_SSL_VERIFICATION_MODE", "_TLS_REQCERT", "_SSL_CERT_REQS")
      for word in ("none", "never", "allow", "certificate", "cert_none")),
]  # fmt: skip


POD = """\
apiVersion: v1
kind: Pod
metadata: {name: shop}
spec:
  containers:
    - name: c
      image: shop:7
      env:
"""


def told(**variables: str) -> tuple[str, str, int] | str | None:
    """The rating of the one dependency, why, and the number of the deciding variable; why it is not known."""
    lines = "".join(f"        - {{name: {name}, value: '{value}'}}\n" for name, value in variables.items())
    (found,) = model(POD + lines).all(Dependency)
    if not isinstance(found.tls, Known):
        return found.tls.why
    return found.tls.value.value, found.tls.because[0].message, found.origin.line - POD.count("\n")


UNTOLD = "no setting states whether the connection uses TLS"


@pytest.mark.parametrize("end", SWITCHES)
def test_a_switch_turns_tls_on_or_off(end: str) -> None:
    for word in OFF:
        assert told(REDIS_HOST="r", **{f"REDIS{end}": word}) == ("off", f"REDIS{end}={word.lower()}", 2)
    for word in ON:
        assert (
            told(REDIS_HOST="r", **{f"REDIS{end}": word})
            == f"REDIS{end} is on, and what is verified depends on the driver"
        )
    assert told(REDIS_HOST="r", **{f"REDIS{end}": "maybe"}) == UNTOLD
    assert told(REDIS_HOST="r", **{f"OTHER{end}": "false"}) == UNTOLD


@pytest.mark.parametrize(("end", "word"), CHECKS_OFF)
def test_a_switch_turns_the_check_off(end: str, word: str) -> None:
    name = f"REDIS{end}"

    assert told(REDIS_HOST="r", **{name: word.upper()}) == ("unverified", f"{name}={word}", 2)
    assert told(REDIS_HOST="r", **{name: "full"}) == UNTOLD
    # without TLS there is no certificate to check
    assert told(REDIS_HOST="r", REDIS_USE_TLS="false", **{name: word}) == ("off", "REDIS_USE_TLS=false", 2)
    assert told(REDIS_HOST="r", REDIS_USE_TLS="true", **{name: word}) == ("unverified", f"{name}={word}", 3)


def test_insecure_means_no_tls_to_some_clients() -> None:
    assert told(MINIO_HOST="s", MINIO_INSECURE="True") == ("off", "MINIO_INSECURE=true", 2)
    assert told(S3_HOST="s", S3_INSECURE="yes") == ("off", "S3_INSECURE=yes", 2)
    assert told(MINIO_HOST="s", MINIO_INSECURE="false") == UNTOLD
    assert told(REDIS_HOST="s", REDIS_INSECURE="true") == UNTOLD


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"PGHOST": "d"}, "sslmode is not set"),
        ({"PGHOST": "d", "PGSSLMODE": "verify-full"}, ("verified", "sslmode=verify-full", 2)),
        ({"PGHOST": "d", "PGSSLMODE": "else"}, UNTOLD),
        ({"POSTGRES_HOST": "d", "POSTGRES_SSLMODE": "disable"}, ("off", "sslmode=disable", 2)),
        ({"POSTGRES_HOST": "d", "POSTGRES_SSL_MODE": "require"}, ("unverified", "sslmode=require", 2)),
        ({"POSTGRES_HOST": "d", "PGSSLMODE": "allow"}, ("opportunistic", "sslmode=allow", 2)),
        ({"POSTGRES_HOST": "d", "POSTGRES_SSL": "false"}, ("off", "POSTGRES_SSL=false", 2)),
        ({"POSTGRES_HOST": "d"}, UNTOLD),
        ({"MYSQL_HOST": "d", "MYSQL_SSL_MODE": "VERIFY_IDENTITY"}, ("verified", "sslMode=verify_identity", 2)),
        ({"MYSQL_HOST": "d", "MYSQL_SSLMODE": "DISABLED"}, ("off", "sslMode=disabled", 2)),
        ({"MYSQL_HOST": "d", "MYSQL_SSL_MODE": "off"}, ("off", "MYSQL_SSL_MODE=off", 2)),
        ({"MARIADB_HOST": "d", "MARIADB_SSL": "false"}, ("off", "MARIADB_SSL=false", 2)),
        ({"MYSQL_HOST": "d"}, UNTOLD),
        ({"DATABASE_URL": "postgres://d/x", "PGSSLMODE": "disable"}, ("off", "sslmode=disable", 2)),
        ({"DATABASE_URL": "postgres://d/x?sslmode=require", "PGSSLMODE": "disable"},
         ("unverified", "sslmode=require", 1)),
        ({"REDIS_URL": "rediss://d/x", "REDIS_SSL_CERT_REQS": "none"}, ("unverified", "REDIS_SSL_CERT_REQS=none", 2)),
        ({"REDIS_URL": "redis://d/x", "REDIS_SSL_CERT_REQS": "none"}, ("off", "redis:// is not encrypted", 1)),
        ({"API_URL": "https://d.example.com", "API_SSL_VERIFY": "false"}, ("verified", "https:// is encrypted", 1)),
        ({"DB_URL": "mysql://d/x", "DB_SSL": "false"}, ("off", "DB_SSL=false", 2)),
    ],
)  # fmt: skip
def test_modes_and_switches_beside_a_host_or_an_address(variables: dict[str, str], expected: object) -> None:
    assert told(**variables) == expected


@pytest.mark.parametrize(
    "end", ["URL", "URI", "URIS", "DSN", "ADDR", "ADDRESS", "ENDPOINT", "CONNECTION_STRING", "HOSTS", "HOST"]
)
def test_what_an_address_is_called_leads_to_the_switches_beside_it(end: str) -> None:
    variables = {f"SHOP_{end}": "rediss://d/x", "SHOP_SSL_VERIFY": "false"}

    assert told(**variables) == ("unverified", "SHOP_SSL_VERIFY=false", 2)


SMTP = [
    ({}, UNTOLD),
    *(({end: word}, ("off", f"SMTP{end}={word}", 2))
      for end in ("_TLS", "_USE_SSL", "_STARTTLS", "_ENCRYPTION", "_SECURITY", "_STARTTLS_POLICY")
      for word in ("false", "none", "plain", "null", "nostarttls")),
    *(({end: word}, UNTOLD)
      for end in ("_TLS", "_STARTTLS", "_ENCRYPTION")
      for word in ("true", "tls", "ssl", "starttls", "force_tls", "required", "ssl/tls", "mandatorystarttls", "maybe")),
    ({"_SECURE": "false"}, ("opportunistic", "SMTP_SECURE=false", 2)),
    ({"_SECURE": "False", "_TLS": "No"}, ("off", "SMTP_TLS=no", 3)),
    ({"_SECURE": "false", "_TLS": "true"}, UNTOLD),
    ({"_TLS": "false", "_STARTTLS": "true"}, UNTOLD),
    ({"_PORT": "465", "_TLS": "false"}, UNTOLD),
    ({"_PORT": "587", "_TLS": "false"}, ("off", "SMTP_TLS=false", 3)),
    ({"_TLS": "true", "_SKIP_VERIFY": "true"}, ("unverified", "SMTP_SKIP_VERIFY=true", 3)),
    ({"_SKIP_VERIFY": "true"}, ("unverified", "SMTP_SKIP_VERIFY=true", 2)),
    ({"_PORT": "465", "_SKIP_VERIFY": "true"}, ("unverified", "SMTP_SKIP_VERIFY=true", 3)),
]  # fmt: skip


@pytest.mark.parametrize(("variables", "expected"), SMTP)
def test_mail_is_sent_with_what_is_asked_for(variables: dict[str, str], expected: object) -> None:
    assert told(SMTP_HOST="m", **{f"SMTP{end}": value for end, value in variables.items()}) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, UNTOLD),
        ({"STARTTLS_ENABLE": "true"}, ("opportunistic", "STARTTLS is enabled and not required", 2)),
        ({"STARTTLS_ENABLE": "false"}, ("off", "SPRING_MAIL_PROPERTIES_MAIL_SMTP_STARTTLS_ENABLE=false", 2)),
        ({"STARTTLS_ENABLE": "TRUE", "STARTTLS_REQUIRED": "True"}, UNTOLD),
        ({"STARTTLS_ENABLE": "true", "STARTTLS_REQUIRED": "false"},
         ("opportunistic", "STARTTLS is enabled and not required", 2)),
        ({"SSL_ENABLE": "TRUE", "STARTTLS_ENABLE": "false"}, UNTOLD),
        ({"SSL_ENABLE": "true", "SSL_TRUST": "*"}, ("unverified", "SPRING_MAIL_PROPERTIES_MAIL_SMTP_SSL_TRUST=*", 3)),
        ({"SSL_ENABLE": "true", "SSL_TRUST": "m.example.com"}, UNTOLD),
        ({"SSL_ENABLE": "true", "SSL_CHECKSERVERIDENTITY": "False"},
         ("unverified", "SPRING_MAIL_PROPERTIES_MAIL_SMTP_SSL_CHECKSERVERIDENTITY=false", 3)),
        ({"SSL_ENABLE": "true", "SSL_CHECKSERVERIDENTITY": "true"}, UNTOLD),
        ({"STARTTLS_ENABLE": "maybe"}, UNTOLD),
    ],
)  # fmt: skip
def test_spring_hands_on_what_jakarta_mail_is_told(variables: dict[str, str], expected: object) -> None:
    named = {f"SPRING_MAIL_PROPERTIES_MAIL_SMTP_{end}": value for end, value in variables.items()}

    assert told(SPRING_MAIL_HOST="m", **named) == expected
    if variables == {"STARTTLS_ENABLE": "false"}:
        assert told(SPRING_MAIL_HOST="m", SPRING_MAIL_PORT="465", **named) == UNTOLD


@pytest.mark.parametrize(
    "end", ["SECURITY_PROTOCOL", "SECURITYPROTOCOL", "PROTOCOL_SECURITY", "PROPERTIES_SECURITY_PROTOCOL"]
)
def test_a_protocol_tells_how_brokers_are_reached(end: str) -> None:
    found = told(SHOP_BOOTSTRAP_SERVERS="k:9092", **{f"SHOP_{end}": "PLAINTEXT"})

    assert found == ("off", "security.protocol=plaintext", 2)


@pytest.mark.parametrize(
    "name",
    [
        "KAFKA_SECURITY_PROTOCOL", "SECURITY_PROTOCOL", "SPRING_KAFKA_SECURITY_PROTOCOL",
        "SPRING_KAFKA_PROPERTIES_SECURITY_PROTOCOL",
    ],
)  # fmt: skip
def test_a_protocol_is_that_of_all_brokers(name: str) -> None:
    assert told(SHOP_BOOTSTRAP_SERVERS="k:9092", **{name: "SASL_PLAINTEXT"}) == (
        "off", "security.protocol=sasl_plaintext", 2,
    )  # fmt: skip
    assert told(SHOP_BOOTSTRAP_SERVERS="k:9092", **{name: "FOO"}) == UNTOLD


def test_brokers_are_checked_unless_the_algorithm_is_empty() -> None:
    name = "X_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM"
    brokers = {"X_BOOTSTRAP_SERVERS": "k:9092", "X_SECURITY_PROTOCOL": "SASL_SSL"}

    assert told(**brokers) == ("verified", "security.protocol=sasl_ssl", 2)
    assert told(**brokers, **{name: "https"}) == ("verified", "security.protocol=sasl_ssl", 2)
    found = told(**brokers, **{name: ""})
    assert isinstance(found, tuple)
    assert (found[0], found[2]) == ("unverified", 3)
    assert found[1].startswith("ssl.endpoint.identification.algorithm")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("tcp://m:1883", "tcp:// is not encrypted"),
        ("bolt+ssc://n", "bolt+ssc:// is encrypted without verifying the server"),
        ("rediss://r", "rediss:// is encrypted"),
        ("rediss://r?db=1", "rediss:// is encrypted"),
        ("rediss://r?ssl_cert_reqs=None", "ssl_cert_reqs=none"),
        ("redis://r", "redis:// is not encrypted"),
        ("mysql+pymysql://d/x?ssl_ca=/ca", "ssl_ca is set"),
        ('mysql://d/x?ssl={"rejectUnauthorized": false}', ""),
        ('mysql://d/x?ssl={"rejectUnauthorized":false}', 'ssl={"rejectunauthorized":false}'),
        ("jdbc:oracle:thin:@tcp://d:1/s", "tcp is not encrypted"),
        ("jdbc:oracle:thin:@tcps://d:1/s", "tcps:// is encrypted"),
        ("jdbc:oracle:thin:@tcps://d:1/s?ssl_server_dn_match=off", "ssl_server_dn_match is off"),
        ("d:1,ssl=true", "ssl=true"),
        ("d:1,ssl=false", "ssl=false"),
        ("d:1,abortConnect=false", UNTOLD),
        ("AccountName=a;AccountKey=k", "https"),
        ("AccountName=a;AccountKey=k;DefaultEndpointsProtocol=HTTP", "DefaultEndpointsProtocol=http"),
        ("Endpoint=sb://b/;SharedAccessKey=k", "sb:// is encrypted"),
        ("(ADDRESS=(PROTOCOL=TCP)(HOST=d))", "PROTOCOL=TCP"),
        ("(ADDRESS=(PROTOCOL=TCPS)(HOST=d))", "PROTOCOL=TCPS"),
        ("(ADDRESS=(PROTOCOL=TCPS)(HOST=d)(SSL_SERVER_DN_MATCH=no))", "SSL_SERVER_DN_MATCH is off"),
    ],
)
def test_a_rating_says_why(text: str, why: str) -> None:
    found = (parse_url(text) if "://" in text else None) or parse_dsn(text)

    assert (found.tls.why if found is not None else "") == why


@pytest.mark.parametrize("parameter", ["sslaccept=accept_invalid_certs", "connection_limit=5", "schema=public"])
def test_a_parameter_tells_prisma_from_nodes_driver(parameter: str) -> None:
    ratings = []
    for text in ("postgres://d/x?sslmode=require", f"postgres://d/x?sslmode=require&{parameter}"):
        found = parse_url(text, "node")
        ratings.append(found and found.tls.rating and found.tls.rating.name)

    assert ratings == ["VERIFIED", "UNVERIFIED"]
