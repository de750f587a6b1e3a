"""`infracheck scan`: options in, report and exit code out."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from infracheck.report.formats import catalogue

LIMIT = ("--select", "memory-limit")


def found(text: str) -> list[tuple[str, int, str]]:
    return [(each["path"], each["line"], each["policy"]) for each in json.loads(text)["findings"]]


def test_without_findings_the_exit_code_is_0(infracheck: Any, folder: Path) -> None:
    (folder / "web.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n")

    done = infracheck("scan")

    assert (done.status, done.err) == (0, "")
    assert "1 file (1 Kubernetes object)" in done.out


def test_findings_give_1_and_stand_with_their_line(infracheck: Any, pod: Path) -> None:
    done = infracheck("scan", *LIMIT, "--quiet")

    assert (done.status, done.err) == (1, "")
    assert done.out == "web.yaml:7:7  medium  memory-limit  container web sets no memory limit\n"


@pytest.mark.parametrize(("level", "status"), [("low", 1), ("medium", 1), ("high", 0), ("critical", 0), ("never", 0)])
def test_fail_on_says_from_which_level_on_findings_count(infracheck: Any, pod: Path, level: str, status: int) -> None:
    done = infracheck("scan", *LIMIT, "--fail-on", level, "--quiet")

    assert done.status == status
    assert "memory-limit" in done.out


@pytest.mark.parametrize("form", sorted(catalogue.SCAN))
def test_severity_bounds_what_is_reported_and_what_fails(infracheck: Any, pod: Path, form: str) -> None:
    hidden = infracheck("scan", *LIMIT, "--severity", "high", "-f", form)
    shown = infracheck("scan", *LIMIT, "--severity", "medium", "-f", form)

    assert (hidden.status, "sets no memory limit" in hidden.out) == (0, False)
    assert (shown.status, "sets no memory limit" in shown.out) == (1, True)


@pytest.mark.parametrize("fail_on", ["low", "medium"])
def test_nothing_fails_that_severity_leaves_out(infracheck: Any, pod: Path, fail_on: str) -> None:
    done = infracheck("scan", *LIMIT, "--severity", "high", "--fail-on", fail_on, "--quiet")

    assert (done.status, done.out) == (0, "")


def test_the_severity_of_the_config_bounds_what_fails(infracheck: Any, pod: Path, folder: Path) -> None:
    (folder / ".infracheck.yaml").write_text("severity: high\n")

    assert infracheck("scan", *LIMIT, "--quiet").status == 0
    assert infracheck("scan", *LIMIT, "--quiet", "--severity", "low").status == 1


def test_the_table_says_that_findings_stand_below_the_severity(infracheck: Any, pod: Path) -> None:
    done = infracheck("scan", *LIMIT, "--severity", "high")

    assert done.out.splitlines() == [
        "No violations of severity high or higher in 1 file (1 Kubernetes object), by 1 policy.",
        "Not listed: 1 finding of a severity below high; --severity low lists them all.",
    ]


def test_waived_findings_below_the_severity_are_not_listed_either(infracheck: Any, pod: Path) -> None:
    pod.write_text(pod.read_text().replace("- name: web", "- name: web # infracheck: ignore[memory-limit] a test"))

    listed = [
        json.loads(infracheck("scan", *LIMIT, "-f", "json", "--include-waived", "--severity", level).out)["findings"]
        for level in ("medium", "high")
    ]

    assert list(map(len, listed)) == [1, 0]


def test_a_path_that_does_not_exist_is_wrong_use(infracheck: Any, pod: Path) -> None:
    done = infracheck("scan", "web.yaml", "nowhere", "--quiet")

    assert done.status == 2
    assert done.err == "infracheck: nowhere: does not exist. Check its spelling and the current folder.\n"


@pytest.mark.parametrize(
    ("words", "status"),
    [(("--require-inputs", "empty"), 2), (("empty",), 0), (("--require-inputs", *LIMIT, "--fail-on", "never"), 0)],
)
def test_a_gate_with_nothing_to_check_fails_where_that_is_asked_for(
    infracheck: Any, pod: Path, words: tuple[str, ...], status: int
) -> None:
    (pod.parent / "empty").mkdir()

    assert infracheck("scan", *words).status == status


def test_a_stream_is_read_from_standard_input(infracheck: Any, pod: Path) -> None:
    done = infracheck("scan", *LIMIT, "-", "-f", "json", stdin=pod.read_text())

    assert found(done.out) == [("-", 7, "memory-limit")]


def test_a_stream_may_be_a_dockerfile(infracheck: Any) -> None:
    done = infracheck("scan", "--select", "dockerfile-user", "-", "-f", "json", stdin="FROM debian:13\nUSER root\n")

    assert found(done.out) == [("-", 2, "dockerfile-user")]


def test_a_broken_stream_is_a_finding_whatever_it_was_meant_to_be(infracheck: Any) -> None:
    done = infracheck("scan", "-", "--quiet", stdin="a: [\n")

    assert done.status == 1
    assert done.out == "-:1:1  high  input-syntax  invalid YAML: did not find expected node content\n"


def test_selectors_stand_behind_commas_and_in_several_options(infracheck: Any, pod: Path) -> None:
    done = infracheck(
        "scan", "--select", "memory-limit, cpu-request", "--select", "checkov:CKV_K8S_12", "--ignore", "cpu-request",
        "-f", "json",
    )  # fmt: skip

    assert {policy for _, _, policy in found(done.out)} == {"memory-limit", "memory-request"}


def test_an_unknown_selector_names_the_nearest(infracheck: Any, pod: Path) -> None:
    done = infracheck("scan", "--select", "memroy-limit")

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("infracheck: unknown policy or selector 'memroy-limit'. Did you mean memory-limit or ")


def test_a_selector_like_nothing_leads_to_the_catalogue(infracheck: Any, pod: Path) -> None:
    done = infracheck("scan", "--ignore", "category:§§§")

    assert done.status == 2
    assert "unknown policy or selector 'category:§§§'." in done.err


def test_several_formats_go_to_several_files(infracheck: Any, pod: Path, folder: Path) -> None:
    done = infracheck("scan", *LIMIT, "-f", "github", "-f", "json=a=b.json", "-f", "sarif=out.sarif", "-f", "table=t")

    assert done.status == 1
    assert done.out.startswith("::warning file=web.yaml,line=7,")
    assert found((folder / "a=b.json").read_text()) == [("web.yaml", 7, "memory-limit")]
    assert json.loads((folder / "out.sarif").read_text())["version"] == "2.1.0"
    assert "container web sets no memory limit" in (folder / "t").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-f", "xml"), "infracheck: --format: unknown format 'xml'"),
        (("-f", "json="), "infracheck: --format: no file after the equals sign"),
        (("-f", "json", "-f", "table"), "infracheck: --format: two formats write to the same output"),
        (("--fail-on", "often"), "Error: Invalid value for '--fail-on': 'often' is not one of "),
        (("--severity", "never"), "Error: Invalid value for '--severity': 'never' is not one of "),
        (("--jobs", "0"), "Error: Invalid value for '--jobs'"),
        (("--jobs", "many"), "Error: Invalid value for '--jobs'"),
        (("--kubernetes-version", "new"), "infracheck: 'new' is not a Kubernetes version. Use a version such as 1."),
        (("--policies", "nowhere"), "infracheck: folder nowhere does not exist"),
        (("--config", "nowhere.yaml"), "infracheck: nowhere.yaml: no such file or directory"),
        (("--no-such-option",), "Error: No such option '--no-such-option'"),
    ],
)
def test_wrong_use_gives_2_and_says_what(infracheck: Any, pod: Path, arguments: tuple[str, ...], said: str) -> None:
    done = infracheck("scan", *arguments)

    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_a_report_that_cannot_be_written_gives_3(infracheck: Any, pod: Path) -> None:
    done = infracheck("scan", "-f", "json=nowhere/out.json")

    assert done.status == 3
    assert done.err.startswith("infracheck: nowhere/out.json: no such file or directory")


def test_a_policy_that_raises_is_a_fault_and_the_rest_goes_on(infracheck: Any, pod: Path, folder: Path) -> None:
    (folder / "policies").mkdir()
    (folder / "policies" / "broken.py").write_text(
        "from collections.abc import Iterator\n"
        "from infracheck import Container, Severity, Violation, policy\n\n\n"
        "@policy('fragile', category='own', severity=Severity.LOW)\n"
        "def fragile(container: Container) -> Iterator[Violation]:\n"
        '    """A container is seen."""\n'
        "    yield container.violation('seen')\n"
        "    raise ValueError('NASTY-SECRET')\n"
    )

    done = infracheck("scan", "web.yaml", "--policies", "policies", "--select", "fragile,memory-limit", "-f", "json")

    report = json.loads(done.out)
    assert done.status == 3
    assert sorted(each["policy"] for each in report["findings"]) == ["fragile", "memory-limit"]
    error = f"ValueError ({Path('policies', 'broken.py')}:9)"
    crash = {"policy": "fragile", "stage": "judging", "path": "web.yaml", "line": 7, "error": error}
    assert report["faults"] == [crash]
    assert "NASTY-SECRET" not in done.out + done.err


def test_a_fault_names_policy_and_place_to_a_person_too(infracheck: Any, pod: Path, folder: Path) -> None:
    (folder / "policies").mkdir()
    (folder / "policies" / "broken.py").write_text(
        "from infracheck import Container, Severity, policy\n"
        "@policy('fragile', category='own', severity=Severity.LOW)\n"
        "def fragile(container: Container):\n"
        "    'A container is seen.'\n"
        "    raise KeyError(container)\n"
    )

    done = infracheck("scan", "web.yaml", "--policies", "policies", "--select", "fragile")

    assert done.status == 3
    assert "fragile" in done.out
    assert "web.yaml:7" in done.out
    assert "KeyError (policies" in done.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fail-on: often\n", ".infracheck.yaml:1:1: must be one of critical, high, medium, low, never"),
        ("select: memory-limit\n", ".infracheck.yaml:1:1: must be a list"),
        ("selct: []\n", ".infracheck.yaml:1:1: unknown setting"),
        ("# first\nexists:\n  - kind: Secret\n", ".infracheck.yaml:3:5: must have kind and name"),
        ("options:\n  memory-limit:\n    x: 1\n", ".infracheck.yaml:2:3: memory-limit has no options"),
        ("options:\n  memroy-limit: {}\n", ".infracheck.yaml:2:3: unknown policy or selector 'memroy-limit'."),
        ("- a\n", ".infracheck.yaml:1:3: a config must be a mapping"),
        ("a: [\n", ".infracheck.yaml:1:1: invalid YAML: "),
        ("policies: [own]\n", ".infracheck.yaml:1:1: a config that was discovered automatically must not load code"),
    ],
)
def test_a_config_at_fault_gives_2_with_place(infracheck: Any, pod: Path, folder: Path, text: str, said: str) -> None:
    (folder / ".infracheck.yaml").write_text(text)

    done = infracheck("scan", "web.yaml")

    assert (done.status, done.out) == (2, "")
    assert done.err.startswith(f"infracheck: {said}")


def test_the_config_of_the_current_folder_counts(infracheck: Any, pod: Path, folder: Path) -> None:
    (folder / ".infracheck.yaml").write_text("select: [memory-limit]\nfail-on: never\n")

    done = infracheck("scan", "web.yaml", "--quiet")

    assert (done.status, done.out.count("\n")) == (0, 1)


def test_options_have_the_last_word_over_the_config(infracheck: Any, pod: Path, folder: Path) -> None:
    (folder / ".infracheck.yaml").write_text("select: [cpu-request]\nfail-on: never\n")

    done = infracheck("scan", "web.yaml", *LIMIT, "--fail-on", "low", "--quiet")

    assert done.status == 1
    assert "memory-limit" in done.out
    assert "cpu-request" not in done.out


def test_waived_findings_are_written_only_where_they_are_asked_for(infracheck: Any, folder: Path, pod: Path) -> None:
    text = pod.read_text().replace("- name: web", "- name: web # infracheck: ignore[memory-limit] a batch job")
    pod.write_text(text)

    without = infracheck("scan", *LIMIT, "-f", "json")
    asked = infracheck("scan", *LIMIT, "-f", "json", "--include-waived")

    assert (without.status, asked.status) == (0, 0)
    assert json.loads(without.out)["findings"] == []
    assert json.loads(without.out)["summary"]["waived"] == 1
    assert [(each["suppressed"], each["suppression"]["reason"]) for each in json.loads(asked.out)["findings"]] == [
        (True, "a batch job")
    ]


def test_verbose_says_what_was_left_out(infracheck: Any, folder: Path, pod: Path) -> None:
    (folder / "values.yaml").write_text("replicas: 2\n")

    done = infracheck("scan", *LIMIT, "--verbose")

    assert "values.yaml" in done.out
    assert "no Kubernetes objects" in done.out


def test_a_file_is_coloured_for_nobody(infracheck: Any, pod: Path) -> None:
    assert "\x1b" not in infracheck("scan").out


def test_the_version_of_kubernetes_decides_which_rules_hold(infracheck: Any, folder: Path) -> None:
    (folder / "web.yaml").write_text(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  securityContext:\n    sysctls:\n"
        "      - name: net.ipv4.tcp_rmem\n        value: '1'\n  containers: []\n"
    )

    older = infracheck("scan", "--select", "unsafe-sysctl", "--kubernetes-version", "1.31", "-f", "json")
    newer = infracheck("scan", "--select", "unsafe-sysctl", "--kubernetes-version", "v1.32.4", "-f", "json")

    assert found(older.out) == [("web.yaml", 8, "unsafe-sysctl")]
    assert found(newer.out) == []


@pytest.mark.parametrize("name", [".infracheck.yaml", ".infracheck.yml"])
def test_a_config_below_the_scanned_folder_is_told_not_to_be_used(infracheck: Any, pod: Path, name: str) -> None:
    below = pod.parent / "base"
    below.mkdir()
    (below / name).write_text("ignore: [memory-limit]\n")

    done = infracheck("scan", *LIMIT, "--quiet")

    path = os.path.join("base", name)
    assert done.status == 1
    assert done.err.rstrip() == (
        f"infracheck: warning: the config {path} is not used; there is none in the current folder or above it in its "
        "repository. Name it with --config to use it."
    )


def test_of_a_config_that_is_named_no_other_is_told(infracheck: Any, pod: Path, folder: Path) -> None:
    (folder / ".infracheck.yaml").write_text("ignore: [memory-limit]\n")
    (folder / "other.yaml").write_text("severity: low\n")

    done = infracheck("scan", *LIMIT, "--quiet", "--config", "other.yaml")

    assert (done.status, done.err) == (1, "")


def test_two_configs_in_one_folder_give_2(infracheck: Any, pod: Path, folder: Path) -> None:
    (folder / ".infracheck.yaml").write_text("")
    (folder / ".infracheck.yml").write_text("")

    done = infracheck("scan", *LIMIT)

    assert done.status == 2
    assert ".infracheck.yaml and .infracheck.yml both configure this folder" in done.err
