"""JUnit's XML."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.report.reports import finding, report_of

import infracheck
from infracheck.model.base.violation import Resource
from infracheck.report.report import Report
from infracheck.source.text.span import Span

Written = Callable[..., str]
SHAPE: dict[str, Any] = json.loads((Path(__file__).parent / "schemas" / "junit.json").read_text(encoding="utf-8"))
SHOP = Path(__file__).parents[2] / "fixtures" / "shop"


def breaches(element: ElementTree.Element) -> Iterator[str]:
    """Where an element and what is in it do not have the shape that readers agree on."""
    shape = SHAPE[element.tag]
    given = set(element.attrib)
    yield from (f"{element.tag} lacks {each}" for each in set(shape["required"]) - given)
    yield from (f"{element.tag} has {each}" for each in given - set(shape["required"]) - set(shape["optional"]))
    if not shape["text"] and (element.text or "").strip():
        yield f"{element.tag} holds text"
    for child in element:
        if child.tag not in shape["children"]:
            yield f"{element.tag} holds {child.tag}"
        else:
            yield from breaches(child)


def tallied(element: ElementTree.Element) -> dict[str, int]:
    kinds = {"tests": "testcase", "failures": "failure", "errors": "error"}
    return {name: sum(1 for _ in element.iter(kind)) for name, kind in kinds.items()}


def test_the_whole_report(report: Report, written: Written, snapshot: Callable[[str, str], None]) -> None:
    snapshot("report.junit.xml", written("junit", report, include_waived=True))


def test_it_has_the_shape_that_readers_agree_on_and_counts_right(report: Report, written: Written) -> None:
    shop = infracheck.scan([SHOP], select=["all"])
    for each in (report, shop, report_of(crashed=2), report_of(files=())):
        root = ElementTree.fromstring(written("junit", each, include_waived=True))
        assert root.tag == "testsuites"
        assert list(breaches(root)) == []
        for element in (root, *root):
            assert {name: int(element.attrib[name]) for name in ("tests", "failures", "errors")} == tallied(element)
        assert tallied(root)["failures"] == len(each.findings)


def test_a_clean_file_is_a_test_that_passed(written: Written) -> None:
    root = ElementTree.fromstring(written("junit", report_of(finding(), files=("a.yaml", "b.yaml"))))

    assert [(suite.get("name"), len(suite[0])) for suite in root] == [("a.yaml", 1), ("b.yaml", 0)]


def test_a_waived_finding_is_a_skipped_test_where_it_is_asked_for(written: Written) -> None:
    report = report_of(finding(waived="known <and> accepted"))

    asked = ElementTree.fromstring(written("junit", report, include_waived=True))
    unasked = ElementTree.fromstring(written("junit", report))

    assert [each.get("message") for each in asked.iter("skipped")] == ["known <and> accepted"]
    assert asked[0].get("skipped") == "1"
    assert list(unasked.iter("skipped")) == []


def test_a_name_holds_no_line_and_is_the_only_one_of_its_file(written: Written) -> None:
    about = Resource("Pod", "shop", "web")
    lines = [finding(span=Span("a.yaml", line, 1, line, 2), resource=about) for line in (7, 9)]

    names = [each.get("name") for each in ElementTree.fromstring(written("junit", report_of(*lines))).iter("testcase")]

    assert names == ["some-policy: Pod shop/web: m", "some-policy: Pod shop/web: m (2)"]
