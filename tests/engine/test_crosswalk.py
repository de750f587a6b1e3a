"""The crosswalk of a pack: a table that is read when a selector, a reader or SARIF asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infracheck import PolicyError, UnknownPolicyError
from infracheck.engine.declarations.load import load_pack
from infracheck.engine.rules.crosswalk import crossings_of
from infracheck.session import load_catalogue

RULE = """\
from collections.abc import Iterator
from infracheck import Container, Severity, Violation, policy


@policy("acme-name", category="own", severity=Severity.LOW, aliases=("acme:OLD-1",))
def rule(container: Container) -> Iterator[Violation]:
    '''A rule is stated.'''
    yield from ()
"""
HEADER = "policy,is,id\n"


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An installed pack with one policy; its name is its own, since Python keeps what it has imported."""
    name = f"pack_{tmp_path.name.replace('-', '_')}"
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text("PACK = ('rules',)\n")
    (folder / "rules.py").write_text(RULE)
    monkeypatch.syspath_prepend(tmp_path)
    return name


def test_a_policy_answers_to_its_decorator_and_to_the_table(pack: str, tmp_path: Path) -> None:
    rows = "acme-name,control,iso-27001:A.8.9\nacme-name,alias,peer:X1\nother,alias,peer:X2\n"
    (tmp_path / pack / "crosswalk.csv").write_text(HEADER + rows)

    (policy,) = load_pack(pack)

    assert policy.controls == policy.rule.controls == ("iso-27001:A.8.9",)
    assert policy.aliases == policy.rule.aliases == ("acme:OLD-1", "peer:X1")


def test_a_pack_without_a_table_has_what_its_decorators_say(pack: str) -> None:
    (policy,) = load_pack(pack)

    assert (policy.controls, policy.aliases) == ((), ("acme:OLD-1",))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("policy;is;id\n", 1),
        (HEADER + "acme-name,alias\n", 2),
        (HEADER + "acme-name,alias,peer:X1\nacme-name,peer,peer:X1\n", 3),
        (HEADER + "acme-name,alias,X1\n", 2),
        (HEADER + "acme-name,alias,peer:X1,more\n", 2),
    ],
)
def test_a_broken_table_is_refused_with_its_line(pack: str, tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / pack / "crosswalk.csv"
    path.write_text(text)
    (policy,) = load_pack(pack)

    with pytest.raises(PolicyError) as raised:
        _ = policy.aliases

    assert raised.value.where == f"{path}:{line}"
    assert raised.value.remedy.startswith("Write ")


def test_every_row_of_the_built_in_table_is_of_a_policy() -> None:
    table = Path(sys.modules[next(iter(load_pack())).versions[0].check.__module__].__file__ or "").parents[1]
    rows = (table / "crosswalk.csv").read_text(encoding="utf-8").splitlines()[1:]

    assert {row.partition(",")[0] for row in rows} - {each.id for each in load_pack()} == set()
    assert len(rows) == len(set(rows)) > 2_000


def test_an_id_of_the_table_is_a_selector() -> None:
    catalogue = load_catalogue()

    assert [each.id for each in catalogue.matching("checkov:CKV_K8S_13")] == ["memory-limit"]
    assert [each.id for each in catalogue.matching("memory-limit")] == ["memory-limit"]
    with pytest.raises(UnknownPolicyError):
        catalogue.matching("checkov:CKV_NONE")


def test_nobody_pays_for_the_table_who_names_policies_by_id() -> None:
    script = "import sys, infracheck; opened = [];"
    script += "sys.addaudithook(lambda event, given: event == 'open' and opened.append(str(given[0])));"
    script += "infracheck.scan([sys.argv[1]], select=['memory-limit', 'category:probes']);"
    script += "print(sys.argv[1] in opened, any(path.endswith('crosswalk.csv') for path in opened))"

    done = subprocess.run([sys.executable, "-c", script, __file__], capture_output=True, text=True, check=True)

    assert done.stdout == "True False\n"


def test_what_no_package_bears_has_no_crossings() -> None:
    assert crossings_of("", "memory-limit") == crossings_of("no_such_package", "memory-limit") == ((), ())
