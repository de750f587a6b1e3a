"""What is said to programs, and may make a Secret by that name."""

from __future__ import annotations

import pytest

from infracheck.model.base.values import NEWEST_KUBERNETES
from infracheck.model.entities.workload import Pod
from infracheck.model.graph.build import build
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents

TEXT = """\
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop}
spec:
  containers:
    - name: web
      image: shop:7
      env:
        - {name: P, valueFrom: {secretKeyRef: {name: drafts, key: password}}}
        %s
---
apiVersion: v1
kind: Secret
metadata: {name: other, namespace: shop}
"""


def missing(said: str) -> list[str]:
    model = build(read_documents(Source("shop.yaml", TEXT % said)), NEWEST_KUBERNETES).model
    return [each.use.name for pod in model.all(Pod) for each in pod.missing("Secret")]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "- {name: DB_HOST, value: drafts}",
        "- {name: PGUSER, value: drafts}",
        "- {name: POSTGRES_DB, value: drafts}",
        "\n      args: ['--host=drafts', '--db-user', drafts]",
        "\n      args: ['pguser=drafts']",
    ],
)
def test_a_host_a_login_and_a_database_make_no_secret(said: str) -> None:
    assert missing(said) == ["drafts"]


@pytest.mark.parametrize(
    "said",
    [
        "- {name: SECRET_NAME, value: drafts}",
        "- {name: SECRET_OF_USER, value: drafts}",
        "- {name: DB_HOST, value: drafts}\n        - {name: TARGET, value: drafts}",
        "\n      args: ['--secret-name=drafts']",
        "\n      args: ['--secret-name', drafts]",
        "\n      args: [drafts]",
        "\n      args: ['--verbose', '--host', db, drafts]",
        "\n      args: ['kubectl create secret generic --host=x drafts']",
        "\n      command: [kubectl, create, secret, generic, drafts]",
    ],
)
def test_what_else_is_said_may_make_one(said: str) -> None:
    assert missing(said) == []
