"""Who the API server lets in, and what it lets them do."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, ControllerManager, Severity, Violation, policy


@policy(
    "apiserver-anonymous-auth",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.1", "nsa-1.2:anonymous", "nist-800-53-r5:IA-2", "cwe:306"),
    aliases=(
        "checkov:CKV_K8S_68",
        "kubescape:ensure-that-the-api-server-anonymous-auth-argument-is-set-to-false",
        "trivy:KCV-0001",
    ),
    recommended=False,
)
def apiserver_anonymous_auth(server: ApiServer) -> Iterator[Violation]:
    """The API server takes no anonymous requests.

    They are taken unless `--anonymous-auth=false` says otherwise, and RBAC decides alone what they may do. kubeadm
    leaves them on for its health checks. A file given by `--authentication-config` may settle it and is not judged. CIS
    Kubernetes Benchmark 1.12, 1.2.1.
    """
    if not server.is_given("authentication-config") and server.switch("anonymous-auth", default=True):
        yield server.violation("kube-apiserver takes anonymous requests", at="anonymous-auth")


@policy(
    "apiserver-password-file",
    category="control-plane",
    severity=Severity.HIGH,
    controls=("nsa-1.2:control-plane", "nist-800-53-r5:IA-5", "cwe:256"),
    aliases=("checkov:CKV_K8S_69", "kics:5da47109-f8d6-4585-9e2b-96a8958a12f5"),
)
def apiserver_password_file(server: ApiServer) -> Iterator[Violation]:
    """The API server knows no passwords from a file.

    They stand there in plain text and hold until the server starts again. Kubernetes 1.19 took `--basic-auth-file` out.
    """
    if server.is_given("basic-auth-file"):
        yield server.violation("kube-apiserver takes passwords from a file", at="basic-auth-file")


@policy(
    "apiserver-token-file",
    category="control-plane",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:1.2.2", "nsa-1.2:control-plane", "nist-800-53-r5:IA-5", "cwe:256"),
    aliases=(
        "checkov:CKV_K8S_70",
        "kics:32ecd76e-7bbf-402e-bf48-8b9485749558",
        "kubescape:ensure-that-the-api-server-token-auth-file-parameter-is-not-set",
        "trivy:KCV-0002",
    ),
)
def apiserver_token_file(server: ApiServer) -> Iterator[Violation]:
    """The API server knows no tokens from a file.

    They stand there in plain text, never expire, and can be taken back only by a restart. CIS Kubernetes Benchmark
    1.12, 1.2.2.
    """
    if server.is_given("token-auth-file"):
        yield server.violation("kube-apiserver takes tokens from a file", at="token-auth-file")


@policy(
    "apiserver-always-allow",
    category="control-plane",
    severity=Severity.CRITICAL,
    controls=("cis-kubernetes-1.12:1.2.6", "nsa-1.2:rbac", "nist-800-53-r5:AC-3", "cwe:862"),
    aliases=(
        "checkov:CKV_K8S_74",
        "kubescape:ensure-that-the-api-server-authorization-mode-argument-is-not-set-to-AlwaysAllow",
        "trivy:KCV-0007",
    ),
)
def apiserver_always_allow(server: ApiServer) -> Iterator[Violation]:
    """The API server does not allow everything to everyone.

    `AlwaysAllow` among the modes does. CIS Kubernetes Benchmark 1.12, 1.2.6. Where no mode is given at all, which means
    the same, `apiserver-rbac` says so.
    """
    if "AlwaysAllow" in (server.authorization or ()) and server.is_given("authorization-mode"):
        yield server.violation("kube-apiserver allows every request", at="authorization-mode")


@policy(
    "apiserver-node-authorization",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.7", "nist-800-53-r5:AC-6"),
    aliases=(
        "checkov:CKV_K8S_75",
        "kics:4d7ee40f-fc5d-427d-8cac-dffbe22d42d1",
        "kubescape:ensure-that-the-api-server-authorization-mode-argument-includes-Node",
        "trivy:KCV-0008",
    ),
    recommended=False,
)
def apiserver_node_authorization(server: ApiServer) -> Iterator[Violation]:
    """The API server limits kubelets to what their node needs.

    Without the mode `Node`, a role that all nodes share lets each read the Secrets of all. CIS Kubernetes Benchmark
    1.12, 1.2.7.
    """
    modes = server.authorization
    if modes is not None and "Node" not in modes:
        yield server.violation("kube-apiserver does not authorize kubelets by node", at="authorization-mode")


@policy(
    "apiserver-rbac",
    category="control-plane",
    severity=Severity.HIGH,
    controls=("cis-kubernetes-1.12:1.2.8", "nsa-1.2:rbac", "nist-800-53-r5:AC-3", "cwe:862"),
    aliases=(
        "checkov:CKV_K8S_77",
        "kics:1aa4a1ae-5dbb-48a1-9aa2-630ea4be208e",
        "kubescape:ensure-that-the-api-server-authorization-mode-argument-includes-RBAC",
        "trivy:KCV-0009",
    ),
)
def apiserver_rbac(server: ApiServer) -> Iterator[Violation]:
    """The API server authorizes by roles.

    Without `RBAC` among the modes, roles and bindings say nothing; without any mode, everything is allowed. A file
    given by `--authorization-config` is not judged. CIS Kubernetes Benchmark 1.12, 1.2.8.
    """
    modes = server.authorization
    if modes is not None and "RBAC" not in modes:
        yield server.violation("kube-apiserver does not authorize by roles", at="authorization-mode")


@policy(
    "apiserver-account-lookup",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.2.21", "nist-800-53-r5:IA-5", "cwe:613"),
    aliases=(
        "checkov:CKV_K8S_96",
        "kics:a5530bd7-225a-48f9-91bb-f40b04200165",
        "trivy:KCV-0024",
    ),
)
def apiserver_account_lookup(server: ApiServer) -> Iterator[Violation]:
    """The API server checks that the account of a token still exists.

    With `--service-account-lookup=false` the token of a deleted account goes on working. It is on by default,
    which checkov's CKV_K8S_96 does not take. CIS Kubernetes Benchmark 1.12, 1.2.21.
    """
    if server.switch("service-account-lookup", default=True) is False:
        yield server.violation("kube-apiserver takes tokens of deleted accounts", at="service-account-lookup")


@policy(
    "controller-account-credentials",
    category="control-plane",
    severity=Severity.MEDIUM,
    controls=("cis-kubernetes-1.12:1.3.3", "nist-800-53-r5:AC-6"),
    aliases=(
        "kics:1acd93f1-5a37-45c0-aaac-82ece818be7d",
        "kubescape:ensure-that-the-controller-manager-use-service-account-credentials-argument-is-set-to-true",
        "trivy:KCV-0035",
    ),
    recommended=False,
)
def controller_account_credentials(manager: ControllerManager) -> Iterator[Violation]:
    """Each controller acts with an account of its own.

    Without `--use-service-account-credentials=true` all of them share the rights of all. CIS Kubernetes Benchmark 1.12,
    1.3.3.
    """
    if manager.switch("use-service-account-credentials", default=False) is False:
        yield manager.violation(
            "the controllers of kube-controller-manager share one account", at="use-service-account-credentials"
        )
