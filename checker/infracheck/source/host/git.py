"""Git, asked in such a way that nothing in a repository or around it makes it run anything."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from os.path import join, normpath, realpath, relpath, sep
from typing import IO

from infracheck.source.host.programs import find_program, program_folders
from infracheck.source.host.repository import Repository, repository_at

_SECONDS = 60
# a repository's own config may name commands; the command line has the last word
_OVERRIDDEN = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=",
    "core.hooksPath=/dev/null",
    "core.untrackedCache=false",
    "core.askPass=",
    "core.sshCommand=",
    "credential.helper=",
    "diff.external=",
)
_OPTIONS = ("--no-pager", "--literal-pathspecs", "--no-replace-objects")
_ENVIRONMENT = {
    # a missing object would be fetched by whatever the config calls a remote; older git knows the first of them only
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    # no config but the repository's: a scan reads the same files for everybody, and the home folder of a CI job may be
    # the checkout. `~` in the repository's config is nowhere; without a home it would be an error
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "HOME": "/dev/null",
    "LC_ALL": "C",
}


def ask(repository: Repository, *words: str) -> bytes | None:
    """What git prints, run at the top of the work tree; None where there is no git, or where it refuses."""
    command = _command(repository, words)
    if command is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  a program and words of ours, no shell
            command, cwd=repository.top, env=_environment(repository), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def is_available(repository: Repository) -> bool:
    """Whether there is a git to ask."""
    return _command(repository, ()) is not None


@contextmanager
def conversation(repository: Repository, *words: str) -> Iterator[tuple[IO[bytes], IO[bytes]] | None]:
    """A git that answers as long as it is asked: where questions are written, and where answers are read.

    None where there is no git to start. It ends with the block, whatever was left unsaid.
    """
    command = _command(repository, words)
    if command is None:
        yield None
        return
    with subprocess.Popen(  # noqa: S603  a program and words of ours, no shell
        command, cwd=repository.top, env=_environment(repository), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdin, process.stdout
        finally:
            process.kill()


def _command(repository: Repository, words: tuple[str, ...]) -> list[str] | None:
    program = find_program("git", program_folders(repository.top))
    if program is None:
        return None
    place = (f"--git-dir={repository.folder}", f"--work-tree={repository.top}")
    settings = (word for each in _OVERRIDDEN for word in ("-c", each))
    return [program, *place, *_OPTIONS, *settings, *words]


def ignored_by_git(root: str, top: str) -> set[str]:
    """The paths, relative to a folder, that git ignores and does not track below it.

    An ignored folder stands for all in it. Empty where git is missing or refuses: without the index nobody knows what
    is tracked, and no tracked file may be left out, so everything is read.
    """
    repository = repository_at(top)
    if repository is None:
        return set()
    real = realpath(root)
    words = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--", relpath(real, top))
    listed = ask(repository, *words) or b""
    paths = (normpath(join(top, os.fsdecode(name))) for name in listed.split(b"\0") if name)
    before = real.rstrip(sep) + sep
    # where the folder itself is ignored, git names it or one above it
    return {path.removeprefix(before) for path in paths if path.startswith(before)}


def _environment(repository: Repository) -> dict[str, str]:
    """Made from nothing: what stands in the caller's could name programs, configs and other repositories."""
    folders = program_folders(repository.top)
    system = {each: os.environ[each] for each in ("SYSTEMROOT",) if each in os.environ}
    return {**_ENVIRONMENT, **system, "PATH": os.pathsep.join(folders)}
