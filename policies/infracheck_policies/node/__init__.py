"""The programs of every node, the kubelet and kube-proxy, as command lines and configuration files set them up."""

PACK = ("kubelet_access", "kubelet_certificates", "kubelet_limits", "kubelet_node", "kube_proxy")
"""By what the settings are about."""
