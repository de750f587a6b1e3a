"""How an address logs in, and which client library speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.products.lookup import REQUIRES_LOGIN, RUNTIMES, WEB
from infracheck.knowledge.words.placeholders import OPAQUE, is_placeholder
from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.entities.dependency import CredentialSource
from infracheck.model.facts.dependencies.group import password_of, prefixes_of

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container
    from infracheck.model.entities.variable import Variable
    from infracheck.model.facts.dependencies.address import Address
    from infracheck.model.facts.dependencies.switches import Variables


def credentials_of(address: Address, variable: Variable, beside: Variables, name: str) -> Fact[CredentialSource]:
    """Where the password of a whole address comes from: itself, a secret put into it, or a variable beside it.

    `name` is that of its variable as the tables spell names.
    """
    if address.has_password:
        return Known(CredentialSource.SECRET if variable.is_secret else CredentialSource.INLINE)
    if OPAQUE in address.login.partition(":")[2]:
        return Known(CredentialSource.SECRET)
    for prefix in prefixes_of(name):
        found = password_of(beside, prefix)
        if found is not None:
            return credentials_by(found)
    if address.kind in WEB or address.scheme in ("http", "https"):
        return Unknown("a web address does not state how the client authenticates")
    if address.login or address.kind in REQUIRES_LOGIN:
        return Unknown("the password may come from code or a file")
    return Known(CredentialSource.NONE)


def credentials_by(password: Variable | None) -> Fact[CredentialSource]:
    """Where the password of a group of variables comes from."""
    if password is None:
        return Unknown("no setting states how the client authenticates")
    if password.is_secret:
        return Known(CredentialSource.SECRET)
    if password.text is None or is_placeholder(password.text):
        return Unknown("the password is not set here")
    return Known(CredentialSource.INLINE)


def runtime_of(container: Container) -> str:
    """Which client library the image of a container brings along, by its name or by the base that it is built on."""
    return container.remember(_runtime)


def _runtime(container: Container) -> str:
    if container.image is not None:
        known = RUNTIMES.get(container.image.repository.rpartition("/")[2])
        if known is not None:
            return known
    match container.dockerfile:
        case Known(image) if image.stages:
            match image.stages[-1].base:
                case Known(base):
                    return RUNTIMES.get(base.repository.rpartition("/")[2], "")
    return ""
