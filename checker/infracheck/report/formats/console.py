"""rich's console, with one word of its own about a reader that goes away."""

from __future__ import annotations

import errno
import os

from rich.console import Console


class CommandConsole(Console):
    """A console that leaves a closed pipe to the command line, which says what is incomplete."""

    def on_broken_pipe(self) -> None:
        """Raise what rich would end the process for."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))
