"""Examples: their marks and settings, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck import UsageError
from infracheck.engine.examples import Example, Expected, examples_in, fixtures_of


def examples(folder: Path, files: dict[str, str]) -> list[Example]:
    for name, text in files.items():
        path = folder / "a-rule" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return list(examples_in(str(folder), "a-rule"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # expect: a-rule\n", [Expected("fail.yaml", 1)]),
        ("x: 1\n\n  # expect: a-rule\nb: 2\n", [Expected("fail.yaml", 4)]),
        ("a: 1 # expect: a-rule@15\n", [Expected("fail.yaml", 1, 15)]),
        ("a: 1 # expect: a-rule\r\nb: 2 # expect: a-rule\r\n", [Expected("fail.yaml", 1), Expected("fail.yaml", 2)]),
        ("a: 1 # expect: a-rule\nb: 1 # expect: another\n", [Expected("fail.yaml", 1)]),
        ('a: 1 # expect: a-rule "no limit"\n', [Expected("fail.yaml", 1, None, "no limit")]),
        ('a: 1 # expect: a-rule@4 "is "x", not y"  \r\n', [Expected("fail.yaml", 1, 4, 'is "x", not y')]),
        (
            '# expect: a-rule "one"\na: 1 # expect: a-rule "two"\n',
            [Expected("fail.yaml", 2, None, "one"), Expected("fail.yaml", 2, None, "two")],
        ),
    ],
)
def test_marks_say_where_something_must_be_found(tmp_path: Path, text: str, expected: list[Expected]) -> None:
    (found,) = examples(tmp_path, {"fail.yaml": text})

    assert list(found.expected) == expected
    assert found.must_fail


def test_a_folder_is_one_example_whose_marks_stand_in_any_file(tmp_path: Path) -> None:
    (found,) = examples(
        tmp_path,
        {
            "fail-both/app/Dockerfile": "FROM x\n# expect: a-rule\nUSER root\n",
            "fail-both/web.json": "{}\n",
            "fail-both/expected.txt": 'web.json:1:2 a-rule\n\nweb.json:9 another\nweb.json:3 a-rule "no limit"\n',
        },
    )

    assert list(found.expected) == [
        Expected("app/Dockerfile", 3),
        Expected("web.json", 1, 2),
        Expected("web.json", 3, None, "no limit"),
    ]
    assert found.name == "fail-both"


def test_the_first_lines_may_set_options_and_version(tmp_path: Path) -> None:
    (found,) = examples(tmp_path, {"pass.yaml": "# options: {most: 3}\n# kubernetes: 1.27\na: 1\n"})

    assert found.kubernetes_version == "1.27"
    assert found.options is not None
    assert list(found.options.values) == ["a-rule"]


def test_those_that_pass_come_first_and_fixed_texts_are_none(tmp_path: Path) -> None:
    found = examples(
        tmp_path,
        {
            "fail.yaml": "a: 1 # expect: a-rule\n", "fail.fixed.yaml": "", "pass.yaml": "", "pass-b.yaml": "",
            "notes.md": "",
        },
    )  # fmt: skip

    assert [each.name for each in found] == ["pass-b.yaml", "pass.yaml", "fail.yaml"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"fail.yaml": "a: 1\n"}, "example fail.yaml has no `# expect:` marks"),
        ({"pass.yaml": "a: 1 # expect: a-rule\n"}, "example pass.yaml has `# expect:` marks"),
        ({"fail/expected.txt": "web.json one a-rule\n"}, "invalid line"),
    ],
)
def test_an_example_that_contradicts_itself_is_refused(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        examples(tmp_path, files)

    assert raised.value.what == said


@pytest.mark.parametrize(
    "mark",
    [
        "# expect:",
        "# expect: ",
        "# expect:a-rule",
        "# expect: A-Rule",
        "# expect: a-rule@",
        "# expect: a-rule@x",
        "# expect: a-rule because",
        "# expect: a-rule no limit",
        '# expect: a-rule "no limit',
        '# expect: a-rule ""',
        "# expect: a-rule 'no limit'",
        "# expect: a-rule # expect: another",
        "# expect: a-rule, another",
    ],
)
def test_a_mark_that_cannot_be_read_is_refused_with_its_line(tmp_path: Path, mark: str) -> None:
    with pytest.raises(UsageError) as raised:
        examples(tmp_path, {"fail.yaml": f"a: 1 # expect: a-rule\nb: 2 {mark}\n"})

    assert str(raised.value) == (
        f"{tmp_path / 'a-rule' / 'fail.yaml'}:2: invalid mark: {mark.rstrip()}. "
        'Write # expect: ID, # expect: ID@COLUMN or # expect: ID "part of the message".'
    )


def test_a_policy_without_a_folder_has_no_examples(tmp_path: Path) -> None:
    assert list(examples_in(str(tmp_path), "a-rule")) == []


@pytest.mark.parametrize("beside", ["pack", ".", ".."])
def test_fixtures_stand_inside_the_pack_or_beside_it_or_beside_its_root(tmp_path: Path, beside: str) -> None:
    pack = tmp_path / "root" / "pack"
    pack.mkdir(parents=True)
    home = {"pack": pack, ".": pack.parent, "..": tmp_path}[beside]
    (home / "fixtures").mkdir()

    assert fixtures_of(str(pack)) == str(home / "fixtures")
