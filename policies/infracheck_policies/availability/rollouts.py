"""How the pods of a workload are replaced, and by which names they find each other."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Known, Note, Service, Severity, Violation, Workload, policy

_KINDS = ("Deployment", "DeploymentConfig", "StatefulSet", "DaemonSet")


@policy("rolling-update", category="availability", severity=Severity.LOW, recommended=False)
def rolling_update(workload: Workload) -> Iterator[Violation]:
    """A workload replaces its pods one after the other.

    With `Recreate` all pods end before new ones start, and nothing answers meanwhile; with `OnDelete` an update waits
    until somebody deletes the pods. Where no strategy is written it is RollingUpdate, by the API's default, whatever
    kube-linter and kubescape say of it. Databases whose volume only one pod may mount need Recreate.

    Fix: Set `type: RollingUpdate`.
    """
    yield from _replaced_at_once(workload)


@policy("service-rollout", category="availability", severity=Severity.LOW, recommended=False)
def service_rollout(workload: Workload) -> Iterator[Violation]:
    """A Deployment that a Service selects replaces its pods one after the other.

    A narrower form of rolling-update: only Deployments that a scanned Service sends traffic to are checked.

    Fix: Set `type: RollingUpdate`.
    """
    if workload.kind == "Deployment" and (services := workload.pod.services):
        senders = tuple(Note(f"Service {each.name} sends traffic to it", each.span) for each in services[:3])
        yield from _replaced_at_once(workload, senders)


def _replaced_at_once(workload: Workload, related: tuple[Note, ...] = ()) -> Iterator[Violation]:
    deploys = workload.kind in ("Deployment", "DeploymentConfig")
    strategy = workload.strategy_type if deploys else workload.update_strategy_type
    if workload.kind in _KINDS and strategy and strategy not in ("RollingUpdate", "Rolling"):
        field = Workload.strategy_type if deploys else Workload.update_strategy_type
        message = f"{workload.kind} {workload.name} has the update strategy {strategy}"
        yield workload.violation(message, at=field, related=related)


@policy("headless-service", category="availability", severity=Severity.MEDIUM, recommended=False)
def headless_service(workload: Workload) -> Iterator[Violation]:
    """A StatefulSet names a headless Service that selects its pods.

    The Service gives each pod its host name (`db-0.db`), by which replicas find each other. Kubernetes documentation,
    StatefulSets, "Stable Network ID". Where the scan holds no Service of the namespace, or this one is declared under
    `exists:`, it may stand elsewhere, and nothing is reported; kube-score and kics do report it.

    Fix: Add a Service with `clusterIP: None` and the labels of the pods, and name it in `serviceName`.
    """
    if workload.kind != "StatefulSet":
        return
    name = workload.service_name
    if not name:
        yield workload.violation(f"StatefulSet {workload.name} names no Service", at=Workload.service_name)
    match workload.governing_service:
        case Known(None):
            message = f"StatefulSet {workload.name} names Service {name}, which is not among the scanned files"
            yield workload.violation(message, at=Workload.service_name)
        case Known(Service() as service):
            note = (Note(f"Service {service.name} is defined here", service.span),)
            about = f"StatefulSet {workload.name} names Service {name}"
            if service.cluster_ip != "None":
                message = f"{about}, which is not headless"
                yield workload.violation(message, at=Workload.service_name, related=note)
            elif service.selector and service not in workload.pod.services:
                message = f"{about}, which does not select its pods"
                yield workload.violation(message, at=Workload.service_name, related=note)
