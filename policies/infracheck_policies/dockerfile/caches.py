"""Package manager caches that are left in an image."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from infracheck import Dockerfile, RunCommand, RunInstruction, Severity, Violation, policy
from infracheck_policies.dockerfile.cache_folders import (
    APK,
    APT_LISTS,
    DNF,
    PIP,
    YARN,
    YUM,
    ZYPPER,
    Cache,
    Setting,
    folders_left,
    settings_of,
)
from infracheck_policies.dockerfile.managers import PIP as PIP_OPTIONS
from infracheck_policies.dockerfile.managers import parted


def _removes(command: RunCommand, moved: RunCommand | None, *folders: str) -> bool:
    """Whether a command, after the `cd` before it, removes one of these folders, what is in it or what it is in."""
    program, arguments = command.called
    if program == "find" and "-delete" not in arguments and "rm" not in arguments:
        return False
    at = "" if moved is None else next(iter(moved.called[1]), "")
    paths = [posixpath.join(at, word).rstrip("/*") for word in arguments if not word.startswith("-")]
    removed = [path for path in paths if path.startswith("/")]
    pairs = [(f"{path}/", f"{folder}/") for path in removed for folder in folders]
    return any(folder.startswith(path) or path.startswith(folder) for path, folder in pairs)


_REMOVERS = ("rm", "find")


def _verb(command: RunCommand) -> str:
    arguments = command.called[1]
    return next(
        (word for word in arguments if not word.startswith("-")), "" if _QUERIES.isdisjoint(arguments) else "help"
    )


_QUERIES = frozenset(("--version", "--help", "-v", "-h"))


def _unclean(
    dockerfile: Dockerfile, programs: tuple[str, ...], verbs: tuple[str, ...], cleans: tuple[str, ...], cache: Cache
) -> Iterator[RunCommand]:
    """Of each RUN the last command that fills a cache which nothing after it in the same RUN empties."""
    runs = dockerfile.kept_runs_of(*programs)
    settings = settings_of(dockerfile, cache) if runs else []
    for run in runs:
        filling = _last_filling(run, programs, verbs, cleans, cache, settings)
        if filling is not None:
            yield filling


def _last_filling(
    run: RunInstruction,
    programs: tuple[str, ...],
    verbs: tuple[str, ...],
    cleans: tuple[str, ...],
    cache: Cache,
    settings: list[Setting],
) -> RunCommand | None:
    filling: RunCommand | None = None
    moved: RunCommand | None = None
    folders = cache.folders
    for command in run.commands:
        # a command that runs in a chroot fills the cache there
        verb = _verb(command) if command.program in programs and "chroot" not in command.wrappers else None
        if verb in verbs:
            left = folders_left(run, command, cache, settings)
            filling, folders = (command, left) if left else (filling, folders)
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
    programs = ("apt-get", "apt", "aptitude")
    for command in _unclean(dockerfile, programs, ("update",), ("dist-clean", "distclean"), APT_LISTS):
        yield command.violation("apt package lists are left in the image layer")


_DNF_VERBS = (
    "install", "in", "upgrade", "up", "update", "upgrade-minimal", "up-min", "reinstall", "rei", "groupinstall",
    "localinstall", "distro-sync", "dsync",
)  # fmt: skip


@policy("dnf-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def dnf_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with dnf, microdnf or tdnf removes the package cache.

    The cache increases the image size. Stages that are not part of the image are not checked.

    Fix: End the RUN with `&& dnf clean all`, or mount a cache at `/var/cache/libdnf5` or `/var/cache/dnf`.
    """
    for command in _unclean(dockerfile, ("dnf", "microdnf", "tdnf"), _DNF_VERBS, ("clean",), DNF):
        yield command.violation(f"{command.called[0]} package cache is left in the image layer")


_YUM_VERBS = ("install", "reinstall", "update", "upgrade", "groupinstall", "localinstall")


@policy("yum-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def yum_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with yum removes the package cache.

    The cache increases the image size. Stages that are not part of the image are not checked.

    Fix: End the RUN with `&& yum clean all`, or mount a cache at `/var/cache/yum`.
    """
    for command in _unclean(dockerfile, ("yum",), _YUM_VERBS, ("clean",), YUM):
        yield command.violation("yum package cache is left in the image layer")


@policy("zypper-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def zypper_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with zypper removes the package cache.

    The cache increases the image size. Stages that are not part of the image are not checked.

    Fix: End the RUN with `&& zypper clean --all`, or mount a cache at `/var/cache/zypp`.
    """
    verbs = ("install", "in", "update", "up", "patch", "dist-upgrade", "dup")
    for command in _unclean(dockerfile, ("zypper",), verbs, ("clean", "cc"), ZYPPER):
        yield command.violation("zypper package cache is left in the image layer")


@policy("apk-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def apk_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with apk leaves no package cache.

    `--no-cache` keeps the package index out of the image, and `--no-network` downloads none. A RUN that removes
    `/var/cache/apk` after the install passes too.

    Fix: Write `apk add --no-cache`.
    """
    for command in _unclean(dockerfile, ("apk",), ("add",), (), APK):
        yield command.violation("apk package cache is left in the image layer")


@policy("yarn-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def yarn_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with yarn removes the package cache.

    The cache increases the image size. Stages that are not part of the image are not checked.

    YARN_CACHE_FOLDER, `--cache-folder` and `yarn config set cache-folder` move the cache; where none of them does, a
    mount whose target names yarn counts, since a `.yarnrc` may have moved it there.

    Fix: End the RUN with `&& yarn cache clean`, or mount a cache at yarn's cache folder.
    """
    # without a verb yarn installs
    for command in _unclean(dockerfile, ("yarn",), ("install", ""), ("cache",), YARN):
        yield command.violation("yarn package cache is left in the image layer")


@policy("pip-cache", category="dockerfile", severity=Severity.LOW, recommended=False)
def pip_cache(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A RUN that installs with pip leaves no package cache.

    `--no-cache-dir`, PIP_NO_CACHE_DIR or pip's config (`no-cache-dir`) keeps downloads out of the image, and a RUN that
    empties the cache after the install passes too. So does a mount of the cache, at its default or wherever
    `--cache-dir`, PIP_CACHE_DIR or the config puts it. Stages that are not part of the image are not checked.

    Fix: Write `pip install --no-cache-dir`, or mount a cache at `/root/.cache/pip`.
    """
    runs = dockerfile.kept_runs_of(*_PIP)
    settings = settings_of(dockerfile, PIP) if runs else []
    for run in runs:
        installs: list[tuple[RunCommand, tuple[str, ...]]] = []
        moved: RunCommand | None = None
        for command in run.commands:
            if command.program in _PIP:
                verb, *rest = parted(command.called[1], PIP_OPTIONS)[0] or [""]
                if verb == "install" and (left := folders_left(run, command, PIP, settings)):
                    installs.append((command, left))
                elif (verb, rest[:1]) == ("cache", ["purge"]):
                    installs = []
            elif command.program == "cd":
                moved = command
            elif command.program in _REMOVERS:
                installs = [each for each in installs if not _removes_pip_cache(command, moved, each[1])]
        for command, _ in installs:
            yield command.violation("pip package cache is left in the image layer")


_PIP = ("pip", "pip2", "pip3")


def _removes_pip_cache(command: RunCommand, moved: RunCommand | None, folders: tuple[str, ...]) -> bool:
    # at home, whoever's it is, where nothing moves it
    homes = ("/.cache", "/.cache/pip") if folders == PIP.folders else ()
    is_home = any(word.rstrip("/*").endswith(homes) for word in command.called[1]) if homes else False
    return (is_home and command.program == "rm") or _removes(command, moved, *folders)
