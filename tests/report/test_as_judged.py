"""A document is printed as it is judged: YAML of the same meaning, with nothing in it that may be a secret."""

from __future__ import annotations

import pytest
import yaml

from infracheck.report.shown.as_judged import KnownSecrets, judged_text
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: "web"}}
spec:
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.27
          args:
            - --port=8080
            - |-
              two
              lines
          env:
            - {name: LEVEL, value: debug}
            - name: PASSWORD
              valueFrom: {secretKeyRef: {name: db, key: password}}
"""


def printed(text: str, *, telling: tuple[str, ...] = (), held: tuple[str, ...] = ()) -> str:
    (document,) = [
        each for each in read_documents(Source("a.yaml", text), ReadingBudget()) if isinstance(each, Document)
    ]
    return judged_text(document, KnownSecrets(telling, held))


def test_what_holds_no_secret_is_printed_as_it_is() -> None:
    assert printed(DEPLOYMENT) == DEPLOYMENT


def test_comments_go_and_waivers_stay() -> None:
    text = "a: 1 # password canary\n# canary\nb: 2 # infracheck: ignore[x] canary\n"

    assert printed(text) == "a: 1 \n\nb: 2 # infracheck: ignore[x]\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("kind: Secret\ndata: {password: Y2FuYXJ5}\n", {"kind": "Secret", "data": {"password": "***"}}),
        ("kind: Secret\nstringData:\n  a: |\n    canary\n    canary\n  b: x\n",
         {"kind": "Secret", "stringData": {"a": "***", "b": "***"}}),
        ("password: canary\n", {"password": "***"}),
        ("env: [{name: DB_PASSWORD, value: canary}]\n", {"env": [{"name": "DB_PASSWORD", "value": "***"}]}),
        ("url: postgres://u:canary@db/x\n", {"url": "postgres://***@db/x"}),
        ("args: [--password, canary, --port, '80']\n", {"args": ["--password", "***", "--port", "80"]}),
        ("args: [--password=canary]\n", {"args": ["--password=***"]}),
        ("data:\n  app.conf: |\n    db.password: canary\n    level: debug\n",
         {"data": {"app.conf": "db.password: ***\nlevel: debug\n"}}),
        ("hostname: &x canary\npassword: *x\n", {"hostname": "***", "password": "***"}),
        ("hostname: canary\nhostname: b\n", {"***": "***", "hostname": "b"}),
        ("a: {hostname: canary, hostname: b}\n", {"a": {"***": "***", "hostname": "b"}}),
    ],
)  # fmt: skip
def test_what_may_be_a_secret_is_a_mask(text: str, value: object) -> None:
    shown = printed(text)

    assert yaml.safe_load(shown) == value
    assert shown.count("\n") == text.count("\n")


def test_what_a_secret_holds_is_hidden_wherever_it_stands() -> None:
    text = "a: correcthorse\nname: correcthorse\nb: x zQ7xW9kL y\n"

    assert printed(text, telling=("zQ7xW9kL",), held=("correcthorse",)) == (
        'a: "***"\nname: correcthorse\nb: "x *** y"\n'
    )


@pytest.mark.parametrize("value", ["a\n::error::b", "##[error]x", "a\u202eb", "x\x1b[31m", "a\n##vso[task.x]y"])
def test_hostile_text_means_the_same_and_steers_nothing(value: str) -> None:
    text = yaml.safe_dump({"a": value}, allow_unicode=True, default_style="|" if "\x1b" not in value else None)
    shown = printed(text)

    assert yaml.safe_load(shown) == {"a": value}
    assert "##[" not in shown
    assert "##vso" not in shown
    assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))
    assert not any(each in shown for each in ("\x1b", "\u202e"))


def test_a_schema_that_is_not_read_is_printed_as_it_is() -> None:
    text = (
        "kind: CustomResourceDefinition\nspec:\n  versions:\n  - name: v1\n    schema:\n      openAPIV3Schema:\n"
        "        type: object\n        description: |-\n          a # b\n          c, d\n        properties:\n"
        "          password: {type: string}\n    served: true\nstatus: {}\n"
    )

    assert printed(text) == text


def test_a_file_in_a_config_map_stays_a_block() -> None:
    text = "kind: ConfigMap\ndata:\n  a.conf: |\n    level=debug\n    db.password=canary\n    url: postgres://u:canary@db\n"

    assert printed(text) == text.replace("=canary", "=***").replace("u:canary", "***")
