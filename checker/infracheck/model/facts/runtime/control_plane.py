"""The parts of the control plane that a pod runs: the API server, the controller manager, the scheduler and etcd."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from infracheck.model.facts.runtime.configured_program import ConfiguredProgram
from infracheck.model.facts.runtime.programs import Flag, Program, containers_running

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span

C = TypeVar("C", bound="Component")


class Component(Program):
    """A container that runs a part of the control plane by its own name, and the flags that it is given."""

    __slots__ = ("container",)
    config_flag: ClassVar[str] = ""
    """The flag that names a file which takes the place of the others."""

    def __init__(self, container: Container, program_span: Span, flags: tuple[Flag, ...]) -> None:
        super().__init__(container, program_span, flags)
        self.container = container

    @classmethod
    def all_of(cls: type[C], model: Model) -> list[C]:
        """Every container of the model that runs this program, unless a file sets what its flags would."""
        made = [cls(*each) for each in containers_running(model, cls.program)]
        return [each for each in made if each.find(cls.config_flag) is None]


class ApiServer(Component):
    """A container that runs `kube-apiserver`."""

    __slots__ = ()
    program = "kube-apiserver"

    @property
    def admission(self) -> tuple[str, ...] | None:
        """The plugins switched on beyond those that are on by default; None where that is not known."""
        # the older name, gone with Kubernetes 1.19, listed all of them
        name = "enable-admission-plugins"
        return self.words(name if self.is_given(name) else "admission-control")

    @property
    def authorization(self) -> tuple[str, ...] | None:
        """The modes of authorization, in their order; None where a file says it, or nothing that is known."""
        return None if self.is_given("authorization-config") else self.words("authorization-mode", ("AlwaysAllow",))


class ControllerManager(Component):
    """A container that runs `kube-controller-manager`."""

    __slots__ = ()
    program = "kube-controller-manager"


class Scheduler(ConfiguredProgram):
    """A `kube-scheduler`, as a container's command line or a KubeSchedulerConfiguration sets it up."""

    __slots__ = ()
    program = "kube-scheduler"
    file_kind = "KubeSchedulerConfiguration"
    fields: ClassVar[dict[str, str]] = {"enableProfiling": "profiling"}
    # Kubernetes, references of kube-scheduler and of KubeSchedulerConfiguration
    flag_defaults: ClassVar[dict[str, str]] = {"profiling": "true"}
    file_defaults = flag_defaults
    is_file_first = True

    @classmethod
    def all_of(cls, model: Model) -> list[Scheduler]:
        """Every scheduler of the model."""
        return cls.in_model(model)


class Etcd(Component):
    """A container that runs `etcd` and takes its settings from flags and variables."""

    __slots__ = ()
    program = "etcd"
    config_flag = "config-file"

    def api_server_that_trusts(self, authority: str) -> ApiServer | None:
        """An API server of the scan, in the same namespace, that accepts clients of a CA, told by its file."""
        workload = self.container.pod.workload
        found: dict[tuple[str | None, str], ApiServer] = workload.model.derive(_by_authority)
        return found.get((workload.namespace, authority))

    def is_given(self, name: str) -> bool:
        """Whether a flag stands on the command line, or in a variable: `ETCD_CERT_FILE` is `--cert-file`.

        A flag on the command line counts before its variable, and an empty variable is none (etcd, SetFlagsFromEnv).
        """
        if self.find(name) is not None:
            return super().is_given(name)
        variable = f"ETCD_{name.upper().replace('-', '_')}"
        container = self.container
        return bool(container.env_from) or any(
            each.name == variable and (each.value or each.is_reference) for each in container.env
        )


def _by_authority(model: Model) -> dict[tuple[str | None, str], ApiServer]:
    found: dict[tuple[str | None, str], ApiServer] = {}
    for each in model.all(ApiServer):
        authority = each.find("client-ca-file")
        if authority is not None and authority.value:
            found.setdefault((each.container.pod.workload.namespace, authority.value), each)
    return found
