"""Parts of a cluster that hand it over to whoever reaches them: Tiller and the dashboard."""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck import AnyBinding, Container, Pod, Service, Severity, Subject, Violation, Workload, policy


@policy("tiller", category="network", severity=Severity.HIGH, recommended=False)
def tiller(workload: Workload) -> Iterator[Violation]:
    """Tiller of Helm 2 does not run in the cluster.

    It listens without authentication and acts with rights on the whole cluster: every pod that reaches it may install
    anything. Helm 3 has none, and Helm 2 is without support since November 2020. Told by the image, or by the name or
    the labels that `helm init` gives.

    Fix: Move the releases to Helm 3 with `helm 2to3`, and remove Tiller.
    """
    containers = [each for each in workload.containers if _is_tiller(each)]
    for container in containers:
        yield container.violation(f"container {container.name} of {workload.kind} {workload.name} runs Tiller")
    if not containers and (workload.name == "tiller-deploy" or _has_labels_of_tiller(workload.pod.labels)):
        yield workload.violation(f"{workload.kind} {workload.name} runs Tiller")


@policy("tiller-service", category="network", severity=Severity.HIGH, recommended=False)
def tiller_service(service: Service) -> Iterator[Violation]:
    """No Service leads to Tiller of Helm 2.

    Tiller listens without authentication: by its Service every pod of the cluster may install anything with Tiller's
    rights.

    Fix: Remove the Service; clients of Helm 2 reach Tiller through `kubectl port-forward` all the same.
    """
    if service.name == "tiller-deploy" or _has_labels_of_tiller(service.selector):
        yield service.violation(f"Service {service.name} leads to Tiller")


@policy("tiller-listener", category="network", severity=Severity.HIGH, recommended=False)
def tiller_listener(container: Container) -> Iterator[Violation]:
    """Tiller of Helm 2 listens on localhost alone.

    By default it listens on all addresses of its pod, without authentication: every pod of the cluster may install
    anything with its rights.

    Fix: Add the argument `--listen=localhost:44134`, or better remove Tiller.
    """
    words = "\n".join((*container.command, *container.args))
    if _is_tiller(container) and not _LISTENS_LOCALLY.search(words):
        yield container.violation(f"container {container.name} runs Tiller, which listens on all addresses")


_LISTENS_LOCALLY = re.compile(r"^--?listen[=\n](?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|$)", re.M)


def _is_tiller(container: Container) -> bool:
    image = container.image
    return image is not None and "tiller" in re.findall(r"[a-z0-9]+", image.repository.lower())


def _has_labels_of_tiller(labels: dict[str, str]) -> bool:
    return (labels.get("app"), labels.get("name")) == ("helm", "tiller")


_DASHBOARD = "kubernetes-dashboard"


@policy("dashboard", category="network", severity=Severity.MEDIUM, recommended=False)
def dashboard(container: Container) -> Iterator[Violation]:
    """The Kubernetes dashboard does not run in the cluster.

    Whoever reaches it acts with the rights of its service account or of the token that was given; dashboards open to
    the internet have been the way into many clusters. Told by the image, or by the labels of its manifests.

    Fix: Remove the dashboard; use `kubectl`, or a console that signs each user in.
    """
    labels = container.pod.labels
    image = container.image
    parts = image.repository.lower().split("/") if image is not None else []
    is_image = any(part == "kubernetesui" or part.startswith(_DASHBOARD) for part in parts)
    if is_image or _DASHBOARD in (labels.get("app"), labels.get("k8s-app")):
        yield container.violation(f"container {container.name} runs the Kubernetes dashboard")


@policy("dashboard-account", category="network", severity=Severity.HIGH, recommended=False)
def dashboard_account(pod: Pod) -> Iterator[Violation]:
    """No other workload runs as the service account of the Kubernetes dashboard.

    The account often has wide rights, which then are those of the workload as well.

    Fix: Make a service account with the rights that the workload needs.
    """
    workload = pod.workload
    if pod.account_name == _DASHBOARD and not workload.name.startswith(_DASHBOARD):
        yield pod.violation(
            f"{workload.kind} {workload.name} runs as the service account of the dashboard",
            at=pod.account_field,
        )


@policy("dashboard-role", category="network", severity=Severity.HIGH, recommended=False)
def dashboard_role(binding: AnyBinding) -> Iterator[Violation]:
    """The role of the Kubernetes dashboard is given to its service account alone.

    Who else has it reads the dashboard's Secrets, and with them its sessions.

    Fix: Remove the subject, or bind a role with the rights that it needs.
    """
    for subject in binding.subjects if binding.role.name == _DASHBOARD else ():
        if subject.name != _DASHBOARD:
            yield subject.violation(
                f"{binding.kind} {binding.name} gives the dashboard's role to {subject.kind} {subject.name}",
                at=Subject.name,
            )
