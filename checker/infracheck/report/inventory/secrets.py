"""Secrets for the inventory: their keys, who can read them and who takes them; never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.report.inventory import shown
from infracheck.report.inventory.entities import EncryptedData, Reader, SecretEntry, SecretKey, SecretUse, Told

if TYPE_CHECKING:
    from infracheck.model.entities.secret import AnySecret
    from infracheck.model.facts.access import readers as access
    from infracheck.model.facts.secrets import use as secret_use
    from infracheck.model.facts.secrets.referenced import ReferencedSecret
    from infracheck.report.inventory.ids import Ids
    from infracheck.report.inventory.listed import Lists


def secret_entry(secret: AnySecret | ReferencedSecret, found: str, ids: Ids, lists: Lists) -> SecretEntry:
    """A Secret, in whatever form the repository holds it, or as those who reference it know it."""
    return SecretEntry(
        id=found,
        kind=shown.name(secret.kind),
        namespace=None if secret.namespace is None else shown.name(secret.namespace),
        name=shown.name(secret.secret_name),
        place=shown.place(secret.span),
        encrypted_data=_data(secret),
        access_permissions=tuple(_reader(each) for each in lists.first("readers", found, secret.readers)),
        rotation_policy=_rotation(secret),
        is_reloaded=shown.told(secret.is_reloaded, lambda reaches: "yes" if reaches else "no"),
        uses=tuple(_use(each, ids) for each in secret.uses),
    )


def _data(secret: AnySecret | ReferencedSecret) -> EncryptedData:
    keys = (SecretKey(shown.key(key.name), key.form.value, shown.place(key.span)) for key in secret.encrypted_data)
    return EncryptedData(secret.storage.value, tuple(keys), not secret.is_complete)


def _rotation(secret: AnySecret | ReferencedSecret) -> Told:
    told = shown.told(secret.rotation_policy, str)
    return told._replace(reason=told.because[0].message) if told.is_known and told.because else told


def _reader(reader: access.Reader) -> Reader:
    owner = f"{shown.name(reader.namespace)}/" if reader.namespace else ""
    subject = f"{shown.name(reader.kind)} {owner}{shown.name(reader.name)}"
    return Reader(subject, shown.phrase(reader.how), shown.steps(reader.because))


def _use(use: secret_use.Use, ids: Ids) -> SecretUse:
    keys = (shown.key(use.key),) if use.key else ()
    return SecretUse(shown.phrase(use.who), ids.of(use.user), use.how.value, keys, shown.place(use.span))
