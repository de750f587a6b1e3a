"""The commands that a build runs."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

from infracheck import Instruction, RunCommand, Severity, Stage, Violation, policy
from infracheck_policies.dockerfile_modes import is_open, mode_of


@policy(
    "apt-command",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("checkov:CKV_DOCKER_9", "hadolint:DL3027", "kics:b84a0b47-2e99-4c9f-8933-98bcabe2b94d"),
)
def apt_command(stage: Stage) -> Iterator[Violation]:
    """A build calls apt-get, not apt.

    apt is for people: its own manual says that its interface may change between versions.
    """
    for command in stage.calls("apt"):
        yield command.violation("RUN uses apt, whose interface is not stable")


@policy(
    "assume-yes",
    category="dockerfile",
    severity=Severity.MEDIUM,
    aliases=(
        "hadolint:DL3014",
        "hadolint:DL3030",
        "hadolint:DL3034",
        "hadolint:DL3038",
        "kics:6e19193a-8753-436d-8a09-76dcff91bb03",
        "kics:77783205-c4ca-4f80-bb80-c777f267c547",
        "kics:7ebd323c-31b7-4e5b-b26f-de5e9e477af8",
        "trivy:DS-0021",
    ),
)
def assume_yes(stage: Stage) -> Iterator[Violation]:
    """A build installs packages without a question.

    Nobody is there to answer: apt-get, yum and dnf give up. Each peer has a rule for each package manager; this policy
    answers for all of them, in every stage. An answer that is piped in counts, and one that the stage has put into the
    settings of apt or dnf. microdnf assumes yes, or is dnf5 by another name: unlike with the peers, it is not judged.
    """
    asking = [command for command in stage.calls(*_YES) if not _is_answered(*command.called)]
    settled = {program: _configured_at(stage, program) for program in {command.program for command in asking}}
    fed: dict[int, Callable[[RunCommand], bool]] = {}
    for command in asking:
        position = command.instruction.position
        if position not in fed:
            fed[position] = _answers(command.instruction)
        if position < settled[command.program] and not fed[position](command):
            yield command.violation(f"{command.program} asks whether to install")


_YES = {
    "apt-get": (("install",), "y", ("--yes", "--assume-yes", "--force-yes")),
    "dnf": (("install", "in", "groupinstall", "localinstall"), "y", ("--assumeyes",)),
    "yum": (("install", "groupinstall", "localinstall"), "y", ("--assumeyes",)),
    "zypper": (("install", "in"), "ny", ("--non-interactive", "--no-confirm")),
}
_QUIET = re.compile(r"(?:-q|--quiet)=[2-9]")


def _is_answered(program: str, arguments: list[str]) -> bool:
    verbs, letters, flags = _YES[program]
    if not any(word in verbs for word in arguments) or any(word.startswith(flags) for word in arguments):
        return True
    short = "".join(word[1:] for word in arguments if word.startswith("-") and not word.startswith("--"))
    # apt-get(8): a quiet level of 2 implies yes
    is_quiet = program == "apt-get" and (
        short.count("q") + arguments.count("--quiet") > 1 or any(_QUIET.match(word) for word in arguments)
    )
    is_set = any("assume-yes=true" in word.lower() or "assume-yes=1" in word.lower() for word in arguments)
    # whole arguments may come from a variable
    return bool(set(letters) & set(short)) or is_quiet or is_set or any(word.startswith("$") for word in arguments)


def _answers(instruction: Instruction) -> Callable[[RunCommand], bool]:
    """Whether an answer comes in through a pipe or a string, asked of the commands of one instruction."""
    readers: set[int] = set()
    is_open = False
    for each in instruction.commands:
        reader = each.pipes_into
        if reader is not None and each.name in ("yes", "echo", "printf"):
            readers.add(id(reader))
            # `yes` answers all of a subshell, and a shell hands its input on
            is_open = is_open or each.name == "yes" or reader.program in ("sh", "bash", "ash", "dash", "su")
    return lambda command: (
        is_open or id(command) in readers or any(operator == "<<<" for operator, _ in command.command.redirects)
    )


def _configured_at(stage: Stage, program: str) -> float:
    """From which instruction on the answer stands in the settings of a package manager."""
    setting, folder = _SETTINGS.get(program, ("", ""))
    for each in (found for base in stage.lineage()[::-1] for found in base.instructions) if setting else ():
        if each.name in ("RUN", "COPY"):
            text = " ".join((each.text, *(heredoc.body for heredoc in each.heredocs)))
            if folder in text and setting in text.lower().replace(" ", ""):
                return each.position
    return math.inf


_SETTINGS = {
    "apt-get": ("apt::get::assume-yes", "apt.conf"),
    "dnf": ("assumeyes=", "dnf.conf"),
    "yum": ("assumeyes=", "yum.conf"),
}


@policy(
    "recommended-packages",
    category="dockerfile",
    severity=Severity.LOW,
    controls=("cis-docker-1.6:4.3",),
    aliases=("hadolint:DL3015", "kics:7384dfb2-fcd1-4fbf-91cd-6c44c318c33c", "trivy:DS-0029"),
    recommended=False,
)
def recommended_packages(stage: Stage) -> Iterator[Violation]:
    """A build installs what it names, and no recommended packages.

    What nobody asked for is weight and attack surface.
    """
    for command in stage.calls("apt-get"):
        _, arguments = command.called
        text = " ".join(arguments).lower()
        is_off = "--no-install-recommends" in arguments or "install-recommends=false" in text or "recommends=0" in text
        if "install" in arguments and not is_off:
            yield command.violation("apt-get installs recommended packages as well")


@policy(
    "dist-upgrade",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("hadolint:DL3035", "trivy:DS-0024"),
)
def dist_upgrade(stage: Stage) -> Iterator[Violation]:
    """A build stays with the release of its base image.

    `apt-get dist-upgrade` and `zypper dist-upgrade` move it on, and the tag of the base image says nothing any more.
    """
    verbs = {"apt-get": ("dist-upgrade",), "zypper": ("dist-upgrade", "dup")}
    for command in stage.calls(*verbs):
        program, arguments = command.called
        if any(word in verbs[program] for word in arguments):
            yield command.violation(f"{program} upgrades the distribution")


@policy(
    "wget-and-curl",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("hadolint:DL4001", "kics:fc775e75-fcfb-4c98-b2f2-910c5858b359", "trivy:DS-0014"),
    recommended=False,
)
def wget_and_curl(stage: Stage) -> Iterator[Violation]:
    """A stage downloads with wget or with curl, not with both.

    Either does what the other does; each is one more program in the image.
    """
    found = sorted(stage.calls("wget", "curl"), key=lambda command: command.span.start)
    names = {command.called[0] for command in found}
    for command in found[1:] if len(names) > 1 else ():
        if command.called[0] != found[0].called[0]:
            yield command.violation(f"the stage uses {command.called[0]} beside {found[0].called[0]}")


@policy(
    "wget-progress",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("hadolint:DL3047",),
    recommended=False,
)
def wget_progress(stage: Stage) -> Iterator[Violation]:
    """wget in a build is quiet, or shows its progress in few lines.

    Its default draws thousands of lines into the log of the build.
    """
    for command in stage.calls("wget"):
        _, arguments = command.called
        if not any(_is_calm(word) for word in arguments):
            yield command.violation("wget fills the log with its progress")


def _is_calm(word: str) -> bool:
    long = ("--progress", "--quiet", "--no-verbose", "--output-file", "--append-output")
    return (
        word.startswith(long)
        or (word[:1] == "-" and word[1:2] != "-" and bool(set("qoa") & set(word)))
        or word == "-nv"
    )


@policy(
    "shell-link",
    category="dockerfile",
    severity=Severity.LOW,
    aliases=("hadolint:DL4005",),
)
def shell_link(stage: Stage) -> Iterator[Violation]:
    """A build changes its shell with SHELL, not with a link at /bin/sh.

    The link changes the shell of every program in the image.
    """
    for command in stage.calls("ln"):
        _, arguments = command.called
        if "/bin/sh" in arguments[1:]:
            yield command.violation("RUN puts a link in place of /bin/sh")


@policy(
    "open-mode",
    category="dockerfile",
    severity=Severity.MEDIUM,
    controls=("nist-800-190:4.1.2", "cwe:732"),
    aliases=("kics:3be406ec-eb81-f09e-05d4-dc6a41683b4c",),
)
def open_mode(stage: Stage) -> Iterator[Violation]:
    """A file of an image is not writable for everybody.

    With mode 777 or 666 whoever gets into the container, as any user, changes what it runs. A folder with the sticky
    bit, such as `/tmp` with mode 1777, is meant for everybody. KICS looks for 777 alone.
    """
    for instruction in stage.instructions:
        flag = instruction.flag("chmod") if instruction.name in ("COPY", "ADD") else None
        if flag is not None and flag.value and is_open(flag.value):
            yield instruction.violation(f"{instruction.name} makes its files writable for everybody", at=flag.span)
    for command in stage.calls("chmod", "mkdir", "install"):
        may_open = command.program == "chmod" or command.holds(_MODE)
        mode = mode_of(*command.called) if may_open else None
        if mode is not None and is_open(mode):
            yield command.violation("RUN makes files writable for everybody")


# the option of mkdir and install, written as words or as strings of an array
_MODE = re.compile(r"-(?:\w*m|-mode)")
