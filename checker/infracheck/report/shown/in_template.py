"""What is hidden in a template: of its YAML what is hidden of the YAML that it becomes, of its actions the literals."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from infracheck.knowledge.words.showable import Range, is_ordinary, is_risky
from infracheck.knowledge.words.showable_url import between
from infracheck.report.shown.hidden import Wanted, merged_ranges
from infracheck.report.shown.in_yaml import hidden_in_yaml
from infracheck.source.text.limits import ReadingBudget
from infracheck.source.text.span import Source
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Document

# as text/template reads them: comments and literals may hold what looks like an end
_ACTION = re.compile(
    r"""\{\{-?\s*+/\*.*?(?:\*/\s*+-?\}\}|\Z)"""
    r"""|\{\{(?:"(?:\\.|[^"\\\n])*+"|`[^`]*+`|'(?:\\.|[^'\\\n])*+'|(?!\}\}).)*+(?:\}\}|\Z)""",
    re.DOTALL,
)
_ALONE = re.compile(rf"(?:[ \t]*+(?:{_ACTION.pattern}))++[ \t\r]*+(?:\n|\Z)", re.DOTALL)
_LITERAL = re.compile(
    r"""/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*+"?+|`[^`]*+`?+|'(?:\\.|[^'\\\n])*+'?+|(?<![\w.$-])\d{6,}""", re.DOTALL
)
_WORD = re.compile(r"[A-Za-z_]\w*")
# what comes next can be nothing but the name of a template, or of a file of the chart
_CALLS = re.compile(r"\b(?:include|template|define|block)\s+(?:\(\s*print\s+\$?\.Template\.BasePath\s+)?\Z")
# a template's name, and what a value is held against
_NAMES = re.compile(r"\b(?:include|template|define|block|eq|ne|hasKey|hasPrefix|hasSuffix|contains)\b[^|]*\Z")
# of what parts words, or puts them together, nothing can be a secret
_SIGNS = re.compile(r"(?:%[sdvq]|[-_./:+,@ ]){1,12}")
# what stands for the value of an action, as a name that needs no quotes
_FILLER = "app-"
_FAR = 200
_QUOTES = re.compile(r"[\s\"']*")


def hidden_in_template(source: Source, wanted: Wanted) -> list[Range]:
    """What no output may show of a template; actions are shown but for the literals in them that may be secrets."""
    text = source.text
    actions = list(_actions(text))
    filled = Source(source.path, _filled(text, actions))
    items = read_documents(filled, ReadingBudget())
    documents = [each for each in items if isinstance(each, Document)]
    hidden = merged_ranges(hidden_in_yaml(filled, documents, wanted))
    starts, ends = [start for start, _ in actions], [end for _, end in actions]
    found: list[Range] = []
    for start, end in hidden:
        inside = actions[bisect_right(ends, start) : bisect_left(starts, end)]
        found += [each for each in between((start, end), inside) if not _QUOTES.fullmatch(text, *each)]
    veiled = Wanted(hidden)
    for start, end in actions:
        if wanted.meets(start, end):
            found += _literals(text[start:end], start, is_veiled=veiled.meets(start, end))
    return found


def _actions(text: str) -> Iterator[Range]:
    """Where the actions stand; one that is not closed ends the template, as it ends it for Helm."""
    place = text.find("{{")
    while place >= 0:
        match = _ACTION.match(text, place)
        if match is None:
            return
        yield match.span()
        place = text.find("{{", match.end())


def _filled(text: str, actions: list[Range]) -> str:
    """The text with a name for each action, and blanks for those that have their lines for themselves: all in place."""
    parts: list[str] = []
    place, begun, is_alone = 0, -1, False
    for start, end in actions:
        parts.append(text[place:start])
        line = text.rfind("\n", 0, start) + 1
        if line > begun:
            begun, is_alone = line, _are_alone(text, line)
        if is_alone:
            parts.append(re.sub(r"[^\n]", " ", text[start:end]))
        else:
            parts.append((_FILLER * (end - start))[: end - start - 1] + "p")
        place = end
    parts.append(text[place:])
    return "".join(parts)


def _are_alone(text: str, line: int) -> bool:
    """Whether a line that starts here, with those on which its actions go on, holds nothing but actions."""
    return _ALONE.match(text, line) is not None


def _literals(action: str, start: int, *, is_veiled: bool) -> Iterator[Range]:
    """What is hidden of an action; one `is_veiled` whose value would be hidden."""
    is_risky_action = is_veiled or any(map(is_risky, _WORD.findall(_LITERAL.sub(" ", action))))
    for match in _LITERAL.finditer(action):
        literal = match[0].strip("\"`'")
        before = action[max(0, match.start() - _FAR) : match.start()]
        if literal and not _is_shown(literal, before, is_text=match[0][0] in '"`', is_risky=is_risky_action):
            yield start + match.start(), start + match.end()


def _is_shown(literal: str, before: str, *, is_text: bool, is_risky: bool) -> bool:
    if not is_text:
        return False
    if _CALLS.search(before) is not None:
        return is_ordinary(literal)
    if is_risky:
        return False
    return _SIGNS.fullmatch(literal) is not None or (_NAMES.search(before) is not None and is_ordinary(literal))
