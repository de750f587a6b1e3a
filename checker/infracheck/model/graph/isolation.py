"""Which pods network policies are for, and which network policies pods and namespaces have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infracheck.model.base.fact import Fact, Known, Unknown
from infracheck.model.base.namespace import same_namespace
from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.entities.network import NetworkPolicy
from infracheck.model.entities.workload import Workload
from infracheck.model.graph.companions import is_open
from infracheck.model.graph.label_index import LabelIndex
from infracheck.model.graph.link import are_pods_declared, stands_in_chart
from infracheck.model.graph.pod_labels import CONTROLLER_KEYS, bears, worn
from infracheck.model.graph.pod_makers import may_be_made

if TYPE_CHECKING:
    from infracheck.model.base.selector import Selector
    from infracheck.model.base.view import View
    from infracheck.model.entities.governance import Namespace
    from infracheck.model.entities.network import PolicyPeer
    from infracheck.model.entities.workload import Pod
    from infracheck.model.graph.model import Model

# the recommended labels are written by hand
_WRITTEN_BY_HAND = ("app.kubernetes.io/", "helm.sh/")


def has_pods(policy: NetworkPolicy) -> Fact[bool]:
    """Whether the scan holds a pod that a network policy selects."""
    return _is_met(policy, policy.pod_selector)


def has_pods_of_peer(peer: PolicyPeer) -> Fact[bool]:
    """Whether the scan holds a pod that a peer selects by labels alone."""
    policy = peer.root
    if peer.pod_selector is None or peer.namespace_selector is not None or not isinstance(policy, NetworkPolicy):
        return Unknown("the peer does not name pods of its own namespace alone")
    return _is_met(policy, peer.pod_selector)


def _is_met(policy: NetworkPolicy, selector: Selector) -> Fact[bool]:
    labels, model = selector.match_labels, policy.model
    if not labels and not selector.match_expressions:
        return Known(True)
    pods: LabelIndex[Pod] = model.derive(_pods_in, policy.namespace or "default")
    if any(_selects(selector, pod) for pod in pods.candidates(selector)):
        return Known(True)
    seen = next(model.in_namespace(Workload, policy.namespace), None)
    if seen is None or are_pods_declared(model, policy.namespace) or stands_in_chart(policy):
        return Unknown("not every workload of this namespace was scanned")
    if any(is_open(value) for value in labels.values()):
        return Unknown("the selector contains a placeholder")
    foreign = {key for key in labels if "/" in key and not key.startswith(_WRITTEN_BY_HAND)} - CONTROLLER_KEYS
    if not all(pods.has_key(key) for key in foreign):
        return Unknown("an operator may add these labels")
    if labels and may_be_made(model, policy.namespace, labels):
        return Unknown("a custom resource may make such pods")
    return Known(False)


def _pods_in(model: Model, namespace: str) -> LabelIndex[Pod]:
    return LabelIndex((each.pod, worn(each.pod)) for each in model.in_namespace(Workload, namespace))


def _selects(selector: Selector, pod: Pod) -> bool:
    labels = selector.match_labels
    if labels and not bears(pod, labels):
        return False
    return all(each.matches(pod.labels) for each in selector.match_expressions)


def network_policies_in(namespace: Namespace) -> tuple[KubernetesObject, ...]:
    """The network policies of a namespace, those of network plugins too."""
    model = namespace.model
    own = model.in_namespace(NetworkPolicy, namespace.name)
    return (*own, *(each for each in model.derive(_of_plugins) if _may_be_for(each, namespace.name)))


def may_be_isolated(pod: Pod) -> bool:
    """Whether the scan holds a policy of a network plugin that may be for a pod."""
    return any(_may_be_for(each, pod.workload.namespace) for each in pod.workload.model.derive(_of_plugins))


def _of_plugins(model: Model) -> list[KubernetesObject]:
    return [each for each in model.all(KubernetesObject) if is_of_plugin(each)]


def is_of_plugin(each: View) -> bool:
    """Whether an object is the network policy of a plugin: Cilium's, Calico's, or the AdminNetworkPolicy."""
    return isinstance(each, KubernetesObject) and "NetworkPolicy" in each.kind and not isinstance(each, NetworkPolicy)


# as the plugins call theirs that stand in no namespace
_OF_THE_CLUSTER = ("Admin", "Cluster", "Global")


def _may_be_for(policy: KubernetesObject, namespace: str | None) -> bool:
    return same_namespace(policy.namespace, namespace) or any(word in policy.kind for word in _OF_THE_CLUSTER)
