"""The process: `infracheck`, or `python -I -m infracheck`.

Without `-I`, Python looks for modules in the current folder, which may be the tree that is scanned.
"""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave at once."""
    # A process that ends with its scan has no use for a collector: 1,300 files take 3.2 s without it, 4.7 s with it,
    # on a busy machine. Here the process is ours; `infracheck.scan` leaves the collector as it finds it
    gc.disable()
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


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # the current folder: what is imported from here on is not taken from it
        del sys.path[0]
    main()
