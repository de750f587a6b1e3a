"""The values of a scan that no message may hold: those of Secrets, and those under names of secrets."""

from __future__ import annotations

import re
from binascii import a2b_base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.words.showable import (
    MASK,
    is_address,
    is_number,
    is_risky_key,
    is_variable,
    shown_key,
    shown_name,
)
from infracheck.knowledge.words.switches import is_constant
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.container import Container
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.secret import Secret
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.source.yaml.tree import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model

_STAGE = "masking"
_SHORTEST = 4
_SHORTEST_NUMBER = 8
_LONGEST = 100_000
_LOGIN = r"://[^\s/@:]*:([^\s@]{1,200})@"
_REFERENCE = re.compile(r"\$[({]([A-Z_][A-Z0-9_]*)[)}]")
# a word, a host, a path, an image, as users, databases and buckets are called. Messages are made of such words: masked
# there, one would tell the value that it hides
_WORDS = re.compile(r"[A-Za-z]?[a-z]+(?:[-._/:@ ][a-z0-9]+)*|[A-Z]+")


def hidden_texts(model: Model) -> dict[str, str]:
    """Each text that is a secret, or a name that cannot be one, with what is said in its place."""
    found: dict[str, str] = model.derive(_hidden_texts)
    return found


def _hidden_texts(model: Model) -> dict[str, str]:
    return dict(_hidden(model))


def _hidden(model: Model) -> Iterator[tuple[str, str]]:
    names = _names(model)
    for value in _values(model):
        plain = value.strip()
        if _is_telling(plain, names):
            yield plain, MASK
    for name, shown in _odd_names(model):
        if name != shown:
            yield name, shown


def secret_texts(model: Model) -> Iterator[str]:
    """Each text that a Secret holds, as it is written and decoded, in lines; words that tell nothing are left out."""
    for value in model.gather(model.all(Secret), _in_secret, _STAGE):
        plain = value.strip()
        if len(plain) >= _SHORTEST and not is_constant(plain):
            yield plain


def _is_telling(value: str, names: set[str]) -> bool:
    if len(value) < _SHORTEST or value in names or is_constant(value) or _WORDS.fullmatch(value) is not None:
        return False
    if (reference := _REFERENCE.fullmatch(value)) is not None:
        return not is_variable(reference[1])
    if is_number(value) or is_address(value):
        return value.isdigit() and len(value) >= _SHORTEST_NUMBER
    return True


def _names(model: Model) -> set[str]:
    found = {name for each in model.all(KubernetesObject) for name in (each.name, each.namespace, each.kind) if name}
    found.update(each.name for each in model.all(Container) if each.name)
    return found


def _values(model: Model) -> Iterator[str]:
    yield from model.gather(model.all(Secret), _in_secret, _STAGE)
    for name, value in _variables(model):
        if value:
            yield from _parts(value, is_secret=is_risky_key(name))
    yield from model.gather(model.all(ConfigMap), _in_config_map, _STAGE)
    yield from model.gather(model.all(Dockerfile), _in_image, _STAGE)


def _in_secret(secret: Secret) -> Iterator[str]:
    for _, written in _entries(secret, "stringData", "data"):
        yield from _parts(written.text, is_secret=True)
        if (plain := _decoded(written.text)) is not None:
            yield from _parts(plain, is_secret=True)


def _in_config_map(config_map: ConfigMap) -> Iterator[str]:
    for key, written in _entries(config_map, "data"):
        yield from _parts(written.text, is_secret=is_risky_key(key))


def _in_image(image: Dockerfile) -> Iterator[str]:
    for instruction in image.instructions:
        for pair in instruction.pairs:
            if pair.value is not None:
                yield from _parts(pair.value.value, is_secret=is_risky_key(pair.key.value))


def _parts(text: str, *, is_secret: bool) -> Iterator[str]:
    """A value line by line, where it is a secret, and the passwords of addresses in it."""
    text = text[:_LONGEST]
    if "://" in text and "@" in text:
        yield from re.findall(_LOGIN, text)
    elif is_secret:
        yield from text.split("\n")


def _entries(owner: KubernetesObject, *fields: str) -> Iterator[tuple[str, Scalar]]:
    for field in fields:
        node = owner.node.get(field) if owner.node is not None else None
        for key, value in node.values.items() if type(node) is Mapping else ():
            if type(value) is Scalar:
                yield key, value


def _decoded(text: str) -> str | None:
    if len(text) > _LONGEST:
        return None
    try:
        return a2b_base64(text).decode("utf-8")
    except ValueError:
        return None


def _variables(model: Model) -> Iterator[tuple[str, str]]:
    """The names of the containers' variables with what is written there, each list of a file once."""
    lists = [each.node.values.get("env") for each in model.all(Container) if each.node is not None]
    for entries in {id(each): each for each in lists}.values():
        for entry in entries.items if type(entries) is Sequence else ():
            if type(entry) is Mapping:
                name, value = entry.values.get("name"), entry.values.get("value")
                if type(name) is Scalar:
                    yield name.text, value.text if type(value) is Scalar else ""


def _odd_names(model: Model) -> Iterator[tuple[str, str]]:
    owners: tuple[Secret | ConfigMap, ...] = (*model.all(Secret), *model.all(ConfigMap))
    keys = model.gather(owners, lambda each: each.keys, _STAGE)
    yield from ((key, shown_key(key)) for key in keys)
    for name, _ in _variables(model):
        yield name, shown_name(name)
