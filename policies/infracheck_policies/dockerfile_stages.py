"""The names and platforms of a Dockerfile's stages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Dockerfile, Note, Severity, Stage, Violation, policy

# one that says what stands in for it when it is not set is left out
_ARGUMENT = re.compile(r"(?<!\\)\$(?:\{(?P<braced>[A-Za-z_]\w*)(?:[#%/][^}]*)?\}|(?P<bare>[A-Za-z_]\w*))")


@policy(
    "duplicate-stage",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=(
        "buildkit:DuplicateStageName",
        "checkov:CKV_DOCKER_11",
        "hadolint:DL3024",
        "kics:f2daed12-c802-49cd-afed-fe41d0b82fed",
        "trivy:DS-0012",
    ),
)
def duplicate_stage(dockerfile: Dockerfile) -> Iterator[Violation]:
    """Each stage has a name of its own.

    Of two stages of one name, `FROM` and `COPY --from` silently take the later one. Case does not tell them apart.
    """
    first: dict[str, Stage] = {}
    for stage in dockerfile.stages:
        if stage.name is None:
            continue
        earlier = first.setdefault(stage.name, stage)
        if earlier is not stage:
            yield dockerfile.violation(
                f"stage {stage.name} has the name of an earlier stage",
                at=stage.origin.words[2].span,
                related=(Note("the earlier stage", earlier.span),),
            )


@policy(
    "reserved-stage-name",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=("buildkit:ReservedStageName", "hadolint:DL3063"),
)
def reserved_stage_name(stage: Stage) -> Iterator[Violation]:
    """A stage is not named `scratch` or `context`.

    BuildKit gives both a meaning of their own, so nobody can refer to such a stage.
    """
    if stage.name in ("scratch", "context"):
        yield stage.violation(f"stage name {stage.name} is reserved", at=stage.origin.words[2].span)


@policy(
    "stage-name-casing",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("buildkit:StageNameCasing",),
)
def stage_name_casing(stage: Stage) -> Iterator[Violation]:
    """A stage's name is in lower case.

    BuildKit ignores case in stage names, so two spellings that look like two stages are one.
    """
    if stage.name is not None and stage.origin.words[2].text != stage.name:
        yield stage.violation(f"stage name {stage.origin.words[2].text} has capitals", at=stage.origin.words[2].span)


@policy(
    "from-as-casing",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("buildkit:FromAsCasing",),
    recommended=False,
)
def from_as_casing(stage: Stage) -> Iterator[Violation]:
    """`AS` is written in the case of its `FROM`.

    Mixed case hides the name of a stage from readers and from searches.
    """
    keyword = stage.origin.keyword
    if stage.name is not None and keyword in ("FROM", "from"):
        word = stage.origin.words[1]
        if word.text.isupper() != keyword.isupper() or word.text not in ("AS", "as"):
            yield stage.violation(f"{keyword} and {word.text} differ in case", at=word.span)


@policy(
    "platform-constant",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=(
        "buildkit:FromPlatformFlagConstDisallowed",
        "hadolint:DL3029",
        "kics:b16e8501-ef3c-44e1-a543-a093238099c9",
    ),
    recommended=False,
)
def platform_constant(stage: Stage) -> Iterator[Violation]:
    """`FROM --platform` takes its value from a variable.

    A constant builds the same architecture whatever platform is asked for. A stage whose name says its platform is
    made for it; hadolint reports that one too, and KICS every `--platform`, from a variable or not.
    """
    flag = stage.origin.flag("platform")
    if flag is None or flag.value is None or "$" in flag.value:
        return
    parts = flag.value.lower().split("/")
    if stage.name is None or not any(part and part in stage.name for part in parts):
        yield stage.violation("--platform is a constant", at=flag.span)


@policy(
    "redundant-platform",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("buildkit:RedundantTargetPlatform", "hadolint:DL3065"),
)
def redundant_platform(stage: Stage) -> Iterator[Violation]:
    """`FROM --platform` asks for something else than the default.

    `$TARGETPLATFORM` is what FROM takes anyway.
    """
    flag = stage.origin.flag("platform")
    if flag is not None and flag.value in ("$TARGETPLATFORM", "${TARGETPLATFORM}"):
        yield stage.violation("--platform is TARGETPLATFORM, which is the default", at=flag.span)


@policy(
    "undeclared-argument",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=("buildkit:UndefinedArgInFrom",),
)
def undeclared_argument(stage: Stage) -> Iterator[Violation]:
    """FROM uses the arguments that stand before the first FROM.

    Of another, an ARG of a stage or a slip of the pen, nothing comes in: the build fails, or starts from another image
    than it reads. The platform's arguments (`TARGETARCH`, …) need no ARG; one with a default of its own,
    `${TAG:-latest}`, is not judged.
    """
    if "$" not in stage.origin.text:
        return
    words = [(word.text, word.span) for word in stage.origin.words[:1]]
    flag = stage.origin.flag("platform")
    if flag is not None and flag.value is not None:
        words.append((flag.value, flag.span))
    for text, place in words:
        names = [match["braced"] or match["bare"] for match in _ARGUMENT.finditer(text)]
        for name in dict.fromkeys(names):
            if not stage.dockerfile.global_scope.declares(name):
                yield stage.violation(f"FROM uses {name}, which no ARG before the first FROM declares", at=place)
