"""What a build fetches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import RunCommand, Severity, Stage, Violation, policy

_PLAIN = re.compile(r"""http://(?!localhost\b|127\.|\[::1\])[\w$\[]""", re.I)
# they write or search text, an address in it is not fetched
_TEXT_TOOLS = frozenset(("awk", "cat", "echo", "grep", "perl", "printf", "sed", "tee", "test", "["))
_PROXIES = ("-x", "--proxy", "--preproxy")
_GO_VERBS = ("get", "install", "run")
# the path of a package in a module begins with a host
_GO_PACKAGE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+/\S+", re.I)


@policy("plain-download", category="dockerfile", severity=Severity.MEDIUM, recommended=False)
def plain_download(stage: Stage) -> Iterator[Violation]:
    """A build fetches nothing over plain HTTP.

    Whoever is on the way can exchange what is fetched, and it becomes part of the image. Addresses of the build itself
    (`localhost`) pass, and so do those of proxies and those that a command only writes, such as `echo` or `sed`.

    Fix: Write `https://`, and verify what is fetched by a checksum.
    """
    for command in stage.commands:
        if _fetches_plainly(command):
            yield command.violation(f"RUN hands a plain http:// address to {command.title or 'a command'}")
    for instruction in stage.instructions:
        if instruction.name == "ADD" and any(_PLAIN.match(word.value) for word in instruction.words[:-1]):
            yield instruction.violation("ADD downloads over plain HTTP")


def _fetches_plainly(command: RunCommand) -> bool:
    program, arguments = command.called
    if program in _TEXT_TOOLS:
        return False
    before = ("", *arguments)
    return any(_PLAIN.search(word) and before[index] not in _PROXIES for index, word in enumerate(arguments))


@policy("go-version", category="dockerfile", severity=Severity.LOW, recommended=False)
def go_version(stage: Stage) -> Iterator[Violation]:
    """A build pins the version of each Go program that it installs.

    `go install`, `go get` and `go run` of a package without a version, or with `@latest`, take whatever is newest at
    the time of the build. Packages of the module itself (`./...`) have no version.

    Fix: Write `go install example.com/tool@v1.2.3`.
    """
    for command in stage.calls("go"):
        _, arguments = command.called
        words = [word for word in arguments if not word.startswith("-")]
        if not words or words[0] not in _GO_VERBS:
            continue
        # what follows the package belongs to the program that `go run` starts
        packages = words[1:2] if words[0] == "run" else words[1:]
        loose = [each for each in packages if _GO_PACKAGE.fullmatch(each) and not _is_pinned(each)]
        if loose:
            yield command.violation(f"go {words[0]} takes {loose[0].partition('@')[0]} without a version")


def _is_pinned(package: str) -> bool:
    version = package.partition("@")[2]
    return "$" in package or version not in ("", "latest")
