"""Types, selectors and ports of Services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infracheck import Note, Service, ServicePort, Severity, Violation, policy


@policy("external-load-balancer", category="network", severity=Severity.MEDIUM, recommended=False)
def external_load_balancer(service: Service) -> Iterator[Violation]:
    """A load balancer of a Service is that of the private network.

    Without an annotation of the cloud provider, `type: LoadBalancer` makes one that the internet reaches. Known are the
    annotations of AWS, Azure, Google Cloud, Oracle, OpenStack, Alibaba and IBM. `load-balancer` reports internal ones,
    too.

    Fix: Set the provider's annotation, such as `networking.gke.io/load-balancer-type: Internal`.
    """
    if service.type == "LoadBalancer" and not service.is_internal_balancer:
        yield service.violation(f"Service {service.name} has a load balancer of the public network", at=Service.type)


@policy("load-balancer-certificate", category="network", severity=Severity.MEDIUM, recommended=False)
def load_balancer_certificate(service: Service) -> Iterator[Violation]:
    """Port 443 of an AWS load balancer has a certificate.

    With the annotation `aws-load-balancer-backend-protocol: http` the pods serve plain HTTP; without
    `aws-load-balancer-ssl-cert` the load balancer adds no TLS, so that clients of port 443 fail, or send plain HTTP.
    Load balancers that pass TLS on to the pods are not checked.

    Fix: Set the annotation `service.beta.kubernetes.io/aws-load-balancer-ssl-cert` to the ARN of a certificate.
    """
    annotations = service.annotations
    if service.type != "LoadBalancer" or annotations.get(f"{_AWS}backend-protocol") != "http":
        return
    for port in service.ports if f"{_AWS}ssl-cert" not in annotations else ():
        if port.port == 443:
            yield port.violation(
                f"port 443 of load balancer {service.name} serves plain HTTP: no certificate is set",
                at=ServicePort.port,
            )


_AWS = "service.beta.kubernetes.io/aws-load-balancer-"


@policy("shared-selector", category="network", severity=Severity.LOW, recommended=False)
def shared_selector(service: Service) -> Iterator[Violation]:
    """No two Services of a namespace have the same selector.

    They lead to the same pods: most often one was copied and its selector forgotten. A headless Service beside a plain
    one is how a StatefulSet is served, and passes.

    Fix: Correct the selector, or merge the ports into one Service.
    """
    if service.rivals:
        notes = tuple(Note(f"Service {each.name} has it, too", each.span) for each in service.rivals)
        yield service.violation(
            f"Service {service.name} has the selector of Service {service.rivals[0].name}",
            at=Service.selector,
            related=notes,
        )


class Ports(NamedTuple):
    """`lowest` and `highest` are the first and the last port that a Service may have."""

    lowest: int = 32000
    highest: int = 33000


@policy("service-port-range", category="network", severity=Severity.LOW, recommended=False)
def service_port_range(service: Service, options: Ports) -> Iterator[Violation]:
    """The ports of a Service are of the range that is set aside for them.

    For clusters whose firewalls open a certain range: the options say which one. The default is that of the sample
    policies for Kyverno.

    Fix: Set `port` to one of the range.
    """
    for port in service.ports:
        if port.port is not None and not options.lowest <= port.port <= options.highest:
            yield port.violation(
                f"port {port.port} of Service {service.name} is not from {options.lowest} to {options.highest}",
                at=ServicePort.port,
            )


@policy("local-external-name", category="network", severity=Severity.HIGH, recommended=False)
def local_external_name(service: Service) -> Iterator[Violation]:
    """A Service of type ExternalName does not name localhost.

    Whatever asks for the Service connects to itself. Through an Ingress that is the controller: whoever may create the
    two reaches what listens on localhost there.

    Fix: Set `externalName` to the host name of the service outside the cluster.
    """
    name = (service.external_name or "").lower().rstrip(".")
    if service.type == "ExternalName" and (name.endswith(_LOCAL) or name.startswith("127.")):
        yield service.violation(f"Service {service.name} leads to {name}", at=Service.external_name)


_LOCAL = ("localhost", "localhost.localdomain")
