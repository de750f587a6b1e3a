"""Secrets that the cluster makes from what the repository holds: sealed ones and certificates."""

from __future__ import annotations

from infracheck.model.base.duration import Duration
from infracheck.model.base.fact import Fact, Known, Note
from infracheck.model.base.field import flag, number_or_text, parsed, part, text, text_map
from infracheck.model.base.selector import Selector
from infracheck.model.base.view import View
from infracheck.model.entities.secret import AnySecret, unrotated
from infracheck.model.entities.secret_keys import Form, Renewal, RotationPolicy, SecretKey, Storage


class SealedSecret(AnySecret):
    """A Secret that only the cluster's controller can open."""

    __slots__ = ()

    template_name = text("spec/template/metadata/name")
    encrypted = text_map("spec/encryptedData")

    @property
    def secret_name(self) -> str:
        return self.template_name or self.name

    @property
    def storage(self) -> Storage:
        return Storage.SEALED

    @property
    def encrypted_data(self) -> tuple[SecretKey, ...]:
        return tuple(SecretKey(key, Form.ENCRYPTED, self.place(SealedSecret.encrypted, key)) for key in self.encrypted)

    @property
    def rotation_policy(self) -> Fact[RotationPolicy]:
        return unrotated("the controller renews its own key, not the values", self)

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

    @property
    def rotation_policy(self) -> Fact[RotationPolicy]:
        if self.duration is not None:
            note = Note("cert-manager renews it", self.place(Certificate.duration))
            return Known(RotationPolicy(Renewal.RENEWED, self.duration), (note,))
        return Known(RotationPolicy(Renewal.RENEWED), (Note("cert-manager renews it", self.span),))

    @property
    def is_renewed(self) -> bool:
        return True
