"""The sources of ADD and COPY."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import CopyInstruction, Dockerfile, Instruction, Known, Severity, Stage, Violation, policy

_NUMBER = re.compile(r"\+?[0-9]+")


@policy("add-url", category="dockerfile", severity=Severity.MEDIUM)
def add_url(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A file that ADD downloads is verified by a checksum.

    ADD downloads whatever the URL serves at the time of the build. `--checksum=sha256:…`, or a commit after `#` for a
    Git repository, pins the content; checkov and KICS report ADD of a URL even then.

    Fix: Add `--checksum=sha256:<digest>` to ADD, or `#<commit>` to the URL of a Git repository.
    """
    for add in dockerfile.named("ADD", triggers=True):
        for word in add.words[:-1] if add.flag("checksum") is None else ():
            if _is_remote(word.value) and not _is_pinned(word.value):
                yield add.violation("ADD downloads a URL without a checksum", at=word.span)


_REMOTE = ("http://", "https://", "git://", "ssh://", "ftp://")


def _is_remote(source: str) -> bool:
    return source.lower().startswith((*_REMOTE, "git@"))


def _is_pinned(source: str) -> bool:
    commit = source.rpartition("#")[2].partition(":")[0]
    return "#" in source and len(commit) in (40, 64) and set(commit.lower()) <= set("0123456789abcdef")


@policy("add-instruction", category="dockerfile", severity=Severity.LOW)
def add_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """COPY is used for local files, ADD only for archives and URLs.

    ADD extracts archives and downloads URLs, depending on the name of the source; COPY only copies. A source that
    depends on an unknown variable is not checked. checkov reports archives too, and KICS those whose name does not end
    in `.tar…`.

    Fix: Replace ADD with COPY.
    """
    for add in dockerfile.named("ADD", triggers=True):
        for word in add.words[:-1]:
            match add.expand(word):
                case Known(source) if not _needs_add(source):
                    yield add.violation("ADD copies a local file that is not an archive", at=word.span)
                    break


# what `tar` may extract; a compressed single file is not extracted, but its name does not show the difference
_ARCHIVES = (
    ".tar", ".gz", ".bz2", ".xz", ".zst", ".lz", ".lzma", ".z", ".tgz", ".tbz", ".tbz2", ".tb2", ".tz2", ".txz",
    ".tlz", ".taz", ".tpz", ".tzst",
)  # fmt: skip


def _needs_add(source: str) -> bool:
    # a pattern may match archives
    return _is_remote(source) or source.lower().rstrip("*").endswith(_ARCHIVES) or ".tar." in source.lower()


@policy("copy-from-self", category="dockerfile", severity=Severity.MEDIUM)
def copy_from_self(instruction: CopyInstruction) -> Iterator[Violation]:
    """`COPY --from` does not name its own stage.

    A stage cannot copy from itself: the build fails.

    Fix: Name an earlier stage or an image in `--from`, or remove the flag to copy from the build context.
    """
    flag = instruction.flag("from")
    if flag is None or flag.value is None or instruction.stage is None:
        return
    name = instruction.stage.name
    source = instruction.expand_text(flag.value)
    if name is not None and source and source.lower() == name and _earlier(instruction, source) is None:
        yield instruction.violation(f"COPY --from={name} refers to its own stage", at=flag.span)


def _earlier(instruction: Instruction, name: str) -> Stage | None:
    assert instruction.stage is not None
    return instruction.dockerfile.stage(name, instruction.stage.index)


@policy("copy-from-stage", category="dockerfile", severity=Severity.MEDIUM)
def copy_from_stage(instruction: CopyInstruction) -> Iterator[Violation]:
    """`COPY --from` names an earlier stage or an image with a tag.

    A name that no earlier stage has is taken as an image: a misspelled stage pulls an unrelated `latest` from a
    registry. A name that depends on an unknown variable is not checked.

    Fix: Correct the name of the stage, or add a tag or digest to the image.
    """
    flag = instruction.flag("from")
    if flag is None or instruction.stage is None:
        return
    name = instruction.expand_text(flag.value or "")
    # its own stage: see copy-from-self
    if (
        name
        and name.lower() != instruction.stage.name
        and ":" not in name
        and "@" not in name
        and _earlier(instruction, name) is None
    ):
        yield instruction.violation(
            f"COPY --from={name} is neither an earlier stage nor an image with a tag", at=flag.span
        )


@policy("unnamed-stage", category="dockerfile", severity=Severity.LOW, recommended=False)
def unnamed_stage(instruction: CopyInstruction) -> Iterator[Violation]:
    """`COPY --from` refers to a stage by name.

    The number of a stage changes as soon as another stage is inserted before it.

    Fix: Name the stage with `FROM … AS name`, and write `COPY --from=name`.
    """
    flag = instruction.flag("from")
    if flag is not None and flag.value is not None and _NUMBER.fullmatch(flag.value):
        yield instruction.violation(f"COPY --from={flag.value} refers to a stage by number", at=flag.span)
