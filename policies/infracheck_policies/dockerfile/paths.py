"""Working directories in a Dockerfile."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Dockerfile, Instruction, Known, Severity, Stage, Unknown, Violation, WorkdirInstruction, policy


@policy("workdir-path", category="dockerfile", severity=Severity.LOW, recommended=False)
def workdir_path(instruction: WorkdirInstruction) -> Iterator[Violation]:
    """WORKDIR is an absolute path.

    A relative path depends on all WORKDIR instructions before it. A path that begins with an unknown variable is not
    checked.

    Fix: Write the whole path, such as `WORKDIR /app`.
    """
    if instruction.words and _is_relative(instruction):
        yield instruction.violation("WORKDIR uses a relative path", at=instruction.words[0].span)


@policy("workdir-start", category="dockerfile", severity=Severity.LOW)
def workdir_start(stage: Stage) -> Iterator[Violation]:
    """The first WORKDIR of an image is an absolute path.

    A relative path starts in the working directory of the base image, which may change between its versions. `FROM
    scratch` starts in `/`, but an absolute path is clearer there too.

    Fix: Write the whole path, such as `WORKDIR /app`.
    """
    if any(base.own("WORKDIR") is not None for base in stage.lineage()[1:]):
        return
    first = next((instruction for instruction in stage.instructions if instruction.name == "WORKDIR"), None)
    if first is not None and first.words and _is_relative(first):
        yield first.violation("WORKDIR is relative to the working directory of the base image", at=first.words[0].span)


def _is_relative(instruction: Instruction) -> bool:
    word = instruction.words[-1]
    match instruction.expand(word):
        case Known(path):
            # in "C:\\" the backslash escapes the closing quote
            return _is_relative_path(path) and _is_relative_path(word.text.strip("\"'"))
        case Unknown():
            return not word.value.startswith("$") and _is_relative_path(word.text.strip("\"'"))
    return False


def _is_relative_path(path: str) -> bool:
    is_drive = path[1:2] == ":" and path[:1].isalpha()
    return bool(path) and not is_drive and not path.startswith(("/", "\\"))


@policy("copy-target", category="dockerfile", severity=Severity.MEDIUM)
def copy_target(dockerfile: Dockerfile) -> Iterator[Violation]:
    """The destination of a COPY with several sources ends with a slash.

    Without the slash the build fails. A destination that ends with a variable is not checked.

    Fix: Add a slash to the destination.
    """
    for copy in dockerfile.named("COPY", triggers=True):
        if len(copy.words) < 3:
            continue
        target = copy.words[-1].value
        if not target.endswith(("/", "\\")) and target not in (".", "..") and "$" not in target.rpartition("/")[2]:
            yield copy.violation(
                "COPY has several sources, but its destination does not end with a slash", at=copy.words[-1].span
            )


@policy("copy-start", category="dockerfile", severity=Severity.LOW)
def copy_start(stage: Stage) -> Iterator[Violation]:
    """COPY to a relative path comes after a WORKDIR.

    Otherwise the files go to the working directory of the base image, which may change between its versions. A WORKDIR
    of the stage that this one continues counts. `FROM scratch` starts in `/`, but an absolute path is clearer there
    too.

    Fix: Set WORKDIR before the COPY, or write an absolute destination.
    """
    if any(base.own("WORKDIR") is not None for base in stage.lineage()[1:]):
        return
    is_known = stage.lineage()[-1].is_scratch
    for instruction in stage.instructions:
        inner = instruction.trigger if instruction.name == "ONBUILD" else instruction
        if inner is None:
            continue
        if inner.name == "WORKDIR":
            return
        if inner.name == "COPY" and len(inner.words) > 1 and _is_relative(inner):
            folder = "/, since no WORKDIR is set" if is_known else "the working directory of the base image"
            yield inner.violation(f"COPY destination is relative to {folder}", at=inner.words[-1].span)


@policy("cd-command", category="dockerfile", severity=Severity.LOW, recommended=False)
def cd_command(stage: Stage) -> Iterator[Violation]:
    """A build changes its working directory with WORKDIR, not with cd.

    `cd` applies until its RUN ends: the next RUN starts in the WORKDIR again. Scripts that unpack, build and clean up
    in one RUN use it with good reason, so this is not recommended by default. KICS accepts `cd` to an absolute path,
    which has no effect if it is the only command of its RUN.

    Fix: Set WORKDIR before the RUN.
    """
    seen: set[int] = set()
    for command in stage.calls("cd"):
        # once for each RUN
        if command.instruction.position not in seen:
            seen.add(command.instruction.position)
            yield command.violation("RUN changes the working directory with cd")
