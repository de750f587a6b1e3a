"""How the kubelet learns that a container is well."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from infracheck import Container, Exec, Note, Pod, Probe, Severity, Violation, policy


def _runs_on(container: Container) -> bool:
    # what runs to an end tells by ending; init and ephemeral containers run to an end, sidecars serve the others
    return container.is_main and not container.workload.is_job


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
    containers, sidecars and ephemeral containers are not; kubescape asks Jobs.
    """
    if _runs_on(container) and not container.has_readiness_probe:
        related = tuple(Note(f"Service {each.name} sends it traffic", each.span) for each in container.pod.services)
        yield container.violation(
            f"container {container.name} has no readiness probe", at=Container.readiness_probe, related=related
        )


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
    if pod.services and not asked and not pod.workload.is_job:
        related = tuple(Note(f"Service {each.name} sends it traffic", each.span) for each in pod.services)
        yield pod.violation("no container of this pod has a readiness probe", related=related)


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


class StartupProbe(NamedTuple):
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


@policy(
    "probe-handler",
    category="probes",
    severity=Severity.MEDIUM,
)
def probe_handler(container: Container) -> Iterator[Violation]:
    """A probe says, once, what to ask.

    The API refuses a probe with no handler, and one with several: exec, grpc, httpGet or tcpSocket.
    """
    for probe in container.probes:
        if probe.handler_count != 1:
            yield probe.violation(f"a probe of container {container.name} has {probe.handler_count or 'no'} handlers")


@policy(
    "probe-port",
    category="probes",
    severity=Severity.MEDIUM,
    aliases=("kube-linter:liveness-port", "kube-linter:readiness-port", "kube-linter:startup-port"),
)
def probe_port(container: Container) -> Iterator[Violation]:
    """A probe asks a port that the container has.

    A port name that the container does not declare makes the probe fail for ever. A number may be served undeclared, so
    one is reported only where the pod declares other ports, and no argument names it: a typing error as a rule.
    kube-linter has a rule for each kind of probe, and also asks where nothing is declared.
    """
    numbers = {port.container_port for each in container.pod.containers for port in each.ports}
    words = " ".join((*container.command, *container.args, *(each.value or "" for each in container.env)))
    for probe in container.probes:
        match _number(container, probe):
            case str(name):
                message = f"container {container.name} has no port named {name}, which a probe asks"
                yield probe.violation(message, at=probe.port_place)
            case int(number) if numbers and number not in numbers and str(number) not in words:
                message = f"container {container.name} declares no port {number}, which a probe asks"
                yield probe.violation(message, at=probe.port_place)


@policy(
    "liveness-equals-readiness",
    category="probes",
    severity=Severity.LOW,
    aliases=(
        "kube-score:pod-probes-identical", "kyverno:validate-probes", "kyverno:validate-probes/validate-probes",
    ),
)  # fmt: skip
def liveness_equals_readiness(container: Container) -> Iterator[Violation]:
    """A liveness probe is more patient than the readiness probe that asks the same.

    Asked the same with the same patience, a container that is merely busy is restarted at the moment it should be left
    alone, and its load kills the next one. Kubernetes, "Liveness, Readiness, and Startup Probes", names the remedy: the
    same endpoint, but a higher failureThreshold. That is right here, and wrong to kube-score.
    """
    liveness, readiness = container.liveness_probe, container.readiness_probe
    if liveness is None or readiness is None or not readiness.has_handler:
        return
    same = liveness.question == readiness.question and _number(container, liveness) == _number(container, readiness)
    if same and _patience(liveness) <= _patience(readiness):
        message = f"container {container.name} is restarted as soon as it is not ready: both probes ask the same"
        yield container.violation(message, at=Container.liveness_probe)


def _number(container: Container, probe: Probe) -> int | str | None:
    port = probe.port
    if not isinstance(port, str):
        return port
    named = next((each.container_port for each in container.ports if each.name == port), None)
    return named or (int(port) if port.isdecimal() and port.isascii() else port)


def _patience(probe: Probe) -> int:
    # Kubernetes' defaults
    return (probe.failure_threshold or 3) * (probe.period_seconds or 10)


@policy(
    "probe-timeout",
    category="probes",
    severity=Severity.LOW,
    recommended=False,
)
def probe_timeout(container: Container) -> Iterator[Violation]:
    """A probe's timeout is no longer than its period.

    The kubelet asks again only after an answer or the timeout, so a longer one stretches the period that was written.
    Not recommended by default: the probe works, only later than it reads.
    """
    for probe in container.probes:
        timeout, period = probe.timeout_seconds or 1, probe.period_seconds or 10
        if timeout > period:
            message = (
                f"a probe of container {container.name} waits {timeout} s for an answer, but asks every {period} s"
            )
            yield probe.violation(message, at=Probe.timeout_seconds)


class ProbeCommand(NamedTuple):
    """`commands`: what tells that something runs, not that it works."""

    commands: tuple[str, ...] = ("jcmd", "ls", "ps")


@policy(
    "probe-command",
    category="probes",
    severity=Severity.LOW,
    aliases=("kyverno:deny-commands-in-exec-probe", "kyverno:deny-commands-in-exec-probe/check-commands"),
    recommended=False,
)
def probe_command(container: Container, options: ProbeCommand) -> Iterator[Violation]:
    """A liveness probe asks the application, not its process table or its files.

    A process that `ps` lists may hang all the same, and each of these commands costs a new process every few seconds.
    Not recommended by default: a look for a file that the application touches is a fair answer.
    """
    probe = container.liveness_probe
    if probe is None or probe.exec is None:
        return
    words = {word for argument in probe.exec.command for word in re.split(r"\W+", argument)}
    for command in options.commands:
        if command in words:
            message = f"the liveness probe of container {container.name} runs {command}"
            yield probe.exec.violation(message, at=Exec.command)
