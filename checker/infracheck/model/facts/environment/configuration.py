"""Service configuration: what a workload or a ConfigMap says about APIs, databases, its environment and features."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infracheck.knowledge.words.environments import MODES, PRODUCTION
from infracheck.model.base.derived import derived, found_by
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.violation import Resource, Violation
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.environment.stage import Told, told_by_names
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.model.entities.variable import Variable
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span


class Recognised(Record):
    """A variable, an argument or a setting whose meaning is known.

    `value` may be shown: of an address, user, password and parameters are left out; it is Unknown where the value comes
    from a Secret or is not told. `value.because` is the way to it, the origin first. `stage` is the environment that
    the value names (`production`, `staging`, …), None where it names none.
    """

    name: str
    value: Fact[str]
    variable: Variable
    stage: str | None = None

    @property
    def origin(self) -> Span:
        """Where one would change it."""
        return self.variable.origin

    @property
    def because(self) -> tuple[Note, ...]:
        """How the container comes by it, from its own entry to the origin."""
        return self.variable.because


class Configuration:
    """The service configuration of a workload, from all its containers, or that of a ConfigMap alone."""

    __slots__ = ("cache", "owner")

    def __init__(self, owner: Workload | ConfigMap) -> None:
        self.owner = owner
        self.cache: dict[Any, Any] | None = None

    def __repr__(self) -> str:
        return f"<Configuration of {self.owner.kind} {self.owner.name}>"

    all_of = found_by("facts.environment.configuration:configurations_in")

    @property
    def span(self) -> Span:
        """The place of the object that it belongs to."""
        return self.owner.span

    @property
    def resource(self) -> Resource:
        """The object that it belongs to."""
        return self.owner.resource

    @property
    def is_of_workload(self) -> bool:
        """Whether it is a workload's: what its containers see, wherever it comes from."""
        return self.owner.kind != "ConfigMap"

    @property
    def api_urls(self) -> tuple[Recognised, ...]:
        """The addresses of APIs that are called."""
        return self._kind("api")

    @property
    def database_urls(self) -> tuple[Recognised, ...]:
        """The addresses of databases, brokers and caches: whole, or the variable that names the host."""
        return self._kind("database")

    @property
    def feature_flags(self) -> tuple[Recognised, ...]:
        """Switches of features: `FEATURE_*`, `ENABLE_*`, `*_ENABLED`, files of flags; values in lower case."""
        return self._kind("flag")

    @property
    def environments(self) -> tuple[Recognised, ...]:
        """Variables and settings that name the environment, such as `APP_ENV`; `stage` is the one they name."""
        return self._kind("environment")

    @property
    def debug_switches(self) -> tuple[Recognised, ...]:
        """Variables, arguments and settings that put an application into a mode for developers."""
        return self._kind("debug")

    @property
    def foreign_addresses(self) -> tuple[Recognised, ...]:
        """Addresses of another environment than the workload's own."""
        stage = self.stage if self.is_of_workload else None
        if stage is None:
            return ()
        addresses = (*self.database_urls, *(self.api_urls if stage == PRODUCTION else ()))
        if getattr(self.owner, "is_job", False) and any(each.stage == stage for each in addresses):
            return ()
        # staging and test share services in many places, production with none
        return tuple(
            each for each in addresses if each.stage not in (None, stage) and PRODUCTION in (stage, each.stage)
        )

    @property
    def environment(self) -> Fact[str]:
        """`production`, `staging`, `development` or `test`; Unknown where nothing tells, or where places differ.

        By namespace, labels and variables that name it, else by arguments and files, else by a framework's mode; where
        none of these is named, what a variable says instead: `kubernetes` of `SPRING_PROFILES_ACTIVE`.
        """
        named = self.environments
        for found in (self._told, told_by_names(named, are_modes=False), told_by_names(named, are_modes=True)):
            if found:
                stages = {each.stage for each in found}
                if len(stages) > 1:
                    return Unknown(f"it names {' and '.join(sorted(stages))}")
                return Known(found[0].stage, tuple(each.note for each in found))
        return _environment_of_its_own(named)

    @property
    def is_production(self) -> bool:
        """Whether namespace, labels or a variable that names the environment say production; a mode is not enough."""
        return bool(self._told) and all(each.stage == PRODUCTION for each in self._told)

    @property
    def stage(self) -> str | None:
        """The environment by namespace, labels and variables that name it, where they agree."""
        stages = {each.stage for each in self._told}
        return stages.pop() if len(stages) == 1 else None

    @property
    def stage_notes(self) -> tuple[Note, ...]:
        """The places that tell `stage`."""
        return tuple(each.note for each in self._told)

    def violation(
        self, message: str, *, at: Span | None = None, related: tuple[Note, ...] = (), remedy: str = ""
    ) -> Violation:
        """A violation at a place, else at the object."""
        return Violation(message, self.span if at is None else at, self.resource, related, remedy)

    # without arguments and files: policies ask this of every workload, and few tell it there alone
    _told: tuple[Told, ...] = derived("facts.environment.stage:told_by")
    _found: dict[str, tuple[Recognised, ...]] = derived("facts.environment.recognition:recognised")

    def _kind(self, kind: str) -> tuple[Recognised, ...]:
        return self._found.get(kind, ())


def _environment_of_its_own(named: tuple[Recognised, ...]) -> Fact[str]:
    """The one word that variables say instead of a stage; Unknown where they differ, and where none is told."""
    facts = [each.value for each in named if each.name.upper() not in MODES]
    known = [fact for fact in facts if isinstance(fact, Known) and fact.value.strip()]
    words = {fact.value.strip().lower() for fact in known}
    if len(words) == 1 and len(known) == len(facts):
        return Known(words.pop(), known[0].because)
    return Unknown("no namespace, label or variable names an environment")


def configurations_in(model: Model) -> list[Configuration]:
    """Those of all workloads, then those of all ConfigMaps."""
    return [
        *(each.configuration for each in model.all(Workload)),
        *(each.configuration for each in model.all(ConfigMap)),
    ]
