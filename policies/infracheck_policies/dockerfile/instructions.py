"""The form of a Dockerfile's instructions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Dockerfile, PairInstruction, Severity, Stage, Violation, policy


@policy("maintainer-instruction", category="dockerfile", severity=Severity.LOW)
def maintainer_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """The maintainer is set by a label, not by MAINTAINER.

    MAINTAINER is deprecated since Docker 1.13; tools read the label `org.opencontainers.image.authors`.

    Fix: Replace the instruction with `LABEL org.opencontainers.image.authors="…"`.
    """
    for instruction in dockerfile.named("MAINTAINER"):
        yield instruction.violation("MAINTAINER is deprecated")


@policy("sudo-command", category="dockerfile", severity=Severity.MEDIUM)
def sudo_command(stage: Stage) -> Iterator[Violation]:
    """RUN does not use sudo.

    A build runs as root or as the user of the last USER instruction, and sudo in the image lets an attacker in the
    container become root.

    Fix: Remove sudo, and put `USER root` before the RUN where it needs root.
    """
    for command in stage.sudo_commands:
        yield command.violation("RUN uses sudo")


@policy("env-self-reference", category="dockerfile", severity=Severity.MEDIUM)
def env_self_reference(instruction: PairInstruction) -> Iterator[Violation]:
    """ENV does not use a variable that the same ENV sets.

    All values are expanded before any of them is set: the reference gets the previous value, or an empty one.

    Fix: Set the variable in an ENV instruction of its own, before the one that uses it.
    """
    if instruction.name != "ENV" or instruction.stage is None:
        return
    pairs = instruction.pairs
    users: dict[str, list[int]] = {}
    for index, pair in enumerate(pairs):
        if pair.value is not None and "$" in pair.value.text:
            for name in {match[0] or match[1] for match in re.findall(_NAME, pair.value.text)}:
                users.setdefault(name, []).append(index)
    setters: dict[str, list[int]] = {}
    for index, pair in enumerate(pairs) if users else ():
        setters.setdefault(pair.key.value, []).append(index)
    for name in users.keys() & setters.keys():
        if instruction.stage.scope.find(name, instruction.position) is not None:
            continue
        for index in users[name]:
            if setters[name] != [index]:
                other = pairs[index]
                yield instruction.violation(
                    f"ENV {other.key.value} uses {name}, which the same ENV sets", at=other.span
                )


_NAME = r"\$(?:\{(\w+)[}:]|(\w+))"


@policy("legacy-key-value", category="dockerfile", severity=Severity.LOW, recommended=False)
def legacy_key_value(instruction: PairInstruction) -> Iterator[Violation]:
    """ENV and LABEL write `key=value`.

    The form with a space takes the rest of the line as one value, including any further keys.

    Fix: Write `key=value`, with quotes around a value that contains spaces.
    """
    if instruction.name in ("ENV", "LABEL") and instruction.pairs and "=" not in instruction.words[0].text:
        yield instruction.violation(f"{instruction.name} separates key and value with a space instead of =")


@policy("instruction-casing", category="dockerfile", severity=Severity.LOW, recommended=False)
def instruction_casing(dockerfile: Dockerfile) -> Iterator[Violation]:
    """The instructions of a Dockerfile are all in upper case or all in lower case.

    A consistent case is easier to read. The case that most instructions of the file have is the expected one.

    Fix: Write the instruction in the same case as the others.
    """
    keywords = [instruction.keyword for instruction in dockerfile.instructions]
    lower, upper = (sum(map(case, keywords)) for case in (str.islower, str.isupper))
    rule = str.islower if lower > upper else str.isupper
    for instruction, keyword in zip(dockerfile.instructions, keywords, strict=True):
        if not rule(keyword):
            yield instruction.violation(f"{keyword} is not in the same case as the other instructions")


@policy("empty-continuation", category="dockerfile", severity=Severity.LOW)
def empty_continuation(dockerfile: Dockerfile) -> Iterator[Violation]:
    """An instruction that continues over several lines contains no blank line.

    A blank line after a backslash looks like the end of the instruction, but is not. BuildKit accepts it with a warning
    and plans to reject it. Comments are allowed there.

    Fix: Remove the blank line, or put a comment there.
    """
    for instruction in dockerfile.instructions:
        blank = instruction.blank_line
        if blank is not None:
            yield instruction.violation(
                f"{instruction.name} contains a blank line between continued lines, line {blank}"
            )
