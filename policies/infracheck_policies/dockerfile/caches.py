"""Package manager caches that are left in an image."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from infracheck import ENV_FALSE, Dockerfile, RunCommand, RunInstruction, Severity, Violation, policy

_OFF = ENV_FALSE | {""}


def _is_mounted(run: RunInstruction, *folders: str) -> bool:
    """Whether one of these folders, or one above, is a mount: what is written there is not in the layer."""
    for mount in run.mounts:
        target = (mount.get("target") or mount.get("dst") or mount.get("destination") or "").rstrip("/")
        if mount.get("type") in ("cache", "tmpfs") and any(
            f"{folder}/".startswith(f"{target}/") for folder in folders if target
        ):
            return True
    return False


def _removes(command: RunCommand, moved: RunCommand | None, *folders: str) -> bool:
    """Whether a command, after the `cd` before it, removes one of these folders, what is in it or what it is in."""
    program, arguments = command.called
    if program == "find" and "-delete" not in arguments and "rm" not in arguments:
        return False
    at = "" if moved is None else next(iter(moved.called[1]), "")
    paths = [posixpath.join(at, word).rstrip("/*") for word in arguments if not word.startswith("-")]
    removed = [path for path in paths if path.startswith("/")]
    return any(f"{folder}/".startswith(f"{path}/") or path.startswith(folder) for path in removed for folder in folders)


_REMOVERS = ("rm", "find")


def _verb(command: RunCommand) -> str:
    arguments = command.called[1]
    return next(
        (word for word in arguments if not word.startswith("-")), "" if _QUERIES.isdisjoint(arguments) else "help"
    )


_QUERIES = frozenset(("--version", "--help", "-v", "-h"))


def _unclean(
    dockerfile: Dockerfile,
    programs: tuple[str, ...],
    verbs: tuple[str, ...],
    cleans: tuple[str, ...],
    folders: tuple[str, ...],
    excuses: tuple[str, ...] = (),
) -> Iterator[RunCommand]:
    """Of each RUN the last command that fills a cache which nothing after it in the same RUN empties."""
    for run in dockerfile.kept_runs_of(*programs):
        filling = None if _is_mounted(run, *folders) else _last_filling(run, programs, verbs, cleans, folders, excuses)
        if filling is not None:
            yield filling


def _last_filling(
    run: RunInstruction,
    programs: tuple[str, ...],
    verbs: tuple[str, ...],
    cleans: tuple[str, ...],
    folders: tuple[str, ...],
    excuses: tuple[str, ...] = (),
) -> RunCommand | None:
    filling: RunCommand | None = None
    moved: RunCommand | None = None
    for command in run.commands:
        # a command that runs in a chroot fills the cache there
        verb = _verb(command) if command.program in programs and "chroot" not in command.wrappers else None
        if verb in verbs:
            filling = filling if any(word in excuses for word in command.called[1]) else command
        elif command.program == "cd":
            moved = command
        elif verb in cleans or (command.program in _REMOVERS and _removes(command, moved, *folders)):
            filling = None
    return filling


@policy("apt-lists", category="dockerfile", severity=Severity.LOW, recommended=False)
def apt_lists(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that updates the apt package lists removes them.

    The lists increase the image size and are soon out of date. Stages that are not part of the image are not checked.

    Fix: End the RUN with `&& rm -rf /var/lib/apt/lists/*`, or mount a cache at `/var/lib/apt/lists`.
    """
    folders = ("/var/lib/apt/lists",)
    for command in _unclean(dockerfile, ("apt-get", "apt"), ("update",), ("dist-clean", "distclean"), folders):
        yield command.violation("apt package lists are left in the image layer")


_DNF_VERBS = (
    "install", "in", "upgrade", "up", "update", "upgrade-minimal", "up-min", "reinstall", "rei", "groupinstall",
    "localinstall", "distro-sync", "dsync",
)  # fmt: skip


@policy("dnf-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def dnf_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with dnf or microdnf removes the package cache.

    The cache increases the image size. Stages that are not part of the image are not checked.

    Fix: End the RUN with `&& dnf clean all`, or mount a cache at `/var/cache/libdnf5` or `/var/cache/dnf`.
    """
    folders = ("/var/cache/libdnf5", "/var/cache/dnf", "/var/cache/yum")
    for command in _unclean(dockerfile, ("dnf", "microdnf"), _DNF_VERBS, ("clean",), folders):
        yield command.violation(f"{command.called[0]} package cache is left in the image layer")


_YUM_VERBS = ("install", "reinstall", "update", "upgrade", "groupinstall", "localinstall")


@policy("yum-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def yum_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with yum removes the package cache.

    The cache increases the image size. Stages that are not part of the image are not checked.

    Fix: End the RUN with `&& yum clean all`, or mount a cache at `/var/cache/yum`.
    """
    for command in _unclean(dockerfile, ("yum",), _YUM_VERBS, ("clean",), ("/var/cache/yum",)):
        yield command.violation("yum package cache is left in the image layer")


@policy("zypper-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def zypper_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with zypper removes the package cache.

    The cache increases the image size. Stages that are not part of the image are not checked.

    Fix: End the RUN with `&& zypper clean --all`, or mount a cache at `/var/cache/zypp`.
    """
    verbs = ("install", "in", "update", "up", "patch", "dist-upgrade", "dup")
    for command in _unclean(dockerfile, ("zypper",), verbs, ("clean", "cc"), ("/var/cache/zypp",)):
        yield command.violation("zypper package cache is left in the image layer")


@policy("apk-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def apk_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with apk leaves no package cache.

    `--no-cache` keeps the package index out of the image, and `--no-network` downloads none. A RUN that removes
    `/var/cache/apk` after the install passes too.

    Fix: Write `apk add --no-cache`.
    """
    for command in _unclean(dockerfile, ("apk",), ("add",), (), ("/var/cache/apk",), ("--no-cache", "--no-network")):
        yield command.violation("apk package cache is left in the image layer")


@policy("yarn-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def yarn_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with yarn removes the package cache.

    The cache increases the image size. Stages that are not part of the image are not checked.

    Fix: End the RUN with `&& yarn cache clean`, or mount a cache at yarn's cache folder.
    """
    folders = ("/usr/local/share/.cache/yarn", "/root/.cache/yarn")
    for run in dockerfile.kept_runs_of("yarn"):
        # the cache may be mounted at a path that the user configured
        if _is_mounted(run, *folders) or any("yarn" in (mount.get("target") or "") for mount in run.mounts):
            continue
        # without a verb yarn installs
        command = _last_filling(run, ("yarn",), ("install", ""), ("cache",), folders)
        if command is not None:
            yield command.violation("yarn package cache is left in the image layer")


@policy("pip-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def pip_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with pip leaves no package cache.

    `--no-cache-dir` or PIP_NO_CACHE_DIR keeps downloads out of the image, and a RUN that empties the cache after the
    install passes too. Stages that are not part of the image are not checked.

    Fix: Write `pip install --no-cache-dir`, or mount a cache at `/root/.cache/pip`.
    """
    for run in dockerfile.kept_runs_of(*_PIP):
        if _is_mounted(run, "/root/.cache/pip") or _is_set(run):
            continue
        installs: list[RunCommand] = []
        for command in run.commands:
            if command.program in _PIP:
                arguments = command.called[1]
                # pip accepts abbreviated options
                if "install" in arguments[:1] and not any(word.startswith("--no-cache") for word in arguments):
                    installs.append(command)
                elif arguments[:2] == ["cache", "purge"]:
                    installs = []
            elif command.program == "rm" and any(_is_pip_cache(word) for word in command.called[1]):
                installs = []
        for command in installs:
            yield command.violation("pip package cache is left in the image layer")


_PIP = ("pip", "pip2", "pip3")


def _is_pip_cache(path: str) -> bool:
    return path.rstrip("/*").endswith(("/.cache", "/.cache/pip"))


def _is_set(run: RunInstruction) -> bool:
    """Whether PIP_NO_CACHE_DIR holds in a RUN."""
    for command in run.commands if "PIP_NO_CACHE_DIR" in run.text else ():
        for word in (*command.command.assignments, *command.arguments):
            name, equals, value = word.text.partition("=")
            if name == "PIP_NO_CACHE_DIR" and equals:
                return value.lower() not in _OFF
    definition = run.stage.scope.find("PIP_NO_CACHE_DIR", run.position) if run.stage is not None else None
    return definition is not None and (
        definition.variable.value is None or definition.variable.value.lower() not in _OFF
    )
