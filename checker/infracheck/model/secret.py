"""Secrets in every form in which a repository holds them; their values are never handed out."""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Iterable
from typing import TYPE_CHECKING

from infracheck.model.fact import Fact, Known, Note, Unknown
from infracheck.model.field import flag, present, text
from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.placeholder import is_placeholder
from infracheck.model.secret_facts import Form, Renewal, RotationPolicy, SecretKey, Storage
from infracheck.model.view import remembered
from infracheck.source.span import Span
from infracheck.source.tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from infracheck.model.access import Reader
    from infracheck.model.model import Model
    from infracheck.model.secret_use import Use

_LONGEST = 100_000
_PUBLIC = frozenset(("ca.crt", "tls.crt", "ca-bundle", "ca", "cacert", "username", "user", "namespace", "path"))
_PUBLIC_STARTS = ("ca.", "ca-", "ca_", "cacert", "trustpolicy", "public")
# names that end so are settings: who and where, not what lets one in
_PUBLIC_ENDS = (
    ".pub", ".crt", ".cer", "type", "host", "hostname", "port", "region", "mode", "name", "namespace", "email",
    "provider", "cipher", "size", "domain", "zone", "endpoint", "_path", "-path", "resourcegroup", "clientid",
    "tenantid", "subscriptionid", "client_id", "client-id", "tenant_id", "tenant-id",
)  # fmt: skip


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
        return Unknown("its kind does not tell")

    @remembered
    def readers(self) -> tuple[Reader, ...]:
        """Who can read it, by RBAC: straight by a role, or by what a role lets one do."""
        from infracheck.model.access import readers_of

        return readers_of(self)

    @remembered
    def uses(self) -> tuple[Use, ...]:
        """Where the scan sees it used, and how."""
        from infracheck.model.secret_use import uses_of

        return uses_of(self)

    @property
    def is_reloaded(self) -> Fact[bool]:
        """Whether a new value reaches every pod that uses it, without hands."""
        from infracheck.model.secret_use import reload_of

        return reload_of(self)

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
        return Storage.PLAIN if self.keys and not self.is_token else Storage.GENERATED

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
                if any(word in mark.lower() for word in _ROTATES):
                    note = Note(f"{mark} says so", self.place(field, mark))
                    return Known(RotationPolicy(Renewal.DECLARED), (note,))
        if self.is_token:
            return unrotated("a token of a service account in a Secret never ends", self)
        if self.is_sops_encrypted or not self.credential_keys:
            return Unknown("its file does not tell who gives it values")
        return unrotated("its values stand in the file", self)

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

    @remembered
    def credential_keys(self) -> tuple[str, ...]:
        """The keys whose values stand in the file in the clear, the worst first.

        None that is empty, a template, a public part, or a file of settings of which none is a credential.
        """
        held = [key for key in self.keys if self._holds(key)]
        if len(held) > 1:
            from infracheck.model.secret_content import harm_of

            held.sort(key=lambda key: -harm_of(key, plain_value(self, key) or ""))
        return tuple(held)

    def _holds(self, key: str) -> bool:
        low = key.lower()
        if low in _PUBLIC or low.startswith(_PUBLIC_STARTS) or low.endswith(_PUBLIC_ENDS):
            return False
        plain = plain_value(self, key)
        if plain is None or is_placeholder(plain):
            return False
        from infracheck.model.secret_content import SWITCHES, is_file_without_credential

        if plain.strip().lower() in SWITCHES or self._is_left_in_the_clear(key):
            return False
        value = self.written("stringData").get(key) or self.written("data").get(key)
        if type(value) is Scalar and is_file_without_credential(key, plain, value):
            return False
        return "-----BEGIN CERTIFICATE-----" not in plain or "PRIVATE KEY-" in plain

    def _is_left_in_the_clear(self, key: str) -> bool:
        """Whether SOPS was told to leave a value as it is, or nothing says that it should not have been."""
        sops = self.node.get("sops") if self.node is not None else None
        if type(sops) is not Mapping:
            return False
        from infracheck.model.secret_content import hints_at_credential

        suffix = sops.get("unencrypted_suffix")
        end = suffix.text if type(suffix) is Scalar and suffix.text else "_unencrypted"
        return key.endswith(end) or not hints_at_credential(key)

    @property
    def missing_keys(self) -> tuple[str, ...]:
        """What its type asks for and it lacks; nothing where another object of the scan fills it."""
        from infracheck.model.secret_types import missing_of

        return missing_of(self) if self.type else ()

    @property
    def mistaken_keys(self) -> tuple[tuple[str, str], ...]:
        """The keys whose values are not what their names say, each with what it should be."""
        from infracheck.model.secret_types import mistaken_of

        return mistaken_of(self)

    @property
    def is_unused(self) -> bool:
        """Whether the scan sees workloads, or what else takes Secrets, and none of it means this one."""
        from infracheck.model.secret_use import is_unused

        return not self.is_token and is_unused(self)

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
        return self.model.derive("has store", lambda: any(each.is_from_store for each in self.model.all(AnySecret)))

    def written(self, section: str) -> dict[str, Node]:
        """The values of `data` or `stringData` by key, for judging alone."""
        node = self._section(section)
        return {} if node is None else node.values

    def _section(self, section: str) -> Mapping | None:
        node = self.node.get(section) if self.node is not None else None
        return node if type(node) is Mapping else None


def _is_encrypted(value: Node) -> bool:
    """Whether SOPS has encrypted a value: `ENC[AES256_GCM,…]`; an empty one it leaves alone."""
    return type(value) is not Scalar or not value.text or value.text.startswith("ENC[")


_ROTATES = ("rotat", "renew", "expir")


def unrotated(why: str, secret: AnySecret) -> Known[RotationPolicy]:
    """Nothing gives a Secret new values, and why."""
    return Known(RotationPolicy(Renewal.NONE), (Note(why, secret.place(KubernetesObject.name_written)),))


def _makers(model: Model) -> dict[tuple[str, str], AnySecret]:
    return model.derive("made secrets", lambda: _made(model.all(AnySecret)))


def _made(secrets: Iterable[AnySecret]) -> dict[tuple[str, str], AnySecret]:
    makers = [each for each in secrets if type(each) is not Secret]
    return {(each.namespace or "default", name): each for each in makers for name in each.secret_names}


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
