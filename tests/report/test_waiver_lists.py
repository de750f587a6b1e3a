"""The list of waivers as JSON, and the schema that describes it."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import infracheck
from infracheck.engine.config import read_config
from infracheck.engine.config.waivers import TOOLS
from infracheck.engine.waivers import waiver
from infracheck.report.formats.catalogue import WAIVERS
from infracheck.report.waivers import HiddenFinding, WaiverEntry

STATES = {
    waiver.IN_USE, waiver.UNUSED, waiver.AMBIGUOUS, waiver.EXPIRED, waiver.NO_REASON, waiver.NO_POLICY,
    waiver.PROTECTED, waiver.NOT_RUN,
}  # fmt: skip
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: e
  annotations:
    infracheck.io/ignore: "host-pid: it reads the processes of its node"
    ignore-check.kube-linter.io/host-ipc: ""
    infracheck.io/ignore.web: "image-tag"
spec:
  hostPID: true
  hostIPC: true
  hostNetwork: true # infracheck: ignore[host-network] protected
  containers:
    - name: proxy # infracheck: ignore[no-such-policy] of no use
      image: envoy # infracheck: ignore[host-port] nothing here
      ports: [{containerPort: 1}] # infracheck: ignore[cpu-limit] not run
---
apiVersion: v1
kind: Pod
metadata: {name: f}
spec:
  containers: [{name: web, image: nginx}, {name: api, image: nginx}] # infracheck: ignore[memory-limit] both
"""
DOCKERFILE = """\
# check=skip=JSONArgsRecommended
# hadolint ignore=DL3007
FROM debian:latest
"""
CONFIG = """\
protected: [host-network]
waivers:
  - {policies: [host-port], reason: "agreed on", owner: team-web, until: 2020-01-31, ticket: OPS-7}
"""


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    for name, text in (("pod.yaml", POD), ("Dockerfile", DOCKERFILE), ("config.yaml", CONFIG)):
        Path(name).write_text(text)
    report = infracheck.scan(["."], select=["all"], ignore=["cpu-limit"], config=read_config("config.yaml"))
    out = io.StringIO()
    WAIVERS["json"].write(report, out, {})
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def schema() -> Any:
    found = json.loads(files("infracheck.report").joinpath("waivers-v1.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(found)
    return found


def test_the_list_fits_its_schema(listed: Any, schema: Any) -> None:
    assert [each.message for each in Draft202012Validator(schema).iter_errors(listed)] == []
    # of every form and every state: else the schema was not tried
    assert {each["form"] for each in listed["waivers"]} == {"comment", "annotation", "config"}
    assert {each["state"] for each in listed["waivers"]} == STATES
    assert {each["tool"] for each in listed["waivers"]} == {"infracheck", "buildkit", "hadolint", "kube-linter"}


def test_no_waivers_fit_the_schema_too(schema: Any) -> None:
    out = io.StringIO()
    WAIVERS["json"].write(infracheck.scan([]), out, {})

    document = json.loads(out.getvalue())

    assert document["waivers"] == []
    assert Draft202012Validator(schema).is_valid(document)


def test_the_schema_describes_exactly_the_fields_and_the_words_there_are(schema: Any) -> None:
    entry, hidden = (schema["$defs"][name]["properties"] for name in ("waiver_entry", "hidden_finding"))

    assert tuple(entry) == WaiverEntry._fields
    assert tuple(hidden) == HiddenFinding._fields
    assert set(entry["state"]["enum"]) == STATES
    assert entry["tool"]["enum"] == ["infracheck", *TOOLS]
    assert set(entry["form"]["enum"]) == {waiver.COMMENT, waiver.ANNOTATION, waiver.CONFIG}


@pytest.mark.parametrize(("key", "value"), [("value", "hunter2"), ("state", "resting"), ("line", 0), ("policies", "x")])
def test_the_schema_refuses_what_it_does_not_know(key: str, value: object, listed: Any, schema: Any) -> None:
    listed["waivers"][0][key] = value

    assert not Draft202012Validator(schema).is_valid(listed)
