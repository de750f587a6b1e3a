"""What is wrong with an input: data with a place, never an exception."""

from __future__ import annotations

from infracheck.record import Record
from infracheck.source.span import Span


class Problem(Record):
    """An input, or a part of one, that could not be read.

    `id` starts with `input-`; `message` says what was found and never quotes the text, which may be a secret;
    `remedy` says what to do about it.
    """

    id: str
    message: str
    span: Span
    remedy: str


SYNTAX = "input-syntax"
ENCODING = "input-encoding"
DUPLICATE_KEY = "input-duplicate-key"
LIMIT = "input-limit"
NOT_RENDERED = "input-not-rendered"
SCHEMA = "input-schema"
UNREADABLE = "input-unreadable"
IDS = frozenset((SYNTAX, ENCODING, DUPLICATE_KEY, LIMIT, NOT_RENDERED, SCHEMA, UNREADABLE))
