"""Values of Secrets that differ by little: which of them let one in, and which are what a type asks for."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from tests.model.tools import model_in

from infracheck.model.entities.secret import Secret
from infracheck.model.facts.secrets.content import harm_of

RANDOM = "b7Qx2mZk9LtR4vWc8NpY"
# in two halves, so that no scanner takes this file for a leak
TOKEN = "ghp_" + "b7Qx2mZk9LtR4vWc8NpY1sDf6HjG3aUe5oIq"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN " + "PRIVATE KEY-----\nMIIB\n"


def secret(values: dict[str, str], more: str = "", section: str = "stringData") -> Secret:
    text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: shop}}\n{more}\n{section}: {json.dumps(values)}\n"
    return model_in(text, "secret.yaml").all(Secret)[0]


def lets_in(key: str, value: str) -> bool:
    return secret({key: value}).credential_keys == (key,)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        # single values
        ("shop", "hunter2", True), ("shop", "true", False), ("shop", " true ", False), ("shop", "$(A)", False),
        ("shop", "API_KEY", False), ("shop", " API_KEY ", False), ("shop", "LEVEL", True),
        ("username", "hunter2", False),
        ("shop", CERTIFICATE, False), ("shop", CERTIFICATE + KEY, True), ("shop.key", KEY, True),
        ("shop", "", False),
        # settings of one line
        ("shop", "a=hunter2", True), ("SHOP", "A=info", False), ("shop.env", "A=info", False),
        (".shop", "a=info", True),
        ("SHOP", "Zm9vYg==", True), ("SHOP", "A=", True), ("SHOP", "PASSWORD=hunter2", True),
        # files
        ("a.env", "A=info\nB=2", False), ("a.env", "A=info\nB", True), ("a.env", "A=info\nPASSWORD=hunter2", True),
        ("a.env", "# c\n; d\n// e\n! f\n\nA=info", False), ("a.env", "[a]\nB=c", False), ("a.env", "A=info\n  \nB=2",
         False), ("a.env", "[a\nB=c", True),
        ("a.env", "me:hunter2\nA=b", True), ("a.env", "me: info\nA=b", False), ("a.env", "me:\nA=b", False),
        ("a.env", "A=b\\\nc", True), ("a.env", "A=b\\\nB=c", True), ("a.properties", "A=b\\\nB=c", True),
        ("shop-token", "A=info\nB=2", True), ("a.env", f"A=info\n# {TOKEN}", True),
        ("a.env", f"A=info\nB={RANDOM}", True), ("a.env", f"A=info\nB=x?y={RANDOM}&z", True),
        ("a.env", f"A=info\nB=x/{RANDOM}/z", True), ("a.env", f"A=info\nB=x.{RANDOM}", True),
        ("a.env", f"A=info\nB=x:{RANDOM}", True), ("a.env", f"A=info\nB=x,{RANDOM}", True),
        ("a.env", f"A=info\nB=x-{RANDOM[:10]}", False),
        ("a.env", "A=info\nB=http://u:hunter2@x", True), ("a.env", "A=info\nB=http://x", False),
        ("a.env", "A=info\nB=http://u:changeme@x", False), ("a.env", "A=info\nB=http://u@x", False),
        ("a.env", "A=info\nB=u:hunter2@tcp(x)/a", True), ("a.env", "A=info\nB=u@tcp(x)/a", False),
        ("a.env", "A=info\nB=u:hunter2@x", False),
        ("a.env", "A=info\nB=Server=x;Password=hunter2", True), ("a.env", "A=info\nTOKEN=/a", False),
        ("a.env", "A=info\nTOKEN=1.5", False), ("a.env", "A=info\nTOKEN=a1", True), ("a.env", "A=info\nPASS=123", True),
        ("a.env", "A=info\nPASS=/a", True), ("a.env", "A=info\nTOKEN_TTL=a1", False),
        ("a.env", "A=info\nTOKEN=true", False),
        ("a.env", "A=info\nTOKEN=''", False), ("a.env", "A=info\nTOKEN='$A'", False),
        ("a.env", "A=info\nTOKEN='TRUE'", False),
        # trees
        ("a.yaml", "a:\n  b: info", False), ("a.yaml", "a:\n  token: hunter2", True),
        ("a.yaml", "a: |\n  b\nc: d", True),
        ("a.yaml", "a: >\n  b\nc: d", True), ("a.json", '{"a": "b"}', False), ("a.json", '{"a": "b\\nc"}', True),
        ("a.json", '{"token": "hunter2"}', True), ("shop", '{"a": "b"}', False), ("a.toml", 'a = "b"\nc = 1', False),
        ("a.toml", 'a = "b"\ntoken = "hunter2"', True), ("a.yaml", "a: [1\nb: 2", True), ("a.yaml", "# a\n\n# b", True),
        ("a.env", "A=" + "b" * 99_993 + "\nC=d", False), ("a.env", "A=" + "b" * 99_995 + "\nC=d", True),
        ("a.env", "A=b\n" * 1999, False), ("a.env", "A=b\n" * 2000, True),
    ],
)  # fmt: skip
def test_a_value_of_a_secret_lets_one_in(key: str, value: str, expected: bool) -> None:
    assert lets_in(key, value) is expected


@pytest.mark.parametrize(
    ("key", "plain", "expected"),
    [
        ("password", "http://x", 2), ("shop", TOKEN, 2), ("shop", "http://x", 0), ("shop", " http://x ", 0),
        ("shop", "a+b://x", 0), ("shop", "a b://x", 1), ("shop", "http://u:hunter2@x", 1), ("shop", "http://u:@x", 0),
        ("shop", "http://u@x", 0), ("shop", "hunter2", 1), ("shop", "http://x:8080", 0),
    ],
)  # fmt: skip
def test_a_value_does_harm(key: str, plain: str, expected: int) -> None:
    assert harm_of(key, plain) == expected


def test_the_worst_key_comes_first() -> None:
    values = {"a": "http://x", "b": "hunter2", "c": TOKEN, "d": "hunter3", "password": "http://y"}

    assert secret(values).credential_keys == ("c", "password", "b", "d", "a")


@pytest.mark.parametrize(
    ("sops", "values", "expected"),
    [
        ("sops: {mac: a}", {"shop": "hunter2", "password": "hunter2"}, ("password",)),
        ("sops: {mac: a}", {"password_unencrypted": "hunter2"}, ()),
        ("sops: {mac: a, unencrypted_suffix: _plain}", {"password_plain": "a1", "password_unencrypted": "b2"},
         ("password_unencrypted",)),
        ("sops: {mac: a, unencrypted_suffix: ''}", {"password_unencrypted": "hunter2"}, ()),
        ("sops: a", {"shop": "hunter2"}, ("shop",)),
        ("", {"shop": "hunter2"}, ("shop",)),
    ],
)  # fmt: skip
def test_sops_is_told_what_to_leave_in_the_clear(sops: str, values: dict[str, str], expected: tuple[str, ...]) -> None:
    assert secret(values, sops).credential_keys == expected


def typed(kind: str, values: dict[str, str], more: str = "") -> Secret:
    return secret(values, f"type: {kind}\n{more}")


@pytest.mark.parametrize(
    ("kind", "keys", "missing"),
    [
        ("kubernetes.io/tls", "", ["tls.crt", "tls.key"]), ("kubernetes.io/tls", "tls.crt", ["tls.key"]),
        ("kubernetes.io/tls", "tls.key", ["tls.crt"]), ("kubernetes.io/tls", "tls.key tls.crt", []),
        ("kubernetes.io/dockerconfigjson", "a", [".dockerconfigjson"]),
        ("kubernetes.io/dockerconfigjson", ".dockerconfigjson", []),
        ("kubernetes.io/dockercfg", ".dockerconfigjson", [".dockercfg"]), ("kubernetes.io/dockercfg", ".dockercfg", []),
        ("kubernetes.io/ssh-auth", "a", ["ssh-privatekey"]), ("kubernetes.io/ssh-auth", "ssh-privatekey", []),
        ("kubernetes.io/basic-auth", "a", ["username or password"]), ("kubernetes.io/basic-auth", "username", []),
        ("kubernetes.io/basic-auth", "password", []), ("Opaque", "a", []), ("''", "a", []), ("shop.example/a", "a", []),
        ("kubernetes.io/service-account-token", "token", ["annotation kubernetes.io/service-account.name"]),
    ],
)  # fmt: skip
def test_a_type_asks_for_keys(kind: str, keys: str, missing: list[str]) -> None:
    assert list(typed(kind, dict.fromkeys(keys.split(), "hunter2")).missing_keys) == missing


def test_a_token_names_its_account() -> None:
    text = (
        "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/service-account-token\n"
        "metadata: {name: shop, annotations: {kubernetes.io/service-account.name: %s}}\n"
    )
    found = [model_in(text % name, "secret.yaml").all(Secret)[0].missing_keys for name in ("shop", "''")]

    assert found == [(), ("annotation kubernetes.io/service-account.name",)]


@pytest.mark.parametrize(
    ("kind", "key", "value", "expected"),
    [
        ("kubernetes.io/tls", "tls.crt", CERTIFICATE, None), ("kubernetes.io/tls", "tls.crt", KEY, "a PEM certificate"),
        ("kubernetes.io/tls", "tls.key", KEY, None), ("kubernetes.io/tls", "tls.key", "a", "a PEM private key"),
        ("kubernetes.io/tls", "tls.crt", "", None), ("kubernetes.io/tls", "tls.crt", " ", None),
        ("kubernetes.io/tls", "tls.crt", "a{{b", None), ("kubernetes.io/tls", "tls.crt", "a${b}", None),
        ("kubernetes.io/tls", "tls.crt", "a$(b)", None), ("kubernetes.io/tls", "tls.crt", "<a>", None),
        ("kubernetes.io/tls", "tls.crt", "{a}", "a PEM certificate"), ("kubernetes.io/tls", "other", "a", None),
        ("kubernetes.io/dockerconfigjson", ".dockerconfigjson", '{"auths": {}}', None),
        ("kubernetes.io/dockerconfigjson", ".dockerconfigjson", ' {"auths": {}}', None),
        ("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "{", "valid JSON"),
        ("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "1", "a registry configuration: it has no auths"),
        ("kubernetes.io/dockerconfigjson", ".dockerconfigjson", "{}", "a registry configuration: it has no auths"),
        ("kubernetes.io/dockerconfigjson", ".dockerconfigjson", '{"auths": 1}',
         "a registry configuration: it has no auths"),
        ("kubernetes.io/dockercfg", ".dockercfg", "{}", None),
        ("kubernetes.io/dockercfg", ".dockercfg", "a", "valid JSON"),
        ("Opaque", "tls.crt", "a", None),
    ],
)  # fmt: skip
def test_a_key_of_a_type_holds_something_else(kind: str, key: str, value: str, expected: str | None) -> None:
    for section, written in (("stringData", value), ("data", b64encode(value.encode()).decode())):
        found = secret({key: written}, f"type: {kind}", section).mistaken_keys
        assert found == (() if expected is None else ((key, expected),))
