"""Files of ConfigMaps that differ by little, and where their settings stand."""

from __future__ import annotations

import pytest
from tests.model.test_config_files import HEAD, block, read
from tests.model.tools import model_in

from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.facts.config_files.lines import parted
from infracheck.model.facts.config_files.settings import form_of, settings_by_file


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A=b", ("A", "b")), ("A: b", ("A", "b")), ("A:b=c", ("A", "b=c")), ("A=b:c", ("A", "b:c")),
        ("A =  b", ("A", "b")),
        ("export A=b", ("A", "b")), ("- A: b", ("A", "b")), ("'A': b", ("A", "b")), ('"A" = b', ("A", "b")),
        ("A='b'", ("A", "b")), ('A="b"', ("A", "b")), ("A=b,", ("A", "b")), ("A='b #c'", ("A", "b #c")),
        ("A=b #c", ("A", "b")), ("A=b  #c", ("A", "b")), ("A=b#c", ("A", "b#c")), ("A='", ("A", "'")),
        ("A=''", ("A", "")),
        ("A='b", ("A", "'b")), ("A='b\"", ("A", "'b\"")), ("a.b-c_d=e", ("a.b-c_d", "e")), ("A=", ("A", "")),
        ("a" * 100 + "=b", ("a" * 100, "b")), ("a" * 101 + "=b", ("", "")), ("=b", ("", "")), (":b", ("", "")),
        ("abc", ("", "")), ("a b=c", ("", "")), ("a/b=c", ("", "")), ("", ("", "")), ("=a:b", ("", "")),
        (":a=b", ("", "")),
    ],
)  # fmt: skip
def test_a_line_has_a_name_and_a_value(line: str, expected: tuple[str, str]) -> None:
    assert parted(line) == expected


PASSWORD = "CREATE USER a PASSWORD 'hunter2'"


@pytest.mark.parametrize(
    ("file", "content", "expected"),
    [
        ("a.ini", f"a=b\n# {PASSWORD}\n; {PASSWORD}\n// {PASSWORD}\n! {PASSWORD}\n-- {PASSWORD}", [("a", "b")]),
        ("a.sql", f"a=b\n{PASSWORD}", [("a", "b"), ("PASSWORD", "hunter2")]),
        ("a.sql", f"a=b\n{PASSWORD.lower()}", [("a", "b"), ("PASSWORD", "hunter2")]),
        ("a.sql", "a=b\nGRANT x IDENTIFIED BY 'hunter2'", [("a", "b"), ("PASSWORD", "hunter2")]),
        ("a.sql", "a=b\nCREATE ROLE x PASSWORD 'hunter2'", [("a", "b"), ("PASSWORD", "hunter2")]),
        ("a.sql", "a=b\nSELECT PASSWORD 'hunter2'", [("a", "b")]),
        ("a.ini", "[a\nb=c", [("b", "c")]),
        ("a.ini", "[a]\nb=c\n[ d ]\ne=f", [("a.b", "c"), ("d.e", "f")]),
        ("a.env", "A=b\\\nC=d", [("A", "b\\"), ("C", "d")]),
        ("a.properties", "a=b\\\n  c\\\n  d\ne=f", [("a", "bcd"), ("e", "f")]),
        ("redis.conf", "a 1\nrequirepass  'hunter2' ", [("requirepass", "hunter2")]),
        ("redis.conf", "a 1\nmasterauth hunter2", [("masterauth", "hunter2")]),
        ("redis.conf", "a 1\nrequirepassed hunter2", []),
        ("agent.conf", "a 1\npassword hunter2", [("password", "hunter2")]),
        ("agent.conf", "a 1\npassword hunters\nPassword hunter2\npassword of hunter2\npassword h2", []),
        ("A.INI", "[a]\nb=c", [("a.b", "c")]),
        ("A.JSON", '{"a":\n1}', [("a", "1")]),
        ("shop", "---\n# c\na:\n  b: 1", [("a.b", "1")]),
        ("shop", "\n\na:\n  b: 1", [("a.b", "1")]),
        ("shop", "[1,\n2]", [("0", "1"), ("1", "2")]),
        ("shop", "[x]\na=b", [("x.a", "b")]),
        ("shop", "{a\nb=c", [("b", "c")]),
        ("shop", "a=b: c\nd: e", [("a", "b: c"), ("d", "e")]),
        ("shop", "a b: c\nd: e", [("d", "e")]),
        ("shop", "a:b\nc: d", [("a", "b"), ("c", "d")]),
        ("shop", "- a: b\n  c: d", [("0.a", "b"), ("0.c", "d")]),
        ("tls.txt", "-----BEGIN X-----\nabc", [("tls.txt", "-----BEGIN X-----\nabc\n")]),
        ("shop", "first\nA=b", [("A", "b")]),
    ],
)
def test_a_file_has_settings(file: str, content: str, expected: list[tuple[str, str]]) -> None:
    _, settings = read(block(file, content))

    assert [(each.full_name, each.value) for each in settings] == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("  x.env: |\n    A=1\n", [("A", "x.env", "A=1")]),
        ("  shop: |\n    A=1\n", [("shop", "", "shop"), ("A", "shop", "A=1")]),
        ("  x.env: A=1\n", [("x.env", "", "x.env: A=1"), ("A", "x.env", "x.env: A=1")]),
        ("  shop:\n    A=1\n", [("shop", "", "shop"), ("A", "shop", "A=1")]),
        ('  shop:\n    "A=1"\n', [("shop", "", "shop"), ("A", "shop", "A=1")]),
        ("  shop:\n    ' A=1 '\n", [("shop", "", "shop"), ("A", "shop", "A=1")]),
        ("  shop:\n    'A=''1'\n", [("shop", "", "shop"), ("A", "shop", "A=''1")]),
        ('  shop:\n    "A=\\"1"\n', [("shop", "", "shop"), ("A", "shop", 'A=\\"1')]),
        ("  shop: >-\n    A=1\n", [("shop", "", "shop"), ("A", "shop", "A=1")]),
        ("  x.env: |\n    A=1  \n    B=2\n", [("A", "x.env", "A=1"), ("B", "x.env", "B=2")]),
        ("  x.env: |-\n\n      A=1\n      B=2\n", [("A", "x.env", "A=1"), ("B", "x.env", "B=2")]),
        ("  shop: hello\n", [("shop", "", "shop: hello")]),
    ],
)
def test_a_setting_stands_somewhere(body: str, expected: list[tuple[str, str, str]]) -> None:
    text, settings = read(body)

    assert [
        (each.full_name, each.file, text[each.span.start : each.span.end].partition(":\n")[0].partition(": |")[0])
        for each in settings
    ] == expected


def test_settings_are_sorted_by_the_key_that_holds_them() -> None:
    text = HEAD + block("x.env", "A=1\nB=2") + "  LEVEL: info\n"
    (config_map,) = model_in(text).all(ConfigMap)

    found = {key: [each.name for each in settings] for key, settings in settings_by_file(config_map).items()}

    assert found == {"x.env": ["A", "B"], "LEVEL": ["LEVEL"]}


@pytest.mark.parametrize(
    ("file", "text", "form"),
    [
        ("a.yaml", "", "yaml"), ("a.YML", "", "yaml"), ("a.json", "", "json"), ("a.toml", "", "toml"),
        ("a.properties", "", "properties"), ("a.b.env", "", "lines"), ("a", "a: 1", "yaml"), ("yaml", "a=1", "lines"),
        ("a.unknown", "{}", "json"), ("a", "[1]\n", "json"), ("a", "[1] ", "json"), ("a", "{1]", "json"),
        ("a", "{a", "lines"), ("a", "", "lines"), ("a", "#\n---\n", "lines"), ("a", "a", "lines"), ("a", "a:", "yaml"),
    ],
)  # fmt: skip
def test_a_file_has_a_form(file: str, text: str, form: str) -> None:
    assert form_of(file, text) == form
