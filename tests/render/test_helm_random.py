"""What a chart makes anew each time is written in no file: it is no credential of the repository."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from tests.render.tools import chart, found, needs_helm

from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.report.formats import as_inventory_json

SECRET = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\n{}:\n  {}\n"
RANDOM = (
    ("stringData", "password: {{ randAlphaNum 20 | quote }}"),
    ("stringData", "password: {{ .Values.password | default (randAlphaNum 80) | quote }}"),
    ("data", "password: {{ randAlphaNum 20 | b64enc }}"),
    ("data", "password: {{ randAlphaNum 128 | b64enc | quote }}"),
    ("data", 'password: {{ index (lookup "v1" "Secret" "x" "y") "data" | default (uuidv4 | b64enc) }}'),
    ("stringData", "tls.key: |\n    {{- genPrivateKey `ecdsa` | nindent 4 }}"),
    ("stringData", "tls.key: {{ genPrivateKey `ed25519` | toJson }}"),
    ("data", "tls.key: {{ genPrivateKey `ecdsa` | b64enc }}"),
    ("stringData", "app.conf: |\n    host=db\n    password={{ randAlphaNum 20 }}"),
)
WRITTEN = (
    ("stringData", "password: {{ .Values.fixed | quote }}"),
    ("data", "password: {{ .Values.fixed | b64enc }}"),
    ("stringData", "other: {{ randAlphaNum 20 }}\n  password: {{ .Values.fixed }}"),
    ("stringData", "app.conf: |\n    password={{ .Values.fixed }}\n    token={{ randAlphaNum 20 }}"),
)


@needs_helm
@pytest.mark.parametrize(("section", "line"), RANDOM)
def test_a_random_value_is_no_plaintext(tmp_path: Path, section: str, line: str) -> None:
    folder = chart(tmp_path / "shop", {"secret.yaml": SECRET.format(section, line)}, "password: ''\n")

    assert found(folder, "secret-in-repository", "secret-rotation") == []
    # the file of a program has lines that are no secret, and are written
    assert _storage(folder) == ("plain" if "host=db" in line else "generated")


def _storage(folder: Path) -> str:
    out = StringIO()
    as_inventory_json.write(take_inventory([str(folder)], config=Config()), out)
    (secret,) = json.loads(out.getvalue())["secrets"]
    return str(secret["encrypted_data"]["storage"])


@needs_helm
@pytest.mark.parametrize(("section", "line"), WRITTEN)
def test_a_value_beside_a_random_one_is_plaintext(tmp_path: Path, section: str, line: str) -> None:
    folder = chart(tmp_path / "shop", {"secret.yaml": SECRET.format(section, line)}, "fixed: kX9-pQ2-mZ4\n")

    assert [each.partition(":")[0] for each in found(folder, "secret-in-repository")] in (
        ["secret-in-repository templates/secret.yaml"], ["secret-in-repository values.yaml"],
    )  # fmt: skip
