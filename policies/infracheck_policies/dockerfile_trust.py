"""What a build believes: certificates and signatures that it does not check."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import Severity, Stage, Violation, policy


@policy(
    "tls-flag",
    category="dockerfile",
    severity=Severity.HIGH,
    controls=("cis-docker-1.6:4.12", "nist-800-53-r5:SC-8", "cwe:295"),
    aliases=(
        "checkov:CKV2_DOCKER_13",
        "checkov:CKV2_DOCKER_2",
        "checkov:CKV2_DOCKER_3",
        "checkov:CKV2_DOCKER_4",
    ),
)
def tls_flag(stage: Stage) -> Iterator[Violation]:
    """A build runs no command with the check of certificates turned off.

    What such a command downloads may come from anybody on the way. Judged are curl, wget, pip, npm, yarn, pnpm and Git;
    checkov has a rule for each of the first six.
    """
    for command in stage.calls(*_DOWNLOADERS):
        name, arguments = command.called
        if _is_unchecked(name, arguments):
            yield command.violation(f"{name} does not check certificates")


_DOWNLOADERS = ("curl", "wget", "npm", "yarn", "pnpm", "git", "pip", "pip2", "pip3", "pipx", "pipenv")

# curl's short options that take a value: what stands behind one in a cluster is the value
_WITH_VALUE = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")


def _is_unchecked(name: str, arguments: list[str]) -> bool:
    match name:
        case "curl":
            return "--insecure" in arguments or any(_has_k(word) for word in arguments)
        case "wget":
            return "--no-check-certificate" in arguments
        case "npm" | "yarn" | "pnpm":
            text = " ".join(arguments).replace("=", " ")
            return "strict-ssl false" in text or "--no-strict-ssl" in arguments
        case "git":
            return "http.sslverify false" in " ".join(arguments).replace("=", " ").lower()
    return any(word.startswith("--trusted-host") for word in arguments)


def _has_k(word: str) -> bool:
    if not word.startswith("-") or word.startswith("--"):
        return False
    for letter in word[1:]:
        if letter == "k" or letter in _WITH_VALUE:
            return letter == "k"
    return False


@policy(
    "package-signature",
    category="dockerfile",
    severity=Severity.HIGH,
    controls=("cis-docker-1.6:4.11", "nist-800-53-r5:SI-7", "owasp-k8s-2022:K02", "cwe:347"),
    aliases=(
        "checkov:CKV2_DOCKER_10",
        "checkov:CKV2_DOCKER_11",
        "checkov:CKV2_DOCKER_15",
        "checkov:CKV2_DOCKER_7",
        "checkov:CKV2_DOCKER_8",
        "checkov:CKV2_DOCKER_9",
    ),
)
def package_signature(stage: Stage) -> Iterator[Violation]:
    """A build checks the signatures of the packages it installs.

    A package that nobody signed runs its scripts as root in the build. Judged are apk, apt, dnf, yum, zypper and rpm;
    checkov has a rule for each, and this policy answers for all of them.
    """
    for command in stage.calls(*_UNSIGNED):
        name, arguments = command.called
        flags = _UNSIGNED[name]
        if any(word.startswith(flags) for word in arguments):
            yield command.violation(f"{name} installs packages without a look at their signatures")


_YUM = ("--nogpgcheck", "--no-gpgcheck", "--no-gpg-checks", "--setopt=sslverify=false", "--setopt=sslverify=0")
_APT = ("--allow-unauthenticated", "--force-yes")
_UNSIGNED: dict[str, tuple[str, ...]] = {
    "apk": ("--allow-untrusted",),
    "apt": _APT,
    "apt-get": _APT,
    "dnf": _YUM,
    "microdnf": _YUM,
    "rpm": ("--nosignature", "--nodigest", "--noverify"),
    "tdnf": _YUM,
    "yum": _YUM,
    "yum-config-manager": ("sslverify=false", "sslverify=0", "--setopt=sslverify=false", "--setopt=sslverify=0"),
    "zypper": ("--no-gpg-checks", "--allow-unsigned-rpm"),
}


@policy(
    "password-command",
    category="secrets",
    severity=Severity.HIGH,
    controls=("cis-docker-1.6:4.10", "nist-800-190:4.1.4", "owasp-k8s-2025:K03", "cwe:798"),
    aliases=("checkov:CKV2_DOCKER_17",),
)
def password_command(stage: Stage) -> Iterator[Violation]:
    """A build sets no password.

    Every container of the image has the same one, and `docker history` shows it.
    """
    for command in stage.calls("chpasswd"):
        yield command.violation("RUN sets a password with chpasswd")
