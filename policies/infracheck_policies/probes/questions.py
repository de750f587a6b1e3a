"""What a probe asks, of which port, and how patiently."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Container, Exec, Probe, Record, Severity, Violation, policy


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
    "probe-port-name",
    category="probes",
    severity=Severity.HIGH,
)
def probe_port_name(container: Container) -> Iterator[Violation]:
    """A probe names a port that the container declares.

    The kubelet looks the name up among the ports of this container; one that is not there makes the probe fail for
    ever, so the pod gets no traffic or is restarted without end.
    """
    for probe in container.probes:
        match _number(container, probe):
            case str(name):
                message = f"container {container.name} has no port named {name}, which a probe asks"
                yield probe.violation(message, at=probe.port_place)


@policy(
    "probe-port",
    category="probes",
    severity=Severity.LOW,
    aliases=("kube-linter:liveness-port", "kube-linter:readiness-port", "kube-linter:startup-port"),
    recommended=False,
)
def probe_port(container: Container) -> Iterator[Violation]:
    """A probe asks a port that the pod declares.

    A port may be served without being declared, and health ports often are, so this is not recommended by default; in a
    house that declares all its ports it finds typing errors. A number that an argument or a variable names counts as
    declared. kube-linter has a rule for each kind of probe; to select one of them runs this, for all three.
    """
    # a name that no port bears is probe-port-name's
    asked = [(probe, port) for probe in container.probes if isinstance(port := _number(container, probe), int)]
    if not asked:
        return
    numbers = container.pod.port_numbers
    words = " ".join((*container.command, *container.args, *(value for _, value, _ in container.literals)))
    for probe, port in asked:
        if port not in numbers and str(port) not in words:
            message = f"container {container.name} declares no port {port}, which a probe asks"
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


class ProbeCommand(Record):
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
