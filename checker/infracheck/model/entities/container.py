"""Containers of all three kinds, with what they ask of their node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from infracheck.model.base.derived import derived
from infracheck.model.base.fact import Fact
from infracheck.model.base.field import (
    Field,
    flag,
    integer,
    number_or_text,
    optional,
    parsed,
    part,
    parts,
    present,
    text,
    texts,
)
from infracheck.model.base.references import FieldReference, KeyReference, ObjectReference
from infracheck.model.base.values import ImageReference, Quantity, User
from infracheck.model.base.view import View, remembered
from infracheck.model.entities.amounts import Amounts, Resources
from infracheck.model.entities.security import SecurityContext
from infracheck.source.text.numerals import integer as integer_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from infracheck.model.entities.variable import Variable
    from infracheck.model.entities.workload import Pod, Workload
    from infracheck.model.facts.environment.environment import Environment, Reference
    from infracheck.model.facts.references.mounted import MountedFile
    from infracheck.model.facts.runtime.data_folder import LostData
    from infracheck.model.image.dockerfile import Dockerfile
    from infracheck.source.text.span import Span
    from infracheck.source.yaml.tree import Mapping

T = TypeVar("T")


class HttpHeader(View):
    """A header that a probe sends."""

    __slots__ = ()

    name = text("name")


class HttpGet(View):
    """An HTTP request that the kubelet makes."""

    __slots__ = ()

    host = text("host")
    path = text("path")
    port = number_or_text("port")
    scheme = text("scheme")
    headers = parts("httpHeaders", HttpHeader)


class TcpSocket(View):
    """A connection that the kubelet opens."""

    __slots__ = ()

    host = text("host")
    port = number_or_text("port")


class Grpc(View):
    """A gRPC health check."""

    __slots__ = ()

    port = integer("port")
    service = text("service")


class Exec(View):
    """A command that runs in the container."""

    __slots__ = ()

    command = texts("command")


class Handler(View):
    """What the kubelet does to ask or to tell a container something."""

    __slots__ = ()

    http_get = optional("httpGet", HttpGet)
    tcp_socket = optional("tcpSocket", TcpSocket)
    grpc = optional("grpc", Grpc)
    exec = optional("exec", Exec)


class Probe(Handler):
    """A liveness, readiness or startup probe."""

    __slots__ = ()

    initial_delay_seconds = integer("initialDelaySeconds")
    period_seconds = integer("periodSeconds")
    timeout_seconds = integer("timeoutSeconds")
    failure_threshold = integer("failureThreshold")
    success_threshold = integer("successThreshold")

    @property
    def port(self) -> int | str | None:
        """The port that is asked, by number or by name."""
        asked = self.http_get or self.tcp_socket or self.grpc
        return asked.port if asked is not None else None

    @property
    def port_place(self) -> Span:
        """The place of the port that is asked."""
        asked = self.http_get or self.tcp_socket or self.grpc
        return asked.place(type(asked).port) if asked is not None else self.span

    @property
    def question(self) -> tuple[str | None, ...]:
        """What is asked, but for the port: two probes of one port and one question have one answer."""
        http, grpc = self.http_get, self.grpc
        if http is not None:
            headers = (each.name for each in http.headers)
            return ("httpGet", http.scheme or "HTTP", http.host, http.path or "/", *headers)
        if self.exec is not None:
            return ("exec", *self.exec.command)
        return ("grpc", grpc.service) if grpc is not None else ("tcpSocket",) if self.tcp_socket is not None else ()

    @property
    def handler_count(self) -> int:
        """How many handlers are written, of which Kubernetes wants exactly one."""
        return sum(each is not None for each in (self.http_get, self.tcp_socket, self.grpc, self.exec))

    @property
    def has_handler(self) -> bool:
        """Whether the probe says what to do; without, it is none."""
        return self.handler_count > 0


class Lifecycle(View):
    """Hooks round a container's life."""

    __slots__ = ()

    post_start = optional("postStart", Handler)
    pre_stop = optional("preStop", Handler)


class Port(View):
    """A port that a container declares."""

    __slots__ = ()

    name = text("name")
    container_port = integer("containerPort")
    host_port = integer("hostPort")
    host_ip = text("hostIP")
    protocol = text("protocol")


class EnvVar(View):
    """One entry of `env`."""

    __slots__ = ()

    name = text("name")
    value = text("value")
    config_map_key = optional("valueFrom/configMapKeyRef", KeyReference)
    secret_key = optional("valueFrom/secretKeyRef", KeyReference)
    field_ref = optional("valueFrom/fieldRef", FieldReference)
    resource_field_ref = optional("valueFrom/resourceFieldRef", FieldReference)
    is_reference = present("valueFrom")


class EnvFrom(View):
    """One entry of `envFrom`: all the keys of an object as variables."""

    __slots__ = ()

    prefix = text("prefix")
    config_map = optional("configMapRef", ObjectReference)
    secret = optional("secretRef", ObjectReference)


class VolumeMount(View):
    """A volume at a path."""

    __slots__ = ()

    name = text("name")
    mount_path = text("mountPath")
    sub_path = text("subPath")
    sub_path_expression = text("subPathExpr")
    read_only = flag("readOnly")
    mount_propagation = text("mountPropagation")

    @property
    def is_sub_path(self) -> bool:
        """Whether a part of the volume is mounted, which is never updated."""
        return bool(self.sub_path or self.sub_path_expression)


class Container(View):
    """A container of a pod: main, init or ephemeral."""

    __slots__ = ("index", "is_ephemeral", "name", "pod", "role", "workload")

    name_written = text("name")
    image = parsed("image", ImageReference.parse)
    image_pull_policy = text("imagePullPolicy")
    command = texts("command")
    args = texts("args")
    working_dir = text("workingDir")
    env = parts("env", EnvVar)
    env_from = parts("envFrom", EnvFrom)
    ports = parts("ports", Port)
    resources = part("resources", Resources)
    limits = part("resources/limits", Amounts)
    requests = part("resources/requests", Amounts)
    liveness_probe = optional("livenessProbe", Probe)
    readiness_probe = optional("readinessProbe", Probe)
    startup_probe = optional("startupProbe", Probe)
    has_liveness_probe = present("livenessProbe")
    has_readiness_probe = present("readinessProbe")
    has_startup_probe = present("startupProbe")
    lifecycle = part("lifecycle", Lifecycle)
    security_context = part("securityContext", SecurityContext)
    volume_mounts = parts("volumeMounts", VolumeMount)
    restart_policy = text("restartPolicy")
    stdin = flag("stdin")
    tty = flag("tty")

    def __init__(self, node: Mapping, pod: Pod, role: str, index: int) -> None:
        super().__init__(node, pod)
        self.pod = pod
        """The pod that it is a part of, with the labels that the pod carries."""
        self.role = role
        """The list that it stands in, such as `initContainers`."""
        self.index = index
        """Its place in that list."""
        self.name: str = self.name_written or f"{role}[{index}]"
        """The container's name, or its place in its list where it has none."""
        self.workload: Workload = pod.workload
        """The workload whose pods hold this container."""
        self.is_ephemeral: bool = role == "ephemeralContainers"
        """Whether this is one of `ephemeralContainers`: for debugging, it takes no ports, probes and resources."""

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """What the kubelet asks or tells the container: its probes and its hooks."""
        hooks = (self.lifecycle.post_start, self.lifecycle.pre_stop)
        written = (self.liveness_probe, self.readiness_probe, self.startup_probe, *hooks)
        return tuple(each for each in written if each is not None)

    @property
    def is_main(self) -> bool:
        """Whether this is one of `containers`."""
        return self.role == "containers"

    @property
    def is_init(self) -> bool:
        """Whether this is one of `initContainers`, a sidecar among them."""
        return self.role == "initContainers"

    @property
    def is_sidecar(self) -> bool:
        """Whether this is an init container that runs as long as the pod (KEP-753)."""
        return self.is_init and self.restart_policy == "Always"

    user: Fact[User] = derived("facts.runtime.effective:user_of")
    """The user that it starts as, by security contexts or by the image's USER."""

    pulled_image: Fact[ImageReference] = derived("facts.runtime.pulled:pulled_image")
    """Its image; unknown where a placeholder stands or a kustomization or Skaffold puts another in its place."""
    tagged_image: Fact[ImageReference] = derived("facts.runtime.pulled:tagged_image")
    """Its image as far as tag and digest are known, whatever a placeholder before them stands for."""

    dockerfile: Fact[Dockerfile] = derived("graph.origin:dockerfile_of")
    """The Dockerfile that builds its image."""

    served_product: str | None = derived("facts.runtime.exposure:product_of")
    """What it serves, by the name of its image: `PostgreSQL`, `Redis`, …; None for anything else."""

    served_console: str | None = derived("facts.runtime.exposure:console_of")
    """The program that it runs whose console hands over what it manages: `Jenkins`, `Argo CD`, …; None for others."""

    @remembered
    def variables(self) -> tuple[Variable, ...]:
        """Every variable of its environment: its own, those of ConfigMaps and Secrets, and those of its image."""
        return self.environment.variables

    environment: Environment = derived("facts.environment.environment:Environment")
    """Its variables while Kubernetes sets them, and what it cannot expand."""

    @remembered
    def literals(self) -> tuple[tuple[str, str, EnvVar], ...]:
        """The variables of `env` whose values are written there: the name, the value, and the entry."""
        return tuple([(name, value, each) for each in self.env if (value := each.value) and (name := each.name)])

    @property
    def repeated_env(self) -> tuple[tuple[EnvVar, EnvVar], ...]:
        """The entries of `env` whose name an earlier one has, each with the first of that name."""
        names: dict[str, EnvVar] = {}
        entries = self.env
        first = [names.setdefault(name, each) if (name := each.name) else each for each in entries]
        return tuple((each, one) for each, one in zip(entries, first, strict=True) if each is not one)

    arguments: tuple[Variable, ...] = derived("facts.environment.command_line:arguments_of")
    """What `command` and `args` set: `--name=value`, `--name value`, `-Dname=value`, `NAME=value`."""

    unresolved: tuple[Reference, ...] = derived("facts.environment.command_line:unresolved_of")
    """The `$(NAME)` of its variables, commands and arguments that nothing sets before: they stay as they are."""

    lost_data: LostData | None = derived("facts.runtime.data_folder:lost_data_of")
    """The data of a database that it serves and that is deleted with its pod."""

    mounted_files: tuple[MountedFile, ...] = derived("facts.references.mounted:mounted_files_of")
    """The files that it finds of ConfigMaps, Secrets and the downward API, each with the key it comes from."""

    sub_path: Callable[[VolumeMount], Fact[str]] = derived("facts.references.mounted:sub_paths_of")
    """The part of the volume that it mounts, `subPathExpr` expanded; empty for the whole of it."""

    _amounts: Callable[[str, str], Fact[Quantity | None]] = derived("facts.runtime.effective:amounts_of")
    _overlay: Callable[[Field[Any]], Fact[Any]] = derived("facts.runtime.effective:overlay_of")

    def limit(self, name: str) -> Fact[Quantity | None]:
        """Its limit of `cpu`, `memory` or `ephemeral-storage`, LimitRanges counted; Known(None) for none."""
        return self._amounts("limits", name)

    def request(self, name: str) -> Fact[Quantity | None]:
        """Its request of `cpu`, `memory` or `ephemeral-storage`, LimitRanges counted; Known(None) for none."""
        return self._amounts("requests", name)

    def effective(self, field: Field[T]) -> Fact[T]:
        """A field of the security context as it holds: the container's own, else the pod's; Known(None) for neither.

        `field` is one of `AnySecurityContext`, such as `AnySecurityContext.run_as_non_root`.
        """
        return self._overlay(field)

    @remembered
    def probes(self) -> tuple[Probe, ...]:
        """The probes that are written."""
        return tuple(p for p in (self.liveness_probe, self.readiness_probe, self.startup_probe) if p is not None)

    def port_of(self, probe: Probe) -> int | str | None:
        """The number of the port that a probe asks; its name where this container has no port of that name.

        The kubelet (`probe.ExtractPort`) looks for the name, and tries `strconv.Atoi` where there is none.
        """
        asked = probe.port
        if not isinstance(asked, str):
            return asked
        named = next((each.container_port for each in self.ports if each.name == asked), None)
        if named:
            return named
        number = integer_of(asked)
        return asked if number is None else number
