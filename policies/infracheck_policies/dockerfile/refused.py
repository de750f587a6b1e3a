"""Instructions that BuildKit rejects, for the rule ids of other tools."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Dockerfile, Severity, Violation, policy


@policy("onbuild-trigger", category="dockerfile", severity=Severity.MEDIUM, recommended=False)
def onbuild_trigger(dockerfile: Dockerfile) -> Iterator[Violation]:
    """ONBUILD triggers neither ONBUILD nor FROM nor MAINTAINER.

    BuildKit rejects it, and every scan reports it as `input-syntax`; this policy exists for the rule ids of other
    tools.

    Fix: Use another instruction after ONBUILD.
    """
    for instruction in dockerfile.named("ONBUILD"):
        trigger = instruction.trigger
        if trigger is not None and trigger.name in ("ONBUILD", "FROM", "MAINTAINER"):
            yield instruction.violation(f"ONBUILD triggers {trigger.name}")


@policy("first-instruction", category="dockerfile", severity=Severity.MEDIUM, recommended=False)
def first_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A Dockerfile starts with FROM; only ARG may come before it.

    BuildKit rejects any other start, and every scan reports it as `input-syntax`; this policy exists for the rule ids
    of other tools.

    Fix: Move the instruction after the first FROM.
    """
    first = next((instruction for instruction in dockerfile.instructions if instruction.name != "ARG"), None)
    if first is None:
        yield dockerfile.violation("the Dockerfile has no FROM")
    elif first.name != "FROM":
        yield first.violation(f"{first.name} precedes the first FROM")
