"""Who uses a Secret, how, and whether a new value reaches them."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.base.view import walk
from infracheck.model.entities.container import Container, EnvVar
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.network import Ingress, Route, ServiceMonitor
from infracheck.model.entities.rbac import ServiceAccount
from infracheck.model.entities.secret_keys import Storage
from infracheck.model.entities.workload import Workload
from infracheck.model.facts.references.annotations import names_in_annotations
from infracheck.record import Record
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infracheck.model.entities.secret import AnySecret, Secret
    from infracheck.model.entities.workload import Pod, Volume
    from infracheck.model.graph.model import Model


class Way(Enum):
    """How a Secret is used."""

    ENV = "env"
    ENV_FROM = "envFrom"
    VOLUME = "volume"
    SUB_PATH = "subPath"
    PROJECTED = "projected"
    CSI = "csi"
    IMAGE_PULL = "imagePullSecrets"
    INGRESS_TLS = "Ingress TLS"
    ACCOUNT = "service account"
    ISSUER = "certificate issuer"


_FIXED_AT_START = (Way.ENV, Way.ENV_FROM, Way.SUB_PATH)


class Use(Record):
    """A place that uses a Secret: by whom, how, and which key where it names one."""

    user: KubernetesObject
    how: Way
    span: Span
    container: Container | None = None
    key: str | None = None
    variable: str | None = None
    secret_name: str = ""

    @property
    def keeps_old_value(self) -> bool:
        """Whether a new value does not reach it: a variable or a subPath, of pods that run on and nothing restarts."""
        return is_stale(self, self.secret_name)

    @property
    def pod(self) -> Pod | None:
        """The pod that gets to see it; None for an Ingress or a service account."""
        return self.user.pod if isinstance(self.user, Workload) and self.how is not Way.IMAGE_PULL else None

    @property
    def who(self) -> str:
        """The user in words: `Deployment shop, container web`."""
        name = f"{self.user.kind} {self.user.name}"
        return name if self.container is None else f"{name}, container {self.container.name}"


def uses_of(secret: AnySecret) -> tuple[Use, ...]:
    """Every use of a Secret that the scan sees, in the order of the files."""
    index = uses_by_name(secret.model)
    namespace = "*" if secret.is_cluster_scoped else secret.namespace or "default"
    names = (*secret.secret_names, f"csi:{secret.name}") if secret.storage is Storage.CSI else secret.secret_names
    return tuple(use for name in names for use in index.get((namespace, name), ()))


def uses_by_name(model: Model) -> dict[tuple[str, str], list[Use]]:
    """Every use of a Secret by the namespace and the name that it means; by `*` those of all namespaces together."""
    return model.derive(_index)


def _index(model: Model) -> dict[tuple[str, str], list[Use]]:
    found: dict[tuple[str, str], list[Use]] = {}
    objects: list[tuple[KubernetesObject, Iterator[tuple[str | None, Use]]]] = []
    objects.extend((each, _of_workload(each)) for each in model.all(Workload))
    objects.extend((each, _of_ingress(each)) for each in model.all(Ingress))
    objects.extend((each, _of_account(each)) for each in model.all(ServiceAccount))
    issuers = (each for each in model.all(KubernetesObject) if each.kind == "Issuer" and each.group in _CERT_MANAGER)
    objects.extend((each, _of_issuer(each)) for each in issuers)
    for each, uses in objects:
        namespace = each.namespace or "default"
        for name, use in uses:
            if name:
                named = use._replace(secret_name=name)
                found.setdefault((namespace, name), []).append(named)
                # one that is made in several namespaces is used in all of them
                found.setdefault(("*", name), []).append(named)
    return found


def _of_workload(workload: Workload) -> Iterator[tuple[str | None, Use]]:
    pod = workload.pod
    for use in pod.object_uses:
        if use.kind == "Secret" and use.container is not None:
            entry = use.view.owner
            if isinstance(entry, EnvVar):
                yield use.name, Use(workload, Way.ENV, entry.span, use.container, use.key, entry.name)
            else:
                yield use.name, Use(workload, Way.ENV_FROM, use.view.span, use.container)
    for reference in pod.image_pull_secrets:
        yield reference.name, Use(workload, Way.IMAGE_PULL, reference.span)
    for volume in pod.volumes:
        yield from _of_volume(workload, volume)


def _of_volume(workload: Workload, volume: Volume) -> Iterator[tuple[str | None, Use]]:
    names: list[tuple[str | None, Way]] = [(volume.secret.name, Way.VOLUME)] if volume.secret is not None else []
    names.extend((source.secret.name, Way.PROJECTED) for source in volume.projected if source.secret is not None)
    if volume.csi is not None and volume.csi.secret_provider_class:
        names.append((f"csi:{volume.csi.secret_provider_class}", Way.CSI))
    if not names and volume.node is not None:
        names.extend((name, Way.VOLUME) for name in _secrets_of_driver(volume.node))
    mounts = workload.pod.mounts_by_volume.get(volume.name, ()) if names else ()
    for name, how in names:
        if not mounts:
            yield name, Use(workload, how, volume.span)
        for container, mount in mounts:
            yield name, Use(workload, Way.SUB_PATH if mount.is_sub_path else how, mount.span, container)


def _secrets_of_driver(volume: Mapping) -> Iterator[str | None]:
    """The Secrets by which a driver logs in: `iscsi.secretRef`, `csi.nodePublishSecretRef`, `azureFile.secretName`."""
    for source in volume.values.values():
        if type(source) is Mapping:
            for key in ("secretRef", "nodePublishSecretRef"):
                reference = source.get(key)
                name = reference.get("name") if type(reference) is Mapping else None
                if type(name) is Scalar:
                    yield name.text
            name = source.get("secretName")
            if type(name) is Scalar:
                yield name.text


def _of_ingress(ingress: Ingress) -> Iterator[tuple[str | None, Use]]:
    for tls in ingress.tls:
        yield tls.secret_name, Use(ingress, Way.INGRESS_TLS, tls.span)


def _of_account(account: ServiceAccount) -> Iterator[tuple[str | None, Use]]:
    for reference in account.image_pull_secrets:
        yield reference.name, Use(account, Way.IMAGE_PULL, reference.span)
    for reference in account.secrets:
        yield reference.name, Use(account, Way.ACCOUNT, reference.span)


# before 0.11, cert-manager had a group of its own making
_CERT_MANAGER = ("cert-manager.io", "certmanager.k8s.io")


def _of_issuer(issuer: KubernetesObject) -> Iterator[tuple[str | None, Use]]:
    """The Secrets by which an issuer signs or logs in: `ca.secretName`, `acme.privateKeySecretRef` and their like.

    A ClusterIssuer takes them from a namespace that an option of cert-manager names, and so tells none.
    """
    for mapping in walk(issuer.node) if issuer.node is not None else ():
        for field, value in mapping.values.items():
            if type(value) is Mapping and field.endswith(("SecretRef", "secretRef")):
                name, key = value.get("name"), value.get("key")
                use = Use(issuer, Way.ISSUER, value.span, key=key.text if type(key) is Scalar else None)
                yield name.text if type(name) is Scalar else None, use
            elif type(value) is Scalar and field == "secretName":
                yield value.text, Use(issuer, Way.ISSUER, mapping.entry_span(field))


def restarts(workload: Workload, secret_name: str) -> bool:
    """Whether annotations restart a workload's pods when one of its Secrets changes: Reloader's, or a checksum."""
    for mark, value in (*workload.pod.annotations.items(), *workload.annotations.items()):
        if mark.startswith("checksum/") or mark == "rollme":
            return True
        if mark in _AUTOMATIC and value.lower() == "true":
            return True
        if mark == "secret.reloader.stakater.com/reload" and secret_name in (name.strip() for name in value.split(",")):
            return True
    return False


_AUTOMATIC = (
    "reloader.stakater.com/auto", "reloader.stakater.com/search", "secret.reloader.stakater.com/auto",
)  # fmt: skip


def is_unused(secret: Secret) -> bool:
    """Whether the scan sees who could use a Secret of its namespace, and none does, nor names it anywhere."""
    model = secret.model
    if secret.is_token or secret.uses or next(model.in_namespace(Workload, secret.namespace), None) is None:
        return False
    mentioned: set[str] = model.derive(_mentions)
    return secret.secret_name not in mentioned and not _is_argument(model, secret.secret_name)


_SILENT = frozenset(("Secret", "ConfigMap", "CustomResourceDefinition", "SealedSecret"))
# of these the model knows no fields, or not those that name Secrets
_READ_IN_PART = (KubernetesObject, Route, ServiceMonitor)


def _mentions(model: Model) -> set[str]:
    """Every value that could be a name in objects of kinds that the model does not know, and in annotations of all."""
    found: set[str] = set()
    for each in model.all(KubernetesObject):
        if each.kind in _SILENT:
            continue
        found.update(names_in_annotations(each))
        if type(each) in _READ_IN_PART:
            found |= each.texts
    return found


def _is_argument(model: Model, name: str) -> bool:
    """Whether a name is a word, or a part of a path or a setting, of a container's command line."""
    # one text to look through: most names are in none of its words
    words: str = model.derive(_command_lines)
    return name in words and name in re.split(r"[=/\s]+", words)


def _command_lines(model: Model) -> str:
    return " ".join(" ".join((*each.command, *each.args)) for each in model.all(Container))


def reload_of(secret: AnySecret) -> Fact[bool]:
    """Whether a new value reaches everyone who uses a Secret; unknown where the scan sees nobody."""
    if secret.restarts_consumers and any(use.pod is not None for use in secret.uses):
        return Known(True)
    return reload_by(secret.uses, secret.secret_name)


def reload_by(uses: tuple[Use, ...], secret_name: str) -> Fact[bool]:
    """Whether a new value reaches everyone who uses a Secret of a name, where nothing but these restarts them."""
    seen = [use for use in uses if use.pod is not None]
    if not seen:
        return Unknown("no pod of the scan uses it")
    stale = [use for use in seen if is_stale(use, secret_name)]
    return Known(not stale, tuple(Note(f"{use.who} reads it once, at startup", use.span) for use in stale))


def is_stale(use: Use, secret_name: str) -> bool:
    """Whether a use keeps the first value: a variable or a subPath, of pods that nothing restarts and that run on."""
    workload = use.user
    if use.how not in _FIXED_AT_START or not isinstance(workload, Workload) or workload.is_job:
        return False
    if use.container is not None and use.container.is_init and not use.container.is_sidecar:
        return False
    return not restarts(workload, secret_name)
