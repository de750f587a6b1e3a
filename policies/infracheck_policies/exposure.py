"""Network exposure: Services reachable from outside, and egress from the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    Dependency,
    NetworkPolicy,
    OperatedDatabase,
    Service,
    ServicePort,
    Severity,
    Violation,
    Workload,
    policy,
)

_OUTSIDE = ("LoadBalancer", "NodePort")


@policy("database-exposure", category="dependencies", severity=Severity.HIGH)
def database_exposure(service: Service) -> Iterator[Violation]:
    """A database is not exposed outside the cluster.

    A LoadBalancer or a NodePort in front of PostgreSQL, Redis or Elasticsearch lets anyone who reaches it try
    passwords. The product is recognized by the images of the selected pods or, where the scan holds none, by a port
    that only this product uses. Internal load balancers and those with `loadBalancerSourceRanges` are not checked;
    `hostPort` is `host-port`, `externalIPs` are `external-ip`. PCI DSS 1.4.4.

    Fix: Set `type: ClusterIP`. Where clients outside the cluster must connect, use an internal load balancer or set
    `loadBalancerSourceRanges`.
    """
    if service.type not in _OUTSIDE or service.is_internal_balancer:
        return
    ranges = service.load_balancer_source_ranges
    if service.type == "LoadBalancer" and ranges and "0.0.0.0/0" not in ranges and "::/0" not in ranges:
        return
    for port, product in service.databases:
        yield port.violation(
            f"{service.type} Service {service.name} exposes {product} outside the cluster", at=ServicePort.port
        )


@policy("operated-database-exposure", category="dependencies", severity=Severity.HIGH)
def operated_database_exposure(database: OperatedDatabase) -> Iterator[Violation]:
    """A database managed by an operator is not exposed outside the cluster.

    The operator creates the Service that a field of its resource describes: a LoadBalancer or a NodePort there has the
    effect of `database-exposure`. Supported are CloudNativePG, Zalando, Crunchy, Percona, MariaDB, MySQL's, Elastic,
    RabbitMQ, Dragonfly, and Strimzi's listeners without `authentication`. Internal load balancers and those restricted
    to certain addresses are not checked. PCI DSS 1.4.4.

    Fix: Set the field that the message names to its ClusterIP or internal variant, or restrict the source addresses.
    """
    for field, place in database.open_places:
        yield database.violation(
            f"{database.kind} {database.name} exposes {database.product} outside the cluster: {field}", at=place
        )


@policy("node-port", category="network", severity=Severity.LOW, recommended=False)
def node_port(service: Service) -> Iterator[Violation]:
    """A Service opens no port on the nodes.

    Every node opens the port to everyone who can reach the node, bypassing Ingress and its TLS. Off by default: many
    load balancers forward to node ports.

    Fix: Set `type: ClusterIP` and expose the Service through an Ingress or a Gateway.
    """
    if service.type == "NodePort":
        yield service.violation(f"Service {service.name} opens a port on every node", at=Service.type)


@policy("load-balancer", category="network", severity=Severity.LOW, recommended=False)
def load_balancer(service: Service) -> Iterator[Violation]:
    """A Service does not use a load balancer of its own.

    Each load balancer is another entry point to the cluster and another cost. Off by default: a cluster needs at least
    one entry point. Internal load balancers are reported too, as other scanners do.

    Fix: Set `type: ClusterIP` and expose the Service through an Ingress or a Gateway.
    """
    if service.type == "LoadBalancer":
        yield service.violation(f"Service {service.name} uses a load balancer of its own", at=Service.type)


@policy("external-ip", category="network", severity=Severity.MEDIUM)
def external_ip(service: Service) -> Iterator[Violation]:
    """A Service sets no externalIPs.

    Anyone who can write `externalIPs` can intercept the traffic to any address: CVE-2020-8554, for which there is no
    fix other than to forbid the field. The admission plugin `DenyServiceExternalIPs` does so.

    Fix: Remove `externalIPs` and use a Service of type LoadBalancer.
    """
    if service.external_ips:
        yield service.violation(f"Service {service.name} sets externalIPs", at=Service.external_ips)


@policy("dependency-egress", category="dependencies", severity=Severity.MEDIUM)
def dependency_egress(dependency: Dependency) -> Iterator[Violation]:
    """Network policies let pods reach the services that their configuration names.

    If a policy limits egress and no rule allows an external database, connections to it time out. Reported only where
    no rule can match: none without peers, none with an address block, none for the port. If the files hold policies of
    a network plugin (Cilium, Calico), nothing is reported.

    Fix: Add an egress rule with the address block (`ipBlock`) and port of the service, or correct the address.
    """
    for network_policy in dependency.blocked_by:
        yield network_policy.violation(
            f"no egress rule of NetworkPolicy {network_policy.name} allows {dependency.title}",
            at=NetworkPolicy.egress,
            related=dependency.way,
        )


@policy("unlimited-egress", category="dependencies", severity=Severity.LOW, recommended=False)
def unlimited_egress(workload: Workload) -> Iterator[Violation]:
    """A workload that uses a database has limited egress.

    An attacker who takes over such a pod can send the data to any address, unless a network policy limits egress.
    Checked only where the files hold network policies; off by default, since few clusters limit egress.

    Fix: Add a NetworkPolicy with `policyTypes: [Egress]` that selects the pods and allows only the services that they
    use.
    """
    if workload.has_database and workload.has_unlimited_egress:
        yield workload.violation(
            f"{workload.kind} {workload.name} uses a database, and no network policy limits its egress"
        )


_DESKTOP = ("host.docker.internal", "gateway.docker.internal", "docker.for.mac.localhost", "docker.for.win.localhost")
_TUNNELS = (".ngrok.io", ".ngrok.app", ".ngrok-free.app", ".ngrok.dev", ".trycloudflare.com", ".loca.lt", ".serveo.net")


@policy("developer-endpoint", category="dependencies", severity=Severity.MEDIUM)
def developer_endpoint(dependency: Dependency) -> Iterator[Violation]:
    """A workload does not depend on a developer's machine.

    `host.docker.internal` resolves with Docker Desktop only, and a tunnel (ngrok and similar) ends at a developer's
    machine: in a cluster the first does not resolve, and the host name of the second may be assigned to someone else
    later. In production, a database at `localhost` is reported too, where the pod has one container and that is not a
    database. Services of another environment are `mixed-environments`.

    Fix: Write the host name of a Service of the cluster or of the production service.
    """
    host, workloads = dependency.host.lower(), dependency.workloads
    if workloads and (host in _DESKTOP or host.endswith(_TUNNELS)):
        yield dependency.violation(f"{dependency.title} is on a developer's machine")
    elif dependency.is_unserved and all(workload.configuration.is_production for workload in workloads):
        yield dependency.violation(f"no container of the pod serves {dependency.title}")
