"""Nothing in an output is a function of a secret: not a hash, not an order, not what a policy says."""

from __future__ import annotations

import base64
import pickle
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

import infracheck
from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.report.formats import as_sarif, as_table, catalogue
from infracheck.report.shown.harmless_hash import harmless_hashes

MANIFEST = """\
apiVersion: v1
kind: Secret
metadata: {name: db}
data: {key: BASE64}
stringData:
  url: postgres://u:VALUE@db.prod/x
  password: VALUE
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  DB_PASSWORD: VALUE
  DATABASE_URL: postgres://u:VALUE@db.prod/x
  a.properties: |
    db.password=VALUE
    x.url=postgres://u:VALUE@db.prod/x
---
apiVersion: v1
kind: Pod
metadata: {name: w, annotations: {note: VALUE}}
spec:
  hostPID: true  # VALUE
  containers:
  - name: c
    image: nginx
    env:
    - name: DB_PASSWORD
      value: VALUE
    - {name: URL, value: "postgres://u:VALUE@db.prod/x"}
    args: [--password, VALUE, --token=VALUE]
"""
DOCKERFILE = """\
FROM debian:12
ENV DB_PASSWORD=VALUE
ARG TOKEN=VALUE
RUN mysql -pVALUE && sudo curl -u a:VALUE http://a
LABEL x=VALUE
# VALUE
USER root
"""


def write(folder: Path, value: str) -> None:
    encoded = base64.b64encode(value.encode()).decode()
    for name, text in (("a.yaml", MANIFEST), ("Dockerfile", DOCKERFILE)):
        (folder / name).write_text(text.replace("BASE64", encoded).replace("VALUE", value), "utf-8", newline="\n")


def outputs_of(folder: Path) -> str:
    """Everything that a scan and an inventory say of a folder."""
    out = StringIO()
    report = infracheck.scan([folder], select=["all"])
    for form in catalogue.SCAN.values():
        form.write(report, out, {"include_waived": True})
    inventory = take_inventory([folder], config=Config())
    for form in catalogue.INVENTORY.values():
        form.write(inventory, out, {})
    return out.getvalue()


def test_another_secret_changes_no_byte_of_any_output(tmp_path: Path) -> None:
    outputs = []
    for value in ("zQ7xW9kLmPtR", "aB3dE5fGhJ8K"):
        write(tmp_path, value)
        outputs.append(outputs_of(tmp_path))

    assert outputs[0] == outputs[1]
    assert len(outputs[0]) > 10_000


def test_a_longer_value_of_a_secret_changes_no_place(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  password: VALUE\n  token: a1VALUE\n"
    places = []
    for value in ("zQ7xW9kLmPtR", "aB3dE5fGhJ8KaB3dE5fGhJ8K"):
        (tmp_path / "a.yaml").write_text(text.replace("VALUE", value))
        places.append([each.span[:5] for each in infracheck.scan([tmp_path], select=["all"]).findings])

    assert places[0] == places[1] != []


def hashed_lines(folder: Path, text: str) -> list[int]:
    (folder / "a.yaml").write_text(text, "utf-8", newline="")
    report = infracheck.scan([folder], select=["all"])
    assert report.findings
    ((_, source),) = report.sources.items()
    return sorted(harmless_hashes(source, {each.line for each in report.findings}))


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: w}\nspec:\n  hostPID: true\n"
SECRET = "kind: Secret\napiVersion: v1\nmetadata: {name: s}\ntype: Opaque\nstringData:\n  password: x8Kq2LmZ\n"


def test_a_line_before_a_secret_has_no_hash(tmp_path: Path) -> None:
    assert hashed_lines(tmp_path, SECRET) == []


@pytest.mark.parametrize(
    "text",
    [
        POD + "  # password: x8Kq2LmZ\n",
        POD + "  hostname: x8Kq2LmZ\n",
        POD + "---\nkind: Secret\napiVersion: v1\ndata: {a: x8Kq2LmZ}\n",
        POD + "---\npassword: x8Kq2LmZ: x\n",
        POD.replace("\n", "  # x8Kq2LmZ\n"),
        POD.replace("\n", "\r") + "\n# x8Kq2LmZ\n",
        POD + " " * 300 + "# x8Kq2LmZ\n",
    ],
    ids=["comment", "value", "next document", "broken document", "same line", "other line ends", "behind blanks"],
)
def test_a_line_near_a_secret_has_no_hash(tmp_path: Path, text: str) -> None:
    # the first line is 68 characters before the end: its window reaches whatever follows
    assert hashed_lines(tmp_path, text) == []


def test_a_harmless_line_keeps_its_hash(tmp_path: Path) -> None:
    text = POD + "  containers:\n" + "".join(f"  - {{name: c{n}, image: 'nginx:1.25'}}\n" for n in range(9))

    assert hashed_lines(tmp_path, text) == [3, 5, *range(7, 16)]


LEAKY = '''
from collections.abc import Iterator
from infracheck import ConfigMap, Container, Dockerfile, Note, Violation, policy

@policy("leaky", category="custom", severity="high")
def leaky(container: Container) -> Iterator[Violation]:
    """Says what it should not."""
    for name, value, variable in container.literals:
        yield variable.violation(f"{name} is '{value}', they say", related=(Note(f"it is {value}", variable.span),))

@policy("leaky-map", category="custom", severity="high")
def leaky_map(config_map: ConfigMap) -> Iterator[Violation]:
    """Says what it should not."""
    for setting in config_map.settings:
        yield config_map.violation(f"{setting.name} is {setting.value}.")

@policy("leaky-image", category="custom", severity="high")
def leaky_image(image: Dockerfile) -> Iterator[Violation]:
    """Says what it should not."""
    for instruction in image.instructions:
        for pair in instruction.pairs:
            yield image.violation(f"({pair.value.value})", at=pair.key.span)
'''.replace('severity="high"', "severity=Severity.HIGH").replace("Note, ", "Note, Severity, ")


def test_what_a_policy_quotes_is_masked_where_it_is_a_secret(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "leaky.py").write_text(LEAKY)
    scanned = tmp_path / "scanned"
    scanned.mkdir()
    write(scanned, "zQ7xW9kLmPtR")

    report = infracheck.scan([scanned], select=["leaky", "leaky-map", "leaky-image"], policies=[tmp_path / "policies"])

    assert [each.message for each in report.findings] == [
        "(***)",
        "(***)",
        "(***)",
        "DATABASE_URL is postgres://***@db.prod/x.",
        "DB_PASSWORD is ***.",
        "db.password is ***.",
        "postgres is //***@db.prod/x.",
        "x.url is postgres://***@db.prod/x.",
        "DB_PASSWORD is '***', they say",
        "URL is 'postgres://***@db.prod/x', they say",
    ]
    assert [note.message for each in report.findings for note in each.related] == [
        "it is ***",
        "it is postgres://***@db.prod/x",
    ]


def test_a_report_travels_small_and_masks_the_same(tmp_path: Path) -> None:
    write(tmp_path, "zQ7xW9kLmPtR")
    report = infracheck.scan([tmp_path], select=["all"])

    pickled = pickle.dumps(report)
    again = pickle.loads(pickled)

    # most of it is what 334 rules say of themselves: no trees travel
    assert len(pickled) < 300_000
    for form in (as_table, as_sarif):
        first, second = StringIO(), StringIO()
        form.write(report, first)
        form.write(again, second)
        assert first.getvalue() == second.getvalue()
        assert "zQ7xW9kLmPtR" not in first.getvalue()


def test_thousands_of_findings_in_one_file_are_shown_in_a_moment(tmp_path: Path) -> None:
    lines = "".join(f"    k{number}: postgres://u:pA55w{number}d@db{number}.example.com/x\n" for number in range(1_000))
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  a.yaml: |\n"
    (tmp_path / "a.yaml").write_text(head + lines)

    command = [sys.executable, "-m", "infracheck", "scan", str(tmp_path), "--select", "dependency-credentials"]
    run = subprocess.run(command, capture_output=True, check=False, timeout=20)

    assert run.stdout.count(b": postgres://***@db") == 1_000
