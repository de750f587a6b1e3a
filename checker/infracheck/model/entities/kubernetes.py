"""What every Kubernetes object has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.derived import derived
from infracheck.model.base.field import part, parts, text, text_map
from infracheck.model.base.view import View, remembered, texts_in
from infracheck.model.base.violation import Resource
from infracheck.source.text.rendered import RenderedSource
from infracheck.source.yaml.tree import Document, Mapping

if TYPE_CHECKING:
    from infracheck.knowledge.kubernetes.api_versions import ApiLifecycle
    from infracheck.model.entities.setting import Setting
    from infracheck.model.graph.model import Model
    from infracheck.source.text.span import Span

CLUSTER_SCOPED = frozenset(
    (
        "APIService", "CertificateSigningRequest", "ClusterExternalSecret", "ClusterIssuer", "ClusterPolicy",
        "ClusterRole", "ClusterRoleBinding", "ClusterSecretStore", "CustomResourceDefinition", "CSIDriver", "CSINode",
        "IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PodSecurityPolicy",
        "PriorityClass", "RuntimeClass", "SecurityContextConstraints", "StorageClass",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration",
    )
)  # fmt: skip

# of Kubernetes' own kinds; the group tells `Service` of Knative and `Role` of others apart
_NAMESPACED = {
    "": frozenset(
        (
            "ConfigMap", "Endpoints", "LimitRange", "PersistentVolumeClaim", "Pod", "PodTemplate",
            "ReplicationController", "ResourceQuota", "Secret", "Service", "ServiceAccount",
        )
    ),
    "apps": frozenset(("ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet")),
    "autoscaling": frozenset(("HorizontalPodAutoscaler",)),
    "batch": frozenset(("CronJob", "Job")),
    "coordination.k8s.io": frozenset(("Lease",)),
    "discovery.k8s.io": frozenset(("EndpointSlice",)),
    "extensions": frozenset(("DaemonSet", "Deployment", "Ingress", "NetworkPolicy", "ReplicaSet")),
    "networking.k8s.io": frozenset(("Ingress", "NetworkPolicy")),
    "policy": frozenset(("PodDisruptionBudget",)),
    "rbac.authorization.k8s.io": frozenset(("Role", "RoleBinding")),
    "storage.k8s.io": frozenset(("CSIStorageCapacity",)),
}  # fmt: skip

NAMES = ("name", "generateName")
"""The keys of `metadata` at which an object as a whole stands, the first one written."""


class Metadata(View):
    """An object's `metadata`, or a pod template's."""

    __slots__ = ()

    name = text("name")
    generate_name = text("generateName")
    namespace = text("namespace")
    labels = text_map("labels")
    annotations = text_map("annotations")


class OwnerReference(View):
    """The object that an object belongs to, as its controller writes it."""

    __slots__ = ()

    kind = text("kind")
    name = text("name")


class KubernetesObject(View):
    """An object with `apiVersion`, `kind` and `metadata`: the root of every other view of its document."""

    __slots__ = ("document", "kind", "model", "namespace", "version")

    api_version = text("apiVersion")
    kind_written = text("kind")
    metadata = part("metadata", Metadata)
    name_written = text("metadata/name")
    namespace_written = text("metadata/namespace")
    labels = text_map("metadata/labels")
    annotations = text_map("metadata/annotations")
    owners = parts("metadata/ownerReferences", OwnerReference)

    def __init__(self, node: Mapping, document: Document, kind: str = "", api_version: str = "") -> None:
        super().__init__(node)
        self.document = document
        self.model: Model
        # these are asked for more often than everything else together
        self.kind: str = kind or self.kind_written or ""
        """The kind; of an item of a `PodList` and its like, the one that the list implies."""
        self.version: str = api_version or self.api_version or ""
        """The apiVersion; of an item of a list that leaves it out, the list's."""
        self.namespace: str | None = None if self.kind in CLUSTER_SCOPED else self.namespace_written
        """The namespace as written, or that of a chart's release; None where it is left to whoever applies the file."""
        if self.namespace == "default" and self._is_of_open_chart:
            self.namespace = None
        elif self.namespace is None and self.kind not in CLUSTER_SCOPED:
            self.namespace = self._namespace_of_release

    @property
    def _namespace_of_release(self) -> str | None:
        """Where Helm puts what a chart says no namespace of, where it was told."""
        source = self.document.source
        return source.rendering.namespace or None if isinstance(source, RenderedSource) else None

    release_values: tuple[Setting, ...] = derived("facts.config_files.releases:values_of")
    """The values that it gives a release of a Helm chart: a HelmRelease, an Application and their like."""

    removed_api: ApiLifecycle | None = derived("facts.runtime.served:removed_api_of")
    """When its API version was removed, where the Kubernetes of the scan does not serve it any more."""

    deprecated_api: ApiLifecycle | None = derived("facts.runtime.served:deprecated_api_of")
    """When its API version was deprecated, where the Kubernetes of the scan still serves it."""

    @property
    def _is_of_open_chart(self) -> bool:
        source = self.document.source
        return isinstance(source, RenderedSource) and source.rendering.leaves_namespace_open

    @property
    def is_namespace_open(self) -> bool:
        """Whether the namespace is that of a chart's release, which nobody told."""
        return self.namespace is None and self._is_of_open_chart

    is_given_namespace: bool = derived("graph.kustomize:is_given_namespace")
    """Whether a kustomization of the scan that names its file, or the file's folder, gives it a namespace."""

    @property
    def group(self) -> str:
        """The API group, empty for the core."""
        return self.version.rpartition("/")[0]

    @property
    def name(self) -> str:
        """`metadata.name`, or `generateName`'s prefix, or nothing."""
        return self.name_written or self.metadata.generate_name or ""

    @remembered
    def span(self) -> Span:
        """The place of the whole object: its name as it is written, else its first key."""
        node = self.node
        assert node is not None
        metadata = node.values.get("metadata")
        if type(metadata) is Mapping:
            for key in NAMES:
                # what is merged or aliased stands elsewhere, at another object
                if key in metadata.values and node.start <= metadata.key(key).start < node.end:
                    return metadata.entry_span(key)
        return node.span

    @property
    def all_metadata(self) -> tuple[Metadata, ...]:
        """Its metadata, and that of its pod template where it has one."""
        return (self.metadata,)

    @property
    def is_cluster_scoped(self) -> bool:
        """Whether objects of this kind stand in no namespace."""
        return self.kind in CLUSTER_SCOPED

    @property
    def is_namespaced(self) -> bool:
        """Whether it is of a kind of Kubernetes' own that stands in a namespace."""
        return self.kind in _NAMESPACED.get(self.group, ())

    @remembered
    def resource(self) -> Resource:
        """This object, as a finding names it."""
        return Resource(self.kind, self.namespace, self.name)

    @remembered
    def texts(self) -> set[str]:
        """Every value in it: whatever it names is among them."""
        return texts_in(self.node) if self.node is not None else set()
