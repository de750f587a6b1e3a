"""What is to be known of a managed service."""

from __future__ import annotations

from infracheck.record import Record


class Vendor(Record):
    """Who runs a service, by the ends of its host's name, or by a mark in a name below `amazonaws.com`.

    `enforces_tls` where it refuses plain connections, whatever the client would accept.
    """

    name: str
    ends: tuple[str, ...] = ()
    enforces_tls: bool = False
    amazon: tuple[str, ...] = ()
