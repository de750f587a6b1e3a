"""Secrets in every form in which a repository holds them; their values are never handed out."""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Iterable

from infracheck.model.duration import Duration
from infracheck.model.field import flag, number_or_text, parsed, part, present, text, text_map
from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.placeholder import is_placeholder
from infracheck.model.selector import Selector
from infracheck.model.view import View
from infracheck.source.span import Span
from infracheck.source.tree import Mapping, Node, Scalar

_LONGEST = 100_000
_SWITCHES = frozenset(("true", "false", "null", "none", "yes", "no", "on", "off", "0", "1"))
_PUBLIC = frozenset(("ca.crt", "tls.crt", "ca-bundle", "ca", "username", "user", "namespace", "email", "host", "port"))


class AnySecret(KubernetesObject):
    """Whatever gives pods a Secret: one in the clear, sealed, encrypted, or fetched from a store."""

    __slots__ = ()

    @property
    def secret_name(self) -> str:
        """The name of the Secret that pods will see."""
        return self.name

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the keys that are known to be in it."""
        return ()

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
        """Whether SOPS has encrypted the values: the file carries its metadata."""
        return self.node is not None and type(self.node.get("sops")) is Mapping

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of all its keys."""
        return tuple(dict.fromkeys((*self.entries("data"), *self.entries("stringData"))))

    @property
    def is_complete(self) -> bool:
        """Always: a Secret holds what it says."""
        return True

    def place_of_key(self, key: str) -> Span:
        """The place of a key: the key alone, never its value."""
        for section in ("data", "stringData"):
            entry = self.entries(section).get(key)
            if entry is not None:
                return entry[0].span
        return self.span

    @property
    def credential_keys(self) -> tuple[str, ...]:
        """The keys whose values stand in the file in the clear: none that is empty, a template or a public part."""
        return self.remember("credential keys", lambda: tuple(key for key in self.keys if self._holds(key)))

    def _holds(self, key: str) -> bool:
        low = key.lower()
        if self.is_sops_encrypted or low in _PUBLIC or low.endswith((".pub", ".crt", ".cer")):
            return False
        plain = plain_value(self, key)
        if plain is None or plain.strip().lower() in _SWITCHES or is_placeholder(plain):
            return False
        return "-----BEGIN CERTIFICATE-----" not in plain or "PRIVATE KEY-" in plain

    @property
    def is_token(self) -> bool:
        """Whether it holds a token of a service account, which Kubernetes fills in."""
        return self.type == "kubernetes.io/service-account-token"

    @property
    def is_made_by_another(self) -> bool:
        """Whether another object of the scan makes or fills a Secret of this name, or the cluster itself does."""
        if self.type in ("helm.sh/release.v1", "bootstrap.kubernetes.io/token"):
            return True
        makers: frozenset[tuple[str, str]] = self.model.derive("made secrets", lambda: _made(self.model.all(AnySecret)))
        return (self.namespace or "default", self.name) in makers

    @property
    def has_store(self) -> bool:
        """Whether the scan sees an object of an external store of secrets."""
        return any(each.is_from_store for each in self.model.all(AnySecret))

    def entries(self, section: str) -> dict[str, tuple[Scalar, Node]]:
        """The keys and values of `data` or `stringData`, for judging alone."""
        node = self.node.get(section) if self.node is not None else None
        return node.entries if type(node) is Mapping else {}


def _made(secrets: Iterable[AnySecret]) -> frozenset[tuple[str, str]]:
    return frozenset((each.namespace or "default", each.secret_name) for each in secrets if type(each) is not Secret)


def plain_value(secret: Secret, key: str) -> str | None:
    """What a key holds, for judging alone: it is never quoted, not even in an exception; None where it is not text."""
    for section in ("stringData", "data"):
        entry = secret.entries(section).get(key)
        if entry is None or secret.is_sops_encrypted or type(entry[1]) is not Scalar:
            continue
        text = entry[1].text
        if section == "stringData":
            return text
        if len(text) > _LONGEST:
            return None
        try:
            return a2b_base64("".join(text.split()), strict_mode=True).decode()
        except ValueError:
            return None
    return None


class SealedSecret(AnySecret):
    """A Secret that only the cluster's controller can open."""

    __slots__ = ()

    template_name = text("spec/template/metadata/name")
    encrypted = text_map("spec/encryptedData")

    @property
    def secret_name(self) -> str:
        return self.template_name or self.name

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.encrypted)

    @property
    def is_complete(self) -> bool:
        return True


class CertificateKey(View):
    """How a certificate's private key is made."""

    __slots__ = ()

    rotation_policy = text("rotationPolicy")


class Certificate(AnySecret):
    """A certificate that cert-manager renews and keeps in a Secret."""

    __slots__ = ()

    secret = text("spec/secretName")
    duration = parsed("spec/duration", Duration.parse)
    renew_before = parsed("spec/renewBefore", Duration.parse)
    is_ca = flag("spec/isCA")
    renew_before_percentage = number_or_text("spec/renewBeforePercentage")
    private_key = part("spec/privateKey", CertificateKey)
    selector = part("spec/selector", Selector)

    @property
    def secret_name(self) -> str:
        return self.secret or self.name

    @property
    def keys(self) -> tuple[str, ...]:
        return ("tls.crt", "tls.key")
