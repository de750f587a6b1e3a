"""Words of manifests that policies know, each list written out apart from the tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.policies.cases import reported
from tests.policies.manifests import pod, with_variable

CAPABILITIES = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
]  # fmt: skip
ON = ["1", "true", "yes", "on", "TRUE", " On "]
OFF = ["0", "false", "no", "off", "FALSE", " Off "]


def adding(capability: str) -> str:
    return pod(container=f'securityContext: {{capabilities: {{add: ["{capability}"]}}}}')


def dropping(capabilities: Iterable[str]) -> str:
    return pod(container=f"securityContext: {{capabilities: {{drop: [{', '.join(capabilities)}]}}}}")


def mounting(path: str) -> str:
    return pod(f"volumes: [{{name: node, hostPath: {{path: '{path}'}}}}]")


def with_role(verbs: str, resource: str) -> str:
    return (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: shop, namespace: shop}\n"
        f'rules: [{{apiGroups: [""], resources: ["{resource}"], verbs: [{verbs}]}}]\n'
    )


def test_the_baseline_allows_these_capabilities_in_this_spelling(tmp_path: Path) -> None:
    bad = ["NET_RAW", "SYS_ADMIN", "SYS_PTRACE", "BPF", "ALL", "chown", "CAP_CHOWN"]
    assert reported(tmp_path, "dangerous-capability", {each: adding(each) for each in [*CAPABILITIES, *bad]}) == bad


def test_the_restricted_standard_allows_one_capability(tmp_path: Path) -> None:
    bad = [each for each in CAPABILITIES if each != "NET_BIND_SERVICE"]
    manifests = {each: adding(each) for each in [*CAPABILITIES, "NET_RAW", "SYS_ADMIN"]}
    assert reported(tmp_path, "default-capability", manifests) == bad


def test_runtimes_add_these_capabilities(tmp_path: Path) -> None:
    default = [*CAPABILITIES, "NET_RAW"]
    manifests = {f"all but {each}": dropping(other for other in default if other != each) for each in default}
    assert reported(tmp_path, "kept-capability", {**manifests, "none": dropping(default)}) == list(manifests)


@pytest.mark.parametrize(
    ("policy", "bad", "good"),
    [
        ("sys-admin-capability", ["SYS_ADMIN", "ALL", "sys_admin", "CAP_SYS_ADMIN"], ["SYS_MODULE", "NET_ADMIN"]),
        ("sys-module-capability", ["SYS_MODULE", "ALL", "cap_sys_module"], ["SYS_ADMIN", "NET_RAW"]),
        ("net-raw-capability", ["NET_RAW", "ALL", "net_raw"], ["NET_ADMIN", "SYS_ADMIN"]),
    ],
)
def test_a_capability_is_known_in_the_spellings_of_runtimes(
    tmp_path: Path, policy: str, bad: list[str], good: list[str]
) -> None:
    assert reported(tmp_path, policy, {each: adding(each) for each in [*bad, *good]}) == bad


@pytest.mark.parametrize("policy", ["kept-net-raw", "kept-capability", "unreduced-capabilities"])
def test_windows_has_no_capabilities(tmp_path: Path, policy: str) -> None:
    manifests = {"Linux": pod("os: {name: linux}"), "Windows": pod("os: {name: windows}")}
    assert reported(tmp_path, policy, manifests) == ["Linux"]


def test_a_folder_of_the_system_is_sensitive(tmp_path: Path) -> None:
    bad = [
        "/", "/bin", "/boot", "/dev", "/etc", "/etc/kubernetes", "/etc/kubernetes/pki", "/lib", "/proc", "/root",
        "/run", "/sbin", "/sys", "/usr", "/var", "/var/lib", "/var/lib/containerd", "/var/lib/docker",
        "/var/lib/etcd", "/var/lib/kubelet", "/var/run", "/etc/", "/var/lib/kubelet/",
    ]  # fmt: skip
    good = ["/var/log", "/etc/ssl/certs", "/opt", "/data/etc", "/etc/kubernetes-backup", "/usr/share", "/home/shop"]
    assert reported(tmp_path, "sensitive-host-path", {each: mounting(each) for each in [*bad, *good]}) == bad


def test_a_socket_of_a_runtime_is_known_at_any_path(tmp_path: Path) -> None:
    bad = [
        "/var/run/docker.sock", "/run/containerd/containerd.sock", "/run/crio/crio.sock", "/run/cri-dockerd.sock",
        "/var/run/dockershim.sock", "/run/podman/podman.sock", "/data/docker.sock", "/var/run/docker",
        r"\\.\pipe\docker_engine", "//./pipe/dockerDesktopLinuxEngine", r"\\.\pipe\containerd-containerd",
        "//./pipe/dockershim", "//./pipe/cri-dockerd", "//./pipe/podman-machine-default",
    ]  # fmt: skip
    good = ["/run/dbus.sock", "/var/run/dockers", "/var/lib/docker.sock.d", "//./pipe/mysql", "/pipe/docker_engine"]
    assert reported(tmp_path, "runtime-socket", {each: mounting(each) for each in [*bad, *good]}) == bad


def test_the_restricted_standard_allows_these_volumes(tmp_path: Path) -> None:
    good = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret", "hostPath",
    ]  # fmt: skip
    bad = ["nfs", "iscsi", "awsElasticBlockStore", "azureDisk", "cephfs", "fc", "glusterfs", "portworxVolume", "rbd"]
    manifests = {each: pod(f"volumes: [{{name: data, {each}: {{}}}}]") for each in [*good, *bad]}
    assert reported(tmp_path, "volume-type", manifests) == bad


def test_the_baseline_allows_these_types_of_selinux(tmp_path: Path) -> None:
    good = ["", "container_t", "container_init_t", "container_kvm_t"]
    bad = ["spc_t", "container_logreader_t"]
    manifests = {each: pod(f'securityContext: {{seLinuxOptions: {{type: "{each}"}}}}') for each in [*good, *bad]}
    assert reported(tmp_path, "selinux-override", manifests) == bad


def test_the_baseline_allows_these_profiles_of_app_armor(tmp_path: Path) -> None:
    key = "container.apparmor.security.beta.kubernetes.io/web"
    good = ["", "runtime/default", "localhost/web"]
    bad = ["unconfined", "web", "localhost", "runtime"]
    manifests = {each: pod(annotations=f'{{{key}: "{each}"}}') for each in [*good, *bad]}
    assert reported(tmp_path, "app-armor-override", manifests) == bad


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("NODE_TLS_REJECT_UNAUTHORIZED", ["0"], ["1", "false"]),
        ("PYTHONHTTPSVERIFY", ["0"], ["1", "false"]),
        ("PERL_LWP_SSL_VERIFY_HOSTNAME", ["0"], ["1"]),
        ("VAULT_SKIP_VERIFY", ON, OFF),
        ("BAO_SKIP_VERIFY", ON, OFF),
        ("NOMAD_SKIP_VERIFY", ON, OFF),
        ("INSECURE_SKIP_VERIFY", ON, OFF),
        ("ARGOCD_INSECURE_SKIP_VERIFY", ON, OFF),
        ("ETCDCTL_INSECURE_SKIP_TLS_VERIFY", ON, OFF),
        ("CONSUL_HTTP_SSL_VERIFY", OFF, ON),
        ("NPM_CONFIG_STRICT_SSL", OFF, ON),
        ("npm_config_strict_ssl", OFF, ON),
        ("AWS_S3_VERIFY", OFF, ON),
        ("ELASTICSEARCH_SSL_VERIFY", OFF, ON),
        ("SSL_VERIFY", OFF, ON),
        ("VERIFY_SSL", OFF, ON),
        ("TLS_VERIFY", OFF, ON),
        ("LDAPTLS_REQCERT", ["never", "allow", "NEVER"], ["demand", "try", "hard"]),
        ("LDAP_TLS_REQCERT", ["never", "allow"], ["demand", "try"]),
        ("ELASTICSEARCH_SSL_VERIFICATIONMODE", ["none", "None"], ["full", "certificate"]),
        ("OPENSEARCH_SSL_VERIFICATIONMODE", ["none"], ["full"]),
        ("GIT_SSL_NO_VERIFY", ["", "0", "false", "true"], []),
        ("PIP_TRUSTED_HOST", ["pypi.example.com"], ["", " "]),
        ("SSL_VERIFY_DEPTH", [], ["0", "1"]),
    ],
)
def test_a_variable_disables_the_verification_of_certificates(
    tmp_path: Path, name: str, bad: list[str], good: list[str]
) -> None:
    manifests = {each: with_variable(name, each) for each in [*bad, *good]}
    assert reported(tmp_path, "tls-verification-disabled", manifests) == bad


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("POSTGRES_HOST_AUTH_METHOD", ["trust", "TRUST", " trust "], ["md5", "scram-sha-256"]),
        ("MYSQL_ALLOW_EMPTY_PASSWORD", ON, OFF),
        ("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", ON, OFF),
        ("ALLOW_EMPTY_PASSWORD", ON, OFF),
        ("allow_empty_password", ON, OFF),
        ("xpack.security.enabled", OFF, ON),
        ("XPACK_SECURITY_ENABLED", OFF, ON),
        ("DISABLE_SECURITY_PLUGIN", ON, OFF),
        ("plugins.security.disabled", ON, OFF),
        ("SECURITY_ENABLED", [], [*ON, *OFF]),
    ],
)
def test_a_variable_opens_a_database(tmp_path: Path, name: str, bad: list[str], good: list[str]) -> None:
    manifests = {each: with_variable(name, each) for each in [*bad, *good]}
    assert reported(tmp_path, "database-authentication", manifests) == bad


def test_an_argument_disables_the_verification_of_certificates(tmp_path: Path) -> None:
    bad = [
        "--insecure-skip-tls-verify", "--insecure-skip-verify", "--kubelet-insecure-tls", "--no-check-certificate",
        "--no-verify-ssl", "--skip-tls-verify", "--tls-insecure-skip-verify", "--tls-skip-verify", "--ssl-insecure",
        "--insecure-skip-tls-verify=true",
    ]  # fmt: skip
    good = [
        "--insecure-skip-tls-verify=false",
        "--insecure-skip-tls-verify=False",
        "--tls-verify",
        "--insecure-port=0",
        "tls-skip-verify",
    ]
    manifests = {each: pod(container=f'args: ["{each}"]') for each in [*bad, *good]}
    assert reported(tmp_path, "insecure-argument", manifests) == bad


@pytest.mark.parametrize(
    "name",
    [
        "vault.hashicorp.com/tls-skip-verify",
        "openbao.openbao.org/tls-skip-verify",
        "vault.security.banzaicloud.io/vault-skip-verify",
    ],
)
def test_an_annotation_lets_the_injector_trust_any_vault(tmp_path: Path, name: str) -> None:
    bad, good = ["true", "TRUE", "1", "yes", "on"], ["false", "0", ""]
    manifests = {each: pod(annotations=f'{{{name}: "{each}"}}') for each in [*bad, *good]}
    assert reported(tmp_path, "vault-tls-verification", manifests) == bad


def test_a_variable_holds_a_static_cloud_key(tmp_path: Path) -> None:
    bad = [
        "AWS_SECRET_ACCESS_KEY", "AZURE_CLIENT_SECRET", "AZURE_STORAGE_KEY", "GOOGLE_APPLICATION_CREDENTIALS",
        "GOOGLE_CREDENTIALS",
    ]  # fmt: skip
    good = ["AWS_REGION", "AWS_ROLE_ARN", "AZURE_CLIENT_ID", "GOOGLE_CLOUD_PROJECT"]
    manifests = {each: with_variable(each, "x") for each in [*bad, *good]}
    assert reported(tmp_path, "static-cloud-key", manifests) == bad


@pytest.mark.parametrize("policy", ["wildcard-verb", "minor-wildcard-verb"])
def test_every_verb_is_worse_on_what_grants_rights(tmp_path: Path, policy: str) -> None:
    grave = [
        "secrets", "pods", "deployments", "daemonsets", "statefulsets", "replicasets", "replicationcontrollers",
        "jobs", "cronjobs", "configmaps", "roles", "clusterroles", "rolebindings", "clusterrolebindings", "users",
        "groups",
    ]  # fmt: skip
    minor = ["services", "ingresses", "endpoints", "events", "leases"]
    manifests = {each: with_role('"*"', each) for each in [*grave, *minor]}
    assert reported(tmp_path, policy, manifests) == (grave if policy == "wildcard-verb" else minor)


@pytest.mark.parametrize(
    ("policy", "kind", "subject"),
    [
        ("anonymous-binding", "User", "system:anonymous"),
        ("anonymous-binding", "Group", "system:unauthenticated"),
        ("authenticated-binding", "Group", "system:authenticated"),
    ],
)
def test_kubernetes_grants_these_roles_to_everyone(tmp_path: Path, policy: str, kind: str, subject: str) -> None:
    good = [
        "system:public-info-viewer",
        "system:discovery",
        "system:basic-user",
        "kubeadm:bootstrap-signer-clusterinfo",
    ]
    bad = ["view", "system:monitoring", "cluster-admin"]
    manifests = {
        role: "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: everyone}\n"
        f"roleRef: {{apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {role}}}\n"
        f"subjects: [{{apiGroup: rbac.authorization.k8s.io, kind: {kind}, name: {subject}}}]\n"
        for role in [*good, *bad]
    }
    assert reported(tmp_path, policy, manifests) == bad


def test_a_host_is_the_machine_of_a_developer(tmp_path: Path) -> None:
    bad = [
        "host.docker.internal", "gateway.docker.internal", "docker.for.mac.localhost", "docker.for.win.localhost",
        "a.ngrok.io", "a.ngrok.app", "a.ngrok-free.app", "a.ngrok.dev", "a.trycloudflare.com", "a.loca.lt",
        "a.serveo.net", "Host.Docker.Internal",
    ]  # fmt: skip
    good = ["db.shop.svc", "docker.internal", "ngrok.io.example.com", "serveo.example.com"]
    manifests = {each: with_variable("DATABASE_URL", f"postgresql://{each}:5432/shop") for each in [*bad, *good]}
    assert reported(tmp_path, "developer-endpoint", manifests) == bad


def test_a_name_or_a_label_says_that_data_may_be_lost(tmp_path: Path) -> None:
    database = (
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: {0}}}\nspec:\n"
        "  selector: {{matchLabels: {{app: a}}}}\n"
        "  template:\n    metadata: {{labels: {{app: a, role: {1}}}}}\n    spec:\n      containers:\n"
        "        - {{name: db, image: 'postgres:17.2'}}\n"
    )
    words = ["cache", "caching", "ephemeral", "transient", "scratch", "temporary", "Cache"]
    good = {word: database.format(f"shop-{word.lower()}", "db") for word in words}
    good |= {f"label {word}": database.format("shop", word) for word in words}
    good["a label of the object"] = database.format("shop", "db").replace(
        "{name: shop}", "{name: shop, labels: {a: cache}}"
    )
    good["a key of a label"] = database.format("shop", "db").replace("{name: shop}", "{name: shop, labels: {cache: a}}")
    bad = {"durable": database.format("shop", "db"), "cached": database.format("shop-cached", "db")}
    assert reported(tmp_path, "database-volume", good | bad) == list(bad)
    assert reported(tmp_path, "cache-volume", good | bad) == list(good)
