"""Waivers in annotations, in the config and in the marks of other tools."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import infracheck
from infracheck.errors import ConfigError
from infracheck.pipeline import scan

SELECT = ("memory-limit", "latest-tag", "host-pid", "possible-root")
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
  annotations:
    ON_OBJECT: ""
spec:
  template:
    metadata:
      annotations:
        ON_TEMPLATE: ""
    spec:
      hostPID: true
      containers:
        - name: web
          image: nginx:latest
      initContainers:
        - name: init
          image: busybox:latest
"""
ALL = [
    ("host-pid", 13), ("latest-tag", 16), ("latest-tag", 19), ("memory-limit", 15), ("memory-limit", 18),
    ("possible-root", 15), ("possible-root", 18),
]  # fmt: skip
# no rule of kubescape is about tags alone
OF_KUBESCAPE = [each for each in ALL if each[0] != "latest-tag"]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def deployment(on_object: str = 'a: ""', on_template: str = 'a: ""', name: str = "web") -> str:
    text = DEPLOYMENT.replace('ON_OBJECT: ""', on_object).replace('ON_TEMPLATE: ""', on_template)
    return text.replace("NAME", name)


def report(text: str, config: str = "", *select: str, name: str = "web.yaml") -> infracheck.Report:
    Path(name).write_text(text, encoding="utf-8")
    Path(".infracheck.yaml").write_text(config, encoding="utf-8")
    return scan(["."], select=select or SELECT, config=".infracheck.yaml", today=date(2026, 6, 15))


def waived(scanned: infracheck.Report) -> list[tuple[str, int]]:
    return sorted((each.policy_id, each.line) for each in scanned.waived)


def complaints(scanned: infracheck.Report) -> list[tuple[str, int]]:
    return [(each.policy_id, each.line) for each in scanned.findings if each.policy_id.startswith("waiver-")]


@pytest.mark.parametrize(
    ("on_object", "expected"),
    [
        ('infracheck.io/ignore: "memory-limit: a batch job"', [("memory-limit", 15), ("memory-limit", 18)]),
        ("infracheck.io/ignore: 'host-pid: it reads processes; latest-tag: a mirror'",
         [("host-pid", 13), ("latest-tag", 16), ("latest-tag", 19)]),
        ('infracheck.io/ignore: "host-pid: a\\nlatest-tag: b"',
         [("host-pid", 13), ("latest-tag", 16), ("latest-tag", 19)]),
        ('infracheck.io/ignore: "host-pid, checkov:CKV_K8S_13: a reason: with a colon; and a semicolon"',
         [("host-pid", 13), ("memory-limit", 15), ("memory-limit", 18)]),
        ('infracheck.io/ignore.web: "memory-limit: a batch job"', [("memory-limit", 15)]),
        ('infracheck.io/ignore.init: "category:resources: short"', [("memory-limit", 18)]),
        ('"infracheck.io\\x2fignore": "host-pid: escaped"', [("host-pid", 13)]),
        ('"infracheck.io/\\u0069gnore": "host-pid: escaped"', [("host-pid", 13)]),
        ('{infracheck.io/ignore: "host-pid: in flow style"}', [("host-pid", 13)]),
    ],
)  # fmt: skip
def test_an_annotation_waives_in_its_object(on_object: str, expected: list[tuple[str, int]]) -> None:
    scanned = report(deployment(on_object))

    assert (waived(scanned), complaints(scanned)) == (expected, [])


def test_an_annotation_of_a_template_speaks_of_the_template() -> None:
    scanned = report(deployment(on_template='infracheck.io/ignore: "host-pid: it reads processes"'))

    assert (waived(scanned), complaints(scanned)) == ([("host-pid", 13)], [])


def test_an_annotation_speaks_of_no_other_object_of_its_file() -> None:
    first = deployment('infracheck.io/ignore: "memory-limit, latest-tag: a batch job"', name="first")
    scanned = report(f"{first}---\n{deployment(name='second')}")

    assert waived(scanned) == [("latest-tag", 16), ("latest-tag", 19), ("memory-limit", 15), ("memory-limit", 18)]


@pytest.mark.parametrize(
    ("annotation", "complaint"),
    [
        ('infracheck.io/ignore: "memory-limit"', "waiver-reason"),
        ('infracheck.io/ignore: "memory-limit:"', "waiver-reason"),
        ('infracheck.io/ignore: "memory-limits: why"', "waiver-policy"),
        ('infracheck.io/ignore: "all: why"', "waiver-policy"),
        ('infracheck.io/ignore: "because of the batch job"', "waiver-policy"),
        ('infracheck.io/ignore: ""', "waiver-policy"),
        ('infracheck.io/ignore: "mem\u043ery-limit: a Cyrillic letter"', "waiver-policy"),
        ('infracheck.io/ignore: "memory-limit\u200b: a hidden character"', "waiver-policy"),
        ('infracheck.io/ignore.other: "memory-limit: why"', "waiver-unused"),
        ('infracheck.io/ignore: "memory-limit; host-pid: why"', "waiver-reason"),
    ],
)
def test_an_annotation_at_fault_is_a_finding(annotation: str, complaint: str) -> None:
    scanned = report(deployment(annotation))

    assert complaints(scanned) == [(complaint, 6)]
    assert ("memory-limit", 15) not in waived(scanned)


def test_an_unknown_policy_of_an_annotation_gets_a_suggestion() -> None:
    (found,) = [each for each in report(deployment('infracheck.io/ignore: "memory-limits: x"')).findings
                if each.policy_id == "waiver-policy"]  # fmt: skip

    assert found.remedy.startswith("Did you mean memory-limit")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("policies: [host-pid]", [("host-pid", 13)]),
        ("policies: [latest-tag]\n    container: web", [("latest-tag", 16)]),
        ("policies: [latest-tag]\n    container: i*", [("latest-tag", 19)]),
        ("policies: [latest-tag]\n    paths: ['*.yaml']\n    kind: Deployment\n    name: w?b",
         [("latest-tag", 16), ("latest-tag", 19)]),
        ("policies: [host-pid]\n    paths: [web.yaml]", [("host-pid", 13)]),
        ("policies: [host-pid]\n    until: 2026-06-15", [("host-pid", 13)]),
        ("policies: [host-pid]\n    name: we", []),
        ("policies: [host-pid]\n    paths: ['*.yml']", []),
        ("policies: [host-pid]\n    kind: Pod", []),
        ("policies: [host-pid]\n    namespace: '*'", []),
        ("policies: [host-pid]\n    container: '*'", []),
    ],
)  # fmt: skip
def test_an_entry_of_the_config_waives_what_all_its_patterns_match(entry: str, expected: list[tuple[str, int]]) -> None:
    scanned = report(deployment(), f"waivers:\n  - {entry}\n    reason: agreed on\n")

    assert waived(scanned) == expected
    assert complaints(scanned) == ([] if expected else [("waiver-unused", 2)])
    assert {each.suppression.kind for each in scanned.waived if each.suppression} <= {"external"}


def test_an_entry_does_not_hold_after_its_last_day() -> None:
    config = "waivers:\n  - policies: [host-pid]\n    reason: agreed on\n    until: 2026-06-14\n"
    scanned = report(deployment(), config)

    assert (waived(scanned), complaints(scanned)) == ([], [("waiver-expired", 2)])


def test_an_unused_entry_is_told_only_where_all_is_scanned_that_it_is_for() -> None:
    Path("sub").mkdir()
    Path("sub/web.yaml").write_text(deployment(), encoding="utf-8")
    Path("all.yaml").write_text("waivers:\n  - policies: [latest-tag]\n    name: other\n    reason: x\n")

    part = scan(["sub"], select=SELECT, config="all.yaml")
    whole = scan(["."], select=SELECT, config="all.yaml")

    assert (complaints(part), complaints(whole)) == ([], [("waiver-unused", 2)])


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("policies: [host-pid]", "must have"),
        ("policies: [host-pid]\n    reason: ' '", "a waiver must have a reason"),
        ("policies: [host-pidd]\n    reason: x", "Did you mean host-pid"),
        ("policies: [all]\n    reason: x", "for every policy"),
        ("policies: [host-pid]\n    reason: x\n    until: 2026-13-01", "must be a date"),
        ("policies: [host-pid]\n    reason: x\n    until: 20261231", "must be a string"),
        ("policies: [host-pid]\n    reason: x\n    until: '20261231'", "must be a date"),
        ("policies: [host-pid]\n    reason: x\n    name: [a]", "must be a string"),
        ("policies: [host-pid]\n    reason: x\n    path: a", "unknown setting"),
    ],
)
def test_an_entry_at_fault_is_wrong_use(entry: str, said: str) -> None:
    with pytest.raises(ConfigError) as raised:
        report(deployment(), f"waivers:\n  - {entry}\n")

    assert said in str(raised.value)
    assert ".infracheck.yaml:" in str(raised.value)


def test_a_protected_policy_is_waived_by_nobody() -> None:
    config = "protected: [host-pid]\nwaivers:\n  - policies: [host-pid]\n    reason: x\n"
    annotation = 'infracheck.io/ignore: "host-pid, latest-tag: why"'
    scanned = report(deployment(annotation).replace("true", "true # infracheck: ignore[host-pid] x"), config)

    assert waived(scanned) == [("latest-tag", 16), ("latest-tag", 19)]
    assert complaints(scanned) == [("waiver-protected", 3), ("waiver-protected", 6), ("waiver-protected", 13)]


@pytest.mark.parametrize(
    ("annotation", "tool", "expected"),
    [
        ("checkov.io/skip1: CKV_K8S_13=a batch job", "checkov", [("memory-limit", 15), ("memory-limit", 18)]),
        ("checkov.io/skip12: CKV_K8S_17", "checkov", [("host-pid", 13)]),
        ("ignore-check.kube-linter.io/host-pid: why", "kube-linter", [("host-pid", 13)]),
        ("kube-linter.io/ignore-all: why", "kube-linter", ALL),
        ("kube-score/ignore: container-image-tag, other", "kube-score", [("latest-tag", 16), ("latest-tag", 19)]),
        ("polaris.fairwinds.com/hostPIDSet-exempt: 'true'", "polaris", [("host-pid", 13)]),
        ("polaris.fairwinds.com/hostPIDSet-exempt: 'false'", "polaris", []),
        ("polaris.fairwinds.com/exempt: 'true'", "polaris", ALL),
        ("ignore-check.kube-linter.io/host-pid: 7", "kube-linter", []),
        ("ignore-check.kube-linter.io/host-pid: '7'", "kube-linter", [("host-pid", 13)]),
        ("polaris.fairwinds.com/exempt: true", "polaris", []),
        ("kubescape.io/ignore: enabled", "kubescape", OF_KUBESCAPE),
        ("kubescape.io/ignore: 'Yes'", "kubescape", OF_KUBESCAPE),
        ("kubescape.io/ignore: 'no'", "kubescape", []),
        ("ignore-check.kube-linter.io/no-such-check: why", "kube-linter", []),
    ],
)
def test_an_annotation_of_another_tool_waives_what_answers_to_its_rule(
    annotation: str, tool: str, expected: list[tuple[str, int]]
) -> None:
    scanned = report(deployment(annotation))
    others = report(deployment(annotation), "peer-waivers: false\n")
    only = report(deployment(annotation), f"peer-waivers: [{tool}]\n")

    assert (waived(scanned), complaints(scanned)) == (expected, [])
    assert (waived(others), complaints(others), waived(only)) == ([], [], expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# hadolint ignore=DL3007\nFROM debian:latest\nUSER root\n", [1]),
        ("# hadolint ignore=DL3006, DL3007 # a mirror\nFROM debian:latest\nUSER root\n", [1]),
        ("# hadolint ignore=DL3006\nFROM debian:latest\nUSER root\n", []),
        ("FROM debian:latest\n# hadolint ignore=DL3002,DL3007\nUSER root\n", [2]),
        ("# hadolint global ignore=DL3002\nFROM debian:latest\nRUN true\nUSER root\n", [2]),
        ("FROM debian:latest\nUSER root\n# checkov:skip=CKV_DOCKER_8: needs port 80\n", [2]),
        ("# trivy:ignore:DS-0001\nFROM debian:latest\nUSER root\n", [1]),
        ("# trivy:ignore:AVD-DS-0001\nFROM debian:latest\nUSER root\n", [1]),
        ("# trivy:ignore:DS001:exp:2026-07-01\nFROM debian:latest\nUSER root\n", [1]),
        ("# trivy:ignore:DS001:exp:2026-05-01\nFROM debian:latest\nUSER root\n", []),
        ("FROM debian:latest\nENV A='# hadolint global ignore=DL3002,DL3007'\nUSER root\n", []),
        ("FROM debian:latest\nCOPY <<E /a\n# checkov:skip=CKV_DOCKER_8\nE\nUSER root\n", []),
        ("# kics-scan ignore\nFROM debian:latest\nUSER root\n", [1, 2]),
        ("FROM debian:latest\n# kics-scan ignore\nUSER root\n", []),
        ("FROM debian:latest\n# kics-scan ignore-line\nUSER root\n", [2]),
    ],
)
def test_a_mark_in_a_dockerfile(text: str, expected: list[int]) -> None:
    scanned = report(text, "", "latest-base-image", "dockerfile-user", name="Dockerfile")
    numbers = {"latest-base-image": 1, "dockerfile-user": 2}

    assert sorted(numbers[each.policy_id] for each in scanned.waived) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# check=skip=StageNameCasing\nFROM debian:13 AS Web\n", 1),
        ("# syntax=a/b:1\n# CHECK=error=true;skip=WorkdirRelativePath, StageNameCasing\nFROM debian:13 AS Web\n", 1),
        ("# check=skip=all\nFROM debian:13 AS Web\n", 1),
        ("# a comment\n# check=skip=all\nFROM debian:13 AS Web\n", 0),
        ("# check=error=true\nFROM debian:13 AS Web\n", 0),
    ],
)  # fmt: skip
def test_a_check_directive(text: str, expected: int) -> None:
    scanned = report(text, "", "stage-name-casing", name="Dockerfile")

    assert (len(scanned.waived), len(scanned.findings)) == (expected, 1 - expected)


@pytest.mark.parametrize(
    ("before", "mark", "expected"),
    [
        ("        - name: web", "        # kics-scan ignore-block", [("latest-tag", 17), ("memory-limit", 16)]),
        ("        - name: web", "        # trivy:ignore:KSV-0013 a mirror", [("latest-tag", 17)]),
        ("          image: nginx", "          # kics-scan ignore-line", [("latest-tag", 17)]),
        ("      hostPID", "      # trivy:ignore:KSV-0010", [("host-pid", 14)]),
        ("apiVersion", "# kics-scan disable=583053b7-e632-46f0-b989-f81ff8045385",
         [("latest-tag", 17), ("latest-tag", 20)]),
        ("spec:", "# kics-scan ignore", []),
    ],
)  # fmt: skip
def test_a_mark_in_a_manifest(before: str, mark: str, expected: list[tuple[str, int]]) -> None:
    scanned = report(deployment().replace(before, f"{mark}\n{before}", 1), "", "memory-limit", "latest-tag", "host-pid")

    assert [each for each in waived(scanned) if each[0] != "possible-root"] == expected
