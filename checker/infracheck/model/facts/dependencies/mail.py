"""How mail is sent: at once over TLS, by STARTTLS that is asked for or insisted on, or in the clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.products.records.product import OFF, OPPORTUNISTIC, UNVERIFIED
from infracheck.knowledge.products.variables import SWITCHES
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE
from infracheck.model.facts.dependencies.switches import Setting, text_of, unchecked
from infracheck.model.facts.dependencies.tls import UNTOLD, Rated

if TYPE_CHECKING:
    from infracheck.model.facts.dependencies.switches import Variables

_PLAIN = DRIVER_FALSE | {"none", "plain", "null", "nostarttls"}
_ENDS = (*SWITCHES, "_STARTTLS", "_ENCRYPTION", "_SECURITY", "_STARTTLS_POLICY")
# Jakarta Mail's own properties, as Spring Boot hands them on: `spring.mail.properties.*`
_JAKARTA = "_PROPERTIES_MAIL_SMTP"


def smtp(variables: Variables, prefix: str, port: int | None) -> Setting:
    """STARTTLS that no one insists on is opportunistic; a switch says off only where it is the only one."""
    if prefix == "SPRING_MAIL" and (spring := _jakarta(variables, prefix + _JAKARTA, port)) is not None:
        return spring
    names = [prefix + end for end in _ENDS]
    told = [(name, found) for name in names if (found := text_of(variables, name)) is not None]
    if port != 465 and told and all(found[0].lower() in _PLAIN for _, found in told):
        # nodemailer's `secure: false` still tries STARTTLS
        if all(name.endswith("_SECURE") for name, _ in told):
            return Rated(OPPORTUNISTIC, f"{told[0][0]}={told[0][1][0].lower()}"), told[0][1][1]
        return Rated(OFF, f"{told[0][0]}={told[0][1][0].lower()}"), told[0][1][1]
    # whatever else is said: nothing checks whom it is encrypted to
    return unchecked(variables, prefix) or (UNTOLD, None)


def _jakarta(variables: Variables, prefix: str, port: int | None) -> Setting | None:
    """Jakarta Mail, `com.sun.mail.smtp`: STARTTLS goes on in the clear where the server knows none and not `required`.

    None where no property tells: code may set them too.
    """
    secure, tried, wanted = (
        text_of(variables, prefix + end) for end in ("_SSL_ENABLE", "_STARTTLS_ENABLE", "_STARTTLS_REQUIRED")
    )
    if port == 465 or any(each is not None and each[0].lower() in DRIVER_TRUE for each in (secure, wanted)):
        return _trusting(variables, prefix) or (UNTOLD, None)
    if tried is None:
        return None
    if tried[0].lower() in DRIVER_TRUE:
        return Rated(OPPORTUNISTIC, "STARTTLS is enabled and not required"), tried[1]
    return (
        (Rated(OFF, f"{prefix}_STARTTLS_ENABLE={tried[0].lower()}"), tried[1])
        if tried[0].lower() in DRIVER_FALSE
        else None
    )


def _trusting(variables: Variables, prefix: str) -> Setting | None:
    trust = text_of(variables, f"{prefix}_SSL_TRUST")
    if trust is not None and trust[0] == "*":
        return Rated(UNVERIFIED, f"{prefix}_SSL_TRUST=*"), trust[1]
    check = text_of(variables, f"{prefix}_SSL_CHECKSERVERIDENTITY")
    if check is not None and check[0].lower() in DRIVER_FALSE:
        return Rated(UNVERIFIED, f"{prefix}_SSL_CHECKSERVERIDENTITY={check[0].lower()}"), check[1]
    return None
