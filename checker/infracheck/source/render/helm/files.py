"""The files of a chart: its own and its subcharts' values, and what its templates and helpers refer to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import join, normpath

from infracheck.record import Record
from infracheck.source.render.helm.expressions import Call, MadeDict, Meant, Ref, Thing, field
from infracheck.source.render.helm.marks import is_template
from infracheck.source.render.helm.scopes import Helper, Template, read_template
from infracheck.source.render.helm.staged import CHART
from infracheck.source.render.helm.values import Value, found_at, handed_down, merged, root_of
from infracheck.source.render.stage import Staged
from infracheck.source.text.span import Source
from infracheck.source.yaml.tree import Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Items

VALUES = "values.yaml"
_DEEPEST_CHART = 8
_DEEPEST_CALL = 8
_MOST_STEPS = 3_000
_EXISTING = "existing"


class Chart(Record):
    """A chart or a subchart: the folder of its files, the one that Helm prints, and the values it is rendered with."""

    folder: str
    printed: str
    values: Mapping | None
    meta: Mapping | None


class Through(Record):
    """A value that a template refers to, and the helpers that it went through: the file and the name of each."""

    value: Value
    helpers: tuple[tuple[str, Helper], ...] = ()


class ChartFiles:
    """The files of a chart as they are shown, read when they are asked for.

    `given` are the values of whoever installs it, the last one decides.
    """

    def __init__(self, folder: str, staged: Staged, given: Sequence[Mapping] = ()) -> None:
        self.folder = folder
        self.contents = staged.files
        self._paths = staged.paths
        self.given = given
        self._sources: dict[str, Source] = {}
        self._templates: dict[str, Template] = {}
        self._charts: list[Chart] | None = None
        self._existing: frozenset[str] | None = None
        self._helpers: dict[str, list[tuple[str, Helper]]] | None = None
        self._calls: dict[str, list[Meant]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.contents

    def __iter__(self) -> Iterator[str]:
        return iter(self.contents)

    def beside(self, added: dict[str, bytes]) -> ChartFiles:
        """The chart with further files, which stand nowhere."""
        return ChartFiles(self.folder, Staged({**self.contents, **added}, self._paths), self.given)

    def path(self, name: str) -> str:
        """The path of a file, as reports show it."""
        return normpath(self._paths.get(name) or join(self.folder, *name.split("/")))

    def source(self, name: str) -> Source:
        """A file with its text."""
        found = self._sources.get(name)
        if found is None:
            text = self.contents[name].decode("utf-8", "replace").removeprefix("\ufeff")
            found = self._sources[name] = Source(self.path(name), text)
        return found

    def template(self, name: str) -> Template:
        """What the actions of a template refer to."""
        found = self._templates.get(name)
        if found is None:
            found = self._templates[name] = read_template(self.source(name).text)
        return found

    @property
    def charts(self) -> list[Chart]:
        """The chart, then those below it, the outer before the inner."""
        if self._charts is None:
            own = self._root(VALUES)
            values = own
            for each in self.given:
                both = merged(values, each)
                values = both if type(both) is Mapping else values
            self._charts = list(self._below(Chart("", "", values, self._root(CHART)), 0))
        return self._charts

    @property
    def existing_names(self) -> frozenset[str]:
        """The names of objects that are there already, as values say: `existingSecret`, a word of most charts."""
        if self._existing is None:
            self._existing = frozenset(_existing(self.charts[0].values))
        return self._existing

    def chart_of(self, printed: str) -> Chart:
        """The chart that a template belongs to, by the path that Helm prints."""
        return max(
            (each for each in self.charts if printed.startswith(each.printed)), key=lambda each: len(each.printed)
        )

    def template_of(self, printed: str) -> str | None:
        """The file of a template, by the path that Helm prints; None for one that is packed."""
        chart = self.chart_of(printed)
        name = chart.folder + printed.removeprefix(chart.printed)
        return name if name in self.contents else None

    def _root(self, name: str) -> Mapping | None:
        return root_of(self.source(name)) if name in self.contents else None

    def _below(self, chart: Chart, depth: int) -> Iterator[Chart]:
        yield chart
        if depth >= _DEEPEST_CHART:
            return
        start = f"{chart.folder}charts/"
        names = {each[len(start) :].partition("/")[0] for each in self.contents if each.startswith(start)}
        for name in sorted(names):
            folder = f"{start}{name}/"
            meta = self._root(f"{folder}{CHART}")
            if meta is None:
                continue
            for called in _called(meta, chart.meta, name):
                values = handed_down(chart.values, self._root(f"{folder}{VALUES}"), called)
                yield from self._below(Chart(folder, f"{chart.printed}charts/{called}/", values, meta), depth + 1)

    def referred_to(self, meant: Meant, chart: Chart) -> list[Through]:
        """The values that an action of a template of a chart refers to, in the order in which it names them."""
        return list(_Following(self, chart).values(meant, 0))

    def helper(self, name: str) -> list[tuple[str, Helper]]:
        """The helpers of a name, each with its file."""
        if self._helpers is None:
            self._helpers = {}
            for file in filter(is_template, self.contents):
                template = self.template(file)
                for each in template.helpers.values():
                    self._helpers.setdefault(each.name, []).append((file, each))
                for call in (call for meant in template.meant for call in _calls_in(meant)):
                    self._calls.setdefault(call.helper, []).append(call.given)
                for prints in (one for line in template.by_line.values() for one in line):
                    for call in _calls_in(prints.meant):
                        self._calls.setdefault(call.helper, []).append(call.given)
        return self._helpers.get(name, [])

    def given_to(self, name: str) -> list[Meant]:
        """What the calls of a helper give it."""
        self.helper(name)
        return list(dict.fromkeys(self._calls.get(name, ())))


class _Following:
    """From what an action means to values, through helpers; bounded, as helpers may call each other without end."""

    def __init__(self, files: ChartFiles, chart: Chart) -> None:
        self._files = files
        self._chart = chart
        self._left = _MOST_STEPS

    def values(self, meant: Meant, depth: int) -> Iterator[Through]:
        for each in meant:
            self._left -= 1
            if self._left < 0 or depth > _DEEPEST_CALL:
                return
            if isinstance(each, Ref):
                yield from self._of_path(each, depth)
            elif isinstance(each, Call):
                for file, helper in self._files.helper(each.helper):
                    for prints in helper.prints:
                        inner = _handed(prints.meant, helper.name, each.given)
                        for found in self.values(inner, depth + 1):
                            yield Through(found.value, ((file, helper), *found.helpers))

    def _of_path(self, ref: Ref, depth: int) -> Iterator[Through]:
        if ref.helper:
            for given in self._files.given_to(ref.helper):
                yield from self.values(field(given, ref.keys), depth + 1)
            return
        place, *keys = ref.keys or ("",)
        if place == "Values":
            yield from map(Through, found_at(self._chart.values, keys))
        elif place == "Chart" and keys in (["AppVersion"], ["Version"]):
            name = keys[0]
            yield from map(Through, found_at(self._chart.meta, [name[0].lower() + name[1:]]))


def _existing(values: Mapping | None) -> Iterator[str]:
    """What stands below a key that speaks of what exists; each node once, however often it is aliased."""
    stack: list[tuple[Node, bool]] = [] if values is None else [(values, False)]
    seen: set[tuple[int, bool]] = set()
    while stack:
        node, is_said = stack.pop()
        if (id(node), is_said) in seen:
            continue
        seen.add((id(node), is_said))
        if type(node) is Mapping:
            stack.extend((value, is_said or _EXISTING in key.lower()) for key, value in node.values.items())
        elif type(node) is Items:
            stack.extend((item, is_said) for item in node.items)
        elif is_said and type(node) is Scalar and node.text:
            yield node.text


def _calls_in(meant: Meant) -> Iterator[Call]:
    for each in meant:
        if isinstance(each, Call):
            yield each
            yield from _calls_in(each.given)
        elif isinstance(each, MadeDict):
            for _, things in each.entries:
                yield from _calls_in(things)


def _handed(meant: Meant, helper: str, given: Meant) -> Meant:
    """What a helper's words mean once it is known what it is given."""
    found: list[Thing] = []
    for each in meant:
        if isinstance(each, Ref) and each.helper == helper:
            found += field(given, each.keys)
        elif isinstance(each, Call):
            found.append(Call(each.helper, _handed(each.given, helper, given)))
        elif isinstance(each, MadeDict):
            found.append(MadeDict(tuple((key, _handed(things, helper, given)) for key, things in each.entries)))
        else:
            found.append(each)
    return tuple(found)


def _called(meta: Mapping, parent: Mapping | None, folder: str) -> list[str]:
    """The names under which a chart is part of another one: its aliases there, else its own name."""
    own = meta.values.get("name")
    name = own.text if type(own) is Scalar else folder
    listed = None if parent is None else parent.values.get("dependencies")
    aliases = [
        alias.text
        for each in (listed.items if type(listed) is Items else ())
        if type(each) is Mapping and type(one := each.values.get("name")) is Scalar and one.text == name
        if type(alias := each.values.get("alias", one)) is Scalar
    ]
    return list(dict.fromkeys(aliases)) or [name]
