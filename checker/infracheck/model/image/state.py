"""What the instructions of a build stage leave in its image: user, folder, ports and variables."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from infracheck.knowledge.words.showable import is_ordinary
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.values import User
from infracheck.record import Record
from infracheck.source.text.span import Span

if TYPE_CHECKING:
    from infracheck.model.image.command import RunCommand
    from infracheck.model.image.instruction import Instruction
    from infracheck.model.image.stage import Stage

_MAX_NOTES = 8


class ExposedPort(Record):
    """A port that EXPOSE names, the first of a range, with the range's last; the protocol in lower case."""

    number: int
    last: int
    protocol: str
    span: Span


class EnvVariable(Record):
    """A variable that ENV leaves in the image, with the place of key and value; None where the value is not known."""

    name: str
    value: str | None
    span: Span

    def __repr__(self) -> str:
        # never the value: it may be a secret
        return f"EnvVariable({self.name!r}, {self.span.path!r}, {self.span.line})"


class State(Record):
    """What a stage leaves in its image and the next one takes over."""

    user: Fact[User]
    workdir: Fact[str]


def state_of(stage: Stage, base: State | None) -> State:
    """What a stage leaves, given what the stage that it continues has left."""
    return State(_user(stage, base), _workdir(stage, base))


def _user(stage: Stage, base: State | None) -> Fact[User]:
    found = stage.own("USER")
    if found is not None and found.words:
        text = found.expand(found.words[0])
        if isinstance(text, Unknown):
            return text
        return Known(User.parse(text.value), (Note(f"USER is {_shown(text.value)}", found.span), *text.because))
    if base is not None:
        if isinstance(base.user, Unknown) or len(base.user.because) >= _MAX_NOTES:
            return base.user
        hop = Note("this stage is based on another stage of the Dockerfile", stage.base_span)
        return Known(base.user.value, (*base.user.because, hop))
    if stage.is_scratch:
        return Known(User("root"), (Note("FROM scratch runs as root unless USER sets another user", stage.span),))
    return Unknown("the base image sets it")


_NAMES = r"[\w.$+-]{1,32}(?::[\w.$+-]{0,32})?"


def _shown(user: str) -> str:
    if not user.strip():
        return "empty, which is root"
    # what does not look like a name may be anything and is not quoted
    return user if re.fullmatch(_NAMES, user) and is_ordinary(user) else "set here"


def _workdir(stage: Stage, base: State | None) -> Fact[str]:
    known: Fact[str] = Unknown("the base image sets it")
    if base is not None:
        known = base.workdir
    elif stage.is_scratch:
        known = Known("/", (Note("FROM scratch has the working directory /", stage.span),))
    for found in stage.instructions:
        if found.name == "WORKDIR" and found.words:
            known = _moved(known, found)
    return known


_DRIVE = r"[A-Za-z]:(?=[/\\])"


def _moved(before: Fact[str], found: Instruction) -> Fact[str]:
    text = found.expand(found.words[0])
    if isinstance(text, Unknown):
        return text
    path = text.value
    if re.match(_DRIVE, path) or found.dockerfile.tree.escape == "`":
        path = re.sub(_DRIVE, "", path).replace("\\", "/")
    because = (Note("the working directory is set here", found.span), *text.because)
    if path.startswith("/"):
        return Known(posixpath.normpath("/" + path.lstrip("/")), because)
    if isinstance(before, Unknown):
        return before
    joined = posixpath.normpath(posixpath.join(before.value, path))
    # folders that pile up are nobody's: a cap keeps the time linear
    if len(joined) > 4096:
        return Unknown("the path is too long")
    return Known(joined, (because + before.because)[:_MAX_NOTES])


_PORT = r"(?is)(?:.*:)?\+?0*([0-9]{1,5})(?:-\+?0*([0-9]{1,5}))?(?:/(tcp|udp|sctp)?)?\Z"


def ports_of(stage: Stage) -> list[ExposedPort]:
    """The ports that a stage's own EXPOSE instructions name, as far as they are known."""
    ports: list[ExposedPort] = []
    for found in stage.instructions:
        if found.name != "EXPOSE":
            continue
        for word in found.words:
            text = found.expand(word)
            for part in text.value.split() if isinstance(text, Known) else ():
                match = re.match(_PORT, part)
                if match is not None:
                    first, last = int(match[1]), int(match[2] or match[1])
                    ports.append(ExposedPort(first, last, (match[3] or "tcp").lower(), word.span))
    return ports


_SETUID = r"(?:[ugoa]*[+=][rwxXt]*s[rwxXst]*|0*[2-7][0-7]{3})\Z"


def sets_setuid(command: RunCommand) -> bool:
    """Whether a command is a chmod that sets the setuid or the setgid bit."""
    if command.program != "chmod":
        return False
    mode = next((word for word in command.called[1] if not word.startswith("-")), "")
    # for others alone, s means nothing
    return any(re.match(_SETUID, part) and not part.startswith(("o+", "o=")) for part in mode.split(","))
