"""Volumes, their claims and their classes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.model.tools import model_in

from infracheck import KubernetesObject, PersistentVolume, PersistentVolumeClaim, Workload
from infracheck.model.base.fact import Known, Unknown

CLASS = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\nprovisioner: ebs.csi.aws.com\n"
BETA = "volume.beta.kubernetes.io/storage-class"


def volume(spec: str, annotations: str = "{}") -> str:
    meta = f"{{name: data, annotations: {annotations}}}"
    return f"apiVersion: v1\nkind: PersistentVolume\nmetadata: {meta}\nspec: {spec}\n---\n{CLASS}"


def claim(spec: str, annotations: str = "{}") -> str:
    return volume(spec, annotations).replace("PersistentVolume\n", "PersistentVolumeClaim\n")


@pytest.mark.parametrize(("make", "kind"), [(volume, PersistentVolume), (claim, PersistentVolumeClaim)])
def test_a_class_is_found_by_its_name(
    make: Callable[..., str], kind: type[PersistentVolume] | type[PersistentVolumeClaim]
) -> None:
    (found,) = model_in(make("{storageClassName: fast}")).all(kind)
    (by_annotation,) = model_in(make("{storageClassName: slow}", f"{{{BETA}: fast}}")).all(kind)
    (unseen,) = model_in(make("{storageClassName: slow}")).all(kind)
    (without,) = model_in(make("{storageClassName: ''}")).all(kind)

    assert isinstance(found.storage_class, Known)
    assert found.storage_class.value.provisioner == "ebs.csi.aws.com"
    assert isinstance(by_annotation.storage_class, Known)
    assert isinstance(unseen.storage_class, Unknown)
    assert isinstance(without.storage_class, Unknown)


def test_a_claim_template_reads_as_a_claim() -> None:
    text = (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  volumeClaimTemplates:\n"
        "    - metadata: {name: data}\n      spec: {storageClassName: fast, accessModes: [ReadWriteOnce]}\n"
        f"    - metadata: {{name: logs, annotations: {{{BETA}: slow}}}}\n"
    )
    (workload,) = model_in(text).all(Workload)
    data, logs = workload.volume_claim_templates

    assert (data.name, data.storage_class_name, data.claim.access_modes) == ("data", "fast", ("ReadWriteOnce",))
    assert (logs.name, logs.storage_class_name, logs.claim.access_modes) == ("logs", "slow", ())


def test_all_metadata_of_a_pod_is_its_own_once() -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: a}]}\n"
    job = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {metadata: {labels: {app: b}}}}\n"
    model = model_in(f"{pod}---\n{job}---\n{CLASS}")

    labels = {each.kind: [part.labels for part in each.all_metadata] for each in model.all(KubernetesObject)}

    assert labels == {"Pod": [{"app": "web"}], "Job": [{}, {"app": "b"}], "StorageClass": [{}]}
