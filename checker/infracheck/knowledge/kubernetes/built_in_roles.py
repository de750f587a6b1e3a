"""The roles and bindings that Kubernetes itself makes at the start of every cluster, and kubeadm beside it.

Kubernetes, plugin/pkg/auth/authorizer/rbac/bootstrappolicy. The start of a name tells nothing: anyone may call a role
`system:…`, and a label can be written as easily.
"""

from __future__ import annotations

_CONTROLLERS = (
    "attachdetach-controller", "bootstrap-signer", "certificate-controller", "cloud-provider",
    "clusterrole-aggregation-controller", "cronjob-controller", "daemon-set-controller", "deployment-controller",
    "device-taint-eviction-controller", "disruption-controller", "endpoint-controller", "endpointslice-controller",
    "endpointslicemirroring-controller", "ephemeral-volume-controller", "expand-controller",
    "generic-garbage-collector", "horizontal-pod-autoscaler", "job-controller",
    "kube-apiserver-serving-clustertrustbundle-publisher", "legacy-service-account-token-cleaner",
    "namespace-controller", "node-controller", "persistent-volume-binder", "pod-garbage-collector",
    "pv-protection-controller", "pvc-protection-controller", "replicaset-controller", "replication-controller",
    "resource-claim-controller", "resourcequota-controller", "root-ca-cert-publisher", "route-controller",
    "selinux-warning-controller", "service-account-controller", "service-cidrs-controller", "service-controller",
    "statefulset-controller", "storage-version-migrator-controller", "token-cleaner", "ttl-after-finished-controller",
    "ttl-controller", "validatingadmissionpolicy-status-controller", "volumeattributesclass-protection-controller",
)  # fmt: skip
_SYSTEM = (
    "aggregate-to-admin", "aggregate-to-edit", "aggregate-to-view", "auth-delegator", "basic-user",
    "certificates.k8s.io:certificatesigningrequests:nodeclient",
    "certificates.k8s.io:certificatesigningrequests:selfnodeclient",
    "certificates.k8s.io:kube-apiserver-client-approver", "certificates.k8s.io:kube-apiserver-client-kubelet-approver",
    "certificates.k8s.io:kubelet-serving-approver", "certificates.k8s.io:legacy-unknown-approver",
    "cluster-trust-bundle-discovery", "coredns", "discovery", "heapster", "kube-aggregator", "kube-controller-manager",
    "kube-dns", "kube-scheduler", "kubelet-api-admin", "monitoring", "node", "node-bootstrapper",
    "node-problem-detector", "node-proxier", "persistent-volume-provisioner", "public-info-viewer",
    "service-account-issuer-discovery", "volume-scheduler",
)  # fmt: skip
# within kube-system and kube-public
_NAMESPACED = (
    ":leader-locking-kube-controller-manager", ":leader-locking-kube-scheduler", ":apiserver-authentication-reader",
)  # fmt: skip
_KUBEADM = (
    "cluster-admins", "get-nodes", "kubelet-bootstrap", "node-autoapprove-bootstrap",
    "node-autoapprove-certificate-rotation", "node-proxier", "bootstrap-signer-clusterinfo", "kubelet-config",
    "nodes-kubeadm-config", "kube-proxy",
)  # fmt: skip
BUILT_IN = frozenset(
    (
        *(f"system:controller:{each}" for each in _CONTROLLERS),
        *(f"system:{each}" for each in (*_SYSTEM, *_NAMESPACED)),
        "extension-apiserver-authentication-reader",
        *(f"kubeadm:{each}" for each in _KUBEADM),
    )
)
"""The names of Roles, ClusterRoles and of the bindings that give them."""
