"""What only stands for a credential."""

from __future__ import annotations

import pytest

from infracheck.knowledge.words.placeholders import is_placeholder


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "changeme", "CHANGE_ME", "<password>", "${PW}", "$(PW)", "$PW", "{{ .Values.pw }}", "{password}",
        "%PASSWORD%", "[password]", "xxxx", "your-password", "REDACTED", "ENC[AES256_GCM,data:x]", "vault:secret/x#y",
        "op://vault/item", "<path:x#y>", "<path:x#y | base64encode>", "not set",
        "pre${X}post", "{}", "enter-password-here", "to-be-replaced",
        "gcp:secretmanager:projects/shop/secrets/db/versions/1", "berglas://shop/db", "secretref:db",
        "azure:keyvault:shop/db", "infisical:shop/db", "1password:shop/db", "DOPPLER:shop/db",
        "doppler:shop/db", "ssm:/prod/db", "bao:kv/db#pw", "env:DB_PASSWORD", "arn:aws-cn:secretsmanager:x",
        "AgB" + "k" * 341,
    ],
)  # fmt: skip
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "hunter2",
        "p$ssword",
        '{"auths": {"r.example.com": {"auth": "eA=="}}}',
        "<a\nb>",
        "{a: b}",
        "postgres",
        "password",
        "secret: hunter2",
        "env:\n  PASSWORD: hunter2",
        "agbar2023",
    ],
)
def test_real_values(text: str) -> None:
    assert not is_placeholder(text)
