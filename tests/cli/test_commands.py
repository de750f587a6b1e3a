"""The other commands: help, version, policies, explain, test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import infracheck as package


def test_the_version_is_the_packages(infracheck: Any) -> None:
    assert infracheck("--version") == (0, f"infracheck {package.__version__}\n", "")


@pytest.mark.parametrize("arguments", [("--help",), ("-h",)])
def test_help_lists_every_command(infracheck: Any, arguments: tuple[str, ...]) -> None:
    done = infracheck(*arguments)

    assert (done.status, done.err) == (0, "")
    assert all(f"\n  {command} " in done.out for command in ("explain", "policies", "scan", "test"))


@pytest.mark.parametrize("command", ["explain", "policies", "scan", "test"])
def test_every_command_has_help(infracheck: Any, command: str) -> None:
    done = infracheck(command, "--help")

    assert (done.status, done.err) == (0, "")
    assert f" infracheck {command} [OPTIONS]" in done.out


def test_an_unknown_command_gives_2(infracheck: Any) -> None:
    done = infracheck("sacn")

    assert (done.status, done.out) == (2, "")
    assert "Error: No such command 'sacn'." in done.err


def test_explain_says_why_shows_examples_and_how_to_waive(infracheck: Any) -> None:
    done = infracheck("explain", "memory-limit")

    assert (done.status, done.err) == (0, "")
    headings = [line for line in done.out.split("\n") if line.startswith("#") and not line.startswith("# expect")]
    assert headings == [
        "# memory-limit", "## Why", "## How to fix", "## Fails", "## Passes", "## Waiver", "## Controls",
        "## Equivalent rules in other tools",
    ]  # fmt: skip
    assert "`# infracheck: ignore[memory-limit] reason`" in done.out


@pytest.mark.parametrize(
    "peer",
    ["checkov:CKV_K8S_13", "kube-linter:unset-memory-requirements", "trivy:KSV-0018", "CKV_K8S_13", "ksv-0018"],
)
def test_explain_takes_a_peers_id(infracheck: Any, peer: str) -> None:
    done = infracheck("explain", peer)

    assert done.status == 0
    assert "# memory-limit\n\nA container sets a memory limit.\n" in done.out


def test_explain_of_nothing_known_gives_2(infracheck: Any) -> None:
    done = infracheck("explain", "memory-limits")

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("infracheck: unknown policy or selector 'memory-limits'. Did you mean memory-limit")


def test_explain_knows_what_infracheck_itself_reports(infracheck: Any) -> None:
    done = infracheck("explain", "input-duplicate-key")

    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "# input-duplicate-key\n\nKeys of a mapping are unique.\n\n"
        "Concerns an input, severity **medium**, always reported.\n\n"
        "## Why\n\nOnly one of two duplicate keys takes effect, and which one depends on the tool.\n\n"
        "## How to fix\n\nRemove all but one of the keys.\n\n"
    )


def test_explain_of_a_waivers_id_says_how_to_write_one(infracheck: Any) -> None:
    done = infracheck("explain", "Waiver-Reason")

    assert done.status == 0
    assert "`# infracheck: ignore[memory-limit] reason`" in done.out


def test_policies_are_listed_as_a_table_that_counts_them(infracheck: Any) -> None:
    done = infracheck("policies", "memory-limit", "cpu-limit")

    lines = done.out.split("\n")
    assert (done.status, done.err) == (0, "")
    assert lines[0].split() == ["policy", "category", "severity", "default", "title"]
    assert lines[2].split() == [
        "memory-limit", "resources", "medium", "yes", "A", "container", "sets", "a", "memory", "limit.",
    ]  # fmt: skip
    assert lines[3] == "2 policies. Run `infracheck explain POLICY` for details."


def test_policies_as_json_hold_what_a_program_needs(infracheck: Any) -> None:
    (policy,) = json.loads(infracheck("policies", "memory-limit", "-f", "json").out)["policies"]

    assert {name: policy[name] for name in ("id", "category", "severity", "recommended", "title", "options")} == {
        "id": "memory-limit", "category": "resources", "severity": "medium", "recommended": True,
        "title": "A container sets a memory limit.", "options": [],
    }  # fmt: skip
    assert "checkov:CKV_K8S_13" in policy["aliases"]


def test_policies_as_markdown_are_a_table(infracheck: Any) -> None:
    done = infracheck("policies", "memory-limit", "--format", "markdown")

    assert done.out == (
        "| policy | category | severity | default | title |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `memory-limit` | resources | medium | yes | A container sets a memory limit. |\n"
    )


def test_policies_without_a_selector_are_all(infracheck: Any) -> None:
    everything = json.loads(infracheck("policies", "-f", "json").out)["policies"]
    asked = json.loads(infracheck("policies", "all", "-f", "json").out)["policies"]

    assert everything == asked
    assert {each["recommended"] for each in everything} == {True, False}


OWN = """\
from collections.abc import Iterator
from infracheck import KubernetesObject, Severity, Violation, policy


@policy("short-name", category="own", severity=Severity.LOW)
def short_name(each: KubernetesObject) -> Iterator[Violation]:
    \"\"\"A name is short.\"\"\"
    if len(each.name) > 8:
        yield each.violation("the name is long", at=KubernetesObject.name_written)
"""


@pytest.fixture
def own(folder: Path) -> Path:
    fixtures = folder / "own" / "fixtures" / "short-name"
    fixtures.mkdir(parents=True)
    (folder / "own" / "names.py").write_text(OWN)
    (fixtures / "pass.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n")
    (fixtures / "fail.yaml").write_text(
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web-backend # expect: short-name@3\n"
    )
    return fixtures


def test_the_examples_of_a_folder_are_run(infracheck: Any, own: Path) -> None:
    assert infracheck("test", "own") == (0, "1 policy, 2 examples, 0 failed\n", "")


def test_verbose_names_every_example(infracheck: Any, own: Path) -> None:
    done = infracheck("test", "own", "--verbose")

    assert done.out.splitlines()[:2] == ["ok   short-name/pass.yaml", "ok   short-name/fail.yaml"]


def test_an_example_that_is_wrong_says_where(infracheck: Any, own: Path) -> None:
    (own / "fail.yaml").write_text(
        "apiVersion: v1\nkind: Namespace # expect: short-name\nmetadata:\n  name: web-backend\n"
    )

    done = infracheck("test", "own")

    assert (done.status, done.err) == (1, "")
    assert done.out == (
        "FAIL short-name/fail.yaml\n"
        "      expected but not found at fail.yaml:2\n"
        "      unexpected finding at fail.yaml:4:3: the name is long\n"
        "1 policy, 2 examples, 1 failed\n"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the name is long", ""),
        ("name", ""),
        (
            "the name is short",
            """\
FAIL short-name/fail.yaml
      expected but not found at fail.yaml:4, with "the name is short" in its message
      unexpected finding at fail.yaml:4:3: the name is long
""",
        ),
    ],
)
def test_a_part_of_the_message_may_be_expected(infracheck: Any, own: Path, text: str, said: str) -> None:
    example = f'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web-backend # expect: short-name "{text}"\n'
    (own / "fail.yaml").write_text(example)

    done = infracheck("test", "own")

    assert done == (bool(said), f"{said}1 policy, 2 examples, {int(bool(said))} failed\n", "")


def test_a_policy_needs_examples_of_both_kinds(infracheck: Any, own: Path) -> None:
    (own / "fail.yaml").unlink()

    assert infracheck("test", "own") == (
        1, "short-name: no example named fail*\n1 policy, 1 example, 1 failed\n", "",
    )  # fmt: skip


def test_an_example_that_contradicts_its_name_gives_2(infracheck: Any, own: Path) -> None:
    (own / "pass.yaml").rename(own / "fail-too.yaml")

    done = infracheck("test", "own")

    assert done.status == 2
    assert "example fail-too.yaml has no `# expect:` marks" in done.err


def test_a_folder_without_examples_gives_2(infracheck: Any, folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "names.py").write_text(OWN)

    done = infracheck("test", "own")

    assert done.status == 2
    assert done.err.startswith("infracheck: own: no `fixtures` folder")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import nowhere\n", "own/names.py:1: cannot be imported: ModuleNotFoundError"),
        ("\n\nimport nowhere\n", "own/names.py:3: cannot be imported: ModuleNotFoundError"),
        ("def (\n", "own/names.py:1: cannot be imported: SyntaxError"),
        (OWN.replace('category="own", ', ""), "own/names.py:5: short-name has no category"),
        (OWN.replace("short-name", "memory-limit"), "own/names.py:5: policy id memory-limit is already used at "),
    ],
)
def test_a_policy_that_is_not_well_formed_gives_2(infracheck: Any, own: Path, text: str, said: str) -> None:
    (own.parents[1] / "names.py").write_text(text)

    done = infracheck("policies", "--policies", "own")

    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_own_policies_are_explained_with_their_own_examples(infracheck: Any, own: Path) -> None:
    done = infracheck("explain", "short-name", "--policies", "own")

    assert done.status == 0
    assert "name: web-backend # expect: short-name@3" in done.out
