"""Settings that stand one a line: .env, .properties, INI, and whatever else writes `name=value`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.knowledge.words.credential_names import names_password
from infracheck.model.entities.setting import Setting
from infracheck.model.facts.config_files.text import Text


def settings_in_lines(
    file: str, text: Text, profile: str = "", prefix: str = "", *, is_continued: bool = False
) -> Iterator[Setting]:
    """The lines `name=value` and `name: value`, under the `[section]` they stand in; a password in redis.conf or SQL.

    `is_continued` is whether a backslash at the end joins a line and the next, as in .properties.
    """
    end = -1
    section = prefix
    lines = iter(text.text.split("\n"))
    for line in lines:
        start, end = end + 1, end + 1 + len(line)
        plain = line.strip()
        if not plain or plain.startswith(("#", ";", "//", "!")):
            continue
        if plain[0] == "[" and plain[-1] == "]":
            section = _joined(prefix, plain.strip("[] "))
            continue
        name, value = parted(plain)
        if not name:
            name, value = _in_words(plain)
            if not name:
                continue
        first = start + len(line) - len(line.lstrip())
        span = text.span(first, start + len(line.rstrip()))
        while is_continued and value.endswith("\\") and (following := next(lines, None)) is not None:
            end += 1 + len(following)
            value = value[:-1] + following.strip()
        yield Setting(name, value, span, _joined(section, name), file, profile)


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name


def _in_words(line: str) -> tuple[str, str]:
    """The name and the value of a line that gives a password without a sign between; no name for any other line.

    redis.conf: `requirepass …`, `masterauth …`. SQL: `CREATE USER … PASSWORD '…'`, `ALTER USER … IDENTIFIED BY '…'`.
    Fluentd: `password …`. XML: `<password>…</password>`, `password="…"`.
    """
    if line.startswith(("requirepass ", "masterauth ")):
        name, _, value = line.partition(" ")
        return name, value.strip().strip("'\"")
    if "assword" in line and "'" not in line:
        return _in_xml(line) if line[0] == "<" else _in_two_words(line)
    if "'" in line and not line.startswith("--"):
        upper = line.upper()
        if ("PASSWORD" in upper or "IDENTIFIED" in upper) and any(word in upper for word in _STATEMENTS):
            found = re.search(_SQL, line, re.IGNORECASE)
            return ("PASSWORD", found[1]) if found is not None else ("", "")
    return "", ""


def _in_two_words(line: str) -> tuple[str, str]:
    """A name in small letters and a value with a digit, of some length: prose has neither."""
    name, _, value = line.partition(" ")
    value = value.strip().rstrip(";").strip('"')
    is_written_out = len(value) > 5 and " " not in value and any(map(str.isdigit, value))
    if not (is_written_out and name.islower() and names_password(name)):
        return "", ""
    return name, value


def _in_xml(line: str) -> tuple[str, str]:
    found = re.search(_ELEMENT, line) or re.search(_ATTRIBUTE, line)
    return ("", "") if found is None else (found[1], found[2])


_ELEMENT = r"<([\w.-]*[pP]assword)>([^<>]+)</"
_ATTRIBUTE = r'[\s]([\w.-]*[pP]assword)="([^"]+)"'
_STATEMENTS = ("USER ", "ROLE ", "GRANT ")
# what a shell or a program puts together holds a sign of that
_SQL = r"""\b(?:PASSWORD|IDENTIFIED(?: WITH [\w'`"-]+)? BY) +'([^'"`{}\s\\|]+)'"""


def parted(line: str) -> tuple[str, str]:
    """The name and the value of a line; no name where it is none of a setting."""
    equals, colon = line.find("="), line.find(":")
    at = equals if colon < 0 else colon if equals < 0 else min(equals, colon)
    if at < 1 or at > 100:
        return "", ""
    name = line[:at].removeprefix("export ").removeprefix("- ").strip().strip("'\"")
    if not name.replace("_", "").replace("-", "").replace(".", "").isalnum():
        return "", ""
    value = line[at + 1 :].strip().rstrip(",")
    quote = value[:1]
    if quote not in ("'", '"'):
        value = value.partition(" #")[0].rstrip()
    elif len(value) > 1 and value.endswith(quote):
        value = value[1:-1]
    return name, value
