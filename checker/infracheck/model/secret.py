"""Secrets in every form in which a repository holds them; their values are never handed out."""

from __future__ import annotations

from binascii import a2b_base64

from infracheck.model.kubernetes import KubernetesObject
from infracheck.model.selector import Selector
from infracheck.model.view import View, flag, number_or_text, part, parts, present, text, text_map
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
    def has_store(self) -> bool:
        """Whether the scan sees an object of an external store of secrets."""
        kinds = (ExternalSecret, ClusterExternalSecret, SecretProviderClass, VaultStaticSecret, VaultDynamicSecret)
        return any(self.model.all(kind) for kind in kinds)

    def _entries(self, section: str) -> dict[str, tuple[Scalar, Node]]:
        node = self.node.get(section) if self.node is not None else None
        return node.entries if type(node) is Mapping else {}


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


class ExternalSecret(AnySecret):
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


class ClusterExternalSecret(AnySecret):
    """The same External Secret in many namespaces."""

    __slots__ = ()

    spec = part("spec/externalSecretSpec", ExternalSecretSpec)
    external_secret_name = text("spec/externalSecretName")

    @property
    def secret_name(self) -> str:
        return self.spec.target_name or self.external_secret_name or self.name


class VaultStaticSecret(AnySecret):
    """A Secret that the Vault Secrets Operator copies from a key-value engine."""

    __slots__ = ()

    refresh_after = number_or_text("spec/refreshAfter")
    destination = text("spec/destination/name")
    rollout_restart_targets = parts("spec/rolloutRestartTargets", View)

    @property
    def secret_name(self) -> str:
        return self.destination or self.name


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
    duration = text("spec/duration")
    renew_before = text("spec/renewBefore")
    renew_before_percentage = number_or_text("spec/renewBeforePercentage")
    private_key = part("spec/privateKey", CertificateKey)
    selector = part("spec/selector", Selector)

    @property
    def secret_name(self) -> str:
        return self.secret or self.name

    @property
    def keys(self) -> tuple[str, ...]:
        return ("tls.crt", "tls.key")
