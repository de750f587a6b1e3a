"""Certificates and signatures in the commands of a build."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from infracheck import ENV_FALSE, Severity, Stage, Violation, policy


@policy("tls-flag", category="dockerfile", severity=Severity.HIGH)
def tls_flag(stage: Stage) -> Iterator[Violation]:
    """A build does not disable the verification of TLS certificates.

    An on-path attacker can replace what such a command downloads. Checked are curl, wget, pip, npm, yarn, pnpm, Git,
    dnf and yum; checkov has a rule for each of them except Git.

    Fix: Remove the flag or setting, such as `curl --insecure` or `wget --no-check-certificate`. For a private
    certificate authority, add its certificate to the image.
    """
    for command in stage.calls(*_DOWNLOADERS):
        name, arguments = command.called
        if _is_unchecked(name, arguments):
            yield command.violation(f"{name} runs with certificate verification disabled")


_RPM = ("dnf", "dnf-config-manager", "microdnf", "tdnf", "yum", "yum-config-manager")
_DOWNLOADERS = ("curl", "wget", "npm", "yarn", "pnpm", "git", "pip", "pip2", "pip3", "pipx", "pipenv", *_RPM)

# curl's short options that take a value: the rest of a cluster of letters is then the value
_WITH_VALUE = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")
# and the long ones whose value may look like an option
_LONG_WITH_VALUE = frozenset(
    (
        "--cookie", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--form",
        "--form-string", "--header", "--json", "--output", "--pass", "--proxy-user", "--quote", "--referer",
        "--request", "--user", "--user-agent", "--write-out",
    )
)  # fmt: skip


def _is_unchecked(name: str, arguments: list[str]) -> bool:
    match name:
        case "curl":
            return _has_k(arguments)
        case "wget":
            return any(_skips_certificates(*word.lower().partition("=")) for word in arguments)
        case "npm" | "yarn" | "pnpm":
            return _is_strict_ssl_off(name, [word.lower() for word in arguments])
        case "git":
            return _is_git_unverified([word.lower() for word in arguments])
        case _ if name in _RPM:
            return _switches_off(arguments, "sslverify")
    is_set = arguments[:2] == ["config", "set"] and any(word.endswith(".trusted-host") for word in arguments)
    return is_set or any(word.startswith("--trusted-host") for word in arguments)


def _is_strict_ssl_off(name: str, arguments: list[str]) -> bool:
    """Whether an option of npm and its like, or the setting that it saves, turns certificates off.

    `npm install strict-ssl=false` installs packages of these names.
    """
    if any(_is_off(*pair, _NPM_OPTIONS) for pair in pairwise([*arguments, ""])):
        return True
    saves = (["config", "set"], *((["c", "set"], ["set"]) if name != "yarn" else ()))
    words = [word for word in arguments if not word.startswith("-")]
    if not any(words[: len(verb)] == verb for verb in saves):
        return "--no-strict-ssl" in arguments
    return any(_is_off(*pair, _NPM_SETTINGS) for pair in pairwise([*words, ""]))


_NPM_OPTIONS = frozenset(("--strict-ssl", "--config.strict-ssl"))
_NPM_SETTINGS = frozenset(("strict-ssl", "enablestrictssl"))


def _is_off(word: str, following: str, names: frozenset[str]) -> bool:
    # nopt reads 0 as false, and any other word as true
    name, equals, value = word.partition("=")
    return name in names and (value if equals else following) in ("false", "0")


def _is_git_unverified(arguments: list[str]) -> bool:
    """Whether git is called with http.sslVerify off, or saves it, for all servers or for one.

    git-config(1): false is spelled `no`, `off`, `false`, `0` or as the empty string.
    """
    for index, word in enumerate(arguments):
        name, equals, value = word.removeprefix("--config=").partition("=")
        if re.fullmatch(_SSL_VERIFY, name):
            values = [value] if equals else arguments[index + 1 : index + 2]
            return any(value in ENV_FALSE or value == "" for value in values)
    return False


_SSL_VERIFY = r"http\.(?:.+\.)?sslverify"


def _skips_certificates(option: str, equals: str, value: str) -> bool:
    if option == "--no-check-certificate":
        return not equals or value not in ENV_FALSE
    return option == "--check-certificate" and value in ENV_FALSE


def _switches_off(arguments: list[str], setting: str) -> bool:
    """Whether a setting of dnf is turned off, for all repositories or for one."""
    for word in arguments:
        name, equals, value = word.lower().removeprefix("--setopt=").partition("=")
        if equals and name.rpartition(".")[2] == setting and value in ENV_FALSE:
            return True
    return False


def _has_k(arguments: list[str]) -> bool:
    is_value = False
    for word in arguments:
        if is_value:
            is_value = False
        elif word.startswith("--"):
            if word == "--insecure":
                return True
            is_value = word in _LONG_WITH_VALUE
        elif word.startswith("-"):
            at = next((at for at, letter in enumerate(word) if letter == "k" or letter in _WITH_VALUE), -1)
            if word[at] == "k":
                return True
            is_value = at == len(word) - 1
    return False


@policy("package-signature", category="dockerfile", severity=Severity.HIGH)
def package_signature(stage: Stage) -> Iterator[Violation]:
    """A build verifies the signatures of the packages that it installs.

    An unsigned package may have been tampered with, and its scripts run as root in the build. Checked are apk, apt,
    dnf, yum, zypper and rpm; checkov has a rule for each, and this policy covers all of them. Queries are not checked,
    since they install nothing.

    Fix: Remove the flag or setting, such as `--allow-unauthenticated` or `--nogpgcheck`, and import the signing key of
    the repository.
    """
    for command in stage.calls(*_UNSIGNED):
        name, arguments = command.called
        if any(word.startswith(_UNSIGNED[name]) for word in arguments) and not _is_query(name, arguments):
            yield command.violation(f"{name} installs packages without verifying their signatures")
        elif _accepts_unsigned(name, arguments):
            yield command.violation(f"{name} accepts unsigned packages")


_YUM = ("--nogpgcheck", "--no-gpgcheck", "--no-gpg-checks")
_APT = ("--allow-unauthenticated", "--force-yes")
_UNSIGNED: dict[str, tuple[str, ...]] = {
    "apk": ("--allow-untrusted",),
    "apt": _APT,
    "apt-get": _APT,
    "aptitude": ("--allow-untrusted",),
    "dnf": _YUM,
    "dnf-config-manager": _YUM,
    "microdnf": _YUM,
    "rpm": ("--nosignature", "--nodigest", "--noverify"),
    "tdnf": _YUM,
    "yum": _YUM,
    "yum-config-manager": _YUM,
    "zypper": ("--no-gpg-checks", "--allow-unsigned-rpm"),
}
_QUERIES = frozenset(("check-update", "info", "list", "makecache", "provides", "repolist", "repoquery", "search"))
_APT_SETTINGS = ("allowunauthenticated", "allowinsecurerepositories")


def _is_query(name: str, arguments: list[str]) -> bool:
    if name != "rpm":
        return name in _RPM and not _QUERIES.isdisjoint(arguments)
    # -q, -V and -K, in clusters such as -qa
    return any(
        word in ("--query", "--verify", "--checksig") or (word[:1] == "-" != word[1:2] and bool(set("qVK") & set(word)))
        for word in arguments
    )


def _accepts_unsigned(name: str, arguments: list[str]) -> bool:
    if name in _RPM:
        return _switches_off(arguments, "gpgcheck") and not _is_query(name, arguments)
    if name not in ("apt", "apt-get", "aptitude"):
        return False
    for word in arguments:
        option, equals, value = word.lower().partition("=")
        if option == "--allow-insecure-repositories" or (equals and option.endswith(_APT_SETTINGS)):
            return value not in ENV_FALSE
    return False
