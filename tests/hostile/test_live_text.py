"""Text from files in every output: no command for a log's reader, no link, no placeholder, nothing that hides."""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import infracheck
from infracheck.cli import run
from infracheck.engine.config import Config
from infracheck.engine.finding import Finding, Suppression, identify
from infracheck.engine.gate.outcome import Gate
from infracheck.engine.rules.rule import Severity
from infracheck.inventory import take_inventory
from infracheck.model.base.fact import Note
from infracheck.model.base.violation import Resource
from infracheck.report.escape import inert_json, plain, sarif_text
from infracheck.report.formats.catalogue import INVENTORY, SCAN
from infracheck.report.report import Inputs, Report
from infracheck.source.text.fault import Fault
from infracheck.source.text.span import Source, Span

COMMANDS = (
    "##[set-output name=x]y", "##[error]x", "###[x]", "####[group]x", "##vso[task.setvariable variable=x]y", "##VSO[x]",
    "##teamcity[message text='x']", "::set-output name=x::y", "\n::stop-commands::x", "\r::error::x", " ::debug::x",
    "\u00a0::x", "\u200b::x", "\u3164::x", "\x1b[31m::x", "x\u2028::x", "%0A::error::x", "\t##[x]",
)  # fmt: skip
# printable to Python, and nothing to see
BLANK_LETTERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180f\u3164\ufe00\ufe0f\uffa0\U000e0100\U000e01ef"
HIDDEN = (
    "\u00ad\u061c\u180e\u200b\u202e\u2065\u206a\u206f\ufeff\ufff0\ufff9\ufffb\U000e0001\U000e0041\U000e007f\U000e0fff"
)


def report_of(text: str) -> Report:
    """A report in which every text that a file, a name or a policy may give is this one."""
    path = text.replace("\0", "")
    span = Span(path, 1, 1, 1, 2)
    shown = Finding("x-y", Severity.HIGH, text, span, Resource(text, text, text), (Note(text, span),), text)
    waived = Finding("x-y", Severity.LOW, text, span)
    waived.suppression = Suppression(text, span)
    unread = Finding("input-syntax", Severity.HIGH, text, span, remedy=text)
    identify([shown, waived, unread])
    inputs = Inputs((path,), 1, 0, ((path, text),))
    fault = Fault("x-y", span, text, f"{text}\n{text}")
    old, gone = Finding("x-y", Severity.HIGH, text, span), Finding("x-y", Severity.LOW, text, span)
    shown.status, unread.status, old.status, gone.status = "new", "new", "unchanged", "fixed"
    gate = Gate(text, (old,), (gone,), (waived,), 1, (text,), shows_unchanged=True)
    sources = {path: Source(path, text)}
    return Report((shown, unread), (waived,), (fault,), (), inputs, "1.34", sources, gate=gate)


def written(form: str, report: Report) -> str:
    out = io.StringIO()
    SCAN[form].write(report, out, {"verbose": True, "include_waived": True})
    return out.getvalue()


def listed(form: str, folder: Path) -> str:
    out = io.StringIO()
    INVENTORY[form].write(take_inventory([folder], config=Config()), out, {})
    return out.getvalue()


def obeyed(text: str) -> list[str]:
    """The lines that a CI server would take for a command."""
    lines = text.replace("\r", "\n").split("\n")
    marks = ("##[", "##vso[", "##teamcity[")
    return [each for each in lines if each.lstrip().startswith("::") or any(mark in each.lower() for mark in marks)]


def without_own_commands(form: str, text: str) -> str:
    """A report without the starts of its own annotations, which may hold no other command."""
    starts = "|".join(map(re.escape, SCAN[form].commands))
    return re.sub(f"^(?:{starts})", "", text, flags=re.MULTILINE) if starts else text


def unseen(text: str) -> set[str]:
    """The characters of a text that show nothing."""
    kinds = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return {
        each
        for each in text
        if each != "\n" and (unicodedata.category(each) in kinds or each in BLANK_LETTERS + HIDDEN)
    }


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def test_every_character_that_shows_nothing_is_escaped() -> None:
    kinds = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    hidden = [each for each in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(each) in kinds]

    assert set(hidden) & set(plain("".join(hidden))) == set()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
    ],
)  # fmt: skip
def test_what_unicode_calls_ignorable_is_escaped(first: int, last: int) -> None:
    """DerivedCoreProperties.txt of Unicode 17: Default_Ignorable_Code_Point."""
    text = "".join(map(chr, range(first, last + 1)))

    assert plain(text).isascii()


@pytest.mark.parametrize("code", [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x8FFFF, 0xEFFFE, 0xFFFFF, 0x10FFFF, 0xE000])
def test_what_is_no_character_is_escaped(code: int) -> None:
    assert plain(f"a{chr(code)}b") == (f"a\\u{code:04x}b" if code <= 0xFFFF else f"a\\U{code:08x}b")


@pytest.mark.parametrize(
    "text",
    [
        "plain", "Größe, façade, naïve", "Việt Nam", "Vie\u0323\u0302t", "資料庫", "データ", "한국어", "Ελλάδα",
        "Привет",
        "עִבְרִית", "العَرَبِيَّة", "हिन्दी", "ภาษาไทยที่นี่", "« oui »", "→ … “x” – —", "😀🎉", "e\u0301\u0323\u0302\u0304",
    ],
)  # fmt: skip
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert plain(text) == text


def test_accents_that_pile_up_over_other_lines_are_escaped_from_the_fifth_on() -> None:
    assert (
        plain("a" + "\u0316" * 6 + "b" + "\u0489" * 5)
        == "a" + "\u0316" * 4 + "\\u0316\\u0316b" + "\u0489" * 4 + "\\u0489"
    )


def test_a_long_text_of_accents_takes_no_longer_than_its_length() -> None:
    assert len(plain("\u0300" * 200_000)) == 6 * (200_000 - 4) + 4


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize("form", SCAN)
def test_no_report_holds_a_command(form: str, text: str) -> None:
    for placed in (text, f"x {text}", f"{text}\n{text}"):
        out = written(form, report_of(placed))

        assert obeyed(without_own_commands(form, out)) == []


@pytest.mark.parametrize(
    "text", [HIDDEN, BLANK_LETTERS, "a\ud800b", "\udc80", "\x9b31m", "\ue000", "x" + "\u0301" * 40]
)
@pytest.mark.parametrize("form", SCAN)
def test_no_report_holds_what_shows_nothing(form: str, text: str) -> None:
    out = written(form, report_of(text))

    out.encode()
    assert unseen(out) == set()
    assert "\u0301" * 5 not in out
    if SCAN[form].media.endswith("json"):
        # the run of SARIF names the ends of lines
        assert not any(unseen(each) for each in strings(json.loads(out)) if each != "\r\n")


@pytest.mark.parametrize("text", ["##[x]y", "a##b###c####d", "\\##[x]", '"##[x]', "\\u0023#[x]", "#", "x # y"])
def test_in_json_a_command_is_escaped_and_its_value_stays(text: str) -> None:
    found = inert_json(json.dumps({text: [text]}))

    assert json.loads(found) == {text: [text]}
    assert "##" not in found


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[click](https://evil.example)", "[click\\](https://evil.example)"),
        ("see [x](1) and [y](2)", "see [x\\](1) and [y\\](2)"),
        ("[[a](b)](c)", "[[a\\](b)\\](c)"),
        # a backslash of the text's own does not take the other's meaning away
        ("[a\\](b)", "[a\\\\\\](b)"),
        ("[a\\\\](b)", "[a\\\\\\\\\\](b)"),
        ("[a](b\u200b)", "[a\\](b\\u200b)"),
        ("value {0}", "value {{0}}"),
        ("{0}{12} {x}", "{{0}}{{12}} {{x}}"),
        ("{{0}}", "{{{{0}}}}"),
        # what nobody takes for one
        ("spec.containers[0].image", "spec.containers[0].image"),
        ("a [b] (c)", "a [b] (c)"),
        ("${NAME} {} {x}", "${NAME} {} {x}"),
    ],
)
def test_a_message_of_sarif_links_nowhere_and_asks_for_no_argument(text: str, shown: str) -> None:
    assert sarif_text(text) == shown


def test_every_message_of_sarif_is_made_so() -> None:
    text = "[click](https://evil.example) {0}"
    (found,) = json.loads(written("sarif", report_of(text)))["runs"]

    messages = [each["text"] for each in _messages(found)]
    assert len(messages) == 11
    assert not [each for each in messages if "k](" in each or " {0}" in each]


def _messages(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "message":
                yield each
            else:
                yield from _messages(each)
    elif isinstance(value, list):
        for each in value:
            yield from _messages(each)


def tree_with(folder: Path, text: str) -> None:
    """Files that hold a text wherever a name may stand, and, where the system takes it, in their own names."""
    quoted = json.dumps(text)
    manifest = f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {quoted}, namespace: {quoted}, labels: {{{quoted}: {quoted}}}}}
spec:
  selector: {{matchLabels: {{app: {quoted}}}}}
  template:
    metadata: {{labels: {{app: {quoted}}}}}
    spec:
      serviceAccountName: {quoted}
      containers:
        - name: {quoted}
          image: {quoted}
          command: [{quoted}]
          ports: [{{name: {quoted}, containerPort: 80}}]
          env:
            - {{name: {quoted}, value: {quoted}}}
            - {{name: DATABASE_URL, valueFrom: {{secretKeyRef: {{name: {quoted}, key: {quoted}}}}}}}
          resources: {{limits: {{{quoted}: 1}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: {quoted}}}
data: {{{quoted}: {quoted}, url: "postgres://db.example.com/x"}}
---
apiVersion: {quoted}
kind: {quoted}
metadata: {{name: {quoted}}}
"""
    (folder / "web.yaml").write_text(manifest, encoding="utf-8")
    line = " ".join(text.split())
    docker = f"FROM {line or 'x'}\nENV {line}=1\nUSER {line}\nCMD {json.dumps([text])}\n"
    docker += f"# infracheck: ignore[x] {line}\nRUN x\n"
    (folder / "Dockerfile").write_text(docker, encoding="utf-8")
    name = "".join(
        each for each in text if each >= " " and each not in '\\/:*?"<>|' and not "\ud800" <= each <= "\udfff"
    )
    (folder / f"{name}.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: [\n", encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["##[error]x", "##vso[a]b", "::error::x", "\n::x", HIDDEN + "x", BLANK_LETTERS + "x", "[a](b) {0}"]
)
def test_a_tree_of_such_texts_is_told_without_them(tmp_path: Path, text: str) -> None:
    tree_with(tmp_path, text)

    report = infracheck.scan([tmp_path], select=["all"])

    told = {form: without_own_commands(form, written(form, report)) for form in SCAN}
    told |= {f"inventory {form}": listed(form, tmp_path) for form in INVENTORY}
    assert {form: obeyed(each) for form, each in told.items() if obeyed(each)} == {}
    assert {form: unseen(each) for form, each in told.items() if unseen(each)} == {}
    assert report.faults == ()


OWN = '''\
from infracheck import Container, Severity, policy

@policy("own-rule", category="own", severity=Severity.LOW)
def own_rule(container: Container):
    """##[error]title
    ::set-output name=x::y
    \u202e\u3164 and ##vso[task.x]y
    """
    raise ValueError("##[error]x \\n::error::y \u202e")
'''
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: b}]}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["scan", "--policies", "own", "--select", "own-rule", "-v"],
        ["scan", "--policies", "own", "--select", "own-rule", "-f", "json"],
        ["scan", "--policies", "own", "--select", "own-rule", "-f", "sarif"],
        ["policies", "own-rule", "--policies", "own"],
        ["policies", "own-rule", "--policies", "own", "-f", "json"],
        ["policies", "own-rule", "--policies", "own", "-f", "markdown"],
        ["explain", "own-rule", "--policies", "own"],
        ["test", "own", "-v"],
        ["scan", "--##[error]x"],
        ["scan", "-f", "##[error]x"],
        ["scan", "-f", "\n::error::x"],
        ["scan", "--select", "##[error]x"],
        ["scan", "--select", "\u202e\u3164"],
        ["scan", "--severity", "##vso[x]\n::error::x"],
        ["scan", "--policies", "##[error]x"],
        ["scan", "--config", "##[error]x"],
        ["scan", "--kubernetes-version", "##[error]x"],
        ["scan", "##[error]x\n::error::x"],
        ["::x", "##[error]x"],
        ["explain", "##[error]x"],
    ],
)
def test_no_command_line_says_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["infracheck", *arguments])
    Path("own/fixtures/own-rule").mkdir(parents=True)
    Path("own/rule.py").write_text(OWN, encoding="utf-8")
    Path("own/fixtures/own-rule/pass.yaml").write_text(f"# ##[error]x \u202e\n{POD}", encoding="utf-8")
    Path("own/fixtures/own-rule/fail.yaml").write_text(f"::error::x\n---\n{POD}# expect: own-rule\n", encoding="utf-8")
    Path("pod.yaml").write_text(POD)

    run()

    out, err = capsys.readouterr()
    assert out + err
    assert obeyed(out + err) == []
    assert unseen(out + err) == set()


@pytest.mark.parametrize(
    "text",
    [
        'select: ["##[error]x"]',
        'select: ["\\n::error::x"]',
        'select: ["\\u202e"]',
        '"##[error]x": 1',
        'options: {"##[x]": {}}',
    ],
)
def test_a_config_says_no_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["infracheck", "scan"])
    Path(".infracheck.yaml").write_text(text, encoding="utf-8")
    Path("pod.yaml").write_text(POD)

    status = run()

    err = capsys.readouterr().err
    assert (status, err.count("\n")) == (2, 1)
    assert obeyed(err) == []
    assert unseen(err) == set()
