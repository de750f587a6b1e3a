"""How traffic reaches pods, and what holds it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from infracheck.model.base.derived import derived
from infracheck.model.base.field import integer, number_or_text, optional, part, parts, present, text, text_map, texts
from infracheck.model.base.selector import Selector
from infracheck.model.base.view import View
from infracheck.model.entities.kubernetes import KubernetesObject

if TYPE_CHECKING:
    from infracheck.model.base.fact import Fact
    from infracheck.model.entities.workload import Pod, Workload


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


class Ingress(KubernetesObject):
    """HTTP from outside to Services."""

    __slots__ = ()

    ingress_class = text("spec/ingressClassName")
    rules = parts("spec/rules", IngressRule)
    tls = parts("spec/tls", IngressTls)
    default_backend = optional("spec/defaultBackend", IngressBackend)


class PolicyPeer(View):
    """Whom a network policy lets in or out."""

    __slots__ = ()

    pod_selector = optional("podSelector", Selector)
    namespace_selector = optional("namespaceSelector", Selector)
    cidr = text("ipBlock/cidr")


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
    ingress = parts("spec/ingress", PolicyRule)
    egress = parts("spec/egress", PolicyRule)

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
