"""The example shop: exactly the faults that were put in are found, and none in the same shop without them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from os.path import dirname, join

import pytest

import infracheck

ROOT = dirname(dirname(__file__))
SHOP, FIXED = join("fixtures", "shop"), join("fixtures", "shop-fixed")


@pytest.fixture(autouse=True)
def _in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def expected() -> list[str]:
    with open(join(SHOP, "expected.txt"), encoding="utf-8") as file:
        return sorted(file.read().splitlines())


def place(path: str, line: int, column: int, policy: str) -> str:
    return f"{os.path.relpath(path, SHOP).replace(os.sep, '/')}:{line}:{column} {policy}"


def places(report: infracheck.Report) -> list[str]:
    return sorted(place(each.path, each.line, each.column, each.policy_id) for each in report.findings)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "infracheck", *arguments]
    return subprocess.run(words, capture_output=True, check=False, encoding="utf-8")


def test_the_shop_has_the_expected_findings() -> None:
    report = infracheck.scan([SHOP])

    assert places(report) == expected()
    assert report.faults == ()


def test_several_processes_find_the_same() -> None:
    assert places(infracheck.scan([SHOP], jobs=2)) == expected()


def test_the_order_of_the_paths_changes_nothing() -> None:
    paths = [join(SHOP, name) for name in ("services", "k8s", "compose.yaml")]

    assert places(infracheck.scan(paths)) == expected()


def test_the_command_line_finds_the_same_and_fails() -> None:
    done = command("scan", SHOP, "-f", "json")
    found = json.loads(done.stdout)["findings"]

    assert sorted(place(each["path"], each["line"], each["column"], each["policy"]) for each in found) == expected()
    assert done.returncode == 1


def test_no_report_shows_a_secret() -> None:
    for form in ("table", "json", "sarif", "github"):
        done = command("scan", SHOP, "-f", form)

        assert "demo-password" not in done.stdout + done.stderr, form


def test_the_user_of_the_image_is_found_at_the_workload() -> None:
    (finding,) = infracheck.scan([SHOP], select=["root-user"]).findings

    dockerfile = f"{SHOP}/services/worker/Dockerfile".replace(os.sep, "/")
    compose = f"{SHOP}/compose.yaml".replace(os.sep, "/")

    assert [(each.message, each.span.path, each.span.line) for each in finding.related] == [
        ("USER is root", dockerfile, 14),
        (f"the image is built by {dockerfile} according to {compose}", compose, 12),
    ]


@pytest.mark.parametrize("shop", [SHOP, FIXED])
def test_one_finding_is_waived_with_a_reason(shop: str) -> None:
    (waived,) = infracheck.scan([shop]).waived

    assert (waived.policy_id, waived.line) == ("plaintext-api", 12)
    assert waived.suppression is not None
    assert waived.suppression.reason.startswith("the carrier has no TLS")


def test_a_limit_of_the_limit_range_counts() -> None:
    (finding,) = infracheck.scan([SHOP], select=["memory-limit"]).findings

    # web and api set no limit of their own either, in the namespace that gives them one
    assert finding.resource is not None
    assert (finding.resource.namespace, finding.resource.name) == ("shop-reports", "nightly-report")


def test_the_repaired_shop_has_no_finding() -> None:
    report = infracheck.scan([FIXED])

    assert (places(report), report.faults) == ([], ())


def test_the_repaired_shop_passes_the_gate() -> None:
    done = command("scan", FIXED, "--fail-on", "low")

    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("No violations found")


def test_the_readme_quotes_what_is_said() -> None:
    with open("README.md", encoding="utf-8") as file:
        quoted = re.search(r"```console\n\$ infracheck (.*)\n((?:.*\n)*?)```", file.read())

    assert quoted is not None
    said = command(*quoted[1].split()).stdout
    for part in re.split(r"^  …$", quoted[2], flags=re.M):
        assert part.strip("\n") in said
