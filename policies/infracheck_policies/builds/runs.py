"""How a build divides its commands, and which make no sense in it."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Instruction, Severity, Stage, Violation, policy

_POINTLESS = ("free", "ifconfig", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim")


@policy("consecutive-run", category="dockerfile", severity=Severity.LOW, recommended=False)
def consecutive_run(stage: Stage) -> Iterator[Violation]:
    """A RUN does not follow another one that it could be a part of.

    Each RUN is a layer: what the first leaves behind and the second deletes stays in the image. A RUN of several
    commands counts as a step that somebody set apart, as in hadolint, and so do two with different flags, such as
    `--mount`.

    Fix: Join the commands with `&&`, or write them in a heredoc.
    """
    previous: Instruction | None = None
    for instruction in stage.instructions:
        if instruction.name != "RUN":
            previous = None
        elif previous is not None and _could_join(previous, instruction):
            yield instruction.violation("RUN directly follows another RUN")
        else:
            previous = instruction


def _could_join(first: Instruction, second: Instruction) -> bool:
    if [(flag.name, flag.value) for flag in first.flags] != [(flag.name, flag.value) for flag in second.flags]:
        return False
    return all(len(each.commands) <= 1 and not each.heredocs for each in (first, second))


@policy("pointless-command", category="dockerfile", severity=Severity.LOW, recommended=False)
def pointless_command(stage: Stage) -> Iterator[Violation]:
    """A build runs no commands that make sense on a running machine only.

    A build has no services, no terminal and no processes but its own: `service` starts what ends with the RUN, `ps`,
    `top` and `free` show the build, `vim` waits for keys. `ssh` with `--mount=type=ssh` passes.

    Fix: Remove the command; start services with the container, by ENTRYPOINT or CMD.
    """
    with_keys = {run.position for run in stage.runs if any(mount.get("type") == "ssh" for mount in run.mounts)}
    for command in stage.calls(*_POINTLESS):
        if command.program != "ssh" or command.instruction.position not in with_keys:
            yield command.violation(f"RUN calls {command.program}, which has no use in a build")
