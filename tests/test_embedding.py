"""A program that calls `infracheck.scan` finds itself as it was, and a report goes wherever it is sent."""

from __future__ import annotations

import gc
import io
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import infracheck
from infracheck import Report
from infracheck.report.formats import as_sarif

SHOP = Path(__file__).parents[1] / "fixtures" / "shop"
_OWN = '''\
from collections.abc import Iterator
from typing import NamedTuple

from infracheck import Container, Severity, Violation, policy


class Names(NamedTuple):
    """Which names there may be."""

    allowed: tuple[str, ...] = ("nobody",)


@policy("own-name", category="own", severity=Severity.LOW)
def own_name(container: Container, options: Names) -> Iterator[Violation]:
    """A container bears a name that is allowed.

    Others are not known to anybody.
    """
    if container.name not in options.allowed:
        yield container.violation("container has another name", at=Container.image)
'''
_ELSEWHERE = """
import io, pickle, sys
from infracheck.report.formats import as_sarif
report = pickle.load(sys.stdin.buffer)
out = io.StringIO()
as_sarif.write(report, out)
print(out.getvalue(), end="")
"""


@pytest.fixture
def own(tmp_path: Path) -> str:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "names.py").write_text(_OWN)
    return str(folder)


def shown(report: Report) -> list[tuple[str, int, str, str, str]]:
    return [(each.path, each.line, each.policy_id, each.message, each.fingerprint) for each in report.findings]


def test_a_report_with_policies_of_a_user_is_read_in_another_process(own: str) -> None:
    report = infracheck.scan([SHOP], select=["all"], policies=[own])
    out = io.StringIO()
    as_sarif.write(report, out)

    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE], input=pickle.dumps(report), capture_output=True, check=True
    )

    assert "own-name" in {each.policy_id for each in report.findings}
    assert done.stdout.decode() == out.getvalue()


def test_what_a_report_holds_has_no_functions(own: str) -> None:
    sent = pickle.dumps(infracheck.scan([SHOP], policies=[own]))

    assert b"infracheck_policies." not in sent
    assert b"infracheck_user_policies" not in sent


def test_scans_in_threads_find_what_scans_one_after_the_other_find(own: str) -> None:
    folders = [SHOP, SHOP.parent / "shop-fixed", SHOP.parent / "products", SHOP]

    def scanned(folder: Path) -> list[tuple[str, int, str, str, str]]:
        return shown(infracheck.scan([folder], select=["all"], policies=[own], jobs=2))

    expected = [scanned(each) for each in folders]
    with ThreadPoolExecutor(len(folders)) as threads:
        assert list(threads.map(scanned, folders)) == expected


@pytest.mark.parametrize("is_on", [True, False])
def test_the_collector_stays_as_it_was(is_on: bool) -> None:
    was_on = gc.isenabled()
    switched: list[bool] = []
    try:
        (gc.enable if is_on else gc.disable)()
        infracheck.scan([SHOP], progress=lambda done, total: switched.append(gc.isenabled()))
        assert gc.isenabled() is is_on
        assert set(switched) == {is_on}
    finally:
        (gc.enable if was_on else gc.disable)()


def test_modules_and_their_functions_stay_as_they_were() -> None:
    script = "import gc, re, sys, inspect\nbefore = dict(sys.modules), dict(vars(re)), dict(vars(inspect))\n"
    script += f"import infracheck\ninfracheck.scan([{str(SHOP)!r}], select=['all'])\nimport yaml\n"
    script += "assert all(sys.modules[name] is module for name, module in before[0].items())\n"
    script += "assert (dict(vars(re)), dict(vars(inspect))) == before[1:3]\n"
    script += "assert type(re.compile('a')) is type(yaml.resolver.Resolver.yaml_implicit_resolvers['0'][0][1])\n"
    script += "from infracheck import cli\nimport infracheck.cli.scan_command\n"
    script += "assert all(sys.modules[name] is module for name, module in before[0].items())\n"
    script += "assert (dict(vars(re)), dict(vars(inspect))) == before[1:3]\n"

    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
