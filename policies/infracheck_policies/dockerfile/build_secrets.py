"""Secrets that a build stores in its image."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    Dockerfile,
    Held,
    NameSays,
    Severity,
    Violation,
    held_by,
    is_half_of_credential,
    name_says,
    policy,
)


@policy("secret-in-build", category="secrets", severity=Severity.HIGH)
def secret_in_build(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A build has no secret in ARG or ENV.

    Anyone with the image can read them with `docker history` and `docker inspect`, in every stage that is kept, whether
    the value is written in the Dockerfile or passed at build time. The last word of a name decides: `password`,
    `token`, `secret`, `api_key` and the like. Unlike in BuildKit, a name that only says something about a secret passes
    (`…_FILE`, `KEY_ID`, `TOKEN_TTL`, `PUBLIC_KEY`, `GPG_KEY`), and so does a value that is empty, a switch, a duration,
    the path of a file, a reference to a store or the name of a variable. Where words that are not known stand behind
    the secret's, or a key may be one of a table, the value has to look drawn by lot; one in the format of a provider's
    token is a secret under any name. `AZURE_CLIENT_ID`, which trivy reports, is not a secret.

    Fix: Remove the variable. Use `RUN --mount=type=secret` for a secret of the build, and set a secret of the
    application when the container starts.
    """
    for found in dockerfile.instructions:
        instruction = found.trigger if found.name == "ONBUILD" else found
        if instruction is None or instruction.name not in ("ARG", "ENV"):
            continue
        for pair in instruction.pairs:
            value = None if pair.value is None else pair.value.value
            if stores_secret(instruction.name, pair.key.value, value):
                location = "the image" if instruction.name == "ENV" else "the build history or cache"
                yield dockerfile.violation(
                    f"{instruction.name} {pair.key.value} stores a secret in {location}", at=pair.key.span
                )


def stores_secret(instruction: str, name: str, value: str | None) -> bool:
    """Whether an ENV or an ARG stores a secret, by its name and the value it is given."""
    is_named = name_says(name) is NameSays.CREDENTIAL or is_half_of_credential(name)
    if value is None or (value == "" and instruction == "ARG") or "$" in value:
        # the build or another instruction gives the value
        return is_named
    if is_half_of_credential(name):
        return held_by("password", value) is not Held.NOTHING
    return held_by(name, value) is not Held.NOTHING
