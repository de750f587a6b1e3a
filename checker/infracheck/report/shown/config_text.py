"""What is hidden in a file that stands in a ConfigMap: all but the names of its settings, and harmless values."""

from __future__ import annotations

import re

from infracheck.knowledge.words.showable import Range
from infracheck.knowledge.words.showable_url import between
from infracheck.model.entities.setting import Setting
from infracheck.model.facts.config_files.settings import settings_of
from infracheck.model.facts.config_files.text import Text
from infracheck.report.shown.hidden import Cover
from infracheck.report.shown.values import is_plain_key, named_value
from infracheck.source.yaml.tree import Scalar

_HEADER = re.compile(r"[|>][-+0-9]{0,2}")
_SETTING = re.compile(r"""(?:export\s+)?["']?(?P<key>[\w.-]{1,200})["']?\s*[=:]\s*["']?""")
_AFTER_VALUE = re.compile(r"""["']?\s*+(?:,\s*+)?""")
# a section, or the key of what follows
_HEADING = re.compile(r"""\s*(?:-\s+)*(?:\[(?P<section>[\w. -]{1,60})\]|["']?(?P<key>[\w.-]{1,60})["']?:)\s*""")
_PUNCTUATION = " \t\r{}[],:=-\"'"


def hide_in_file(cover: Cover, file: str, scalar: Scalar) -> None:
    """Cover a value that is a file: what is no setting in it is hidden."""
    text = cover.text
    nowhere = scalar.source.span(scalar.start, scalar.start)
    shown: list[Range] = []
    for setting in settings_of(file, Text.of(scalar, nowhere)):
        if setting.span != nowhere:
            shown.extend(_shown_of(setting, text))
    header = _HEADER.match(text, scalar.start) if scalar.style in ("|", ">") else None
    if header is not None:
        shown.append(header.span())
        shown.extend(_headings(text, scalar))
    gaps = between((scalar.start, scalar.end), sorted(shown))
    cover.show(scalar.start, scalar.end, [line for gap in gaps for line in _lines(text, *gap)])


def _shown_of(setting: Setting, text: str) -> list[Range]:
    """The parts of a setting's line that are shown: its name, and what is harmless of its value."""
    start, end = setting.span.start, setting.span.end
    match = _SETTING.match(text, start, end)
    if match is None or not match["key"].endswith(setting.name) or not is_plain_key(match["key"]):
        return []
    at = match.end()
    # the model's readers drop quotes and comments: what they made of a line must stand in it
    if not text.startswith(setting.value, at) or not _AFTER_VALUE.fullmatch(text, at + len(setting.value), end):
        return [(start, match.end("key"))]
    # the keys above may tell what the last one does not: `auth.value`
    hidden = named_value(setting.value, setting.full_name)
    return between((start, end), [(at + first, at + last) for first, last in hidden])


def _headings(text: str, scalar: Scalar) -> list[Range]:
    """The lines of a block that are the key of what follows, or the name of a section."""
    found: list[Range] = []
    start = text.find("\n", scalar.start, scalar.end) + 1
    while 0 < start < scalar.end:
        stop = text.find("\n", start, scalar.end)
        stop = scalar.end if stop < 0 else stop
        match = _HEADING.fullmatch(text, start, stop)
        if match is not None and is_plain_key((match["section"] or match["key"]).replace(" ", "-")):
            found.append((start, stop))
        start = stop + 1
    return found


def _lines(text: str, start: int, end: int) -> list[Range]:
    """Of each line of a gap what stands between its first letter and its last."""
    found: list[Range] = []
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        line = text[start:stop]
        bare = line.strip(_PUNCTUATION)
        if bare:
            first = start + len(line) - len(line.lstrip(_PUNCTUATION))
            found.append((first, first + len(bare)))
        start = stop + 1
    return found
