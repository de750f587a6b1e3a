"""The probes that a container has."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Note, Pod, Probe, Record, Severity, Violation, policy


def _ends(pod: Pod) -> bool:
    # custom jobs and workflows are recognized by their kind; others must not set another restartPolicy than Always
    kind = pod.workload.kind
    named = "Job" in kind or "Workflow" in kind or "Analysis" in kind
    return named or pod.workload.is_job or pod.restart_policy in ("Never", "OnFailure")


def _runs_continuously(container: Container) -> bool:
    # a container that runs to completion reports by its exit code; sidecars serve the others
    return container.is_main and not _ends(container.pod)


def _is_probed_by_operator(container: Container) -> bool:
    """Whether KubeRay gives it readiness and liveness probes: the first container of a Ray pod is Ray's."""
    if container.workload.group != "ray.io" or not container.is_main:
        return False
    return container.name == container.pod.main_containers[0].name


def _senders(pod: Pod) -> tuple[Note, ...]:
    """The Services that send a pod traffic, the first three where there are many."""
    return tuple(Note(f"Service {service.name} sends traffic to it", service.span) for service in pod.services[:3])


@policy("readiness-probe", category="probes", severity=Severity.MEDIUM)
def readiness_probe(container: Container) -> Iterator[Violation]:
    """A container has a readiness probe.

    Without one a pod receives traffic before it can answer, and a rollout replaces working pods by pods that never
    become ready. Where the scan holds Services and none of them selects the pod, nothing sends it traffic, and it is
    not checked; other tools check it. Jobs, init containers, sidecars and ephemeral containers are not checked, nor are
    Knative services and the Ray containers of KubeRay, which have a default probe.

    Fix: Add a `readinessProbe` to the container, such as an `httpGet` of an endpoint that answers when the container
    can serve requests.
    """
    has_default_probe = container.workload.group == "serving.knative.dev" or _is_probed_by_operator(container)
    if container.has_readiness_probe or has_default_probe or container.pod.gets_no_traffic:
        return
    if _runs_continuously(container):
        message = f"container {container.name} has no readiness probe"
        yield container.violation(message, at=Container.readiness_probe, related=_senders(container.pod))


@policy("service-readiness", category="probes", severity=Severity.MEDIUM, recommended=False)
def service_readiness(pod: Pod) -> Iterator[Violation]:
    """A pod that a Service selects has a readiness probe.

    A narrower form of readiness-probe: one probe in one of the containers is enough, and only pods that a scanned
    Service selects are checked. kube-score treats every pod with a service account as selected.

    Fix: Add a `readinessProbe` to the container that the Service sends traffic to.
    """
    has_probe = any(container.has_readiness_probe for container in pod.containers)
    if pod.services and not has_probe and not _ends(pod):
        message = f"no container of {pod.workload.kind} {pod.workload.name} has a readiness probe"
        yield pod.violation(message, related=_senders(pod))


@policy("liveness-probe", category="probes", severity=Severity.LOW)
def liveness_probe(container: Container) -> Iterator[Violation]:
    """A container has a liveness probe.

    The kubelet restarts a container that exits; one that hangs is restarted only if it has a liveness probe. The
    severity is low, since a probe that checks too much does more harm than none. As with readiness-probe, containers
    that run to completion are not checked, nor are Ray containers, which KubeRay gives one; kubescape checks Jobs.

    Fix: Add a `livenessProbe` to the container, with a check that fails only if a restart helps.
    """
    if container.has_liveness_probe or _is_probed_by_operator(container):
        return
    if _runs_continuously(container):
        yield container.violation(f"container {container.name} has no liveness probe", at=Container.liveness_probe)


@policy("health-probe", category="probes", severity=Severity.MEDIUM, recommended=False)
def health_probe(container: Container) -> Iterator[Violation]:
    """A container has at least one probe.

    Without one, Kubernetes assumes that a process that has started works. Not recommended by default: readiness-probe
    and liveness-probe require more.

    Fix: Add a `readinessProbe` or a `livenessProbe` to the container.
    """
    if _runs_continuously(container) and not container.probes and not _is_probed_by_operator(container):
        yield container.violation(f"container {container.name} has no probe", at=Container.liveness_probe)


class StartupProbe(Record):
    """`longest_delay`: the longest initialDelaySeconds of a liveness probe, in seconds, without a startup probe."""

    longest_delay: int = 60


@policy(
    "startup-probe",
    category="probes",
    severity=Severity.LOW,
    recommended=False,
)
def startup_probe(container: Container, options: StartupProbe) -> Iterator[Violation]:
    """A container that starts slowly has a startup probe.

    With a long initialDelaySeconds of the liveness probe, a start that takes longer is still killed, and after a fast
    start a container that hangs is not detected during the delay. Not recommended by default, since the delay may be
    good enough.

    Fix: Add a `startupProbe` with the handler of the liveness probe, and remove `initialDelaySeconds`.
    """
    probe = container.liveness_probe
    if probe is None or container.has_startup_probe or container.is_ephemeral:
        return
    delay = probe.initial_delay_seconds or 0
    if delay > options.longest_delay:
        message = (
            f"container {container.name} has no startup probe, but a liveness probe with initialDelaySeconds {delay}"
        )
        yield probe.violation(message, at=Probe.initial_delay_seconds)
