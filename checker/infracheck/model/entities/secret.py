"""Secrets in every form in which a repository holds them; their values are never handed out."""

from __future__ import annotations

from binascii import a2b_base64
from typing import TYPE_CHECKING

from infracheck.knowledge.words.rotation import ROTATION_WORDS
from infracheck.model.base.derived import derived
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.field import flag, present, text
from infracheck.model.base.view import remembered
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.secret_keys import Form, Renewal, RotationPolicy, SecretKey, Storage
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from infracheck.model.facts.access.readers import Reader
    from infracheck.model.facts.secrets.use import Use
    from infracheck.model.graph.model import Model

_LONGEST = 100_000


class AnySecret(KubernetesObject):
    """Whatever gives pods a Secret: one in the clear, sealed, encrypted, or fetched from a store."""

    __slots__ = ()

    @property
    def secret_name(self) -> str:
        """The name of the Secret that pods will see."""
        return self.name

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The names of all the Secrets that it makes."""
        return (self.secret_name,)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the keys that are known to be in it."""
        return ()

    @remembered
    def key_names(self) -> frozenset[str]:
        """Its keys, to look one up in."""
        return frozenset(self.keys)

    @property
    def storage(self) -> Storage:
        """How the repository keeps its values."""
        return Storage.GENERATED

    @property
    def encrypted_data(self) -> tuple[SecretKey, ...]:
        """Its keys, each with the form of its value and the place of the key; never the values."""
        form = Form.ENCRYPTED if self.storage is Storage.SEALED else Form.ELSEWHERE
        return tuple(SecretKey(key, form, self.span) for key in self.keys)

    @property
    def rotation_policy(self) -> Fact[RotationPolicy]:
        """What gives it new values, and how often."""
        return Unknown("its kind does not state it")

    readers: tuple[Reader, ...] = derived("facts.access.readers:readers_of")
    """Who can read it, by RBAC: straight by a role, or by what a role lets one do."""

    uses: tuple[Use, ...] = derived("facts.secrets.use:uses_of")
    """Where the scan sees it used, and how."""

    is_reloaded: Fact[bool] = derived("facts.secrets.use:reload_of")
    """Whether a new value reaches every pod that uses it, without hands."""

    @property
    def is_complete(self) -> bool:
        """Whether `keys` are all the keys that there will be."""
        return False

    @property
    def is_from_store(self) -> bool:
        """Whether its values come from an external store."""
        return False

    @property
    def is_renewed(self) -> bool:
        """Whether something is known to give it new values while pods run."""
        return False

    @property
    def restarts_consumers(self) -> bool:
        """Whether whatever renews it restarts the workloads that take it."""
        return False


class Secret(AnySecret):
    """A Secret with its values in the file, base64 or plain: `data`, `stringData`."""

    __slots__ = ()

    type = text("type")
    immutable = flag("immutable")
    has_data = present("data")
    has_string_data = present("stringData")

    @property
    def is_sops_encrypted(self) -> bool:
        """Whether SOPS has encrypted the file, as its metadata say; a value added since may stand in the clear."""
        return self.node is not None and type(self.node.get("sops")) is Mapping

    @remembered
    def keys(self) -> tuple[str, ...]:
        """The names of all its keys."""
        return tuple(dict.fromkeys((*self.written("data"), *self.written("stringData"))))

    @property
    def storage(self) -> Storage:
        if self.is_sops_encrypted:
            return Storage.SOPS
        return Storage.PLAIN if self.keys and not self.is_token and not self.is_made_anew else Storage.GENERATED

    @property
    def encrypted_data(self) -> tuple[SecretKey, ...]:
        encrypted = self.is_sops_encrypted
        forms = (("data", Form.BASE64), ("stringData", Form.TEXT))
        return tuple(
            SecretKey(key.text, Form.ENCRYPTED if encrypted and _is_encrypted(value) else form, key.span)
            for section, form in forms
            if (node := self._section(section)) is not None
            for key, value in node.entries()
        )

    @property
    def rotation_policy(self) -> Fact[RotationPolicy]:
        maker = _makers(self.model).get((self.namespace or "default", self.name))
        if maker is not None:
            return maker.rotation_policy
        for field, marks in ((KubernetesObject.annotations, self.annotations), (KubernetesObject.labels, self.labels)):
            for mark in marks:
                if any(word in mark.lower() for word in ROTATION_WORDS):
                    note = Note(f"{mark} states it", self.place(field, mark))
                    return Known(RotationPolicy(Renewal.DECLARED), (note,))
        if self.is_token:
            return unrotated("a service account token in a Secret never expires", self)
        if self.is_sops_encrypted or not self.credential_keys:
            return Unknown("its file does not show what provides the values")
        return unrotated("its values are written in the file", self)

    @property
    def is_complete(self) -> bool:
        """Always: a Secret holds what it says."""
        return True

    def place_of_key(self, key: str) -> Span:
        """The place of a key: the key alone, never its value."""
        for section in ("data", "stringData"):
            node = self._section(section)
            if node is not None and key in node.values:
                return node.key(key).span
        return self.span

    credential_keys: tuple[str, ...] = derived("facts.secrets.content:credential_keys_of")
    """The keys whose values stand in the file in the clear, the worst first.

    None that is empty, a template, a public part, or a file of settings of which none is a credential.
    """

    missing_keys: tuple[str, ...] = derived("facts.secrets.typed_keys:missing_of")
    """What its type asks for and it lacks; nothing where another object of the scan fills it."""

    mistaken_keys: tuple[tuple[str, str], ...] = derived("facts.secrets.typed_keys:mistaken_of")
    """The keys whose values are not what their names say, each with what it should be."""

    is_unused: bool = derived("facts.secrets.use:is_unused")
    """Whether the scan sees workloads, or what else takes Secrets, and none of it means this one."""

    @property
    def is_token(self) -> bool:
        """Whether it holds a token of a service account, which Kubernetes fills in."""
        return self.type == "kubernetes.io/service-account-token"

    @property
    def is_made_by_another(self) -> bool:
        """Whether another object of the scan makes or fills a Secret of this name, or the cluster itself does."""
        if self.type in ("helm.sh/release.v1", "bootstrap.kubernetes.io/token"):
            return True
        return (self.namespace or "default", self.name) in _makers(self.model)

    @property
    def has_store(self) -> bool:
        """Whether the scan sees an object of an external store of secrets."""
        return self.model.derive(_has_store)

    is_made_anew: bool = derived("facts.secrets.content:is_made_anew")
    """Whether whoever installs the chart that it is part of makes its values: none of them is written in a file."""

    def written(self, section: str) -> dict[str, Node]:
        """The values of `data` or `stringData` by key, for judging alone."""
        node = self._section(section)
        return {} if node is None else node.values

    def _section(self, section: str) -> Mapping | None:
        node = self.node.get(section) if self.node is not None else None
        return node if type(node) is Mapping else None


def _has_store(model: Model) -> bool:
    return any(each.is_from_store for each in model.all(AnySecret))


def _is_encrypted(value: Node) -> bool:
    """Whether SOPS has encrypted a value: `ENC[AES256_GCM,…]`; an empty one it leaves alone."""
    return type(value) is not Scalar or not value.text or value.text.startswith("ENC[")


def unrotated(why: str, secret: AnySecret) -> Known[RotationPolicy]:
    """Nothing gives a Secret new values, and why."""
    return Known(RotationPolicy(Renewal.NONE), (Note(why, secret.place(KubernetesObject.name_written)),))


def _makers(model: Model) -> dict[tuple[str, str], AnySecret]:
    return model.derive(_made)


def _made(model: Model) -> dict[tuple[str, str], AnySecret]:
    makers = [each for each in model.all(AnySecret) if type(each) is not Secret]
    return {(each.namespace or "default", name): each for each in makers for name in each.secret_names}


def written_value(secret: Secret, key: str) -> Scalar | None:
    """The value of a key as it is written, for judging alone; None where it is no text."""
    value = secret.written("stringData").get(key) or secret.written("data").get(key)
    return value if type(value) is Scalar else None


def plain_value(secret: Secret, key: str) -> str | None:
    """What a key holds, for judging alone: it is never quoted, not even in an exception; None where it is not text."""
    for section in ("stringData", "data"):
        value = secret.written(section).get(key)
        if type(value) is not Scalar:
            continue
        text = value.text
        if text.startswith("ENC[") and secret.is_sops_encrypted:
            continue
        if section == "stringData":
            return text
        if len(text) > _LONGEST:
            return None
        try:
            return a2b_base64("".join(text.split()), strict_mode=True).decode()
        except ValueError:
            return None
    return None
