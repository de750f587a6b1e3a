"""What an image starts, and how it is seen from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Dockerfile, ExposeInstruction, Known, Note, Severity, Span, Stage, Unknown, Violation, policy


@policy(
    "repeated-cmd",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=(
        "buildkit:MultipleInstructionsDisallowed",
        "hadolint:DL4003",
        "kics:41c195f4-fc31-4a5c-8a1b-90605538d49f",
        "trivy:DS-0016",
    ),
)
def repeated_cmd(stage: Stage) -> Iterator[Violation]:
    """A stage has one CMD.

    Only the last counts: the others are dead text that looks alive.
    """
    yield from _repeated(stage, "CMD")


@policy(
    "repeated-entrypoint",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=(
        "buildkit:MultipleInstructionsDisallowed",
        "hadolint:DL4004",
        "kics:6938958b-3f1a-451c-909b-baeee14bdc97",
        "trivy:DS-0007",
    ),
)
def repeated_entrypoint(stage: Stage) -> Iterator[Violation]:
    """A stage has one ENTRYPOINT.

    Only the last counts: the others are dead text that looks alive. KICS looks at the last stage alone.
    """
    yield from _repeated(stage, "ENTRYPOINT")


@policy(
    "repeated-healthcheck",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=(
        "buildkit:MultipleInstructionsDisallowed",
        "hadolint:DL3012",
        "kics:1c2d47bd-eec6-6485-7ed7-3d0650e960a4",
        "trivy:DS-0023",
    ),
)
def repeated_healthcheck(stage: Stage) -> Iterator[Violation]:
    """A stage has one HEALTHCHECK.

    Only the last counts: the others are dead text that looks alive.
    """
    yield from _repeated(stage, "HEALTHCHECK")


def _repeated(stage: Stage, name: str) -> Iterator[Violation]:
    found = [each for each in stage.instructions if each.name == name]
    for dead in found[:-1]:
        related = (Note("this one counts", found[-1].span),)
        yield dead.violation(f"a later {name} of the stage replaces this one", related=related)


@policy(
    "shell-form",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=(
        "buildkit:JSONArgsRecommended",
        "hadolint:DL3025",
        "kics:b86987e1-6397-4619-81d5-8807f2387c79",
    ),
)
def shell_form(dockerfile: Dockerfile) -> Iterator[Violation]:
    """CMD and ENTRYPOINT are JSON arrays.

    Otherwise a shell is process 1 and keeps SIGTERM to itself: the container is killed at the end of its grace period.
    Where a SHELL instruction stands before, the shell is meant, as BuildKit takes it; hadolint reports that too.
    """
    for instruction in dockerfile.named("CMD", "ENTRYPOINT"):
        if instruction.is_json or not instruction.words or instruction.stage is None:
            continue
        if instruction.stage.shell_at(instruction.position) is None:
            yield instruction.violation(f"{instruction.name} runs through a shell")


@policy(
    "healthcheck-instruction",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("cis-docker-1.6:4.6",),
    aliases=(
        "checkov:CKV_DOCKER_2",
        "hadolint:DL3057",
        "kics:b03a748a-542d-44f4-bb86-9199ab4fd2d5",
        "trivy:DS-0026",
    ),
    recommended=False,
)
def healthcheck_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """An image says how its health is checked.

    Docker and Compose restart by it; Kubernetes does not look at it. `HEALTHCHECK NONE` says that there is no way.
    """
    if dockerfile.final is not None and dockerfile.healthcheck is None:
        yield dockerfile.violation("the image has no HEALTHCHECK", at=dockerfile.final.span)


@policy(
    "ssh-port",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=("nist-800-190:4.1.2",),
    aliases=("checkov:CKV_DOCKER_1", "kics:5907595b-5b6d-4142-b173-dbb0e73fbff8", "trivy:DS-0004"),
)
def ssh_port(stage: Stage) -> Iterator[Violation]:
    """An image does not expose port 22.

    An SSH server in a container is a way in that no orchestrator sees, with keys that nobody rotates.
    """
    for port in stage.exposed_ports:
        # those of a base stage are reported there
        inherited = any(port in base.exposed_ports for base in stage.lineage()[1:])
        if port.number <= 22 <= port.last and port.protocol == "tcp" and not inherited:
            yield stage.violation("EXPOSE names port 22, that of SSH", at=port.span)


@policy(
    "port-range",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=("hadolint:DL3011", "kics:71bf8cf8-f0a1-42fa-b9d2-d10525e0a38e", "trivy:DS-0008"),
    recommended=False,
)
def port_range(instruction: ExposeInstruction) -> Iterator[Violation]:
    """An exposed port is a number up to 65535.

    BuildKit refuses any other. One that is written out is reported by every scan as `input-syntax` too.
    """
    for word, text in _exposed(instruction):
        ports = text.rpartition(":")[2].partition("/")[0].split("-")
        if any(_is_beyond(port) for port in ports):
            yield instruction.violation("EXPOSE names a port above 65535", at=word)


def _is_beyond(port: str) -> bool:
    match = _PORT.fullmatch(port)
    return match is not None and (len(match[1]) > 5 or int(match[1] or "0") > 65535)


_PORT = re.compile(r"\+?(?=[0-9])0*+([0-9]*+)")


def _exposed(instruction: ExposeInstruction) -> Iterator[tuple[Span, str]]:
    """The words of EXPOSE, their variables replaced as far as they are known."""
    for word in instruction.words:
        match instruction.expand(word):
            case Known(str() as text):
                yield word.span, text
            case Unknown() if "${" not in word.value:
                yield word.span, word.value


@policy(
    "expose-format",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("buildkit:ExposeInvalidFormat",),
)
def expose_format(instruction: ExposeInstruction) -> Iterator[Violation]:
    """EXPOSE names a port of the container alone.

    An address or a port of the host there has no effect: what is published is decided when the container starts.
    """
    for place, text in _exposed(instruction):
        if ":" in text:
            yield instruction.violation("EXPOSE names an address or a port of the host", at=place)


@policy(
    "expose-protocol-casing",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("buildkit:ExposeProtoCasing",),
    recommended=False,
)
def expose_protocol_casing(instruction: ExposeInstruction) -> Iterator[Violation]:
    """EXPOSE writes its protocol in lower case.

    BuildKit warns of any other, which some builders do not take.
    """
    for place, text in _exposed(instruction):
        protocol = text.rpartition("/")[2]
        if protocol in ("TCP", "Tcp", "UDP", "Udp", "SCTP", "Sctp"):
            yield instruction.violation(f"EXPOSE writes the protocol as {protocol}", at=place)
