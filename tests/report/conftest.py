"""A small report with a bit of everything."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infracheck.engine.declarations.declare import Policy, Version
from infracheck.engine.finding import Finding, Suppression, identify
from infracheck.engine.rules.rule import Severity
from infracheck.model.base.fact import Note
from infracheck.model.base.values import KubernetesVersion
from infracheck.model.base.violation import Resource, Violation
from infracheck.report.formats import catalogue
from infracheck.report.report import Inputs, Report
from infracheck.source.text.fault import Fault
from infracheck.source.text.span import Source, Span

SNAPSHOTS = Path(__file__).parent / "snapshots"

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.2.3
          securityContext:
            privileged: true  # infracheck: ignore[privileged] the node agent needs it
          env:
            - name: DB_PASSWORD
              value: hunter2hunter2
"""
DOCKERFILE = "FROM docker.io/library/debian:12\nENV API_KEY=hunter2hunter2\nUSER root\n"
BROKEN = "kind: Secret\nstringData:\n  password: hunter2hunter2: oops\n"


def memory_limit(_: object) -> Iterator[Violation]:
    """A container sets a memory limit.

    Without one, a leak in this container starves every other pod on its node.
    """
    yield from ()


def privileged(_: object) -> Iterator[Violation]:
    """A container is not privileged.

    A privileged container owns its node.
    """
    yield from ()


def plain_password(_: object) -> Iterator[Violation]:
    """A password comes from a Secret."""
    yield from ()


def root_user(_: object) -> Iterator[Violation]:
    """An image runs as another user than root."""
    yield from ()


def declared(check: Callable[..., Iterator[Violation]], severity: Severity, *controls: str) -> Policy:
    name = check.__name__.replace("_", "-")
    versions = (Version(KubernetesVersion(1, 0), check),)
    return Policy(name, "pods", severity, object, controls, (f"checkov:{name.upper()}",), True, None, versions)


def place(source: Source, text: str) -> Span:
    start = source.text.index(text)
    return source.span(start, start + len(text))


def small_report() -> Report:
    web, image, broken = Source("k8s/web.yaml", WEB), Source("app/Dockerfile", DOCKERFILE), Source("bad.yaml", BROKEN)
    limit = declared(memory_limit, Severity.MEDIUM, "nsa:resource-policies")
    privilege = declared(privileged, Severity.CRITICAL, "cwe:250", "pss:baseline")
    password, user = declared(plain_password, Severity.HIGH, "cwe:798"), declared(root_user, Severity.LOW)
    resource = Resource("Deployment", "shop", "web")
    findings = [
        Finding(user.id, user.severity, "the image runs as root", place(image, "USER root"),
                resource=Resource("Dockerfile", None, "app/Dockerfile")),
        Finding("input-syntax", Severity.HIGH, "a mapping value is not allowed here", place(broken, ": oops"),
                remedy="quote the value"),
        Finding(limit.id, limit.severity, "container web sets no memory limit",
                place(web, "name: web\n          image"), resource=resource),
        Finding(password.id, password.severity, "variable DB_PASSWORD holds a password, 100% plain",
                place(web, "value: hunter2hunter2"), resource=resource,
                related=(Note("the image reads it", place(image, "API_KEY")),)),
    ]  # fmt: skip
    waived = Finding(privilege.id, privilege.severity, "container web is privileged", place(web, "privileged: true"),
                     resource=resource)  # fmt: skip
    mark = place(web, "# infracheck: ignore[privileged] the node agent needs it")
    waived.suppression = Suppression("the node agent needs it", mark)
    identify([*findings, waived])
    fault = Fault("root-user", place(image, "USER root"), "ZeroDivisionError", "policies/user.py:7 in root_user")
    inputs = Inputs(("app/Dockerfile", "bad.yaml", "k8s/web.yaml"), 1, 1, (("values.yaml", "no Kubernetes objects"),))
    sources = {each.path: each for each in (web, image, broken)}
    rules = (limit.rule, privilege.rule, password.rule, user.rule)
    return Report(tuple(findings), (waived,), (fault,), rules, inputs, "1.34", sources)


@pytest.fixture
def report() -> Report:
    return small_report()


@pytest.fixture
def written() -> Callable[..., str]:
    def written(form: str, report: Report, **settings: Any) -> str:
        out = io.StringIO()
        catalogue.SCAN[form].write(report, out, settings)
        return out.getvalue()

    return written


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    def check(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return check
