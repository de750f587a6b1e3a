"""What policies on roles say holds for the rule that they say it of."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck import scan

_ROLE = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: worker
  namespace: shop
rules:
  - apiGroups: {groups}
    resources: {resources}
    verbs: {verbs}
"""


@pytest.mark.parametrize(
    ("policy", "groups", "resources", "verbs", "said"),
    [
        ("configmap-change", '[""]', "[configmaps]", "[create, list]", "allows creating ConfigMaps"),
        ("configmap-change", '[""]', "[configmaps]", "[create, patch]", "allows changing any ConfigMap in its scope"),
        *(
            (
                "configmap-change",
                '[""]',
                "[configmaps]",
                f"[create, {verb}]",
                "allows changing any ConfigMap in its scope",
            )
            for verb in ("update", "delete", "deletecollection", "'*'")
        ),
        ("secret-change", '[""]', "[secrets]", "[create]", "allows creating Secrets"),
        ("secret-change", '[""]', "[secrets]", '["*"]', "allows changing any Secret in its scope"),
        ("wildcard-resource", "[a.io, b.io]", '["*"]', "[get]", "grants get on every resource of a.io, b.io"),
        ("wildcard-resource", '["", a.io]', '["*"]', "[get]", "grants get on every resource of the core group, a.io"),
        ("wildcard-resource", "[a.io]", '["*"]', "[a, b, c]", "grants a, b, c on every resource of a.io"),
        ("wildcard-resource", "[a.io]", '["*"]', "[a, b, c, d]", "grants a, b, c, … on every resource of a.io"),
        ("wildcard-resource", '["*"]', '["*"]', "[get, list]", "grants get, list on every resource"),
    ],
)
def test_no_more_is_said_than_the_rule_gives(
    policy: str, groups: str, resources: str, verbs: str, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "role.yaml"
    file.write_text(_ROLE.format(groups=groups, resources=resources, verbs=verbs))

    (finding,) = scan([file], select=[policy]).findings

    assert finding.message == f"Role worker {said}"
