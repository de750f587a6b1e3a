"""The programs that every node runs: the kubelet and kube-proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from infracheck.model.entities.kubernetes import KubernetesObject
from infracheck.model.facts.runtime.configured_program import ConfiguredProgram

if TYPE_CHECKING:
    from infracheck.model.graph.model import Model


# kubeadm, componentconfigs: what it fills in where it is not written
_OF_KUBEADM = {"client-ca-file": "/etc/kubernetes/pki/ca.crt", "rotate-certificates": "true"}


class Kubelet(ConfiguredProgram):
    """A kubelet, as a container's command line or a KubeletConfiguration sets it up.

    Settings go by the names of its flags, in a file too: `anonymous-auth` is `authentication.anonymous.enabled`.
    """

    __slots__ = ()
    program = "kubelet"
    file_kind = "KubeletConfiguration"
    fields: ClassVar[dict[str, str]] = {
        "authentication.anonymous.enabled": "anonymous-auth",
        "authentication.x509.clientCAFile": "client-ca-file",
        "authorization.mode": "authorization-mode",
        "eventRecordQPS": "event-qps",
        "makeIPTablesUtilChains": "make-iptables-util-chains",
        "podPidsLimit": "pod-max-pids",
        "protectKernelDefaults": "protect-kernel-defaults",
        "readOnlyPort": "read-only-port",
        "rotateCertificates": "rotate-certificates",
        "serverTLSBootstrap": "rotate-server-certificates",
        "streamingConnectionIdleTimeout": "streaming-connection-idle-timeout",
        "tlsCertFile": "tls-cert-file",
        "tlsCipherSuites": "tls-cipher-suites",
        "tlsPrivateKeyFile": "tls-private-key-file",
    }
    # Kubernetes, reference of KubeletConfiguration v1beta1
    file_defaults: ClassVar[dict[str, str]] = {
        "anonymous-auth": "false",
        "authorization-mode": "Webhook",
        "event-qps": "50",
        "make-iptables-util-chains": "true",
        "pod-max-pids": "-1",
        "protect-kernel-defaults": "false",
        "read-only-port": "0",
        "rotate-certificates": "false",
        "rotate-server-certificates": "false",
    }
    # Kubernetes, reference of the kubelet: without --config these three stay as they were before there were files
    flag_defaults: ClassVar[dict[str, str]] = {
        **file_defaults,
        "anonymous-auth": "true",
        "authorization-mode": "AlwaysAllow",
        "read-only-port": "10255",
    }

    @classmethod
    def all_of(cls, model: Model) -> list[Kubelet]:
        """Every kubelet of the model."""
        return cls.in_model(model)

    @property
    def defaults(self) -> dict[str, str]:
        """What holds for settings that are not written; kubeadm completes a file that stands beside its own."""
        holder = self.holder
        if isinstance(holder, KubernetesObject) and holder.kind == self.file_kind:
            paths: set[str] = holder.model.derive(_files_of_kubeadm)
            if holder.document.source.path in paths:
                return {**self.file_defaults, **_OF_KUBEADM}
        return super().defaults


def _files_of_kubeadm(model: Model) -> set[str]:
    found = (each for each in model.all(KubernetesObject) if each.group == "kubeadm.k8s.io")
    return {each.document.source.path for each in found}


class KubeProxy(ConfiguredProgram):
    """A kube-proxy, as a container's command line or a KubeProxyConfiguration sets it up.

    Settings go by the names of its flags, in a file too. Where a command line names a file, its flags do not count.
    """

    __slots__ = ()
    program = "kube-proxy"
    file_kind = "KubeProxyConfiguration"
    fields: ClassVar[dict[str, str]] = {"metricsBindAddress": "metrics-bind-address"}
    # Kubernetes, reference of kube-proxy
    flag_defaults: ClassVar[dict[str, str]] = {"metrics-bind-address": "127.0.0.1:10249"}
    file_defaults = flag_defaults
    is_file_first = True

    @classmethod
    def all_of(cls, model: Model) -> list[KubeProxy]:
        """Every kube-proxy of the model."""
        return cls.in_model(model)
