"""What git-sync, which copies a repository into a pod, is told to run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import Container, EnvVar, Severity, Violation, policy

_VARIABLE = "GITSYNC_GIT"
_ARGUMENT = re.compile(r"--?git(?:=|$)")


@policy("git-sync-command", category="isolation", severity=Severity.MEDIUM, recommended=False)
def git_sync_command(container: Container) -> Iterator[Violation]:
    """A git-sync container runs the git of its image.

    `GITSYNC_GIT` and `--git` name another program, which git-sync runs with the rights of its pod: whoever may change
    the variable runs what they like, from a volume or from the repository itself. Akamai, "Git-Syncing into Trouble",
    August 2024. The argument counts for images whose name holds `git-sync`.

    Fix: Remove the variable or the argument.
    """
    for variable in container.env:
        if variable.name == _VARIABLE:
            message = f"variable {_VARIABLE} of container {container.name} names a program"
            yield variable.violation(message, at=EnvVar.name)
    if container.image is None or "git-sync" not in container.image.repository:
        return
    for field, words in ((Container.command, container.command), (Container.args, container.args)):
        for index, word in enumerate(words):
            if _ARGUMENT.match(word):
                message = f"argument {word.partition('=')[0]} of container {container.name} names a program"
                yield container.violation(message, at=container.place(field, index))
