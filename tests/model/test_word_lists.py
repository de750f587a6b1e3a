"""The words of credentials, each list written out again under `words/`, so that a row lost from a table is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck.knowledge.words.credential_forms import credential_form, credential_in_text
from infracheck.knowledge.words.credential_names import NameSays, name_says, words_to_head
from infracheck.knowledge.words.credential_values import Held, held_by
from infracheck.knowledge.words.placeholders import is_filler, is_placeholder, is_reference
from infracheck.knowledge.words.secret_keys import gives_password, hints_at_credential, is_public_key
from infracheck.knowledge.words.showable import is_risky

WORDS = Path(__file__).parent / "words"
# what a provider could have drawn: letters of both cases and digits, none of them of an example
DRAWN = "b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIqT0yKr7BnMx2E" * 3


def listed(name: str) -> list[str]:
    return (WORDS / f"{name}.txt").read_text(encoding="utf-8").split()


def lines_of(name: str) -> list[str]:
    lines = (WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("word", listed("about"))
def test_a_name_says_something_about_a_credential(word: str) -> None:
    assert name_says(f"TOKEN_{word.upper()}") is NameSays.NOTHING
    assert name_says(f"token{word.capitalize()}") is NameSays.NOTHING
    assert name_says(f"SHOP_{word.upper()}_PASSWORD") is not NameSays.LIKELY


@pytest.mark.parametrize("word", listed("purposes"))
def test_a_name_says_what_a_credential_is_for(word: str) -> None:
    assert name_says(f"TOKEN_{word.upper()}") is NameSays.CREDENTIAL
    assert name_says(f"shop.password.{word}") is NameSays.CREDENTIAL
    assert name_says(f"TOKEN_TTL_{word.upper()}") is NameSays.NOTHING


@pytest.mark.parametrize("word", listed("nouns") + listed("passwords"))
def test_a_name_ends_with_a_word_for_a_credential(word: str) -> None:
    assert name_says(f"SHOP_{word.upper()}") is NameSays.CREDENTIAL
    assert name_says(f"SHOP_{word.upper()}_2") is NameSays.CREDENTIAL


@pytest.mark.parametrize(("words", "expected"), [("passwords", Held.LITERAL), ("nouns", Held.NOTHING)])
def test_a_number_is_a_password_and_no_token(words: str, expected: Held) -> None:
    assert [word for word in listed(words) if held_by(f"SHOP_{word.upper()}", "12345") is not expected] == []


@pytest.mark.parametrize("word", listed("keys"))
def test_a_word_makes_a_key_one_that_lets_in(word: str) -> None:
    assert name_says(f"{word.upper()}_KEY") is NameSays.CREDENTIAL
    assert name_says(f"shop-{word}-key-prod") is NameSays.CREDENTIAL
    assert name_says(f"{word}key") is NameSays.CREDENTIAL


@pytest.mark.parametrize("word", listed("open"))
def test_a_word_makes_a_key_one_of_a_table(word: str) -> None:
    assert name_says(f"SHOP_{word.upper()}_KEY") is NameSays.NOTHING
    assert name_says(f"SHOP_{word.upper()}_AUTH") is NameSays.NOTHING


@pytest.mark.parametrize("word", listed("weak-nouns"))
def test_a_word_may_mean_a_credential(word: str) -> None:
    assert name_says(f"SHOP_{word.upper()}") is NameSays.FAINT
    assert held_by(f"SHOP_{word.upper()}", "hunter2") is Held.NOTHING
    assert held_by(f"SHOP_{word.upper()}", DRAWN[:32]) is Held.LITERAL


@pytest.mark.parametrize("word", listed("switches-first"))
def test_a_name_is_that_of_a_switch(word: str) -> None:
    assert name_says(f"{word.upper()}_PASSWORD") is NameSays.NOTHING


@pytest.mark.parametrize("name", ["MYSQL_ALLOW_EMPTY_PASSWORD", "SHOP_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD"])
def test_a_word_makes_a_switch_anywhere(name: str) -> None:
    assert name_says(name) is NameSays.NOTHING


@pytest.mark.parametrize(
    "name",
    [
        "VAPID_PUBLIC_KEY", "STRIPE_PUBLISHABLE_KEY", "RECAPTCHA_SITE_KEY", "GOOGLE_APPLICATION_CREDENTIALS",
        "ETCD_INITIAL_CLUSTER_TOKEN", "GPG_SIGNING_KEY", "PGP_SIGNING_KEY", "APT_SIGNING_KEY", "RPM_SIGNING_KEY",
        "RELEASE_SIGNING_KEY", "MINIO_ACCESS_KEY", "BYPASS", "FIRST_PASS",
    ],
)  # fmt: skip
def test_a_name_says_that_a_value_is_public(name: str) -> None:
    assert name_says(name) is NameSays.NOTHING


@pytest.mark.parametrize(
    "name",
    [
        "RABBITMQ_ERLANG_COOKIE",
        "OCI_CLI_KEY_CONTENT",
        "SHOP_KEY_BASE",
        "AZURE_SHOP_KEY",
        "PASSWORD_KEY",
        "GPG_PRIVATE_KEY",
    ],
)
def test_words_are_a_credential_together(name: str) -> None:
    assert name_says(name) is NameSays.CREDENTIAL


@pytest.mark.parametrize("word", ["for", "of", "to", "on"])
def test_what_follows_a_preposition_says_what_a_credential_is_for(word: str) -> None:
    assert words_to_head(f"TOKEN_{word.upper()}_REPORTS_TIMEOUT") == ["token"]


@pytest.mark.parametrize("word", listed("objects"))
def test_a_secret_is_an_object_of_kubernetes(word: str) -> None:
    assert held_by(f"{word.upper()}_SECRET", "shop-main") is Held.NOTHING
    assert held_by(f"{word.upper()}_SECRET", "hunter2-Xk29") is Held.LITERAL


@pytest.mark.parametrize("part", listed("parts"))
def test_a_part_of_a_name_is_masked_and_hints_at_a_credential(part: str) -> None:
    assert is_risky(f"x{part}x")
    assert hints_at_credential(f"x{part}x")


@pytest.mark.parametrize("part", listed("parts-in-secrets"))
def test_a_part_of_a_name_hints_at_a_credential_in_a_secret(part: str) -> None:
    assert hints_at_credential(f"x{part}x")


@pytest.mark.parametrize("key", listed("public-keys-of-secrets"))
def test_a_key_of_a_secret_is_public(key: str) -> None:
    assert is_public_key(key)
    assert is_public_key(key.upper())


@pytest.mark.parametrize("key", ["password", "tls.key", "capital", "usernames", "hosts", "xca", "path-token"])
def test_a_key_of_a_secret_may_let_in(key: str) -> None:
    assert not is_public_key(key)


@pytest.mark.parametrize("word", ["password", "passwd", "pwd", "secret", "token", "key", "sig"])
def test_a_connection_string_gives_a_password(word: str) -> None:
    assert gives_password(f"host=db;{word}=hunter2")
    assert not gives_password(f"host=db;{word}")


@pytest.mark.parametrize("start", lines_of("fillers"))
def test_a_value_asks_to_be_replaced(start: str) -> None:
    assert is_filler(f"{start}7")
    assert is_placeholder(f"{start.upper()}7")
    assert held_by("SHOP_PASSWORD", f"{start}7") is Held.PLACEHOLDER


@pytest.mark.parametrize("start", lines_of("references"))
def test_a_value_tells_where_a_credential_is_kept(start: str) -> None:
    assert is_reference(f"{start}shop/db")
    assert is_placeholder(f"{start.upper()}shop/db")
    assert held_by("SHOP_PASSWORD", f"{start}shop/db") is Held.NOTHING


@pytest.mark.parametrize(
    "value", ["nil", "undefined", "optional", "required", "enabled", "disabled", "default", "auto"]
)
def test_a_value_is_a_setting(value: str) -> None:
    assert held_by("SHOP_TOKEN", value) is Held.NOTHING


@pytest.mark.parametrize("start", ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-", "id=", "type="])
def test_a_value_is_public(start: str) -> None:
    assert held_by("SHOP_SECRET", f"{start}AAAAC3NzaC1lZDI1NTE5") is Held.NOTHING


@pytest.mark.parametrize(
    "end", [".pem", ".key", ".crt", ".json", ".txt", ".yaml", ".yml", ".jks", ".p12", ".pub", ".conf"]
)
def test_a_value_is_a_path(end: str) -> None:
    assert held_by("SHOP_SECRET", f"shop{end}") is Held.NOTHING


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        # a password in capitals is one: only the words of its own name are a placeholder
        ("DB_PASSWORD", "HUNTER", Held.LITERAL),
        ("COOKIE_SECRET", "SECRET", Held.PLACEHOLDER),
        ("COOKIE_SECRET", "COOKIE", Held.PLACEHOLDER),
        ("COOKIE_SECRET", "secret", Held.LITERAL),
        ("DB_PASSWORD", "123", Held.NOTHING),
        ("DB_PASSWORD", "1234", Held.LITERAL),
        ("DB_PASSWORD", "x", Held.NOTHING),
        ("DB_PASSWORD", "xy", Held.LITERAL),
        ("SHOP_TOKEN", "-1.5", Held.NOTHING),
        ("SHOP_TOKEN", "+1", Held.NOTHING),
        ("SHOP_TOKEN", "1h30m", Held.NOTHING),
        ("SHOP_PASSWORD", "1h30m", Held.LITERAL),
        ("SHOP_KEY", "573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62", Held.NOTHING),
        ("SIGNING_KEY", "573BFD6B3D8FBC641079A6ABABF5BD827BD9BF6", Held.LITERAL),
        ("SIGNING_KEY", "573bfd6b3d8fbc641079a6ababf5bd827bd9bf62", Held.LITERAL),
        ("TOKEN_JOHN", "hunter2", Held.NOTHING),
        ("TOKEN_JOHN", "hunterXk", Held.NOTHING),
        ("TOKEN_JOHN", "hunt-Xk2", Held.LITERAL),
        ("TOKEN_JOHN", "hun-Xk2", Held.NOTHING),
        ("TOKEN_JOHN", "hunter Xk29", Held.NOTHING),
    ],
)
def test_what_a_value_has_to_look_like(name: str, value: str, expected: Held) -> None:
    assert held_by(name, value) is expected


def test_a_number_of_letters_is_the_first_that_counts() -> None:
    assert name_says("") is NameSays.NOTHING
    assert name_says("_") is NameSays.NOTHING


FORMS = [line.split(" ", 3) for line in lines_of("forms")]


def token(start: str, length: int) -> str:
    return start + DRAWN[: length - len(start)]


@pytest.mark.parametrize(("start", "shortest", "longest", "words"), FORMS)
def test_a_token_is_known_by_its_start_and_its_length(start: str, shortest: str, longest: str, words: str) -> None:
    least, most = int(shortest), int(longest)

    assert credential_form(token(start, least)) == words
    assert credential_in_text(f"see {token(start, least)}") == words
    assert credential_form(token(start, least - 1)) is None
    if most:
        assert credential_form(token(start, most)) == words
        assert credential_form(token(start, most + 1)) is None
    else:
        assert credential_form(token(start, least + 80)) == words
