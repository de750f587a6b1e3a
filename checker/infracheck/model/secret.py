"""Secrets in every form in which a repository holds them; their values are never handed out."""

from __future__ import annotations

from binascii import a2b_base64
from collections.abc import Iterable

from infracheck.model.duration import Duration
from infracheck.model.fact import Fact, Known, Note, Unknown
from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.placeholder import is_placeholder
from infracheck.model.selector import Selector
from infracheck.model.view import View, flag, number_or_text, parsed, part, parts, present, text, text_map
from infracheck.source.span import Span
from infracheck.source.tree import Mapping, Node, Scalar

_LONGEST = 100_000
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
        return tuple(dict.fromkeys((*self._entries("data"), *self._entries("stringData"))))

    @property
    def is_complete(self) -> bool:
        """Always: a Secret holds what it says."""
        return True

    def place_of_key(self, key: str) -> Span:
        """The place of a key: the key alone, never its value."""
        for section in ("data", "stringData"):
            entry = self._entries(section).get(key)
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
        return plain is not None and not is_placeholder(plain)

    @property
    def is_token(self) -> bool:
        """Whether it holds a token of a service account, which Kubernetes fills in."""
        return self.type == "kubernetes.io/service-account-token"

    @property
    def is_made_by_another(self) -> bool:
        """Whether another object of the scan makes or fills a Secret of this name, or the cluster's own machinery does."""
        if self.type in ("helm.sh/release.v1", "bootstrap.kubernetes.io/token"):
            return True
        makers: frozenset[tuple[str, str]] = self.model.derive("made secrets", lambda: _made(self.model.all(AnySecret)))
        return (self.namespace or "default", self.name) in makers

    @property
    def has_store(self) -> bool:
        """Whether the scan sees an object of an external store of secrets."""
        kinds = (ExternalSecret, ClusterExternalSecret, SecretProviderClass, VaultStaticSecret, VaultDynamicSecret)
        return any(self.model.all(kind) for kind in kinds)

    def _entries(self, section: str) -> dict[str, tuple[Scalar, Node]]:
        node = self.node.get(section) if self.node is not None else None
        return node.entries if type(node) is Mapping else {}


def _made(secrets: Iterable[AnySecret]) -> frozenset[tuple[str, str]]:
    return frozenset((each.namespace or "default", each.secret_name) for each in secrets if type(each) is not Secret)


def plain_value(secret: Secret, key: str) -> str | None:
    """What a key holds, for judging alone: it is never quoted, not even in an exception; None where it is not text."""
    for section in ("stringData", "data"):
        entry = secret._entries(section).get(key)
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


class FetchedSecret(AnySecret):
    """A Secret that an operator copies from a store, once or again and again."""

    __slots__ = ()

    @property
    def is_refreshed(self) -> Fact[bool]:
        """Whether it is fetched again by and by, so that what the store rotates arrives."""
        return Unknown("its kind does not tell")


class ExternalSecretData(View):
    """One key that is fetched."""

    __slots__ = ()

    secret_key = text("secretKey")


class ExternalSecretSpec(View):
    """What is fetched, and how often."""

    __slots__ = ()

    refresh_interval = number_or_text("refreshInterval")
    refresh_policy = text("refreshPolicy")
    target_name = text("target/name")
    creation_policy = text("target/creationPolicy")
    data = parts("data", ExternalSecretData)
    has_data_from = present("dataFrom")
    has_template = present("target/template")
    store_name = text("secretStoreRef/name")
    store_kind = text("secretStoreRef/kind")

    @property
    def is_refreshed(self) -> Fact[bool]:
        """Whether the operator fetches it again: by default it does, every hour."""
        if self.refresh_policy in ("CreatedOnce", "OnChange"):
            why = f"refreshPolicy is {self.refresh_policy}"
            return Known(False, (Note(why, self.place(ExternalSecretSpec.refresh_policy)),))
        if self.refresh_interval is None:
            return Known(True)
        interval = Duration.parse(str(self.refresh_interval))
        if interval is None:
            return Unknown("refreshInterval is no duration")
        if interval.seconds == 0:
            return Known(False, (Note("refreshInterval is 0", self.place(ExternalSecretSpec.refresh_interval)),))
        return Known(True)


class ExternalSecret(FetchedSecret):
    """A Secret that the External Secrets Operator fetches from a store."""

    __slots__ = ()

    spec = part("spec", ExternalSecretSpec)

    @property
    def secret_name(self) -> str:
        return self.spec.target_name or self.name

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(item.secret_key for item in self.spec.data if item.secret_key)

    @property
    def is_complete(self) -> bool:
        return not self.spec.has_data_from and not self.spec.has_template

    @property
    def is_refreshed(self) -> Fact[bool]:
        return self.spec.is_refreshed


class ClusterExternalSecret(FetchedSecret):
    """The same External Secret in many namespaces."""

    __slots__ = ()

    spec = part("spec/externalSecretSpec", ExternalSecretSpec)
    external_secret_name = text("spec/externalSecretName")

    @property
    def secret_name(self) -> str:
        return self.spec.target_name or self.external_secret_name or self.name

    @property
    def is_refreshed(self) -> Fact[bool]:
        return self.spec.is_refreshed


class VaultStaticSecret(FetchedSecret):
    """A Secret that the Vault Secrets Operator copies from a key-value engine."""

    __slots__ = ()

    refresh_after = number_or_text("spec/refreshAfter")
    instant_updates = flag("spec/syncConfig/instantUpdates")
    destination = text("spec/destination/name")
    rollout_restart_targets = parts("spec/rolloutRestartTargets", View)

    @property
    def secret_name(self) -> str:
        return self.destination or self.name

    @property
    def is_refreshed(self) -> Fact[bool]:
        if self.refresh_after is None:
            # with events from Vault nothing need be asked
            why = Note("refreshAfter is not set", self.place(VaultStaticSecret.refresh_after))
            return Known(True) if self.instant_updates else Known(False, (why,))
        after = Duration.parse(str(self.refresh_after))
        if after is None or after.seconds > 0:
            return Known(True)
        return Known(False, (Note("refreshAfter is 0", self.place(VaultStaticSecret.refresh_after)),))


class VaultDynamicSecret(AnySecret):
    """A Secret that Vault makes and renews: `VaultDynamicSecret`, `VaultPKISecret`."""

    __slots__ = ()

    destination = text("spec/destination/name")
    rollout_restart_targets = parts("spec/rolloutRestartTargets", View)

    @property
    def secret_name(self) -> str:
        return self.destination or self.name


class SecretProviderClass(AnySecret):
    """What the secrets store CSI driver mounts, and the Secrets that it copies it into."""

    __slots__ = ()

    provider = text("spec/provider")


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
