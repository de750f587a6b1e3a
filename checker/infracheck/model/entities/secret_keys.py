"""What a repository tells of a Secret without its values: how it is kept, which keys it has, what renews it."""

from __future__ import annotations

from enum import Enum

from infracheck.model.base.duration import Duration
from infracheck.record import Record
from infracheck.source.text.span import Span


class Storage(Enum):
    """How the repository keeps a Secret's values."""

    PLAIN = "plain"
    SOPS = "sops"
    SEALED = "sealed"
    EXTERNAL = "external"
    CSI = "csi"
    VAULT = "vault"
    GENERATED = "generated"
    ABSENT = "absent"

    def __str__(self) -> str:
        return self.value


class Form(Enum):
    """How one value stands in the file."""

    TEXT = "text"
    BASE64 = "base64"
    ENCRYPTED = "encrypted"
    ELSEWHERE = "elsewhere"

    def __str__(self) -> str:
        return self.value


class SecretKey(Record):
    """A key of a Secret, how its value stands in the file, and the place of the key; never the value."""

    name: str
    form: Form
    span: Span


class Renewal(Enum):
    """What gives a Secret new values."""

    REFRESHED = "refreshed"
    RENEWED = "renewed"
    DECLARED = "declared"
    NONE = "none"

    def __str__(self) -> str:
        return self.value


class RotationPolicy(Record):
    """What gives a Secret new values, and how often where that is told."""

    renewal: Renewal
    interval: Duration | None = None

    def __str__(self) -> str:
        return str(self.renewal) if self.interval is None else f"{self.renewal} every {self.interval}"
