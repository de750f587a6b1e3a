"""The programs that Ingresses and network policies depend on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import ConfigMap, Container, Note, Service, Severity, Violation, policy


@policy("ingress-nginx-version", category="network", severity=Severity.HIGH, recommended=False)
def ingress_nginx_version(container: Container) -> Iterator[Violation]:
    """The ingress-nginx controller is of a version without known ways to take it over.

    Before 1.11.5, and in 1.12.0, every pod of the cluster can run code in the controller, which reads all Secrets:
    CVE-2025-1974 ("IngressNightmare"). Before 0.49.1, and in 1.0.0, whoever may write an Ingress can read its token:
    CVE-2021-25742. Tags that name no version are not checked.

    Fix: Use the newest version of the controller, or one that is still maintained: `ingress-nginx-controller`.
    """
    version = _version(container)
    if version is not None and (version < (1, 11, 5) or version == (1, 12, 0)):
        said = ".".join(map(str, version))
        yield container.violation(
            f"container {container.name} runs ingress-nginx {said}, which can be taken over", at=Container.image
        )


@policy("ingress-nginx-controller", category="network", severity=Severity.MEDIUM, recommended=False)
def ingress_nginx_controller(container: Container) -> Iterator[Violation]:
    """The cluster does not depend on the retired ingress-nginx controller.

    The project ended its maintenance in March 2026: vulnerabilities that are found since are not mended (Kubernetes
    blog, "Ingress NGINX Retirement"). NGINX's own controller (`nginx/nginx-ingress`) is another program.

    Fix: Move to the Gateway API, or to another Ingress controller.
    """
    if _is_ingress_nginx(container):
        yield container.violation(
            f"container {container.name} runs the retired ingress-nginx controller", at=Container.image
        )


def _is_ingress_nginx(container: Container) -> bool:
    image = container.image
    return image is not None and _CONTROLLER.search(f"/{image.repository}") is not None


_CONTROLLER = re.compile(
    r"/ingress-nginx/controller(?:-chroot)?$|/(?:nginx-(?:ingress-)?controller|ingress-nginx-controller)(?:-\w+)?$"
)


def _version(container: Container) -> tuple[int, ...] | None:
    image = container.image
    match = re.fullmatch(r"v?(\d+)\.(\d+)\.(\d+)(?:-.*)?", image.tag or "") if image is not None else None
    if match is None or not _is_ingress_nginx(container):
        return None
    return tuple(int(part) for part in match.groups())


@policy("network-plugin", category="network", severity=Severity.MEDIUM, recommended=False)
def network_plugin(config_map: ConfigMap) -> Iterator[Violation]:
    """The network plugin of the cluster enforces network policies.

    Flannel alone does not: NetworkPolicies are accepted and do nothing (Kubernetes documentation, Network Policies,
    "Prerequisites"). Told by the CNI configuration in a ConfigMap. CIS Kubernetes 5.3.1.

    Fix: Use a plugin that enforces them, such as Calico or Cilium, or add Calico to Flannel (Canal).
    """
    for key, text in config_map.data.items():
        types = set(re.findall(r'"type"\s*:\s*"([\w-]+)"', text)) if _CNI.search(key) else set()
        if "flannel" in types and not types & _ENFORCING:
            yield config_map.violation(
                f"{key} of ConfigMap {config_map.name} sets up Flannel, which enforces no network policies",
                at=config_map.place_of_key(key),
            )


_CNI = re.compile(r"cni-conf\.json$|\.conflist$")
_ENFORCING = {"antrea", "calico", "cilium-cni", "kube-router", "weave-net"}


@policy("exposed-console", category="network", severity=Severity.HIGH, recommended=False)
def exposed_console(service: Service) -> Iterator[Violation]:
    """The console of a program that runs workloads is not exposed outside the cluster.

    Whoever reaches Argo Workflows, Jenkins, Kubeflow, NiFi, Rancher, the Kubernetes dashboard and their like may run
    code in the cluster, and many of them start without authentication, as do Prometheus and servers of models. Told by
    the images behind a Service of type LoadBalancer or NodePort. Internal load balancers pass.

    Fix: Set `type: ClusterIP` and reach it through `kubectl port-forward`, or an Ingress that authenticates.
    """
    if not service.is_open or service.is_internal_balancer:
        return
    for workload in service.workloads:
        for container in workload.containers:
            if container.served_console is not None:
                note = Note(f"container {container.name} of {workload.kind} {workload.name} runs it", container.span)
                yield service.violation(
                    f"{service.type} Service {service.name} exposes {container.served_console} outside the cluster",
                    at=Service.type,
                    related=(note,),
                )
                break
