"""Small values that are parsed once, with the behaviour of their kind."""

from __future__ import annotations

import re

from infracheck.knowledge.products.systems import is_system
from infracheck.model.base.image_grammar import fault_of
from infracheck.record import Record
from infracheck.source.text.numerals import integer


class ImageReference(Record):
    """A reference to an image: `registry/repository:tag@digest`; absent parts are None, never a default.

    `registry` is None where the reference leaves it to the runtime (Docker Hub, as a rule).
    """

    text: str
    registry: str | None
    repository: str
    tag: str | None
    digest: str | None

    @classmethod
    def parse(cls, text: str) -> ImageReference:
        """Split a reference; what cannot be split is all repository."""
        rest, _, digest = text.partition("@")
        name, colon, tag = rest.rpartition(":")
        if not colon or "/" in tag:
            # no colon, or the one before a registry's port
            name, tag = rest, ""
        if not name or ":" in name.partition("/")[2] or (":" in name and "/" not in name):
            return cls(text, None, text, None, None)
        first, slash, rest = name.partition("/")
        # the distribution rule: the first component is a host when it has a dot or a port, or is localhost
        if slash and ("." in first or ":" in first or first == "localhost"):
            return cls(text, first, rest, tag or None, digest or None)
        return cls(text, None, name, tag or None, digest or None)

    def __str__(self) -> str:
        return self.text

    @property
    def name(self) -> str:
        """The reference without tag and digest."""
        return f"{self.registry}/{self.repository}" if self.registry else self.repository

    @property
    def effective_registry(self) -> str:
        """The registry that a runtime asks: `docker.io` where none is named."""
        return self.registry or "docker.io"

    @property
    def is_system(self) -> bool:
        """Whether it is an operating system as its makers publish it: it sets PATH and little else."""
        return is_system(self.effective_registry, self.repository)

    @property
    def fault(self) -> str:
        """What makes every runtime refuse it, in words that follow its owner's name; empty where nothing does."""
        return fault_of(self.text)

    @property
    def is_split(self) -> bool:
        """Whether its tag can be told from its name: not with two colons behind the last slash, or with a blank."""
        return ":" not in self.repository.rpartition("/")[2] and not any(map(str.isspace, self.text.strip()))

    @property
    def is_latest(self) -> bool:
        """Whether the tag is `latest`, said or, without a tag and a digest, implied."""
        return self.digest is None and (self.tag or "latest") == "latest"


class Quantity(Record):
    """An amount of a resource as Kubernetes writes it; `amount` in the base unit (cores, bytes)."""

    text: str
    amount: float

    @classmethod
    def parse(cls, text: str) -> Quantity | None:
        """Read a quantity (`500m`, `1.5Gi`, `1e3`) as `resource.Quantity.UnmarshalJSON` does; None where it is none.

        A suffix without a number, which `ParseQuantity` takes for 0, is none here: nobody means it.
        """
        match = _QUANTITY.fullmatch(text.strip())
        if match is None:
            return None
        suffix = match["suffix"]
        factor = 10.0 ** max(-300, min(300, int(suffix[1:6]))) if suffix[-1:].isdigit() else _SUFFIXES[suffix]
        return cls.of(text, float(match["number"]) * factor)

    @classmethod
    def of(cls, text: str, amount: float) -> Quantity:
        """The quantity of an amount, which is rounded to what Kubernetes keeps."""
        # nano is the finest; without, 700m is not 0.7. What is less counts as one, of either sign
        if 0 < abs(amount) < _NANO:
            return cls(text, _NANO if amount > 0 else -_NANO)
        return cls(text, round(amount, 9))

    def __str__(self) -> str:
        return self.text


_NANO = 1e-9
_SUFFIXES = {
    "": 1.0, "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60,
}  # fmt: skip
_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?P<suffix>[eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE]|)"
)


class User(Record):
    """The user, and the group where one is named, that a process runs as, as written: a number or a name."""

    name: str
    group: str | None = None

    @classmethod
    def parse(cls, text: str) -> User:
        """Read `user[:group]` as a Dockerfile's USER writes it."""
        name, colon, group = text.strip().partition(":")
        return cls(name, group if colon else None)

    def __str__(self) -> str:
        return self.name if self.group is None else f"{self.name}:{self.group}"

    @property
    def uid(self) -> int | None:
        """The number, None for a name: what number a name has, only the image's /etc/passwd tells.

        `+0`, `-0` and `00` are 0: containerd's `getUserFromImage` reads it by `strconv.ParseInt`, moby's
        `user.GetExecUser` by `strconv.Atoi`.
        """
        number = integer(self.name)
        return number if number is not None and number >= 0 else None

    @property
    def is_root(self) -> bool:
        """Whether this is user 0 for certain: `0`, `root`, or nothing at all."""
        return self.name in ("root", "") or self.uid == 0

    @property
    def is_windows_administrator(self) -> bool:
        """Whether this is the user of Windows that the kubelet takes for root; names have no case there."""
        return self.name.casefold() == "containeradministrator"


class KubernetesVersion(Record):
    """A minor version of Kubernetes; compares as versions do."""

    major: int
    minor: int

    @classmethod
    def parse(cls, text: str) -> KubernetesVersion | None:
        """Read `1.34`, `v1.34` or `1.34.2`; None where it is none of these."""
        match = re.fullmatch(r"v?([0-9]{1,4})\.([0-9]{1,4})(?:\.[0-9]+)?", text.strip())
        return cls(int(match[1]), int(match[2])) if match else None

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


NEWEST_KUBERNETES = KubernetesVersion(1, 37)
