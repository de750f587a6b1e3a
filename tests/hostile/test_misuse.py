"""What a policy yields that no report could write: a fault of the policy with its file and line, never a value."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from infracheck import Fault, scan

HEAD = """\
import sys
from infracheck import Container, Note, Pod, Resource, SecurityContext, Severity, Span, Violation, Workload, policy

@policy("a-rule", category="own", severity=Severity.LOW)
def rule(container: Container):
    '''A rule is stated.'''
"""
MANIFEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: web
      image: nginx:hunter2-the-secret
"""
PLACE = "the place of a violation is a Span that belongs to no file"
RESOURCE = "the resource of a violation has a kind, namespace or name that is not a str"
HAND_MADE = "yield Violation('m', {span}, Resource('Pod', None, 'web'))"

MISUSES = [
    ("yield 'abcd'", 4, "yields a str instead of a Violation"),
    ("yield ('m', container.span, container.resource, ())", 4, "yields a tuple instead of a Violation"),
    ("yield None", 4, "yields None instead of a Violation"),
    ("yield int", 4, "yields a type instead of a Violation"),
    ("return None", 4, "returns None instead of yielding violations"),
    ("container.violation('m')", 4, "returns None instead of yielding violations"),
    ("return container.violation('m')", 4, "returns one Violation instead of yielding it"),
    ("return 'abcd'", 4, "yields a str instead of a Violation"),
    ("return True", 4, "returns a bool instead of yielding violations"),
    ("return 5", 4, "returns an int instead of yielding violations"),
    ("yield container.violation('m', at=Pod.host_pid)", 7,
     "at=Pod.host_pid names a field of Pod in a violation of Container"),
    ("yield container.violation('m', at=SecurityContext.privileged)", 7,
     "at=SecurityContext.privileged names a field of SecurityContext in a violation of Container"),
    ("yield container.security_context.violation('m', at=Container.image)", 7,
     "at=Container.image names a field of Container in a violation of SecurityContext"),
    ("yield container.violation('m', at=container.image)", 4,
     "the place of a violation is an ImageReference instead of a Span"),
    ("yield container.violation('m', at='image')", 4, "the place of a violation is a str instead of a Span"),
    ("yield container.violation('m', at=int)", 4, "the place of a violation is a type instead of a Span"),
    ("yield container.violation(container.image)", 4,
     "the message of a violation is an ImageReference instead of a str"),
    ("yield container.violation('m', remedy=5)", 4, "remedy= of a violation is an int instead of a str"),
    ("yield container.violation(None)", 4, "the message of a violation is None instead of a str"),
    ("yield container.violation('')", 4, "the message of a violation is empty"),
    ("yield container.violation('m', related=Note('n', container.span))", 4,
     "related= of a violation is a Note instead of a tuple of notes"),
    ("yield container.violation('m', related='because')", 4,
     "related= of a violation is a str instead of a tuple of notes"),
    ("yield container.violation('m', related=('because',))", 4,
     "related= of a violation contains a str instead of a Note"),
    ("yield container.violation('m', related=(Note(5, container.span),))", 4,
     "the message of a note is an int instead of a str"),
    ("yield container.violation('m', related=(Note('n', container),))", 4,
     "the place of a note is a Container instead of a Span"),
    *((HAND_MADE.format(span=span), 4, PLACE) for span in (
        "Span('', 1, 1, 1, 1)", "Span(5, 1, 1, 1, 1)", "Span('web.yaml', 0, 1, 1, 1)", "Span('web.yaml', 1, 0, 1, 1)",
        "Span('web.yaml', 2, 1, 1, 1)", "Span('web.yaml', 1, 5, 1, 4)", "Span('web.yaml', '1', 1, 1, 1)",
        "Span('web.yaml', 1, 1.0, 1, 1)", "Span('web.yaml', 1, 1, 1, 1, None)")),
    ("yield Violation('m', container.span, 'Pod web')", 4,
     "the resource of a violation is a str instead of a Resource"),
    ("yield Violation('m', container.span, Resource('Pod', None, None))", 4, RESOURCE),
    ("yield Violation('m', container.span, Resource('Pod', 5, 'web'))", 4, RESOURCE),
    ("raise ValueError(container.image)", 7, "ValueError"),
    ("yield from container.nothing", 7, "AttributeError"),
    ("sys.exit(0)", 7, "SystemExit"),
    ("sys.exit(f'{container.image}')", 7, "SystemExit"),
    ("rule(container)", 7, "RecursionError"),
    ("yield int('x' + str(container.image))", 7, "ValueError"),
]  # fmt: skip


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "web.yaml").write_text(MANIFEST)
    return tmp_path / "own" / "rules.py"


@pytest.mark.parametrize(("body", "line", "said"), MISUSES)
def test_a_misuse_is_a_fault_and_the_rest_is_reported(rules: Path, body: str, line: int, said: str) -> None:
    rules.write_text(f"{HEAD}    {body}\n")

    report = scan(["web.yaml"], policies=["own"], select=["a-rule", "memory-limit"])

    (fault,) = report.faults
    assert type(fault) is Fault
    assert (fault.policy_id, fault.span[:2]) == ("a-rule", ("web.yaml", 7))
    assert fault.error.replace("\\", "/") == f"{said} (own/rules.py:{line})"
    assert [each.policy_id for each in report.findings] == ["memory-limit"]
    assert "hunter2" not in repr(report.faults)


def test_what_was_yielded_before_is_kept(rules: Path) -> None:
    rules.write_text(f"{HEAD}    yield container.violation('seen')\n    yield 'abcd'\n")

    report = scan(["web.yaml"], policies=["own"], select=["a-rule"])

    assert ([each.message for each in report.findings], len(report.faults)) == (["seen"], 1)


@pytest.mark.parametrize(
    "body",
    [
        "return ()",
        "return [container.violation('m', at=Container.image)]",
        "return iter([container.violation('m', related=[Note('n', container.span)])])",
        "return (container.violation('m') for _ in range(1))",
        "yield container.security_context.violation('m', at=SecurityContext.privileged)",
        "yield container.security_context.violation('m', at=SecurityContext.run_as_user)",
        "yield Violation('m', Span('web.yaml', 1, 1, 1, 1), Resource('Pod', None, 'web'))",
    ],
)
def test_what_a_policy_may_do_stays_allowed(rules: Path, body: str) -> None:
    rules.write_text(f"{HEAD}    {body}\n")

    assert scan(["web.yaml"], policies=["own"], select=["a-rule"]).faults == ()


def test_exit_in_a_policy_ends_in_3_whatever_it_says(rules: Path) -> None:
    rules.write_text(f"{HEAD}    sys.exit(0)\n")

    done = subprocess.run(
        [sys.executable, "-m", "infracheck", "scan", "web.yaml", "--policies", "own", "-f", "json"],
        cwd=rules.parents[1], capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (3, "")
    assert json.loads(done.stdout)["summary"]["faults"] == 1
