"""What git knows of a tree, asked so that nothing in the tree is run."""

from __future__ import annotations

import os
from os.path import abspath, dirname, exists, join

# a repository's own config may name commands; the command line has the last word
_HARMLESS = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false")


def repository_of(path: str) -> str | None:
    """The top of the work tree that holds a folder, None outside of any."""
    folder = abspath(path)
    while not exists(join(folder, ".git")):
        if dirname(folder) == folder:
            return None
        folder = dirname(folder)
    return folder


def ignored_by_git(root: str) -> set[str]:
    """The absolute paths below a folder that git ignores and does not track; an ignored folder stands for all in it.

    Empty outside a repository, and where git is missing or refuses: then everything is read.
    """
    if repository_of(root) is None:
        return set()
    arguments = ("ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory", "--", ".")
    listed = _git(abspath(root), arguments)
    base = os.path.realpath(root)
    top = abspath(root)
    names = (os.fsdecode(name).rstrip("/") for name in listed.split(b"\0") if name)
    return {join(top, name) for name in names if join(base, name) != base}


def _git(folder: str, arguments: tuple[str, ...]) -> bytes:
    import subprocess  # late: outside a repository no process is started

    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        environment.pop(name, None)
    try:
        done = subprocess.run(  # noqa: S603  fixed words, no shell
            ["git", *_HARMLESS, *arguments], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
