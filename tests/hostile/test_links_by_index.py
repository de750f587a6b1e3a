"""What objects have to do with each other is looked up, and followed as far as a bound that is said."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import infracheck
from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.model.facts.references.taken import MOST_TAKEN
from infracheck.model.graph.model import MOST_CONTAINERS
from infracheck.report.formats import as_inventory_json, as_inventory_tree

KEYS = "".join(f"  K{number}: v\n" for number in range(1000))


def pod(number: int, rest: str = "", labels: str = "app: a") -> str:
    return (
        f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: p{number}, labels: {{{labels}}}}}\n"
        f"spec: {{containers: [{{name: c, image: nginx{rest}}}]}}\n"
    )


def service(number: int, selector: str = "app: a") -> str:
    return (
        f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: s{number}}}\n"
        f"spec: {{selector: {{{selector}}}, ports: [{{port: 80}}]}}\n"
    )


def role(number: int, names: str = "") -> str:
    return (
        f"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {{name: r{number}}}\n"
        f"rules: [{{apiGroups: [''], resources: [secrets], verbs: [get]{names}}}]\n"
        f"---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {{name: b{number}}}\n"
        f"roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: Role, name: r{number}}}\n"
        f"subjects: [{{kind: ServiceAccount, name: a{number}}}]\n"
    )


def secret(number: int) -> str:
    return f"---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s{number}}}\nstringData: {{a: b}}\n"


def inventory(tmp_path: Path, text: str) -> Any:
    (tmp_path / "a.yaml").write_text(text)
    found, out = take_inventory([tmp_path], config=Config()), io.StringIO()
    as_inventory_json.write(found, out)
    as_inventory_tree.write(found, io.StringIO())
    return json.loads(out.getvalue())


def said(found: Any) -> list[str]:
    return [each["message"] for each in found["inputs"]["problems"]]


def limits(tmp_path: Path, text: str, select: str) -> list[str]:
    (tmp_path / "a.yaml").write_text(text)
    report = infracheck.scan([tmp_path], select=[select])
    return [each.message for each in report.findings if each.policy_id == "input-limit"]


def test_services_beyond_a_bound_are_not_listed_and_that_is_said(tmp_path: Path) -> None:
    found = inventory(tmp_path, "".join(map(pod, range(3))) + "".join(map(service, range(120))))

    assert [len(each["services"]) for each in found["manifests"]] == [100, 100, 100]
    assert said(found) == ["some services are not listed: manifest:-/Pod/p0 has more, and 2 others as well"]
    assert found["inputs"]["is_incomplete"] is True


def test_services_within_the_bound_are_all_listed(tmp_path: Path) -> None:
    found = inventory(tmp_path, "".join(map(pod, range(3))) + "".join(map(service, range(100))))

    assert [len(each["services"]) for each in found["manifests"]] == [100, 100, 100]
    assert (said(found), found["inputs"]["is_incomplete"]) == ([], False)


def test_links_beyond_a_bound_are_not_followed_and_that_is_said(tmp_path: Path) -> None:
    text = "".join(map(pod, range(600))) + "".join(map(service, range(600)))

    assert {each for each in limits(tmp_path, text, "all") if "checked by it" not in each} == {
        "more than 500 objects of kind Service apply to one workload; the others are not linked to it",
        "a Service selects more than 500 pods; the others are not linked to it",
    }


def test_a_selector_is_found_by_its_rarest_label(tmp_path: Path) -> None:
    shared = "part-of: shop"
    text = "".join(pod(n, labels=f"{shared}, name: n{n}") for n in range(700))
    text += "".join(service(n, f"{shared}, name: n{n}") for n in range(700))
    found = inventory(tmp_path, text)

    assert all([each["name"] for each in manifest["services"]] == [f"s{manifest['name'][1:]}"]
               for manifest in found["manifests"])  # fmt: skip
    assert said(found) == []


def test_readers_of_secrets_are_listed_so_far(tmp_path: Path) -> None:
    found = inventory(tmp_path, "".join(map(role, range(150))) + "".join(map(secret, range(250))))

    counts = sorted((len(each["access_permissions"]) for each in found["secrets"]), reverse=True)
    assert counts == [100] * 200 + [10] * 50
    assert said(found) == ["some readers are not listed: secret:-/Secret/s0 has more, and 249 others as well"]


def test_readers_of_secrets_by_name_are_found(tmp_path: Path) -> None:
    found = inventory(tmp_path, role(0, ", resourceNames: [s1]") + role(1) + secret(0) + secret(1))

    readers = [[each["subject"] for each in entry["access_permissions"]] for entry in found["secrets"]]
    assert readers == [["ServiceAccount default/a1"], ["ServiceAccount default/a0", "ServiceAccount default/a1"]]


MESSAGE = "containers take more than 50,000 variables by envFrom: from this container on, they are not read"


def test_variables_of_all_containers_together_have_a_bound(tmp_path: Path) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n{KEYS}"
    text += "".join(pod(n, ", envFrom: [{configMapRef: {name: m}}]") for n in range(MOST_TAKEN // 1000 + 40))
    found = inventory(tmp_path, text)

    counts = sorted(len(each["containers"][0]["environment"]) for each in found["manifests"])
    assert counts == [0] * 40 + [1000] * (MOST_TAKEN // 1000)
    assert said(found) == [MESSAGE]


def test_variables_of_secrets_count_as_well(tmp_path: Path) -> None:
    text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: m}}\nstringData:\n{KEYS}"
    text += "".join(pod(n, ", envFrom: [{secretRef: {name: m}}]") for n in range(MOST_TAKEN // 1000 + 1))

    assert limits(tmp_path, text, "undefined-variable") == [MESSAGE]


def test_one_container_that_takes_an_object_again_and_again_has_the_same_bound(tmp_path: Path) -> None:
    sources = ", ".join(["{configMapRef: {name: m}}"] * 3000)
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n{KEYS}{pod(0, f', envFrom: [{sources}]')}"

    assert inventory(tmp_path, text)["manifests"][0]["containers"][0]["environment"] == []


def test_files_of_all_containers_together_have_a_bound(tmp_path: Path) -> None:
    settings = "".join(f"    a{number}: b\n" for number in range(1000))
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata:\n  app.yaml: |\n{settings}"
    mounted = ", volumeMounts: [{name: v, mountPath: /x}]}], volumes: [{name: v, configMap: {name: m}"
    text += "".join(pod(n, mounted) for n in range(100))

    message = "containers take more than 50,000 settings in files of volumes: from this container on, they are not read"
    assert said(inventory(tmp_path, text)) == [message]


def test_containers_of_a_scan_have_a_bound(tmp_path: Path) -> None:
    containers = ", ".join(["{name: c, image: a}"] * (MOST_CONTAINERS + 1))
    huge = f"---\napiVersion: v1\nkind: Pod\nmetadata: {{name: huge}}\nspec: {{containers: [{containers}]}}\n"
    (tmp_path / "a.yaml").write_text(pod(1) + huge + pod(2))
    report = infracheck.scan([tmp_path], select=["memory-limit"])

    message = "the scan has more than 100,000 containers: this workload is not checked"
    found = [(each.policy_id, each.resource.name if each.resource else each.message) for each in report.findings]
    assert found == [("memory-limit", "p1"), ("input-limit", message), ("memory-limit", "p2")]


WHOLE = [
    "".join(map(pod, range(600))) + "".join(map(service, range(600))),
    "".join(pod(n, labels=f"app: a, n: n{n}") for n in range(600)) + "".join(map(service, range(600))),
    "".join(map(role, range(400))) + "".join(map(secret, range(400))),
    "".join(role(n, f", resourceNames: [{', '.join(f's{i}' for i in range(350))}]") for n in range(350))
    + "".join(map(secret, range(350))),
    ("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules:\n- apiGroups: ['']\n"
     f"  verbs: [{', '.join(['get'] * 15_000)}]\n  resources: [{', '.join(['secrets'] * 15_000)}]\n"),
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  a.toml: |\n    a" + ".a" * 100_000 + " = 1\n",
    "".join(f"---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l{n}}}\nspec: {{limits: [{{type: Pod}}]}}\n"
            for n in range(500)) + "".join(map(pod, range(500))),
    "".join(f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m, namespace: n{n}}}\ndata: {{a: b}}\n"
            for n in range(1500)) + "".join(pod(n, ", envFrom: [{configMapRef: {name: m}}]") for n in range(500)),
    "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata: {name: e}\n"
    "spec: {target: {name: x, template: {data: {u: '" + "{{" * 200_000 + "'}}}}\n",
    "".join(f"---\napiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {{name: c{n}}}\nspec: {{instances: 1}}\n"
            f"---\napiVersion: postgresql.cnpg.io/v1\nkind: ScheduledBackup\nmetadata: {{name: b{n}}}\n"
            f"spec: {{schedule: '0 0 0 * * *', cluster: {{name: c{n}}}}}\n" for n in range(1000)),
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  volumes:\n"
    + "".join(f"  - {{name: v{n}, configMap: {{name: m{n}}}}}\n" for n in range(1500)) + "  containers:\n"
    + "".join(f"  - {{name: c{n}, image: a, volumeMounts: [{{name: v{n}, mountPath: /x}}],"
              " livenessProbe: {httpGet: {port: 80}}}\n" for n in range(1500)),
    "".join(f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m}}\ndata: {{k{n}: b}}\n" for n in range(1500))
    + "".join(pod(n, ", env: [{name: A, valueFrom: {configMapKeyRef: {name: m, key: z}}}]") for n in range(700)),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(WHOLE)))
def test_neither_a_scan_nor_an_inventory_is_held_up(tmp_path: Path, number: int) -> None:
    (tmp_path / "a.yaml").write_text(WHOLE[number])
    for command in ("scan", "inventory"):
        arguments = [sys.executable, "-m", "infracheck", command, str(tmp_path), "-f", "json"]
        run = subprocess.run(arguments, capture_output=True, check=False, timeout=60)
        assert run.returncode in (0, 1), run.stderr
