"""`infracheck inventory`: options in, inventory and exit code out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

_SCRIPT = """
import sys
sys.argv = ["infracheck", "scan", "web.yaml", "--fail-on", "never", "--quiet"]
from infracheck.cli import run
run()
print(*(name for name in sys.modules if "inventory" in name), file=sys.stderr)
"""


def test_a_tree_is_the_default(infracheck: Any, pod: Path) -> None:
    done = infracheck("inventory")

    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("no namespace set\n└─ Pod web  web.yaml:4\n")
    assert "image        nginx:1.27\n" in done.out
    assert done.out.endswith("Read 1 file (1 Kubernetes object, 0 Dockerfiles).\n")


def test_a_pipe_gets_no_colours(infracheck: Any, pod: Path) -> None:
    assert "\x1b" not in infracheck("inventory", "web.yaml").out


def test_formats_go_to_files(infracheck: Any, pod: Path, folder: Path) -> None:
    done = infracheck("inventory", "-f", "json=a.json", "-f", "mermaid=a.mmd", "-f", "dot=a.dot", "-f", "tree=a.txt")

    assert (done.status, done.out, done.err) == (0, "", "")
    assert json.loads((folder / "a.json").read_text())["manifests"][0]["id"] == "manifest:-/Pod/web"
    assert (folder / "a.mmd").read_text().startswith("flowchart LR\n")
    assert (folder / "a.dot").read_text().startswith("digraph inventory {\n")
    assert "Pod web" in (folder / "a.txt").read_text(encoding="utf-8")


def test_a_stream_is_read_from_standard_input(infracheck: Any, pod: Path) -> None:
    done = infracheck("inventory", "-", "--format", "json", stdin=pod.read_text())

    assert json.loads(done.out)["manifests"][0]["place"] == {"path": "-", "line": 4}


def test_an_empty_folder_is_an_empty_inventory(infracheck: Any) -> None:
    done = infracheck("inventory")

    assert (done.status, done.out) == (0, "Read 0 files (0 Kubernetes objects, 0 Dockerfiles).\n")


def test_what_could_not_be_read_gives_1_and_is_named(infracheck: Any, pod: Path, folder: Path) -> None:
    (folder / "broken.yaml").write_text("apiVersion: v1\nkind: Pod\n  x: [\n")

    done = infracheck("inventory")
    document = json.loads(infracheck("inventory", "-f", "json").out)

    assert done.status == 1
    assert "Pod web" in done.out
    assert "broken.yaml:3" in done.out
    assert [each["path"] for each in document["inputs"]["problems"]] == ["broken.yaml"]
    assert document["inputs"]["is_incomplete"] is True


def test_a_folder_that_does_not_exist_gives_1(infracheck: Any) -> None:
    done = infracheck("inventory", "nowhere")

    assert done.status == 1
    assert "nowhere" in done.out


def test_a_field_of_the_wrong_type_is_named_and_the_rest_was_read(infracheck: Any, folder: Path, pod: Path) -> None:
    pod.write_text(pod.read_text() + "      stdin: perhaps\n")

    done = infracheck("inventory")

    assert done.status == 0
    assert "web.yaml:9" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-f", "xml"), "infracheck: --format: unknown format 'xml'. Available formats: tree, json, mermaid, dot."),
        (("-f", "json="), "infracheck: --format: no file after the equals sign"),
        (("-f", "json", "-f", "dot"), "infracheck: --format: two formats write to the same output"),
        (("--kubernetes-version", "new"), "infracheck: 'new' is not a Kubernetes version."),
        (("--config", "nowhere.yaml"), "infracheck: nowhere.yaml: no such file or directory"),
        (("--jobs", "2"), "Error: No such option '--jobs'"),
    ],
)
def test_wrong_use_gives_2_and_says_what(infracheck: Any, pod: Path, arguments: tuple[str, ...], said: str) -> None:
    done = infracheck("inventory", *arguments)

    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_a_file_that_cannot_be_written_gives_3(infracheck: Any, pod: Path) -> None:
    done = infracheck("inventory", "-f", "json=nowhere/out.json")

    assert done.status == 3
    assert done.err.startswith("infracheck: nowhere/out.json: no such file or directory")


def test_objects_under_exists_are_not_missing(infracheck: Any, folder: Path, pod: Path) -> None:
    pod.write_text(
        pod.read_text() + "      envFrom:\n        - secretRef:\n            name: elsewhere\n---\n"
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: here\n"
    )

    without = infracheck("inventory").out
    (folder / ".infracheck.yaml").write_text("exists:\n  - kind: Secret\n    name: elsewhere\n")
    declared = infracheck("inventory").out

    assert "Secret elsewhere, all keys as variables (envFrom) of container web (missing)" in without
    words = " ".join(declared.replace("│", "").split())
    assert "Secret elsewhere, all keys as variables (envFrom) of container web (not in the scanned files)" in words


def test_a_scan_loads_nothing_of_the_inventory(pod: Path, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], cwd=folder, capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stderr.strip() == ""


def test_images_behind_variables_show_as_written_and_are_entities_each(infracheck: Any, folder: Path) -> None:
    images = ["${PREFIX}/app:latest", "$PREFIX/web:latest", "$(REGISTRY)/app", "<a>/app", "<b>/app", "<a>/app"]
    containers = [{"name": f"c{number}", "image": image} for number, image in enumerate(images)]
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": containers}}
    (folder / "web.json").write_text(json.dumps(pod))

    found = json.loads(infracheck("inventory", "web.json", "-f", "json").out)

    assert [(each["id"], each["name"]) for each in found["images"]] == [
        ("image:$(REGISTRY)/app", "$(REGISTRY)/app"),
        ("image:$PREFIX/web:latest", "$PREFIX/web:latest"),
        ("image:${PREFIX}/app:latest", "${PREFIX}/app:latest"),
        ("image:***", "***"),
        ("image:***#2", "***"),
    ]
    used = [each["image"] for each in found["manifests"][0]["containers"]]
    assert [(each["tag"], each["entity"]) for each in used if each["entity"].startswith("image:$")] == [
        ("latest", "image:${PREFIX}/app:latest"),
        ("latest", "image:$PREFIX/web:latest"),
        (None, "image:$(REGISTRY)/app"),
    ]
