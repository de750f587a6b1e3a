"""What COPY brings into an image, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import (
    CopyInstruction,
    Instruction,
    Known,
    RunCommand,
    Severity,
    Stage,
    Violation,
    WorkdirInstruction,
    policy,
)

_ARCHIVE = re.compile(r"\.(?:tar(?:\.(?:gz|bz2|xz|lzma|Z))?|tgz|tbz2?|tb2|txz|tlz|taz)$", re.I)
_EXTRACTS = re.compile(r"-{0,2}(?:extract|get)|-?[A-Za-wyz]*x[A-Za-z]*")


@policy("copied-archive", category="dockerfile", severity=Severity.LOW, recommended=False)
def copied_archive(stage: Stage) -> Iterator[Violation]:
    """A local tar archive is extracted by ADD.

    An archive that COPY brings stays in the image beside what tar makes of it; ADD extracts local archives and leaves
    none (Dockerfile reference, ADD). Other archives, such as zip, ADD does not extract; hadolint reports them too.

    Fix: Write `ADD archive.tar.gz /folder/` in the place of COPY and tar.
    """
    copied: list[tuple[Instruction, set[str]]] = []
    for instruction in stage.instructions:
        if instruction.name == "COPY" and instruction.flag("from") is None:
            copied.append((instruction, _archives(instruction)))
        extracted = {_base_name(word) for command in instruction.commands for word in _extracted_by(command)}
        for copy, archives in copied if instruction.name == "RUN" else ():
            found = sorted(archives & extracted)
            if found:
                archives.clear()
                yield copy.violation(f"COPY brings archive {found[0]}, which tar extracts")


def _archives(copy: Instruction) -> set[str]:
    """The names under which the archives of a COPY stand in the image: that of its target where that is a file."""
    *sources, target = [_base_name(word.text.strip("\"'")) for word in copy.words] or [""]
    return {each for each in ((target,) if _ARCHIVE.search(target) else sources) if _ARCHIVE.search(each)}


def _extracted_by(command: RunCommand) -> list[str]:
    program, arguments = command.called
    if program != "tar" or not any(_EXTRACTS.fullmatch(word) for word in arguments[:1] + _options(arguments[1:])):
        return []
    return arguments


def _options(arguments: list[str]) -> list[str]:
    return [word for word in arguments if word.startswith("-")]


def _base_name(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


@policy("copy-owner", category="dockerfile", severity=Severity.LOW, recommended=False)
def copy_owner(instruction: Instruction) -> Iterator[Violation]:
    """Files that are copied into an image belong to root.

    A program whose files belong to the user that it runs as can change itself, and so can whoever breaks into it; to
    run a program, reading it is enough. An owner that is root passes.

    Fix: Remove `--chown`; where the program must write, give it a folder or a volume of its own.
    """
    flag = instruction.flag("chown") if instruction.name in ("COPY", "ADD") else None
    if flag is not None and (flag.value or "").partition(":")[0] not in ("root", "0"):
        yield instruction.violation(f"{instruction.name} gives its files to a user with --chown", at=flag.span)


@policy("whole-copy", category="dockerfile", severity=Severity.LOW, recommended=False)
def whole_copy(instruction: CopyInstruction) -> Iterator[Violation]:
    """A build copies no whole file system from another stage.

    `COPY --from=build / /` brings the tools, caches and secrets of the stage along, which a build of several stages is
    to leave behind. Copies into `FROM scratch` flatten an image; they are reported too.

    Fix: Copy the files and folders that the image needs.
    """
    if instruction.flag("from") is None:
        return
    for word in instruction.words[:-1]:
        if word.value in ("/", "/.", "/*"):
            yield instruction.violation("COPY takes the whole file system of another stage", at=word.span)


# folders that hold the system: what is written there replaces parts of it
_SYSTEM = frozenset(
    (
        "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr", "/usr/bin",
        "/usr/lib", "/usr/sbin",
    )
)  # fmt: skip


@policy("system-workdir", category="dockerfile", severity=Severity.MEDIUM, recommended=False)
def system_workdir(instruction: WorkdirInstruction) -> Iterator[Violation]:
    """WORKDIR is no folder of the system.

    A relative COPY or a program that writes beside itself then changes the system's own files, and a volume mounted
    there hides them.

    Fix: Use a folder of your own, such as `WORKDIR /app`.
    """
    for word in instruction.words[:1]:
        match instruction.expand(word):
            case Known(path) if (path.rstrip("/") or "/") in _SYSTEM:
                yield instruction.violation(f"WORKDIR is the system folder {path}", at=word.span)
