"""The sources of ADD and COPY."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import CopyInstruction, Dockerfile, Instruction, Known, Severity, Stage, Violation, policy

_NUMBER = r"\+?[0-9]+"


@policy("add-url", category="dockerfile", severity=Severity.MEDIUM)
def add_url(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A file that ADD downloads is verified by a checksum.

    ADD downloads whatever the URL serves at the time of the build. `--checksum=sha256:…` pins the content, and for a
    Git repository a commit after `#` or, since Dockerfile 1.18, in the query (`?commit=…`); checkov and KICS report ADD
    of a URL even then. As BuildKit does, variables are replaced first; a checksum or commit that only the build knows
    is not checked, and an empty one verifies nothing.

    Fix: Add `--checksum=sha256:<digest>` to ADD, or `#<commit>` to the URL of a Git repository.
    """
    for add in dockerfile.named("ADD", triggers=True):
        for word in add.words[:-1] if not _has_checksum(add) else ():
            match add.expand(word):
                case Known(source):
                    pass
                case _:
                    source = word.value
            if _is_remote(source) and not _is_pinned(source):
                yield add.violation("ADD downloads a URL without a checksum", at=word.span)


def _has_checksum(add: Instruction) -> bool:
    flag = add.flag("checksum")
    return flag is not None and add.expand_text(flag.value or "") != ""


_REMOTE = ("http://", "https://", "git://", "ssh://", "ftp://")


def _is_remote(source: str) -> bool:
    return source.lower().startswith((*_REMOTE, "git@"))


def _is_pinned(source: str) -> bool:
    """Whether the URL of a Git repository names a commit, or a variable that may hold one; other URLs cannot."""
    url, _, fragment = source.partition("#")
    path, _, query = url.partition("?")
    if not (path.endswith(".git") or path.lower().startswith(("git://", "ssh://", "git@")) or "$" in path):
        return False
    commit = fragment.partition(":")[0]
    if "$" in commit or "$" in query or re.fullmatch(_COMMIT, commit):
        return True
    options = (option.partition("=") for option in query.split("&"))
    return any(key in ("checksum", "commit") and re.fullmatch(_CHECKSUM, value) for key, _, value in options)


_COMMIT = r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}"
# the query is verified against the commit that is found: a prefix of it will do
_CHECKSUM = r"[0-9a-fA-F]{7,64}"


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
    registry. A name that depends on an unknown variable is not checked, unless the variable is the registry of an image
    without a tag (`--from=${REGISTRY}/uv`). A named build context of a Compose file is neither.

    Fix: Correct the name of the stage, or add a tag or digest to the image.
    """
    flag = instruction.flag("from")
    if flag is None or instruction.stage is None:
        return
    for source in instruction.image_sources:
        match source:
            # its own stage: see copy-from-self
            case Known(image) if image.text.lower() != instruction.stage.name:
                if ":" not in image.text and image.digest is None and "@" not in image.text:
                    yield instruction.violation(
                        f"COPY --from={image} is neither an earlier stage nor an image with a tag", at=flag.span
                    )


@policy("unnamed-stage", category="dockerfile", severity=Severity.LOW, recommended=False)
def unnamed_stage(instruction: CopyInstruction) -> Iterator[Violation]:
    """`COPY --from` refers to a stage by name.

    The number of a stage changes as soon as another stage is inserted before it.

    Fix: Name the stage with `FROM … AS name`, and write `COPY --from=name`.
    """
    flag = instruction.flag("from")
    if flag is not None and flag.value is not None and re.fullmatch(_NUMBER, flag.value):
        yield instruction.violation(f"COPY --from={flag.value} refers to a stage by number", at=flag.span)
