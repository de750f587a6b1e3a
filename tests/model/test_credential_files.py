"""Which files hold credentials; the lists are written out apart from the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck import (
    is_credential_file,
    is_login_file,
    is_public_file,
    may_be_without_credential,
    names_credential_file,
)

WORDS = Path(__file__).parent / "words"


def listed(name: str) -> list[str]:
    return (WORDS / f"{name}.txt").read_text(encoding="utf-8").split()


LOGINS = listed("files-to-log-in-with")
STORES = listed("files-of-keys")
PUBLIC = listed("public-files")
OTHER = listed("other-files")


@pytest.mark.parametrize("path", LOGINS)
def test_a_tool_looks_for_credentials_there(path: str) -> None:
    assert is_login_file(path)
    assert is_credential_file(f"/home/shop/{path}")
    assert is_login_file(f"C:\\Users\\shop\\{path}".replace("/", "\\"))


@pytest.mark.parametrize("path", STORES)
def test_a_file_holds_keys(path: str) -> None:
    assert is_credential_file(path)
    assert not is_login_file(path)
    assert not is_public_file(path)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_file_is_public(path: str) -> None:
    assert is_public_file(f"/{path}")
    assert not is_credential_file(f"/{path}")


@pytest.mark.parametrize("path", OTHER)
def test_a_file_is_any(path: str) -> None:
    assert not is_credential_file(f"/opt/{path}")


@pytest.mark.parametrize(
    "path", [".docker/config.json", "containers/auth.json", ".aws/config", ".my.cnf", ".boto", ".oci/config"]
)
def test_a_file_often_holds_settings_alone(path: str) -> None:
    assert may_be_without_credential(f"/root/{path}")
    assert may_be_without_credential(f"C:/Users/Root/{path.upper()}")
    assert not may_be_without_credential("/root/.aws/credentials")


@pytest.mark.parametrize(
    "name",
    listed("variables-of-files"),
)
def test_a_variable_holds_the_path_of_credentials(name: str) -> None:
    assert names_credential_file(name)
    assert names_credential_file(name.swapcase())


@pytest.mark.parametrize("name", ["CONFIG_FILE", "PASSWORD", "TOKEN_TTL_FILE", "PUBLIC_KEY_FILE", "FILE", "PATH", ""])
def test_a_variable_holds_something_else(name: str) -> None:
    assert not names_credential_file(name)
