"""The versions of the packages that a build installs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from infracheck import Severity, Stage, Violation, policy
from infracheck_policies.dockerfile.managers import APK, APT, APTITUDE, DNF, GEM, NPM, PIP, YUM, ZYPPER, Manager, parted


def _loose(
    stage: Stage, manager: Manager, is_pinned: Callable[[str], bool], excuses: tuple[str, ...] = ()
) -> Iterator[Violation]:
    """A violation for each command that installs a package without a version; what a variable may hold is one."""
    for command in stage.calls(*manager.programs):
        program, arguments = command.called
        operands, options = parted(arguments, manager)
        if not options.isdisjoint(excuses) or not options.isdisjoint(manager.simulations):
            continue
        verb, *packages = operands or [""]
        if verb == "module" and packages[:1] == ["install"]:
            verb, packages = "install", packages[1:]
        if verb not in manager.verbs:
            continue
        written = ((name, command.without_unset(name)) for name in packages)
        loose = [(name, left) for name, left in written if left and "$" not in left and not is_pinned(left)]
        if loose:
            name, left = loose[0]
            why = "" if name == left else ": its variable is not set in this stage"
            yield command.violation(f"{program} installs {name} without a version{why}")


@policy("apt-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def apt_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each apt package.

    Without a version, a rebuild installs whatever is newest at that time. Distributions remove old versions from their
    repositories, so teams that rebuild often may prefer not to pin.

    Fix: Write `apt-get install -y package=version`.
    """
    for manager in (APT, APTITUDE):
        yield from _loose(stage, manager, lambda name: "=" in name or "/" in name or name.endswith(".deb"))


@policy("apk-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def apk_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each apk package.

    Without a version, a rebuild installs whatever is newest at that time. Alpine removes old versions from its
    repositories, so teams that rebuild often may prefer not to pin.

    Fix: Write `apk add package=version`.
    """
    yield from _loose(stage, APK, lambda name: bool(set("=<>~") & set(name)) or name.endswith(".apk"))


@policy("yum-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def yum_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each yum package.

    Without a version, a rebuild installs whatever is newest at that time. A variable of another stage, or one from
    before the first FROM that no ARG takes over, is empty where the base is the image of a system, which sets none;
    another base image may set it, and then nothing is reported (Dockerfile reference, Scope of ARG).

    Fix: Write `yum install -y package-version`.
    """
    yield from _loose(stage, YUM, _is_rpm_pinned)


@policy("dnf-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def dnf_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each dnf package.

    Without a version, a rebuild installs whatever is newest at that time. A variable of another stage, or one from
    before the first FROM that no ARG takes over, is empty where the base is the image of a system, which sets none;
    another base image may set it, and then nothing is reported (Dockerfile reference, Scope of ARG).

    Fix: Write `dnf install -y package-version`.
    """
    yield from _loose(stage, DNF, _is_rpm_pinned)


def _is_rpm_pinned(name: str) -> bool:
    if name.startswith("@") or "/" in name or name.endswith(".rpm"):
        return True
    return ":" in name or any(part[:1].isdigit() for part in name.split("-")[1:])


@policy("zypper-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def zypper_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each zypper package.

    Without a version, a rebuild installs whatever is newest at that time.

    Fix: Write `zypper install package=version`.
    """
    yield from _loose(stage, ZYPPER, lambda name: bool(set("=<>~/") & set(name)) or name.endswith(".rpm"))


@policy("pip-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def pip_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each pip package.

    Without a version, a rebuild installs whatever is newest at that time. Packages from requirements and constraints
    files are not checked.

    Fix: Write `pip install package==version`, or use a requirements file with versions.
    """
    yield from _loose(stage, PIP, _is_pip_pinned, ("-r", "--requirement", "-c", "--constraint"))


def _is_pip_pinned(name: str) -> bool:
    if "+" in name and "://" in name:
        return "@" in name.rpartition("/")[2]
    # `.[dev]` is the current folder
    if "/" in name or name.startswith(".") or name.endswith((".whl", ".tar.gz", ".tgz", ".zip", ".tar.bz2")):
        return True
    return bool(set("=<>@") & set(name))


@policy("npm-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def npm_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each npm package.

    Without a version, a rebuild installs whatever is newest at that time. `npm ci` installs the versions of the lock
    file and passes.

    Fix: Write `npm install package@version`, or use `npm ci`.
    """
    yield from _loose(stage, NPM, _is_npm_pinned)


def _is_npm_pinned(name: str) -> bool:
    if "://" in name or name.startswith("git@"):
        return "#" in name or not name.startswith("git")
    is_local = name.startswith(("/", ".", "~", "file:")) or name.endswith((".tar", ".tar.gz", ".tgz"))
    # "true" and "false" are values of an option
    return is_local or "@" in name[1:-1] or "#" in name or name in ("true", "false")


@policy("gem-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def gem_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each gem.

    Without a version, a rebuild installs whatever is newest at that time. Gems from a Gemfile are not checked.

    Fix: Write `gem install name:version`, or use a Gemfile with versions.
    """
    excuses = ("-v", "--version", "-g", "--file")
    yield from _loose(stage, GEM, lambda name: ":" in name or name.endswith(".gem"), excuses)
