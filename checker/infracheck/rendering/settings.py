"""What a run was told of rendering."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from infracheck.model.base.values import NEWEST_KUBERNETES, KubernetesVersion
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.engine.config.helm import ConfiguredChart
    from infracheck.rendering.job import Rendered


class ChartSettings(Record):
    """One way in which a chart is rendered; a chart may be judged in several.

    `chart` is its folder, `values` are paths of values files, the last one decides; `sets` are words for `--set`. A
    release without a name is called as its chart.
    """

    chart: str
    values: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    release: str = ""
    namespace: str = ""

    @property
    def names_set(self) -> tuple[str, ...]:
        """What `sets` name, without the values, which may be secrets."""
        return tuple(each.partition("=")[0] for each in self.sets)


class RenderSettings(Record):
    """Whether charts and overlays are rendered, and with what.

    `helm_values` and `helm_sets` are for every chart, as the command line gives them; `charts` are what the config says
    of single ones. `kept` holds what was rendered already: of a change and its base, most charts are the same.
    """

    version: KubernetesVersion = NEWEST_KUBERNETES
    is_on: bool = True
    helm_values: tuple[str, ...] = ()
    helm_sets: tuple[str, ...] = ()
    charts: tuple[ChartSettings, ...] = ()
    kept: dict[Hashable, Rendered] | None = None


def chart_settings(configured: ConfiguredChart) -> ChartSettings:
    """What an entry of the config says of a chart."""
    return ChartSettings(
        configured.chart, configured.values, release=configured.release, namespace=configured.namespace
    )
