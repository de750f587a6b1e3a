"""The form of a Dockerfile's instructions."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Dockerfile, Instruction, Known, Severity, Stage, Unknown, Violation, policy


@policy(
    "maintainer-instruction",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=(
        "buildkit:MaintainerDeprecated",
        "checkov:CKV_DOCKER_6",
        "hadolint:DL4000",
        "kics:99614418-f82b-4852-a9ae-5051402b741c",
        "trivy:DS-0022",
    ),
)
def maintainer_instruction(instruction: Instruction) -> Iterator[Violation]:
    """A label names the maintainer, not MAINTAINER.

    MAINTAINER is deprecated since Docker 1.13; `LABEL org.opencontainers.image.authors` is where tools look.
    """
    if instruction.name == "MAINTAINER":
        yield instruction.violation("MAINTAINER is deprecated")


@policy(
    "workdir-path",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=(
        "checkov:CKV_DOCKER_10",
        "hadolint:DL3000",
        "kics:6b376af8-cfe8-49ab-a08d-f32de23661a4",
        "trivy:DS-0009",
    ),
    recommended=False,
)
def workdir_path(instruction: Instruction) -> Iterator[Violation]:
    """WORKDIR is an absolute path.

    A relative one depends on all the WORKDIR before it. A path that a variable starts is not judged.
    """
    if instruction.name == "WORKDIR" and instruction.words and _is_relative(instruction):
        yield instruction.violation("WORKDIR is a relative path", at=instruction.words[0].span)


@policy(
    "workdir-start",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("buildkit:WorkdirRelativePath",),
)
def workdir_start(stage: Stage) -> Iterator[Violation]:
    """The first WORKDIR of an image is an absolute path.

    A relative one starts where the base image happens to end, which changes with its versions. `FROM scratch` ends
    in `/`, but that too is better written.
    """
    if any(base.own("WORKDIR") is not None for base in stage.lineage()[1:]):
        return
    first = next((found for found in stage.instructions if found.name == "WORKDIR"), None)
    if first is not None and first.words and _is_relative(first):
        yield first.violation("WORKDIR is relative to where the base image ends", at=first.words[0].span)


def _is_relative(instruction: Instruction) -> bool:
    word = instruction.words[-1]
    match instruction.expand(word):
        case Known(path):
            # in "C:\\" the backslash escapes the quote that was to end it
            return _is_relative_path(path) and _is_relative_path(word.text.strip("\"'"))
        case Unknown():
            return not word.value.startswith("$") and _is_relative_path(word.value)
    return False


def _is_relative_path(path: str) -> bool:
    is_drive = path[1:2] == ":" and path[:1].isalpha()
    return bool(path) and not is_drive and not path.startswith(("/", "\\"))


@policy(
    "copy-target",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=("hadolint:DL3021", "kics:6db6e0c2-32a3-4a2e-93b5-72c35f4119db", "trivy:DS-0011"),
)
def copy_target(instruction: Instruction) -> Iterator[Violation]:
    """COPY of several files names a folder, with a slash at its end.

    Without the slash the build fails. A target that a variable ends is not judged.
    """
    copy = instruction.trigger or instruction
    if copy.name != "COPY" or len(copy.words) < 3:
        return
    target = copy.words[-1].value
    if not target.endswith(("/", "\\")) and target not in (".", "..") and "$" not in target.rpartition("/")[2]:
        yield copy.violation("COPY of several files to a path without a slash at its end", at=copy.words[-1].span)


@policy(
    "copy-start",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("hadolint:DL3045",),
)
def copy_start(stage: Stage) -> Iterator[Violation]:
    """COPY to a relative path comes after a WORKDIR.

    Otherwise the file lands where the base image happens to end. A WORKDIR of the stage that this one continues counts.
    """
    if any(base.own("WORKDIR") is not None for base in stage.lineage()[1:]):
        return
    for found in stage.instructions:
        inner = found.trigger or found
        if inner.name == "WORKDIR":
            return
        if inner.name == "COPY" and len(inner.words) > 1 and _is_relative(inner):
            yield inner.violation("COPY to a path relative to where the base image ends", at=inner.words[-1].span)


@policy(
    "sudo-command",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=("nist-800-190:4.1.2", "cwe:250"),
    aliases=(
        "checkov:CKV2_DOCKER_1",
        "hadolint:DL3004",
        "kics:8ada6e80-0ade-439e-b176-0b28f6bce35a",
        "trivy:DS-0010",
    ),
)
def sudo_command(stage: Stage) -> Iterator[Violation]:
    """RUN does not use sudo.

    A build runs as root or as the USER before it; an image with sudo hands root to whoever breaks in.
    """
    for command in stage.sudo_commands:
        yield command.violation("RUN uses sudo")


@policy(
    "env-self-reference",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=("hadolint:DL3044", "kics:be8aab51-94cb-cc12-c40e-f6928d9b544a"),
)
def env_self_reference(instruction: Instruction) -> Iterator[Violation]:
    """ENV does not use a variable that the same ENV sets.

    All values are expanded before any is set: the old value, or nothing, comes in.
    """
    if instruction.name != "ENV" or instruction.stage is None:
        return
    for pair in instruction.pairs:
        name = pair.key.value
        if instruction.stage.scope.find(name, instruction.position) is not None:
            continue
        for other in instruction.pairs:
            if other is not pair and other.value is not None and _uses(other.value.text, name):
                yield instruction.violation(f"{other.key.value} uses {name}, which the same ENV sets", at=other.span)


def _uses(text: str, name: str) -> bool:
    if f"${{{name}}}" in text or f"${{{name}:" in text:
        return True
    start = text.find(f"${name}")
    while start >= 0:
        after = text[start + 1 + len(name) :][:1]
        if not (after.isalnum() or after == "_"):
            return True
        start = text.find(f"${name}", start + 1)
    return False


@policy(
    "legacy-key-value",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("buildkit:LegacyKeyValueFormat",),
)
def legacy_key_value(instruction: Instruction) -> Iterator[Violation]:
    """ENV and LABEL write `key=value`.

    The form with a blank takes the rest of the line for one value, a second key included.
    """
    if instruction.name in ("ENV", "LABEL") and instruction.pairs and "=" not in instruction.words[0].text:
        yield instruction.violation(f"{instruction.name} has a blank for its equals sign")


@policy(
    "instruction-casing",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("buildkit:ConsistentInstructionCasing",),
    recommended=False,
)
def instruction_casing(dockerfile: Dockerfile) -> Iterator[Violation]:
    """All instructions are in capitals, or all in lower case.

    A file in one case is read faster. What most instructions have is taken for the rule.
    """
    found = dockerfile.instructions
    lower = sum(each.keyword.islower() for each in found)
    upper = sum(each.keyword.isupper() for each in found)
    rule = str.islower if lower > upper else str.isupper
    for each in found:
        if not rule(each.keyword):
            yield each.violation(f"{each.keyword} is not in the case of the other instructions")


@policy(
    "onbuild-trigger",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=("hadolint:DL3043", "kics:408460f2-2a0f-21ab-ab37-4fb86ac3b5ce"),
    recommended=False,
)
def onbuild_trigger(instruction: Instruction) -> Iterator[Violation]:
    """ONBUILD triggers neither ONBUILD nor FROM nor MAINTAINER.

    BuildKit refuses it, which every scan reports as `input-syntax`; this policy answers for the peers' ids.
    """
    trigger = instruction.trigger
    if trigger is not None and trigger.name in ("ONBUILD", "FROM", "MAINTAINER"):
        yield instruction.violation(f"ONBUILD triggers {trigger.name}")


@policy(
    "first-instruction",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=(
        "hadolint:DL3061",
        "kics:19619060-f22e-094f-fda1-aacf37b69bba",
        "kics:52e2b1c6-56e4-5264-2fc6-523166b2c8f3",
    ),
    recommended=False,
)
def first_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A Dockerfile starts with FROM, but for ARG.

    BuildKit refuses it, which every scan reports as `input-syntax`; this policy answers for the peers' ids.
    """
    first = next((found for found in dockerfile.instructions if found.name != "ARG"), None)
    if first is None:
        yield dockerfile.violation("the Dockerfile has no FROM")
    elif first.name != "FROM":
        yield first.violation(f"{first.name} stands before the first FROM")
