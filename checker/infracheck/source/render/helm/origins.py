"""Where each line that Helm printed was written: in a template, in a helper, or in the values that these were given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from infracheck.source.render.helm.entries import ShownEntries, ShownEntry, is_same, same_below, words_of
from infracheck.source.render.helm.files import ChartFiles, Through
from infracheck.source.render.helm.marks import Marked
from infracheck.source.render.helm.printed_lines import PrintedLines, shows
from infracheck.source.render.helm.scopes import read_template
from infracheck.source.render.helm.settings import SetSource
from infracheck.source.text.rendered import Origin, Waypoint
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.tree import Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Items

_MOST_TRIED = 200
_KEY = re.compile(r"[a-z][A-Za-z]+")
_TAKES_DIGEST = ("digest", "tag")
_ABOUT_REGISTRY = frozenset(("registry", "registries", "repository", "frozen"))


class LineOrigins:
    """The origins of what one template printed; `printed` is the template's path as Helm prints it."""

    def __init__(
        self, printed: str, template: str, text: str, marks: Sequence[Sequence[Marked]], files: ChartFiles
    ) -> None:
        self._chart = files.chart_of(printed)
        self._template = template
        self._files = files
        self._lines = PrintedLines(text, marks, files)
        self._known: dict[Marked, list[Through]] = {}
        self._entries = ShownEntries(Source(template, text))

    def find(self, span: Span, said: str, remedy: str) -> Origin:
        """Where a stretch of the text was written of which something is said; its remedy names what is missing."""
        entry = self._entries.at(span)
        writer = self._lines.writer(span.line)
        if writer is not None:
            return self._left_out(writer, entry, span, remedy) or self._of_writer(writer, entry, span, said)
        makers = self._lines.makers(span.line)
        if entry is not None:
            for maker in makers:
                value = self._within(maker, entry, span.line) or (self._empty(maker, entry) if entry.is_empty else None)
                if value is not None:
                    return self._at_value(value, maker, entry, span.line)
                if (origin := self._in_text(maker, entry, span, said)) is not None:
                    return origin
        beside = self._lines.beside(span.line, self._template)
        if beside is not None:
            return self._of_writer(beside, entry, span, said)
        if makers:
            return self._at(makers[0], span.line, is_exact=bool(self._lines.of(span.line)))
        near = self._lines.above(span.line)
        return self._at(near or Marked(self._template, 1), span.line, is_exact=False)

    def _of_writer(self, writer: Marked, entry: ShownEntry | None, span: Span, said: str) -> Origin:
        """The place of what a template's own line shows: the line, or the value that it puts in."""
        if entry is not None and entry.is_empty:
            makers = (writer, *self._lines.makers(span.line + 1)) if span.line < len(self._lines.lines) else (writer,)
            for maker in makers:
                if (empty := self._empty(maker, entry)) is not None:
                    return self._at_value(empty, maker, entry, span.line)
        if entry is None or entry.text is None or not entry.is_about_value(span, said):
            return self._at(writer, span.line)
        if not self._lines.has_action(writer):
            return self._at(writer, span.line)
        value = _chosen(self._shown(writer, entry, span.line), entry, said)
        if value is None and entry.is_kept:
            value = self._kept_whole(writer)
        return self._at(writer, span.line) if value is None else self._at_value(value, writer, entry, span.line)

    def _kept_whole(self, writer: Marked) -> Through | None:
        """The one mapping that a line makes a text of, as a file of settings is put into a Secret."""
        direct = [each for each in self._referred(writer) if not each.helpers and type(each.value.node) is Mapping]
        return direct[0] if len(direct) == 1 else None

    def _left_out(self, writer: Marked, entry: ShownEntry | None, span: Span, remedy: str) -> Origin | None:
        """The value that an item lacks a key for: it is empty, and the template prints none of that key."""
        if entry is None or not (entry.heads and entry.is_in_item) or span.start != entry.items[-1].start:
            return None
        item = entry.items[-1]
        keys = {each for each in _KEY.findall(remedy) if type(item) is Mapping and each not in item.values}
        for guard in self._lines.unprinted(writer, keys) if keys else ():
            meant = self._files.template(guard.file).guards.get(guard.line, ())
            for each in self._files.referred_to(meant, self._chart):
                if _is_unset(each.value.node) and not isinstance(each.value.node.source, SetSource):
                    return self._at_value(each, guard, entry, span.line)
        return None

    def _referred(self, mark: Marked) -> list[Through]:
        """The values that the actions of a line refer to."""
        known = self._known.get(mark)
        if known is None:
            prints = self._files.template(mark.file).by_line.get(mark.line, ())
            known = [each for one in prints for each in self._files.referred_to(one.meant, self._chart)]
            self._known[mark] = known
        return known

    def _within(self, maker: Marked, entry: ShownEntry, line: int) -> Through | None:
        """The value within those that an action hands on which an entry shows."""
        for each in self._in_turn(maker, line):
            found = same_below(each.value, entry)
            if found is not None:
                return each._replace(value=found)
        return None

    def _in_text(self, maker: Marked, entry: ShownEntry, span: Span, said: str) -> Origin | None:
        """The place in a text among the values which is a template itself, as `tpl` renders it."""
        shown = self._lines.lines[span.line - 1].strip()
        for each in self._in_turn(maker, span.line):
            node = each.value.node
            if type(node) is not Scalar or not node.is_block or not shown or isinstance(node.source, SetSource):
                continue
            texts = node.text.split("\n")
            found = [number for number, text in enumerate(texts) if shows(shown, text)]
            if len(found) != 1:
                continue
            here = node.source.line_span(node.source.line_of(node.body_at) + found[0])
            meant = [one.meant for one in read_template(node.text).by_line.get(found[0] + 1, ())]
            values = (one for things in meant for one in self._files.referred_to(things, self._chart))
            way = (Waypoint("it is used here", self._span(maker)),)
            if meant and entry.is_about_value(span, said):
                value = _chosen(self._holding(values, entry), entry, said)
                if value is not None and not isinstance(value.value.node.source, SetSource):
                    return Origin(value.value.place, True, span.line, (Waypoint("it is used here", here), *way))
            return Origin(here, True, span.line, way)
        return None

    def _in_turn(self, mark: Marked, line: int) -> Iterator[Through]:
        """What a line of a template refers to; first, of what it ranges over, the one whose turn it was."""
        referred = self._referred(mark)
        nth = self._lines.nth(line, mark)
        yield from (each for each in referred if each.value.nth == nth)
        yield from islice((each for each in referred if each.value.nth != nth), _MOST_TRIED)

    def _empty(self, maker: Marked, entry: ShownEntry) -> Through | None:
        """The value that is handed on although nothing is in it: what is missing would stand there."""
        for each in self._referred(maker):
            node = each.value.node
            if type(node) is type(entry.node) and is_same(node, entry) and _holds_nothing(node):
                return each
        return None

    def _shown(self, writer: Marked, entry: ShownEntry, line: int) -> Iterator[Through]:
        """The values that a line puts into its text."""
        return self._holding(self._in_turn(writer, line), entry)

    def _holding(self, values: Iterable[Through], entry: ShownEntry) -> Iterator[Through]:
        """Those of some values that a text holds."""
        for each in values:
            node = each.value.node
            if type(node) is Scalar:
                if node.text.strip() in entry.held:
                    yield each
            elif (found := same_below(each.value, entry)) is not None:
                yield each._replace(value=found)

    def _at(self, mark: Marked, line: int, *, is_exact: bool = True) -> Origin:
        others = [each for each in self._lines.of(line) if each != mark]
        way = [Waypoint("it is included here", self._span(each)) for each in others]
        return Origin(self._span(mark), is_exact, line, tuple(way))

    def _at_value(self, through: Through, mark: Marked, entry: ShownEntry, line: int) -> Origin:
        here = self._span(mark)
        way = [Waypoint("it is used here", here)]
        for file, helper in through.helpers:
            way.append(
                Waypoint(f"the helper in between is {helper.name}", self._files.source(file).line_span(helper.line))
            )
        node = through.value.node
        if isinstance(node.source, SetSource):
            return Origin(here, True, line, (Waypoint(f"set by `--set {node.source.path}`", here), *way[1:]))
        return Origin(_within_block(through, entry, self._lines, line), True, line, tuple(way))

    def _span(self, mark: Marked) -> Span:
        return self._files.source(mark.file).line_span(mark.line)


def _holds_nothing(node: object) -> bool:
    if type(node) is Scalar:
        return node.kind == "null"
    return type(node) is Mapping and not node.values


def _is_unset(node: Node) -> bool:
    """Whether `with` and `if` pass over a value: text/template calls it empty."""
    if type(node) is Scalar:
        return node.kind == "null" or not node.text
    return not (node.values if type(node) is Mapping else type(node) is Items and node.items)


def _within_block(through: Through, entry: ShownEntry, lines: PrintedLines, line: int) -> Span:
    """The place of a value; of a line in a block of text, that line of it."""
    node = through.value.node
    if type(node) is Scalar and node.is_block and type(entry.node) is Scalar and entry.node.is_block:
        start = entry.node.source.line_of(entry.node.body_at)
        wanted = node.source.line_of(node.body_at) + line - start
        if line >= start and wanted <= len(node.source.line_starts):
            text = node.source.line_text(wanted)
            if text.strip() == lines.lines[line - 1].strip():
                return node.source.line_span(wanted)
    return through.value.place


def _chosen(found: Iterable[Through], entry: ShownEntry, said: str) -> Through | None:
    """Of the values in a text, the one that is spoken of; None where that is what stands around them."""
    shown, text = list(found), entry.held
    empty = [each for each in shown if not _text(each)]
    shown = [each for each in shown if _text(each)]
    whole = [each for each in shown if _text(each) == text.strip()]
    if whole:
        return next((each for each in whole if each.value.key == entry.key), whole[0])
    if entry.is_kept:
        return None
    words = {each.lower() for each in words_of(said)}
    others = (each for each in shown if each.value.key != entry.key)
    named = next((each for each in others if each.value.key.lower() in words), None)
    if named is not None:
        return named
    if entry.key != "image":
        return next((each for each in shown if _text(each) in said), None)
    if words & _ABOUT_REGISTRY:
        return next((each for each in shown if text.startswith(_text(each))), None)
    if "digest" in words:
        # it is missing; an empty digest, or a tag that is left to the chart's own version, is where it would stand
        for part in _TAKES_DIGEST:
            if (unset := next((each for each in empty if each.value.key.lower().endswith(part)), None)) is not None:
                return unset
    # an image ends with its tag
    return next((each for each in shown if text.endswith(_text(each))), None)


def _text(through: Through) -> str:
    node = through.value.node
    return node.text.strip() if type(node) is Scalar else ""
