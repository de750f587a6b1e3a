"""The commands that a build runs."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import RunCommand, Severity, Stage, Violation, policy


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
    answers for all of them, in every stage.
    """
    for command in stage.calls(*_YES):
        program, arguments = command.called
        if not _is_answered(program, arguments):
            yield command.violation(f"{program} asks whether to install")


_YES = {
    "apt-get": (("install",), "y", ("--yes", "--assume-yes", "-q=2", "--force-yes")),
    "dnf": (("install", "in", "groupinstall", "localinstall"), "y", ("--assumeyes",)),
    "microdnf": (("install",), "y", ("--assumeyes",)),
    "yum": (("install", "groupinstall", "localinstall"), "y", ("--assumeyes",)),
    "zypper": (("install", "in"), "ny", ("--non-interactive", "--no-confirm")),
}


def _is_answered(program: str, arguments: list[str]) -> bool:
    verbs, letters, flags = _YES[program]
    if not any(word in verbs for word in arguments) or any(word.startswith(flags) for word in arguments):
        return True
    short = "".join(word[1:] for word in arguments if word.startswith("-") and not word.startswith("--"))
    is_quiet = short.count("q") + arguments.count("--quiet") > 1
    is_set = any("assume-yes=true" in word.lower() or "assume-yes=1" in word.lower() for word in arguments)
    # whole arguments may come from a variable
    return bool(set(letters) & set(short)) or is_quiet or is_set or any(word.startswith("$") for word in arguments)


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

    With mode 777 whoever gets into the container, as any user, changes what it runs.
    """
    for instruction in stage.instructions:
        flag = instruction.flag("chmod") if instruction.name in ("COPY", "ADD") else None
        if flag is not None and flag.value in _OPEN:
            yield instruction.violation(f"{instruction.name} makes its files writable for everybody", at=flag.span)
    for command in stage.calls("chmod"):
        if _opens(command):
            yield command.violation("RUN makes files writable for everybody")


_OPEN = ("777", "0777", "a+rwx", "a=rwx")


def _opens(command: RunCommand) -> bool:
    _, arguments = command.called
    return any(word in _OPEN for word in arguments)
