"""Which settings hold a credential."""

from __future__ import annotations

import pytest

from infracheck_policies.sensitive import Words, judge, judge_argument, names_credential


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD", "DB_PASSWORD", "dbPassword", "db.password", "POSTGRES_PASSWD", "DB_PASS", "API_KEY", "apiKey",
        "APIKEY",
        "AWS_SECRET_ACCESS_KEY", "AZURE_BATCH_KEY", "CLIENT_SECRET", "GITHUB_TOKEN", "tokenForX", "JWT_SECRET",
        "BEARER",
        "RABBITMQ_ERLANG_COOKIE", "SECRET_KEY_BASE", "spring.datasource.password", "OCI_CLI_KEY_CONTENT", "pwd",
    ],
)  # fmt: skip
def test_names_of_credentials(name: str) -> None:
    assert names_credential(name)


@pytest.mark.parametrize(
    "name",
    [
        "LOG_LEVEL", "PASSWORD_FILE", "TOKEN_URL", "SECRET_NAME", "TOKEN_TTL", "MAX_TOKENS", "KEYCLOAK_URL",
        "PUBLIC_KEY",
        "ROUTING_KEY", "PARTITION_KEY", "TOKENIZER", "COMPASS", "BYPASS_CACHE", "AUTHOR", "ALLOW_EMPTY_PASSWORD",
        "CREDENTIALS_PATH", "AWS_ACCESS_KEY_ID", "secretsManager", "MONKEY", "USE_TOKEN", "KEY",
    ],
)  # fmt: skip
def test_names_that_are_about_something_else(name: str) -> None:
    assert not names_credential(name)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "hunter2", Words.LITERAL),
        ("DB_PASSWORD", "12345", Words.LITERAL),
        ("DB_PASSWORD", "correct horse battery", Words.LITERAL),
        ("API_TOKEN", "12345", Words.NOTHING),
        ("DB_PASSWORD", "changeme", Words.PLACEHOLDER),
        ("DB_PASSWORD", "<password>", Words.PLACEHOLDER),
        ("DB_PASSWORD", "", Words.NOTHING),
        ("DB_PASSWORD", "$(PW)", Words.NOTHING),
        ("DB_PASSWORD", "${PW}", Words.NOTHING),
        ("DB_PASSWORD", "/run/secrets/pw", Words.NOTHING),
        ("DB_PASSWORD", "true", Words.NOTHING),
        ("DB_PASSWORD", "vault:secret/db#pw", Words.NOTHING),
        ("TLS_SECRET", "shop-tls", Words.NOTHING),
        ("IMAGE_PULL_SECRET", "regcred", Words.NOTHING),
        ("TLS_SECRET", "Zm9vYmFy", Words.LITERAL),
        ("JWT_SECRET", "my-jwt-secret", Words.LITERAL),
        ("APP_SECRET", "9f86d081", Words.LITERAL),
        ("GREETING", "hello", Words.NOTHING),
        ("GREETING", "ghp_0123456789abcdefghij", Words.LITERAL),
        ("CONFIG", "-----BEGIN RSA PRIVATE KEY-----\nMII", Words.LITERAL),
        ("CONFIG", "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo=", Words.LITERAL),
        ("CONFIG", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", Words.NOTHING),
        (None, "hunter2", Words.NOTHING),
        ("DB_PASSWORD", None, Words.NOTHING),
    ],
)
def test_judgement(name: str | None, value: str | None, expected: Words) -> None:
    assert judge(name, value) is expected


@pytest.mark.parametrize(
    ("word", "following", "expected"),
    [
        ("--password=hunter2", "", "--password"),
        ("--password", "hunter2", "--password"),
        ("--password", "--verbose", None),
        ("--password=$(PW)", "", None),
        ("--token-ttl=5m", "", None),
        ("password=hunter2", "", None),
        ("-", "x", None),
        ("--", "x", None),
    ],
)
def test_arguments(word: str, following: str, expected: str | None) -> None:
    assert judge_argument(word, following) == expected
