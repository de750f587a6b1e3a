"""What is to be known of a parameter that decides the TLS of a connection."""

from __future__ import annotations

from infracheck.knowledge.products.records.tls_rating import TlsRating
from infracheck.record import Record

Words = frozenset[str]


class Rule(Record):
    """A parameter, in its spellings, with values that decide; of several rules the first that is met.

    Without `values` any value meets it. `drivers` are the clients that it holds for, none named means all; `also` is a
    further parameter that must have one of those values. No rating: the value leaves it open.
    """

    names: tuple[str, ...]
    values: Words
    rating: TlsRating | None
    drivers: Words = frozenset()
    also: tuple[str, Words] | None = None


class Default(Record):
    """What holds where no parameter decides, for these clients or for all; `is_unset` where the address could tell."""

    why: str
    rating: TlsRating | None
    drivers: Words = frozenset()
    is_unset: bool = False


def words(*each: str) -> Words:
    """Values of a parameter, or names of clients."""
    return frozenset(each)
