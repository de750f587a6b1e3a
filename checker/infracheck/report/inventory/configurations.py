"""Service configuration for the inventory: what ConfigMaps say, and what workloads are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.knowledge.words.showable import MASK, is_harmless
from infracheck.knowledge.words.switches import is_constant
from infracheck.model.entities.config_map import ConfigMap
from infracheck.report.inventory import shown
from infracheck.report.inventory.entities import ServiceConfiguration, Setting

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infracheck.model.entities.workload import Workload
    from infracheck.model.facts.environment.configuration import Recognised

_STAGES = frozenset(("production", "staging", "development", "test"))


def configuration_of(owner: Workload | ConfigMap, found: str, users: Iterable[str]) -> ServiceConfiguration:
    """The configuration of a ConfigMap or of a workload."""
    configuration = owner.configuration
    return ServiceConfiguration(
        id=found,
        kind=shown.name(owner.kind),
        namespace=None if owner.namespace is None else shown.name(owner.namespace),
        name=shown.name(owner.name),
        place=shown.place(owner.span),
        keys=tuple(shown.key(key) for key in owner.keys) if isinstance(owner, ConfigMap) else (),
        api_url=tuple(_address(each) for each in configuration.api_urls),
        database_url=tuple(_address(each) for each in configuration.database_urls),
        environment=shown.told(configuration.environment, _stage, "no environment is set"),
        feature_flags=tuple(_flag(each) for each in configuration.feature_flags),
        used_by=tuple(dict.fromkeys(users)),
    )


def says_nothing(found: ServiceConfiguration) -> bool:
    """Whether nothing in a configuration was recognised."""
    return not (found.api_url or found.database_url or found.feature_flags or found.environment.value)


def _address(each: Recognised) -> Setting:
    return Setting(shown.name(each.name), shown.told(each.value, shown.phrase), shown.place(each.origin))


def _stage(text: str) -> str:
    return text if text in _STAGES or is_harmless(text) else shown.path(text)


def _flag(each: Recognised) -> Setting:
    def state(text: str) -> str:
        return text if is_constant(text) or is_harmless(text) else MASK

    return Setting(shown.name(each.name), shown.told(each.value, state), shown.place(each.origin))
