"""Deployment manifests: workloads, their pods and their volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from infracheck.model.base.derived import derived
from infracheck.model.base.fact import Fact
from infracheck.model.base.field import Field, flag, integer, optional, part, parts, present, text, text_map
from infracheck.model.base.references import KeyToPath, ObjectFiles, ObjectReference
from infracheck.model.base.selector import Selector, selects
from infracheck.model.base.view import View, remembered
from infracheck.model.entities.amounts import Resources
from infracheck.model.entities.container import Container, VolumeMount
from infracheck.model.entities.kubernetes import KubernetesObject, Metadata
from infracheck.model.entities.scheduling import Placement
from infracheck.model.entities.security import AnySecurityContext, PodSecurityContext
from infracheck.model.entities.storage import ClaimTemplate, HostPath
from infracheck.source.yaml.tree import Mapping, Node, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from infracheck.model.entities.governance import AnyAutoscaler, PodDisruptionBudget
    from infracheck.model.entities.network import NetworkPolicy, Service
    from infracheck.model.entities.rbac import ServiceAccount
    from infracheck.model.facts.backups.backup import Backup
    from infracheck.model.facts.environment.configuration import Configuration
    from infracheck.model.facts.references.use import Missing, ObjectUse

# a custom resource may mean something else by the same field
_SELECTING = ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Rollout")
_REPLICATED = ("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DeploymentConfig", "Rollout")
CONTAINER_ROLES = ("initContainers", "containers", "ephemeralContainers")


class ServiceAccountToken(View):
    """A token that the kubelet renews."""

    __slots__ = ()

    path = text("path")
    expiration_seconds = integer("expirationSeconds")
    audience = text("audience")


class Projection(View):
    """One source of a projected volume."""

    __slots__ = ()

    config_map = optional("configMap", ObjectFiles)
    secret = optional("secret", ObjectFiles)
    downward_items = parts("downwardAPI/items", KeyToPath)
    service_account_token = optional("serviceAccountToken", ServiceAccountToken)


class SecretVolume(View):
    """A Secret as files."""

    __slots__ = ()

    name = text("secretName")
    is_optional = flag("optional")
    items = parts("items", KeyToPath)


class ConfigMapVolume(View):
    """A ConfigMap as files."""

    __slots__ = ()

    name = text("name")
    is_optional = flag("optional")
    items = parts("items", KeyToPath)


class CsiVolume(View):
    """A volume that a CSI driver makes for the pod."""

    __slots__ = ()

    driver = text("driver")
    secret_provider_class = text("volumeAttributes/secretProviderClass")


class Volume(View):
    """A volume of a pod."""

    __slots__ = ()

    name = text("name")
    host_path = optional("hostPath", HostPath)
    secret = optional("secret", SecretVolume)
    config_map = optional("configMap", ConfigMapVolume)
    projected = parts("projected/sources", Projection)
    downward_items = parts("downwardAPI/items", KeyToPath)
    claim_name = text("persistentVolumeClaim/claimName")
    csi = optional("csi", CsiVolume)
    has_empty_dir = present("emptyDir")
    empty_dir_size = text("emptyDir/sizeLimit")
    empty_dir_medium = text("emptyDir/medium")
    has_host_path = present("hostPath")

    @property
    def is_unbounded_empty_dir(self) -> bool:
        """Whether this is an emptyDir on the node's disk that says no size."""
        return self.has_empty_dir and self.empty_dir_size is None and self.empty_dir_medium != "Memory"

    @property
    def source_types(self) -> tuple[str, ...]:
        """The names of the volume sources that are set (`hostPath`, `configMap`, …)."""
        node = self.node
        return tuple(key for key in node.values if key != "name" and node.get(key) is not None) if node else ()

    def place_of(self, source_type: str) -> Any:
        """The place of one of the source types."""
        return self.place(Field(source_type, lambda view, field, node: None, None))


_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_OS_LABELS = ("kubernetes.io/os", "beta.kubernetes.io/os")


class Pod(Placement):
    """A pod, or the template of one: its spec, with the labels and annotations that its pods carry."""

    __slots__ = ("template", "workload")

    host_network = flag("hostNetwork")
    host_pid = flag("hostPID")
    host_ipc = flag("hostIPC")
    host_users = flag("hostUsers")
    share_process_namespace = flag("shareProcessNamespace")
    service_account_name = text("serviceAccountName")
    service_account = text("serviceAccount")
    automount_service_account_token = flag("automountServiceAccountToken")
    security_context = part("securityContext", PodSecurityContext)
    volumes = parts("volumes", Volume)
    image_pull_secrets = parts("imagePullSecrets", ObjectReference)
    os_name = text("os/name")
    node_selector = text_map("nodeSelector")
    restart_policy = text("restartPolicy")
    resources = part("resources", Resources)
    priority_class_name = text("priorityClassName")
    runtime_class_name = text("runtimeClassName")
    termination_grace_period_seconds = integer("terminationGracePeriodSeconds")
    enable_service_links = flag("enableServiceLinks")
    has_affinity = present("affinity")
    node_terms = parts(f"affinity/nodeAffinity/{_REQUIRED}/nodeSelectorTerms", Selector)
    has_topology_spread = present("topologySpreadConstraints")
    has_host_aliases = present("hostAliases")

    template: Metadata
    workload: Workload

    @property
    def labels(self) -> dict[str, str]:
        """The labels that the pods carry."""
        return self.template.labels

    @property
    def annotations(self) -> dict[str, str]:
        """The annotations that the pods carry."""
        return self.template.annotations

    @property
    def is_windows(self) -> bool:
        """Whether `spec.os.name` says Windows."""
        return self.os_name == "windows"

    @remembered
    def runs_on_windows(self) -> bool:
        """Whether it says Windows, or goes to nodes of Windows alone: by its node selector or its node affinity."""
        if self.is_windows or any(self.node_selector.get(label) == "windows" for label in _OS_LABELS):
            return True
        terms = self.node_terms
        return bool(terms) and all(
            any(e.key in _OS_LABELS and e.operator == "In" and e.values == ("windows",) for e in term.match_expressions)
            for term in terms
        )

    @remembered
    def containers(self) -> tuple[Container, ...]:
        """All the containers: init, main and ephemeral, in that order."""
        made = []
        for role in CONTAINER_ROLES:
            node = self.node.get(role) if self.node is not None else None
            for index, item in enumerate(node.items if type(node) is Sequence else ()):
                if type(item) is Mapping:
                    made.append(Container(item, self, role, index))
        return tuple(made)

    @remembered
    def volumes_by_name(self) -> dict[str | None, Volume]:
        """Its volumes, to look one up in."""
        return {each.name: each for each in self.volumes}

    @remembered
    def mounts_by_volume(self) -> dict[str | None, list[tuple[Container, VolumeMount]]]:
        """What its containers mount, by the volume's name."""
        found: dict[str | None, list[tuple[Container, VolumeMount]]] = {}
        for container in self.containers:
            for mount in container.volume_mounts:
                found.setdefault(mount.name, []).append((container, mount))
        return found

    @remembered
    def port_numbers(self) -> frozenset[int | None]:
        """The ports that its containers declare."""
        return frozenset(port.container_port for each in self.containers for port in each.ports)

    @remembered
    def host_path_names(self) -> frozenset[str | None]:
        """The names of its volumes that are paths of the node."""
        return frozenset(each.name for each in self.volumes if each.has_host_path)

    @remembered
    def unbounded_names(self) -> frozenset[str | None]:
        """The names of its emptyDir volumes that may fill the disk."""
        return frozenset(each.name for each in self.volumes if each.is_unbounded_empty_dir)

    @remembered
    def security_contexts(self) -> tuple[tuple[str, AnySecurityContext], ...]:
        """The security contexts of the pod and of all its containers, with the words for who bears each."""
        return (("pod", self.security_context), *((f"container {c.name}", c.security_context) for c in self.containers))

    object_uses: tuple[ObjectUse, ...] = derived("facts.references.use:uses_of")
    """What it takes from ConfigMaps and Secrets, as variables and as files."""

    missing: Callable[[str], tuple[Missing, ...]] = derived("facts.references.use:missing_in")
    """The ConfigMaps or the Secrets (`kind`) without which it does not start, and that the scan would see."""

    missing_keys: Callable[[str], tuple[Missing, ...]] = derived("facts.references.use:missing_keys_in")
    """The keys without which it does not start, of ConfigMaps or of Secrets (`kind`) that the scan sees whole."""

    account: Fact[ServiceAccount | None] = derived("graph.link:account_of")
    """Its service account, where the scan sees it."""

    account_exists: Fact[bool] = derived("graph.companions:has_account")
    """Whether the scan holds the service account that it names, or Kubernetes makes that itself."""

    account_sharers: tuple[Workload, ...] = derived("graph.rivals:sharing_account")
    """The other workloads whose pods run as the service account that it names; none for `default`."""

    automounts_token: Fact[bool] = derived("facts.runtime.effective:automounts_token")
    """Whether it gets a token of its service account that is valid as long as it runs."""

    services: tuple[Service, ...] = derived("graph.link:services_of")
    """The Services that select it."""

    gets_no_traffic: bool = derived("graph.link:gets_no_traffic")
    """Whether the scan holds Services that select pods, and none of them selects this one."""

    network_policies: tuple[NetworkPolicy, ...] = derived("graph.link:network_policies_of")
    """The network policies that select it."""

    may_be_isolated: bool = derived("graph.isolation:may_be_isolated")
    """Whether the scan holds a policy of a network plugin, such as Cilium's, that may be for it."""

    entrances: tuple[KubernetesObject, ...] = derived("graph.companions:entrances_of")
    """The first of what leads to it from outside: Services by their type, Ingresses, routes of the Gateway API."""

    @property
    def account_name(self) -> str:
        """The name of its service account, by either of the field's names; `default` where none is written."""
        return self.service_account_name or self.service_account or "default"

    @property
    def account_field(self) -> Field[Any]:
        """The field that names its service account."""
        return (
            Pod.service_account if self.service_account and not self.service_account_name else Pod.service_account_name
        )

    @property
    def main_containers(self) -> tuple[Container, ...]:
        """Those of `containers`."""
        return tuple(c for c in self.containers if c.is_main)


class Workload(KubernetesObject):
    """An object that runs pods: of a built-in kind, or a custom resource that carries a pod template."""

    __slots__ = ("pod",)

    replicas = integer("spec/replicas")
    has_replicas = present("spec/replicas")
    schedule = text("spec/schedule")
    suspend = flag("spec/suspend")
    strategy_type = text("spec/strategy/type")
    update_strategy_type = text("spec/updateStrategy/type")
    selector = part("spec/selector", Selector)
    service_name = text("spec/serviceName")
    volume_claim_templates = parts("spec/volumeClaimTemplates", ClaimTemplate)
    backoff_limit = integer("spec/backoffLimit")
    has_starting_deadline = present("spec/startingDeadlineSeconds")
    has_ttl = present("spec/ttlSecondsAfterFinished")
    has_job_ttl = present("spec/jobTemplate/spec/ttlSecondsAfterFinished")
    plain_selector = text_map("spec/selector")
    job_selector = part("spec/jobTemplate/spec/selector", Selector)

    pod: Pod
    """Its pod template; of a Pod, the pod itself."""

    @property
    def all_metadata(self) -> tuple[Metadata, ...]:
        """Its metadata and that of its pod template; of a Pod, which is its own, once."""
        template = self.pod.template
        return (self.metadata,) if template is self.metadata else (self.metadata, template)

    @property
    def selector_field(self) -> Field[Any]:
        """The field that says which pods are its own: a plain one in the oldest kinds, its Jobs' in a CronJob."""
        if self.kind in ("DeploymentConfig", "ReplicationController"):
            return Workload.plain_selector
        return Workload.job_selector if self.kind == "CronJob" else Workload.selector

    @property
    def selects_its_pods(self) -> bool:
        """Whether its selector meets the labels of its own pods; one that is not written, or not a selector, does."""
        field = self.selector_field
        if field is Workload.plain_selector:
            return not self.plain_selector or selects(self.plain_selector, self.pod.labels)
        selector = self.job_selector if field is Workload.job_selector else self.selector
        return self.kind not in _SELECTING or not selector.is_written or selector.matches(self.pod.labels)

    @property
    def containers(self) -> tuple[Container, ...]:
        """All the containers of its pods."""
        return self.pod.containers

    configuration: Configuration = derived("facts.environment.configuration:Configuration")
    """What its containers are told of APIs, databases, the environment and features."""

    autoscalers: tuple[AnyAutoscaler, ...] = derived("graph.link:autoscalers_of")
    """The autoscalers that target it."""

    disruption_budgets: tuple[PodDisruptionBudget, ...] = derived("graph.link:disruption_budgets_of")
    """The disruption budgets that select its pods."""

    most_pods: Fact[int] = derived("facts.runtime.replicas:most_pods_of")
    """The most pods that it runs at a time: by an autoscaler that targets it, else by its `replicas`."""

    is_counted_elsewhere: bool = derived("facts.runtime.replicas:is_counted_elsewhere")
    """Whether a kustomization patches it or sets its replicas, so that its own may not be what holds."""

    governing_service: Fact[Service | None] = derived("graph.companions:governing_service_of")
    """The Service that it names in `serviceName`; Known(None) where it is missing among those that the scan sees."""

    kept_product: str | None = derived("facts.backups.cover:keeps_state")
    """The database whose data it keeps on volumes that survive its pods; None where it keeps none."""

    has_database: bool = derived("facts.runtime.egress:handles_database")
    """Whether its configuration names a database that it reaches."""

    has_unlimited_egress: bool = derived("facts.runtime.egress:is_unlimited")
    """Whether no network policy limits what its pods reach, where the scan sees network policies at all."""

    is_in_mesh: bool = derived("graph.link:is_in_mesh")
    """Whether labels or annotations put its pods into a service mesh: Istio's or Linkerd's."""

    backups: Fact[tuple[Backup, ...]] = derived("facts.backups.cover:backups_of")
    """The backups that cover it; unknown where the scan sees no backup of anything."""

    @property
    def is_replicated(self) -> bool:
        """Whether it is of a kind that runs a number of like pods."""
        return self.kind in _REPLICATED

    @property
    def may_run_several(self) -> bool:
        """Whether it may run several like pods: not where it sets fewer than two replicas, and nothing scales it."""
        few = self.replicas is not None and self.replicas < 2
        return self.is_replicated and not (few and not self.autoscalers)

    @property
    def is_job(self) -> bool:
        """Whether its pods run to an end: a Job, a CronJob, or a pod that is not restarted."""
        if self.kind in ("Job", "CronJob"):
            return True
        return self.kind == "Pod" and self.pod.restart_policy in ("Never", "OnFailure")


def pod_of(workload: Workload, spec: Node | None, template: Node | None) -> Pod:
    """The pod of a workload, from the nodes of its spec and of what bears its metadata."""
    pod = Pod(spec, workload)
    pod.workload = workload
    metadata = template.get("metadata") if type(template) is Mapping else None
    pod.template = workload.metadata if template is workload.node else Metadata(metadata, workload)
    return pod
