"""What the last sign of a text, a name or a command decides of a credential."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode

import pytest

from infracheck.knowledge.words.credential_arguments import (
    assigns_credential,
    credential_in_argument,
    credential_in_command,
    is_written_out,
)
from infracheck.knowledge.words.credential_forms import credential_form, credential_in_text, is_random
from infracheck.knowledge.words.credential_hints import credential_hints
from infracheck.knowledge.words.credential_logins import credential_in_login
from infracheck.knowledge.words.credential_names import (
    NameSays,
    is_half_of_credential,
    name_says,
    speaks_about,
    words_of,
    words_to_head,
)
from infracheck.knowledge.words.credential_values import Held, held_by, looks_drawn
from infracheck.knowledge.words.placeholders import is_filler, is_placeholder

BODY = "b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIqT0yKr7B2"
# in two halves, so that no scanner takes this file for a leak
GITHUB = "ghp_" + BODY[:36]
AWS = "AKIA" + "Q3EGRZT6XPLMNB2D"
BEGIN = "-----BEGIN " + "PRIVATE KEY-----"
SIGNATURE = BODY[:43]
SLACK = "https://hooks.slack.com" + "/services/T02/B02/"


def web_token(header: bytes) -> str:
    return f"{urlsafe_b64encode(header).decode().rstrip('=')}.eyJzdWIiOiIxIn0.{BODY}"


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ZXlKaGJHY2lPaJkq", "a JSON Web Token"),
        ("ZXlKaGJHY2lPaJk", None),
        (AWS, "an AWS access key"),
        (GITHUB, "a GitHub token"),
        (f"ghp_{'abcdefg' * 5}", "a GitHub token"),
        (f"ghp_{'abcdef' * 6}", None),
        (f"ghp_{BODY[:20]}!{BODY[20:]}", None),
        (f"ghp_{BODY[:20]}ä{BODY[20:]}", None),
        (f"SG.{BODY[:22]}.{BODY[1:44]}", "a SendGrid key"),
        (f"sk-ant-api03-{BODY[:20]}_{BODY}", "an Anthropic key"),
        (SLACK + BODY[:24], "a Slack webhook"),
        (web_token(b'{"alg":"HS256"}'), "a JSON Web Token"),
        (web_token(b'{"alg":"RS256" }'), "a JSON Web Token"),
        (web_token(b'{"alg":"RS256"  }'), "a JSON Web Token"),
        (web_token(b'{"kid":"\xff\xff\xff","alg":"HS256"}'), "a JSON Web Token"),
        (web_token(b'{"kid":"\xfb\xef\xbe","alg":"HS256"}'), "a JSON Web Token"),
        (web_token(b'{"typ":"JWT","kid":"1"}'), None),
    ],
)
def test_a_value_is_a_credential_by_its_form(text: str, expected: str | None) -> None:
    assert credential_form(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (AWS, "an AWS access key"),
        (GITHUB, "a GitHub token"),
        (f"={GITHUB}", "a GitHub token"),
        (f"x{GITHUB}", None),
        (f"7{GITHUB}", None),
        (f"{BEGIN}{chr(10) * 233}{BODY[:40]}", "a private key"),
        (f"{BEGIN}{chr(10) * 234}{BODY[:40]}", None),
        (f"{BEGIN}\n{BODY[:33]}EXAMPLE", None),
        (f"{BEGIN}\n{BODY[:39]}<", None),
        (f"{BEGIN}\n{BODY[:40]}<", "a private key"),
        (f"-----BEGIN {BEGIN}\n{BODY}", "a private key"),
        (f"sv=1&sig={SIGNATURE}", "a shared access signature"),
        (f"sv=1&sig=EXAMPLE{SIGNATURE[7:]}", None),
        (f"Authorization: Basic   {encoded('shop:hunter2')}", "a login"),
        (f"Authorization: Digest {encoded('shop:hunter2')}", None),
        (f"Authorization: Basic {encoded('shop:d')}", "a login"),
        (f"Authorization: Basic {encoded('shop:hunter2')[:4]}*{encoded('shop:hunter2')[4:]}", None),
        (f"Authorization: Basic {encoded('a:b')}", None),
        (f"Authorization: Bearer EXAMPLE{BODY}", None),
    ],
)
def test_a_text_holds_a_credential(text: str, expected: str | None) -> None:
    assert credential_in_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # four fifths are letters and digits
        ("b7Qx2mZk9LtR4vWc-.-.", True),
        ("b7Qx2mZk9LtR4vW-.-.-", False),
        # four dashes, as an id has them, and another length
        ("b7Qx-2mZk-9LtR-4vWc-8NpY1s", True),
        # hexadecimal: three bits a sign
        ("abcd1234" * 3, True),
        ("abc1234" * 3, False),
        # other letters: 3.7 bits a sign
        ("ghijk12345" * 2, False),
        ("ghijkmn12345678" * 2, True),
    ],
)
def test_a_word_is_drawn_by_lot(text: str, expected: bool) -> None:
    assert is_random(text) is expected


def test_what_is_drawn_by_lot_needs_no_capitals() -> None:
    assert looks_drawn("9f86d081884c7d659a2f")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", " 'hunter2' ", Held.LITERAL),
        ("DB_PASSWORD", " 'true' ", Held.NOTHING),
        ("DB_PASSWORD", '"true"', Held.NOTHING),
        ("DB_PASSWORD", " true", Held.NOTHING),
        ("DB_PASSWORD", "hunter2\nhunter3", Held.NOTHING),
        ("DB_PASSWORD", "ID=token,src=a", Held.NOTHING),
        ("DB_PASSWORD", "postgres://db/shop", Held.NOTHING),
        ("DB_PASSWORD", "shop.PEM", Held.NOTHING),
        ("CONFIG", "where a PRIVATE KEY- is", Held.NOTHING),
        ("CONFIG", "-----BEGIN CERTIFICATE-----", Held.NOTHING),
        ("TOKEN_FLUX", "changeme", Held.PLACEHOLDER),
        ("TOKEN_FLUX", "hunter2", Held.NOTHING),
        ("TOKEN_FLUX", "Hunter2x", Held.LITERAL),
        ("API_KEY", "9F86D081884C7D65", Held.NOTHING),
        ("API_KEY", "9F86D081884C7D6", Held.LITERAL),
        ("API_TOKEN", "9F86D081884C7D65", Held.LITERAL),
        ("SHOP_KEYS", "9F86D081884C7D659A2FEAA0C55AD0159F86D081", Held.NOTHING),
        ("SHOP_KEYS", "9F86D081884C7D659A2FEAA0C55AD0159F86D08", Held.LITERAL),
        ("REGISTRY_TOKEN", "shop-registry", Held.LITERAL),
        ("REGISTRY_SECRET", "shop-registry", Held.NOTHING),
        ("REGISTRY_SECRET", "shop/registry", Held.NOTHING),
        ("REGISTRY_SECRET", "shop.registry", Held.NOTHING),
        ("REGISTRY_SECRET", "shop registry", Held.LITERAL),
        ("REGISTRY_SECRET", "shop_registry", Held.LITERAL),
        ("AUTH_SECRET", "simple", Held.LITERAL),
        ("API_TOKEN", "simple", Held.LITERAL),
        ("ETCD_AUTH_TOKEN", "simple", Held.NOTHING),
        ("AUTH_TOKEN", "jwt,sign-method=RS256", Held.NOTHING),
        ("AUTH_TOKEN", "jwt-sign-method=RS256", Held.LITERAL),
        ("API_TOKEN", "+5.0", Held.NOTHING),
        ("API_TOKEN", "-hunter2", Held.LITERAL),
        ("API_TOKEN", "a123", Held.LITERAL),
        ("API_TOKEN", "-x5", Held.LITERAL),
        ("API_TOKEN", "+5.0.0", Held.LITERAL),
        ("passwordKey", "db.pass", Held.NOTHING),
        ("passwordKey", "db_pass1", Held.NOTHING),
        ("passwordKey", "db-pass", Held.NOTHING),
        ("passwordKey", "db.pass1", Held.NOTHING),
        ("passwordKey", "db-pass!", Held.LITERAL),
        ("passwordKey", "db-päss", Held.LITERAL),
        ("passwordKey", "Db-pass1", Held.LITERAL),
        ("passwordKey", "b7q-x2mzk9-ltr4vwc8-npy", Held.LITERAL),
        ("passwordSecretKey", "hunter22", Held.LITERAL),
        ("existingApiKey", "api-key", Held.NOTHING),
        # a credential that is its own name
        ("apiKey", "api-key", Held.PLACEHOLDER),
        ("apiKey", "shop-api-key", Held.LITERAL),
        ("apiKey", "api-keys", Held.LITERAL),
        ("existingPrivateKeys", "shop_keys", Held.NOTHING),
        ("azureKeyKey", "api-key", Held.NOTHING),
    ],
)
def test_a_setting_holds(name: str, value: str, expected: Held) -> None:
    assert held_by(name, value) is expected


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dbpassword", "db password"), ("mypasswd", "my passwd"), ("apitoken", "api token"), ("shoptoken", "shoptoken"),
        ("mysecret", "mysecret"), ("token", "token"), ("tokens", "tokens"), ("apikey", "api key"), ("key", "key"),
        ("shopkey", "shopkey"), ("tokenttl", "token ttl"), ("tokenprod", "token prod"), ("tokenshop", "tokenshop"),
        ("secretname", "secret name"), ("DB_PASSWORD2", "db password 2"), ("APIKEY2", "api key 2"), ("SHOP2", "shop2"),
        ("SHOPKEY2", "shopkey 2"), ("s3", "s3"), ("auth0", "auth0"), ("2", "2"), ("dbPassword", "db password"),
        ("JWTSecret", "jwt secret"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_is_made_of_words(name: str, words: str) -> None:
    assert words_of(name) == words.split()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DB_PASSWORD_PROD", "db password"), ("TOKEN_SHOP_PROD", "token shop prod"), ("TOKEN_2", "token"),
        ("TOKEN_B", "token"), ("SECRET_KEY_V2", "secret key"), ("tokenForShop", "token"), ("SHOP_OF_TOKEN", None),
        ("PROD", "prod"), ("ADMIN_PROD", "admin prod"), ("KEY_PROD", "key"), ("SALT_PROD", "salt"),
        ("SHOPKEY_PROD", "shopkey"), ("HOST_PROD", "host"), ("V2", "v2"), ("", ""),
    ],
)  # fmt: skip
def test_the_words_of_a_name_end_with_its_head(name: str, words: str | None) -> None:
    assert words_to_head(name) == (words_of(name) if words is None else words.split())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SHOPKEY", NameSays.FAINT), ("SHOPKEY_PROD", NameSays.FAINT), ("SALT_PROD", NameSays.FAINT),
        ("PRIVATE_SALT", NameSays.FAINT), ("PUB_SALT", NameSays.NOTHING), ("SECRET_KEYS", NameSays.CREDENTIAL),
        ("MINIO_API_KEY", NameSays.CREDENTIAL), ("MINIO_ACCESS_KEY", NameSays.NOTHING),
        ("SHOP_OF_TOKEN", NameSays.CREDENTIAL), ("TOKEN_OF_SHOP", NameSays.CREDENTIAL),
        ("APIKEY2", NameSays.CREDENTIAL),
        ("TOKEN_SHOP_PROD", NameSays.LIKELY), ("API_KEY", NameSays.CREDENTIAL), ("HOST_KEY", NameSays.NOTHING),
    ],
)  # fmt: skip
def test_a_name_says(name: str, expected: NameSays) -> None:
    assert name_says(name) is expected


def test_half_of_a_credential_is_known_in_any_case() -> None:
    names = ["AWS_ACCESS_KEY_ID", "aws_access_key_id", "AWS_SECRET_ACCESS_KEY"]

    assert list(map(is_half_of_credential, names)) == [True, True, False]


def test_a_name_speaks_about_a_credential_by_its_last_word() -> None:
    names = ["DB_HOST", "HOST_PASSWORD", "TOKEN_TTL_PROD", "SHOP", ""]

    assert list(map(speaks_about, names)) == [True, False, True, False, False]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (f"app -- {GITHUB}", None),
        ("npm config set _password hunter2 ; echo", "_password"),
        ("npm config set _password a|b", None),
        ("npm config set _password=hunter2 a|b", "_password=hunter2"),
        ("sshpass -p hunter2 ssh a", "-p"),
        ("sshpass -p 'ab' ssh a", None),
        ("sshpass -p'ab' ssh a", None),
        ("sshpass -p'abc' ssh a", "-p"),
        ("sshpass -p abc ssh a", "-p"),
        ("mysql -phun|ter", None),
        ("mysql -p changeme", None),
        ("mysql -pchangeme", None),
        ("curl --proxy-user=shop:hunter2 https://x.example", "--proxy-user"),
        ("curl --user shop:hunter2 https://x.example", "--user"),
    ],
)
def test_a_command_holds_a_credential(command: str, expected: str | None) -> None:
    assert credential_in_command(command.split()) == expected


def test_what_ends_the_options_takes_no_credential() -> None:
    assert credential_in_argument("--", GITHUB) is None
    assert credential_in_argument("--token", GITHUB) == "--token"


def test_a_word_is_written_out() -> None:
    assert is_written_out("hunter~2")
    assert assigns_credential("DB_PASSWORD", "hunter~2")
    assert not is_written_out("")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://shop:hunter2@x.example", "a password in an address"),
        ("https://shop:hunter$2@x.example", None),
        ("https://shop:hun~ter@x.example", "a password in an address"),
        ("https://shop:@x.example", None),
        ("https://shophunter2@x.example", None),
    ],
)
def test_an_address_holds_a_password(text: str, expected: str | None) -> None:
    assert credential_in_login(text) == expected


@pytest.mark.parametrize("sign", ["\\\n", "\\", '"', "'", "`"])
def test_a_sign_within_a_hint_hides_nothing(sign: str) -> None:
    assert credential_hints(f"TO{sign}KEN=x") == credential_hints("TOKEN=x") != []
    assert credential_hints(f"RUN ey{sign}JhbGciOi") == credential_hints("RUN eyJhbGciOi") != []


def test_one_option_of_a_program_is_a_hint() -> None:
    assert credential_hints("curl -u a:b x") == ["curl"]
    assert credential_hints("curl x") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("CHANGEME", True), ("a<PATH:b", True), ("a\ue000b", True), ("ENC[a", True), ("a<b", False), ("AGB", False)],
)
def test_a_value_only_stands_for_another(text: str, expected: bool) -> None:
    assert is_placeholder(text) is expected


def test_a_filler_is_one_in_any_case() -> None:
    assert is_filler("CHANGEME")
    assert not is_filler("hunter2")
