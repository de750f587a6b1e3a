"""Declarations that are wrong: each is refused when it is loaded, with the file, the line and what to write instead."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infracheck import PolicyError, UsageError
from infracheck.session import load_catalogue

HEAD = """\
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from infracheck import Container, Pod, Port, Probe, Severity, Violation, Volume, View, policy
if TYPE_CHECKING:
    from infracheck import Service

"""
POLICY = """\
@policy("a-rule", category="own", severity=Severity.LOW)
def rule(container: Container) -> Iterator[Violation]:
    '''A rule is stated.'''
    yield from ()
"""
WORDS = "Write lower-case words joined by hyphens, such as memory-limit."
SETS = "Write set:id without spaces or commas, such as nsa:resource-policies or checkov:CKV_K8S_13."
TUPLE = 'Write a tuple of strings, such as ("checkov:CKV_K8S_13",), with a trailing comma after a single entry.'
LEVEL = "Write severity=Severity.MEDIUM, or LOW, HIGH, CRITICAL."
TAKE = "Declare a subject, such as container: Container, and at most one more parameter, for options."
ENTITY = "Use the entity that holds it, such as Container, Pod, Workload or Stage, and read it from there."
ANNOTATE = "Write one class that is imported outside `if TYPE_CHECKING`."
DECLARE = 'Write @policy("an-id", category="…", severity=Severity.MEDIUM) above a function.'
TYPES = "Declare it as str, int, float, bool or tuple[str, ...]."

IDS = [
    *((f'"{each}"', f"{each!r} is not a policy id. {WORDS}")
      for each in ("", "Rule", "a_rule", "a--rule", "-a", "a-", "1-rule", "a rule", "é", "a,b")),
    (r'"a-rule\n"', rf"'a-rule\n' is not a policy id. {WORDS}"),
    ("5", f"5 is not a policy id. {WORDS}"),
    ("None", f"None is not a policy id. {WORDS}"),
    ('("a", "b")', f"('a', 'b') is not a policy id. {WORDS}"),
    ('"all"', "the id 'all' is reserved for a set of policies. Choose another id."),
    ('"recommended"', "the id 'recommended' is reserved for a set of policies. Choose another id."),
    ('"input-size"', ("the id 'input-size' is one of infracheck's own findings. "
                     "Choose an id with another first word.")),
    ('"waiver-age"', ("the id 'waiver-age' is one of infracheck's own findings. "
                     "Choose an id with another first word.")),
]  # fmt: skip
ARGUMENTS = [
    ('severity=Severity.LOW', 'a-rule has no category. Write category="…", such as category="resources".'),
    ('category="Cost Control", severity=Severity.LOW',
     "the category of a-rule is 'Cost Control'. Write lower-case words joined by hyphens, such as pod-security."),
    ('category=("own",), severity=Severity.LOW',
     "the category of a-rule is ('own',). Write lower-case words joined by hyphens, such as pod-security."),
    ('category="own"', f"a-rule has no severity. {LEVEL}"),
    ('category="own", severity="high"', "the severity of a-rule is 'high'. Write severity=Severity.HIGH."),
    ('category="own", severity="Critical"', "the severity of a-rule is 'Critical'. Write severity=Severity.CRITICAL."),
    ('category="own", severity="severe"', "the severity of a-rule is 'severe'. Write severity=Severity.MEDIUM."),
    ('category="own", severity=3', "the severity of a-rule is 3. Write severity=Severity.MEDIUM."),
    ('category="own", severity=Severity',
     "the severity of a-rule is <enum 'Severity'>. Write severity=Severity.MEDIUM."),
    ('category="own", severity=Severity.LOW, aliases="checkov:X"', f"the aliases of a-rule are 'checkov:X'. {TUPLE}"),
    ('category="own", severity=Severity.LOW, aliases=["checkov:X"]',
     f"the aliases of a-rule are ['checkov:X']. {TUPLE}"),
    ('category="own", severity=Severity.LOW, controls="nsa:x"', f"the controls of a-rule are 'nsa:x'. {TUPLE}"),
    ('category="own", severity=Severity.LOW, controls=("nsa",)', f"the controls of a-rule hold 'nsa'. {SETS}"),
    ('category="own", severity=Severity.LOW, controls=(":x",)', f"the controls of a-rule hold ':x'. {SETS}"),
    ('category="own", severity=Severity.LOW, aliases=("checkov:",)', f"the aliases of a-rule hold 'checkov:'. {SETS}"),
    ('category="own", severity=Severity.LOW, aliases=("checkov: X",)',
     f"the aliases of a-rule hold 'checkov: X'. {SETS}"),
    ('category="own", severity=Severity.LOW, aliases=("checkov:X,Y",)',
     f"the aliases of a-rule hold 'checkov:X,Y'. {SETS}"),
    ('category="own", severity=Severity.LOW, aliases=("checkov:X\\t",)',
     f"the aliases of a-rule hold 'checkov:X\\t'. {SETS}"),
    ('category="own", severity=Severity.LOW, aliases=(5,)', f"the aliases of a-rule hold 5. {SETS}"),
    ('category="own", severity=Severity.LOW, controls=("category:own",)',
     f"the controls of a-rule hold 'category:own'. {SETS}"),
    ('category="own", severity=Severity.LOW, recommended="no"',
     "recommended of a-rule is 'no'. Write True or False."),
    ('category="own", severity=Severity.LOW, since="new"',
     "since of a-rule is 'new', not a Kubernetes version. Write it as a string, such as since=\"1.34\"."),
    ('category="own", severity=Severity.LOW, since=1.25',
     "since of a-rule is 1.25, not a Kubernetes version. Write it as a string, such as since=\"1.34\"."),
]  # fmt: skip
FUNCTIONS = [
    ("def rule(container: Container):\n    yield", ("a-rule has no docstring. "
     "Write the rule as the first line, then an empty line, then the rationale.")),
    ("def rule(container: Container):\n    '  '\n    yield", ("a-rule has no docstring. "
     "Write the rule as the first line, then an empty line, then the rationale.")),
    ("def rule():\n    'T.'\n    yield", f"a-rule takes no parameters. {TAKE}"),
    ("def rule(a: Container, b: Container, c: Container):\n    'T.'\n    yield", f"a-rule takes 3 parameters. {TAKE}"),
    ("def rule(*containers: Container):\n    'T.'\n    yield",
     f"a-rule takes more than its subject and its options: containers. {TAKE}"),
    ("def rule(container: Container, *, most: int = 3, **more: int):\n    'T.'\n    yield",
     f"a-rule takes more than its subject and its options: most, more. {TAKE}"),
    ("async def rule(container: Container):\n    'T.'\n    yield",
     "a-rule is an async function. Use def and yield the violations."),
    ("async def rule(container: Container):\n    'T.'",
     "a-rule is an async function. Use def and yield the violations."),
    ("def rule(container):\n    'T.'\n    yield",
     f"parameter 'container' needs a type annotation that names a model class. {ANNOTATE}"),
    ("def rule(service: 'Service'):\n    'T.'\n    yield",
     f"parameter 'service' needs a type annotation that names a model class. {ANNOTATE}"),
    ("def rule(container: 'Container | Pod'):\n    'T.'\n    yield",
     f"parameter 'container' needs a type annotation that names a model class. {ANNOTATE}"),
    ("def rule(container: list[Container]):\n    'T.'\n    yield",
     f"parameter 'container' needs a type annotation that names a model class. {ANNOTATE}"),
    *((f"def rule(it: {each}):\n    'T.'\n    yield",
       f"a-rule has the subject {each}, which policies cannot be run for. {ENTITY}")
      for each in ("Port", "Probe", "Volume", "View", "object", "str")),
    (("class Mine(Container):\n    pass\n\n@policy('b-rule', category='own', severity=Severity.LOW)\n"
     "def rule(it: Mine):\n    'T.'\n    yield"),
     f"b-rule has the subject Mine, which policies cannot be run for. {ENTITY}"),
]  # fmt: skip
OPTIONS = [
    ("class Options(NamedTuple):\n    most: int", ("option most of a-rule has no default. "
     "Write a default after the type of Options.most.")),
    ("@dataclass\nclass Options:\n    most: int = 3", ("the options class of a-rule is not a NamedTuple: Options. "
     "Write class Options(NamedTuple), each field with a type and a default.")),
    ("class Options(dict):\n    pass", ("the options class of a-rule is not a NamedTuple: Options. "
     "Write class Options(NamedTuple), each field with a type and a default.")),
    ("Options = int", ("the options class of a-rule is not a NamedTuple: int. "
     "Write class int(NamedTuple), each field with a type and a default.")),
    ("class Options(NamedTuple):\n    most: list[int] = []",
     f"option most of a-rule has a type that a config cannot set. {TYPES}"),
    ("class Options(NamedTuple):\n    most: 'int | None' = None",
     f"option most of a-rule has a type that a config cannot set. {TYPES}"),
    ("class Options(NamedTuple):\n    most: 'Nowhere' = 3",
     f"option most of a-rule has a type that a config cannot set. {TYPES}"),
    ("class Options(NamedTuple):\n    names: tuple[int, ...] = ()",
     f"option names of a-rule has a type that a config cannot set. {TYPES}"),
    ("class Options(NamedTuple):\n    ratio: float = 1",
     ("option ratio of a-rule is declared as float, but its default is of type int. "
     "Declare the type of the default, or change the default.")),
    ("class Options(NamedTuple):\n    is_on: bool = 0",
     ("option is_on of a-rule is declared as bool, but its default is of type int. "
     "Declare the type of the default, or change the default.")),
    ("class Options(NamedTuple):\n    names: tuple[str, ...] = 'web'",
     ("option names of a-rule is declared as tuple, but its default is of type str. "
     "Declare the type of the default, or change the default.")),
    ("class Options(NamedTuple):\n    names: tuple[str, ...] = (1,)",
     f"option names of a-rule has a default whose items are not strings. {TYPES}"),
]  # fmt: skip
SECOND = [
    ('"a-rule", category="own", severity=Severity.LOW', "Container",
     "a-rule is also declared at own/rules.py:8. Choose another id, or give the later function a later `since`."),
    ('"a-rule"', "Container",
     "a-rule is also declared at own/rules.py:8. Choose another id, or give the later function a later `since`."),
    ('"a-rule", since="1.30", severity=Severity.HIGH', "Container",
     "a-rule is already declared at own/rules.py:8. Write only the id and `since` in the later declaration."),
    ('"a-rule", since="1.30"', "Pod",
     "a-rule takes different parameters than at own/rules.py:8. Use the same subject and options in every version."),
    ('"a-rule", since="newest"', "Container",
     "since of a-rule is 'newest', not a Kubernetes version. Write it as a string, such as since=\"1.34\"."),
]  # fmt: skip
MODULES = [
    ("import nowhere_at_all\n", 1, "cannot be imported: ModuleNotFoundError: No module named 'nowhere_at_all'"),
    ("\n\nx = undefined\n", 3, "cannot be imported: NameError: name 'undefined' is not defined"),
    ("x = {}['key']\n", 1, "cannot be imported: KeyError: 'key'"),
    ("x = 1 / 0\n", 1, "cannot be imported: ZeroDivisionError: division by zero"),
    ("def f():\n    return int('x')\n\nf()\n", 2,
     "cannot be imported: ValueError: invalid literal for int() with base 10: 'x'"),
    ("def f():\n    return f()\n\nf()\n", 2, "cannot be imported: RecursionError: maximum recursion depth exceeded"),
    ("import sys\nsys.exit(0)\n", 2, "cannot be imported: SystemExit: 0"),
    ("exit()\n", 1, "cannot be imported: SystemExit: None"),
    ("assert False\n", 1, "cannot be imported: AssertionError"),
    ("import json\njson.loads('{')\n", 2, ("cannot be imported: JSONDecodeError: Expecting property name enclosed in "
     "double quotes: line 1 column 2 (char 1)")),
    ("exec('x = (')\n", 1, "cannot be imported: SyntaxError: '(' was never closed (<string>, line 1)"),
    ("from infracheck import policy\n@policy\ndef rule(): ...\n", 2, f"@policy needs an id. {DECLARE}"),
    ("from infracheck import policy\n\n@policy\nclass Rule: ...\n", 3, f"@policy needs an id. {DECLARE}"),
    ("from infracheck import policy\n@policy('x')\nclass Rule: ...\n", 2,
     f"@policy decorates a type, not a function. {DECLARE}"),
    ("from infracheck import policy\npolicy('x')(print)\n", 2,
     f"@policy decorates a builtin_function_or_method, not a function. {DECLARE}"),
    ("from infracheck import policy\n@policy()\ndef rule(): ...\n", 2,
     "cannot be imported: TypeError: policy() missing 1 required positional argument: 'id'"),
]  # fmt: skip


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "web.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: web\n")
    return tmp_path / "own" / "rules.py"


def complaint(rules: Path, text: str) -> str:
    """What a scan with this file of policies ends with."""
    rules.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        load_catalogue(["own"])
    return str(raised.value).replace("own\\", "own/")


@pytest.mark.parametrize(("written", "said"), IDS)
def test_an_id_that_nobody_could_select(rules: Path, written: str, said: str) -> None:
    assert complaint(rules, HEAD + POLICY.replace('"a-rule"', written)) == f"own/rules.py:8: {said}"


@pytest.mark.parametrize(("arguments", "said"), ARGUMENTS)
def test_an_argument_of_the_decorator(rules: Path, arguments: str, said: str) -> None:
    text = POLICY.replace('category="own", severity=Severity.LOW', arguments)

    assert complaint(rules, HEAD + text) == f"own/rules.py:8: {said}"


@pytest.mark.parametrize(("function", "said"), FUNCTIONS)
def test_a_function_that_the_engine_cannot_ask(rules: Path, function: str, said: str) -> None:
    decorated = function if "@policy" in function else f"{POLICY.splitlines()[0]}\n{function}"
    line = 7 + decorated[: decorated.index("@policy")].count("\n") + 1

    assert complaint(rules, f"{HEAD}{decorated}\n") == f"own/rules.py:{line}: {said}"


@pytest.mark.parametrize("future", [False, True])
@pytest.mark.parametrize(("options", "said"), OPTIONS)
def test_options_that_no_config_can_set(rules: Path, options: str, said: str, future: bool) -> None:
    head = ("from __future__ import annotations\n" if future else "") + HEAD
    text = f"{head}{options}\n{POLICY.replace('container: Container', 'container: Container, options: Options')}"
    line = head.count("\n") + options.count("\n") + 2

    assert complaint(rules, text) == f"own/rules.py:{line}: {said}"


@pytest.mark.parametrize(("arguments", "subject", "said"), SECOND)
def test_a_second_function_of_an_id(rules: Path, arguments: str, subject: str, said: str) -> None:
    second = f"\n@policy({arguments})\ndef later(it: {subject}):\n    'T.'\n    yield from ()\n"

    assert complaint(rules, HEAD + POLICY + second) == f"own/rules.py:13: {said}"


def test_an_id_that_another_policy_has(rules: Path) -> None:
    rules.with_name("more.py").write_text(HEAD + POLICY)

    assert complaint(rules, HEAD + POLICY) == (
        "own/rules.py:8: policy id a-rule is already used at own/more.py:8. Choose another id."
    )


@pytest.mark.parametrize(("text", "line", "said"), MODULES)
def test_a_module_that_raises(rules: Path, text: str, line: int, said: str) -> None:
    remedy = "" if "Write @policy" in said else ". Fix the policy file."

    assert complaint(rules, text) == f"own/rules.py:{line}: {said}{remedy}"


@pytest.mark.parametrize(
    ("text", "line"),
    [(b"x = (\n", 1), (b"\n\ndef :\n", 3), (b"x = 1\0\n", 1), (b"x = '\xff'\n", 1), (b"\n\tx\n  y", 2)],
)
def test_a_module_that_is_no_python(rules: Path, text: bytes, line: int) -> None:
    rules.write_bytes(text)

    with pytest.raises(PolicyError, match=r"cannot be imported: (Syntax|Indentation|Value)Error") as raised:
        load_catalogue(["own"])

    assert raised.value.where.replace("\\", "/") == f"own/rules.py:{line}"


def test_an_interrupt_while_a_module_is_imported_is_no_fault_of_the_module(rules: Path) -> None:
    rules.write_text("raise KeyboardInterrupt\n")

    with pytest.raises(KeyboardInterrupt):
        load_catalogue(["own"])


@pytest.mark.parametrize("text", ["", "x = 1\n", "def rule(container): ...\n"])
def test_a_folder_without_policies_checks_nothing(rules: Path, text: str) -> None:
    rules.write_text(text)

    with pytest.raises(UsageError) as raised:
        load_catalogue(["own"])

    assert str(raised.value) == (
        "no policies found in own. "
        "Name the folder of the Python files themselves, and declare each policy with @policy."
    )


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (("scan", "web.yaml"), POLICY.replace("Severity.LOW", "'high'")),
        (("scan", "web.yaml", "-q", "-f", "json"), "import sys\nsys.exit(0)\n"),
        (("policies",), "1 / 0\n"),
        (("explain", "a-rule"), POLICY.replace("Container", "Port")),
    ],
)
def test_every_command_gives_2_and_one_line(rules: Path, command: tuple[str, ...], text: str) -> None:
    rules.write_text(HEAD + text)

    done = subprocess.run(
        [sys.executable, "-m", "infracheck", *command, "--policies", "own"],
        cwd=rules.parents[1], capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.replace("\\", "/").startswith("infracheck: own/rules.py:")
    assert done.stderr.count("\n") == 1
