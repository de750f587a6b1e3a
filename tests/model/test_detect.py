"""Credentials by their form."""

from __future__ import annotations

import pytest

from infracheck import credential_form, credential_in_text, is_random

# in two halves, so that no scanner takes this file for a leak
TOKENS = {
    "an AWS access key": "AKIA" + "Q3EGRZT6XPLMNB2D",
    "a GitHub token": "ghp_" + "b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIq",
    "a GitLab token": "glpat-" + "x8Rk2Lq9mTz4Wv7Np1Yd",
    "a Slack token": "xoxb-" + "294857102938-b7Qx2mZk9LtR4vWc",
    "a Stripe key": "sk_live_" + "b7Qx2mZk9LtR4vWc8NpY1sDf",
    "a Google API key": "AIza" + "SyB7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5",
    "a Vault token": "hvs." + "CAESIb7Qx2mZk9LtR4vWc8NpY1sDf6HjG3",
    "a JSON Web Token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + "eyJzdWIiOiJzaG9wIn0.b7Qx2mZk9LtR4vWc8NpY1sDf",
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAb7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIq\n",
}
# what stands in tokens of documentation
SAMPLES = (
    "EXAMPLE",
    "example",
    "xxxx",
    "XXXX",
    "****",
    "....",
    "<KEY>",
    "${KEY}",
    "$(KEY)",
    "{{key}}",
    "1234567890123456",
)
SIGNATURE = "b7Qx2mZk9LtR4vWc8NpY1sD%2FHjG3aUe5oIqKw6BnEgS" + "%3D"
SIGNED = f"https://shop.blob.core.windows.net/c?sv=2023-11-03&se=2027-01-01&sr=c&sp=rl&sig={SIGNATURE}"


@pytest.mark.parametrize(
    "text",
    [
        SIGNED,
        SIGNED.partition("?")[2],
        SIGNED.replace(SIGNATURE, "b7Qx2mZk9LtR4" + "b" * 30),
        SIGNED.replace("%2F", "/").replace("%3D", "="),
        f"BlobEndpoint=https://shop.blob.core.windows.net/;SharedAccessSignature={SIGNED.partition('?')[2]}",
        f"SharedAccessSignature sr=sb%3A%2F%2Fshop&sig={SIGNATURE}&se=1767225600&skn=send",
    ],
)
def test_a_signed_address_is_a_credential(text: str) -> None:
    assert credential_form(text) == "a shared access signature"
    assert credential_in_text(f"curl -o x '{text}'") == "a shared access signature"


@pytest.mark.parametrize(
    "text",
    [
        SIGNED.replace(SIGNATURE, "${SIGNATURE}"),
        SIGNED.replace(SIGNATURE, "x" * 43),
        SIGNED.replace(SIGNATURE, "b7Qx2mZk9LtR"),
        SIGNED.replace(SIGNATURE, "b7Qx2mZk9LtR" + "b" * 31),
        f"gpg --verify --sig={SIGNATURE}",
        "https://shop.blob.core.windows.net/c?sv=2023-11-03&sr=c&sp=rl",
    ],
)
def test_an_address_without_a_signature_of_its_own_is_none(text: str) -> None:
    assert credential_form(text) is None
    assert credential_in_text(text) is None


@pytest.mark.parametrize(("form", "token"), TOKENS.items())
def test_form(form: str, token: str) -> None:
    assert credential_form(token) == form
    assert credential_in_text(f"curl --header 'X-Token: {token}' https://example.com") == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AKIA" + "IOSFODNN7EXAMPLE",
        "ghp_" + "x" * 36,
        "ghp_${TOKEN_OF_THE_SHOP_AND_MORE}",
        "eyJhbGciOiJ.x.y",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEAb7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIq\n",
        "dapibus ac facilisis in egestas eget quam",
        "npm_config_registry=https://registry.example.com/",
        "hf_hub_download",
        *(f"ghp_b7Qx{sample}2mZk9LtR4vWc8NpY1sDf6HjG3aUe"[:40] for sample in SAMPLES),
    ],
)
def test_what_is_no_credential(text: str) -> None:
    assert credential_form(text) is None
    assert credential_in_text(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("curl -H 'Authorization: Basic c2hvcDpjb3JyZWN0IGhvcnNl' https://example.com", "a login"),
        ("Authorization=Bearer b7Qx2mZk9LtR4vWc8NpY1sDf", "a bearer token"),
        ("Authorization: Bearer $TOKEN_OF_THE_SHOP_AND_MORE", None),
        ("Authorization: Basic realm=shop of the world", None),
        ("the authorization of the shop is done elsewhere", None),
    ],
)
def test_header(text: str, form: str | None) -> None:
    assert credential_in_text(text) == form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b7Qx2mZk9LtR4vWc8NpY1sDf", True),
        ("9f86d081884c7d659a2feaa0c55ad015", True),
        ("a-name-of-some-object-in-the-cluster", False),
        ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", False),
        ("aaaaaaaaaaaaaaaaaaaaaaa111", False),
        ("short1A", False),
    ],
)
def test_random(text: str, expected: bool) -> None:
    assert is_random(text) is expected
