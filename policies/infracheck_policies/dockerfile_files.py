"""Where the files of an image come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import CopyInstruction, Dockerfile, Instruction, Known, Severity, Stage, Violation, policy

_NUMBER = re.compile(r"\+?[0-9]+")


@policy(
    "add-url",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=("cis-docker-1.6:4.9", "cis-docker-1.6:4.12", "nist-800-53-r5:SI-7", "cwe:494"),
    aliases=("checkov:CKV_DOCKER_4", "kics:4b410d24-1cbe-4430-a632-62c9a931cf1c"),
)
def add_url(dockerfile: Dockerfile) -> Iterator[Violation]:
    """What ADD downloads is checked against a checksum.

    ADD takes whatever the address serves on the day of the build. `--checksum=sha256:…`, and for a Git repository a
    commit after `#`, make it one known thing; checkov and KICS report ADD of an address even then.
    """
    for add in dockerfile.named("ADD", triggers=True):
        for word in add.words[:-1] if add.flag("checksum") is None else ():
            if _is_remote(word.value) and not _is_pinned(word.value):
                yield add.violation("ADD downloads from an address without a checksum", at=word.span)


_REMOTE = ("http://", "https://", "git://", "ssh://", "ftp://")


def _is_remote(source: str) -> bool:
    return source.lower().startswith((*_REMOTE, "git@"))


def _is_pinned(source: str) -> bool:
    commit = source.rpartition("#")[2].partition(":")[0]
    return "#" in source and len(commit) in (40, 64) and set(commit.lower()) <= set("0123456789abcdef")


@policy(
    "add-instruction",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("cis-docker-1.6:4.9",),
    aliases=(
        "checkov:CKV_DOCKER_4",
        "hadolint:DL3020",
        "kics:9513a694-aa0d-41d8-be61-3271e056f36b",
        "trivy:DS-0005",
    ),
)
def add_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """ADD is used for archives and addresses alone, COPY for files.

    ADD unpacks what looks like an archive and downloads what looks like an address; COPY does what it says. A source
    that a variable decides is not judged. checkov reports archives too, and KICS those that do not end in `.tar…`.
    """
    for add in dockerfile.named("ADD", triggers=True):
        for word in add.words[:-1]:
            match add.expand(word):
                case Known(source) if not _needs_add(source):
                    yield add.violation("ADD copies a file, as COPY would", at=word.span)
                    break


# what `tar` may unpack; a single file that is only compressed stays as it is, but its name does not tell
_ARCHIVES = (
    ".tar", ".gz", ".bz2", ".xz", ".zst", ".lz", ".lzma", ".z", ".tgz", ".tbz", ".tbz2", ".tb2", ".tz2", ".txz",
    ".tlz", ".taz", ".tpz", ".tzst",
)  # fmt: skip


def _needs_add(source: str) -> bool:
    # a pattern may match archives
    return _is_remote(source) or source.lower().rstrip("*").endswith(_ARCHIVES) or ".tar." in source.lower()


@policy(
    "copy-from-self",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=("hadolint:DL3023", "kics:cdddb86f-95f6-4fc4-b5a1-483d9afceb2b", "trivy:DS-0006"),
)
def copy_from_self(instruction: CopyInstruction) -> Iterator[Violation]:
    """`COPY --from` names another stage than its own.

    A stage cannot copy from itself: the build fails.
    """
    flag = instruction.flag("from")
    if flag is None or flag.value is None or instruction.stage is None:
        return
    name = instruction.stage.name
    source = instruction.expand_text(flag.value)
    if name is not None and source and source.lower() == name and _earlier(instruction, source) is None:
        yield instruction.violation(f"COPY takes files from its own stage {name}", at=flag.span)


def _earlier(instruction: Instruction, name: str) -> Stage | None:
    assert instruction.stage is not None
    return instruction.dockerfile.stage(name, instruction.stage.index)


@policy(
    "copy-from-stage",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=("cis-docker-1.6:4.2", "cwe:1357"),
    aliases=("hadolint:DL3022",),
)
def copy_from_stage(instruction: CopyInstruction) -> Iterator[Violation]:
    """`COPY --from` names an earlier stage, or an image with a tag.

    A name that no earlier stage has is an image's: a slip of the pen pulls a stranger's `latest` from a registry. A
    name that a variable decides is not judged.
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
        yield instruction.violation(f"--from={name} is no earlier stage and no image with a tag", at=flag.span)


@policy(
    "unnamed-stage",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("kics:68a51e22-ae5a-4d48-8e87-b01a323605c9",),
    recommended=False,
)
def unnamed_stage(instruction: CopyInstruction) -> Iterator[Violation]:
    """`COPY --from` names its stage.

    A number means another stage as soon as somebody adds one above.
    """
    flag = instruction.flag("from")
    if flag is not None and flag.value is not None and _NUMBER.fullmatch(flag.value):
        yield instruction.violation(f"COPY takes files from stage {flag.value} by its number", at=flag.span)
