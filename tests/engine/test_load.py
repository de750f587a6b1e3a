"""Loading: packs in their order, folders file by file, faults with their line."""

from __future__ import annotations

import importlib
import os
import pickle
import subprocess
import sys
from pathlib import Path
from zlib import crc32

import pytest

from infracheck import PolicyError, UsageError, scan
from infracheck.engine.declarations.load import Pack, load_folder, load_pack
from infracheck.engine.examples import examples_beside
from infracheck.session import load_catalogue

RULE = """\
from collections.abc import Iterator
from infracheck import Container, Severity, Violation, policy


@policy("{id}", category="own", severity=Severity.LOW)
def rule(container: Container) -> Iterator[Violation]:
    '''A rule is stated.'''
    yield from ()
"""


def test_the_built_in_pack_is_loaded_in_one_order() -> None:
    once, twice = [each.id for each in load_pack()], [each.id for each in load_pack()]

    assert once == twice
    assert len(set(once)) == len(once) > 50


def test_every_python_file_of_a_folder_is_loaded_in_order(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text(RULE.format(id="second"))
    (tmp_path / "a.py").write_text(RULE.format(id="first"))
    (tmp_path / "_helper.py").write_text("raise SystemExit('a file with an underscore is not loaded by itself')\n")
    (tmp_path / ".hidden.py").write_text("raise SystemExit\n")
    (tmp_path / "notes.txt").write_text("no Python\n")
    (tmp_path / "folder.py").mkdir()

    assert [each.id for each in load_folder(str(tmp_path))] == ["first", "second"]


def test_files_of_one_name_in_two_folders_do_not_meet(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rules.py").write_text(RULE.format(id=name))

    found = [each.id for name in ("one", "two") for each in load_folder(str(tmp_path / name))]

    assert found == ["one", "two"]


def test_the_files_of_a_folder_import_each_other_and_nobody_else_sees_them(tmp_path: Path) -> None:
    before, path = set(sys.modules), list(sys.path)
    # named as a module of the standard library is, and after its user in the order of names
    for folder, word in (("one", "first"), ("two", "second")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "string.py").write_text(f"WORD = '{word}'\n")
        (tmp_path / folder / "rules.py").write_text(f"from .string import WORD\n{RULE.format(id=folder)}")

    found = [each for folder in ("one", "two") for each in load_folder(str(tmp_path / folder))]

    assert [each.versions[0].check.__globals__["WORD"] for each in found] == ["first", "second"]
    assert importlib.import_module("string").ascii_lowercase
    assert sys.path == path
    assert {each.partition("_user_policies_")[0] for each in set(sys.modules) - before} <= {"infracheck"}


def test_a_folder_may_be_a_package(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text(f"WORD = 'shared'\n{RULE.format(id='own')}")
    (tmp_path / "_words.py").write_text("from . import WORD\n")
    (tmp_path / "rules.py").write_text(f"from ._words import WORD\n{RULE.format(id='a-rule')}")
    (tmp_path / "fixtures").mkdir()

    found = list(load_folder(str(tmp_path)))

    assert [each.id for each in found] == ["own", "a-rule"]
    assert [examples_beside(each) for each in found] == [str(tmp_path / "fixtures")] * 2


def test_a_folder_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text(f"from .words import ID\n{RULE.format(id='a-rule')}")
    (tmp_path / "words.py").write_text("ID = 'before'\n")
    list(load_folder(str(tmp_path)))
    (tmp_path / "words.py").write_text("ID = 'afterwards'\nfrom .more import ID\n")
    (tmp_path / "more.py").write_text("ID = 'in a file that is new'\n")

    (found,) = load_folder(str(tmp_path))

    assert found.versions[0].check.__globals__["ID"] == "in a file that is new"


def test_modules_have_the_same_names_in_every_process(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text(RULE.format(id="a-rule"))
    script = (
        "import sys; from infracheck.engine.declarations.load import load_folder;"
        "print(load_folder(sys.argv[1])[0].versions[0].check.__module__)"
    )

    names = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(names) == 1


def test_a_report_with_the_policies_of_a_folder_pickles(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text(RULE.format(id="a-rule"))

    report = scan([str(tmp_path)], policies=[str(tmp_path)], select=["a-rule"])

    assert pickle.loads(pickle.dumps(report)).policies == report.policies


def test_an_import_without_a_dot_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("\nfrom words import ID\n")
    (tmp_path / "words.py").write_text("ID = 'x'\n")

    with pytest.raises(PolicyError) as raised:
        list(load_folder(str(tmp_path)))

    assert str(raised.value) == (
        f"{tmp_path / 'rules.py'}:2: cannot be imported: ModuleNotFoundError: No module named 'words'. "
        "Write `from .words import …`: the files of a folder import each other with a dot."
    )


def test_what_is_wrong_with_a_file_that_another_one_imports_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("from .words import ID\n")
    (tmp_path / "words.py").write_text("\n\nID = undefined\n")

    with pytest.raises(PolicyError) as raised:
        list(load_folder(str(tmp_path)))

    assert raised.value.where == f"{tmp_path / 'words.py'}:3"


def test_a_folder_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        list(load_folder(str(tmp_path / "nowhere")))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("x = (\n", 1, "SyntaxError"),
        ("\nimport nowhere_at_all\n", 2, "ModuleNotFoundError"),
        ("from infracheck import Contaner\n", 1, "ImportError"),
        ("\n\nx = undefined\n", 3, "NameError"),
        ("def f():\n    return int('x')\n\nf()\n", 2, "ValueError"),
    ],
)
def test_a_file_that_cannot_be_imported_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text)

    with pytest.raises(PolicyError) as raised:
        list(load_folder(str(tmp_path)))

    assert raised.value.where == f"{path}:{line}"
    assert raised.value.what.startswith(f"cannot be imported: {said}")


def test_examples_stand_beside_the_policies(tmp_path: Path) -> None:
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "rules.py").write_text(RULE.format(id="a-rule"))
    (found,) = load_folder(str(tmp_path))

    assert examples_beside(found) == str(tmp_path / "fixtures")


def test_an_installed_package_brings_its_policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = tmp_path / "shop_policies"
    pack.mkdir()
    (pack / "__init__.py").write_text('PACK = ("house",)\n')
    (pack / "house.py").write_text(
        "from collections.abc import Iterator\n"
        "from infracheck import Container, Severity, Violation, policy\n"
        "@policy('shop-name', category='house', severity=Severity.LOW)\n"
        "def shop_name(container: Container) -> Iterator[Violation]:\n"
        '    """A container is called shop."""\n'
        "    if container.name != 'shop':\n"
        "        yield container.violation('not called shop')\n"
    )
    about = tmp_path / "shop_policies-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: shop-policies\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[infracheck.policies]\nshop = shop_policies\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    assert "shop-name" in load_catalogue(["installed"]).policies
    assert "shop-name" not in load_catalogue().policies


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """An empty package of a name of its own, on the path."""
    folder = tmp_path / f"pack_of_{request.node.name.partition('[')[0]}_{crc32(request.node.name.encode()):x}"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize("text", ["", "PACK = 'house'\n", "PACK = ['house']\n", "PACK = (1,)\n"])
def test_a_package_that_names_no_modules_is_refused(pack: Path, text: str) -> None:
    (pack / "__init__.py").write_text(text)

    with pytest.raises(PolicyError) as raised:
        list(load_pack(pack.name))

    assert str(raised.value) == (
        f"{pack.name}: defines no PACK, the tuple of its module names. "
        'Write PACK = ("module",) into its __init__.py, with a trailing comma after a single name.'
    )


def test_modules_on_request_are_not_imported_for_the_recommended_policies(pack: Path) -> None:
    (pack / "__init__.py").write_text("PACK = ('rare', 'common')\nON_REQUEST = ('rare',)\n")
    (pack / "rare.py").write_text("1 / 0\n")
    (pack / "common.py").write_text(RULE.format(id="common-rule") + _on_request("other-rule"))

    assert [each.id for each in Pack(pack.name).recommended()] == ["common-rule"]
    with pytest.raises(PolicyError, match="ZeroDivisionError"):
        list(load_pack(pack.name))


def test_a_package_on_request_is_not_imported_either(pack: Path) -> None:
    (pack / "__init__.py").write_text("PACK = ('inner', 'rest')\n")
    (pack / "rest.py").write_text(RULE.format(id="rest-rule"))
    inner = pack / "inner"
    inner.mkdir()
    (inner / "__init__.py").write_text("PACK = ('rare',)\nON_REQUEST = ('rare',)\n")
    (inner / "rare.py").write_text(_on_request("rare-rule"))

    assert [each.id for each in Pack(pack.name).recommended()] == ["rest-rule"]
    assert f"{pack.name}.inner.rare" not in sys.modules
    assert [each.id for each in load_pack(pack.name)] == ["rare-rule", "rest-rule"]


def test_a_recommended_policy_on_request_is_refused(pack: Path) -> None:
    (pack / "__init__.py").write_text("PACK = ('rare',)\nON_REQUEST = ('rare',)\n")
    (pack / "rare.py").write_text(RULE.format(id="loud-rule"))

    with pytest.raises(PolicyError) as raised:
        list(load_pack(pack.name))

    assert str(raised.value) == (
        f"{Path(pack.name, 'rare.py')}:5: loud-rule is recommended, and its module is on request. "
        "Take its module out of ON_REQUEST in the package's __init__.py, or write recommended=False."
    )


@pytest.mark.parametrize("text", ["'rare'", "['rare']", "('other',)", "('rare', 'other')"])
def test_what_is_on_request_is_of_the_pack(pack: Path, text: str) -> None:
    (pack / "__init__.py").write_text(f"PACK = ('rare',)\nON_REQUEST = {text}\n")
    (pack / "rare.py").write_text(_on_request("rare-rule"))

    with pytest.raises(PolicyError) as raised:
        list(Pack(pack.name).recommended())

    assert str(raised.value) == (
        f"{pack.name}: names modules in ON_REQUEST that are not its own. "
        'Write ON_REQUEST = ("module",), of names in PACK, with a trailing comma after a single name.'
    )


def test_the_recommended_policies_are_those_of_all() -> None:
    assert list(Pack().recommended()) == [each for each in load_pack() if each.recommended]


def test_every_built_in_module_without_a_recommended_policy_is_on_request() -> None:
    by_module: dict[str, list[bool]] = {}
    for each in load_pack():
        by_module.setdefault(each.versions[0].check.__module__, []).append(each.recommended)
    silent = {name for name, recommended in by_module.items() if not any(recommended)}

    assert {name for name in by_module if _is_on_request(name)} == silent


def _on_request(policy_id: str) -> str:
    """A module with a policy that is not recommended."""
    return RULE.format(id=policy_id).replace("LOW)", "LOW, recommended=False)")


def _is_on_request(module: str) -> bool:
    """Whether a module, or a package around it, is on request."""
    parent, _, name = module.rpartition(".")
    return bool(parent) and (name in getattr(sys.modules[parent], "ON_REQUEST", ()) or _is_on_request(parent))


@pytest.mark.parametrize(
    ("module", "text", "place"),
    [
        ("house", "\n1 / 0\n", "house.py:2"),
        ("__init__", "1 / 0\n", "__init__.py:1"),
        ("house", "x = (\n", "house.py:1"),
    ],
)
def test_a_package_that_cannot_be_imported_is_named_with_its_line(
    pack: Path, module: str, text: str, place: str
) -> None:
    (pack / "__init__.py").write_text("PACK = ('house',)\n")
    (pack / f"{module}.py").write_text(text)

    with pytest.raises(PolicyError, match=r"cannot be imported: ") as raised:
        list(load_pack(pack.name))

    assert raised.value.where == str(Path(pack.name, place))


def test_a_package_that_is_not_installed_is_named(pack: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        list(load_pack("no_such_pack_of_policies"))

    assert str(raised.value) == (
        "no_such_pack_of_policies: cannot be imported: ModuleNotFoundError: "
        "No module named 'no_such_pack_of_policies'. Fix the policy file."
    )
