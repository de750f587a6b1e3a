"""What is to be known of a tool that writes the data of a product to a file."""

from __future__ import annotations

from infracheck.record import Record


class Dump(Record):
    """A command that dumps; `takes_host` where `-h`, `--host` or an address name the server, else `host_variable`."""

    command: str
    takes_host: bool = False
    host_variable: str = ""
