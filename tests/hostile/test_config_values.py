"""A config file, however odd its values: a complaint with its place, exit 2, and never a traceback."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from infracheck.cli import run
from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import read_config
from infracheck.engine.declarations.load import load_pack
from infracheck.errors import ConfigError

NAME = ".infracheck.yaml"
SECRET = "zQ7xW9kLmPtR"
SETTINGS = ("select", "ignore", "severity", "fail-on", "kubernetes-version", "policies", "options", "exists")
# what is no list, no mapping, no severity, no version: each in each setting
ODD = (
    ".nan", ".inf", "-.INF", "!!int abc", "!!int 1.5", "!!float abc", '!!float ""', "!!bool maybe", "!!null x",
    "!!timestamp abc", "2001-01-01", "!!timestamp 2001-01-01", "²", "٣", "9" * 5000, "-" + "9" * 5000, "1e999",
    "0x", "0x1F", "1_000", "0b2", "08", "+", ".", "true", "null", "~", '""', "!!set {a, b}", "!!omap [a: 1]",
    "!!binary enE3", "{a: {b: {c: [[[1]]]}}}", "[[a]]", "[1]", "[null]", "[.nan]", "{1: 2}", "{null: 1}", "{[a]: 1}",
    "!!python/object/apply:os.system [true]", "'\\0'", '"\\0"', "|\n  a\n  b\n",
)  # fmt: skip
OPTIONS = (".nan", ".inf", "!!int abc", "9" * 5000, "1.5", "'10000'", "true", "null", "[10000]", "{a: 1}", "1e3", "²")


def complaint(folder: Path, text: str) -> str:
    """What is said of a config that cannot be used, beside its line and its column."""
    path = folder / NAME
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        read_config(str(path)).options_for(Catalogue(load_pack()))
    assert re.fullmatch(rf"{re.escape(str(path))}:[0-9]+:[0-9]+", raised.value.where)
    return raised.value.what


@pytest.mark.parametrize("setting", SETTINGS)
def test_an_odd_value_is_told_with_line_and_column(tmp_path: Path, setting: str) -> None:
    assert all(complaint(tmp_path, f"# mine\n{setting}: {value}\n") for value in ODD)


@pytest.mark.parametrize("value", OPTIONS)
def test_an_option_of_another_type_is_told(tmp_path: Path, value: str) -> None:
    told = complaint(tmp_path, f"options:\n  low-uid:\n    minimum: {value}\n")

    assert told == ("this value does not match its tag !!int" if "!!" in value else "must be an integer")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("severity: !!int abc\n", "this value does not match its tag !!int"),
        ("severity: .nan\n", "must be one of critical, high, medium, low"),
        ("kubernetes-version: 99999.1\n", "has an invalid format"),
        ("severity: low\n---\nfail-on: never\n", "a config must be a single YAML document"),
        ("select: [a]\nselect: [b]\n", "duplicate key in one mapping: only the last one takes effect"),
        ("1: x\n", "unknown setting"),
        ("null: x\n", "a key must be a string, not null"),
        ("? [a]\n: x\n", "a key must be a string, not a mapping or a sequence"),
        ("options: {low-uid: {1: 2}}\n", "low-uid has no such option"),
        ("exists: [{kind: Secret, name: a, 1: 2}]\n", "unknown setting"),
        ("exists: [{kind: 1, name: a}]\n", "must be a string"),
        ("- a\n", "a config must be a mapping"),
        ("a: &a [*a]\n", "a value that contains itself through an alias"),
        ("a: *b\n", "invalid YAML: an alias to an anchor that is not defined in this document"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_words(tmp_path: Path, text: str, said: str) -> None:
    assert complaint(tmp_path, text) == said


def test_a_config_is_read_whole_or_not_at_all(tmp_path: Path) -> None:
    # cut at a megabyte, what stands behind would be dropped without a word
    path = tmp_path / NAME
    path.write_text("#" * 1_000_000 + "\nfail-on: critical\n", encoding="utf-8")

    with pytest.raises(ConfigError, match="larger than 1 MB"):
        read_config(str(path))


@pytest.mark.parametrize(
    "text",
    [
        f"severity: {SECRET}\n", f"severity: !!int {SECRET}\n", f"kubernetes-version: {SECRET}\n", f"{SECRET}: 1\n",
        f"select: {{{SECRET}: 1}}\n", f"options: {{low-uid: {SECRET}}}\n",
        f"options: {SECRET}\n", f"exists: [{{kind: {SECRET}}}]\n", f"a: *{SECRET}\n",
        f"exists: [{{kind: Secret, name: a, {SECRET}: 1}}]\n", f'"{SECRET}\n',
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["scan", "inventory"])
def test_the_command_line_says_it_in_one_line_and_quotes_no_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["infracheck", command])
    Path(NAME).write_text(text, encoding="utf-8")

    status = run()

    assert status == 2
    error = capsys.readouterr().err
    assert re.fullmatch(r"infracheck: \.infracheck\.yaml:[0-9]+:[0-9]+: [^\n]+\n", error)
    assert SECRET not in error
