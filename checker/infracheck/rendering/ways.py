"""The ways in which a chart is rendered: as the command line, the config or an object of the scan says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import dirname, join, normpath

from infracheck.record import Record
from infracheck.rendering.release_objects import ReleaseObject, leads_to
from infracheck.rendering.settings import ChartSettings, RenderSettings
from infracheck.source.files.file_tree import DISK, FileTree, is_file
from infracheck.source.files.links import leaves
from infracheck.source.render.helm.given import GivenValues, of_text
from infracheck.source.render.helm.settings import values_set
from infracheck.source.yaml.tree import Mapping

_MOST_VALUES = 10_000_000


class ChartWay(Record):
    """One way: what is given, the last one decides, and how reports say it; `told` is what stands for `namespace`."""

    release: str
    namespace: str
    given: tuple[GivenValues, ...]
    settings: tuple[str, ...]
    values: tuple[str, ...]
    sets: tuple[str, ...]
    installer: str = ""

    @property
    def trees(self) -> list[Mapping]:
        """The values that are given, with their places; those that are set come last."""
        files = [each.root for each in self.given if each.root is not None]
        return [*files, *(tree for each in self.settings for tree in values_set(each))]

    @property
    def texts(self) -> tuple[str, ...]:
        """The files in which the values stand: in two of the same, they stand at the same places."""
        return tuple(each.root.source.text for each in self.given if each.root is not None)


def ways_of(
    folder: str, files: FileTree, settings: RenderSettings, releases: Sequence[ReleaseObject]
) -> Iterator[ChartWay]:
    """What the config says of a chart, else the objects that install it, else its own values."""
    real = files.real(folder)
    configured = [each for each in settings.charts if files.real(each.chart) == real]
    if configured:
        yield from (_configured(each, files, settings) for each in dict.fromkeys(configured))
        return
    top = files.top_around(real)
    found = [each for each in releases if leads_to(each, real, top)]
    yield from (_released(each, folder, files, settings) for each in found)
    if not found:
        yield _configured(ChartSettings(folder), files, settings)


def _configured(chart: ChartSettings, files: FileTree, settings: RenderSettings) -> ChartWay:
    # what is compared with may be older than a file of the config
    values = tuple(
        each
        for each in (*chart.values, *settings.helm_values)
        if is_file(_home(each, files), each) and (each in settings.helm_values or not _has_left(each, files))
    )
    given = [of_text(each, _home(each, files).load(each, _MOST_VALUES)) for each in values]
    sets = (*chart.sets, *settings.helm_sets)
    return ChartWay(chart.release, chart.namespace, tuple(given), sets, values, _names(sets))


def _has_left(path: str, files: FileTree) -> bool:
    """Whether a values file that stands in a work tree is a link to what stands outside, as a change may make it."""
    tree = files.top_around(files.real(dirname(path) or "."))
    return tree is not None and leaves(files.real(path), tree)


def _home(path: str, files: FileTree) -> FileTree:
    """Where a values file is read from: the tree, if it stands in it, else the disk."""
    return DISK if files.top_around(files.real(path)) is None else files


def _released(release: ReleaseObject, folder: str, files: FileTree, settings: RenderSettings) -> ChartWay:
    """The values files that an object names, then its own values, then those of the command line."""
    named = [normpath(join(release.root_of(folder), each)) for each in release.files]
    tree = files.top_around(files.real(folder)) or files.real(folder)
    # a file that is not there, or none of the tree's, is nobody's to read
    named = [each for each in named if is_file(files, each) and not leaves(files.real(each), tree)]
    own = ChartWay(release.release, release.namespace, (), (), (release.path,), (), release.label)
    told = _configured(ChartSettings(folder), files, settings)
    given = (*(of_text(each, files.load(each, _MOST_VALUES)) for each in named), *release.values, *told.given)
    return own._replace(
        given=given,
        settings=(*release.settings, *told.settings),
        values=(*named, *own.values, *told.values),
        sets=(*_names(release.settings), *told.sets),
    )


def _names(sets: Sequence[str]) -> tuple[str, ...]:
    """What is set, without the values, which may be secrets."""
    return tuple(each.partition("=")[0] for each in sets)
