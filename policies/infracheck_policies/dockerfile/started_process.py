"""The process that an image starts, its health check and its ports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Dockerfile, ExposeInstruction, Known, Note, Severity, Span, Stage, Unknown, Violation, policy


@policy("repeated-cmd", category="dockerfile", severity=Severity.MEDIUM)
def repeated_cmd(stage: Stage) -> Iterator[Violation]:
    """A stage has at most one CMD.

    Only the last one takes effect; the others are ignored.

    Fix: Keep one CMD and remove the others.
    """
    yield from _repeated(stage, "CMD")


@policy("repeated-entrypoint", category="dockerfile", severity=Severity.MEDIUM)
def repeated_entrypoint(stage: Stage) -> Iterator[Violation]:
    """A stage has at most one ENTRYPOINT.

    Only the last one takes effect; the others are ignored. KICS checks the last stage only.

    Fix: Keep one ENTRYPOINT and remove the others.
    """
    yield from _repeated(stage, "ENTRYPOINT")


@policy("repeated-healthcheck", category="dockerfile", severity=Severity.MEDIUM)
def repeated_healthcheck(stage: Stage) -> Iterator[Violation]:
    """A stage has at most one HEALTHCHECK.

    Only the last one takes effect; the others are ignored.

    Fix: Keep one HEALTHCHECK and remove the others.
    """
    yield from _repeated(stage, "HEALTHCHECK")


def _repeated(stage: Stage, name: str) -> Iterator[Violation]:
    repeated = [instruction for instruction in stage.instructions if instruction.name == name]
    for ignored in repeated[:-1]:
        related = (Note(f"this {name} takes effect", repeated[-1].span),)
        yield ignored.violation(f"{name} is overridden by a later {name} of the same stage", related=related)


@policy("shell-form", category="dockerfile", severity=Severity.LOW)
def shell_form(dockerfile: Dockerfile) -> Iterator[Violation]:
    """CMD and ENTRYPOINT are JSON arrays.

    Otherwise a shell runs as process 1 and does not forward SIGTERM: the container is killed at the end of its grace
    period. After a SHELL instruction the shell form is taken as intended, as in BuildKit; hadolint reports it too.

    Fix: Write the exec form, such as `CMD ["python", "app.py"]`.
    """
    for instruction in dockerfile.named("CMD", "ENTRYPOINT"):
        if instruction.is_json or not instruction.words or instruction.stage is None:
            continue
        if instruction.stage.shell_at(instruction.position) is None:
            yield instruction.violation(f"{instruction.name} is written in shell form instead of a JSON array")


@policy("healthcheck-instruction", category="dockerfile", severity=Severity.LOW, recommended=False)
def healthcheck_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """An image has a HEALTHCHECK.

    Docker and Compose use it to detect a failed container; Kubernetes ignores it. `HEALTHCHECK NONE` states that there
    is no check, and passes.

    Fix: Add an instruction such as `HEALTHCHECK CMD curl --fail http://localhost:8080/healthz`.
    """
    if dockerfile.final is not None and dockerfile.healthcheck is None:
        yield dockerfile.violation("the image has no HEALTHCHECK", at=dockerfile.final.span)


@policy("ssh-port", category="dockerfile", severity=Severity.MEDIUM)
def ssh_port(stage: Stage) -> Iterator[Violation]:
    """An image does not expose port 22.

    An SSH server in a container gives access that the orchestrator does not control, with keys that are rarely rotated.

    Fix: Remove port 22 and the SSH server from the image; use `docker exec` or `kubectl exec` instead.
    """
    for port in stage.exposed_ports:
        # those of a base stage are reported there
        inherited = any(port in base.exposed_ports for base in stage.lineage()[1:])
        if port.number <= 22 <= port.last and port.protocol == "tcp" and not inherited:
            yield stage.violation("EXPOSE names port 22 (SSH)", at=port.span)


@policy("port-range", category="dockerfile", severity=Severity.MEDIUM, recommended=False)
def port_range(instruction: ExposeInstruction) -> Iterator[Violation]:
    """An exposed port is a number up to 65535.

    BuildKit rejects larger numbers. A number that is written without a variable is also reported by every scan as
    `input-syntax`.

    Fix: Write a port from 1 to 65535.
    """
    for word, text in _exposed(instruction):
        ports = text.rpartition(":")[2].partition("/")[0].split("-")
        if any(_is_beyond(port) for port in ports):
            yield instruction.violation("EXPOSE names a port above 65535", at=word)


def _is_beyond(port: str) -> bool:
    match = re.fullmatch(_PORT, port)
    return match is not None and (len(match[1]) > 5 or int(match[1] or "0") > 65535)


_PORT = r"\+?(?=[0-9])0*+([0-9]*+)"


def _exposed(instruction: ExposeInstruction) -> Iterator[tuple[Span, str]]:
    """The words of EXPOSE, their variables replaced as far as they are known."""
    for word in instruction.words:
        match instruction.expand(word):
            case Known(str() as text):
                yield word.span, text
            case Unknown() if "${" not in word.value:
                yield word.span, word.value


@policy("expose-format", category="dockerfile", severity=Severity.LOW)
def expose_format(instruction: ExposeInstruction) -> Iterator[Violation]:
    """EXPOSE names a port of the container only.

    An address or a port of the host has no effect there: ports are published when the container is started.

    Fix: Write the container port only, such as `EXPOSE 8080`.
    """
    for place, text in _exposed(instruction):
        if ":" in text:
            yield instruction.violation("EXPOSE names an address or port of the host", at=place)


@policy("expose-protocol-casing", category="dockerfile", severity=Severity.LOW, recommended=False)
def expose_protocol_casing(instruction: ExposeInstruction) -> Iterator[Violation]:
    """EXPOSE writes its protocol in lower case.

    BuildKit warns about upper case, which some builders do not accept.

    Fix: Write the protocol in lower case, such as `8080/tcp`.
    """
    for place, text in _exposed(instruction):
        protocol = text.rpartition("/")[2]
        if protocol in ("TCP", "Tcp", "UDP", "Udp", "SCTP", "Sctp"):
            yield instruction.violation(
                f"EXPOSE writes the protocol {protocol} instead of {protocol.lower()}", at=place
            )
