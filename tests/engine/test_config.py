"""The config file: what it may say, and what is said where it is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import Config, read_config
from infracheck.engine.config.discovery import discover
from infracheck.engine.declarations.load import load_pack
from infracheck.errors import ConfigError


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def config(text: str) -> Config:
    Path("config.yaml").write_text(text, encoding="utf-8")
    return read_config("config.yaml")


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as raised:
        config(text).options_for(Catalogue(load_pack()))
    return f"{raised.value.where}: {raised.value.what}"


def test_no_file_is_all_defaults() -> None:
    assert read_config(None) == Config()


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "null\n"])
def test_an_empty_file_is_all_defaults(text: str) -> None:
    assert config(text) == Config()


def test_everything_that_can_be_set() -> None:
    read = config(
        "select: [recommended, 'category:images']\nignore:\n  - latest-tag\nseverity: medium\nfail-on: never\n"
        "kubernetes-version: 1.30\npolicies: [own]\n"
        "exists:\n  - kind: Secret\n    name: 'db-*'\n    namespace: shop\n"
    )

    assert read[:6] == (
        ("recommended", "category:images"), ("latest-tag",), "medium", "never", "1.30", ("own",),
    )  # fmt: skip
    assert [tuple(each) for each in read.exists] == [("Secret", "db-*", "shop")]


def test_folders_of_policies_are_relative_to_the_config() -> None:
    os.mkdir("ci")
    Path("ci/config.yaml").write_text("policies: [own]\n")

    assert read_config("ci/config.yaml").policies == (os.path.join("ci", "own"),)


@pytest.mark.parametrize("version", ["1.30", "'1.30'", "v1.30", "1.30.2", "latest"])
def test_a_version_may_stand_without_quotes(version: str) -> None:
    assert config(f"kubernetes-version: {version}\n").kubernetes_version == version.strip("'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("selct: []\n", "config.yaml:1:1: unknown setting"),
        ("ignore: []\nselect: all\n", "config.yaml:2:1: must be a list"),
        ("select: [1]\n", "config.yaml:1:10: must be a string"),
        ("severity: never\n", "config.yaml:1:1: must be one of critical, high, medium, low"),
        ("fail-on: [low]\n", "config.yaml:1:1: must be one of critical, high, medium, low, never"),
        ("kubernetes-version: new\n", "config.yaml:1:1: has an invalid format"),
        ("exists:\n  - name: x\n", "config.yaml:2:5: must have kind and name"),
        ("exists:\n  - kind: Secret\n    name: x\n    note: y\n", "config.yaml:4:5: unknown setting"),
        ("options: [a]\n", "config.yaml:1:1: must be a mapping"),
        ("options:\n  latest-tag: 1\n", "config.yaml:2:3: must be a mapping"),
        ("options:\n  latest-tag:\n    mooving: []\n", "config.yaml:3:5: latest-tag has no such option"),
        ("options:\n  latest-tag:\n    moving: main\n", "config.yaml:3:5: must be a list of strings"),
        ("options:\n  latest-tag:\n    moving: [1]\n", "config.yaml:3:5: must be a list of strings"),
        ("options:\n  memory-limit: {}\n", "config.yaml:2:3: memory-limit has no options"),
        ("options:\n  category:images: {}\n", "config.yaml:2:3: options can be set for a single policy only"),
        ("just text\n", "config.yaml:1:1: a config must be a mapping"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    assert complaint(text) == said


def test_broken_yaml_is_said_with_its_place() -> None:
    assert complaint("select: [\nignore: ]x\n").startswith("config.yaml:2:1: invalid YAML: ")


def test_bytes_that_are_no_text_are_refused() -> None:
    Path("config.yaml").write_bytes(b"select: [\xff]\n")

    with pytest.raises(ConfigError, match=r"config\.yaml: is not UTF-8"):
        read_config("config.yaml")


def test_options_come_typed() -> None:
    options = config("options:\n  latest-tag:\n    moving: [main, edge]\n").options_for(Catalogue(load_pack()))

    assert {name: tuple(value) for name, value in options.items()} == {"latest-tag": (("main", "edge"),)}


def test_a_config_that_was_only_found_may_not_load_code() -> None:
    Path(".infracheck.yaml").write_text("policies: [own]\n")

    with pytest.raises(ConfigError, match="a config that was discovered automatically must not load code"):
        read_config(".infracheck.yaml", trusted=False)


def test_the_config_of_a_folder_is_found() -> None:
    assert discover() == (None, ())
    Path(".infracheck.yaml").write_text("")

    assert discover() == (".infracheck.yaml", ())


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_config_that_is_a_link_is_refused() -> None:
    Path("elsewhere").write_text("")
    os.symlink("elsewhere", ".infracheck.yaml")

    with pytest.raises(ConfigError, match="is not a regular file"):
        discover()
