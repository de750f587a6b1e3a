"""Which settings hold a credential."""

from __future__ import annotations

import pytest

from infracheck.knowledge.words.credential_arguments import credential_in_argument
from infracheck.knowledge.words.credential_hints import credential_hints
from infracheck.knowledge.words.credential_names import names_credential
from infracheck.knowledge.words.credential_values import Held, held_by


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
    assert credential_hints(f"RUN {name}=x7Tq9fLs make")


@pytest.mark.parametrize(
    "name",
    [
        "LOG_LEVEL", "PASSWORD_FILE", "TOKEN_URL", "SECRET_NAME", "TOKEN_TTL", "MAX_TOKENS", "KEYCLOAK_URL",
        "PUBLIC_KEY",
        "ROUTING_KEY", "PARTITION_KEY", "TOKENIZER", "COMPASS", "BYPASS_CACHE", "AUTHOR", "ALLOW_EMPTY_PASSWORD",
        "CREDENTIALS_PATH", "AWS_ACCESS_KEY_ID", "MINIO_ACCESS_KEY", "secretsManager", "MONKEY", "USE_TOKEN", "KEY",
        "STRIPE_PUBLISHABLE_API_KEY", "NEXT_PUBLIC_API_KEY", "PUBLISHABLE_CLIENT_SECRET", "PUBLIC_CLIENT_SECRET",
    ],
)  # fmt: skip
def test_names_that_are_about_something_else(name: str) -> None:
    assert not names_credential(name)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DB_PASSWORD", "hunter2", Held.LITERAL),
        ("DB_PASSWORD", "12345", Held.LITERAL),
        ("DB_PASSWORD", "correct horse battery", Held.LITERAL),
        ("API_TOKEN", "12345", Held.NOTHING),
        ("DB_PASSWORD", "changeme", Held.PLACEHOLDER),
        ("DB_PASSWORD", "<password>", Held.PLACEHOLDER),
        ("DB_PASSWORD", "", Held.NOTHING),
        ("DB_PASSWORD", "$(PW)", Held.NOTHING),
        ("DB_PASSWORD", "${PW}", Held.NOTHING),
        ("DB_PASSWORD", "/run/secrets/pw", Held.NOTHING),
        ("DB_PASSWORD", "true", Held.NOTHING),
        ("DB_PASSWORD", "vault:secret/db#pw", Held.NOTHING),
        ("TLS_SECRET", "shop-tls", Held.NOTHING),
        ("IMAGE_PULL_SECRET", "regcred", Held.NOTHING),
        ("TLS_SECRET", "Zm9vYmFy", Held.LITERAL),
        ("JWT_SECRET", "my-jwt-secret", Held.LITERAL),
        ("APP_SECRET", "9f86d081", Held.LITERAL),
        ("global_api_key", "-1", Held.NOTHING),
        ("ETCD_INITIAL_CLUSTER_TOKEN", "etcd-cluster", Held.NOTHING),
        ("K3S_CLUSTER_TOKEN", "etcd-cluster", Held.LITERAL),
        ("auth-token", "simple", Held.NOTHING),
        ("auth-token", "jwt,pub-key=app.rsa.pub", Held.NOTHING),
        ("auth-token", "simple1", Held.LITERAL),
        ("password_encryption", "scram-sha-256", Held.NOTHING),
        ("PASSWORD_HASHER", "bcrypt", Held.NOTHING),
        ("LDAP_PASSWORD_ATTRIBUTE", "userPassword", Held.NOTHING),
        ("passwordMinLength", "eight", Held.NOTHING),
        ("VAPID_PUBLIC_KEY", "BDd3x9hzz8f9JHGFsd87f6sdfJHGGJHGkjhsd89f7", Held.NOTHING),
        ("RECAPTCHA_SITE_KEY", "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQMXjiZKhI", Held.NOTHING),
        ("STRIPE_PUBLISHABLE_KEY", "pk51H8b2cQ0Zq7sXw9eRt3yU6iO1pA4", Held.NOTHING),
        ("RECAPTCHA_KEY", "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQMXjiZKhI", Held.LITERAL),
        ("KMS_KEY", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd12ab34cd", Held.NOTHING),
        ("SSH_KEY", "ssh-rsa AAAAB3NzaC1yc2E me@example.com", Held.NOTHING),
        ("s3_credentials_secret", "s3-credentials", Held.NOTHING),
        ("passwordSecret", "db-pass", Held.NOTHING),
        ("passwordSecret", "hunter22", Held.LITERAL),
        ("adminPasswordKey", "postgres-password", Held.NOTHING),
        ("adminPasswordKey", "hunter22", Held.LITERAL),
        ("existingSecretPasswordKey", "password", Held.NOTHING),
        ("existingSecret", "shop-db", Held.NOTHING),
        ("clientSecretKey", "client-secret", Held.NOTHING),
        ("passwordSecretKey", "admin-password", Held.NOTHING),
        ("JWT_SECRET_KEY", "jwt-secret", Held.LITERAL),
        ("SECRET_KEY", "my-secret-key", Held.LITERAL),
        ("TOKEN_KEY", "asdf8293kjh", Held.LITERAL),
        ("acme-private-key-secret", "letsencrypt", Held.NOTHING),
        ("PASSWORD_RESET_TOKEN_EXPIRES_IN", "1h", Held.NOTHING),
        ("auth_token_command", "gcloud", Held.NOTHING),
        ("ACCESS_KEY_SECRET", "abcdefgh", Held.LITERAL),
        ("AUTH_SECRET", "abcdefgh", Held.LITERAL),
        ("DB_PASSWORD", "<path:secret/data/x#key>", Held.NOTHING),
        ("NEO4J_AUTH", "neo4j/hunter22", Held.LITERAL),
        ("NEO4J_AUTH", "neo4j/none", Held.NOTHING),
        ("NEO4J_AUTH", "none", Held.NOTHING),
        ("NEO4J_AUTH", "neo4j/$(PW)", Held.NOTHING),
        ("requirepass", "hunter22", Held.LITERAL),
        ("masterauth", "hunter22", Held.LITERAL),
        ("GREETING", "hello", Held.NOTHING),
        ("GREETING", "ghp_0123456789abcdefghij", Held.LITERAL),
        ("CONFIG", "-----BEGIN RSA PRIVATE KEY-----\nMII", Held.LITERAL),
        ("CONFIG", "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo=", Held.LITERAL),
        ("CONFIG", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", Held.NOTHING),
        (None, "hunter2", Held.NOTHING),
        ("DB_PASSWORD", None, Held.NOTHING),
    ],
)
def test_judgement(name: str | None, value: str | None, expected: Held) -> None:
    assert held_by(name, value) is expected


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
    assert credential_in_argument(word, following) == expected
