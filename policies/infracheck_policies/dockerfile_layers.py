"""What goes wrong between the layers of a build, and in its pipes."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Note, PairInstruction, RunCommand, RunInstruction, Severity, Stage, Violation, policy


def _verbs(**words: str) -> dict[str, frozenset[str]]:
    return {family: frozenset(each.split()) for family, each in words.items()}


_FAMILIES = {"apt": "apt", "apt-get": "apt", "microdnf": "dnf"}
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
    found: dict[str, RunCommand] = {}
    if run.programs.isdisjoint(_PROGRAMS):
        return found
    for command in run.commands:
        family = _family(command, verbs) if command.program in _PROGRAMS else None
        if family is not None:
            found.setdefault(family, command)
    return found


@policy(
    "update-alone",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("cis-docker-1.6:4.7",),
    aliases=("checkov:CKV_DOCKER_5", "trivy:DS-0017"),
)
def update_alone(stage: Stage) -> Iterator[Violation]:
    """A RUN that updates the index of packages installs from it.

    Alone, its layer comes from the cache for weeks, and what is installed after it with it.
    """
    for run in stage.runs if stage.calls(*_PROGRAMS) else ():
        installed = _families(run, _INSTALLS)
        for family, command in _families(run, _FETCHES).items():
            # `apt-get update && ./install.sh`: the script may install
            if family not in installed and len(run.commands) == 1:
                yield command.violation(f"RUN updates the index of {family} and installs nothing")


@policy(
    "stale-index",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("cis-docker-1.6:4.7",),
    aliases=("kics:9bae49be-0aa3-4de5-bab2-4c3a069e40cd",),
    recommended=False,
)
def stale_index(stage: Stage) -> Iterator[Violation]:
    """A RUN that installs packages updates in the same RUN.

    An update in a RUN of its own comes from the cache of the build when only the list of packages changes. `yum update`
    and `dnf update` with a yes upgrade what is installed, and an install after them refreshes its index itself: unlike
    with KICS, they are not judged.
    """
    alone: dict[str, RunCommand] = {}
    for run in stage.runs if stage.calls(*_PROGRAMS) else ():
        updated, installed = _families(run, _UPDATES), _families(run, _INSTALLS)
        updated = {family: command for family, command in updated.items() if not _upgrades(family, command)}
        for family, command in installed.items():
            is_fresh = family in updated or bool({"-U", "--update", "--update-cache"}.intersection(command.called[1]))
            if family in alone and not is_fresh:
                related = (Note("updated here", alone[family].span),)
                yield command.violation(f"{family} installs after an update in an earlier RUN", related=related)
        alone.update({family: command for family, command in updated.items() if family not in installed})


def _upgrades(family: str, command: RunCommand) -> bool:
    if family not in ("yum", "dnf"):
        return False
    return any(word == "--assumeyes" or (word[:1] == "-" != word[1:2] and "y" in word) for word in command.called[1])


@policy(
    "pipe-status",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("cis-docker-1.6:4.12",),
    aliases=("hadolint:DL4006", "kics:efbf148a-67e9-42d2-ac47-02fa1c0d0b22"),
    recommended=False,
)
def pipe_status(instruction: RunInstruction) -> Iterator[Violation]:
    """A build fails when a command before a pipe fails.

    A shell looks at the last command alone: `curl … | tar` goes on after half a download. `SHELL ["/bin/bash", "-o",
    "pipefail", "-c"]` or `set -o pipefail` changes that.
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
            yield command.violation(f"nobody sees whether {command.title or 'this'} fails before the pipe")
            return


# `set -o pipefail`, `bash -o pipefail -c`, `su -c "set -o pipefail …"`
_SETS = frozenset(("set", "sh", "bash", "ash", "dash", "ksh", "zsh", "su"))


def _text(command: RunCommand) -> str:
    return " ".join(word.text for word in command.arguments)


@policy(
    "label-key",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("hadolint:DL3048",),
    recommended=False,
)
def label_key(instruction: PairInstruction) -> Iterator[Violation]:
    """A label's key has lower-case letters, digits, dots and hyphens, and no reserved start.

    Docker reserves `com.docker.`, `io.docker.` and `org.dockerproject.`, and asks for keys that begin and end with a
    letter or a digit and have no two dots or hyphens in a row.
    """
    for pair in instruction.pairs if instruction.name == "LABEL" else ():
        key = pair.key.value
        if not _is_key(key):
            yield instruction.violation("LABEL has a key that Docker's guidelines do not allow", at=pair.key.span)


def _is_key(key: str) -> bool:
    if key.startswith(("com.docker.", "io.docker.", "org.dockerproject.")) or ".." in key or "--" in key:
        return False
    letters = set("abcdefghijklmnopqrstuvwxyz")
    return bool(key) and key[0] in letters and key[-1] not in ".-" and set(key) <= letters | set("0123456789.-")
