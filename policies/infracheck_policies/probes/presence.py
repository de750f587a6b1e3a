"""Every container that runs on says how it is."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Container, Note, Pod, Probe, Record, Severity, Violation, policy


def _ends(pod: Pod) -> bool:
    # of custom resources, jobs and workflows go by their names; nothing that runs on may say another restartPolicy
    kind = pod.workload.kind
    named = "Job" in kind or "Workflow" in kind or "Analysis" in kind
    return named or pod.workload.is_job or pod.restart_policy in ("Never", "OnFailure")


def _runs_on(container: Container) -> bool:
    # what runs to an end tells by ending; sidecars serve the others
    return container.is_main and not _ends(container.pod)


def _senders(pod: Pod) -> tuple[Note, ...]:
    """The Services that send a pod traffic, the first three where there are many."""
    return tuple(Note(f"Service {each.name} sends it traffic", each.span) for each in pod.services[:3])


@policy(
    "readiness-probe",
    category="probes",
    severity=Severity.MEDIUM,
    aliases=(
        "checkov:CKV_K8S_9", "kics:a659f3b5-9bf0-438a-bd9a-7d3a6427f1e3", "kube-linter:no-readiness-probe",
        "kubescape:C-0018", "kubescape:configured-readiness-probe", "polaris:readinessProbeMissing",
    ),
)  # fmt: skip
def readiness_probe(container: Container) -> Iterator[Violation]:
    """A container says when it is ready.

    Without a readiness probe a pod gets traffic before it can answer, and a rollout replaces good pods by ones that
    never will; the second holds for containers that serve nothing, too, so all are asked, as the peers do. Jobs, init
    containers, sidecars and ephemeral containers are not, nor what Knative serves, which asks the port by itself.
    """
    asked_by_itself = container.workload.group == "serving.knative.dev"
    if _runs_on(container) and not container.has_readiness_probe and not asked_by_itself:
        message = f"container {container.name} has no readiness probe"
        yield container.violation(message, at=Container.readiness_probe, related=_senders(container.pod))


@policy(
    "service-readiness",
    category="probes",
    severity=Severity.MEDIUM,
    aliases=("kube-score:pod-probes",),
    recommended=False,
)
def service_readiness(pod: Pod) -> Iterator[Violation]:
    """A pod that a Service sends traffic to says when it is ready.

    The narrow form of readiness-probe, for those who find it too wide: one probe on one of the containers is enough,
    and only pods that a scanned Service selects are asked. kube-score takes every pod with a service account for
    selected, which it is not.
    """
    asked = any(each.has_readiness_probe for each in pod.containers)
    if pod.services and not asked and not _ends(pod):
        yield pod.violation("no container of this pod has a readiness probe", related=_senders(pod))


@policy(
    "liveness-probe",
    category="probes",
    severity=Severity.LOW,
    aliases=(
        "checkov:CKV_K8S_8", "kics:ade74944-a674-4e00-859e-c6eab5bde441", "kube-linter:no-liveness-probe",
        "kubescape:C-0056", "kubescape:configured-liveness-probe", "polaris:livenessProbeMissing",
    ),
)  # fmt: skip
def liveness_probe(container: Container) -> Iterator[Violation]:
    """A container that hangs is restarted.

    The kubelet restarts what exits; what hangs, only a liveness probe finds. A low severity, since a probe that asks
    too much does more harm than none. As with readiness-probe, what runs to an end is not asked; kubescape asks Jobs.
    """
    if _runs_on(container) and not container.has_liveness_probe:
        yield container.violation(f"container {container.name} has no liveness probe", at=Container.liveness_probe)


@policy(
    "health-probe",
    category="probes",
    severity=Severity.MEDIUM,
    aliases=(
        "kyverno:require-pod-probes", "kyverno:require-pod-probes/validate-probes", "kyverno:validate-probes",
        "kyverno:validate-probes/validate-probes",
    ),
    recommended=False,
)  # fmt: skip
def health_probe(container: Container) -> Iterator[Violation]:
    """A container has a probe of one kind at least.

    Without any, Kubernetes takes a process that started for one that works. Not recommended by default:
    readiness-probe and liveness-probe ask for more.
    """
    if _runs_on(container) and not container.probes:
        yield container.violation(f"container {container.name} has no probe", at=Container.liveness_probe)


class StartupProbe(Record):
    """`longest_delay`: seconds that a liveness probe may wait before a startup probe does it better."""

    longest_delay: int = 60


@policy(
    "startup-probe",
    category="probes",
    severity=Severity.LOW,
    recommended=False,
)
def startup_probe(container: Container, options: StartupProbe) -> Iterator[Violation]:
    """A container that starts slowly has a startup probe.

    A long initial delay of the liveness probe guesses: a start that takes longer is killed, and after a quick one a
    hang goes unseen all the while. Not recommended by default, for the guess may be good enough.
    """
    probe = container.liveness_probe
    if probe is None or container.has_startup_probe or container.is_ephemeral:
        return
    if (probe.initial_delay_seconds or 0) > options.longest_delay:
        message = (
            f"the liveness probe of container {container.name} waits {probe.initial_delay_seconds} s for its start"
        )
        yield probe.violation(message, at=Probe.initial_delay_seconds)
