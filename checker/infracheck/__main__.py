"""The process: `infracheck`, or `python -I -m infracheck`.

Without `-I`, Python looks for modules in the current folder, which may be the tree that is scanned.
"""

from __future__ import annotations

import gc
import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def main() -> None:
    """Run the command line and leave at once."""
    # A process that ends with its scan has no use for a collector: 1,300 files take 3.2 s without it, 4.7 s with it,
    # on a busy machine. Here the process is ours; `infracheck.scan` leaves the collector as it finds it
    gc.disable()
    _bear_readers_that_leave()
    _open_what_is_closed()
    from infracheck.cli import run  # late: by now the current folder is off the path, and the collector is off

    status = 3
    try:
        ended = run()
        sys.stdout.flush()
        sys.stderr.flush()
        status = ended
    finally:
        # taking a million nodes apart at the end would take as long as the scan; where not even a message could be
        # written there is nobody to tell, and Python's own status, 1, would mean findings
        os._exit(status)


def _open_what_is_closed() -> None:
    """A standard stream that the caller closed is one that nobody reads or writes, not one to crash on."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))


class _Abandonable(FileIO):
    """A stream whose reader may leave: what is written after that is dropped.

    `infracheck scan . | head` is neither wrong use nor a scan without findings: its exit code stays what it is.
    """

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return memoryview(data).nbytes


def _bear_readers_that_leave() -> None:
    """Make standard output and standard error such streams, as they are otherwise; a terminal does not leave."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper) and not stream.isatty():
            raw = _Abandonable(stream.fileno(), "w", closefd=False)
            at_once = stream.line_buffering or stream.write_through
            made = TextIOWrapper(BufferedWriter(raw), stream.encoding, stream.errors, line_buffering=at_once)
            setattr(sys, name, made)


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # the current folder: what is imported from here on is not taken from it
        del sys.path[0]
    main()
