"""Secrets that are fetched from a store: by the External Secrets Operator, Vault's, or the secrets store CSI driver."""

from __future__ import annotations

from infracheck.model.base.duration import Duration
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.field import flag, number_or_text, part, parts, present, text
from infracheck.model.base.view import View
from infracheck.model.entities.secret import AnySecret
from infracheck.model.entities.secret_keys import Renewal, RotationPolicy, Storage


class FetchedSecret(AnySecret):
    """A Secret that an operator copies from a store, once or again and again."""

    __slots__ = ()

    @property
    def is_from_store(self) -> bool:
        return True

    @property
    def is_refreshed(self) -> Fact[bool]:
        """Whether it is fetched again by and by, so that what the store rotates arrives."""
        return Unknown("its kind does not state it")

    @property
    def is_renewed(self) -> bool:
        fact = self.is_refreshed
        return isinstance(fact, Known) and fact.value

    @property
    def storage(self) -> Storage:
        return Storage.EXTERNAL

    @property
    def refresh_interval(self) -> Duration | None:
        """How often it is fetched, where that is written."""
        return None

    @property
    def rotation_policy(self) -> Fact[RotationPolicy]:
        match self.is_refreshed:
            case Known(True, because):
                note = Note(f"{self.kind} {self.name} refreshes it", self.place(FetchedSecret.name_written))
                return Known(RotationPolicy(Renewal.REFRESHED, self.refresh_interval), because or (note,))
            case Known(_, because):
                return Known(RotationPolicy(Renewal.NONE), because)
            case Unknown() as unknown:
                return unknown


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
    def interval(self) -> Duration | None:
        """How often it is fetched; an hour where nothing is written."""
        return Duration.parse("1h" if self.refresh_interval is None else str(self.refresh_interval))

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
            return Unknown("refreshInterval is not a duration")
        if interval.seconds <= 0:
            return Known(False, (Note("refreshInterval is 0", self.place(ExternalSecretSpec.refresh_interval)),))
        return Known(True)


class ExternalSecret(FetchedSecret):
    """A Secret that the External Secrets Operator fetches from a store."""

    __slots__ = ()

    spec = part("spec", ExternalSecretSpec)

    @property
    def refresh_interval(self) -> Duration | None:
        return self.spec.interval

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
    def refresh_interval(self) -> Duration | None:
        return self.spec.interval

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
    def storage(self) -> Storage:
        return Storage.VAULT

    @property
    def refresh_interval(self) -> Duration | None:
        return None if self.refresh_after is None else Duration.parse(str(self.refresh_after))

    @property
    def restarts_consumers(self) -> bool:
        return bool(self.rollout_restart_targets)

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

    @property
    def is_renewed(self) -> bool:
        return True

    @property
    def storage(self) -> Storage:
        return Storage.VAULT

    @property
    def rotation_policy(self) -> Fact[RotationPolicy]:
        note = Note("Vault creates and renews it", self.place(VaultDynamicSecret.name_written))
        return Known(RotationPolicy(Renewal.RENEWED), (note,))

    @property
    def is_from_store(self) -> bool:
        return True

    destination = text("spec/destination/name")
    rollout_restart_targets = parts("spec/rolloutRestartTargets", View)

    @property
    def restarts_consumers(self) -> bool:
        return bool(self.rollout_restart_targets)

    @property
    def secret_name(self) -> str:
        return self.destination or self.name


class CopiedSecret(View):
    """A Secret that the secrets store CSI driver fills from what it mounts."""

    __slots__ = ()

    name = text("secretName")


class SecretProviderClass(AnySecret):
    """What the secrets store CSI driver mounts, and the Secrets that it copies it into."""

    __slots__ = ()

    @property
    def is_from_store(self) -> bool:
        return True

    provider = text("spec/provider")
    copies = parts("spec/secretObjects", CopiedSecret)

    @property
    def secret_names(self) -> tuple[str, ...]:
        return tuple(copy.name for copy in self.copies if copy.name)

    @property
    def storage(self) -> Storage:
        return Storage.CSI

    @property
    def rotation_policy(self) -> Fact[RotationPolicy]:
        return Unknown("rotation is configured where the driver is installed")
