"""The process: `infracheck`, or `python -I -m infracheck`.

Without `-I`, Python looks for modules in the current folder, which may be the tree that is scanned.
"""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and leave at once."""
    # a process that ends with its scan has no use for a collector, from its first import on
    gc.disable()
    from infracheck.cli import run

    status = run()
    sys.stdout.flush()
    sys.stderr.flush()
    # taking a million nodes apart at the end would take as long as the scan
    os._exit(status)


if __name__ == "__main__":
    if not sys.flags.safe_path:
        # the current folder: what is imported from here on is not taken from it
        del sys.path[0]
    main()
