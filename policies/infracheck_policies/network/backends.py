"""What Ingresses, routes and monitors lead to."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import (
    Ingress,
    Known,
    Note,
    Pod,
    Route,
    RouteBackend,
    Service,
    ServiceMonitor,
    ServicePort,
    Severity,
    Violation,
    Workload,
    policy,
)


@policy("dangling-ingress", category="network", severity=Severity.MEDIUM, recommended=False)
def dangling_ingress(ingress: Ingress) -> Iterator[Violation]:
    """The backend of an Ingress is a Service that exists, and one of its ports.

    The controller answers such requests with 503, or ignores the rule. Where the scan holds no Service of the
    namespace, or the Service is declared under `exists:`, it may stand elsewhere, and nothing is reported; kube-linter,
    kube-score and kubescape do report it. Nor is it where a custom resource of that name may make the Service, and for
    names that the AWS load balancer controller reads as annotations (`use-annotation`).

    Fix: Correct the backend's `service.name` and `service.port`, or add the Service.
    """
    for backend in ingress.backends:
        match backend.target:
            case Known(None):
                yield backend.violation(
                    f"Ingress {ingress.name} leads to Service {backend.name}, which does not exist",
                    at=backend.name_field,
                )
            case Known(Service() as service) if not service.has_port(backend.port):
                note = Note(f"Service {service.name} is defined here", service.span)
                yield backend.violation(
                    f"Ingress {ingress.name} leads to port {backend.port}, which Service {service.name} does not have",
                    at=backend.port_field,
                    related=(note,),
                )


@policy("dangling-target-port", category="network", severity=Severity.MEDIUM, recommended=False)
def dangling_target_port(service: Service) -> Iterator[Violation]:
    """The targetPort of a Service is a port of the pods that it selects.

    A name that no container declares leads nowhere. A number works whether it is declared or not, so that it is
    reported only where every container behind the Service declares ports, and none of them this one. Without
    `targetPort` the Service's own port counts; numbers of headless Services lead nowhere by themselves and pass.
    Services whose pods the scan does not see are `dangling-service`.

    Fix: Set `targetPort` to a port that a container declares, or correct `containerPort`.
    """
    match service.pods:
        case Known((_, *_) as pods):
            for port in service.ports:
                target = port.port if port.target_port is None else port.target_port
                if service.is_headless and isinstance(target, int):
                    # clients ask the pods themselves, at whatever port they like
                    continue
                if target is not None and not any(_may_serve(pod, target) for pod in pods):
                    yield port.violation(
                        f"no container behind Service {service.name} declares port {target}",
                        at=ServicePort.target_port if port.target_port is not None else ServicePort.port,
                    )


def _may_serve(pod: Pod, target: int | str) -> bool:
    containers = [each for each in pod.containers if each.is_main or each.is_sidecar]
    if any(target in (port.container_port, port.name) for each in containers for port in each.ports):
        return True
    return isinstance(target, int) and not all(each.ports for each in containers)


@policy("dangling-route", category="network", severity=Severity.MEDIUM, recommended=False)
def dangling_route(route: Route) -> Iterator[Violation]:
    """The backend of a route of the Gateway API is a Service that exists, and one of its ports.

    The gateway answers such requests with 500 (Gateway API, HTTPRoute, `backendRefs`). Backends of other kinds are not
    checked. Where the scan holds no Service of the namespace, or the Service is declared under `exists:`, it may stand
    elsewhere, and nothing is reported; kubescape does report it.

    Fix: Correct `name`, `namespace` and `port` of the entry in `backendRefs`, or add the Service.
    """
    for backend in route.backends:
        match backend.target:
            case Known(None):
                yield backend.violation(
                    f"{route.kind} {route.name} leads to Service {backend.name}, which does not exist",
                    at=RouteBackend.name,
                )
            case Known(Service() as service) if not service.has_port(backend.port):
                note = Note(f"Service {service.name} is defined here", service.span)
                yield backend.violation(
                    f"{route.kind} {route.name} leads to port {backend.port}, which Service {service.name} lacks",
                    at=RouteBackend.port,
                    related=(note,),
                )


@policy("dangling-service-monitor", category="network", severity=Severity.LOW, recommended=False)
def dangling_service_monitor(monitor: ServiceMonitor) -> Iterator[Violation]:
    """The selector of a ServiceMonitor matches the labels of at least one Service.

    Prometheus scrapes nothing by one that matches none, and no alert tells. It looks in its own namespace unless
    `namespaceSelector` names others, and at the labels of the Service itself, not at its selector. Where the scan holds
    no Service of these namespaces, or one is declared under `exists:`, nothing is reported; kube-linter does report it.

    Fix: Copy labels of the Service's `metadata.labels` to `spec.selector.matchLabels`, and correct `namespaceSelector`.
    """
    match monitor.services:
        case Known(()):
            yield monitor.violation(
                f"selector of ServiceMonitor {monitor.name} matches no Service", at=ServiceMonitor.selector
            )


@policy("exposed-workload", category="network", severity=Severity.LOW, recommended=False)
def exposed_workload(workload: Workload) -> Iterator[Violation]:
    """A workload is not reachable from outside the cluster.

    For namespaces that must serve nothing to the outside: reported where a Service of type LoadBalancer or NodePort, an
    Ingress or a route of the Gateway API leads to the pods. What is for the public fails, so that this is off by
    default and to be selected for certain files.

    Fix: Remove the Ingress or the route, or set the Service's `type: ClusterIP`.
    """
    ways = workload.pod.entrances
    if ways:
        notes = tuple(Note(f"{each.kind} {each.name} leads to it", each.span) for each in ways)
        yield workload.violation(
            f"{workload.kind} {workload.name} is exposed by {ways[0].kind} {ways[0].name}", related=notes
        )
