"""Configuration, Secrets, images and dependencies as trees of lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.report.inventory.branch import Branch, Titles, at, because, first_place, listed, rendered, said
from infracheck.report.inventory.branches_of_workload import settings

if TYPE_CHECKING:
    from infracheck.report.inventory.entities import (
        Address,
        ContainerImage,
        ExternalDependency,
        Reader,
        SecretEntry,
        ServiceConfiguration,
        Told,
    )

KEPT = {
    "plain": "in the file, unencrypted", "sops": "encrypted with SOPS", "sealed": "encrypted as a SealedSecret",
    "external": "in an external secret store", "csi": "mounted from a store by a CSI driver", "vault": "in Vault",
    "generated": "generated in the cluster", "absent": "not in the files",
}  # fmt: skip
_RATINGS = {"verified": "green", "unverified": "yellow", "opportunistic": "yellow", "off": "red"}


def configuration(found: ServiceConfiguration, titles: Titles) -> Branch:
    """A ConfigMap with what was recognised in it."""
    lines = (
        *rendered(found.rendered_from),
        *listed("keys", found.keys),
        *settings(found),
        Branch(titles.list(found.used_by) or "no scanned workload", "used by"),
    )
    return Branch(f"{found.kind} {found.name}", aside=at(found.place), style="bold", children=lines)


def secret(found: SecretEntry) -> Branch:
    """A Secret: its keys, how it is kept and renewed, who uses it and who can read it."""
    data = found.encrypted_data
    keys = (f"{each.name} ({each.form})" if each.form == "base64" else each.name for each in data.keys)
    lines = (
        *rendered(found.rendered_from),
        *listed("keys", (*dict.fromkeys(keys), *(("and more",) if data.has_more_keys else ()))),
        Branch(KEPT.get(data.storage, data.storage), "stored"),
        Branch(said(found.rotation_policy), "rotation", first_place(found.rotation_policy)),
        *((Branch(_RELOADED[found.is_reloaded.value], "reload", first_place(found.is_reloaded)),)
          if found.is_reloaded.value is not None else ()),
        *(_use(each.user, each.how, each.keys, at(each.place)) for each in found.uses),
        *(_reader(each) for each in found.access_permissions),
    )  # fmt: skip
    return Branch(f"{found.kind} {found.name}", aside=at(found.place), style="bold", children=lines)


_RELOADED = {"yes": "a new value reaches all workloads", "no": "a new value does not reach all workloads"}


def _use(user: str, how: str, keys: tuple[str, ...], where: str) -> Branch:
    return Branch(" ".join((f"{user}: {how}", ", ".join(keys))).rstrip(), "used by", where)


def _reader(reader: Reader) -> Branch:
    first = reader.because[:1]
    through = f"; {first[0].message}" if first else ""
    where = f"{first[0].path}:{first[0].line}" if first else ""
    return Branch(f"{reader.subject}: {reader.how}{through}", "readable by", where)


def image(found: ContainerImage, titles: Titles) -> Branch:
    """An image: base, stages, what it starts with and as whom."""
    lines = (
        *listed("names", (each for each in found.references if each != found.name)),
        Branch(said(found.base_image), "base", style=""),
        *_built(found),
        *listed("used by", (titles.of(each) for each in found.used_by)),
    )
    return Branch(found.name, aside=at(found.place), style="bold", children=lines)


def _built(found: ContainerImage) -> Iterator[Branch]:
    for number, stage in enumerate(found.build_steps):
        steps = " ".join(each.instruction for each in stage.instructions)
        yield Branch(f"{stage.name or number} from {said(stage.base_image)}: {steps}", "stage")
    if found.security_context is not None:
        security = found.security_context
        yield Branch(said(security.user), "user", children=because(security.user.because))
        yield from (Branch("chmod sets the setuid or setgid bit", "setuid", at(each)) for each in security.setuid)
        yield from (Branch("a command runs with sudo", "sudo", at(each)) for each in security.sudo)
    if found.runtime_config is not None:
        runtime = found.runtime_config
        yield from listed("entrypoint", (runtime.entrypoint,) if runtime.entrypoint else ())
        yield from listed("command", (runtime.cmd,) if runtime.cmd else ())
        yield from listed("ports", runtime.exposed_ports)
        yield from listed("workdir", (runtime.workdir.value,) if runtime.workdir.value else ())
        yield from listed("healthcheck", (runtime.healthcheck,) if runtime.healthcheck else ())
        yield from listed("variables", runtime.env)


def dependency(found: ExternalDependency, titles: Titles) -> Branch:
    """A dependency: how safely it is reached, by whom, and whether it is backed up."""
    lines = (
        Branch(found.connection_url, "address"),
        Branch(found.location + (f", {found.vendor}" if found.vendor else ""), "location"),
        _tls(found.ssl_config),
        Branch(said(found.credentials), "credentials"),
        Branch(said(found.backup_policy), "backup", children=because(found.backup_policy.because)),
        *(_address(each, titles) for each in found.addresses),
    )
    return Branch(found.title, style="bold", children=lines)


def _tls(told: Told) -> Branch:
    return Branch(said(told), "TLS", first_place(told), _RATINGS.get(told.value or "", ""))


def _address(found: Address, titles: Titles) -> Branch:
    users = titles.list(found.used_by)
    by = f"{users} via {found.name}" if users else f"no scanned workload; defined by {found.name}"
    return Branch(by, "used by", at(found.place), children=because(found.because))
