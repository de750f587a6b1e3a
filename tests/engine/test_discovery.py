"""Which config is used: the nearest one up to the repository's root, and a word about any other."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import read_config
from infracheck.engine.config.discovery import discover
from infracheck.engine.declarations.load import load_pack
from infracheck.errors import ConfigError

TABLE = '[project]\nname = "shop"\n\n[tool.infracheck]\nselect = ["memory-limit"]\nfail-on = "high"\n'


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the current folder two levels below its root, in a folder with a config of no business."""
    subprocess.run(["git", "init", "-q", tmp_path / "repo"], check=True)
    (tmp_path / ".infracheck.yaml").write_text("select: [nothing]\n")
    here = tmp_path / "repo" / "k8s" / "shop"
    here.mkdir(parents=True)
    monkeypatch.chdir(here)
    return tmp_path / "repo"


@pytest.mark.parametrize("name", [".infracheck.yaml", ".infracheck.yml", "pyproject.toml"])
@pytest.mark.parametrize("above", ["", "..", os.path.join("..", "..")])
def test_the_nearest_config_is_used(name: str, above: str) -> None:
    Path(above, name).write_text(TABLE if name == "pyproject.toml" else "select: [memory-limit]\n")

    found = discover()

    assert (found.path, found.unread) == (os.path.join(above, name), ())
    assert read_config(found.path).select == ("memory-limit",)


def test_none_is_used_from_above_the_repository() -> None:
    assert discover(["."]) == (None, ())


def test_outside_a_repository_the_current_folder_alone_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    Path("..", ".infracheck.yaml").write_text("")

    assert discover(["."]) == (None, ())


def test_a_farther_config_is_told_not_to_be_used() -> None:
    Path(".infracheck.yml").write_text("")
    Path("..", "..", ".infracheck.yaml").write_text("")

    assert discover() == (".infracheck.yml", (os.path.join("..", "..", ".infracheck.yaml"),))


@pytest.mark.parametrize("path", ["base", os.path.join("base", "pod.yaml"), os.path.abspath("base")])
def test_a_config_in_the_scanned_folder_is_told_not_to_be_used(path: str, repository: Path) -> None:
    Path("base").mkdir()
    Path("base", ".infracheck.yaml").write_text("")
    Path("base", "pod.yaml").write_text("")
    path = path if not os.path.isabs(path) else os.path.abspath("base")

    found = discover([path])

    assert found.path is None
    assert [os.path.relpath(each) for each in found.unread] == [os.path.join("base", ".infracheck.yaml")]


def test_the_config_of_another_repository_is_told_not_to_be_used(tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run(["git", "init", "-q", other], check=True)
    (other / "deploy").mkdir()
    (other / "pyproject.toml").write_text(TABLE)
    Path(".infracheck.yaml").write_text("")

    found = discover([str(other / "deploy")])

    assert found.path == ".infracheck.yaml"
    assert [os.path.realpath(each) for each in found.unread] == [os.path.realpath(other / "pyproject.toml")]


@pytest.mark.parametrize(
    "names",
    [
        (".infracheck.yaml", ".infracheck.yml"),
        (".infracheck.yaml", "pyproject.toml"),
        (".infracheck.yml", "pyproject.toml"),
    ],
)
@pytest.mark.parametrize("above", ["", ".."])
def test_two_configs_in_one_folder_are_an_error(names: tuple[str, str], above: str) -> None:
    for name in names:
        Path(above, name).write_text(TABLE if name == "pyproject.toml" else "select: [memory-limit]\n")

    with pytest.raises(ConfigError) as caught:
        discover()

    first, second = (os.path.join(above, name) for name in names)
    assert str(caught.value) == (
        f"{second}: {first} and {second} both configure this folder. Move all settings into one of them."
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[tool.infra]\na = 1\n",
        '[project]\ndescription = "[tool.infracheck]"\n',
        "# [tool.infracheck]\n",
        "[infracheck]\n",
    ],
)
def test_a_project_without_our_table_is_no_config(text: str) -> None:
    Path("pyproject.toml").write_text(text)

    assert discover(["."]) == (None, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tool.infracheck]\nselect = "all"\n', "pyproject.toml:2:1: must be a list"),
        ("[tool.infracheck]\nselct = []\n", "pyproject.toml:2:1: unknown setting"),
        (
            "[a]\nb = 1\n[tool.infracheck.options.latest-tag]\n  mooving = []\n",
            "pyproject.toml:4:3: latest-tag has no such option",
        ),
        ("[tool]\ninfracheck.severity = 'never'\n", "pyproject.toml:2:1: must be one of critical, high, medium, low"),
        ("[[tool.infracheck.exists]]\nname = 'x'\n", "pyproject.toml:1:3: must have kind and name"),
        ("[tool.infracheck]\nselect = [\n", "pyproject.toml: invalid TOML"),
        ("[tool.infracheck]\nselect = 1 2\n", "pyproject.toml:2: invalid TOML"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_with_its_place(text: str, said: str) -> None:
    Path("pyproject.toml").write_text(text)

    with pytest.raises(ConfigError) as caught:
        read_config(discover().path).options_for(Catalogue(load_pack()))

    assert str(caught.value).startswith(said)


def test_a_table_says_what_a_config_in_yaml_says() -> None:
    Path("pyproject.toml").write_text(
        '[tool.infracheck]\nselect = ["all"]\nignore = ["cpu-limit"]\nseverity = "medium"\nfail-on = "never"\n'
        'kubernetes-version = "1.30"\n\n[[tool.infracheck.exists]]\nkind = "Secret"\nname = "a*"\nnamespace = "b"\n'
    )
    Path("config.yaml").write_text(
        "select: [all]\nignore: [cpu-limit]\nseverity: medium\nfail-on: never\nkubernetes-version: '1.30'\n"
        "exists:\n  - {kind: Secret, name: a*, namespace: b}\n"
    )

    from_toml, from_yaml = read_config("pyproject.toml"), read_config("config.yaml")
    assert from_toml._replace(written=None) == from_yaml._replace(written=None)
