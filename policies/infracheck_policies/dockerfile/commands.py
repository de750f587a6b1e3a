"""The commands that RUN instructions execute."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

from infracheck import Instruction, RunCommand, Severity, Stage, Violation, policy
from infracheck_policies.dockerfile.managers import simulates
from infracheck_policies.dockerfile.modes import is_open, mode_of


@policy("apt-command", category="dockerfile", severity=Severity.LOW)
def apt_command(stage: Stage) -> Iterator[Violation]:
    """A build uses apt-get, not apt.

    apt is meant for interactive use: its manual says that its command-line interface may change between versions.

    Fix: Replace `apt` with `apt-get`.
    """
    for command in stage.calls("apt"):
        yield command.violation("RUN uses apt, whose command-line interface is not stable")


@policy("assume-yes", category="dockerfile", severity=Severity.MEDIUM)
def assume_yes(stage: Stage) -> Iterator[Violation]:
    """A build installs packages without a confirmation prompt.

    A build has no terminal: at the prompt, apt-get, yum and dnf abort and the build fails. Other tools have one rule
    for each package manager; this policy covers all of them, in every stage. An answer that is piped in counts, and so
    does the setting when the stage writes it to the configuration of apt or dnf. microdnf assumes yes or is dnf5 by
    another name, so unlike in other tools it is not checked.

    Fix: Add `-y` to the install command; for zypper, write `zypper --non-interactive install`.
    """
    unanswered = [command for command in stage.calls(*_YES) if not _is_answered(*command.called)]
    settled = {program: _configured_at(stage, program) for program in {command.program for command in unanswered}}
    fed: dict[int, Callable[[RunCommand], bool]] = {}
    for command in unanswered:
        position = command.instruction.position
        if position not in fed:
            fed[position] = _answers(command.instruction)
        if position < settled[command.program] and not fed[position](command):
            yield command.violation(f"{command.program} install runs without -y")


_YES = {
    "apt-get": (("install",), "y", ("--yes", "--assume-yes", "--force-yes")),
    "aptitude": (("install",), "y", ("--assume-yes",)),
    "dnf": (("install", "in", "groupinstall", "localinstall"), "y", ("--assumeyes",)),
    "tdnf": (("install",), "y", ("--assumeyes",)),
    "yum": (("install", "groupinstall", "localinstall"), "y", ("--assumeyes",)),
    "zypper": (("install", "in"), "ny", ("--non-interactive", "--no-confirm")),
}
_QUIET = r"(?:-q|--quiet)=[2-9]"


def _is_answered(program: str, arguments: list[str]) -> bool:
    verbs, letters, flags = _YES[program]
    if not any(word in verbs for word in arguments) or any(word.startswith(flags) for word in arguments):
        return True
    if simulates(program, arguments):
        return True
    short = "".join(word[1:] for word in arguments if word.startswith("-") and not word.startswith("--"))
    # apt-get(8): a quiet level of 2 implies yes
    is_quiet = program == "apt-get" and (
        short.count("q") + arguments.count("--quiet") > 1 or any(re.match(_QUIET, word) for word in arguments)
    )
    is_set = any("assume-yes=true" in word.lower() or "assume-yes=1" in word.lower() for word in arguments)
    # whole arguments may come from a variable
    return bool(set(letters) & set(short)) or is_quiet or is_set or any(word.startswith("$") for word in arguments)


def _answers(instruction: Instruction) -> Callable[[RunCommand], bool]:
    """A test whether a command of the instruction gets its answer through a pipe or a here-string."""
    readers: set[int] = set()
    is_open = False
    for command in instruction.commands:
        reader = command.pipes_into
        if reader is not None and command.name in ("yes", "echo", "printf"):
            readers.add(id(reader))
            # `yes` answers all of a subshell, and a shell hands its input on
            is_open = is_open or command.name == "yes" or reader.program in ("sh", "bash", "ash", "dash", "su")
    return lambda command: (
        is_open or id(command) in readers or any(operator == "<<<" for operator, _ in command.command.redirects)
    )


def _configured_at(stage: Stage, program: str) -> float:
    """The position of the instruction that configures a package manager to assume yes."""
    setting, folder = _SETTINGS.get(program, ("", ""))
    inherited = (instruction for base in stage.lineage()[::-1] for instruction in base.instructions)
    for instruction in inherited if setting else ():
        if instruction.name in ("RUN", "COPY"):
            text = " ".join((instruction.text, *(heredoc.body for heredoc in instruction.heredocs)))
            if folder in text and setting in text.lower().replace(" ", ""):
                return instruction.position
    return math.inf


_SETTINGS = {
    "apt-get": ("apt::get::assume-yes", "apt.conf"),
    "aptitude": ("aptitude::cmdline::assume-yes", "apt.conf"),
    "dnf": ("assumeyes=", "dnf.conf"),
    "yum": ("assumeyes=", "yum.conf"),
}


@policy("recommended-packages", category="dockerfile", severity=Severity.LOW, recommended=False)
def recommended_packages(stage: Stage) -> Iterator[Violation]:
    """A build installs no recommended packages with apt-get.

    Packages that the image does not need add size and attack surface.

    Fix: Add `--no-install-recommends` to `apt-get install`, and name the recommended packages that are needed.
    """
    for command in stage.calls("apt-get"):
        _, arguments = command.called
        text = " ".join(arguments).lower()
        is_off = "--no-install-recommends" in arguments or "install-recommends=false" in text or "recommends=0" in text
        if "install" in arguments and not is_off and not simulates("apt-get", arguments):
            yield command.violation("apt-get install runs without --no-install-recommends")


@policy("dist-upgrade", category="dockerfile", severity=Severity.LOW)
def dist_upgrade(stage: Stage) -> Iterator[Violation]:
    """A build does not upgrade the distribution of its base image.

    `apt-get dist-upgrade` and `zypper dist-upgrade` may move the image to another release, so the tag of the base image
    no longer describes its content.

    Fix: Remove the upgrade, and use a base image of the release that you need.
    """
    upgrade = ("dist-upgrade", "full-upgrade")
    verbs = {"apt-get": ("dist-upgrade",), "apt": upgrade, "aptitude": upgrade, "zypper": ("dist-upgrade", "dup")}
    for command in stage.calls(*verbs):
        program, arguments = command.called
        if any(word in verbs[program] for word in arguments) and not simulates(program, arguments):
            yield command.violation(f"RUN upgrades the distribution with {program}")


@policy("wget-and-curl", category="dockerfile", severity=Severity.LOW, recommended=False)
def wget_and_curl(stage: Stage) -> Iterator[Violation]:
    """A stage downloads with wget or with curl, not with both.

    Both do the same job, so the second is an unnecessary program in the image.

    Fix: Use one of them for all downloads of the stage.
    """
    downloads = sorted(stage.calls("wget", "curl"), key=lambda command: command.span.start)
    for command in downloads[1:]:
        if command.called[0] != downloads[0].called[0]:
            yield command.violation(
                f"RUN uses {command.called[0]}, but the stage already uses {downloads[0].called[0]}"
            )


@policy("wget-progress", category="dockerfile", severity=Severity.LOW, recommended=False)
def wget_progress(stage: Stage) -> Iterator[Violation]:
    """wget in a build runs quietly or with compact progress output.

    By default it writes thousands of progress lines to the build log.

    Fix: Add `--progress=dot:giga`, `-nv` or `-q`.
    """
    for command in stage.calls("wget"):
        _, arguments = command.called
        if not any(_is_calm(word) for word in arguments):
            yield command.violation("wget runs without --progress, -q or -nv, which fills the build log")


def _is_calm(word: str) -> bool:
    long = ("--progress", "--quiet", "--no-verbose", "--output-file", "--append-output")
    return (
        word.startswith(long)
        or (word[:1] == "-" and word[1:2] != "-" and bool(set("qoa") & set(word)))
        or word == "-nv"
    )


@policy("shell-link", category="dockerfile", severity=Severity.LOW)
def shell_link(stage: Stage) -> Iterator[Violation]:
    """A build changes its shell with SHELL, not by replacing /bin/sh.

    Replacing /bin/sh changes the shell of every program in the image. A link that leads to /bin/sh replaces nothing.

    Fix: Remove the link and write `SHELL ["/bin/bash", "-c"]`.
    """
    for command in stage.calls("ln"):
        operands = [word for word in command.called[1] if not word.startswith("-")]
        if len(operands) > 1 and operands[-1] == "/bin/sh":
            yield command.violation("RUN replaces /bin/sh with a link")


@policy("open-mode", category="dockerfile", severity=Severity.MEDIUM)
def open_mode(stage: Stage) -> Iterator[Violation]:
    """No file of an image is world-writable.

    With mode 777 or 666 any user in the container can change the files that it runs. A folder with the sticky bit, such
    as `/tmp` with mode 1777, passes. KICS reports mode 777 only.

    Fix: Use a narrower mode such as `755` or `g+w`, and set the owner with `chown` or `--chown`.
    """
    for instruction in stage.instructions:
        flag = instruction.flag("chmod") if instruction.name in ("COPY", "ADD") else None
        if flag is not None and flag.value and is_open(flag.value):
            yield instruction.violation(
                f"{instruction.name} --chmod={flag.value} makes files world-writable", at=flag.span
            )
    for command in stage.calls("chmod", "mkdir", "install"):
        may_open = command.program == "chmod" or command.holds(_MODE)
        mode = mode_of(*command.called) if may_open else None
        if mode is not None and is_open(mode):
            yield command.violation(f"RUN makes files world-writable with {command.program} mode {mode}")


# the option of mkdir and install, written as words or as strings of an array
_MODE = re.compile(r"-(?:\w*m|-mode)")
