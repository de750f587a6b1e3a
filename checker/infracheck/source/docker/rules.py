"""What BuildKit refuses in an instruction that was read: its flags, its number of arguments, their form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from infracheck.source.docker.expand import fault
from infracheck.source.docker.heredoc import mark
from infracheck.source.docker.lines import SPACES
from infracheck.source.docker.mounts import mount_faults
from infracheck.source.docker.tree import Flag, Instruction, Word
from infracheck.source.text.problem import SYNTAX, Problem
from infracheck.source.text.span import Source, Span

_TEXT, _SWITCH, _MANY = "text", "switch", "many"
# bflag.go and the parse functions; of the flags behind build tags those that docker/dockerfile:1-labs takes
_FLAGS: dict[str, dict[str, str]] = {
    "ADD": {
        "checksum": _TEXT, "chmod": _TEXT, "chown": _TEXT, "exclude": _MANY, "keep-git-dir": _SWITCH, "link": _SWITCH,
        "unpack": _SWITCH,
    },
    "COPY": {
        "chmod": _TEXT, "chown": _TEXT, "exclude": _MANY, "from": _TEXT, "link": _SWITCH, "parents": _SWITCH,
    },
    "FROM": {"platform": _TEXT},
    "HEALTHCHECK": dict.fromkeys(("interval", "retries", "start-interval", "start-period", "timeout"), _TEXT),
    "RUN": {"device": _MANY, "mount": _MANY, "network": _TEXT, "security": _TEXT},
}  # fmt: skip
# flags that Buildah takes besides
_BUILDAH = {"ADD": ("retry", "retry-delay"), "COPY": ("retry", "retry-delay")}
_EXPANDED = frozenset(("ADD", "COPY", "EXPOSE", "FROM", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"))


def faults(found: Instruction, escape: str) -> list[Problem]:
    """What BuildKit refuses in this instruction."""
    problems = list(_flag_faults(found)) if found.flags else []
    check = _CHECKS.get(found.name)
    if check is not None:
        problems += check(found)
    text = found.logical.text
    # of what neither quotes nor takes a variable, nothing can stay open
    if "$" in text or "'" in text or '"' in text:
        if found.name in _EXPANDED:
            problems += _expansion_faults(found.words, escape)
        elif found.pairs:
            problems += _expansion_faults([word for pair in found.pairs for word in pair if word is not None], escape)
    return problems


def _problem(message: str, span: Span, remedy: str) -> Problem:
    return Problem(SYNTAX, message, span, remedy)


def _flag_faults(found: Instruction) -> Iterator[Problem]:
    # parse.go: these do not look at their flags
    if found.name in ("ARG", "STOPSIGNAL") or (found.name == "HEALTHCHECK" and _health_type(found) in ("", "NONE")):
        return
    known = _FLAGS.get(found.name, {})
    seen: set[str] = set()
    for flag in found.flags:
        kind = known.get(flag.name)
        if kind is None and flag.name in _BUILDAH.get(found.name, ()) and _is_buildah(flag.line.source):
            pass
        elif kind is None:
            # its name is not quoted: what is no known flag may be anything
            yield _problem(f"{found.name} has no such flag", flag.span, "remove the flag or correct its name")
        elif flag.name in seen and kind is not _MANY:
            yield _problem(f"the flag --{flag.name} is given twice", flag.span, "keep one of them")
        elif kind is _SWITCH and flag.value is not None and flag.value.lower() not in ("true", "false"):
            yield _problem(f"the flag --{flag.name} must be true or false", flag.span, f"write --{flag.name}")
        elif kind is not _SWITCH and flag.value is None:
            yield _problem(f"the flag --{flag.name} has no value", flag.span, f"write --{flag.name}=VALUE")
        elif found.name == "RUN" and kind is not None:
            yield from _run_flag_faults(flag)
        seen.add(flag.name)


_CHOICES = {"network": ("default", "none", "host"), "security": ("insecure", "sandbox")}


def _run_flag_faults(flag: Flag) -> Iterator[Problem]:
    value = flag.value or ""
    choices = _CHOICES.get(flag.name)
    if choices is not None and value not in choices:
        yield _problem(f"the flag --{flag.name} has an unknown value", flag.span, f"use one of {', '.join(choices)}")
    if flag.name == "mount":
        for message, remedy in mount_faults(value, _is_buildah(flag.line.source)):
            yield _problem(message, flag.span, remedy)


def _is_buildah(source: Source) -> bool:
    """Whether a file's name says that Podman builds it."""
    return source.path.replace("\\", "/").rpartition("/")[2].lower().startswith("containerfile")


def _expansion_faults(words: list[Word], escape: str) -> Iterator[Problem]:
    for word in words:
        message = fault(word.text, escape)
        if message is not None:
            yield _problem(message, word.span, "close it, or put the escape character before it")


def _missing(found: Instruction, what: str, remedy: str) -> Problem:
    return _problem(f"{found.name} {what}", found.keyword_span, remedy)


def _some(found: Instruction) -> Iterator[Problem]:
    if not found.words:
        yield _missing(found, "has no argument", "add the argument or remove the line")


def _copy(found: Instruction) -> Iterator[Problem]:
    if len(found.words) < 2:
        yield _missing(found, "needs a source and a destination", "name both")
    elif "<<" in found.words[-1].text and mark(found.words[-1].text) is not None:
        yield _problem(f"{found.name} cannot copy to a heredoc", found.words[-1].span, "put the destination last")


_STAGE_NAME = r"[a-z][a-z0-9-_.]*\Z"


def _from(found: Instruction) -> Iterator[Problem]:
    words = found.words
    if len(words) == 3 and words[1].text.lower() == "as":
        # ſ folds to s in Go's EqualFold and in lower() does not: nobody writes it
        if not re.match(_STAGE_NAME, words[2].text.lower()):
            yield _problem(
                "the stage's name is not valid", words[2].span, "use letters, digits, - _ and . after a letter"
            )
    elif not words:
        yield _missing(found, "names no image", "add the base image")
    elif len(words) != 1:
        yield _problem(
            "FROM is neither an image nor an image AS a name", found.first_line_span, "write FROM image AS name"
        )


def _pairs(found: Instruction) -> Iterator[Problem]:
    if not found.words:
        yield _missing(found, "has no argument", "add name=value or remove the line")
    elif len(found.pairs) == 1 and found.pairs[0].value is None:
        yield _problem(f"{found.name} has a name without a value", found.pairs[0].span, "write name=value")
    else:
        old_form = bool(found.pairs) and found.pairs[0].key is found.words[0]
        for word in () if old_form else found.words:
            if "=" not in word.text:
                yield _problem(
                    f"an argument of {found.name} has no =", word.span, "write name=value, quoted if it contains spaces"
                )
        yield from _blank_names(found)


def _blank_names(found: Instruction) -> Iterator[Problem]:
    for pair in found.pairs:
        if not pair.key.text:
            yield _problem(f"{found.name} has a value without a name", pair.span, "write name=value")


def _arg(found: Instruction) -> Iterator[Problem]:
    yield from _some(found)
    yield from _blank_names(found)


def _onbuild(found: Instruction) -> Iterator[Problem]:
    if found.rest >= found.end:
        yield _missing(found, "has no argument", "add an instruction or remove the line")
    elif found.inner is not None and found.inner.name in ("ENV", "LABEL") and found.inner.words:
        # these two are split, and refused, before anyone looks at who runs them
        yield from (problem for problem in _pairs(found.inner) if found.inner.pairs[0].key.text)


def _shell(found: Instruction) -> Iterator[Problem]:
    if not found.words:
        yield _missing(found, "has no argument", 'write SHELL ["executable", "parameter"]')
    elif not found.is_json:
        yield _problem(
            "SHELL takes a JSON array of strings", found.words[0].span, 'write SHELL ["executable", "parameter"]'
        )


_BLANK_INSIDE = r"\S[ \t]+\S"


def _user(found: Instruction) -> Iterator[Problem]:
    yield from _some(found)
    for word in found.words:
        # BuildKit takes all of it for the name; then no container starts
        if "$" not in word.text and re.search(_BLANK_INSIDE, word.value):
            yield _problem("USER has more than one argument", word.span, "write USER name, or USER name:group")


def _volume(found: Instruction) -> Iterator[Problem]:
    yield from _some(found)
    for word in found.words:
        if not word.text.strip(SPACES):
            yield _problem("VOLUME names an empty path", word.span, "name a path")


def _health_type(found: Instruction) -> str:
    return found.words[0].text.upper() if found.words else ""


_DURATION = r"[-+]?(?:0|(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)\Z"
_POSITIVE = r"[1-9]"


def _health(found: Instruction) -> Iterator[Problem]:
    kind = _health_type(found)
    if kind == "":
        yield _missing(found, "has no argument", "write HEALTHCHECK CMD command, or HEALTHCHECK NONE")
    elif kind == "NONE":
        if len(found.words) > 1:
            yield _problem("HEALTHCHECK NONE takes no arguments", found.words[1].span, "remove them")
    elif kind != "CMD":
        yield _problem("HEALTHCHECK must be CMD or NONE", found.words[0].span, "write HEALTHCHECK CMD command")
    elif len(found.words) < 2:
        yield _problem("HEALTHCHECK CMD has no command", found.words[0].span, "add the command")
    if kind != "NONE":
        yield from _health_flags(found)


def _health_flags(found: Instruction) -> Iterator[Problem]:
    for flag in found.flags:
        if not flag.value or flag.name not in _FLAGS["HEALTHCHECK"]:
            continue
        if flag.name == "retries":
            if not re.fullmatch(r"\+?[0-9]{1,10}|-0+", flag.value):
                yield _problem("the flag --retries must be a number", flag.span, "write a number from 0")
        elif not re.match(_DURATION, flag.value) or (flag.value[0] == "-" and re.search(_POSITIVE, flag.value)):
            yield _problem(f"the flag --{flag.name} must be a duration", flag.span, "write a duration such as 30s")


_PORT = r"\+?0*([0-9]{1,9})(?:-\+?0*([0-9]{1,9}))?\Z"


def _expose(found: Instruction) -> Iterator[Problem]:
    yield from _some(found)
    for word in found.words:
        if "$" not in word.text and not _is_port(word.value):
            yield _problem("invalid port number", word.span, "write a number up to 65535, with /tcp or /udp if need be")


def _is_port(text: str) -> bool:
    # an address and a port of the host may stand before it, though BuildKit warns
    ports, _, protocol = text.rpartition(":")[2].partition("/")
    match = re.match(_PORT, ports)
    if match is None or protocol.lower() not in ("", "tcp", "udp", "sctp"):
        return False
    first, last = int(match[1]), int(match[2] or match[1])
    return first <= last <= 65535


_CHECKS: dict[str, Callable[[Instruction], Iterator[Problem]]] = {
    "ADD": _copy,
    "ARG": _arg,
    "COPY": _copy,
    "ENV": _pairs,
    "EXPOSE": _expose,
    "FROM": _from,
    "HEALTHCHECK": _health,
    "LABEL": _pairs,
    "MAINTAINER": _some,
    "ONBUILD": _onbuild,
    "SHELL": _shell,
    "STOPSIGNAL": _some,
    "USER": _user,
    "VOLUME": _volume,
    "WORKDIR": _some,
}
