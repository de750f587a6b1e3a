"""Who reaches what: Services open to the outside, and ways out that network policies leave."""

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


@policy(
    "database-exposure",
    category="dependencies",
    severity=Severity.HIGH,
    controls=(
        "nsa-1.2:network-policies", "nist-800-53-r5:SC-7", "pci-dss-4.0:1.4.4", "soc2:CC6.6", "owasp-k8s-2025:K05",
        "cwe:668",
    ),
)  # fmt: skip
def database_exposure(service: Service) -> Iterator[Violation]:
    """No database is open to the outside of the cluster.

    A LoadBalancer or a NodePort in front of PostgreSQL, Redis or Elasticsearch invites everyone to try passwords. What
    stands behind is told by the images of the pods, or, where the scan sees none, by a port that nothing else uses.
    Internal load balancers and those with `loadBalancerSourceRanges` are not judged; `hostPort` is `host-port`,
    `externalIPs` are `external-ip`. PCI DSS 1.4.4.
    """
    if service.type not in _OUTSIDE or service.is_internal_balancer:
        return
    ranges = service.load_balancer_source_ranges
    if service.type == "LoadBalancer" and ranges and "0.0.0.0/0" not in ranges and "::/0" not in ranges:
        return
    for port, product in service.databases:
        yield port.violation(f"{service.type} {service.name} opens {product} to the outside", at=ServicePort.port)


@policy(
    "operated-database-exposure",
    category="dependencies",
    severity=Severity.HIGH,
    controls=(
        "nsa-1.2:network-policies", "nist-800-53-r5:SC-7", "pci-dss-4.0:1.4.4", "soc2:CC6.6", "owasp-k8s-2025:K05",
        "cwe:668",
    ),
)  # fmt: skip
def operated_database_exposure(database: OperatedDatabase) -> Iterator[Violation]:
    """No database that an operator runs is open to the outside of the cluster.

    The operator makes the Service that a field of its resource asks for: a LoadBalancer or a NodePort there is
    `database-exposure`. Known are CloudNativePG, Zalando, Crunchy, Percona, MariaDB, MySQL's, Elastic, RabbitMQ,
    Dragonfly, and Strimzi's listeners without `authentication`. Internal load balancers and those for certain addresses
    alone are not judged. PCI DSS 1.4.4.
    """
    for field, place in database.open_places:
        yield database.violation(
            f"{database.kind} {database.name} opens {database.product} to the outside: {field}", at=place
        )


@policy(
    "node-port",
    category="network",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:SC-7", "soc2:CC6.6"),
    aliases=(
        "kube-linter:exposed-services", "kube-score:service-type", "kics:845acfbe-3e10-4b8e-b656-3b404d36dfb2",
        "gatekeeper:general/block-nodeport-services", "kyverno:restrict-nodeport",
        "kyverno:restrict-nodeport/validate-nodeport",
    ),
    recommended=False,
)  # fmt: skip
def node_port(service: Service) -> Iterator[Violation]:
    """A Service takes no port of the nodes.

    Every node opens the port to whoever reaches the node, past Ingress and its TLS. Not recommended to all: many load
    balancers stand in front of node ports.
    """
    if service.type == "NodePort":
        yield service.violation(f"Service {service.name} opens a port on every node", at=Service.type)


@policy(
    "load-balancer",
    category="network",
    severity=Severity.LOW,
    controls=("nist-800-53-r5:SC-7", "soc2:CC6.6"),
    aliases=(
        "kube-linter:exposed-services", "gatekeeper:general/block-loadbalancer-services",
        "kyverno:no-loadbalancer-service", "kyverno:no-loadbalancer-service/no-LoadBalancer",
    ),
    recommended=False,
)  # fmt: skip
def load_balancer(service: Service) -> Iterator[Violation]:
    """A Service takes no load balancer of its own.

    Each one is a further way in, and a bill. Not recommended to all: something must be the way in. Internal ones are
    judged too, as peers do.
    """
    if service.type == "LoadBalancer":
        yield service.violation(f"Service {service.name} takes a load balancer", at=Service.type)


@policy(
    "external-ip",
    category="network",
    severity=Severity.MEDIUM,
    controls=("nist-800-53-r5:SC-7", "soc2:CC6.6", "cwe:441"),
    aliases=("trivy:KSV-0108", "kyverno:restrict-external-ips", "kyverno:restrict-external-ips/check-ips"),
)
def external_ip(service: Service) -> Iterator[Violation]:
    """A Service claims no external address.

    Whoever may write `externalIPs` takes the traffic of any address for himself: CVE-2020-8554, which has no mend
    but to forbid the field. The admission plugin `DenyServiceExternalIPs` does so.
    """
    if service.external_ips:
        yield service.violation(f"Service {service.name} claims external addresses", at=Service.external_ips)


@policy(
    "dependency-egress",
    category="dependencies",
    severity=Severity.MEDIUM,
    controls=("nsa-1.2:network-policies", "nist-800-53-r5:SC-7(5)"),
)
def dependency_egress(dependency: Dependency) -> Iterator[Violation]:
    """Network policies let pods reach the services that their configuration names.

    A policy that limits egress and has no rule for an external database leaves the pods waiting for it. Said only where
    no rule can mean it: none without peers, none with an address block, none of the port. Where a plugin's own policies
    (Cilium's, Calico's) are among the files, nothing is said.
    """
    for each in dependency.blocked_by:
        yield each.violation(
            f"no rule of NetworkPolicy {each.name} lets pods reach {dependency.title}",
            at=NetworkPolicy.egress,
            related=dependency.way,
        )


@policy(
    "unlimited-egress",
    category="dependencies",
    severity=Severity.LOW,
    controls=("nsa-1.2:network-policies", "nist-800-53-r5:SC-7(5)", "cwe:923"),
    recommended=False,
)
def unlimited_egress(workload: Workload) -> Iterator[Violation]:
    """What handles a database may reach only what it needs.

    Whoever takes over such a pod sends the data wherever he likes, unless a network policy limits egress. Judged only
    where the files hold network policies at all; not recommended to all, since few clusters limit egress.
    """
    if workload.has_database and workload.has_unlimited_egress:
        yield workload.violation(
            f"{workload.kind} {workload.name} handles a database, and no network policy limits what it reaches"
        )


_DESKTOP = ("host.docker.internal", "gateway.docker.internal", "docker.for.mac.localhost", "docker.for.win.localhost")
_TUNNELS = (".ngrok.io", ".ngrok.app", ".ngrok-free.app", ".ngrok.dev", ".trycloudflare.com", ".loca.lt", ".serveo.net")


@policy(
    "developer-endpoint",
    category="dependencies",
    severity=Severity.MEDIUM,
    controls=("nist-800-53-r5:CM-6", "cwe:489"),
)
def developer_endpoint(dependency: Dependency) -> Iterator[Violation]:
    """No workload depends on a developer's machine.

    `host.docker.internal` means something to Docker Desktop alone, and a tunnel (ngrok and its like) ends at somebody's
    laptop: in a cluster the first is never found, the second may be anyone's tomorrow. In production, a database at
    `localhost` is said too, where the pod has one container and that is no database. Another environment's services are
    `mixed-environments`.
    """
    host, workloads = dependency.host.lower(), dependency.workloads
    if workloads and (host in _DESKTOP or host.endswith(_TUNNELS)):
        yield dependency.violation(f"{dependency.title} stands on a developer's machine")
    elif dependency.is_unserved and all(each.configuration.is_production for each in workloads):
        yield dependency.violation(f"nothing in the pod serves {dependency.title}")
