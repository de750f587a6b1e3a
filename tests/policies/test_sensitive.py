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
        "CREDENTIALS_PATH", "AWS_ACCESS_KEY_ID", "MINIO_ACCESS_KEY", "secretsManager", "MONKEY", "USE_TOKEN", "KEY",
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
        ("global_api_key", "-1", Words.NOTHING),
        ("ETCD_INITIAL_CLUSTER_TOKEN", "etcd-cluster", Words.NOTHING),
        ("K3S_CLUSTER_TOKEN", "etcd-cluster", Words.LITERAL),
        ("auth-token", "simple", Words.NOTHING),
        ("auth-token", "jwt,pub-key=app.rsa.pub", Words.NOTHING),
        ("auth-token", "simple1", Words.LITERAL),
        ("password_encryption", "scram-sha-256", Words.NOTHING),
        ("PASSWORD_HASHER", "bcrypt", Words.NOTHING),
        ("LDAP_PASSWORD_ATTRIBUTE", "userPassword", Words.NOTHING),
        ("passwordMinLength", "eight", Words.NOTHING),
        ("VAPID_PUBLIC_KEY", "BDd3x9hzz8f9JHGFsd87f6sdfJHGGJHGkjhsd89f7", Words.NOTHING),
        ("RECAPTCHA_SITE_KEY", "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQMXjiZKhI", Words.NOTHING),
        ("STRIPE_PUBLISHABLE_KEY", "pk51H8b2cQ0Zq7sXw9eRt3yU6iO1pA4", Words.NOTHING),
        ("RECAPTCHA_KEY", "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQMXjiZKhI", Words.LITERAL),
        ("KMS_KEY", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd12ab34cd", Words.NOTHING),
        ("SSH_KEY", "ssh-rsa AAAAB3NzaC1yc2E me@example.com", Words.NOTHING),
        ("s3_credentials_secret", "s3-credentials", Words.NOTHING),
        ("passwordSecret", "db-pass", Words.NOTHING),
        ("passwordSecret", "hunter22", Words.LITERAL),
        ("adminPasswordKey", "postgres-password", Words.NOTHING),
        ("adminPasswordKey", "hunter22", Words.LITERAL),
        ("existingSecretPasswordKey", "password", Words.NOTHING),
        ("existingSecret", "shop-db", Words.NOTHING),
        ("clientSecretKey", "client-secret", Words.NOTHING),
        ("passwordSecretKey", "admin-password", Words.NOTHING),
        ("JWT_SECRET_KEY", "jwt-secret", Words.LITERAL),
        ("SECRET_KEY", "my-secret-key", Words.LITERAL),
        ("TOKEN_KEY", "asdf8293kjh", Words.LITERAL),
        ("acme-private-key-secret", "letsencrypt", Words.NOTHING),
        ("PASSWORD_RESET_TOKEN_EXPIRES_IN", "1h", Words.NOTHING),
        ("auth_token_command", "gcloud", Words.NOTHING),
        ("ACCESS_KEY_SECRET", "abcdefgh", Words.LITERAL),
        ("AUTH_SECRET", "abcdefgh", Words.LITERAL),
        ("DB_PASSWORD", "<path:secret/data/x#key>", Words.NOTHING),
        ("NEO4J_AUTH", "neo4j/hunter22", Words.LITERAL),
        ("NEO4J_AUTH", "neo4j/none", Words.NOTHING),
        ("NEO4J_AUTH", "none", Words.NOTHING),
        ("NEO4J_AUTH", "neo4j/$(PW)", Words.NOTHING),
        ("requirepass", "hunter22", Words.LITERAL),
        ("masterauth", "hunter22", Words.LITERAL),
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
