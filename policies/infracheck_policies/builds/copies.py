"""What COPY brings into an image, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Instruction, RunCommand, Severity, Stage, Violation, policy

_ARCHIVE = re.compile(r"\.(?:tar(?:\.(?:gz|bz2|xz|lzma|Z))?|tgz|tbz2?|tb2|txz|tlz|taz)$", re.I)
_EXTRACTS = re.compile(r"-{0,2}(?:extract|get)|-?[A-Za-z]*x[A-Za-z]*")


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
