"""Layers of a build: package indexes, pipes, labels."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Note, PairInstruction, RunCommand, RunInstruction, Severity, Stage, Violation, policy


def _verbs(**words: str) -> dict[str, frozenset[str]]:
    return {family: frozenset(verbs.split()) for family, verbs in words.items()}


_FAMILIES = {"apt": "apt", "apt-get": "apt", "aptitude": "apt", "microdnf": "dnf", "tdnf": "dnf"}
# what only fetches an index; what upgrades as well
_FETCHES = _verbs(apt="update", apk="update", zypper="refresh ref")
_UPDATES = {**_FETCHES, **_verbs(yum="update", dnf="update", pacman="-Sy -Syu -Syyu")}
_INSTALLS = _verbs(apt="install", apk="add", zypper="install in", yum="install", dnf="install in", pacman="-S")
_PROGRAMS = frozenset((*_FAMILIES, *_UPDATES))


def _family(command: RunCommand, verbs: dict[str, frozenset[str]]) -> str | None:
    """The package manager that a command calls with one of its verbs."""
    family = _FAMILIES.get(command.program, command.program)
    wanted = verbs.get(family)
    return family if wanted is not None and not wanted.isdisjoint(command.called[1]) else None


def _families(run: RunInstruction, verbs: dict[str, frozenset[str]]) -> dict[str, RunCommand]:
    families: dict[str, RunCommand] = {}
    if run.programs.isdisjoint(_PROGRAMS):
        return families
    for command in run.commands:
        family = _family(command, verbs) if command.program in _PROGRAMS else None
        if family is not None:
            families.setdefault(family, command)
    return families


@policy("update-alone", category="dockerfile", severity=Severity.LOW)
def update_alone(stage: Stage) -> Iterator[Violation]:
    """A RUN that updates the package index also installs packages.

    A layer with only the update is reused from the build cache, so later installs use an outdated package index.

    Fix: Update and install in one RUN: `RUN apt-get update && apt-get install -y …`.
    """
    for run in stage.runs if stage.calls(*_PROGRAMS) else ():
        installed = _families(run, _INSTALLS)
        for family, command in _families(run, _FETCHES).items():
            # `apt-get update && ./install.sh`: the script may install
            if family not in installed and len(run.commands) == 1:
                yield command.violation(f"RUN updates the {family} package index and installs nothing")


@policy("stale-index", category="dockerfile", severity=Severity.LOW, recommended=False)
def stale_index(stage: Stage) -> Iterator[Violation]:
    """A RUN that installs packages updates the package index in the same RUN.

    When only the list of packages changes, an update in a RUN of its own comes from the build cache. `yum update` and
    `dnf update` with `-y` upgrade the installed packages, and an install after them refreshes its index itself: unlike
    in KICS, they are not checked.

    Fix: Update and install in one RUN: `RUN apt-get update && apt-get install -y …`.
    """
    alone: dict[str, RunCommand] = {}
    for run in stage.runs if stage.calls(*_PROGRAMS) else ():
        updated, installed = _families(run, _UPDATES), _families(run, _INSTALLS)
        updated = {family: command for family, command in updated.items() if not _upgrades(family, command)}
        for family, command in installed.items():
            is_fresh = family in updated or bool({"-U", "--update", "--update-cache"}.intersection(command.called[1]))
            if family in alone and not is_fresh:
                related = (Note("the index is updated here", alone[family].span),)
                yield command.violation(
                    f"{family} installs packages after an index update in an earlier RUN", related=related
                )
        alone.update({family: command for family, command in updated.items() if family not in installed})


def _upgrades(family: str, command: RunCommand) -> bool:
    if family not in ("yum", "dnf"):
        return False
    return any(word == "--assumeyes" or (word[:1] == "-" != word[1:2] and "y" in word) for word in command.called[1])


@policy("pipe-status", category="dockerfile", severity=Severity.LOW, recommended=False)
def pipe_status(instruction: RunInstruction) -> Iterator[Violation]:
    """A build fails when a command before a pipe fails.

    A shell returns the exit code of the last command only: `curl … | tar` continues after an incomplete download.

    Fix: Write `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` before the RUN, or begin it with `set -o pipefail &&`.
    """
    if instruction.heredocs or instruction.stage is None or "|" not in instruction.text:
        return
    shell = None if instruction.is_json else instruction.stage.shell_at(instruction.position)
    if shell is not None and any("pipefail" in word.value for word in shell.words):
        return
    for command in instruction.commands:
        if command.name in ("pwsh", "powershell") or (command.program in _SETS and "pipefail" in _text(command)):
            return
        if command.pipes_into is not None and command.name not in ("echo", "printf", "yes", "cat", "true"):
            yield command.violation(
                f"a failure of {command.title or 'the command'} before the pipe is ignored (no pipefail)"
            )
            return


# `set -o pipefail`, `bash -o pipefail -c`, `su -c "set -o pipefail …"`
_SETS = frozenset(("set", "sh", "bash", "ash", "dash", "ksh", "zsh", "su"))


def _text(command: RunCommand) -> str:
    return " ".join(word.text for word in command.arguments)


@policy("label-key", category="dockerfile", severity=Severity.LOW, recommended=False)
def label_key(instruction: PairInstruction) -> Iterator[Violation]:
    """A label key follows Docker's guidelines.

    Keys contain lower-case letters, digits, dots and hyphens only, begin with a letter, end with a letter or a digit,
    and have no two dots or hyphens in a row. Docker reserves the prefixes `com.docker.`, `io.docker.` and
    `org.dockerproject.`.

    Fix: Use a key such as `com.example.some-label`.
    """
    for pair in instruction.pairs if instruction.name == "LABEL" else ():
        key = pair.key.value
        if not _is_key(key):
            yield instruction.violation("LABEL key does not follow Docker's guidelines", at=pair.key.span)


def _is_key(key: str) -> bool:
    if key.startswith(("com.docker.", "io.docker.", "org.dockerproject.")) or ".." in key or "--" in key:
        return False
    letters = set("abcdefghijklmnopqrstuvwxyz")
    return bool(key) and key[0] in letters and key[-1] not in ".-" and set(key) <= letters | set("0123456789.-")
