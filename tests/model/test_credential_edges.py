"""What a credential has to look like, each text beside one that falls short by little."""

from __future__ import annotations

from base64 import b64encode

import pytest

from infracheck.knowledge.words.credential_arguments import (
    assigns_credential,
    credential_in_argument,
    credential_in_command,
    credential_in_script,
)
from infracheck.knowledge.words.credential_forms import credential_form, credential_in_text, is_random
from infracheck.knowledge.words.credential_hints import credential_hints
from infracheck.knowledge.words.credential_logins import credential_in_login
from infracheck.knowledge.words.credential_names import NameSays, is_name_of_credential_variable, name_says
from infracheck.knowledge.words.credential_values import Held, held_by, looks_drawn
from infracheck.knowledge.words.placeholders import is_placeholder, is_reference

KEY = "-----BEGIN {}-----\n{}\n-----END {}-----"
BODY = "MIIEowIBAAKCAQEAx7Qm2ZkLtRvWc8NpYsDfHjGaUe"
SIGNATURE = "b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIqT0yKr7B"
WEB_TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5Nqr"


def private_key(kind: str = "RSA PRIVATE KEY", body: str = BODY) -> str:
    return KEY.format(kind, body, kind)


def basic(login: str) -> str:
    return f"Authorization: Basic {b64encode(login.encode()).decode()}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (private_key(), "a private key"),
        (private_key("PRIVATE KEY"), "a private key"),
        (private_key("PGP PRIVATE KEY BLOCK"), "a private key"),
        (private_key("CERTIFICATE") + "\n" + private_key(), "a private key"),
        (private_key().replace("\n", "\\n"), "a private key"),
        ("-----BEGIN PRIVATE KEY-----" + "\n" * 9 + BODY[:40], "a private key"),
        ("-----BEGIN PRIVATE KEY-----\n" + BODY[:40], "a private key"),
        ("-----BEGIN PRIVATE KEY-----\n" + BODY[:39], None),
        ("-----BEGIN PRIVATE KEY-----\\n" + BODY[:39] + "\\n", None),
        (private_key("PUBLIC KEY"), None),
        (private_key("CERTIFICATE"), None),
        (f"Endpoint=sb://a/;sig={SIGNATURE}=;se=1", "a shared access signature"),
        (f"https://a.blob.core.windows.net/?sv=1&sig={SIGNATURE}%3D", "a shared access signature"),
        (f"https://a.example/?sp=1&sig={SIGNATURE[:-1]}%2B", "a shared access signature"),
        (f"https://a.example/?x=1&sig={SIGNATURE}%3D", None),
        (f"https://a.example/?sv=1&sig={SIGNATURE[:-1]}", None),
        (f"https://a.example/?sv=1&xsig={SIGNATURE}", None),
        ("https://a.example/?sv=1&sig=" + ("abcdefghijkl" * 4)[:43], None),
        ("https://a.example/?sv=1&sig=" + ("abcdefghijklm" * 4)[:43], "a shared access signature"),
        ("https://a.example/?sv=1" + "&a=b" * 100 + f"&sig={SIGNATURE}", None),
        (basic("shop:hunter2"), "a login"),
        (basic("sho:pw"), "a login"),
        (basic("a:bcd"), "a login"),
        (basic("a:bc")[:-1], None),
        (basic("shophunter2"), None),
        (basic(":hunter2"), None),
        (basic("shopping:"), None),
        (basic("shöp:hunter2"), None),
        ("AUTHORIZATION=bAsIc " + b64encode(b"shop:hunter2").decode(), "a login"),
        ("Authorization: Bearer " + "a7" * 10, "a bearer token"),
        ("Authorization: Bearer " + "a7" * 9 + "a", None),
        ("Authorization: Bearer $" + "a7" * 10, None),
        ("Authorization: Bearer " + "ä7" * 10, None),
        ("Authorization: Other; Authorization: Bearer " + "a7" * 10, "a bearer token"),
        (WEB_TOKEN, "a JSON Web Token"),
        (WEB_TOKEN[:60], "a JSON Web Token"),
        (WEB_TOKEN[:59], None),
        (WEB_TOKEN.replace(".", "-", 1), None),
        (f"token {WEB_TOKEN}", "a JSON Web Token"),
        ("eyJ0eXAiOiJKV1QifQ.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", None),
    ],
)
def test_a_text_holds_a_credential_by_its_form(text: str, expected: str | None) -> None:
    assert credential_in_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b7Qx2mZk9LtR4vWc8NpY", True),
        ("b7Qx2mZk9LtR4vWc8Np", False),
        ("b7Qx2mZk9Lt R4vWc8NpY1s", False),
        ("b7Qx2mZk9LtR4vWc8NpYä", False),
        ("bcQxcmZkdLtRevWc8Np1", False),
        ("bcQxcmZkdLtRevWc8N91", True),
        ("12345678901234567ab", False),
        ("172638495061728395ab4", False),
        ("172638495061728395abc", True),
        ("aaaaaaaaaaaaaaaaa123", False),
        ("1b4e28ba-2fa1-11d2-883f-0016d3cca427", False),
        ("1b4e28ba-2fa1-11d2-883f0016d3cca4270", True),
        ("9f86d081884c7d659a2f", True),
        ("b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe" * 16, True),
        ("b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe" * 16 + "b", False),
        ("b7Q.x2m.Zk9.LtR.4vW.c8N.pY1.sDf", False),
    ],
)
def test_a_word_is_random(text: str, expected: bool) -> None:
    assert is_random(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hunter2x", True), ("Hunter2", False), ("hunter2x", False), ("HUNTER2X", False), ("Hunterxx", False),
        ("Hunter 2x", False),
    ],
)  # fmt: skip
def test_a_word_looks_drawn(text: str, expected: bool) -> None:
    assert looks_drawn(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://shop:hunter2@x.example/a", "a password in an address"),
        ("see https://x.example and amqp://shop:hunter2@q", "a password in an address"),
        ("https://ghp_b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIq@x.example", "a GitHub token"),
        ("https://shop:hunter2@[fd00::1]:8443/", "a password in an address"),
        ("https://shop@x.example", None),
        ("https://shop:@x.example", None),
        ("https://shop:$PASSWORD@x.example", None),
        ("https://shop:changeme@x.example", None),
        ("https://shop:hunter2@localhost", None),
        ("https://shop:hunter2@LOCALHOST", None),
        ("https://shop:hunter2@127.0.0.1", None),
        ("https://shop:hunter2@[::1]", None),
        ("https://shop:hunter2@0.0.0.0", None),
        ("FILE://shop:hunter2@x.example", None),
        ("https://x.example/a:b@c", None),
        ("shop:hunter2@x.example", None),
    ],
)
def test_an_address_holds_a_login(text: str, expected: str | None) -> None:
    assert credential_in_login(text) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("app --password hunter2", "--password"),
        ("app --password=hunter2", "--password"),
        ("app --password='hunter2'", "--password"),
        ('app --password "hunter2"', "--password"),
        ("app --db-password hunter2 run", "--db-password"),
        ("app --password", None),
        ("app --password=", None),
        ("app --password $PASSWORD", None),
        ("app --password --verbose", None),
        ("app --password-file /a", None),
        ("app -- hunter2", None),
        ("app password hunter2", None),
        ("mysql -phunter2", "-p"),
        ("mysql -p hunter2", None),
        ("/usr/bin/mysql -p'hunter2'", "-p"),
        ("mysql -px", None),
        ("mysql -phx", None),
        ("mysql -phxy", "-p"),
        ("mysql -p123", None),
        ("mysql -p1234", "-p"),
        ("mysql -p$PASSWORD", None),
        ("curl -u shop:hunter2 https://x.example", "-u"),
        ("curl --user=shop:hunter2 https://x.example", "--user"),
        ("curl -u shop https://x.example", None),
        ("curl -u shop:$PASSWORD https://x.example", None),
        ("tar -phunter2", None),
        ("redis-cli -a hunter2", "-a"),
        ("redis-cli -ahunter2", None),
        ("aws configure set aws_secret_access_key b7Qx2mZk9LtR4vWc8NpY", "aws_secret_access_key"),
        ("npm config set //x.example/:_password=hunter2", "//x.example/:_password=hunter2"),
        ("npm config set //x.example/:_password hunter2", "//x.example/:_password"),
        ("npm config set _password $PASSWORD", None),
        ("npm config set registry https://x.example", None),
        ("npm config set =hunter2", None),
        ("npm config set", None),
        ("npm config get _password hunter2", None),
    ],
)
def test_a_command_holds_a_credential(command: str, expected: str | None) -> None:
    assert credential_in_command(command.split()) == expected
    assert credential_in_script(f"true; {command}") == (expected if " -" in command else None)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "hunter2", True),
        ("DB_PASSWORD", "$A", False),
        ("DB_PASSWORD", "", False),
        ("DB_PASSWORD", "-x", False),
        ("SECRET_KEY_BASE", "precompile", False),
        ("SECRET_KEY_BASE", "Hunter2x", True),
        ("LOG_LEVEL", "Hunter2x", False),
        *(("DB_PASSWORD", f"hunter2{mark}x", False) for mark in "$`;|&()<>{"),
    ],
)
def test_a_variable_of_a_command_holds_a_credential(name: str, value: str, expected: bool) -> None:
    assert assigns_credential(name, value) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{password}", True), ("<password>", True), ("$password", True), ("%password%", True), ("[password]", True),
        ("(password)", True), ("password)", False), ("(password", False), ("{pass:word}", False), ("hunter2", False),
        ("a$(b)", True), ("a${b}", True), ("a{{b}}", True), ("a<path:b", True), (" ", True), ("{a\nb}", False),
        ('{"a"}', False),
    ],
)  # fmt: skip
def test_a_value_stands_for_another(text: str, expected: bool) -> None:
    assert is_placeholder(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AgB" + "a" * 341, True), ("AgB" + "a" * 340, False), ("AgC" + "a" * 341, False), ("file:/a", True),
        ("file: a", False), ("vault:a b", True), ("ENV.A", True),
    ],
)  # fmt: skip
def test_a_value_refers_to_a_store(text: str, expected: bool) -> None:
    assert is_reference(text) is expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        *(("DB_PASSWORD", f"{start}shop", Held.NOTHING) for start in ("$", "%", "{{", "[[", "#{", "@@", "__")),
        *(("DB_PASSWORD", f"sh{start}op", Held.NOTHING) for start in ("$(", "${", "{{")),
        *(("DB_PASSWORD", f"sh{start}op", Held.LITERAL) for start in ("$", "%", "[[", "#{", "@@", "__")),
        *(("DB_PASSWORD", f"{start}shop", Held.NOTHING) for start in ("/", "./", "../", "~/")),
        *(("DB_PASSWORD", f"{start}shop=", Held.LITERAL) for start in ("/", "./", "../", "~/")),
        ("DB_PASSWORD", "DB_PASSWORD_PROD", Held.NOTHING),
        ("DB_PASSWORD", "LOG_LEVEL", Held.LITERAL),
        ("NEO4J_AUTH", "neo4j/hunter2", Held.LITERAL),
        ("NEO4J_AUTH", "none", Held.NOTHING),
        ("NEO4J_AUTH", "neo4j/", Held.NOTHING),
        ("passwordSecretKey", "admin-password", Held.NOTHING),
        ("clientSecretKey", "client-secret", Held.NOTHING),
        ("clientSecretKey", "other-words", Held.LITERAL),
        ("CLIENT_SECRET_KEY", "client-secret", Held.LITERAL),
        ("CLIENT_SECRET_KEYS", "b7Qx2mZk9LtR4vWc8NpY", Held.LITERAL),
        ("passwordKeys", "shop", Held.NOTHING),
        ("JAAS_CONFIG", 'org.apache.LoginModule required username="a" password="hunter2";', Held.LITERAL),
        ("JAAS_CONFIG", 'org.apache.LoginModule required username="a" password="changeme";', Held.PLACEHOLDER),
        ("JAAS_CONFIG", 'org.apache.LoginModule required username="a";', Held.NOTHING),
    ],
)
def test_a_setting_holds_a_credential(name: str, value: str, expected: Held) -> None:
    assert held_by(name, value) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OPENAI_API_KEY", True),
        ("APIKEY", False),
        ("openai_api_key", False),
        ("LOG_LEVEL", False),
        ("API_KEY-1", False),
    ],
)
def test_a_value_is_the_name_of_a_variable(text: str, expected: bool) -> None:
    assert is_name_of_credential_variable(text) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ACCESS_KEY", NameSays.CREDENTIAL), ("API_KEYS", NameSays.FAINT), ("AZURE_SHOP_KEYS", NameSays.FAINT),
        ("PRIVATE_KEYS", NameSays.CREDENTIAL), ("PUBLIC_TOKEN", NameSays.NOTHING), ("SHOP_KEY", NameSays.FAINT),
        ("passwordttl", NameSays.NOTHING), ("tokenprod", NameSays.CREDENTIAL), ("dbpassphrase", NameSays.CREDENTIAL),
        ("TOKEN", NameSays.CREDENTIAL), ("PROD", NameSays.NOTHING), ("2", NameSays.NOTHING),
    ],
)  # fmt: skip
def test_a_name_says_something_of_a_credential(name: str, expected: NameSays) -> None:
    assert name_says(name) is expected


@pytest.mark.parametrize("sign", ["\\\n", "\\", '"', "'", "`"])
def test_a_sign_within_a_word_hides_no_hint(sign: str) -> None:
    assert credential_hints(f"PASS{sign}WORD=x")
    assert credential_hints(f"RUN eyJhb{sign}GciOi") == credential_hints("RUN eyJhbGciOi")


@pytest.mark.parametrize(
    "text", ["-----BEGIN PRIVATE KEY-----", "?sig=a", "LoginModule", "AUTHORIZATION: a", "a://b:c@d", "mysql -px"]
)
def test_a_text_hints_at_a_credential(text: str) -> None:
    assert credential_hints(text)


@pytest.mark.parametrize("text", ["apt-get install -y mysql", "me@example.com", "https://x.example", "echo a"])
def test_a_text_holds_no_hint(text: str) -> None:
    assert credential_hints(text) == []


@pytest.mark.parametrize(
    ("argument", "following", "expected"),
    [
        ("--password=hunter2", "", "--password"), ("--password", "hunter2", "--password"),
        ("-password", "hunter2", "-password"),
        ("--password", "--verbose", None), ("--password", "", None), ("password=hunter2", "", None),
        ("--log-level=hunter2", "", None), ("--", "hunter2", None), (basic("shop:hunter2"), "", "a login"),
        ("--password=", "hunter2", None),
    ],
)  # fmt: skip
def test_an_argument_holds_a_credential(argument: str, following: str, expected: str | None) -> None:
    assert credential_in_argument(argument, following) == expected


def test_a_word_in_base64_is_a_credential_by_what_it_encodes() -> None:
    assert credential_form(b64encode(private_key().encode()).decode()) == "a private key"
    assert credential_form(b64encode(WEB_TOKEN.encode()).decode()) == "a JSON Web Token"
    assert credential_form(b64encode(private_key("PUBLIC KEY").encode()).decode()) is None
