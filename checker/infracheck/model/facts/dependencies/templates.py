"""What the templates of ExternalSecrets say of addresses: they stand in the clear around what the store gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.words.placeholders import OPAQUE
from infracheck.model.base.fact import Known, Note, Unknown
from infracheck.model.base.namespace import same_namespace
from infracheck.model.entities.operated_database import entries_at
from infracheck.model.entities.variable import Variable
from infracheck.model.entities.workload import Pod, Workload
from infracheck.source.yaml.tree import Mapping, Scalar, entry_span

if TYPE_CHECKING:
    from infracheck.model.entities.secret import AnySecret
    from infracheck.model.facts.references.use import ObjectUse
    from infracheck.model.graph.model import Model


def templated(secret: AnySecret) -> Iterator[tuple[list[Variable], Workload | None]]:
    """The keys that an ExternalSecret puts together, as each workload takes them, then all of them for nobody.

    External Secrets Operator, "Advanced Templating": `spec.target.template.data`. What comes from the store is opaque.
    """
    uses = _uses_of(secret)
    variables = [
        _variable(secret, key, value, uses)
        for _, _, data in entries_at(secret.node, "spec/target/template/data")
        for key, value in (data.entries() if type(data) is Mapping else ())
        if type(value) is Scalar
    ]
    for workload, keys in _takers(uses) if variables else ():
        yield [each for each in variables if None in keys or each.name in keys], workload
    yield variables, None


def _variable(secret: AnySecret, key: Scalar, value: Scalar, uses: tuple[ObjectUse, ...]) -> Variable:
    name = key.text
    shape = _without_actions(value.text)
    taken = next((each for each in uses if each.key in (None, name)), None)
    notes = () if taken is None else (Note(f"{taken.user} references Secret {taken.name}", taken.name_span),)
    return Variable(
        name,
        Unknown("a part of it comes from the store") if OPAQUE in shape else Known(shape),
        secret.resource,
        lambda: entry_span(key, value),
        lambda: notes,
        is_secret=shape.strip() == OPAQUE,
        shape=shape,
    )


def _without_actions(text: str) -> str:
    """The text of a template, each `{{ … }}` in it a stretch that nobody knows."""
    parts: list[str] = []
    position = 0
    while (opened := text.find("{{", position)) >= 0 and (closed := text.find("}}", opened + 2)) >= 0:
        parts += (text[position:opened], OPAQUE)
        position = closed + 2
    return "".join((*parts, text[position:]))


def _takers(uses: tuple[ObjectUse, ...]) -> Iterable[tuple[Workload, set[str | None]]]:
    """Who takes the Secret, with the keys that each names; None among them where all are taken."""
    keys: dict[Workload, set[str | None]] = {}
    for use in uses:
        keys.setdefault(use.pod.workload, set()).add(use.key)
    return keys.items()


def _uses_of(secret: AnySecret) -> tuple[ObjectUse, ...]:
    """What pods take from the Secret that something gives."""
    by_name: dict[str, list[ObjectUse]] = secret.model.derive(_by_name)
    return tuple(
        use
        for use in by_name.get(secret.secret_name, ())
        if same_namespace(secret.namespace, use.pod.workload.namespace)
    )


def _by_name(model: Model) -> dict[str, list[ObjectUse]]:
    found: dict[str, list[ObjectUse]] = {}
    for pod in model.all(Pod):
        for use in pod.object_uses:
            if use.kind == "Secret":
                found.setdefault(use.name, []).append(use)
    return found
