"""What a connection string says, and the parts that strings of every form are made of."""

from __future__ import annotations

from infracheck.knowledge.products.lookup import BY_NAME
from infracheck.knowledge.words.placeholders import is_placeholder
from infracheck.model.facts.dependencies.tls import Rated
from infracheck.record import Record
from infracheck.source.text.numerals import port_number

_PASSWORDS = ("password", "pwd", "pass", "sslpassword", "authpassword")


class Address(Record):
    """What a connection string says; of several hosts, the first. `login` is `user:password`, for judging alone."""

    kind: str
    host: str
    port: int | None
    has_password: bool
    tls: Rated
    scheme: str = ""
    login: str = ""

    def __repr__(self) -> str:
        # never the login or the host: they may be secrets
        return f"Address({self.kind!r})"

    @property
    def has_default_login(self) -> bool:
        """Whether user and password are those that the product ships with."""
        product = BY_NAME.get(self.kind)
        return product is not None and self.login in product.logins


def host_and_port(text: str, port: int | None = None) -> tuple[str, int | None] | None:
    """Read `host`, `host:port` or `[v6]:port`; None for what is no host, a template's mark among it."""
    text = text.strip()
    if text.startswith("["):
        host, _, after = text[1:].partition("]")
        digits = after.removeprefix(":")
        if not host.replace(":", "").replace(".", "").isalnum():
            return None
    else:
        host, _, digits = text.partition(":")
        if not _is_host(host):
            return None
    if not digits:
        return host, port
    number = port_number(digits)
    return None if number is None else (host, number)


def _is_host(text: str) -> bool:
    plain = text.replace("-", "").replace(".", "").replace("_", "")
    return plain.isascii() and plain.isalnum() and len(text) < 254 and text.lower() not in _NO_HOSTS


_NO_HOSTS = frozenset(("host", "hostname", "your_host", "your-host", "server", "user", "username"))


def parameters_of(text: str, separator: str) -> dict[str, str]:
    """Names, in lower case, and values of `name=value` parts; %-codes are left, no name or mode needs them."""
    if not text:
        return {}
    found: dict[str, str] = {}
    for part in text.split(separator):
        name, equals, value = part.partition("=")
        if equals:
            found[name.strip().lower()] = value.strip().strip("'\"")
    return found


def has_password_in(parameters: dict[str, str]) -> bool:
    """Whether one of the parameters is a password in the clear."""
    return any(name in parameters and not is_placeholder(parameters[name]) for name in _PASSWORDS)


def login_in(parameters: dict[str, str]) -> str:
    """`user:password` of parameters, for judging alone; no colon where there is no password."""
    user = next((parameters[name] for name in _USERS if name in parameters), "")
    password = next((parameters[name] for name in _PASSWORDS if name in parameters), None)
    return user if password is None else f"{user}:{password}"


_USERS = ("user", "username", "uid", "user id", "userid")
