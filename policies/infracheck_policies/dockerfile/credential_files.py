"""Files of credentials that a build leaves in its image."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from infracheck import (
    Dockerfile,
    Instruction,
    Known,
    RunCommand,
    RunInstruction,
    Severity,
    Violation,
    is_credential_file,
    is_login_file,
    is_public_file,
    may_be_without_credential,
    names_credential_file,
    policy,
)


@policy("secret-file", category="secrets", severity=Severity.HIGH)
def secret_file(dockerfile: Dockerfile) -> Iterator[Violation]:
    """A build copies no private key or credentials file.

    Anyone with the image can read the file, even if a later layer removes it. A file is known by its source or by its
    target, which may be a variable that a tool reads (`$KUBECONFIG`, `${AWS_SHARED_CREDENTIALS_FILE}`): SSH private
    keys and whatever else stands in `.ssh`, `.aws/`, `.netrc`, `.pgpass`, `.pypirc`, `.git-credentials`,
    `.docker/config.json`, `.kube/config`, `*.key`, `*.pem`, `*.p12`, `*.pfx` and the like, as the tools' manuals name
    them. A RUN that writes a file to log in with counts, unless it removes the file again. Public keys, certificates,
    `known_hosts` and the settings of ssh are not credentials, and neither is what a secret mount puts there. The source
    of a file from another stage is not checked, since that stage is not part of the image.

    Fix: Remove the file from the build, and use `RUN --mount=type=secret` or `RUN --mount=type=ssh`.
    """
    for copy in dockerfile.named("ADD", "COPY", triggers=True):
        yield from _copied(copy)
    for run in dockerfile.kept_runs:
        yield from _written(run)


def _copied(copy: Instruction) -> Iterator[Violation]:
    if len(copy.words) < 2:
        return
    target = _target(copy)
    is_told = _is_path_in_variable(copy, target)
    for index, word in enumerate(copy.words[:-1]):
        source = _expanded(copy, index)
        is_source = copy.flag("from") is None and is_credential_file(source)
        if not (is_source or is_told or is_credential_file(_arrival(source, target))):
            continue
        if is_public_file(source) or is_public_file(target):
            continue
        if is_source:
            yield copy.violation(f"{copy.name} copies a credentials file into the image", at=word.span)
        else:
            yield copy.violation(
                f"{copy.name} copies a file to where a tool looks for credentials", at=copy.words[-1].span
            )
            return


def _expanded(instruction: Instruction, index: int) -> str:
    """What a word of an instruction comes to, as it is written where a variable in it is not known."""
    word = instruction.words[index]
    match instruction.expand(word):
        case Known(str(text)):
            return text
    return word.value


def _target(copy: Instruction) -> str:
    """The target of a COPY or ADD, below the WORKDIR where it is relative."""
    target = _expanded(copy, -1)
    if target.startswith(_WHOLE):
        return target
    folder = _folder(copy)
    if not folder:
        return target
    return f"{folder}/{target.removeprefix('./')}" if target not in (".", "./") else f"{folder}/"


# `$HOME/.ssh` is as whole as it will be
_WHOLE = ("/", "$", "~")
# folders that pile up are nobody's: a cap keeps the time linear
_MOST_FOLDERS = 16


def _folder(copy: Instruction) -> str:
    """The working directory of a COPY or ADD as far as the Dockerfile tells; empty where it tells nothing."""
    folder = ""
    for workdir in islice(_workdirs_before(copy), _MOST_FOLDERS):
        path = _expanded(workdir, -1).rstrip("/")
        folder = f"{path}/{folder}" if folder else path
        if path.startswith(_WHOLE):
            break
    return folder


def _workdirs_before(copy: Instruction) -> Iterator[Instruction]:
    """Those that a COPY or ADD stands behind, in its stage and in those that it continues, the nearest first."""
    for stage in () if copy.stage is None else copy.stage.lineage():
        for each in reversed(stage.instructions):
            if each.name == "WORKDIR" and each.words and (stage is not copy.stage or each.position < copy.position):
                yield each


def _arrival(source: str, target: str) -> str:
    """Where a source arrives: below a target that is a folder, by its slash or by the name that tools give it."""
    name = source.rstrip("/").rpartition("/")[2]
    is_folder = target.endswith(("/", "/.ssh"))
    return f"{target.rstrip('/')}/{name}" if is_folder else target


def _is_path_in_variable(copy: Instruction, target: str) -> bool:
    """Whether a target is what a variable holds in which a tool looks for the path of its credentials."""
    written = copy.words[-1].value
    if written.startswith("$") and names_credential_file(written[1:].strip("{}").partition(":")[0]):
        return True
    variables = copy.stage.env.values() if copy.stage is not None else ()
    return any(each.value == target and names_credential_file(each.name) for each in variables)


def _written(run: RunInstruction) -> Iterator[Violation]:
    """Files of credentials that commands write, and that the same RUN does not remove."""
    for command in run.commands:
        for path in _paths_written(command):
            if is_login_file(path) and not may_be_without_credential(path) and not _removes(run, path):
                yield command.violation("RUN writes a file of credentials into the image")
                break


def _removes(run: RunInstruction, path: str) -> bool:
    return any(path in command.called[1] for command in run.commands if command.program == "rm")


def _paths_written(command: RunCommand) -> list[str]:
    found = [word.text for operator, word in command.command.redirects if operator in (">", ">>", ">|")]
    if command.program == "tee":
        found += [word for word in command.called[1] if not word.startswith("-")]
    elif command.program in ("cp", "mv", "install") and len(command.called[1]) > 1:
        found.append(command.called[1][-1])
    return found
