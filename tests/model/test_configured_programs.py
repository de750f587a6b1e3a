"""Programs that a command line or a configuration file sets up: kubelet, kube-proxy, the scheduler."""

from __future__ import annotations

import pytest
from tests.model.tools import model_in

from infracheck.model.facts.runtime.configured_program import ConfiguredProgram
from infracheck.model.facts.runtime.control_plane import Scheduler
from infracheck.model.facts.runtime.node_programs import Kubelet, KubeProxy

FILE = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kubelet-config}\ndata:\n  kubelet: |\n"
KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n---\n"


def in_config_map(text: str) -> str:
    return CONFIG_MAP + "".join(f"    {line}\n" for line in text.splitlines())


def run_by(command: str) -> str:
    return (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: 'node:7'\n"
        f"    command: [{command}]\n"
    )


def kubelet_of(text: str) -> Kubelet:
    (kubelet,) = model_in(text).all(Kubelet)
    return kubelet


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (run_by("kubelet"), 1),
        (run_by("/hyperkube, kubelet, --anonymous-auth=false"), 1),
        (run_by("kubelet-wrapper"), 0),
        (FILE, 1),
        (f"apiVersion: v1\nkind: List\nitems:\n- {FILE.replace(chr(10), chr(10) + '  ').rstrip()}\n", 1),
        (in_config_map(FILE), 1),
        (in_config_map(f"{FILE}---\n{FILE}"), 2),
        (in_config_map('{"apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration"}'), 1),
        (in_config_map(f"{FILE}---\napiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration"), 1),
        # what only speaks of one, and what cannot be read
        (in_config_map("# a KubeletConfiguration\nkind: Other"), 0),
        (in_config_map("see: KubeletConfiguration"), 0),
        (in_config_map(f"{FILE}broken: ["), 0),
        (in_config_map("KubeletConfiguration"), 0),
    ],
)
def test_a_kubelet_is_a_command_line_or_a_file(text: str, count: int) -> None:
    model = model_in(text)

    assert len(model.all(Kubelet)) == count
    assert model.faults == []


@pytest.mark.parametrize(
    ("text", "anonymous", "port", "mode"),
    [
        (run_by("kubelet"), True, 10255, "AlwaysAllow"),
        (run_by("kubelet, --anonymous-auth=false, --read-only-port=0"), False, 0, "AlwaysAllow"),
        (run_by("kubelet, --config=/etc/kubelet.yaml"), None, None, None),
        (run_by("kubelet, --config-dir=/etc/kubelet.d, --anonymous-auth"), True, None, None),
        (run_by("kubelet, --authorization-mode=$(MODE)"), True, 10255, None),
        (FILE, False, 0, "Webhook"),
        (FILE + "authentication: {anonymous: {enabled: yes}}\nreadOnlyPort: 10255\n", True, 10255, "Webhook"),
        (FILE + "authentication: {anonymous: }\nreadOnlyPort: many\nauthorization: {mode: }\n", False, None, "Webhook"),
        (in_config_map(FILE + "authorization: {mode: AlwaysAllow}"), False, 0, "AlwaysAllow"),
    ],
)
def test_what_is_not_written_is_the_default_of_its_source(
    text: str, anonymous: bool | None, port: int | None, mode: str | None
) -> None:
    kubelet = kubelet_of(text)

    assert kubelet.is_on("anonymous-auth") is anonymous
    assert kubelet.amount("read-only-port") == port
    assert kubelet.value("authorization-mode") == mode


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        (FILE, True),
        (FILE + "authentication: {x509: {clientCAFile: /pki/ca.crt}}\n", False),
        (FILE + "authentication: {x509: {clientCAFile: ''}}\n", True),
        (KUBEADM + FILE, False),
        (in_config_map(FILE), True),
        (run_by("kubelet"), False),
        (run_by("kubelet, --v=2"), True),
        (run_by("kubelet, --client-ca-file=/pki/ca.crt"), False),
        (run_by("kubelet, --config=/etc/kubelet.yaml"), False),
    ],
)
def test_a_kubelet_lacks_what_nothing_sets(text: str, lacks: bool) -> None:
    assert kubelet_of(text).lacks("client-ca-file") is lacks


def test_kubeadm_completes_only_files_beside_its_own() -> None:
    assert kubelet_of(KUBEADM + FILE).is_on("rotate-certificates") is True
    assert kubelet_of(KUBEADM + FILE + "rotateCertificates: false\n").is_on("rotate-certificates") is False
    assert kubelet_of(FILE).is_on("rotate-certificates") is False
    assert kubelet_of(KUBEADM + in_config_map(FILE)).is_on("rotate-certificates") is False


@pytest.mark.parametrize(
    ("text", "off"),
    [
        (FILE, False),
        (FILE + "featureGates: {Rotate: false}\n", True),
        (FILE + "featureGates: {Rotate: true, Other: false}\n", False),
        (run_by("kubelet, '--feature-gates=Rotate=false,Other=true'"), True),
        (run_by("kubelet, '--feature-gates=Rotate=false', '--feature-gates=Rotate=true'"), False),
        (run_by("kubelet, '--feature-gates=Rotate=false', '--feature-gates=Other=true'"), True),
        (run_by("kubelet, '--feature-gates=Rotate'"), False),
        (run_by("kubelet, '--feature-gates=$(GATES)'"), False),
    ],
)
def test_a_gate_is_what_its_last_mention_says(text: str, off: bool) -> None:
    assert kubelet_of(text).is_gate_off("Rotate") is off


def test_a_list_of_a_file_is_one_setting() -> None:
    kubelet = kubelet_of(FILE + "tlsCipherSuites:\n- A\n- B\n")

    assert kubelet.words("tls-cipher-suites") == ("A", "B")
    assert kubelet.called("tls-cipher-suites") == "tlsCipherSuites"
    assert kubelet_of(run_by("kubelet")).called("tls-cipher-suites") == "--tls-cipher-suites"


def test_a_setting_stands_where_it_is_written() -> None:
    kubelet = kubelet_of(in_config_map(FILE + "readOnlyPort: 10255"))

    assert kubelet.violation("open", at="read-only-port").span.line == 8
    assert kubelet.violation("missing", at="client-ca-file").span.line == 7
    assert kubelet.resource.kind == "ConfigMap"


@pytest.mark.parametrize(
    ("kind", "text", "setting", "expected"),
    [
        (KubeProxy, run_by("kube-proxy"), "metrics-bind-address", "127.0.0.1:10249"),
        (KubeProxy, run_by("kube-proxy, --metrics-bind-address=0.0.0.0"), "metrics-bind-address", "0.0.0.0"),
        # a file takes the place of the flags
        (KubeProxy, run_by("kube-proxy, --config=/c, --metrics-bind-address=0.0.0.0"), "metrics-bind-address", None),
        (Scheduler, run_by("kube-scheduler, --config=/c, --profiling=false"), "profiling", None),
        (Scheduler, run_by("kube-scheduler, --profiling=false"), "profiling", "false"),
        (
            Scheduler,
            "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n",
            "profiling",
            "true",
        ),
    ],
)
def test_a_file_comes_before_flags_where_the_program_says_so(
    kind: type[ConfiguredProgram], text: str, setting: str, expected: str | None
) -> None:
    (program,) = model_in(text).all(kind)

    assert program.value(setting) == expected
