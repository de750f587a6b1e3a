"""Text from files made harmless for each kind of output."""

from __future__ import annotations

import re

# Each as ranges, and not asked of `unicodedata`: what that knows differs from one Python to the next.
_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029"
_SURROGATES = "\ud800-\udfff"
# Unicode 17, General_Category=Cf: marks of direction, zero-width marks, tags, marks round annotations and numbers
_FORMATS = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
# Unicode 17, Default_Ignorable_Code_Point: fillers, selectors of variants, and what is kept free for more of them
_IGNORABLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
# what no two fonts show alike, and what is no character
_PRIVATE = "\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0xF0000, 0x10000)
)
# accents pile up over the lines above: more than four on one letter are no language's
_MARKS = (
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20ff\ufe20-\ufe2f]"
)
_UNSAFE = f"[{_CONTROLS}{_SURROGATES}{_FORMATS}{_IGNORABLE}{_PRIVATE}]|(?<={_MARKS * 4}){_MARKS}"
_SERVER_COMMAND = r"#(?=#(?:[A-Za-z]{1,20})?\[)"
_ANSI = r"\x1b\[[0-9;]*m"


def plain(text: str) -> str:
    """One line of printable text: whatever could steer a terminal or hide in a viewer is written as an escape."""
    # most texts are English, asked in C; of other letters Python calls some printable that show nothing
    return text if text.isascii() and text.isprintable() else re.sub(_UNSAFE, _escape, text)


def plain_at(text: str, place: int) -> str:
    """The same of one character, with a view to those before it."""
    match = None if text[place].isascii() and text[place].isprintable() else re.compile(_UNSAFE).match(text, place)
    return text[place] if match is None else _escape(match)


def plain_lines(text: str) -> str:
    """A text of many lines, each of them harmless; tabs stay, for they indent."""
    return "\n".join(harmless("\t".join(map(plain, line.split("\t")))) for line in text.split("\n"))


def inert(line: str) -> str:
    """A line with no command that CI servers read anywhere: `##[` (GitHub), `##vso[` (Azure), `##teamcity[`."""
    return re.sub(_SERVER_COMMAND, "# ", line) if "##" in line else line


def harmless(line: str) -> str:
    """A line that is no command at all: GitHub also reads `::` at its start, behind blanks, and colours are none."""
    line = inert(line)
    if "::" in line and re.sub(_ANSI, "", line).lstrip().startswith("::"):
        line = line.replace("::", ": :", 1)
    return line


def inert_json(text: str) -> str:
    """JSON without such commands: the sign stands in strings alone, and there its escape is the same value."""
    return text.replace("##", "\\u0023\\u0023") if "##" in text else text


def xml(text: str) -> str:
    """Text of an element or an attribute of XML 1.0, which has no control characters, not even as references."""
    text = plain(text).translate(_XML)
    return text.replace("##", "#&#35;") if "##" in text else text


_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def csv_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe marks it as text (CWE-1236)."""
    text = inert(plain(text))
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def markdown(text: str) -> str:
    """Text within a line of Markdown that reads as it is: no markup, HTML, link, mention or reference.

    A character reference keeps a character from Markdown, and an element from what looks for mentions afterwards.
    """
    return re.sub(_MARKUP, _referred, plain(text))


def markdown_prose(text: str) -> str:
    """The same of a text that marks code as remedies do, between backticks."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return markdown(text)
    shown = [f"<code>{markdown(each)}</code>" if nth % 2 else markdown(each) for nth, each in enumerate(pieces)]
    return "".join(shown)


_MARKUP = (
    # what GitHub and GitLab make links of before a name or a number
    r"(?P<mention>[@#!~%&$^](?=[\w\"'\[{])|(?<=GH)-(?=\d))"
    r"|[\\`*_\[\]<>&|~$#@]|:(?=//)|(?<=[Ww]{3})\."
)


def _referred(match: re.Match[str]) -> str:
    reference = f"&#{ord(match[0])};"
    return f"<span>{reference}</span>" if match["mention"] else reference


def sarif_text(text: str) -> str:
    """A message of SARIF that says what it says: no embedded link, no placeholder (2.1.0, §3.11.6 and §3.11.5).

    Only what a reader would take for one is escaped, for many show messages as they are.
    """
    text = plain(text)
    if "](" in text:
        text = re.sub(_END_OF_LINK, r"\1\1\\]", text)
    if "{" in text and re.search(_PLACEHOLDER, text):
        text = text.replace("{", "{{").replace("}", "}}")
    return text


# backslashes before it are doubled: one would take the meaning of the new one away
_END_OF_LINK = r"(?<!\\)(\\*+)\](?=\()"
_PLACEHOLDER = r"\{[0-9]+\}"


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is no UTF-8, as the file system hands it out
        return f"\\x{code - 0xDC00:02x}"
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
