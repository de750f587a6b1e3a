"""The handlers, ports and timing of probes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Container, Exec, Probe, Record, Severity, Violation, policy


def _time_to_failure(probe: Probe) -> int:
    # Kubernetes' defaults
    return (probe.failure_threshold or 3) * (probe.period_seconds or 10)


@policy(
    "probe-handler",
    category="probes",
    severity=Severity.MEDIUM,
)
def probe_handler(container: Container) -> Iterator[Violation]:
    """A probe has exactly one handler.

    The API server rejects a probe without a handler, and one with several: exec, grpc, httpGet or tcpSocket.

    Fix: Keep one of `exec`, `grpc`, `httpGet` and `tcpSocket` in the probe.
    """
    for probe in container.probes:
        if probe.handler_count != 1:
            count = f"{probe.handler_count} handlers, but needs exactly one" if probe.handler_count else "no handler"
            yield probe.violation(f"a probe of container {container.name} has {count}")


@policy("probe-port-name", category="probes", severity=Severity.HIGH)
def probe_port_name(container: Container) -> Iterator[Violation]:
    """A probe uses a port name that the container declares.

    The kubelet looks up the name among the ports of this container. If it is missing, the probe always fails: the pod
    receives no traffic, or is restarted again and again.

    Fix: Add a port with this name to the container, or correct the name in the probe.
    """
    for probe in container.probes:
        match container.port_of(probe):
            case str(name):
                message = f"container {container.name} declares no port named {name}, which a probe uses"
                yield probe.violation(message, at=probe.port_place)


@policy("probe-port", category="probes", severity=Severity.LOW, recommended=False)
def probe_port(container: Container) -> Iterator[Violation]:
    """A probe uses a port that the pod declares.

    A container can listen on a port without declaring it, and often does for health checks, so this is not recommended
    by default; where all ports are declared it finds typing errors. A number that occurs in an argument or a variable
    counts as declared. kube-linter has a rule for each kind of probe; selecting one of them runs this policy for all
    three.

    Fix: Declare the port in the container, or correct the number in the probe.
    """
    # a name that no port has is reported by probe-port-name
    numbered = [(probe, port) for probe in container.probes if isinstance(port := container.port_of(probe), int)]
    if not numbered:
        return
    numbers = container.pod.port_numbers
    words = " ".join((*container.command, *container.args, *(value for _, value, _ in container.literals)))
    for probe, port in numbered:
        if port not in numbers and str(port) not in words:
            message = f"container {container.name} declares no port {port}, which a probe uses"
            yield probe.violation(message, at=probe.port_place)


@policy("liveness-equals-readiness", category="probes", severity=Severity.LOW)
def liveness_equals_readiness(container: Container) -> Iterator[Violation]:
    """A liveness probe takes longer to fail than a readiness probe with the same check.

    With the same check and the same thresholds, a container that is only busy is restarted when it should receive less
    traffic, and its load then overloads the next one. Kubernetes, "Liveness, Readiness, and Startup Probes", recommends
    the same endpoint with a higher failureThreshold. That passes here, whereas kube-score reports it.

    Fix: Set a higher `failureThreshold` in the liveness probe, or use another endpoint.
    """
    liveness, readiness = container.liveness_probe, container.readiness_probe
    if liveness is None or readiness is None or not readiness.has_handler:
        return
    same = liveness.question == readiness.question and container.port_of(liveness) == container.port_of(readiness)
    if same and _time_to_failure(liveness) <= _time_to_failure(readiness):
        message = f"container {container.name} is restarted as soon as it is not ready: its probes do the same check"
        yield container.violation(message, at=Container.liveness_probe)


@policy(
    "probe-timeout",
    category="probes",
    severity=Severity.LOW,
    recommended=False,
)
def probe_timeout(container: Container) -> Iterator[Violation]:
    """A probe's timeout is not longer than its period.

    The kubelet starts the next check only after an answer or the timeout, so a longer timeout extends the period. Not
    recommended by default: the probe works, but less often than configured.

    Fix: Set `timeoutSeconds` to at most `periodSeconds`.
    """
    for probe in container.probes:
        timeout, period = probe.timeout_seconds or 1, probe.period_seconds or 10
        if timeout > period:
            message = (
                f"a probe of container {container.name} has timeoutSeconds {timeout}, above periodSeconds {period}"
            )
            yield probe.violation(message, at=Probe.timeout_seconds)


class ProbeCommand(Record):
    """`commands`: commands that show that a process runs, not that it works."""

    commands: tuple[str, ...] = ("jcmd", "ls", "ps")


@policy("probe-command", category="probes", severity=Severity.LOW, recommended=False)
def probe_command(container: Container, options: ProbeCommand) -> Iterator[Violation]:
    """A liveness probe checks the application, not its process list or its files.

    A process that `ps` lists may still hang, and each of these commands starts a new process every few seconds. Not
    recommended by default: checking a file that the application updates is reasonable.

    Fix: Use an `httpGet`, `grpc` or `tcpSocket` handler, or a command that queries the application.
    """
    probe = container.liveness_probe
    if probe is None or probe.exec is None:
        return
    words = {word for argument in probe.exec.command for word in re.split(r"\W+", argument)}
    for command in options.commands:
        if command in words:
            message = f"the liveness probe of container {container.name} runs {command}"
            yield probe.exec.violation(message, at=Exec.command)
