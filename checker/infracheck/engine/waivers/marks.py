"""The marks of our own waivers in the comments of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.engine.waivers.comments import Comments
from infracheck.engine.waivers.reach import Reach
from infracheck.engine.waivers.waiver import Waiver

# each of YAML's ends of a line ends a comment
_MARK = re.compile(
    r"#[ \t]*infracheck:[ \t]*ignore(?:\[(?P<ids>[^\]\n\r\x85\u2028\u2029]*)\])?(?P<reason>[^\n\r\x85\u2028\u2029]*)"
)


def waivers_of(comments: Comments, file: Reach) -> Iterator[Waiver]:
    """The marks in the comments of one file; a mark inside a string is text."""
    for match in _MARK.finditer(file.source.text):
        is_comment = comments.places.is_comment(match.start())
        if not is_comment and not comments.places.is_idle(match.start()):
            continue
        ids = match["ids"]
        selectors = tuple(filter(None, (each.strip() for each in ids.split(",")))) if ids else ()
        yield comments.waiver(match, selectors, match["reason"].strip(" \t-:"), is_idle=not is_comment)
