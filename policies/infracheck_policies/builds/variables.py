"""The variables of a build's instructions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import ImageReference, Instruction, Severity, Stage, Violation, policy

# Dockerfile reference, "Environment replacement"; a shell replaces those of RUN and CMD
_EXPANDED = frozenset(("ADD", "COPY", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"))
_REFERENCE = re.compile(r"(?<!\\)\$(?:\{(?P<braced>[A-Za-z_]\w*)\}|(?P<bare>[A-Za-z_]\w*))")
# what every image that is not empty has, and what the builder sets
_ALWAYS = frozenset(("PATH", "HOME", "HOSTNAME"))


@policy("undefined-build-variable", category="dockerfile", severity=Severity.MEDIUM, recommended=False)
def undefined_build_variable(stage: Stage) -> Iterator[Violation]:
    """An instruction uses only variables that its stage has.

    Any other one is empty: COPY takes a path that nobody meant, or the build fails. An ARG counts in its own stage and
    in those that continue it, not in others (Dockerfile reference, Scope of ARG). Only stages whose base image sets no
    variables are judged, such as `scratch` or the image of a system; `${NAME:-default}` is not.

    Fix: Declare the variable with ARG or ENV in the stage, or correct its name.
    """
    if not stage.starts_bare:
        return
    for instruction in stage.instructions:
        if instruction.name in _EXPANDED and "$" in instruction.text:
            for name in _unknown_in(stage, instruction):
                yield instruction.violation(f"{instruction.name} uses {name}, which its stage does not set")


def _unknown_in(stage: Stage, instruction: Instruction) -> Iterator[str]:
    texts = [word.text for word in instruction.words]
    texts += [pair.value.text for pair in instruction.pairs if pair.value is not None]
    names = [match["braced"] or match["bare"] for text in texts for match in _REFERENCE.finditer(text)]
    for name in dict.fromkeys(names):
        if name not in _ALWAYS and stage.scope.find(name, instruction.position) is None:
            yield name


@policy("argument-default", category="dockerfile", severity=Severity.LOW, recommended=False)
def argument_default(stage: Stage) -> Iterator[Violation]:
    """FROM names an image in a build that is given no arguments.

    An ARG without a default is empty where nobody passes it: `FROM debian:${TAG}` is then refused, and whoever builds
    the file has to know which arguments it takes. BuildKit warns of it as well (InvalidDefaultArgInFrom). A variable
    that nothing declares is reported by `undeclared-argument`.

    Fix: Give the ARG a default, or write `${TAG:-12.5}`.
    """
    name = stage.default_base if "$" in stage.origin.text else None
    if name is not None and ImageReference.parse(name).fault:
        what = "an invalid image reference" if name else "no image"
        yield stage.violation(f"without build arguments FROM names {what}", at=stage.base_span)
