"""A first look for credentials in text as a script or a Dockerfile writes it: most of it holds no hint of any."""

from __future__ import annotations

from collections.abc import Sequence

from infracheck.knowledge.words.credential_forms import ENCODED, STARTS
from infracheck.knowledge.words.credential_options import PASSWORD_OPTIONS
from infracheck.knowledge.words.credential_words import NOUNS, PAIRS, WEAK_NOUNS

_WORDS = (*NOUNS, *WEAK_NOUNS, *(last for _, last in PAIRS))
_FORMS = (*(start.lower() for start in (*STARTS, *ENCODED)), "private key", "sig=", "loginmodule", "authorization")
# what is a hint beside something else alone: a login in an address, an option of a program
_BESIDE = {
    "@": ("://",),
    **{program: tuple(option.lower() for option in options) for program, options in PASSWORD_OPTIONS.items()},
}


def _least(hints: Sequence[str]) -> tuple[str, ...]:
    """The hints that hold no other one: where `password` stands, `pass` does."""
    return tuple(hint for hint in hints if not any(other in hint for other in hints if other != hint))


_HINTS = (*_least(tuple(sorted({*_WORDS, *_FORMS}))), *_BESIDE)


def credential_hints(text: str, among: Sequence[str] = _HINTS) -> list[str]:
    """What in a text a credential may be known by, in whichever quotes it stands; where nothing is, there is none.

    Hints that a longer text has given are all that need be looked for in a part of it.
    """
    low = _unquoted(text).lower()
    return [
        hint for hint in among if hint in low and (hint not in _BESIDE or any(other in low for other in _BESIDE[hint]))
    ]


def _unquoted(text: str) -> str:
    """A text without whatever a shell or BuildKit removes from within a word."""
    for sign in ("\\\n", "\\", '"', "'", "`"):
        text = text.replace(sign, "")
    return text
