"""Secrets that objects of the scan reference, and that stand in none of its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Unknown
from infracheck.model.entities.secret import AnySecret
from infracheck.model.entities.secret_keys import Form, RotationPolicy, SecretKey, Storage
from infracheck.model.facts.access.readers import Reader, readers_of_name
from infracheck.model.facts.secrets.use import Use, reload_by, uses_by_name

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span


class ReferencedSecret:
    """A Secret of which the files tell who uses it and which keys they ask for, and nothing else."""

    __slots__ = ("model", "namespace", "secret_name", "uses")

    kind = "Secret"
    storage = Storage.ABSENT
    is_complete = False

    def __init__(self, model: Model, namespace: str | None, name: str, uses: tuple[Use, ...]) -> None:
        self.model = model
        self.namespace = namespace
        self.secret_name = name
        self.uses = uses

    def __repr__(self) -> str:
        return f"<ReferencedSecret {self.secret_name}>"

    @property
    def span(self) -> Span:
        """The first reference to it."""
        return self.uses[0].span

    @property
    def encrypted_data(self) -> tuple[SecretKey, ...]:
        """The keys that pods ask for, each with the place that asks first."""
        pods = dict.fromkeys(use.pod for use in self.uses if use.pod is not None)
        asked: dict[str, Span] = {}
        for use in (each for pod in pods for each in pod.object_uses):
            if use.kind == "Secret" and use.name == self.secret_name and use.key:
                asked.setdefault(use.key, use.key_span)
        return tuple(SecretKey(key, Form.ELSEWHERE, span) for key, span in asked.items())

    @property
    def rotation_policy(self) -> Fact[RotationPolicy]:
        """What gives it new values: nothing that the files tell."""
        return Unknown("it is not in the files")

    @property
    def readers(self) -> tuple[Reader, ...]:
        """Who can read it, by RBAC."""
        is_seen = any(use.pod is not None for use in self.uses)
        return readers_of_name(self.model, self.namespace or "default", self.secret_name, is_seen=is_seen)

    @property
    def is_reloaded(self) -> Fact[bool]:
        """Whether a new value reaches every pod that uses it, without hands."""
        return reload_by(self.uses, self.secret_name)


def referenced_in(model: Model) -> dict[tuple[str, str], ReferencedSecret]:
    """The Secrets that are referenced and in no file, by their namespaces and names."""
    return model.derive(_all_referenced)


def _all_referenced(model: Model) -> dict[tuple[str, str], ReferencedSecret]:
    return {(namespace, name): secret for namespace, name, secret in _referenced(model)}


def _referenced(model: Model) -> Iterator[tuple[str, str, ReferencedSecret]]:
    held = {(_namespace_of(each), name) for each in model.all(AnySecret) for name in each.secret_names}
    anywhere = {name for namespace, name in held if namespace is None}
    everywhere = {name for _, name in held}
    for (namespace, name), uses in uses_by_name(model).items():
        if namespace == "*" or ":" in name or "$" in name or "{" in name:
            # every namespace together, a class of a driver, or a placeholder
            continue
        if (namespace, name) in held or name in anywhere:
            continue
        written = uses[0].user.namespace_written
        if written is not None or name not in everywhere:
            yield namespace, name, ReferencedSecret(model, uses[0].user.namespace, name, tuple(uses))


def _namespace_of(secret: AnySecret) -> str | None:
    """The namespace of a Secret; None where it may be applied to any, or is made in several."""
    if secret.is_cluster_scoped or secret.namespace_written is None:
        return None
    return secret.namespace or "default"
