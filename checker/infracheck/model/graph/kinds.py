"""Which kind is read as what, and where custom resources hide pod templates."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck.model.base.view import walk
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.governance import (
    HorizontalPodAutoscaler,
    LimitRange,
    Namespace,
    PodDisruptionBudget,
    ResourceQuota,
    ScaledObject,
)
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.network import Ingress, NetworkPolicy, Route, Service, ServiceMonitor
from infracheck.model.entities.rbac import ClusterRole, ClusterRoleBinding, Role, RoleBinding, ServiceAccount
from infracheck.model.entities.secret import Secret
from infracheck.model.entities.secret_made import Certificate, SealedSecret
from infracheck.model.entities.secret_store import (
    ClusterExternalSecret,
    ExternalSecret,
    SecretProviderClass,
    VaultDynamicSecret,
    VaultStaticSecret,
)
from infracheck.model.entities.storage import PersistentVolume, PersistentVolumeClaim, StorageClass
from infracheck.source.yaml.tree import Mapping, Node, Sequence

CLASSES: dict[tuple[str, str], type[KubernetesObject]] = {
    ("", "ConfigMap"): ConfigMap,
    ("", "LimitRange"): LimitRange,
    ("", "Namespace"): Namespace,
    ("", "PersistentVolume"): PersistentVolume,
    ("", "PersistentVolumeClaim"): PersistentVolumeClaim,
    ("", "ResourceQuota"): ResourceQuota,
    ("", "Secret"): Secret,
    ("", "Service"): Service,
    ("", "ServiceAccount"): ServiceAccount,
    ("autoscaling", "HorizontalPodAutoscaler"): HorizontalPodAutoscaler,
    ("bitnami.com", "SealedSecret"): SealedSecret,
    ("cert-manager.io", "Certificate"): Certificate,
    ("certmanager.k8s.io", "Certificate"): Certificate,
    ("extensions", "Ingress"): Ingress,
    ("extensions", "NetworkPolicy"): NetworkPolicy,
    ("external-secrets.io", "ClusterExternalSecret"): ClusterExternalSecret,
    ("external-secrets.io", "ExternalSecret"): ExternalSecret,
    ("gateway.networking.k8s.io", "GRPCRoute"): Route,
    ("gateway.networking.k8s.io", "HTTPRoute"): Route,
    ("gateway.networking.k8s.io", "TCPRoute"): Route,
    ("gateway.networking.k8s.io", "TLSRoute"): Route,
    ("gateway.networking.k8s.io", "UDPRoute"): Route,
    ("keda.sh", "ScaledObject"): ScaledObject,
    ("monitoring.coreos.com", "ServiceMonitor"): ServiceMonitor,
    ("networking.k8s.io", "Ingress"): Ingress,
    ("networking.k8s.io", "NetworkPolicy"): NetworkPolicy,
    ("policy", "PodDisruptionBudget"): PodDisruptionBudget,
    ("rbac.authorization.k8s.io", "ClusterRole"): ClusterRole,
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): ClusterRoleBinding,
    ("rbac.authorization.k8s.io", "Role"): Role,
    ("rbac.authorization.k8s.io", "RoleBinding"): RoleBinding,
    ("secrets-store.csi.x-k8s.io", "SecretProviderClass"): SecretProviderClass,
    ("secrets.hashicorp.com", "VaultDynamicSecret"): VaultDynamicSecret,
    ("secrets.hashicorp.com", "VaultPKISecret"): VaultDynamicSecret,
    ("secrets.hashicorp.com", "VaultStaticSecret"): VaultStaticSecret,
    ("storage.k8s.io", "StorageClass"): StorageClass,
}
"""By group and kind, whatever the version: groups keep these fields where they are."""

_BUILT_IN = frozenset(("", "apps", "batch", "extensions"))
_TEMPLATE_AT = {
    "Pod": (),
    "PodTemplate": ("template",),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    **dict.fromkeys(
        ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"), ("spec", "template")
    ),
    # OpenShift's, under v1 before it had a group of its own; oc reads both
    "DeploymentConfig": ("spec", "template"),
}
# whose pods are as their template says; a trigger of OpenShift sets the image
_CONTROLLERS = frozenset((("apps.openshift.io", "DeploymentConfig"), ("argoproj.io", "Rollout")))
_NEVER_PODS = frozenset(("CustomResourceDefinition", "ConfigMap", "Secret", "List"))


def pod_templates(root: Mapping, group: str, kind: str) -> Iterator[tuple[Node | None, Node | None]]:
    """The pod templates of an object: the node of each pod's spec, and the node that bears its metadata."""
    path = _TEMPLATE_AT.get(kind) if group in _BUILT_IN else None
    if path is not None:
        node: Node | None = root
        for key in path:
            node = node.get(key) if type(node) is Mapping else None
        yield (node.get("spec") if type(node) is Mapping else None), node
    elif kind not in _NEVER_PODS and group not in _BUILT_IN and (group, kind) not in CLASSES and _may_hold_pods(root):
        for mapping in walk(root):
            for name, template in mapping.values.items():
                # `template`, `podTemplate` and the like; a claim's or a service's holds no containers
                if name.endswith("emplate") and type(template) is Mapping:
                    spec = template.get("spec")
                    if type(spec) is Mapping and _is_pod_spec(spec, whole=(group, kind) not in _CONTROLLERS):
                        yield spec, template


def _may_hold_pods(root: Mapping) -> bool:
    """Whether an object names containers, or hides what it names behind escapes or aliases: a walk takes longer."""
    text = root.source.text
    return any(text.find(sign, root.start, root.end) >= 0 for sign in ("containers", "\\", "*"))


def _is_pod_spec(spec: Mapping, *, whole: bool) -> bool:
    """Whether a mapping is a pod's spec; a `whole` one names every image, and is no overlay over an operator's pod."""
    containers = spec.get("containers")
    items = [item for item in containers.items if type(item) is Mapping] if type(containers) is Sequence else []
    return bool(items) and (not whole or all("image" in item.values for item in items))
