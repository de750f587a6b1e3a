"""`infracheck waivers`: options in, the list and the exit code out."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: e
  annotations:
    infracheck.io/ignore: "host-pid: it reads the processes of its node"
    ignore-check.kube-linter.io/host-ipc: ""
spec:
  hostPID: true
  hostIPC: true
  hostNetwork: false # infracheck: ignore[host-network] it is off
  containers: []
"""
CONFIG = """\
waivers:
  - policies: [host-port]
    reason: agreed on
    owner: team-web
    until: 2020-01-31
    ticket: OPS-7
"""


def test_all_waivers_are_listed_with_what_they_hide(infracheck: Any, folder: Path) -> None:
    (folder / "pod.yaml").write_text(POD)
    (folder / ".infracheck.yaml").write_text(CONFIG)

    done = infracheck("waivers", ".", "-s", "host-pid,host-ipc,host-network,host-port")

    assert (done.status, done.err) == (0, "")
    assert done.out == (
        ".infracheck.yaml:2:5  config  expired\n"
        "  policies  host-port\n  reason    agreed on\n"
        "  owner     team-web\n  until     2020-01-31\n  ticket    OPS-7\n"
        "pod.yaml:6:5  annotation  in use\n"
        "  policies  host-pid\n  reason    it reads the processes of its node\n"
        "  hides     host-pid (high) at pod.yaml:9, Pod e\n"
        "pod.yaml:7:5  annotation of kube-linter  in use\n"
        "  policies  host-ipc\n  hides     host-ipc (high) at pod.yaml:10, Pod e\n"
        "pod.yaml:11:22  comment  unused\n  policies  host-network\n  reason    it is off\n"
        "4 waivers, 2 findings waived (1 expired, 2 in use, 1 unused).\n"
    )


def test_the_list_goes_to_files_as_json_and_csv(infracheck: Any, folder: Path) -> None:
    (folder / "pod.yaml").write_text(POD)

    done = infracheck("waivers", "pod.yaml", "-f", "json=a.json", "-f", "csv=a.csv")

    listed = json.loads((folder / "a.json").read_text())["waivers"]
    rows = list(csv.DictReader(io.StringIO((folder / "a.csv").read_text())))
    assert (done.status, done.out) == (0, "")
    assert [each["state"] for each in listed] == [each["state"] for each in rows] == ["in use", "in use", "unused"]
    assert [each["policy"] for each in listed[0]["hides"]] == [rows[0]["hides_policy"]] == ["host-pid"]


def test_no_waiver_is_said(infracheck: Any, folder: Path) -> None:
    (folder / "pod.yaml").write_text(POD.replace("ignore", "other"))

    assert infracheck("waivers", "pod.yaml").out == "No waivers.\n"


def test_an_unknown_format_is_wrong_use(infracheck: Any) -> None:
    done = infracheck("waivers", "-f", "xml")

    assert (done.status, done.out) == (2, "")
    assert "Available formats: table, json, csv." in done.err
