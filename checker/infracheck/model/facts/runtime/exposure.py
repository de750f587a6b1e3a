"""Which databases and caches run where, and who outside can reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.kubernetes.consoles import CONSOLES, OWNERS
from infracheck.knowledge.products.lookup import BY_NAME, DISTINCTIVE_PORTS, IMAGES, spoken_by
from infracheck.model.base.fact import Known
from infracheck.model.entities.dependency import Dependency, Location
from infracheck.model.entities.workload import Workload

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container
    from infracheck.model.entities.network import Service, ServicePort


def product_of(container: Container) -> str | None:
    """What a container serves, by the name of its image: `PostgreSQL`, `Redis`, …; None for anything else."""
    image = container.image
    if image is None:
        return None
    parts = image.repository.lower().rsplit("/", 2)
    found = IMAGES.get(parts[-1]) or (IMAGES.get("/".join(parts[-2:])) if len(parts) > 1 else None)
    return found or IMAGES.get(_SERIES.sub("", parts[-1]))


# of Software Collections, as Red Hat names its images: `postgresql-16-c9s`, `mysql-80-rhel8`
_SERIES = re.compile(r"-\d+(?:-(?:c\d+s|centos\d+|el\d+|rhel\d+))?$")


def console_of(container: Container) -> str | None:
    """The program, by the name of its image, whose console hands over what it manages; None for any other."""
    image = container.image
    if image is None:
        return None
    owner, _, name = f"/{image.repository.lower()}".rpartition("/")
    is_owned = OWNERS.get(name) in (None, owner.rpartition("/")[2])
    return CONSOLES.get(name) if is_owned else None


def keeps_data(product: str) -> bool:
    """Whether a product keeps data that must survive: no cache, no broker of messages on their way."""
    return BY_NAME[product].is_store


def keeps_data_or_cache(kind: str) -> bool:
    """Whether a kind of dependency is a database or a cache, as its own server runs it."""
    product = BY_NAME.get(kind)
    return product is not None and product.is_database_or_cache


def is_unserved(dependency: Dependency) -> bool:
    """Whether it is a database or a cache at `localhost`, of pods that hold nothing which could serve it."""
    if dependency.location is not Location.LOCAL or not keeps_data_or_cache(dependency.kind):
        return False
    workloads = dependency.workloads
    return bool(workloads) and all(is_alone(each, dependency.kind) for each in workloads)


def is_alone(workload: Workload, kind: str) -> bool:
    """Whether a workload's pods hold one container, not of that product, and no annotation puts another beside it."""
    pod = workload.pod
    if pod.host_network or len(pod.containers) != 1:
        return False
    product = product_of(pod.containers[0])
    if product is not None and kind in (product, spoken_by(BY_NAME[product]).name):
        return False
    return not any("inject" in name or "sidecar" in name or "proxy" in name for name in (*pod.annotations, *pod.labels))


def workloads_behind(service: Service) -> tuple[Workload, ...]:
    """The workloads whose pods a Service selects."""
    match service.pods:
        case Known(pods):
            return tuple({id(pod.workload): pod.workload for pod in pods}.values())
    return ()


def databases_exposed(service: Service) -> tuple[tuple[ServicePort, str], ...]:
    """The ports of a Service that lead to a database or a cache, with what it is, whoever may reach the Service.

    By the containers behind it where the scan sees them, else by ports that nothing else uses.
    """
    return tuple(_databases_exposed(service))


def _databases_exposed(service: Service) -> Iterator[tuple[ServicePort, str]]:
    workloads = workloads_behind(service)
    served = [(each, product) for w in workloads for each in w.containers if (product := product_of(each)) is not None]
    for port in service.ports:
        target = port.target_port if port.target_port is not None else port.port
        if workloads:
            product = next((name for each, name in served if _is_for(target, each, name)), None)
        else:
            product = DISTINCTIVE_PORTS.get(target) if isinstance(target, int) else None
        if product is not None and keeps_data_or_cache(product):
            yield port, product


def _is_for(target: int | str | None, container: Container, product: str) -> bool:
    if any(target in (each.container_port, each.name) for each in container.ports):
        return True
    return target == BY_NAME[product].port and not container.ports
