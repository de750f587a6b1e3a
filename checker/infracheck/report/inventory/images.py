"""Container images for the inventory: those that a Dockerfile builds, and those that are only named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact
from infracheck.report.inventory import shown
from infracheck.report.inventory.entities import (
    BuildStage,
    BuildStep,
    ContainerImage,
    ImageSecurity,
    RuntimeConfig,
    Told,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from infracheck.model.base.values import ImageReference
    from infracheck.model.image.dockerfile import Dockerfile, Stage
    from infracheck.model.image.state import ExposedPort

_NOT_BUILT = Told(None, False, "no scanned Dockerfile is known to build it")


def built_image(image: Dockerfile, found: str, references: Iterable[str], users: Iterable[str]) -> ContainerImage:
    """An image that a Dockerfile builds."""
    return ContainerImage(
        id=found,
        name=shown.phrase(image.path),
        references=tuple(sorted(set(references))),
        place=shown.place(image.span),
        base_image=_base(image.base_image),
        build_steps=tuple(_stage(stage) for stage in image.stages),
        runtime_config=_runtime(image),
        security_context=_security(image),
        used_by=tuple(dict.fromkeys(users)),
    )


def named_image(found: str, reference: str, users: Iterable[str]) -> ContainerImage:
    """An image that manifests name, and that is built elsewhere."""
    used_by = tuple(dict.fromkeys(users))
    return ContainerImage(found, reference, (reference,), None, _NOT_BUILT, (), None, None, used_by)


def _base(fact: Fact[ImageReference]) -> Told:
    return shown.told(fact, shown.image)


def _stage(stage: Stage) -> BuildStage:
    steps = tuple(BuildStep(each.name, each.line) for each in stage.instructions)
    return BuildStage(None if stage.name is None else shown.name(stage.name), _base(stage.base), steps)


def _runtime(image: Dockerfile) -> RuntimeConfig:
    return RuntimeConfig(
        env=tuple(shown.variable(each) for each in image.env),
        entrypoint=shown.command(image.entrypoint),
        cmd=shown.command(image.cmd),
        exposed_ports=tuple(_port(each) for each in image.exposed_ports),
        workdir=shown.told(image.workdir, shown.path),
        healthcheck=shown.command(image.healthcheck),
    )


def _port(port: ExposedPort) -> str:
    number = str(port.number) if port.last == port.number else f"{port.number}-{port.last}"
    return f"{number}/{port.protocol}"


def _security(image: Dockerfile) -> ImageSecurity:
    stages = [] if image.final is None else image.final.lineage()
    return ImageSecurity(
        user=shown.told(image.user, shown.user),
        setuid=tuple(shown.place(each.span) for stage in reversed(stages) for each in stage.setuid_commands),
        sudo=tuple(shown.place(each.span) for stage in reversed(stages) for each in stage.sudo_commands),
    )
