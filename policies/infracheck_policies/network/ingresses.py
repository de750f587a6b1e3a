"""Hosts, TLS and classes of Ingresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from infracheck import Ingress, IngressRule, Note, Severity, Violation, policy


@policy("ingress-tls", category="network", severity=Severity.MEDIUM, recommended=False)
def ingress_tls(ingress: Ingress) -> Iterator[Violation]:
    """An Ingress has a TLS section.

    Without one the controller serves its hosts over plain HTTP, or with its own self-signed certificate. A certificate
    that annotations of AWS, Google Cloud or Traefik name counts as well. NSA/CISA Kubernetes Hardening Guidance, "TLS".

    Fix: Add `spec.tls` with the hosts and the Secret that holds their certificate.
    """
    if not ingress.has_tls:
        yield ingress.violation(f"Ingress {ingress.name} has no TLS section", at=Ingress.tls)


@policy("ingress-tls-host", category="network", severity=Severity.MEDIUM, recommended=False)
def ingress_tls_host(ingress: Ingress) -> Iterator[Violation]:
    """The TLS section of an Ingress covers the hosts of its rules.

    A host that no entry of `tls` names is served without TLS, or with a certificate of another name, which clients
    reject. A wildcard covers one label: `*.example.com` is for `shop.example.com`. An Ingress without a TLS section is
    `ingress-tls`.

    Fix: Add the host to `hosts` of the entry in `spec.tls` whose certificate is for it.
    """
    for rule in ingress.rules if ingress.tls else ():
        if rule.host and not ingress.secures(rule.host):
            yield rule.violation(
                f"no entry of tls in Ingress {ingress.name} covers host {rule.host}", at=IngressRule.host
            )


@policy("ingress-plain-http", category="network", severity=Severity.LOW, recommended=False)
def ingress_plain_http(ingress: Ingress) -> Iterator[Violation]:
    """An Ingress switches plain HTTP off.

    A TLS section alone does not: GKE's controller serves port 80 besides, until `kubernetes.io/ingress.allow-http` is
    `"false"`. Annotations by which other controllers redirect every request to HTTPS count as well:
    `force-ssl-redirect` of ingress-nginx, `ssl-redirect` of the AWS load balancer controller and of HAProxy.

    Fix: Set the annotation `kubernetes.io/ingress.allow-http: "false"`.
    """
    if not ingress.refuses_plain_http:
        yield ingress.violation(f"Ingress {ingress.name} does not switch plain HTTP off", at=Ingress.annotations)


@policy("ingress-host", category="network", severity=Severity.LOW, recommended=False)
def ingress_host(ingress: Ingress) -> Iterator[Violation]:
    """A rule of an Ingress names a host.

    A rule without one is for every host that reaches the controller, and so takes requests meant for others.
    `wildcard-ingress` reports hosts with a wildcard, too.

    Fix: Set `host` to the name that clients use.
    """
    for rule in ingress.rules:
        if not rule.host:
            yield rule.violation(f"a rule of Ingress {ingress.name} names no host", at=IngressRule.host)


@policy("shared-ingress-host", category="network", severity=Severity.MEDIUM, recommended=False)
def shared_ingress_host(ingress: Ingress) -> Iterator[Violation]:
    """No two Ingresses have rules for the same host.

    The controller merges them, and where their paths or annotations collide, which of them holds depends on their age:
    whoever may create an Ingress takes requests from another. Ingresses that part the paths of a host on purpose are
    reported, too.

    Fix: Write all paths of a host in one Ingress.
    """
    for rule in ingress.rules:
        if rule.rivals:
            others = tuple(Note(f"Ingress {each.name} has a rule for it", each.span) for each in rule.rivals)
            yield rule.violation(
                f"host {rule.host} of Ingress {ingress.name} is also that of Ingress {rule.rivals[0].name}",
                at=IngressRule.host,
                related=others,
            )


@policy("ingress-default-backend", category="network", severity=Severity.LOW, recommended=False)
def ingress_default_backend(ingress: Ingress) -> Iterator[Violation]:
    """An Ingress sets no default backend.

    It takes the requests that no rule of any Ingress is for, so that in a shared cluster one team's Ingress answers for
    hosts of others. The default backend belongs into the controller's configuration.

    Fix: Remove `spec.defaultBackend` and write rules with hosts.
    """
    if ingress.any_default_backend is not None:
        field = Ingress.old_default_backend if ingress.default_backend is None else Ingress.default_backend
        yield ingress.violation(f"Ingress {ingress.name} sets a default backend", at=field)


class Classes(NamedTuple):
    """`allowed` are the classes that controllers of the cluster serve, in any case."""

    allowed: tuple[str, ...] = ("nginx", "haproxy")


@policy("ingress-class", category="network", severity=Severity.LOW, recommended=False)
def ingress_class(ingress: Ingress, options: Classes) -> Iterator[Violation]:
    """An Ingress names a class that a controller serves.

    No controller serves an Ingress of an unknown class, and any may serve one without a class. The class stands in
    `ingressClassName`, or in the annotation `kubernetes.io/ingress.class`. The option says which ones the cluster has.

    Fix: Set `spec.ingressClassName` to one of the classes of the cluster.
    """
    name = ingress.any_class
    if name is None:
        yield ingress.violation(f"Ingress {ingress.name} names no class", at=Ingress.ingress_class)
    elif name.lower() not in {each.lower() for each in options.allowed}:
        message = f"Ingress {ingress.name} is of class {name}, which is not allowed"
        yield ingress.violation(message, at=ingress.place_of_class)
