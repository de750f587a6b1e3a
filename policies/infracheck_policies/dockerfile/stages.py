"""The names and platforms of a Dockerfile's stages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Dockerfile, Note, Severity, Stage, Violation, policy

# a variable with a default of its own is not matched
_ARGUMENT = r"(?<!\\)\$(?:\{(?P<braced>[A-Za-z_]\w*)(?:[#%/][^}]*)?\}|(?P<bare>[A-Za-z_]\w*))"


@policy("duplicate-stage", category="dockerfile", severity=Severity.MEDIUM)
def duplicate_stage(dockerfile: Dockerfile) -> Iterator[Violation]:
    """Each stage has a unique name.

    If two stages have the same name, `FROM` and `COPY --from` use the later one without a warning. Names that differ in
    case only are the same.

    Fix: Rename one of the stages, and correct the references to it.
    """
    first: dict[str, Stage] = {}
    for stage in dockerfile.stages:
        if stage.name is None:
            continue
        earlier = first.setdefault(stage.name, stage)
        if earlier is not stage:
            yield dockerfile.violation(
                f"stage {stage.name} has the same name as an earlier stage",
                at=stage.origin.words[2].span,
                related=(Note("the earlier stage", earlier.span),),
            )


@policy("reserved-stage-name", category="dockerfile", severity=Severity.MEDIUM)
def reserved_stage_name(stage: Stage) -> Iterator[Violation]:
    """A stage is not named `scratch` or `context`.

    BuildKit uses both names for other purposes, so no instruction can refer to such a stage.

    Fix: Give the stage another name.
    """
    if stage.name in ("scratch", "context"):
        yield stage.violation(f"stage name {stage.name} is reserved", at=stage.origin.words[2].span)


@policy("stage-name-casing", category="dockerfile", severity=Severity.LOW)
def stage_name_casing(stage: Stage) -> Iterator[Violation]:
    """The name of a stage is in lower case.

    BuildKit ignores case in stage names, so two spellings that look like two stages are one.

    Fix: Write the name in lower case.
    """
    if stage.name is not None and stage.origin.words[2].text != stage.name:
        yield stage.violation(
            f"stage name {stage.origin.words[2].text} contains capitals", at=stage.origin.words[2].span
        )


@policy("from-as-casing", category="dockerfile", severity=Severity.LOW, recommended=False)
def from_as_casing(stage: Stage) -> Iterator[Violation]:
    """`AS` is written in the same case as its `FROM`.

    With mixed case the name of a stage is harder to find.

    Fix: Write `FROM … AS` or `from … as`.
    """
    keyword = stage.origin.keyword
    if stage.name is not None and keyword in ("FROM", "from"):
        word = stage.origin.words[1]
        if word.text.isupper() != keyword.isupper() or word.text not in ("AS", "as"):
            yield stage.violation(f"{keyword} and {word.text} differ in case", at=word.span)


@policy("platform-constant", category="dockerfile", severity=Severity.LOW, recommended=False)
def platform_constant(stage: Stage) -> Iterator[Violation]:
    """`FROM --platform` uses a variable.

    A constant builds for the same architecture, whichever platform is requested. A stage whose name contains its
    platform passes; hadolint reports it too, and KICS reports every `--platform`, with or without a variable.

    Fix: Write `--platform=$BUILDPLATFORM`, or remove the flag.
    """
    flag = stage.origin.flag("platform")
    if flag is None or flag.value is None or "$" in flag.value:
        return
    parts = flag.value.lower().split("/")
    if stage.name is None or not any(part and part in stage.name for part in parts):
        yield stage.violation("FROM --platform is a constant", at=flag.span)


@policy("redundant-platform", category="dockerfile", severity=Severity.LOW)
def redundant_platform(stage: Stage) -> Iterator[Violation]:
    """`FROM --platform` does not repeat the default.

    Without the flag, FROM uses `$TARGETPLATFORM` already.

    Fix: Remove the flag.
    """
    flag = stage.origin.flag("platform")
    if flag is not None and flag.value in ("$TARGETPLATFORM", "${TARGETPLATFORM}"):
        yield stage.violation("FROM --platform is TARGETPLATFORM, which is the default", at=flag.span)


@policy("undeclared-argument", category="dockerfile", severity=Severity.MEDIUM)
def undeclared_argument(stage: Stage) -> Iterator[Violation]:
    """FROM uses only arguments that are declared before the first FROM.

    Any other variable, such as an ARG of a stage or a misspelled name, is empty: the build fails, or starts from an
    unintended image. The arguments of the platform (`TARGETARCH`, …) need no ARG; a variable with a default of its own,
    `${TAG:-latest}`, is not checked.

    Fix: Declare the variable with ARG before the first FROM, or correct its name.
    """
    if "$" not in stage.origin.text:
        return
    words = [(word.text, word.span) for word in stage.origin.words[:1]]
    flag = stage.origin.flag("platform")
    if flag is not None and flag.value is not None:
        words.append((flag.value, flag.span))
    for text, place in words:
        names = [match["braced"] or match["bare"] for match in re.finditer(_ARGUMENT, text)]
        for name in dict.fromkeys(names):
            if not stage.dockerfile.global_scope.declares(name):
                yield stage.violation(
                    f"FROM uses {name}, which is not declared by an ARG before the first FROM", at=place
                )
