"""The labels that a pod bears in the cluster: those of its template, and those that its controller adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.selector import selects

if TYPE_CHECKING:
    from infracheck.model.entities.workload import Pod, Workload

_JOB = ("job-name", "batch.kubernetes.io/job-name")
# the value is the controller's own name
_NAMED = {"Job": _JOB, "DeploymentConfig": ("deploymentconfig",)}
# the value is its name, a dash and a number: an ordinal, a time, a rollout
_NUMBERED = {
    "StatefulSet": ("statefulset.kubernetes.io/pod-name",),
    "CronJob": _JOB,
    "DeploymentConfig": ("deployment",),
}
_OF_JOBS = ("controller-uid", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-completion-index")
# no file can say the value
_OPEN = {
    "CronJob": _OF_JOBS,
    "DaemonSet": ("controller-revision-hash", "pod-template-generation"),
    "Deployment": ("pod-template-hash",),
    "Job": _OF_JOBS,
    "Rollout": ("rollouts-pod-template-hash",),
    "StatefulSet": ("controller-revision-hash", "apps.kubernetes.io/pod-index"),
}
_OPEN_KEYS = frozenset(key for keys in _OPEN.values() for key in keys)
CONTROLLER_KEYS = _OPEN_KEYS.union(*_NAMED.values(), *_NUMBERED.values())
"""The keys of labels that controllers add."""


def bears(pod: Pod, selector: dict[str, str]) -> bool:
    """Whether a pod bears every label of a plain selector, or may bear it by its controller; never of an empty one."""
    own, workload = pod.labels, pod.workload
    given = {key for key, value in selector.items() if key in CONTROLLER_KEYS and own.get(key) != value}
    if not given:
        return selects(selector, own)
    asked = {key: value for key, value in selector.items() if key not in given}
    return all(_gives(workload, key, selector[key]) for key in given) and (not asked or selects(asked, own))


def _gives(workload: Workload, key: str, value: str) -> bool:
    """Whether the controller of a workload gives its pods a label, or may do so."""
    kind, name = workload.kind, workload.name
    if key in _OPEN.get(kind, ()):
        return True
    if key in _NAMED.get(kind, ()) and value == name:
        return True
    start, dash, number = value.rpartition("-")
    return key in _NUMBERED.get(kind, ()) and bool(dash) and start == name and number.isdecimal()


def looked_up(selector: dict[str, str]) -> dict[str, str]:
    """A selector in the form by which `worn` finds it: what a controller adds without the part that varies."""
    return {key: _stem(key, value) for key, value in selector.items()}


def worn(pod: Pod) -> dict[str, str]:
    """The labels that a pod may bear, in the form of `looked_up`."""
    workload, name = pod.workload, pod.workload.name
    kind = workload.kind
    labels = looked_up(pod.labels)
    labels.update(dict.fromkeys(_OPEN.get(kind, ()), ""))
    labels.update((key, f"{name}-") for key in _NUMBERED.get(kind, ()))
    labels.update((key, _stem(key, name)) for key in _NAMED.get(kind, ()))
    return labels


def _stem(key: str, value: str) -> str:
    if key in _OPEN_KEYS:
        return ""
    start, dash, number = value.rpartition("-")
    return f"{start}-" if dash and key in CONTROLLER_KEYS and number.isdecimal() else value
