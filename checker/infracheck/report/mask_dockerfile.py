"""What to mask in a line of a Dockerfile: values, quoted texts, and what stands behind a flag that takes a secret."""

from __future__ import annotations

import re
from functools import lru_cache

from infracheck.report.mask_words import Range, is_harmless, is_image, is_ordinary, is_risky, url_ranges
from infracheck.source.span import Source

_SIMPLE = frozenset(("FROM", "USER", "WORKDIR", "EXPOSE", "VOLUME", "STOPSIGNAL", "COPY", "ADD", "MAINTAINER"))
_VALUES = frozenset(("ENV", "ARG", "LABEL"))
_SHELL = frozenset(("RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK", "SHELL"))
_FARTHEST = 5_000
_HEREDOC = re.compile(r"<<-?[\"']?(\w+)[\"']?")
_INSTRUCTION = re.compile(r"\s*(?:ONBUILD\s+)?(?P<word>[A-Za-z]+)(?=\s|$)", re.IGNORECASE)
_SHELL_WORD = re.compile(r"\"(?:\\.|[^\"\\])*\"?|'[^']*'?|[^\s\"']+")
# -u, -p, -H and their like take a name, a password or a header in one tool or another
_TAKES_SECRET = re.compile(r"-[a-zA-Z]*[upPHkUaetdsbKA]|--(?:user|header|data|build-arg|env|set)[\w-]*")
_OPERATOR = re.compile(r"[|&;()<>\\]+|\d?>&?\d?")
_SAYS_TEXT = frozenset(("echo", "printf", "chpasswd", "passwd", "htpasswd", "sshpass", "expect", "openssl"))
_SIMPLE_WORD = re.compile(r"--[a-z]+(?:=\$?[\w./:-]{1,40})?|<<-?[\"']?[A-Za-z_]{1,20}[\"']?|\\")
# flags without a value, modes of chmod, expansions, heredocs
_SHELL_SYNTAX = re.compile(
    r"-[a-zA-Z]|-[xzvjfsSLkoOcqyrReuat]{2,6}|--[a-z][a-z-]{1,30}|[a-z]?[+-][rwxst]+|\.|~|`|\$\w+|\$\{\w+\}|<<-?\w{1,20}"
)
_COMMAND_END = re.compile(r"[|&;]+")


def dockerfile_ranges(source: Source, line: int) -> list[Range]:
    """What to mask of a line, in order."""
    text = source.line_text(line)
    instruction, starts_here = _instruction_of(source, line)
    start = 0
    if starts_here:
        start = _INSTRUCTION.match(text).end()  # type: ignore[union-attr]
    end = len(text.rstrip())
    if text.lstrip().startswith("#"):
        return _comment(text, end)
    if instruction in _SIMPLE:
        return _simple_words(text, start, end)
    if instruction in _VALUES:
        return _assignments(text, start, end)
    if instruction in _SHELL:
        return _shell_words(text, start, end)
    return [(start, end)] if start < end else []


def strict_dockerfile_ranges(text: str) -> list[Range]:
    """What to mask where nothing can be judged: all but the instruction's name."""
    found = _INSTRUCTION.match(text)
    known = found is not None and found["word"].upper() in _SIMPLE | _VALUES | _SHELL
    start, end = found.end() if found is not None and known else 0, len(text.rstrip())
    start += len(text[start:]) - len(text[start:].lstrip())
    return [(start, end)] if start < end else []


def _instruction_of(source: Source, line: int) -> tuple[str, bool]:
    """The instruction that a line belongs to, blank inside a copied heredoc, and whether it starts on the line."""
    found = _instructions_of(source)
    return found[line - 1] if line <= len(found) else ("", False)


@lru_cache(maxsize=4)
def _instructions_of(source: Source) -> list[tuple[str, bool]]:
    escape = "`" if re.match(r"(?:#[^\n]*\n)*#\s*escape\s*=\s*`", source.text, re.IGNORECASE) else "\\"
    current, goes_on, ends = "", False, list[str]()
    lines: list[tuple[str, bool]] = []
    for number in range(1, min(len(source.line_starts), _FARTHEST) + 1):
        text = source.line_text(number)
        if ends:
            if text.strip() == ends[0]:
                ends.pop(0)
            lines.append((current if current == "RUN" else "", False))
            continue
        bare = text.strip()
        if not bare or bare.startswith("#"):
            lines.append(("", False))
            continue
        starts_here = not goes_on
        if starts_here:
            found = _INSTRUCTION.match(text)
            current = found["word"].upper() if found is not None else ""
        goes_on = bare.endswith(escape)
        if current in ("RUN", "COPY", "ADD"):
            ends = _HEREDOC.findall(text)
        lines.append((current, starts_here and current in _SIMPLE | _VALUES | _SHELL))
    return lines


def _comment(text: str, end: int) -> list[Range]:
    mark = re.match(r"\s*#\s*(?:infracheck:\s*ignore(?:\[[a-z0-9:, -]*\])?)?", text)
    start = mark.end() if mark is not None else 0
    return [(start, end)] if start < end else []


def _simple_words(text: str, start: int, end: int) -> list[Range]:
    ranges: list[Range] = []
    for match in re.finditer(r"\S+", text[:end]):
        if match.start() < start:
            continue
        word = match[0]
        bare = word.strip("\"'[],")
        if is_ordinary(re.sub(r"\$\{?\w+\}?", "a", bare)) or is_image(bare) or _SIMPLE_WORD.fullmatch(word):
            continue
        found = url_ranges(bare, match.start() + word.find(bare))
        ranges.extend([match.span()] if found is None else found)
    return ranges


def _assignments(text: str, start: int, end: int) -> list[Range]:
    """`NAME=value` and `NAME value`: names are shown, and values that are numbers, booleans or URLs without secrets."""
    ranges: list[Range] = []
    old = re.compile(r"\s*([\w.-]+)\s+(?=\S)").match(text, start)
    if old is not None and "=" not in text[start : old.end()] and start:
        return [(old.end(), end)]
    for match in re.finditer(r"(?P<name>[\w.-]+)=(?P<value>\"(?:\\.|[^\"\\])*\"?|'[^']*'?|[^\s]*)|\S+", text[:end]):
        if match.start() < start or match[0] in ("\\", "`"):
            continue
        if match["name"] is None:
            # a bare name, as ARG declares it
            if not re.fullmatch(r"[A-Za-z_]\w{0,60}", match[0]) or not is_ordinary(match[0].lower()):
                ranges.append(match.span())
            continue
        ranges.extend(_assigned(match["name"], match["value"], match.start("value")))
    return ranges


def _assigned(name: str, written: str, place: int) -> list[Range]:
    value = written.strip("\"'")
    if not value:
        return []
    whole = [(place, place + len(written))]
    if is_risky(name):
        return whole
    if is_harmless(value):
        return []
    found = url_ranges(value, place + written.find(value))
    return whole if found is None else found


def _shell_words(text: str, start: int, end: int) -> list[Range]:
    ranges: list[Range] = []
    hide_next = hide_command = False
    for match in _SHELL_WORD.finditer(text[:end], start):
        word = match[0]
        if word == ",":
            continue
        if _OPERATOR.fullmatch(word) or word in ("[", "]"):
            hide_next = False
            hide_command = hide_command and _COMMAND_END.fullmatch(word) is None
            continue
        bare = word.strip("\"'[],;")
        if hide_next or hide_command:
            ranges.append(match.span())
        else:
            ranges.extend(_shell_word(bare, word, match.start()))
        hide_next = _announces_secret(bare)
        hide_command = (hide_command or bare in _SAYS_TEXT) and not word.endswith(";")
    return ranges


def _announces_secret(word: str) -> bool:
    """Whether the next word may be a secret: behind a flag, a name that says so, or an equals sign."""
    return bool(_TAKES_SECRET.fullmatch(word)) or word.endswith(("=", ":")) or ("=" not in word and is_risky(word))


def _shell_word(bare: str, word: str, place: int) -> list[Range]:
    whole = [(place, place + len(word))]
    inner = place + word.find(bare)
    assigned = re.fullmatch(r"(?P<name>--?[\w-]+|[A-Za-z_]\w*)=(?P<value>.*)", bare, re.DOTALL)
    if assigned is not None:
        value = assigned["value"].strip("\"'")
        if not is_risky(assigned["name"]) and is_harmless(value):
            return []
        # the expansion of a variable is a name, not its value
        return [] if re.fullmatch(r"\$\w+|\$\{\w+\}", value) else [(inner + assigned.start("value"), inner + len(bare))]
    if "://" in bare:
        found = url_ranges(bare, inner)
        return whole if found is None else found
    if _SHELL_SYNTAX.fullmatch(bare):
        return []
    if bare.startswith("-"):
        return whole
    if word[:1] in "\"'" and not re.fullmatch(r"[\w./-]+", bare):
        return whole
    lowered = re.sub(r"[-+.]", "/", bare)
    return [] if bare == bare.lower() and is_ordinary(lowered) and not is_risky(bare) else whole
