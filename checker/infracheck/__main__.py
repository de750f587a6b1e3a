"""The process: `infracheck`, or `python -m infracheck`."""

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
    main()
