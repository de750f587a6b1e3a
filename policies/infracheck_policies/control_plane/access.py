"""Authentication and authorization of the control plane."""

from __future__ import annotations

from collections.abc import Iterator

from infracheck import ApiServer, ControllerManager, Severity, Violation, policy


@policy("apiserver-anonymous-auth", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_anonymous_auth(server: ApiServer) -> Iterator[Violation]:
    """The API server rejects anonymous requests.

    They are accepted unless `--anonymous-auth=false` is set, and RBAC alone decides what they may do. kubeadm leaves
    them enabled for its health checks. A file given by `--authentication-config` may configure it and is not checked.
    CIS Kubernetes Benchmark 1.12, 1.2.1.

    Fix: Set `--anonymous-auth=false`.
    """
    if not server.is_given("authentication-config") and server.switch("anonymous-auth", default=True):
        yield server.violation("kube-apiserver accepts anonymous requests", at="anonymous-auth")


@policy("apiserver-password-file", category="control-plane", severity=Severity.HIGH)
def apiserver_password_file(server: ApiServer) -> Iterator[Violation]:
    """The API server does not authenticate users by a password file.

    The passwords are stored in plaintext, and a change takes effect only after a restart. Kubernetes 1.19 removed
    `--basic-auth-file`.

    Fix: Remove `--basic-auth-file` and use OpenID Connect or client certificates.
    """
    if server.is_given("basic-auth-file"):
        yield server.violation("kube-apiserver authenticates users by a password file", at="basic-auth-file")


@policy("apiserver-token-file", category="control-plane", severity=Severity.HIGH)
def apiserver_token_file(server: ApiServer) -> Iterator[Violation]:
    """The API server does not authenticate users by a token file.

    The tokens are stored in plaintext, never expire, and can be revoked only by a restart. CIS Kubernetes Benchmark
    1.12, 1.2.2.

    Fix: Remove `--token-auth-file` and use OpenID Connect or client certificates.
    """
    if server.is_given("token-auth-file"):
        yield server.violation("kube-apiserver authenticates users by a token file", at="token-auth-file")


@policy("apiserver-always-allow", category="control-plane", severity=Severity.CRITICAL)
def apiserver_always_allow(server: ApiServer) -> Iterator[Violation]:
    """The API server does not use the authorization mode AlwaysAllow.

    `AlwaysAllow` authorizes every request. Where no mode is given at all, which has the same effect, `apiserver-rbac`
    reports it. CIS Kubernetes Benchmark 1.12, 1.2.6.

    Fix: Set `--authorization-mode=Node,RBAC`.
    """
    if "AlwaysAllow" in (server.authorization or ()) and server.is_given("authorization-mode"):
        yield server.violation(
            "kube-apiserver allows every request: authorization mode AlwaysAllow", at="authorization-mode"
        )


@policy("apiserver-node-authorization", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def apiserver_node_authorization(server: ApiServer) -> Iterator[Violation]:
    """The API server uses the authorization mode Node.

    Without the mode `Node`, kubelets share one role, so that each can read the Secrets of all nodes. CIS Kubernetes
    Benchmark 1.12, 1.2.7.

    Fix: Set `--authorization-mode=Node,RBAC`.
    """
    modes = server.authorization
    if modes is not None and "Node" not in modes:
        yield server.violation("kube-apiserver does not use authorization mode Node", at="authorization-mode")


@policy("apiserver-rbac", category="control-plane", severity=Severity.HIGH)
def apiserver_rbac(server: ApiServer) -> Iterator[Violation]:
    """The API server uses the authorization mode RBAC.

    Without `RBAC` among the modes, roles and bindings have no effect; without any mode, every request is allowed. A
    file given by `--authorization-config` is not checked. CIS Kubernetes Benchmark 1.12, 1.2.8.

    Fix: Set `--authorization-mode=Node,RBAC`.
    """
    modes = server.authorization
    if modes is not None and "RBAC" not in modes:
        yield server.violation("kube-apiserver does not use authorization mode RBAC", at="authorization-mode")


@policy("apiserver-account-lookup", category="control-plane", severity=Severity.MEDIUM)
def apiserver_account_lookup(server: ApiServer) -> Iterator[Violation]:
    """The API server checks that the service account of a token still exists.

    With `--service-account-lookup=false` the token of a deleted service account remains valid. The flag is true by
    default, which checkov's CKV_K8S_96 does not consider. CIS Kubernetes Benchmark 1.12, 1.2.21.

    Fix: Remove `--service-account-lookup=false`.
    """
    if server.switch("service-account-lookup", default=True) is False:
        yield server.violation("kube-apiserver accepts tokens of deleted service accounts", at="service-account-lookup")


@policy("apiserver-extended-tokens", category="control-plane", severity=Severity.LOW, recommended=False)
def apiserver_extended_tokens(server: ApiServer) -> Iterator[Violation]:
    """The API server does not extend the expiration of service account tokens.

    Unless `--service-account-extend-token-expiration=false` is set, the tokens that pods mount are valid for a year
    instead of an hour, for old clients that never read them anew. CIS Kubernetes Benchmark 1.12, 1.2.30.

    Fix: Set `--service-account-extend-token-expiration=false`.
    """
    flag = "service-account-extend-token-expiration"
    if server.switch(flag, default=True):
        yield server.violation("kube-apiserver extends the expiration of service account tokens to a year", at=flag)


@policy("controller-account-credentials", category="control-plane", severity=Severity.MEDIUM, recommended=False)
def controller_account_credentials(manager: ControllerManager) -> Iterator[Violation]:
    """Each controller uses a service account of its own.

    Without `--use-service-account-credentials=true` all controllers share one identity with the rights of all. CIS
    Kubernetes Benchmark 1.12, 1.3.3.

    Fix: Set `--use-service-account-credentials=true`.
    """
    if manager.switch("use-service-account-credentials", default=False) is False:
        yield manager.violation(
            "controllers of kube-controller-manager share one service account", at="use-service-account-credentials"
        )
