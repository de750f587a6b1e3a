"""The users that a build makes."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import RunCommand, Severity, Stage, Violation, policy

_LONGEST_SHORT_UID = 5
# useradd(8): the letters whose value follows
_WITH_VALUE = "bcdefgGkKpRPsuZ"


@policy("high-uid-user", category="dockerfile", severity=Severity.LOW, recommended=False)
def high_uid_user(stage: Stage) -> Iterator[Violation]:
    """A build makes no user with a high UID whose logins are logged.

    `useradd` writes an entry for the user into `/var/log/lastlog` and `/var/log/faillog`, at a place that its UID
    determines: with a UID of six digits and more the files are sparse, and a layer stores their holes.

    Fix: Add `-l` to `useradd`, or use a lower UID.
    """
    for command in stage.calls("useradd"):
        options = _options_of(command)
        uid = options.get("-u") or options.get("--uid") or ""
        if uid.isdecimal() and len(uid) > _LONGEST_SHORT_UID and not _is_unlogged(options):
            yield command.violation(f"useradd makes a user with UID {uid} without -l")


@policy("logged-user", category="dockerfile", severity=Severity.LOW, recommended=False)
def logged_user(stage: Stage) -> Iterator[Violation]:
    """A build makes users without entries in the logs of logins.

    Nobody logs in to an image, and the entries that `useradd` writes into `/var/log/lastlog` and `/var/log/faillog`
    become part of it. `high-uid-user` reports only those that make an image large.

    Fix: Add `-l` to `useradd`.
    """
    for command in stage.calls("useradd"):
        options = _options_of(command)
        if not _is_unlogged(options) and not {"-D", "--defaults", "-h", "--help"} & options.keys():
            yield command.violation("useradd runs without -l, and writes entries into the logs of logins")


def _is_unlogged(options: dict[str, str]) -> bool:
    return "-l" in options or "--no-log-init" in options


def _options_of(command: RunCommand) -> dict[str, str]:
    """The options of a call of useradd, each with its value where it has one."""
    found: dict[str, str] = {}
    words = iter(command.called[1])
    for word in words:
        if word.startswith("--"):
            name, equals, value = word.partition("=")
            found[name] = value if equals or name != "--uid" else next(words, "")
        elif word.startswith("-"):
            flags = word[1:]
            taking = next((index for index, letter in enumerate(flags) if letter in _WITH_VALUE), None)
            if taking is None:
                found.update((f"-{letter}", "") for letter in flags)
                continue
            found.update((f"-{letter}", "") for letter in flags[:taking])
            found[f"-{flags[taking]}"] = flags[taking + 1 :] or next(words, "")
    return found
