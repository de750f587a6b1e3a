"""How traffic reaches pods, and what holds it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from infracheck.model.base.derived import derived
from infracheck.model.base.field import (
    Field,
    flag,
    integer,
    number_or_text,
    optional,
    part,
    parts,
    present,
    text,
    text_map,
    texts,
)
from infracheck.model.base.selector import Selector
from infracheck.model.base.view import View
from infracheck.model.entities.kubernetes import KubernetesObject

if TYPE_CHECKING:
    from infracheck.model.base.fact import Fact
    from infracheck.model.entities.workload import Pod, Workload
    from infracheck.source.text.span import Span


class ServicePort(View):
    """A port of a Service."""

    __slots__ = ()

    name = text("name")
    port = integer("port")
    target_port = number_or_text("targetPort")
    node_port = integer("nodePort")
    protocol = text("protocol")


class Service(KubernetesObject):
    """A name and a port for pods, or for something outside."""

    __slots__ = ()

    type = text("spec/type")
    selector = text_map("spec/selector")
    ports = parts("spec/ports", ServicePort)
    external_name = text("spec/externalName")
    external_ips = texts("spec/externalIPs")
    cluster_ip = text("spec/clusterIP")
    load_balancer_source_ranges = texts("spec/loadBalancerSourceRanges")

    @property
    def is_internal_balancer(self) -> bool:
        """Whether annotations ask the cloud for a load balancer of the private network."""
        return is_internal_balancer(self.annotations)

    pods: Fact[tuple[Pod, ...]] = derived("graph.link:pods_of")
    """The pods that it selects, where the scan sees what could bear its labels."""

    workloads: tuple[Workload, ...] = derived("facts.runtime.exposure:workloads_behind")
    """The workloads whose pods it selects."""

    databases: tuple[tuple[ServicePort, str], ...] = derived("facts.runtime.exposure:databases_exposed")
    """The ports that lead to a database or a cache, each with the product's name."""

    rivals: tuple[Service, ...] = derived("graph.rivals:services_selecting_alike")
    """The other Services of its namespace that have the same selector, but for a headless one beside a plain one."""

    @property
    def is_headless(self) -> bool:
        """Whether it has no address of its own, so that its name leads to the pods themselves."""
        return self.cluster_ip == "None"

    @property
    def is_open(self) -> bool:
        """Whether its type opens it to the outside of the cluster."""
        return self.type in ("LoadBalancer", "NodePort")

    def has_port(self, port: int | str | None) -> bool:
        """Whether it has a port of a number or a name; one that lists no ports may have any."""
        return not self.ports or port is None or any(port in (each.port, each.name) for each in self.ports)


def is_internal_balancer(annotations: Mapping[str, str]) -> bool:
    """Whether annotations of a Service ask the cloud for a load balancer of the private network."""
    return any(annotations.get(name, "").lower() in values for name, values in _INTERNAL.items())


_YES = ("true", "yes", "internal")
_INTERNAL = {
    "service.beta.kubernetes.io/aws-load-balancer-internal": (*_YES, "0.0.0.0/0"),
    "service.beta.kubernetes.io/aws-load-balancer-scheme": _YES,
    "service.beta.kubernetes.io/azure-load-balancer-internal": _YES,
    "networking.gke.io/load-balancer-type": _YES,
    "cloud.google.com/load-balancer-type": _YES,
    "service.beta.kubernetes.io/oci-load-balancer-internal": _YES,
    "service.beta.kubernetes.io/openstack-internal-load-balancer": _YES,
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": ("intranet",),
    "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": ("private",),
}


_CLASS_ANNOTATION = "kubernetes.io/ingress.class"
# annotations of an Ingress, each with the value that it needs; None for any
_CERTIFICATES = (
    ("alb.ingress.kubernetes.io/certificate-arn", None),
    ("ingress.gcp.kubernetes.io/pre-shared-cert", None),
    ("networking.gke.io/managed-certificates", None),
    ("traefik.ingress.kubernetes.io/router.tls", "true"),
)
_HTTPS_ONLY = (
    ("kubernetes.io/ingress.allow-http", "false"),
    ("nginx.ingress.kubernetes.io/force-ssl-redirect", "true"),
    ("ingress.kubernetes.io/force-ssl-redirect", "true"),
    ("alb.ingress.kubernetes.io/ssl-redirect", None),
    ("haproxy.org/ssl-redirect", "true"),
    ("haproxy-ingress.github.io/ssl-redirect", "true"),
)


def _says(annotations: Mapping[str, str], name: str, value: str | None) -> bool:
    return name in annotations and value in (None, annotations[name].lower())


class IngressTls(View):
    """A certificate for hosts of an Ingress."""

    __slots__ = ()

    hosts = texts("hosts")
    secret_name = text("secretName")


class IngressBackend(View):
    """Where an Ingress sends a request."""

    __slots__ = ()

    service_name = text("service/name")
    service_port = number_or_text("service/port/number")
    service_port_name = text("service/port/name")
    # of the versions before networking.k8s.io/v1
    old_service_name = text("serviceName")
    old_service_port = number_or_text("servicePort")

    @property
    def name(self) -> str | None:
        """The name of the Service; None where it names another resource."""
        return self.service_name or self.old_service_name

    @property
    def port(self) -> int | str | None:
        """The number or the name of the Service's port."""
        found = self.service_port if self.service_port is not None else self.service_port_name
        return found if found is not None else self.old_service_port

    @property
    def name_field(self) -> Field[Any]:
        """The field that names the Service."""
        return IngressBackend.old_service_name if self.old_service_name else IngressBackend.service_name

    @property
    def port_field(self) -> Field[Any]:
        """The field that names the port."""
        if self.old_service_port is not None:
            return IngressBackend.old_service_port
        return IngressBackend.service_port_name if self.service_port is None else IngressBackend.service_port

    target: Fact[Service | None] = derived("graph.companions:service_of_backend")
    """The Service; Known(None) where it is missing among those that the scan sees of its namespace."""


class IngressPath(View):
    """A path of an Ingress rule."""

    __slots__ = ()

    path = text("path")
    backend = part("backend", IngressBackend)


class IngressRule(View):
    """A host of an Ingress."""

    __slots__ = ()

    host = text("host")
    paths = parts("http/paths", IngressPath)

    rivals: tuple[Ingress, ...] = derived("graph.rivals:ingresses_of_host")
    """The other Ingresses that have a rule for the same host."""


class Ingress(KubernetesObject):
    """HTTP from outside to Services."""

    __slots__ = ()

    ingress_class = text("spec/ingressClassName")
    rules = parts("spec/rules", IngressRule)
    tls = parts("spec/tls", IngressTls)
    default_backend = optional("spec/defaultBackend", IngressBackend)
    # of the versions before networking.k8s.io/v1
    old_default_backend = optional("spec/backend", IngressBackend)

    @property
    def any_default_backend(self) -> IngressBackend | None:
        """Where requests go that no rule is for, by either of the field's names."""
        return self.default_backend or self.old_default_backend

    @property
    def backends(self) -> tuple[IngressBackend, ...]:
        """All that it sends requests to."""
        default = self.any_default_backend
        return (*((default,) if default else ()), *(path.backend for rule in self.rules for path in rule.paths))

    @property
    def any_class(self) -> str | None:
        """Its class, by the field or by the annotation that came before it."""
        return self.ingress_class or self.annotations.get(_CLASS_ANNOTATION)

    @property
    def place_of_class(self) -> Span:
        """The place of its class."""
        return (
            self.place(Ingress.ingress_class)
            if self.ingress_class
            else self.place(Ingress.annotations, _CLASS_ANNOTATION)
        )

    @property
    def has_tls(self) -> bool:
        """Whether it names a certificate: in its TLS section, or by an annotation of its controller."""
        return bool(self.tls) or any(_says(self.annotations, name, value) for name, value in _CERTIFICATES)

    @property
    def refuses_plain_http(self) -> bool:
        """Whether an annotation tells its controller to serve no plain HTTP, or to redirect it."""
        return any(_says(self.annotations, name, value) for name, value in _HTTPS_ONLY)

    def secures(self, host: str) -> bool:
        """Whether its TLS section has a certificate for a host; an entry without hosts is for every one."""
        wildcard = "*." + host.partition(".")[2]
        return any(not each.hosts or host in each.hosts or wildcard in each.hosts for each in self.tls)


class RouteBackend(View):
    """Where a route of the Gateway API sends a request."""

    __slots__ = ()

    group = text("group")
    kind = text("kind")
    name = text("name")
    namespace = text("namespace")
    port = integer("port")

    target: Fact[Service | None] = derived("graph.companions:service_of_route_backend")
    """The Service; Known(None) where it is missing among those that the scan sees of its namespace."""


class RouteRule(View):
    """A rule of a route of the Gateway API."""

    __slots__ = ()

    backends = parts("backendRefs", RouteBackend)


class Route(KubernetesObject):
    """A route of the Gateway API: an HTTPRoute, a TCPRoute and their like."""

    __slots__ = ()

    hostnames = texts("spec/hostnames")
    rules = parts("spec/rules", RouteRule)

    @property
    def backends(self) -> tuple[RouteBackend, ...]:
        """All that it sends requests to."""
        return tuple(each for rule in self.rules for each in rule.backends)


class ServiceMonitor(KubernetesObject):
    """Which Services Prometheus scrapes, as its operator reads it."""

    __slots__ = ()

    selector = part("spec/selector", Selector)
    namespaces = texts("spec/namespaceSelector/matchNames")
    in_any_namespace = flag("spec/namespaceSelector/any")

    services: Fact[tuple[Service, ...]] = derived("graph.companions:services_of_monitor")
    """The Services that it selects; Known(()) where none of those that the scan sees is one."""


class PolicyPeer(View):
    """Whom a network policy lets in or out."""

    __slots__ = ()

    pod_selector = optional("podSelector", Selector)
    namespace_selector = optional("namespaceSelector", Selector)
    cidr = text("ipBlock/cidr")

    pods_exist: Fact[bool] = derived("graph.isolation:has_pods_of_peer")
    """Whether the scan holds a pod that it selects by labels alone; unknown where it names namespaces or addresses."""


class PolicyPort(View):
    """A port of a network policy's rule."""

    __slots__ = ()

    port = number_or_text("port")
    end_port = integer("endPort")
    protocol = text("protocol")


class PolicyRule(View):
    """One rule of a network policy; without peers it speaks of all of them."""

    __slots__ = ()

    sources = parts("from", PolicyPeer)
    destinations = parts("to", PolicyPeer)
    ports = parts("ports", PolicyPort)
    names_sources = present("from")
    names_destinations = present("to")


class NetworkPolicy(KubernetesObject):
    """What may reach the pods that it selects, and what they may reach."""

    __slots__ = ()

    pod_selector = part("spec/podSelector", Selector)
    policy_types = texts("spec/policyTypes")
    has_policy_types = present("spec/policyTypes")
    ingress = parts("spec/ingress", PolicyRule)
    egress = parts("spec/egress", PolicyRule)

    @property
    def peers(self) -> tuple[PolicyPeer, ...]:
        """All whom its rules let in or out."""
        return tuple(each for rule in (*self.ingress, *self.egress) for each in (*rule.sources, *rule.destinations))

    pods_exist: Fact[bool] = derived("graph.isolation:has_pods")
    """Whether the scan holds a pod that it selects; an empty selector is for those that are yet to come, too."""

    @property
    def limits_ingress(self) -> bool:
        """Whether it speaks of ingress; by default every network policy does."""
        return not self.policy_types or "Ingress" in self.policy_types

    @property
    def limits_egress(self) -> bool:
        """Whether it speaks of egress; by default only one that has egress rules does.

        SetDefaults_NetworkPolicy adds the type where `len(Egress) != 0`: `egress: []` limits nothing.
        """
        return "Egress" in self.policy_types if self.policy_types else bool(self.egress)
