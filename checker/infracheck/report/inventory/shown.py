"""What of a model may be shown, in the words of the inventory: no value that could be a secret, nothing unprintable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from infracheck.knowledge.words.showable import (
    EXPANSION,
    MASK,
    is_address,
    is_image,
    is_ordinary,
    is_risky,
    is_variable,
    looks_random,
    shown_key,
    shown_name,
)
from infracheck.knowledge.words.showable_text import masked
from infracheck.model.base.fact import Fact, Known, Note
from infracheck.report.escape import plain
from infracheck.report.inventory.entities import Place, Step, Told

if TYPE_CHECKING:
    from infracheck.model.base.values import ImageReference, User
    from infracheck.model.image.dockerfile import Instruction
    from infracheck.source.text.span import Span

T = TypeVar("T")

_LONGEST = 253  # what Kubernetes allows a name
_MOST_WORDS = 12
_FLAG = re.compile(r"-(?:[a-zA-Z]|jar)|--[a-z][a-z-]{1,40}")
_PATH = re.compile(r"\.{0,2}/?(?:[\w@-]+/)*[\w@-]+(?:\.[A-Za-z][\w]{0,9})*")
_VERBS = frozenset((
    "api", "daemon", "dev", "exec", "launch", "migrate", "run", "serve", "server", "start", "up", "watch", "web",
    "worker",
))  # fmt: skip
_CRON_FIELD = re.compile(r"(?:[\d*/,?#LW-]|[A-Za-z]{3}(?![A-Za-z])){1,60}")
_CRON_WORD = re.compile(r"(?:CRON_)?TZ=[A-Za-z_/+-]{1,40}|@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)")
_USER = re.compile(r"[\w.-]{1,32}(?::[\w.-]{1,32})?")


def name(text: str | None) -> str:
    """The name of an object or a field, on one line; of what cannot be one, no more than its start."""
    return _short(plain(shown_name(text or "")))


def key(text: str) -> str:
    """The key of a Secret or a ConfigMap."""
    return _short(plain(shown_key(text)))


def variable(text: str) -> str:
    """The name of a variable; a mask for what nobody would call one."""
    found = shown_name(text)
    return _short(plain(found)) if found != text or is_variable(text) or not looks_random(text) else MASK


def phrase(text: str) -> str:
    """Words about the model, an address, a path: what lets one in is masked."""
    return _short(plain(masked(text)))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def place(span: Span) -> Place:
    """Where something stands."""
    return Place(plain(span.path), span.line)


def steps(notes: Iterable[Note]) -> tuple[Step, ...]:
    """A chain, as it is."""
    return tuple(Step(plain(masked(note.message)), plain(note.span.path), note.span.line) for note in notes)


def told(fact: Fact[T], say: Callable[[T], str | None], otherwise: str = "") -> Told:
    """A fact in words; `otherwise` says what it means that there is no value."""
    match fact:
        case Known(value, because):
            text = say(value)
            return Told(text, True, otherwise if text is None else "", steps(because))
        case _:
            return Told(None, False, phrase(fact.why))


def image(reference: ImageReference) -> str:
    """An image reference, its variables as they are written; a mask for what is none."""
    return reference.text if is_image(reference.text) else MASK


def user(found: User) -> str:
    """A user and a group, by number or by name."""
    text = str(found)
    if not text:
        return "root"
    return text if plain(text) == text and _USER.fullmatch(text) and is_ordinary(text) else MASK


def path(text: str) -> str:
    """A path or a plain word."""
    return text if plain(text) == text and is_ordinary(text) else MASK


def request_path(text: str) -> str:
    """The path that a probe asks for, its parameters left out."""
    before, mark, _ = text.partition("?")
    return path(before) + (f"?{MASK}" if mark else "")


def schedule(text: str) -> str:
    """A line of cron."""
    fields = text.split(maxsplit=8)
    is_cron = all(_CRON_FIELD.fullmatch(each) or _CRON_WORD.fullmatch(each) for each in fields)
    return " ".join(fields) if is_cron and len(fields) < 8 else MASK


def command(instruction: Instruction | None) -> str | None:
    """What ENTRYPOINT, CMD or HEALTHCHECK starts: the program, its flags and its paths, the rest masked."""
    if instruction is None:
        return None
    words = [word.text for word in instruction.words]
    return words_of(words if instruction.is_json else " ".join(words).split())


def words_of(words: list[str]) -> str:
    """A command as far as it may be shown."""
    shown: list[str] = []
    before = ""
    for number, word in enumerate(words[:_MOST_WORDS]):
        text = path(word) if number == 0 else _argument(word, before)
        if text != MASK or shown[-1:] != [MASK]:
            shown.append(text)
        before = word
    return " ".join(shown) + (" …" if len(words) > _MOST_WORDS else "")


def _argument(word: str, before: str) -> str:
    if is_risky(before.lstrip("-")):
        return MASK
    if _FLAG.fullmatch(word) or is_address(word):
        return word
    if re.fullmatch(EXPANSION, word):
        return word if is_variable(word.strip("${}()")) else MASK
    if is_risky(word) or not is_ordinary(word):
        return MASK
    if before == "-m" or (_PATH.fullmatch(word) and ("/" in word or "." in word.lstrip("."))):
        return word
    return word if word in _VERBS and not before.startswith("-") else MASK
