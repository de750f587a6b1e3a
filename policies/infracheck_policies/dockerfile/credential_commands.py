"""Credentials in the commands and the metadata of an image."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    IN_PAGES,
    Dockerfile,
    Instruction,
    RunCommand,
    Severity,
    Stage,
    Violation,
    assigns_credential,
    credential_hints,
    credential_in_command,
    credential_in_login,
    credential_in_text,
    is_for_browsers,
    policy,
)
from infracheck_policies.dockerfile.build_secrets import stores_secret


@policy("password-command", category="secrets", severity=Severity.HIGH)
def password_command(stage: Stage) -> Iterator[Violation]:
    """A build sets no password.

    Every container of the image has the same password, and `docker history` shows it: `chpasswd`, `passwd`, and the
    option `-p` of `useradd`, `usermod`, `groupadd` and `groupmod`, which takes the hash of one. A hash that no password
    has, such as `*` or `!`, locks the account and passes, as `passwd -l` does, and so does a value that a secret mount
    gives.

    Fix: Remove the command. If the user needs a password, set it from a Secret when the container starts.
    """
    for command in stage.calls("chpasswd", "chgpasswd"):
        yield command.violation(f"RUN sets the password of a user with {command.called[0]}")
    for command in stage.calls("passwd"):
        if _reads_password(command.called[1]):
            yield command.violation("RUN sets the password of a user with passwd")
    for command in stage.calls(*_WITH_PASSWORD):
        program, arguments = command.called
        value = _password_of(arguments)
        # shadow(5): what is no hash of crypt(3) matches no password
        if value and not value.startswith(("*", "!")) and value != "x" and not _comes_from_mount(command, value):
            yield command.violation(f"RUN sets the password of a user with {program}")


# passwd(1): options with which it locks, expires or shows, and reads no password
_READS_NONE = frozenset("deilnSuwx")


def _reads_password(arguments: list[str]) -> bool:
    """Whether passwd with these arguments sets a password: a build has no terminal, so that it is fed one."""
    words = [word for word in arguments if word.startswith("-")]
    if "--stdin" in words:
        return True
    return not any(word.startswith("--") or _READS_NONE.intersection(word) for word in words)


_WITH_PASSWORD = ("useradd", "usermod", "groupadd", "groupmod")
# useradd(8), usermod(8), groupadd(8), groupmod(8): short options that take a value
_TAKE_VALUE = frozenset("bcdefgkKlGpPRsuZAn")


def _comes_from_mount(command: RunCommand, value: str) -> bool:
    """Whether a value is read while the instruction runs, and a secret mount can give it."""
    flags = command.instruction.flags
    return "$" in value and any(flag.name == "mount" and "type=secret" in (flag.value or "") for flag in flags)


def _password_of(arguments: list[str]) -> str:
    """The value of `-p` or `--password`, in a cluster of letters (`-mp`) too."""
    following = ""
    for word in reversed(arguments):
        name, equals, value = word.partition("=")
        if name == "--password":
            return value if equals else following
        if word.startswith("-") and not word.startswith("--"):
            at = next((at for at, letter in enumerate(word) if at and letter in _TAKE_VALUE), 0)
            if at and word[at] == "p":
                return word[at + 1 :] or following
        following = word
    return ""


@policy("credential-in-instruction", category="secrets", severity=Severity.HIGH)
def credential_in_instruction(dockerfile: Dockerfile) -> Iterator[Violation]:
    """No instruction of a Dockerfile holds a credential in plaintext.

    Whatever an instruction says is read with `docker history` or `docker inspect` by everyone who has the image, and
    stays there when a later layer removes the file that it made. Checked are the commands of RUN, CMD, ENTRYPOINT and
    HEALTHCHECK, the values of LABEL, ENV and ARG, the addresses of ADD and the heredocs of COPY: tokens, private keys
    and logins by their format, a password in an address, and options by their name, as `credential-in-arguments` checks
    them in a pod. What a secret mount or a variable gives is no credential in the file. What ENV and ARG call a secret
    by name is `secret-in-build`.

    Fix: Take the value from `RUN --mount=type=secret` in the build, and from the environment when the container starts.
    Rotate the exposed credential.
    """
    texts = [(found, _as_written(found)) for found in dockerfile.instructions]
    hints = credential_hints("\n".join([text for _, text in texts]))
    for found, text in texts if hints else ():
        instruction = found.trigger if found.name == "ONBUILD" else found
        here = credential_hints(text, hints)
        if instruction is None or not here:
            continue
        if instruction.name in ("ENV", "ARG", "LABEL"):
            yield from _in_pairs(instruction)
            continue
        yield from _in_text(instruction)
        lines: set[int] = set()
        for command in instruction.commands:
            # the script that a shell is handed stands in its own word too
            if command.program in _WITH_PASSWORD or not (instruction.is_json or credential_hints(command.text, here)):
                continue
            message = _in_command(command)
            if message and command.span.line not in lines:
                lines.add(command.span.line)
                yield command.violation(message)


def _as_written(instruction: Instruction) -> str:
    """All that an instruction says; what stands in JSON as it is meant, since JSON has escapes of its own."""
    node = instruction if instruction.trigger is None else instruction.trigger
    texts = [instruction.text, *(heredoc.body for heredoc in node.heredocs)]
    if node.is_json:
        texts += [word.value for word in node.words]
    return "\n".join(texts)


def _in_pairs(instruction: Instruction) -> Iterator[Violation]:
    for pair in instruction.pairs:
        name, value = pair.key.value, "" if pair.value is None else pair.value.value
        what = credential_in_text(value) or credential_in_login(value)
        if what is None or (instruction.name != "LABEL" and stores_secret(instruction.name, name, value)):
            continue
        if what in IN_PAGES and is_for_browsers(name):
            continue
        yield instruction.violation(f"{instruction.name} {name} holds {what} in plaintext", at=pair.key.span)


def _in_text(instruction: Instruction) -> Iterator[Violation]:
    texts = [heredoc.body for heredoc in instruction.heredocs]
    if not instruction.commands:
        texts.append(instruction.text)
    what = next((found for text in texts if (found := _form_in(text)) is not None), None)
    if what is not None:
        yield instruction.violation(f"{instruction.name} holds {what} in plaintext")


_SHORTEST = len("a://b:c@d")
"""No text below this length has the form of a credential."""


def _in_command(command: RunCommand) -> str:
    """What to say of a command; empty where it holds no credential."""
    words = command.command.texts
    what = next((found for word in words if len(word) >= _SHORTEST and (found := _form_in(word)) is not None), None)
    if what is not None:
        return f"{command.title or 'a command'} is called with {what} in plaintext"
    if option := credential_in_command(words):
        return f"option {option} of {command.title or 'a command'} holds a credential in plaintext"
    for word in command.assignments:
        name, _, value = word.text.partition("=")
        if _form_in(value) is not None or assigns_credential(name, value):
            return f"variable {name} of a command holds a credential in plaintext"
    return ""


def _form_in(text: str) -> str | None:
    return credential_in_text(text) or credential_in_login(text)
