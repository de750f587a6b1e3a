"""What variables beside a host say of the TLS of its connection: modes, switches, and what is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.products.databases.mysql import MYSQL
from infracheck.knowledge.products.databases.postgresql import POSTGRESQL
from infracheck.knowledge.products.lookup import INSECURE_PREFIXES
from infracheck.knowledge.products.records.product import OFF, UNVERIFIED
from infracheck.knowledge.products.variables import (
    CHECK_MODES,
    CHECKS_OFF_BY_FALSE,
    CHECKS_OFF_BY_TRUE,
    INSECURE,
    SWITCHES,
    UNCHECKED,
)
from infracheck.knowledge.words.switches import DRIVER_FALSE, DRIVER_TRUE
from infracheck.model.entities.variable import Variable
from infracheck.model.facts.dependencies.tls import UNTOLD, Rated, by_rules, rate

if TYPE_CHECKING:
    from typing import Protocol

    class Variables(Protocol):
        """Variables by the names of the tables, which are those of environment variables."""

        def get(self, name: str, /) -> Variable | None:
            """The variable of a name, however it is spelt where it stands."""


Setting = tuple[Rated, Variable | None]


def text_of(variables: Variables, *names: str) -> tuple[str, Variable] | None:
    """The value of the first of some variables that is known and says something."""
    for name in names:
        variable = variables.get(name)
        if variable is not None and (text := variable.text):
            return text.strip(), variable
    return None


def postgres(variables: Variables, prefix: str, port: int | None) -> Setting:
    """The mode of libpq's family, else a switch."""
    found = text_of(variables, "PGSSLMODE", f"{prefix}_SSLMODE", f"{prefix}_SSL_MODE")
    if found is None and prefix == "PG":
        return rate(POSTGRESQL.name, "", {}), None
    if found is None:
        return by_switch(variables, prefix, port)
    rated = by_rules(POSTGRESQL.name, {"sslmode": found[0]}) or UNTOLD
    return rated, found[1] if rated.rating is not None else None


def mysql(variables: Variables, prefix: str, port: int | None) -> Setting:
    """The mode of MySQL's clients, else a switch."""
    found = text_of(variables, f"{prefix}_SSL_MODE", f"{prefix}_SSLMODE")
    rated = by_rules(MYSQL.name, {"sslmode": found[0]}) if found is not None else None
    if found is None or rated is None:
        return by_switch(variables, prefix, port)
    return rated, found[1] if rated.rating is not None else None


def by_switch(variables: Variables, prefix: str, _port: int | None) -> Setting:
    """What switches say: without TLS there is no certificate to check, so that off comes first."""
    switch = switched(variables, prefix)
    if switch is not None and switch[0].rating is OFF:
        return switch
    return unchecked(variables, prefix) or switch or (UNTOLD, None)


def switched(variables: Variables, prefix: str) -> Setting | None:
    """What a variable says that switches TLS on or off; None where there is none."""
    for end in SWITCHES:
        found = text_of(variables, prefix + end)
        # `disable` is the word of sslmode
        if found is not None and found[0].lower() in DRIVER_FALSE:
            return Rated(OFF, f"{prefix}{end}={found[0].lower()}"), found[1]
        if found is not None and found[0].lower() in DRIVER_TRUE:
            return Rated(None, f"{prefix}{end} is on, and what is verified depends on the driver"), found[1]
    for end in INSECURE if prefix in INSECURE_PREFIXES else ():
        found = text_of(variables, prefix + end)
        if found is not None and found[0].lower() in DRIVER_TRUE:
            return Rated(OFF, f"{prefix}{end}={found[0].lower()}"), found[1]
    return None


def unchecked(variables: Variables, prefix: str) -> Setting | None:
    """What a variable says that switches the check of certificates off; None where there is none."""
    for ends, words in (
        (CHECKS_OFF_BY_TRUE, DRIVER_TRUE),
        (CHECKS_OFF_BY_FALSE, DRIVER_FALSE),
        (CHECK_MODES, UNCHECKED),
    ):
        for end in ends:
            found = text_of(variables, prefix + end)
            if found is not None and found[0].lower() in words:
                return Rated(UNVERIFIED, f"{prefix}{end}={found[0].lower()}"), found[1]
    return None
